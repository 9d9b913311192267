"""Where each block stands: the section of the page, and for responses the status."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from docmill.blocks import Block, Boilerplate, Code, Endpoint, Field, Heading
from docmill.spec import Fact

Section = Literal[
    "frame",
    "head",
    "authentication",
    "enums",
    "path",
    "query",
    "header",
    "cookie",
    "body",
    "samples",
    "response",
]

SECTIONS: dict[str, Section] = {
    "authentication": "authentication",
    "authorization": "authentication",
    "enums": "enums",
    "path parameters": "path",
    "query parameters": "query",
    "header parameters": "header",
    "headers": "header",
    "request": "body",
    "request body": "body",
    "body parameters": "body",
    "code example": "samples",
    "code examples": "samples",
    "example request": "samples",
    "response": "response",
    "responses": "response",
}
"""What the headings of a reference page open."""

GROUPS: dict[str, tuple[Section, str]] = {
    "required fields": ("body", "required"),
    "optional fields": ("body", "optional"),
    "pagination & sorting": ("query", ""),
    "filters": ("query", ""),
    "range filters": ("query", ""),
}
"""Headings inside a section; they name the section, too, where its own heading is lost."""

_OF_ENDPOINT_PAGES = frozenset({
    *("path parameters", "query parameters", "header parameters", "body parameters"),
    *("request body", "required fields", "optional fields", "example request"),
})  # fmt: skip
_STATUS = re.compile(r"([1-5]\d\d|[1-5]XX|default)(?: (.+))?")


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where it stands.

    `group` is "required" or "optional" under such a heading, with the heading in `group_at`.
    `known` tells of a heading whether it means anything, `implied` whether it had to open a
    section whose own heading is missing. `after` is the block before this one. "frame" is what
    stands before the head of the page.
    """

    block: Block
    section: Section
    status: Fact[str] | None = None
    group: str = ""
    heading: Heading | None = None
    known: bool = True
    implied: bool = False
    after: Block | None = None


def is_of_endpoint_page(placed: Placed) -> bool:
    """Whether a block is a heading that only the page of an operation has."""
    block = placed.block
    if not isinstance(block, Heading) or not placed.known:
        return False
    status = _STATUS.fullmatch(block.text)
    return status is not None or block.text.casefold().rstrip(":") in _OF_ENDPOINT_PAGES


def placed_of(blocks: Sequence[Block]) -> Iterator[Placed]:
    """Each block with its place, in order. An unknown heading changes nothing but is told.

    Among the samples, a heading right over a sample is its caption, whatever it says. A field or a
    sample that says itself where it belongs is placed there, whatever the heading over it.
    """
    placer = _Placer("frame" if any(isinstance(b, Endpoint) for b in blocks) else "head")
    after: Block | None = None
    followers = deque(block for block in blocks if not isinstance(block, Boilerplate))
    for block in blocks:
        if followers and followers[0] is block:
            followers.popleft()
        yield replace(placer.placed(block, followers[0] if followers else None), after=after)
        after = block


@dataclass(slots=True)
class _Placer:
    section: Section
    status: Fact[str] | None = None
    group: str = ""
    heading: Heading | None = None

    def placed(self, block: Block, following: Block | None) -> Placed:
        known, implied = True, False
        caption = self.section == "samples" and isinstance(following, Code)
        if isinstance(block, Endpoint) and self.section == "frame":
            self.section = "head"
        elif isinstance(block, Heading) and not caption:
            known, implied = self.enter(block)
        elif isinstance(block, Field | Code):
            return self.by_itself(block)
        return Placed(block, self.section, self.status, self.group, self.heading, known, implied)

    def enter(self, block: Heading) -> tuple[bool, bool]:
        """Enter what a heading opens; whether it is known, and whether it implies a section."""
        name = block.text.casefold().rstrip(":")
        found = _STATUS.fullmatch(block.text)
        before = self.section
        if name in SECTIONS:
            self.section, self.status, self.group = SECTIONS[name], None, ""
        elif name in GROUPS:
            self.section, self.group = GROUPS[name]
            self.status = None
        elif found:
            self.section, self.group = "response", ""
            self.status = Fact(found[1], block.at)
        else:
            return False, False
        self.heading = block
        implied = name not in SECTIONS and before != self.section
        return True, implied

    def by_itself(self, block: Field | Code) -> Placed:
        """A field that names its location, a sample whose frame names its role."""
        said = block.location if isinstance(block, Field) else block.role
        section: Section = _BY_ITSELF.get(said, self.section)
        if isinstance(block, Code) and not block.generated and section in ("frame", "head"):
            section = "samples"  # a hand-written sample before the first heading
        same = section == self.section
        status = self.status
        if section == "response" and said:
            shown = (
                _STATUS.match(block.label.value)
                if isinstance(block, Code) and block.label
                else None
            )
            if shown:
                status = Fact(shown[1], block.at)
            elif not same or status is None:
                status = Fact("200", block.at, "inferred")
        return Placed(block, section, status, self.group if same else "", self.heading)


_BY_ITSELF: dict[str, Section] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
    "body": "body",
    "response": "response",
    "request": "samples",
}
