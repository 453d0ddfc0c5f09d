"""The finding in words that follow from the numbers."""

from typing import Any

from sim.answers.page.numbers import Table
from sim.answers.page.speech import Speech
from sim.answers.page.subject import EFFECT, WITH, WITHOUT, Subject
from sim.answers.page.targets import verdicts
from sim.experiment.ensemble.summary import FEWEST_DRAWS

_LEAD = {"up": "clear", "down": "clear", "few": "clear"}  # of other headlines: of the same name


def headline(subject: Subject, found: dict[str, Table], speech: Speech) -> dict[str, Any]:
    """Return headline and lead; a finding only where the 90 % paired interval excludes zero."""
    aims = verdicts(subject, found["targets"])
    which = _which(subject, found["adoption"], aims["of"])
    draws = len(subject.ensemble.draws)
    said = {
        "title": getattr(subject.scenario.title, speech.lang),
        "draws": draws,
        "period": speech.when(subject.last),
        **aims,
        **_numbers(subject, found, which, speech),
    }
    return {
        "headline": speech(f"headline.{which}", **said),
        "lead": speech(f"lead.{_LEAD.get(which, which)}", **said),
        "few": speech("few_draws", draws=draws) if draws < FEWEST_DRAWS else "",
    }


def _which(subject: Subject, table: Table, targets: int) -> str:
    """Return what can be said: up, down, few (draws), unclear, none; or one, without a policy.

    Of a scenario that adds ``targets`` only: aims.
    """
    if not subject.compares:
        return "one"
    low, middle, high = (
        table.pick(f"{EFFECT}_{name}", month=subject.last).value for name in ("p05", "p50", "p95")
    )
    if low == high == 0:
        return "none" if subject.scenario.policies or not targets else "aims"
    if not table.holds("finding", month=subject.last):
        return "unclear"
    if len(subject.ensemble.draws) < FEWEST_DRAWS:
        return "few"
    return "up" if middle > 0 else "down"


def _numbers(
    subject: Subject, found: dict[str, Table], which: str, speech: Speech
) -> dict[str, Any]:
    """Return the numbers that headline and lead may say, linked to their rows."""
    table, month = found["adoption"], subject.last
    part, level = (EFFECT, WITH) if subject.compares else (WITHOUT, WITHOUT)
    say = speech.points if subject.compares else speech.percent
    numbers = {
        "low": say(table.pick(f"{part}_p05", month=month)),
        "high": say(table.pick(f"{part}_p95", month=month)),
        "level": speech.percent(table.pick(f"{level}_p50", month=month)),
        "without": speech.percent(table.pick(f"{WITHOUT}_p50", month=month)),
        "adults": speech.count(found["adults"].pick(f"{part}_p50", month=month)),
    }
    if subject.compares:
        effect = table.pick(f"{EFFECT}_p50", month=month)
        numbers["effect"] = speech.points(effect, signed=which not in ("up", "down"))
    return numbers
