"""A further action in an overlay file: text is added, and what is there stays as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docmill.overlay.reading import MATCHES, Action, Overlay, overlay_of
from docmill.page import Page
from docmill.yamltext import dump

_ITEM = re.compile(r"(\s*)- ")


def begun(api: str) -> str:
    """The head of a new overlay file with the corrections of an API."""
    title = dump({"title": f"Corrections to the API of {api}"}).strip()
    return (
        "# Each action is laid over openapi.yaml, and says why; https://spec.openapis.org/overlay\n"
        f"overlay: 1.1.0\ninfo:\n  {title}\n  version: 1.0.0\nactions:\n"
    )


def appended(overlay: Overlay, actions: Sequence[Action]) -> str | None:
    """The text of an overlay with further actions after its last one.

    None where that cannot be done by adding lines: the file is JSON, or a list in brackets.
    """
    lines = overlay.page.text.split("\n")
    if overlay.actions:
        last = overlay.actions[-1].place
        item = _ITEM.match(lines[last.first - 1])
        indent, at = (item[1] if item else ""), last.last
    else:
        indent, at = "", len(lines) - 1
    text = "".join(dump([_keys(action)]) for action in actions)
    added = [indent + line if line else "" for line in text.rstrip("\n").split("\n")]
    lines[at:at] = added
    made = "\n".join(lines).rstrip("\n") + "\n"
    found, mistakes = overlay_of(Page(overlay.page.name, made), overlay.path)
    wanted = [_meaning(action) for action in (*overlay.actions, *actions)]
    fits = not mistakes and [_meaning(action) for action in found.actions] == wanted
    return made if fits else None


def _keys(action: Action) -> dict[str, Any]:
    """An action as its file has it."""
    matches = {MATCHES: action.matches} if action.matches != 1 else {}
    return {
        "target": action.target,
        "description": action.because,
        **matches,
        action.verb: action.value,
    }


def _meaning(action: Action) -> tuple[Any, ...]:
    """All of an action but the lines that it stands on."""
    return action.target, action.because, action.verb, action.value, action.matches
