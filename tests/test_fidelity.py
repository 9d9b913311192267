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
from docmill.pages import understood_of
from docmill.pipeline import mill

CORPUS = sorted(path.parent.name for path in (SHARED / "corpus").glob("*/truth.json"))

FLOORS = {"usertour__docs": 0.80}
"""Below 0.99 because of the pages: four describe `expand` as a path parameter that no path has."""


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(scorer: ModuleType, pages: Path, truth: Path, *, links: bool) -> dict[str, float]:
    document = mill([pages], None).api.document
    tally: Any = scorer.score(document, json.loads(truth.read_text()), links)
    return {name: hit / total for name, (hit, total) in tally.rows.items()}


@pytest.mark.parametrize(
    ("rendering", "links"), [("text", False), ("markdown", True), ("html", True)]
)
def test_the_pages_of_the_first_site(
    scorer: ModuleType, shared: Path, rendering: str, links: bool
) -> None:
    site = shared / "pages/nexudus"
    found = figures(scorer, site / rendering, site / "truth.json", links=links)
    assert found == dict.fromkeys(found, 1.0)
    assert len(found) == 11 + links


@pytest.mark.parametrize("name", CORPUS)
def test_pages_of_other_companies(scorer: ModuleType, shared: Path, name: str) -> None:
    folder = shared / "corpus" / name
    found = figures(scorer, folder / "pages", folder / "truth.json", links=False)
    assert {k: v for k, v in found.items() if v < FLOORS.get(name, 0.99)} == {}


def test_every_link_that_is_made_from_text_is_right(scorer: ModuleType, shared: Path) -> None:
    """A capture lost the titles of its tables: what is linked is right, the rest is told."""
    site = shared / "pages/nexudus"
    truth = json.loads((site / "truth.json").read_text())
    api = mill([site / "text"], None).api
    linked = [f for f in api.findings if f.code == "enum-link-inferred"]
    unlinked = [f for f in api.findings if f.code == "enum-unlinked"]
    tables = sum(len(page["enums"]) for page in truth.values())
    assert len(linked) + len(unlinked) == tables
    for finding in linked:
        page = truth[finding.at.page.removesuffix(".txt")]
        assert any(f"`{enum['field']}`" in finding.message for enum in page["enums"])


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
        renamed = [name for name in wanted - names if name not in "langugage Id id accessToken"]
        assert renamed == []
        assert len(names) >= len(wanted)
