"""How the values of a metric are named and said in a picture."""

from dataclasses import dataclass

from sim.metrics import METRICS
from sim.plots import wording

# These count people within a calendar year, from January to the month.
RESETTING = (
    "adults_using_online_share",
    "adults_with_need_using_online_share",
    "adults_using_unaided_share",
    "adults_using_portal_self_reported_share",
)


@dataclass(frozen=True)
class Measure:
    """A metric in words; ``share`` is set for percentages, the others are counts."""

    vi: str
    en: str
    share: bool
    resets: bool

    def title(self, lang: str) -> str:
        """Return the measure's name."""
        return wording.say(lang, self.vi, self.en)

    def value(self, value: float, lang: str) -> str:
        """Return ``value`` with its unit."""
        return wording.percent(value, lang) if self.share else wording.count(value, lang)

    def difference(self, value: float, lang: str, decimals: int = 1) -> str:
        """Return a difference of two values with its sign, without a unit.

        ``decimals`` concerns shares; a count is shown with three digits.
        """
        if self.share:
            return wording.signed(value, lang, decimals)
        text = wording.count(value, lang)
        return f"+{text}" if value > 0 else text

    def points(self, value: float, lang: str, decimals: int | None = None) -> str:
        """Return a difference with its sign and, for shares, its unit.

        Without ``decimals`` a difference below one point has two, so that it does not vanish.
        """
        if decimals is None:
            decimals = 2 if 0 < abs(value) < 1 else 1
        text = self.difference(value, lang, decimals)
        unit = wording.say(lang, "điểm\N{NO-BREAK SPACE}%", "points")
        return f"{text}\N{NO-BREAK SPACE}{unit}" if self.share else text

    def unit(self, lang: str, *, difference: bool = False) -> str:
        """Return the unit in brackets, for a subtitle; empty for counts."""
        if not self.share:
            return ""
        points = wording.say(lang, "điểm phần trăm", "percentage points")
        return f" ({points})" if difference else " (%)"


def measure(metric: str) -> Measure:
    """Return the measure of ``metric``, an id of ``sim.metrics.METRICS``."""
    row = METRICS[metric]
    return Measure(row.title_vi, row.title_en, row.unit == "%", metric in RESETTING)
