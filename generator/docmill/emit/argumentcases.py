"""The arguments of an operation as the client's tests have them: a value, and what is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from docmill.emit import wiretext
from docmill.emit.plan import Field, Operation
from docmill.emit.samples import Samples
from docmill.emit.types import ANY, classes_in
from docmill.fitting import misfits
from docmill.literals import python_literal
from docmill.values import is_listing, is_mapping, mapping

Given = list[tuple[Field, Any]]

_TRIES = 8
_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def given_to(samples: Samples, one: Operation, *, only_required: bool) -> Given:
    """Samples of the arguments; a plain text in the path has a slash, which is to be escaped."""
    return [
        (field, value.replace(" ", "/") if _is_text_in_path(field, value) else value)
        for field, value in samples.arguments(one, only_required=only_required)
    ]


def _is_text_in_path(field: Field, value: Any) -> bool:
    plain = field.schema.keys().isdisjoint({"enum", "const", "pattern", "oneOf", "anyOf"})
    return field.location == "path" and isinstance(value, str) and plain


def texts_of(samples: Samples, one: Operation, given: Given) -> str:
    """The Python of a list of arguments."""
    return "[" + ", ".join(_text(samples, one, *pair) for pair in given) + "]"


def others_of(samples: Samples, one: Operation, required: Given) -> Given:
    """Further samples of required arguments that look alike; booleans need none."""
    alike = Counter(_seen(*pair) for pair in required)
    found: Given = []
    for field, value in required:
        if field.location != "path" and alike[_seen(field, value)] > 1 and value is not bool(value):
            made = (_sample_of(samples, field) for _ in range(_TRIES))
            found += [(field, other) for other in made if other != value][:1]
    return found


def _seen(field: Field, value: Any) -> tuple[str, str]:
    return field.location, python_literal(value)


def _sample_of(samples: Samples, field: Field) -> Any:
    return samples.value(field.schema, field.at, field.wire, "request")


def _text(samples: Samples, one: Operation, field: Field, value: Any) -> str:
    """The Python of one argument; what is sent stands only where the value does not say it."""
    python = samples.python(value, field.type)
    place = _place(one, field)
    names = [python_literal(field.name)]
    names += [] if place in ("path", "whole") else [python_literal(field.wire)]
    sent = _sent(one, field, value, place)
    is_said = sent == _said(field, value, place)
    is_said = is_said and (place == "path" or python == python_literal(value))
    told = "" if is_said else python_literal(sent)
    return f"{place}({', '.join([*names, python, *([told] if told not in ('', python) else [])])})"


def _place(one: Operation, field: Field) -> str:
    if field.location != "body" or one.body is None:
        return field.location
    if one.body.whole:
        return "whole"
    return "form" if one.body.media_type in (_URLENCODED, _MULTIPART) else "field"


def _sent(one: Operation, field: Field, value: Any, place: str) -> Any:
    match place:
        case "path":
            return None  # the path is told as a whole
        case "query" | "cookie":
            return wiretext.pairs_of(field, value)
        case "header":
            return wiretext.header_of(field, value)
        case "field":
            return mapping(wiretext.body_of(one, [(field, value)]))[field.wire]
        case "whole" if "form" in (one.body.media_type if one.body else "") and is_mapping(value):
            parts: Iterable[tuple[Any, ...]] = wiretext.body_of(one, [(field, value)])
            return sorted(parts, key=lambda part: part[0])
        case _:
            return wiretext.body_of(one, [(field, value)])


def _said(field: Field, value: Any, place: str) -> Any:
    """What a test takes to be sent where it has the value alone."""
    if place == "path":
        return None
    if place in ("field", "whole"):
        return value
    if is_mapping(value) or is_listing(value):
        return None
    text = wiretext.scalar(value)
    return text if place == "header" else [(field.wire, text)]


def samples_of(samples: Samples, one: Operation) -> Iterator[str]:
    """The Python of the documented JSON bodies whose fields are arguments of the client."""
    if one.body is None or "json" not in one.body.media_type:
        return
    kind = one.body.whole.type if one.body.whole else ANY
    closed = bool(classes_in([kind]))  # the tests allow no keys that are not described
    for body in (*one.body.samples, *one.body.misfits):
        sent = _as_arguments(samples, one, body)
        if sent is not None:
            whole = sent == body and body in one.body.samples
            found = misfits(samples.plan.api, one.body.at, body, "request", closed=closed)
            checked = whole and not found
            yield f"Sample({python_literal(sent)}{'' if checked else ', checked=False'})"


def _as_arguments(samples: Samples, one: Operation, body: Any) -> Any:
    """What of a documented body arguments can say, with what a call needs beside it."""
    fields = [field for field in one.arguments if field.location == "body"]
    if one.body and one.body.whole:
        return body
    if not is_mapping(body):
        return None
    sent = {field.wire: body[field.wire] for field in fields if field.wire in body}
    for field in fields:
        if field.required and field.wire not in sent:
            sent[field.wire] = _sample_of(samples, field)
    return sent or None
