"""Resources as views of finished strings: their arguments, their operations, their classes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docmill.emit import aliases, wires
from docmill.emit.aliases import AliasLine
from docmill.emit.inputs import ObjectView, input_views, params_views
from docmill.emit.methods import OperationView, operation_view
from docmill.emit.modules import (
    HeadlineView,
    by_home,
    class_imports,
    import_line,
    library_imports,
)
from docmill.emit.plan import Field, ObjectClass, Operation, Plan, Resource
from docmill.emit.types import ANY, BYTES, STR, Type, walk
from docmill.literals import docstring
from docmill.memory import recall


@dataclass(frozen=True, slots=True)
class ClassFlavor:
    """How the synchronous and the asynchronous class of a resource differ."""

    class_name: str
    prefix: str
    raw: str
    define: str
    wait: str


@dataclass(frozen=True, slots=True)
class ResourceView:
    """resources/<resource>.py. `streamed` are the methods whose answers may be downloads."""

    module: str
    doc: str
    imports: tuple[str, ...]
    inputs: tuple[ObjectView, ...]
    operations: tuple[OperationView, ...]
    streamed: tuple[str, ...]
    flavors: tuple[ClassFlavor, ...]
    aliases: tuple[AliasLine, ...]
    template: str = "client/resource.py"


@dataclass(frozen=True, slots=True)
class InputsView:
    """resources/shared.py."""

    imports: tuple[str, ...]
    inputs: tuple[ObjectView, ...]
    aliases: tuple[AliasLine, ...]
    template: str = "client/inputs.py"


def views_of(plan: Plan) -> dict[str, ResourceView | InputsView | HeadlineView]:
    """The modules of resources, by path in the package."""
    grouped = by_home(plan, plan.inputs)
    views: dict[str, ResourceView | InputsView | HeadlineView] = {
        "resources/__init__.py": HeadlineView(
            "The operations of the API, a module for each resource."
        )
    }
    for resource in plan.resources:
        records = grouped.get(resource.module, [])
        views[f"resources/{resource.module}.py"] = _recalled_view(plan, resource, records)
    if shared := grouped.get("shared"):
        types = [field.type for record in shared for field in record.fields]
        inputs = input_views(plan, shared)
        fields = [field for record in shared for field in record.fields]
        first, last = _imports(plan, types, "resources.shared", fields, inputs)
        views["resources/shared.py"] = InputsView(
            (*first, *last), inputs, aliases.module_lines(plan, "resources.shared")
        )
    return views


def resource_doc(resource: Resource) -> str:
    """What the page says of a resource, or what it is."""
    return resource.doc or f"The operations of `{resource.module}`."


def _recalled_view(plan: Plan, resource: Resource, records: list[ObjectClass]) -> ResourceView:
    key = ("resource view", *plan.portions.key(resource.module))
    return recall(key, lambda: _resource_view(plan, resource, records))


def _resource_view(plan: Plan, resource: Resource, records: list[ObjectClass]) -> ResourceView:
    named = any(one.method == "list" for one in resource.operations)
    listed = "builtins.list" if named and _names_list(resource) else "list"
    params = params_views(plan, resource)
    inputs = (*input_views(plan, records), *params)
    name, twin = plan.resource_name(resource), plan.names[f"async {resource.module}"]
    operations = tuple(operation_view(plan, resource, one, listed) for one in resource.operations)
    fields = [field for record in records for field in record.fields]
    fields += [field for one in resource.operations for field in one.arguments]
    types = [field.type for field in fields]
    types += [of for one in resource.operations for of in _answer_types(one)]
    former = [alias for one in resource.operations for alias in one.aliases]
    streamed = tuple(one.method for one in resource.operations if _is_download(one))
    imports = _imports(plan, types, f"resources.{resource.module}", fields, inputs, listed, former)
    return ResourceView(
        module=resource.module,
        doc=docstring(resource_doc(resource)),
        imports=(*imports[0], *_runtime_imports(operations, streamed), *imports[1]),
        inputs=inputs,
        operations=operations,
        streamed=streamed,
        flavors=(
            ClassFlavor(name, "", "", "def", ""),
            ClassFlavor(twin, "Async", "async_", "async def", "await "),
        ),
        aliases=aliases.module_lines(plan, f"resources.{resource.module}"),
    )


def _names_list(resource: Resource) -> bool:
    """Whether a method's signature names the built-in list."""
    types = [answer.type for one in resource.operations for answer in one.returns]
    types += [one.positional.type for one in resource.operations if one.positional]
    return any(part.kind == "list" for of in types for part in walk(of))


def _is_download(one: Operation) -> bool:
    return any(answer.type in (BYTES, STR) for answer in one.returns)


def _answer_types(one: Operation) -> list[Type]:
    raised = [answer.type for answer in one.raises if answer.type != ANY]
    items = [one.paging.item] if one.paging else []
    return [answer.type for answer in one.returns] + items + raised


def _runtime_imports(
    operations: tuple[OperationView, ...], streamed: tuple[str, ...]
) -> Iterable[str]:
    """The import lines for what the methods of a resource are made of."""
    paged = [one for one in operations if one.item]
    plain = [one for one in operations if not one.item]
    makes = {one.make for one in operations}
    yield import_line(".._operation", makes)
    yield "from .._options import RequestOptions"
    if paged:
        yield "from .._pages import AsyncPages, Pager, Paging"
    raw = [*(["as_async_raw", "as_raw"] if plain else [])]
    raw += ["as_async_raw_pages", "as_raw_pages"] if paged else []
    raw += ["as_async_streamed", "as_streamed"] if streamed else []
    yield import_line(".._raw", raw)
    yield "from .._transport import AsyncResource, Resource"


def _imports(
    plan: Plan,
    types: list[Type],
    here: str,
    fields: list[Field],
    inputs: tuple[ObjectView, ...],
    listed: str = "list",
    deprecated: object = (),
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The import lines before those of the methods' parts, and after them."""
    parts = {part.text or part.kind for of in types for part in walk(of)}
    lines = [line for one in inputs for line in one.fields]
    is_resource = here != "resources.shared"
    typing = [
        *(["Required"] if any("Required[" in line.annotation for line in lines) else []),
        *(["TypedDict"] if any(one.base == "TypedDict" for one in inputs) else []),
        *(["Unpack"] if is_resource else []),
        *(["TYPE_CHECKING"] if plan.aliases.get(here) else []),
    ]
    names_used = any(one.constant for one in inputs) or any(f.location != "path" for f in fields)
    runtime = [*(["File"] if "File" in parts else []), *wires.names_used(fields)]
    runtime += ["Names"] if any(one.constant for one in inputs) else []
    runtime += ["names"] if names_used else []
    others = ["import builtins"] if listed != "list" else []
    others += ["from functools import cached_property"] if is_resource else []
    return (
        (
            *library_imports(types, typing, others),
            *(["", *third] if (third := aliases.import_lines(deprecated=deprecated)) else []),
            "",
            *aliases.helper_lines(bool(deprecated), bool(plan.aliases.get(here))),
            *(["from .._models import OPEN"] if "open" in parts else []),
        ),
        (
            *([import_line(".._wire", runtime)] if runtime else []),
            *class_imports(plan, types, here),
        ),
    )
