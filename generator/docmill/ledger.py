"""The ledger of a page: for every non-blank line, who understood it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from docmill.page import Page

Account = Literal["claimed", "boilerplate", "unclaimed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """The account of one line, and the rule that understood it (empty for an unclaimed line)."""

    account: Account
    rule: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """One entry for each non-blank line of a page, by 1-based line number."""

    entries: dict[int, Entry]

    def lines(self, account: Account) -> list[int]:
        """The lines of one account, ascending."""
        return [line for line, entry in sorted(self.entries.items()) if entry.account == account]

    def totals(self) -> Counter[tuple[Account, str]]:
        """How many lines each rule understood."""
        return Counter((entry.account, entry.rule) for entry in self.entries.values())


def ledger_of(page: Page, claims: dict[int, Entry]) -> Ledger:
    """Close the ledger: whatever no rule claimed is unclaimed."""
    unclaimed = Entry("unclaimed", "")
    return Ledger({
        number: claims.get(number, unclaimed)
        for number, line in enumerate(page.lines, 1)
        if line.strip()
    })  # fmt: skip
