"""The grid of the rules, as data: what may change where, how bad it is, and how it is told.

What is sent must be accepted and what is received must be understood, so the two directions mirror
each other: to narrow breaks requests, to widen breaks answers. The severities add to that what
becomes of code that calls a generated client: names that go away, types that change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Severity = Literal["breaking", "risky", "compatible", "docs"]
Kind = Literal["added", "removed", "narrowed", "widened", "changed"]
Direction = Literal["request", "response", "both"]

B: Severity = "breaking"
R: Severity = "risky"
C: Severity = "compatible"
D: Severity = "docs"
SEVERITIES: tuple[Severity, ...] = (B, R, C, D)
"""From the worst to the most harmless."""

MEANINGS: dict[Severity, str] = {
    B: "code or requests that are right today stop working",
    R: "some may stop working; look at it",
    C: "all goes on as before",
    D: "the words changed, not the API",
}


SCHEMA_AREAS: dict[str, Direction] = {
    "parameter": "request",
    "request-body": "request",
    "request-property": "request",
    "response-body": "response",
    "response-property": "response",
    "response-header": "response",
}
"""Where schemas stand. What is inside of a schema, of any depth, is a property."""

Both = tuple[str, Kind, Severity, Severity, str]
"""Aspect, kind, severity in requests, severity in responses, words."""

BOUNDS: dict[str, str] = {
    "minimum": "the least value",
    "maximum": "the greatest value",
    "min-length": "the least length",
    "max-length": "the greatest length",
    "min-items": "the least number of items",
    "max-items": "the greatest number of items",
    "min-properties": "the least number of properties",
    "max-properties": "the greatest number of properties",
}

_VALUES: tuple[Both, ...] = (
    ("type", "narrowed", B, C, "is {new} only, was {old}"),
    ("type", "widened", C, B, "may be {new}, was {old}"),
    ("type", "changed", B, B, "is {new}, was {old}"),
    ("nullable", "added", C, B, "may be null now"),
    ("nullable", "removed", B, C, "is not null any more"),
    ("format", "added", R, R, "has the format {new} now"),
    ("format", "removed", R, R, "has no format any more, was {old}"),
    ("format", "narrowed", B, C, "has the smaller format {new}, was {old}"),
    ("format", "widened", C, R, "has the larger format {new}, was {old}"),
    ("format", "changed", B, B, "has the format {new}, was {old}"),
    ("enum", "added", B, C, "takes only listed values now: {new}"),
    ("enum", "removed", C, R, "takes any value now, took only {old}"),
    ("enum-value", "added", C, R, "has a new value: {new}"),
    ("enum-value", "removed", B, R, "has no value {old} any more"),
    ("enum-name", "added", C, C, "calls a value {new} now"),
    ("enum-name", "removed", B, B, "has no name for a value any more, was {old}"),
    ("enum-name", "changed", B, B, "calls a value {new}, was {old}"),
    ("default", "added", C, D, "has the default {new} now"),
    ("default", "removed", R, D, "has no default any more, was {old}"),
    ("default", "changed", R, D, "has the default {new}, was {old}"),
    ("unique-items", "added", B, C, "takes no item twice any more"),
    ("unique-items", "removed", C, R, "takes an item twice now"),
    ("pattern", "added", B, C, "must match {new} now"),
    ("pattern", "removed", C, R, "need not match {old} any more"),
    ("pattern", "changed", R, R, "must match {new}, was {old}"),
    ("multiple-of", "added", B, C, "must be a multiple of {new} now"),
    ("multiple-of", "removed", C, R, "need not be a multiple of {old} any more"),
    ("multiple-of", "narrowed", B, C, "must be a multiple of {new}, was {old}"),
    ("multiple-of", "widened", C, R, "must be a multiple of {new} only, was {old}"),
    ("multiple-of", "changed", B, R, "must be a multiple of {new}, was {old}"),
)

_SHAPES: tuple[Both, ...] = (
    ("items", "added", B, C, "says now what its items are"),
    ("items", "removed", C, B, "does not say any more what its items are"),
    ("additional-properties", "narrowed", B, C, "takes fewer properties that have no name here"),
    ("additional-properties", "widened", C, C, "takes more properties that have no name here"),
    ("branch", "added", C, R, "may have a further form: {new}"),
    ("branch", "removed", B, R, "has one form less: {old}"),
    ("union", "added", B, C, "must have one of several forms now"),
    ("union", "removed", C, R, "need not have one of several forms any more"),
    ("union", "changed", R, R, "says {new} of its forms, was {old}"),
    ("discriminator", "added", R, R, "tells its forms apart by {new} now"),
    ("discriminator", "removed", R, R, "does not tell its forms apart any more, did by {old}"),
    ("discriminator", "changed", B, B, "tells its forms apart by {new}, was {old}"),
    ("constraint", "added", B, C, "has a further rule: {new}"),
    ("constraint", "removed", C, R, "has a rule less: {old}"),
    ("constraint", "changed", R, R, "has another rule: {new}, was {old}"),
    ("xml", "added", B, B, "is written another way in XML: {new}"),
    ("xml", "removed", B, B, "is written another way in XML, was {old}"),
    ("xml", "changed", B, B, "is written another way in XML: {new}, was {old}"),
    ("secret", "added", C, C, "is kept out of logs now"),
    ("secret", "removed", C, C, "is not kept out of logs any more"),
    ("deprecated", "added", C, C, "is deprecated now"),
    ("deprecated", "removed", C, C, "is not deprecated any more"),
)


def _bounds() -> Iterator[Both]:
    for aspect, what in BOUNDS.items():
        yield aspect, "added", B, C, f"has a limit now: {what} is {{new}}"
        yield aspect, "removed", C, R, f"has a limit less: {what} was {{old}}"
        yield aspect, "narrowed", B, C, f"has a tighter limit: {what} is {{new}}, was {{old}}"
        yield aspect, "widened", C, R, f"has a wider limit: {what} is {{new}}, was {{old}}"


SCHEMA: tuple[Both, ...] = (*_VALUES, *_bounds(), *_SHAPES)
"""What may change in a schema, wherever it stands."""

WORDS: dict[str, str] = {
    "description": "its description",
    "example": "an example",
    "external-docs": "the link to its documentation",
    "provenance": "what docmill inferred",
    "extension": "an extension",
}
ANNOTATED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(SCHEMA_AREAS, tuple(WORDS)),
    "operation": ("description", "external-docs", "provenance", "extension"),
    "response": ("description", "extension"),
    "api": ("description", "external-docs", "provenance", "extension"),
    "security-scheme": ("description", "extension"),
}
"""By area: what is told of it and changes nothing."""

One = tuple[str, str, Kind, Direction, Severity, str]
"""Area, aspect, kind, direction, severity, words."""

SENT: tuple[One, ...] = (
    ("request", "required-property", "added", "request", B, "is new and required"),
    ("request", "required-property", "removed", "request", B, "is gone (it was required)"),
    ("request", "optional-property", "added", "request", C, "is new"),
    ("request", "optional-property", "removed", "request", B, "is gone"),
    ("request-property", "required", "added", "request", B, "is required now"),
    ("request-property", "required", "removed", "request", C, "is optional now"),
    ("request", "required-body", "added", "request", B, "is new and required"),
    ("request", "required-body", "removed", "request", B, "is gone (it was required)"),
    ("request", "optional-body", "added", "request", C, "is new"),
    ("request", "optional-body", "removed", "request", B, "is gone"),
    ("request-body", "required", "added", "request", B, "is required now"),
    ("request-body", "required", "removed", "request", C, "is optional now"),
    ("request", "media-type", "added", "request", C, "may be sent as {new}, too"),
    ("request", "media-type", "removed", "request", B, "cannot be sent as {old} any more"),
    ("request", "encoding", "changed", "request", B, "is encoded as {new}, was {old}"),
    ("parameter", "required", "added", "request", B, "is required now"),
    ("parameter", "required", "removed", "request", C, "is optional now"),
    ("parameter", "location", "changed", "request", B, "goes into the {new}, was {old}"),
    ("parameter", "serialization", "changed", "request", B, "is written as {new}, was {old}"),
    ("parameter", "empty-value", "added", "request", C, "may be empty now"),
    ("parameter", "empty-value", "removed", "request", B, "must not be empty any more"),
    ("request", "path-parameter", "added", "request", C, "is described now"),
    ("request", "path-parameter", "removed", "request", R, "is not described any more"),
    ("request", "path-parameter", "changed", "request", R, "is called {new}, was {old}"),
)

RECEIVED: tuple[One, ...] = (
    ("response", "required-property", "added", "response", C, "is new"),
    ("response", "required-property", "removed", "response", B, "is gone (it was always there)"),
    ("response", "optional-property", "added", "response", C, "is new"),
    ("response", "optional-property", "removed", "response", R, "is gone"),
    ("response-property", "required", "added", "response", C, "is always there now"),
    ("response-property", "required", "removed", "response", B, "may be missing now"),
    ("response", "success-status", "added", "response", R, "is a new way to succeed"),
    ("response", "success-status", "removed", "response", B, "is no answer any more"),
    ("response", "error-status", "added", "response", C, "is a new way to fail"),
    ("response", "error-status", "removed", "response", R, "is no answer any more"),
    ("response", "media-type", "added", "response", C, "may be received as {new}, too"),
    ("response", "media-type", "removed", "response", B, "is not received as {old} any more"),
    ("response", "encoding", "changed", "response", B, "is encoded as {new}, was {old}"),
    ("response", "required-header", "added", "response", C, "is new"),
    ("response", "required-header", "removed", "response", B, "is gone (it was always there)"),
    ("response", "optional-header", "added", "response", C, "is new"),
    ("response", "optional-header", "removed", "response", R, "is gone"),
    ("response-header", "required", "added", "response", C, "is always there now"),
    ("response-header", "required", "removed", "response", B, "may be missing now"),
    (
        "response-header",
        "serialization",
        "changed",
        "response",
        B,
        "is written as {new}, was {old}",
    ),
    ("response", "link", "added", "response", C, "is a new link"),
    ("response", "link", "removed", "response", R, "is no link any more"),
    ("response", "link", "changed", "response", R, "is another link"),
)


def parameters() -> Iterator[One]:
    """What happens to parameters but those in the path, which cannot come or go alone."""
    for place in ("query", "header", "cookie"):
        for word in ("required", "optional"):
            added: Severity = B if word == "required" else C
            aspect = f"{word}-{place}-parameter"
            note, was = (" and required", " (it was required)") if word == "required" else ("", "")
            yield "request", aspect, "added", "request", added, f"is new{note}"
            yield "request", aspect, "removed", "request", B, f"is gone{was}"


OPERATIONS: tuple[One, ...] = (
    ("operation", "", "added", "both", C, "is new"),
    ("operation", "", "removed", "both", B, "is gone"),
    ("operation", "address", "changed", "both", B, "is at {new}, was {old}"),
    ("operation", "id", "added", "both", B, "names its method {new} now"),
    ("operation", "id", "removed", "both", B, "does not name its method any more, was {old}"),
    ("operation", "id", "changed", "both", B, "has the operation id {new}, was {old}"),
    ("operation", "resource", "changed", "both", B, "belongs to {new}, was {old}"),
    ("operation", "alias", "added", "both", C, "may still be called {new}"),
    ("operation", "alias", "removed", "both", B, "may not be called {old} any more"),
    ("operation", "alias", "changed", "both", C, "may be called {new}, was {old}"),
    ("operation", "tag", "added", "both", C, "has a further tag: {new}"),
    ("operation", "tag", "removed", "both", C, "has a tag less: {old}"),
    ("operation", "deprecated", "added", "both", C, "is deprecated now"),
    ("operation", "deprecated", "removed", "both", C, "is not deprecated any more"),
    ("operation", "role", "added", "both", R, "asks for a role: {new}"),
    ("operation", "role", "removed", "both", C, "does not ask for a role any more: {old}"),
    ("operation", "server", "added", "both", C, "has a further server: {new}"),
    ("operation", "server", "removed", "both", B, "is not at this server any more: {old}"),
    ("operation", "server", "changed", "both", R, "has other server variables: {new}, was {old}"),
    ("operation", "credential", "added", "both", C, "also accepts {new}"),
    ("operation", "credential", "removed", "both", B, "does not accept {old} any more"),
    ("operation", "scope", "added", "both", B, "asks for the scope {new}"),
    ("operation", "scope", "removed", "both", C, "does not ask for the scope {old} any more"),
    ("operation", "pagination", "added", "both", B, "answers page by page now: {new}"),
    ("operation", "pagination", "removed", "both", B, "does not answer page by page any more"),
    ("operation", "pagination", "changed", "both", R, "pages another way: {new}, was {old}"),
    ("operation", "failure", "added", "both", R, "may fail with a successful status: {new}"),
    ("operation", "failure", "removed", "both", R, "does not say any more that a success failed"),
    ("operation", "failure", "changed", "both", R, "tells failure by {new}, was {old}"),
    ("operation", "callback", "added", "both", C, "calls back: {new}"),
    ("operation", "callback", "removed", "both", B, "does not call back any more: {old}"),
    ("operation", "callback", "changed", "both", R, "calls back another way: {new}"),
)

WHOLE: tuple[One, ...] = (
    ("api", "package", "added", "both", B, "the client's package is {new} now"),
    (
        "api",
        "package",
        "removed",
        "both",
        B,
        "the client's package has no name any more, was {old}",
    ),
    ("api", "package", "changed", "both", B, "the client's package is {new}, was {old}"),
    ("api", "schema", "added", "both", C, "there is a new schema"),
    ("api", "schema", "removed", "both", R, "there is no such schema any more"),
    ("api", "schema", "changed", "both", B, "the schema is called {new}, was {old}"),
    ("api", "schema-alias", "added", "both", C, "a schema may still be called {new}"),
    ("api", "schema-alias", "removed", "both", B, "no schema may be called {old} any more"),
    ("api", "schema-alias", "changed", "both", C, "a schema may be called {new}, was {old}"),
    ("api", "resource-alias", "added", "both", C, "a resource may still be called {new}"),
    ("api", "resource-alias", "removed", "both", B, "no resource may be called {old} any more"),
    ("api", "resource-alias", "changed", "both", C, "a resource may be called {new}, was {old}"),
    ("api", "webhook", "added", "both", C, "there is a new webhook"),
    ("api", "webhook", "removed", "both", B, "there is no such webhook any more"),
    ("api", "webhook", "changed", "both", R, "the webhook is another"),
    ("api", "dialect", "changed", "both", R, "schemas follow {new}, was {old}"),
    ("security-scheme", "", "added", "both", C, "there is a new way to authenticate"),
    ("security-scheme", "", "removed", "both", R, "there is no such way to authenticate any more"),
    ("security-scheme", "", "changed", "both", B, "credentials go another way: {new}, was {old}"),
    ("security-scheme", "flow", "added", "both", C, "has the OAuth2 flow {new} now"),
    ("security-scheme", "flow", "removed", "both", B, "has no OAuth2 flow {old} any more"),
    ("security-scheme", "flow", "changed", "both", B, "has another address: {new}, was {old}"),
    ("security-scheme", "scope", "added", "both", C, "has a further scope: {new}"),
    ("security-scheme", "scope", "removed", "both", B, "has no scope {old} any more"),
)
