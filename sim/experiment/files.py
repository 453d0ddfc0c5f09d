"""Files that are whole or not there, and tables as files."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import pandas as pd

# Ten significant digits: more than any figure here is worth, and the same text on every platform.
CSV_FLOATS = "%.10g"


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
        with written(folder / f"{name}.csv") as file:
            table.to_csv(file, index=False, float_format=CSV_FLOATS, lineterminator="\n")


def read_tables(folder: Path) -> dict[str, "pd.DataFrame"]:
    """Return the tables that ``write_tables`` wrote into ``folder``, by name."""
    import pandas as pd

    return {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
