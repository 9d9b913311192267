"""The order of the rooms: read, understand, link, emit. Nobody else knows it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docmill.api import Api
from docmill.config import Site
from docmill.errors import UsageError
from docmill.findings import Finding, finding_on, report_of
from docmill.names import settle, snake
from docmill.output import Plan, Written, planned
from docmill.page import Page
from docmill.pages import all_understood, understood_of
from docmill.sources import Source, sources_of
from docmill.spec import FieldSpec, PageSpec
from docmill.specfile import spec_of, text_of
from docmill.swap import carry_out
from docmill.understand import Understood
from docmill.values import mapping

Progress = Callable[[str, int, int], None]
"""Told of each step: what, how many are done, how many there are."""


@dataclass(frozen=True, slots=True)
class Milled:
    """The inputs as far as the API: nothing is emitted yet, nothing written.

    `failed` names the pages that could not be turned into an operation, `skipped` those that
    describe none.
    """

    sources: tuple[Source, ...]
    specs: tuple[PageSpec, ...]
    api: Api
    findings: tuple[Finding, ...]
    failed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What a whole run came to. `written` is None where no page gave an operation."""

    milled: Milled
    findings: tuple[Finding, ...]
    written: Written | None

    @property
    def operations(self) -> int:
        """The number of operations of the API."""
        paths = mapping(self.milled.api.document.get("paths"))
        return sum(key in _METHODS for item in paths.values() for key in mapping(item))

    @property
    def fields(self) -> int:
        """The number of parameters and properties of these operations, of any depth."""
        from docmill.link import operations_of

        operations, _ = operations_of(self.milled.specs)
        return sum(
            _count(spec.request) + sum(_count(response.fields) for response in spec.responses)
            for spec in operations.values()
        )

    @property
    def codes(self) -> Counter[str]:
        """How many findings of each code."""
        return Counter(finding.code for finding in self.findings)


def _count(fields: Iterable[FieldSpec]) -> int:
    return sum(1 + _count(field.children) for field in fields)


_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def read_alone(page: Page) -> Understood:
    """One page with all that is told of it, as if it were the whole of an API."""
    from docmill.link import link

    understood = understood_of(page)
    if not understood.specs:
        return understood
    told = (_with_source(finding, {page.name: page}) for finding in link(understood.specs).findings)
    return replace(understood, findings=tuple(sorted({*understood.findings, *told})))


def mill(paths: Iterable[Path], name: str | None, progress: Progress | None = None) -> Milled:
    """Read the inputs as far as the API. Raises InputError and UsageError; writes nothing."""
    return mill_sources(sources_of(paths), name, progress)


def mill_sources(
    sources: Sequence[Source], name: str | None, progress: Progress | None = None
) -> Milled:
    """The same of inputs that are at hand."""
    kinds = {source.kind for source in sources}
    if not sources:
        raise UsageError(
            "no page found: a page's file ends in .txt, .md, .mdx, .html, .yaml, .json"
        )
    if len(kinds) > 1:
        told = "; ".join(
            f"{kind}: {next(s.path for s in sources if s.kind == kind)}" for kind in sorted(kinds)
        )
        raise UsageError(f"pages, spec files and OpenAPI files do not mix ({told}). Give one kind.")
    if kinds == {"openapi"}:
        return _mill_openapi(sources, name)
    if kinds == {"spec"}:
        return _mill_specs(sources, name)
    return _mill_pages(sources, name, progress)


def _mill_openapi(sources: Sequence[Source], name: str | None) -> Milled:
    from docmill.read.openapi import api_of

    if len(sources) > 1:
        listed = ", ".join(str(source.path) for source in sources)
        raise UsageError(f"several OpenAPI files ({listed}). Give one.")
    api = api_of(sources[0].page, str(sources[0].path), name)
    return Milled(tuple(sources), (), api, api.findings)


def _mill_specs(sources: Sequence[Source], name: str | None) -> Milled:
    from docmill.link import link

    specs = tuple(spec_of(str(source.path), source.page.text) for source in sources)
    api = link(specs, name)
    return Milled(tuple(sources), specs, api, api.findings)


def _mill_pages(sources: Sequence[Source], name: str | None, progress: Progress | None) -> Milled:
    from docmill.link import link

    def done(count: int) -> None:
        if progress:
            progress("reading", count, len(sources))

    pages = all_understood([source.page for source in sources], done)
    specs = tuple(spec for page in pages for spec in page.specs)
    api = link(specs, name)
    texts = {source.page.name: source.page for source in sources}
    told = [finding for page in pages for finding in page.findings]
    told += [_with_source(finding, texts) for finding in api.findings]
    return Milled(
        tuple(sources),
        specs,
        api,
        tuple(sorted(set(told))),
        failed=tuple(page.page.name for page in pages if page.failed),
        skipped=tuple(p.page.name for p in pages if not p.specs and not p.failed),
    )


def _with_source(finding: Finding, pages: dict[str, Page]) -> Finding:
    page = pages.get(finding.at.page)
    if page is None:
        return finding
    return replace(
        finding, source=finding_on(page, finding.at, finding.code, finding.message).source
    )


def generate(
    sites: Iterable[Site], *, force: bool = False, progress: Progress | None = None
) -> list[Run]:
    """Mill the sites and write of each its spec, OpenAPI document, client, tests and findings.

    All are milled before the first is written. Of a site where no page gives an operation, nothing
    is written. Raises InputError, UsageError and OutputError, with nothing of any site written.
    """
    ready = [_prepared(site, force, progress) for site in sites]
    carry_out(plan.change for _, plan in ready if plan)
    return [run for run, _ in ready]


def _prepared(site: Site, force: bool, progress: Progress | None) -> tuple[Run, Plan | None]:
    milled = mill_sources(_inputs(site), site.name, progress)
    if not milled.api.document.get("paths"):
        return Run(milled, milled.findings, None), None
    files, emitted = _emitted(milled.api, site, progress)
    findings = tuple(sorted({*milled.findings, *emitted}))
    beside = {relative(site.spec / file, site.output): text for file, text in spec_files(milled)}
    beside[relative(site.findings, site.output)] = report_of(findings)
    pages = {
        source.page.name: {
            "path": relative(source.path, site.output),
            "sha256": source.page.digest(),
        }
        for source in milled.sources
    }
    if both := sorted(files.keys() & beside.keys()):
        raise UsageError(f"{both[0]} would be written twice; give the spec a folder of its own")
    made_of = {"package": milled.api.name, "pages": pages}
    plan = planned(site.output, {**files, **beside}, made_of, force=force)
    return Run(milled, findings, plan.written), plan


def _inputs(site: Site) -> list[Source]:
    """The pages; where they are gone, the spec that was made of them is enough."""
    if any(path.exists() for path in site.docs) or not site.spec.is_dir():
        written = (site.output, site.spec, site.findings)
        return sources_of(site.docs, {Path(os.path.realpath(path)) for path in written})
    return sources_of([site.spec])


def _emitted(
    api: Api, site: Site, progress: Progress | None
) -> tuple[dict[str, str], list[Finding]]:
    from docmill.emit import EMITTERS, Templates

    templates = Templates(site.templates)
    files: dict[str, str] = {}
    findings: list[Finding] = []
    for done, emitter in enumerate(EMITTERS):
        if progress:
            progress(f"emitting {emitter.name}", done, len(EMITTERS))
        emitted = emitter.emit(api, templates)
        files |= emitted.files
        findings += emitted.findings
    return files, findings


def spec_files(milled: Milled) -> list[tuple[str, str]]:
    """The name and the text of each spec file: the page's name with the ending `.yaml`.

    Where that would be one name for two pages, both keep their own ending in it. A page of several
    operations has a file for each, named after method and path.
    """
    specs = milled.specs
    stems = {spec.page: Page(spec.page, "").stem for spec in specs}
    stems = settle(stems, {page: [page] for page in stems})
    count = Counter(spec.page for spec in specs)
    wanted: dict[str, str] = {}
    for n, spec in enumerate(specs):
        name = stems[spec.page]
        if count[spec.page] > 1:
            name += "." + snake(f"{spec.method.value} {spec.path.value}").replace("_", "-")
        wanted[f"{n:06}"] = name
    settled = settle(wanted, {})
    return [
        (f"{settled[key]}.yaml", text_of(spec)) for key, spec in zip(wanted, specs, strict=True)
    ]


def relative(path: Path, folder: Path) -> str:
    """`path` as seen from `folder`, with `/` between its parts.

    Links are followed first, because `..` leads out of where a link leads to.
    """
    return Path(os.path.relpath(os.path.realpath(path), os.path.realpath(folder))).as_posix()
