"""``dvctt sensitivity``: which parameters and levers the headline outputs depend on."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import options
from sim.cli.output import columns, note_before_running, progress_bar, say, say_json
from sim.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from sim.calibrate.sensitivity.plan import Plan
    from sim.calibrate.sensitivity.running import Found

SHOWN = 10  # factors of each output
_INDEX = {
    "pawn": "KS: how far the output's distribution moves when the factor is known (0 to 1)",
    "rbd-fast": "S1: share of the output's variance that the factor makes alone",
    "morris": "mu_star: mean absolute change as the factor goes through its range",
    "sobol": "ST: share of the output's variance that the factor makes, with interactions",
}


class Method(StrEnum):
    """Ways to measure sensitivity; the first two need a bank of simulations and no run."""

    pawn = "pawn"
    rbd_fast = "rbd-fast"
    morris = "morris"
    sobol = "sobol"
    all = "all"


def sensitivity(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="STUDY",
            help="A shipped study (baseline), a YAML file, or a folder that calibrate made.",
            autocompletion=options.complete_folder,
        ),
    ] = None,
    method: Annotated[
        Method,
        typer.Option(help="all: pawn and rbd-fast on a folder's simulations, morris and sobol."),
    ] = Method.all,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="FACTOR", help="Vary only this factor; may be given several times."),
    ] = None,
    trajectories: Annotated[
        int | None, typer.Option(help="Of morris: each takes one run more than there are factors.")
    ] = None,
    base: Annotated[
        int | None,
        typer.Option(help="Of sobol: each takes two runs more than there are factors."),
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Complete the analysis in this folder instead.",
            autocompletion=options.complete_folder,
        ),
    ] = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    out: options.Out = Path("outputs"),
    json: options.Json = False,
    dry_run: options.DryRun = False,
    quiet: options.Quiet = False,
) -> None:
    """\b
    Examples:
      dvctt sensitivity baseline --dry-run
      dvctt sensitivity outputs/calibrate-baseline-20250101-120000 --method pawn
      dvctt sensitivity baseline --method morris --trajectories 10
      dvctt sensitivity --resume outputs/sensitivity-baseline-20250101-120000

    Rank the parameters and the intensities of all measures by how much users, full-process dossiers
    and accounts in 2025 depend on them. Tables and pictures go into a new folder below outputs/.
    """
    if (source is None) == (resume is None):
        raise UsageError("sensitivity takes a STUDY or a folder, or --resume with a FOLDER")
    if resume is None:
        plan = _plan(source, method, only, trajectories, base)
        if dry_run:
            _show_plan(plan, json, out)
            return
        from sim.experiment.folder import insist_on_writable

        insist_on_writable(out)
    elif dry_run:
        raise UsageError("--dry-run is for a STUDY; --resume only completes one")
    from sim.calibrate.sensitivity import running

    note_before_running(quiet)
    with progress_bar("sensitivity", quiet, "runs") as progress:
        where = {"workers": workers, "cluster": cluster, "progress": progress}
        if resume is None:
            found = running.sensitivity(plan, out=out, **where)
        else:
            found = running.complete(resume, **where)
    _draw(found)
    _show(found, json, quiet)


def _plan(
    source: str,
    method: Method,
    only: list[str] | None,
    trajectories: int | None,
    base: int | None,
) -> "Plan":
    from sim.calibrate.sensitivity.plan import BASE, TRAJECTORIES, Plan

    methods = () if method is Method.all else (method.value,)
    return Plan.of(source, methods, trajectories or TRAJECTORIES, base or BASE, only or ())


def _show_plan(plan: "Plan", as_json: bool, out: Path) -> None:
    factors, runs = plan.question.factors, plan.runs
    if as_json:
        names = [factor.name for factor in factors]
        document = {"kind": "plan", "study": plan.study.id, "runs": runs, "factors": names}
        say_json(document | {"out": out.as_posix()})
        return
    say(f"{plan.study.id}: {plan.study.title.en} ({plan.study.title.vi})")
    for method, number in runs.items():
        needs = f"{number:,} runs to the end of 2025" if number else "no run of its own"
        say(f"{method}: {needs}")
    say(f"{len(factors)} factors at 1:{plan.study.scale}, seed {plan.study.seed}")
    say(f"Nothing was run; results would go into a new folder below {out}.")


def _draw(found: "Found") -> None:
    from sim.plots import save
    from sim.plots import sensitivity as picture

    tables = {"indices": found.indices, "outputs": found.outputs}
    for method in found.indices["method"].unique():
        for lang in options.Language:
            figure = picture.draw(
                tables, lang=lang.value, run_id=found.folder.resolve().name, method=method
            )
            save(figure, found.folder / "pictures", f"sensitivity-{method}-{lang.value}")


def _show(found: "Found", as_json: bool, quiet: bool) -> None:
    if as_json:
        say_json(_document(found))
    elif quiet:
        say(str(found.folder))
    else:
        say(_text(found))
        say(f"\nResults: {found.folder}\nPictures: {found.folder / 'pictures'}")


def _document(found: "Found") -> dict[str, Any]:
    return {
        "kind": "sensitivity",
        "status": "complete",
        "folder": found.folder.as_posix(),
        "outputs": found.outputs.to_dict("records"),
        "indices": _records(found.indices),
        "convergence": _records(found.convergence),
    }


def _records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the rows, with None for numbers that were not estimated."""
    return table.astype(object).where(table.notna(), None).to_dict("records")


def _text(found: "Found") -> str:
    """Return the leading factors of each method and output, and how far they have converged."""
    blocks = []
    for row in found.convergence.to_dict("records"):
        method, output = row["method"], row["output"]
        rows = found.indices[
            (found.indices["method"] == method)
            & (found.indices["output"] == output)
            & (found.indices["index"] == row["index"])
        ]
        lines = [["", "factor", "kind", row["index"], "95 % interval", "half the runs"]]
        for each in rows.nsmallest(SHOWN, "rank").to_dict("records"):
            known = each["low"] == each["low"]
            interval = f"{_number(each['low'])} to {_number(each['high'])}" if known else ""
            numbers = [_number(each["value"]), interval, _number(each["half"])]
            lines.append([str(each["rank"]), each["factor"], each["kind"], *numbers])
        blocks.append(
            f"{output}, {method} ({row['runs']:,} runs; {_INDEX[method]})\n"
            + columns(lines, right=(0, 3, 4, 5))
            + f"\nHalf of the runs give {row['leading_in_common']} of these {len(lines) - 1}, the "
            f"rank correlation {row['rank_correlation']:.2f}, and indices that differ by up to "
            f"{row['relative_change']:.0%} of the largest."
        )
    return "\n\n".join(blocks)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3f}"
