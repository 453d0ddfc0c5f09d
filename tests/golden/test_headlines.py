"""The headline numbers of every shipped scenario are those of the golden table.

The tolerance leaves room for another processor or mathematics library, not for another rule.
"""

import pytest
from remake import HEADLINES, headlines, read, written

from sim.scenario import list_scenarios

SHIPPED = [listed.id for listed in list_scenarios()]
RELATIVE = 1e-3


def test_the_golden_table_has_every_shipped_scenario():
    assert sorted(read()) == sorted(SHIPPED)


@pytest.mark.parametrize("scenario", SHIPPED)
def test_headlines_are_the_golden_ones(scenario):
    golden, found = read().get(scenario, []), headlines(scenario)
    different = [
        f"{headline.name}: {was:.6g} became {now:.6g}"
        for headline, was, now in zip(HEADLINES, golden, found, strict=False)
        if now != pytest.approx(was, rel=RELATIVE, abs=headline.slack)
    ]
    if different or not golden:
        lines = "\n".join(different)
        pytest.fail(
            f"Results of {scenario} change:\n{lines}\nIf that is meant, paste this row into "
            f"tests/golden/headlines.csv:\n{written(scenario, found)}",
            pytrace=False,
        )
