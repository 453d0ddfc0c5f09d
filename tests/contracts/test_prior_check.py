"""The prior predictive check says of every figure whether the simulations reach it."""

import numpy as np
import pandas as pd
import pytest

from sim.calibrate import prior_check
from sim.calibrate.bank import Bank
from sim.calibrate.operators import statistics
from sim.calibrate.study import parse
from sim.cli.calibrate import prior_text

HEAD = 'id: x\ntitle: {vi: "Một", en: One}\nend: 2022-07\nfigures: [users-2020, users-2022-07]\n'


def bank(text=HEAD, **columns) -> Bank:
    """Return a bank of 101 simulations whose statistics run evenly between the ends given."""
    content = {one.id: np.full(101, np.nan) for one in statistics()}
    for name, (low, high) in columns.items():
        content[name.replace("_", "-")] = np.linspace(low, high, 101)
    frame = pd.DataFrame(content)
    return Bank(parse(text), 1, {}, np.arange(101), frame, frame, frame.iloc[:0])


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        ((0, 10), "within 90 %"),  # around 1.78
        ((1.78, 10), "in the tails"),
        ((-10, 1.8), "in the tails"),
        ((1.79, 10), "out of reach"),
        ((0, 1.77), "out of reach"),
        ((0, 1.776), "in the tails"),  # within the rounding of 1.78
        ((1.775, 1.785), "within 90 %"),
    ],
)
def test_a_figure_is_reached_or_not(ends, verdict):
    table = prior_check.table(bank(users_2020=ends, users_2022_07=(0, 30)))
    assert list(table.verdict) == [verdict, "within 90 %"]


def test_nearly_18_percent_is_not_above_18():
    table = prior_check.table(bank(users_2020=(0, 3), users_2022_07=(18.01, 30))).iloc[1]
    assert table.verdict == "out of reach" and table.share_above == 1
    table = prior_check.table(bank(users_2020=(0, 3), users_2022_07=(10, 20))).iloc[1]
    assert (table.reported_low, table.reported_high) == (17.5, 18)
    assert (table.minimum, table.q50, table.maximum) == (10, 15, 20)
    assert table.share_below == pytest.approx(0.75, abs=0.01)
    assert table.share_above == pytest.approx(0.2, abs=0.01)


def test_held_out_figures_are_checked_too_and_read_as_the_study_says():
    text = HEAD + "known_until: 2020-12\noperator: dossiers\n"
    made = bank(text, **{"users_2020@dossiers": (0, 3), "users_2022_07@dossiers": (30, 60)})
    table = prior_check.table(made)
    assert list(table.figure) == ["users-2020", "users-2022-07"]
    assert list(table.verdict) == ["within 90 %", "out of reach"]
    assert "users-2022-07" in prior_text(table) and "out of reach" in prior_text(table)
