"""The words that pages use for types, in terms of JSON Schema.

JSON Schema's own words (87 of 100 on real pages), the names of other languages and of formats,
arrays in their usual spellings, `enum<string>`, and `| null`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_JSON = ("string", "integer", "number", "boolean", "object", "array", "null")
_WORDS: dict[str, tuple[str, str]] = {
    **{word: (word, "") for word in _JSON},
    **dict.fromkeys(("any", "unknown", "mixed"), ("", "")),
    **dict.fromkeys(("str", "text", "enum"), ("string", "")),
    **dict.fromkeys(("int", "integer number"), ("integer", "")),
    **dict.fromkeys(("bool", "true/false"), ("boolean", "")),
    **dict.fromkeys(("float", "double", "decimal"), ("number", "")),
    **dict.fromkeys(("dict", "map", "json", "hash", "record"), ("object", "")),
    **dict.fromkeys(("datetime", "date-time", "iso8601"), ("string", "date-time")),
    **dict.fromkeys(("uuid", "guid"), ("string", "uuid")),
    **dict.fromkeys(("uri", "url"), ("string", "uri")),
    **dict.fromkeys(("file", "binary"), ("string", "binary")),
    **dict.fromkeys(("long", "int64", "bigint"), ("integer", "int64")),
    "list": ("array", ""),
    "int32": ("integer", "int32"),
    "date": ("string", "date"),
    "email": ("string", "email"),
    "enum values": ("string", ""),
}
_NULL = re.compile(r"(.+?)(?:\s*\|\s*null|\s+or\s+null|\?)|null\s*\|\s*(.+)", re.IGNORECASE)
_INSIDE = re.compile(r"(array|list|enum)\s*(?:<(.+)>|\[(.+)\]|\s+of\s+(.+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a type word means: the innermost JSON type ("" for any), its format, how many arrays
    are round it, and whether null is a value."""

    base: str
    format: str = ""
    depth: int = 0
    nullable: bool = False


def shape_of(word: str) -> Shape | None:
    """The shape that a type word means, or None where the word is not known."""
    text = word.strip().strip("`")
    if found := _NULL.fullmatch(text):
        inner = shape_of(found[1] or found[2])
        return inner and replace(inner, nullable=True)
    if text.endswith("[]"):
        return _array_of(text[:-2])
    if found := _INSIDE.fullmatch(text):
        inside = (found[2] or found[3] or found[4]).strip()
        return shape_of(inside) if found[1].lower() == "enum" else _array_of(inside.rstrip("s"))
    known = _WORDS.get(text.lower())
    if known is None:
        return None
    return Shape("", depth=1) if known[0] == "array" else Shape(*known)


def _array_of(word: str) -> Shape | None:
    inner = shape_of(word)
    return inner and replace(inner, depth=inner.depth + 1)
