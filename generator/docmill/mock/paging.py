"""Pages of a list, as `x-docmill-pagination` describes them.

style: page | offset | cursor | link | url; `parameter` asks for another page (`in: body` where it
is a property of the body), `size` says how many. Pointers into the answer: `items`, `more` (whether
another page follows), `next` (its cursor or URL), `total`, `pages`; `last` points into the last
item, whose value asks for what follows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from docmill.api import steps_of
from docmill.mock.operations import at_pointer
from docmill.mock.resources import plain
from docmill.values import is_listing, is_mapping

USUAL_SIZE = 25
_SIZES = ("size", "pagesize", "perpage", "limit", "take", "count", "maxresults")
_PAGES = ("page", "pagenumber")


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: its records, and where they stand among `total`; `start` counts from 0.

    `number` counts from `first`. `next` is what asks for the next page, None at the end.
    """

    records: list[dict[str, Any]]
    start: int
    size: int
    total: int
    number: int
    first: int
    next: Any

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))


class Paging:
    """The pagination of one operation; without one, a list is a single page."""

    def __init__(self, told: dict[str, Any], defaults: dict[str, Any]) -> None:
        """`defaults` are the documented defaults of the operation's arguments."""
        self._told = told
        self._defaults = defaults
        self.style = str(told.get("style", ""))
        self._first = told["first"] if isinstance(told.get("first"), int) else 1

    def page(self, records: Sequence[dict[str, Any]], given: dict[str, Any]) -> Page:
        """The page that the arguments ask for."""
        size = self._size(given) if self.style else max(1, len(records))
        start = self._start(records, given, size)
        part = list(records[start : start + size])
        following = start + size if start + size < len(records) else None
        number = start // size + self._first
        return Page(
            part, start, size, len(records), number, self._first,
            None if following is None else self._token(part, following, number),
        )  # fmt: skip

    def _size(self, given: dict[str, Any]) -> int:
        name = self._told.get("size")
        names = [name] if isinstance(name, str) else [k for k in given if plain(k) in _SIZES]
        asked = next((given[key] for key in names if key in given), None)
        asked = self._defaults.get(str(name)) if asked is None else asked
        return max(1, int(asked)) if isinstance(asked, int | float) else USUAL_SIZE

    def _start(self, records: Sequence[dict[str, Any]], given: dict[str, Any], size: int) -> int:
        asked = given.get(self.parameter(given))
        match self.style:
            case "page" | "link" | "url":
                number = asked if isinstance(asked, int | float) else _number(asked, self._first)
                return max(0, int(number) - self._first) * size
            case "offset":
                return max(0, int(asked)) if isinstance(asked, int | float) else 0
            case "cursor" if asked not in (None, ""):
                return self._after(records, asked)
            case _:
                return 0

    def _after(self, records: Sequence[dict[str, Any]], cursor: Any) -> int:
        """Where what follows a cursor begins; nothing follows an unknown one."""
        if isinstance(last := self._told.get("last"), str):
            keys = [at_pointer(record, last) for record in records]
            return keys.index(cursor) + 1 if cursor in keys else len(records)
        start = _number(cursor, len(records))
        return start if start >= 0 else len(records)

    def _token(self, part: Sequence[dict[str, Any]], following: int, number: int) -> Any:
        if isinstance(last := self._told.get("last"), str):
            return at_pointer(part[-1], last)
        return number + 1 if self.style in ("page", "link", "url") else following

    def parameter(self, given: dict[str, Any]) -> str:
        """The argument that asks for another page."""
        told = self._told.get("parameter")
        if isinstance(told, str):
            return told
        names = [*given, *self._defaults]
        return next((name for name in names if plain(name) in _PAGES), "page")

    def url(self, page: Page, address: str) -> str | None:
        """The address of the next page, by that of this one."""
        if page.next is None:
            return None
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        query[self.parameter({})] = str(page.next)
        return parts._replace(query=urlencode(query)).geturl()

    def fill(self, body: Any, page: Page, where: tuple[str, ...], address: str) -> Any:
        """The sample of an answer with the records of a page, and what is told of the page."""
        if not where:
            return page.records
        if not is_mapping(body):
            return body
        self._told_by_name(body, page)
        for step in where[:-1]:
            body_part = body[step] if is_mapping(body.get(step)) else body.setdefault(step, {})
            self._told_by_name(body_part, page)
        _put(body, where, page.records)
        url = self.url(page, address)
        following = url if self.style in ("url", "link") else page.next
        if isinstance(following, int) and self.style == "cursor":
            following = _like(at_pointer(body, str(self._told.get("next", ""))), following)
        facts = {
            "more": page.next is not None,
            "next": following,
            "total": page.total,
            "pages": page.pages,
        }
        for key, value in facts.items():
            if isinstance(at := self._told.get(key), str) and at:
                _put(body, tuple(steps_of(at)), value)
        return body

    def _told_by_name(self, body: dict[str, Any], page: Page) -> None:
        """What envelopes tell beside the records, by its usual names."""
        end = page.start + len(page.records)
        facts: dict[str, Any] = {
            **dict.fromkeys(("page", "currentpage", "pagenumber"), page.number),
            **dict.fromkeys(("size", "pagesize", "perpage", "limit", "currentpagesize"), page.size),
            **dict.fromkeys(("firstitem", "from"), min(page.start + 1, end)),
            **dict.fromkeys(("lastitem", "to"), end),
            **dict.fromkeys(("totalitems", "totalcount", "totalrecords", "total"), page.total),
            **dict.fromkeys(("totalpages", "pagecount", "lastpage"), page.pages),
            **dict.fromkeys(("hasnextpage", "hasmore", "hasnext"), page.next is not None),
            **dict.fromkeys(("haspreviouspage", "hasprevious", "hasprev"), page.start > 0),
            **dict.fromkeys(("offset", "skip"), page.start),
        }
        for key, value in body.items():
            known = facts.get(plain(key))
            if known is not None and not is_mapping(value) and not is_listing(value):
                body[key] = known


def _put(body: dict[str, Any], where: Sequence[str], value: Any) -> None:
    *above, last = where
    for step in above:
        inner = body.get(step)
        if not is_mapping(inner):
            inner = body[step] = {}
        body = inner
    body[last] = value


def _like(sample: Any, cursor: int) -> Any:
    return cursor if isinstance(sample, int) else str(cursor)


def _number(text: Any, otherwise: int) -> int:
    try:
        return int(text)
    except (TypeError, ValueError):
        return otherwise
