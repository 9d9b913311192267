"""A made-up API of any size, of the kind that docmill is for: entities with six operations each."""

from __future__ import annotations

from typing import Any

EACH = 6
"""Operations of an entity."""

_COMMON: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Name", {"type": "string"}),
    ("BusinessId", {"type": "integer", "format": "int64"}),
    ("Price", {"type": "number"}),
    ("Active", {"type": "boolean"}),
    ("StartsOn", {"type": "string", "format": "date-time"}),
    ("Notes", {"type": ["string", "null"]}),
    ("Tags", {"type": "array", "items": {"type": "string"}}),
)
_STAMPS: dict[str, Any] = {
    "Id": {"type": "integer", "format": "int64", "readOnly": True},
    "UniqueId": {"type": "string", "format": "uuid", "readOnly": True},
    "CreatedOn": {"type": "string", "format": "date-time", "readOnly": True},
}


def document(operations: int) -> dict[str, Any]:
    """An OpenAPI 3.1 document of at least that many operations, the same in every run."""
    entities = [name_of(number) for number in range(-(-operations // EACH))]
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Result": _result(), "Problem": _problem(), "State": _state("State")}
    for number, name in enumerate(entities):
        paths |= _paths(name)
        schemas |= _schemas(name, number)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bench", "version": "1.0.0"},
        "servers": [{"url": "https://bench.example"}],
        "security": [{"token": []}],
        "tags": [{"name": f"{name}s"} for name in entities],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def name_of(number: int) -> str:
    """`ThingAaa`, `ThingAab`, ...: digits in names are spelt in many ways by generators."""
    letters = (number // 26**2 % 26, number // 26 % 26, number % 26)
    return "Thing" + "".join(chr(ord("a") + letter) for letter in letters).capitalize()


def record(number: int) -> dict[str, Any]:
    """A record of the first entity, as its API answers it."""
    found: dict[str, Any] = {
        "Id": number,
        "UniqueId": f"00000000-0000-4000-8000-{number:012}",
        "CreatedOn": "2030-01-01T12:00:00Z",
        "Kind": 1,
        "State": 2,
    }
    values = (f"name {number}", number, 1.5, True, "2030-01-01T12:00:00Z", None, ["a", "b"])
    for index, name in enumerate(_fields(0)):
        found[name] = values[index % len(_COMMON)]
    return found


def page(size: int) -> dict[str, Any]:
    """A page of the list of the first entity."""
    records = [record(number + 1) for number in range(size)]
    return {"Records": records, "CurrentPage": 1, "TotalItems": size, "HasNextPage": False}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _fields(number: int) -> dict[str, Any]:
    """Between 25 and 55 fields, with names and descriptions of their own."""
    found: dict[str, Any] = {}
    for index in range(25 + number % 31):
        name, schema = _COMMON[index % len(_COMMON)]
        title = f"{name}{index // len(_COMMON) or ''}"
        found[title] = {**schema, "description": f"The {title} value for this entity."}
    return found


def _state(title: str) -> dict[str, Any]:
    names = ["Draft", "Open", "Paused", "Closed"]
    return {
        "type": "integer",
        "title": title,
        "enum": [1, 2, 3, 5],
        "x-enum-varnames": names,
        "description": f"What the {title} of an entity may be.",
    }


def _schemas(name: str, number: int) -> dict[str, Any]:
    fields = _fields(number) | {"Kind": _ref(f"{name}Kind"), "State": _ref("State")}
    page = {
        "Records": {"type": "array", "items": _ref(name)},
        "CurrentPage": {"type": "integer"},
        "TotalItems": {"type": "integer"},
        "HasNextPage": {"type": "boolean"},
    }
    required = ["Name", "BusinessId", "Kind"]
    update = {"Id": {"type": "integer", "format": "int64"}, **fields}
    return {
        name: _object(f"{name} of the API.", _STAMPS | fields),
        f"{name}Kind": _state(f"{name}Kind"),
        f"{name}Page": _object(f"One page of {name}.", page),
        f"{name}Create": _object(f"A new {name}.", fields, required),
        f"{name}Update": _object(f"Changes of {name}.", update, ["Id", *required]),
    }


def _object(
    description: str, properties: dict[str, Any], required: list[str] | None = None
) -> dict[str, Any]:
    found = {"type": "object", "description": description, "properties": properties}
    return found | ({"required": required} if required else {})


def _result() -> dict[str, Any]:
    value = _object("What was changed.", {"Id": {"type": "integer", "format": "int64"}})
    properties = {
        "Status": {"type": "integer"},
        "Message": {"type": "string"},
        "Value": value,
        "WasSuccessful": {"type": "boolean"},
    }
    return _object("What became of a change.", properties)


def _problem() -> dict[str, Any]:
    fields = {"PropertyName": {"type": "string"}, "Message": {"type": "string"}}
    errors = {"type": "array", "items": _object("What is wrong with a field.", fields)}
    return _object("Why a request failed.", {"Message": {"type": "string"}, "Errors": errors})


def _paths(name: str) -> dict[str, Any]:
    plural = f"{name}s"
    one = f"/api/bench/{plural.lower()}/{{id}}"
    return {
        f"/api/bench/{plural.lower()}": {
            "get": _operation(
                name, f"list{plural}", _ref(f"{name}Page"), parameters=_filters(name)
            ),
            "post": _operation(name, f"create{name}", _ref("Result"), body=_ref(f"{name}Create")),
            "put": _operation(name, f"update{name}", _ref("Result"), body=_ref(f"{name}Update")),
        },
        one: {
            "parameters": [_parameter("id", "path", {"type": "integer", "format": "int64"})],
            "get": _operation(name, f"get{name}", _ref(name)),
            "delete": _operation(name, f"delete{name}", _ref("Result")),
        },
        f"/api/bench/{plural.lower()}/archive": {
            "post": _operation(
                name, f"archive{plural}", _ref("Result"), body=_ref(f"{name}Update")
            ),
        },
    }


def _filters(name: str) -> list[dict[str, Any]]:
    whole = {"type": "integer", "minimum": 1}
    found = [_parameter("page", "query", whole), _parameter("size", "query", whole)]
    for field in ("Name", "BusinessId", "Active", "StartsOn"):
        schema = dict(_COMMON)[field]
        found.append(_parameter(f"{name}_{field}", "query", schema))
    return found


def _parameter(name: str, place: str, schema: dict[str, Any]) -> dict[str, Any]:
    found = {"name": name, "in": place, "description": f"The {name}.", "schema": schema}
    return found | ({"required": True} if place == "path" else {})


def _operation(
    entity: str,
    name: str,
    answer: dict[str, Any],
    *,
    parameters: list[dict[str, Any]] | None = None,
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "tags": [f"{entity}s"],
        "operationId": name,
        "summary": f"What {name} does.",
        "responses": {"200": _answer("OK", answer), "400": _answer("Wrong", _ref("Problem"))},
    }
    if parameters:
        found["parameters"] = parameters
    if body:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return found


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
