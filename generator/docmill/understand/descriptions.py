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
        r"^(filter by )?date/time value|\bdate and time\b(?! zones?\b)|YYYY-MM-DDTHH:mm"
        r"|\bISO[ -]?8601\b",
        re.IGNORECASE,
    )),
    ("string", "uri", re.compile(r"^(filter by )?URL of\b|^the URL\b", re.IGNORECASE)),
    ("integer", "int64", re.compile(r"^(filter by )?(the )?IDs? of the\b", re.IGNORECASE)),
)  # fmt: skip
"""Type word, the JSON Schema format, and the words that state it."""

_EMAIL = re.compile(r"\bemail\b", re.IGNORECASE)
_NULL = re.compile(r"(?<!\[)\b(?:null|NULL)\b(?![- ](?:terminated|safe|byte|character|pointer))")
_SAYS_NULL = re.compile(
    r"`null`|\b(?:or|is|are|be|being|returns?|returned as|to|as) (?:null|NULL)\b(?!-)"
    r"|\b(?i:null) (?:on|if|when|where|unless|until|for|to|otherwise|while|means)\b"
)
"""What says outright that null is a value; the mere word lets it be guessed."""
_NEVER_NULL = re.compile(r"\b(not|never|cannot|can't|non)\b[\w ]*-?\bnull", re.IGNORECASE)
_READ_ONLY = re.compile(
    r"(?<!not )\bread-?only\b(?! (?:mode|access|permissions?|rights?|users?|roles?|views?|keys?"
    r"|tokens?|cop(?:y|ies)|links?|members?|accounts?)\b)",
    re.IGNORECASE,
)
_READ_ONLY_FLAG = re.compile(r"\(read-?only\b|(?:^|[.!?] )read-?only(?:[.:;,]|$)", re.IGNORECASE)
"""A boolean may tell of another thing that it is read-only: only a remark is about the field."""
_WRITE_ONLY_NAME = re.compile(r"New[A-Z]\w*Url|Clear[A-Z]\w*File")
_WRITE_ONLY_LIST = re.compile(r"(Added|Removed)[A-Z]\w*")
_SECRET_WORDS = frozenset({"password", "secret", "token", "salt", "passphrase", "credential"})
_SECRET_PAIRS = frozenset({("api", "key"), ("private", "key"), ("access", "key")})
_ABOUT_SECRETS = frozenset({
    *("count", "expiry", "expires", "expiration", "expired", "limit", "length", "size", "type"),
    *("id", "ids", "name", "date", "time", "on", "at", "status", "state", "usage", "policy"),
    *("url", "uri", "enabled", "required", "attempts", "days", "hours", "minutes", "seconds"),
})  # fmt: skip
"""How a name ends that tells something about a secret, and not the secret."""
_BRACKETS = re.compile(
    r"\bcommas?\b.*\bbrackets|\bbrackets\b.*\bcommas?\b|\[\d+(, ?\d+)+\]", re.IGNORECASE
)

_LOOKED_AT = 10_000
"""How many characters of a description are looked at; the longest real one seen has 2,000."""


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
    kind, text = shape.base, said.value[:_LOOKED_AT]
    for wanted, name, words in _FORMATS:
        if kind == wanted and words.search(text):
            return Fact(name, said.at, "inferred")
    is_email = kind == "string" and words_of(field.name.value)[-1:] == ["email"]
    if is_email and _EMAIL.search(text):
        return Fact("email", said.at, "inferred")
    return None


def _nullable(field: FieldSpec) -> Fact[bool] | None:
    said = field.description
    text = said.value[:_LOOKED_AT] if said else ""
    if said is None or _NEVER_NULL.search(text):
        return None
    if _SAYS_NULL.search(text):
        return Fact(True, said.at)
    return Fact(True, said.at, "inferred") if _NULL.search(text) else None


def _access(field: FieldSpec, *, in_response: bool) -> Fact[str] | None:
    shape = shape_of(field.type.value) if field.type else None
    said = field.description
    is_flag = shape is not None and (shape.base, shape.depth) == ("boolean", 0)
    words = _READ_ONLY_FLAG if is_flag else _READ_ONLY
    if said and words.search(said.value[:_LOOKED_AT]):
        return Fact("read-only", said.at, "inferred")
    takes_many = shape is not None and (shape.depth > 0 or shape.base == "object")
    names = [_WRITE_ONLY_NAME, *([_WRITE_ONLY_LIST] if takes_many else [])]
    if not in_response and any(name.fullmatch(field.name.value) for name in names):
        return Fact("write-only", field.name.at, "inferred")
    return None


def _secret(field: FieldSpec) -> Fact[bool] | None:
    shape = shape_of(field.type.value) if field.type else None
    if shape is None or (shape.base, shape.depth) != ("string", 0):
        return None
    words = words_of(field.name.value)
    if words[-1:] and words[-1] in _ABOUT_SECRETS:
        return None
    pairs = pairwise(words)
    if _SECRET_WORDS.intersection(words) or _SECRET_PAIRS.intersection(pairs):
        return Fact(True, field.name.at, "inferred")
    return None


def _style(field: FieldSpec) -> Fact[str] | None:
    said = field.description
    if field.location == "query" and said and _BRACKETS.search(said.value[:_LOOKED_AT]):
        return Fact("brackets", said.at, "inferred")
    return None
