"""``dvctt resume``: complete a run that was interrupted."""

from sim.cli import options
from sim.cli.output import note, progress_bar


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

    complete = RunFolder(folder).is_complete
    if complete and not quiet:
        note(f"{folder} is complete; there is nothing to do.")
    from sim.experiment.resuming import resume as complete_folder

    with progress_bar(folder.name, quiet or complete) as progress:
        finished = complete_folder(folder, threads=threads, progress=progress)
    show(finished, as_json=json, quiet=quiet)
