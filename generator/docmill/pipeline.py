"""The order of the rooms: read, understand, link, emit. Nobody else knows it."""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from docmill.accepted import Held, entries_in, held
from docmill.api import Api
from docmill.cache import Cache
from docmill.config import NAMES, Site
from docmill.corrections import corrected
from docmill.custom import custom_of
from docmill.errors import UsageError
from docmill.fetch.index import addresses_in
from docmill.findings import Finding, in_order, report_of
from docmill.memory import Same, recall
from docmill.milling import Milled, Progress, mill_sources
from docmill.names import settle, snake
from docmill.namesledger import names_at
from docmill.naming import text_of as names_text
from docmill.output import Plan, planned
from docmill.page import Page
from docmill.settings import Choices
from docmill.sources import Source, sources_of, written_by
from docmill.spec import FieldSpec, PageSpec
from docmill.specfile import text_of
from docmill.swap import carry_out
from docmill.values import mapping

if TYPE_CHECKING:
    from docmill.emit import Emitted


@dataclass(frozen=True, slots=True)
class Run:
    """What a whole run comes to. `plan` is None where no page gives an operation; `files` is the
    text of each file, by its path from the output folder; `held` says which findings are
    accepted."""

    milled: Milled
    findings: tuple[Finding, ...]
    plan: Plan | None
    files: Mapping[str, str]
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
            recall(("fields", Same(spec)), partial(_fields_of, spec))
            for spec in operations.values()
        )

    @property
    def codes(self) -> Counter[str]:
        """How many findings of each code, without those that are accepted."""
        return Counter(one.code for one in self.findings if one not in self.held.reasons)


def _fields_of(spec: PageSpec) -> int:
    return _count(spec.request) + sum(_count(response.fields) for response in spec.responses)


def _count(fields: Iterable[FieldSpec]) -> int:
    return sum(1 + _count(field.children) for field in fields)


_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def generate(
    sites: Iterable[Site],
    *,
    force: bool = False,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> list[Run]:
    """Mill the sites and write of each its spec, OpenAPI document, client, tests and findings.

    All are milled before the first is written. Of a site where no page gives an operation, nothing
    is written. Pages that `cache` has are not read again. Raises InputError, UsageError and
    OutputError, with nothing of any site written.
    """
    runs = [prepared(site, progress=progress, cache=cache) for site in sites]
    for run in runs:
        if run.plan:
            run.plan.refuse(force=force)
    carry_out(run.plan.change for run in runs if run.plan)
    return runs


def prepared(site: Site, *, progress: Progress | None = None, cache: Cache | None = None) -> Run:
    """A run as far as its files: nothing is written yet. Raises as `generate` does."""
    entries = entries_in(site.review)
    milled = milled_of(site, progress, cache)
    if not milled.api.document.get("paths"):
        return Run(milled, milled.findings, None, {})
    custom = custom_of(site.output / "client" / milled.api.name)
    emitted = _emitted(replace(milled.api, custom=custom), site, progress)
    findings = in_order((*milled.findings, *emitted.findings))
    spec = relative(site.spec, site.output)
    beside = {posixpath.normpath(f"{spec}/{file}"): text for file, text in spec_files(milled)}
    accepted = held(findings, entries)
    if all(source.kind == "spec" for source in milled.sources):
        accepted = Held(accepted.reasons)  # what pages alone tell is not there to be accepted
    beside[relative(site.findings, site.output)] = report_of(findings, accepted.reasons)
    if both := sorted(emitted.files.keys() & beside.keys()):
        raise UsageError(f"{both[0]} would be written twice; give the spec a folder of its own")
    files = {**emitted.files, **beside}
    trees = (site.output, site.spec)
    names = {relative(site.review / NAMES, site.output): names_text(milled.names)}
    made_of = _made_of(milled, site.output)
    plan = planned(site.output, files, made_of, emitted.slots, trees, names)
    return Run(milled, findings, plan, {**files, **names}, accepted)


def _made_of(milled: Milled, output: Path) -> dict[str, object]:
    """What the manifest says of the inputs: where they lie as seen from the output folder."""
    pages = {source.page.name: (source.path, source.page) for source in milled.sources}
    overlays = {overlay.page.name: (overlay.path, overlay.page) for overlay in milled.overlays}
    made_of: dict[str, object] = {"package": (milled.uncorrected or milled.api).name}
    homes: dict[Path, str] = {}

    def seen_from_output(path: Path) -> str:
        if path.parent not in homes:
            homes[path.parent] = relative(path.parent, output)
        return posixpath.normpath(f"{homes[path.parent]}/{path.name}")

    for key, inputs in (("pages", pages), ("corrections", overlays)):
        if inputs or key == "pages":
            made_of[key] = {
                name: {"path": seen_from_output(path), "sha256": page.digest}
                for name, (path, page) in inputs.items()
            }
    return made_of


def milled_of(site: Site, progress: Progress | None = None, cache: Cache | None = None) -> Milled:
    """The inputs of a site as far as the API, with its corrections.

    Raises InputError, UsageError and CorrectionError; writes nothing.
    """
    milled = mill_sources(_inputs(site), site.name, progress, choices_of(site), cache)
    return corrected(milled, site.review)


def choices_of(site: Site) -> Choices:
    """What the configuration decides, where the pages were fetched from, by their names, and the
    names that were given out."""
    found = {name: url for folder in site.docs for name, url in addresses_in(folder).items()}
    return replace(site.choices, addresses=found, names=names_at(site.review))


def _inputs(site: Site) -> list[Source]:
    """The pages; where they are gone, the spec that was made of them is enough."""
    if any(path.exists() for path in site.docs) or not site.spec.is_dir():
        return sources_of(site.docs, written_by(site))
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
