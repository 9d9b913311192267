"""The text of HTML: Markdown for prose, places for elements."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from docmill.page import Page, Place

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARKS = {"code": "`", "strong": "**", "b": "**", "em": "*", "i": "*"}
_SILENT = {"svg", "button", "script", "style", "summary"}
_INVISIBLE = re.compile("[\u200b\u200c\u200d\ufeff]")


def part_of(item: HtmlElement) -> str:
    """What the platform calls a part of a component: `field-name`, `accordion-title`."""
    return item.get("data-component-part") or ""


def has_class(item: HtmlElement, name: str) -> bool:
    """Whether an element has a class."""
    return name in (item.get("class") or "").split()


class Dom:
    """The parsed page; elements know the lines of their tags."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @cached_property
    def root(self) -> HtmlElement:
        """The `html` element."""
        from lxml import html

        parser = html.HTMLParser(encoding="utf-8")
        return html.document_fromstring(self.page.text.encode() or b"<html/>", parser=parser)

    def line(self, item: HtmlElement) -> int:
        """The line of an element's tag, inside the page."""
        return min(max(item.sourceline or 1, 1), len(self.page.lines))

    def place(self, item: HtmlElement) -> Place:
        """The lines of an element: from its own tag to the last text or tag inside it."""
        first = self.line(item)
        last = first
        for inner in item.iter():
            if isinstance(inner.tag, str):
                text = (inner.text or "").rstrip("\n")
                last = max(last, self.line(inner) + text.count("\n"))
        return self.page.place(first, min(last, len(self.page.lines)))

    def raw(self, item: HtmlElement) -> str:
        """The text of a sample, as it stands."""
        return "".join(item.itertext()).rstrip("\n")

    def plain(self, item: HtmlElement) -> str:
        """The text of an element on one line, without its marks, icons and anchors."""
        text = re.sub(r"[*`]|\[([^\]]*)\]\(#[^)]*\)", "", self.markdown(item))
        return " ".join(text.split())

    def markdown(self, item: HtmlElement) -> str:
        """The Markdown of prose: code, emphasis, links, lists; paragraphs parted by empty lines."""
        if item.tag in ("ul", "ol"):
            return self._list(item)
        blocks: list[str] = []
        inline = item.text or ""
        for child in item:
            tail = child.tail or ""
            if isinstance(child.tag, str) and child.tag not in _SILENT:
                if child.tag in ("p", "div", "ul", "ol", "blockquote", "table", "pre"):
                    blocks += [_squeezed(inline), self.markdown(child)]
                    inline = ""
                else:
                    inline += self._inline(child)
            inline += tail
        blocks.append(_squeezed(inline))
        return "\n\n".join(block for block in blocks if block)

    def _list(self, item: HtmlElement) -> str:
        marks = (f"{n}." if item.tag == "ol" else "-" for n in range(1, 10_000))
        lines = (
            f"{mark} {self.markdown(one)}"
            for mark, one in zip(marks, item.iterchildren("li"), strict=False)
        )
        return "\n".join(lines)

    def _inline(self, item: HtmlElement) -> str:
        if item.tag == "br":
            return "\n"
        if item.get("aria-label") == "Navigate to header":
            return ""
        inner = self.markdown(item)
        if item.tag == "a" and item.get("href"):
            return f"[{inner}]({item.get('href')})" if inner else ""
        mark = _MARKS.get(str(item.tag), "")
        return f"{mark}{inner}{mark}" if inner else ""


def _squeezed(text: str) -> str:
    """White space as a browser shows it, without zero-width characters."""
    return " ".join(_INVISIBLE.sub("", text).split())
