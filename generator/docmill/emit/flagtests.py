"""The test that tells alike arguments apart: two booleans that are swapped send the same body.

Each argument whose sample equals that of another is sent alone, beside what the call needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from docmill.emit import wiretext
from docmill.emit.plan import Field, Operation, Plan
from docmill.emit.samples import Samples
from docmill.emit.testviews import FlagCase, FlagTests
from docmill.literals import python_literal

Given = list[tuple[Field, Any]]

_TRIES = 8


def flag_tests_of(
    plan: Plan, one: Operation, samples: Samples, required: Given, every: Given
) -> FlagTests | None:
    """The test of an operation's alike arguments, or None where no two are alike."""
    counted = Counter(
        (field.location, value) for field, value in every if _is_comparable(one, field, value)
    )
    alike = [
        field
        for field, value in every
        if _is_comparable(one, field, value) and counted[field.location, value] > 1
    ]
    if not alike:
        return None
    names = {field.name for field in alike}
    base = [(f, False if f.name in names and value is True else value) for f, value in required]
    pairs = (f'"{f.name}": {samples.python(value, f.type)}' for f, value in base)
    query = dict(wiretext.query_of(plan, one, base))
    places = {field.location for field in alike}
    return FlagTests(
        given="{" + ", ".join(pairs) + "}",
        query=python_literal(query),
        body=python_literal(wiretext.body_of(one, base) or {}) if "body" in places else "",
        in_query=bool(query) or "query" in places,
        cases=tuple(_cases(one, samples, alike, {f.name: value for f, value in base})),
    )


def _sends_json(one: Operation) -> bool:
    return bool(one.body and not one.body.whole and "json" in one.body.media_type)


def _is_comparable(one: Operation, field: Field, value: Any) -> bool:
    """Whether an argument is told from others of the same place by what is sent for it."""
    if field.location == "body" and not _sends_json(one):
        return False
    return field.location in ("body", "query") and isinstance(value, bool | int | str)


def _cases(
    one: Operation, samples: Samples, alike: list[Field], base: dict[str, Any]
) -> Iterator[FlagCase]:
    for field in alike:
        value = _another(samples, field, base.get(field.name))
        sent = [(field, value)]
        yield FlagCase(
            arguments=f'{{"{field.name}": {samples.python(value, field.type)}}}',
            query=python_literal(dict(wiretext.pairs_of(sent))),
            body=python_literal(wiretext.body_of(one, sent) if field.location == "body" else {}),
        )


def _another(samples: Samples, field: Field, value: Any) -> Any:
    """A sample of a field that is not `value`, where there is one; of a boolean, True."""
    made = value
    for _ in range(_TRIES):
        made = samples.value(field.schema, field.at, field.wire, "request")
        if made is True or (made != value and not isinstance(made, bool)):
            break
    return made
