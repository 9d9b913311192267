"""The name of the file that a page is saved in: readable, stable, and safe on every disk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from docmill.page import Page

_OTHER = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(?:\..*)?")
"""Names that are devices under Windows, whatever their ending."""
_ENDING = re.compile(r"\.(?:md|mdx|markdown|txt|html?|json|ya?ml)$", re.IGNORECASE)
_OURS = frozenset({"manifest.json"})
"""What makes a folder look like the output of docmill."""
_LONGEST_PART = 80
_LONGEST = 180


def ending_of(page: Page, url: str, media_type: str) -> str:
    """The ending of a page's file, by what came: `.html` for HTML, else what its address says."""
    if re.match(r"\s*(?:<!--.*?-->\s*)?(?i:<!doctype html|<html[\s>])", page.text, re.DOTALL):
        return ".html"
    named = _ENDING.search(urlsplit(url).path)
    if named and not named[0].lower().startswith(".htm"):
        return named[0].lower()
    for word, ending in (("json", ".json"), ("yaml", ".yaml"), ("markdown", ".md")):
        if word in media_type:
            return ending
    return ".txt"


def name_of(url: str, ending: str, main_host: str, taken: Iterable[str] = ()) -> str:
    """A relative path for a page, made of its address.

    `/api/users` gives `api/users.md`. What a disk may not hold is replaced, and a digest of the
    address then tells the page from others; so it does where the name is `taken`, whatever the
    case of its letters. Pages of another host than `main_host` lie in a folder of its name.
    """
    parts = urlsplit(url)
    steps = [unquote(step) for step in parts.path.split("/") if step]
    if steps:
        steps[-1] = _ENDING.sub("", steps[-1])
    if parts.netloc != main_host:
        steps.insert(0, parts.netloc.replace(":", "-"))
        steps += ["index"] if len(steps) == 1 else []
    steps = steps or ["index"]
    safe = [_safe(step) for step in steps]
    safe[:-1] = [_ENDING.sub(lambda found: "-" + found[0][1:], step) for step in safe[:-1]]
    mark = "-" + hashlib.sha256(url.encode()).hexdigest()[:8]
    name = "/".join(safe) + ending
    lossy = safe != steps or bool(parts.query) or len(name) > _LONGEST
    if not lossy and not _clashes(name, taken):
        return name
    while len("/".join(safe)) > _LONGEST - 20 and len(safe) > 1:
        safe.pop(0)
    return "/".join(safe)[: _LONGEST - 20] + mark + ending


def _safe(step: str) -> str:
    text = _OTHER.sub("-", step).strip(".-")[:_LONGEST_PART].rstrip(".-") or "page"
    return f"page-{text}" if _RESERVED.fullmatch(text) else text


def _clashes(name: str, taken: Iterable[str]) -> bool:
    lower = name.lower()
    others = {other.lower() for other in taken} | _OURS
    return lower in others
