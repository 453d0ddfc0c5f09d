"""``dvctt resume``: complete a run that was interrupted."""

from sim.cli import options
from sim.cli.output import note, note_before_running, progress_bar


def resume(
    folder: options.Folder,
    threads: options.Threads = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """\b
    Examples:
      dvctt resume outputs/baseline-20250101-120000

    Complete the run or comparison in FOLDER, to the same bytes as without the interruption.
    Refused when the program or its tables have changed since, as the results would be a mixture.
    """
    from sim.cli.summary import show
    from sim.experiment.folder import RunFolder

    place = RunFolder(folder)
    if place.is_complete:
        from sim.experiment.outcome import read

        place.tidy()
        if not quiet:
            note(f"{folder} is complete; there is nothing to do.")
        finished = read(folder)
    else:
        from sim.experiment.resuming import resume as complete_folder

        note_before_running(True, quiet)
        with progress_bar(folder.name, quiet) as progress:
            finished = complete_folder(folder, threads=threads, progress=progress)
    show(finished, as_json=json, quiet=quiet)
