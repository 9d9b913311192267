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
from docmill.pipeline import understood_of
from docmill.specfile import text_of
from docmill.yamltext import load

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    title: str
    page: str
    spec: str | None
    findings: str | None


def cases_of(path: Path) -> list[Case]:
    found: list[Case] = []
    for section in re.split(r"^## ", path.read_text(), flags=re.MULTILINE)[1:]:
        title, _, rest = section.partition("\n")
        blocks = dict(re.findall(r"^```(\w+)\n(.*?)^```$", rest, re.MULTILINE | re.DOTALL))
        page = blocks["page"].removesuffix("\n")
        found.append(
            Case(f"{path.stem}: {title}", page, blocks.get("spec"), blocks.get("findings"))
        )
    return found


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
        assert sorted(told) == sorted(case.findings.strip().split("\n"))


def test_every_case_file_is_read() -> None:
    assert {case.title.split(":")[0] for case in CASE_LIST} == {p.stem for p in CASES.glob("*.md")}
