"""The README of the client: examples that run, and a table of its methods."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from docmill.emit.modules import import_line
from docmill.emit.plan import Operation, Plan, Resource, Scheme
from docmill.emit.samples import Samples
from docmill.emit.templates import laid_out
from docmill.emit.types import ANY, BYTES, NONE

Called = tuple[Resource, Operation]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to authenticate: the arguments of the client for it, and their variables."""

    told: str
    arguments: str
    environment: str


@dataclass(frozen=True, slots=True)
class MethodLine:
    """A method, and the request that it sends."""

    call: str
    request: str


@dataclass(frozen=True, slots=True)
class FormerLine:
    """A former name, the present one, the day until which the former one stays."""

    old: str
    new: str
    until: str


@dataclass(frozen=True, slots=True)
class ReadmeView:
    """README.md. An example is empty where the API has nothing to show it with."""

    title: str
    package: str
    class_name: str
    prefix: str
    base: str
    authentication: tuple[Way, ...]
    takes_function: str
    fetches_tokens: bool
    example: str
    async_example: str
    raw_example: str
    pages_example: str
    download_example: str
    error_example: str
    client_errors: tuple[str, ...]
    server_errors: tuple[str, ...]
    methods: tuple[MethodLine, ...]
    former: tuple[FormerLine, ...]


def view_of(plan: Plan) -> ReadmeView:
    """The README of a plan's client."""
    calls: list[Called] = [(r, one) for r in plan.resources for one in r.operations]
    first = calls[:1]
    paged = [call for call in calls if call[1].paging][:1]
    downloads = [call for call in calls if call[1].returns[0].type == BYTES][:1]
    answering = [call for call in calls if call[1].returns[0].type not in (ANY, NONE)][:1]
    functions = [s.arguments[0] for s in plan.schemes if len(s.arguments) == 1]
    examples = {
        "example": [_example(plan, call, "result = {}") for call in first],
        "async_example": [_async_example(plan, call) for call in first],
        "raw_example": [_example(plan, call, _RAW, raw=True) for call in answering],
        "pages_example": [_example(plan, call, _PAGES) for call in paged],
        "download_example": [_example(plan, call, _DOWNLOAD, stream=True) for call in downloads],
        "error_example": [_example(plan, call, _ERRORS, "APIError") for call in first],
    }
    shown = laid_out({name: "".join(one) for name, one in examples.items()})
    return ReadmeView(
        title=_cell(plan.title),
        package=plan.package,
        class_name=plan.class_name,
        prefix=plan.package.upper(),
        base=f"{plan.class_name}Error",
        authentication=tuple(_ways(plan)),
        takes_function=functions[0] if functions else "",
        fetches_tokens=any(scheme.grants for scheme in plan.schemes),
        **{name: text.rstrip("\n") for name, text in shown.items()},
        client_errors=tuple(one.name for one in plan.errors if one.status < 500),
        server_errors=tuple(one.name for one in plan.errors if one.status >= 500),
        methods=tuple(MethodLine(_needing(*call), _code(call[1])) for call in calls),
        former=tuple(_former(plan)),
    )


_RAW = """response = {}
print(response.status, response.headers, response.parsed)"""
_PAGES = """for item in {}:
    print(item)
pager = {}
print(pager.total, pager.has_next_page)
for page in pager.pages():
    print(page)"""
_DOWNLOAD = """with {} as response:
    for piece in response.iter_bytes():
        print(len(piece))"""
_ERRORS = """try:
    {}
except APIError as error:
    print(error.status, error.message, error.field_errors)"""


def _ways(plan: Plan) -> list[Way]:
    return [
        Way(
            _cell(scheme.name),
            ", ".join(f'{name}="..."' for name in arguments),
            ", ".join(f"`{plan.package.upper()}_{name.upper()}`" for name in arguments),
        )
        for scheme in plan.schemes
        for arguments in (scheme.arguments, *(grant.arguments for grant in scheme.grants))
    ]


def _example(
    plan: Plan, call: Called, use: str, *names: str, raw: bool = False, stream: bool = False
) -> str:
    """A program that makes a client and does with the text of a call what `use` says."""
    through = "with_raw_response." if raw else "with_streaming_response." if stream else ""
    return _program(plan, call, use, plan.class_name, names, through)


def _async_example(plan: Plan, call: Called) -> str:
    use = "result = await {}"
    return _program(plan, call, use, f"Async{plan.class_name}", (), "", is_async=True)


def _program(
    plan: Plan,
    call: Called,
    use: str,
    client: str,
    names: tuple[str, ...],
    through: str,
    *,
    is_async: bool = False,
) -> str:
    samples, (resource, one) = Samples(plan), call
    given = samples.arguments(one, only_required=True)
    arguments = samples.call(given)
    if one.positional:
        arguments = arguments.removeprefix(f"{one.positional.name}=")
    used = sorted(name for name in samples.enums_in(given) if name in arguments)
    text = f"client.{resource.module}.{through}{one.method}({arguments})"
    block = f"with {client}({_credentials(plan)}) as client:\n"
    block += textwrap.indent(use.replace("{}", text), "    ")
    if is_async:
        block = "async def main():\n" + textwrap.indent(f"async {block}", "    ")
    lines = ["import datetime as dt"] if "dt.date" in arguments else []
    lines += [import_line(plan.package, [client, *names, *used]), "", block]
    return "\n".join(lines)


def _credentials(plan: Plan) -> str:
    first: tuple[Scheme, ...] = plan.schemes[:1]
    told = ", ".join(f'{name}="..."' for scheme in first for name in scheme.arguments)
    return told or ("" if plan.base_url else 'base_url="https://..."')


def _needing(resource: Resource, one: Operation) -> str:
    """A call with the names of the arguments that it needs."""
    needed = ["..."] if one.positional else []
    needed += [f"{field.name}=..." for field in one.keywords if field.required]
    return f"client.{resource.module}.{one.method}({', '.join(needed)})"


def _former(plan: Plan) -> Iterator[FormerLine]:
    for home in plan.resources:
        for alias in home.aliases:
            yield FormerLine(f"client.{alias.name}", f"client.{home.module}", alias.until)
        for one in home.operations:
            for alias in one.aliases:
                new = f"client.{home.module}.{one.method}"
                yield FormerLine(f"client.{home.module}.{alias.name}", new, alias.until)
    for every in plan.aliases.values():
        yield from (FormerLine(one.name, one.stands_for, one.until) for one in every)


def _code(one: Operation) -> str:
    return f"`{_cell(f'{one.http_method} {one.path}').replace('`', '')}`"


def _cell(text: str) -> str:
    """Page text as one line of Markdown without markup of its own."""
    line = " ".join(text.split())
    return "".join(
        "\\" + char if char in "\\|<>[]*_`#" else char for char in line if char.isprintable()
    )
