"""Parameters of the document as arguments, and the paths that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from docmill import names
from docmill.api import pointer
from docmill.document import Reader, text_of
from docmill.emit.plan import Field
from docmill.emit.schemas import Schemas
from docmill.emit.types import STR
from docmill.values import listing, mapping

_ARGUMENT = re.compile(r"\{([^{}]*)\}")
_FRAGMENT = re.compile(r"#[^/{}]*$")
"""What sets apart operations of one path in a document, and is never sent."""
STYLES = {"spaceDelimited": "space", "pipeDelimited": "pipe", "deepObject": "deep"}
"""The client's words for the styles of a query."""
_OWN_HEADERS = {"accept", "content-type", "authorization"}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Lowers the parameters of one document."""

    reader: Reader
    schemas: Schemas

    def of(
        self, path: str, owners: tuple[tuple[dict[str, Any], str], ...], wanted: str
    ) -> Iterator[Field]:
        """The parameters of a path and of its operation, which `owners` are with their places."""
        found: dict[tuple[str, str], tuple[dict[str, Any], str]] = {}
        for owner, place in owners:
            for index, value in enumerate(listing(owner.get("parameters"))):
                one, where = self.reader.followed(value, place + pointer("parameters", index))
                found[text_of(one, "in"), str(one.get("name", ""))] = (one, where)
        for (location, name), (one, where) in found.items():
            if location == "header" and name.lower() in _OWN_HEADERS:
                told = f"the header {name!r} is set by the client itself"
                self.reader.report(where, "parameter-unsupported", told)
            elif location == "path" and "{" + name + "}" not in path:
                told = f"{name!r} is no part of the path {path!r}"
                self.reader.report(where, "parameter-unsupported", told)
            elif location not in ("path", "query", "header", "cookie"):
                told = f"a parameter in {location!r} cannot be sent"
                self.reader.report(where, "parameter-unsupported", told)
            else:
                yield self._parameter(one, where, wanted)
        for part in _ARGUMENT.findall(path):
            if ("path", part) not in found:
                told = f"{part!r} is a part of the path that is not described: a string"
                self.reader.report(owners[0][1], "parameter-unsupported", told)
                yield Field(
                    part, part, STR, True, owners[0][1], "", {"type": "string"}, location="path"
                )

    def _parameter(self, one: dict[str, Any], at: str, wanted: str) -> Field:
        name, location = str(one["name"]), one["in"]
        schema, place, style = one.get("schema"), at + "/schema", self._style(one, at)
        if schema is None and mapping(one.get("content")):
            media = next(iter(one["content"]))
            schema = mapping(one["content"][media]).get("schema")
            place, style = at + pointer("content", media, "schema"), "json"
        node = self.reader.node(schema, place)
        kind = self.schemas.type_of(schema, place, wanted + names.pascal(name), "request")
        required = location == "path" or one.get("required") is True
        doc = text_of(one, "description") or node.doc
        return Field(
            name, name, kind, required, at, doc, node.schema, location=location, style=style
        )

    def _style(self, one: dict[str, Any], at: str) -> str:
        style, explode = one.get("style"), one.get("explode")
        in_pairs = one["in"] in ("query", "cookie")
        if one.get("x-docmill-array") == "brackets":
            return "brackets"
        if in_pairs and style in STYLES:
            return "form" if explode is True and style != "deepObject" else STYLES[style]
        if style not in (None, "form" if in_pairs else "simple"):
            told = f"the style {style!r} is not supported: sent as if none were given"
            self.reader.report(at, "parameter-unsupported", told)
        if in_pairs:
            return "comma" if explode is False else "form"
        return "pairs" if explode is True else "form"


def path_problem(path: str) -> str:
    """Why no client can call a path of the document; nothing where it can."""
    if not path.startswith("/"):
        return f"the path {path!r} does not begin with a slash"
    if {".", ".."} & set(path.split("/")):
        return f"the path {path!r} has dots between slashes, which lead to another path"
    return ""


def encoded(path: str) -> str:
    """A path whose fixed parts are percent-encoded, with `{name}` for each argument.

    A fragment, by which documents tell apart what is one path on the wire, is not sent.
    """
    parts = _ARGUMENT.split(_FRAGMENT.sub("", path))
    fixed = [quote(part, safe="/:@!$&'()*+,;=~%") for part in parts[::2]]
    arguments = ["{" + part + "}" for part in parts[1::2]] + [""]
    return "".join(part for pair in zip(fixed, arguments, strict=True) for part in pair)
