"""Operations of the document as methods: their arguments, their body, what they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from docmill import names
from docmill.api import pointer
from docmill.emit.document import Reader, text_of
from docmill.emit.naming import METHODS, method_of, resource_of, tag_of
from docmill.emit.plan import Answer, Body, Field, Operation, Scheme
from docmill.emit.schemas import Schemas, Side
from docmill.emit.security import alternatives_of
from docmill.emit.types import ANY, BYTES, NONE, STR, Type
from docmill.values import listing, mapping

_ARGUMENT = re.compile(r"\{([^{}]*)\}")
_STYLES = {"spaceDelimited": "space", "pipeDelimited": "pipe", "deepObject": "deep"}
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_OWN_HEADERS = {"accept", "content-type", "authorization"}
_RESERVED = {"self", "params"}


@dataclass(frozen=True, slots=True)
class Media:
    """The one media type of a body that the client uses, with its schema and samples."""

    type: str
    schema: Any
    at: str
    samples: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Operations:
    """Lowers the operations of one document."""

    reader: Reader
    schemas: Schemas
    schemes: tuple[Scheme, ...]
    tags: dict[str, str] = field(default_factory=dict[str, str])

    def all(self) -> Iterator[Operation]:
        """Every operation of the document, in its order; what is lost is reported."""
        document = self.reader.api.document
        for key in ("webhooks",):
            if key in document:
                self.reader.report(f"/{key}", "operation-lost", f"{key} are not in the client")
        for path, value in mapping(document.get("paths")).items():
            item, at = self.reader.followed(value, pointer("paths", path))
            for http_method in METHODS:
                if http_method not in item:
                    continue
                operation = mapping(item[http_method])
                yield self._operation(path, http_method, operation, item, at)

    def _operation(
        self, path: str, http_method: str, operation: dict[str, Any], item: dict[str, Any], at: str
    ) -> Operation:
        place = at + pointer(http_method)
        for key in ("callbacks", "servers"):
            if key in operation or key in item:
                told = f"`{key}` of an operation is not in the client"
                self.reader.report(place, "operation-part-lost", told)
        resource = self._resource(operation, path, place)
        method = method_of(operation, resource, http_method, path)
        wanted = names.pascal(resource) + names.pascal(method)
        parameters = list(self._parameters(path, operation, item, at, http_method, wanted))
        body, fields = self._body(operation.get("requestBody"), place + "/requestBody", wanted)
        arguments = self.schemas.with_names(parameters + fields, _RESERVED)
        returns, raises = self._answers(operation, place + "/responses", wanted, http_method)
        in_path = [one for one in arguments if one.location == "path"]
        whole = next((one for one in arguments if one.style == "whole"), None)
        return Operation(
            key=f"{http_method} {path}",
            resource=resource,
            method=method,
            http_method=http_method.upper(),
            path=_encoded(path),
            at=place,
            doc="\n\n".join(filter(None, [text_of(operation, k) for k in _DOCS])),
            arguments=arguments,
            positional=in_path[0] if len(in_path) == 1 else None,
            body=replace(body, whole=whole) if body else None,
            returns=returns,
            raises=raises,
            security=alternatives_of(self.reader, operation, place, self.schemes),
        )

    def _resource(self, operation: dict[str, Any], path: str, at: str) -> str:
        resource, tag = resource_of(operation, path), tag_of(operation, path)
        first = self.tags.setdefault(resource, tag)
        if first != tag:
            told = f"the tags {first!r} and {tag!r} both become the resource `{resource}`"
            self.reader.report(at, "tags-merged", told)
        return resource

    def _parameters(
        self,
        path: str,
        operation: dict[str, Any],
        item: dict[str, Any],
        at: str,
        method: str,
        wanted: str,
    ) -> Iterator[Field]:
        found: dict[tuple[str, str], tuple[dict[str, Any], str]] = {}
        for owner, place in ((item, at), (operation, at + pointer(method))):
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
        for part in _templated(path):
            if ("path", part) not in found:
                told = f"{part!r} is a part of the path that is not described: a string"
                self.reader.report(at, "parameter-unsupported", told)
                yield Field(part, part, STR, True, at, "", {"type": "string"}, location="path")

    def _parameter(self, one: dict[str, Any], at: str, wanted: str) -> Field:
        name, location = str(one["name"]), one["in"]
        schema, place, style = one.get("schema"), at + "/schema", self._style(one, at)
        if schema is None and mapping(one.get("content")):
            media = next(iter(one["content"]))
            schema = mapping(one["content"][media]).get("schema")
            place, style = at + pointer("content", media, "schema"), "json"
        node = self.reader.node(schema, place)
        kind = self.schemas.type_of(schema, place, wanted + names.pascal(name), "request")
        if "object" in node.types and location != "query":
            self.reader.report(at, "parameter-unsupported", f"{name!r} is sent as JSON text")
        required = location == "path" or one.get("required") is True
        doc = text_of(one, "description") or node.doc
        return Field(
            name, name, kind, required, at, doc, node.schema, location=location, style=style
        )

    def _style(self, one: dict[str, Any], at: str) -> str:
        style, explode = one.get("style"), one.get("explode")
        if one.get("x-docmill-array") == "brackets":
            return "brackets"
        if style in _STYLES:
            return "form" if explode is True and style != "deepObject" else _STYLES[style]
        if style not in (None, "form", "simple"):
            told = f"the style {style!r} is not supported: sent as if none were given"
            self.reader.report(at, "parameter-unsupported", told)
        return "comma" if explode is False and one.get("in") == "query" else "form"

    def _body(self, value: Any, at: str, wanted: str) -> tuple[Body | None, list[Field]]:
        request, at = self.reader.followed(value, at)
        media = self.media_of(request.get("content"), at + "/content")
        if media is None:
            return None, []
        required = request.get("required") is True
        node = self.reader.node(media.schema, media.at)
        body = Body(media.type, required, media.at, media.schema)
        closed = node.schema.get("additionalProperties", False) is False
        structured = _is_json(media.type) or media.type in _FORMS
        if structured and node.types == ("object",) and node.properties and closed:
            fields = self.schemas.fields_of(node, wanted, "request")
            given = [
                replace(one, name=one.wire, required=one.required and required) for one in fields
            ]
            return body, given
        kind = self._content_type_of(media, f"{wanted}Body", "request")
        doc = text_of(request, "description") or node.doc
        schema = node.schema if structured else {"type": "string"}
        whole = Field("body", "body", kind, required, media.at, doc, schema, style="whole")
        return body, [whole]

    def _content_type_of(self, media: Media, wanted: str, side: Side) -> Type:
        if _is_json(media.type) or media.type in _FORMS:
            return self.schemas.type_of(media.schema, media.at, wanted, side)
        return STR if media.type.startswith("text/") else BYTES

    def media_of(self, content: Any, at: str) -> Media | None:
        """The media type that the client uses of `content`: JSON before forms before all else."""
        found = mapping(content)
        if not found:
            return None
        ranked = sorted(found, key=lambda one: (not _is_json(one), one not in _FORMS))
        for other in ranked[1:]:
            told = f"the client uses {ranked[0]!r}, not {other!r}"
            self.reader.report(at + pointer(other), "media-type-unused", told)
        media = mapping(found[ranked[0]])
        place = at + pointer(ranked[0])
        samples = [media["example"]] if "example" in media else []
        for name, value in mapping(media.get("examples")).items():
            example, _ = self.reader.followed(value, place + pointer("examples", name))
            samples += [example["value"]] if "value" in example else []
        return Media(ranked[0], media.get("schema"), place + "/schema", tuple(samples))

    def _answers(
        self, operation: dict[str, Any], at: str, wanted: str, http_method: str
    ) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
        found = mapping(operation.get("responses"))
        answers = [self._answer(status, found[status], at, wanted, http_method) for status in found]
        returns = [one for one in answers if str(one.status).startswith("2")]
        default = [one for one in answers if one.status == "default"]
        raises = [one for one in answers if one not in returns]
        return tuple(returns or default or [Answer("default", ANY, "", at)]), tuple(raises)

    def _answer(self, status: str, value: Any, at: str, wanted: str, http_method: str) -> Answer:
        response, place = self.reader.followed(value, at + pointer(status))
        success = status.startswith("2")
        media = self.media_of(response.get("content"), place + "/content")
        doc = text_of(response, "description")
        number = int(status) if status.isdigit() else status.upper().replace("DEFAULT", "default")
        if media is None or http_method == "head":
            return Answer(number, NONE if success else ANY, doc, place)
        hint = f"{wanted}Response" + ("" if success else names.pascal(status))
        kind = self._content_type_of(media, hint, "response")
        return Answer(number, kind, doc, place, media.type, media.schema, media.at, media.samples)


_DOCS = ("summary", "description")


def _is_json(media_type: str) -> bool:
    name = media_type.partition(";")[0].strip().lower()
    return name == "application/json" or name.endswith("+json") or name == "*/*"


def _templated(path: str) -> list[str]:
    return _ARGUMENT.findall(path)


def _encoded(path: str) -> str:
    """A path whose fixed parts are percent-encoded, with `{name}` for each argument."""
    parts = _ARGUMENT.split(path)
    fixed = [quote(part, safe="/:@!$&'()*+,;=~%") for part in parts[::2]]
    arguments = ["{" + part + "}" for part in parts[1::2]] + [""]
    return "".join(part for pair in zip(fixed, arguments, strict=True) for part in pair)
