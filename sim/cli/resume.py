"""``dvctt resume``: complete a run that was interrupted."""

from pathlib import Path

from sim.cli import options
from sim.cli.output import note, note_before_running, progress_bar
from sim.cli.running import insist_on_none
from sim.cli.search import complete_search
from sim.cli.sweep import complete_sweep
from sim.errors import InputError


def resume(
    folder: options.Folder,
    draws: options.Draws = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """\b
    Examples:
      dvctt resume outputs/baseline-20250101-120000
      dvctt resume outputs/baseline-20250101-120000 --draws 200

    Complete the run, comparison, sweep or search in FOLDER, to the same bytes as without the
    interruption, or extend a run or comparison to more draws of the posterior; what is there is not
    run again. A run at the point parameters goes on from its last checkpoint, written every
    minute. Refused when the program or its tables have changed since, as the results would be a
    mixture.
    """
    from sim.experiment.folder import RunFolder

    kind = RunFolder(folder).manifest.get("kind")
    if kind in ("run", "compare"):
        _resume_scenarios(folder, draws, workers, cluster, json, quiet)
        return
    insist_on_none({"--draws": draws}, "runs and comparisons")
    if kind == "sweep":
        complete_sweep(folder, workers, cluster, json, quiet)
    elif kind == "search":
        complete_search(folder, workers, cluster, json, quiet)
    else:
        raise InputError(
            f"{folder} is the folder of {kind}",
            "a run, a comparison, a sweep or a search",
            hint=f"Complete it with: dvctt {kind} --resume {folder}",
        )


def _resume_scenarios(
    folder: Path,
    draws: int | None,
    workers: int | None,
    cluster: str | None,
    json: bool,
    quiet: bool,
) -> None:
    """Complete or extend a run or a comparison, and print what it came to."""
    from sim.cli.summary import show
    from sim.experiment.ensemble import complete, is_whole
    from sim.experiment.folder import RunFolder
    from sim.experiment.outcome import read
    from sim.experiment.resuming import resume as complete_run

    place = RunFolder(folder)
    over_posterior = "draws" in place.manifest
    if not over_posterior:
        insist_on_none(
            {"--draws": draws, "--workers": workers, "--cluster": cluster},
            "runs over the posterior; this is a single one",
        )
    if is_whole(folder, draws) if over_posterior else place.is_complete:
        place.tidy()
        if not quiet:
            note(f"{folder} is complete; there is nothing to do.")
    else:
        note_before_running(quiet)
        with progress_bar(folder.name, quiet, "draws" if over_posterior else "months") as progress:
            if over_posterior:
                complete(folder, draws=draws, workers=workers, cluster=cluster, progress=progress)
            else:
                complete_run(folder, progress=progress)
    show(read(folder), as_json=json, quiet=quiet)
