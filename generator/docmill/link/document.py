"""The OpenAPI document of all pages, with the lines behind each node."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from functools import reduce
from operator import getitem
from typing import Any

from docmill.addresses import address_of
from docmill.api import Document, pointer
from docmill.findings import Finding
from docmill.link.naming import Key, OperationName, key_of
from docmill.link.operation import Part, part_of
from docmill.link.records import access, envelopes, records_of, refer_to_records
from docmill.link.samples import content_of
from docmill.link.schemas import Links
from docmill.link.shapes import HOME, Shapes, Use, rewritten
from docmill.link.tokens import Tokens
from docmill.link.tree import Tree
from docmill.link.whole import general_server, secured
from docmill.memory import Same, read_back, recall, written
from docmill.names import pascal
from docmill.parts import Parts, targets_of
from docmill.spec import Fact, PageSpec

_NO_LICENSE = {"name": "Not stated in the documentation", "identifier": "NOASSERTION"}


class DocumentBuilder:
    """Adds one operation after the other; `finish` adds what depends on all of them."""

    def __init__(self, name: str, names: Mapping[Key, OperationName]) -> None:
        self.tree = Tree()
        self.findings: list[Finding] = []
        self.names = names
        self.schemas: dict[str, Any] = {}
        self.uses: dict[str, Use] = {}
        self.parts: dict[Key, Part] = {}
        self.unlinked: dict[str, Any] = {}
        self.servers: dict[str, list[Fact[str]]] = {}
        self.security: dict[str, Any] = {}
        self.tokens = Tokens()
        self.tags: dict[str, str] = {}
        self.paths: dict[str, Any] = {}
        self.package = name

    def add_enum(self, name: str, schema: dict[str, Any], *origins: Any, linked: bool) -> str:
        """A named enum; gives its JSON pointer. One that no field takes is kept beside the
        document's own keys, as a component that nothing refers to is a fault to linters."""
        home = ("components", "schemas") if linked else ("x-docmill-unlinked-enums",)
        at = pointer(*home, name)
        (self.schemas if linked else self.unlinked)[name] = schema
        self.tree.came_from(at, *origins)
        return at

    def add(self, spec: PageSpec, links: Links) -> None:
        """The operation of one page."""
        name, path = self.names[key_of(spec)], spec.path.value
        part = self.parts[key_of(spec)] = part_of(spec, name, links)
        self.tree.adopt(part.origins)
        self.findings += part.findings
        self.schemas |= read_back(part.schemas)
        self.uses |= part.uses
        self.security |= deepcopy(
            {k: v for k, v in part.security.items() if k not in self.security}
        )
        self.tags.setdefault(name.tag, re.sub(r"/\{[^{}]*\}.*$|/$", "", path))
        self.tokens.add(spec)
        if spec.server and address_of(spec.server.value):
            self.servers.setdefault(spec.server.value, []).append(spec.server)

    def _share(self) -> None:
        """Let schemas that are one come out once, then hold the samples against them."""
        shapes = Shapes(self.schemas, self.uses, self.tree)
        records = records_of(shapes)
        refer_to_records(shapes, records)
        envelopes(shapes, records)
        shapes.share()
        access(shapes, records)
        names = shapes.settle()
        self.findings += shapes.findings
        for name, schema in list(self.schemas.items()):
            if any(names.get(one, one) != one for one in _components_in(written(schema))):
                self.schemas[name] = rewritten(schema, names)
        known = Parts({"components": {"schemas": self.schemas}})
        for (method, path), part in self.parts.items():
            operation, findings = self._finished(part, names, known)
            self.paths.setdefault(path, {})[method.lower()] = operation
            self.findings += findings

    def _finished(
        self, part: Part, names: Mapping[str, str], known: Parts
    ) -> tuple[dict[str, Any], list[Finding]]:
        """An operation with the final names of its schemas, and its samples held against them."""
        final = {one: names.get(one, one) for one in _components_in(part.operation)}

        def made() -> tuple[bytes, list[Finding]]:
            operation, findings = rewritten(read_back(part.operation), names), list[Finding]()
            for steps, samples in part.shown:
                media = reduce(getitem, steps, operation)
                found, told = content_of(media["schema"], self.schemas, samples)
                media.update(found)
                findings += told
            return written(operation), findings

        schemas = (known.key_at(pointer(*HOME, name)) for name in final.values())
        key = ("finished", Same(part), tuple(final.items()), *schemas)
        data, findings = recall(key, made)
        return read_back(data), findings

    def finish(self) -> Document:
        """The whole document, in OpenAPI's customary order."""
        self._share()
        general = general_server(self.paths, self.servers)
        self.findings += self.tokens.apply(self.security, self.paths, general, self.tree)
        if self.security:
            self.findings += secured(self.paths, list(self.security), self.tree)
        hosts = [url.partition("://")[2] for url in self.servers]
        source = f" of {', '.join(hosts)}" if hosts else ""
        info: dict[str, Any] = {
            "title": f"{pascal(self.package)} API",
            "version": "0.0.0",
            "description": f"Made from the API reference pages{source}.",
            "license": _NO_LICENSE,
        }
        if self.servers:
            info["contact"] = {"url": general}
        document: Document = {
            "openapi": "3.1.0",
            "info": info,
            "x-docmill-package": self.package,
            "servers": [{"url": general or "/"}],
            **({} if self.security else {"security": []}),
            "tags": [
                {"name": tag, "description": f"Operations under `{path}`."}
                for tag, path in sorted(self.tags.items())
            ],
            "paths": self.paths,
            "components": {},
        }
        if general:
            self.tree.came_from("/servers/0", self.servers[general][0])
        if self.security:
            document["components"]["securitySchemes"] = self.security
        document["components"]["schemas"] = self.schemas
        if self.unlinked:
            document["x-docmill-unlinked-enums"] = self.unlinked
        return document


def _components_in(data: bytes) -> list[str]:
    """The names of the schemas that `written` data refers to."""
    home = pointer(*HOME, "")
    return [one.removeprefix(home) for one in targets_of(data) if one.startswith(home)]
