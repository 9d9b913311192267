"""What the description of a field says beyond prose: formats, null, who may read or write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from docmill.names import words_of
from docmill.spec import Fact, FieldSpec
from docmill.typewords import shape_of

_FORMATS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("string", "uuid", re.compile(r"\(GUID\)|\bUUID\b|\bGUID (of|for)\b")),
    ("string", "date-time", re.compile(
        r"^(filter by )?date/time value|\bdate and time\b|YYYY-MM-DDTHH:mm|\bISO[ -]?8601\b",
        re.IGNORECASE,
    )),
    ("string", "uri", re.compile(r"^(filter by )?URL of\b|^the URL\b", re.IGNORECASE)),
    ("integer", "int64", re.compile(r"^(filter by )?(the )?IDs? of the\b", re.IGNORECASE)),
)  # fmt: skip
"""Type word, the JSON Schema format, and the words that state it."""

_EMAIL = re.compile(r"\bemail\b", re.IGNORECASE)
_NULL = re.compile(r"\bnull\b", re.IGNORECASE)
_NEVER_NULL = re.compile(r"\b(not|never|cannot|can't|non)\b[\w ]*-?\bnull", re.IGNORECASE)
_READ_ONLY = re.compile(r"\bread-?only\b", re.IGNORECASE)
_WRITE_ONLY_NAME = re.compile(r"(Added|Removed)[A-Z]\w*|New[A-Z]\w*Url|Clear[A-Z]\w*File")
_SECRET_WORDS = frozenset({"password", "secret", "token", "salt", "passphrase", "credential"})
_SECRET_PAIRS = frozenset({("api", "key"), ("private", "key"), ("access", "key")})
_BRACKETS = re.compile(r"comma-separated\b.*\bsquare brackets", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a description says; None where it says nothing. All are inferred from its words."""

    format: Fact[str] | None = None
    nullable: Fact[bool] | None = None
    access: Fact[str] | None = None
    secret: Fact[bool] | None = None
    style: Fact[str] | None = None


def hints_of(field: FieldSpec, *, in_response: bool) -> Hints:
    """What name and description of a field say of its values."""
    return Hints(
        format=_format(field),
        nullable=_nullable(field),
        access=_access(field, in_response=in_response),
        secret=_secret(field),
        style=_style(field),
    )


def _format(field: FieldSpec) -> Fact[str] | None:
    shape = shape_of(field.type.value) if field.type else None
    said = field.description
    if said is None or shape is None or shape.format:
        return None
    kind = shape.base
    for wanted, name, words in _FORMATS:
        if kind == wanted and words.search(said.value):
            return Fact(name, said.at, "inferred")
    is_email = kind == "string" and words_of(field.name.value)[-1:] == ["email"]
    if is_email and _EMAIL.search(said.value):
        return Fact("email", said.at, "inferred")
    return None


def _nullable(field: FieldSpec) -> Fact[bool] | None:
    said = field.description
    if said is None or not _NULL.search(said.value) or _NEVER_NULL.search(said.value):
        return None
    return Fact(True, said.at)


def _access(field: FieldSpec, *, in_response: bool) -> Fact[str] | None:
    if field.description and _READ_ONLY.search(field.description.value):
        return Fact("read-only", field.description.at, "inferred")
    if not in_response and _WRITE_ONLY_NAME.fullmatch(field.name.value):
        return Fact("write-only", field.name.at, "inferred")
    return None


def _secret(field: FieldSpec) -> Fact[bool] | None:
    shape = shape_of(field.type.value) if field.type else None
    if shape is None or (shape.base, shape.depth) != ("string", 0):
        return None
    words = words_of(field.name.value)
    pairs = pairwise(words)
    if _SECRET_WORDS.intersection(words) or _SECRET_PAIRS.intersection(pairs):
        return Fact(True, field.name.at, "inferred")
    return None


def _style(field: FieldSpec) -> Fact[str] | None:
    said = field.description
    if field.location == "query" and said and _BRACKETS.search(said.value):
        return Fact("brackets", said.at, "inferred")
    return None
