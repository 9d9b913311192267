"""Examples of the rules of `docmill diff`, as data: one for each two rules that mirror each other.

An example is a place in a small document and what stands there before and after. Read backwards it
is the example of the mirrored rule: what was added is removed, what was narrowed is widened. The
tables of docs/diff-rules.md are made of these examples.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from docmill.api import Api, steps_of
from docmill.diff import DIFF_RULES, Change, compare
from docmill.diff.grid import ANNOTATED, MEANINGS, SCHEMA, SCHEMA_AREAS, WORDS, Kind

ABSENT = object()
MIRRORED: dict[Kind, Kind] = {
    "added": "removed",
    "removed": "added",
    "narrowed": "widened",
    "widened": "narrowed",
    "changed": "changed",
}

OPERATION = "/paths/~1things~1{id}/post"
BODY = f"{OPERATION}/requestBody"
OK = f"{OPERATION}/responses/200"
KEY = "/components/securitySchemes/key"
OAUTH = "/components/securitySchemes/oauth"
JSON = "/content/application~1json"
WHERE = {
    "parameter": f"{OPERATION}/parameters/1/schema",
    "request-body": f"{BODY}{JSON}/schema",
    "request-property": f"{BODY}{JSON}/schema/properties/Name",
    "response-body": f"{OK}{JSON}/schema",
    "response-property": f"{OK}{JSON}/schema/properties/Name",
    "response-header": f"{OK}/headers/X-Total/schema",
}


def base() -> dict[str, Any]:
    """A document with one of everything."""
    record = {"type": "object", "properties": {"Name": {"type": "string"}}, "required": ["Name"]}
    flow = {"tokenUrl": "https://a.example/token", "scopes": {"read": "Reads"}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1.0.0"},
        "x-docmill-package": "shop",
        "servers": [{"url": "https://a.example"}],
        "security": [{"key": []}],
        "paths": {
            "/things/{id}": {
                "post": {
                    "operationId": "things_update",
                    "tags": ["things"],
                    "security": [{"key": []}, {"oauth": ["read"]}],
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {}},
                        {"name": "q", "in": "query", "schema": {"type": "string"}},
                    ],
                    "requestBody": {"content": {"application/json": {"schema": record}}},
                    "responses": {
                        "200": {
                            "description": "OK",
                            "headers": {"X-Total": {"schema": {"type": "integer"}}},
                            "content": {"application/json": {"schema": record}},
                        }
                    },
                }
            },
            "/ping": {"get": {"operationId": "ping", "responses": {}}},
        },
        "components": {
            "schemas": {"Unused": {"type": "string"}},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "oauth": {"type": "oauth2", "flows": {"clientCredentials": flow}},
            },
        },
    }
    copied: dict[str, Any] = json.loads(json.dumps(document))  # nothing stands in two places
    return copied


@dataclass(frozen=True)
class Example:
    """What stands at a place before and after, and the rule that tells of it."""

    rule: str
    at: str
    old: Any
    new: Any

    def sides(self) -> tuple[Api, Api]:
        return api_with(self.at, self.old), api_with(self.at, self.new)

    @property
    def words(self) -> str:
        return f"{worded(self.old)} → {worded(self.new)}"


def worded(value: Any) -> str:
    text = "nothing" if value is ABSENT else json.dumps(value, ensure_ascii=False)
    return f"`{text}`".replace("|", "\\|")


def with_value(document: dict[str, Any], at: str, value: Any) -> dict[str, Any]:
    *steps, last = steps_of(at)
    node: Any = document
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    if isinstance(node, list):
        node[int(last) : int(last) + 1] = [] if value is ABSENT else [value]
    elif value is ABSENT:
        node.pop(last, None)
    else:
        node[last] = value
    return document


def api_of(document: dict[str, Any]) -> Api:
    return Api("shop", document)


def api_with(at: str, value: Any) -> Api:
    own = value if value is ABSENT else json.loads(json.dumps(value))
    return api_of(with_value(base(), at, own))


def told(old: Api, new: Api) -> list[str]:
    """The ids of the rules that a comparison tells of."""
    return [change.rule.id for change in compare(old, new)]


def mirrored(change: Change) -> tuple[str, str, Kind]:
    """Area, aspect and kind of the change in the other direction.

    What is required on one side only is told by the side that has it, so it mirrors itself.
    """
    rule = change.rule
    return rule.area, rule.aspect, MIRRORED[rule.kind]


_T = {"type": "string"}
_N = {"type": "integer"}
_L = {"type": "array", "items": _T}
_O = {"type": "object"}
_FORMS = [{"type": "string"}, {"type": "integer"}]
_KINDS = [{"title": "A", "type": "object"}, {"title": "B", "type": "object"}]
_NAMED = {"type": "integer", "enum": [1]}

Fragment = tuple[dict[str, Any], dict[str, Any]]

SCHEMAS: dict[str, Fragment] = {
    "type-narrowed": ({"type": "number"}, _N),
    "type-changed": (_T, _N),
    "nullable-added": (_T, {"type": ["string", "null"]}),
    "format-added": (_T, _T | {"format": "date"}),
    "format-narrowed": (_N | {"format": "int64"}, _N | {"format": "int32"}),
    "format-changed": (_T | {"format": "date"}, _T | {"format": "date-time"}),
    "enum-added": (_T, _T | {"enum": ["a", "b"]}),
    "enum-value-added": (_T | {"enum": ["a"]}, _T | {"enum": ["a", "b"]}),
    "enum-name-added": (_NAMED, _NAMED | {"x-enum-varnames": ["One"]}),
    "enum-name-changed": (
        _NAMED | {"x-enum-varnames": ["One"]},
        _NAMED | {"x-enum-varnames": ["First"]},
    ),
    "default-added": (_T, _T | {"default": "a"}),
    "default-changed": (_T | {"default": "a"}, _T | {"default": "b"}),
    "minimum-added": (_N, _N | {"minimum": 1}),
    "minimum-narrowed": (_N | {"minimum": 1}, _N | {"minimum": 2}),
    "maximum-added": (_N, _N | {"maximum": 9}),
    "maximum-narrowed": (_N | {"maximum": 9}, _N | {"exclusiveMaximum": 9}),
    "min-length-added": (_T, _T | {"minLength": 1}),
    "min-length-narrowed": (_T | {"minLength": 1}, _T | {"minLength": 2}),
    "max-length-added": (_T, _T | {"maxLength": 9}),
    "max-length-narrowed": (_T | {"maxLength": 9}, _T | {"maxLength": 8}),
    "min-items-added": (_L, _L | {"minItems": 1}),
    "min-items-narrowed": (_L | {"minItems": 1}, _L | {"minItems": 2}),
    "max-items-added": (_L, _L | {"maxItems": 9}),
    "max-items-narrowed": (_L | {"maxItems": 9}, _L | {"maxItems": 8}),
    "min-properties-added": (_O, _O | {"minProperties": 1}),
    "min-properties-narrowed": (_O | {"minProperties": 1}, _O | {"minProperties": 2}),
    "max-properties-added": (_O, _O | {"maxProperties": 9}),
    "max-properties-narrowed": (_O | {"maxProperties": 9}, _O | {"maxProperties": 8}),
    "unique-items-added": (_L, _L | {"uniqueItems": True}),
    "pattern-added": (_T, _T | {"pattern": "^a"}),
    "pattern-changed": (_T | {"pattern": "^a"}, _T | {"pattern": "^b"}),
    "multiple-of-added": (_N, _N | {"multipleOf": 2}),
    "multiple-of-narrowed": (_N | {"multipleOf": 2}, _N | {"multipleOf": 4}),
    "multiple-of-changed": (_N | {"multipleOf": 2}, _N | {"multipleOf": 3}),
    "items-added": ({"type": "array"}, _L),
    "additional-properties-narrowed": (_O, _O | {"additionalProperties": False}),
    "branch-added": ({"oneOf": _FORMS}, {"oneOf": [*_FORMS, {"type": "boolean"}]}),
    "union-added": (_O, _O | {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
    "union-changed": ({"oneOf": _FORMS}, {"anyOf": _FORMS}),
    "discriminator-added": (
        {"oneOf": _KINDS},
        {"oneOf": _KINDS, "discriminator": {"propertyName": "kind"}},
    ),
    "discriminator-changed": (
        {"oneOf": _KINDS, "discriminator": {"propertyName": "kind"}},
        {"oneOf": _KINDS, "discriminator": {"propertyName": "type"}},
    ),
    "constraint-added": (_O, _O | {"propertyNames": {"pattern": "^a"}}),
    "constraint-changed": (
        _O | {"propertyNames": {"pattern": "^a"}},
        _O | {"propertyNames": {"pattern": "^b"}},
    ),
    "xml-added": (_T, _T | {"xml": {"attribute": True}}),
    "xml-changed": (_T | {"xml": {"name": "a"}}, _T | {"xml": {"name": "b"}}),
    "secret-added": (_T, _T | {"x-docmill-secret": True}),
    "deprecated-added": (_T, _T | {"deprecated": True}),
}
"""By aspect and kind: a schema before and after."""

TOLD: dict[str, tuple[str, Any, Any]] = {
    "description": ("description", "A name.", "The name."),
    "example": ("example", "a", "b"),
    "external-docs": (
        "externalDocs",
        {"url": "https://a.example/docs"},
        {"url": "https://b.example/docs"},
    ),
    "provenance": ("x-docmill-inferred", ["format"], ["required"]),
    "extension": ("x-note", "a", "b"),
}
"""By aspect: a key that changes nothing, and two values of it."""

HOLDERS = {
    **WHERE,
    "operation": OPERATION,
    "response": OK,
    "api": "",
    "security-scheme": KEY,
}


def told_examples() -> list[Example]:
    """What is told of each kind of object, added and changed."""
    found: list[Example] = []
    for area, aspects in ANNOTATED.items():
        for aspect in aspects:
            key, one, other = TOLD[aspect]
            at = f"{HOLDERS[area]}/{key}"
            if (area, aspect) == ("api", "description"):
                at = "/info/description"
            if (area, aspect) == ("response", "description"):
                one, other = "OK", "Fine"
            found.append(Example(f"{area}-{aspect}-added", at, ABSENT, one))
            found.append(Example(f"{area}-{aspect}-changed", at, one, other))
    return found


_FORMER = {"name": "things.edit", "until": "2027-01-31"}
_FORMERLY = {"x-docmill-aliases": [_FORMER]}
_TAG: dict[str, Any] = {"name": "things"}
_SENT = f"{BODY}{JSON}/schema"
_RECEIVED = f"{OK}{JSON}/schema"
_PARAMETERS = f"{OPERATION}/parameters"
_FORM = {"a": {"contentType": "text/plain"}}

OTHERS: tuple[Example, ...] = (
    *(
        Example(
            f"request-{word}-{place}-parameter-added",
            f"{_PARAMETERS}/2",
            ABSENT,
            {"name": "new", "in": place, "required": word == "required"},
        )
        for place in ("query", "header", "cookie")
        for word in ("required", "optional")
    ),
    Example("parameter-required-added", f"{_PARAMETERS}/1/required", False, True),
    Example("parameter-location-changed", f"{_PARAMETERS}/1/in", "query", "cookie"),
    Example("parameter-serialization-changed", f"{_PARAMETERS}/1/explode", True, False),
    Example("parameter-empty-value-added", f"{_PARAMETERS}/1/allowEmptyValue", ABSENT, True),
    Example(
        "request-path-parameter-added",
        f"{_PARAMETERS}/0",
        ABSENT,
        {"name": "id", "in": "path", "required": True},
    ),
    Example(
        "request-required-property-added",
        _SENT,
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {"Email": {}}, "required": ["Email"]},
    ),
    Example("request-optional-property-added", f"{_SENT}/properties/Email", ABSENT, {}),
    Example("request-property-required-added", f"{_SENT}/required", [], ["Name"]),
    Example("request-required-body-added", BODY, ABSENT, {"required": True, "content": {}}),
    Example("request-optional-body-added", BODY, ABSENT, {"content": {}}),
    Example("request-body-required-added", f"{BODY}/required", False, True),
    Example("request-media-type-added", f"{BODY}/content/text~1csv", ABSENT, {}),
    Example("request-encoding-changed", f"{BODY}{JSON}/encoding", ABSENT, _FORM),
    Example(
        "response-required-property-added",
        _RECEIVED,
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {"Email": {}}, "required": ["Email"]},
    ),
    Example("response-optional-property-added", f"{_RECEIVED}/properties/Email", ABSENT, {}),
    Example("response-property-required-added", f"{_RECEIVED}/required", [], ["Name"]),
    Example("response-success-status-added", f"{OPERATION}/responses/201", ABSENT, {}),
    Example("response-error-status-added", f"{OPERATION}/responses/404", ABSENT, {}),
    Example("response-media-type-added", f"{OK}/content/text~1csv", ABSENT, {}),
    Example("response-encoding-changed", f"{OK}{JSON}/encoding", ABSENT, _FORM),
    Example("response-required-header-added", f"{OK}/headers/X-New", ABSENT, {"required": True}),
    Example("response-optional-header-added", f"{OK}/headers/X-New", ABSENT, {}),
    Example("response-header-required-added", f"{OK}/headers/X-Total/required", False, True),
    Example("response-header-serialization-changed", f"{OK}/headers/X-Total/explode", False, True),
    Example("response-link-added", f"{OK}/links", ABSENT, {"next": {"operationId": "ping"}}),
    Example(
        "response-link-changed",
        f"{OK}/links/next",
        {"operationId": "ping"},
        {"operationId": "things_update"},
    ),
    Example("operation-added", "/paths/~1ping/post", ABSENT, {"operationId": "pong"}),
    Example("operation-id-added", f"{OPERATION}/operationId", ABSENT, "things_update"),
    Example("operation-id-changed", f"{OPERATION}/operationId", "things_update", "things_put"),
    Example("operation-resource-changed", f"{OPERATION}/tags", ["things"], ["items"]),
    Example("operation-tag-added", f"{OPERATION}/tags", ["things"], ["things", "sales"]),
    Example("operation-alias-added", f"{OPERATION}/x-docmill-aliases", ABSENT, [_FORMER]),
    Example(
        "operation-alias-changed",
        f"{OPERATION}/x-docmill-aliases",
        [_FORMER],
        [_FORMER | {"until": "2027-07-31"}],
    ),
    Example("operation-deprecated-added", f"{OPERATION}/deprecated", ABSENT, True),
    Example("operation-role-added", f"{OPERATION}/x-docmill-roles", ABSENT, ["Admin"]),
    Example(
        "operation-server-added",
        "/servers",
        [{"url": "https://a.example"}],
        [{"url": "https://a.example"}, {"url": "https://b.example"}],
    ),
    Example(
        "operation-server-changed",
        "/servers/0/variables",
        {"region": {"default": "eu"}},
        {"region": {"default": "us"}},
    ),
    Example(
        "operation-credential-added",
        f"{OPERATION}/security",
        [{"key": []}],
        [{"key": []}, {"oauth": ["read"]}],
    ),
    Example("operation-scope-added", f"{OPERATION}/security/1/oauth", ["read"], ["read", "write"]),
    Example(
        "operation-pagination-added",
        f"{OPERATION}/x-docmill-pagination",
        ABSENT,
        {"style": "page", "parameter": "q"},
    ),
    Example(
        "operation-pagination-changed",
        f"{OPERATION}/x-docmill-pagination",
        {"style": "page", "parameter": "q"},
        {"style": "offset", "parameter": "q"},
    ),
    Example(
        "operation-failure-added",
        f"{OPERATION}/x-docmill-failure",
        ABSENT,
        {"property": "Name", "value": "no"},
    ),
    Example(
        "operation-failure-changed",
        f"{OPERATION}/x-docmill-failure",
        {"property": "Name", "value": "no"},
        {"property": "Name", "value": "bad"},
    ),
    Example("operation-callback-added", f"{OPERATION}/callbacks/done", ABSENT, {}),
    Example("operation-callback-changed", f"{OPERATION}/callbacks/done", {}, {"{$url}": {}}),
    Example("api-package-added", "/x-docmill-package", ABSENT, "shop"),
    Example("api-package-changed", "/x-docmill-package", "shop", "store"),
    Example("api-schema-added", "/components/schemas/New", ABSENT, {}),
    Example(
        "api-schema-alias-added",
        "/components/schemas/Unused/x-docmill-aliases",
        ABSENT,
        [_FORMER],
    ),
    Example(
        "api-schema-alias-changed",
        "/components/schemas/Unused/x-docmill-aliases",
        [_FORMER],
        [_FORMER | {"until": "2027-07-31"}],
    ),
    Example("api-resource-alias-added", "/tags", [_TAG], [_TAG | _FORMERLY]),
    Example(
        "api-resource-alias-changed",
        "/tags",
        [_TAG | _FORMERLY],
        [_TAG | {"x-docmill-aliases": [_FORMER | {"until": "2027-07-31"}]}],
    ),
    Example("api-webhook-added", "/webhooks/sold", ABSENT, {}),
    Example("api-webhook-changed", "/webhooks/sold", {}, {"post": {}}),
    Example("api-dialect-changed", "/jsonSchemaDialect", ABSENT, "https://a.example/dialect"),
    Example("security-scheme-added", "/components/securitySchemes/new", ABSENT, {"type": "http"}),
    Example("security-scheme-changed", f"{KEY}/name", "X-Key", "X-Token"),
    Example("security-scheme-flow-added", f"{OAUTH}/flows/password", ABSENT, {}),
    Example(
        "security-scheme-flow-changed",
        f"{OAUTH}/flows/clientCredentials/tokenUrl",
        "https://a.example/token",
        "https://b.example/token",
    ),
    Example(
        "security-scheme-scope-added",
        f"{OAUTH}/flows/clientCredentials/scopes/write",
        ABSENT,
        "Writes",
    ),
)

_MOVED = base()["paths"]
_RENAMED = base()["paths"]["/things/{id}"]
_RENAMED["post"]["parameters"][0]["name"] = "thing"

WHOLE: tuple[Example, ...] = (
    Example(
        "operation-address-changed",
        "/paths",
        {"/ping": _MOVED["/ping"]},
        {"/pong": _MOVED["/ping"]},
    ),
    Example(
        "request-path-parameter-changed",
        "/paths",
        {"/things/{id}": base()["paths"]["/things/{id}"]},
        {"/things/{thing}": _RENAMED},
    ),
)
"""Examples that concern more than one place, with the paths of the document as they stand."""


def named_schema(name: str) -> Api:
    """A document whose request refers to a schema by name."""
    document = with_value(base(), f"/components/schemas/{name}", {"type": "string"})
    return api_of(
        with_value(document, WHERE["request-property"], {"$ref": f"#/components/schemas/{name}"})
    )


def examples() -> dict[str, tuple[Api, Api, str]]:
    """By rule: two documents that differ by it alone, and the difference in words."""
    every = [
        Example(f"{area}-{rule}", WHERE[area], *two)
        for rule, two in SCHEMAS.items()
        for area in SCHEMA_AREAS
    ]
    every += [*told_examples(), *OTHERS, *WHOLE]
    found = {example.rule: (*example.sides(), example.words) for example in every}
    words = '`{"$ref": "#/components/schemas/A"}` → `{"$ref": "#/components/schemas/B"}`'
    found["api-schema-changed"] = (named_schema("A"), named_schema("B"), words)
    ids = {rule.id: rule for rule in DIFF_RULES.values()}
    for name, (old, new, words) in list(found.items()):
        rule = ids[name]
        other = DIFF_RULES[rule.area, rule.aspect, MIRRORED[rule.kind]].id
        before, after = words.split(" → ")
        found.setdefault(other, (new, old, f"{after} → {before}"))
    return found


def rules_page() -> str:
    """docs/diff-rules.md: every rule with its severity, its words and an example."""
    ids = {rule.id: rule for rule in DIFF_RULES.values()}
    shown = examples()
    areas = ", ".join(f"`{area}`" for area in SCHEMA_AREAS)
    out = ["# The rules of `docmill diff`", ""]
    out += [f"{len(ids)} rules. A rule is named after an area, an aspect and a kind of change.", ""]
    out += ["| severity | means |", "|---|---|"]
    out += [f"| {severity} | {meaning} |" for severity, meaning in MEANINGS.items()]
    out += ["", "`docmill diff --fail-on` takes a severity. Properties that are `readOnly` are no"]
    out += ["part of a request, those that are `writeOnly` no part of an answer: a property that"]
    out += ["becomes either is told as one that is gone.", "", "## Schemas", ""]
    out += [f"For each of the areas {areas} there is a rule: `request-property-type-narrowed`."]
    out += ["", "| rule | in requests | in answers | says | example |", "|---|---|---|---|---|"]
    for aspect, kind, sent, received, words in SCHEMA:
        example = shown[f"parameter-{aspect}-{kind}"][2]
        out.append(f"| `...-{aspect}-{kind}` | {sent} | {received} | {words} | {example} |")
    out += ["", "## Words", "", "These change nothing (docs), added, removed or changed:", ""]
    out += ["| rule | says | example | of |", "|---|---|---|---|"]
    for aspect, words in WORDS.items():
        key, one, other = TOLD[aspect]
        of = ", ".join(f"`{area}`" for area, aspects in ANNOTATED.items() if aspect in aspects)
        example = f"`{key}`: {worded(one)} → {worded(other)}"
        out.append(f"| `...-{aspect}-...` | {words} changed | {example} | {of} |")
    out += ["", "## Everything else", ""]
    out += ["| rule | severity | says | example |", "|---|---|---|---|"]
    grid = {(aspect, kind) for aspect, kind, *_ in SCHEMA}
    for (area, aspect, kind), rule in DIFF_RULES.items():
        schema = area in SCHEMA_AREAS and (aspect, kind) in grid
        if not schema and aspect not in ANNOTATED.get(area, ()):
            example = shown[rule.id][2]
            if len(example) > 400:
                example = "see the words"
            out.append(f"| `{rule.id}` | {rule.severity} | {rule.words} | {example} |")
    return "\n".join(out) + "\n"
