"""The README of the client."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from docmill.emit.modules import import_line
from docmill.emit.plan import ErrorClass, Operation, Plan, Resource
from docmill.emit.samples import Samples
from docmill.emit.templates import laid_out


@dataclass(frozen=True, slots=True)
class Way:
    """A way to authenticate, and the arguments of the client for it."""

    told: str
    arguments: str


@dataclass(frozen=True, slots=True)
class MethodLine:
    """A method, and the request that it sends."""

    call: str
    request: str


@dataclass(frozen=True, slots=True)
class ReadmeView:
    """README.md."""

    title: str
    class_name: str
    base: str
    authentication: tuple[Way, ...]
    example: str
    async_example: str
    errors: tuple[ErrorClass, ...]
    methods: tuple[MethodLine, ...]


def view_of(plan: Plan) -> ReadmeView:
    """The README of a plan's client."""
    calls = [(resource, one) for resource in plan.resources for one in resource.operations]
    return ReadmeView(
        title=_cell(plan.title),
        class_name=plan.class_name,
        base=f"{plan.class_name}Error",
        authentication=tuple(
            Way(_cell(s.name), ", ".join(f'{a}="..."' for a in s.arguments)) for s in plan.schemes
        ),
        example=_example(plan, *calls[0], wait=False) if calls else "",
        async_example=_example(plan, *calls[0], wait=True) if calls else "",
        errors=plan.errors,
        methods=tuple(
            MethodLine(f"client.{resource.module}.{one.method}", _code(one))
            for resource, one in calls
        ),
    )


def _example(plan: Plan, resource: Resource, one: Operation, *, wait: bool) -> str:
    samples = Samples(plan)
    given = samples.arguments(one, only_required=True)
    arguments = samples.call(given)
    name = f"Async{plan.class_name}" if wait else plan.class_name
    used = sorted(name for name in samples.enums_in(given) if name in arguments)
    credentials = ", ".join(f'{a}="..."' for a in plan.schemes[0].arguments) if plan.schemes else ""
    credentials = credentials or ("" if plan.base_url else 'base_url="https://..."')
    call = f"client.{resource.module}.{one.method}({arguments})"
    block = f"with {name}({credentials}) as client:\n    result = {'await ' if wait else ''}{call}"
    if wait:
        block = "async def main():\n" + textwrap.indent(f"async {block}", "    ")
    lines = ["import datetime as dt"] if "dt.date" in arguments else []
    lines += [import_line(plan.package, [name, *used]), "", block]
    return laid_out("\n".join(lines)).rstrip("\n")


def _code(one: Operation) -> str:
    return f"`{_cell(f'{one.http_method} {one.path}').replace('`', '')}`"


def _cell(text: str) -> str:
    """Page text as one line of Markdown without markup of its own."""
    line = " ".join(text.split())
    return "".join(
        "\\" + char if char in "\\|<>[]*_`#" else char for char in line if char.isprintable()
    )
