"""Write the parameter table of docs/ODD.md anew from the registry."""

from pathlib import Path

from sim.experiment.files import write_text
from sim.parameters import Parameter, registry

ODD = Path(__file__).resolve().parents[1] / "docs" / "ODD.md"
BEGIN, END = "<!-- parameters -->\n", "<!-- end of parameters -->\n"
HEAD = ("name", "value", "range", "unit", "kind", "meaning", "source")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _cells(one: Parameter) -> tuple[str, ...]:
    range_ = f"{one.low:.10g} to {one.high:.10g}"
    return (
        f"`{one.name}`",
        f"{one.value:.10g}",
        range_,
        one.unit,
        one.kind,
        one.meaning,
        one.source,
    )


def table() -> str:
    """Return the parameters as Markdown, a table a process, in the order of the registry."""
    by_process: dict[str, list[Parameter]] = {}
    for one in registry().values():
        by_process.setdefault(one.process, []).append(one)
    blocks = []
    for process, rows in by_process.items():
        lines = [_row(*HEAD), _row(*["---"] * len(HEAD)), *(_row(*_cells(one)) for one in rows)]
        blocks.append(f"**{process.capitalize()}**\n\n" + "\n".join(lines) + "\n")
    return "\n" + "\n".join(blocks) + "\n"


def with_table(text: str) -> str:
    """Return ``text`` with the present table between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    write_text(ODD, with_table(ODD.read_text(encoding="utf-8")))
