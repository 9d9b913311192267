"""What a reader finds on a page, before anyone says what it means."""

from __future__ import annotations

from dataclasses import dataclass

from docmill.page import Place


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of page text and the lines that it stands on."""

    value: str
    at: Place


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page; `at` holds all its lines."""

    at: Place


@dataclass(frozen=True, slots=True)
class Boilerplate(Block):
    """Lines of the page's frame that say nothing of the API; `rule` names what they are."""

    rule: str


@dataclass(frozen=True, slots=True)
class Endpoint(Block):
    """The method and the path that head a page; either may be missing."""

    method: Text | None
    path: Text | None


@dataclass(frozen=True, slots=True)
class Setting(Block):
    """A setting of the page for the docs platform: `authMethod`, `contentType`, `description`;
    or `url`, the address of the page itself."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Title(Block):
    """The title of the page.

    `with_address` is False where the rendering shows no method and path, as a Markdown export.
    """

    text: str
    with_address: bool = True


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """The heading of a section; `glued` where no empty line sets it apart from its neighbours.

    `level` is 2 to 6, or 0 where the rendering does not show it.
    """

    text: str
    glued: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class Field(Block):
    """A parameter or property as the page lists it.

    `type` is the page's own word. `marks` are the words between the type and the description:
    `required`, `deprecated`, `default:"1"`. `location` is where the field itself says that it is
    sent (`query`) or that it comes back (`response`); without one, its section tells.
    """

    name: Text
    type: Text | None
    marks: tuple[Text, ...]
    description: Text | None
    location: str = ""
    children: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row; a run-together row that could not be told apart has one cell."""

    cells: tuple[str, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Table(Block):
    """A table: the cells of its head, then its rows; `title` is that of what it stands in."""

    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Code(Block):
    """A sample. `generated` where the docs platform made it from the other sections of the page.

    `language` and `label` are those of its fence; `role` is "request" or "response" where what it
    stands in says so.
    """

    text: str
    generated: bool = False
    label: Text | None = None
    language: str = ""
    role: str = ""
    fenced: bool = False

    @property
    def body(self) -> Place:
        """The lines of `text`, without the label before them and the fence round them."""
        last = self.at.last - self.fenced
        return Place(self.at.page, last - self.text.count("\n"), last)


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    """Prose. `apart` where markup sets it apart: then it is nobody's lost description."""

    text: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Stray(Block):
    """Lines that the reader cannot place: a broken field, a row without a head. `why` says how."""

    why: str
    code: str
