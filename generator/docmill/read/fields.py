"""`<ParamField>` and `<ResponseField>`: attributes, description, nested fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from docmill.blocks import Field, Text
from docmill.page import Page, Place
from docmill.read.components import Attribute, Element, Expression
from docmill.read.markdowntext import prose_of

_FIELD = re.compile(r"\w*(?:ParamField|ResponseField)|Param|Property")
LOCATIONS = ("path", "query", "header", "cookie", "body", "response")
_KNOWN = {*LOCATIONS, "name", "type", "required", "default", "deprecated", "optional", "id"}
_OF_THE_PLAYGROUND = {"placeholder", "initialValue"}
"""What the platform's form shows before a reader types: nothing of the API."""


def is_field(element: Element) -> bool:
    """Whether a component is a field: one of the platform's, or a company's wrapper of one."""
    return _FIELD.fullmatch(element.name) is not None


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
        prose_of(page, own) or _said(attributes, at),
        location or ("response" if element.name.endswith("ResponseField") else ""),
        tuple(field_of(page, child) for child in nested),
    )


def _parted(element: Element) -> tuple[list[Element | object], list[Element]]:
    """What describes the field itself, and the fields inside it, however they are wrapped."""
    own: list[Element | object] = []
    nested: list[Element] = []
    for item in element.content:
        if not isinstance(item, Element):
            own.append(item)
        elif is_field(item):
            nested.append(item)
        else:
            inner, below = _parted(item)
            nested += below
            if not below or item.name != "Expandable":
                own += inner
    return own, nested


def _said(attributes: dict[str, Attribute], at: Place) -> Text | None:
    """A description that is written as an attribute."""
    said = attributes.get("description")
    return Text(said.strip(), at) if isinstance(said, str) and said.strip() else None


def _text(value: Attribute | None) -> str:
    if isinstance(value, Expression):
        return value.source
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
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
        quoted = len(shown) > 1 and shown[0] == shown[-1] and shown[0] in "\"'"
        yield f'default:"{shown[1:-1] if quoted else shown}"'
    for key, value in attributes.items():
        if key not in _KNOWN | _OF_THE_PLAYGROUND | {"description"}:
            yield f"{key}={_text(value)}"


def _truth(value: Attribute) -> bool:
    """A bare attribute, `"true"` and `{true}` are true; `"false"` and `{false}` are not."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")
