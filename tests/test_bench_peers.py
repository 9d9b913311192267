"""The benchmark beside peers: its document, its server, its figures and its table."""

from __future__ import annotations

import json
import sys
import urllib.request
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from bench_peers.checkers import CHECKERS, lines_of, matches_in
from bench_peers.document import EACH, document, page
from bench_peers.measuring import SkippedError, environment, of_generator
from bench_peers.processes import NOTHING, MeasureError, started, timed
from bench_peers.server import LIST, RECORDS, serving
from bench_peers.table import ROWS, Column, table
from bench_peers.tools import GENERATORS
from docmill.fitting import fits
from emit_support import small_api

METHODS = {"get", "post", "put", "delete"}


def test_the_document_is_valid_and_as_large_as_asked() -> None:
    made = document(60)
    assert list(OpenAPIV31SpecValidator(made).iter_errors()) == []
    assert sum(len(item.keys() & METHODS) for item in made["paths"].values()) == 60
    sizes = [len(one.get("properties", {})) for one in made["components"]["schemas"].values()]
    assert (EACH, max(sizes) > 30) == (6, True)


def test_the_server_answers_what_the_document_says() -> None:
    made = document(6)
    api = small_api(made["paths"], components=made["components"])
    assert fits(api, "/components/schemas/ThingAaaPage", page(RECORDS), "response")
    with serving() as url, urllib.request.urlopen(url + LIST) as answer:
        assert answer.read().count(b'"Id"') == RECORDS


def test_docmill_is_measured_like_all_others(tmp_path: Path) -> None:
    source = tmp_path / "openapi.json"
    source.write_text(json.dumps(document(6)), encoding="utf-8")
    column = of_generator(GENERATORS[0], tmp_path / "docmill", source, 6)
    assert column.notes == []
    assert set(column.figures) == set(ROWS)
    assert [column.figures[name] for name in CHECKERS] == ["0", "0", "0"]


def test_what_checkers_find_is_counted(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("import os\n\n\ndef f(x):\n    return x\n")
    found = {name: check(package, Path(sys.executable)) for name, check in CHECKERS.items()}
    assert found["mypy --strict"] == 1
    assert found["ruff, default rules"] == 1
    assert isinstance(found["pyright strict"], int)
    assert found["pyright strict"] > 0
    assert (lines_of(package), matches_in(package, r"def \w")) == (5, 1)
    (package / "__init__.py").write_text("None = 1\n")
    assert CHECKERS["mypy --strict"](package, Path(sys.executable)) == "fails"


def test_a_process_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(MeasureError, match="no such thing"):
        timed([sys.executable, "-c", "import sys; sys.exit('no such thing')"])
    broken = type(NOTHING)(load="import nothing_of_the_kind", ready="")
    with pytest.raises(MeasureError, match="nothing_of_the_kind"):
        started(Path(sys.executable), tmp_path, broken)


def test_what_cannot_be_installed_is_told(tmp_path: Path) -> None:
    with pytest.raises(SkippedError, match="cannot be installed"):
        environment(tmp_path / "venv", ("./nothing-of-the-kind",))


def test_the_table_has_a_row_a_figure_and_notes_below() -> None:
    columns = [Column("a", {ROWS[0]: "1.0"}), Column("b", {}, ["cannot be installed"])]
    lines = table("60 operations", columns).splitlines()
    assert lines[:3] == ["| 60 operations | a | b |", "|---|---:|---:|", f"| {ROWS[0]} | 1.0 |  |"]
    assert lines[-1] == "b: cannot be installed"
