"""A PageSpec as a flat list of facts, for people to read and for tests to compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docmill.page import Place
from docmill.spec import Fact, FieldSpec, PageSpec, SampleSpec


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: its path inside the spec (`body/Id/type`), value, lines and basis."""

    path: str
    value: Any
    at: Place
    basis: str


def rows_of(spec: PageSpec) -> Iterator[Row]:
    """Every fact of a spec, in the spec's order."""
    for name in ("url", "method", "path", "server", "title", "description"):
        yield from _row(name, getattr(spec, name))
    identity = spec.authentication
    yield from _row("authentication", identity.text)
    for scheme in identity.schemes:
        yield from _row("authentication/scheme", scheme)
    for role in identity.roles:
        yield from _row("authentication/role", role)
    for n, enum in enumerate(spec.enums):
        yield from _row(f"enums/{n}/name", enum.name)
        yield from _row(f"enums/{n}/field", enum.field)
        for value, name_of_value in enum.members:
            yield from _row(f"enums/{n}/{value.value}", name_of_value)
    yield from _row("media type", spec.media_type)
    for field in spec.request:
        yield from _field(field, field.location)
    yield from _samples(spec.request_samples, "request")
    for response in spec.responses:
        at = f"responses/{response.status.value}"
        yield from _row(at, response.status)
        yield from _row(f"{at}/description", response.description)
        yield from _row(f"{at}/array", response.array)
        for field in response.fields:
            yield from _field(field, at)
        yield from _samples(response.samples, at)


def _row(path: str, fact: Fact[Any] | None) -> Iterator[Row]:
    if fact is not None:
        yield Row(path, fact.value, fact.at, fact.basis)


def _field(field: FieldSpec, above: str) -> Iterator[Row]:
    at = f"{above}/{field.name.value}"
    yield from _row(at, field.name)
    for name in (
        "type", "format", "required", "default", "deprecated", "nullable", "access", "secret",
        "style", "description",
    ):  # fmt: skip
        yield from _row(f"{at}/{name}", getattr(field, name))
    for n, value in enumerate(field.values, 1):
        yield from _row(f"{at}/value {n}", value)
    for child in field.children:
        yield from _field(child, at)


def _samples(samples: tuple[SampleSpec, ...], above: str) -> Iterator[Row]:
    for n, sample in enumerate(samples):
        yield from _row(f"{above}/sample {n + 1}", sample.value or sample.text)
