"""Operations of the document as methods: their arguments, their body, what they answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from docmill import names
from docmill.api import pointer
from docmill.clientnames import METHODS, method_of, resource_of, tag_of
from docmill.document import Node, Reader, Side, text_of
from docmill.emit.paging import paging_of
from docmill.emit.parameters import STYLES, Parameters, encoded, path_problem
from docmill.emit.plan import Answer, Body, Field, Operation, Scheme
from docmill.emit.schemas import Schemas, holds_file
from docmill.emit.security import alternatives_of, server_of
from docmill.emit.types import ANY, BYTES, NONE, STR, Type, dict_type
from docmill.memory import Same, digest, recall
from docmill.parts import parts_of
from docmill.values import listing, mapping

_MULTIPART = "multipart/form-data"
_FORMS = (_MULTIPART, "application/x-www-form-urlencoded")
_RESERVED = {
    *("self", "params", "options", "timeout", "max_retries", "idempotent"),
    *("extra_headers", "extra_query", "extra_body"),
}
"""What no argument can be called: the options of a call."""
_WITHOUT_BODY = (204, 304)
"""The statuses whose answers HTTP gives no body, whatever a document says."""


@dataclass(frozen=True, slots=True)
class Media:
    """The one media type of a body that the client uses, with its schema and samples."""

    type: str
    schema: Any
    at: str
    samples: tuple[Any, ...]
    misfits: tuple[Any, ...]
    encoding: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(slots=True)
class Operations:
    """Lowers the operations of one document."""

    reader: Reader
    schemas: Schemas
    schemes: tuple[Scheme, ...]
    tags: dict[str, str] = field(default_factory=dict[str, str])
    _general: Same = field(init=False)
    """What the document says for all of its operations."""

    def __post_init__(self) -> None:
        document = self.reader.api.document
        told = {key: document[key] for key in ("security", "servers") if key in document}
        self._general = Same(recall(("operations", digest(told), self.schemes), object))

    def all(self) -> Iterator[Operation]:
        """Every operation of the document, in its order; what is lost is reported."""
        document = self.reader.api.document
        for key in ("webhooks",):
            if key in document:
                self.reader.report(f"/{key}", "operation-lost", f"{key} are not in the client")
        for path, value in mapping(document.get("paths")).items():
            item, at = self.reader.followed(value, pointer("paths", path))
            if told := path_problem(path):
                self.reader.report(at, "operation-lost", told)
                continue
            for http_method in METHODS:
                if http_method in item:
                    yield self._recalled(path, http_method, item, at)

    def _recalled(self, path: str, http_method: str, item: dict[str, Any], at: str) -> Operation:
        operation, place = mapping(item[http_method]), at + pointer(http_method)
        resource = self._resource(operation, path, place)
        shared = {key: value for key, value in item.items() if key not in METHODS}
        parts = parts_of(self.reader.api)
        told = (path, place, resource, parts.key(operation), parts.key(shared), self._general)
        return self.schemas.classes.lowered(
            ("operation", *told),
            lambda: self._operation(path, http_method, resource, operation, item, at),
        )

    def _operation(
        self,
        path: str,
        http_method: str,
        resource: str,
        operation: dict[str, Any],
        item: dict[str, Any],
        at: str,
    ) -> Operation:
        place = at + pointer(http_method)
        if "callbacks" in operation:
            told = "`callbacks` of an operation is not in the client"
            self.reader.report(place, "operation-part-lost", told)
        method = method_of(operation, resource, http_method, path)
        wanted = names.pascal(resource) + names.pascal(method)
        owners = ((item, at), (operation, place))
        parameters = list(Parameters(self.reader, self.schemas).of(path, owners, wanted))
        body, fields = self._body(operation.get("requestBody"), place + "/requestBody", wanted)
        arguments = self.schemas.with_names(parameters + fields, _RESERVED)
        returns, raises = self._answers(operation, place + "/responses", wanted, http_method)
        whole = next((one for one in arguments if one.style == "whole"), None)
        return Operation(
            key=f"{http_method} {path}",
            resource=resource,
            method=method,
            http_method=http_method.upper(),
            path=encoded(path),
            at=place,
            doc="\n\n".join(filter(None, [text_of(operation, k) for k in _DOCS])),
            arguments=arguments,
            positional=_positional(arguments),
            body=replace(body, whole=whole) if body else None,
            returns=returns,
            raises=raises,
            security=alternatives_of(self.reader, operation, place, self.schemes),
            server=server_of(self.reader, ((operation, place), (item, at))),
            paging=paging_of(self.reader, self.schemas, operation, place, arguments, returns),
            failure=_failure(operation),
            docs=text_of(mapping(operation.get("externalDocs")), "url"),
        )

    def _resource(self, operation: dict[str, Any], path: str, at: str) -> str:
        resource, tag = resource_of(operation, path), tag_of(operation, path)
        first = self.tags.setdefault(resource, tag)
        if first != tag:
            told = f"the tags {first!r} and {tag!r} both become the resource `{resource}`"
            self.reader.report(at, "tags-merged", told)
        return resource

    def _body(self, value: Any, at: str, wanted: str) -> tuple[Body | None, list[Field]]:
        request, at = self.reader.followed(value, at)
        media = self.media_of(request.get("content"), at + "/content")
        if media is None:
            return None, []
        required = request.get("required") is True
        node = self.reader.node(media.schema, media.at)
        body = Body(
            *(_concrete(media.type), required, media.at, media.schema, None),
            *(media.samples, media.misfits),
        )
        closed = node.schema.get("additionalProperties", False) is False
        structured = _is_structured(media, node)
        if structured and node.types == ("object",) and node.properties and closed:
            fields = self.schemas.fields_of(node, wanted, "request")
            return body, [
                replace(
                    one,
                    name=one.wire,
                    required=one.required and required,
                    style=self._form_style(media, one.wire),
                )
                for one in fields
            ]
        kind = self._content_type_of(media, f"{wanted}Body", "request")
        schema = node.schema if structured else {"type": "string"}
        if media.type in _FORMS and not structured:
            self.reader.report(
                media.at, "schema-unsupported", "a form that is no object has any fields"
            )
            kind, schema = dict_type(ANY), {"type": "object"}
        doc = text_of(request, "description") or node.doc
        whole = Field("body", "body", kind, required, media.at, doc, schema, style="whole")
        return body, [whole]

    def _form_style(self, media: Media, name: str) -> str:
        """How a form writes an array or object: as its `encoding` says, where it can."""
        told = mapping(media.encoding.get(name))
        style, explode = told.get("style"), told.get("explode")
        in_query = media.type == "application/x-www-form-urlencoded"
        lost = ["contentType", "headers", *([] if in_query else ["style", "explode"])]
        for key in [key for key in lost if key in told]:
            at = media.at.removesuffix("/schema") + pointer("encoding", name)
            self.reader.report(at, "operation-part-lost", f"`{key}` of {name!r} is not sent")
        if not in_query:
            return "form"
        if style in STYLES and not (explode is True and style != "deepObject"):
            return STYLES[style]
        return "comma" if explode is False else "form"

    def _content_type_of(self, media: Media, wanted: str, side: Side) -> Type:
        if _is_structured(media, self.reader.node(media.schema, media.at)):
            return self.schemas.type_of(media.schema, media.at, wanted, side)
        return STR if media.type.startswith("text/") else BYTES

    def media_of(self, content: Any, at: str) -> Media | None:
        """The media type that the client uses of `content`: JSON before forms before all else.

        Where a form holds files it goes first, as JSON cannot hold them.
        """
        found = mapping(content)
        if not found:
            return None
        form, at_form = mapping(found.get(_MULTIPART)), at + pointer(_MULTIPART, "schema")
        files = len(found) > 1 and form and holds_file(self.reader, form.get("schema"), at_form)
        first = _MULTIPART if files else ""
        ranked = sorted(found, key=lambda one: (one != first, not _is_json(one), one not in _FORMS))
        for other in ranked[1:]:
            told = f"the client uses {ranked[0]!r}, not {other!r}"
            self.reader.report(at + pointer(other), "media-type-unused", told)
        media = mapping(found[ranked[0]])
        place = at + pointer(ranked[0])
        samples = [media["example"]] if "example" in media else []
        for name, value in mapping(media.get("examples")).items():
            example, _ = self.reader.followed(value, place + pointer("examples", name))
            samples += [example["value"]] if "value" in example else []
        return Media(
            ranked[0],
            media.get("schema"),
            place + "/schema",
            tuple(samples),
            tuple(listing(media.get("x-docmill-invalid-examples"))),
            mapping(media.get("encoding")),
        )

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
        if media is None or http_method == "head" or number in _WITHOUT_BODY:
            return Answer(number, NONE if success else ANY, doc, place)
        hint = f"{wanted}Response" + ("" if success else names.pascal(status))
        kind = self._content_type_of(media, hint, "response")
        told = (media.type, media.schema, media.at, media.samples, media.misfits)
        return Answer(number, kind, doc, place, *told)


_DOCS = ("summary", "description")


def _positional(arguments: tuple[Field, ...]) -> Field | None:
    """The one argument in the path; without any there, the ids in the query that a call needs."""
    in_path = [one for one in arguments if one.location == "path"]
    ids = [one for one in arguments if one.location == "query" and one.name in ("id", "ids")]
    found = in_path or [one for one in ids if one.required]
    return found[0] if len(found) == 1 else None


def _failure(operation: dict[str, Any]) -> tuple[Any, ...]:
    """`x-docmill-failure`: the property, and the values that mean failure."""
    told = mapping(operation.get("x-docmill-failure"))
    name, value = text_of(told, "property"), told.get("value")
    return (name, *(listing(value) or [value])) if name else ()


def _concrete(media_type: str) -> str:
    """The media type that a body is sent as where the document gives a range of them."""
    if "*" not in media_type:
        return media_type
    ranges = {"*/*": "application/json", "text/*": "text/plain"}
    return ranges.get(media_type, "application/octet-stream")


def _is_structured(media: Media, node: Node) -> bool:
    """Whether a body is JSON values: any value of JSON, an object of a form."""
    is_object = node.types == ("object",) or not node.types
    return _is_json(media.type) or (media.type in _FORMS and is_object)


def _is_json(media_type: str) -> bool:
    name = media_type.partition(";")[0].strip().lower()
    return name == "application/json" or name.endswith("+json") or name == "*/*"
