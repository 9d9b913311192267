"""What several rules tell and take in the same way: headings, orphans, curl commands, samples."""

from __future__ import annotations

import re

from docmill.blocks import Code, Heading, Paragraph
from docmill.ledger import Entry
from docmill.page import Place
from docmill.spec import Fact, SampleSpec
from docmill.typewords import shape_of
from docmill.understand.curl import Curl, curl_of
from docmill.understand.desk import Desk
from docmill.understand.httpmessage import message_of
from docmill.understand.jsontext import NotJsonError, json_of
from docmill.understand.sections import Placed

_SUFFIX = re.compile(r"\s*\(?\b(required|optional|deprecated)\)?\s*$", re.IGNORECASE)


def suffixed(text: str) -> tuple[str, list[str]]:
    """A name or type and the mark that stands behind it: `id (required)`, `string, optional`."""
    found = _SUFFIX.search(text)
    if found and found.start() and shape_of(text) is None:
        return text[: found.start()].rstrip(" ,"), [found[1].lower()]
    return text, []


def heading(desk: Desk, block: Heading, placed: Placed) -> None:
    """A heading that means something, or one that nobody knows."""
    if not placed.known:
        told = f"`{block.text}` is no section of a reference page"
        desk.tell(block.at, "unknown-heading", told)
        return
    if placed.implied:
        told = f"`{block.text}` stands outside of the {placed.section} section"
        desk.tell(block.at, "heading-missing", told)
    if block.glued:
        told = f"the heading `{block.text}` is not set apart by empty lines"
        desk.tell(block.at, "heading-not-set-apart", told)


def joined(paragraphs: list[Fact[str]]) -> Fact[str] | None:
    """Paragraphs as one text, in the order of the page; None where there are none."""
    if not paragraphs:
        return None
    inorder = sorted(paragraphs, key=lambda fact: fact.at)
    at = inorder[0].at.to(inorder[-1].at)
    return Fact("\n\n".join(fact.value for fact in inorder), at)


def orphan(desk: Desk, prose: Paragraph) -> None:
    """Prose that is left of a field: told, and unclaimed."""
    desk.claim(prose.at, Entry("unclaimed", ""))
    desk.tell(prose.at, "orphan-description", "a description whose field is missing")


def curl(desk: Desk, block: Code) -> Curl | None:
    """The curl command of a sample, or None, told, where it cannot be read."""
    found = message_of(block) or curl_of(block)
    if isinstance(found, str):
        desk.tell(block.at, "sample-unreadable", found)
        return None
    if found.unknown:
        words = ", ".join(f"`{word}`" for word in found.unknown)
        desk.tell(
            block.at, "sample-unreadable", f"words of the curl command not understood: {words}"
        )
    return found


_JSON = frozenset({"", "json", "jsonc", "json5"})
_SCRIPT = frozenset({"javascript", "js", "typescript", "ts", "text", "http", "response"})


def is_json(block: Code) -> bool:
    """Whether a sample is meant as JSON: by its language, or by how it begins where the language
    is one that people give for want of another."""
    begins = block.text.lstrip()[:1] in ("{", "[")
    return block.language.lower() in _JSON or (begins and block.language.lower() in _SCRIPT)


def sample(desk: Desk, block: Code, text: str) -> SampleSpec:
    """A sample body, its block or a part of it; one that is no JSON is kept as text, told."""
    at = _lines_of(desk, block, text)
    try:
        return SampleSpec(Fact(json_of(text), at))
    except NotJsonError as error:
        not_json(desk, at, error)
        return SampleSpec(None, Fact(text, at))


def _lines_of(desk: Desk, block: Code, text: str) -> Place:
    """Where a body stands in its block; at the end, where it does not stand there as it is."""
    start = block.text.find(text)
    first = block.body.first + block.text.count("\n", 0, start)
    if start < 0:
        first = max(block.body.last - text.count("\n"), block.at.first)
    return desk.page.place(first, min(first + text.count("\n"), block.at.last))


def not_json(desk: Desk, at: Place, error: NotJsonError) -> None:
    """Tell the line at which a sample, which stands at `at`, stops being JSON."""
    line = desk.page.place(min(at.first + error.line - 1, at.last))
    desk.tell(line, "sample-not-json", f"the sample is no valid JSON: {error}")
