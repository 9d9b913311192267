"""The words that pages use for types, in terms of JSON Schema.

JSON Schema's own words (87 of 100 on real pages), the names of other languages and of formats,
arrays in their usual spellings, `enum<string>`, `string<date-time>`, and unions: `string | null`,
`string or string[]`, `"asc" | "desc"`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

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
    **dict.fromkeys(("enum values", "string (enum)", "enum (string)"), ("string", "")),
}
_NULLS = frozenset({"null", "none", "nil"})
_ABSENT = "undefined"
"""TypeScript's word for a property that may be left out: it is no value."""
_NULLABLE = re.compile(
    r"(.+?)(?:\?|\s*\(nullable\)|,?\s+nullable)|(?:nullable\s+|optional\[)(.+?)\]?", re.IGNORECASE
)
_INSIDE = re.compile(r"(array|list|enum)\s*(?:<(.+)>|\[(.+)\]|\s+of\s+(.+))", re.IGNORECASE)
_ITEMS = re.compile(r"\[([^\[\]]+)\]")
_MAP = re.compile(r"(?:map|record|dict|object|hash)\s*(?:<.+>|\[.+\])", re.IGNORECASE)
_WITH_FORMAT = re.compile(r"(string|integer|number)\s*<([a-z][\w-]*)>", re.IGNORECASE)
_PARTS = re.compile(
    r"""\s*(?:"([^"]*)"|'([^']*)'|((?:[^\s"'|<>()\[\]]|<[^<>]*(?:<[^<>]*>)*[^<>]*>|\([^()]*\)"""
    r"""|\[[^\[\]]*\]|[ ](?!or[ ]|\|))+))\s*(\||\bor\b|$)""",
    re.IGNORECASE,
)
_LONGEST = 200
"""A text that is longer than this is no type."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a type word means: the innermost JSON type ("" for any), its format, how many arrays
    are round it, and whether null is a value. `values` are those that a type of literals lists;
    `choices` are the shapes of a union of several, the base of which is ""."""

    base: str
    format: str = ""
    depth: int = 0
    nullable: bool = False
    values: tuple[str, ...] = ()
    choices: tuple[Shape, ...] = ()


@lru_cache(maxsize=4096)  # pages say the same few hundred words thousands of times
def shape_of(word: str) -> Shape | None:
    """The shape that a type word means, or None where the word is not known."""
    text = word.strip().strip("`").strip()
    if len(text) > _LONGEST:
        return None
    known = _WORDS.get(text.lower())
    if known is not None:
        return Shape("", depth=1) if known[0] == "array" else Shape(*known)
    if text.endswith("[]"):
        inner = text[:-2].strip()
        grouped = inner.startswith("(") and inner.endswith(")")
        if grouped or "|" not in inner:
            return _array_of(inner[1:-1] if grouped else inner)
    parts = _parts_of(text)
    if len(parts) > 1 or (parts and parts[0][1]):
        return _union_of(parts)
    return _single(text)


def outline_of(word: str) -> Shape:
    """The shape of a type word, of which at least the arrays are seen where it is not known:
    `User[]`, `array of User objects`."""
    text = word.strip().strip("`").strip()
    known = shape_of(text)
    if known or len(text) > _LONGEST:
        return known or Shape("")
    inside = _INSIDE.fullmatch(text)
    if text.endswith("[]") and "|" not in text:
        inner = outline_of(text[:-2])
    elif inside and inside[1].lower() != "enum":
        inner = outline_of(inside[2] or inside[3] or inside[4])
    else:
        return Shape("")
    return replace(inner, depth=inner.depth + 1)


def _single(text: str) -> Shape | None:
    """The shape of a type that is no union."""
    if found := _NULLABLE.fullmatch(text):
        inner = shape_of(found[1] or found[2])
        return inner and replace(inner, nullable=True)
    if found := _INSIDE.fullmatch(text):
        inside = (found[2] or found[3] or found[4]).strip()
        return shape_of(inside) if found[1].lower() == "enum" else _array_of(inside)
    if found := _ITEMS.fullmatch(text):
        return _array_of(found[1])
    if found := _WITH_FORMAT.fullmatch(text):
        return Shape(found[1].lower(), found[2].lower())
    return Shape("object") if _MAP.fullmatch(text) else None


def _parts_of(text: str) -> list[tuple[str, bool]]:
    """The members of a union, and whether each is a literal in quotes; none where it is broken."""
    parts: list[tuple[str, bool]] = []
    at = 0
    while found := _PARTS.match(text, at):
        literal = found[3] is None
        parts.append(((found[1] or found[2] or "") if literal else found[3].strip(), literal))
        at = found.end()
        if not found[4]:
            return parts
    return []


def _union_of(parts: list[tuple[str, bool]]) -> Shape | None:
    """The shape of a union; literals together are one shape, and so are equal members."""
    values = tuple(dict.fromkeys(text for text, literal in parts if literal))
    words = [text for text, literal in parts if not literal and text.lower() != _ABSENT]
    found = [shape_of(text) for text in words if text.lower() not in _NULLS]
    shapes = [shape for shape in found if shape]
    if len(shapes) < len(found):
        return None
    if values:
        shapes.append(Shape("string", values=values))
    nullable = any(s.nullable for s in shapes) or any(text.lower() in _NULLS for text in words)
    plain = dict.fromkeys(replace(s, nullable=False) for s in shapes)
    wide = {(s.base, s.depth) for s in plain if not s.format and not s.values}
    kept = [s for s in plain
            if not (s.format or s.values) or (s.base, s.depth) not in wide]  # fmt: skip
    if any(not s.base and not s.depth and not s.choices for s in kept) or not kept:
        return Shape("", nullable=nullable) if kept else None
    if len(kept) == 1:
        return replace(kept[0], nullable=nullable)
    return Shape("", nullable=nullable, choices=tuple(kept))


def _array_of(word: str) -> Shape | None:
    """The array of what a word names, in the singular or the plural."""
    inner = shape_of(word) or shape_of(word.rstrip("s"))
    if inner and inner.nullable:  # it is the item that may be null
        inner = Shape("", choices=(replace(inner, nullable=False), Shape("null")))
    return inner and replace(inner, depth=inner.depth + 1)
