"""What several rules tell and take in the same way: headings, orphans, curl commands, samples."""

from __future__ import annotations

from docmill.blocks import Code, Heading, Paragraph
from docmill.ledger import Entry
from docmill.spec import Fact, SampleSpec
from docmill.understand.curl import Curl, curl_of
from docmill.understand.desk import Desk
from docmill.understand.samples import NotJsonError, json_of
from docmill.understand.sections import Placed


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


def orphan(desk: Desk, prose: Paragraph) -> None:
    """Prose that is left of a field: told, and unclaimed."""
    desk.claim(prose.at, Entry("unclaimed", ""))
    desk.tell(prose.at, "orphan-description", "a description whose field is missing")


def curl(desk: Desk, block: Code) -> Curl | None:
    """The curl command of a sample, or None, told, where it cannot be read.

    A sample that its label calls a request may be the body alone, which no command sends.
    """
    if block.role == "request" and block.text.lstrip().startswith(("{", "[")):
        desk.draft.request_samples.append(sample(desk, block, block.text))
        return None
    found = curl_of(block)
    if isinstance(found, str):
        desk.tell(block.at, "sample-unreadable", found)
        return None
    if found.unknown:
        words = ", ".join(f"`{word}`" for word in found.unknown)
        desk.tell(
            block.at, "sample-unreadable", f"words of the curl command not understood: {words}"
        )
    return found


def sample(desk: Desk, block: Code, text: str) -> SampleSpec:
    """A sample body that ends where its block does; one that is no JSON is kept as text, told."""
    last = block.body.last
    at = desk.page.place(max(last - text.count("\n"), block.at.first), last)
    try:
        return SampleSpec(Fact(json_of(text), at))
    except NotJsonError as error:
        not_json(desk, block, error)
        return SampleSpec(None, Fact(text, at))


def not_json(desk: Desk, block: Code, error: NotJsonError) -> None:
    """Tell the line at which a sample stops being JSON."""
    at = desk.page.place(min(block.body.first + error.line - 1, block.at.last))
    desk.tell(at, "sample-not-json", f"the sample is no valid JSON: {error}")
