"""Values that a description lists: `Possible values: `a`, `b``, `0` = None, `1` = DayPass."""

from __future__ import annotations

import re

from docmill.spec import EnumSpec, Fact, FieldSpec
from docmill.typewords import shape_of

_LEAD = re.compile(
    r"\b(?:one of\b[^`\"'\n.]{0,40}?"
    r"|(?:either|can be|must be)\b(?: (?:either|any of|set to|equal to)\b)?"
    r"|(?:possible|available|allowed|valid|accepted|supported|permitted) (?:values|options)\b"
    r"[^`\"'\n.]{0,40}?"
    r"|(?:options|values|enum)\b(?:[^`\"'\n.:]{0,40}(?::|\b(?:are|is|include)\b))?"
    r")(?::|\bare\b|\bis\b)?\s*(?=[`\"'\n-])",
    re.IGNORECASE,
)
"""Words that announce values. Loose ones (`can be`) stand right before them."""
_ITEM = re.compile(r"""\s*(?:[-*•]\s+)?(?:`([^`\n]{1,80})`|"([^"\n]{1,80})"|'([^'\n]{1,80})')""")
_BETWEEN = re.compile(r"\s*(?:,\s*(?:or|and)\b|,|\||/|\bor\b|\band\b)?")
_BULLET_REST = re.compile(r"(?:[^\S\n]*(?:[:(\u2013\u2014-]|-\s)[^\n]*)?(?=\n|$)")
_END = re.compile(r"\s*(?:[.;()]|\n\n|$)")
_BULLET = re.compile(r"\s*[-*•]\s")
_NUMBERED = re.compile(r"`?(-?\d{1,18})`?\s*=\s*`?([A-Za-z_]\w*)`?")
_NAMED = re.compile(r"[Ss]ee\s+(?:the\s+)?`?(\w+)`?\s+enum\b")
_NAME = re.compile(r"[A-Z]\w*")
"""A type with a name of its own, as the API's schemas have: `FeeTypes`."""
_LONGEST = 4000
"""Longer descriptions are no list of values."""


def listed_values(field: FieldSpec) -> tuple[Fact[str], ...]:
    """The values of a text, where its type lists them, or its description does, and nothing but
    them in a sentence.

    At least two, in code marks or quotes; a word of prose between them means that it is no list.
    """
    shape = shape_of(field.type.value) if field.type else None
    said = field.description
    if field.type and shape and shape.values:
        return tuple(Fact(value, field.type.at) for value in shape.values)
    named = shape is None and field.type is not None and _NAME.fullmatch(field.type.value)
    if (
        said is None
        or len(said.value) > _LONGEST
        or not (named or (shape and shape.base == "string"))
    ):
        return ()
    enum = field.type is not None and "enum" in field.type.value.lower()
    starts = [lead.end() for lead in _LEAD.finditer(said.value)]
    for start in [*starts, *((0, said.value.find(":") + 1) if enum else ())]:
        values = _items(said.value, start)
        if field.name.value in values:  # "either `id` or `Id`" lists names, not values
            continue
        if len(values) > 1 and len(set(values)) == len(values):
            return tuple(Fact(value, said.at) for value in values)
    return ()


def _items(text: str, at: int) -> list[str]:
    """The values from a place on, up to the end of the sentence or of the bullets."""
    values: list[str] = []
    bullets = _BULLET.match(text, at) is not None
    while found := _ITEM.match(text, at):
        values.append((found[1] or found[2] or found[3]).strip("\"'"))
        at = found.end()
        if bullets:
            rest = _BULLET_REST.match(text, at)
            at = rest.end() if rest else at
            continue
        between = _BETWEEN.match(text, at)
        following = between and _ITEM.match(text, between.end())
        if not between or not following or not between[0].strip():
            break
        at = between.end()
    return values if bullets or _END.match(text, at) else []


def numbered_values(field: FieldSpec) -> EnumSpec | None:
    """The named integers that a description lists: "See `eX` enum values: `0` = None, ..."."""
    said = field.description
    if said is None or len(said.value) > _LONGEST * 5:
        return None
    pairs = _NUMBERED.findall(said.value)
    if len(pairs) < 2 or len({value for value, _ in pairs}) < len(pairs):
        return None
    members: list[tuple[Fact[int | str], Fact[str]]] = [
        (Fact(int(value), said.at), Fact(str(name), said.at)) for value, name in pairs
    ]
    return EnumSpec(tuple(members), said.at, named_enum(field))


def named_enum(field: FieldSpec) -> Fact[str] | None:
    """The enum that a description refers to: "See `eLanguage` enum above"."""
    said = field.description
    found = _NAMED.search(said.value[:_LONGEST]) if said else None
    return Fact(found[1], said.at) if found and said else None
