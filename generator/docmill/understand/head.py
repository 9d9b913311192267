"""The rules for the head of a page, its introduction, and how callers identify themselves."""

from __future__ import annotations

import re

from docmill.blocks import Boilerplate, Code, Endpoint, Paragraph, Setting, Title
from docmill.ledger import Entry
from docmill.settings import scheme_of_method
from docmill.spec import Basis, Fact
from docmill.understand.authentication import identity_of
from docmill.understand.common import curl, not_json
from docmill.understand.desk import Desk
from docmill.understand.jsontext import NotJsonError, json_of

_SERVER = re.compile(r"https?://[^/]+")


def frame(desk: Desk) -> None:
    """The page's frame: skip links, notes of the docs platform."""
    for block, _ in desk.take(Boilerplate):
        desk.claim(block.at, Entry("boilerplate", block.rule))


def endpoint(desk: Desk) -> None:
    """The method, the path and the query at the head."""
    for block, _ in desk.take(Endpoint):
        if block.method and not re.fullmatch("[A-Za-z]+", block.method.value):
            told = f"`{block.method.value}` is no method"
            desk.tell(block.method.at, "endpoint-unreadable", told)
        elif block.method:
            desk.draft.method = Fact(block.method.value.upper(), block.method.at)
        if block.path:
            path, _, query = block.path.value.partition("?")
            if not path:
                continue  # a head that was cut off
            if query:
                desk.draft.query = Fact(query, block.path.at)
            found = _SERVER.match(path)
            if found:
                desk.draft.server = Fact(found[0], block.path.at)
                path = path[found.end() :] or "/"
            basis: Basis = "stated" if path.startswith("/") else "inferred"
            path = path if path.startswith("/") else f"/{path}"
            path = re.sub(r"(?<=/):([A-Za-z_]\w*)", r"{\1}", path)
            desk.draft.path = Fact(path, block.path.at, basis)


def settings(desk: Desk) -> None:
    """What the page tells its docs platform: a summary, how callers identify themselves, what is
    sent, where the page itself is."""
    for block, _ in desk.take(Setting):
        if block.key == "description":
            desk.draft.summary = Fact(block.value, block.at)
        elif block.key == "url":
            desk.draft.url = Fact(block.value, block.at)
        elif block.key == "contentType":
            desk.draft.media_type = Fact(block.value, block.at)
        elif scheme := scheme_of_method(block.value):
            desk.draft.scheme = Fact(scheme, block.at)
        else:
            told = f"`{block.value}` is no way to authenticate that docmill knows"
            desk.tell(block.at, "auth-unrecognised", told)


def title(desk: Desk) -> None:
    """The title of the page."""
    for block, _ in desk.take(Title):
        desk.draft.title = Fact(block.text, block.at)
        desk.draft.with_address = block.with_address


def generated_samples(desk: Desk) -> None:
    """The samples that the platform made: no evidence, but held against the sections later."""
    for block, _ in desk.take(Code, "frame", "head"):
        desk.claim(block.at, Entry("boilerplate", "generated-sample"))
        if block.text.startswith("curl"):
            desk.draft.generated_curl = curl(desk, block)
            continue
        try:
            desk.draft.generated_response = Fact(json_of(block.text), block.at)
        except NotJsonError as error:
            not_json(desk, block.body, error)


def description(desk: Desk) -> None:
    """The introduction between the head and the first section."""
    for block, _ in desk.take(Paragraph, "head"):
        desk.draft.description.append(Fact(block.text, block.at))


def authentication(desk: Desk) -> None:
    """The section on authentication."""
    for block, _ in desk.take(Paragraph, "authentication"):
        desk.draft.authentication.append(Fact(block.text, block.at))


_HEADER_LINE = re.compile(r"\s*([A-Za-z][\w-]*):\s*(\S*)")


def shown_headers(desk: Desk) -> None:
    """Headers that the section on authentication shows: `Authorization: Bearer TOKEN`."""
    for block, _ in desk.take(Code, "authentication"):
        for number, line in enumerate(block.text.split("\n")):
            found = _HEADER_LINE.match(line)
            if not found:
                continue
            at = desk.page.place(min(block.body.first + number, block.at.last))
            kind = found[2].casefold()
            if found[1].casefold() != "authorization":
                desk.draft.sent.append(Fact(f"header:{found[1]}", at))
            elif kind in ("bearer", "basic"):
                desk.draft.sent.append(Fact(kind, at))


def identity(desk: Desk) -> None:
    """How callers identify themselves: the section, the samples, the generated sample."""
    desk.draft.identity = identity_of(desk)
