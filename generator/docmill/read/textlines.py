"""What one line of a plain-text capture can be: classifiers that look at no other line."""

from __future__ import annotations

import re

from docmill.page import Page
from docmill.typewords import shape_of

METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE")

TYPE_WORDS = frozenset({
    *("string", "integer", "number", "boolean", "object", "array", "any", "null"),
    # of other languages, those that no description consists of
    *("int", "bool", "float", "double", "decimal", "long", "datetime", "date-time", "uuid", "guid"),
})  # fmt: skip
_TYPE = re.compile(r"([a-z][a-z0-9-]*)((?:\[\])*)(?: \(([a-z0-9-]+)\))?")

SECTION_HEADINGS = frozenset({
    "authentication", "authorization", "enums", "request", "request body", "required fields",
    "optional fields", "path parameters", "query parameters", "header parameters", "headers",
    "body parameters", "parameters", "pagination & sorting", "filters", "range filters",
    "code examples", "code example", "example request", "response", "responses", "errors",
})  # fmt: skip
"""Headings that are known even where the capture lost the empty lines round them."""

_LONGEST_TYPE = 80
_MARK_WORDS = frozenset({"required", "optional", "deprecated", "read-only", "write-only"})
_MARK_PAIR = re.compile(r"default:.*")
_NAME = re.compile(r"(?:[^\W\d]|[$@*\[])[^\s\"'(){},;<>|\\]*(?<![.!?\u2026])|[0-9]\w*")
_LOOSE_NAME = re.compile(r"(?=[^\W\d]|[0-9\"'\u2018\u201c])[\w \"'\u2018-\u201d/&$@*#.-]+")
_LABEL = re.compile(
    r"((example|sample)( (request|response|body))?|(request|response) (example|sample)):?",
    re.IGNORECASE,
)
_STATUS = re.compile(r"[1-5](\d\d|XX)( [A-Z][\w -]*)?|default")
_CODE_START = re.compile(r'[{\[]\s*$|\{\s*["}]|\[\s*["{\[\]\d]|curl(\s|$)|[ \t]+\S')
_CODE_MORE = re.compile(r"[ \t]+\S|[}\]]+[,;)]*'?\s*$|'\s*$|[{\[]\s*$")
_PROSE_END = re.compile(r"[.!?:;,…]['\"\u2019\u201d)]?$")

_SENTENCE_END = re.compile(r"[.!?\u2026\u3002]['\")\u2019\u201d]*$")
_SENTENCE_INSIDE = re.compile(r"[.!?]\s+[A-Z]")

# how the descriptions of a generated reference begin; one in the middle of another
# description belongs to a field whose name and type the capture lost
_OPENERS = re.compile(
    r"(Whether |The .+ value for this |(ID|Id) of the |List of .+ linked |URL of |Date/time value "
    r"|Unique identifier |Set to true to |Filter by )"
)
_THING = re.compile(
    r"[A-Z][\w/-]*(?: [\w/-]+){0,5} (?:of|for|to|from|in|used|linked|shown) "
    r"|(?:The|An?|Date and time|Filter|Sort|Current|Total|Unit price|True to) "
    r"|(?:null|true|false) (?:on|if|when) "
)
"""A thing is named first, as a reference does: `Display name of the`, `Unit price amount`."""
_BACK = re.compile(
    r"(?:It|Its|This|These|Those|That|They|Their|Otherwise|Only|Also|Must|Can|Cannot|May|Should"
    r"|Will|Do|Does|Not|No|Never|Is|Are|Has|Have|Defaults?|Required|Optional|Ignored|Allowed"
    r"|Possible|Valid|Supported|Available|Accepts?|Accepted|Applies|Values?|Examples?|Note|Notes"
    r"|See|Please|Use|Leave|Pass|Provide|Send|For|In|To|By|If|When|Where|Unless|Until|Once|After"
    r"|Before|As|With|Without|One|Either|Both|Each|All|Any|Max|Maximum|Min|Minimum|Deprecated"
    r"|Returns?|Returned|Shown|Partial|Important|Warning)\b"
)
"""How a further sentence about the same field begins: what it is about is not named again."""


_CAPTURE = re.compile(rf"\s*(?:Skip to main content\s+)?(?:{'|'.join(METHODS)})\n/\n")


def is_capture(page: Page) -> bool:
    """A text that begins as a hosted page does: the method, then the parts of the path by line."""
    return _CAPTURE.match(page.text) is not None


def is_method(line: str) -> bool:
    """An HTTP method alone on its line, in capitals as the method pill shows it."""
    return line.strip() in METHODS


def is_type(line: str) -> bool:
    """A type word: `integer`, `integer[]`, `string (date-time)`, or one that no prose looks like:
    `string | null`, `enum<string>`, `uuid[]`."""
    found = _TYPE.fullmatch(line)
    if found is not None and found[1] in TYPE_WORDS:
        return True
    composed = len(line) <= _LONGEST_TYPE and ("|" in line or line.endswith((">", "[]")))
    return composed and shape_of(line) is not None


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


def is_loose_name(line: str) -> bool:
    """What may be a name only by what stands round it: a few words, or a word in quotes."""
    shaped = len(line) <= 60 and len(line.split()) <= 5 and not line[:1].islower()
    other = is_label(line) or is_section(line) or is_mark(line) or is_type(line) or is_name(line)
    ended = _PROSE_END.search(line) is not None
    return shaped and not ended and not other and _LOOSE_NAME.fullmatch(line) is not None


def is_titled(line: str) -> bool:
    """Whether every word has a capital, as in `Last Name`."""
    return all(not word[:1].islower() for word in line.split())


def begins_sentence(line: str) -> bool:
    """A line of several words that begins as a sentence does."""
    return " " in line and line[0].isalpha() and not line[0].islower()


def ends_sentence(line: str) -> bool:
    """Whether a sentence ends with the line."""
    return _SENTENCE_END.search(line) is not None


def opens_description(line: str) -> bool:
    """A sentence with which a generated reference opens the description of a field."""
    return _OPENERS.match(line) is not None


def names_a_thing(line: str) -> bool:
    """A sentence that begins with what it is about, as the first one of a description does."""
    return _THING.match(line) is not None


def is_one_description(line: str) -> bool:
    """A whole description as a generated reference writes it: one sentence that names a thing."""
    whole = ends_sentence(line) and _SENTENCE_INSIDE.search(line) is None
    return whole and (opens_description(line) or names_a_thing(line))


def refers_back(line: str) -> bool:
    """A sentence that goes on about what the one before it named."""
    return _BACK.match(line) is not None
