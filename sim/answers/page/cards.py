"""The figures at the top of the page, each with its 90 % interval."""

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from sim.answers.page import costs
from sim.answers.page.figures import ADOPTION
from sim.answers.page.numbers import Number, Table
from sim.answers.page.reach import reached
from sim.answers.page.speech import Speech
from sim.answers.page.subject import EFFECT, WITHOUT, Subject
from sim.answers.page.targets import aim_in_words


class Card(NamedTuple):
    """One figure; ``vague`` where it is an effect that cannot be told apart from zero."""

    label: Markup
    number: Markup
    unit: Markup
    interval: Markup
    vague: bool = False


def cards(subject: Subject, found: dict[str, Table], speech: Speech) -> list[Card]:
    """Return the figures: effect on users and dossiers, gap, people, target, price."""
    part, say, unit = EFFECT, speech.points, speech("unit.points")
    if not subject.compares:
        part, say, unit = WITHOUT, speech.percent, Markup("")
    now, gap = {"month": subject.last}, {"gap": found["gaps"].frame["gap"].iloc[0]}
    when = speech.when(subject.last)
    labels = [speech(f"card.{name}", period=when) for name in ("adoption", "full_process")]
    shown = [
        _card(label, found[name], part, say, unit, speech, **now)
        for label, name in zip(labels, ("adoption", "full_process"), strict=True)
    ]
    if "reached" in found:
        provinces = int(reached(subject.scenario).sum())
        label = speech("card.reached", provinces=provinces, period=when)
        shown.insert(1, _card(label, found["reached"], part, say, unit, speech, **now))
    label, points = speech(f"card.gap.{part}"), speech("unit.points")
    shown.append(_card(label, found["gaps"], part, speech.points, points, speech, **gap))
    if subject.compares:
        shown.append(_people(found["gained"], speech))
    return shown + _target(subject, found["targets"], speech) + _price(found, speech)


def _card(
    label: Markup,
    table: Table,
    part: str,
    say: Callable[[Number], Markup],
    unit: Markup,
    speech: Speech,
    **keys: object,
) -> Card:
    """Return the card of the median of ``part`` in one row of ``table``."""
    middle, low, high = (say(table.pick(f"{part}_{q}", **keys)) for q in ("p50", "p05", "p95"))
    vague = part == EFFECT and not table.holds("finding", **keys)
    return Card(label, middle, unit, speech("card.between", low=low, high=high), vague)


def _people(table: Table, speech: Speech) -> Card:
    """Return the adults who use online services only because of the policy."""
    nothing = Markup("")
    label = speech("card.gained")
    return _card(label, table, "gained", speech.count, nothing, speech, scope="nation")


def _target(subject: Subject, table: Table, speech: Speech) -> list[Card]:
    """Return the chance of the target for users, or else of the first one that falls due."""
    rows = table.frame[table.frame["part"] == subject.parts[:2][-1]].dropna(subset="probability")
    if rows.empty:
        return []
    users = rows[rows["metric"] == ADOPTION]
    row = (rows if users.empty else users).iloc[0]
    chance, low, high = (
        speech.percent(Number(100 * float(row[name]), table.anchor(int(row.name))), 0)
        for name in ("probability", "probability_low", "probability_high")
    )
    label = speech("card.target", aim=aim_in_words(row, speech), by=speech.month(row["by"]))
    interval = speech("card.between", low=low, high=high)
    return [Card(label, chance, speech("unit.probability"), interval)]


def _price(found: dict[str, Table], speech: Speech) -> list[Card]:
    """Return what one more user costs, where a price can be given."""
    if not costs.prices(found):
        return []
    keys = costs.last_price(found["returns"])
    label, dong = speech("card.price", year=keys["year"]), speech("unit.dong")
    return [_card(label, found["returns"], "vnd_per", speech.count, dong, speech, **keys)]
