"""OpenAPI 3.1 documents, YAML or JSON: they need no understanding, only their lines."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from docmill.api import Api, pointer
from docmill.errors import InputError
from docmill.names import importable, snake
from docmill.page import Page, Place
from docmill.values import listing, mapping
from docmill.yamltext import load

_SHOWN = 10
"""How many faults of a document are told at once."""


def api_of(page: Page, path: str, name: str | None) -> Api:
    """The API of an OpenAPI document. `path` is shown in errors, `name` is the client's package.

    Raises InputError where the text is no OpenAPI 3.1 document, with the line of each fault.
    """
    loaded, places = load(path, page.text)
    document = mapping(loaded)
    if not document:
        raise InputError(path, "is no OpenAPI document: no keys at its top", 1)
    version = str(document.get("openapi"))
    if not re.fullmatch(r"3\.1\.\d+", version):
        line = places["/openapi"].first
        told = f"OpenAPI {version} is not supported. Convert the document to 3.1."
        raise InputError(path, told, line)
    faults = _faults(document)
    if faults:
        raise InputError(path, _told(faults, places), _line(faults[0][0], places))
    package = importable(snake(name or document.get("x-docmill-package") or _name_of(document)))
    origins = {at: (Place(page.name, place.first, place.last),) for at, place in places.items()}
    return Api(package, document, origins)


def _faults(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Pointer and sentence of each fault against the specification's own schema."""
    # imported here: only OpenAPI inputs need it
    import openapi_spec_validator.schemas as schemas
    from jsonschema_rs import Draft202012Validator

    schema: Any = getattr(schemas, "schema_v31")  # noqa: B009 - the module is not typed
    errors = Draft202012Validator(dict(schema)).iter_errors(document)
    return sorted((pointer(*error.instance_path), error.message[:200]) for error in errors)


def _told(faults: list[tuple[str, str]], places: dict[str, Place]) -> str:
    lines = [f"  line {_line(at, places)}, at {at or '/'}: {told}" for at, told in faults[:_SHOWN]]
    more = [f"  and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
    return "\n".join(["is no valid OpenAPI 3.1 document:", *lines, *more])


def _line(at: str, places: dict[str, Place]) -> int:
    while at and at not in places:
        at = at.rpartition("/")[0]
    return places[at].first


def _name_of(document: dict[str, Any]) -> str:
    """The title of the API without the word API: `Pet Store API` gives `pet_store`."""
    title = re.sub(r"\b(REST|API|the)\b", " ", str(document["info"]["title"]), flags=re.IGNORECASE)
    if re.search(r"[A-Za-z]", title):
        return title
    servers = [mapping(server) for server in listing(document.get("servers"))]
    url = str(servers[0].get("url", "")) if servers else ""
    return (urlsplit(url).hostname or "api").split(".")[0]
