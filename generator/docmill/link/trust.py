"""One operation told by several pages: they complement each other, the more trusted one first.

What the first page leaves open, the next one says. What both say differently is told with the
lines of both, and the first page's word is kept; a stated fact goes before an inferred one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TypeVar

from docmill.findings import Finding
from docmill.spec import Authentication, EnumSpec, Fact, FieldSpec, PageSpec, ResponseSpec
from docmill.typewords import Shape, shape_of

T = TypeVar("T")
RENDERINGS = ("openapi", "markdown", "html", "text", "gitbook")
"""The order of trust: what holds more of a page goes first, GitBook's older generation last."""


def in_order_of_trust(specs: Iterable[PageSpec], trust: Sequence[str] = ()) -> list[PageSpec]:
    """The specs, most trusted first: by the patterns of page names that the site's configuration
    gives, then by rendering, then by name."""

    def rank(spec: PageSpec) -> tuple[int, int, str]:
        wanted = [n for n, pattern in enumerate(trust) if fnmatchcase(spec.page, pattern)]
        known = spec.rendering in RENDERINGS
        rendering = RENDERINGS.index(spec.rendering) if known else len(RENDERINGS)
        return (wanted[0] if wanted else len(trust), rendering, spec.page)

    return sorted(specs, key=rank)


def complemented(specs: Sequence[PageSpec]) -> tuple[PageSpec, list[Finding]]:
    """One spec of several of one operation, and what they disagree about."""
    merged = specs[0]
    findings: list[Finding] = []
    for other in specs[1:]:
        merger = _Merger(merged.page)
        merged = merger.spec(merged, other)
        findings += merger.told(other)
    return merged, findings


@dataclass(slots=True)
class _Merger:
    """Merges a less trusted spec into one of `page`."""

    page: str
    findings: list[Finding] = field(default_factory=list[Finding])
    added: list[str] = field(default_factory=list[str])

    def told(self, other: PageSpec) -> list[Finding]:
        """The disagreements, and one finding for all that another page adds."""
        if not self.added or other.page == self.page:
            return self.findings
        names = ", ".join(f"`{name}`" for name in self.added)
        told = f"only this page tells of {names}; {self.page} describes the operation, too"
        return [*self.findings, Finding(other.path.at, "page-complements", told)]

    def spec(self, one: PageSpec, other: PageSpec) -> PageSpec:
        responses = {r.status.value: r for r in one.responses}
        for response in other.responses:
            status = response.status.value
            known = responses.get(status)
            if known is None:
                self.added.append(status)
            responses[status] = self.response(known, response) if known else response
        samples = (*one.request_samples, *other.request_samples)
        return replace(
            one,
            server=self.agreed("the server", one.server, other.server),
            title=one.title or other.title,
            description=one.description or other.description,
            authentication=self.authentication(one.authentication, other.authentication),
            enums=self.enums(one.enums, other.enums),
            media_type=self.agreed("the media type", one.media_type, other.media_type),
            request=self.fields(one.request, other.request),
            request_samples=_distinct(samples),
            responses=tuple(responses.values()),
            url=one.url or other.url,
        )

    def response(self, one: ResponseSpec, other: ResponseSpec) -> ResponseSpec:
        return replace(
            one,
            description=one.description or other.description,
            array=one.array or (other.array if not one.fields else None),
            fields=self.fields(one.fields, other.fields),
            samples=_distinct((*one.samples, *other.samples)),
        )

    def authentication(self, one: Authentication, other: Authentication) -> Authentication:
        return Authentication(
            one.text or other.text, one.schemes or other.schemes, one.roles or other.roles
        )

    def enums(self, one: tuple[EnumSpec, ...], other: tuple[EnumSpec, ...]) -> tuple[EnumSpec, ...]:
        """Tables of equal members are one; a title that one rendering lost is in the other."""
        merged = list(one)
        for enum in other:
            same = next(
                (n for n, known in enumerate(merged) if known.members == enum.members), None
            )
            if same is None:
                merged.append(enum)
            else:
                known = merged[same]
                merged[same] = replace(
                    known,
                    name=known.name or enum.name,
                    field=known.field or enum.field,
                    told_by=known.told_by if known.field else enum.told_by,
                )
        return tuple(merged)

    def fields(
        self, one: tuple[FieldSpec, ...], other: tuple[FieldSpec, ...]
    ) -> tuple[FieldSpec, ...]:
        merged = {(f.location, f.name.value): f for f in one}
        for field_ in other:
            key = (field_.location, field_.name.value)
            if key not in merged:
                self.added.append(field_.name.value)
            merged[key] = self.field(merged[key], field_) if key in merged else field_
        return tuple(merged.values())

    def field(self, one: FieldSpec, other: FieldSpec) -> FieldSpec:
        """A described field goes before one that only a sample shows."""
        if (one.seen, other.seen) == ("example", "section"):
            one, other = other, one
        name = f"`{one.name.value}`"
        if one.seen == other.seen:
            self.required(one, other)
        default = self.agreed(f"the default of {name}", one.default, other.default)
        return replace(
            one,
            type=self.type(one, other),
            default=default,
            format=self.agreed(f"the format of {name}", one.format, other.format),
            deprecated=one.deprecated or other.deprecated,
            nullable=one.nullable or other.nullable,
            access=one.access or other.access,
            style=one.style or other.style,
            secret=one.secret or other.secret,
            description=one.description or other.description,
            values=one.values or other.values,
            children=self.fields(one.children, other.children),
        )

    def required(self, one: FieldSpec, other: FieldSpec) -> None:
        needs = [bool(f.required and f.required.value) for f in (one, other)]
        if needs[0] != needs[1] and one.location != "path":
            said = {True: "required", False: "not required"}
            self.tell(f"`{one.name.value}`", Fact(said[needs[0]], one.name.at),
                      Fact(said[needs[1]], other.name.at))  # fmt: skip

    def type(self, one: FieldSpec, other: FieldSpec) -> Fact[str] | None:
        """The more precise of two types that agree; else the first one's."""
        first, second = _shape(one), _shape(other)
        if one.type is None or other.type is None or first is None or second is None:
            return one.type if first or not other.type else other.type
        if _agree(first, second):
            return one.type if first.base or not second.base else other.type
        return self.agreed(f"the type of `{one.name.value}`", one.type, other.type)

    def agreed(self, what: str, one: Fact[T] | None, other: Fact[T] | None) -> Fact[T] | None:
        """The fact that is kept of two; a difference between two of one basis is told."""
        if one is None or other is None or one.value == other.value:
            return one or other
        if one.basis != other.basis:
            return one if one.basis == "stated" else other
        self.tell(what, one, other)
        return one

    def tell(self, what: str, one: Fact[T], other: Fact[T]) -> None:
        told = f"{what} is {one.value} at {one.at} and {other.value} here; {one.at.page} is trusted"
        self.findings.append(Finding(other.at, "pages-disagree", told))


def _shape(spec: FieldSpec) -> Shape | None:
    return shape_of(spec.type.value) if spec.type else None


def _agree(one: Shape, other: Shape) -> bool:
    return one.depth == other.depth and (one.base == other.base or not one.base or not other.base)


def _distinct(items: tuple[T, ...]) -> tuple[T, ...]:
    """Each item once, in order; those that pages have in common are equal in value."""
    kept: list[T] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return tuple(kept)
