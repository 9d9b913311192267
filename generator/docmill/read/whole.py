"""Faults that only a whole document shows: names given twice, references to nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from docmill.api import Document, pointer, steps_of
from docmill.draft import Change, Draft, with_references
from docmill.nodes import METHODS
from docmill.read.mend import Tell
from docmill.values import is_listing, is_mapping, listing, mapping

_VARIABLE = re.compile(r"\{([^{}/]+)\}")


def decoded(draft: Draft) -> Draft:
    """The document with plain references: a pointer in a URI may be percent-encoded."""

    def plain(reference: str) -> str:
        if "%" not in reference or _at(draft.document, reference) is not None:
            return reference
        return unquote(reference)

    return Draft(mapping(with_references(draft.document, plain)), draft.origins)


def _at(document: Document, reference: str) -> Any:
    """The object at a reference within the document, or None."""
    node: Any = document
    for step in steps_of(reference):
        if is_listing(node):
            node = node[int(step)] if step.isdecimal() and int(step) < len(node) else None
        else:
            node = mapping(node).get(step)
    return node if is_mapping(node) or isinstance(node, bool) else None


@dataclass(slots=True)
class WholeMender:
    """Visits the objects of a draft; `busy` once it had something to mend."""

    draft: Draft
    tell: Tell
    busy: bool = False
    operations: dict[str, str] = field(default_factory=dict[str, str])
    """The pointer of the first operation of each id."""

    def visit(self, node: dict[str, Any], kind: str, at: str) -> Change | None:
        """The object as the rest of the document allows it."""
        target = node.get("$ref")
        if isinstance(target, str) and target.startswith("#") and self._found(target) is None:
            return self._dangling(node, kind, at)
        if kind == "operation":
            node = self._once(node, at)
        if kind == "path-item" and steps_of(at)[:1] == ["paths"]:
            node = self._declared(node, at)
        if kind in ("operation", "path-item"):
            return self._distinct(node, at)
        return Change(node)

    def _told(self, at: str, code: str, message: str) -> None:
        self.busy = True
        self.tell(self.draft, at, code, message)

    def _found(self, reference: str) -> Any:
        return _at(self.draft.document, reference)

    def _dangling(self, node: dict[str, Any], kind: str, at: str) -> Change | None:
        target = node["$ref"]
        made = {"schema": "any value is allowed", "response": "nothing is known of the response"}
        told = (
            f"nothing is at the reference {target!r}: {made.get(kind, f'the {kind} is left out')}"
        )
        self._told(at + "/$ref", "reference-unresolved", told)
        if kind == "schema":
            return Change({key: item for key, item in node.items() if key != "$ref"})
        return Change({"description": ""}) if kind == "response" else None

    def _once(self, node: dict[str, Any], at: str) -> dict[str, Any]:
        name = node.get("operationId")
        if not isinstance(name, str) or self.operations.setdefault(name, at) == at:
            return node
        method, path = _operation_of(self.operations[name])
        told = f"the operationId {name!r} is that of {method} {path}, too: left out here"
        self._told(at + "/operationId", "document-invalid", told)
        return {key: item for key, item in node.items() if key != "operationId"}

    def _declared(self, node: dict[str, Any], at: str) -> dict[str, Any]:
        """Path variables that no parameter describes become parameters."""
        shared = self._variables(node)
        found = dict(node)
        for method in METHODS:
            operation = found.get(method)
            if not is_mapping(operation):
                continue
            known = shared | self._variables(operation)
            added = [name for name in _named(at) if name not in known]
            if not added:
                continue
            for name in added:
                told = f"no parameter describes {{{name}}} of the path: a required string"
                self._told(at + pointer(method), "path-variable-undeclared", told)
            schema = {"type": "string", "x-docmill-inferred": ["type"]}
            made = [{"name": n, "in": "path", "required": True, "schema": schema} for n in added]
            parameters = [*listing(operation.get("parameters")), *made]
            found[method] = {**operation, "parameters": parameters}
        return found

    def _variables(self, owner: dict[str, Any]) -> set[str]:
        found = (self._parameter(one) for one in listing(owner.get("parameters")))
        return {str(one.get("name")) for one in found if one.get("in") == "path"}

    def _parameter(self, node: Any) -> dict[str, Any]:
        for _ in range(20):  # a reference to a reference is rare, and one to itself is possible
            target = mapping(node).get("$ref")
            if not isinstance(target, str):
                break
            node = self._found(target) if target.startswith("#") else {}
        return mapping(node)

    def _distinct(self, node: dict[str, Any], at: str) -> Change:
        """Each parameter once, by place and name, and of the path those that it has."""
        seen: set[tuple[str, str]] = set()
        kept: list[Any] = []
        moved: dict[str, str] = {}
        variables = _named(at) if steps_of(at)[:1] == ["paths"] else None
        for index, value in enumerate(listing(node.get("parameters"))):
            one, where = self._parameter(value), f"{at}/parameters/{index}"
            key = (str(one.get("in")), str(one.get("name")))
            if key in seen and one:
                told = f"the parameter {key[1]!r} in {key[0]} is listed twice: the first is kept"
                self._told(where, "field-twice", told)
            elif key[0] == "path" and variables is not None and key[1] not in variables:
                told = f"the path has no {{{key[1]}}}: the parameter is left out"
                self._told(where, "path-variable-unknown", told)
            else:
                moved[f"/parameters/{len(kept)}"] = f"/parameters/{index}"
                kept.append(value)
            seen.add(key)
        if len(kept) == len(listing(node.get("parameters"))):
            return Change(node)
        return Change({**node, "parameters": kept}, moved)


def _named(at: str) -> list[str]:
    """The variables of the path of a path item, each once."""
    return list(dict.fromkeys(_VARIABLE.findall(steps_of(at)[1])))


def _operation_of(at: str) -> tuple[str, str]:
    *_, path, method = steps_of(at)
    return method.upper(), path
