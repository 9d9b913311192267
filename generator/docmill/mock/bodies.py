"""The body of a request: its media type, and the JSON value that it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug import Request

from docmill.mock.operations import Media, Operation, Parameter, is_json
from docmill.mock.texts import Pairs, Texts, parsed
from docmill.values import mapping

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was read; `value` means something only where its media type is understood."""

    media: Media
    value: Any
    is_understood: bool


class MediaUnknownError(Exception):
    """A body whose media type the operation does not document."""


def body_of(operation: Operation, request: Request, texts: Texts) -> Body | None:
    """The body of a request, or None where it has none.

    Raises MediaUnknownError, and ValueError for a text that is not of its media type.
    """
    data = request.get_data()
    sent = request.mimetype.lower()
    if not operation.body or (not data and (not sent or is_json(sent))):
        return None
    media = media_for(operation.body, sent)
    if media is None:
        raise MediaUnknownError(sent or "none")
    if is_json(sent):
        return Body(media, parsed(data.decode("utf-8")), True)
    if sent in FORMS:
        if sent == FORMS[1] and not (b"form-data" in data or _is_empty(data, request)):
            raise ValueError("no part of a form is in it")
        return Body(media, _form(media, request, texts), bool(media.schema_at))
    if sent == "text/plain" and media.schema_at:
        value = texts.typed(texts.node(media.schema_at), data.decode("utf-8"))
        return Body(media, value, True)
    return Body(media, None, False)


def _is_empty(data: bytes, request: Request) -> bool:
    return data.strip() == f"--{request.mimetype_params.get('boundary', '')}--".encode()


def media_for(documented: Sequence[Media], sent: str) -> Media | None:
    """The documented media type or range that a media type falls under, ranges last."""
    for one in sorted(documented, key=lambda media: media.name.count("*")):
        name = one.name.partition(";")[0].strip().lower()
        kind, _, sub = name.partition("/")
        if name == sent or kind == "*" or (sub == "*" and sent.startswith(f"{kind}/")):
            return one
    return None


def _form(media: Media, request: Request, texts: Texts) -> dict[str, Any]:
    pairs: Pairs = list(request.form.items(multi=True))
    files = {
        name: [part.read().decode("latin-1") for part in parts]
        for name, parts in request.files.lists()
    }
    fields = texts.properties(texts.node(media.schema_at)) if media.schema_at else {}
    found: dict[str, Any] = {}
    for name, at in fields.items():
        is_list = "array" in texts.kinds(texts.node(at))
        if name in files:
            found[name] = files[name] if is_list else files[name][0]
        for value in texts.paired(_field(media, name, at, texts), pairs, set()):
            found[name] = value
    rest = [(key, text) for key, text in pairs if key.partition("[")[0] not in fields]
    return {**{key: parts[0] for key, parts in files.items()}, **dict(rest), **found}


def _field(media: Media, name: str, at: str, texts: Texts) -> Parameter:
    """A field of a form, as if it were a parameter; an object without a style is JSON."""
    encoding = mapping(mapping(media.node.get("encoding")).get(name))
    kinds = texts.kinds(texts.node(at))
    plain_object = "object" in kinds and "string" not in kinds and "style" not in encoding
    style = str(encoding.get("style", "json" if plain_object else "form"))
    return Parameter(name, "form", at, style, encoding.get("explode", style == "form"), False)
