"""Page text on its way to a terminal or a report: never more than visible characters."""

from __future__ import annotations

LIMIT = 300


def printable(text: str, limit: int = LIMIT) -> str:
    """`text` on one line, at most `limit` characters, every control or format character escaped.

    Escape sequences, bidirectional overrides and zero-width characters come out as `\\x1b`,
    `\\u202e`, so that a page cannot repaint the reader's terminal.
    """
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in cut
    )


def counted(count: int, word: str) -> str:
    """`1 page`, `2 pages`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
