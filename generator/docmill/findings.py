"""Findings: what a page leaves open, contradicts or says in a way that nobody understands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from docmill.codes import CODES
from docmill.page import Page, Place
from docmill.safetext import printable

_LONGEST = 160
"""How much of a source line a report shows."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to know about one place, told as `place: code: sentence` and the source line."""

    at: Place
    code: str
    message: str
    source: str = ""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"finding code {self.code!r} is not in CODES")

    def __str__(self) -> str:
        told = f"{printable(str(self.at))}: {self.code}: {printable(self.message)}"
        return f"{told}\n    | {printable(self.source)}" if self.source else told


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by place, code and message, each once."""
    # by keys: to compare thousands of findings with each other takes five times as long
    return tuple(sorted(set(findings), key=_key))


def _key(one: Finding) -> tuple[str, int, int, str, str, str]:
    return one.at.page, one.at.first, one.at.last, one.code, one.message, one.source


def finding_on(page: Page, at: Place, code: str, message: str) -> Finding:
    """A finding about lines of `page`, with the first of them as its source line."""
    return Finding(at, code, message, _shown(page.lines[at.first - 1].strip()))


def _shown(line: str) -> str:
    """A line as a report shows it: of a long line of markup the text, and not all of that."""
    if len(line) <= _LONGEST:
        return line
    text = " ".join(re.sub(r"<[^<>]*>?", " ", line[: 50 * _LONGEST]).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def report_of(
    findings: Iterable[Finding], accepted: Mapping[Finding, str] = MappingProxyType({})
) -> str:
    """The text of findings.txt: sorted by place, each once, ending in a newline if any.

    `accepted` gives the reasons of those that people live with: a line below the finding.
    """
    out: list[str] = []
    for finding in in_order(findings):
        out.append(f"{finding}\n")
        if finding in accepted:
            out.append(f"    accepted: {printable(accepted[finding], 1000)}\n")
    return "".join(out)
