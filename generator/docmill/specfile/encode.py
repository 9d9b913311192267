"""A PageSpec becomes the text of its spec file."""

from __future__ import annotations

import re
from typing import Any

from docmill.memory import Same, recall
from docmill.spec import (
    LOCATIONS,
    Authentication,
    EnumSpec,
    Fact,
    FieldSpec,
    PageSpec,
    ResponseSpec,
    SampleSpec,
)
from docmill.specfile.shape import FIELD_KEYS
from docmill.yamltext import dump

PLAIN_WORD = re.compile(r"[^\s~()=]+")


def text_of(spec: PageSpec) -> str:
    """The YAML text of a page's spec, in the page's order; `spec_of` reads it back."""
    return recall(("spec file", Same(spec)), lambda: _text_of(spec))


def _text_of(spec: PageSpec) -> str:
    found: dict[str, Any] = {
        "page": spec.page,
        **({"rendering": spec.rendering} if spec.rendering else {}),
        **({"url": _marked(spec.url)} if spec.url else {}),
        "operation": f"{_marked(spec.method)} {_marked(spec.path)}",
    }
    _add(found, "server", spec.server)
    _add(found, "title", spec.title)
    _add(found, "description", spec.description)
    if spec.authentication != Authentication(None, (), ()):
        found["authentication"] = _authentication(spec.authentication)
    if spec.enums:
        found["enums"] = [_enum(enum) for enum in spec.enums]
    _add(found, "media type", spec.media_type)
    for location in LOCATIONS:
        fields = [_field(f) for f in spec.request if f.location == location]
        if fields:
            found[location] = fields
    found.update(_samples(spec.request_samples))
    if spec.responses:
        found["responses"] = {_key(_marked(r.status)): _response(r) for r in spec.responses}
    return dump(found)


def _marked(fact: Fact[str]) -> str:
    """An inferred value has `~` before it; a stated value that begins with one, a backslash."""
    if fact.basis == "inferred":
        return f"~{fact.value}"
    return "\\" + fact.value if fact.value[:1] in ("~", "\\") else fact.value


def _add(found: dict[str, Any], key: str, fact: Fact[str] | None) -> None:
    if fact is not None:
        found[key] = _marked(fact)


def _key(value: str) -> int | str:
    """A status as a number, so that it stands without quotes."""
    return int(value) if re.fullmatch(r"[1-9][0-9]{0,17}|0", value) else value


def _authentication(found: Authentication) -> dict[str, Any]:
    out: dict[str, Any] = {}
    _add(out, "says", found.text)
    if found.schemes:
        out["schemes"] = [_marked(scheme) for scheme in found.schemes]
    if found.roles:
        out["roles"] = [_marked(role) for role in found.roles]
    return out


def _enum(enum: EnumSpec) -> dict[str, Any]:
    out: dict[str, Any] = {}
    _add(out, "name", enum.name)
    _add(out, "field", enum.field)
    if enum.told_by != "title":
        out["told by"] = enum.told_by
    if any(isinstance(value.value, str) for value, _ in enum.members):
        out["type"] = "string"
    out["values"] = [{value.value: name.value} for value, name in enum.members]
    return out


def _field(field: FieldSpec) -> dict[str, Any]:
    name = field.name.value
    escaped = "\\" + name if name in FIELD_KEYS or name.startswith("\\") else name
    out: dict[str, Any] = {escaped: " ".join(_words(field))}
    if field.type and not PLAIN_WORD.fullmatch(field.type.value):
        out["type"] = _marked(field.type)
    if field.default and not PLAIN_WORD.fullmatch(field.default.value):
        out["default"] = _marked(field.default)
    _add(out, "says", field.description)
    if field.values:
        out["values"] = [_marked(value) for value in field.values]
    if field.children:
        out["fields"] = [_field(child) for child in field.children]
    return out


def _words(field: FieldSpec) -> list[str]:
    words: list[str] = []
    if field.type is None:
        words.append("untyped")
    elif PLAIN_WORD.fullmatch(field.type.value):
        words.append(_tilde(field.type, field.type.value))
    if field.format:
        words.append(_tilde(field.format, f"({field.format.value})"))
    if field.required:
        words.append(_tilde(field.required, "required" if field.required.value else "optional"))
    if field.default and PLAIN_WORD.fullmatch(field.default.value):
        words.append(_tilde(field.default, f"default={field.default.value}"))
    flags = {
        "deprecated": field.deprecated,
        "nullable": field.nullable,
        "secret": field.secret,
    }
    words += [_tilde(fact, word) for word, fact in flags.items() if fact]
    words += [_tilde(said, said.value) for said in (field.access, field.style) if said]
    if field.seen == "example":
        words.append("example-only")
    return words


def _tilde(fact: Fact[Any], word: str) -> str:
    return f"~{word}" if fact.basis == "inferred" else word


def _response(response: ResponseSpec) -> dict[str, Any]:
    out: dict[str, Any] = {}
    _add(out, "says", response.description)
    if response.array:
        out["array"] = _tilde(response.array, "yes")
    if response.fields:
        out["fields"] = [_field(field) for field in response.fields]
    return {**out, **_samples(response.samples)}


def _samples(samples: tuple[SampleSpec, ...]) -> dict[str, Any]:
    valid = [sample.value.value for sample in samples if sample.value]
    broken = [sample.text.value for sample in samples if sample.text]
    out: dict[str, Any] = {}
    if valid:
        out["examples"] = valid
    if broken:
        out["broken examples"] = broken
    return out
