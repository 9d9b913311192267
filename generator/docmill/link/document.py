"""The OpenAPI document of all pages, with the lines behind each node."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from docmill.addresses import address_of, is_media_type
from docmill.api import Document, pointer
from docmill.findings import Finding
from docmill.link.naming import Key, OperationName, key_of
from docmill.link.records import access, envelopes, records_of, refer_to_records
from docmill.link.samples import content_of
from docmill.link.schemas import Links, SchemaBuilder
from docmill.link.security import requirements_of, scheme_name, scheme_of
from docmill.link.shapes import Shapes, Use, rewritten
from docmill.link.tokens import Tokens
from docmill.link.tree import Tree
from docmill.link.whole import general_server, phrase_of, secured
from docmill.names import pascal
from docmill.spec import Fact, FieldSpec, PageSpec, ResponseSpec, SampleSpec

_NO_LICENSE = {"name": "Not stated in the documentation", "identifier": "NOASSERTION"}
NOT_DOCUMENTED = {"default": {"description": "Not documented"}}
"""The responses of an operation of which no page tells any."""


class DocumentBuilder:
    """Adds one operation after the other; `finish` adds what depends on all of them."""

    def __init__(self, name: str, names: Mapping[Key, OperationName]) -> None:
        self.tree = Tree()
        self.findings: list[Finding] = []
        self.names = names
        self.schemas: dict[str, Any] = {}
        self.uses: dict[str, Use] = {}
        self.shown: list[tuple[dict[str, Any], dict[str, Any], tuple[SampleSpec, ...]]] = []
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
        name = self.names[key_of(spec)]
        path, method = spec.path.value, spec.method.value.lower()
        at = pointer("paths", path, method)
        self.tree.came_from(pointer("paths", path), spec.path)
        self.tree.came_from(at, spec.method, spec.path)
        self.tags.setdefault(name.tag, re.sub(r"/\{[^{}]*\}.*$|/$", "", path))
        operation: dict[str, Any] = {"operationId": name.operation_id, "tags": [name.tag]}
        self._describe(operation, spec, at)
        self._secure(operation, spec, at)
        self.tokens.add(spec)
        builder = SchemaBuilder(links)
        parameters = self._parameters(spec, builder, at)
        if parameters:
            operation["parameters"] = parameters
        if spec.media_type:
            operation["requestBody"] = self._request_body(spec, name, builder, at)
        operation["responses"] = {
            response.status.value: self._response(spec, response, name, builder, at)
            for response in spec.responses
        } or copy.deepcopy(NOT_DOCUMENTED)
        self.paths.setdefault(path, {})[method] = operation
        if spec.server and address_of(spec.server.value):
            self.servers.setdefault(spec.server.value, []).append(spec.server)
            operation["servers"] = [{"url": spec.server.value}]
            self.tree.came_from(f"{at}/servers", spec.server)
        elif spec.server:
            told = f"`{spec.server.value}` cannot be read as an address"
            self.findings.append(Finding(spec.server.at, "server-unreadable", told))

    def _describe(self, operation: dict[str, Any], spec: PageSpec, at: str) -> None:
        said = [spec.description, spec.authentication.text]
        prose = [fact.value for fact in said if fact]
        title = spec.title or spec.description
        if title:
            operation["summary"] = title.value.split(". ")[0].split("\n")[0]
            self.tree.came_from(f"{at}/summary", title)
        if prose:
            operation["description"] = "\n\n".join(prose)
            self.tree.came_from(f"{at}/description", *said)
        if spec.url:
            operation["externalDocs"] = {"url": spec.url.value}
            self.tree.came_from(f"{at}/externalDocs", spec.url)
        if spec.authentication.roles:
            operation["x-docmill-roles"] = [role.value for role in spec.authentication.roles]
            self.tree.came_from(f"{at}/x-docmill-roles", *spec.authentication.roles)

    def _secure(self, operation: dict[str, Any], spec: PageSpec, at: str) -> None:
        identity = spec.authentication
        if not identity.schemes:
            return
        asked = [scheme for scheme in identity.schemes if scheme.value != "none"]
        operation["security"] = requirements_of(asked)
        self.tree.came_from(f"{at}/security", *identity.schemes)
        for scheme in asked:
            name = scheme_name(scheme.value)
            self.security.setdefault(name, scheme_of(scheme, identity))
            self.tree.came_from(pointer("components", "securitySchemes", name), scheme)

    def _parameters(self, spec: PageSpec, builder: SchemaBuilder, at: str) -> list[dict[str, Any]]:
        variables = re.findall(r"\{([^{}/]+)\}", spec.path.value)
        fields = [f for f in spec.parameters() if f.location != "path" or f.name.value in variables]
        declared = {f.name.value for f in fields if f.location == "path"}
        found: list[dict[str, Any]] = []
        for name in variables:
            if name not in declared:
                self.tree.came_from(f"{at}/parameters/{len(found)}", spec.path)
                schema = {"type": "string", "x-docmill-inferred": ["type"]}
                found.append({"name": name, "in": "path", "required": True, "schema": schema})
        for field in fields:
            where = f"{at}/parameters/{len(found)}"
            found.append(self._parameter(field, builder, where))
        return found

    def _parameter(self, field: FieldSpec, builder: SchemaBuilder, at: str) -> dict[str, Any]:
        schema, origins = builder.schema_of(field, own=True)
        self.tree.came_from(at, *origins[""])
        self.tree.graft(f"{at}/schema", origins)
        needed = field.location == "path" or bool(field.required and field.required.value)
        found: dict[str, Any] = {"name": field.name.value, "in": field.location}
        if needed:
            found["required"] = True
        for key in ("description", "deprecated"):
            if key in schema:
                found[key] = schema.pop(key)
        if field.style:
            found |= {"style": "form", "explode": False, "x-docmill-array": field.style.value}
        return {**found, "schema": schema}

    def _request_body(
        self, spec: PageSpec, name: OperationName, builder: SchemaBuilder, at: str
    ) -> dict[str, Any]:
        assert spec.media_type is not None
        body = spec.body()
        said = f"The body of `{spec.method.value} {spec.path.value}`."
        ref = self._component(name.schema, said, body, builder, sent=True)
        media_type = spec.media_type.value
        if not is_media_type(media_type):
            told = f"`{media_type}` is no media type; taken as application/json"
            self.findings.append(Finding(spec.media_type.at, "media-type-unreadable", told))
            media_type = "application/json"
        self.uses[name.schema] = Use(name.entity, name.method, "")
        content = self._content(media_type, ref, spec.request_samples)
        self.tree.came_from(f"{at}/requestBody", spec.media_type, *(f.name for f in body[:1]))
        required = any(f.required and f.required.value for f in body)
        return {"required": True, "content": content} if required else {"content": content}

    def _response(
        self,
        spec: PageSpec,
        response: ResponseSpec,
        name: OperationName,
        builder: SchemaBuilder,
        at: str,
    ) -> dict[str, Any]:
        status = response.status.value
        here = at + pointer("responses", status)
        self.tree.came_from(here, response.status)
        said = response.description.value if response.description else phrase_of(status)
        found: dict[str, Any] = {"description": said}
        if response.description:
            self.tree.came_from(f"{here}/description", response.description)
        if not response.fields and not response.samples and not response.array:
            return found
        successes = [r for r in spec.responses if r.status.value.startswith("2")]
        several = status.startswith("2") and len(successes) > 1
        plain = status.startswith("2") and not several
        suffix = "Response" if plain else pascal(phrase_of(status))
        use = Use(name.entity, name.method, status, phrase_of(status), bool(response.array), said)
        told = f"what `{spec.method.value} {spec.path.value}` answers with {status}."
        schema = self._response_schema(response, name.schema + suffix, told, builder, use)
        content = self._content("application/json", schema, response.samples)
        for sample in response.samples:
            self.tree.came_from(here + pointer("content", "application/json"), sample.value)
        return {**found, "content": content}

    def _response_schema(
        self,
        response: ResponseSpec,
        name: str,
        said: str,
        builder: SchemaBuilder,
        use: Use,
    ) -> dict[str, Any]:
        if not response.fields:
            kinds = {type(s.value.value) for s in response.samples if s.value}
            if response.array or kinds == {list}:
                return {"type": "array", "items": {}}
            return {}
        if response.array:
            self.uses[f"{name}Item"] = use
            item = self._component(f"{name}Item", f"One item of {said}", response.fields, builder)
            return {"type": "array", "items": item}
        self.uses[name] = use
        return self._component(name, f"W{said[1:]}", response.fields, builder)

    def _component(
        self,
        name: str,
        said: str,
        fields: tuple[FieldSpec, ...],
        builder: SchemaBuilder,
        *,
        sent: bool = False,
    ) -> dict[str, Any]:
        """A named schema and the reference to it; `said` tells where it is sent or comes from."""
        schema, origins = builder.object_of(fields, own=sent)
        at = pointer("components", "schemas", name)
        self.schemas[name] = {"type": schema.pop("type"), "description": said, **schema}
        self.tree.graft(at, origins)
        if fields:
            first, last = fields[0].name.at, fields[-1].name.at
            self.tree.came_from(at, first.to(last) if first.page == last.page else first)
        return {"$ref": f"#{at}"}

    def _content(
        self, media_type: str, schema: dict[str, Any], samples: tuple[SampleSpec, ...]
    ) -> dict[str, Any]:
        media: dict[str, Any] = {"schema": schema}
        self.shown.append((media, schema, samples))
        return {media_type: media}

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
            self.schemas[name] = rewritten(schema, names)
        for media, schema, samples in self.shown:
            found, findings = content_of(rewritten(schema, names), self.schemas, samples)
            media.update(found)
            self.findings += findings
        self.paths = rewritten(self.paths, names)

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
