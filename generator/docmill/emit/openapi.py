"""The OpenAPI document as YAML."""

from __future__ import annotations

from dataclasses import dataclass

from docmill import yamltext
from docmill.api import Api
from docmill.emit.templates import Templates


@dataclass(frozen=True, slots=True)
class OpenapiView:
    """openapi.yaml: `document` is its YAML text."""

    document: str


def files_of(api: Api, templates: Templates) -> dict[str, str]:
    """openapi.yaml of `api`, by path."""
    view = OpenapiView(yamltext.dump(api.document).rstrip("\n"))
    return {"openapi.yaml": templates.text("openapi/openapi.yaml", view)}
