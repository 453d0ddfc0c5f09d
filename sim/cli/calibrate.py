"""``dvctt calibrate``: fit the model to the reported figures."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import options
from sim.cli.output import columns, note, note_before_running, progress_bar, say, say_json
from sim.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from sim.calibrate.calibration import Calibration
    from sim.calibrate.study import Study


def complete_study(incomplete: str) -> list[str]:
    """Return shipped studies and YAML files that begin with ``incomplete``."""
    from sim import shipped

    names = sorted(path.stem for path in (shipped.calibration() / "studies").glob("*.yaml"))
    here = sorted(path.name for path in Path().glob("*.yaml"))
    return [name for name in (*names, *here) if name.startswith(incomplete)]


def calibrate(
    study: Annotated[
        str | None,
        typer.Argument(
            metavar="STUDY",
            help="A shipped study (baseline) or a YAML file.",
            autocompletion=complete_study,
        ),
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Complete the study in this folder instead.",
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
      dvctt calibrate baseline --dry-run
      dvctt calibrate my-study.yaml --workers 8
      dvctt calibrate --resume outputs/calibrate-baseline-20250101-120000

    Fit the model to the reported figures as STUDY says: simulate with parameters drawn from their
    priors, check which figures that reaches, simulate again where the figures leave room, and infer
    the posterior. Simulations, posterior, tables and pictures go into a new folder below outputs/.
    """
    if (study is None) == (resume is None):
        raise UsageError("calibrate takes a STUDY, or --resume with the FOLDER of one")
    if resume is None:
        from sim.calibrate.study import Study

        asked = Study.load(study)
        if dry_run:
            _show_plan(asked, workers, json, out)
            return
        from sim.experiment.folder import insist_on_writable

        insist_on_writable(out)
    elif dry_run:
        raise UsageError("--dry-run is for a STUDY; --resume only completes one")
    from sim.calibrate import calibration

    def bar(title: str) -> AbstractContextManager:
        return progress_bar(title, quiet, "simulations")

    def checked(table: "pd.DataFrame") -> None:
        if not (json or quiet):
            say(prior_text(table))

    note_before_running(quiet)
    conduct = calibration.Conduct(workers, cluster, bar, checked)
    if resume is None:
        finished = calibration.calibrate(asked, out, conduct)
    else:
        finished = calibration.resume(resume, conduct)
    _show(finished, json, quiet)


def _show_plan(asked: "Study", workers: int | None, as_json: bool, out: Path) -> None:
    from dataclasses import asdict

    from sim.calibrate.estimate import estimate

    taken = estimate(asked, workers)
    if as_json:
        plan = {"kind": "plan", "study": asked.id, "seed": asked.seed, "out": out.as_posix()}
        say_json(plan | {"rounds": asked.simulations, **asdict(taken)})
        return
    rounds = " and ".join(f"{number:,}" for number in asked.simulations)
    say(f"{asked.id}: {asked.title.en} ({asked.title.vi})")
    say(
        f"{len(asked.fitted)} parameters fitted to {len(asked.targets)} figures; {rounds} "
        f"simulations at 1:{asked.scale} to {asked.end}, seed {asked.seed}"
    )
    say(f"about {taken.seconds / 60:.0f} min, {max(1, taken.disk_bytes // 10**6)} MB of disk")
    say(f"Nothing was run; results would go into a new folder below {out}.")


def _show(finished: "Calibration", as_json: bool, quiet: bool) -> None:
    """Print where the results are; warn of simulations that failed."""
    for bank in finished.banks:
        if len(bank.failures) and not quiet:
            in_all, first = len(bank) + len(bank.failures), bank.failures["message"].iloc[0]
            note(f"Warning: {len(bank.failures)} of {in_all} simulations failed, first: {first}")
    if as_json:
        say_json(_document(finished))
    elif quiet:
        say(str(finished.folder))
    else:
        say(f"\nResults: {finished.folder}\nNext:    dvctt validate {finished.folder}")


def _document(finished: "Calibration") -> dict[str, Any]:
    return {
        "kind": "calibrate",
        "status": "complete",
        "folder": finished.folder.as_posix(),
        "study": finished.study.id,
        "simulations": [len(bank) for bank in finished.banks],
        "failures": [len(bank.failures) for bank in finished.banks],
        "box": {name: list(ends) for name, ends in finished.banks[-1].box.items()},
        "prior_predictive": finished.prior_predictive.to_dict("records"),
    }


def prior_text(table: "pd.DataFrame") -> str:
    """Return the prior predictive ``table`` as text."""
    rows = [["figure", "reported", "5 %", "median", "95 %", "below", "above", "reported is"]]
    for row in table.to_dict("records"):
        decimals = 2 if row["unit"] == "%" else 0
        numbers = [f"{row[key]:,.{decimals}f}" for key in ("reported", "q05", "q50", "q95")]
        shares = [f"{row[key]:.0%}" for key in ("share_below", "share_above")]
        rows.append([row["figure"], *numbers, *shares, row["verdict"]])
    return (
        "What simulations with parameters from the priors came to, before anything was fitted:\n"
        + columns(rows, right=range(1, 7))
    )
