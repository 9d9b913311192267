"""Operations link to the page that describes them, where its address is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docmill.config import sites_near
from docmill.errors import UsageError
from docmill.link import link
from docmill.milling import mill
from docmill.page import Page
from docmill.pages import understood_of
from docmill.settings import Choices
from docmill.specfile import spec_of, text_of

PAGE = """---
title: "{title}"
api: "{api}"{more}
---

<ResponseField name="id" type="string">The id.</ResponseField>
"""
KNOWN = '\ncanonical: "https://docs.acme.example/get"'


def page_of(api: str, more: str = "", title: str = "A thing") -> str:
    return PAGE.format(api=api, more=more, title=title)


def docs_of(folder: Path, docs_url: str = "", **pages: str) -> dict[str, Any]:
    """`externalDocs` by operation of the pages in a folder; `__` in their names is a slash."""
    for name, text in pages.items():
        path = folder / f"{name.replace('__', '/')}.mdx"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    paths = mill([folder], "t", None, Choices(docs_url=docs_url)).api.document["paths"]
    return {path: one.get("externalDocs") for path, item in paths.items() for one in item.values()}


def test_a_page_that_says_where_it_is(tmp_path: Path) -> None:
    page = page_of("GET https://api.acme.example/things", KNOWN)
    assert docs_of(tmp_path, get=page) == {"/things": {"url": "https://docs.acme.example/get"}}


def test_the_lines_of_the_address_are_known() -> None:
    understood = understood_of(Page("a.mdx", page_of("GET https://a.example/things", KNOWN)))
    api = link(understood.specs)
    (place,) = api.origin("/paths/~1things/get/externalDocs/url")
    assert (place.page, place.first) == ("a.mdx", 4)


def test_the_address_survives_the_spec_file_and_comes_from_any_page_of_an_operation() -> None:
    texts = [page_of("GET https://a.example/things", more) for more in ("", KNOWN)]
    pages = [understood_of(Page(f"p{n}.mdx", text)) for n, text in enumerate(texts)]
    specs = [spec for page in pages for spec in page.specs]
    read = [spec_of("s.yaml", text_of(spec)) for spec in specs]
    assert [spec.url and spec.url.value for spec in read] == [None, "https://docs.acme.example/get"]
    found = link(read).document["paths"]["/things"]["get"]["externalDocs"]
    assert found == {"url": "https://docs.acme.example/get"}


def test_the_address_of_the_docs_with_the_name_of_the_page(tmp_path: Path) -> None:
    docs = docs_of(
        tmp_path,
        "https://docs.acme.example/api/",
        get=page_of("GET https://api.acme.example/things", KNOWN),
        sys__list_all=page_of("GET https://api.acme.example/all"),
        sys__index=page_of("GET https://api.acme.example/"),
    )
    assert {path: found["url"] for path, found in docs.items()} == {
        "/things": "https://docs.acme.example/get",  # its own word goes first
        "/all": "https://docs.acme.example/api/sys/list_all",
        "/": "https://docs.acme.example/api/sys",
    }


def test_no_address_no_link(tmp_path: Path) -> None:
    assert docs_of(tmp_path, get=page_of("GET https://api.acme.example/a")) == {"/a": None}


def test_a_document_keeps_its_own_link_and_takes_that_of_a_page_where_it_has_none(
    tmp_path: Path,
) -> None:
    (tmp_path / "openapi.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: https://a.example}]\n"
        "paths:\n  /a:\n    get:\n      externalDocs: {url: https://own.example}\n"
        "      responses: {'200': {description: ok}}\n"
        "  /b:\n    get:\n      responses: {'200': {description: ok}}\n"
    )
    docs = docs_of(
        tmp_path,
        a=page_of("GET https://a.example/a", KNOWN),
        b=page_of("GET https://a.example/b", KNOWN),
    )
    assert docs["/a"] == {"url": "https://own.example"}
    assert docs["/b"] == {"url": "https://docs.acme.example/get"}


def test_it_is_a_key_of_the_site(tmp_path: Path) -> None:
    config = tmp_path / "docmill.toml"
    config.write_text("[sites.acme]\ndocs_url = 'https://docs.acme.example'\n")
    assert sites_near(tmp_path)[0].choices.docs_url == "https://docs.acme.example"
    for wrong in ("'/docs'", "1", "'ftp://docs.acme.example'"):
        config.write_text(f"[sites.acme]\ndocs_url = {wrong}\n")
        with pytest.raises(UsageError, match="must be an address"):
            sites_near(tmp_path)
