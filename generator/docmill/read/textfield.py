"""One field of a plain-text capture: name, type, marks, description, each on lines of its own.

The reader is strict about what a description may hold, because a field that lost a line would
otherwise disappear into the description of the field before it.
"""

from __future__ import annotations

from docmill.blocks import Block, Field, Stray, Text
from docmill.page import Page
from docmill.read import textlines as is_


def read_field(page: Page, start: int) -> Block | None:
    """The field (or the wreck of one, as a Stray) that begins at line index `start`, or None."""
    lines = _Lines(page, start)
    if lines.field_at(0):
        return lines.field(typed=True)
    if lines.untyped_at(0):
        return lines.field(typed=False)
    if lines.wreck_at(0):
        return lines.wreck()
    return None


class _Lines:
    def __init__(self, page: Page, start: int) -> None:
        self.page = page
        self.start = start

    def line(self, ahead: int) -> str:
        at = self.start + ahead
        return self.page.lines[at].rstrip() if at < len(self.page.lines) else ""

    def text(self, first: int, last: int | None = None) -> Text:
        last = first if last is None else last
        value = "\n".join(self.line(n).strip(" \t") for n in range(first, last + 1))
        return Text(value, self.page.place(self.start + first + 1, self.start + last + 1))

    def field_at(self, ahead: int) -> bool:
        """A name, then a type word."""
        name, kind = self.line(ahead), self.line(ahead + 1)
        if not is_.is_name(name):
            return False
        if is_.is_type(kind):
            # `string` over `string` is a description's last word over a field named so far nowhere
            return not (is_.is_type(name) and self.ended(ahead + 2))
        # an unknown type is one only where a mark follows: nothing else has marks
        return is_.is_word(kind) and is_.is_mark(self.line(ahead + 2)) and not is_.is_mark(kind)

    def untyped_at(self, ahead: int) -> bool:
        """A name, then a mark: the type is lost."""
        name = self.line(ahead)
        plain = is_.is_name(name) and not is_.is_section(name)
        return plain and is_.is_mark(self.line(ahead + 1)) and not self.torn(ahead)

    def torn(self, ahead: int) -> bool:
        return is_.is_type(self.line(ahead)) or is_.is_mark(self.line(ahead))

    def wreck_at(self, ahead: int) -> bool:
        """A type or mark with no name before it, or a bare name with prose after it."""
        line = self.line(ahead)
        return self.torn(ahead) or (is_.is_word(line) and is_.is_name(line) and not self.apart())

    def apart(self) -> bool:
        before = self.page.lines[self.start - 1] if self.start else ""
        return not before.strip() and not self.line(1)

    def ended(self, ahead: int) -> bool:
        line = self.line(ahead)
        return (
            not line
            or line in ("ValueName", "Documentation Index")
            or (is_.is_section(line) and not self.field_at(ahead))
            or (is_.is_label(line) and is_.starts_code(self.line(ahead + 1)))
            or is_.starts_code(line)
        )

    def field(self, *, typed: bool) -> Field:
        count = 2 if typed else 1
        marks: list[Text] = []
        while is_.is_mark(self.line(count)):
            marks.append(self.text(count))
            count += 1
        first = count
        while not self.ends_description(count, first):
            count += 1
        return Field(
            self.page.place(self.start + 1, self.start + count),
            self.text(0),
            self.text(1) if typed else None,
            tuple(marks),
            self.text(first, count - 1) if count > first else None,
        )

    def ends_description(self, at: int, first: int) -> bool:
        line = self.line(at)
        if self.ended(at) or self.field_at(at) or self.untyped_at(at) or self.torn(at):
            return True
        if is_.is_word(line) and is_.is_name(line):
            # one bare word is a description only where it is the whole of it
            after = at + 1
            whole = at == first and (self.ended(after) or self.field_at(after))
            return not whole
        return at > first and is_.opens_description(line)

    def wreck(self) -> Stray:
        count = 1
        while not self.ended(count) and not self.field_at(count) and not self.untyped_at(count):
            count += 1
        at = self.page.place(self.start + 1, self.start + count)
        word = self.line(0)
        if self.torn(0):
            return Stray(at, f"`{word}` stands where the name of a field should", "field-broken")
        return Stray(
            at, f"`{word}` looks like a field that lost its type, or a stray word", "field-broken"
        )
