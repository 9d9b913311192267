"""How an operation pages through its answer: its parameters and its envelope, held together.

A parameter alone is no pagination, nor is an envelope: one asks for another page, the other shows
what a page is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docmill.api import pointer, steps_of
from docmill.link import pagingwords as words
from docmill.link.answers import Answers, Part, first_of
from docmill.link.envelope import NUMBER, is_next_url, items_of, next_cursor, total_of
from docmill.names import words_of
from docmill.values import mapping

_DATE = re.compile(r"\b(dates?|time|timestamps?|datetime|ISO.?8601|UTC)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\bpage (number|index|of)\b|\bwhich page\b|pagina", re.IGNORECASE)
_FROM_ZERO = re.compile(
    r"\b(zero|0)[- ](based|indexed?)\b"
    r"|\b(starts?|starting|begins?|counted) (at|from|with) (0|zero)\b"
    r"|\bfirst page( is|:| =)? `?0\b",
    re.IGNORECASE,
)
_LINK_HEADER = re.compile(r"rel=[\"'\\]*next|\bLink\b\W{0,3}(response )?headers?\b")
_OF_LAST = re.compile(r"\b(id|identifier)s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pagination:
    """How to ask for the next page; `others` are styles that fit, too.

    `places` has the pointer of the node in the document behind each key.
    """

    keys: dict[str, Any]
    places: dict[str, str]
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """What the parameters and the answer of one operation say of pages."""

    items: Part
    asked: list[Part]
    parts: list[Part]
    in_body: bool
    roles: dict[str, Part] = field(default_factory=dict[str, Part])

    def ask(self, names: Iterable[str], fits: Callable[[Part], bool]) -> Part | None:
        return first_of(self.asked, names, fits)

    def tell(self, names: Iterable[str], fits: Callable[[Part], bool]) -> Part | None:
        return first_of(self.parts, names, fits)


def pagination_of(
    answers: Answers, item: Mapping[str, Any], method: str, at: str
) -> tuple[Pagination | None, bool]:
    """How the operation `method` of a path item, which stands at `at`, pages; and whether a
    parameter asks for pages although the answer does not show how to come to the next one."""
    operation = mapping(item.get(method))
    if method not in ("get", "post"):
        return None, False
    answer, response = answers.answer(operation, at)
    if answer is None:
        return None, False
    parts = list(answers.inside(answer))
    items = items_of(answer, parts, at)
    if items is None:
        return None, False
    asked = answers.parameters(item, method, at)
    found = _Found(items, asked, parts, False)
    styles = _styles(answers, found, _has_link(operation, response))
    if not styles and method == "post":
        found = _Found(items, answers.body(operation, at), parts, True)
        styles = [one for one in _styles(answers, found, False) if _is_search(one, at)]
    if not styles:
        return None, _asks(found) if method == "get" else False
    first, *rest = styles
    return Pagination(first.keys, first.places, tuple(one.keys["style"] for one in rest)), False


# the parameters


def _is_count(part: Part) -> bool:
    return part.may_be(*NUMBER) or ("string" in part.types and part.word in ("limit", "perpage"))


def _is_page(part: Part) -> bool:
    return part.may_be(*NUMBER) or bool(_NUMBERED.search(part.text))


def _is_offset(found: _Found) -> Callable[[Part], bool]:
    ends = {part.word for part in found.asked} & {"end", "to", "until"}

    def fits(part: Part) -> bool:
        ranged = part.word in ("start", "from") and (ends or "integer" not in part.types)
        return part.may_be(*NUMBER) and not ranged and not _DATE.search(part.text)

    return fits


def _is_cursor(part: Part) -> bool:
    dated = str(part.schema.get("format", "")).startswith("date") or _DATE.search(part.text)
    if part.word in ("nextpage", "pageinfo") or part.word in (*words.PAGE, *words.OFFSET):
        return "string" in part.types and not dated
    return part.may_be("string", "integer") and not dated


def _asks(found: _Found) -> bool:
    """Whether the parameters ask for pages at all."""
    return found.ask(words.CURSOR[:10], _is_cursor) is not None


# the styles


def _styles(answers: Answers, found: _Found, has_link: bool) -> list[Pagination]:
    """The ways to the next page, the surest first: a cursor, numbers with a known end, a URL, a
    header, numbers without an end."""
    size = found.ask(words.SIZE, _is_count)
    more = found.tell(words.MORE, lambda p: "boolean" in p.types)
    told = {"size": size, "items": found.items, "more": more, "total": total_of(found.parts)}
    told["pages"] = found.tell(words.PAGES, lambda p: p.may_be(*NUMBER) and "array" not in p.types)
    cursor = _cursor(answers, found, told)
    numbers = [] if cursor and _is_number_taken(cursor, found) else _numbers(found, told)
    url = found.tell([p.word for p in found.parts if is_next_url(p)], is_next_url)
    urls = [_made(found, "url", {**told, "next": url})] if url and not found.in_body else []
    paged = size is not None or bool(numbers) or found.ask(words.CURSOR, _is_cursor) is not None
    links = [_made(found, "link", told)] if has_link and paged else []
    bounded = [one for one in numbers if {"more", "total", "pages"} & one.keys.keys()]
    unbounded = [one for one in numbers if one not in bounded]
    return [*([cursor] if cursor else []), *bounded, *urls, *links, *unbounded]


def _cursor(answers: Answers, found: _Found, told: dict[str, Part | None]) -> Pagination | None:
    asked = found.ask((*words.CURSOR, *words.OFFSET, *words.PAGE), _is_cursor)
    if asked is None:
        return None
    numbered = asked.word in (*words.PAGE, *words.OFFSET)
    following = next_cursor(found.parts, asked)
    if numbered and (following is None or "string" not in following.types):
        return None
    if following is not None:
        return _made(found, "cursor", {"parameter": asked, **told, "next": following})
    sure = asked.word in words.SURE_LAST_ID
    if asked.word in words.LAST_ID and (sure or (told["more"] and _OF_LAST.search(asked.text))):
        last = _id_of(answers, found.items)
        if last:
            return _made(found, "cursor", {"parameter": asked, **told, "last": last})
    return None


def _id_of(answers: Answers, items: Part) -> Part | None:
    """The id of an item, as a part whose pointer leads from the item to it."""
    item = answers.part("", "", items.schema.get("items"), f"{items.place}/items")
    return first_of(answers.inside(item, 1), ("id", "uuid", "uid", "guid"), lambda _: True)


def _is_number_taken(cursor: Pagination, found: _Found) -> bool:
    """Whether the cursor is what would else be taken for the number of a page."""
    asked = "".join(words_of(cursor.keys["parameter"]))
    return asked in (*words.PAGE, *words.OFFSET) and not found.in_body


def _numbers(found: _Found, told: dict[str, Part | None]) -> list[Pagination]:
    made: list[Pagination] = []
    page = found.ask(words.PAGE, _is_page)
    if page:
        made.append(_made(found, "page", {"parameter": page, **told}))
        made[0].keys["first"] = _first_page(page)
    offset = found.ask(words.OFFSET, _is_offset(found))
    if offset:
        made.append(_made(found, "offset", {"parameter": offset, **told}))
    return made


def _first_page(page: Part) -> int:
    """0 where the default, the description or the least value says so, else 1."""
    if page.schema.get("default") in (0, 1):
        return int(page.schema["default"])
    if _FROM_ZERO.search(page.text):
        return 0
    return 0 if page.schema.get("minimum") == 0 else 1


_ORDER = ("parameter", "size", "items", "more", "next", "last", "total", "pages")


def _made(found: _Found, style: str, parts: Mapping[str, Part | None]) -> Pagination:
    keys: dict[str, Any] = {"style": style}
    places: dict[str, str] = {}
    for key in _ORDER:
        part = parts.get(key)
        if part is None:
            continue
        keys[key] = part.name if key in ("parameter", "size") else part.at
        places[key] = part.place
        if key == "parameter" and found.in_body:
            keys["in"] = "body"
    return Pagination(keys, places)


def _has_link(operation: Mapping[str, Any], response: Mapping[str, Any]) -> bool:
    if any(name.lower() == "link" for name in mapping(response.get("headers"))):
        return True
    said = (one.get("description") for one in (operation, response))
    return any(isinstance(one, str) and _LINK_HEADER.search(one) for one in said)


_SEARCHES = frozenset({"search", "query", "list", "filter", "find", "continue", "scan"})


def _is_search(one: Pagination, at: str) -> bool:
    """Whether a POST with a page in its body asks for a page, and does not create one."""
    sure = {"more", "next", "total", "pages"} & one.keys.keys()
    return bool(sure) or bool(_SEARCHES & set(words_of(pointer(steps_of(at)[1]))))
