"""What a request of the client has to be on the wire, told without the client's own code."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from docmill.emit.plan import Answer, Field, Operation, Plan, Scheme
from docmill.emit.resources import accepted
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
            path = path.replace("{" + field.wire + "}", quote(scalar(value), safe=""))
    return path


def query_of(plan: Plan, one: Operation, arguments: Arguments) -> list[tuple[str, str]]:
    """The pairs of the query, those of credentials last."""
    pairs = list(pairs_of(arguments))
    sent = [s for s in chosen(plan, one) if s.kind == "query"]
    return pairs + [(s.sent_as, secret_of(s.arguments[0])) for s in sent]


def pairs_of(arguments: Arguments) -> Iterator[tuple[str, str]]:
    """The pairs of the query that come from arguments."""
    for field, value in arguments:
        if field.location == "query":
            yield from _pairs(field, value)


def headers_of(plan: Plan, one: Operation, arguments: Arguments) -> dict[str, str]:
    """The headers in lower case, but for those of the transport."""
    given = list(arguments)
    headers = {
        "accept": accepted(one),
        "user-agent": f"{plan.package.replace('_', '-')}-python",
    }
    if one.body and (one.body.required or any(f.location == "body" for f, _ in given)):
        headers["content-type"] = one.body.media_type.partition(";")[0]
    headers |= {f.wire.lower(): scalar(value) for f, value in given if f.location == "header"}
    cookies = [(f.wire, scalar(value)) for f, value in given if f.location == "cookie"]
    for scheme in chosen(plan, one):
        if scheme.kind == "cookie":
            cookies.append((scheme.sent_as, secret_of(scheme.arguments[0])))
        elif scheme.kind != "query":
            headers[scheme.sent_as.lower()] = credential_of(scheme)
    if cookies:
        headers["cookie"] = "; ".join(f"{name}={quote(value, safe='')}" for name, value in cookies)
    return dict(sorted(headers.items()))


def credential_of(scheme: Scheme) -> str:
    """What a scheme sends in the tests."""
    values = [secret_of(argument) for argument in scheme.arguments]
    if scheme.kind == "basic":
        return "Basic " + base64.b64encode(":".join(values).encode()).decode()
    return f"Bearer {values[0]}" if scheme.kind == "bearer" else values[0]


def chosen(plan: Plan, one: Operation) -> list[Scheme]:
    """The schemes that an operation uses when all credentials are given."""
    schemes = {scheme.name: scheme for scheme in plan.schemes}
    return [schemes[name] for name in one.security[0]] if one.security else []


def body_of(one: Operation, arguments: Arguments) -> Any:
    """The body as the test server shows it: JSON values, pairs, parts, text or bytes."""
    given = [(field, value) for field, value in arguments if field.location == "body"]
    if one.body is None or not (given or one.body.required):
        return None
    if one.body.whole:
        value = given[0][1]
        is_bytes = one.body.media_type == "application/octet-stream"
        return value.encode() if is_bytes and isinstance(value, str) else value
    if one.body.media_type == "application/x-www-form-urlencoded":
        return [pair for field, value in given for pair in _pairs(field, value)]
    if one.body.media_type == "multipart/form-data":
        return [part for field, value in given for part in _parts(field, value)]
    return {field.wire: value for field, value in given}


def scalar(value: Any) -> str:
    """A value as text in a path, a query, a header."""
    if is_listing(value):
        return ",".join(scalar(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _pairs(field: Field, value: Any) -> Iterator[tuple[str, str]]:
    if field.style == "json":
        yield field.wire, json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    elif is_mapping(value):
        for key, item in mapping(value).items():
            yield (f"{field.wire}[{key}]" if field.style == "deep" else key), scalar(item)
    elif is_listing(value) and field.style == "form":
        yield from ((field.wire, scalar(item)) for item in value)
    elif is_listing(value):
        separator = {"space": " ", "pipe": "|"}.get(field.style, ",")
        text = separator.join(scalar(item) for item in value)
        yield field.wire, f"[{text}]" if field.style == "brackets" else text
    else:
        yield field.wire, scalar(value)


def _parts(field: Field, value: Any) -> Iterator[tuple[str, str | None, bytes]]:
    for item in value if is_listing(value) else [value]:
        is_file = "File" in (field.type.text, *(member.text for member in field.type.inner))
        yield field.wire, "upload" if is_file else None, scalar(item).encode()


def status_of(answer: Answer) -> int:
    """The status that the test server answers with: an example of a class such as `4XX`."""
    if isinstance(answer.status, int):
        return answer.status
    return int(answer.status[0]) * 100 + 9 if answer.status[0].isdigit() else 200
