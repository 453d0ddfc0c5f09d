"""The chain behind an effect: which numbers it names, and over which months."""

import numpy as np
import pytest
from made_ensemble import made, question

from sim.answers.chain import IN_MONTH, LINKS, MEAN_OF_YEAR, chain
from sim.errors import InputError
from sim.metrics import METRICS

DRAWS = 8
SHARE, USERS = "connected_share", "adults_using_online_share"


def of(values, **where):
    """Return the chain of a policy that changes ``values`` from nothing."""
    scenarios = [question("before"), question("after")]
    changed = {("after", *key): array for key, array in values.items()}
    return chain(made(scenarios, DRAWS, changed), "after", **where)


def test_it_goes_from_needs_to_users():
    steps = list(dict.fromkeys(of({})["step"]))
    assert steps == [
        "needs",
        "offer",
        "access",
        "choice",
        "success",
        "learning",
        "contacts",
        "users",
    ]
    assert {link.metric for link in LINKS} <= set(METRICS)
    modes = of({})["mode"].dropna()
    assert list(modes) == ["own", "assisted", "clerk"]


def test_flows_are_means_of_a_year_and_sums_so_far_are_not():
    months = np.arange(25.0)
    table = of({("nation", SHARE): months, ("nation", USERS): months}).set_index("metric")
    assert table.loc[SHARE, "p50"] == np.mean(months[-12:])
    assert table.loc[USERS, "p50"] == 24
    assert (table.loc[SHARE, "measured"], table.loc[USERS, "measured"]) == (MEAN_OF_YEAR, IN_MONTH)
    earlier = of({("nation", SHARE): months}, month="2020-06").set_index("metric")
    assert earlier.loc[SHARE, "p50"] == np.mean(months[:7])  # there are only seven by then


def test_an_effect_is_a_finding_where_nine_tenths_of_the_draws_agree():
    sure, unsure = np.full(DRAWS, 2.0), np.tile([1.0, -1.0], DRAWS // 2)
    table = of({("nation", SHARE): sure[:, None, None], ("nation", USERS): unsure[:, None, None]})
    table = table.set_index("metric")
    assert table.loc[SHARE, "finding"] and not table.loc[USERS, "finding"]
    assert table.loc[USERS, "share_above_zero"] == 0.5


def test_other_groups_have_the_links_that_are_kept_of_them():
    remote = of({("kind", SHARE): np.array([0, 0, 5.0])[:, None]}, scope="kind", group="remote")
    assert remote.set_index("metric").loc[SHARE, "p50"] == 5 and remote["mode"].isna().all()
    province = of({}, scope="province", group="Lào Cai")
    assert set(province["step"]) == {"choice", "success", "users"}
    with pytest.raises(InputError, match='did you mean "remote"'):
        of({}, scope="kind", group="remot")
    with pytest.raises(InputError, match="one up to 2021-12"):
        of({}, month="2029-01")
