"""Bugs that are planted in each reader, and that the comparison with the truth must find.

The scorer judges the renderings of the first site; the tags themselves, read here without docmill,
judge the pages of its older generation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from conftest import gitbook_pages, page
from docmill import pages
from docmill.blocks import Block, Field, Table, Text
from docmill.page import Page
from docmill.pages import understood_of
from docmill.read import Reader, reader_of
from test_fidelity import METHOD, figures, load_scorer, tables_lost

Bug = Callable[[list[Field]], list[Field]]
RENDERINGS = ("text", "markdown", "html")


def lost(fields: list[Field]) -> list[Field]:
    return fields[:1] + fields[2:]


def inverted(fields: list[Field]) -> list[Field]:
    first = next((n for n, f in enumerate(fields) if f.location in ("", "body", "query")), 0)
    marks = fields[first].marks
    kept = tuple(mark for mark in marks if mark.value not in ("required", "optional"))
    if not any(mark.value == "required" for mark in marks):
        kept = (*kept, Text("required", fields[first].at))
    return [*fields[:first], replace(fields[first], marks=kept), *fields[first + 1 :]]


def all_strings(fields: list[Field]) -> list[Field]:
    return [replace(field, type=Text("string", field.at)) for field in fields]


def one_for_the_other(fields: list[Field]) -> list[Field]:
    """A name carries the facts of its neighbour; two neighbours that differ."""
    for n in range(len(fields) - 1):
        one, other = fields[n : n + 2]
        types = [field.type and field.type.value for field in (one, other)]
        if types[0] != types[1]:
            turned = [replace(one, name=other.name), replace(other, name=one.name)]
            return [*fields[:n], *turned, *fields[n + 2 :]]
    return fields


BUGS: list[Bug] = [lost, inverted, all_strings, one_for_the_other]


def plant(monkeypatch: pytest.MonkeyPatch, bug: Callable[[Sequence[Block]], list[Block]]) -> None:
    """Every reader makes the same mistake."""

    def planted(of: Page) -> Reader | None:
        reader = reader_of(of)
        return reader and replace(reader, read=lambda page: tuple(bug(reader.read(page))))

    monkeypatch.setattr(pages, "reader_of", planted)


def on_fields(bug: Bug) -> Callable[[Sequence[Block]], list[Block]]:
    """A bug of the fields, each mistaken one in the place of a right one."""

    def of_blocks(blocks: Sequence[Block]) -> list[Block]:
        fields = [block for block in blocks if isinstance(block, Field)]
        if len(fields) < 2:
            return list(blocks)
        wrong = bug(fields)
        by_place = {field.at: field for field in wrong}
        return [
            by_place[block.at] if isinstance(block, Field) else block
            for block in blocks
            if not isinstance(block, Field) or block.at in by_place
        ]

    return of_blocks


def without_a_row(blocks: Sequence[Block]) -> list[Block]:
    return [
        (
            replace(block, rows=(*block.rows[:1], *block.rows[2:]))
            if isinstance(block, Table)
            else block
        )
        for block in blocks
    ]


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    return load_scorer(shared)


def wrong(scorer: ModuleType, shared: Path, rendering: str) -> set[str]:
    """The figures under one."""
    site = shared / "pages/nexudus"
    found = figures(scorer, site / rendering, site / "truth.json", links=True)
    return {name for name, figure in found.items() if figure < 1}


@pytest.mark.parametrize("rendering", RENDERINGS)
@pytest.mark.parametrize(
    ("bug", "seen"),
    [
        (lost, "request recall"),
        (inverted, "request required"),
        (all_strings, "request type"),
        (one_for_the_other, "request type"),
    ],
)
def test_a_planted_bug_of_fields_is_caught(
    scorer: ModuleType,
    shared: Path,
    monkeypatch: pytest.MonkeyPatch,
    rendering: str,
    bug: Bug,
    seen: str,
) -> None:
    plant(monkeypatch, on_fields(bug))
    assert seen in wrong(scorer, shared, rendering)


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_a_dropped_row_of_an_enum_is_caught(
    shared: Path, monkeypatch: pytest.MonkeyPatch, rendering: str
) -> None:
    """All pages together have each table more than once: it is caught on its page."""
    plant(monkeypatch, without_a_row)
    assert tables_lost(shared, rendering)


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_without_a_planted_bug_nothing_is_wrong(
    scorer: ModuleType, shared: Path, monkeypatch: pytest.MonkeyPatch, rendering: str
) -> None:
    plant(monkeypatch, list)
    assert wrong(scorer, shared, rendering) == set()


# the older generation


TAG = re.compile(
    r'\{% api-method-parameter name="([^"]*)" type="([^"]*)"(?: required="?(\w+)"?)? %\}\n(.*?)\n?'
    r"\{% endapi-method-parameter",
    re.DOTALL,
)


def differing(path: Path) -> list[str]:
    """The parameters that differ from their tags in type or need, or are in no spec."""
    told = page(path)
    blocks = [found[0] for found in METHOD.finditer(told.text)]
    specs = understood_of(told).specs
    if len(specs) != len(blocks):
        return ["operations"]
    found: list[str] = []
    for spec, block in zip(specs, blocks, strict=True):
        fields = {field.name.value: field for field in spec.request}
        for label, kind, needed, text in TAG.findall(block):
            wire = re.match(r"\s*\?([^=]+)=", text)
            field = fields.get((wire[1] if wire else label).replace("\\", ""))
            if field is None or field.type is None or field.type.basis == "inferred":
                if label not in RENAMED:
                    found.append(label)
                continue
            same = field.type.value == kind
            if not same or bool(field.required and field.required.value) != (needed == "true"):
                found.append(label)
    return found


RENAMED = ("langugage", "Id", "id", "accessToken")
"""Labels that stand for a variable or a query parameter of another name."""


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_of_the_older_generation_is_caught(
    shared: Path, monkeypatch: pytest.MonkeyPatch, bug: Bug
) -> None:
    assert [name for path in gitbook_pages() for name in differing(path)] == []
    plant(monkeypatch, on_fields(bug))
    assert [name for path in gitbook_pages() for name in differing(path)] != []
