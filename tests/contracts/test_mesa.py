"""The model is a Mesa model: built without arguments, stepped, collected and looked at as one."""

import inspect

import mesa
import pytest

from sim.calendar import month_label
from sim.model import AdoptionModel
from sim.places.actors import DeadZoneVillage, DigitalTeams, Ministries, ProvinceAgent
from sim.places.provinces import PROVINCES
from sim.results import tables


@pytest.fixture(scope="module")
def year():
    """Return the model of no arguments after twelve months."""
    model = AdoptionModel()
    model.run_for(12)
    return model


def test_the_model_of_no_arguments_runs_the_shipped_baseline(year):
    assert isinstance(year, mesa.Model)
    assert year.question.id == "baseline" and year.scale == 1000
    assert year.month == 12 == year.time and year.running
    assert year.counts[:12].any() and not year.counts[12:].any()


def test_the_actors_are_mesa_agents(year):
    by_type = year.agents_by_type
    assert len(by_type[ProvinceAgent]) == len(by_type[DigitalTeams]) == 63
    assert len(by_type[Ministries]) == 1
    dead = (year.strata.dead[year.villages.stratum] == 1).sum()
    assert len(by_type[DeadZoneVillage]) == dead > 0
    assert {agent.name for agent in by_type[ProvinceAgent]} == {p.name_vi for p in PROVINCES}
    assert all(isinstance(agent, mesa.Agent) for agent in year.agents)
    assert len(year.agents) < 1000


def test_data_are_collected_every_month(year):
    frame = year.datacollector.get_model_vars_dataframe()
    assert frame.month.tolist() == [month_label(month) for month in range(12)]
    assert frame.adoption.between(0, 1).all() and frame.portal_accounts.is_monotonic_increasing
    provinces = year.datacollector.get_agenttype_vars_dataframe(ProvinceAgent)
    assert len(provinces) == 12 * 63
    assert set(provinces.columns) == {"name", "adoption", "supply_full"}
    assert provinces.adoption.between(0, 1).all() and provinces.supply_full.between(0, 1).all()
    for actor, column in ((DigitalTeams, "members"), (DeadZoneVillage, "covered"),
                          (Ministries, "supply_full")):  # fmt: skip
        frame = year.datacollector.get_agenttype_vars_dataframe(actor)
        assert len(frame) == 12 * len(year.agents_by_type[actor]) and column in frame


def test_actors_and_tables_tell_the_same(year):
    found = tables(year)
    last = found["nation"].iloc[-1]
    collected = year.datacollector.get_model_vars_dataframe().iloc[-1]
    assert 100 * year.adoption == pytest.approx(last.adults_using_online_share)
    assert 100 * collected.adoption == pytest.approx(last.adults_using_online_share)
    assert collected.portal_accounts == pytest.approx(last.portal_accounts)
    provinces = found["province"][found["province"].month == "2020-11"].set_index("province")
    for agent in year.agents_by_type[ProvinceAgent]:
        share = provinces.loc[agent.name].adults_using_online_share
        assert 100 * agent.adoption == pytest.approx(share)
        assert 0 <= agent.effort <= 1


def test_villages_are_covered_as_the_conditions_say(live, ask):
    model = live(ask(end="2024-06"), collect=True)
    agents = model.agents_by_type[DeadZoneVillage]
    covered = sum(agent.covered for agent in agents) / len(agents)
    dead = model.strata.dead == 1
    share = model.conditions.dead_zone_coverage[-1 + model.month, dead].mean()
    assert covered == pytest.approx(share, abs=0.15)
    teams = next(iter(model.agents_by_type[DigitalTeams]))
    assert 0 <= teams.share_of_villages <= 1 and teams.members > 0


def test_without_collecting_there_are_no_agents(baseline):
    assert len(baseline.agents) == 0 and not hasattr(baseline, "datacollector")


def test_beyond_the_horizon_there_is_no_month(ask):
    model = AdoptionModel(ask(end="2020-02"), collect=False)
    model.run_for(3)
    assert not model.running
    with pytest.raises(IndexError, match="2020-02"):
        model.step()
    assert model.month == 3


def test_arguments_replace_those_of_the_scenario(ask):
    model = AdoptionModel(ask(), scale=900, seed=9, collect=False)
    assert model.scale == 900 and model.draw_seed == 9
    assert "scenario" in inspect.signature(AdoptionModel).parameters
    with pytest.raises(TypeError):
        AdoptionModel(ask(), skale=900)
