"""The configuration of a docs site: `mint.json` and the later `docs.json`.

Of all that they say, docmill reads where the API runs and how callers identify themselves.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from docmill.api import pointer
from docmill.errors import InputError
from docmill.page import Page, Place
from docmill.settings import SiteSettings, scheme_of_method
from docmill.spec import Fact
from docmill.values import is_listing, mapping
from docmill.yamltext import load

_NAME = re.compile(r"(?:.*/)?(?:mint|docs)\.json")


def is_site_config(page: Page) -> bool:
    """A JSON object under one of the two names, with the navigation that every site has."""
    return _NAME.fullmatch(page.name) is not None and '"navigation"' in page.text


def settings_of(page: Page) -> SiteSettings:
    """The settings of a site. Raises InputError with its line where the text is no JSON object."""
    data, places = load(page.name, page.text)
    config = mapping(data)
    if not config:
        raise InputError(page.name, "is no configuration of a docs site: a JSON object is expected")
    api = mapping(config.get("api"))
    mdx = mapping(api.get("mdx"))
    look = _Look(places)
    server = look.text(api, ("api", "baseUrl")) or look.text(mdx, ("api", "mdx", "server"))
    return SiteSettings(
        folder=posixpath.dirname(page.name),
        server=server,
        scheme=look.scheme(api, ("api", "auth")) or look.scheme(mdx, ("api", "mdx", "auth")),
    )


class _Look:
    """Finds values of the configuration together with their lines."""

    def __init__(self, places: dict[str, Place]) -> None:
        self.places = places

    def text(self, table: dict[str, Any], path: tuple[str, ...]) -> Fact[str] | None:
        """A text, or the first of a list of texts."""
        value = table.get(path[-1])
        at = pointer(*path)
        if is_listing(value) and value:
            value, at = value[0], f"{at}/0"
        return Fact(value, self.places[at]) if isinstance(value, str) and value else None

    def scheme(self, table: dict[str, Any], path: tuple[str, ...]) -> Fact[str] | None:
        auth = mapping(table.get("auth"))
        method = self.text(auth, (*path, "method"))
        name = self.text(auth, (*path, "name"))
        scheme = scheme_of_method(method.value, name.value if name else "") if method else None
        return Fact(scheme, method.at) if method and scheme else None
