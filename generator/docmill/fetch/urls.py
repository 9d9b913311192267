"""Addresses of pages: which are wanted, which are the same page, and in which forms it comes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
_ENDINGS = (".md", ".mdx", ".markdown", ".txt", ".json", ".yaml", ".yml")
"""Pages that are text already: there is no other form to ask for."""
_SAFE = "/:?#[]@!$&'()*+,;=%~"


def address_in(text: str, base: str = "") -> str | None:
    """The full address that a link leads to, without fragment, default port or user.

    None where that is no address on the web: another scheme, no host, a port that is none.
    """
    try:
        parts = urlsplit(urljoin(base, text.strip()))
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host or re.search(r"[\s\\%\x00-\x20\x7f]", parts.netloc):
        return None
    place = f"[{host}]" if ":" in host else host
    if port not in (None, _PORTS[parts.scheme]):
        place += f":{port}"
    path = _without_dots(quote(parts.path, safe=_SAFE)) or "/"
    return urlunsplit((parts.scheme, place, path, quote(parts.query, safe=_SAFE), ""))


def _without_dots(path: str) -> str:
    """`/a/../b` is `/b`, as every client asks for it."""
    if not re.search(r"(?:^|/)\.{1,2}(?:/|$)", path):
        return path
    end = "/" if re.search(r"/\.{0,2}$", path) else ""
    return "/" + posixpath.normpath("/" + path).strip("/") + end


def host_of(url: str) -> str:
    """`host` or `host:port` of an address, as `hosts` in the configuration has it."""
    return urlsplit(url).netloc


def key_of(url: str) -> str:
    """What is equal for the addresses of one page: `/a`, `/a/`, `/a.md` and `/a.html`."""
    parts = urlsplit(url)
    path = re.sub(r"(?:\.html?)?(?:\.mdx?)?/?$", "", parts.path)
    return f"{parts.netloc}{path}" + (f"?{parts.query}" if parts.query else "")


def forms_of(url: str) -> tuple[str, ...]:
    """The addresses to ask a page for: Markdown first, then as it is published for people."""
    parts = urlsplit(url)
    if parts.path.lower().endswith(_ENDINGS):
        return (url,)
    path = parts.path.rstrip("/") or "/index"
    return (urlunsplit((parts.scheme, parts.netloc, f"{path}.md", parts.query, "")), url)


def is_wanted(url: str, include: Iterable[str], exclude: Iterable[str]) -> bool:
    """Whether the patterns let a page in: one of `include`, if there are any, none of `exclude`."""
    patterns = tuple(include)
    taken = not patterns or any(fits(url, pattern) for pattern in patterns)
    return taken and not any(fits(url, pattern) for pattern in exclude)


def fits(url: str, pattern: str) -> bool:
    """Whether an address fits a pattern of paths, or of whole addresses if it names a scheme.

    `*` stands for any text, `/` as well; the ending of a form (`.md`) may be left out.
    """
    parts = urlsplit(url)
    text = url if "://" in pattern else parts.path + (f"?{parts.query}" if parts.query else "")
    plain = re.sub(r"(?:\.html?)?(?:\.mdx?)?/?$", "", text) or "/"
    return fnmatchcase(text, pattern) or fnmatchcase(plain, pattern)
