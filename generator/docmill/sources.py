"""What a user hands to docmill: pages, spec files, or one OpenAPI file, told apart by content."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from docmill.config import Site
from docmill.errors import InputError, UsageError
from docmill.files import bytes_of, recalled
from docmill.folders import files_below
from docmill.page import MAX_BYTES, Page, is_name, page_of

Kind = Literal["page", "spec", "openapi"]

ENDINGS = frozenset({".txt", ".text", ".md", ".mdx", ".html", ".htm", ".yaml", ".yml", ".json"})
_OPENAPI = re.compile(r"^(?:openapi|swagger)[ \t]*:[ \t]*[\"']?[23]\.", re.MULTILINE)
_YAML_LINE = re.compile(r"$|\s|#|---|- |[\w\"'.-]+[ \t]*:(?:\s|$)")
_IN_JSON = re.compile(r"\"(?:openapi|swagger)\"\s*:\s*\"[23]\.")
_FRONT_MATTER = re.compile(r"---\n(?:[^\n]*\n)*?---\n")
_SPEC = re.compile(
    r"(?:#[^\n]*\n)*page: [^\n]*\n(?:rendering: [^\n]*\n)?(?:url: [^\n]*\n)?operation: "
)


@dataclass(frozen=True, slots=True)
class Source:
    """One input file: its kind, its text, and where it lies."""

    kind: Kind
    page: Page
    path: Path


def sources_of(paths: Iterable[Path], apart: Collection[Path] = ()) -> list[Source]:
    """Every file that the paths name, sorted by name; a folder gives its pages, at any depth.

    Names are relative to the folder that was given, so that they do not depend on where it lies.
    What docmill itself wrote is no input, nor are the files and folders `apart`.
    Raises UsageError for a path that does not exist, InputError for a file that cannot be read.
    """
    found: dict[str, Source] = {}
    for path in paths:
        for name, file in _files(path, apart):
            source = source_of(name, file)
            if found.setdefault(name, source).path != file:
                raise UsageError(
                    f"two inputs are called {name}: {found[name].path} and {file}. "
                    "Give the folder above them instead."
                )
    return [found[name] for name in sorted(found)]


def written_by(site: Site) -> set[Path]:
    """The real paths of what a run for a site writes or has from its users beside the pages."""
    every = (site.output, site.spec, site.findings, *site.decisions)
    return {Path(os.path.realpath(path)) for path in every}


def _files(path: Path, apart: Collection[Path]) -> list[tuple[str, Path]]:
    if os.path.isdir(path):
        return list(files_below(path, ENDINGS, apart))
    if not os.path.lexists(path):
        raise UsageError(f"{path}: no such file or folder")
    return [(path.name, path)]


def source_of(name: str, path: Path) -> Source:
    """One input file. Raises InputError where it cannot be read or is no text."""
    if not is_name(name):
        raise InputError(str(path), "the name is not UTF-8, or has control characters; rename it")
    try:
        return recalled(path, ("source", name), lambda: _read(name, path))
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from None
    except InputError as error:
        raise error.at_path(str(path)) from None


def _read(name: str, path: Path) -> Source:
    page = page_of(name, bytes_of(path, MAX_BYTES + 1))
    return Source(kind_of(page.text), page, path)


def kind_of(text: str) -> Kind:
    """What a text is, by its first lines."""
    if _SPEC.match(text):
        return "spec"
    head = text[:65536]
    if re.match(r"\s*\{", head):
        return "openapi" if _IN_JSON.search(head) else "page"
    found = _OPENAPI.search(head)
    # in YAML, whatever stands before the key at the start of a line is a key or a comment, too
    plain = found and all(_YAML_LINE.match(line) for line in head[: found.start()].split("\n"))
    return "openapi" if plain and not _FRONT_MATTER.match(text) else "page"
