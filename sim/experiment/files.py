"""Files that are whole or not there, and tables as files."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import pandas as pd

# Of shares in percent and of numbers of people this is far more than any figure is worth. It takes
# a tenth of the time that formatting number by number takes; the .parquet files are not rounded.
CSV_DECIMALS = 6


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of ``path`` once it is whole; after an error it is gone."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with open(partial, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in UTF-8, whole or not at all."""
    with written(path) as file:
        file.write(text.encode("utf-8"))


def write_tables(tables: Mapping[str, "pd.DataFrame"], folder: Path) -> None:
    """Write every table as .parquet and .csv into ``folder``; the same table gives the same bytes.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        with written(folder / f"{name}.parquet") as file:
            table.to_parquet(file, engine="pyarrow", compression="zstd", index=False)
        rounded = table.round(CSV_DECIMALS)
        numbers = rounded.select_dtypes("number").columns
        rounded[numbers] = rounded[numbers] + 0.0  # no "-0"
        with written(folder / f"{name}.csv") as file:
            file.write((",".join(table.columns) + "\n").encode("utf-8"))
            file.write(_csv(rounded))


def _csv(table: "pd.DataFrame") -> memoryview:
    """Return the rows of ``table`` as CSV; texts are in quotes where any has a comma."""
    from pyarrow import ArrowInvalid, BufferOutputStream, Table, csv

    rows = Table.from_pandas(table, preserve_index=False)
    for quoting in ("none", "needed"):
        sink = BufferOutputStream()
        try:
            csv.write_csv(rows, sink, csv.WriteOptions(include_header=False, quoting_style=quoting))
        except ArrowInvalid:
            continue
        return memoryview(sink.getvalue())
    raise ValueError("no CSV of these values")


def read_tables(folder: Path) -> dict[str, "pd.DataFrame"]:
    """Return the tables that ``write_tables`` wrote into ``folder``, by name."""
    import pandas as pd

    return {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
