"""How faithful the output is, by the scorer that lies beside the sample pages: `make score`.

Every figure is a share of what the truth about the pages says: operations, fields and their types,
required flags, defaults, responses, enum tables and links.
"""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from conftest import SHARED, gitbook_pages, page
from docmill.link import link
from docmill.milling import mill
from docmill.pages import understood_of

CORPUS = sorted(path.parent.name for path in (SHARED / "corpus").glob("*/truth.json"))

FLOORS = {"usertour__docs": 0.80}
"""Below 0.99 because of the pages: four describe `expand` as a path parameter that no path has."""


def load_scorer(shared: Path) -> ModuleType:
    """The scorer, which lies beside the sample pages."""
    spec = importlib.util.spec_from_file_location("score", shared / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    return load_scorer(shared)


def figures(scorer: ModuleType, pages: Path, truth: Path, *, links: bool) -> dict[str, float]:
    document = mill([pages], None).api.document
    tally: Any = scorer.score(document, json.loads(truth.read_text()), links)
    return {name: hit / total for name, (hit, total) in tally.rows.items()}


@pytest.mark.parametrize("rendering", ["text", "markdown", "html"])
def test_the_pages_of_the_first_site(scorer: ModuleType, shared: Path, rendering: str) -> None:
    site = shared / "pages/nexudus"
    found = figures(scorer, site / rendering, site / "truth.json", links=True)
    assert found == dict.fromkeys(found, 1.0)
    assert len(found) == 12


@pytest.mark.parametrize("name", CORPUS)
def test_pages_of_other_companies(scorer: ModuleType, shared: Path, name: str) -> None:
    folder = shared / "corpus" / name
    found = figures(scorer, folder / "pages", folder / "truth.json", links=False)
    assert {k: v for k, v in found.items() if v < FLOORS.get(name, 0.99)} == {}


def test_every_link_that_is_made_from_text_is_right(shared: Path) -> None:
    """A capture lost the titles of its tables: on a page alone, what is linked is right, and the
    rest is told. All pages together link every table."""
    site = shared / "pages/nexudus"
    truth = json.loads((site / "truth.json").read_text())
    for path in sorted((site / "text").glob("*.txt")):
        owners = {str(enum["field"]) for enum in truth[path.stem]["enums"]}
        spec = understood_of(page(path)).spec
        assert spec is not None
        told = [f for f in link([spec]).findings if f.code.startswith("enum-")]
        tables = [enum for enum in spec.enums if enum.field is None]
        assert len(told) == len(tables) <= len(truth[path.stem]["enums"])
        for finding in told:
            linked = re.search(r"is linked to `(\w+)`", finding.message)
            assert linked is None or linked[1] in owners


def tables_lost(shared: Path, rendering: str) -> list[str]:
    """The enum tables of the truth that their own page does not give, row by row."""
    site = shared / "pages/nexudus"
    truth = json.loads((site / "truth.json").read_text())
    lost: list[str] = []
    for path in sorted((site / rendering).iterdir()):
        spec = understood_of(page(path)).spec
        assert spec is not None
        found = [[[value.value, name.value] for value, name in enum.members] for enum in spec.enums]
        tables = truth[path.stem]["enums"]
        lost += [
            f"{path.name} {table['name']}" for table in tables if table["members"] not in found
        ]
    return lost


@pytest.mark.parametrize("rendering", ["text", "markdown", "html"])
def test_every_table_of_every_page(shared: Path, rendering: str) -> None:
    assert tables_lost(shared, rendering) == []


METHOD = re.compile(r'\{% api-method method="(\w+)" .*?\{% endapi-method %\}', re.DOTALL)
PARAMETER = re.compile(
    r'\{% api-method-parameter name="([^"]*)".*?%\}\n(.*?)\n?\{% endapi-method-parameter', re.DOTALL
)


@pytest.mark.parametrize("path", gitbook_pages(), ids=lambda path: path.stem)
def test_every_parameter_of_the_older_generation(path: Path) -> None:
    """Under its wire name: that of `?name=` in the description, else that of the tag. A path
    parameter is called as in the path, and one whose path has no variable, as in the query."""
    specs = understood_of(page(path)).specs
    blocks = [found[0] for found in METHOD.finditer(page(path).text)]
    assert len(specs) == len(blocks) > 0
    for spec, block in zip(specs, blocks, strict=True):
        names = {field.name.value for field in spec.request}
        wanted: set[str] = set()
        for label, text in PARAMETER.findall(block):
            wire = re.match(r"\s*\?([^=]+)=", text)
            wanted.add((wire[1] if wire else label).replace("\\", ""))
        assert wanted - names <= {"langugage", "Id", "id", "accessToken"}
        assert len(names) >= len(wanted)


def table() -> None:
    """Every figure of every set of pages, for people: `make score`."""
    scorer = load_scorer(SHARED)
    site = SHARED / "pages/nexudus"
    sets = [(f"nexudus as {r}", site / r, site / "truth.json") for r in
            ("text", "markdown", "html")]  # fmt: skip
    sets += [(n, SHARED / "corpus" / n / "pages", SHARED / "corpus" / n / "truth.json") for n in
             CORPUS]  # fmt: skip
    for name, pages, truth in sets:
        found = figures(scorer, pages, truth, links=site in pages.parents)
        shown = " ".join(f"{figure} {value:.4f}" for figure, value in found.items())
        print(f"{name}: lowest {min(found.values()):.4f}; {shown}")  # noqa: T201 - its output


if __name__ == "__main__":
    table()
