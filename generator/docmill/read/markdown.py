"""Markdown: the export that a docs site serves of each page, and MDX source pages.

Components carry the fields; markdown-it-py reads what stands between them. A component that is
broken costs its field, not the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from docmill.addresses import is_page_address
from docmill.blocks import (
    Block,
    Boilerplate,
    Code,
    Endpoint,
    Heading,
    Paragraph,
    Setting,
    Stray,
    Table,
    Text,
    Title,
)
from docmill.errors import InputError
from docmill.page import Page
from docmill.read.components import Element, Line, Pieces, elements_of
from docmill.read.fields import field_of, is_field
from docmill.read.fragments import is_document
from docmill.read.markdowntext import blocks_of, broken_in, prose_of
from docmill.read.textlines import is_capture
from docmill.values import mapping
from docmill.yamltext import load

_MARKDOWN = re.compile(
    r"\A---\n|^<[A-Z]\w*[ >/]|^[ \t]*```|^> ## Documentation Index|\A# ", re.MULTILINE
)
_OTHER = re.compile(r"\A\s*(?i:<!doctype|<html|<\?xml)|^\{% ", re.MULTILINE)
_API = re.compile(r"\s*(?:\S+\.(?:json|ya?ml)\s+)?([A-Za-z]+)\s+(\S+)\s*|\s*(\S+)\s*")
_KEY = re.compile(r"(api|openapi|title):\s*(\S.*?)\s*")
_URL_KEYS = ("url", "canonical", "canonicalurl", "canonical_url", "og:url")
_SOURCE = re.compile(r"(?:Source|URL): <?(https?://[^\s<>]+)>?", re.IGNORECASE)
_CALLOUTS = {"Note", "Warning", "Info", "Tip", "Check", "Danger", "Callout"}
_PARTED = {"Tab", "Accordion"}
_STATUS = re.compile(r"(?:HTTP )?[1-5]\d\d(?:\W.*)?")
"""The title of a tab that shows what comes back with one status."""
_ROLES = {"RequestExample": "request", "ResponseExample": "response"}


def recognises(page: Page) -> bool:
    """Front matter, components, fences or the index note, and neither HTML nor GitBook tags."""
    if is_capture(page):
        return False  # a capture may quote a tag or a fence in a sample
    return _MARKDOWN.search(page.text) is not None and not _OTHER.search(page.text)


def read(page: Page) -> tuple[Block, ...]:
    """The blocks of a Markdown page, in order; every non-blank line is in exactly one."""
    found, start = _head(page)
    lines = page.lines
    elements = elements_of(Pieces(lines[start:], start + 1), len(lines))
    found.extend(_Walker(page).blocks(elements))
    addressed = any(isinstance(block, Endpoint) for block in found)
    found = list(_with_source(found))
    found = [
        (
            Boilerplate(block.at, "openapi-heading")
            if isinstance(block, Heading) and _is_document(following)
            else block
        )
        for block, following in zip_longest(found, found[1:])
    ]
    # one address belongs to the whole page, wherever it stands
    if sum(isinstance(block, Endpoint) for block in found) == 1:
        found.sort(key=lambda block: not isinstance(block, Endpoint))
    return tuple(
        replace(block, with_address=addressed) if isinstance(block, Title) else block
        for block in found
    )


def _with_source(blocks: list[Block]) -> Iterator[Block]:
    """The line at the head of an export that says where the page is from: `Source: https://...`."""
    head = True
    for block in blocks:
        head = head and isinstance(block, Boilerplate | Setting | Title | Paragraph)
        found = _SOURCE.fullmatch(block.text) if head and isinstance(block, Paragraph) else None
        yield Setting(block.at, "url", found[1]) if found else block


def _is_document(block: Block | None) -> bool:
    """Whether a block is an OpenAPI document, or the address that its fence names."""
    at_fence = isinstance(block, Endpoint) and block.path is not None and block.at == block.path.at
    return at_fence or (isinstance(block, Boilerplate) and block.rule == "openapi-document")


def _head(page: Page) -> tuple[list[Block], int]:
    """Front matter, or the index note of an export; and the index of the line after it."""
    lines = page.lines
    if lines[0] == "---" and "---" in lines[1:]:
        end = lines.index("---", 1)
        return list(_front_matter(page, end)), end + 1
    if lines[0].startswith("> ## Documentation Index"):
        end = next((n for n, line in enumerate(lines) if not line.startswith(">")), len(lines))
        return [Boilerplate(page.place(1, end), "documentation-index-note")], end
    return [], 0


def _front_matter(page: Page, end: int) -> Iterator[Block]:
    """Front matter from line 1 to index `end`: `api` or `openapi`, `title`, `description`."""
    text = "\n".join(page.lines[1:end])
    try:
        data, places = load(page.name, text)
    except InputError as error:
        told = f"the front matter cannot be read: {error.message}"
        yield Stray(page.place(1), told, "front-matter-broken")
        yield from _broken_front_matter(page, end)
        return
    front = mapping(data)
    used: set[int] = set()
    for key, value in front.items():
        place = places["/" + key.replace("~", "~0").replace("/", "~1")]
        at = page.place(place.first + 1, min(place.last + 1, end))
        if key in ("api", "openapi") and isinstance(value, str):
            yield _endpoint(at.first, at.last, page, value)
        elif key == "title" and isinstance(value, str):
            yield Title(at, value)
        elif key in ("authMethod", "contentType", "description") and isinstance(value, str):
            yield Setting(at, key, value)
        elif key.lower() in _URL_KEYS and isinstance(value, str) and is_page_address(value):
            yield Setting(at, "url", value)
        else:
            yield Boilerplate(at, "front-matter")
        used.update(range(at.first, at.last + 1))
    for number in range(1, end + 2):
        if number not in used and page.lines[number - 1].strip():
            yield Boilerplate(page.place(number), "front-matter")


def _broken_front_matter(page: Page, end: int) -> Iterator[Block]:
    """The address and the title of front matter that is no YAML, as in `title: One: two`."""
    for number, line in enumerate(page.lines[1:end], 2):
        found = _KEY.fullmatch(line)
        value = found[2].strip("\"'") if found else ""
        if found and found[1] == "title":
            yield Title(page.place(number), value)
        elif found:
            yield _endpoint(number, number, page, value)
        elif line.strip():
            yield Boilerplate(page.place(number), "front-matter")
    yield Boilerplate(page.place(end + 1), "front-matter")


def _endpoint(first: int, last: int, page: Page, value: str) -> Endpoint:
    found = _API.fullmatch(value)
    at = page.place(first, last)
    if found is None:
        return Endpoint(at, None, None)
    method = Text(found[1].upper(), at) if found[1] else None
    return Endpoint(at, method, Text(found[2] or found[3], at))


class _Walker:
    """Turns elements into blocks; what an element says of those inside it is passed down."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def blocks(
        self, content: list[Element | Line], title: Text | None = None, role: str = ""
    ) -> Iterator[Block]:
        """The blocks of some content, inside a component with a title or a role."""
        run: list[Line] = []
        for item in [*content, None]:
            if isinstance(item, Line):
                run.append(item)
                continue
            yield from self._dressed(run, title, role)
            run = []
            if item is not None:
                yield from self._element(item, title, role)

    def _dressed(self, run: list[Line], title: Text | None, role: str) -> Iterator[Block]:
        for block in blocks_of(self.page, run):
            if isinstance(block, Table) and title:
                yield Table(block.at, block.head, block.rows, title)
            elif isinstance(block, Code) and is_document(block.text):
                yield from self._fragment(block)
            elif isinstance(block, Code):
                # the title of a tab or accordion is what is written over its sample
                yield replace(block, role=role or block.role, label=block.label or title)
            else:
                yield block

    def _fragment(self, block: Code) -> Iterator[Block]:
        """An OpenAPI document is read on its own; its fence may say which operation it is about."""
        info = f"{block.language} {block.label.value if block.label else ''}"
        found = re.search(r"\b(get|put|post|delete|patch|head|options|trace)\s+(/\S*)", info, re.I)
        if found:
            at = self.page.place(block.at.first)
            yield Endpoint(at, Text(found[1].upper(), at), Text(found[2], at))
        yield Boilerplate(block.at, "openapi-document")

    def _element(self, item: Element, title: Text | None, role: str) -> Iterator[Block]:
        at = self.page.place(item.first, item.last)
        if not item.closed:
            told = f"`<{item.name}>` has no end, or no start"
            yield Stray(self.page.place(item.first, item.opened), told, "component-broken")
            if is_field(item):  # its name and type are read, its description has no end
                tag = replace(item, content=[], last=item.opened)
                yield field_of(self.page, tag)
            yield from self.blocks(item.content, title, role)
            return
        if is_field(item):
            yield field_of(self.page, item)
            yield from broken_in(self.page, item.content)
        elif item.name in _CALLOUTS:
            prose = prose_of(self.page, item.content)
            yield Paragraph(at, prose.value, True) if prose else Boilerplate(at, "empty-callout")
        else:
            yield from self._container(item, title, role)

    def _container(self, item: Element, title: Text | None, role: str) -> Iterator[Block]:
        """Accordions, tabs, groups: their tags are the page's frame, what is inside is not."""
        opened = self.page.place(item.first, item.opened)
        said = item.attributes.get("title")
        inner = Text(said, opened) if isinstance(said, str) else title
        if isinstance(said, str) and item.name in _PARTED and _STATUS.fullmatch(said.strip()):
            yield Heading(opened, said.strip(), level=6)
        else:
            yield Boilerplate(opened, f"component-{item.name}")
        yield from self.blocks(item.content, inner, _ROLES.get(item.name, role))
        if item.last > item.opened:
            yield Boilerplate(self.page.place(item.last), f"component-{item.name}")
