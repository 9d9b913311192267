"""Inputs are told apart by content, in time that grows with their size alone."""

from __future__ import annotations

import pytest

from docmill.names import importable
from docmill.sources import kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("openapi: 3.1.0\ninfo: {}\n", "openapi"),
        ("# a comment\n---\nopenapi: '3.1.0'\n", "openapi"),
        ('{\n  "openapi": "3.1.0"}', "openapi"),
        ('---\ntitle: "x"\nopenapi: "GET /things"\n---\n', "page"),
        ("page: a.txt\noperation: GET /a\n", "spec"),
        ("GET\n/\nopenapi\n", "page"),
        ("\n" * 100_000, "page"),
        ("openapi: yes\n" + "\n \n" * 50_000, "page"),
    ],
)
def test_what_a_text_is(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize("name", ["import", "class", "json", "re", "pydantic", "conftest"])
def test_a_client_shadows_nothing(name: str) -> None:
    assert importable(name) == f"{name}_api"


def test_any_other_name_stays() -> None:
    assert importable("nexudus") == "nexudus"


@pytest.mark.parametrize("url", ["", "url: https://docs.acme.example/a\n"])
@pytest.mark.parametrize("comment", ["", "# yaml-language-server: $schema=spec.schema.json\n"])
def test_a_spec_file_is_one_with_its_page_s_address_and_with_comments(
    url: str, comment: str
) -> None:
    text = f"{comment}page: a.md\nrendering: markdown\n{url}operation: GET /a\n"
    assert kind_of(text) == "spec"
