"""OpenAPI documents, 3.0 and 3.1, YAML or JSON: they need no understanding, only their lines.

What the standard does not allow is told, and mended or left out; the rest of the document is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docmill.addresses import host_of
from docmill.api import Api, pointer
from docmill.draft import Draft
from docmill.errors import InputError
from docmill.findings import Finding, finding_on, in_order
from docmill.names import importable, snake
from docmill.nodes import walk
from docmill.page import Page, Place
from docmill.read.examples import judged
from docmill.read.mend import Mender, place_of
from docmill.read.standard import document_faults, faults_of
from docmill.read.upgrade import upgraded
from docmill.read.whole import WholeMender, decoded
from docmill.values import listing, mapping
from docmill.yamltext import load

_ROUNDS = 50
"""More than any chain of faults that follow from one another is long."""


def api_of(page: Page, path: str, name: str | None) -> Api:
    """The API of an OpenAPI document. `path` is shown in errors, `name` is the client's package.

    Raises InputError where the text is no OpenAPI document of a version that is read.
    """
    try:
        loaded, places = load(page.name, page.text, aliases=True)
    except InputError as error:
        raise error.at_path(path) from None
    read = Draft(mapping(loaded), {at: (place,) for at, place in places.items()})
    version = _version(read, path)
    read = decoded(read)
    told = _Told(page)
    draft = _mended(upgraded(read) if version == "3.0" else _stated(read), told, path)
    if version == "3.0":
        _tell_old(read, told)
    package = importable(
        snake(name or draft.document.get("x-docmill-package") or _name_of(draft.document))
    )
    return Api(package, draft.document, draft.origins, in_order(told.findings))


@dataclass(slots=True)
class _Told:
    """The findings about one document."""

    page: Page
    findings: list[Finding] = field(default_factory=list[Finding])
    nodes: set[tuple[Place, str]] = field(default_factory=set[tuple[Place, str]])
    """Lines and last step of each node that something is told of: a pointer may have changed."""

    def __call__(self, draft: Draft, at: str, code: str, message: str) -> None:
        place = draft.place(at) or self.page.place(1)
        self.nodes.add((place, at.rpartition("/")[2]))
        self.findings.append(finding_on(self.page, place, code, f"{at or '/'}: {message}"))


def _version(draft: Draft, path: str) -> str:
    """`3.0` or `3.1`. Raises InputError for any other."""
    document = draft.document
    stated = str(document.get("openapi", document.get("swagger", "")))
    if "swagger" in document and "openapi" not in document:
        told = (
            f"Swagger {stated} is not read. Convert the document to OpenAPI 3, for example with "
            "swagger2openapi or the editor at editor.swagger.io, and give the result."
        )
        raise InputError(path, told, _line(draft, "/swagger"))
    if "openapi" not in document:
        raise InputError(path, "is no OpenAPI document: no key `openapi` at its top", 1)
    if found := re.fullmatch(r"(3\.[01])(\.\d+)?(-.+)?", stated):
        return found[1]
    told = f"OpenAPI {stated} is not supported. Convert the document to 3.1."
    raise InputError(path, told, _line(draft, "/openapi"))


def _stated(draft: Draft) -> Draft:
    """A version without its last number, as in `openapi: 3.1`, is completed."""
    stated = draft.document["openapi"]
    full = isinstance(stated, str) and re.fullmatch(r"3\.1\.\d+(-.+)?", stated)
    return draft if full else Draft({**draft.document, "openapi": "3.1.0"}, draft.origins)


def _mended(draft: Draft, told: _Told, path: str) -> Draft:
    """The document without its faults: those of single objects, and those of the whole."""
    for _ in range(_ROUNDS):
        single = Mender(draft, told)
        draft = draft.changed(single.visit)
        whole = WholeMender(draft, told)
        draft = draft.changed(whole.visit)
        if not single.busy and not whole.busy:
            break
    faults = document_faults(draft.document)
    if faults:
        at = pointer(*faults[0].steps)
        message = f"nothing valid is left of the document: {faults[0].message}"
        raise InputError(path, message, _line(draft, at))
    return judged(draft, told)


def _tell_old(read: Draft, told: _Told) -> None:
    """What 3.0 does not allow and 3.1 does: taken as 3.1 has it, and told where nothing else is."""
    for at, kind, node in walk(read.document):
        for fault in faults_of(node, kind, "3.0"):
            where = at + pointer(*place_of(fault))
            if (read.place(where), where.rpartition("/")[2]) not in told.nodes:
                message = f"not allowed in 3.0, read by the rules of 3.1: {fault.message}"
                told(read, where, "document-invalid", message)


def _line(draft: Draft, at: str) -> int:
    place = draft.place(at)
    return place.first if place else 1


def _name_of(document: dict[str, Any]) -> str:
    """The title of the API without the word API: `Pet Store API` gives `pet_store`."""
    title = re.sub(r"\b(REST|API|the)\b", " ", str(document["info"]["title"]), flags=re.IGNORECASE)
    if re.search(r"[A-Za-z]", title):
        return title
    servers = [mapping(server) for server in listing(document.get("servers"))]
    url = str(servers[0].get("url", "")) if servers else ""
    return (host_of(url) or "api").split(".")[0]
