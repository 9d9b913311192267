"""One field of a plain-text capture: name, type, marks, description, each on lines of its own.

The reader is strict about what a description may hold, because a field that lost a line would
otherwise disappear into the description of the field before it.
"""

from __future__ import annotations

from docmill.blocks import Block, Field, Stray, Text
from docmill.read import textlines as is_
from docmill.read.textcode import code_at
from docmill.read.textview import View

_LOCATIONS = frozenset({"path", "query", "header", "cookie", "body"})
_FAR = 50
"""How many lines a list before a line is followed back."""


def read_field(view: View, start: int) -> tuple[Block, int] | None:
    """The field (or the wreck of one, as a Stray) that begins at index `start`, and the index
    after it; None where there is none."""
    lines = _Lines(view, start)
    if lines.field_at(0):
        return lines.field(typed=True)
    if lines.untyped_at(0):
        return lines.field(typed=False)
    if lines.wreck_at(0):
        return lines.wreck()
    return None


def table_at(view: View, at: int) -> bool:
    """The head of a run-together table: a row with its number follows, if not at once.

    A field may have that name, too.
    """
    rows = (view.line(at + 1), view.line(at + 2))
    numbered = any(row[:1] == "-" or row[:1].isdecimal() for row in rows)
    return view.line(at) == "ValueName" and numbered and not is_.is_type(rows[0])


class _Lines:
    def __init__(self, view: View, start: int) -> None:
        self.view = view
        self.start = start

    def line(self, ahead: int) -> str:
        return self.view.line(self.start + ahead)

    def text(self, first: int, last: int | None = None) -> Text:
        return self.view.text(self.start + first, self.start + (first if last is None else last))

    def field_at(self, ahead: int) -> bool:
        """A name, then a type word."""
        name, kind = self.line(ahead), self.line(ahead + 1)
        if not is_.is_name(name):
            return is_.is_type(kind) and self.loosely_named(ahead)
        if is_.is_type(kind):
            if self.in_list(ahead):
                # its last word may be a type word: only what describes it makes it a field
                return not is_.is_type(name) and self.described(ahead + 2)
            # `string` over `string` is a description's last word over a field named so far nowhere
            return not (is_.is_type(name) and self.ended(ahead + 2))
        # an unknown type is one only where a mark follows: nothing else has marks
        return is_.is_word(kind) and is_.is_mark(self.line(ahead + 2)) and not is_.is_mark(kind)

    def described(self, ahead: int) -> bool:
        """What follows the type of a field, and no bare word of a list."""
        return is_.is_mark(self.line(ahead)) or is_.begins_sentence(self.line(ahead))

    def loosely_named(self, ahead: int) -> bool:
        """A name of several words, or in quotes, where it can be no end of a description."""
        name, before = self.line(ahead), self.line(ahead - 1)
        if not is_.is_loose_name(name) or not self.described(ahead + 2):
            return False
        if not before or is_.ends_sentence(before) or is_.is_section(before):
            return True
        # the line may describe the field before it, which no title does
        return is_.is_titled(name) and (is_.is_type(before) or is_.is_mark(before))

    def in_list(self, ahead: int) -> bool:
        """Bare words under a line that ends in a colon, inside of a description."""
        at = ahead - 1
        while self.line(at) and is_.is_word(self.line(at)) and ahead - at < _FAR:
            at -= 1
        if not self.line(at).endswith(":"):
            return False
        above = at - 1
        while self.line(above) and at - above < _FAR:
            if self.torn(above):
                return True
            above -= 1
        return False

    def untyped_at(self, ahead: int) -> bool:
        """A name, then a mark: the type is lost."""
        name = self.line(ahead)
        plain = is_.is_name(name) and not is_.is_section(name)
        pill = name in _LOCATIONS and is_.is_type(self.line(ahead - 1))
        marked = plain and not pill and is_.is_mark(self.line(ahead + 1))
        return marked and not self.torn(ahead)

    def pill_at(self, ahead: int) -> bool:
        """The word after a type that says where the field is sent: a mark or prose follows it."""
        if self.line(ahead) not in _LOCATIONS or self.field_at(ahead):
            return False
        after = ahead + 1
        opens = self.ended(after) or self.field_at(after) or self.untyped_at(after)
        return is_.is_mark(self.line(after)) or not (opens or is_.is_word(self.line(after)))

    def torn(self, ahead: int) -> bool:
        return is_.is_type(self.line(ahead)) or is_.is_mark(self.line(ahead))

    def wreck_at(self, ahead: int) -> bool:
        """A type or mark with no name before it, or a bare name with prose after it."""
        line = self.line(ahead)
        return self.torn(ahead) or (is_.is_word(line) and is_.is_name(line) and not self.apart())

    def apart(self) -> bool:
        return not self.line(-1).strip() and not self.line(1)

    def ended(self, ahead: int) -> bool:
        line = self.line(ahead)
        return (
            not line
            or table_at(self.view, self.start + ahead)
            or (is_.is_section(line) and not self.field_at(ahead))
            or code_at(self.view, self.start + ahead)
        )

    def field(self, *, typed: bool) -> tuple[Field, int]:
        count = 2 if typed else 1
        location = self.line(count) if typed and self.pill_at(count) else ""
        count += 1 if location else 0
        marks: list[Text] = []
        while is_.is_mark(self.line(count)):
            marks.append(self.text(count))
            count += 1
        first = count
        while not self.ends_description(count, first):
            count += 1
        found = Field(
            self.view.place(self.start, self.start + count - 1),
            self.text(0),
            self.text(1) if typed else None,
            tuple(marks),
            self.text(first, count - 1) if count > first else None,
            location,
        )
        return found, self.start + count

    def ends_description(self, at: int, first: int) -> bool:
        line = self.line(at)
        if self.ended(at) or self.field_at(at) or self.untyped_at(at) or self.torn(at):
            return True
        if is_.is_word(line) and is_.is_name(line):
            # one bare word is a description only where it is the whole of it
            after = at + 1
            whole = at == first and (self.ended(after) or self.field_at(after))
            return not whole
        return at > first and self.orphan_at(at, first)

    def orphan_at(self, at: int, first: int) -> bool:
        """A sentence that describes another field, of which the capture lost name and type.

        A generated reference describes a field in one sentence, so a second one that does not
        refer back to it belongs to the next field.
        """
        line = self.line(at)
        if is_.opens_description(line):
            return True
        after_sentence = is_.ends_sentence(self.line(at - 1)) and is_.ends_sentence(
            self.line(first)
        )
        if not after_sentence or is_.refers_back(line):
            return False
        alone = at == first + 1 and is_.is_one_description(self.line(first))
        return is_.names_a_thing(line) or (alone and line[:1].isupper())

    def wreck(self) -> tuple[Stray, int]:
        count = 1
        while not self.ended(count) and not self.field_at(count) and not self.untyped_at(count):
            count += 1
        at = self.view.place(self.start, self.start + count - 1)
        word = self.line(0)
        why = (
            f"`{word}` stands where the name of a field should"
            if self.torn(0)
            else f"`{word}` looks like a field that lost its type, or a stray word"
        )
        return Stray(at, why, "field-broken"), self.start + count
