"""The case files: a construct, the lines of a page, and the facts and findings they must give.

A `spec` block names the keys of the spec file that the case is about; each must be just so. A
`findings` block lists all findings of the page as `line: code`; without one they are not compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from docmill.link import link
from docmill.page import Page
from docmill.pages import understood_of
from docmill.specfile import text_of
from docmill.yamltext import load

BLOCK = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    title: str
    page: str
    spec: str | None
    findings: str | None


def cases_of(path: Path) -> list[Case]:
    """The cases of a file: a title, then fenced blocks; a page may hold headings and fences."""
    text = path.read_text()
    inside = [found.span() for found in BLOCK.finditer(text)]
    titles = [
        found
        for found in re.finditer(r"^## (.*)$", text, re.MULTILINE)
        if not any(first < found.start() < last for first, last in inside)
    ]
    ends = [title.start() for title in titles[1:]] + [len(text)]
    cases: list[Case] = []
    for title, end in zip(titles, ends, strict=True):
        blocks = {kind: body for _, kind, body in BLOCK.findall(text, title.end(), end)}
        page = blocks["page"].removesuffix("\n")
        name = f"{path.stem}: {title[1]}"
        cases.append(Case(name, page, blocks.get("spec"), blocks.get("findings")))
    return cases


CASE_LIST = [case for path in sorted(CASES.glob("*.md")) for case in cases_of(path)]


@pytest.mark.parametrize("case", CASE_LIST, ids=lambda case: case.title)
def test_case(case: Case) -> None:
    assert case.spec or case.findings, "a case without an expectation tests nothing"
    page = Page("page.txt", case.page)
    understood = understood_of(page)
    if case.spec is not None:
        assert understood.spec is not None, understood.findings
        expected, _ = load("case", case.spec)
        have, _ = load("spec", text_of(understood.spec))
        assert {key: have.get(key) for key in expected} == expected
    if case.findings is not None:
        specs = [understood.spec] if understood.spec else []
        findings = sorted({*understood.findings, *link(specs, "things").findings})
        told = [f"{finding.at.first}: {finding.code}" for finding in findings]
        assert sorted(told) == sorted(case.findings.strip().splitlines())


def test_every_case_file_is_read() -> None:
    assert {case.title.split(":")[0] for case in CASE_LIST} == {p.stem for p in CASES.glob("*.md")}
