"""Samples held against the schemas that were made of the same page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docmill.findings import Finding
from docmill.spec import JsonValue, SampleSpec
from docmill.values import is_listing, is_mapping

_COMPONENTS = "#/components/schemas/"


class Judge:
    """Decides with a JSON Schema validator (draft 2020-12) whether a sample fits its schema."""

    def __init__(self, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> None:
        from jsonschema_rs import Draft202012Validator  # only where something is linked

        needed: dict[str, Any] = {}
        _collect(schema, schemas, needed)
        self._validator = Draft202012Validator(
            {**schema, "components": {"schemas": needed}}, validate_formats=True
        )

    def misfits(self, value: JsonValue) -> list[str]:
        """What is wrong with a value, one sentence each, in the order of the places in it."""
        found = [
            (".".join(str(step) for step in error.instance_path), error.message)
            for error in self._validator.iter_errors(value)
        ]
        return [f"`{path}`: {told}" if path else told for path, told in sorted(found)]


def content_of(
    schema: dict[str, Any], schemas: Mapping[str, Any], samples: Iterable[SampleSpec]
) -> tuple[dict[str, Any], list[Finding]]:
    """The media type object: samples that fit as examples, the others kept under `x-` keys.

    `schemas` are the component schemas that `schema` may refer to.
    """
    media: dict[str, Any] = {"schema": schema}
    judge = Judge(schema, schemas)
    valid: list[JsonValue] = []
    invalid: list[JsonValue] = []
    findings: list[Finding] = []
    for sample in samples:
        if sample.text:
            media.setdefault("x-docmill-broken-examples", []).append(sample.text.value)
        if sample.value is None:
            continue
        misfits = judge.misfits(sample.value.value)
        (invalid if misfits else valid).append(sample.value.value)
        findings += [
            Finding(sample.value.at, "sample-disagrees", f"the sample does not fit: {told}")
            for told in misfits
        ]
    if len(valid) == 1:
        media["example"] = valid[0]
    elif valid:
        media["examples"] = {f"sample{n}": {"value": value} for n, value in enumerate(valid, 1)}
    if invalid:
        media["x-docmill-invalid-examples"] = invalid
    return media, findings


def _collect(node: object, schemas: Mapping[str, Any], found: dict[str, Any]) -> None:
    """The component schemas that a schema refers to, directly or through others."""
    if is_listing(node):
        for item in node:
            _collect(item, schemas, found)
    elif is_mapping(node):
        name = str(node.get("$ref", "")).removeprefix(_COMPONENTS)
        if name in schemas and name not in found:
            found[name] = schemas[name]
            _collect(schemas[name], schemas, found)
        for value in node.values():
            _collect(value, schemas, found)
