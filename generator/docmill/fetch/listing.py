"""The lists of a site's pages: llms.txt, sitemap.xml, an index of sitemaps, or plain addresses."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from docmill.errors import FetchError
from docmill.fetch.urls import address_in

_BARE = re.compile(r"^\s*(?:[-*]\s+)?<?(https?://[^\s<>]+)>?\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list names, in its order: pages, and further lists."""

    pages: tuple[str, ...]
    lists: tuple[str, ...] = ()


def listing_of(url: str, data: bytes, limit: int) -> Listing:
    """What a list says, whatever its form, which its content tells.

    `limit` is how many bytes may come out of a list that is packed. Raises FetchError for what is
    no list of pages.
    """
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(url, data, limit)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _sitemap(url, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FetchError(f"{url}: is no text in UTF-8, so no list of pages") from None
    return _links(url, text)


def _unpacked(url: str, data: bytes, limit: int) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        out = unpacking.decompress(data, limit + 1)
    except zlib.error:
        raise FetchError(f"{url}: is packed with gzip and damaged") from None
    if len(out) > limit:
        raise FetchError(f"{url}: unpacks to more than {limit // 1_000_000} MB; nothing fetched")
    if not unpacking.eof:
        raise FetchError(f"{url}: is packed with gzip and cut short")
    return out


def _sitemap(url: str, data: bytes) -> Listing:
    from lxml import etree

    if re.search(rb"<!(?:DOCTYPE|ENTITY)", data, re.IGNORECASE):
        told = "is no sitemap: it is HTML, or declares entities, which sitemaps do not"
        raise FetchError(f"{url}: {told}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FetchError(f"{url}: cannot be read as a sitemap: {error.msg}") from None
    kind = etree.QName(root).localname
    if kind not in ("urlset", "sitemapindex"):
        raise FetchError(f"{url}: is no sitemap: its root is <{kind}>")
    # by its parent, because image and video extensions have a `loc` of their own
    above = "url" if kind == "urlset" else "sitemap"
    found = [
        address
        for entry in root.iter("{*}" + above)
        for place in entry.findall("{*}loc")
        if (address := address_in(place.text or "", url))
    ]
    return Listing(tuple(found)) if kind == "urlset" else Listing((), tuple(found))


def _links(url: str, text: str) -> Listing:
    from markdown_it import MarkdownIt

    inline = (token for token in MarkdownIt().parse(text) if token.type == "inline")
    targets = [
        str(child.attrs["href"])
        for token in inline
        for child in token.children or ()
        if child.type == "link_open" and "href" in child.attrs
    ]
    targets += _BARE.findall(text)
    found = list(dict.fromkeys(a for target in targets if (a := address_in(target, url))))
    lists = tuple(one for one in found if _file(one) == "llms.txt")
    pages = tuple(one for one in found if _file(one) not in ("llms.txt", "llms-full.txt"))
    return Listing(pages, lists)


def _file(url: str) -> str:
    return urlsplit(url).path.rsplit("/", 1)[-1].lower()
