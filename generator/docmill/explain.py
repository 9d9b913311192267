"""The lines behind a node of the OpenAPI document or an attribute of the client."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from docmill.api import Api, pointer, steps_of
from docmill.errors import UsageError
from docmill.page import Page, Place, joined
from docmill.values import mapping

_CONTEXT_LIMIT = 12
"""How many lines of one place are shown."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A node, its JSON pointer, what of it was inferred, and the lines that made it."""

    at: str
    node: Any
    inferred: tuple[str, ...]
    seen: str
    places: tuple[Place, ...]


def explanation_of(api: Api, what: str, attributes: Mapping[str, str]) -> Explanation:
    """Explain a JSON pointer or a dotted client path. Raises UsageError where there is no such."""
    at = resolved(api, pointer_of(what, attributes))
    node = api.node(at)
    marks = mapping(node)
    return Explanation(
        at,
        node,
        tuple(marks.get("x-docmill-inferred", ())),
        str(marks.get("x-docmill-seen", "section")),
        (*api.origin(at), *api.origins.get(f"{at}/$ref", ())),
    )


def pointer_of(what: str, attributes: Mapping[str, str]) -> str:
    """A JSON pointer as it is, or that of an attribute of the client. Raises UsageError."""
    if what.startswith(("/", "#/")):
        return what.removeprefix("#")
    if what in attributes:
        return attributes[what]
    near = get_close_matches(what, attributes, 3)
    hint = " Did you mean " + " or ".join(near) + "?" if near else ""
    raise UsageError(
        f"{what}: is no finding code, no JSON pointer (/paths/...) and nothing of the client.{hint}"
    )


def resolved(api: Api, what: str) -> str:
    """A pointer with every reference on its way followed. Raises UsageError where nothing is."""
    at = ""
    for step in steps_of(what):
        inner = at + pointer(step)
        try:
            api.node(inner)
        except KeyError:
            ref = str(mapping(api.node(at)).get("$ref", ""))
            inner = f"{ref.removeprefix('#')}{pointer(step)}"
            try:
                api.node(inner)
            except KeyError:
                raise UsageError(f"{what}: the document has no `{step}` at {at or '/'}") from None
        at = inner
    return at


def lines_shown(
    places: Iterable[Place], pages: Mapping[str, Page], reasons: Mapping[Place, str]
) -> list[str]:
    """The lines of the places with their numbers, ready to print.

    `reasons` are the places of corrections, which come first, and why each was made.
    """
    out: list[str] = []
    every = list(dict.fromkeys(places))
    corrections = sorted(place for place in every if place in reasons)
    for place in (*corrections, *joined(place for place in every if place not in reasons)):
        out.append(f"{place}: {reasons[place]}" if place in reasons else str(place))
        page = pages.get(place.page)
        if page is None:
            out.append("    (this file is not there any more)")
            continue
        last = min(place.last, place.first + _CONTEXT_LIMIT - 1)
        width = len(str(last))
        for number in range(place.first, last + 1):
            out.append(f"  {number:>{width}} | {page.lines[number - 1]}")
        if last < place.last:
            out.append(f"  ... {place.last - last} more lines")
    return out


def pages_of(manifest: Mapping[str, Any], output: Path) -> dict[str, Path]:
    """The inputs of an output folder, by name. Raises UsageError where one is gone."""
    pages = mapping(manifest.get("pages"))
    paths = {name: mapping(page).get("path") for name, page in pages.items()}
    found = {name: output / path for name, path in paths.items() if isinstance(path, str)}
    if not found or len(found) < len(pages):
        raise UsageError(
            f"{output} holds no output of docmill: its MANIFEST.json names no pages; generate it"
        )
    for path in found.values():
        if not os.path.exists(path):
            raise UsageError(f"{path} is gone: the lines behind the output cannot be shown")
    return found
