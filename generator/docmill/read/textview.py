"""The lines of a plain-text capture as its reader goes through them.

A copy may hold the note of the docs platform anywhere, in the middle of a description or of a
sample, too. The note is no part of either, so what is read is the page without it.
"""

from __future__ import annotations

from docmill.blocks import Boilerplate, Text
from docmill.page import Page, Place

_NOTE = ("Documentation Index", "Fetch the complete documentation index at", "Use this file to")


class View:
    """The lines of a page without its notes; `notes` are those, each where it stands."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines: list[str] = []
        self.notes: list[Boilerplate] = []
        self._numbers: list[int] = []
        at = 0
        while at < len(page.lines):
            size = _note_at(page.lines, at)
            if size:
                place = page.place(at + 1, at + size)
                self.notes.append(Boilerplate(place, "documentation-index-note"))
            else:
                size = 1
                self.lines.append(page.lines[at])
                self._numbers.append(at + 1)
            at += size

    def line(self, index: int) -> str:
        """The line at an index; empty where there is none."""
        return self.lines[index].rstrip() if 0 <= index < len(self.lines) else ""

    def place(self, first: int, last: int | None = None) -> Place:
        """Where the lines of two indexes stand on the page."""
        return self.page.place(self._numbers[first], self._numbers[first if last is None else last])

    def text(self, first: int, last: int | None = None) -> Text:
        """The lines of two indexes as one text."""
        end = first if last is None else last
        value = "\n".join(self.line(n).strip(" \t") for n in range(first, end + 1))
        return Text(value, self.place(first, end))


def _note_at(lines: tuple[str, ...], at: int) -> int:
    """How many lines the note has that begins here; none where none begins."""
    heads = [line.strip() for line in lines[at : at + 3]]
    if heads[0] != _NOTE[0] or len(heads) < 2 or not heads[1].startswith(_NOTE[1]):
        return 0
    return 3 if heads[2:] and heads[2].startswith(_NOTE[2]) else 2
