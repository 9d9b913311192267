"""Rooms (read, understand, link, emit and others) import the ground, never one another."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from conftest import ROOT

SOURCE = ROOT / "generator" / "docmill"
ROOMS = ("read", "understand", "link", "emit", "mock", "fetch", "diff", "overlay", "naming")
GROUND = {
    *(
        "api",
        "blocks",
        "clientcodes",
        "clientnames",
        "codes",
        "draft",
        "errors",
        "facts",
        "fetchcodes",
        "files",
        "findings",
        "given",
        "ledger",
        "literals",
        "memory",
    ),
    *("names", "nodes", "page", "parts", "places", "safetext", "settings", "spec", "specfile"),
    *(
        "addresses",
        "document",
        "fitting",
        "sampletexts",
        "statuses",
        "typewords",
        "uses",
        "values",
        "yamltext",
    ),
}
RUN = (
    *("pipeline", "milling", "pages", "report", "serving", "comparing"),
    *("fetching", "fetchconfig", "pagefacts", "checking", "starting", "pullrequest"),
    *("corrections", "correcting", "wishes", "rejudging", "namesledger"),
)
"""The modules that know rooms."""
MODULES = sorted(SOURCE.rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    """The first name below `docmill` of every import, wherever in the module it stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "docmill":
                found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("docmill.")}
    return found


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_rooms_import_the_ground_alone(path: Path) -> None:
    room = room_of(path)
    if room in ROOMS:
        assert imports_of(path) <= GROUND | {room, "__version__"}
    if room in GROUND:
        assert imports_of(path) <= GROUND | {"__version__"}


def test_only_the_command_line_knows_click_and_only_the_pipeline_the_order() -> None:
    for path in MODULES:
        text = path.read_text()
        assert ("import click" in text) == (room_of(path) == "cli"), path
        if room_of(path) not in RUN:
            assert len(imports_of(path) & set(ROOMS) - {room_of(path)}) == 0, path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_and_functions_stay_short(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") < 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


def test_the_tables_are_literal() -> None:
    """READERS, RULES, CHECKS and EMITTERS are tuples written out in one place each."""
    tables: list[str] = []
    for path in MODULES:
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
                continue
            name = node.target.id
            if name in ("READERS", "RULES", "CHECKS", "EMITTERS"):
                assert isinstance(node.value, ast.Tuple), path
                tables.append(name)
    assert sorted(tables) == ["CHECKS", "EMITTERS", "READERS", "RULES"]
