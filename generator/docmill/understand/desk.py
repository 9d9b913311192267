"""The desk on which one page is understood: its blocks, who claimed them, and what was noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from docmill.blocks import Block
from docmill.findings import Finding, finding_on
from docmill.ledger import Entry
from docmill.page import Page, Place
from docmill.spec import (
    Authentication,
    EnumSpec,
    Fact,
    FieldSpec,
    JsonValue,
    SampleSpec,
)
from docmill.understand.curl import Curl
from docmill.understand.headings import Section
from docmill.understand.sections import Placed

B = TypeVar("B", bound=Block)


@dataclass(slots=True)
class ResponseDraft:
    """What has been found of one status."""

    status: Fact[str]
    description: list[Fact[str]] = field(default_factory=list[Fact[str]])
    array: Fact[bool] | None = None
    fields: list[FieldSpec] = field(default_factory=list[FieldSpec])
    samples: list[SampleSpec] = field(default_factory=list[SampleSpec])


@dataclass(slots=True)
class Draft:
    """What has been found of the page."""

    method: Fact[str] | None = None
    path: Fact[str] | None = None
    query: Fact[str] | None = None
    server: Fact[str] | None = None
    media_type: Fact[str] | None = None
    scheme: Fact[str] | None = None
    title: Fact[str] | None = None
    with_address: bool = True
    summary: Fact[str] | None = None
    url: Fact[str] | None = None
    description: list[Fact[str]] = field(default_factory=list[Fact[str]])
    authentication: list[Fact[str]] = field(default_factory=list[Fact[str]])
    sent: list[Fact[str]] = field(default_factory=list[Fact[str]])
    identity: Authentication = field(default_factory=lambda: Authentication(None, (), ()))
    enums: list[EnumSpec] = field(default_factory=list[EnumSpec])
    request: list[FieldSpec] = field(default_factory=list[FieldSpec])
    responses: dict[str, ResponseDraft] = field(default_factory=dict[str, ResponseDraft])
    curls: list[Curl] = field(default_factory=list[Curl])
    request_samples: list[SampleSpec] = field(default_factory=list[SampleSpec])
    generated_curl: Curl | None = None
    generated_response: Fact[JsonValue] | None = None


class Desk:
    """Rules take blocks from the desk; taking one claims its lines."""

    def __init__(self, page: Page, placed: list[Placed]) -> None:
        self.page = page
        self.draft = Draft()
        self.findings: list[Finding] = []
        self.claims: dict[int, Entry] = {}
        self.rule = ""
        self._open = list(placed)
        self._taken: dict[int, Placed] = {}

    def take(self, kind: type[B], *sections: Section) -> Iterator[tuple[B, Placed]]:
        """The unclaimed blocks of a kind (in the sections, if given); each is claimed."""
        left: list[Placed] = []
        taken: list[tuple[B, Placed]] = []
        for placed in self._open:
            block = placed.block
            if isinstance(block, kind) and (not sections or placed.section in sections):
                taken.append((block, placed))
            else:
                left.append(placed)
        self._open = left
        self._taken = {id(block): placed for block, placed in taken}
        for block, placed in taken:
            self.claim(block.at, Entry("claimed", self.rule))
            yield block, placed

    def give_back(self, block: Block) -> None:
        """Put a block that was just taken back on the desk, for a later rule."""
        self._open.append(self._taken[id(block)])
        for line in range(block.at.first, block.at.last + 1):
            self.claims.pop(line, None)

    def rest(self) -> list[Placed]:
        """The blocks that nobody has claimed."""
        return list(self._open)

    def claim(self, at: Place, entry: Entry) -> None:
        """Book lines on an account; boilerplate in the middle of them stays what it is."""
        for line in range(at.first, at.last + 1):
            booked = self.claims.get(line)
            if booked is None or booked.account != "boilerplate":
                self.claims[line] = entry

    def tell(self, at: Place, code: str, message: str) -> None:
        """A finding about lines of the page."""
        self.findings.append(finding_on(self.page, at, code, message))

    def response(self, status: Fact[str]) -> ResponseDraft:
        """The draft of a status, made where it is met first."""
        found = self.draft.responses.setdefault(status.value, ResponseDraft(status))
        if found.status.basis == "inferred":
            found.status = status
        return found
