"""Plain-text captures: the text that a browser copies from a hosted reference page.

Structure is carried by line breaks alone: headings stand between empty lines, a field is two to
five lines whose second is a type word, a table's cells are run together.
"""

from __future__ import annotations

import re

from docmill.blocks import (
    Block,
    Boilerplate,
    Code,
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
from docmill.read.textfield import read_field

_NOTE = ("Documentation Index", "Fetch the complete documentation index at", "Use this file to")
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
    """The blocks of a plain-text capture, in order; every non-blank line is in exactly one."""
    return tuple(_Reader(page).blocks())


class _Reader:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines = page.lines
        self.next = 0

    def line(self, ahead: int = 0) -> str:
        at = self.next + ahead
        return self.lines[at].rstrip() if 0 <= at < len(self.lines) else ""

    def text(self, index: int) -> Text:
        return Text(self.lines[index].strip(), self.page.place(index + 1))

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        head = False
        while self.next < len(self.lines):
            if not self.line():
                self.next += 1
                continue
            if frame := self.frame():
                found.append(frame)
            elif not head and self.at_endpoint():
                head = True
                found.extend(self.head())
            else:
                found.append(self.block())
        return found

    def frame(self) -> Block | None:
        if self.line().strip() == _SKIP_LINK:
            self.next += 1
            return Boilerplate(self.page.place(self.next), "skip-link")
        if self.line().strip() == _NOTE[0] and self.line(1).startswith(_NOTE[1]):
            size = 3 if self.line(2).startswith(_NOTE[2]) else 2
            self.next += size
            return Boilerplate(
                self.page.place(self.next - size + 1, self.next), "documentation-index-note"
            )
        return None

    # the head: method, path, title, generated samples

    def at_endpoint(self) -> bool:
        if is_.is_method(self.line()):
            return True
        return self.line() == "/" and self.line(1) not in ("", "/")

    def head(self) -> list[Block]:
        method = self.text(self.next) if is_.is_method(self.line()) else None
        first = self.next
        self.next += 1 if method else 0
        path = self.path()
        found: list[Block] = [Endpoint(self.page.place(first + 1, self.next), method, path)]
        if self.at_title():
            found.append(Title(self.page.place(self.next + 1), self.line().strip()))
            self.next += 1
        while is_.starts_code(self.line()):
            found.append(self.code(generated=True))
        return found

    def path(self) -> Text | None:
        first = self.next
        parts: list[str] = []
        while self.line() and self.in_path(parts):
            parts.append(self.line().strip())
            self.next += 1
        if not parts:
            return None
        return Text("".join(parts), self.page.place(first + 1, self.next))

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

    def block(self) -> Block:
        line = self.line()
        if self.at_heading():
            return self.heading()
        if is_.starts_code(line) or (is_.is_label(line) and is_.starts_code(self.line(1))):
            return self.code(generated=False)
        if line == "ValueName":
            return self.table()
        field = read_field(self.page, self.next)
        if field is not None:
            self.next = field.at.last
            return field
        return self.paragraph()

    def apart(self) -> bool:
        """Whether the line stands alone between empty lines (or the ends of the page)."""
        return not self.line(-1) and not self.line(1)

    def at_heading(self) -> bool:
        line = self.line()
        if is_.is_status(line) and not self.line(-1):
            return True
        if is_.is_section(line) and not is_.is_type(self.line(1)):  # a field may be called Errors
            return True
        return self.apart() and is_.is_heading_like(line) and not is_.starts_code(line)

    def heading(self) -> Heading:
        glued = not self.apart()
        self.next += 1
        return Heading(self.page.place(self.next), self.line(-1).strip(), glued)

    def code(self, *, generated: bool) -> Code:
        label = None
        if is_.is_label(self.line()):
            label = self.text(self.next)
            self.next += 1
        first = self.next
        self.next += 1
        while self.line() and self.in_code():
            self.next += 1
        text = "\n".join(self.lines[first : self.next])
        start = label.at.first if label else first + 1
        return Code(self.page.place(start, self.next), text, generated, label)

    def in_code(self) -> bool:
        line, above = self.line(), self.line(-1)
        if line.startswith("curl "):
            return False
        if line[0] in "{[" and above[:1] in "}]'" and not above.endswith((",", "\\")):
            return False  # one sample ends, the next begins
        if line[0] in "{[" and _is_whole_curl(above):
            return False
        return above.endswith("\\") or is_.continues_code(line)

    def table(self) -> Block:
        first = self.next
        self.next += 1
        while self.line() and self.line() != "ValueName" and not self.at_heading():
            self.next += 1
        rows = [self.text(n) for n in range(first + 1, self.next)]
        cells = enumrows.cells_of([row.value for row in rows])
        return Table(
            self.page.place(first + 1, self.next),
            ("Value", "Name"),
            tuple(TableRow(c, row.at) for c, row in zip(cells, rows, strict=True)),
        )

    def paragraph(self) -> Block:
        line = self.line().strip()
        self.next += 1
        at = self.page.place(self.next)
        if is_.is_type(line) or is_.is_mark(line):
            return Stray(at, f"`{line}` stands where no field is open", "field-without-name")
        return Paragraph(at, line)


def _is_whole_curl(line: str) -> bool:
    """The last line of a generated curl without a body: an option that no backslash continues."""
    return (line.startswith("  --") and not line.endswith(("\\", "'"))) or line.endswith(">'")
