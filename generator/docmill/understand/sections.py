"""Where each block stands: the section of the page, and for responses the status."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docmill.blocks import (
    Block,
    Boilerplate,
    Code,
    Endpoint,
    Field,
    Heading,
    Paragraph,
    Table,
    Text,
)
from docmill.spec import Fact
from docmill.understand.headings import Section, failure_in, meaning_of, status_in
from docmill.understand.httpmessage import answered, is_message

_OF_ENDPOINT_PAGES = frozenset({
    *("path parameters", "query parameters", "header parameters", "body parameters"),
    *("request body", "required fields", "optional fields", "example request"),
})  # fmt: skip
_GENERIC = frozenset({"example", "examples"})
_FIELD_SECTIONS = frozenset({"path", "query", "header", "cookie", "body", "parameters", "response"})
_CURL = re.compile(r"\s*(?:\$\s*)?curl\s")
_LONGEST_LABEL = 80


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
    return bool(status_in(block.text)) or block.text.casefold().rstrip(":") in _OF_ENDPOINT_PAGES


def placed_of(blocks: Sequence[Block]) -> Iterator[Placed]:
    """Each block with its place, in order.

    An unknown heading opens notes where the rendering shows that it ends the section before it;
    else it changes nothing but is told. Among the samples, a heading right over a sample is its
    caption, whatever it says. A field or a sample that says itself where it belongs is placed
    there, whatever the heading over it.
    """
    placer = _Placer("frame" if any(isinstance(b, Endpoint) for b in blocks) else "head")
    after: Block | None = None
    followers = deque(block for block in blocks if not isinstance(block, Boilerplate))
    for block in blocks:
        if followers and followers[0] is block:
            followers.popleft()
        following = followers[0] if followers else None
        yield replace(placer.placed(block, after, following), after=after)
        if not isinstance(block, Boilerplate):
            after = block


@dataclass(slots=True)
class _Placer:
    section: Section
    status: Fact[str] | None = None
    group: str = ""
    heading: Heading | None = None
    before: Section = "head"
    """The section that the notes interrupt."""

    def placed(self, block: Block, after: Block | None, following: Block | None) -> Placed:
        known, implied = True, False
        caption = self.section == "samples" and isinstance(following, Code) and self.deeper(block)
        if isinstance(block, Endpoint) and self.section == "frame":
            self.section = "head"
        elif isinstance(block, Heading) and not caption:
            known, implied = self.enter(block)
        elif isinstance(block, Field | Table):
            return self.field(block)
        elif isinstance(block, Code):
            return self.sample(block, after)
        return Placed(block, self.section, self.status, self.group, self.heading, known, implied)

    def deeper(self, block: Block) -> bool:
        """Whether a heading may belong to the section that is open: nothing shows otherwise."""
        if not isinstance(block, Heading) or not block.level or self.heading is None:
            return True
        return block.level > self.heading.level

    def enter(self, block: Heading) -> tuple[bool, bool]:
        """Enter what a heading opens; whether it is known, and whether it implies a section."""
        meaning = meaning_of(block.text)
        section = self.section
        if meaning is None:
            return self.enter_notes(block), False
        if section == "response" and block.text.casefold().strip(": ") in _GENERIC:
            return True, False
        if meaning.own or meaning.section != "response":
            self.status = None
        self.section, self.group, self.heading = meaning.section, meaning.group, block
        if meaning.status:
            self.status = Fact(meaning.status, block.at)
        return True, not meaning.own and section != self.section and not block.level

    def enter_notes(self, block: Heading) -> bool:
        """Whether an unknown heading ends the section before it: it stands no deeper."""
        if not block.level or (self.heading and self.deeper(block)):
            return self.section == "notes"
        if self.section != "notes":
            self.before = self.section
        self.section, self.heading = "notes", block
        return True

    def field(self, block: Field | Table) -> Placed:
        """A field that names its location, or belongs to the section that notes interrupt."""
        said = block.location if isinstance(block, Field) else ""
        here = self.section
        if here == "notes" and isinstance(block, Field):
            here = self.before if self.before in _FIELD_SECTIONS else "head"
        if here == "head" and isinstance(block, Field) and not self.lost():
            here = "parameters"  # before the first section, all that is listed is sent
        if said == "body" and here == "response" and self.status and self.status.basis == "stated":
            said = "response"  # what a status answers with is not sent
        section = _BY_ITSELF.get(said, here)
        same = section == here
        status = self.status
        if section == "response" and (not same or status is None):
            # a field that is called like a status is the page's word for a property, and told
            plain = isinstance(block, Field) and status_in(block.name.value)
            over = self.heading.text if same and self.heading and not plain else ""
            status = self.unnamed(block, over)
        return Placed(block, section, status, self.group if same else "", self.heading)

    def sample(self, block: Code, after: Block | None) -> Placed:
        """A sample whose frame, label or text names its role."""
        if block.generated:
            return Placed(block, self.section, self.status, "", self.heading)
        label = _label_of(block, after)
        answer = answered(block.text)
        role = "response" if answer else block.role or _role_of(label.value)
        section: Section = _BY_ITSELF.get(role, self.section)
        request = _CURL.match(block.text) or is_message(block.text)
        if request or section in ("frame", "head"):
            section, role = "samples", ""
        status = self.status
        if section == "response":
            if shown := answer or status_in(label.value):
                status = Fact(shown, block.at if answer else label.at)
            elif status is None or (role and section != self.section):
                over = label.value if role or self.heading is None else self.heading.text
                status = self.unnamed(block, over)
        shown_block = replace(block, role=role) if role else block
        # where nothing frames a sample and headings have no level, its own heading may be lost
        bare = self.heading and not self.heading.level and not block.fenced
        apart = bare and section == "samples" != self.section
        return Placed(shown_block, section, status, "", self.heading, implied=bool(apart))

    def lost(self) -> bool:
        """Whether the rendering does not show of headings what they end."""
        return self.heading is not None and not self.heading.level

    def unnamed(self, block: Block, over: str) -> Fact[str]:
        """The status of what names none: success, but under a heading about errors any other."""
        return Fact(failure_in(over) or "200", block.at, "inferred")


def _label_of(block: Code, after: Block | None) -> Text:
    """What is written over a sample: its label, or the short line before it."""
    if block.label:
        return block.label
    if isinstance(after, Paragraph) and len(after.text) <= _LONGEST_LABEL:
        text = after.text.strip()
        bold = text.startswith("**") and text.rstrip(":").endswith("**")
        word = text.strip("*:_` ")
        alone = after.apart and word.casefold() in ("request", "response")
        if bold or alone or text.endswith((":", ":**")):
            return Text(word, after.at)
    return Text("", block.at)


def _role_of(label: str) -> str:
    """`Response (201)` is the label of a response, `Example request` of a request."""
    words = re.findall(r"[a-z]+", label.casefold())
    if len(words) > 6:
        return ""
    if status_in(label) or {"response", "responses"} & set(words):
        return "response"
    return "request" if {"request", "requests"} & set(words) else ""


_BY_ITSELF: dict[str, Section] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
    "body": "body",
    "response": "response",
    "request": "samples",
}
