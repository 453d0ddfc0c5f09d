"""The reported figures beside what the baseline comes to in the same months."""

import numpy as np
import pandas as pd

from sim.answers.page.numbers import Column, Table
from sim.answers.page.subject import WITHOUT, Subject, quantile_columns
from sim.plots import reported
from sim.plots.reported import Mark

ADOPTION, FULL_PROCESS = "adults_using_online_share", "dossiers_full_process_share"
# The share of full-process dossiers: what is counted, of what.
FULL_PROCESS_PARTS = ("dossiers_full_process", "dossiers")
# Where the reported scopes stand in the results: scope and group.
_PLACES = {
    "VN": ("nation", "nation"),
    "ministries": ("agency", "ministries"),
    "localities": ("agency", "localities"),
}


def tables(subject: Subject) -> dict[str, Table]:
    """Return each reported share with what was simulated for its window, without the policy."""
    last = len(subject.months) - 1
    asked = ((ADOPTION, ("VN",)), (FULL_PROCESS, tuple(_PLACES)))
    rows = [
        _row(subject, metric, mark)
        for metric, scopes in asked
        for mark in reported.marks(None, metric, scopes, 0, last)
        if not mark.target
    ]
    shown = (
        Column("measure", "measure", "metric"),
        Column("month", "window", "from"),
        Column("reported", "reported", "reported"),
        Column("simulated", "level", WITHOUT),
        Column("source", "text", "source"),
    )
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    return {"reported": Table("reported", frame, shown)}


def _row(subject: Subject, metric: str, mark: Mark) -> pd.DataFrame:
    keys = {
        "metric": metric,
        "scope": mark.scope,
        "from": subject.months[mark.first],
        "to": subject.months[mark.last],
        "reported": mark.value,
        "nearly": mark.nearly,
        "source": mark.source,
    }
    simulated = quantile_columns(_simulated(subject, metric, mark), WITHOUT)
    return pd.concat([pd.DataFrame([keys]), simulated], axis=1)


def _simulated(subject: Subject, metric: str, mark: Mark) -> np.ndarray:
    """Return float64[draw, 1]: users at the end of the window, or dossiers of all its months."""
    scope, group = _PLACES[mark.scope]
    at = subject.ensemble.groups(scope).index(group)
    if metric == ADOPTION:
        return subject.values(WITHOUT, scope, metric)[:, at, mark.last, None]
    full, all_ = (
        subject.values(WITHOUT, scope, name)[:, at, mark.first : mark.last + 1].sum(axis=1)
        for name in FULL_PROCESS_PARTS
    )
    return 100 * (full / all_)[:, None]
