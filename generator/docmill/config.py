"""The configuration: `[tool.docmill]` of pyproject.toml, or a docmill.toml of its own.

[tool.docmill.sites.nexudus]
docs = "specs/nexudus/docs"       # pages as saved
spec = "specs/nexudus/spec"       # the intermediate spec, one file a page
output = "generated/nexudus"      # OpenAPI, client, tests

`configshape` declares every key with what it is for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations, product
from pathlib import Path
from typing import Any

from docmill.addresses import is_page_address
from docmill.configlines import ConfigFile, config_file, text_at
from docmill.configshape import SHAPE
from docmill.errors import UsageError
from docmill.fetchconfig import fetching_of
from docmill.settings import NO_CHOICES, Choices, Fetching
from docmill.values import mapping

OWN, PROJECT = "docmill.toml", "pyproject.toml"
"""The files that hold the configuration; the first goes before the second."""
NAMES = "names.yaml"
DECISIONS = ("corrections", "accepted.toml", NAMES)
"""The files and folders of a review folder that people edit."""


@dataclass(frozen=True, slots=True)
class Site:
    """One API: where its pages are, where its spec and its output go.

    `name` is the client's package name, or None where the pages' host gives it.
    """

    name: str | None
    docs: tuple[Path, ...]
    spec: Path
    output: Path
    findings: Path
    templates: Path | None = None
    choices: Choices = NO_CHOICES
    fetching: Fetching | None = None

    @property
    def review(self) -> Path:
        """The folder of what people decide about the API, beside the findings."""
        return self.findings.parent

    @property
    def decisions(self) -> tuple[Path, ...]:
        """What people write there: no input is a page, and none is written over."""
        return tuple(self.review / name for name in DECISIONS)


def sites_near(folder: Path) -> list[Site]:
    """The sites configured in `folder` or in the nearest folder above it.

    Raises UsageError where none is configured, or where a key is not known.
    """
    return configured_near(folder)[1]


def configured_near(folder: Path) -> tuple[Path, list[Site]]:
    """The same, with the file that configures them."""
    for place in (folder, *folder.parents):
        for path in (place / OWN, place / PROJECT):
            if path.is_file() and (sites := sites_in(path, text_at(path))) is not None:
                return path, sites
    raise UsageError(
        "no site is configured: no [tool.docmill] in pyproject.toml and no docmill.toml here or "
        "above. `docmill init SOURCE` sets one up; for pages without any, give them and a folder: "
        "docmill generate PAGE... --output DIR"
    )


def sites_in(path: Path, text: str) -> list[Site] | None:
    """The sites that `text` configures, were it the text of the file `path`; None where it has no
    table of docmill's. Raises UsageError as `sites_near` does, and InputError where it is no TOML.
    """
    if path.name != PROJECT:
        file, table = config_file(path, (), text)
        return _sites(file, table)
    file, table = config_file(path, ("tool", "docmill"), text)
    tools = mapping(table.get("tool"))
    return _sites(file, tools["docmill"]) if "docmill" in tools else None


def sites_named(sites: Sequence[Site], name: str | None) -> list[Site]:
    """The site that is named, or all. Raises UsageError where none has the name."""
    found = [site for site in sites if name in (None, site.name)]
    if not found:
        names = [str(site.name) for site in sites]
        near = get_close_matches(str(name), names, 1)
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(names)}"
        raise UsageError(f"no site is called {name}; {hint}")
    return found


def _sites(file: ConfigFile, table: Any) -> list[Site]:
    sites: dict[str, Any] = file.check(table, SHAPE).get("sites", {})
    if not sites:
        told = f"{file.table(())} names no site; add {file.table(('sites', 'NAME'))}"
        raise UsageError(f"{file.path}: {told}")
    found = [_site(file, name, keys) for name, keys in sites.items()]
    _apart(file.path, found)
    return found


def _apart(source: Path, sites: list[Site]) -> None:
    """Raises UsageError where one site would write into what another one writes."""
    for one, other in combinations(sites, 2):
        for mine, theirs in product(_written(one), _written(other)):
            if mine == theirs or mine in theirs.parents or theirs in mine.parents:
                raise UsageError(
                    f"{source}: the sites {one.name} and {other.name} both write to "
                    f"{max(mine, theirs)}; give each an `output` and a `spec` of its own, none "
                    "inside another, and the specs folders of their own above them"
                )


def _written(site: Site) -> list[Path]:
    return [Path(os.path.realpath(path)) for path in (site.output, site.spec, site.findings)]


def _site(file: ConfigFile, name: str, keys: dict[str, Any]) -> Site:
    at, root = ("sites", name), file.path.parent
    where = file.table(at)
    if not name.strip() or not name.isprintable():
        raise file.error(at, f"{where}: a site needs a name that can be read")
    docs = root / keys.get("docs", f"specs/{name}/docs")
    spec = root / keys.get("spec", f"specs/{name}/spec")
    if os.path.realpath(docs) == os.path.realpath(spec):
        raise file.error(at, f"{where}: `docs` and `spec` must be two folders")
    templates = keys.get("templates")
    return Site(
        name=name,
        docs=(docs,),
        spec=spec,
        output=root / keys.get("output", f"generated/{name}"),
        findings=spec.parent / "findings.txt",
        templates=root / templates if templates else None,
        choices=_choices(file, at, keys),
        fetching=fetching_of(file, (*at, "fetch"), keys.get("fetch")),
    )


def _choices(file: ConfigFile, at: tuple[str, ...], keys: dict[str, Any]) -> Choices:
    failure = keys.get("failure")
    docs_url = keys.get("docs_url", "")
    if docs_url and not is_page_address(docs_url):
        told = f"{file.table(at)}: `docs_url` must be an address: https://..."
        raise file.error((*at, "docs_url"), told)
    trust = tuple(keys.get("trust", ()))
    no_failure = "" if failure is False else failure
    return Choices(trust, no_failure, docs_url, version=keys.get("version", ""))
