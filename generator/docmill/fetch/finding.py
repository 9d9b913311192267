"""Where a docs site lists its pages, found from one address of it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from docmill.errors import FetchError
from docmill.fetch.faults import PageError
from docmill.fetch.getting import Getter
from docmill.fetch.listing import Listing, listing_of
from docmill.fetch.urls import address_in, fits, forms_of, host_of
from docmill.settings import Fetching


@dataclass(frozen=True, slots=True)
class Found:
    """What to fetch for an address: the pages of a list that fit `include`, or single pages."""

    source: str = ""
    pages: tuple[str, ...] = ()
    include: tuple[str, ...] = ()


def found_at(url: str, *, private: bool = False) -> Found:
    """What to fetch for the address of a list, of a docs site or of a part of it, or of a page.

    A site is asked for llms.txt, from the address upwards, for the sitemaps that its robots.txt
    names, and for sitemap.xml. A page that no list has something below of is fetched alone.
    """
    return asyncio.run(_found(url, Fetching(hosts=(host_of(url),), private=private)))


async def _found(url: str, settings: Fetching) -> Found:
    path = urlsplit(url).path
    last = path.rsplit("/", 1)[-1].lower()
    if last == "llms.txt" or last.endswith((".xml", ".xml.gz")):
        return Found(source=url)
    section = re.sub(r"([*?[])", r"[\1]", path.rstrip("/"))
    getter = Getter(settings)
    try:
        # what is text already is a page, or a file that describes the API
        for source in [] if section and forms_of(url) == (url,) else await _lists(getter, url):
            listing = await _listing(getter, source, settings)
            below = [one for one in listing.pages if fits(one, f"{section}/*")]
            if any(host_of(one) in settings.hosts for one in below) or listing.lists:
                include = (section, f"{section}/*") if section else ()
                return Found(source=source, include=include)
    finally:
        await getter.aclose()
    return Found(pages=(url,))


async def _lists(getter: Getter, url: str) -> list[str]:
    """The addresses where a list may be, the most particular first."""
    parts = urlsplit(url).path.strip("/").split("/")
    folders = ["/".join(["", *parts[:n], ""]) for n in range(len(parts), 0, -1)] + ["/"]
    near = [address_in(f"{folder.replace('//', '/')}llms.txt", url) for folder in folders]
    named = [address_in(one, url) for one in await getter.sitemaps(url)]
    wanted = [*near, *named, address_in("/sitemap.xml", url)]
    return [one for one in dict.fromkeys(wanted) if one]


async def _listing(getter: Getter, source: str, settings: Fetching) -> Listing:
    """What a list says; nothing where there is none."""
    try:
        answer = await getter.get(source)
        return listing_of(source, answer.body, settings.max_bytes)
    except (PageError, FetchError):
        return Listing(())
