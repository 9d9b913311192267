"""What the configuration of a docs site says for all its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from docmill.given import NO_NAMES, Names
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
    `docs_url` is where the docs are published, for pages that do not say where they are, and
    `addresses` gives by name those of which that is known, because they were fetched. `names` are
    the names that were given out, `version` is that of the client.
    """

    trust: tuple[str, ...] = ()
    failure: str | None = None
    docs_url: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict[str, str])
    names: Names = NO_NAMES
    version: str = ""


NO_CHOICES = Choices()


@dataclass(frozen=True, slots=True)
class Fetching:
    """Which pages `docmill fetch` brings, and how far it goes for them.

    `sources` are addresses of lists (llms.txt, sitemap.xml), `pages` of single pages. `hosts` are
    those that may be asked, as `host` or `host:port`; `include` and `exclude` are patterns of
    paths. `loss` is the share of fields, enum values, operations or pages that may vanish at once.
    With `private`, hosts may lie in a private network. A request is made `attempts` times, with
    `backoff` seconds and twice as many each time between them; a server may ask for a longer wait,
    up to `patience` seconds.
    """

    sources: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    loss: float = 0.3
    private: bool = False
    concurrency: int = 4
    page_seconds: float = 30.0
    run_seconds: float = 3600.0
    attempts: int = 4
    backoff: float = 0.5
    patience: float = 120.0
    max_bytes: int = 10_000_000


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


def with_address(spec: PageSpec, choices: Choices) -> PageSpec:
    """The spec with the address of its page, where the page tells none: the one that it was
    fetched from, or its name below the address of the docs."""
    if spec.url:
        return spec
    if fetched := choices.addresses.get(spec.page):
        return replace(spec, url=Fact(fetched, spec.path.at, "inferred"))
    docs_url = choices.docs_url
    if not docs_url:
        return spec
    name = Page(spec.page, "").stem.removesuffix("index").strip("/")
    return replace(
        spec, url=Fact(f"{docs_url.rstrip('/')}/{quote(name)}", spec.path.at, "inferred")
    )
