"""Answers that are no pages, though the server says 200: nothing found, please log in, a shell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from docmill.fetch.faults import PageError
from docmill.page import Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)?(?i:<!doctype html|<html[\s>])", re.DOTALL)
_MISSING = re.compile(
    r"(?:error )?404\b|(?:.*\b)?(?:page|document|article|resource|file)?\s*not found\b"
    r"|.*\bpage (?:does not|doesn.t) exist\b|.*\bpage (?:could not|cannot|can.t) be found\b",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"/(?:log-?in|sign-?in|sso|oauth2?/authorize|auth/[^/]*login|accounts?/login)\b", re.IGNORECASE
)
_UNSEEN = ("script", "style", "noscript", "template", "svg", "head")
_FRAME = ("nav", "header", "footer", "aside")
_SHELL_WORDS = 10
"""Fewer words outside of a page's frame than this say nothing of an operation."""
_SHORT_WORDS = 120
"""A text that says `not found` and is longer than this may be about it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What of a page people see: its titles and its words; whether it asks for a password."""

    titles: tuple[str, ...]
    words: tuple[str, ...]
    html: bool = False
    asks: bool = False


def look_of(page: Page) -> Look:
    """The page as people see it, without what frames it."""
    if not _HTML.match(page.text):
        lines = [line.strip(" #*") for line in page.text.split("\n") if line.strip(" #*-=")]
        return Look(tuple(lines[:1]), tuple(page.text.split()))
    from lxml import etree, html

    try:
        root = html.document_fromstring(page.text.encode(), html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError):
        return Look((), (), html=True)
    titles = [_text(one) for one in root.xpath("//head/title | //h1")]
    asks = bool(root.xpath("//input[translate(@type, 'PASWORD', 'pasword')='password']"))
    for name in (*_UNSEEN, *_FRAME):
        for element in list(root.iter(name)):
            if element.getparent() is not None:
                element.drop_tree()
    return Look(tuple(titles), tuple(_text(root).split()), html=True, asks=asks)


def _text(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def fault_in(look: Look, asked: str, came_from: str, missing: Look | None) -> PageError | None:
    """Why what came is no page; None where nothing speaks against it.

    `missing` is how the site looks where it surely has no page, if it has an answer for that.
    To be asked of pages that describe no operation only: a reference of a login says `log in`.
    """
    if not look.words and not look.html:
        return PageError("fetch-shell", "is empty")
    moved = urlsplit(came_from).path
    if look.asks or (_LOGIN.search(moved) and not _LOGIN.search(urlsplit(asked).path)):
        return PageError("fetch-login", "asks to log in")
    if missing and look.words == missing.words:
        return PageError(
            "fetch-missing", "is what the site shows for every page that it does not have"
        )
    short = len(look.words) < _SHORT_WORDS
    if short and any(_MISSING.match(title) for title in look.titles):
        return PageError("fetch-missing", f"says `{look.titles[0]}`, with the status of a page")
    if short and not look.html and look.words[0][:1] in "{[" and "not found" in _joined(look):
        return PageError("fetch-missing", "is an error in JSON, with the status of a page")
    if look.html and len(look.words) < _SHELL_WORDS:
        return PageError("fetch-shell", "holds no text: scripts fill it in a browser")
    return None


def _joined(look: Look) -> str:
    return " ".join(look.words).lower()


def is_cut_short(old: str, new: str) -> bool:
    """Whether HTML lost its end tag: a connection that just ends looks like the end of a page."""
    end = "</html>"
    return bool(_HTML.match(new)) and end in old[-2000:].lower() and end not in new[-2000:].lower()
