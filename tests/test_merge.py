"""Several APIs become one: what is united, what is shared, what is renamed, who is followed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from docmill.api import Api
from docmill.link.merge import merge
from docmill.page import Page, Place
from docmill.pages import understood_of
from docmill.read.openapi import api_of
from docmill.yamltext import dump, load

_OK: dict[str, Any] = {"200": {"description": "ok"}}
_JSON = "application/json"


def api(name: str, paths: dict[str, Any], **top: Any) -> Api:
    """The API of a file `NAME.yaml` with these paths."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1"},
        "paths": paths,
        **top,
    }
    read, places = load(f"{name}.yaml", dump(document))
    return Api(name, read, {at: (place,) for at, place in places.items()})


def merged(*apis: Api) -> Api:
    """The merged API, which must be valid, and leaves what it is made of as it was."""
    before = [copy.deepcopy(one.document) for one in apis]
    found = merge(apis, "all")
    assert list(OpenAPIV31SpecValidator(found.document).iter_errors()) == []
    assert [one.document for one in apis] == before
    return found


def get(operation: dict[str, Any], path: str = "/a", name: str = "one", **top: Any) -> Api:
    """An API of one GET operation."""
    return api(name, {path: {"get": {"responses": _OK, **operation}}}, **top)


def answering(schema: dict[str, Any], name: str = "one", **schemas: Any) -> Api:
    """An API whose operation answers with this schema."""
    answer = {"200": {"description": "ok", "content": {_JSON: {"schema": schema}}}}
    return get({"responses": answer}, name=name, components={"schemas": schemas})


def told(found: Api) -> list[tuple[str, str, str]]:
    """Place, code and message of each finding."""
    return [(str(one.at), one.code, one.message) for one in found.findings]


def schema_of(found: Api) -> Any:
    """The schema of the answer of the one operation, at the end of its reference."""
    at = "/paths/~1a/get/responses/200/content/application~1json/schema"
    node = found.node(at)
    return found.node(node["$ref"][1:]) if "$ref" in node else node


# one document


def test_one_api_stays_as_it_is_but_for_its_name() -> None:
    one = get({})
    assert merge([one], "My Name").name == "my_name"
    assert merge([one]).document == one.document


def test_a_document_merged_with_itself_is_itself() -> None:
    one = answering({"$ref": "#/components/schemas/User"}, User={"type": "object"})
    assert merge([one, one]).document == one.document
    assert merge([one, one]).findings == ()


# what is united


def test_paths_tags_and_servers_are_united_and_the_first_title_stays() -> None:
    one = get({}, "/a", "one", tags=[{"name": "x"}], servers=[{"url": "https://a.example"}])
    two = get(
        {}, "/b", "two", tags=[{"name": "x", "description": "X"}, {"name": "y"}],
        servers=[{"url": "https://a.example/"}, {"url": "https://a.example"}],
    )  # fmt: skip
    found = merged(one, two)
    assert list(found.document["paths"]) == ["/a", "/b"]
    assert found.document["tags"] == [{"name": "x", "description": "X"}, {"name": "y"}]
    assert found.document["info"]["title"] == "one"
    assert found.origin("/paths/~1b/get")[0].page == "two.yaml"
    assert found.findings == ()


def test_operations_run_where_their_own_document_says() -> None:
    one = get({}, "/a", "one", servers=[{"url": "https://one.example"}])
    two = get({}, "/b", "two", servers=[{"url": "https://two.example"}])
    found = merged(one, two)
    urls = [server["url"] for server in found.document["servers"]]
    assert urls == ["https://one.example", "https://two.example"]
    assert "servers" not in found.node("/paths/~1a")
    assert found.node("/paths/~1b/servers") == [{"url": "https://two.example"}]
    assert found.origin("/paths/~1b/servers/0")[0].page == "two.yaml"


def test_a_server_that_stands_for_none_is_no_server_of_the_others() -> None:
    one, two = get({}, "/a", servers=[{"url": "/"}]), get(
        {}, "/b", servers=[{"url": "https://b.c"}]
    )
    found = merged(one, two)
    assert found.document["servers"] == [{"url": "https://b.c"}]
    assert merged(two, one).document["servers"][0] == {"url": "https://b.c"}


def test_what_a_document_asks_of_all_its_operations_it_asks_of_no_others() -> None:
    key = {"type": "apiKey", "in": "header", "name": "X-Key"}
    one = get({}, "/a", "one", security=[{"key": []}],
              components={"securitySchemes": {"key": key}})  # fmt: skip
    two = get({}, "/b", "two")
    assert merged(one, two).node("/paths/~1b/get/security") == []
    found = merged(two, one)
    assert found.node("/paths/~1a/get/security") == [{"key": []}]
    assert "security" not in found.document


# components


def test_equal_components_are_shared_and_stand_on_the_lines_of_both() -> None:
    one, two = (
        get({"responses": {"200": {"$ref": "#/components/responses/Ok"}}}, f"/{name}", name,
            components={"responses": {"Ok": {"description": "ok"}}})
        for name in ("one", "two")
    )  # fmt: skip
    found = merged(one, two)
    assert list(found.document["components"]["responses"]) == ["Ok"]
    places = found.origin("/components/responses/Ok")
    assert [place.page for place in places] == ["one.yaml", "two.yaml"]


def _two_users(*texts: str) -> list[Api]:
    return [
        get(
            {"responses": {"200": {"description": "", "content": {
                _JSON: {"schema": {"$ref": "#/components/schemas/Page"}}}}}},
            f"/{name}", name,
            components={"schemas": {
                "Page": {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
                "User": {"type": text, "x-self": 1},
            }},
        )
        for name, text in zip(("one", "two"), texts, strict=True)
    ]  # fmt: skip


def test_different_components_of_one_name_are_called_after_their_documents() -> None:
    found = merged(*_two_users("string", "object"))
    schemas = found.document["components"]["schemas"]
    # a page of other users is another page
    assert sorted(schemas) == ["Page_one", "Page_two", "User_one", "User_two"]
    assert schemas["Page_two"]["items"] == {"$ref": "#/components/schemas/User_two"}
    assert found.origin("/components/schemas/User_two")[0].page == "two.yaml"
    assert {one[1] for one in told(found)} == {"name-changed"}
    assert len(found.findings) == 4


def test_equal_components_that_refer_to_equal_ones_are_shared() -> None:
    found = merged(*_two_users("object", "object"))
    assert sorted(found.document["components"]["schemas"]) == ["Page", "User"]


def test_discriminators_and_security_requirements_follow_a_new_name() -> None:
    def one(name: str) -> Api:
        pet = {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {"c": "#/components/schemas/Cat", "d": "Cat"},
            },
        }
        answer = {"content": {_JSON: {"schema": pet}}, "description": ""}
        return get(
            {"security": [{"key": []}], "responses": {"200": answer}}, f"/{name}", name,
            components={
                "schemas": {"Cat": {"type": "object", "title": name}},
                "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": name}},
            },
        )  # fmt: skip

    found = merged(one("one"), one("two"))
    operation = found.node("/paths/~1two/get")
    assert operation["security"] == [{"key_two": []}]
    pet = operation["responses"]["200"]["content"][_JSON]["schema"]
    cat = "#/components/schemas/Cat_two"
    assert pet["oneOf"] == [{"$ref": cat}]
    assert pet["discriminator"]["mapping"] == {"c": cat, "d": cat}


def test_ids_of_operations_stay_unique() -> None:
    found = merged(*(get({"operationId": "list"}, f"/{name}", name) for name in ("one", "two")))
    ids = [found.node(f"/paths/~1{name}/get/operationId") for name in ("one", "two")]
    assert ids == ["list_one", "list_two"]
    assert [one[1] for one in told(found)] == ["name-changed", "name-changed"]


def test_what_nobody_used_before_is_kept_and_what_nobody_uses_now_is_not() -> None:
    one = answering({"type": "object"}, Spare={"type": "object"})
    two = answering({"$ref": "#/components/schemas/User"}, "two", User={"type": "object"})
    assert list(merged(one, two).document["components"]["schemas"]) == ["Spare"]


# one operation in two documents


def test_the_second_says_what_the_first_does_not() -> None:
    first = get({"summary": "Mine", "parameters": [{"name": "q", "in": "query", "schema": {}}]})
    second = get(
        {
            "summary": "Theirs",
            "description": "More",
            "operationId": "a",
            "parameters": [
                {"name": "q", "in": "query", "description": "what", "schema": {"type": "string"}},
                {"name": "r", "in": "query", "schema": {"type": "string"}, "example": "x"},
            ],
            "requestBody": {"content": {_JSON: {"schema": {"type": "object"}}}},
            "responses": {**_OK, "404": {"description": "gone"}},
        },
        name="two",
    )
    found = merged(first, second)
    operation = found.node("/paths/~1a/get")
    assert operation["summary"] == "Mine"
    assert operation["description"] == "More"
    assert operation["operationId"] == "a"
    q, r = operation["parameters"]
    assert (q["description"], q["schema"]) == ("what", {"type": "string"})
    assert r["example"] == "x"
    assert list(operation["responses"]) == ["200", "404"]
    assert _JSON in operation["requestBody"]["content"]
    assert found.origin("/paths/~1a/get/summary")[0].page == "one.yaml"
    for at in ("/description", "/parameters/0/description", "/parameters/1", "/responses/404"):
        assert found.origin(f"/paths/~1a/get{at}")[0].page == "two.yaml"
    assert found.findings == ()


def test_properties_are_completed_through_references() -> None:
    mine = {"type": "object", "properties": {"id": {"type": "integer"}, "who": {"type": "string"}}}
    theirs = {
        "type": "object",
        "description": "A user",
        "properties": {
            "id": {"type": "integer", "description": "The ID", "examples": [3]},
            "age": {"type": "integer"},
        },
    }
    one = answering({"$ref": "#/components/schemas/User"}, User=mine)
    found = schema_of(merged(one, answering(theirs, "two")))
    assert found["properties"] == {
        "id": {"type": "integer", "description": "The ID", "examples": [3]},
        "who": {"type": "string"},
        "age": {"type": "integer"},
    }


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        (
            {"type": "string"},
            {"type": "integer"},
            'type: "string" at one.yaml:14, "integer" at two.yaml:14',
        ),
        ({"type": "string", "format": "date"}, {"type": "string", "format": "uuid"}, "format"),
        ({"enum": ["a", "b"], "type": "string"}, {"enum": ["c"], "type": "string"}, "enum"),
        (
            {"type": "object", "properties": {"a": {}}, "required": ["a"]},
            {"type": "object", "properties": {"a": {}}},
            "property `a`, required: true at one.yaml",
        ),
        (
            {"type": "array", "items": {"type": "string"}},
            {"type": "array", "items": {"type": "boolean"}},
            "items, type",
        ),
    ],
)
def test_what_disagrees_stays_as_the_first_says_it(
    mine: dict[str, Any], theirs: dict[str, Any], words: str
) -> None:
    found = merged(answering(mine), answering(theirs, "two"))
    assert schema_of(found) == mine
    assert [one[1] for one in told(found)] == ["pages-disagree"]
    assert words in told(found)[0][2]
    assert told(found)[0][0].startswith("one.yaml:")
    assert "two.yaml:" in told(found)[0][2]


def test_the_order_of_an_enum_and_of_types_is_no_disagreement() -> None:
    mine = {"type": ["string", "null"], "enum": ["a", "b", None]}
    theirs = {"type": ["null", "string"], "enum": [None, "b", "a"]}
    assert merged(answering(mine), answering(theirs, "two")).findings == ()


def test_a_parameter_that_one_asks_for_and_the_other_does_not() -> None:
    one, two = (
        get({"parameters": [{"name": "q", "in": "query", "required": needed, "schema": {}}]},
            name=name)
        for name, needed in (("one", True), ("two", False))
    )  # fmt: skip
    found = merged(one, two)
    assert found.node("/paths/~1a/get/parameters/0/required") is True
    assert "parameter `q`, required: true at one.yaml" in told(found)[0][2]


def test_schemas_that_hold_themselves_have_an_end() -> None:
    tree = {
        "type": "object",
        "properties": {"child": {"$ref": "#/components/schemas/Tree"}},
        "description": "One",
    }
    one = answering({"$ref": "#/components/schemas/Tree"}, Tree=tree)
    two = answering(
        {"$ref": "#/components/schemas/Tree"}, "two", Tree={**tree, "description": "Two"}
    )
    found = merged(one, two)
    assert found.document["components"]["schemas"] == {"Tree": tree}


def test_chains_of_schemas_may_be_of_any_length() -> None:
    def chain(kind: str) -> dict[str, Any]:
        links = {
            f"S{n}": {"type": "object", "properties": {
                "next": {"$ref": f"#/components/schemas/S{n + 1}"}}}
            for n in range(2000)
        }  # fmt: skip
        return {**links, "S2000": {"type": kind}}

    first = {"$ref": "#/components/schemas/S0"}
    one, two = answering(first, "one", **chain("string")), answering(first, "two", **chain("null"))
    found = merge([one, two], None)
    assert len(found.document["components"]["schemas"]) == 2001
    assert [one[1] for one in told(found)] == ["pages-disagree"]
    assert "schema `S2000`, type" in told(found)[0][2]


def test_the_names_of_path_variables_set_no_operations_apart() -> None:
    def one(name: str, method: str) -> Api:
        parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        item = {method: {"responses": _OK}, "parameters": [parameter]}
        return api(name, {f"/a/{{{name}}}": {**item, "get": {"responses": _OK}}})

    found = merged(one("id", "put"), one("userId", "post"))
    assert list(found.document["paths"]) == ["/a/{id}"]
    item = found.node("/paths/~1a~1{id}")
    assert sorted(item) == ["get", "post", "put"]
    assert {one["parameters"][0]["name"] for one in item.values()} == {"id"}
    assert found.origin("/paths/~1a~1{id}/post/parameters/0")[0].page == "userId.yaml"
    assert found.findings == ()


def test_an_operation_that_comes_to_anothers_path_keeps_its_server() -> None:
    one = api("one", {"/a": {"get": {"responses": _OK}}}, servers=[{"url": "https://one.example"}])
    two = api("two", {"/a": {"put": {"responses": _OK}}}, servers=[{"url": "https://two.example"}])
    item = merged(one, two).node("/paths/~1a")
    assert "servers" not in item["get"]
    assert item["put"]["servers"] == [{"url": "https://two.example"}]


# all together


def test_pages_and_a_document_about_them_become_one(seed: Page) -> None:
    from docmill.link import link

    spec = understood_of(seed).spec
    assert spec is not None
    pages = link([spec])
    path = spec.path.value
    text = dump(
        {
            "openapi": "3.0.3",
            "info": {"title": "Users", "version": "2"},
            "paths": {
                path: {
                    "put": {
                        "operationId": "updateUser",
                        "responses": {"429": {"description": "slow down"}},
                    }
                }
            },
        }
    )
    document = api_of(Page("users.yaml", text), "users.yaml", None)
    for order in ([pages, document], [document, pages]):
        found = merge(order, None)
        assert list(OpenAPIV31SpecValidator(found.document).iter_errors()) == []
        operation = found.document["paths"][path]["put"]
        assert {"200", "429"} <= operation["responses"].keys()
        assert operation["summary"]
        assert set(pages.findings) <= set(found.findings)


def test_every_line_behind_a_node_is_of_one_of_the_documents() -> None:
    found = merged(*_two_users("string", "object"))
    for at, places in found.origins.items():
        found.node(at)  # raises where there is no such node
        assert all(isinstance(place, Place) for place in places)


def test_the_same_documents_in_the_same_order_give_the_same() -> None:
    first, second = (dump(merged(*_two_users("string", "object")).document) for _ in range(2))
    assert first == second
