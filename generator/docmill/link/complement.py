"""One operation in two documents: the first is the base, the second says what the first does not.

What they say differently stays as the base says it, and is told with the places of both.
"""

from __future__ import annotations

import json
from typing import Any

from docmill.api import pointer, steps_of
from docmill.link.operation import NOT_DOCUMENTED
from docmill.link.trunk import Trunk
from docmill.values import is_listing, is_mapping, listing, mapping

_SAID = ("description", "title", "default", "deprecated", "format", "enum", "x-enum-varnames")
"""Keywords of a schema whose absence says nothing."""

_COMBINED = ("allOf", "anyOf", "oneOf")


class Complement:
    """Completes operations of a trunk with what other operations of it say."""

    def __init__(self, trunk: Trunk) -> None:
        self.trunk = trunk
        self.seen: set[tuple[str, str]] = set()
        self.waiting: list[tuple[str, str, str]] = []

    def operation(self, base: str, other: str) -> None:
        """Complete the operation at `base` with what the one at `other` says."""
        held = ("parameters", "requestBody", "responses", "security", "servers")
        self._missing(base, other, [k for k in mapping(self.trunk.node(other)) if k not in held])
        self._parameters(base, other)
        self._request_body(base, other)
        self._responses(base, other)
        # not by recursion: schemas may refer to one another in chains of any length
        while self.waiting:
            self._schema(*self.waiting.pop(0))

    def _missing(self, base: str, other: str, keys: list[str] | tuple[str, ...]) -> None:
        """Take over keys that the base does not have, or has without a text."""
        mine, theirs = mapping(self.trunk.node(base)), mapping(self.trunk.node(other))
        for key in keys:
            if key in theirs and mine.get(key) in (None, "", []):
                self.trunk.take(other + pointer(key), base + pointer(key))

    def _disagree(self, base: str, other: str, what: str, mine: Any, theirs: Any) -> None:
        here, there = self.trunk.place(base), self.trunk.place(other)
        told = f"{what}: {_shown(mine)} at {here}, {_shown(theirs)} at {there}; the first is kept"
        self.trunk.tell(base, "pages-disagree", told)

    def _parameters(self, base: str, other: str) -> None:
        mine, theirs = self._by_name(base), self._by_name(other)
        for key, there in theirs.items():
            if key in mine:
                self._parameter(mine[key], there, f"parameter `{key[1]}`")
                continue
            if "parameters" not in self.trunk.node(base):
                self.trunk.set(base, "parameters", [])
            self.trunk.take(there, f"{base}/parameters/-")

    def _by_name(self, operation: str) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for index, _ in enumerate(listing(mapping(self.trunk.node(operation)).get("parameters"))):
            at = f"{operation}/parameters/{index}"
            one = mapping(self.trunk.node(self.trunk.followed(at)))
            found[str(one.get("in")), str(one.get("name"))] = at
        return found

    def _parameter(self, base: str, other: str, what: str) -> None:
        base, other = self.trunk.followed(base), self.trunk.followed(other)
        self._missing(base, other, ("description", "deprecated"))
        self._examples(base, other)
        self._required(base, other, what)
        if "schema" in self.trunk.node(base) and "schema" in self.trunk.node(other):
            self._later(f"{base}/schema", f"{other}/schema", what)

    def _required(self, base: str, other: str, what: str) -> None:
        mine, theirs = (mapping(self.trunk.node(at)).get("required", False) for at in (base, other))
        if mine != theirs:
            self._disagree(base, other, f"{what}, required", mine, theirs)

    def _request_body(self, base: str, other: str) -> None:
        theirs = self.trunk.node(f"{other}/requestBody")
        if theirs is None:
            return
        if self.trunk.node(f"{base}/requestBody") is None:
            self.trunk.take(f"{other}/requestBody", f"{base}/requestBody")
            return
        mine, theirs = (self.trunk.followed(f"{at}/requestBody") for at in (base, other))
        self._missing(mine, theirs, ("description",))
        self._required(mine, theirs, "body")
        self._content(mine, theirs, "body")

    def _responses(self, base: str, other: str) -> None:
        mine, theirs = (self._statuses(at) for at in (base, other))
        if theirs and not mine:
            self.trunk.set(base, "responses", {})
        for status in theirs:
            here, there = (f"{at}/responses{pointer(status)}" for at in (base, other))
            if status not in mine:
                self.trunk.take(there, here)
                continue
            here, there = self.trunk.followed(here), self.trunk.followed(there)
            self._missing(here, there, ("description",))
            self._named(here, there, "headers")
            self._named(here, there, "links")
            self._content(here, there, f"answer {status}")

    def _statuses(self, operation: str) -> dict[str, Any]:
        found = mapping(mapping(self.trunk.node(operation)).get("responses"))
        return {} if found == NOT_DOCUMENTED else found

    def _named(self, base: str, other: str, key: str) -> list[str]:
        """Take over what the base has not under a key of names; gives the names that both have."""
        theirs = mapping(mapping(self.trunk.node(other)).get(key))
        if theirs and key not in self.trunk.node(base):
            self.trunk.set(base, key, {})
        mine = mapping(mapping(self.trunk.node(base)).get(key))
        both = [name for name in theirs if name in mine]
        for name in theirs:
            if name not in mine:
                self.trunk.take(other + pointer(key, name), base + pointer(key, name))
        return both

    def _content(self, base: str, other: str, what: str) -> None:
        for media in self._named(base, other, "content"):
            here, there = (at + pointer("content", media) for at in (base, other))
            self._examples(here, there)
            self._missing(here, there, ("schema", "encoding"))
            self._later(f"{here}/schema", f"{there}/schema", what)

    def _examples(self, base: str, other: str) -> None:
        """One has either a single example or several of them by name."""
        mine = mapping(self.trunk.node(base))
        if "example" not in mine and "examples" not in mine:
            self._missing(base, other, ("example", "examples"))
        kept = [key for key in mapping(self.trunk.node(other)) if key.startswith("x-docmill-")]
        self._missing(base, other, kept)

    def _later(self, base: str, other: str, what: str) -> None:
        """Complete the schema at `base` soon; `what` tells in a finding which schema it is."""
        self.waiting.append((base, other, what))

    def _schema(self, base: str, other: str, what: str) -> None:
        self._describe(base, other)
        base, other = self.trunk.followed(base), self.trunk.followed(other)
        if steps_of(base)[1:3] == ["components", "schemas"] and base.count("/") == 4:
            what = f"schema `{steps_of(base)[3]}`"
        mine, theirs = self.trunk.node(base), self.trunk.node(other)
        pair = (base, other)
        if base == other or pair in self.seen or not (is_mapping(mine) and is_mapping(theirs)):
            return
        self.seen.add(pair)
        if any(key in one for one in (mine, theirs) for key in _COMBINED):
            return  # which branch says what of which is open
        if mine.keys() <= {"description", "title"}:  # the base knows nothing of the value
            self._missing(base, other, list(theirs))
            return
        if not self._agree(base, other, what):
            return
        self._missing(base, other, [*_SAID, "items"])
        if "examples" not in mine and "example" not in mine:
            self._missing(base, other, ("examples", "example"))
        if "items" in mine and "items" in theirs:
            self._later(f"{base}/items", f"{other}/items", f"{what}, items")
        self._properties(base, other, what)

    def _describe(self, base: str, other: str) -> None:
        """A description of the place, and not of the component that stands in it."""
        places = [(at, self.trunk.followed(at)) for at in (base, other)]
        texts = [
            next((one for one in at if mapping(self.trunk.node(one)).get("description")), "")
            for at in places
        ]
        if texts[1] and not texts[0] and is_mapping(self.trunk.node(base)):
            self.trunk.take(f"{texts[1]}/description", f"{base}/description")

    def _agree(self, base: str, other: str, what: str) -> bool:
        """Tell what the two say differently; whether they speak of the same type."""
        mine, theirs = mapping(self.trunk.node(base)), mapping(self.trunk.node(other))
        inferred = listing(theirs.get("x-docmill-inferred"))
        for key in ("type", "format", "enum"):
            if key in inferred:
                continue  # what nobody states contradicts nothing
            if key in mine and key in theirs and _set(mine[key]) != _set(theirs[key]):
                here, there = base + pointer(key), other + pointer(key)
                self._disagree(here, there, f"{what}, {key}", mine[key], theirs[key])
        return _set(mine.get("type", [])) - {'"null"'} == _set(theirs.get("type", [])) - {'"null"'}

    def _properties(self, base: str, other: str, what: str) -> None:
        mine, theirs = mapping(self.trunk.node(base)), mapping(self.trunk.node(other))
        both = set(mapping(mine.get("properties"))) & set(mapping(theirs.get("properties")))
        extra = set(mapping(theirs.get("properties"))) - both
        if extra and mine.get("additionalProperties") is False:
            told = sorted(extra)
            self._disagree(base, other, f"{what}, properties", "no others", told)
        else:
            self._named(base, other, "properties")
        for name in mapping(theirs.get("properties")):
            if name not in both:
                continue
            here, there = (at + pointer("properties", name) for at in (base, other))
            inner = f"{what}, property `{name}`"
            needed = [name in listing(one.get("required")) for one in (mine, theirs)]
            if needed[0] != needed[1]:
                self._disagree(here, there, f"{inner}, required", *needed)
            self._later(here, there, inner)


def _set(value: Any) -> set[str]:
    """A type, or the values of an enum, whatever their order."""
    values = value if is_listing(value) else [value]
    return {json.dumps(one, sort_keys=True) for one in values}


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."
