"""How operations page through their answers, told of any document by `x-docmill-pagination`."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from docmill.api import Api
from docmill.link import merge, observed
from docmill.yamltext import dump, load

KEY = "x-docmill-pagination"
NUMBER = {"type": "integer"}
TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
THINGS: dict[str, Any] = {
    "type": "array",
    "items": {"type": "object", "properties": {"id": TEXT, "name": TEXT}},
}


def answer(schema: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """A 200 with JSON of this schema."""
    content = {"application/json": {"schema": schema, **rest}}
    return {"200": {"description": "ok", "content": content}}


def holding(**properties: Any) -> dict[str, Any]:
    """An object with these properties."""
    return {"type": "object", "properties": properties}


def query(**parameters: Any) -> list[dict[str, Any]]:
    """Query parameters by name: a schema each, with its description beside."""
    found: list[dict[str, Any]] = []
    for name, schema in parameters.items():
        said = {"description": schema["description"]} if "description" in schema else {}
        rest = {key: item for key, item in schema.items() if key != "description"}
        found.append({"name": name, "in": "query", **said, "schema": rest})
    return found


def api_of(paths: dict[str, Any], **top: Any) -> Api:
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, **top}
    read, places = load("api.yaml", dump(document))
    return Api("t", read, {at: (place,) for at, place in places.items()})


def told_of(
    parameters: list[dict[str, Any]],
    responses: dict[str, Any],
    path: str = "/things",
    method: str = "get",
    **rest: Any,
) -> Any:
    """What is told of the one operation of a document, or None."""
    operation = {"parameters": parameters, "responses": responses, **rest}
    api = api_of({path: {method: operation}})
    return observed(api).document["paths"][path][method].get(KEY)


PAGE = answer(holding(Records=THINGS, TotalItems=NUMBER, TotalPages=NUMBER, HasNextPage=FLAG))


# page numbers


def test_page_and_size_with_an_envelope() -> None:
    assert told_of(query(page=NUMBER, size=NUMBER), PAGE) == {
        "style": "page",
        "parameter": "page",
        "size": "size",
        "items": "/Records",
        "more": "/HasNextPage",
        "total": "/TotalItems",
        "pages": "/TotalPages",
        "first": 1,
    }


@pytest.mark.parametrize(
    ("page", "size"),
    [
        ("page", "per_page"),
        ("pageNumber", "pageSize"),
        ("PageIndex", "limit"),
        ("page[number]", "page[size]"),
        ("current_page", "maxResults"),
    ],
)
def test_names_in_any_casing(page: str, size: str) -> None:
    found = told_of(query(**{page: NUMBER, size: NUMBER}), PAGE)
    assert (found["style"], found["parameter"], found["size"]) == ("page", page, size)


@pytest.mark.parametrize(
    ("schema", "first"),
    [
        (NUMBER, 1),
        ({**NUMBER, "default": 0}, 0),
        ({**NUMBER, "minimum": 0}, 0),
        ({**NUMBER, "minimum": 0, "default": 1}, 1),
        ({**NUMBER, "default": 3}, 1),
        ({**NUMBER, "description": "Zero-based index of the page."}, 0),
        ({**NUMBER, "description": "Page number, starting at 0."}, 0),
        ({**NUMBER, "description": "Page number, starting from 1."}, 1),
    ],
)
def test_the_number_of_the_first_page(schema: dict[str, Any], first: int) -> None:
    assert told_of(query(page=schema), PAGE)["first"] == first


def test_an_array_pages_until_it_is_empty() -> None:
    found = told_of(query(page=NUMBER, per_page=NUMBER), answer(THINGS))
    keys = {"style": "page", "parameter": "page", "size": "per_page", "items": "", "first": 1}
    assert found == keys


def test_an_envelope_may_hold_what_it_says_of_the_page_in_an_object() -> None:
    meta = holding(current_page=NUMBER, last_page=NUMBER, total=NUMBER)
    found = told_of(query(page=NUMBER), answer(holding(data=THINGS, meta=meta)))
    assert (found["items"], found["pages"], found["total"]) == (
        "/data",
        "/meta/last_page",
        "/meta/total",
    )


def test_items_may_stand_in_an_object() -> None:
    inner = holding(things=THINGS, tags={"type": "array", "items": TEXT}, hasMore=FLAG)
    found = told_of(query(page=NUMBER), answer(holding(success=FLAG, data=inner)))
    assert (found["items"], found["more"]) == ("/data/things", "/data/hasMore")


def test_references_and_all_of_are_followed() -> None:
    page = {"allOf": [{"$ref": "#/components/schemas/Page"}, holding(items=THINGS)]}
    schemas = {"Page": holding(hasMore={"$ref": "#/components/schemas/Flag"}), "Flag": FLAG}
    operation = {
        "parameters": [{"$ref": "#/components/parameters/page"}],
        "responses": {"200": {"$ref": "#/components/responses/List"}},
    }
    api = api_of(
        {"/things": {"get": operation}},
        components={
            "schemas": schemas,
            "parameters": {"page": query(page=NUMBER)[0]},
            "responses": {"List": answer(page)["200"]},
        },
    )
    found = observed(api)
    told = found.document["paths"]["/things"]["get"][KEY]
    assert (told["items"], told["more"]) == ("/items", "/hasMore")
    assert found.origin(f"/paths/~1things/get/{KEY}/more") == api.origin(
        "/components/schemas/Page/properties/hasMore"
    )


def test_a_count_is_that_of_all_items_only_where_something_says_so() -> None:
    def total_in(**beside: Any) -> Any:
        envelope = holding(items=THINGS, hasMore=FLAG, **beside)
        return told_of(query(page=NUMBER), answer(envelope)).get("total")

    assert total_in(count=NUMBER) is None
    assert total_in(count={**NUMBER, "description": "Total number of things."}) == "/count"
    assert total_in(count=NUMBER, next=TEXT, previous=TEXT) == "/count"


# what is no pagination


@pytest.mark.parametrize(
    ("parameters", "responses", "path"),
    [
        (query(page=NUMBER), answer(holding(id=TEXT, name=TEXT)), "/things/{id}"),
        (query(page=NUMBER), answer(holding(id=TEXT, tags=THINGS)), "/things/{id}"),
        (query(page=NUMBER), answer(holding(id=TEXT, items=THINGS)), "/orders/{id}"),
        (query(page=NUMBER), {"200": {"description": "ok"}}, "/things"),
        (query(name=TEXT), PAGE, "/things"),
        (query(size=NUMBER), PAGE, "/things"),
        (query(page={**TEXT, "description": "URL of the page."}), PAGE, "/views"),
        (query(page=FLAG), PAGE, "/things"),
        (query(start={**TEXT, "format": "date"}, end=TEXT), PAGE, "/things"),
        (query(start=NUMBER, end=NUMBER), PAGE, "/things"),
        (query(after={**TEXT, "format": "date-time"}),
         answer(holding(items=THINGS, next=TEXT)), "/x"),
        (query(after={**TEXT, "description": "Created after this date."}),
         answer(holding(items=THINGS, next=TEXT)), "/x"),
        (query(start={**NUMBER, "description": "A Unix timestamp."}), PAGE, "/things"),
        (query(**{"from": {**TEXT, "format": "date"}}),
         answer(holding(items=THINGS, more=FLAG, **{"from": TEXT})), "/things"),
        (query(page=NUMBER), answer(holding(errors=THINGS, total=NUMBER)), "/things"),
        (query(page=NUMBER), answer(holding(reds=THINGS, blues=THINGS, total=NUMBER)), "/things"),
    ],
)  # fmt: skip
def test_no_pagination(
    parameters: list[dict[str, Any]], responses: dict[str, Any], path: str
) -> None:
    assert told_of(parameters, responses, path) is None


def test_what_is_changed_or_deleted_does_not_page() -> None:
    for method in ("put", "patch", "delete"):
        assert told_of(query(page=NUMBER), PAGE, method=method) is None


def test_a_schema_that_is_a_part_of_itself_ends() -> None:
    api = api_of(
        {"/a": {"get": {"parameters": query(page=NUMBER), "responses": answer(
            {"$ref": "#/components/schemas/A"})}}},
        components={"schemas": {"A": {"allOf": [{"$ref": "#/components/schemas/A"}]}}},
    )  # fmt: skip
    assert KEY not in observed(api).document["paths"]["/a"]["get"]


# offsets


@pytest.mark.parametrize(
    ("offset", "size"),
    [
        ("offset", "limit"),
        ("skip", "take"),
        ("$skip", "$top"),
        ("start", "length"),
        ("from", "size"),
    ],
)
def test_offset_and_limit(offset: str, size: str) -> None:
    found = told_of(
        query(**{offset: NUMBER, size: NUMBER}), answer(holding(value=THINGS, totalCount=NUMBER))
    )
    assert found == {
        "style": "offset",
        "parameter": offset,
        "size": size,
        "items": "/value",
        "total": "/totalCount",
    }


# cursors


@pytest.mark.parametrize(
    ("parameter", "envelope", "following"),
    [
        ("cursor", holding(items=THINGS, next_cursor=TEXT), "/next_cursor"),
        ("pageToken", holding(files=THINGS, nextPageToken=TEXT), "/nextPageToken"),
        ("NextToken", holding(items=THINGS, NextToken=TEXT), "/NextToken"),
        ("after", holding(results=THINGS, paging=holding(next=holding(after=TEXT, link=TEXT))),
         "/paging/next/after"),
        ("after", holding(data=THINGS, paging=holding(cursors=holding(before=TEXT, after=TEXT))),
         "/paging/cursors/after"),
        ("cursor", holding(members=THINGS, response_metadata=holding(next_cursor=TEXT)),
         "/response_metadata/next_cursor"),
        ("after", holding(items=THINGS, pageInfo=holding(endCursor=TEXT, hasNextPage=FLAG)),
         "/pageInfo/endCursor"),
        ("offset", holding(records=THINGS, offset=TEXT), "/offset"),
        ("page[after]", holding(data=THINGS, meta=holding(after_cursor=TEXT, has_more=FLAG)),
         "/meta/after_cursor"),
        ("after_id", holding(data=THINGS, has_more=FLAG, first_id=TEXT, last_id=TEXT), "/last_id"),
    ],
)  # fmt: skip
def test_a_cursor_of_the_answer(parameter: str, envelope: dict[str, Any], following: str) -> None:
    found = told_of(query(**{parameter: TEXT}), answer(envelope), "/files")
    assert (found["style"], found["parameter"]) == ("cursor", parameter)
    assert found["next"] == following


def test_a_cursor_that_is_the_id_of_the_last_item() -> None:
    envelope = holding(object=TEXT, data=THINGS, has_more=FLAG, url=TEXT)
    assert told_of(query(starting_after=TEXT, limit=NUMBER), answer(envelope)) == {
        "style": "cursor",
        "parameter": "starting_after",
        "size": "limit",
        "items": "/data",
        "more": "/has_more",
        "last": "/id",
    }


def test_an_offset_of_numbers_is_no_cursor_whatever_the_answer_repeats() -> None:
    envelope = holding(items=THINGS, offset=NUMBER, total=NUMBER)
    assert told_of(query(offset=NUMBER, limit=NUMBER), answer(envelope))["style"] == "offset"


# urls and headers


@pytest.mark.parametrize(
    ("envelope", "following"),
    [
        (holding(data=THINGS, next_page_url=TEXT), "/next_page_url"),
        (holding(data=THINGS, links=holding(next=TEXT)), "/links/next"),
        (holding(value=THINGS, **{"@odata.nextLink": TEXT}), "/@odata.nextLink"),
        (holding(things=THINGS, _links=holding(next=holding(href=TEXT))), "/_links/next/href"),
        (holding(results=THINGS, next={**TEXT, "format": "uri"}), "/next"),
        (holding(results=THINGS, next={**TEXT, "description": "Link to the next page"}), "/next"),
    ],
)
def test_the_url_of_the_next_page(envelope: dict[str, Any], following: str) -> None:
    found = told_of([], answer(envelope))
    assert (found["style"], found["next"]) == ("url", following)
    assert "parameter" not in found


def test_an_example_shows_that_next_is_a_url() -> None:
    envelope = holding(results=THINGS, next=TEXT)
    example = {"results": [], "next": "https://api.example/things?page=2"}
    assert told_of([], answer(envelope, example=example))["style"] == "url"
    assert told_of([], answer(envelope, example={"results": [], "next": "abc"})) is None


def test_a_link_header() -> None:
    responses = answer(THINGS)
    responses["200"]["headers"] = {"Link": {"schema": TEXT}}
    found = told_of(query(page=NUMBER, per_page=NUMBER), responses)
    assert found == {"style": "link", "size": "per_page", "items": ""}
    said = 'Pages are in the `Link` header, as rel="next".'
    assert told_of(query(per_page=NUMBER), answer(THINGS), description=said) == found
    assert told_of(query(name=TEXT), responses) is None


# several styles, and what is told


def test_numbers_with_a_known_end_go_before_a_url_and_that_before_numbers_without() -> None:
    with_total = holding(
        results=THINGS, count=NUMBER, next={**TEXT, "format": "uri"}, previous=TEXT
    )
    assert told_of(query(page=NUMBER), answer(with_total))["style"] == "page"
    without = holding(results=THINGS, next={**TEXT, "format": "uri"})
    assert told_of(query(page=NUMBER), answer(without))["style"] == "url"


def test_a_cursor_goes_before_numbers() -> None:
    envelope = holding(items=THINGS, next_cursor=TEXT, total=NUMBER)
    assert told_of(query(page=NUMBER, cursor=TEXT), answer(envelope))["style"] == "cursor"


def test_a_deprecated_parameter_comes_last() -> None:
    parameters = query(pageNumber=NUMBER, page=NUMBER)
    parameters[1]["deprecated"] = True
    assert told_of(parameters, PAGE)["parameter"] == "pageNumber"


def codes(api: Api) -> dict[str, str]:
    return {finding.code: finding.message for finding in observed(api).findings}


def test_one_finding_a_document_and_one_for_each_doubt() -> None:
    both = holding(results=THINGS, total=NUMBER, next={**TEXT, "format": "uri"})
    doubtful = {"parameters": query(page=NUMBER), "responses": answer(both)}
    plain = {"parameters": query(page=NUMBER), "responses": PAGE}
    lost = {"parameters": query(cursor=TEXT), "responses": answer(THINGS)}
    paths: dict[str, Any] = {f"/a{n}": {"get": plain} for n in range(3)}
    paths |= {f"/b{n}": {"get": doubtful} for n in range(2)} | {"/c": {"get": lost}}
    told = codes(api_of(paths))
    assert told.keys() == {"pagination-inferred", "pagination-ambiguous", "pagination-unclear"}
    assert told["pagination-inferred"].startswith(
        "5 operations page through answers (page 5), going by"
    )
    assert told["pagination-ambiguous"].startswith("2 operations page by page, and could by url")
    assert told["pagination-unclear"].startswith("1 operation takes a parameter")


# bodies


def test_a_search_takes_the_page_in_its_body() -> None:
    body = {"content": {"application/json": {"schema": holding(query=TEXT, page=NUMBER)}}}
    found = told_of([], answer(holding(hits=THINGS, total=NUMBER)), method="post", requestBody=body)
    assert (found["parameter"], found["in"]) == ("page", "body")


def test_what_creates_does_not_page() -> None:
    body = {"content": {"application/json": {"schema": holding(title=TEXT, page=NUMBER)}}}
    assert told_of([], answer(THINGS), "/notes", "post", requestBody=body) is None
    assert told_of([], answer(THINGS), "/notes/search", "post", requestBody=body) is not None


# what is there already


def test_what_the_document_says_is_kept() -> None:
    kept: list[Any] = [False, {"style": "page", "parameter": "p", "items": ""}]
    for said in kept:
        found = told_of(query(page=NUMBER), PAGE, **{KEY: said})
        assert found == said


def test_a_document_observed_twice_or_merged_is_the_same_and_the_input_stays() -> None:
    api = api_of({"/things": {"get": {"parameters": query(page=NUMBER), "responses": PAGE}}})
    before = copy.deepcopy(api.document)
    once = observed(api)
    assert api.document == before
    assert observed(once).document == once.document
    other = api_of({"/others": {"get": {"responses": PAGE}}})
    both = merge([other, once])
    told = once.document["paths"]["/things"]["get"][KEY]
    assert both.document["paths"]["/things"]["get"][KEY] == told
