"""One digest of all that a site's output is made of, without a look at what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from docmill.cache import key_of
from docmill.config import NAMES, Site
from docmill.errors import OutputError
from docmill.files import bytes_of, sha256_of
from docmill.folders import files_below
from docmill.output import MANIFEST, manifest_at
from docmill.sources import ENDINGS, written_by

INDEX = ".fetched.json"


def fingerprint_of(site: Site) -> str:
    """A key that is another one whenever a run for the site may come to something else.

    The names that were given out are left to `names_of`: a run both reads and writes them.
    Raises InputError for a folder that cannot be listed.
    """
    found = hashlib.sha256()
    for name, path in _inputs(site):
        found.update(f"{name}\0{path}\0".encode("utf-8", "surrogateescape"))
        found.update(_content(path).encode())
    return key_of((repr(site), found.digest()))


def names_of(site: Site) -> str:
    """A digest of the names that were given out."""
    return _content(site.review / NAMES)


def may_end(site: Site) -> bool:
    """Whether a name that was given out is there until some day."""
    try:
        return b" until " in bytes_of(site.review / NAMES)
    except OSError:
        return False


def _content(path: Path) -> str:
    """The digest of a file; whatever cannot be read is told by the run that reads it."""
    try:
        return sha256_of(path)
    except OSError as error:
        return str(error)


def _inputs(site: Site) -> Iterator[tuple[str, Path]]:
    """Everything that a run reads but docmill itself."""
    docs = [path for path in site.docs if path.exists()] or [site.spec]
    apart = written_by(site) if docs != [site.spec] else set[Path]()
    for path in docs:
        if path.is_dir():
            yield from files_below(path, ENDINGS, apart)
        else:
            yield path.name, path
        if (path / INDEX).is_file():
            yield INDEX, path / INDEX
    for path in sorted(site.review.glob("*")) + sorted(site.review.glob("corrections/*")):
        if path.is_file() and path not in (site.findings, site.review / NAMES):
            yield path.name, path
    templates = [site.templates] if site.templates else []
    for folder in (*templates, *sorted(site.output.glob("client/*/_custom"))):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path


def output_is(output: Path, manifest: str) -> bool:
    """Whether a folder holds what the manifest with this digest lists, byte for byte."""
    path = output / MANIFEST
    try:
        if sha256_of(path) != manifest:
            return False
        found = manifest_at(output)
        slots = [output / name for name in found.get("slots", ())]
        return all(slot.exists() for slot in slots) and all(
            sha256_of(output / name) == made for name, made in found["files"].items()
        )
    except (OSError, OutputError):
        return False
