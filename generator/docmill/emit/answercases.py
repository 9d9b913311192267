"""What operations answer, as the client's tests have it: a body, and the type it is read as."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from docmill import names
from docmill.emit import wiretext
from docmill.emit.plan import Answer, Operation, Plan
from docmill.emit.samples import Samples
from docmill.emit.testviews import Constant
from docmill.emit.types import BYTES, NONE, Type, walk
from docmill.literals import python_literal
from docmill.values import is_listing, is_mapping, listing, mapping

_UNUSUAL = (418, 451, 424, 421, 417)
"""Statuses to take where the document names none: no API gives them a meaning of its own."""

_SMALL = 3
"""Members of an object that stands where it is used, however often that is."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the test server; `error` is the class that it raises."""

    status: int
    body: Any = None
    of: Type = NONE
    media_type: str = ""
    fits: bool = True
    checked: bool = True
    error: str = ""


def replies_of(samples: Samples, one: Operation) -> Iterator[Reply]:
    """The documented answers of success, a sample each."""
    for answer in one.returns:
        found = list(_replies(samples, answer, wiretext.status_of(answer), ""))
        worked = [reply for reply in found if not _has_failed(one, reply.body)]
        yield from worked or [
            replace(found[0], body=_as_success(one, found[0].body), checked=False)
        ]


def failures_of(samples: Samples, plan: Plan, one: Operation) -> Iterator[Reply]:
    """The documented errors, a sample each, and one that is not documented."""
    classes = {error.status: error.name for error in plan.errors}
    free = next((status for status in _UNUSUAL if status not in classes), 499)
    catch_all = False
    for answer in one.returns if one.failure else ():
        told = _replies(samples, answer, wiretext.status_of(answer), "APIFailureError")
        yield from (reply for reply in told if _has_failed(one, reply.body))
    for answer in one.raises:
        status = answer.status if isinstance(answer.status, int) else free
        if isinstance(answer.status, str) and answer.status[0].isdigit():
            if answer.status[0] == "1":
                continue  # no answer, but the promise of one
            status = int(answer.status[0]) * 100 + free % 100
        catch_all = catch_all or (isinstance(answer.status, str) and status == free)
        name = classes.get(status, "APIStatusError")
        yield from _replies(samples, answer, status, name)
    if not catch_all:
        body = None if one.http_method == "HEAD" else {"reason": "undocumented"}
        yield Reply(free, body, error="APIStatusError")


def _has_failed(one: Operation, body: Any) -> bool:
    """Whether the body of a success says that the call failed."""
    return bool(one.failure) and mapping(body).get(one.failure[0]) in one.failure[1:]


def _as_success(one: Operation, body: Any) -> Any:
    """A body whose flag says something else than that the call failed."""
    failed = mapping(body).get(one.failure[0])
    return mapping(body) | {one.failure[0]: not failed if isinstance(failed, bool) else "done"}


def _replies(samples: Samples, answer: Answer, status: int, error: str) -> Iterator[Reply]:
    media = answer.media_type if answer.media_type != "*/*" else "application/json"
    for body, fits in _bodies(samples, answer):
        checked = True
        if fits and answer.media_type and "json" in media:
            checked = samples.succeeds(body, answer.at_schema, "response")
        yield Reply(status, body, answer.type, media, fits, checked, error)


def _bodies(samples: Samples, answer: Answer) -> list[tuple[Any, bool]]:
    """The documented samples of an answer, else one made from its schema; and whether it fits."""
    if answer.type == NONE or not answer.media_type:
        return [(None, True)]
    if answer.type == BYTES:
        return [(b"\x00\x01sample", True)]
    if "json" not in answer.media_type and answer.media_type != "*/*":
        return [("a sample", True)]
    told = [(one, samples.fits(one, answer.at_schema, "response")) for one in answer.samples]
    told += [(one, False) for one in answer.misfits]
    if not any(fits for _, fits in told):
        told.insert(0, (samples.value(answer.schema, answer.at_schema, "value", "response"), True))
    return sorted(told, key=lambda pair: not pair[1])


def type_text(plan: Plan, of: Type) -> str:
    """The Python of what in a type JSON cannot say; empty where there is nothing."""
    if of.kind == "open":
        return type_text(plan, of.inner[0])
    if of.kind == "class":
        return f"api.{plan.names[of.text]}"
    if of.kind in ("list", "dict") and (inner := type_text(plan, of.inner[0])):
        return f"list[{inner}]" if of.kind == "list" else f"dict[str, {inner}]"
    if of.kind == "union":
        told = dict.fromkeys(filter(None, (type_text(plan, one) for one in of.inner)))
        has_map = any(one.kind == "dict" for one in of.inner)
        return " | ".join([*told, *(["dict[str, Any]"] if told and has_map else [])])
    return of.text if of.kind == "plain" and of.text.startswith("dt.") else ""


@dataclass(slots=True)
class Answers:
    """The Python of the answers of one module, whose common objects stand in it once."""

    plan: Plan
    replies: list[Reply]
    constants: list[Constant] = field(default_factory=list[Constant])
    _counts: dict[str, int] = field(default_factory=dict[str, int])
    _names: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        for reply in self.replies:
            self._count(reply.body)
        for reply in self.replies:
            self._name(reply.body, reply.of)

    def _count(self, value: Any) -> None:
        if is_mapping(value):
            key = _key(value)
            self._counts[key] = self._counts.get(key, 0) + 1
            if self._counts[key] > 1:
                return  # what is in it is written once
        for item in _items(value):
            self._count(item)

    def _name(self, value: Any, of: Type) -> None:
        """Make constants of the objects that are there twice, the inner ones first."""
        for key, item in value.items() if is_mapping(value) else enumerate(listing(value)):
            self._name(item, self._inner(of, key))
        if not is_mapping(value) or len(value) < _SMALL:
            return
        text = _key(value)
        if self._counts.get(text, 0) > 1 and text not in self._names:
            body = self._written(value)
            self._names[text] = self._free(self._class_of(of))
            self.constants.append(Constant(self._names[text], body))

    def _inner(self, of: Type, key: Any) -> Type:
        key_ = self._class_of(of)
        if isinstance(key, int):
            return next((part.inner[0] for part in walk(of) if part.kind == "list"), NONE)
        record = self.plan.records.get(key_)
        fields = record.fields if record else ()
        return next((one.type for one in fields if one.wire == key), NONE)

    @staticmethod
    def _class_of(of: Type) -> str:
        kinds = of.inner if of.kind == "union" else (of,)
        return next((one.text for one in kinds if one.kind == "class"), "")

    def _free(self, key: str) -> str:
        wanted = names.tail(names.constant(self.plan.names[key])) + "_SAMPLE" if key else "SAMPLE"
        taken = {constant.name for constant in self.constants}
        number = 1
        while (name := wanted if number == 1 else f"{wanted}_{number}") in taken:
            number += 1
        return name

    def _written(self, value: Any) -> str:
        """A JSON value as Python, with the names of the constants in it."""
        if is_mapping(value):
            if (key := _key(value)) in self._names:
                return self._names[key]
            pairs = (f"{python_literal(k)}: {self._written(v)}" for k, v in value.items())
            return "{" + ", ".join(pairs) + "}"
        if is_listing(value):
            return "[" + ", ".join(map(self._written, value)) + "]"
        return python_literal(value)

    def text(self, reply: Reply) -> str:
        """The Python of `Answer(...)` or `Failure(...)`."""
        kind = type_text(self.plan, reply.of)
        parts = [str(reply.status)]
        parts += [self._written(reply.body)] if reply.body is not None or kind else []
        parts += [kind] if kind else []
        if reply.media_type not in ("", "application/json"):
            parts.append(f"media_type={python_literal(reply.media_type)}")
        parts += ["fits=False"] if not reply.fits else []
        parts += ["checked=False"] if not reply.checked else []
        parts += [f"error=api.{reply.error}"] if reply.error else []
        return f"{'Failure' if reply.error else 'Answer'}({', '.join(parts)})"


def _key(value: dict[str, Any]) -> str:
    return json.dumps(value, default=str)


def _items(value: Any) -> list[Any]:
    return list(mapping(value).values()) if is_mapping(value) else listing(value)
