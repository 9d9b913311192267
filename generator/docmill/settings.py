"""What the configuration of a docs site says for all its pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from docmill.page import Page
from docmill.spec import Fact, PageSpec


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The API's address and its way to authenticate, for the pages in a folder and below it.

    `folder` is a relative POSIX path, "" for the folder that was given.
    """

    folder: str
    server: Fact[str] | None = None
    scheme: Fact[str] | None = None

    def covers(self, page: str) -> bool:
        """Whether a page lies in the folder of the site."""
        return not self.folder or page.startswith(f"{self.folder}/")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user's configuration decides of an API.

    `trust` gives patterns of page names, the most trusted first. `failure` names the property of
    answers that says whether a request worked: None leaves it to the documents, "" means none.
    `docs_url` is where the docs are published, for pages that do not say where they are.
    """

    trust: tuple[str, ...] = ()
    failure: str | None = None
    docs_url: str = ""


NO_CHOICES = Choices()


def scheme_of_method(method: str, name: str = "") -> str | None:
    """The scheme that a docs platform's word for it means: `bearer`, `basic`, `key` with the name
    of a header, or `none`; None for an unknown word."""
    word = method.strip().lower()
    if word in ("bearer", "basic", "none"):
        return word
    return f"header:{name or 'x-api-key'}" if word in ("key", "apikey", "api-key") else None


def with_settings(spec: PageSpec, sites: Iterable[SiteSettings]) -> PageSpec:
    """The spec with what its site says and the page itself does not; the nearest site counts."""
    covering = [site for site in sites if site.covers(spec.page)]
    if not covering:
        return spec
    site = max(covering, key=lambda one: len(one.folder))
    identity = spec.authentication
    if site.scheme and not identity.schemes:
        identity = replace(identity, schemes=(site.scheme,))
    return replace(spec, server=spec.server or site.server, authentication=identity)


def with_docs_url(spec: PageSpec, docs_url: str) -> PageSpec:
    """The spec with the address of its page below that of the docs, where the page tells none."""
    if spec.url or not docs_url:
        return spec
    name = Page(spec.page, "").stem.removesuffix("index").strip("/")
    return replace(
        spec, url=Fact(f"{docs_url.rstrip('/')}/{quote(name)}", spec.path.at, "inferred")
    )
