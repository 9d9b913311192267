"""The configuration: `[tool.docmill]` of pyproject.toml, or a docmill.toml of its own.

[tool.docmill.sites.nexudus]
docs = "specs/nexudus/docs"       # pages as saved
spec = "specs/nexudus/spec"       # the intermediate spec, one file a page
output = "generated/nexudus"      # OpenAPI, client, tests
templates = "my-templates"        # optional: templates that override docmill's own
trust = ["*.md", "*.txt"]         # optional: which page is believed first where two disagree
failure = "WasSuccessful"         # optional: the property of answers that says whether a request
                                  # worked; false where there is none
docs_url = "https://docs.acme.com"  # optional: where the pages are published, by their names

[tool.docmill.sites.nexudus.fetch]  # optional: where `docmill fetch` has the pages from
source = "https://docs.acme.com/llms.txt"  # or a sitemap, or several; `pages` lists single pages
include = ["/api/*"]              # optional, as all below: patterns of paths
exclude = ["*/changelog"]
hosts = ["docs.acme.com"]         # by default those of `source` and `pages`
loss = 0.3                        # the share of fields, enum values, pages that may vanish at once
private = false                   # whether the hosts may lie in a private network
concurrency = 4                   # how many requests a host has at a time
page_seconds = 30                 # how long a page may take, and all of them
run_seconds = 3600
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations, product
from pathlib import Path
from typing import Any

from docmill.addresses import is_page_address
from docmill.errors import InputError, UsageError
from docmill.fetchconfig import fetching_of, known
from docmill.files import fault_of
from docmill.settings import NO_CHOICES, Choices, Fetching
from docmill.values import is_listing, is_mapping, mapping

OWN = "docmill.toml"
_SITE_KEYS = ("docs", "spec", "output", "templates", "trust", "failure", "docs_url", "fetch")


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
    def decisions(self) -> tuple[str, ...]:
        """What people decide, by its name in the review folder: never read as pages."""
        return ("corrections", "accepted.toml", "names.yaml")

    @property
    def review(self) -> Path:
        """The folder of what people decide: corrections, accepted findings, names."""
        return self.findings.parent


def sites_near(folder: Path) -> list[Site]:
    """The sites configured in `folder` or in the nearest folder above it.

    Raises UsageError where none is configured, or where a key is not known.
    """
    path = configuration_near(folder)
    table = _toml(path)
    return _sites(path.parent, path, table if path.name == OWN else table["tool"]["docmill"])


def configuration_near(folder: Path) -> Path:
    """The file that configures the sites: in `folder`, or the nearest above it.

    Raises UsageError where there is none.
    """
    for place in (folder, *folder.parents):
        if (place / OWN).is_file():
            return place / OWN
        project = place / "pyproject.toml"
        if project.is_file() and "docmill" in mapping(_toml(project).get("tool")):
            return project
    raise UsageError(
        "no pages given, and no [tool.docmill] in pyproject.toml and no docmill.toml here or above."
        " Give pages and a folder: docmill generate PAGE... --output DIR"
    )


def sites_named(sites: Sequence[Site], name: str | None) -> list[Site]:
    """The site that is named, or all. Raises UsageError where none has the name."""
    found = [site for site in sites if name in (None, site.name)]
    if not found:
        names = [str(site.name) for site in sites]
        near = get_close_matches(str(name), names, 1)
        hint = f"did you mean {near[0]}?" if near else f"there is: {', '.join(names)}"
        raise UsageError(f"{name}: no such site; {hint}")
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # ValueError: bytes, TOML and numbers
        raise InputError(str(path), f"cannot be read as TOML: {error}") from None


def _sites(root: Path, source: Path, table: Any) -> list[Site]:
    known(source, "[tool.docmill]", table, ("sites",))
    sites = table.get("sites", {})
    if not sites:
        raise UsageError(f"{source}: [tool.docmill] names no site; add [tool.docmill.sites.NAME]")
    if not is_mapping(sites):
        raise UsageError(f"{source}: `sites` must be a table: write [tool.docmill.sites.NAME]")
    found = [_site(root, source, name, keys) for name, keys in sites.items()]
    _apart(source, found)
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


def _site(root: Path, source: Path, name: str, keys: Any) -> Site:
    where = f"[tool.docmill.sites.{name}]"
    known(source, where, keys, _SITE_KEYS)
    choices = _choices(source, where, keys)
    for key, value in keys.items():
        if key in ("trust", "failure", "docs_url", "fetch"):
            continue
        if not isinstance(value, str):
            raise UsageError(f"{source}: {where}: `{key}` must be a path in quotes")
        if fault := fault_of(value):
            raise UsageError(f"{source}: {where}: `{key}`: {fault}")
    if not name.strip() or not name.isprintable():
        raise UsageError(f"{source}: {where}: a site needs a name that can be read")
    docs = root / keys.get("docs", f"specs/{name}/docs")
    spec = root / keys.get("spec", f"specs/{name}/spec")
    if os.path.realpath(docs) == os.path.realpath(spec):
        raise UsageError(f"{source}: {where}: `docs` and `spec` must be two folders")
    templates = keys.get("templates")
    return Site(
        name=name,
        docs=(docs,),
        spec=spec,
        output=root / keys.get("output", f"generated/{name}"),
        findings=spec.parent / "findings.txt",
        templates=root / templates if templates else None,
        choices=choices,
        fetching=fetching_of(source, f"{where[:-1]}.fetch]", keys.get("fetch")),
    )


def _choices(source: Path, where: str, keys: dict[str, Any]) -> Choices:
    trust = keys.get("trust", [])
    if not is_listing(trust) or not all(isinstance(pattern, str) for pattern in trust):
        raise UsageError(f"{source}: {where}: `trust` must be a list of patterns of page names")
    failure = keys.get("failure")
    if failure is False:
        failure = ""
    if failure is not None and not isinstance(failure, str):
        raise UsageError(f"{source}: {where}: `failure` must be the name of a property, or false")
    docs_url = keys.get("docs_url", "")
    if not isinstance(docs_url, str) or (docs_url and not is_page_address(docs_url)):
        raise UsageError(f"{source}: {where}: `docs_url` must be an address: https://...")
    return Choices(tuple(trust), failure, docs_url)
