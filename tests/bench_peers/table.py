"""The table: a row a figure, a column a tool, and what could not be measured below it."""

from __future__ import annotations

from dataclasses import dataclass, field

ROWS = (
    "generation, s",
    "generation, MB of the largest process",
    "lines an operation",
    "mypy --strict",
    "pyright strict",
    "ruff, default rules",
    "import, ms",
    "ready, ms",
    "MB once ready",
    "records read a second",
    "a call beyond bare httpx2, µs",
)


@dataclass(slots=True)
class Column:
    """The figures of one tool by their `ROWS`, and notes on what is missing."""

    name: str
    figures: dict[str, str] = field(default_factory=dict[str, str])
    notes: list[str] = field(default_factory=list[str])


def table(title: str, columns: list[Column]) -> str:
    """The columns as Markdown; a figure that a tool has not stays empty."""
    lines = [[title, *(column.name for column in columns)]]
    lines += [[row, *(one.figures.get(row, "") for one in columns)] for row in ROWS]
    text = ["| " + " | ".join(cells) + " |" for cells in lines]
    text.insert(1, "|---" + "|---:" * len(columns) + "|")
    notes = [f"{column.name}: {note}" for column in columns for note in column.notes]
    return "\n".join([*text, *([""] if notes else []), *notes])
