"""What an operation is sent and what it answers: parameters, bodies, statuses, headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docmill.api import pointer
from docmill.diff.changes import Delta, Spot, difference
from docmill.diff.objects import Placed, Told, Two, alone, both, flags_of, necessity, told_of
from docmill.diff.operations import Operation, content_of, parameters_of
from docmill.diff.schemas import Schema, Schemas
from docmill.document import Side
from docmill.values import mapping

_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_DONE = {"$ref", "name", "in", "required", "schema", "content", "style", "explode", "deprecated"}
_WRITTEN = {"allowReserved", "allowEmptyValue", "x-docmill-array"}


def messages(schemas: Schemas, old: Operation, new: Operation) -> Iterator[Told]:
    """All that differs between what two operations are sent and answer."""
    yield from _parameters(schemas, old, new)
    yield from _body(schemas, old, new)
    yield from _responses(schemas, old, new)


def _parameters(schemas: Schemas, old: Operation, new: Operation) -> Iterator[Told]:
    before, after = parameters_of(schemas.old, old), parameters_of(schemas.new, new)
    moved: set[tuple[str, str]] = set()
    for key, was, now in both(before, after):
        where, name = key
        if where == "path" and name.isdigit() and int(name) < len(old.variables):
            name = old.variables[int(name)]
        subject = f"{where} {name}"
        if was and now is None:
            others = [k for k in after if k[1] == name and k not in before and k not in moved]
            if others and where != "path":
                moved.add(others[0])
                now = after[others[0]]
                spots = Spot(was.at, where), Spot(now.at, others[0][0])
                yield "parameter", subject, Delta("location", "changed", *spots)
        if was and now:
            yield from _parameter(schemas, subject, (was, now))
        elif key not in moved:
            aspect = "path" if where == "path" else f"{necessity(was, now)}-{where}"
            yield "request", subject, alone(f"{aspect}-parameter", was, now, name)
    yield from _variables(schemas, old, new)


def _variables(schemas: Schemas, old: Operation, new: Operation) -> Iterator[Told]:
    """Variables of the path that have another name: the same on the wire, not so in a client."""
    if len(old.variables) != len(new.variables):
        return  # another address, which is told
    for index, (was, now) in enumerate(zip(old.variables, new.variables, strict=True)):
        places = [
            parameters_of(schemas.old, old).get(("path", str(index))),
            parameters_of(schemas.new, new).get(("path", str(index))),
        ]
        at = [place.at if place else op.at for place, op in zip(places, (old, new), strict=True)]
        for delta in difference("path-parameter", (was, now), at):
            yield "request", f"path {was}", delta


def _parameter(schemas: Schemas, subject: str, two: Two) -> Iterator[Told]:
    old, new = two
    for delta in (
        *flags_of("required", "required", two),
        *difference("serialization", [_written(one.node) for one in two], (old.at, new.at)),
        *flags_of("empty-value", "allowEmptyValue", two),
        *flags_of("deprecated", "deprecated", two),
        *told_of(two, _DONE | _WRITTEN),
    ):
        yield "parameter", subject, delta
    yield from _schema(schemas, ("parameter", "parameter"), subject, two)


def _written(node: dict[str, Any]) -> str:
    """How a parameter goes into the request, in words."""
    if media := next(iter(mapping(node.get("content"))), ""):
        return media
    style = str(node.get("style", _STYLES.get(str(node.get("in", "header")))))
    explode = node.get("explode", style == "form")
    words = [style, "exploded" if explode else "joined"]
    words += ["unescaped"] if node.get("allowReserved") is True else []
    words += [str(node["x-docmill-array"])] if "x-docmill-array" in node else []
    return " ".join(words)


def _schema_of(one: Placed) -> Schema:
    """The schema of a parameter, a header or a media type; where there is none, all fits."""
    if "schema" in one.node:
        return one.node["schema"], one.at + pointer("schema")
    for name, media in mapping(one.node.get("content")).items():
        return mapping(media).get("schema", {}), one.at + pointer("content", name, "schema")
    return {}, one.at + pointer("schema")


def _schema(
    schemas: Schemas,
    areas: tuple[str, str],
    subject: str,
    two: Two,
) -> Iterator[Told]:
    for area, path, delta in schemas.walk(*areas, _schema_of(two[0]), _schema_of(two[1])):
        gap = " " if path and not path.startswith(("[", "{")) else ""
        yield area, subject + gap + path, delta


def _body(schemas: Schemas, old: Operation, new: Operation) -> Iterator[Told]:
    found: list[Placed | None] = []
    for view, operation in ((schemas.old, old), (schemas.new, new)):
        value = operation.node.get("requestBody")
        node, at = view.followed(value, operation.at + pointer("requestBody"))
        found.append(Placed(node, at) if node else None)
    was, now = found
    if was and now:
        for delta in flags_of("required", "required", (was, now)):
            yield "request-body", "body", delta
        for delta in told_of((was, now), {"$ref", "required", "content"}):
            yield "request-body", "body", delta
        yield from _content(schemas, "request", "body", (was, now))
    elif was or now:
        aspect = f"{necessity(was, now)}-body"
        yield "request", "body", alone(aspect, was, now, "body")


def _content(schemas: Schemas, side: Side, subject: str, two: Two) -> Iterator[Told]:
    before = content_of(schemas.old, two[0].node, two[0].at)
    after = content_of(schemas.new, two[1].node, two[1].at)
    several = len(before.keys() & after.keys()) > 1
    for name, was, now in both(before, after):
        if was is None or now is None:
            yield side, subject, alone("media-type", was, now, name)
            continue
        here = f"{subject} ({name})" if several else subject
        encodings = [mapping(one.node.get("encoding")) for one in (was, now)]
        for delta in difference("encoding", encodings, (was.at, now.at)):
            yield side, here, delta
        for delta in told_of((was, now), {"$ref", "schema", "encoding"}):
            yield f"{side}-body", here, delta
        areas = f"{side}-body", f"{side}-property"
        yield from _schema(schemas, areas, here, (was, now))


def _responses(schemas: Schemas, old: Operation, new: Operation) -> Iterator[Told]:
    found: list[dict[str, Placed]] = []
    for view, operation in ((schemas.old, old), (schemas.new, new)):
        at = operation.at + pointer("responses")
        responses = mapping(operation.node.get("responses"))
        named = {
            str(k): (v, at + pointer(k)) for k, v in responses.items() if not k.startswith("x-")
        }
        found.append({k: Placed(*view.followed(*value)) for k, value in named.items()})
    for status, was, now in both(*found):
        if was is None or now is None:
            what = "success" if status.startswith(("1", "2", "3")) else "error"
            yield "response", status, alone(f"{what}-status", was, now, status)
            continue
        for delta in told_of((was, now), {"$ref", "headers", "content", "links"}):
            yield "response", status, delta
        yield from _headers(schemas, status, (was, now))
        yield from _content(schemas, "response", status, (was, now))
        yield from _links(schemas, status, (was, now))


def _named(schemas: Schemas, two: Two, key: str) -> list[dict[str, Placed]]:
    found: list[dict[str, Placed]] = []
    for view, one in zip((schemas.old, schemas.new), two, strict=True):
        items = mapping(one.node.get(key)).items()
        found.append({k: Placed(*view.followed(v, one.at + pointer(key, k))) for k, v in items})
    return found


def _headers(schemas: Schemas, status: str, two: Two) -> Iterator[Told]:
    before, after = (
        {name.lower(): one for name, one in headers.items() if name.lower() != "content-type"}
        for headers in _named(schemas, two, "headers")
    )
    for name, was, now in both(before, after):
        subject = f"{status} header {name}"
        if was is None or now is None:
            aspect = f"{necessity(was, now)}-header"
            yield "response", subject, alone(aspect, was, now, name)
            continue
        pair = was, now
        for delta in (
            *flags_of("required", "required", pair),
            *difference("serialization", [_written(one.node) for one in pair], (was.at, now.at)),
            *flags_of("deprecated", "deprecated", pair),
            *told_of(pair, _DONE),
        ):
            yield "response-header", subject, delta
        areas = "response-header", "response-header"
        yield from _schema(schemas, areas, subject, pair)


def _links(schemas: Schemas, status: str, two: Two) -> Iterator[Told]:
    for name, was, now in both(*_named(schemas, two, "links")):
        values = [one and one.node for one in (was, now)]
        at = [one.at if one else "" for one in (was, now)]
        for delta in difference("link", values, at):
            yield "response", f"{status} link {name}", delta
