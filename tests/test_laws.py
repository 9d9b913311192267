"""Laws that hold for every page, whatever it says.

They are tried on the seed, on every case and, where they lie beside the checkout, on all sample
captures.
"""

from __future__ import annotations

import html
import re
import time
from pathlib import Path
from typing import Any

import pytest

from conftest import SEED, gitbook_pages, html_pages, markdown_pages, page, sample_pages
from docmill.blocks import Boilerplate, Stray
from docmill.facts import rows_of
from docmill.link import link
from docmill.page import Page, Place
from docmill.pages import understood_of
from docmill.read import reader_of
from docmill.spec import PageSpec
from docmill.specfile import spec_of, text_of
from test_cases import CASE_LIST

PAGES = [
    page(path) for path in (*sample_pages(), *markdown_pages(), *html_pages(), *gitbook_pages())
] + [Page(f"{case.title}.txt", case.page) for case in CASE_LIST]
SPECS: list[PageSpec] = [spec for page in PAGES for spec in understood_of(page).specs]

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@each_page
def test_reading_twice_gives_the_same(page: Page) -> None:
    first, second = understood_of(page), understood_of(Page(page.name, page.text))
    assert first == second


def lines_of(at: Place) -> range:
    return range(at.first, at.last + 1)


@each_page
def test_every_line_is_in_a_block(page: Page) -> None:
    reader = reader_of(page)
    assert reader is not None
    blocks = reader.read(page)
    broken = {n for block in blocks if isinstance(block, Stray) for n in lines_of(block.at)}
    framed = {n for block in blocks if isinstance(block, Boilerplate) for n in lines_of(block.at)}
    lines = [
        n
        for block in blocks
        for n in lines_of(block.at)
        # a note may stand in the middle of another block
        if isinstance(block, Boilerplate) or n not in framed
        # what is told of broken lines is beside what can be read of them
        if n not in broken
    ]
    filled = [n for n, line in enumerate(page.lines, 1) if line.strip()]
    if reader.name not in ("html", "gitbook"):  # where a line may hold many facts
        assert len(lines) == len(set(lines))
    assert set(filled) <= {*lines, *broken}


@each_page
def test_the_ledger_closes(page: Page) -> None:
    """Each line is claimed, boilerplate, or inside a finding."""
    understood = understood_of(page)
    told = {n for f in understood.findings for n in range(f.at.first, f.at.last + 1)}
    filled = {n for n, line in enumerate(page.lines, 1) if line.strip()}
    assert understood.ledger.entries.keys() == filled
    if understood.spec:  # a page without an operation has one finding for all its lines
        assert set(understood.ledger.lines("unclaimed")) <= told


NOTE = re.compile(r"^Documentation Index\nFetch .*\nUse this file .*\n", re.MULTILINE)
"""A note that a copy splices into a text is no part of it."""


COLUMN = re.compile(r"^[A-Z][\w ]*: ")


@each_page
def test_a_stated_fact_stands_on_its_lines(page: Page) -> None:
    """Spans lie inside the page, and the words of a stated value are on its lines."""
    rows = [row for spec in understood_of(page).specs for row in rows_of(spec)]
    for row in rows:
        assert row.at.page == page.name
        assert 1 <= row.at.first <= row.at.last <= len(page.lines), row
        text = NOTE.sub("", "\n".join(page.lines[row.at.first - 1 : row.at.last]))
        if row.path == "path" and ("{% api-method" in page.text or row.value[1:] in text):
            continue  # host and path are attributes of their own; the slash before it may be left
        if row.path == "url" and row.value in text:
            continue  # in HTML an attribute of a tag
        if row.path == "method" and "curl" in text:
            continue  # without a method it sends GET
        if row.basis == "stated" and isinstance(row.value, str) and "scheme" not in row.path:
            value = row.value
            if page.text.startswith("<!doctype"):
                value, text = plain(value), html.unescape(re.sub(r"<[^<>]*>", "", text))
            for part in value.split("\n\n"):
                # the name of a column stands over its table
                part = part if words(part) in words(text) else COLUMN.sub("", part)
                assert words(part).lower() in words(text).lower(), row


@each_page
def test_a_page_cut_anywhere_raises_nothing(page: Page) -> None:
    """A download that broke off: facts, findings, a closed ledger, and a spec that reads back."""
    for size in range(0, len(page.text), max(1, len(page.text) // 25)):
        understood = understood_of(Page(page.name, page.text[:size]))
        assert understood.spec or understood.findings
        for spec in understood.specs:
            assert spec_of("spec.yaml", text_of(spec)) == spec
        link(understood.specs)


MARKUP = re.compile(r"\*\*|`|\[([^\]]*)\]\([^)]*\)")


def plain(value: Any) -> Any:
    """A text as a browser shows it: without marks of code, emphasis and links, on one line."""
    if not isinstance(value, str):
        return value
    return " ".join(MARKUP.sub(lambda found: found[1] or "", value).split())


def words(text: str) -> str:
    """What a text says without spaces, escapes, marks of lists and code, `:x` and `{x}` alike."""
    return re.sub(r"</?(Note|Warning|Info|Tip|Check|Danger)>|\s|[\\|`>*#{}:-]|&\w+;", "", text)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec.page} {spec.method.value}")
def test_a_spec_file_reads_back_as_the_same_spec(spec: PageSpec) -> None:
    text = text_of(spec)
    assert spec_of("spec.yaml", text) == spec
    assert text_of(spec_of("spec.yaml", text)) == text


def test_the_document_does_not_depend_on_the_order_of_pages() -> None:
    pages = [spec for path in sample_pages() if (spec := understood_of(page(path)).spec)]
    forward, backward = link(pages), link(reversed(pages))
    assert repr(forward.document) == repr(backward.document)
    assert forward.findings == backward.findings


def test_the_document_needs_the_spec_files_alone() -> None:
    pages = [spec for path in sample_pages() if (spec := understood_of(page(path)).spec)]
    files = [spec_of(f"{spec.page}.yaml", text_of(spec)) for spec in pages]
    assert repr(link(files).document) == repr(link(pages).document)


# the same page in two renderings

# what a plain-text capture cannot hold: titles of tables, collapsed children, and that a note
# between two fields is no part of the description before it; what an export has no place for:
# the generated sample, which alone asks for Basic; and the address of the page itself
CANNOT_HOLD = re.compile(
    r"url|enums/\d+/(name|field)|responses/\w+/\w+/\w+(/\w+)?|authentication/scheme"
    r"|responses/200/(Records/)?description|responses/200/Records"
)


@pytest.mark.parametrize("name", [path.stem for path in markdown_pages()])
def test_renderings_agree(name: str) -> None:
    """Text, Markdown and HTML of one page give equal facts, but for what one cannot hold."""
    found: list[dict[str, tuple[object, str]]] = []
    for path in (*sample_pages(), *markdown_pages(), *html_pages()):
        if path.stem == name:
            spec = understood_of(page(path)).spec
            assert spec is not None
            found.append(
                {
                    row.path: (
                        plain(row.value),
                        "" if row.path in ("path", "server") else row.basis,
                    )
                    for row in rows_of(spec)
                    if not CANNOT_HOLD.fullmatch(row.path)
                }
            )
    assert len(found) == 3
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("path", html_pages(), ids=lambda path: path.name)
def test_a_saved_page_says_the_same_as_the_served_one(path: Path) -> None:
    """Browsers save a page with its navigation, scripts, side panel and footer round it."""
    served = page(path)
    head, _, rest = served.text.partition("<body>")
    body, _, end = rest.rpartition("</body>")
    around = (
        "<nav><a href='/'>Home</a><h2>Response</h2><p>Other pages</p></nav>"
        "<script>var x = '<h2>Enums</h2>';</script><button>Copy</button>"
    )
    after = "<footer><p>Was this page helpful?</p></footer><style>h2 {}</style>"
    saved = Page(path.name, f"{head}<body>{around}{body}{after}</body>{end}")
    first, second = understood_of(served), understood_of(saved)
    assert first.spec == second.spec
    assert [f.code for f in first.findings] == [f.code for f in second.findings]


def test_a_note_in_the_middle_of_a_field_is_boilerplate() -> None:
    """Its lines are the note's in the ledger, and the field is what it is without them."""
    note = [
        "Documentation Index",
        "Fetch the complete documentation index at: x",
        "Use this file to",
    ]
    lines = SEED.read_text().split("\n")
    at = lines.index("APIAccess") + 1
    noted = understood_of(Page(SEED.name, "\n".join([*lines[:at], *note, *lines[at:]])))
    assert noted.ledger.lines("boilerplate") == [1, *range(10, 38), at + 1, at + 2, at + 3]
    before = understood_of(Page(SEED.name, "\n".join(lines)))
    assert noted.spec is not None
    assert before.spec is not None
    assert text_of(noted.spec) == text_of(before.spec)


@pytest.mark.parametrize("word", ["not ", "comma-separated ", "with the role "])
def test_a_huge_description_takes_no_more_than_its_share(word: str) -> None:
    """What is looked for in prose is looked for in time that grows with it, if at all."""
    lines = SEED.read_text().split("\n")
    lines[lines.index("APIAccess") + 2] = word * (500_000 // len(word))
    start = time.monotonic()
    understood_of(Page(SEED.name, "\n".join(lines)))
    assert time.monotonic() - start < 3
