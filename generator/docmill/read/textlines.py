"""What one line of a plain-text capture can be: classifiers that look at no other line."""

from __future__ import annotations

import re

from docmill.page import Page

METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE")

TYPE_WORDS = frozenset({"string", "integer", "number", "boolean", "object", "array", "any", "null"})
_TYPE = re.compile(r"([a-z]+)((?:\[\])*)(?: \(([a-z0-9-]+)\))?")

SECTION_HEADINGS = frozenset({
    "authentication", "authorization", "enums", "request", "request body", "required fields",
    "optional fields", "path parameters", "query parameters", "header parameters", "headers",
    "body parameters", "parameters", "pagination & sorting", "filters", "range filters",
    "code examples", "code example", "example request", "response", "responses", "errors",
})  # fmt: skip
"""Headings that are known even where the capture lost the empty lines round them."""

_MARK_WORDS = frozenset({"required", "optional", "deprecated", "read-only", "write-only"})
_MARK_PAIR = re.compile(r"default:.*")
_NAME = re.compile(r"[A-Za-z_$@*\[][^\s\"'(){},;<>|\\]*|[0-9]\w*")
_LABEL = re.compile(r"(example|sample)( (request|response|body))?:?", re.IGNORECASE)
_STATUS = re.compile(r"[1-5](\d\d|XX)( [A-Z][\w -]*)?|default")
_CODE_START = re.compile(r'[{\[]\s*$|\{\s*["}]|\[\s*["{\[\]\d]|curl(\s|$)|[ \t]+\S')
_CODE_MORE = re.compile(r"[ \t]+\S|[}\]]+[,;)]*'?\s*$|'\s*$|[{\[]\s*$")
_PROSE_END = re.compile(r"[.!?:;,…]['\"\u2019\u201d)]?$")

# how the descriptions of a generated reference begin; one in the middle of another
# description belongs to a field whose name and type the capture lost
_OPENERS = re.compile(
    r"(Whether |The .+ value for this |(ID|Id) of the |List of .+ linked |URL of |Date/time value "
    r"|Unique identifier |Set to true to |Filter by )"
)


_CAPTURE = re.compile(rf"\s*(?:Skip to main content\s+)?(?:{'|'.join(METHODS)})\n/\n")


def is_capture(page: Page) -> bool:
    """A text that begins as a hosted page does: the method, then the parts of the path by line."""
    return _CAPTURE.match(page.text) is not None


def is_method(line: str) -> bool:
    """An HTTP method alone on its line, in capitals as the method pill shows it."""
    return line.strip() in METHODS


def is_type(line: str) -> bool:
    """A type word: `integer`, `integer[]`, `string (date-time)`."""
    found = _TYPE.fullmatch(line)
    return found is not None and found[1] in TYPE_WORDS


def is_mark(line: str) -> bool:
    """A word between a field's type and its description: `required`, `default:"1"`."""
    return line in _MARK_WORDS or _MARK_PAIR.fullmatch(line) is not None


def is_name(line: str) -> bool:
    """What can be a field's name: one word without spaces."""
    return len(line) <= 200 and _NAME.fullmatch(line) is not None


def is_word(line: str) -> bool:
    """One bare word, which no sentence is; bullets and sentence ends are no bare words."""
    return " " not in line.strip() and _PROSE_END.search(line) is None


def is_label(line: str) -> bool:
    """The label over a sample: `Example Response`."""
    return _LABEL.fullmatch(line.strip()) is not None


def is_status(line: str) -> bool:
    """The heading of one response: `200`, `404 Not Found`, `default`."""
    return _STATUS.fullmatch(line) is not None


def is_section(line: str) -> bool:
    """A heading that every reference page may have."""
    return line.casefold() in SECTION_HEADINGS


def is_heading_like(line: str) -> bool:
    """Short words without a sentence's end: what stands between empty lines as a heading."""
    return len(line) <= 80 and len(line.split()) <= 10 and _PROSE_END.search(line) is None


def starts_code(line: str) -> bool:
    """The first line of a sample: a bracket, `curl`, or an indented line."""
    return _CODE_START.match(line) is not None and not line.startswith("  •")


def continues_code(line: str) -> bool:
    """A line that belongs to the sample above it."""
    return _CODE_MORE.match(line) is not None and not line.startswith("  •")


def opens_description(line: str) -> bool:
    """A sentence with which a generated reference opens the description of a field."""
    return _OPENERS.match(line) is not None
