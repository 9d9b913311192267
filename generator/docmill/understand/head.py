"""The rules for the head of a page, its introduction, and how callers identify themselves."""

from __future__ import annotations

import re

from docmill.blocks import Boilerplate, Code, Endpoint, Paragraph, Title
from docmill.ledger import Entry
from docmill.spec import Fact
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
    """The method and the path at the head; its query shows again among the fields."""
    for block, _ in desk.take(Endpoint):
        if block.method and not re.fullmatch("[A-Za-z]+", block.method.value):
            told = f"`{block.method.value}` is no method"
            desk.tell(block.method.at, "endpoint-unreadable", told)
        elif block.method:
            desk.draft.method = Fact(block.method.value.upper(), block.method.at)
        if block.path:
            path = block.path.value.partition("?")[0]
            found = _SERVER.match(path)
            if found:
                desk.draft.server = Fact(found[0], block.path.at)
                path = path[found.end() :] or "/"
            path = re.sub(r"(?<=/):([A-Za-z_]\w*)", r"{\1}", path)
            desk.draft.path = Fact(path, block.path.at)


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


def identity(desk: Desk) -> None:
    """How callers identify themselves: the section, the samples, the generated sample."""
    desk.draft.identity = identity_of(desk)
