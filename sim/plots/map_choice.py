"""Which values a map shows, and how they are said."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from sim.calendar import month_index
from sim.errors import InputError, nearest
from sim.plots import timeline, wording
from sim.plots.measures import Measure, measure


class Choice(NamedTuple):
    """What to show: a value for every province code, and how.

    ``clear`` says of each whether a difference can be told apart from zero; of levels, and where a
    single run has no interval, it is true.
    """

    values: pd.Series
    clear: pd.Series
    shown: Measure
    month: str
    layout: str
    scenario: str
    baseline: str
    lang: str

    @property
    def compares(self) -> bool:
        """Return whether the values are differences."""
        return bool(self.scenario)

    @property
    def decimals(self) -> int:
        """Return with how many decimals differences of shares are said, the same in every tile."""
        return 1 if self.values.abs().max() >= 1 else 2

    @property
    def unit(self) -> str:
        """Return the unit that stands over the colour scale."""
        return self.shown.unit(self.lang, difference=self.compares).strip(" ()")

    def say(self, value: float) -> str:
        """Return ``value`` as a tile prints it."""
        if self.compares:
            return self.shown.difference(value, self.lang, self.decimals)
        if self.shown.share:
            return wording.number(value, self.lang)
        return wording.count(value, self.lang)

    def say_with_unit(self, value: float) -> str:
        """Return ``value`` as the title says it."""
        shown = self.shown
        if self.compares:
            return shown.points(value, self.lang, self.decimals)
        return shown.value(value, self.lang)

    @property
    def period(self) -> str:
        """Return the month, or the months since January where the measure counts them."""
        if self.shown.resets:
            return timeline.year_to(month_index(self.month), self.lang)
        return wording.month(self.month, self.lang)


def choose(
    table: pd.DataFrame,
    metric: str,
    month: str | None,
    scenario: str | None,
    names: dict[str, str],
    layout: str,
    lang: str,
) -> Choice:
    """Return the values of one month; from a comparison table those of one scenario.

    Raises InputError when the table lacks the month, the metric or the scenario.
    """
    month = table["month"].max() if month is None else month
    if month not in set(table["month"]):
        raise InputError(f'the table has no month "{month}"', f"one up to {table['month'].max()}")
    rows, column, baseline = table[table["month"] == month], metric, ""
    if "difference" in table.columns:
        scenario = table["scenario"].iloc[0] if scenario is None else scenario
        _check(scenario, table["scenario"].unique(), "scenario")
        _check(metric, table["metric"].unique(), "metric")
        rows = rows[(rows["scenario"] == scenario) & (rows["metric"] == metric)]
        column, baseline = "difference", table["baseline"].iloc[0]
    else:
        _check(metric, table.columns, "metric")
        scenario = ""
    codes = rows["province_code"].astype(str).str.zfill(2).to_numpy()
    clear = rows["finding"].to_numpy(bool) if "finding" in rows.columns else True
    return Choice(
        pd.Series(rows[column].to_numpy(float), index=codes),
        pd.Series(clear, index=codes),
        measure(metric),
        month,
        layout,
        names.get(scenario, scenario),
        names.get(baseline, baseline),
        lang,
    )


def _check(asked: str, known: Iterable[str], what: str) -> None:
    if asked not in set(known):
        near = nearest(asked, list(known))
        raise InputError(f'the table has no {what} "{asked}"', "one of the table", nearest=near)
