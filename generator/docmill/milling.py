"""Inputs become one API: pages, OpenAPI files among them, or spec files made of pages before."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docmill.api import VERSION, Api
from docmill.cache import Cache
from docmill.errors import InputError, UsageError
from docmill.findings import Finding, finding_on, in_order
from docmill.given import NO_NAMES, Names
from docmill.memory import without_cycles
from docmill.overlay import Overlay
from docmill.page import Page
from docmill.pages import all_understood, understood_of
from docmill.settings import NO_CHOICES, Choices, with_address
from docmill.sources import Source, sources_of
from docmill.spec import PageSpec
from docmill.specfile import spec_of
from docmill.understand import Understood

Progress = Callable[[str, int, int], None]
"""Told of each step: what, how many are done, how many there are."""

_SAID_BY_FRAGMENT = frozenset({"no-responses", "no-server", "title-missing"})


@dataclass(frozen=True, slots=True)
class Milled:
    """The inputs as far as the API: nothing is emitted yet, nothing written.

    `failed` names the pages that could not be turned into an operation, `skipped` those that
    describe none. `overlays` are the corrections that the API has in it, and `uncorrected` is what
    it is without them.
    describe none. `names` are the names of the API, those among them that were given out before.
    """

    sources: tuple[Source, ...]
    specs: tuple[PageSpec, ...]
    api: Api
    findings: tuple[Finding, ...]
    failed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    uncorrected: Api | None = None
    names: Names = NO_NAMES


def read_alone(page: Page) -> Understood:
    """One page with all that is told of it, as if it were the whole of an API."""
    from docmill.link import link, observed

    understood = understood_of(page)
    if not understood.specs:
        return understood
    findings = observed(link(understood.specs)).findings
    told = (_with_source(finding, {page.name: page}) for finding in findings)
    return replace(understood, findings=in_order((*understood.findings, *told)))


def mill(
    paths: Iterable[Path],
    name: str | None,
    progress: Progress | None = None,
    choices: Choices = NO_CHOICES,
    cache: Cache | None = None,
) -> Milled:
    """Read the inputs as far as the API. Raises InputError and UsageError; writes nothing.

    `choices` are those of the user's configuration; pages that `cache` has are not read again.
    """
    return mill_sources(sources_of(paths), name, progress, choices, cache)


def mill_sources(
    sources: Sequence[Source],
    name: str | None,
    progress: Progress | None = None,
    choices: Choices = NO_CHOICES,
    cache: Cache | None = None,
) -> Milled:
    """The same of inputs that are at hand."""
    specs = [source for source in sources if source.kind == "spec"]
    if not sources:
        raise UsageError(
            "no page found: a page's file ends in .txt, .md, .mdx, .html, .yaml, .json"
        )
    if specs and len(specs) < len(sources):
        page = next(source for source in sources if source.kind != "spec")
        told = f"{specs[0].path} and {page.path}"
        raise UsageError(f"spec files and the pages they are made of do not mix ({told}).")
    with without_cycles():
        if specs:
            return _mill_specs(specs, name, choices)
        return _mill(sources, name, progress, choices, cache)


def _mill_specs(sources: Sequence[Source], name: str | None, choices: Choices) -> Milled:
    from docmill.link import link

    specs = tuple(spec_of(str(source.path), source.page.text) for source in sources)
    api, names = _finished(link(specs, name, choices.trust), (), choices)
    return Milled(tuple(sources), specs, api, api.findings, names=names)


def _finished(api: Api, sources: Sequence[Source], choices: Choices) -> tuple[Api, Names]:
    """The API with what a client needs beside, under the names that were given out."""
    from docmill.link import observed
    from docmill.naming import named

    pages = {source.page.name for source in sources if source.kind == "page"}
    api, names = named(observed(api, choices), choices.names, pages)
    if choices.version:
        api = replace(api, document={**api.document, VERSION: choices.version})
    return api, names


def _mill(
    sources: Sequence[Source],
    name: str | None,
    progress: Progress | None,
    choices: Choices,
    cache: Cache | None,
) -> Milled:
    """Pages, and OpenAPI documents as files or as parts of pages: these are trusted first."""
    from docmill.link import link, merge

    def done(count: int) -> None:
        if progress:
            progress("reading", count, len(sources))

    documents, failed = _documents(sources, name)
    pages = all_understood([s.page for s in sources if s.kind == "page"], done, cache=cache)
    read = (spec for page in pages for spec in page.specs)
    specs = tuple(with_address(spec, choices) for spec in read)
    apis = [*documents, *([link(specs, name, choices.trust)] if specs or not documents else [])]
    merged = merge(apis, name) if documents else apis[0]
    api, names = _finished(merged, sources, choices)
    texts = {source.page.name: source.page for source in sources}
    failed += _documents_elsewhere(texts)
    described = {place.page for one in documents for place in one.origin("")}
    told = [f for page in pages for f in page.findings]
    told += [_with_source(finding, texts) for finding in api.findings]
    told = [f for f in told if f.at.page not in described or f.code not in _SAID_BY_FRAGMENT]
    return Milled(
        tuple(sources),
        specs,
        api,
        in_order((*told, *failed)),
        failed=(
            *(p.page.name for p in pages if p.failed),
            *(f.at.page for f in failed if f.code == "document-unreadable"),
        ),
        skipped=tuple(p.page.name for p in pages if not p.specs and not p.failed),
        names=names,
    )


def _documents_elsewhere(pages: dict[str, Page]) -> list[Finding]:
    """The OpenAPI documents that the configuration of a site names and that are not here."""
    from docmill.read.siteconfig import documents_of, is_site_config

    found: list[Finding] = []
    for page in pages.values():
        for named in documents_of(page) if is_site_config(page) else ():
            path = posixpath.join(posixpath.dirname(page.name), named.value.lstrip("/"))
            inside = [name for name in pages if name.startswith(f"{posixpath.normpath(path)}/")]
            if posixpath.normpath(path) not in pages and not inside:
                told = f"`{named.value}` describes the API, too, and is not among the inputs"
                found.append(finding_on(page, named.at, "document-missing", told))
    return found


def _documents(sources: Sequence[Source], name: str | None) -> tuple[list[Api], list[Finding]]:
    """The OpenAPI documents among the inputs, and those that cannot be read.

    Raises InputError where the only input is one that cannot be read.
    """
    from docmill.read.openapi import api_of

    apis: list[Api] = []
    failed: list[Finding] = []
    for page, path in _openapi_texts(sources):
        try:
            apis.append(api_of(page, path, name))
        except InputError as error:
            if len(sources) == 1:
                raise
            at = page.place(min(error.line or 1, len(page.lines)))
            failed.append(finding_on(page, at, "document-unreadable", error.message))
    return apis, failed


def _openapi_texts(sources: Sequence[Source]) -> Iterator[tuple[Page, str]]:
    from docmill.read.fragments import fragments_of

    for source in sources:
        if source.kind == "openapi":
            yield source.page, str(source.path)
        else:
            yield from ((fragment, str(source.path)) for fragment in fragments_of(source.page))


def _with_source(finding: Finding, pages: dict[str, Page]) -> Finding:
    page = pages.get(finding.at.page)
    if page is None:
        return finding
    return replace(
        finding, source=finding_on(page, finding.at, finding.code, finding.message).source
    )
