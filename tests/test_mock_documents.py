"""`docmill mock` over small documents: each shows one thing that documents say.

Requests go to the application itself: no socket is between them.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from werkzeug.test import Client, TestResponse

from docmill.fitting import misfits
from docmill.mock import Application, Settings
from emit_support import FIXTURES, api_of, small_api

ITEM = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "password": {"type": "string", "writeOnly": True},
    },
}
ITEMS = {"type": "array", "items": ITEM}
TEXTS = {"type": "array", "items": {"type": "string"}}
OK = {"200": {"description": "OK"}}


def answer_of(schema: Any, **more: Any) -> dict[str, Any]:
    return {"description": "", "content": {"application/json": {"schema": schema, **more}}}


def server(paths: dict[str, Any], **rest: Any) -> Client:
    return Client(Application(small_api(paths, **rest), Settings()), use_cookies=False)


def body_of(response: TestResponse) -> Any:
    return json.loads(response.get_data())


# parameters: what is sent in each style is understood, and refused where it does not fit

NUMBERS = {"type": "array", "items": {"type": "integer"}}
POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "in": {"type": "string"}}}
STYLES = [
    ({"schema": NUMBERS}, "a=1&a=2", "a=1&a=b"),
    ({"schema": NUMBERS, "explode": False}, "a=1,2", "a=1,b"),
    ({"schema": NUMBERS, "style": "spaceDelimited", "explode": False}, "a=1%202", "a=1%20b"),
    ({"schema": NUMBERS, "style": "pipeDelimited", "explode": False}, "a=1|2", "a=1|b"),
    ({"schema": NUMBERS, "x-docmill-array": "brackets"}, "a=%5B1,2%5D", "a=%5B1,b%5D"),
    ({"schema": POINT, "style": "deepObject"}, "a[x]=1&a[in]=2", "a[x]=b"),
    ({"schema": POINT}, "x=1&in=2", "x=b"),
    ({"schema": POINT, "explode": False}, "a=x,1,in,2", "a=x,b"),
    ({"content": {"application/json": {"schema": POINT}}}, 'a={"x":1}', 'a={"x":"b"}'),
    ({"content": {"application/json": {"schema": POINT}}}, "a={}", "a={"),
    ({"schema": {"type": "boolean"}}, "a=true", "a=maybe"),
    ({"schema": {"type": ["integer", "null"]}}, "a=null", "a="),
    ({"schema": {"oneOf": [{"type": "integer"}, {"enum": ["all"]}]}}, "a=all", "a=none"),
    ({"schema": {"type": "integer", "format": "int32"}}, "a=2147483647", "a=2147483648"),
    ({"schema": {"type": "string", "format": "date"}}, "a=2030-01-01", "a=tomorrow"),
    ({"schema": {"type": "integer"}, "required": True}, "a=1", "b=1"),
]


@pytest.mark.parametrize(("parameter", "good", "bad"), STYLES)
def test_a_query_is_read_by_its_style(parameter: Any, good: str, bad: str) -> None:
    one = {"name": "a", "in": "query", **parameter}
    client = server({"/": {"get": {"parameters": [one], "responses": OK}}})
    assert client.get("/", query_string=good).status_code == 200
    refused = client.get("/", query_string=bad)
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
    assert body_of(refused)["errors"][0]["in"] == "query"


PLACES = [
    ("path", {"schema": NUMBERS}, "1,2", "1,b"),
    ("path", {"schema": {"type": "string", "pattern": "^a/b$"}}, "a%2Fb", "a%2Fc"),
    ("path", {"schema": POINT, "explode": True}, "x=1,in=2", "x=b"),
    ("path", {"schema": NUMBERS, "style": "label"}, ".1,2", ".1,b"),
    ("path", {"schema": NUMBERS, "style": "matrix", "explode": True}, ";a=1;a=2", ";a=1;a=b"),
    ("header", {"schema": NUMBERS}, "1,2", "1,b"),
    ("header", {"schema": POINT}, "x,1", "x,b"),
    ("cookie", {"schema": {"type": "integer"}}, "1", "b"),
    ("cookie", {"schema": {"const": "a; b"}}, "a; b", "a"),
]


@pytest.mark.parametrize(("place", "parameter", "good", "bad"), PLACES)
def test_other_places_are_read_by_their_style(
    place: str, parameter: Any, good: str, bad: str
) -> None:
    one = {"name": "a", "in": place, "required": True, **parameter}
    path = "/{a}" if place == "path" else "/"
    client = server({path: {"get": {"parameters": [one], "responses": OK}}})

    def status(value: str) -> int:
        if place == "path":
            return client.get(f"/{value}").status_code
        headers = {"a": value} if place == "header" else {"Cookie": f"a={quote(value)}"}
        return client.get("/", headers=headers).status_code

    assert (status(good), status(bad)) == (200, 400)


FORM = {
    "type": "object",
    "required": ["count"],
    "properties": {
        "count": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "integer"}},
        "point": POINT,
        "file": {"type": "string", "format": "binary"},
    },
}


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_forms_are_read_by_their_schema(kind: str) -> None:
    content = {"content": {kind: {"schema": FORM}}}
    client = server({"/": {"post": {"requestBody": content, "responses": OK}}})

    def status(**fields: Any) -> int:
        return client.post("/", data=fields, content_type=kind).status_code

    assert status(count="1", tags=["1", "2"], point='{"x": 1}') == 200
    assert status(tags="1") == status(count="b") == status(count="1", tags="b") == 400
    assert status(count="1", point='{"x": "b"}') == 400


# authentication

SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "oauth": {"type": "oauth2", "flows": {}},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "key"},
}


@pytest.mark.parametrize(
    ("scheme", "given"),
    [
        ("bearer", {"headers": {"Authorization": "Bearer a"}}),
        ("oauth", {"headers": {"Authorization": "bearer a"}}),
        ("basic", {"headers": {"Authorization": "Basic YTpi"}}),
        ("header", {"headers": {"X-Key": "a"}}),
        ("query", {"query_string": "key=a"}),
        ("cookie", {"headers": {"Cookie": "key=a"}}),
    ],
)
def test_each_kind_of_credential_is_asked_for(scheme: str, given: dict[str, Any]) -> None:
    components = {"securitySchemes": SCHEMES}
    operation = {"security": [{scheme: []}], "responses": OK}
    client = server({"/": {"get": operation}}, components=components)
    assert client.get("/").status_code == 401
    assert client.get("/", **given).status_code == 200


def test_alternatives_and_no_credential_at_all_are_known() -> None:
    both: dict[str, Any] = {"security": [{"header": [], "query": []}, {"basic": []}]}
    paths: dict[str, Any] = {
        "/both": {"get": {**both, "responses": OK}},
        "/open": {"get": {"security": [], "responses": OK}},
        "/either": {"get": {"security": [{"basic": []}, {}], "responses": OK}},
    }
    client = server(paths, components={"securitySchemes": SCHEMES}, security=[{"bearer": []}])
    assert client.get("/both", headers={"X-Key": "a"}).status_code == 401
    assert client.get("/both?key=a", headers={"X-Key": "a"}).status_code == 200
    assert client.get("/open").status_code == client.get("/either").status_code == 200


# errors

ERRORS = [
    ({"message": "Sample", "success": True, "status": 1}, {"message": "a: is required"}),
    ({"error": {"message": "Sample", "code": "x"}}, {"error": {"message": "a: is required"}}),
    ({"detail": [{"loc": ["query"], "msg": "x", "type": "t"}]},
     {"detail": [{"loc": ["query", "a"], "msg": "is required", "type": "t"}]}),
    ({"errors": ["Sample"]}, {"errors": ["a: is required"]}),
    ({"errors": {"b": ["Sample"]}}, {"errors": {"a": ["is required"]}}),
    ({"errors": [{"field": "b", "reason": "x"}]},
     {"errors": [{"field": "a", "reason": "is required"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("sample", "told"), ERRORS)
@pytest.mark.parametrize("status", ["400", "422", "4XX", "default"])
def test_the_documented_error_says_what_is_wrong(status: str, sample: Any, told: Any) -> None:
    one = {"name": "a", "in": "query", "required": True, "schema": {"type": "string"}}
    responses = {"200": OK["200"], status: answer_of({"type": "object"}, example=sample)}
    client = server({"/": {"get": {"parameters": [one], "responses": responses}}})
    answer = client.get("/")
    assert answer.status_code == (422 if status == "422" else 400)
    body = body_of(answer)
    assert body == body | told or body["error"] == body["error"] | told["error"]
    assert body.get("success", False) is False
    assert body.get("status", answer.status_code) == answer.status_code


def test_an_error_that_others_document_is_taken_where_none_is() -> None:
    known = {"404": answer_of({"type": "object"}, example={"why": "gone"})}
    client = server({"/": {"get": {"responses": OK | known}}})
    assert body_of(client.get("/nowhere")) == {"why": "gone"}


# samples

SAMPLES = [
    ({"example": {"id": 5, "name": "Sample"}}, {"id": 5, "name": "Sample"}),
    ({"examples": {"one": {"value": {"id": 6, "name": "One"}}}}, {"id": 6, "name": "One"}),
    ({"example": {"id": "five", "name": "Sample"}}, {"name": "Sample"}),  # mended
    ({"example": {"id": 5, "name": "A", "password": "x"}}, {"id": 5, "name": "A"}),
    ({}, {}),
]


@pytest.mark.parametrize(("media", "shown"), SAMPLES)
def test_the_documented_sample_is_answered(media: Any, shown: Any) -> None:
    paths = {"/me": {"get": {"responses": {"200": answer_of(ITEM, **media)}}}}
    body = body_of(server(paths).get("/me"))
    assert body == body | shown
    at = "/paths/~1me/get/responses/200/content/application~1json/schema"
    assert misfits(small_api(paths), at, body, "response") == []
    assert "password" not in body


def test_a_sample_can_be_asked_for_by_name() -> None:
    named = {key: {"value": {"id": n, "name": key}} for n, key in enumerate(("a", "b"))}
    client = server({"/me": {"get": {"responses": {"200": answer_of(ITEM, examples=named)}}}})
    answer = client.get("/me", headers={"Prefer": "example=b"})
    assert body_of(answer)["name"] == "b"


def test_headers_and_other_media_types_are_answered() -> None:
    answer = {
        "description": "",
        "headers": {"X-Rate": {"required": True, "schema": {"type": "integer"}}},
        "content": {"text/csv": {"example": "a,b"}, "application/json": {"schema": ITEM}},
    }
    client = server({"/": {"get": {"responses": {"200": answer}}}})
    text = client.get("/")
    assert (text.text, text.mimetype) == ("a,b", "text/csv")
    assert text.headers["X-Rate"].isdecimal()
    assert client.get("/", headers={"Accept": "application/json"}).mimetype == "application/json"


# records


def things(base: str, item: dict[str, Any], **lists: Any) -> dict[str, Any]:
    variable = {"name": "thingId", "in": "path", "required": True}
    schema = item["properties"].get("data", item)["properties"]["id"]
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    listed = answer_of(lists.pop("schema", ITEMS))
    return {
        base: {
            "get": {"responses": {"200": listed}, **lists},
            "post": {"requestBody": body, "responses": {"201": answer_of(item)}},
        },
        base + "/{thingId}": {
            "parameters": [{**variable, "schema": schema}],
            "get": {"responses": {"200": answer_of(item)}},
            "patch": {"requestBody": body, "responses": {"200": answer_of(item)}},
            "delete": {"responses": {"204": {"description": ""}}},
        },
        base + "/{thingId}/parts": {
            "parameters": [{**variable, "schema": schema}],
            "get": {"responses": {"200": answer_of(TEXTS)}},
        },
    }  # fmt: skip


WRAPPED = {"type": "object", "required": ["data"], "properties": {"data": ITEM}}
TEXT_ID = {**ITEM, "properties": {**ITEM["properties"], "id": {"type": "string"}}}  # type: ignore[dict-item]
UUID = {**ITEM, "properties": {**ITEM["properties"], "id": {"type": "string", "format": "uuid"}}}  # type: ignore[dict-item]


@pytest.mark.parametrize("item", [ITEM, WRAPPED, TEXT_ID, UUID])
def test_records_round_trip(item: dict[str, Any]) -> None:
    client = server(things("/things", item))

    def record(response: TestResponse) -> Any:
        body = body_of(response)
        return body.get("data", body)

    answer = client.post("/things", json={"name": "A", "tags": ["b"], "password": "x"})
    made = record(answer)
    at = f"/things/{made['id']}"
    assert (answer.status_code, answer.headers["Location"]) == (201, at)
    assert (made["name"], made["tags"], "password" in made) == ("A", ["b"], False)
    assert record(client.get(at)) == made
    assert record(client.patch(at, json={"name": "B", "id": 7})) == {**made, "name": "B"}
    assert record(client.get(at))["tags"] == ["b"]
    assert client.get(f"{at}/parts").status_code == 200
    assert client.delete(at).status_code == 204
    assert client.get(at).status_code == client.get(f"{at}/parts").status_code == 404
    again = record(client.post("/things", json={"name": "A"}))
    assert again["id"] != made["id"]


@pytest.mark.parametrize("name", ["mine", "~mine"])
def test_a_path_without_variables_goes_before_one_with_them(name: str) -> None:
    text = {"200": answer_of({"type": "string"}, example="own")}
    paths = {**things("/things", ITEM), f"/things/{name}": {"get": {"responses": text}}}
    assert body_of(server(paths).get(f"/things/{name}")) == "own"
    assert server(paths).delete(f"/things/{name}").status_code == 405


def test_collections_below_a_record_are_its_own() -> None:
    paths = {**things("/groups", ITEM), **things("/groups/{groupId}/things", ITEM)}
    for path, item in paths.items():
        if "{groupId}" in path:
            one = {"name": "groupId", "in": "path", "required": True, "schema": {"type": "integer"}}
            item["parameters"] = [*item.get("parameters", []), one]
    client = server(paths)
    first, second, *_ = (one["id"] for one in body_of(client.get("/groups")))
    made = body_of(client.post(f"/groups/{first}/things", json={"name": "A"}))["id"]
    assert client.get(f"/groups/{first}/things/{made}").status_code == 200
    assert client.get(f"/groups/{second}/things/{made}").status_code == 404
    assert client.get("/groups/99/things").status_code == 404


def test_a_record_that_nothing_lists_or_makes_is_there_under_any_key() -> None:
    paths = {k: v for k, v in things("/cities", ITEM).items() if k == "/cities/{thingId}"}
    client = server(paths)
    assert body_of(client.get("/cities/7"))["id"] == 7
    client.delete("/cities/7")
    assert client.get("/cities/7").status_code == 404


def test_a_list_is_filtered_by_what_is_clearly_a_property() -> None:
    text = {"type": "string"}
    given = [{"name": n, "in": "query", "schema": text} for n in ("name", "Thing_Name", "q")]
    client = server(things("/things", ITEM, parameters=given))
    client.post("/things", json={"name": "A"})

    def count(query: str) -> int:
        return len(body_of(client.get(f"/things?{query}")))

    assert (count(""), count("q=nothing"), count("name=a"), count("Thing_Name=A")) == (4, 4, 1, 1)
    assert count("name=nobody") == 0


# pages: every style walks over all records, in order, and ends

ENVELOPE = {
    "type": "object",
    "properties": {
        "items": ITEMS,
        "meta": {"type": "object", "properties": {"next": {"type": ["string", "null"]}}},
        "more": {"type": "boolean"},
        "total": {"type": "integer"},
        "pages": {"type": "integer"},
    },
}
TOLD = {"items": "/items", "more": "/more", "total": "/total", "pages": "/pages"}
PAGES = [
    ({"style": "page", "parameter": "page", "size": "n", "first": 1, **TOLD}, ENVELOPE),
    ({"style": "page", "parameter": "page", "size": "n", "first": 0, **TOLD}, ENVELOPE),
    ({"style": "page", "parameter": "page", "size": "n", "items": ""}, ITEMS),
    ({"style": "offset", "parameter": "skip", "size": "n", **TOLD}, ENVELOPE),
    ({"style": "cursor", "parameter": "after", "size": "n", "next": "/meta/next", **TOLD},
     ENVELOPE),
    ({"style": "cursor", "parameter": "after", "size": "n", "last": "/id", **TOLD}, ENVELOPE),
    ({"style": "url", "size": "n", "next": "/meta/next", **TOLD}, ENVELOPE),
    ({"style": "link", "size": "n", "items": ""}, ITEMS),
]  # fmt: skip


def following(told: dict[str, Any], answer: TestResponse, number: int) -> str | None:
    """How a client asks for the next page of an answer, or None at the end."""
    body = body_of(answer)
    found = body["items"] if isinstance(body, dict) else body
    match told["style"]:
        case "link":
            link = answer.headers.get("Link", "")
            return link[1 : link.index(">")] if 'rel="next"' in link else None
        case "url":
            url: str | None = body["meta"]["next"]
            return url
        case "cursor" if "next" in told:
            cursor = body["meta"]["next"]
        case "cursor":
            cursor = found[-1]["id"] if body["more"] else None
        case "offset":
            cursor = number * 2 if body["more"] else None
        case _:
            more = body["more"] if isinstance(body, dict) else len(found) == 2
            cursor = number + told.get("first", 1) if more else None
    return None if cursor is None else f"/things?n=2&{told['parameter']}={cursor}"


@pytest.mark.parametrize(("told", "schema"), PAGES)
def test_a_walk_over_all_pages_sees_every_record_once(told: dict[str, Any], schema: Any) -> None:
    named = [told["parameter"]] if "parameter" in told else []
    kind = {"type": "string"} if "next" in told else {"type": "integer"}
    given = [{"name": name, "in": "query", "schema": kind} for name in named]
    given.append({"name": "n", "in": "query", "schema": {"type": "integer"}})
    lists = {"schema": schema, "parameters": given, "x-docmill-pagination": told}
    client = server(things("/things", ITEM, **lists))
    for name in "abcd":
        client.post("/things", json={"name": name})
    seen: list[int] = []
    url: str | None = "/things?n=2"
    for number in islice(range(1, 9), 8):
        if url is None:
            break
        parts = urlsplit(url)
        answer = client.get(parts.path, query_string=parts.query)
        body = body_of(answer)
        found = body["items"] if isinstance(body, dict) else body
        assert len(found) <= 2
        if isinstance(body, dict):
            assert (body["total"], body["pages"], body["more"]) == (7, 4, number < 4)
        seen += [one["id"] for one in found]
        url = following(told, answer, number)
    assert url is None
    assert len(seen) == len(set(seen)) == 7


# any document


@pytest.mark.parametrize("fixture", FIXTURES)
def test_every_document_is_served(fixture: str) -> None:
    api = api_of(fixture)
    application = Application(api, Settings())
    document = body_of(Client(application).get("/openapi.json"))
    assert document["paths"].keys() == api.document["paths"].keys()
    for operation in application.operations:
        answer = Client(application).open(quote(operation.path), method=operation.method)
        assert answer.status_code < 500
