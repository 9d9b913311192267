"""Overlay files: checked key by key, every mistake with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from docmill.api import pointer
from docmill.errors import InputError
from docmill.overlay.queries import QueryError, compiled
from docmill.page import Page, Place
from docmill.values import is_listing, is_mapping, mapping
from docmill.yamltext import load

Verb = Literal["update", "copy", "remove"]
VERBS: tuple[Verb, ...] = ("update", "copy", "remove")
MATCHES = "x-docmill-matches"
"""The key of an action that says how many nodes it is to match, where that is not one."""

_VERSION = re.compile(r"1\.[01]\.\d+")
_KEYS = {
    "document": ("overlay", "info", "extends", "actions"),
    "info": ("title", "version", "description"),
    "action": ("target", "description", "update", "copy", "remove", MATCHES),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One correction: at `target` (a JSONPath) something is updated, copied there or removed.

    `value` is that of the verb: any JSON value of an update, the JSONPath of what is copied.
    `matches` says how many nodes the target has to select. `old` is true in Overlay 1.0, where a
    target is no primitive value and a list is added to a list as one item.
    """

    target: str
    because: str
    verb: Verb
    value: Any
    place: Place
    matches: int = 1
    old: bool = False


@dataclass(frozen=True, slots=True)
class Overlay:
    """One file of corrections: its text, where it lies, and its actions in order."""

    page: Page
    path: Path
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with the text of an overlay, and at which line."""

    line: int
    told: str


def overlay_of(page: Page, path: Path) -> tuple[Overlay, list[Mistake]]:
    """The overlay of a file, and what is wrong with it; of wrong actions there is none.

    Source of the rules: the Overlay Specification 1.1.0 and 1.0.0.
    """
    try:
        loaded, places = load(page.name, page.text)
    except InputError as error:
        return Overlay(page, path, ()), [Mistake(error.line or 1, error.message)]
    reader = _Reader(places, [])
    actions = tuple(reader.actions(loaded))
    return Overlay(page, path, actions), sorted(reader.mistakes, key=lambda one: one.line)


@dataclass(slots=True)
class _Reader:
    places: Mapping[str, Place]
    mistakes: list[Mistake]

    def tell(self, at: str, told: str) -> None:
        self.mistakes.append(Mistake(self.places[at].first if at in self.places else 1, told))

    def actions(self, loaded: Any) -> Iterator[Action]:
        document = mapping(loaded)
        if "overlay" not in document:
            told = "is no overlay: it begins with `overlay: 1.1.0`, `info:` and `actions:`"
            self.tell("", told)
            return
        self.known("", document, "document")
        version = document["overlay"]
        if not isinstance(version, str) or not _VERSION.fullmatch(version):
            self.tell("/overlay", "`overlay` must be the version 1.1.0 or 1.0.0, in three parts")
            return
        self.info(document.get("info"))
        if not isinstance(document.get("extends", ""), str):
            self.tell("/extends", "`extends` must be an address; docmill does not follow it")
        found = document.get("actions")
        if not is_listing(found) or not found:
            at = "/actions" if "actions" in document else ""
            self.tell(at, "`actions` must be a list of at least one action")
            return
        ends = self.ends()
        for number, item in enumerate(found):
            place = self.places[f"/actions/{number}"]
            exact = Place(place.page, place.first, ends.get(number, place.first))
            action = self.action(item, f"/actions/{number}", exact, version.startswith("1.0."))
            if action:
                yield action

    def info(self, info: Any) -> None:
        at = "/info" if "/info" in self.places else ""
        if not is_mapping(info):
            self.tell(at, "`info` must be an object with `title` and `version`")
            return
        self.known("/info", info, "info")
        for key in ("title", "version"):
            if not isinstance(info.get(key), str):
                where = f"/info/{key}" if key in info else "/info"
                self.tell(where, f"`info` needs a `{key}`, a text (in quotes, if it is a number)")

    def action(self, item: Any, at: str, place: Place, old: bool) -> Action | None:
        before = len(self.mistakes)
        if not is_mapping(item):
            self.tell(at, "an action must be an object with `target`, `description` and a verb")
            return None
        self.known(at, item, "action")
        self.query(item.get("target"), f"{at}/target", "target")
        because = item.get("description")
        if not isinstance(because, str) or not because.strip():
            self.tell(at, "needs a `description` that says why")
        matches = item.get(MATCHES, 1)
        if not isinstance(matches, int) or isinstance(matches, bool) or matches < 1:
            self.tell(f"{at}/{MATCHES}", f"`{MATCHES}` must be a number of nodes, from 1")
        verb = self.verb(item, at, old)
        if verb is None or len(self.mistakes) > before:
            return None
        reason = " ".join(str(because).split())
        return Action(item["target"], reason, verb, item[verb], place, matches, old)

    def verb(self, item: dict[str, Any], at: str, old: bool) -> Verb | None:
        """What an action does. One that has no effect is a mistake, whatever the standard says."""
        if not isinstance(item.get("remove", False), bool):
            self.tell(f"{at}/remove", "`remove` must be true or false")
            return None
        given: list[Verb] = [
            verb for verb in VERBS if verb in item and (verb != "remove" or item[verb])
        ]
        if len(given) != 1:
            self.tell(at, "needs one of `update`, `copy` (a JSONPath) and `remove: true`, not more")
            return None
        verb = given[0]
        if verb == "copy":
            if old:
                self.tell(f"{at}/copy", "`copy` came with Overlay 1.1: write `overlay: 1.1.0`")
            self.query(item["copy"], f"{at}/copy", "copy")
        return verb

    def query(self, text: Any, at: str, key: str) -> None:
        if not isinstance(text, str) or not text.startswith("$"):
            told = f"`{key}` must be a JSONPath in quotes or plain: $.paths['/users'].get"
            self.tell(at if at in self.places else at.rpartition("/")[0], told)
            return
        try:
            compiled(text)
        except QueryError as error:
            self.tell(at, f"`{key}` is no JSONPath of RFC 9535: {error}")

    def known(self, at: str, item: dict[str, Any], kind: str) -> None:
        for key in item:
            if key in _KEYS[kind] or (key.startswith("x-") and not key.startswith("x-docmill-")):
                continue
            near = get_close_matches(key, _KEYS[kind], 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(_KEYS[kind])}"
            self.tell(at + pointer(key), f"the key `{key}` is not known; {hint}")

    def ends(self) -> dict[int, int]:
        """The last line of each action: that of its last value, as YAML counts what follows."""
        found: dict[int, int] = {}
        inner = {at.rpartition("/")[0] for at in self.places}
        for at, place in self.places.items():
            steps = at.split("/", 3)
            if len(steps) > 2 and steps[1] == "actions" and at not in inner:
                number = int(steps[2])
                found[number] = max(found.get(number, 0), place.last)
        return found
