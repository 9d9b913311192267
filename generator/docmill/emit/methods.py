"""Operations as views of finished strings: a constant, and a method in either class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docmill.emit import aliases, wires
from docmill.emit.modules import text_of
from docmill.emit.plan import Answer, Body, Operation, Paging, Plan, Resource
from docmill.emit.types import ANY, union_type, unmarked
from docmill.literals import docstring, python_literal

_WIDTH = 100
_LOCATIONS = (("in_path", "path"), ("query", "query"), ("header", "header"), ("cookie", "cookie"))


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation: its constant, and what its two methods are made of. `item` is the type of an
    item of a list that is answered page by page."""

    constant: str
    make: str
    returns: str
    parts: tuple[str, ...]
    method: str
    signature: str
    arguments: str
    annotation: str
    async_annotation: str
    item: str
    doc: str
    async_doc: str
    passed: str
    aliases: tuple[aliases.AliasLine, ...]


def operation_view(plan: Plan, home: Resource, one: Operation, listed: str) -> OperationView:
    """The view of an operation of a resource; `listed` is how the built-in list is called."""
    of = plan.resource_name(home)
    returned = unmarked(union_type(answer.type for answer in one.returns))
    signature, options = ["self"], "params" if one.keywords else "options"
    arguments = options
    if one.positional:
        name = one.positional.name
        signature.append(f"{name}: {text_of(plan, one.positional.type, listed=listed)}")
        arguments = f'{{"{name}": {name}, **{options}}}'
    taken = plan.params_name(one) if one.keywords else "RequestOptions"
    signature.append(f"**{options}: Unpack[{taken}]")
    annotation = text_of(plan, returned, listed=listed)
    item = text_of(plan, unmarked(one.paging.item), listed=listed) if one.paging else ""
    async_annotation = f"AsyncPages[{annotation}, {item}]" if item else annotation
    if len(f"    ) -> {async_annotation}:") > _WIDTH:
        signature[-1] += ","  # where the result needs several lines, formatters differ without it
    summary = _on_one_line((one.doc or f"{one.http_method} {one.path}").partition("\n\n")[0])
    return OperationView(
        constant=f"_{one.method.upper()}",
        make="PagedOperation" if one.paging else "Operation",
        returns=text_of(plan, returned),
        parts=tuple(_parts(plan, one)),
        method=one.method,
        signature=", ".join(signature),
        arguments=arguments,
        annotation=f"Pager[{annotation}, {item}]" if item else annotation,
        async_annotation=async_annotation,
        item=item,
        doc=docstring(_method_doc(plan, one), indent=8),
        async_doc=docstring(f"{summary} (see `{of}.{one.method}`).", indent=8),
        passed=", ".join([*([one.positional.name] if one.positional else []), f"**{options}"]),
        aliases=aliases.method_lines(home, one),
    )


def _parts(plan: Plan, one: Operation) -> Iterable[str]:
    yield f'"{one.method}"'
    yield f'"{one.http_method}"'
    yield python_literal(one.path)
    if one.keywords:
        yield f"params={plan.params_name(one)}"
    for keyword, location in _LOCATIONS:
        fields = [field for field in one.arguments if field.location == location]
        plain = all(map(wires.follows, fields)) and all(f.style == "form" for f in fields)
        if fields and not (location == "path" and plain):
            yield f"{keyword}={wires.table(plan, fields)}"
    if one.body:
        yield from _body_parts(plan, one, one.body)
    yield from _other_parts(plan, one)


def _other_parts(plan: Plan, one: Operation) -> Iterable[str]:
    if (accept := accepted(one)) != "application/json":
        yield f"accept={python_literal(accept)}"
    if one.security != plan.security:
        yield f"security={python_literal(one.security)}"
    if one.server:
        yield f"server={python_literal(one.server)}"
    yield f"returns={_answers(plan, one.returns)}"
    if raises := [answer for answer in one.raises if answer.type != ANY]:
        yield f"raises={_answers(plan, raises)}"
    if one.failure:
        yield f"failure={python_literal(one.failure)}"
    if one.paging:
        yield f"paging={_paging(one.paging)}"


def _paging(paging: Paging) -> str:
    names = ("style", "parameter", "size", "items", "more", "next", "last", "total", "pages")
    told = [f"{n}={python_literal(getattr(paging, n))}" for n in names if getattr(paging, n)]
    told += [f"first={paging.first}"] if paging.first != 1 else []
    return f"Paging({', '.join(told)})"


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
    if one.docs:
        told.append(f"Docs: {_on_one_line(one.docs)}")
    return "\n\n".join(told)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
