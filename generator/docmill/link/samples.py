"""Samples held against the schemas that were made of the same page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docmill.api import Document
from docmill.findings import Finding
from docmill.spec import SampleSpec
from docmill.values import is_listing, is_mapping


class SampleJudge:
    """Decides with a JSON Schema validator (draft 2020-12) whether a sample fits its schema."""

    def __init__(self, document: Document) -> None:
        # imported here: the validator takes longer to import than most commands run
        from jsonschema import Draft202012Validator
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012

        resource: Any = Resource.from_contents(document, default_specification=DRAFT202012)
        registry: Any = Registry
        self._registry = registry().with_resource("urn:api", resource)
        self._validator: Any = Draft202012Validator

    def misfits(self, schema: dict[str, Any], value: Any) -> list[str]:
        """What is wrong with a value, one sentence each, in the order of the places in it."""
        validator = self._validator(
            _absolute(schema),
            registry=self._registry,
            format_checker=self._validator.FORMAT_CHECKER,
        )
        errors: Iterable[Any] = validator.iter_errors(value)
        found = [
            (tuple(str(step) for step in error.absolute_path), str(error.message))
            for error in errors
        ]
        return [f"`{'.'.join(path)}`: {told}" if path else told for path, told in sorted(found)]

    def content_of(
        self, media_type: str, schema: dict[str, Any], samples: Iterable[SampleSpec]
    ) -> tuple[dict[str, Any], list[Finding]]:
        """The content object: samples that fit as examples, the others kept under `x-` keys."""
        media: dict[str, Any] = {"schema": schema}
        valid: list[Any] = []
        invalid: list[Any] = []
        findings: list[Finding] = []
        for sample in samples:
            if sample.text:
                media.setdefault("x-docmill-broken-examples", []).append(sample.text.value)
            if sample.value is None:
                continue
            misfits = self.misfits(schema, sample.value.value)
            (invalid if misfits else valid).append(sample.value.value)
            findings += [
                Finding(sample.value.at, "sample-disagrees", f"the sample does not fit: {told}")
                for told in misfits
            ]
        if len(valid) == 1:
            media["example"] = valid[0]
        elif valid:
            media["examples"] = {f"sample{n}": {"value": v} for n, v in enumerate(valid, 1)}
        if invalid:
            media["x-docmill-invalid-examples"] = invalid
        return {media_type: media}, findings


def _absolute(schema: Any) -> Any:
    """The schema with its local references made absolute, so that it validates on its own."""
    if is_mapping(schema):
        return {
            key: f"urn:api{value}" if key == "$ref" else _absolute(value)
            for key, value in schema.items()
        }
    return [_absolute(item) for item in schema] if is_listing(schema) else schema
