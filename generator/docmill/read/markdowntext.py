"""What stands between components: headings, paragraphs, tables, fences, by markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from docmill.blocks import (
    Block,
    Boilerplate,
    Code,
    Heading,
    Paragraph,
    Stray,
    Table,
    TableRow,
    Text,
    Title,
)
from docmill.page import Page, Place
from docmill.read.components import Element, Line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_BROKEN = re.compile(r"</?[A-Z][\w.]*")
_THEME = re.compile(r"\s*theme=\{.*?\}|\s*[a-zA-Z]+=\{.*?\}")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # in MDX an indented line is no code: components are indented as their authors like
    return MarkdownIt("commonmark").enable("table").disable("code")


def blocks_of(page: Page, run: Sequence[Line]) -> Iterator[Block]:
    """The blocks of consecutive lines of text."""
    if not any(line.text.strip() for line in run):
        return
    yield from _Blocks(page, run).read()


def prose_of(page: Page, content: Sequence[object]) -> Text | None:
    """The Markdown of a description or a callout: its lines without their common indent.

    Lines of one paragraph are joined, as a browser does.
    """
    lines = [line for line in _flat(content) if line.text.strip()]
    if not lines:
        return None
    blocks = [_told(block) for block in blocks_of(page, _flat(content))]
    text = "\n\n".join(part for part in blocks if part)
    return Text(text, page.place(lines[0].number, lines[-1].number)) if text else None


def broken_in(page: Page, content: Sequence[object]) -> Iterator[Stray]:
    """The tags inside a field that cannot be read."""
    for line in _flat(content):
        if _BROKEN.match(line.text.lstrip()):
            yield from (block for block in blocks_of(page, [line]) if isinstance(block, Stray))


def _flat(content: Sequence[object]) -> list[Line]:
    flat: list[Line] = []
    for item in content:
        if isinstance(item, Line):
            flat.append(item)
        elif isinstance(item, Element):
            flat += _flat(item.content)
    return flat


def _told(block: Block) -> str:
    """The Markdown of a block inside a description."""
    match block:
        case Paragraph() | Title() | Heading():
            return block.text
        case Code():
            return f"```{block.language}\n{block.text}\n```"
        case Table():
            rows = [block.head, *(row.cells for row in block.rows)]
            return "\n".join("| " + " | ".join(row) + " |" for row in rows)
        case _:
            return ""


class _Blocks:
    def __init__(self, page: Page, run: Sequence[Line]) -> None:
        self.page = page
        self.numbers = [line.number for line in run]
        margin = min(len(line.text) - len(line.text.lstrip()) for line in run if line.text.strip())
        self.lines = [line.text[margin:] if line.text.strip() else "" for line in run]
        self.tokens = _parser().parse("\n".join(self.lines))

    def read(self) -> Iterator[Block]:
        level = 0
        for index, token in enumerate(self.tokens):
            if level == 0 and token.map and token.nesting >= 0:
                yield from self._block(token, index)
            level += token.nesting

    def _block(self, token: Token, index: int) -> Iterator[Block]:
        assert token.map is not None
        first, last = token.map
        while last > first + 1 and not self.lines[last - 1].strip():
            last -= 1
        at = self.page.place(self.numbers[first], self.numbers[last - 1])
        inline = self.tokens[index + 1].content if index + 1 < len(self.tokens) else ""
        match token.type:
            case "heading_open" if token.tag == "h1":
                yield Title(at, _joined(inline))
            case "heading_open":
                yield Heading(at, _plain(inline), level=int(token.tag[1]))
            case "paragraph_open" | "html_block" if _BROKEN.match(self.lines[first].lstrip()):
                yield Stray(at, "a component's tag that cannot be read", "component-broken")
            case "paragraph_open":
                yield Paragraph(at, _joined(inline), True)
            case "fence":
                label = _THEME.sub("", token.info).strip()
                language, _, rest = label.partition(" ")
                said = Text(rest.strip(), self.page.place(at.first)) if rest.strip() else None
                fenced = self.lines[last - 1].lstrip().startswith(token.markup)
                text = token.content.removesuffix("\n")
                yield Code(at, text, False, said, language, fenced=fenced and last - first > 1)
            case "table_open":
                yield self._table(token, index)
            case "hr" | "html_block":
                yield Boilerplate(at, token.type.replace("_", "-"))
            case "blockquote_open":
                yield Boilerplate(at, "summary")
            case _:
                yield Paragraph(at, "\n".join(self.lines[first:last]), True)

    def _table(self, token: Token, index: int) -> Table:
        assert token.map is not None
        rows: list[TableRow] = []
        cells: list[str] = []
        for at in range(index, len(self.tokens)):
            one = self.tokens[at]
            if one.type in ("td_open", "th_open"):
                cells.append(self.tokens[at + 1].content.strip())
            elif one.type == "tr_close":
                rows.append(TableRow(tuple(cells), self._row_place(token, len(rows))))
                cells = []
            elif one.type == "table_close":
                break
        first, last = token.map
        place = self.page.place(self.numbers[first], self.numbers[last - 1])
        return Table(place, rows[0].cells if rows else (), tuple(rows[1:]))

    def _row_place(self, token: Token, row: int) -> Place:
        assert token.map is not None
        line = token.map[0] + (row if row == 0 else row + 1)  # the rule under the head is no row
        return self.page.place(self.numbers[min(line, len(self.numbers) - 1)])


def _joined(text: str) -> str:
    return " ".join(part.strip() for part in text.split("\n"))


def _plain(text: str) -> str:
    """A heading without marks of emphasis and code."""
    return re.sub(r"[*_`]", "", _joined(text)).strip()
