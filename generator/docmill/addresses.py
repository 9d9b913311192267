"""Addresses and media types as pages write them: read in one place, because reading may fail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+[ \t]*(;[ -~]*)?", re.ASCII)
"""The names of RFC 6838, section 4.2; parameters are whatever can stand in a header."""
_NO_HOST = re.compile(r"[\s\"'`\\^|]|[^.:\[\]]{64}")
"""What stands in no host (RFC 3986, section 3.2.2), and a label longer than DNS allows."""


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL. `server` is `https://host[:port]`, empty where the URL names no host."""

    server: str
    host: str
    path: str
    query: str


def address_of(url: str) -> Address | None:
    """The parts of a URL; None where it is none: brackets that do not close, a port in letters.

    Placeholders in braces or angle brackets are let through: pages write hosts so.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port  # looked at only here, and no number raises
    except ValueError:
        return None
    if _NO_HOST.search(host):
        return None
    server = f"{parts.scheme}://{parts.netloc}" if parts.scheme and host else ""
    return Address(server, host, parts.path, parts.query)


def host_of(url: str) -> str:
    """The host of a URL, in lower case; empty where there is none or the URL cannot be read."""
    address = address_of(url)
    return address.host if address else ""


def is_page_address(url: str) -> bool:
    """Whether a text is the full address of a page: http or https, a host, nothing to fill in."""
    address = address_of(url)
    plain = not re.search(r"[\s<>{}\"]", url)
    return address is not None and address.server.startswith("http") and plain


def is_media_type(text: str) -> bool:
    """Whether a text is a media type: `application/json; charset=utf-8`."""
    return _MEDIA_TYPE.fullmatch(text) is not None
