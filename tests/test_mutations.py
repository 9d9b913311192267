"""Cut any line out of the seed page, or change any word: no fact is lost or altered in silence.

For each mutation, either the output changes where the mutated line made it, and only there, or a
new finding tells. A line of the page's frame may go without a word: it says nothing of the API.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from conftest import SEED, page
from docmill.api import Api
from docmill.facts import rows_of
from docmill.findings import Finding
from docmill.link import link
from docmill.page import Page
from docmill.pages import understood_of

SILENT = {"Skip to main content", "Code Examples"}
"""Lines that may be cut in silence: they say nothing, or head curl commands, which are samples
wherever they stand."""

WEIGHTLESS = {"<encoded-value>'", 'YOUR_TOKEN"', "123"}
"""Placeholders of samples: any other word in their place says the same."""

SYNONYMS = {("Examples", "Example")}
"""Changed words that leave a heading of the same meaning."""


@dataclass(frozen=True)
class Outcome:
    """What a page comes to, without line numbers: facts by path, findings, the document."""

    facts: dict[str, tuple[str, str]]
    lines: dict[str, range]
    findings: frozenset[tuple[str, str]]
    document: str


def outcome(page: Page) -> Outcome:
    understood = understood_of(page)
    specs = [understood.spec] if understood.spec else []
    api: Api = link(specs, "nexudus")
    findings: tuple[Finding, ...] = (*understood.findings, *api.findings)
    rows = [row for spec in specs for row in rows_of(spec)]
    return Outcome(
        {row.path: (repr(row.value), row.basis) for row in rows},
        {row.path: range(row.at.first, row.at.last + 1) for row in rows},
        frozenset((finding.code, without_numbers(finding.message)) for finding in findings),
        repr(api.document),
    )


def without_numbers(message: str) -> str:
    """Findings name lines, which move when a line is cut."""
    return "".join("#" if char.isdigit() else char for char in message)


@cache
def original() -> Outcome:
    return outcome(page(SEED))


def mutants() -> Iterator[tuple[str, int, str]]:
    """(what was done, line number, text of the page) for every cut and every changed word."""
    lines = SEED.read_text().split("\n")
    for n, line in enumerate(lines):
        rest = [*lines[:n], *lines[n + 1 :]]
        yield f"cut {line!r}", n + 1, "\n".join(rest)
        words = line.split(" ")
        for w, word in enumerate(words):
            if not word:
                continue
            for changed in (word + "x", word[:-1] or "q", "x" + word):
                if word in WEIGHTLESS or (word, changed) in SYNONYMS:
                    continue
                text = " ".join([*words[:w], changed, *words[w + 1 :]])
                yield f"{word!r} became {changed!r}", n + 1, "\n".join(
                    [*lines[:n], text, *lines[n + 1 :]]
                )


def verdict(what: str, number: int, text: str) -> str | None:
    """What is wrong with the outcome of a mutation, or None."""
    before, after = original(), outcome(Page("update-user.txt", text))
    told = after.findings - before.findings
    if told:
        return None
    line = SEED.read_text().split("\n")[number - 1]
    altered = {
        path
        for path in before.facts.keys() | after.facts.keys()
        if before.facts.get(path) != after.facts.get(path)
    }
    if what.startswith("cut") and not line.strip():
        return f"an empty line mattered: {sorted(altered)}" if altered else None
    if not altered and before.document == after.document and line not in SILENT:
        return "nothing changed and nothing was told"
    elsewhere = sorted(
        path
        for path in altered & before.facts.keys()
        if number not in before.lines[path] and not path.startswith(made_by(before, number))
    )
    return f"changed elsewhere: {elsewhere}" if elsewhere else None


def made_by(before: Outcome, number: int) -> tuple[str, ...]:
    """The paths that the line itself made, and what stands below them."""
    return tuple(path for path, lines in before.lines.items() if number in lines)


PARTS = 8
"""The mutants are dealt to this many tests, so that they run side by side."""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_mutation_is_silent(part: int) -> None:
    faults = [
        f"line {number}, {what}: {fault}"
        for n, (what, number, text) in enumerate(mutants())
        if n % PARTS == part and (fault := verdict(what, number, text))
    ]
    assert faults == []


def test_a_silent_reader_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check itself: with its findings taken away, a broken field is seen to vanish silently."""
    text = SEED.read_text().replace("FullName\nstring\n", "FullName\nstringx\n", 1)
    what, number = "'string' became 'stringx'", text.split("\n").index("stringx") + 1
    assert verdict(what, number, text) is None
    original()  # with its findings, before they are taken away
    monkeypatch.setattr("test_mutations.outcome", lambda page: without_findings(page))
    assert verdict(what, number, text) is not None


def without_findings(page: Page) -> Outcome:
    understood = understood_of(page)
    spec = understood.spec
    assert spec is not None
    kept = {r.path: r for r in rows_of(spec) if not r.path.startswith("body/FullName")}
    return Outcome(
        {path: (repr(row.value), row.basis) for path, row in kept.items()},
        {path: range(row.at.first, row.at.last + 1) for path, row in kept.items()},
        frozenset(),
        "",
    )
