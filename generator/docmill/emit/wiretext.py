"""What a request of the client has to be on the wire, told without the client's own code."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from docmill.emit.plan import Answer, Field, Operation, Scheme
from docmill.emit.types import BYTES, walk
from docmill.values import is_listing, is_mapping, mapping

Arguments = Iterable[tuple[Field, Any]]

SECRETS = {"token": "secret-token", "username": "secret-user", "password": "secret-password"}


def secret_of(argument: str) -> str:
    """The value of a client's credential argument in the tests."""
    return SECRETS.get(argument, f"secret-{argument.replace('_', '-')}")


def path_of(one: Operation, arguments: Arguments) -> str:
    """The path with its arguments in place."""
    path = one.path
    for field, value in arguments:
        if field.location == "path":
            path = path.replace("{" + field.wire + "}", _simple(field, value, safe=""))
    return path


def pairs_of(field: Field, value: Any) -> list[tuple[str, str]]:
    """The pairs of the query, or the cookies, that an argument is sent as."""
    return list(_pairs(field.wire, field.style, value))


def header_of(field: Field, value: Any) -> str:
    """The text of the header that an argument is sent as."""
    return _simple(field, value)


def credential_of(scheme: Scheme) -> str:
    """What a scheme sends in the tests."""
    values = [secret_of(argument) for argument in scheme.arguments]
    if scheme.kind == "basic":
        return "Basic " + base64.b64encode(":".join(values).encode()).decode()
    return f"Bearer {values[0]}" if scheme.kind == "bearer" else values[0]


def body_of(one: Operation, arguments: Arguments) -> Any:
    """The body as the test server shows it: JSON values, pairs, parts, text or bytes."""
    given = [(field, value) for field, value in arguments if field.location == "body"]
    if one.body is None or not (given or one.body.required):
        return None
    if one.body.whole is None:
        fields = [(field.wire, field.style, value) for field, value in given]
    elif is_mapping(given[0][1]):
        fields = [(name, "form", value) for name, value in mapping(given[0][1]).items()]
    else:
        value = given[0][1]
        return value.encode() if one.body.whole.type == BYTES else value
    if one.body.media_type == "application/x-www-form-urlencoded":
        return [pair for name, style, value in fields for pair in _form_pairs(name, style, value)]
    if one.body.media_type == "multipart/form-data":
        files = {field.wire for field, _ in given if _is_file(field)}
        return [part for name, _, v in fields for part in _parts(name, v, is_file=name in files)]
    return {name: value for name, _, value in fields}


def scalar(value: Any) -> str:
    """A value as text in a path, a query, a header: a string as it is, all else as JSON."""
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _simple(field: Field, value: Any, safe: str | None = None) -> str:
    """A value in a path, where all but what is `safe` is escaped, or in a header."""

    def written(part: Any) -> str:
        return scalar(part) if safe is None else quote(scalar(part), safe=safe)

    if field.style == "json":
        return written(_json(value))
    if is_mapping(value) and field.style == "pairs":
        return ",".join(f"{written(k)}={written(v)}" for k, v in mapping(value).items())
    return ",".join(map(written, _flat(value)))


def _flat(value: Any) -> list[Any]:
    """The items of an array, the keys and values of an object in turn, or the value alone."""
    if is_mapping(value):
        return [part for pair in mapping(value).items() for part in pair]
    return value if is_listing(value) else [value]


def _pairs(name: str, style: str, value: Any) -> Iterator[tuple[str, str]]:
    if style == "json":
        yield name, _json(value)
    elif is_mapping(value) and style in ("form", "deep"):
        for key, item in mapping(value).items():
            inner = "json" if style == "form" and is_mapping(item) else style
            yield from _pairs(f"{name}[{key}]" if style == "deep" else key, inner, item)
    elif is_listing(value) and style in ("form", "deep"):
        yield from ((name, scalar(item)) for item in value)
    elif is_listing(value) or is_mapping(value):
        text = {"space": " ", "pipe": "|"}.get(style, ",").join(map(scalar, _flat(value)))
        yield name, f"[{text}]" if style == "brackets" else text
    else:
        yield name, scalar(value)


def _form_pairs(name: str, style: str, value: Any) -> Iterator[tuple[str, str]]:
    return _pairs(name, "json" if style == "form" and is_mapping(value) else style, value)


def _is_file(field: Field) -> bool:
    return any(part.text == "File" for part in walk(field.type))


def _parts(name: str, value: Any, *, is_file: bool) -> Iterator[tuple[str, str | None, str, bytes]]:
    """Name, file name, media type and content of each part that a field of a form gives."""
    for item in value if is_listing(value) else [value]:
        media_type = "application/json" if is_mapping(item) or is_listing(item) else "text/plain"
        if is_file and media_type == "text/plain":
            yield name, "upload", "application/octet-stream", scalar(item).encode()
        else:
            yield name, None, media_type, scalar(item).encode()


def status_of(answer: Answer) -> int:
    """The status that the test server answers with: an example of a class such as `4XX`."""
    if isinstance(answer.status, int):
        return answer.status
    return int(answer.status[0]) * 100 + 9 if answer.status[0].isdigit() else 200
