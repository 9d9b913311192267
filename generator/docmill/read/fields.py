"""`<ParamField>` and `<ResponseField>`: attributes, description, nested fields."""

from __future__ import annotations

from collections.abc import Iterator

from docmill.blocks import Field, Text
from docmill.page import Page
from docmill.read.components import Attribute, Element, Expression
from docmill.read.markdowntext import prose_of

FIELD_TAGS = frozenset({"ParamField", "ResponseField", "Param", "Property"})
LOCATIONS = ("path", "query", "header", "cookie", "body", "response")
_KNOWN = {*LOCATIONS, "name", "type", "required", "default", "deprecated", "optional", "id"}


def field_of(page: Page, element: Element) -> Field:
    """The field of a component, with the fields inside it as children."""
    at = page.place(element.first, element.opened)
    attributes = element.attributes
    location = next((key for key in LOCATIONS if key in attributes), "")
    name = attributes.get(location) if location else attributes.get("name")
    kind = attributes.get("type")
    own, nested = _parted(element)
    return Field(
        page.place(element.first, element.last),
        Text(_text(name), at),
        Text(_text(kind), at) if kind is not None and kind is not True else None,
        tuple(Text(mark, at) for mark in _marks(attributes)),
        prose_of(page, own),
        location or ("response" if element.name == "ResponseField" else ""),
        tuple(field_of(page, child) for child in nested),
    )


def _parted(element: Element) -> tuple[list[Element | object], list[Element]]:
    """What describes the field itself, and the fields inside it, however they are wrapped."""
    own: list[Element | object] = []
    nested: list[Element] = []
    for item in element.content:
        if not isinstance(item, Element):
            own.append(item)
        elif item.name in FIELD_TAGS:
            nested.append(item)
        else:
            inner, below = _parted(item)
            nested += below
            if not below or item.name != "Expandable":
                own += inner
    return own, nested


def _text(value: Attribute | None) -> str:
    if isinstance(value, Expression):
        return value.source
    return "" if value is None or value is True else str(value)


def _marks(attributes: dict[str, Attribute]) -> Iterator[str]:
    required = attributes.get("required")
    if required is not None:
        yield "required" if _truth(required) else "optional"
    elif _truth(attributes.get("optional", False)):
        yield "optional"
    if _truth(attributes.get("deprecated", False)):
        yield "deprecated"
    default = attributes.get("default")
    if default is not None:
        shown = str(default).lower() if isinstance(default, bool) else _text(default)
        yield f'default:"{shown}"'
    for key, value in attributes.items():
        if key not in _KNOWN:
            yield f"{key}={_text(value)}"


def _truth(value: Attribute) -> bool:
    """A bare attribute, `"true"` and `{true}` are true; `"false"` and `{false}` are not."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")
