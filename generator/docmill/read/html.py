"""HTML as a docs site serves it: the platform's markup, stable where it carries meaning.

`data-component-part` names the parts of fields, accordions and code blocks; headings, tables and
`pre` are as everywhere. Scripts, icons, navigation and buttons are the page's frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docmill.addresses import is_page_address
from docmill.blocks import (
    Block,
    Boilerplate,
    Code,
    Endpoint,
    Heading,
    Paragraph,
    Setting,
    Table,
    TableRow,
    Text,
    Title,
)
from docmill.page import Page
from docmill.read.htmlfields import field_of, is_field
from docmill.read.htmltext import Dom, has_class, part_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HTML = re.compile(r"\A\s*(?:<!--.*?-->\s*)?(?i:<!doctype html|<html[\s>])", re.DOTALL)
_FRAME = {"script", "style", "svg", "nav", "footer", "noscript", "button", "head", "template"}
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_PROSE = {"p", "ul", "ol", "blockquote"}


def recognises(page: Page) -> bool:
    """A text that begins as HTML does."""
    return _HTML.match(page.text) is not None


def read(page: Page) -> tuple[Block, ...]:
    """The blocks of an HTML page, in order; lines of markup alone are boilerplate."""
    dom = Dom(page)
    body = dom.root.find("body")
    found = list(_Walker(dom).blocks(body if body is not None else dom.root))
    found += _address(dom)
    covered = {n for block in found for n in range(block.at.first, block.at.last + 1)}
    frame = [
        Boilerplate(page.place(number), "markup")
        for number, line in enumerate(page.lines, 1)
        if line.strip() and number not in covered
    ]
    # the address stands over the title of a page, whatever the order of the markup
    found.sort(key=lambda block: not isinstance(block, Endpoint))
    return (*found, *frame)


_CANONICAL = ("link[@rel='canonical']/@href", "meta[@property='og:url']/@content")


def _address(dom: Dom) -> Iterator[Block]:
    """The page's own address, as its head has it for search engines."""
    for path in _CANONICAL:
        for value in dom.root.xpath(f"head/{path}"):
            if is_page_address(url := str(value).strip()):
                line = dom.line(value.getparent())
                yield Setting(dom.page.place(line), "url", url)
                return


class _Walker:
    def __init__(self, dom: Dom) -> None:
        self.dom = dom

    def blocks(
        self, element: HtmlElement, title: Text | None = None, *, shown: bool = False
    ) -> Iterator[Block]:
        """The blocks inside an element; `shown` in the article, where samples are hand-written."""
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _FRAME:
                continue
            yield from self.block(child, title, shown=shown or _is_article(child))

    def block(self, item: HtmlElement, title: Text | None, *, shown: bool) -> Iterator[Block]:
        """The blocks that an element is, or that are inside it."""
        if is_field(item):
            yield field_of(self.dom, item)
        elif has_class(item, "method-pill") or has_class(item, "endpoint-path"):
            yield from self.endpoint(item)
        elif part_of(item) == "accordion":
            yield from self.accordion(item, shown=shown)
        elif item.tag == "pre" or has_class(item, "code-block"):
            yield from self.code(item, shown=shown)
        elif item.tag in _PROSE or item.get("data-callout-type"):
            yield from self.prose(item)
        elif (simple := self.simple(item, title)) is not None:
            yield simple
        else:
            yield from self.blocks(item, title, shown=shown)

    def simple(self, item: HtmlElement, title: Text | None) -> Block | None:
        """The one block that an element is by its tag alone."""
        if item.tag == "h1":
            return Title(self.dom.place(item), self.dom.plain(item), True)
        if item.tag in _HEADINGS:
            level = int(str(item.tag)[1])
            return Heading(self.dom.place(item), self.dom.plain(item), level=level)
        if item.tag == "table":
            return self.table(item, title)
        if item.tag == "a" and (item.get("href") or "").startswith("#"):
            return Boilerplate(self.dom.place(item), "skip-link")
        return None

    def endpoint(self, item: HtmlElement) -> Iterator[Block]:
        """The method and, beside it, the path."""
        if has_class(item, "endpoint-path"):
            return  # read with the method before it
        method = Text(self.dom.plain(item).upper(), self.dom.place(item))
        path = next((e for e in item.itersiblings() if has_class(e, "endpoint-path")), None)
        if path is None:
            yield Endpoint(method.at, method, None)
            return
        text = Text("".join(self.dom.plain(path).split()), self.dom.place(path))
        yield Endpoint(method.at.to(text.at), method, text)

    def accordion(self, item: HtmlElement, *, shown: bool) -> Iterator[Block]:
        """What an accordion holds, under its title."""
        said = item.cssselect('[data-component-part="accordion-title"]')
        title = Text(self.dom.plain(said[0]), self.dom.place(said[0])) if said else None
        for content in item.cssselect('[data-component-part="accordion-content"]')[:1]:
            yield from self.blocks(content, title, shown=shown)

    def table(self, item: HtmlElement, title: Text | None) -> Table:
        """A table with the title of the accordion round it."""
        rows = [
            TableRow(
                tuple(self.dom.markdown(cell) for cell in row.iterchildren("td", "th")),
                self.dom.place(row),
            )
            for row in item.iter("tr")
        ]
        head = rows[0].cells if rows else ()
        return Table(self.dom.place(item), head, tuple(rows[1:]), title)

    def code(self, item: HtmlElement, *, shown: bool) -> Iterator[Block]:
        """The samples of a code block, with the name over them."""
        named = item.cssselect('[data-component-part="code-block-header-filename"]')
        label = Text(self.dom.plain(named[0]), self.dom.place(named[0])) if named else None
        for pre in [item] if item.tag == "pre" else item.iter("pre"):
            inner = next(iter(pre.iter("code")), pre)
            language = re.search(r"language-(\S+)", inner.get("class") or "")
            text = self.dom.raw(inner)
            first = self.dom.line(inner)
            at = self.dom.page.place(first, first + text.count("\n"))
            start = label.at.first if label else first
            yield Code(
                self.dom.page.place(min(start, first), at.last),
                text,
                generated=not shown,
                label=label,
                language=language[1] if language else "",
            )

    def prose(self, item: HtmlElement) -> Iterator[Block]:
        """A paragraph, a list or a callout."""
        text = self.dom.markdown(item)
        at = self.dom.place(item)
        yield Paragraph(at, text, True) if text else Boilerplate(at, "markup")


def _is_article(item: HtmlElement) -> bool:
    return item.tag in ("main", "article") or item.get("id") in ("content", "content-area")
