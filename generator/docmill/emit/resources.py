"""Resources as views of finished strings: their arguments, their operations, their classes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docmill import names
from docmill.emit import wires
from docmill.emit.modules import (
    FieldLine,
    HeadlineView,
    by_home,
    class_imports,
    import_line,
    in_order,
    library_imports,
    quoted,
    text_of,
)
from docmill.emit.plan import Answer, Body, Field, ObjectClass, Operation, Plan, Resource
from docmill.emit.types import ANY, Type, union_type, unmarked, walk
from docmill.literals import docstring, python_literal

_LOCATIONS = (("in_path", "path"), ("query", "query"), ("header", "header"), ("cookie", "cookie"))


@dataclass(frozen=True, slots=True)
class ObjectView:
    """A TypedDict; `constant` holds its wire names, where it has a table of its own."""

    name: str
    doc: str
    fields: tuple[FieldLine, ...]
    constant: str = ""
    names: str = ""


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation: its constant, and what its two methods are made of."""

    constant: str
    returns: str
    parts: tuple[str, ...]
    method: str
    signature: str
    arguments: str
    annotation: str
    doc: str


@dataclass(frozen=True, slots=True)
class ClassFlavor:
    """How the synchronous and the asynchronous class of a resource differ."""

    class_name: str
    transport: str
    define: str
    wait: str


@dataclass(frozen=True, slots=True)
class ResourceView:
    """resources/<resource>.py."""

    module: str
    doc: str
    imports: tuple[str, ...]
    inputs: tuple[ObjectView, ...]
    operations: tuple[OperationView, ...]
    flavors: tuple[ClassFlavor, ...]
    template: str = "client/resource.py"


@dataclass(frozen=True, slots=True)
class InputsView:
    """resources/shared.py."""

    imports: tuple[str, ...]
    inputs: tuple[ObjectView, ...]
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
        view = _resource_view(plan, resource, grouped.get(resource.module, []))
        views[f"resources/{resource.module}.py"] = view
    if shared := grouped.get("shared"):
        types = [field.type for record in shared for field in record.fields]
        inputs = _input_views(plan, shared)
        fields = [field for record in shared for field in record.fields]
        imports = _imports(plan, types, "resources.shared", fields, inputs, ())
        views["resources/shared.py"] = InputsView(imports, inputs)
    return views


def resource_doc(resource: Resource) -> str:
    """What the page says of a resource, or what it is."""
    return resource.doc or f"The operations of `{resource.module}`."


def _resource_view(plan: Plan, resource: Resource, records: list[ObjectClass]) -> ResourceView:
    listed = "builtins.list" if any(o.method == "list" for o in resource.operations) else "list"
    params = tuple(
        _params_view(plan, one, resource.module) for one in resource.operations if one.keywords
    )
    inputs = (*_input_views(plan, records), *params)
    operations = tuple(_operation_view(plan, one, listed) for one in resource.operations)
    fields = [field for record in records for field in record.fields]
    fields += [field for one in resource.operations for field in one.arguments]
    types = [field.type for field in fields]
    types += [of for one in resource.operations for of in _answer_types(one)]
    name, twin = plan.resource_name(resource), plan.names[f"async {resource.module}"]
    return ResourceView(
        module=resource.module,
        doc=docstring(resource_doc(resource)),
        imports=_imports(plan, types, f"resources.{resource.module}", fields, inputs, operations),
        inputs=inputs,
        operations=operations,
        flavors=(
            ClassFlavor(name, "Transport", "def", ""),
            ClassFlavor(twin, "AsyncTransport", "async def", "await "),
        ),
    )


def _answer_types(one: Operation) -> list[Type]:
    raised = [answer.type for answer in one.raises if answer.type != ANY]
    return [answer.type for answer in one.returns] + raised


def _imports(
    plan: Plan,
    types: list[Type],
    here: str,
    fields: list[Field],
    inputs: tuple[ObjectView, ...],
    operations: tuple[OperationView, ...],
) -> tuple[str, ...]:
    signatures = [one.signature + one.annotation for one in operations]
    parts = {part.text or part.kind for of in types for part in walk(of)}
    lines = [line for one in inputs for line in one.fields]
    typing = [
        *(["Required"] if any("Required[" in line.annotation for line in lines) else []),
        *(["TypedDict"] if inputs else []),
        *(["Unpack"] if any("Unpack[" in one for one in signatures) else []),
    ]
    runtime = [*(["File"] if "File" in parts else []), *wires.names_used(fields)]
    runtime += ["Names"] if any(one.constant for one in inputs) else []
    return (
        *(["import builtins"] if any("builtins." in one for one in signatures) else []),
        *library_imports(types, typing),
        "",
        *(["from .._models import OPEN"] if "open" in parts else []),
        *(["from .._operation import Operation"] if operations else []),
        *(["from .._transport import AsyncTransport, Transport"] if operations else []),
        *([import_line(".._wire", runtime)] if runtime else []),
        *class_imports(plan, types, here),
    )


def _input_views(plan: Plan, records: list[ObjectClass]) -> tuple[ObjectView, ...]:
    ordered = in_order(records)
    later = {record.key for record in ordered}
    views: list[ObjectView] = []
    for record in ordered:
        name = plan.names[record.key]
        fields = [_field_line(plan, field, later) for field in by_need(record.fields)]
        doc = record.doc or ("" if fields else "An object without properties.")
        views.append(
            ObjectView(
                name,
                docstring(doc) if doc else "",
                tuple(fields),
                names.constant(name),
                wires.table(plan, record.fields),
            )
        )
        later.discard(record.key)
    return tuple(views)


def _params_view(plan: Plan, operation: Operation, module: str) -> ObjectView:
    doc = docstring(f"The arguments of `client.{module}.{operation.method}`.")
    fields = tuple(_field_line(plan, field, set()) for field in operation.keywords)
    return ObjectView(plan.params_name(operation), doc, fields)


def _field_line(plan: Plan, field: Field, later: set[str]) -> FieldLine:
    annotation = quoted(text_of(plan, field.type), field.type, later)
    if field.required:
        annotation = f"Required[{annotation}]"
    return FieldLine(field.name, annotation, docstring(field.doc) if field.doc else "")


def _operation_view(plan: Plan, one: Operation, listed: str) -> OperationView:
    returned = unmarked(union_type(answer.type for answer in one.returns))
    signature, arguments = ["self"], "params" if one.keywords else "{}"
    if one.positional:
        name = one.positional.name
        signature.append(f"{name}: {text_of(plan, one.positional.type, listed=listed)}")
        arguments = f'{{"{name}": {name}, **params}}' if one.keywords else f'{{"{name}": {name}}}'
    if one.keywords:
        signature.append(f"**params: Unpack[{plan.params_name(one)}]")
    return OperationView(
        constant=f"_{one.method.upper()}",
        returns=text_of(plan, returned),
        parts=tuple(_parts(plan, one)),
        method=one.method,
        signature=", ".join(signature),
        arguments=arguments,
        annotation=text_of(plan, returned, listed=listed),
        doc=docstring(_method_doc(plan, one), indent=8),
    )


def _parts(plan: Plan, one: Operation) -> Iterable[str]:
    yield f'name="{one.method}"'
    yield f'method="{one.http_method}"'
    yield f"path={python_literal(one.path)}"
    if one.keywords:
        yield f"params={plan.params_name(one)}"
    for keyword, location in _LOCATIONS:
        if fields := [field for field in one.arguments if field.location == location]:
            yield f"{keyword}={wires.table(plan, fields)}"
    if one.body:
        yield from _body_parts(plan, one, one.body)
    if (accept := accepted(one)) != "application/json":
        yield f"accept={python_literal(accept)}"
    if one.security:
        yield f"security={python_literal(one.security)}"
    if one.server:
        yield f"server={python_literal(one.server)}"
    yield f"returns={_answers(plan, one.returns)}"
    if raises := [answer for answer in one.raises if answer.type != ANY]:
        yield f"raises={_answers(plan, raises)}"


def _body_parts(plan: Plan, one: Operation, body: Body) -> Iterable[str]:
    fields = [field for field in one.arguments if field.location == "body"]
    yield f"body={wires.whole(plan, body.whole) if body.whole else wires.table(plan, fields)}"
    if not body.required:
        yield "body_required=False"
    if body.media_type != "application/json":
        yield f"media_type={python_literal(body.media_type)}"


def accepted(one: Operation) -> str:
    """The Accept header of an operation: the media types that it documents."""
    documented = (answer.media_type for answer in (*one.returns, *one.raises))
    return ", ".join(dict.fromkeys(filter(None, documented))) or "application/json"


def _answers(plan: Plan, answers: Iterable[Answer]) -> str:
    pairs = (f"{python_literal(one.status)}: {text_of(plan, one.type)}" for one in answers)
    return "{" + ", ".join(pairs) + "}"


def _method_doc(plan: Plan, one: Operation) -> str:
    told = [one.doc or f"{one.http_method} {one.path}"]
    if one.positional and one.positional.doc:
        told.append(f"Args:\n    {one.positional.name}: {_on_one_line(one.positional.doc)}")
    classes = {error.status: error.name for error in plan.errors}
    raised = [
        f"    {classes[answer.status]}: {_on_one_line(answer.doc) or answer.status}"
        for answer in one.raises
        if isinstance(answer.status, int)
    ]
    if raised:
        told.append("\n".join(["Raises:", *raised]))
    return "\n\n".join(told)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def by_need(fields: Iterable[Field]) -> list[Field]:
    """Required fields first, each group in the document's order."""
    return sorted(fields, key=lambda field: not field.required)
