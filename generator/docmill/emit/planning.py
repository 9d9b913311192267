"""The document to the plan: every class lowered, then all names settled at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from docmill import clientnames as naming
from docmill import names, statuses
from docmill.api import Api, pointer
from docmill.document import Reader, text_of
from docmill.emit import aliases, security
from docmill.emit.operations import Operations
from docmill.emit.plan import Alias, EnumClass, ErrorClass, ObjectClass, Operation, Plan, Resource
from docmill.emit.portions import operation_classes, record_classes
from docmill.emit.schemas import Schemas, enum_values
from docmill.emit.types import ANY, Type, union_type
from docmill.findings import Finding, in_order
from docmill.memory import Same, recall
from docmill.values import listing, mapping

# what the emitted modules import or define themselves
RESERVED = {
    *("APIConnectionError", "APIError", "APIFailureError", "APIResponse", "APIResponseError"),
    *("APIStatusError", "APITimeoutError", "Annotated", "Any", "AsyncPager", "AsyncPages"),
    *("AsyncResource", "Field", "FieldError", "File", "IntEnum", "Literal", "Mapping", "Model"),
    *("OPEN", "Operation", "PagedOperation", "Pager", "Paging", "RequestOptions", "Required"),
    *("Resource", "ServerError", "StrEnum", "TokenError", "TypedDict", "Unpack", "Values", "Wire"),
}
_COMMON = (400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504)
"""Statuses that have an exception of their own in every client."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A class that wants a name; `hints` are what it takes where others want the same."""

    key: str
    name: str
    hints: tuple[str, ...]
    at: str


@lru_cache(maxsize=1)
def plan_of(api: Api) -> tuple[Plan, tuple[Finding, ...]]:
    """The plan of the client of `api`, and what the document holds that is not in it."""
    reader = Reader(api)
    schemas = Schemas(reader)
    schemes = security.schemes_of(reader)
    operations = list(Operations(reader, schemas, schemes).all())
    _unused(reader, schemas)
    resources = _resources(reader, operations)
    enums = tuple(schemas.classes.of(EnumClass))
    objects = [*schemas.classes.of(ObjectClass)]
    models = tuple(one for one in objects if one.key.startswith("response"))
    inputs = tuple(one for one in objects if one.key.startswith("request"))
    base = names.class_name(api.name)
    errors = _errors(operations)
    info = mapping(api.document.get("info"))
    plan = Plan(
        api=api,
        package=api.name,
        class_name=base,
        title=text_of(info, "title") or base,
        doc=text_of(info, "description"),
        base_url=security.base_url_of(reader),
        resources=resources,
        enums=enums,
        models=models,
        inputs=inputs,
        schemes=schemes,
        errors=errors,
        names=_names(reader, base, resources, (*enums, *models, *inputs), errors),
        homes=_homes(resources, (*models, *inputs)),
    )
    plan = replace(plan, aliases=aliases.of_classes(reader, plan))
    return plan, in_order(reader.findings)


def _unused(reader: Reader, schemas: Schemas) -> None:
    """Enums that no operation uses come out all the same; other such schemas are told."""
    components = mapping(mapping(reader.api.document.get("components")).get("schemas"))
    for name, schema in components.items():
        at = pointer("components", "schemas", name)
        if at in reader.read:
            continue
        if enum_values(reader.node(schema, at).schema):
            schemas.type_of(schema, at, names.pascal(name), "response")
        else:
            reader.report(at, "schema-unused", f"no operation uses the schema {name!r}")


def _resources(reader: Reader, operations: list[Operation]) -> tuple[Resource, ...]:
    docs = {
        names.identifier(text_of(tag, "name"), naming.RESERVED): text_of(tag, "description")
        for tag in listing(reader.api.document.get("tags"))
    }
    grouped: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        grouped[operation.resource].append(operation)
    places = {
        names.identifier(text_of(tag, "name"), naming.RESERVED): place
        for place, tag in enumerate(listing(reader.api.document.get("tags")))
    }
    former = aliases.of_resources(reader, places, grouped)
    return tuple(
        Resource(module, docs.get(module, ""), _with_methods(reader, members), former[module])
        for module, members in grouped.items()
    )


def _with_methods(reader: Reader, operations: list[Operation]) -> tuple[Operation, ...]:
    """The operations of one resource with method names that differ."""
    wanted = {one.key: one.method for one in operations}
    hints = {one.key: naming.method_hints(one.http_method.lower(), one.path) for one in operations}
    settled = names.settle(wanted, hints)
    for one in operations:
        if settled[one.key] != one.method:
            told = f"the method is called {settled[one.key]!r}: others want {one.method!r} too"
            reader.report(one.at, "name-changed", told)
    named = [_called(one, settled[one.key]) for one in operations]
    former = aliases.of_methods(reader, named[0].resource, named)
    return tuple(_with_aliases(one, former[one.key]) for one in named)


def _with_aliases(one: Operation, former: tuple[Alias, ...]) -> Operation:
    if not former:
        return one
    return recall(("aliases", Same(one), former), lambda: replace(one, aliases=former))


def _called(one: Operation, method: str) -> Operation:
    if one.method == method:
        return one
    return recall(("method", Same(one), method), lambda: replace(one, method=method))


def _errors(operations: Iterable[Operation]) -> tuple[ErrorClass, ...]:
    bodies: dict[int, list[Type]] = {status: [] for status in _COMMON}
    for operation in operations:
        for answer in operation.raises:
            if isinstance(answer.status, int):
                bodies.setdefault(answer.status, [])
                bodies[answer.status] += [] if answer.type == ANY else [answer.type]
    return tuple(
        ErrorClass(status, *_error_name(status), (union_type(types),) if types else ())
        for status, types in sorted(bodies.items())
    )


def _error_name(status: int) -> tuple[str, str]:
    phrase = statuses.phrase_of(status)
    name = names.pascal(phrase.replace("'", ""))
    return (name if name.endswith("Error") else f"{name}Error"), phrase


def _names(
    reader: Reader,
    base: str,
    resources: tuple[Resource, ...],
    classes: tuple[EnumClass | ObjectClass, ...],
    errors: tuple[ErrorClass, ...],
) -> dict[str, str]:
    wanted = [_Wanted(one.key, one.wanted, _class_hints(one), one.at) for one in classes]
    for resource in resources:
        name = names.pascal(resource.module)
        hints = (f"{name}Resource",)
        wanted.append(_Wanted(f"resource {resource.module}", name, hints, ""))
        wanted.append(
            _Wanted(f"async {resource.module}", f"Async{name}", (f"Async{name}Resource",), "")
        )
        for operation in resource.operations:
            params = f"{name}{names.pascal(operation.method)}Params"
            wanted.append(_Wanted(f"params {operation.key}", params, (), operation.at))
    reserved = RESERVED | {base, f"Async{base}", f"{base}Error", *(one.name for one in errors)}
    wishes = {one.key: names.class_name(one.name) for one in wanted}
    fixed = {f"reserved {name}": name for name in reserved}
    settled = names.settle(wishes | fixed, {one.key: one.hints for one in wanted})
    for one in wanted:
        if settled[one.key] != wishes[one.key] and not one.key.startswith(("resource", "async")):
            told = f"the class is called {settled[one.key]}: {wishes[one.key]} is taken"
            reader.report(one.at, "name-changed", told)
    found = {one.key: settled[one.key] for one in wanted}
    return found | _table_names({one.key: found[one.key] for one in classes})


def _table_names(classes: dict[str, str]) -> dict[str, str]:
    """The names of the tables of requests' objects: short, as layouts of long ones differ."""
    full = {f"table {k}": names.constant(v) for k, v in classes.items() if k.startswith("request")}
    return names.settle({key: names.tail(name) for key, name in full.items()}, {})


def _class_hints(one: EnumClass | ObjectClass) -> tuple[str, ...]:
    if isinstance(one, EnumClass):
        return (f"{one.wanted}Enum",)
    return (f"{one.wanted}Model" if one.key.startswith("response") else f"{one.wanted}Dict",)


def _homes(resources: tuple[Resource, ...], classes: tuple[ObjectClass, ...]) -> dict[str, str]:
    """The module of each class: its resource's, or `shared` where several use it."""
    members = {one.key: record_classes(one) for one in classes}
    users: dict[str, set[str]] = {key: set() for key in members}
    for resource in resources:
        reached: set[str] = set()
        queue = [
            key for one in resource.operations for key in operation_classes(one) if key in members
        ]
        while queue:
            key = queue.pop()
            if key not in reached:
                reached.add(key)
                queue += [other for other in members[key] if other in members]
        for key in reached:
            users[key].add(resource.module)
    return {key: min(one) if len(one) == 1 else "shared" for key, one in users.items() if one}
