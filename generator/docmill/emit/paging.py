"""How a list of the document continues, in the client's terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docmill.api import steps_of
from docmill.document import Reader, text_of
from docmill.emit.plan import Answer, Field, ObjectClass, Paging
from docmill.emit.schemas import Schemas
from docmill.emit.types import ANY, NONE, Type, union_type
from docmill.values import mapping

KEY = "x-docmill-pagination"
_STYLES = ("page", "offset", "cursor", "link", "url")
_NEEDS = {"page": "parameter", "offset": "parameter", "cursor": "parameter", "url": "next"}


def paging_of(
    reader: Reader,
    schemas: Schemas,
    operation: dict[str, Any],
    at: str,
    arguments: Sequence[Field],
    returns: Sequence[Answer],
) -> Paging | None:
    """What `x-docmill-pagination` of an operation says; None, and told, where it cannot be used."""
    told = mapping(operation.get(KEY))
    if not told:
        return None
    paths = _Paths(schemas, union_type(answer.type for answer in returns))
    by_wire = {one.wire: one.name for one in arguments if one.location in ("query", "body")}
    items, kind = paths.follow(text_of(told, "items"))
    found = Paging(
        style=text_of(told, "style"),
        parameter=by_wire.get(text_of(told, "parameter"), ""),
        size=by_wire.get(text_of(told, "size"), ""),
        items=items,
        more=paths.follow(text_of(told, "more"))[0],
        next=paths.follow(text_of(told, "next"))[0],
        last=_Paths(schemas, _item_of(kind)).follow(text_of(told, "last"))[0],
        total=paths.follow(text_of(told, "total"))[0],
        pages=paths.follow(text_of(told, "pages"))[0],
        first=told["first"] if isinstance(told.get("first"), int) else 1,
        item=_item_of(kind),
    )
    if why := _problem(found, kind):
        reader.report(at, "pagination-unsupported", f"no pages are walked: {why}")
        return None
    return found


def _problem(paging: Paging, items: Type) -> str:
    if paging.style not in _STYLES:
        return f"the style {paging.style!r} is not known"
    if items.kind != "list":
        return "its `items` lead to no array of the documented answer"
    need = _NEEDS.get(paging.style, "")
    if need and not getattr(paging, need):
        return f"its `{need}` leads to nothing"
    if paging.style == "cursor" and not (paging.next or paging.last):
        return "nothing says what the next cursor is"
    return ""


def _item_of(kind: Type) -> Type:
    return kind.inner[0] if kind.kind == "list" else ANY


class _Paths:
    """JSON pointers into an answer as attributes of its model."""

    def __init__(self, schemas: Schemas, root: Type) -> None:
        self._classes = schemas.classes
        self._root = _without_none(root)

    def follow(self, pointer: str) -> tuple[str, Type]:
        """The attributes with dots between them, and the type that they lead to."""
        kind, names = self._root, list[str]()
        for step in steps_of(pointer):
            field = self._field(kind, step)
            # what is not documented is an attribute under its own name
            names.append(field.name if field else step)
            kind = _without_none(field.type) if field else ANY
        return ".".join(names), kind

    def _field(self, kind: Type, wire: str) -> Field | None:
        model = self._classes.get(kind.text) if kind.kind == "class" else None
        fields = model.fields if isinstance(model, ObjectClass) else ()
        return next((one for one in fields if one.wire == wire), None)


def _without_none(kind: Type) -> Type:
    return union_type(
        one for one in (kind.inner if kind.kind == "union" else (kind,)) if one != NONE
    )
