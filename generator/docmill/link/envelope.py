"""What an answer says of itself as a page: its items, how many there are, where the next one is."""

from __future__ import annotations

import re

from docmill.api import steps_of
from docmill.link import pagingwords as words
from docmill.link.answers import Part, first_of
from docmill.names import singular, words_of
from docmill.values import mapping

NUMBER = ("integer", "number")
_URL = re.compile(r"\b(URL|URI|link)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|[/?]")


def items_of(answer: Part, parts: list[Part], at: str) -> Part | None:
    """The array of the answer that a page of items is; None where it is no page."""
    if "array" in answer.types:
        return answer
    entity = {singular(word) for word in words_of(steps_of(at)[1])}
    arrays = [p for p in parts if "array" in p.types and p.at.count("/") <= 2]
    arrays = [p for p in arrays if p.word not in words.NO_ITEMS]

    def named(part: Part) -> bool:
        return part.word in words.ITEMS or bool({singular(w) for w in words_of(part.name)} & entity)

    def rank(part: Part) -> tuple[bool, int, bool]:
        return not named(part), part.at.count("/"), not _of_objects(part)

    chosen = min(arrays, key=rank, default=None)
    if chosen is None:
        return None
    signs = _signs(parts)
    record = at.rpartition("/")[0].endswith("}") or "id" in {p.word for p in parts if not p.owner}
    if named(chosen):
        return chosen if signs or not record else None
    return chosen if signs and not record and len(arrays) == 1 else None


def _of_objects(array: Part) -> bool:
    item = mapping(array.schema.get("items"))
    return bool({"$ref", "properties", "allOf"} & item.keys()) or item.get("type") == "object"


def _signs(parts: list[Part]) -> bool:
    """Whether an answer says of itself that it is a page."""
    scalar = [p for p in parts if not p.types & {"object", "array"}]
    known = {*words.MORE, *words.TOTAL, *words.PAGES, *words.NEXT_CURSOR[:10], *words.NEXT_URL}
    inner = {*words.NEXT_CURSOR_IN, *words.NEXT_URL_IN}
    return any(p.word in known or p.owner + p.word in inner for p in scalar)


def is_next_url(part: Part) -> bool:
    """Whether a property is the URL of the next page: its name says so, or an example, or prose."""
    if not part.may_be("string"):
        return False
    if part.word in words.NEXT_URL or part.owner + part.word in words.NEXT_URL_IN:
        return True
    if part.word not in words.MAYBE_URL:
        return False
    shown = any(isinstance(one, str) and _ADDRESS.match(one) for one in part.shown)
    formal = str(part.schema.get("format", "")).startswith(("uri", "url"))
    return shown or formal or bool(_URL.search(part.text))


def next_cursor(parts: list[Part], asked: Part) -> Part | None:
    """What the answer says to put into the parameter for the next page."""
    fitting = [p for p in parts if p.may_be("string", "integer") and not is_next_url(p)]
    named = [p for p in fitting if p.word == f"next{asked.word.removeprefix('next')}"]
    named += [p for p in fitting if p.owner + p.word in words.NEXT_CURSOR_IN]
    named += [p for p in fitting if p.word == asked.word]
    return named[0] if named else first_of(fitting, words.NEXT_CURSOR, lambda _: True)


def total_of(parts: list[Part]) -> Part | None:
    """The count of all items; `count` is one where the answer is a page of many."""

    def fits(part: Part) -> bool:
        return part.may_be(*NUMBER, "string") and not part.properties

    found = first_of(parts, words.TOTAL, fits)
    count = first_of(parts, ("count",), fits)
    if found or count is None:
        return found
    beside = {part.word for part in parts if part.owner == count.owner}
    return count if {"next", "previous"} <= beside or "total" in count.text.lower() else None
