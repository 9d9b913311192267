"""The fields of an HTML page: name, pills, description, collapsed children."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docmill.blocks import Field, Text
from docmill.page import Place
from docmill.read.htmltext import Dom, has_class, part_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LOCATIONS = {"path", "query", "header", "cookie", "body"}


def is_field(item: HtmlElement) -> bool:
    """A `field` element with a name of its own; one that lost it is read as a container."""
    return has_class(item, "field") and any(part_of(e) == "field-name" for e in _own(item))


def field_of(dom: Dom, item: HtmlElement) -> Field:
    """The field of a `field` element, with those inside its expandables as children."""
    content = [e for e in _own(item) if part_of(e) == "field-content"]
    name = next(e for e in _own(item) if part_of(e) == "field-name")
    kind: Text | None = None
    location = ""
    marks: list[Text] = []
    for pill in _own(item):
        text, at = dom.plain(pill), dom.place(pill)
        match part_of(pill):
            case "field-info-pill" if len(pill) > 1:
                spans = [dom.plain(span) for span in pill]
                marks.append(Text(f'{spans[0].rstrip(":")}:{spans[1]}', at))
            case "field-info-pill" if text in _LOCATIONS:
                location = text
            case "field-info-pill":
                kind = kind or Text(text, at)
            case "field-required-pill" | "field-deprecated-pill":
                marks.append(Text(text.lower(), at))
            case _:
                pass
    children = tuple(field_of(dom, child) for part in content for child in _fields_in(part))
    return Field(
        dom.place(item),
        Text(dom.plain(name), dom.place(name)),
        kind,
        tuple(marks),
        _description(dom, content),
        location,
        children,
    )


def _own(item: HtmlElement) -> Iterator[HtmlElement]:
    """The elements of a field that do not belong to a field inside it."""
    for child in item:
        if isinstance(child.tag, str) and not has_class(child, "field"):
            yield child
            if part_of(child) not in ("field-content", "field-info-pill"):
                yield from _own(child)


def _fields_in(item: HtmlElement) -> Iterator[HtmlElement]:
    """The nearest fields inside an element, however they are wrapped."""
    for child in item:
        if isinstance(child.tag, str):
            if is_field(child):
                yield child
            else:
                yield from _fields_in(child)


def _description(dom: Dom, content: list[HtmlElement]) -> Text | None:
    parts: list[str] = []
    places: list[Place] = []
    for element in content:
        prose = [e for e in element if isinstance(e.tag, str) and not any(True for _ in _inside(e))]
        texts = [dom.markdown(e) for e in prose] or [dom.markdown(element)] * (not len(element))
        parts += [text for text in texts if text]
        places += [dom.place(e) for e in prose] or [dom.place(element)]
    if not parts:
        return None
    return Text("\n\n".join(parts), places[0].to(places[-1]))


def _inside(item: HtmlElement) -> Iterator[HtmlElement]:
    """The fields and expandables that an element is or holds: they are no description."""
    if has_class(item, "field") or part_of(item) == "expandable":
        yield item
    yield from item.cssselect('.field, [data-component-part="expandable"]')
