"""The seed page against its truth: every fact of PUT /api/sys/users, as OpenAPI and as findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docmill.api import Api
from docmill.findings import Finding
from docmill.link import link
from docmill.page import Page
from docmill.pages import understood_of
from docmill.read import enumrows
from docmill.spec import Fact, FieldSpec
from docmill.understand import Understood, fields, request

TRUTH = Path(__file__).parent / "corpus" / "update-user.truth"
ROWS = [
    tuple(cell.strip() for cell in line.split("|", 5))
    for line in TRUTH.read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def understood(seed: Page) -> Understood:
    return understood_of(seed)


@pytest.fixture(scope="module")
def api(understood: Understood) -> Api:
    assert understood.spec is not None
    return link([understood.spec])


@pytest.fixture(scope="module")
def operation(api: Api) -> Any:
    return api.node("/paths/~1api~1sys~1users/put")


def schema(api: Api, name: str) -> Any:
    return api.node(f"/components/schemas/{name}")


def test_the_operation(api: Api, operation: Any) -> None:
    assert list(api.document["paths"]) == ["/api/sys/users"]
    assert list(api.document["paths"]["/api/sys/users"]) == ["put"]
    assert api.document["servers"] == [{"url": "https://spaces.nexudus.com"}]
    assert operation["summary"] == "Update User"
    assert operation["description"].startswith("Updates an existing User record. You must include")
    assert operation["operationId"] == "users_update"
    assert operation["tags"] == ["users"]
    assert operation["x-docmill-roles"] == ["User-Edit"]
    assert api.name == "nexudus"


def test_the_truth_is_whole() -> None:
    assert len(ROWS) == 58
    assert sum(row[2] == "required" for row in ROWS) == 7
    assert sum(row[1] == "integer[]" for row in ROWS) == 9


def test_the_body_fields_in_the_order_of_the_page(api: Api) -> None:
    body = schema(api, "UserUpdate")
    assert list(body["properties"]) == [row[0] for row in ROWS]
    assert body["required"] == [row[0] for row in ROWS if row[2] == "required"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_body_field(api: Api, row: tuple[str, ...]) -> None:
    name, kind, _, form, marks, description = row
    have = schema(api, "UserUpdate")["properties"][name]
    if name == "Language":
        assert have.pop("$ref") == "#/components/schemas/Language"
        have = {"type": "integer", **have}
    if kind.endswith("[]"):
        assert (have["type"], have["items"]) == ("array", {"type": kind[:-2]})
    else:
        assert have["type"] == kind
    assert have.get("format", "") == form
    assert have["description"] == description
    assert have.get("x-docmill-secret", False) == ("secret" in marks)
    assert have.get("writeOnly", False) == ("write-only" in marks)
    assert "default" not in have
    assert "nullable" not in have
    assert "deprecated" not in have


def test_the_enum_is_named_and_linked_by_elimination(api: Api) -> None:
    enum = schema(api, "Language")
    assert enum["type"] == "integer"
    assert enum["enum"] == [3, 1, 2]
    assert enum["x-enum-varnames"] == ["EnglishUK", "EnglishUS", "Spanish"]
    language = schema(api, "UserUpdate")["properties"]["Language"]
    assert language["x-docmill-inferred"] == ["enum"]


def test_what_docmill_inferred_is_marked(api: Api) -> None:
    fields = schema(api, "UserUpdate")["properties"]
    assert fields["Id"]["x-docmill-inferred"] == ["format"]
    assert fields["PasswordSalt"]["x-docmill-inferred"] == ["secret"]
    assert fields["NewAvatarUrl"]["x-docmill-inferred"] == ["format", "writeOnly"]
    assert "x-docmill-inferred" not in fields["FullName"]


def test_success(api: Api, operation: Any) -> None:
    content = operation["responses"]["200"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/UserUpdateResponse"}
    assert content["example"]["Value"] == {"Id": 87654321}
    fields = schema(api, "UserUpdateResponse")["properties"]
    described = {k: v for k, v in fields.items() if "x-docmill-seen" not in v}
    assert described == {
        "Status": {"type": "integer", "description": "HTTP status code. 200 on success."},
        "Message": {
            "type": "string",
            "description": "A human-readable message confirming the update.",
        },
        "Value": {
            "type": "object",
            "description": "Contains the Id of the updated record.",
            "properties": {"Id": {"type": "integer", "x-docmill-seen": "example"}},
        },
        "WasSuccessful": {
            "type": "boolean",
            "description": "true if the user was updated successfully.",
        },
        "Errors": {"type": ["array", "null"], "description": "null on success.", "items": {}},
    }
    seen = {"x-docmill-seen": "example"}
    assert {k: v for k, v in fields.items() if k not in described} == {
        "OpenInDialog": {"type": "boolean", **seen},
        "OpenInWindow": {"type": "boolean", **seen},
        "RedirectURL": seen,
        "JavaScript": seen,
        "UpdatedOn": {"type": "string", "format": "date-time", **seen},
        "UpdatedBy": {"type": "string", **seen},
    }


def test_failure(api: Api, operation: Any) -> None:
    content = operation["responses"]["400"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/UserUpdateBadRequest"}
    assert content["example"]["Errors"][0]["PropertyName"] == "FullName"
    seen = {"x-docmill-seen": "example"}
    assert schema(api, "UserUpdateBadRequest")["properties"] == {
        "Message": {
            "type": "string",
            "description": "A summary of the validation error(s), in the format PropertyName: "
            "error message.",
        },
        "Value": {"description": "null on validation failure."},
        "Errors": {
            "type": "array",
            "description": "Array of validation errors.",
            "items": {
                "type": "object",
                "properties": {
                    "AttemptedValue": seen,
                    "Message": {"type": "string", **seen},
                    "PropertyName": {"type": "string", **seen},
                },
            },
        },
        "WasSuccessful": {
            "type": "boolean",
            "description": "false when the request fails validation.",
        },
    }


def test_the_request_sample_is_kept_though_it_does_not_fit(operation: Any) -> None:
    content = operation["requestBody"]["content"]["application/json"]
    assert operation["requestBody"]["required"] is True
    assert "example" not in content
    (sample,) = content["x-docmill-invalid-examples"]
    assert sample["Language"] == 0
    assert sample["Id"] == 87654321


def test_both_ways_to_authenticate(api: Api, operation: Any) -> None:
    assert operation["security"] == [{"oauth2Bearer": []}, {"basic": []}]
    schemes = api.document["components"]["securitySchemes"]
    assert (schemes["oauth2Bearer"]["type"], schemes["oauth2Bearer"]["scheme"]) == (
        "http",
        "bearer",
    )
    assert "OAuth2" in schemes["oauth2Bearer"]["description"]
    assert (schemes["basic"]["type"], schemes["basic"]["scheme"]) == ("http", "basic")


def told(findings: tuple[Finding, ...]) -> list[tuple[int, str]]:
    return sorted((finding.at.first, finding.code) for finding in findings)


def test_all_findings(understood: Understood, api: Api) -> None:
    assert told((*understood.findings, *api.findings)) == [
        (12, "auth-disagrees"),
        (46, "enum-link-inferred"),
        (246, "sample-disagrees"),  # Email: "" is no address
        (246, "sample-disagrees"),  # Language: 0 is none of 3, 1, 2
        (276, "seen-only-in-example"),
        (298, "status-shapes-differ"),  # Value: object in 200, any in 400
        (301, "status-shapes-differ"),  # Errors: array in 200, object[] in 400
    ]
    messages = "\n".join(f.message for f in (*understood.findings, *api.findings))
    assert "`Language`: 0 is not one of 3, 1 or 2" in messages
    assert "line 42 asks for an OAuth2 bearer token; line 12 asks for Basic" in messages


def test_the_generated_head_sample_carries_no_weight(seed: Page, understood: Understood) -> None:
    """Without it the facts are the same, but for the way to authenticate that it alone shows."""
    lines = seed.text.split("\n")
    without = understood_of(Page(seed.name, "\n".join([*lines[:9], *lines[37:]])))
    assert without.spec is not None
    assert understood.spec is not None
    assert without.spec.request == understood.spec.request
    assert without.spec.responses == understood.spec.responses
    assert [s.value for s in without.spec.authentication.schemes] == ["oauth2-bearer"]


def test_the_ledger_accounts_for_every_line(understood: Understood, seed: Page) -> None:
    ledger = understood.ledger
    assert ledger.lines("unclaimed") == []
    assert ledger.lines("boilerplate") == [1, *range(10, 38)]
    assert len(ledger.entries) == sum(bool(line.strip()) for line in seed.lines) == 302


@pytest.mark.parametrize(
    ("at", "lines"),
    [
        ("/components/schemas/UserUpdate/properties/Language", (67, 70)),
        ("/components/schemas/UserUpdate/properties/APIAccess/description", (113, 115)),
        ("/components/schemas/Language/enum/1", (48, 48)),
        ("/components/schemas/UserUpdateResponse/properties/OpenInDialog", (282, 282)),
        ("/components/securitySchemes/basic", (12, 12)),
        ("/paths/~1api~1sys~1users/put/summary", (9, 9)),
    ],
)
def test_every_node_knows_its_lines(api: Api, at: str, lines: tuple[int, int]) -> None:
    places = api.origin(at)
    assert (min(p.first for p in places), max(p.last for p in places)) == lines


def test_the_document_is_valid(api: Api) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    assert list(OpenAPIV31SpecValidator(api.document).iter_errors()) == []


def lost(fields: list[FieldSpec]) -> list[FieldSpec]:
    return fields[:9] + fields[10:]


def inverted(fields: list[FieldSpec]) -> list[FieldSpec]:
    return [replace(f, required=None if f.required else Fact(True, f.name.at)) for f in fields]


def all_strings(fields: list[FieldSpec]) -> list[FieldSpec]:
    return [replace(f, type=Fact("string", f.name.at)) for f in fields]


def swapped(fields: list[FieldSpec]) -> list[FieldSpec]:
    return [*fields[:20], fields[21], fields[20], *fields[22:]]


def one_for_the_other(fields: list[FieldSpec]) -> list[FieldSpec]:
    """Names right, but a name carries the facts of its neighbour."""
    return [*fields[:7], *(replace(f, name=g.name) for f, g in zip(
        fields[7:], [*fields[8:], fields[7]], strict=True))]  # fmt: skip


@pytest.mark.parametrize("bug", [lost, inverted, all_strings, swapped, one_for_the_other])
def test_a_planted_reading_bug_is_caught(
    seed: Page, monkeypatch: pytest.MonkeyPatch, bug: Callable[[list[FieldSpec]], list[FieldSpec]]
) -> None:
    right = fields.once
    monkeypatch.setattr(request, "once", lambda desk, found: bug(right(desk, found)))
    spec = understood_of(seed).spec
    assert spec is not None
    assert disagreements(link([spec]))


def test_a_dropped_enum_row_is_caught(seed: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    right = enumrows.cells_of
    monkeypatch.setattr(
        enumrows, "cells_of", lambda rows: [c if c[0] != "1" else c[:1] for c in right(rows)]
    )
    spec = understood_of(seed).spec
    assert spec is not None
    assert disagreements(link([spec]))


def disagreements(api: Api) -> list[str]:
    """The names of body fields and enums that differ from the truth."""
    body = schema(api, "UserUpdate")
    if list(body["properties"]) != [row[0] for row in ROWS]:
        return ["order or number of the fields"]
    enum = api.document["components"]["schemas"].get("Language", {})
    wrong = [] if enum.get("enum") == [3, 1, 2] else ["Language"]
    for name, kind, required, _, _, said in ROWS:
        have = body["properties"][name].get("type", "integer")
        agrees = have == ("array" if kind.endswith("[]") else kind)
        same = body["properties"][name]["description"] == said
        if not agrees or not same or (name in body["required"]) != (required == "required"):
            wrong.append(name)
    return wrong


def test_without_a_planted_bug_nothing_disagrees(api: Api) -> None:
    assert disagreements(api) == []
