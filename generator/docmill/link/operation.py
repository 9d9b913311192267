"""One operation of the document, made of its page alone: the whole takes it in as it is."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docmill.addresses import address_of, is_media_type
from docmill.api import pointer
from docmill.findings import Finding
from docmill.link.naming import OperationName
from docmill.link.schemas import Links, SchemaBuilder
from docmill.link.security import requirements_of, scheme_name, scheme_of
from docmill.link.shapes import Use
from docmill.link.tree import Groups, Tree
from docmill.link.whole import phrase_of
from docmill.memory import Same, recall, written
from docmill.names import pascal
from docmill.spec import FieldSpec, PageSpec, ResponseSpec, SampleSpec

NOT_DOCUMENTED = {"default": {"description": "Not documented"}}
"""The responses of an operation of which no page tells any."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What one page is in the document: nothing here changes any more.

    `operation` and `schemas`, by name, are as `written` has them; `shown` are the samples with the
    steps in the operation to the media type that they are of; `origins` are the lines.
    """

    operation: bytes
    schemas: bytes
    uses: Mapping[str, Use]
    security: Mapping[str, Any]
    shown: tuple[tuple[tuple[str, ...], tuple[SampleSpec, ...]], ...]
    findings: tuple[Finding, ...]
    origins: Groups


def part_of(spec: PageSpec, name: OperationName, links: Links) -> Part:
    """The operation of one page, called `name`, whose fields have `links` to enums."""
    linked = tuple(sorted(links.by_name.items(), key=lambda item: item[0]))
    key = ("part", Same(spec), name, linked, links.own, links.told)
    return recall(key, lambda: _Builder(spec, name, links).part())


class _Builder:
    """Builds the operation of one page."""

    def __init__(self, spec: PageSpec, name: OperationName, links: Links) -> None:
        self.spec = spec
        self.name = name
        self.builder = SchemaBuilder(links)
        self.tree = Tree()
        self.findings: list[Finding] = []
        self.schemas: dict[str, Any] = {}
        self.uses: dict[str, Use] = {}
        self.security: dict[str, Any] = {}
        self.shown: list[tuple[tuple[str, ...], tuple[SampleSpec, ...]]] = []

    def part(self) -> Part:
        operation = self._operation()
        return Part(
            written(operation),
            written(self.schemas),
            self.uses,
            self.security,
            tuple(self.shown),
            tuple(self.findings),
            self.tree.groups,
        )

    def _operation(self) -> dict[str, Any]:
        spec, name = self.spec, self.name
        path, method = spec.path.value, spec.method.value.lower()
        at = pointer("paths", path, method)
        self.tree.came_from(pointer("paths", path), spec.path)
        self.tree.came_from(at, spec.method, spec.path)
        operation: dict[str, Any] = {"operationId": name.operation_id, "tags": [name.tag]}
        self._describe(operation, spec, at)
        self._secure(operation, spec, at)
        parameters = self._parameters(spec, at)
        if parameters:
            operation["parameters"] = parameters
        if spec.media_type:
            operation["requestBody"] = self._request_body(spec, name, at)
        operation["responses"] = {
            response.status.value: self._response(spec, response, name, at)
            for response in spec.responses
        } or copy.deepcopy(NOT_DOCUMENTED)
        if spec.server and address_of(spec.server.value):
            operation["servers"] = [{"url": spec.server.value}]
            self.tree.came_from(f"{at}/servers", spec.server)
        elif spec.server:
            told = f"`{spec.server.value}` cannot be read as an address"
            self.findings.append(Finding(spec.server.at, "server-unreadable", told))
        return operation

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

    def _parameters(self, spec: PageSpec, at: str) -> list[dict[str, Any]]:
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
            found.append(self._parameter(field, where))
        return found

    def _parameter(self, field: FieldSpec, at: str) -> dict[str, Any]:
        schema, origins = self.builder.schema_of(field, own=True)
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

    def _request_body(self, spec: PageSpec, name: OperationName, at: str) -> dict[str, Any]:
        assert spec.media_type is not None
        body = spec.body()
        said = f"The body of `{spec.method.value} {spec.path.value}`."
        ref = self._component(name.schema, said, body, sent=True)
        media_type = spec.media_type.value
        if not is_media_type(media_type):
            told = f"`{media_type}` is no media type; taken as application/json"
            self.findings.append(Finding(spec.media_type.at, "media-type-unreadable", told))
            media_type = "application/json"
        self.uses[name.schema] = Use(name.entity, name.method, "")
        content = self._content(media_type, ref, spec.request_samples, "requestBody")
        self.tree.came_from(f"{at}/requestBody", spec.media_type, *(f.name for f in body[:1]))
        required = any(f.required and f.required.value for f in body)
        return {"required": True, "content": content} if required else {"content": content}

    def _response(
        self, spec: PageSpec, response: ResponseSpec, name: OperationName, at: str
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
        schema = self._response_schema(response, name.schema + suffix, told, use)
        content = self._content("application/json", schema, response.samples, "responses", status)
        for sample in response.samples:
            self.tree.came_from(here + pointer("content", "application/json"), sample.value)
        return {**found, "content": content}

    def _response_schema(
        self, response: ResponseSpec, name: str, said: str, use: Use
    ) -> dict[str, Any]:
        if not response.fields:
            kinds = {type(s.value.value) for s in response.samples if s.value}
            if response.array or kinds == {list}:
                return {"type": "array", "items": {}}
            return {}
        if response.array:
            self.uses[f"{name}Item"] = use
            item = self._component(f"{name}Item", f"One item of {said}", response.fields)
            return {"type": "array", "items": item}
        self.uses[name] = use
        return self._component(name, f"W{said[1:]}", response.fields)

    def _component(
        self, name: str, said: str, fields: tuple[FieldSpec, ...], *, sent: bool = False
    ) -> dict[str, Any]:
        """A named schema and the reference to it; `said` tells where it is sent or comes from."""
        schema, origins = self.builder.object_of(fields, own=sent)
        at = pointer("components", "schemas", name)
        self.schemas[name] = {"type": schema.pop("type"), "description": said, **schema}
        self.tree.graft(at, origins)
        if fields:
            first, last = fields[0].name.at, fields[-1].name.at
            self.tree.came_from(at, first.to(last) if first.page == last.page else first)
        return {"$ref": f"#{at}"}

    def _content(
        self, media_type: str, schema: dict[str, Any], samples: tuple[SampleSpec, ...], *steps: str
    ) -> dict[str, Any]:
        self.shown.append(((*steps, "content", media_type), samples))
        return {media_type: {"schema": schema}}
