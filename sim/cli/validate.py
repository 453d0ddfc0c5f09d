"""``dvctt validate``: how far the fitted model can be trusted."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.output import columns, note_before_running, progress_bar, say, say_json
from sim.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd


def validate(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="A folder that dvctt calibrate made [default: the shipped study].",
            autocompletion=options.complete_folder,
        ),
    ] = None,
    operators: Annotated[
        bool,
        typer.Option(
            "--operators",
            help="Fit again with every reading of the reported share of citizens, and compare.",
        ),
    ] = False,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """\b
    Examples:
      dvctt validate
      dvctt validate outputs/calibrate-baseline-20250101-120000
      dvctt validate outputs/calibrate-baseline-20250101-120000 --operators

    Show what the fitted model says of every reported figure, whether the method finds parameters
    that are known, and how it predicts figures that it has not seen, beside simple growth curves.
    What FOLDER lacks of it is done first and kept there, with pictures.
    """
    if operators and folder is None:
        raise UsageError("--operators takes a FOLDER: no bank is shipped to fit again")
    from sim.calibrate.simulations import Work
    from sim.calibrate.validation import validated

    if folder is not None:
        note_before_running(quiet)
    with progress_bar("validation", quiet, "simulations") as progress:
        work = Work(workers, cluster, progress=progress)
        found = validated(folder, work, operators=operators)
    if json:
        say_json({name: _plain(table) for name, table in found.tables.items()})
        return
    if quiet:
        say(str(found.place))
        return
    for name, text in _TEXTS.items():
        if name in found.tables:
            say(text(found.tables[name]) + "\n")
    say(f"Tables:   {found.place / 'tables' if folder else found.place}")
    if folder is not None:
        say(f"Pictures: {folder / 'pictures'}")


def _plain(table: "pd.DataFrame") -> list[dict]:
    """Return the rows of ``table`` as JSON has them."""
    return table.astype(object).where(table.notna(), None).to_dict("records")


def _number(value: float, unit: str) -> str:
    if value != value:
        return "-"
    return f"{value:,.2f}" if unit == "%" else f"{value:,.0f}"


def _figures(table: "pd.DataFrame") -> str:
    rows = [["figure", "reported", "5 %", "median", "95 %", "inside", "error", "verdict"]]
    reasons = []
    for row in table.to_dict("records"):
        numbers = [_number(row[key], row["unit"]) for key in ("reported", "q05", "q50", "q95")]
        error = f"{row['error']:+.1f} {'pp' if row['error_unit'] == 'points' else '%'}"
        inside = "yes" if row["inside"] else "no"
        rows.append([row["figure"], *numbers, inside, error, row["verdict"]])
        if row["reason"] and row["reason"] == row["reason"]:
            reasons.append(f"  {row['figure']}: {row['reason']}")
    text = "Fitted figures, and what the posterior draws come to (no error added):\n"
    text += columns(rows, right=(1, 2, 3, 4, 6))
    return text + ("\nWhy not met:\n" + "\n".join(reasons) if reasons else "")


def _checks(table: "pd.DataFrame") -> str:
    from sim.evidence import figures

    definitions = {figure.id: figure.definition for figure in figures()}
    rows = [["figure", "reported", "5 %", "median", "95 %", "what was reported"]]
    for row in table.to_dict("records"):
        numbers = [_number(row[key], row["unit"]) for key in ("reported", "q05", "q50", "q95")]
        rows.append([row["figure"], *numbers, definitions.get(row["figure"], "")])
    title = "Figures that only check; what they count is not what the model counts:\n"
    return title + columns(rows, right=(1, 2, 3, 4))


def _provinces(table: "pd.DataFrame") -> str:
    words = {"spread": "highest less lowest, points", "rank_correlation": "rank correlation"}
    rows = [["known provinces, dossiers online in 2022", "reported", "5 %", "median", "95 %"]]
    for row in table.to_dict("records"):
        numbers = [f"{row[key]:.2f}" for key in ("reported", "q05", "q50", "q95")]
        rows.append([words[row["measure"]], *numbers])
    return columns(rows, right=(1, 2, 3, 4))


def _recovery(table: "pd.DataFrame") -> str:
    rows = [["method", "parameter", "50 %", "90 %", "CRPS", "contraction", "ranks", "rests on"]]
    for row in table.to_dict("records"):
        rows.append(
            [
                row["method"],
                row["parameter"],
                f"{row['cover_50']:.1%}",
                f"{row['cover_90']:.1%}",
                f"{row['crps_ratio']:.3f}",
                f"{row['contraction']:.2f}",
                f"{'even' if row['uniform'] else 'uneven'} (p {row['uniform_p']:.3f})",
                row["rests_on"],
            ]
        )
    truths = int(table["truths"].iloc[0])
    title = (
        f"Recovery of {truths} synthetic truths by the ensemble, before draws are refined on the\n"
        "simulator: coverage of intervals, CRPS over the prior's, contraction (median):\n"
    )
    means = table.groupby("method", sort=False)[["cover_50", "cover_90", "crps_ratio"]].mean()
    for method, row in means.iterrows():
        cells = [f"{row['cover_50']:.1%}", f"{row['cover_90']:.1%}", f"{row['crps_ratio']:.3f}"]
        rows.append([str(method), "mean", *cells, "", "", ""])
    return title + columns(rows, right=(2, 3, 4, 5))


def _holdout(table: "pd.DataFrame") -> str:
    rows = [["known to", "figures", "method", "number", "mean error", "mean CRPS", "90 %", ""]]
    for row in table.to_dict("records"):
        covered = "" if row["cover_90"] != row["cover_90"] else f"{row['cover_90']:.0%}"
        numbers = [str(int(row["figures"])), f"{row['absolute_error']:.1f}", f"{row['crps']:.1f}"]
        best = "best" if row["best"] else ""
        rows.append([row["origin"], row["kind"], row["method"], *numbers, covered, best])
    lost = table[table["best"] & ~table["method"].str.startswith("model")]
    text = "Hold-out: figures predicted from those known before them, given what drove adoption\n"
    text += "afterwards (supply, identities, campaigns) and priors set with hindsight; the curves\n"
    text += "have neither:\n"
    text += columns(rows, right=(3, 4, 5, 6))
    for row in lost.to_dict("records"):
        text += f"\nA simple curve wins: {row['method']}, {row['kind']}, known to {row['origin']}."
    return text


def _operators(table: "pd.DataFrame") -> str:
    rows = [["read as", "what", "5 %", "median", "95 %"]]
    for row in table.to_dict("records"):
        numbers = [f"{row[key]:.4g}" for key in ("q05", "q50", "q95")]
        rows.append([row["operator"], row["quantity"], *numbers])
    return "The reported share of citizens, read in three ways:\n" + columns(rows, right=(2, 3, 4))


_TEXTS = {
    "figures": _figures,
    "check_figures": _checks,
    "provinces_together": _provinces,
    "recovery": _recovery,
    "holdout_scores": _holdout,
    "operators": _operators,
}
