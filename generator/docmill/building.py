"""The clients of sites for a package that is being built, made of what is committed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docmill.config import Site
from docmill.custom import FOLDER as CUSTOM
from docmill.errors import UsageError
from docmill.files import bytes_of
from docmill.pipeline import prepared
from docmill.reporting import report_of_run, told_of_none


@dataclass(frozen=True, slots=True)
class Client:
    """A client's package: its files by their path from the folder that the package is in, and
    what it depends on (PEP 508)."""

    files: Mapping[str, bytes]
    dependencies: tuple[str, ...]


def clients_of(sites: Sequence[Site]) -> list[Client]:
    """The clients that `docmill generate` would write; nothing is written, no network asked.

    Raises UsageError where the exit code of `generate` would not be 0, and whatever it raises.
    """
    return [_client(site) for site in sites]


def _client(site: Site) -> Client:
    run = prepared(site)
    report = report_of_run(run)
    if run.plan is None or report.code:
        told = [told_of_none(site.output)] if run.plan is None else []
        raise UsageError("\n".join([*report.err, *told, f"the site {site.name} cannot be built"]))
    package = run.milled.api.name
    written = run.plan.change.files
    made = {name: written[name] for name in run.plan.slots if name in written}
    made |= {name: text.encode() for name, text in run.files.items()}
    made |= {path.relative_to(site.output).as_posix(): bytes_of(path) for path in _custom(site)}
    inside = {n.removeprefix("client/"): d for n, d in made.items() if n.startswith("client/")}
    project = tomllib.loads(inside["pyproject.toml"].decode())["project"]
    files = {name: data for name, data in inside.items() if name.startswith(f"{package}/")}
    return Client(files, tuple(project["dependencies"]))


def inputs_of(site: Site) -> Iterator[Path]:
    """The files that a site is made of, other than its pages: spec files, what people decided,
    templates, hand-written classes. Pages are not needed where there are spec files."""
    if not site.spec.is_dir():
        yield from (file for path in site.docs for file in _files(path))
    yield from _files(site.spec)
    if site.review.is_dir():
        yield from sorted(path for path in site.review.iterdir() if path.is_file())
    yield from _files(site.review / "corrections")
    if site.templates:
        yield from _files(site.templates)
    yield from _custom(site)


def _custom(site: Site) -> Iterator[Path]:
    for folder in site.output.glob(f"client/*/{CUSTOM}"):
        yield from (path for path in _files(folder) if "__pycache__" not in path.parts)


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
