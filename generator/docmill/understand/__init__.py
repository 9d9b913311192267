"""understand: the blocks of a page become a PageSpec an operation, findings, a closed ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from docmill.blocks import Block, Endpoint
from docmill.findings import Finding, finding_on, in_order
from docmill.ledger import Entry, Ledger, ledger_of
from docmill.page import Page
from docmill.spec import PageSpec
from docmill.understand.assembly import assembled, complete
from docmill.understand.checks import CHECKS
from docmill.understand.desk import Desk
from docmill.understand.endpoint import infer_endpoint
from docmill.understand.enums import enums_told
from docmill.understand.parameters import settle_parameters
from docmill.understand.rules import RULES
from docmill.understand.sections import is_of_endpoint_page, placed_of
from docmill.understand.tables import with_table_fields


@dataclass(frozen=True, slots=True)
class Understood:
    """What one page came to: a spec for each operation that it describes.

    `failed` tells a page that should have given an operation from one that describes none. `used`
    names the snippets that were put into the page.
    """

    page: Page
    specs: tuple[PageSpec, ...]
    findings: tuple[Finding, ...]
    ledger: Ledger
    failed: bool = False
    used: frozenset[str] = frozenset()

    @property
    def spec(self) -> PageSpec | None:
        """The spec of a page that describes one operation; the first of several; or None."""
        return self.specs[0] if self.specs else None


@dataclass(slots=True)
class _Part:
    """The part of a page that describes one operation, or a page that describes none."""

    spec: PageSpec | None
    findings: list[Finding]
    claims: dict[int, Entry]
    failed: bool = False


def understand(page: Page, blocks: Sequence[Block]) -> Understood:
    """Apply all rules and checks to the blocks of each operation. Page content never raises."""
    parts = [_part(page, part) for part in parts_of(blocks)]
    url = next((part.spec.url for part in parts if part.spec and part.spec.url), None)
    claims = {line: entry for part in parts for line, entry in part.claims.items()}
    return Understood(
        page,
        tuple(replace(part.spec, url=url) for part in parts if part.spec),
        in_order(finding for part in parts for finding in part.findings),
        ledger_of(page, claims),
        failed=any(part.failed for part in parts),
    )


def parts_of(blocks: Iterable[Block]) -> list[list[Block]]:
    """The blocks of each operation: an address ends what belongs to the address before it."""
    parts: list[list[Block]] = [[]]
    addressed = False
    for block in blocks:
        if isinstance(block, Endpoint):
            if addressed:
                parts.append([])
            addressed = True
        parts[-1].append(block)
    return parts


def _part(page: Page, blocks: Sequence[Block]) -> _Part:
    placed = list(with_table_fields(list(placed_of(blocks))))
    desk = Desk(page, placed)
    for rule in RULES:
        desk.rule = rule.name
        rule.apply(desk)
    for left in desk.rest():
        desk.tell(left.block.at, "unclaimed", "no rule understands these lines")
    infer_endpoint(desk)
    draft = desk.draft
    if draft.method is None or draft.path is None:
        return _without_operation(desk, endpoint_page=any(map(is_of_endpoint_page, placed)))
    if _lost_its_fields(desk):
        told = "the sections list descriptions without names and types: nothing of it is used"
        desk.tell(page.place(1), "fields-lost", told)
        return _Part(None, desk.findings, desk.claims, failed=True)
    settle_parameters(desk)
    enums_told(desk)
    complete(desk)
    for check in CHECKS:
        check(desk)
    return _Part(assembled(desk, draft.method, draft.path), desk.findings, desk.claims)


def unread(page: Page, code: str, told: str) -> Understood:
    """A page that cannot be read: told, never half-read."""
    finding = finding_on(page, page.place(1), code, told)
    return Understood(page, (), (finding,), ledger_of(page, {}), failed=True)


def _lost_its_fields(desk: Desk) -> bool:
    """A readability-style capture keeps the prose of the fields and drops names and types."""
    named = desk.draft.request or any(r.fields for r in desk.draft.responses.values())
    return not named and any(f.code == "orphan-description" for f in desk.findings)


def _without_operation(desk: Desk, *, endpoint_page: bool) -> _Part:
    """A part without an address: broken where it has the sections of an endpoint page, else a page
    of another kind. Guides and SDK pages list parameters, too."""
    page, draft = desk.page, desk.draft
    if not page.text.strip():
        desk.tell(page.place(1), "empty-page", "the page is empty")
        return _Part(None, desk.findings, desk.claims, failed=True)
    broken = bool(draft.method or draft.path or endpoint_page)
    told = "the page has no method with a path, in its head or in a curl sample"
    if not broken and (draft.request or draft.responses):
        told += ", nor a section of an endpoint page: its parameters are of something else"
    first = next(n for n, line in enumerate(page.lines, 1) if line.strip())
    if not broken:
        # its lines are no loss of an API: one finding says all
        desk.findings = []
    desk.tell(page.place(first), "no-operation" if broken else "not-an-endpoint", told)
    return _Part(None, desk.findings, desk.claims, failed=broken)
