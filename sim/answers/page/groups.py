"""Who gains and who is left behind: kinds of place, ages, dead zones, and the gaps between them."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from sim.answers.page.effect import columns
from sim.answers.page.figures import ADOPTION
from sim.answers.page.intervals import interval_chart
from sim.answers.page.numbers import Column, Table
from sim.answers.page.speech import Speech
from sim.answers.page.subject import EFFECT, WITH, WITHOUT, Subject, quantile_columns

SCOPES = ("kind", "age", "dead_zone")
WHO = ("gained", "lost")
# Scope, the group that is ahead and the one that is behind.
GAPS = (("kind", "urban", "remote"), ("age", "18-29", "65+"), ("dead_zone", "no", "yes"))


def tables(subject: Subject) -> dict[str, Table]:
    """Return adoption by group, the gaps between groups, and who was gained and lost."""
    by_group = pd.concat(
        [subject.spread(scope, ADOPTION, [subject.last]) for scope in SCOPES], ignore_index=True
    )
    of_whom = (Column("scope", "name", "scope"), Column("group", "name", "group"))
    gap = (Column("gap", "gap_name", "gap"), *(Column(p, "gap", p) for p in subject.parts))
    found = {
        "by_group": Table("by_group", by_group, columns(subject, *of_whom)),
        "gaps": Table("gaps", _gaps(subject), gap),
    }
    if subject.compares:
        people = (Column("gained", "people", "gained"), Column("lost", "people", "lost"))
        found["gained"] = Table("gained", _gained(subject), (*of_whom, *people))
    return found


def _gaps(subject: Subject) -> pd.DataFrame:
    """Return for each of ``GAPS`` the distance in points: without, with, and how it changes."""
    rows = []
    for scope, ahead, behind in GAPS:
        groups = subject.ensemble.groups(scope)
        keys = {"month": subject.last, "scope": scope, "gap": f"{ahead}/{behind}"}
        parts = [pd.DataFrame([keys])]
        for part in subject.parts:
            values = subject.values(part, scope, ADOPTION)[:, :, -1]
            distance = values[:, groups.index(ahead)] - values[:, groups.index(behind)]
            parts.append(quantile_columns(distance[:, None], part))
        rows.append(pd.concat(parts, axis=1))
    return pd.concat(rows, ignore_index=True)


def _gained(subject: Subject) -> pd.DataFrame:
    """Return adults who use online services only with, and only without, the policy."""
    rows = []
    for scope in ("nation", *SCOPES):
        people = subject.ensemble.gained(subject.name, scope)[:, :, -1]
        groups = subject.ensemble.groups(scope)
        keys = pd.DataFrame({"month": subject.last, "scope": scope, "group": groups})
        parts = [quantile_columns(people[:, :, at], what) for at, what in enumerate(WHO)]
        rows.append(pd.concat([keys, *parts], axis=1))
    return pd.concat(rows, ignore_index=True)


def section(subject: Subject, found: dict[str, Table], speech: Speech) -> dict[str, Any]:
    """Return the groups as intervals, the gaps and the people in words."""
    table = found["by_group"]
    return {
        "title": _title(found["gaps"], speech) if subject.compares else speech("groups.levels"),
        "picture": interval_chart(table, EFFECT if subject.compares else WITHOUT, speech),
        "gaps": [_gap(subject, found["gaps"], gap, speech) for gap in found["gaps"].frame["gap"]],
        "people": _people(found["gained"], speech) if subject.compares else "",
        "lowest": _lowest(subject, table, speech),
    }


def _people(table: Table, speech: Speech) -> Markup:
    """Say how many use online services only with, and only without, the policy."""
    gained, lost = (table.pick(f"{who}_p50", scope="nation") for who in WHO)
    return speech("groups.people", gained=speech.count(gained), lost=speech.count(lost))


def _gap(subject: Subject, table: Table, gap: str, speech: Speech) -> Markup:
    """Say a gap between two groups, and its change where that can be told from zero."""
    said = {
        "pair": speech.name(f"gap.{gap}"),
        "without": speech.points(table.pick("without_p50", gap=gap)),
    }
    if not subject.compares:
        return speech("gap.one", **said)
    said["level"] = speech.points(table.pick("with_p50", gap=gap))
    said["change"], said["low"], said["high"] = (
        speech.points(table.pick(f"effect_{end}", gap=gap)) for end in ("p50", "p05", "p95")
    )
    return speech(f"gap.{_change(table, gap)}", **said)


def _change(table: Table, gap: str) -> str:
    """Return how a gap changes, whoever is ahead: narrower, wider, or unclear."""
    if not table.holds("finding", gap=gap):
        return "unclear"
    without, level = (abs(table.pick(f"{part}_p50", gap=gap).value) for part in (WITHOUT, WITH))
    return "wider" if level > without else "narrower"


def _title(table: Table, speech: Speech) -> Markup:
    """Say what happens to the gap between kinds of place, the first of ``GAPS``."""
    gap = table.frame["gap"].iloc[0]
    change = speech.points(table.pick("effect_p50", gap=gap), signed=False)
    pair = speech.name(f"gap.{gap}")
    return speech(f"groups.{_change(table, gap)}", pair=pair, change=change)


def _lowest(subject: Subject, table: Table, speech: Speech) -> Markup:
    """Say which kind of place and which age is left furthest behind."""
    part = WITH if subject.compares else WITHOUT
    said = []
    for scope in ("kind", "age"):
        rows = table.frame[table.frame["scope"] == scope]
        group = rows["group"].iloc[rows[f"{part}_p50"].argmin()]
        level = speech.percent(table.pick(f"{part}_p50", scope=scope, group=group))
        said.append(speech("groups.level", group=speech.who(group), level=level))
    return speech("groups.lowest", groups=speech.listed(said))
