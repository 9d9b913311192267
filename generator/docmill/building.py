"""The clients of sites for a package that is being built, made of what is committed."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docmill.config import Site
from docmill.custom import FOLDER as CUSTOM
from docmill.errors import UsageError
from docmill.pipeline import generate

_CORRECTIONS = "corrections"


@dataclass(frozen=True, slots=True)
class Client:
    """A client's package: its files by their path from the folder of the package, which is the
    first part of it, and what it depends on (PEP 508)."""

    files: Mapping[str, Path]
    dependencies: tuple[str, ...]


def clients_in(folder: Path, sites: Sequence[Site]) -> list[Client]:
    """Generate the sites into `folder`, as `docmill generate` would; no site's own folder is
    written to, and the network is not asked.

    Raises UsageError where a page gives no operation, and whatever `generate` raises.
    """
    moved = [_moved(site, folder / str(n)) for n, site in enumerate(sites)]
    for site, run in zip(sites, generate(moved, force=True), strict=True):
        failed = run.milled.failed
        if failed or run.written is None:
            told = f"no operation in {', '.join(failed)}" if failed else "no operation in its pages"
            raise UsageError(f"the site {site.name} cannot be built: {told}; see docmill generate")
    return [_client(site.output / "client") for site in moved]


def inputs_of(site: Site) -> Iterator[Path]:
    """The files that the site is generated from, other than its pages: spec files, what people
    decided, templates, hand-written classes. Pages are not needed where there are spec files."""
    if not site.spec.is_dir():
        yield from _files(site.docs[0])
    yield from _files(site.spec)
    yield from _reviewed(site)
    if site.templates:
        yield from _files(site.templates)
    for custom in site.output.glob(f"client/*/{CUSTOM}"):
        yield from _files(custom)


def _reviewed(site: Site) -> Iterator[Path]:
    """What lies beside the spec folder: findings, and what people decided."""
    review = site.findings.parent
    if review.is_dir():
        yield from sorted(path for path in review.iterdir() if path.is_file())
    yield from _files(review / _CORRECTIONS)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _moved(site: Site, folder: Path) -> Site:
    """The site with a copy of all that it is written to, and of what lies there already."""
    review = site.findings.parent
    spec = folder / "review" / site.spec.name
    for path in _reviewed(site):
        _copy(path, folder / "review" / path.relative_to(review))
    for path in _files(site.spec):
        _copy(path, spec / path.relative_to(site.spec))
    output = folder / "output"
    for custom in site.output.glob(f"client/*/{CUSTOM}"):
        for path in _files(custom):
            _copy(path, output / path.relative_to(site.output))
    return replace(site, spec=spec, output=output, findings=spec.parent / site.findings.name)


def _copy(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, to)


def _client(folder: Path) -> Client:
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (package,) = (path.parent for path in folder.glob("*/__init__.py"))
    files = {path.relative_to(folder).as_posix(): path for path in _files(package)}
    kept = {name: path for name, path in files.items() if "__pycache__" not in name}
    return Client(kept, tuple(project["dependencies"]))
