"""GitBook pages: the `{% api-method %}` blocks of 2020 and the later `{% swagger %}` blocks.

A page holds several operations, each in a block of its own. What follows a block belongs to it, up
to the next heading; a heading opens what belongs to the next block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from docmill.blocks import (
    Block,
    Boilerplate,
    Code,
    Endpoint,
    Field,
    Heading,
    Paragraph,
    Stray,
    Text,
    Title,
)
from docmill.page import Page
from docmill.read.components import Attribute, Element, Line, Tag, elements_of
from docmill.read.markdowntext import blocks_of, prose_of

_TAG = re.compile(
    r"\{%-?\s*(end)?([a-z][\w-]*)((?:\s+[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s%]+))*)\s*-?%\}"
)
_ATTRIBUTE = re.compile(r"([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|([^\s%]+))")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_WIRE_NAME = re.compile(r"\?([^=?&\s]+)=")
_ESCAPE = re.compile(r"\\([^\w\s])|\\(_)")
_PARAMETERS = re.compile(r"api-method-(path|query|body|headers?|form-data)(-parameters)?")
_LOCATIONS = {"headers": "header", "form-data": "body"}
_OPERATIONS = {"api-method", "swagger"}
_WRAPPERS = {"api-method-spec", "api-method-request", "tabs", "tab", "code", "content-ref"}


def recognises(page: Page) -> bool:
    """A page with a GitBook tag at the start of a line."""
    return re.search(r"^\{% (?:end)?[a-z]", page.text, re.MULTILINE) is not None


def read(page: Page) -> tuple[Block, ...]:
    """The blocks of a GitBook page: each operation's address first, then what belongs to it."""
    return tuple(_Walker(page).page_blocks())


def _pieces(lines: Sequence[str], first: int) -> Iterator[Tag | Line]:
    """Tags and text, in order; a tag that ends something ends an open fence, too."""
    fence = ""
    for number, line in enumerate(lines, first):
        mark = _FENCE.match(line)
        if fence and not line.startswith("{% end"):
            fence = "" if mark and mark[1].startswith(fence) else fence
            yield Line(line, number)
            continue
        fence = mark[1] if mark else ""
        at = 0
        for found in _TAG.finditer("" if mark else line):
            if line[at : found.start()].strip():
                yield Line(line[at : found.start()], number)
            attributes: dict[str, Attribute] = {
                a[1]: a[2] or a[3] or a[4] or "" for a in _ATTRIBUTE.finditer(found[3])
            }
            yield Tag(found[2], "close" if found[1] else "open", attributes, number, number)
            at = found.end()
        if line[at:].strip() or not at:
            yield Line(line[at:], number)


class _Walker:
    def __init__(self, page: Page) -> None:
        self.page = page

    def page_blocks(self) -> Iterator[Block]:
        """Front matter, then the operations with what stands between them."""
        lines = self.page.lines
        start = lines.index("---", 1) + 1 if lines[0] == "---" and "---" in lines[1:] else 0
        for number in range(1, start + 1):
            if lines[number - 1].strip():
                yield Boilerplate(self.page.place(number), "front-matter")
        before: list[Block] = []
        part: list[Block] = []
        apart = True
        tree = elements_of(_pieces(lines[start:], start + 1), len(lines))
        for item in _runs(tree):
            if isinstance(item, Element) and item.name in _OPERATIONS:
                yield from part
                part, before, apart = self.operation(item, before), [], False
                continue
            found = self.element(item) if isinstance(item, Element) else self.quoted(item)
            for block in found:
                apart = apart or isinstance(block, Heading | Title)
                if apart:
                    before.append(block)
                else:
                    part.insert(1, block) if isinstance(block, Paragraph) else part.append(block)
        yield from part
        yield from before

    def quoted(self, run: list[Line]) -> Iterator[Block]:
        """Text between blocks; a quotation is prose like any other. Samples are of the request."""
        lines = [Line(line.text.removeprefix(">"), line.number) for line in run]
        for block in blocks_of(self.page, lines):
            yield replace(block, role="request") if isinstance(block, Code) else block

    def operation(self, item: Element, before: list[Block]) -> list[Block]:
        """The address, the summary, the prose before and in it, then parameters and responses."""
        at = self.page.place(item.first, item.opened)
        said = {key: str(value) for key, value in item.attributes.items()}
        host, path = said.get("host") or said.get("baseUrl") or "", said.get("path", "")
        method = Text(said["method"].upper(), at) if said.get("method") else None
        address = Text(host.rstrip("/") + path, at) if path else None
        blocks: list[Block] = [Endpoint(at, method, address)]
        for block in before:
            title = isinstance(block, Heading | Title)
            blocks.append(Boilerplate(block.at, "group-title") if title else block)
        if said.get("summary"):
            blocks.append(Title(at, said["summary"]))
        if not item.closed:
            blocks.append(Stray(at, f"`{item.name}` has no end", "component-broken"))
        return [*blocks, *self.inside(item)]

    def inside(self, item: Element, location: str = "") -> Iterator[Block]:
        """What an element holds, and its end tag; `location` is that of the parameters in it."""
        for inner in _runs(item.content):
            if isinstance(inner, Element):
                yield from self.element(inner, location)
            else:
                yield from blocks_of(self.page, inner)
        if item.closed and item.last > item.opened:
            yield Boilerplate(self.page.place(item.last), f"end-{item.name}")

    def element(self, item: Element, location: str = "") -> Iterator[Block]:
        """One element inside an operation, or between two."""
        at = self.page.place(item.first, item.last)
        name = item.name
        if name in ("api-method-parameter", "swagger-parameter"):
            yield self.field(item, str(item.attributes.get("in", location)))
        elif found := _PARAMETERS.fullmatch(name):
            yield Boilerplate(self.page.place(item.first, item.opened), f"tag-{name}")
            yield from self.inside(item, _LOCATIONS.get(found[1], found[1]))
        elif name == "api-method-summary":
            prose = prose_of(self.page, item.content)
            yield Title(at, prose.value) if prose else Boilerplate(at, "empty-summary")
        elif name in ("api-method-response", "swagger-response", "api-method-response-example"):
            yield from self.response(item)
        elif name == "hint":
            prose = prose_of(self.page, item.content)
            yield Paragraph(at, prose.value, True) if prose else Boilerplate(at, "empty-hint")
        else:
            yield from self.container(item)

    def container(self, item: Element) -> Iterator[Block]:
        opened = self.page.place(item.first, item.opened)
        known = item.name in _WRAPPERS or item.name.endswith("description")
        if not item.closed and known:
            yield Stray(opened, f"`{item.name}` has no end, or no start", "component-broken")
        else:
            yield Boilerplate(opened, f"tag-{item.name}")
        yield from self.inside(item)

    def field(self, item: Element, location: str) -> Field:
        """A parameter. Where the description of a query parameter begins with `?name=`, that is
        the name on the wire, and the name of the tag is only its label."""
        at = self.page.place(item.first, item.opened)
        name = Text(_unescaped(str(item.attributes.get("name", ""))), at)
        kind = str(item.attributes.get("type", ""))
        prose = prose_of(self.page, item.content)
        wire = _WIRE_NAME.match(prose.value) if prose and location == "query" else None
        if wire and prose:
            name = Text(_unescaped(wire[1]), prose.at)
        required = str(item.attributes.get("required", "")).lower()
        marks = {"true": ("required",), "false": ("optional",)}.get(required, ())
        return Field(
            self.page.place(item.first, item.last),
            name,
            Text(kind, at) if kind else None,
            tuple(Text(mark, at) for mark in marks),
            prose,
            location,
        )

    def response(self, item: Element) -> Iterator[Block]:
        """A status with its prose and samples; the group of them is the section."""
        at = self.page.place(item.first, item.opened)
        status = item.attributes.get("httpCode") or item.attributes.get("status")
        yield Heading(at, str(status).split(":")[0] if status else "Response")
        if item.attributes.get("description"):
            yield Paragraph(at, str(item.attributes["description"]), True)
        for block in self.inside(item):
            if isinstance(block, Code) and not block.text.strip():
                yield Boilerplate(block.at, "empty-sample")
            elif isinstance(block, Code) and status:
                yield Code(
                    block.at, block.text, False, Text(str(status), at), block.language,
                    "response", block.fenced,
                )  # fmt: skip
            else:
                yield block


def _runs(content: Sequence[Element | Line]) -> Iterator[Element | list[Line]]:
    """Elements, and the lines between them together."""
    run: list[Line] = []
    for item in content:
        if isinstance(item, Line):
            run.append(item)
            continue
        if run:
            yield run
        run = []
        yield item
    if run:
        yield run


def _unescaped(text: str) -> str:
    r"""Without Markdown's escapes: `User\_Name` gives `User_Name`."""
    return _ESCAPE.sub(lambda found: found[1] or found[2], text)
