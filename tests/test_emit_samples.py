"""Samples and classes of schemas that say what a value is in several places."""

from __future__ import annotations

from typing import Any

import pytest

from docmill.document import Reader
from docmill.emit.planning import plan_of
from docmill.emit.samples import Samples
from docmill.emit.types import written
from emit_support import small_api


def api_of(schema: Any, **components: Any) -> Any:
    """An API with one answer of a schema."""
    content = {"content": {"application/json": {"schema": schema}}}
    get = {"get": {"responses": {"200": {"description": "OK", **content}}}}
    return small_api({"/things": get}, components={"schemas": components})


AT = "/paths/~1things/get/responses/200/content/application~1json/schema"


def sample_of(schema: Any, **components: Any) -> Any:
    """A sample of a schema, which must fit it."""
    samples = Samples(plan_of(api_of(schema, **components))[0])
    value = samples.value(schema, AT, "thing", "response")
    assert samples.fits(value, AT, "response")
    return value


def test_a_sample_of_alternatives_within_alternatives_is_one_of_the_innermost() -> None:
    speed = {"oneOf": [{"type": "integer", "minimum": 1}, {"const": "auto"}]}
    ref = {"$ref": "#/components/schemas/Speed"}
    assert isinstance(sample_of({"anyOf": [ref, {"type": "null"}]}, Speed=speed), int)


def test_alternatives_that_lead_back_to_themselves_end() -> None:
    ref = {"$ref": "#/components/schemas/Node"}
    node = {"anyOf": [ref, {"type": "object", "properties": {"next": ref}}]}
    assert sample_of(ref, Node=node) == {}


def test_an_object_that_requires_itself_ends_and_fits_nothing() -> None:
    ref = {"$ref": "#/components/schemas/Node"}
    node = {"type": "object", "required": ["next"], "properties": {"next": ref}}
    samples = Samples(plan_of(api_of(ref, Node=node))[0])
    value = samples.value(ref, AT, "node", "response")
    assert value == {"next": {}}
    assert not samples.succeeds(value, AT, "response")
    assert samples.unfit == {AT}


@pytest.mark.parametrize(
    "holder",
    [
        {"type": "array", "items": {"$ref": "#/components/schemas/Value"}},
        {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Value"}},
    ],
    ids=["a list", "a map"],
)
def test_a_value_that_holds_itself_in_lists_and_maps_ends_and_is_told(holder: Any) -> None:
    value = {"anyOf": [holder, {"type": "string"}]}
    ref = {"$ref": "#/components/schemas/Value"}
    sample_of(ref, Value=value)
    plan, findings = plan_of(api_of(ref, Value=value))
    shape = plan.resources[0].operations[0].returns[0].type
    assert written(shape, plan.names) in ("list[Any] | str", "dict[str, Any] | str")
    assert any("holds itself" in one.message for one in findings)


def test_a_value_that_holds_itself_through_an_object_keeps_its_type() -> None:
    ref = {"$ref": "#/components/schemas/Value"}
    node = {"type": "object", "properties": {"value": ref}}
    value = {"anyOf": [{"type": "string"}, {"type": "array", "items": node}]}
    plan, findings = plan_of(api_of(ref, Value=value))
    (model,) = plan.models
    assert written(model.fields[0].type, plan.names) == "str | list[ThingsListResponseOption2Item]"
    assert not any("holds itself" in one.message for one in findings)


def test_what_an_object_requires_and_nothing_describes_is_in_its_class_and_told() -> None:
    described = {"type": "object", "properties": {"name": {"type": "string"}}}
    schema = {"allOf": [described, {"required": ["name", "kind"]}]}
    assert set(sample_of(schema)) == {"name", "kind"}
    plan, findings = plan_of(api_of(schema))
    (model,) = plan.models
    assert [(one.wire, one.type.text, one.required) for one in model.fields] == [
        ("name", "str", True),
        ("kind", "Any", True),
    ]
    assert [one.code for one in findings if one.code == "required-undescribed"] != []


def test_an_object_of_any_keys_stays_one_though_it_requires_some() -> None:
    plan, _ = plan_of(api_of({"type": "object", "required": ["kind"]}))
    assert plan.models == ()


def test_what_all_of_brings_keeps_its_place() -> None:
    kinds = {"enum": ["a", "b"], "type": "string", "description": "The kind."}
    part = {"type": "array", "items": kinds}
    reader = Reader(api_of({"allOf": [{"description": "All kinds."}, part]}))
    node = reader.node(reader.api.node(AT), AT)
    assert node.place("items") == f"{AT}/allOf/1/items"
    assert plan_of(reader.api)[0].enums[0].doc == "The kind."


def test_a_branch_of_a_merged_schema_keeps_its_place() -> None:
    option = {"type": "object", "properties": {"x": {"type": "integer"}}}
    part = {"oneOf": [{"type": "null"}, option]}
    plan, _ = plan_of(api_of({"allOf": [{"description": "One of."}, part]}))
    assert [one.at for one in plan.models] == [f"{AT}/allOf/1/oneOf/1"]


def test_an_enum_of_lists_and_objects_has_a_type_of_its_kinds() -> None:
    plan, _ = plan_of(api_of({"enum": [["a"], {"b": 1}, 1.5]}))
    shape = plan.resources[0].operations[0].returns[0].type
    assert written(shape, plan.names) == "dict[str, Any] | float | list[Any]"
