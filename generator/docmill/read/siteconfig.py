"""The configuration of a docs site: `mint.json` and the later `docs.json`.

Of all that they say, docmill reads where the API runs, how callers identify themselves, and which
OpenAPI documents describe it.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from docmill.addresses import address_of
from docmill.api import pointer
from docmill.errors import InputError
from docmill.findings import Finding, finding_on
from docmill.page import Page, Place
from docmill.settings import SiteSettings, scheme_of_method
from docmill.spec import Fact
from docmill.values import is_listing, is_mapping, mapping
from docmill.yamltext import load

_NAME = re.compile(r"(?:.*/)?(?:mint|docs)\.json")


def is_site_config(page: Page) -> bool:
    """A JSON object under one of the two names, with the navigation that every site has."""
    return _NAME.fullmatch(page.name) is not None and '"navigation"' in page.text


def documents_of(page: Page) -> list[Fact[str]]:
    """The OpenAPI documents that a configuration names, at any depth (navigation groups name their
    own), with the lines that say so; none where it cannot be read."""
    try:
        data, places = load(page.name, page.text)
    except InputError:
        return []
    found: list[Fact[str]] = []
    waiting: list[tuple[Any, str]] = [(data, "")]
    while waiting:
        node, at = waiting.pop()
        inner = node.items() if is_mapping(node) else enumerate(node) if is_listing(node) else ()
        for key, value in inner:
            here = at + pointer(key)
            if key == "openapi" and isinstance(value, str):
                found.append(Fact(value, places[here]))
            elif key == "openapi" and is_listing(value):
                found += [Fact(one, places[f"{here}/{n}"]) for n, one in enumerate(value)
                          if isinstance(one, str)]  # fmt: skip
            else:
                waiting.append((value, here))
    return sorted(found, key=lambda fact: fact.at)


def settings_of(page: Page) -> tuple[SiteSettings | None, list[Finding]]:
    """The settings of a site, None where the text is no JSON object; and what is told of them."""
    try:
        data, places = load(page.name, page.text)
    except InputError as error:
        at = page.place(min(error.line or 1, len(page.lines)))
        return None, [finding_on(page, at, "site-unreadable", error.message)]
    config = mapping(data)
    if not config:
        told = "no configuration of a docs site: a JSON object is expected"
        return None, [finding_on(page, page.place(1), "site-unreadable", told)]
    api = mapping(config.get("api"))
    mdx = mapping(api.get("mdx"))
    look = _Look(page, places)
    settings = SiteSettings(
        folder=posixpath.dirname(page.name),
        server=look.server(api, ("api", "baseUrl")) or look.server(mdx, ("api", "mdx", "server")),
        scheme=look.scheme(api, ("api", "auth")) or look.scheme(mdx, ("api", "mdx", "auth")),
    )
    return settings, look.findings


class _Look:
    """Finds values of the configuration together with their lines; tells those that are none."""

    def __init__(self, page: Page, places: dict[str, Place]) -> None:
        self.page = page
        self.places = places
        self.findings: list[Finding] = []

    def text(self, table: dict[str, Any], path: tuple[str, ...]) -> Fact[str] | None:
        """A text, or the first of a list of texts."""
        value = table.get(path[-1])
        at = pointer(*path)
        if is_listing(value) and value:
            value, at = value[0], f"{at}/0"
        return Fact(value, self.places[at]) if isinstance(value, str) and value else None

    def server(self, table: dict[str, Any], path: tuple[str, ...]) -> Fact[str] | None:
        """An address with its host."""
        found = self.text(table, path)
        address = address_of(found.value) if found else None
        if found and not (address and address.server):
            told = f"`{found.value}` is no address of an API"
            self.findings.append(finding_on(self.page, found.at, "server-unreadable", told))
            return None
        return found

    def scheme(self, table: dict[str, Any], path: tuple[str, ...]) -> Fact[str] | None:
        auth = mapping(table.get("auth"))
        method = self.text(auth, (*path, "method"))
        name = self.text(auth, (*path, "name"))
        scheme = scheme_of_method(method.value, name.value if name else "") if method else None
        if method and not scheme:
            told = f"`{method.value}` is no way to authenticate that docmill knows"
            self.findings.append(finding_on(self.page, method.at, "auth-unrecognised", told))
        return Fact(scheme, method.at) if method and scheme else None
