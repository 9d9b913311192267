"""What the headings of a reference page open, in the words that companies use for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

Section = Literal[
    "frame",
    "head",
    "authentication",
    "enums",
    "path",
    "query",
    "header",
    "cookie",
    "body",
    "parameters",
    "samples",
    "response",
    "notes",
]
"""Where a block of a page stands. "frame" is what stands before its head; "parameters" says that
something is sent, but not where; "notes" are explanations that are no section of a reference."""

_SECTIONS: tuple[tuple[Section, tuple[str, ...]], ...] = (
    ("authentication", ("authentication", "authorization")),
    ("enums", ("enums", "enumerations")),
    ("path", ("path", "path parameters", "url parameters", "uri parameters", "route parameters",
              "path variables")),
    ("query", ("query parameters", "query string parameters", "query string", "query",
               "url query parameters")),
    ("header", ("header", "headers", "header parameters", "request headers", "http headers")),
    ("cookie", ("cookie", "cookies", "cookie parameters")),
    ("body", ("request", "request body", "body", "body parameters", "request body parameters",
              "request body fields", "body fields", "request fields", "request schema",
              "request payload", "payload", "json body", "form data", "form parameters",
              "form fields", "request body schema")),
    ("parameters", ("parameters", "request parameters", "arguments", "attributes")),
    ("samples", ("code example", "code examples", "example request", "example requests",
                 "request example", "request examples", "sample request", "examples", "example",
                 "example usage", "usage example", "usage examples", "curl example", "curl")),
    ("response", ("response", "responses", "returns", "response body", "response fields",
                  "response schema", "response parameters", "response attributes",
                  "response format", "response structure", "success response",
                  "successful response", "success responses", "example response",
                  "example responses", "response example", "response examples",
                  "sample response", "error", "errors", "error response", "error responses",
                  "error codes", "status codes", "response codes", "http status codes")),
)  # fmt: skip
SECTIONS: dict[str, Section] = {name: section for section, names in _SECTIONS for name in names}
"""Headings that open a section of a reference page."""

GROUPS: dict[str, tuple[Section, str]] = {
    "required fields": ("body", "required"),
    "optional fields": ("body", "optional"),
    "pagination & sorting": ("query", ""),
    "filters": ("query", ""),
    "range filters": ("query", ""),
}
"""Headings inside a section; they name the section, too, where its own heading is lost."""

_STATUS = re.compile(r"([1-5]\d\d|[1-5]XX)(?:\W+(.+))?|(default)", re.IGNORECASE)
_CLOSING = re.compile(r"\((?:HTTP )?([1-5]\d\d)\b[^()]*\)$", re.IGNORECASE)
_INSIDE = re.compile(r"\b([1-5]\d\d|[1-5]XX)\b", re.IGNORECASE)
_OF_STATUS = frozenset({
    *("response", "responses", "success", "successful", "error", "errors", "status", "code", "http",
      "example", "returns", "body", "failure", "failed", "and", "or", "the", "a"),
    *(word for status in HTTPStatus for word in status.phrase.casefold().split()),
})  # fmt: skip
"""The words beside a status in a heading that is about it alone."""
_FAILURES = frozenset({"error", "errors", "failure", "failed"})
_LONGEST_PHRASE = 8


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading opens: a section, with the status or the group of fields that it names."""

    section: Section
    status: str = ""
    group: str = ""
    own: bool = True
    """False where the heading belongs inside of a section that has a heading of its own."""


def meaning_of(text: str) -> Meaning | None:
    """What a heading opens, or None where it names no section of a reference page."""
    name = " ".join(text.casefold().strip().rstrip(":").split())
    plain = _plain(name)
    for one in (name, plain):
        if one in SECTIONS:
            status = status_in(text) if SECTIONS[one] == "response" else ""
            return Meaning(SECTIONS[one], status)
        if one in GROUPS:
            section, group = GROUPS[one]
            return Meaning(section, group=group, own=False)
    status = status_in(text)
    return Meaning("response", status, own=False) if status else None


def _plain(name: str) -> str:
    """A heading without what stands in brackets, without icons, with whole words."""
    name = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", name)
    name = re.sub(r"[^\w&' -]", " ", name)
    name = re.sub(r"\bparams\b", "parameters", name)
    name = re.sub(r"\bparam\b", "parameter", name)
    return " ".join(re.sub(r"\s-\s.*", "", f" {name} ").split())


def status_in(text: str) -> str:
    """The status of a heading or label that is about one: `200`, `404 Not Found`, `Response (201)`.

    Empty where it names none, or where it is about something else.
    """
    stripped = text.strip().rstrip(":")
    found = _STATUS.fullmatch(stripped)
    if found and len((found[2] or "").split()) <= _LONGEST_PHRASE:
        return _written(found[1] or found[3])
    inside = _INSIDE.findall(stripped)
    rest = re.findall(r"[a-z]+", _INSIDE.sub(" ", stripped).casefold())
    if closing := _CLOSING.search(stripped):
        return _written(closing[1])
    if len(set(inside)) == 1 and rest and set(rest) <= _OF_STATUS:
        return _written(inside[0])
    return ""


def failure_in(label: str) -> str:
    """The status of a label that is about a failure without its number: `Not Found`, `Error - ...`.

    "default" where it tells no more than that; empty where it is about something else.
    """
    text = label.casefold().strip()
    for status in HTTPStatus:
        if status >= HTTPStatus.BAD_REQUEST and text == status.phrase.casefold():
            return str(int(status))
    first = re.match(r"[a-z]+", text)
    return "default" if first and first[0] in _FAILURES else ""


def success_in(prose: str) -> str:
    """The one success that prose names by number and phrase: "Returns `201 Created` with"."""
    phrases = {str(int(s)): s.phrase.casefold() for s in HTTPStatus if 200 <= s < 300}
    pairs = re.findall(r"\b(2\d\d) ([a-z -]+)", prose.casefold())
    found = {number for number, rest in pairs if rest.startswith(phrases.get(number, "?"))}
    return found.pop() if len(found) == 1 else ""


def _written(status: str) -> str:
    return status.upper() if status[0].isdigit() else status.lower()
