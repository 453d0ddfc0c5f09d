"""A story tells what the run itself computed, and telling it changes nothing."""

import numpy as np
import pytest

from sim.behaviour import choice, need
from sim.citizens import HAS_ACCOUNT
from sim.errors import InputError
from sim.model import AdoptionModel
from sim.places.population import AGES, KINDS
from sim.places.provinces import PROVINCES, province_index
from sim.story import members, tell

END = "2022-12"
ACCOUNT = {"campaign_account", "campaign_account_chance", "campaign_account_draw"}


@pytest.fixture(scope="module")
def model_of(ask_everything):
    return lambda: AdoptionModel(ask_everything(end=END, online_intercept=-3), collect=False)


@pytest.fixture(scope="module")
def positions(ask_everything, live):
    """Return citizens with many needs, in all kinds of places, and some whom campaigns reach."""
    columns = live(ask_everything(end=END, online_intercept=-3)).citizens.columns
    busy = np.flatnonzero(columns.need_rate > 90)
    reached = np.flatnonzero((columns.flags & HAS_ACCOUNT > 0) & (columns.last_online == 0))
    return [*busy[:: len(busy) // 12].tolist(), *reached[:: len(reached) // 3].tolist()]


@pytest.fixture(scope="module")
def told(model_of, positions):
    """Return stories and the models that told them, by citizen."""
    found = {}
    for position in positions:
        model = model_of()
        found[position] = (tell(model, position), model)
    return found


@pytest.fixture(scope="module")
def unwatched(model_of, positions):
    """Return a model that nobody watched and the columns of the citizens after every month."""
    model, path = model_of(), []
    for _ in range(model.horizon):
        model.step()
        path.append({position: model.citizens[position] for position in positions})
    return model, path


@pytest.fixture(scope="module")
def months(told):
    return [month for story, _ in told.values() for month in story.months]


@pytest.fixture(scope="module")
def dossiers(told):
    found = [month for story, _ in told.values() for month in story.with_needs()]
    assert len(found) > 50
    return found


def test_a_watched_run_is_the_same_to_the_byte(told, unwatched, bytes_of):
    expected = bytes_of(unwatched[0])
    for _, model in told.values():
        assert bytes_of(model) == expected


def test_needs_are_those_that_the_citizen_remembers(told, unwatched):
    path = unwatched[1]
    for position, (story, _) in told.items():
        assert len(story.months) == len(path)
        for index, month in enumerate(story.months):
            citizen = path[index][position]
            assert bool(month["had_need"]) == (citizen["last_dossier"] == index + 1)
            online = month["succeeded"] or month["clerk_filed"]
            assert bool(online) == (citizen["last_online"] == index + 1)
            if month["had_need"]:
                assert month["experience_after"] == pytest.approx(citizen["experience"])
                assert month["habit_after"] == pytest.approx(citizen["habit"])
                assert bool(month["account_after"]) == citizen["account"]


def test_state_is_carried_from_dossier_to_dossier(told):
    for story, _ in told.values():
        for before, after in zip(story.with_needs(), story.with_needs()[1:], strict=False):
            assert after["experience_before"] == before["experience_after"]
            assert after["habit_before"] == before["habit_after"]
            assert after["account_before"] >= before["account_after"]


def test_the_citizen_is_told_of_as_before_the_first_month(told, model_of):
    model = model_of()
    for position, (story, _) in told.items():
        assert story.citizen == model.citizens[position]
        assert story.citizen["province"] in {p.name_vi for p in PROVINCES}


def test_a_need_comes_when_the_draw_is_below_the_chance(months):
    for month in months:
        assert bool(month["had_need"]) == (month["need_draw"] < month["need_chance"])
        assert 0 < month["need_chance"] < 1
        if not month["had_need"]:
            of_dossiers = month.keys() - {"month", "need_draw", "need_chance"} - ACCOUNT
            assert not any(month[field] for field in of_dossiers)


def test_errands_follow_their_draws(dossiers):
    for month in dossiers:
        assert bool(month["ministry"]) == (month["agency_draw"] < month["ministry_share"])
        level = need.level_offered(
            month["offer_draw"], month["supply_full"], month["supply_online"]
        )
        assert month["level"] == level
        if level == need.OFFLINE:
            assert not (month["option"] or month["attempts"] or month["clerk_filed"])
        if month["paper_refused"]:
            assert level == need.FULL


def test_choices_follow_their_chances(dossiers):
    offered = [month for month in dossiers if month["level"] != need.OFFLINE]
    for month in offered:
        alone, online = chances = month["chance_alone"], month["chance_helped"]
        online += alone
        expected = choice.ALONE if month["choice_draw"] < alone else choice.HELPED
        expected = expected if month["choice_draw"] < online else choice.OFFICE
        assert month["option"] == expected
        assert 0 <= sum(chances) < 1 and 0 <= month["share_recommending"] <= 1
        if not (month["connected"] and month["active"]):
            assert chances[0] == 0
        if not (month["family_helper"] or month["team_places"] > 0):
            assert chances[1] == 0
        assert bool(month["attempts"]) == (month["option"] != choice.OFFICE)
    assert {month["option"] for month in offered} == {choice.OFFICE, choice.ALONE, choice.HELPED}


def test_attempts_follow_their_chances(dossiers):
    tried = [month for month in dossiers if month["attempts"]]
    for month in tried:
        first = month["success_draw"] < month["success_chance"]
        second = month["attempts"] == 2 and month["second_draw"] < month["second_chance"]
        assert bool(month["succeeded"]) == (first or second)
        again = not first and month["again_draw"] < month["again_chance"]
        assert (month["attempts"] == 2) == again
        if month["by_team"]:
            assert month["team_places"] > 0 and not month["family_helper"]
    assert any(month["succeeded"] for month in tried)
    assert any(not month["succeeded"] for month in tried)


def test_outcomes_follow_their_draws(dossiers):
    for month in dossiers:
        if month["level"] == need.OFFLINE:
            continue
        visit = month["formality_draw"] < month["formality_chance"]
        assert bool(month["full_process"]) == (month["level"] == need.FULL and not visit)
        by_clerk = not month["succeeded"] and month["clerk_draw"] < month["clerk_chance"]
        assert bool(month["clerk_filed"]) == by_clerk
        if month["paper_refused"]:
            assert month["succeeded"] or month["clerk_filed"]
        if by_clerk:
            assert month["habit_after"] <= month["habit_before"]
        if month["succeeded"] and month["route_draw"] < month["route_chance"]:
            assert month["account_after"]


def test_accounts_without_a_need_follow_their_draws(months):
    opened = [month for month in months if month["campaign_account"]]
    assert opened
    for month in months:
        below = month["campaign_account_draw"] < month["campaign_account_chance"]
        assert bool(month["campaign_account"]) == below
        if month["had_need"] and month["campaign_account"]:
            assert month["account_before"]


def test_citizens_are_found_by_where_and_how_old_they_are(baseline):
    citizens = baseline.citizens
    for province, kind, age in (("Hà Nội", "urban", "65+"), ("Lai Châu", "remote", "18-29")):
        for position in members(citizens, province, kind, age)[::50]:
            citizen = citizens[position]
            assert citizen["province"] == province and citizen["age"] == age
            assert KINDS[citizen["kind"]] == kind
    assert (members(citizens) == np.arange(len(citizens))).all()
    strata = citizens.strata.province == province_index("Cà Mau")
    assert not (citizens.strata.kind[strata] == KINDS.index("remote")).any()
    with pytest.raises(InputError, match="Cà Mau, remote"):
        members(citizens, "Cà Mau", "remote", AGES[0])


def test_there_is_no_story_of_nobody(model_of):
    model = model_of()
    with pytest.raises(IndexError):
        tell(model, len(model.citizens))
