"""OpenAPI documents as input: 3.0 becomes 3.1, faults are told and mended, lines are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from docmill.api import Api
from docmill.draft import Draft
from docmill.errors import InputError
from docmill.page import Page
from docmill.read.openapi import api_of
from docmill.read.upgrade import upgraded
from docmill.yamltext import load

_REF = {"$ref": "#/components/schemas/Known"}
_KNOWN = {"type": "object"}


def read(text: str) -> Api:
    """The API of a document's text, which must come out as valid OpenAPI 3.1."""
    api = api_of(Page("api.yaml", text), "api.yaml", None)
    assert list(OpenAPIV31SpecValidator(api.document).iter_errors()) == []
    return api


def small(paths: str, version: str = "3.0.3") -> Api:
    """The API of a small document with these paths; the first path is on line 4."""
    return read(f"openapi: {version}\ninfo: {{title: Small, version: '1'}}\npaths:\n{paths}")


def schema_in_31(schema: dict[str, Any], **others: Any) -> Any:
    """A schema of a 3.0 document as 3.1 says it."""
    schemas = {"Schema": schema, "Known": _KNOWN, **others}
    document = {"openapi": "3.0.3", "paths": {}, "components": {"schemas": schemas}}
    return upgraded(Draft(document, {})).document["components"]["schemas"]["Schema"]


def told(api: Api) -> list[tuple[int, str, str]]:
    """Line, code and message of each finding."""
    return [(one.at.first, one.code, one.message) for one in api.findings]


# 3.0 in the words of 3.1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # null is a type
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        (
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"nullable": True, "properties": {"a": {}}},
            {"type": ["object", "null"], "properties": {"a": {}}},
        ),
        # a reference says nothing of null, so null stands beside it
        ({**_REF, "nullable": True}, {"anyOf": [_REF, {"type": "null"}]}),
        (
            {**_REF, "nullable": True, "description": "who"},
            {"description": "who", "anyOf": [_REF, {"type": "null"}]},
        ),
        ({"allOf": [_REF], "nullable": True}, {"anyOf": [_REF, {"type": "null"}]}),
        (
            {"allOf": [_REF, {"title": "b"}], "nullable": True},
            {"anyOf": [{"allOf": [_REF, {"title": "b"}]}, {"type": "null"}]},
        ),
        (
            {"oneOf": [_REF, {"type": "string"}], "nullable": True},
            {"oneOf": [_REF, {"type": "string"}, {"type": "null"}]},
        ),
        # a second branch for null would make `oneOf` refuse null
        (
            {"oneOf": [_REF, {"type": "string", "nullable": True}], "nullable": True},
            {"oneOf": [_REF, {"type": ["string", "null"]}]},
        ),
        # limits are numbers
        ({"minimum": 3, "exclusiveMinimum": True}, {"exclusiveMinimum": 3}),
        ({"maximum": 3, "exclusiveMaximum": False}, {"maximum": 3}),
        ({"exclusiveMaximum": True}, {}),
        # an example is one of several
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        # bytes
        (
            {"type": "string", "format": "byte"},
            {"type": "string", "format": "byte", "contentEncoding": "base64"},
        ),
        (
            {"type": "string", "format": "binary"},
            {
                "type": "string",
                "format": "binary",
                "contentMediaType": "application/octet-stream",
            },
        ),
        # these are the same in both
        (
            {"type": "object", "x-a": {"nullable": True}, "readOnly": True, "default": {"b": 1}},
            {"type": "object", "x-a": {"nullable": True}, "readOnly": True, "default": {"b": 1}},
        ),
        (
            {"oneOf": [_REF], "discriminator": {"propertyName": "a", "mapping": {"b": "Known"}}},
            {"oneOf": [_REF], "discriminator": {"propertyName": "a", "mapping": {"b": "Known"}}},
        ),
    ],
)
def test_a_schema_says_in_31_what_it_said_in_30(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert schema_in_31(old) == new


def test_a_reference_to_what_takes_null_already_needs_no_null_beside_it() -> None:
    null = {"type": "object", "nullable": True}
    assert schema_in_31({**_REF, "nullable": True}, Known=null) == _REF


def test_schemas_that_hold_themselves_have_an_end() -> None:
    assert schema_in_31({"$ref": "#/components/schemas/Schema", "nullable": True}) is not None


def test_every_schema_of_a_document_is_converted_and_no_data() -> None:
    upload = {"type": "object", "properties": {"file": {"type": "string", "nullable": True}}}
    media = {"schema": upload, "example": {"nullable": True, "example": 1}}
    body = {"content": {"multipart/form-data": media}}
    item = {"post": {"requestBody": body, "responses": {"200": {"description": ""}}}}
    document = {"openapi": "3.0.0", "info": {}, "paths": {"/a": item}}
    found = upgraded(Draft(document, {})).document["paths"]["/a"]["post"]["requestBody"]
    made = found["content"]["multipart/form-data"]
    assert made["schema"]["properties"]["file"] == {"type": ["string", "null"]}
    assert made["example"] == media["example"]


def test_what_moves_takes_its_lines_along_and_references_follow_it() -> None:
    text = """\
openapi: 3.0.3
paths: {}
components:
  schemas:
    A:
      properties:
        b:
          nullable: true
          allOf:
            - type: object
              properties:
                c:
                  type: string
                  example: x
        d:
          $ref: '#/components/schemas/A/properties/b/allOf/0/properties/c'
"""
    document, places = load("a", text)
    draft = upgraded(Draft(document, {at: (place,) for at, place in places.items()}))
    a = "/components/schemas/A/properties"
    lines = {at: places[0].first for at, places in draft.origins.items()}
    assert lines[f"{a}/b/anyOf/0"] == 10
    assert lines[f"{a}/b/anyOf/0/properties/c"] == 12
    assert lines[f"{a}/b/anyOf/0/properties/c/examples/0"] == 14
    assert f"{a}/b/allOf/0" not in lines
    found = draft.document["components"]["schemas"]["A"]["properties"]["d"]
    assert found == {"$ref": f"#{a}/b/anyOf/0/properties/c"}


def test_json_and_yaml_are_read_alike() -> None:
    document = {
        "openapi": "3.0.1",
        "info": {"title": "Small", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}},
    }
    api = read(json.dumps(document, indent=1))
    assert api.document == {**document, "openapi": "3.1.0"}
    assert api.findings == ()
    assert api.origin("/paths/~1a/get")[0].first == 9


# what is no OpenAPI, and what is none that is read


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("swagger: '2.0'\npaths: {}\n", 1, "Swagger 2.0 is not read. Convert"),
        ("a: 1\nopenapi: 4.0.0\n", 2, "OpenAPI 4.0.0 is not supported"),
        ("- a\n", 1, "no OpenAPI document"),
        ("info: {}\n", 1, "no OpenAPI document"),
    ],
)
def test_other_documents_are_refused_with_a_way_out(text: str, line: int, words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        api_of(Page("a.yaml", text), "a.yaml", None)
    assert error.value.line == line


# faults are told and mended, the smallest part that has them


_OPERATION = "  /a:\n    get:\n      responses: {'200': {description: ok}}\n"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("fault", "line", "code", "words"),
    [
        ("      foo: 1", 7, "document-invalid", "`foo` is no part of the operation"),
        ("      tags: users", 7, "document-invalid", 'taken as ["users"]'),
        ("      deprecated: 'true'", 7, "document-invalid", "taken as true"),
        ("      summary: [a]", 7, "document-invalid", "left out"),
        ("      requestBody: {}", 7, "document-invalid", "the request-body is left out"),
        ("      servers: [{description: a}]", 7, "document-invalid", "the server is left out"),
        ("      parameters: [{name: a, in: body}]", 7, "document-invalid", "left out"),
        (
            "      parameters: [{$ref: '#/components/parameters/A'}]",
            *(7, "reference-unresolved", "the parameter is left out"),
        ),
        (
            "  /{id}:\n    get:\n      responses: {default: {description: ok}}",
            *(8, "path-variable-undeclared", "no parameter describes {id}"),
        ),
        (
            "  /b:\n    get:\n      responses: {default: {}}",
            *(9, "document-invalid", '`description` of the response is missing: taken as ""'),
        ),
        (
            "  /b:\n    get:\n      responses: {2000: {description: a}, default: {description: b}}",
            *(9, "document-invalid", "`2000` is no part of the responses"),
        ),
        (
            "  b:\n    get:\n      responses: {default: {description: a}}",
            *(7, "document-invalid", "the path 'b' does not begin with /"),
        ),
        ("components:\n  schemas: {A: {pattern: '(?<a'}}", 8, "document-invalid", "left out"),
        ("components:\n  schemas: {A: {type: int}}", 8, "document-invalid", "taken as 'integer'"),
        (
            "components:\n  schemas: {A: {properties: {a: {required: true}}}}",
            *(8, "document-invalid", "moved to the object round it"),
        ),
        (
            "components:\n  schemas: {A: {$ref: '#/components/schemas/B'}}",
            *(8, "reference-unresolved", "any value is allowed"),
        ),
    ],
)
def test_one_fault_is_one_finding_and_the_rest_is_taken(
    fault: str, line: int, code: str, words: str, version: str
) -> None:
    api = small(f"{_OPERATION}{fault}\n", version)
    assert "/a" in api.document["paths"]
    assert any(one[:2] == (line, code) and words in one[2] for one in told(api)), told(api)
    assert all(one.source for one in api.findings)


def test_the_second_operation_with_an_id_loses_it() -> None:
    twice = "  /{}: {{get: {{operationId: a, responses: {{default: {{description: ''}}}}}}}}\n"
    api = small(twice.format("a") + twice.format("b"))
    assert api.node("/paths/~1a/get/operationId") == "a"
    assert "operationId" not in api.node("/paths/~1b/get")
    message = (
        "/paths/~1b/get/operationId: the operationId 'a' is that of GET /a, too: left out here"
    )
    assert told(api) == [(5, "document-invalid", message)]


def test_what_follows_a_part_that_is_left_out_keeps_its_lines() -> None:
    api = small(
        "  /a:\n    get:\n      parameters:\n        - {name: a}\n"
        "        - {name: b, in: query, schema: {}}\n"
        "      responses: {default: {description: ''}}\n"
    )
    assert api.node("/paths/~1a/get/parameters/0/name") == "b"
    assert api.origin("/paths/~1a/get/parameters/0")[0].first == 8


def test_generic_names_become_names_and_references_follow() -> None:
    api = small(
        "  /a:\n    get:\n      responses:\n        default:\n          description: ''\n"
        "          content: {'*/*': {schema: {$ref: '#/components/schemas/Page%3CA%3E'}}}\n"
        "components: {schemas: {'Page<A>': {type: object}}}\n"
    )
    assert list(api.node("/components/schemas")) == ["Page_A"]
    schema = api.node("/paths/~1a/get/responses/default/content/*~1*/schema")
    assert schema == {"$ref": "#/components/schemas/Page_A"}
    assert api.origin("/components/schemas/Page_A")[0].first == 10
    assert [one[1] for one in told(api)] == ["document-invalid"]


def test_a_parameter_as_before_openapi_3_gets_its_schema() -> None:
    api = small(
        "  /a:\n    get:\n      parameters:\n        - {name: a, in: query, type: integer}\n"
        "      responses: {default: {description: ''}}\n",
        "3.1.0",
    )
    made = {"name": "a", "in": "query", "schema": {"type": "integer"}}
    assert api.node("/paths/~1a/get/parameters") == [made]
    assert [one[:2] for one in told(api)] == [(7, "document-invalid")]


def test_words_of_31_in_a_30_document_are_told_and_kept() -> None:
    api = small("  {}\ncomponents: {schemas: {A: {type: [string, 'null'], const: a}}}\n")
    assert api.node("/components/schemas/A") == {"type": ["string", "null"], "const": "a"}
    assert {one[:2] for one in told(api)} == {(5, "document-invalid")}


@pytest.mark.parametrize(
    ("stated", "values", "taken"),
    [
        ("string", "[1, 25]", ["1", "25"]),
        ("string", "[true, false]", ["true", "false"]),
        ("integer", "['1', '2']", [1, 2]),
        ("string", "['1', 25]", ["1", 25]),  # one value is of the type: the other never comes
        ("integer", "['a', '2']", ["a", "2"]),
    ],
)
def test_values_of_an_enum_none_of_which_is_of_its_type_take_the_type(
    stated: str, values: str, taken: list[Any]
) -> None:
    schema = f"{{type: {stated}, enum: {values}}}"
    api = small(_PARAMETER.format(schema=schema))
    (parameter,) = api.document["paths"]["/a"]["get"]["parameters"]
    assert parameter["schema"]["enum"] == taken
    changed = [one for one in told(api) if "of the enum is of the type" in one[2]]
    assert bool(changed) == (yaml_values(values) != taken)


def test_an_enum_beside_an_array_is_that_of_its_items() -> None:
    api = small(_PARAMETER.format(schema="{type: array, items: {type: string}, enum: [EU, HK]}"))
    (parameter,) = api.document["paths"]["/a"]["get"]["parameters"]
    items = {"type": "string", "enum": ["EU", "HK"]}
    assert parameter["schema"] == {"type": "array", "items": items}
    assert "no value of the enum is an array" in told(api)[0][2]


def yaml_values(text: str) -> Any:
    """The values of a YAML text."""
    return load("values.yaml", text)[0]


_PARAMETER = """\
  /a:
    get:
      parameters: [{{name: q, in: query, schema: {schema}}}]
      responses: {{'200': {{description: OK}}}}
"""


def test_aliases_of_yaml_are_read_as_what_they_stand_for() -> None:
    api = small(
        "  /a:\n    get: {responses: &all {'200': {description: OK}}}\n"
        "    post: {responses: *all}\n"
    )
    assert api.document["paths"]["/a"]["post"] == {"responses": {"200": {"description": "OK"}}}


def test_a_document_without_paths_has_none() -> None:
    for version in ("3.0.0", "3.1.0"):
        assert read(f"openapi: {version}\n").document["paths"] == {}


def _sending(media: str) -> Api:
    """An API whose body has a required, read-only `id` and a `name` of three letters."""
    return small(
        "  /a:\n    post:\n      requestBody:\n        content:\n"
        f"          application/json: {{schema: {{$ref: '#/components/schemas/A'}}, {media}}}\n"
        "      responses: {default: {description: ''}}\n"
        "components: {schemas: {A: {type: object, required: [id], properties: {"
        "id: {type: integer, readOnly: true}, name: {type: string, maxLength: 3}}}}}\n"
    )


def test_an_example_that_fits_stays_and_lacks_what_only_answers_have() -> None:
    api = _sending("example: {name: abc}")
    assert api.findings == ()
    body = "/paths/~1a/post/requestBody/content/application~1json"
    assert api.node(f"{body}/example") == {"name": "abc"}


def test_an_example_that_does_not_fit_is_told_and_set_apart() -> None:
    api = _sending("examples: {good: {value: {name: abc}}, bad: {value: {name: abcd}}}")
    body = "/paths/~1a/post/requestBody/content/application~1json"
    assert api.node(f"{body}/examples") == {"good": {"value": {"name": "abc"}}}
    assert api.node(f"{body}/x-docmill-invalid-examples") == [{"name": "abcd"}]
    assert api.origin(f"{body}/x-docmill-invalid-examples/0")[0].first == 8
    message = f"{body}/examples/bad/value: the sample does not fit: "
    assert [one[:2] for one in told(api)] == [(8, "sample-disagrees")]
    assert told(api)[0][2].startswith(f"{message}/name: ")


def test_a_schema_outside_of_the_document_judges_no_example() -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "a", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "", "content": {
            "application/json": {"example": 1, "schema": {"$ref": "https://a.invalid/b.json"}},
        }}}}}},
    }  # fmt: skip
    api = api_of(Page("a.json", json.dumps(document)), "a.json", None)
    assert (api.document, api.findings) == (document, ())


def test_faults_of_every_kind_at_once_leave_a_valid_document() -> None:
    """Each value of a document is replaced by what it cannot be."""
    document = {
        "openapi": "3.0.3",
        "info": {"title": "a", "version": "1", "license": {"name": "b"}},
        "servers": [{"url": "/"}],
        "tags": [{"name": "a"}],
        "paths": {
            "/{a}": {
                "parameters": [
                    {"name": "a", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "post": {
                    "operationId": "a",
                    "security": [{"key": []}],
                    "requestBody": {"content": {"application/json": {"schema": _REF}}},
                    "responses": {"200": {"description": "", "headers": {"a": {"schema": {}}}}},
                },
            }
        },
        "components": {
            "schemas": {"Known": {"type": "object", "required": ["a"], "properties": {"a": {}}}},
            "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "a"}},
        },
    }
    for steps in list(_steps(document)):
        for wrong in (None, 3, "x", [], {}, [[1]], {"a": {"b": 1}}):
            if steps[0] != "openapi":
                read(json.dumps(_with(document, steps, wrong)))


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _steps(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, item in _pairs(value):
        yield (*above, key)
        yield from _steps(item, (*above, key))


def _with(value: Any, steps: tuple[Any, ...], wrong: Any) -> Any:
    if not steps:
        return wrong
    made = {k: _with(v, steps[1:], wrong) if k == steps[0] else v for k, v in _pairs(value)}
    return made if isinstance(value, dict) else list(made.values())
