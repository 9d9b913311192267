"""Whether a value fits a schema of the document, where it is sent and where it is received."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docmill.api import Api
from docmill.emit.document import Reader
from docmill.emit.schemas import HIDDEN, Side
from docmill.values import is_listing, is_mapping, listing, mapping

if TYPE_CHECKING:
    from jsonschema_rs import Registry

_DOCUMENT = "urn:openapi"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def fits(api: Api, at: str, value: Any, side: Side) -> bool:
    """Whether the schema at JSON pointer `at` of the document allows a value on this side."""
    from jsonschema_rs import Draft202012Validator, ReferencingError, ValidationError

    rule = {"$ref": f"{_DOCUMENT}#{quote(at)}"}
    try:
        validator = Draft202012Validator(rule, registry=_registry(api, side), validate_formats=True)
    except (ReferencingError, ValidationError):
        return True  # a reference that leads nowhere, or no schema, forbids nothing
    return validator.is_valid(value)


@lru_cache(maxsize=2)
def _registry(api: Api, side: Side) -> Registry:
    from jsonschema_rs import Registry

    document = _seen_from(api.document, Reader(api), HIDDEN[side])
    return Registry([(_DOCUMENT, {"$schema": _DIALECT, **document})])


def _seen_from(value: Any, reader: Reader, hidden: str) -> Any:
    """The document without the demand for properties that its other side alone has."""
    if is_listing(value):
        return [_seen_from(item, reader, hidden) for item in value]
    if not is_mapping(value):
        return value
    found = {key: _seen_from(item, reader, hidden) for key, item in value.items()}
    properties = mapping(value.get("properties"))
    if properties and is_listing(value.get("required")):
        found["required"] = [
            name
            for name in listing(value["required"])
            if reader.followed(properties.get(name), "")[0].get(hidden) is not True
        ]
    return found
