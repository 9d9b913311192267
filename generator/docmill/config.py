"""The configuration: `[tool.docmill]` of pyproject.toml, or a docmill.toml of its own.

[tool.docmill.sites.nexudus]
docs = "specs/nexudus/docs"       # pages as saved
spec = "specs/nexudus/spec"       # the intermediate spec, one file a page
output = "generated/nexudus"      # OpenAPI, client, tests
templates = "my-templates"        # optional: templates that override docmill's own
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from docmill.errors import InputError, UsageError
from docmill.values import is_mapping

_SITE_KEYS = ("docs", "spec", "output", "templates")


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


def sites_near(folder: Path) -> list[Site]:
    """The sites configured in `folder` or in the nearest folder above it.

    Raises UsageError where none is configured, or where a key is not known.
    """
    for place in (folder, *folder.parents):
        own = place / "docmill.toml"
        if own.is_file():
            return _sites(place, own, _toml(own))
        project = place / "pyproject.toml"
        if project.is_file():
            table = _toml(project).get("tool", {}).get("docmill")
            if table is not None:
                return _sites(place, project, table)
    raise UsageError(
        "no pages given, and no [tool.docmill] in pyproject.toml and no docmill.toml here or above."
        " Give pages and a folder: docmill generate PAGE... --output DIR"
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(str(path), f"cannot be read as TOML: {error}") from None


def _sites(root: Path, source: Path, table: Any) -> list[Site]:
    _known(source, "[tool.docmill]", table, ("sites",))
    sites = table.get("sites", {})
    if not sites:
        raise UsageError(f"{source}: [tool.docmill] names no site; add [tool.docmill.sites.NAME]")
    return [_site(root, source, name, keys) for name, keys in sites.items()]


def _site(root: Path, source: Path, name: str, keys: Any) -> Site:
    where = f"[tool.docmill.sites.{name}]"
    _known(source, where, keys, _SITE_KEYS)
    for key, value in keys.items():
        if not isinstance(value, str) or not value:
            raise UsageError(f"{source}: {where}: `{key}` must be a path in quotes")
    spec = root / keys.get("spec", f"specs/{name}/spec")
    templates = keys.get("templates")
    return Site(
        name=name,
        docs=(root / keys.get("docs", f"specs/{name}/docs"),),
        spec=spec,
        output=root / keys.get("output", f"generated/{name}"),
        findings=spec.parent / "findings.txt",
        templates=root / templates if templates else None,
    )


def _known(source: Path, where: str, table: Any, keys: tuple[str, ...]) -> None:
    if not is_mapping(table):
        raise UsageError(f"{source}: {where} must be a table")
    for key in table:
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(keys)}"
            raise UsageError(f"{source}: {where}: the key `{key}` is not known; {hint}")
