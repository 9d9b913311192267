"""Pages that are put together from others: `import X from '/snippets/x.mdx'`, `<Snippet file>`.

A snippet is looked up among the pages of the run, never on disk: what lies outside of the folder
that was given does not exist. Its lines take the place of the tag; `Composed` knows where each line
came from, so that what is read of it is placed on the lines of the snippet.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from docmill.memory import Same, recall
from docmill.page import Page, Place

_IMPORT = re.compile(r"""^import\s+\{?\s*(\w+)\s*\}?\s+from\s+['"]([^'"]+\.mdx?)['"];?\s*$""")
_IMPORTED = re.compile(r"^import\s", re.MULTILINE)
_REFERENCE = re.compile(r"""['"{`]([^'"{}`\s]+\.mdx?)['"}`]""")
_TAG = re.compile(
    r"<([A-Z]\w*)((?:\s+[\w-]+=(?:\"[^\"<>]*\"|'[^'<>]*'|\{[^{}<>]*\}))*)\s*(?:/>|>\s*</\1>)"
)
_ATTRIBUTE = re.compile(r"([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|\{([^{}]*)\})")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_HOMES = ("snippets", "_snippets", "")
_DEEPEST = 8
_MOST_LINES = 100_000


def nameable(pages: Iterable[Page]) -> dict[str, Page]:
    """The pages that may be snippets of others, by name: those whose file name one of them says."""
    texts = [page for page in pages if page.name.endswith((".md", ".mdx"))]
    said = {posixpath.basename(name) for page in texts for name in _references(page)}
    return {page.name: page for page in texts if posixpath.basename(page.name) in said}


def _references(page: Page) -> list[str]:
    return recall(("references", Same(page)), lambda: _REFERENCE.findall(page.text))


def names_snippets(page: Page) -> bool:
    """Whether a page has one of the forms in which snippets are named."""
    return recall(
        ("names snippets", Same(page)),
        lambda: "<Snippet" in page.text or bool(_IMPORTED.search(page.text)),
    )


@dataclass(frozen=True, slots=True)
class Composed:
    """A page with its snippets in place. `origins` gives the place of each line, `used` the names
    of the snippets, `missing` the tags whose snippet is not there."""

    page: Page
    origins: tuple[Place, ...]
    used: frozenset[str]
    missing: tuple[tuple[Place, str], ...]


def composed(page: Page, around: Mapping[str, Page]) -> Composed | None:
    """The page with its snippets, or None where it names none."""
    if not names_snippets(page):
        return None
    writer = _Writer(around)
    writer.write(page, {}, 0)
    if not writer.used and not writer.missing:
        return None
    whole = Page(page.name, "\n".join(writer.lines))
    return Composed(whole, tuple(writer.origins), frozenset(writer.used), tuple(writer.missing))


@dataclass(slots=True)
class _Writer:
    around: Mapping[str, Page]
    lines: list[str] = field(default_factory=list[str])
    origins: list[Place] = field(default_factory=list[Place])
    used: set[str] = field(default_factory=set[str])
    missing: list[tuple[Place, str]] = field(default_factory=list[tuple[Place, str]])

    def write(self, page: Page, given: Mapping[str, str], depth: int) -> None:
        """The lines of a page or snippet; `given` are the attributes of the tag, as `{name}`."""
        imported: dict[str, str] = {}
        fence = ""
        start = _FRONT_MATTER.match(page.text) if depth else None
        first = start[0].count("\n") if start else 0
        for number, line in enumerate(page.lines[first:], first + 1):
            mark = _FENCE.match(line)
            if mark:
                fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
            elif not fence and (said := _IMPORT.match(line)):
                imported[said[1]] = said[2]
                self.add("", page.place(number))
                continue
            shown = re.sub(r"\{(?:props\.)?(\w+)\}", lambda m: given.get(m[1], m[0]), line)
            if fence or mark or not self.included(page, number, shown, imported, depth):
                self.add(shown, page.place(number))

    def included(
        self, page: Page, number: int, line: str, imported: Mapping[str, str], depth: int
    ) -> bool:
        """Write a line with the snippets that it names; False where it names none."""
        at, found = 0, False
        for tag in _TAG.finditer(line):
            given = {
                a[1]: a[2] or a[3] or (a[4] or "").strip("'\"`")
                for a in _ATTRIBUTE.finditer(tag[2])
            }
            wanted = given.get("file") if tag[1] == "Snippet" else imported.get(tag[1])
            if wanted is None:
                continue
            snippet = self.looked_up(wanted, page.name)
            if snippet is None or depth >= _DEEPEST or len(self.lines) > _MOST_LINES:
                told = f"`{wanted}` is not in the folder: what `<{tag[1]}>` says is missing"
                self.missing.append((page.place(number), told))
                continue
            if line[at : tag.start()].strip():
                self.add(line[at : tag.start()], page.place(number))
            self.used.add(snippet.name)
            self.write(snippet, given, depth + 1)
            at, found = tag.end(), True
        if found and line[at:].strip():
            self.add(line[at:], page.place(number))
        return found

    def looked_up(self, wanted: str, name: str) -> Page | None:
        """A snippet by the path that a page gives: from the root, from the page, or by file name
        in the folders where snippets are kept."""
        here = posixpath.dirname(name)
        if wanted.startswith("."):
            return self.around.get(posixpath.normpath(posixpath.join(here, wanted)))
        plain = wanted.lstrip("/")
        tries = [plain, *(posixpath.join(home, plain) for home in _HOMES),
                 posixpath.join(here, plain)]  # fmt: skip
        roots = [""]
        while here:
            roots.append(here)
            here = posixpath.dirname(here)
        paths = (posixpath.normpath(posixpath.join(root, one)) for root in roots for one in tries)
        return next((self.around[path] for path in paths if path in self.around), None)

    def add(self, line: str, origin: Place) -> None:
        """One line and where it came from."""
        self.lines.append(line)
        self.origins.append(origin)
