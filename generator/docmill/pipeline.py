"""The order of the rooms: read, understand, link, emit. Nobody else knows it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docmill.accepted import Held, entries_in, held
from docmill.api import Api
from docmill.config import Site
from docmill.corrections import corrected
from docmill.custom import custom_of
from docmill.errors import UsageError
from docmill.fetch.index import addresses_in
from docmill.findings import Finding, report_of
from docmill.milling import Milled, Progress, mill_sources
from docmill.names import settle, snake
from docmill.output import Plan, Written, planned
from docmill.page import Page
from docmill.settings import Choices
from docmill.sources import Source, sources_of
from docmill.spec import FieldSpec
from docmill.specfile import text_of
from docmill.swap import carry_out
from docmill.values import mapping

if TYPE_CHECKING:
    from docmill.emit import Emitted


@dataclass(frozen=True, slots=True)
class Run:
    """What a whole run came to. `written` is None where no page gave an operation, `held` says
    which findings are accepted."""

    milled: Milled
    findings: tuple[Finding, ...]
    written: Written | None
    held: Held = field(default_factory=lambda: Held({}))

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
        """How many findings of each code, without those that are accepted."""
        return Counter(one.code for one in self.findings if one not in self.held.reasons)


def _count(fields: Iterable[FieldSpec]) -> int:
    return sum(1 + _count(field.children) for field in fields)


_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


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
    entries = entries_in(site.review)
    milled = milled_of(site, progress)
    if not milled.api.document.get("paths"):
        return Run(milled, milled.findings, None), None
    custom = custom_of(site.output / "client" / milled.api.name)
    emitted = _emitted(replace(milled.api, custom=custom), site, progress)
    files = emitted.files
    findings = tuple(sorted({*milled.findings, *emitted.findings}))
    beside = {relative(site.spec / file, site.output): text for file, text in spec_files(milled)}
    accepted = held(findings, entries)
    beside[relative(site.findings, site.output)] = report_of(findings, accepted.reasons)
    pages = {
        source.page.name: {
            "path": relative(source.path, site.output),
            "sha256": source.page.digest(),
        }
        for source in milled.sources
    }
    if both := sorted(files.keys() & beside.keys()):
        raise UsageError(f"{both[0]} would be written twice; give the spec a folder of its own")
    overlays = {
        overlay.page.name: {
            "path": relative(overlay.path, site.output),
            "sha256": overlay.page.digest(),
        }
        for overlay in milled.overlays
    }
    made_of: dict[str, object] = {
        "package": (milled.uncorrected or milled.api).name,
        "pages": pages,
    }
    if overlays:
        made_of["corrections"] = overlays
    plan = planned(site.output, {**files, **beside}, made_of, emitted.slots, force=force)
    return Run(milled, findings, plan.written, accepted), plan


def findings_of(site: Site) -> tuple[Finding, ...]:
    """All that is told of a site today, what its pages say and what its client lacks."""
    return _prepared(site, True, None)[0].findings


def milled_of(site: Site, progress: Progress | None = None) -> Milled:
    """The inputs of a site as far as the API, with its corrections.

    Raises InputError, UsageError and CorrectionError; writes nothing.
    """
    milled = mill_sources(_inputs(site), site.name, progress, choices_of(site))
    return corrected(milled, site.review)


def choices_of(site: Site) -> Choices:
    """What the configuration decides, and where the pages were fetched from, by their names."""
    found = {name: url for folder in site.docs for name, url in addresses_in(folder).items()}
    return replace(site.choices, addresses=found)


def _inputs(site: Site) -> list[Source]:
    """The pages; where they are gone, the spec that was made of them is enough."""
    if any(path.exists() for path in site.docs) or not site.spec.is_dir():
        apart = (site.output, site.spec, site.findings, *site.decisions)
        return sources_of(site.docs, {Path(os.path.realpath(path)) for path in apart})
    return sources_of([site.spec])


def _emitted(api: Api, site: Site, progress: Progress | None) -> Emitted:
    """What all emitters make of the API."""
    from docmill.emit import EMITTERS, Emitted, Templates

    templates = Templates(site.templates)
    every = Emitted({})
    for done, emitter in enumerate(EMITTERS):
        if progress:
            progress(f"emitting {emitter.name}", done, len(EMITTERS))
        one = emitter.emit(api, templates)
        every = Emitted(
            every.files | one.files, every.findings + one.findings, every.slots | one.slots
        )
    return every


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
