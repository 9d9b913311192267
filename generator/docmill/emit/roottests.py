"""The tests of the client as a whole, and of its enums."""

from __future__ import annotations

from typing import Any

from docmill import names
from docmill.emit import wiretext
from docmill.emit.modules import import_line
from docmill.emit.plan import EnumClass, Operation, Plan, Resource
from docmill.emit.samples import Samples
from docmill.emit.testviews import ClientTestsView, EnumTests
from docmill.emit.types import ANY, NONE, walk
from docmill.literals import python_literal


def view_of(plan: Plan) -> ClientTestsView:
    """tests/test_client.py of a plan's client."""
    calls = [(resource, one) for resource in plan.resources for one in resource.operations]
    json_calls = [
        (resource, one)
        for resource, one in calls
        if one.returns[0].type not in (NONE, ANY) and "json" in one.returns[0].media_type
    ]
    first = [_call(plan, *pair) for pair in calls[:1]]
    opened = _opened(plan)
    enums = tuple(_enum_tests(plan, enum, opened) for enum in plan.enums)
    any_open = any(enum.open for enum in enums)
    used = [enum.name for enum in enums]
    used += ["APIConnectionError", "APIStatusError", "APITimeoutError"] if calls else []
    used += ["APIResponseError"] if json_calls else []
    source = "".join([*first, *(_call(plan, *pair) for pair in json_calls[:1])])
    imports = [import_line(plan.package, used)] if used else []
    imports += [f"from {plan.package}._models import OPEN"] if any_open else []
    imports += ["from pydantic import TypeAdapter"] if any_open else []
    imports += ["from support import CREDENTIALS, Call, Server"] if calls else []
    return ClientTestsView(
        package=plan.package,
        class_name=plan.class_name,
        imports=(*(["import pytest"] if calls else []), *sorted(imports)),
        enums=enums,
        standard=(
            *(["import datetime as dt"] if "dt.date" in source else []),
            *("import subprocess", "import sys"),
            *(["from typing import Annotated"] if any_open else []),
        ),
        call=first[0] if first else "",
        json_call=_call(plan, *json_calls[0]) if json_calls else "",
        json_status=wiretext.status_of(json_calls[0][1].returns[0]) if json_calls else 200,
    )


def _call(plan: Plan, resource: Resource, one: Operation) -> str:
    samples = Samples(plan)
    arguments = samples.call(samples.arguments(one, only_required=True))
    return f"client.{resource.module}.{one.method}({arguments})"


def _enum_tests(plan: Plan, enum: EnumClass, opened: set[str]) -> EnumTests:
    values = [member.value for member in enum.members]
    ints = [value for value in values if isinstance(value, int)]
    unknown: Any = max(ints) + 1 if ints else "not " + " or ".join(map(str, values))
    return EnumTests(
        names.snake(plan.names[enum.key]),
        plan.names[enum.key],
        enum.base,
        python_literal({member.name: member.value for member in enum.members}),
        python_literal(unknown),
        enum.key in opened,
    )


def _opened(plan: Plan) -> set[str]:
    """The keys of the enums that answers hold."""
    types = [one.type for model in plan.models for one in model.fields]
    types += [answer.type for r in plan.resources for o in r.operations for answer in o.returns]
    return {part.inner[0].text for of in types for part in walk(of) if part.kind == "open"}
