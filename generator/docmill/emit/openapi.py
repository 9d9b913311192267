"""The OpenAPI document as YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docmill import yamltext
from docmill.api import Api, Document
from docmill.emit.templates import Templates
from docmill.memory import digest, recall
from docmill.values import is_mapping

_LINE = re.compile(r"^(?=.)", re.MULTILINE)
_EMPTY = " {}\n"
_END = "...\n"
"""What YAML puts after a document whose last text ends in empty lines."""


@dataclass(frozen=True, slots=True)
class OpenapiView:
    """openapi.yaml: `document` is its YAML text."""

    document: str


def files_of(api: Api, templates: Templates) -> dict[str, str]:
    """openapi.yaml of `api`, by path."""
    view = OpenapiView(text_of(api.document).rstrip("\n"))
    return {"openapi.yaml": templates.text("openapi/openapi.yaml", view)}


def text_of(document: Document) -> str:
    """The YAML text of a document: what `yamltext.dump` gives, path by path and component by
    component, as most of them are those of the run before."""
    levels = {"paths": 1, "components": 2}
    text = "".join(_split({key: one}, levels.get(key, 0), 0) for key, one in document.items())
    return text + _END if text.endswith("\n\n") else text


def _split(entry: Mapping[str, Any], levels: int, indent: int) -> str:
    """The text of one entry of a mapping, whose own entries are made one by one as many levels
    down, each with its indent."""
    ((key, value),) = entry.items()
    if not levels or not is_mapping(value) or not value or not _is_short(key):
        return recall(("yaml", digest(entry), indent), lambda: _dumped(entry, indent))
    inner = (_split({name: one}, levels - 1, indent + 1) for name, one in value.items())
    return "".join([_dumped({key: {}}, indent).removesuffix(_EMPTY), "\n", *inner])


def _is_short(key: str) -> bool:
    """Whether YAML writes a key on the line of its value."""
    return _dumped({key: {}}, 0).endswith(f":{_EMPTY}")


def _dumped(entry: Mapping[str, Any], indent: int) -> str:
    text = yamltext.dump(entry)
    text = text.removesuffix(_END) if text.endswith(f"\n{_END}") else text
    return _LINE.sub("  " * indent, text)
