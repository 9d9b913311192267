"""Plain-text captures: the text that a browser copies from a hosted reference page.

Structure is carried by line breaks alone: headings stand between empty lines, a field is two to
five lines whose second is a type word, a table's cells are run together.
"""

from __future__ import annotations

import re

from docmill.blocks import (
    Block,
    Boilerplate,
    Endpoint,
    Heading,
    Paragraph,
    Stray,
    Table,
    TableRow,
    Text,
    Title,
)
from docmill.page import Page
from docmill.read import enumrows
from docmill.read import textlines as is_
from docmill.read.textcode import code_at, read_code
from docmill.read.textfield import read_field, table_at
from docmill.read.textview import View

_SKIP_LINK = "Skip to main content"


_MARKUP = re.compile(
    r"\A\s*(?i:<!doctype|<html|<\?xml)|\A---\n|^<[A-Z]\w*[ >/]|^```|^> ## |^\{% ",
    re.MULTILINE,
)
"""HTML, front matter, components, fences, quoted headings, GitBook tags: a copy has none."""


def recognises(page: Page) -> bool:
    """A text without the marks of Markdown, HTML or GitBook."""
    return is_.is_capture(page) or _MARKUP.search(page.text) is None


def read(page: Page) -> tuple[Block, ...]:
    """The blocks of a plain-text capture, in order; every non-blank line is in one of them.

    A note of the docs platform inside a block is a block of its own after it.
    """
    reader = _Reader(page)
    return tuple(sorted((*reader.blocks(), *reader.view.notes), key=lambda block: block.at.first))


class _Reader:
    def __init__(self, page: Page) -> None:
        self.view = View(page)
        self.next = 0

    def line(self, ahead: int = 0) -> str:
        return self.view.line(self.next + ahead)

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        head = False
        while self.next < len(self.view.lines):
            if not self.line():
                self.next += 1
            elif self.line().strip() == _SKIP_LINK:
                found.append(Boilerplate(self.view.place(self.next), "skip-link"))
                self.next += 1
                head = False  # captures may follow each other in one file
            elif not head and self.at_endpoint():
                head = True
                found.extend(self.head())
            else:
                found.append(self.block(found[-1] if found else None))
        return found

    # the head: method, path, title, generated samples

    def at_endpoint(self) -> bool:
        if is_.is_method(self.line()):
            return True
        return self.line() == "/" and self.line(1) not in ("", "/")

    def head(self) -> list[Block]:
        method = self.view.text(self.next) if is_.is_method(self.line()) else None
        first = self.next
        self.next += 1 if method else 0
        path = self.path()
        found: list[Block] = [Endpoint(self.view.place(first, self.next - 1), method, path)]
        if self.at_title():
            found.append(Title(self.view.place(self.next), self.line().strip()))
            self.next += 1
        while is_.starts_code(self.line()):
            code, self.next = read_code(self.view, self.next, generated=True)
            found.append(code)
        return found

    def path(self) -> Text | None:
        first = self.next
        parts: list[str] = []
        while self.line() and self.in_path(parts):
            parts.append(self.line().strip())
            self.next += 1
        if not parts:
            return None
        return Text("".join(parts), self.view.place(first, self.next - 1))

    def in_path(self, parts: list[str]) -> bool:
        line = self.line().strip()
        so_far = "".join(parts)
        if "?" in so_far:  # the query of a batch page: ?id=[ {id1} , {id2} ]
            return so_far.count("[") > so_far.count("]") or line[0] in "&,"
        if line.startswith(("/", "?")):
            return True
        if not parts and re.match(r"https?://\S+$", line):
            return True
        return so_far.endswith("/") and " " not in line and not is_.starts_code(line)

    def at_title(self) -> bool:
        line = self.line()
        if not line or is_.starts_code(line) or is_.is_section(line):
            return False
        return is_.starts_code(self.line(1)) or is_.is_heading_like(line)

    # the body

    def block(self, before: Block | None) -> Block:
        if self.at_heading():
            return self.heading()
        if code_at(self.view, self.next):
            caption = before.text if isinstance(before, Heading) else ""
            code, self.next = read_code(self.view, self.next, generated=False, caption=caption)
            return code
        if table_at(self.view, self.next):
            return self.table()
        field = read_field(self.view, self.next)
        if field is not None:
            self.next = field[1]
            return field[0]
        return self.paragraph()

    def apart(self) -> bool:
        """Whether the line stands alone between empty lines (or the ends of the page)."""
        return not self.line(-1) and not self.line(1)

    def at_heading(self) -> bool:
        line = self.line()
        if is_.is_status(line) and not self.line(-1):
            return True
        if is_.is_section(line) and not is_.is_type(self.line(1)):  # a field may be called Errors
            return not (is_.is_label(line) and code_at(self.view, self.next))
        return self.apart() and is_.is_heading_like(line) and not is_.starts_code(line)

    def heading(self) -> Heading:
        glued = not self.apart()
        self.next += 1
        return Heading(self.view.place(self.next - 1), self.line(-1).strip(), glued)

    def table(self) -> Block:
        first = self.next
        self.next += 1
        while self.line() and not table_at(self.view, self.next) and not self.at_heading():
            self.next += 1
        rows = [self.view.text(n) for n in range(first + 1, self.next)]
        cells = enumrows.cells_of([row.value for row in rows])
        return Table(
            self.view.place(first, self.next - 1),
            ("Value", "Name"),
            tuple(TableRow(c, row.at) for c, row in zip(cells, rows, strict=True)),
        )

    def paragraph(self) -> Block:
        line = self.line().strip()
        at = self.view.place(self.next)
        self.next += 1
        if is_.is_type(line) or is_.is_mark(line):
            return Stray(at, f"`{line}` stands where no field is open", "field-without-name")
        return Paragraph(at, line)
