"""The keywords of a schema that stand alone: values, limits, marks, and what is told of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from docmill.diff.changes import Delta, Spot, difference, same
from docmill.diff.grid import Kind
from docmill.diff.views import Seen
from docmill.given import ALIASES
from docmill.values import listing, mapping

_LARGER = {"int32": "int64", "float": "double"}
_FLAGS = {"uniqueItems": "unique-items", "deprecated": "deprecated", "x-docmill-secret": "secret"}
_CONSTRAINTS = (
    *("not", "if", "then", "else", "patternProperties", "propertyNames", "prefixItems"),
    *("contains", "minContains", "maxContains", "dependentRequired", "dependentSchemas"),
    *("unevaluatedItems", "unevaluatedProperties"),
    *("contentEncoding", "contentMediaType", "contentSchema", "$dynamicRef"),
)
PROVENANCE = {f"x-docmill-{key}" for key in ("inferred", "seen", "linked-by", "type")}
EXAMPLES = {
    *("example", "examples", "x-docmill-invalid-examples", "x-docmill-broken-examples"),
}
_TOLD = {
    "title": "description",
    "description": "description",
    "summary": "description",
    "x-enum-descriptions": "description",
    "externalDocs": "external-docs",
    **dict.fromkeys(EXAMPLES, "example"),
    **dict.fromkeys(PROVENANCE | {"x-docmill-unlinked-enums"}, "provenance"),
}

Bound = Callable[[Seen], tuple[Any, Spot] | None]


def _least(lowest: str, above: str, none: Any, sign: int) -> Bound:
    """The limit that two keywords set together, larger where it is tighter."""

    def bound(seen: Seen) -> tuple[Any, Spot] | None:
        found: list[tuple[Any, Spot]] = []
        for keyword, tighter in ((lowest, 0), (above, 1)):
            value = seen.keywords.get(keyword)
            if _is_number(value) and value != none:
                shown = f"{'more' if sign > 0 else 'less'} than {value}" if tighter else value
                spot = Spot(seen.place(keyword), shown)
                found.append(((sign * Fraction(str(value)), tighter), spot))
        return max(found, key=lambda limit: limit[0]) if found else None

    return bound


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_BOUNDS: dict[str, Bound] = {
    "minimum": _least("minimum", "exclusiveMinimum", None, 1),
    "maximum": _least("maximum", "exclusiveMaximum", None, -1),
    "min-length": _least("minLength", "", 0, 1),
    "max-length": _least("maxLength", "", None, -1),
    "min-items": _least("minItems", "", 0, 1),
    "max-items": _least("maxItems", "", None, -1),
    "min-properties": _least("minProperties", "", 0, 1),
    "max-properties": _least("maxProperties", "", None, -1),
}
_HANDLED = {
    ALIASES,
    *("type", "nullable", "format", "enum", "const", "x-enum-varnames", "default", "pattern"),
    *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "minLength", "maxLength"),
    *("minItems", "maxItems", "minProperties", "maxProperties", "multipleOf", "required"),
    *("properties", "items", "additionalProperties", "allOf", "oneOf", "anyOf", "discriminator"),
    *("readOnly", "writeOnly", "xml", "$ref", "$defs"),
    *_FLAGS,
    *_CONSTRAINTS,
}


def rules_of(old: Seen, new: Seen) -> Iterator[Delta]:
    """What differs in values and limits."""
    yield from _format(old, new)
    yield from _enum(old, new)
    for keyword, aspect in (("pattern", "pattern"), ("xml", "xml")):
        yield from _keyword(aspect, keyword, old, new)
    if "default" in old.keywords or "default" in new.keywords:
        yield from _default(old, new)
    for aspect, bound in _BOUNDS.items():
        yield from _bound(aspect, bound(old), bound(new))
    yield from _multiple(old, new)
    for keyword, aspect in _FLAGS.items():
        yield from _flag(aspect, keyword, old, new)
    for keyword in _CONSTRAINTS:
        for delta in _keyword("constraint", keyword, old, new):
            yield _named(delta, keyword)
    yield from _discriminator(old, new)


def _keyword(aspect: str, keyword: str, old: Seen, new: Seen) -> list[Delta]:
    values = old.keywords.get(keyword), new.keywords.get(keyword)
    return difference(aspect, values, (old.place(keyword), new.place(keyword)))


def _named(delta: Delta, keyword: str) -> Delta:
    old, new = (
        spot if spot is None or spot.value is None else Spot(spot.at, {keyword: spot.value})
        for spot in (delta.old, delta.new)
    )
    return replace(delta, old=old, new=new)


def _flag(aspect: str, keyword: str, old: Seen, new: Seen) -> list[Delta]:
    values = [seen.keywords.get(keyword) is True or None for seen in (old, new)]
    return difference(aspect, values, (old.place(keyword), new.place(keyword)))


def _default(old: Seen, new: Seen) -> Iterator[Delta]:
    """A default may be null, so that absence is told by the key."""
    sides = [
        (
            Spot(seen.place("default"), seen.keywords["default"])
            if "default" in seen.keywords
            else None
        )
        for seen in (old, new)
    ]
    before, after = sides
    if before is None or after is None:
        yield Delta("default", "added" if before is None else "removed", before, after)
    elif not same(before.value, after.value):
        yield Delta("default", "changed", before, after)


def _format(old: Seen, new: Seen) -> Iterator[Delta]:
    before, after = old.keywords.get("format"), new.keywords.get("format")
    for delta in _keyword("format", "format", old, new):
        kind: Kind = delta.kind
        if kind == "changed" and _LARGER.get(str(before)) == after:
            kind = "widened"
        elif kind == "changed" and _LARGER.get(str(after)) == before:
            kind = "narrowed"
        yield Delta("format", kind, delta.old, delta.new)


def _enum(old: Seen, new: Seen) -> Iterator[Delta]:
    before, after = _names(old), _names(new)
    at = [seen.place("enum" if "enum" in seen.keywords else "const") for seen in (old, new)]
    if before is None or after is None:
        lists = [
            None if v is None else [_shown(item) for item in v.values()] for v in (before, after)
        ]
        yield from difference("enum", lists, at)
        return
    for key, item in before.items():
        if key not in after:
            yield Delta("enum-value", "removed", Spot(at[0], _shown(item)), None)
        else:
            yield from difference("enum-name", _called(item, after[key]), at)
    for key, item in after.items():
        if key not in before:
            yield Delta("enum-value", "added", None, Spot(at[1], _shown(item)))


Named = tuple[Any, str | None]
"""A listed value and its name in clients, if it has one."""


def _names(seen: Seen) -> dict[Any, Named] | None:
    """The listed values by what tells them apart, null left out; None where nothing is listed."""
    values = seen.values
    if values is None:
        return None
    names = [str(name) for name in listing(seen.keywords.get("x-enum-varnames"))]
    named = dict(zip(map(_key, listing(seen.keywords.get("enum"))), names, strict=False))
    return {_key(value): (value, named.get(_key(value))) for value in values}


def _key(value: Any) -> Any:
    """Equal for equal values, where true is not 1."""
    scalar = isinstance(value, str | int | float) and not isinstance(value, bool)
    return value if scalar else (json.dumps(value, sort_keys=True),)


def _called(old: Named, new: Named) -> list[str | None]:
    return [None if name is None else f"{value} = {name}" for value, name in (old, new)]


def _shown(item: Named) -> Any:
    value, name = item
    return value if name is None else f"{value} = {name}"


def _bound(
    aspect: str, before: tuple[Any, Spot] | None, after: tuple[Any, Spot] | None
) -> Iterator[Delta]:
    if before is None or after is None:
        if before or after:
            kind: Kind = "removed" if before else "added"
            yield Delta(aspect, kind, before and before[1], after and after[1])
    elif before[0] != after[0]:
        kind = "narrowed" if after[0] > before[0] else "widened"
        yield Delta(aspect, kind, before[1], after[1])


def _multiple(old: Seen, new: Seen) -> Iterator[Delta]:
    for delta in _keyword("multiple-of", "multipleOf", old, new):
        kind: Kind = delta.kind
        values = [spot.value for spot in (delta.old, delta.new) if spot]
        if kind == "changed" and all(_is_number(value) and value for value in values):
            before, after = (Fraction(str(value)) for value in values)
            if (after / before).denominator == 1:
                kind = "narrowed"
            elif (before / after).denominator == 1:
                kind = "widened"
        yield Delta(delta.aspect, kind, delta.old, delta.new)


def _discriminator(old: Seen, new: Seen) -> Iterator[Delta]:
    values = [mapping(seen.keywords.get("discriminator")) or None for seen in (old, new)]
    yield from difference(
        "discriminator", values, (old.place("discriminator"), new.place("discriminator"))
    )


def words_of(old: Seen, new: Seen) -> Iterator[Delta]:
    """What differs in what is told of a schema."""
    yield from keys_told((old.keywords, new.keywords), (old.place, new.place), _HANDLED)


Place = Callable[[str], str]
"""The pointer of a key of an object."""


def keys_told(
    objects: tuple[dict[str, Any], dict[str, Any]],
    places: tuple[Place, Place],
    handled: set[str],
    step: str = "",
) -> Iterator[Delta]:
    """What differs in the keys of two objects that change nothing, the `handled` ones apart.

    Whatever no rule knows is an extension.
    """
    old, new = objects
    for key in sorted((old.keys() | new.keys()) - handled):
        values, at = (old.get(key), new.get(key)), (places[0](key), places[1](key))
        aspect = _TOLD.get(key, "extension")
        for delta in difference(aspect, values, at, step=step):
            yield delta if aspect == "description" else _named(delta, key)
