"""What `docmill diff` makes of two documents: nothing of what is the same, all of what is not."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from conftest import ROOT
from diff_support import (
    ABSENT,
    BODY,
    MIRRORED,
    OPERATION,
    WHERE,
    api_of,
    api_with,
    base,
    examples,
    told,
    with_value,
)
from docmill.api import Api, pointer
from docmill.diff import bump_of, compare

SENT = WHERE["request-property"]
RECEIVED = WHERE["response-property"]
GENERATED = yaml.safe_load((ROOT / "generated/nexudus/openapi.yaml").read_text())


def schemas(at: str, old: Any, new: Any) -> list[str]:
    return told(api_with(at, old), api_with(at, new))


def backwards(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: backwards(value[key]) for key in reversed(value)}
    return [backwards(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("document", [base(), GENERATED], ids=["small", "generated"])
def test_equal_documents_differ_in_nothing_whatever_the_order_of_their_keys(
    document: dict[str, Any],
) -> None:
    twin = backwards(document)
    assert list(twin["paths"]) != list(document["paths"])
    assert compare(api_of(document), api_of(twin)) == ()


def test_the_order_of_lists_that_say_nothing_by_it_does_not_matter() -> None:
    one = {"type": ["string", "null"], "enum": ["a", "b", None]}
    assert schemas(SENT, one, {"type": ["null", "string"], "enum": ["b", None, "a"]}) == []
    before = {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["a", "b"]}
    assert schemas(SENT, before, before | {"required": ["b", "a"]}) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ({"type": "string"}, {"allOf": [{"type": "string"}]}),
        ({"const": 3}, {"enum": [3]}),
        ({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 1.0}),
        ({"type": "string"}, {"type": "string", "minLength": 0}),
        ({"type": "object"}, {"type": "object", "additionalProperties": {}}),
        (
            {"type": "object", "properties": {"a": {"type": "string"}}},
            {"allOf": [{"type": "object"}, {"properties": {"a": {"type": "string"}}}]},
        ),
    ],
)
def test_what_means_the_same_is_the_same(one: Any, other: Any) -> None:
    assert schemas(SENT, one, other) == []
    assert schemas(RECEIVED, other, one) == []


def test_true_is_not_one() -> None:
    assert schemas(SENT, {"enum": [1]}, {"enum": [True]}) == [
        "request-property-enum-value-removed",
        "request-property-enum-value-added",
    ]
    assert schemas(SENT, {"default": 0}, {"default": False}) == ["request-property-default-changed"]
    assert schemas(SENT, {"default": None}, {}) == ["request-property-default-removed"]


def test_a_schema_that_moves_into_components_changes_nothing_on_the_wire() -> None:
    document = with_value(base(), "/components/schemas/Name", {"type": "string"})
    moved = with_value(document, SENT, {"$ref": "#/components/schemas/Name"})
    assert told(api_of(base()), api_of(moved)) == ["api-schema-added"]


def test_a_schema_that_becomes_one_of_several_has_new_forms() -> None:
    forms = {"oneOf": [{"type": "string"}, {"type": "integer"}]}
    assert schemas(SENT, {"type": "string"}, forms) == ["request-property-branch-added"]
    assert schemas(RECEIVED, forms, {"type": "string"}) == ["response-property-branch-removed"]
    null = {"oneOf": [*forms["oneOf"], {"type": "null"}]}
    assert schemas(SENT, {"type": ["string", "null"]}, null) == ["request-property-branch-added"]


def test_what_a_side_does_not_have_is_no_change_of_it() -> None:
    name = {"type": "string", "readOnly": True}
    assert schemas(SENT, name, name | {"maxLength": 3}) == []
    assert schemas(SENT, {"type": "string"}, name) == ["request-required-property-removed"]
    assert schemas(RECEIVED, {"type": "string"}, name) == []
    secret = {"type": "string", "writeOnly": True}
    assert schemas(RECEIVED, secret, {"type": "string"}) == ["response-required-property-added"]


def test_inside_of_items_maps_and_forms_is_compared_too() -> None:
    def of(inner: Any) -> Any:
        maps = {"type": "object", "additionalProperties": {"oneOf": [inner, {"type": "integer"}]}}
        return {"type": "array", "items": {"type": "object", "properties": {"Map": maps}}}

    old, new = api_with(SENT, of({"type": "string"})), api_with(SENT, of({"type": "boolean"}))
    changes = compare(old, new)
    assert {change.rule.aspect for change in changes} == {"branch"}
    assert {change.subject for change in changes} == {"body Name[].Map{*}"}


def test_a_change_that_operations_share_is_told_once_and_names_them() -> None:
    document = base()
    document["components"]["schemas"]["Thing"] = {"properties": {"Size": {"type": "integer"}}}
    for path in ("/a", "/b"):
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
        responses = {"200": {"description": "OK", "content": content}}
        document["paths"][path] = {"get": {"operationId": path[1:], "responses": responses}}
    changed = json.loads(json.dumps(document))
    changed["components"]["schemas"]["Thing"]["properties"]["Size"]["type"] = "string"
    (change,) = compare(api_of(document), api_of(changed))
    assert change.rule.id == "response-property-type-changed"
    assert change.subject == "Thing.Size"
    assert change.operations == ("GET /a", "GET /b")


def test_schemas_that_hold_themselves_come_to_an_end() -> None:
    def document(kind: str) -> Api:
        node = {
            "type": "object",
            "properties": {
                "Parent": {"$ref": "#/components/schemas/Node"},
                "Children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
                "Value": {"type": kind},
            },
        }
        loop = {"allOf": [{"$ref": "#/components/schemas/Loop"}]}
        found = with_value(base(), "/components/schemas/Node", node)
        found["components"]["schemas"]["Loop"] = loop
        found = with_value(found, SENT, {"$ref": "#/components/schemas/Loop"})
        return api_of(with_value(found, RECEIVED, {"$ref": "#/components/schemas/Node"}))

    assert told(document("string"), document("string")) == []
    assert told(document("string"), document("integer")) == ["response-property-type-changed"]


def test_names_of_path_variables_are_no_address() -> None:
    old = {"openapi": "3.1.0", "paths": {"/a/{b}/{c}": {"get": {"responses": {}}}}}
    new = {"openapi": "3.1.0", "paths": {"/a/{x}/{c}": {"get": {"responses": {}}}}}
    assert told(api_of(old), api_of(new)) == ["request-path-parameter-changed"]


def test_a_security_scheme_with_another_name_is_the_same() -> None:
    document = base()
    schemes = document["components"]["securitySchemes"]
    schemes["token"] = schemes.pop("key")
    document["security"] = [{"token": []}]
    document["paths"]["/things/{id}"]["post"]["security"][0] = {"token": []}
    assert told(api_of(base()), api_of(document)) == []


def test_no_credential_is_a_way_to_authenticate() -> None:
    at = f"{OPERATION}/security"
    assert schemas(at, [], [{"key": []}]) == [
        "operation-credential-removed",
        "operation-credential-added",
    ]
    assert schemas(at, [{"key": []}], [{"key": []}, {}]) == ["operation-credential-added"]


def test_headers_are_called_alike_in_any_case() -> None:
    two = ABSENT, {"name": "X-Trace", "in": "header"}, {"name": "x-trace", "in": "header"}
    assert schemas(f"{OPERATION}/parameters/2", two[1], two[2]) == []


def test_a_path_item_gives_its_parameters_to_its_operations() -> None:
    old = api_with("/paths/~1ping/parameters", [{"name": "v", "in": "query"}])
    new = api_with("/paths/~1ping/get/parameters", [{"name": "v", "in": "query"}])
    assert told(old, new) == []


def leaves(value: Any, at: str = "") -> Iterator[str]:
    """The pointers of all that stands in a document, from the inside."""
    children: Any = enumerate(value) if isinstance(value, list) else ()
    children = value.items() if isinstance(value, dict) else children
    for key, child in children:
        yield from leaves(child, at + pointer(key))
    if at:
        yield at


def whole() -> dict[str, Any]:
    """The small document and the generated one in one."""
    document = base()
    document["tags"] = GENERATED["tags"]
    document["paths"] |= GENERATED["paths"]
    for key, components in GENERATED["components"].items():
        document["components"][key] |= components
    return document


def means_nothing(document: dict[str, Any], at: str) -> bool:
    """Whether the document says the same without a value: what is empty, what other keywords imply,
    what no operation refers to, and marks of properties for the side that they are not on."""
    last, value = at.rpartition("/")[2], api_of(document).node(at)
    implied = last == "type" and value in ("object", "array")
    unseen = last in ("openapi", "readOnly", "writeOnly") or at.startswith(
        "/components/schemas/Unused/"
    )
    return implied or unseen or value == {}


@pytest.mark.parametrize(("document", "most"), [(base(), 1000), (whole(), 40)])
def test_whatever_is_taken_out_is_told_and_mirrored_when_it_comes_back(
    document: dict[str, Any], most: int
) -> None:
    """No key of a document is overlooked. Of a large one, places are drawn with a fixed seed."""
    places = [at for at in leaves(document) if not means_nothing(document, at)]
    silent: list[str] = []
    for at in random.Random(5).sample(places, min(most, len(places))):
        less = with_value(json.loads(json.dumps(document)), at, ABSENT)
        there = compare(api_of(document), api_of(less))
        back = compare(api_of(less), api_of(document))
        if not there:
            silent.append(at)
        mirror = sorted((c.rule.area, c.rule.aspect, MIRRORED[c.rule.kind]) for c in there)
        assert mirror == sorted((c.rule.area, c.rule.aspect, c.rule.kind) for c in back), at
    assert silent == []


def test_a_thousand_operations_that_share_schemas_are_compared() -> None:
    document = base()
    record = {f"Field{n}": {"$ref": "#/components/schemas/Kind"} for n in range(60)}
    document["components"]["schemas"] |= {
        "Kind": {"type": "integer", "enum": list(range(100))},
        "Record": {"type": "object", "properties": record},
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Record"}}}
    document["paths"] = {
        f"/r{n}": {"get": {"operationId": f"r{n}", "responses": {"200": {"content": content}}}}
        for n in range(1000)
    }
    changed = json.loads(json.dumps(document))
    changed["components"]["schemas"]["Kind"]["enum"].append(100)
    (change,) = compare(api_of(document), api_of(changed))
    assert change.rule.id == "response-property-enum-value-added"
    assert len(change.operations) == 1000


def test_the_version_follows_from_the_worst_change() -> None:
    shown = examples()

    def bumped(rule: str, version: str) -> str:
        return str(bump_of(compare(*shown[rule][:2]), version))

    assert bumped("operation-removed", "1.4.2") == "major (1.4.2 -> 2.0.0)"
    assert bumped("operation-added", "1.4.2") == "minor (1.4.2 -> 1.5.0)"
    assert bumped("operation-description-added", "1.4.2") == "patch (1.4.2 -> 1.4.3)"
    assert bumped("operation-removed", "0.4.2") == "minor (0.4.2 -> 0.5.0)"
    assert bumped("operation-added", "0.4.2") == "patch (0.4.2 -> 0.4.3)"
    assert bumped("operation-removed", "2026-11-24") == "major (minor below 1.0.0)"
    assert str(bump_of((), "1.4.2")) == "none"


def test_a_body_may_be_sent_in_several_forms_each_compared() -> None:
    both = {"application/json": {"schema": {"type": "string"}}, "text/plain": {"schema": {}}}
    changed = both | {"text/plain": {"schema": {"type": "string"}}}
    changes = compare(api_with(f"{BODY}/content", both), api_with(f"{BODY}/content", changed))
    assert [change.subject for change in changes] == ["body (text/plain)"]
