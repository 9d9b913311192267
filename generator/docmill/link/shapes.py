"""Schemas that several operations have in common come out once, with the name of what they are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docmill.api import pointer
from docmill.findings import Finding
from docmill.link.tree import Tree
from docmill.memory import digest, recall
from docmill.names import pascal, settle, words_of
from docmill.values import is_listing, is_mapping, listing, mapping

HOME = ("components", "schemas")
_TOLD = frozenset({"description", "x-docmill-inferred", "x-docmill-seen", "x-docmill-linked-by"})
"""Keys that say where a schema comes from, and not what its values are."""


_LONGEST = 240
"""How long the descriptions of several operations may be together, in characters."""
_SUCCESS = frozenset({"success", "successful", "succeeded", "ok"})


@dataclass(frozen=True, slots=True)
class Use:
    """Where an operation uses a component: `status` is empty for a body that is sent.

    `entity` is the resource's name in the singular (`User`), `phrase` that of the status, `said`
    the description of the answer; `item` where the component is one item of it.
    """

    entity: str
    method: str
    status: str
    phrase: str = ""
    item: bool = False
    said: str = ""

    @property
    def answered(self) -> bool:
        """Whether it is the answer of a success."""
        return self.status.startswith("2")


@dataclass(slots=True)
class Shapes:
    """The component schemas of a document, who uses them, and under which names they are kept."""

    schemas: dict[str, Any]
    uses: dict[str, Use]
    tree: Tree
    names: dict[str, str] = field(default_factory=dict[str, str])
    findings: list[Finding] = field(default_factory=list[Finding])
    dropped: dict[str, str] = field(default_factory=dict[str, str])

    def replace(self, name: str, by: str) -> None:
        """Refer to another component wherever one is referred to."""
        self.dropped[name] = by
        if places := self.tree.dropped(pointer(*HOME, name)):
            self.tree.came_from(pointer(*HOME, by), *places)

    def wants(self, name: str, wanted: str) -> None:
        """The name that a component would like to have."""
        self.names[name] = wanted

    def share(self) -> None:
        """One component for all that are equal in all but what is told of them."""
        groups: dict[tuple[bool, str], list[str]] = {}
        for name, use in self.uses.items():
            if name in self.dropped or name in self.names:
                continue
            key = (bool(use.status), _structure(self.schemas[name]))
            groups.setdefault(key, []).append(name)
        for group in groups.values():
            if len(group) > 1:
                self._one_of(group)

    def _one_of(self, group: list[str]) -> None:
        first = group[0]
        uses = [self.uses[name] for name in group]
        if wanted := _name_of(uses, self.schemas[first]):
            self.wants(first, wanted)
        self._describe(first, group)
        for name in group[1:]:
            self.replace(name, first)

    def _describe(self, first: str, group: list[str]) -> None:
        """The description of each property: what most operations say, else what all of them say;
        that something is left out is told."""
        kept = self.schemas[first]
        statuses = sorted({self.uses[name].status for name in group} - {""})
        kept["description"] = f"What {len(group)} operations answer with {', '.join(statuses)}."
        if not statuses:
            kept["description"] = f"The body of {len(group)} operations."
        for key, node in mapping(kept.get("properties")).items():
            texts = Counter(
                str(text)
                for name in group
                if (text := self.schemas[name]["properties"][key].get("description"))
            )
            if texts:
                node["description"] = _common(texts)
            if len(texts) > 1 and not all(text in node["description"] for text in texts):
                told = f"{len(group)} operations have `{key}` in one shape and describe it in "
                told += f"{len(texts)} ways; the most frequent one is kept"
                at = self.tree.first(pointer(*HOME, first))
                if at:
                    self.findings.append(Finding(at, "descriptions-differ", told))

    def settle(self) -> dict[str, str]:
        """Give the components their names: old name → new name, for all that are referred to."""
        wanted = {name: self.names.get(name, name) for name in self.schemas}
        for name in self.dropped:
            wanted.pop(name, None)
        hints = {name: [name] for name in wanted}
        settled = settle(wanted, hints)
        final = dict(settled)
        for name in self.dropped:
            by = name
            while by in self.dropped:
                by = self.dropped[by]
            final[name] = settled[by]
        renamed = {settled[name]: self.schemas[name] for name in wanted}
        for name, new in settled.items():
            if name != new:
                self.tree.renamed(pointer(*HOME, name), pointer(*HOME, new))
        self.schemas.clear()
        self.schemas.update(renamed)
        return final


def _common(texts: Counter[str]) -> str:
    """What most say, where one text has a majority or all of them together would be long."""
    first, count = texts.most_common(1)[0]
    together = "\n\n".join(texts)
    return first if 2 * count > texts.total() or len(together) > _LONGEST else together


def structure_of(node: Any) -> Any:
    """A schema without what is only told of it: two components are shared where these are equal."""
    if is_mapping(node):
        if "properties" in node or "type" in node or "$ref" in node or "anyOf" in node:
            kept = {k: v for k, v in node.items() if k not in _TOLD and k != "properties"}
            inner = {k: structure_of(v) for k, v in mapping(node.get("properties")).items()}
            return {**{k: structure_of(v) for k, v in kept.items()}, "properties": inner}
        return {k: structure_of(v) for k, v in node.items() if k not in _TOLD}
    if is_listing(node):
        return [structure_of(item) for item in node]
    return node


def _structure(schema: Any) -> str:
    """The structure of a schema as text, whatever the order of its keys."""
    return recall(
        ("structure", digest(schema)), lambda: json.dumps(structure_of(schema), sort_keys=True)
    )


def _name_of(uses: list[Use], schema: Mapping[str, Any]) -> str:
    """What several uses have in common: the status of an error, the outcome of a success, the
    resource where it is one; nothing where a body is sent."""
    entities = {use.entity for use in uses}
    prefix = entities.pop() if len(entities) == 1 else ""
    statuses = {use.status for use in uses}
    if "" in statuses:
        return ""
    if not any(use.answered for use in uses):
        return prefix + (f"{pascal(uses[0].phrase)}Body" if len(statuses) == 1 else "ErrorBody")
    flags = [name for name, node in mapping(schema.get("properties")).items()
             if node.get("type") == "boolean" and _SUCCESS & set(words_of(name))]  # fmt: skip
    methods = {use.method for use in uses}
    if flags:
        return f"{prefix}Result"
    return f"{prefix}{pascal(methods.pop())}Response" if len(methods) == 1 else f"{prefix}Response"


def rewritten(node: Any, names: Mapping[str, str]) -> Any:
    """A part of the document with every reference to a component under its final name."""
    if is_mapping(node):
        found = {key: rewritten(value, names) for key, value in node.items()}
        name = str(node.get("$ref", "")).removeprefix("#" + pointer(*HOME, ""))
        if name in names and isinstance(node.get("$ref"), str):
            found["$ref"] = "#" + pointer(*HOME, names[name])
        return found
    return [rewritten(item, names) for item in node] if is_listing(node) else node


def required_of(schema: Mapping[str, Any]) -> Iterable[str]:
    """The properties that a schema requires."""
    return [str(name) for name in listing(schema.get("required"))]
