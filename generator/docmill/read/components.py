"""The components of an MDX page: tags told from text, attributes read, everything with its lines.

Tags inside fences and code spans are text. A tag that is broken is text, too: it costs its field,
never the page.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from docmill.read.asides import code_at, comment_in, without_comments


@dataclass(frozen=True, slots=True)
class Expression:
    """An attribute's `{...}` that is no literal: its source."""

    source: str


Attribute = bool | int | float | str | list[object] | Expression
"""The value of an attribute; a bare attribute is True."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or the part of one between tags, and its number."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Tag:
    """`<Name ...>`, `</Name>` or `<Name ... />`, on lines `first` to `last`."""

    name: str
    kind: Literal["open", "close", "self"]
    attributes: dict[str, Attribute]
    first: int
    last: int


@dataclass(slots=True)
class Element:
    """A component and what stands between its tags: its opening tag is on lines `first` to
    `opened`, its closing tag ends on line `last`.

    `closed` is False where the end tag is missing; its content then ends with that of its parent.
    """

    name: str
    attributes: dict[str, Attribute]
    first: int
    opened: int
    last: int
    content: list[Element | Line] = field(default_factory=list["Element | Line"])
    closed: bool = True


_FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)")
_TAG = re.compile(r"<(/?)([A-Z][\w.]*)")
_SPAN = re.compile(r"(`+).+?\1")
_LONGEST_TAG = 40
"""A tag that runs over more lines than this is broken."""
_LONGEST_LINE = 20_000
"""A line that is longer than this is data, and holds no tags."""


class Pieces:
    """Tells tags from text, line by line; `lines` are those of the page, numbered from 1."""

    def __init__(self, lines: Sequence[str], first: int = 1) -> None:
        self.lines = list(lines)
        self.first = first

    def __iter__(self) -> Iterator[Tag | Line]:
        """Tags and text, in order; an empty line is a piece, too."""
        row, column, fence = 0, 0, ""
        while row < len(self.lines):
            if column == 0 and not fence:
                self.lines[row] = without_comments(self.lines[row])
            text = self.lines[row][column:]
            found = _FENCE.match(text) if column == 0 else None
            if found and not fence:
                fence = found[1]
            elif fence:
                closes = found and found[1].startswith(fence) and not found[2].strip()
                fence = "" if closes else fence
            elif aside := self._aside(row, column):
                text_before, piece, row, column = aside
                yield from text_before
                yield piece
                if row < len(self.lines) and not self.lines[row][column:].strip():
                    row, column = row + 1, 0
                continue
            elif (start := self._tag_start(row, column)) >= 0:
                read = self._tag(row, start)
                assert read is not None
                before = self.lines[row][column:start]
                if before.strip():
                    yield Line(before, self.first + row)
                piece, row, column = read
                yield piece
                if not self.lines[row][column:].strip():
                    row, column = row + 1, 0
                continue
            yield Line(text, self.first + row)
            row, column = row + 1, 0

    def _aside(self, row: int, column: int) -> tuple[list[Line], Tag, int, int] | None:
        """The comment or the code at a place, before the next tag: the text before it, itself as
        a tag, and the place after it."""
        if column == 0:
            last = code_at(self.lines, row)
            if last >= 0:
                return [], self._whole("code", row, last), last + 1, 0
        found = comment_in(self.lines, row, column)
        if found is None:
            return None
        start, last, end = found
        tag = self._tag_start(row, column)
        if 0 <= tag < start:
            return None
        before = self.lines[row][column:start]
        text = [Line(before, self.first + row)] if before.strip() else []
        return text, self._whole("comment", row, last), last, end

    def _whole(self, name: str, row: int, last: int) -> Tag:
        return Tag(name, "self", {}, self.first + row, self.first + last)

    def _tag_start(self, row: int, column: int) -> int:
        """The column of the next tag of a line that can be read, outside of code spans; or -1."""
        text = self.lines[row]
        if len(text) > _LONGEST_LINE:
            return -1
        spans = [span.span() for span in _SPAN.finditer(text)]
        for found in _TAG.finditer(text, column):
            at = found.start()
            if not any(first <= at < last for first, last in spans) and self._tag(row, at):
                return at
        return -1

    def _tag(self, row: int, column: int) -> tuple[Tag, int, int] | None:
        """The tag at a place, and the place after it; None where it is broken."""
        source = "\n".join(self.lines[row : row + _LONGEST_TAG])
        found = _TAG.match(source, column)
        assert found is not None
        attributes: dict[str, Attribute] = {}
        at = found.end()
        while True:
            at = _skipped(source, at)
            if source.startswith(("/>", ">"), at):
                break
            read = _attribute_of(source, at)
            if read is None or found[1]:
                return None
            name, value, at = read
            attributes[name] = value
        selfclosed = source.startswith("/>", at)
        at += 2 if selfclosed else 1
        last = row + source.count("\n", 0, at)
        kind: Literal["open", "close", "self"] = "self" if selfclosed else "open"
        tag = Tag(
            found[2], "close" if found[1] else kind, attributes, self.first + row, self.first + last
        )
        return tag, last, at - (source.rfind("\n", 0, at) + 1)


def _skipped(source: str, at: int) -> int:
    """The place after spaces and comments."""
    while True:
        end = re.compile(r"\s*(\{/\*.*?\*/\})?", re.DOTALL).match(source, at)
        assert end is not None
        if end.end() == at:
            return at
        at = end.end()


def _attribute_of(source: str, at: int) -> tuple[str, Attribute, int] | None:
    found = re.compile(r"([A-Za-z_][\w:.-]*)(\s*=\s*)?").match(source, at)
    if found is None:
        return None
    if found[2] is None:
        return found[1], True, found.end()
    at = found.end()
    quote = source[at : at + 1]
    if quote and quote in "\"'":
        end = source.find(quote, at + 1)
        return None if end < 0 else (found[1], html.unescape(source[at + 1 : end]), end + 1)
    if quote == "{":
        end = _matching(source, at)
        return None if end < 0 else (found[1], _literal(source[at + 1 : end]), end + 1)
    bare = re.compile(r"[^\s>\"'{}]+").match(source, at)  # broken, but plain: type=string
    return None if bare is None else (found[1], bare[0].removesuffix("/"), bare.end())


def _matching(source: str, at: int) -> int:
    """The place of the brace that closes the one at `at`, or -1; strings are skipped."""
    depth = 0
    while at < len(source):
        char = source[at]
        if char in "\"'`":
            at = source.find(char, at + 1)
            if at < 0:
                return -1
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return at
        at += 1
    return -1


def _literal(source: str) -> Attribute:
    """The value of a `{...}` that is a literal; anything else keeps its source."""
    text = source.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'`"
    if quoted and text[0] not in text[1:-1] and "${" not in text:
        return text[1:-1]
    try:
        value: object = json.loads(text.replace("'", '"') if '"' not in text else text)
    except ValueError:
        return Expression(text)
    known = isinstance(value, bool | int | float | str | list)
    return cast("Attribute", value) if known else Expression(text)


def elements_of(pieces: Iterable[Tag | Line], last: int) -> list[Element | Line]:
    """The tree of components. An end tag closes the nearest element of its name; what stands open
    inside it, or at the last line, is marked as not closed. A lone end tag is dropped."""
    root = Element("", {}, 1, 1, last)
    path = [root]
    for piece in pieces:
        if isinstance(piece, Line):
            path[-1].content.append(piece)
        elif piece.kind == "close":
            _close(path, piece)
        else:
            element = Element(piece.name, piece.attributes, piece.first, piece.last, piece.last)
            path[-1].content.append(element)
            if piece.kind == "open":
                path.append(element)
    for element in path[1:]:
        element.closed, element.last = False, last
    return root.content


def _close(path: list[Element], tag: Tag) -> None:
    names = [element.name for element in path]
    if tag.name not in names[1:]:
        path[-1].content.append(
            Element(f"/{tag.name}", {}, tag.first, tag.last, tag.last, closed=False)
        )
        return
    while True:
        element = path.pop()
        element.last = tag.last
        if element.name == tag.name:
            return
        element.closed, element.last = False, tag.first
