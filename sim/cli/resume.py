"""``dvctt resume``: complete a run that was interrupted."""

from sim.cli import options
from sim.cli.output import note, note_before_running, progress_bar
from sim.cli.running import insist_on_none


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

    Complete the run or comparison in FOLDER, to the same bytes as without the interruption, or
    extend it to more draws of the posterior; what is there is not run again.
    Refused when the program or its tables have changed since, as the results would be a mixture.
    """
    from sim.cli.summary import show
    from sim.experiment.folder import RunFolder
    from sim.experiment.outcome import read

    place = RunFolder(folder)
    manifest = place.manifest
    over_posterior = "draws" in manifest
    if not over_posterior:
        insist_on_none(
            {"--draws": draws, "--workers": workers, "--cluster": cluster},
            "runs over the posterior; this is a single one",
        )
    if place.is_complete and (draws or 0) <= manifest.get("draws", 0):
        place.tidy()
        if not quiet:
            note(f"{folder} is complete; there is nothing to do.")
    else:
        note_before_running(quiet)
        with progress_bar(folder.name, quiet, "draws" if over_posterior else "months") as progress:
            if over_posterior:
                from sim.experiment.ensemble import complete

                complete(folder, draws=draws, workers=workers, cluster=cluster, progress=progress)
            else:
                from sim.experiment.resuming import resume as complete_run

                complete_run(folder, progress=progress)
    show(read(folder), as_json=json, quiet=quiet)
