"""Whether a value fits a schema of the document, where it is sent and where it is received."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docmill.api import Api, steps_of
from docmill.document import HIDDEN, Reader, Side
from docmill.parts import parts_of, unit_of
from docmill.values import is_listing, is_mapping, listing, mapping

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, Registry, ValidationError

_DOCUMENT = "urn:openapi"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Misfit:
    """What a schema does not allow: where in the value, which keyword says so, and in words.

    A property that is missing, or that must not be there, is the last step of the path.
    """

    path: tuple[str | int, ...]
    keyword: str
    message: str


def fits(api: Api, at: str, value: Any, side: Side) -> bool:
    """Whether the schema at JSON pointer `at` of the document allows a value on this side."""
    validator = _validator(api, at, side, closed=False)
    return validator is None or validator.is_valid(value)


def misfits(api: Api, at: str, value: Any, side: Side, *, closed: bool = False) -> list[Misfit]:
    """What the schema at JSON pointer `at` does not allow in a value on this side.

    `closed` allows no property at the top of the value that no part of the schema names.
    """
    validator = _validator(api, at, side, closed=closed)
    return [_misfit(error) for error in (validator.iter_errors(value) if validator else ())]


def _misfit(error: ValidationError) -> Misfit:
    kind: Any = error.kind
    missing = getattr(kind, "property", None)
    named = [missing] if isinstance(missing, str) else listing(getattr(kind, "unexpected", None))
    path = (*error.instance_path, *map(str, named[:1]))
    return Misfit(path, str(error.schema_path[-1] if error.schema_path else ""), error.message)


@lru_cache(maxsize=512)
def _validator(api: Api, at: str, side: Side, *, closed: bool) -> Draft202012Validator | None:
    """None where a reference leads nowhere, or where no schema is: that forbids nothing."""
    from jsonschema_rs import Draft202012Validator, ReferencingError, ValidationError

    rule: dict[str, Any] = {"$ref": f"{_DOCUMENT}#{quote(at)}"}
    if closed:
        node = Reader(api).node({"$ref": f"#{at}"}, at)
        known = {one.name: True for one in node.properties if not one.described}
        rule |= {"properties": known, "unevaluatedProperties": False}
    try:
        return Draft202012Validator(
            rule, registry=_registry(api, unit_of(at), side), validate_formats=True
        )
    except (ReferencingError, ValidationError):
        return None


@lru_cache(maxsize=64)
def _registry(api: Api, unit: str, side: Side) -> Registry:
    """What a side sees of a part of the document, and of all that it refers to."""
    from jsonschema_rs import Registry

    document: dict[str, Any] = {}
    seen = _seen(api, side)
    for one in sorted(parts_of(api).reached(unit)):
        node, steps = parts_of(api).node(one), steps_of(one)
        if node is None:
            continue
        if one not in seen:
            seen[one] = _seen_from(node, Reader(api), side)
        if not steps:
            document = seen[one]
            break
        holder = reduce(lambda inner, step: inner.setdefault(step, {}), steps[:-1], document)
        holder[steps[-1]] = seen[one]
    return Registry([(_DOCUMENT, {"$schema": _DIALECT, **document})])


@lru_cache(maxsize=2)
def _seen(api: Api, side: Side) -> dict[str, Any]:
    """The parts of a document as a side sees them, filled where they are asked for."""
    return {}


_LIMITS = {"int32": 2**31, "int64": 2**63}
"""What an integer of a format of OpenAPI stays below; JSON Schema has no formats of numbers."""


def _seen_from(value: Any, reader: Reader, side: Side) -> Any:
    """The document without the demand for properties that its other side alone has, and with the
    limits of integers that are sent: what is received is what it is."""
    if is_listing(value):
        return [_seen_from(item, reader, side) for item in value]
    if not is_mapping(value):
        return value
    found = {key: _seen_from(item, reader, side) for key, item in value.items()}
    limit = _LIMITS.get(str(value.get("format")))
    if limit and side == "request" and value.get("type") in ("integer", ["integer", "null"]):
        found = {"minimum": -limit, "maximum": limit - 1} | found
    properties = mapping(value.get("properties"))
    if properties and is_listing(value.get("required")):
        found["required"] = [
            name
            for name in listing(value["required"])
            if reader.followed(properties.get(name), "")[0].get(HIDDEN[side]) is not True
        ]
    return found
