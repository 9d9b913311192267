"""Where each block stands: the section of the page, and for responses the status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from docmill.blocks import Block, Code, Endpoint, Heading
from docmill.spec import Fact

Section = Literal[
    "frame",
    "head",
    "authentication",
    "enums",
    "path",
    "query",
    "header",
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


def placed_of(blocks: Sequence[Block]) -> Iterator[Placed]:
    """Each block with its place, in order. An unknown heading changes nothing but is told.

    Among the samples, a heading right over a sample is its caption, whatever it says.
    """
    section: Section = "frame" if any(isinstance(b, Endpoint) for b in blocks) else "head"
    status: Fact[str] | None = None
    group, heading = "", None
    after: Block | None = None
    for block, following in zip_longest(blocks, blocks[1:]):
        known, implied = True, False
        caption = section == "samples" and isinstance(following, Code)
        if isinstance(block, Endpoint) and section == "frame":
            section = "head"
        elif isinstance(block, Heading) and not caption:
            name = block.text.casefold().rstrip(":")
            found = _STATUS.fullmatch(block.text)
            if name in SECTIONS:
                section, status, group, heading = SECTIONS[name], None, "", block
            elif name in GROUPS:
                implied = section != GROUPS[name][0]
                (section, group), status, heading = GROUPS[name], None, block
            elif found:
                implied = section != "response"
                section, status, group = "response", Fact(found[1], block.at), ""
                heading = block
            else:
                known = False
        yield Placed(block, section, status, group, heading, known, implied, after)
        after = block
