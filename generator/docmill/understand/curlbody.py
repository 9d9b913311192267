"""What a curl command sends: its data options as one text, a form as the object of its fields."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote

from docmill.spec import JsonValue

BODY_OPTIONS = {
    **dict.fromkeys(("-d", "--data", "--data-raw", "--data-binary", "--data-ascii"), "data"),
    "--data-urlencode": "encoded",
    "--json": "json",
    **dict.fromkeys(("-F", "--form", "--form-string"), "form"),
}
"""The options that send something, and how."""

_FORM, _PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
_PAIRS = re.compile(r"[^=&\s\"'{}\[\]<>@]+=[^&]*(?:&[^=&\s]+=[^&]*)*&?")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class Sent:
    """The text that is sent, and the media type that curl says of it by itself (or nothing)."""

    text: str
    media_type: str = ""


def query_of(options: Sequence[tuple[str, str]]) -> str:
    """The data options as the query of an address: what `--get` makes of them."""
    return "&".join(_piece(kind, value) for kind, value in options)


def sent_of(options: Sequence[tuple[str, str]], content_type: str) -> Sent | None:
    """What the data options send under the Content-Type that the command states (or none)."""
    if not options:
        return None
    if any(kind == "form" for kind, _ in options):
        pairs = [value.partition("=") for kind, value in options if kind == "form"]
        return Sent(_object([(name, value) for name, _, value in pairs]), _PARTS)
    if any(kind == "json" for kind, _ in options):
        return Sent("".join(value.strip() for _, value in options), "application/json")
    text = query_of(options)
    is_form = content_type.lower().startswith(_FORM)
    if is_form or (not content_type and _PAIRS.fullmatch(text)):
        return Sent(_object(parse_qsl(text, keep_blank_values=True)), _FORM)
    return Sent(text)


def _piece(kind: str, value: str) -> str:
    if kind != "encoded":
        return value.strip()
    name, equals, content = value.partition("=")
    if not equals:
        return quote(value, safe="")
    return f"{name}={quote(content, safe='')}" if name else quote(content, safe="")


def _object(pairs: Sequence[tuple[str, str]]) -> str:
    """The fields of a form as JSON, which is how samples are kept; several of a name are a list."""
    found: dict[str, list[JsonValue]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(_value(value))
    fields = {name: values[0] if len(values) == 1 else values for name, values in found.items()}
    return json.dumps(fields, ensure_ascii=False)


def _value(text: str) -> JsonValue:
    """A form holds text alone: what is written as a number, true or false is taken as such."""
    if text in ("true", "false") or _NUMBER.fullmatch(text):
        value: JsonValue = json.loads(text)
        return value
    return text
