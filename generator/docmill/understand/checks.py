"""What a page contradicts in itself. Checks add findings; they change no fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import combinations

from docmill.spec import Fact, FieldSpec, JsonValue
from docmill.understand.desk import Desk
from docmill.understand.endpoint import base_of
from docmill.understand.jsontext import NotJsonError, json_of
from docmill.understand.samples import items_of

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def head_against_samples(desk: Desk) -> None:
    """Method, path and server of the head and of every curl command."""
    draft = desk.draft
    curls = [*draft.curls, *([draft.generated_curl] if draft.generated_curl else [])]
    for curl in curls:
        if draft.method and curl.method.value.upper() != draft.method.value:
            told = f"the sample sends {curl.method.value}, line {draft.method.at.first} says "
            desk.tell(curl.method.at, "endpoint-disagrees", told + draft.method.value)
        base = base_of(draft.path.value, curl.path) if draft.path else ""
        if draft.path and base != "":
            told = f"the sample calls `{curl.path}`, the head says `{draft.path.value}`"
            told += f": taken as relative to `{base}`" if base and not draft.server else ""
            desk.tell(curl.url.at, "endpoint-disagrees", told)
    types = {t.value.split(";")[0]: t for c in reversed(curls) if (t := c.header("content-type"))}
    for (one, at), (other, _) in combinations(types.items(), 2):
        desk.tell(at.at, "endpoint-disagrees", f"the samples send both {one} and {other}")
    named = [c for c in draft.curls if draft.server and c.server and c.server != draft.server.value]
    for curl in named:
        told = (
            f"the sample calls {curl.server}, the head says {draft.server and draft.server.value}"
        )
        desk.tell(curl.url.at, "endpoint-disagrees", told)
    servers = {curl.server: curl for curl in reversed(curls) if curl.server}
    for (one, first), (other, _) in combinations(servers.items(), 2):
        desk.tell(first.url.at, "endpoint-disagrees", f"the samples call both {one} and {other}")


def name_against_samples(desk: Desk) -> None:
    """An export shows no address: what its samples say is held against the name of its file, where
    that has a method in it, as `sys-get-users-by-id.md`."""
    draft = desk.draft
    words = re.findall(r"[a-z]+", desk.page.stem.rpartition("/")[2].lower())
    methods = {word.upper() for word in words} & _METHODS
    if draft.with_address or len(methods) != 1 or draft.method is None or draft.path is None:
        return
    if draft.method.value not in methods:
        told = f"the page is called `{desk.page.name}`, its samples send {draft.method.value}"
        desk.tell(draft.method.at, "endpoint-disagrees", told)
    parts = [part.lower() for part in draft.path.value.split("/") if part and "{" not in part]
    letters = [found for part in parts if (found := re.sub(r"[^a-z]", "", part))]
    if letters and not any(found in "".join(words) for found in letters):
        told = f"the page is called `{desk.page.name}`, its samples call `{draft.path.value}`"
        desk.tell(draft.path.at, "endpoint-disagrees", told)


def request_samples(desk: Desk) -> None:
    """The names that hand-written requests send. Their values are held against the schema later."""
    draft = desk.draft
    body = {f.name.value for f in draft.request if f.location == "body" and f.seen == "section"}
    query = {f.name.value for f in draft.request if f.location == "query"}
    for curl in draft.curls:
        for name in curl.query_names:
            if name not in query:
                told = f"the sample sends `{name}`, which no section describes"
                desk.tell(curl.url.at, "sample-disagrees", told)
        if curl.data and curl.header("content-type") is None:
            told = "the sample sends a body without a Content-Type"
            desk.tell(curl.at, "sample-disagrees", told)
        if (
            curl.data is None
            and not curl.bare
            and any(f.location == "body" and _needed(f) for f in draft.request)
        ):
            desk.tell(curl.at, "sample-disagrees", "the sample sends no body")
    for sample in draft.request_samples:
        if sample.value and isinstance(sample.value.value, dict):
            _hold(desk, body, Fact(sample.value.value, sample.value.at))


def _hold(desk: Desk, body: set[str], sample: Fact[dict[str, JsonValue]]) -> None:
    for name in sample.value:
        if name not in body:
            told = f"the sample sends `{name}`, which no section describes"
            desk.tell(sample.at, "sample-disagrees", told)


def response_samples(desk: Desk) -> None:
    """The sample of each status and its fields."""
    for status, draft in desk.draft.responses.items():
        described = [f.name.value for f in draft.fields if f.seen == "section"]
        for sample in draft.samples:
            if sample.value is None:
                continue
            objects = [v for v, _ in items_of([(sample.value.value, "")]) if isinstance(v, dict)]
            if not objects:
                continue
            value = dict.fromkeys(name for one in objects for name in one)
            only = [name for name in value if name not in described]
            if only and described:
                told = f"only the sample of status {status} shows {_listed(only)}"
                desk.tell(sample.value.at, "seen-only-in-example", told)
            if absent := [name for name in described if name not in value]:
                told = f"the sample of status {status} lacks {_listed(absent)}"
                desk.tell(sample.value.at, "sample-disagrees", told)


def between_statuses(desk: Desk) -> None:
    """One property, two types in two statuses."""
    for (one, first), (other, second) in combinations(desk.draft.responses.items(), 2):
        types = {f.name.value: f.type for f in first.fields}
        for field in second.fields:
            before = types.get(field.name.value)
            if before and field.type and before.value != field.type.value:
                told = f"`{field.name.value}` is {before.value} in {one} (line {before.at.first}) "
                told += f"and {field.type.value} in {other}"
                desk.tell(field.type.at, "status-shapes-differ", told)


def generated_samples(desk: Desk) -> None:
    """The generated samples hold every required body field, and every described response field."""
    draft = desk.draft
    curl = draft.generated_curl
    if curl and (curl.data or curl.headers):  # else it shows the address alone
        required = [f.name.value for f in draft.request if f.location == "body" and _needed(f)]
        _compare(desk, curl.data or Fact("{}", curl.at), required, "the request")
        if curl.data and curl.header("content-type") is None:
            told = "the generated sample sends a body without a Content-Type"
            desk.tell(curl.at, "generated-sample-disagrees", told)
    made = draft.generated_response
    if made and isinstance(made.value, dict):
        fields = [f for r in draft.responses.values() for f in r.fields]
        described = [f.name.value for f in fields if f.seen == "section"]
        _names(desk, Fact(list(made.value), made.at), described, "the responses")
        _inner_names(desk, made, fields)


def _inner_names(desk: Desk, made: Fact[JsonValue], fields: list[FieldSpec]) -> None:
    """Properties of properties, where both the generated sample and a section show some."""
    assert isinstance(made.value, dict)
    for name, value in made.value.items():
        item = value[0] if isinstance(value, list) and value else value
        children = [c.name.value for f in fields if f.name.value == name for c in f.children]
        if isinstance(item, dict) and item and children:
            _names(desk, Fact(list(item), made.at), children, f"`{name}`")


def _needed(field: FieldSpec) -> bool:
    return field.required is not None and field.required.value


def _compare(desk: Desk, data: Fact[str], names: list[str], what: str) -> None:
    try:
        value = json_of(data.value)
    except NotJsonError as error:
        desk.tell(data.at, "sample-not-json", f"the generated sample is no valid JSON: {error}")
        return
    if isinstance(value, dict):
        _names(desk, Fact(list(value), data.at), names, what)


def _names(desk: Desk, shown: Fact[list[str]], described: list[str], what: str) -> None:
    extra = [name for name in shown.value if name not in described]
    absent = [name for name in dict.fromkeys(described) if name not in shown.value]
    if extra:
        told = f"the generated sample names {_listed(extra)}, no section or sample of {what} does"
        desk.tell(shown.at, "generated-sample-disagrees", told)
    if absent:
        told = f"the sections of {what} name {_listed(absent)}, the generated sample does not"
        desk.tell(shown.at, "generated-sample-disagrees", told)


def completeness(desk: Desk) -> None:
    """What every endpoint page has."""
    draft = desk.draft
    start = desk.page.place(1)
    if draft.title is None:
        desk.tell(start, "title-missing", "the page has no title")
    if not draft.responses:
        end = desk.page.place(len(desk.page.text.rstrip().split("\n")))
        desk.tell(end, "no-responses", "the page documents no response")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


CHECKS: tuple[Callable[[Desk], None], ...] = (
    completeness,
    head_against_samples,
    name_against_samples,
    request_samples,
    response_samples,
    between_statuses,
    generated_samples,
)
