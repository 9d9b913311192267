"""The keys and words of a spec file: their values, and what they are for.

`SHAPE` is JSON Schema (2020-12), and the one place where keys are declared: the decoder takes the
keys that it knows from it, and `docmill schema spec` prints it for editors.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from docmill.spec import LOCATIONS

Shape = dict[str, Any]

WORDS: dict[str, tuple[str, Any]] = {
    "required": ("required", True),
    "optional": ("required", False),
    "deprecated": ("deprecated", True),
    "nullable": ("nullable", True),
    "secret": ("secret", True),
    "read-only": ("access", "read-only"),
    "write-only": ("access", "write-only"),
    "brackets": ("style", "brackets"),
    "example-only": ("seen", True),
    "untyped": ("untyped", None),
}
"""What each mark of a field says: the argument of FieldSpec, and its value."""

_MARKS = "|".join(WORDS)
_FIELD = rf"^\s*(\S+(\s+~?(\(\S*\)|default=\S*|{_MARKS}))*)?\s*$"
_PART = r"(?!\.{1,2}(/|$))[^\x00-\x1f\x7f-\x9f/]+"
_TEXT: Shape = {"type": "string"}
_TEXTS: Shape = {"type": "array", "items": _TEXT}
_FIELDS: Shape = {"type": "array", "items": {"$ref": "#/$defs/field"}}
_SAMPLES: Shape = {
    "examples": {
        "type": "array",
        "description": "Samples of the body, as the page shows them.",
    },
    "broken examples": {
        **_TEXTS,
        "description": "Samples that are no valid JSON, as text.",
    },
}

FIELD_KEYS: Shape = {
    "says": {**_TEXT, "description": "The description of the field."},
    "type": {**_TEXT, "description": "The page's type, where it is more than a word."},
    "default": {**_TEXT, "description": "The default, where it is more than a word."},
    "values": {**_TEXTS, "description": "The values that the field may have, and no others."},
    "fields": {**_FIELDS, "description": "The properties of this property."},
}


def _one_name() -> list[Shape]:
    """Beside its keys a field has one name: of n + 1 keys or more, n at least are known."""
    counts = range(1, len(FIELD_KEYS) + 1)
    known = {
        count: [{"required": list(c)} for c in combinations(FIELD_KEYS, count)] for count in counts
    }
    return [
        {"not": {"propertyNames": {"enum": list(FIELD_KEYS)}}},
        *({"if": {"minProperties": n + 1}, "then": {"anyOf": known[n]}} for n in counts),
        {"maxProperties": len(FIELD_KEYS) + 1},
    ]


FIELD: Shape = {
    "type": "object",
    "description": "The wire name, and its words: the type (`untyped` where the page has none), a "
    "format in brackets, marks. `~` stands before what was inferred, a backslash before a wire "
    "name that is a key.",
    "properties": FIELD_KEYS,
    "additionalProperties": {
        "type": "string",
        "pattern": _FIELD,
        "patternErrorMessage": f"a type, a format in brackets, and words: {', '.join(WORDS)}",
        "examples": ["integer ~(int64) required", "string default=asc", "untyped"],
    },
    "allOf": _one_name(),
}

AUTHENTICATION: Shape = {
    "type": "object",
    "description": "How a caller identifies itself.",
    "additionalProperties": False,
    "properties": {
        "says": {**_TEXT, "description": "What the page says of it."},
        "schemes": {
            **_TEXTS,
            "description": "`oauth2-bearer`, `bearer`, `basic`, `header:NAME`, or `none`.",
        },
        "roles": {**_TEXTS, "description": "The roles that the caller needs."},
    },
}

ENUM: Shape = {
    "type": "object",
    "description": "A table of values and their names, in the page's order.",
    "additionalProperties": False,
    "required": ["values"],
    "properties": {
        "name": {**_TEXT, "description": "The table's title."},
        "field": {**_TEXT, "description": "The field that takes the values."},
        "told by": {
            "enum": ["title", "description"],
            "description": "What names the field: the table's title, or the field's description.",
        },
        "type": {"enum": ["integer", "string"], "description": "What the values are."},
        "values": {
            "type": "array",
            "items": {"type": "object", "additionalProperties": _TEXT},
            "description": "A value and its name each: `1: EnglishUS`.",
        },
    },
    "if": {"properties": {"type": {"const": "string"}}, "required": ["type"]},
    "else": {
        "properties": {"values": {"items": {"propertyNames": {"pattern": "^-?[0-9]{1,18}$"}}}}
    },
}

RESPONSE: Shape = {
    "type": ["object", "null"],
    "description": "What a status answers with.",
    "additionalProperties": False,
    "properties": {
        "says": {**_TEXT, "description": "What the page says of the status."},
        "array": {
            "enum": ["yes", "~yes"],
            "description": "The fields are those of each item of an array.",
        },
        "fields": {**_FIELDS, "description": "The properties of the answer."},
        **_SAMPLES,
    },
}

_SENT = {
    location: {**_FIELDS, "description": f"What is sent in the {location}."}
    for location in LOCATIONS
}

SHAPE: Shape = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "docmill spec file",
    "description": "What one page says of an operation. `~` stands before what docmill inferred; a "
    "backslash before a text that begins with one of the two.",
    "type": "object",
    "additionalProperties": False,
    "required": ["page", "operation"],
    "properties": {
        "page": {
            "type": "string",
            "pattern": f"^{_PART}(/{_PART})*$",
            "description": "The page by its path below the folder of pages.",
            "examples": ["users/update.md"],
        },
        "rendering": {**_TEXT, "description": "The form that the page was read in."},
        "url": {**_TEXT, "description": "Where the page is published."},
        "operation": {
            "type": "string",
            "pattern": "^~?[A-Za-z]+ [^\\n]+$",
            "description": "The method and the path.",
            "examples": ["GET /users/{id}"],
        },
        "server": {**_TEXT, "description": "Where the API runs."},
        "title": {**_TEXT, "description": "The title of the page."},
        "description": {**_TEXT, "description": "What the page says of the operation."},
        "authentication": AUTHENTICATION,
        "enums": {
            "type": "array",
            "items": {"$ref": "#/$defs/enum"},
            "description": "The tables of values that the page has.",
        },
        "media type": {**_TEXT, "description": "The type of the request's body."},
        **_SENT,
        **_SAMPLES,
        "responses": {
            "type": "object",
            "additionalProperties": {"$ref": "#/$defs/response"},
            "description": "What the operation answers, by status.",
        },
    },
    "$defs": {"field": FIELD, "enum": ENUM, "response": RESPONSE},
}
