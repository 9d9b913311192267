"""Writing the output: all of it or nothing, nothing of anybody else, nothing that is unchanged."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docmill import __version__
from docmill.errors import OutputError
from docmill.files import bytes_of
from docmill.swap import Change
from docmill.values import is_mapping, listing, mapping

MANIFEST = "MANIFEST.json"


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did to the output folder, as paths relative to it."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do to the output folder: `change`, and what is told of it when done."""

    change: Change
    written: Written


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def manifest_at(root: Path) -> dict[str, Any]:
    """The manifest of an output folder, or an empty one. Raises OutputError where it is broken."""
    if os.path.exists(root) and not root.is_dir():
        raise OutputError(f"{root}: is a file, not a folder; nothing written")
    path = root / MANIFEST
    data = _read(path)
    if data is None:
        return {"files": {}, "pages": {}}
    try:
        found = mapping(json.loads(data))
    except (ValueError, RecursionError):
        found = {}
    files = found.get("files")
    if is_mapping(files) and all(
        isinstance(digest, str) and "\0" not in name for name, digest in files.items()
    ):
        return found
    raise OutputError(f"{path}: is no manifest of docmill; move it out of the way")


def made_in(folder: Path) -> set[Path]:
    """The real paths of what docmill wrote from `folder`; none where it is no output folder."""
    if not os.path.isfile(folder / MANIFEST):
        return set()
    try:
        manifest = manifest_at(folder)
    except OutputError:  # of somebody else, and as such no affair of docmill's
        return set()
    if "docmill" not in manifest:
        return set()
    slots = listing(manifest.get("slots"))
    return {_real(folder / str(name)) for name in (MANIFEST, *manifest["files"], *slots)}


def planned(
    root: Path,
    files: Mapping[str, str],
    made_of: Mapping[str, Any],
    slots: Mapping[str, str],
    *,
    force: bool,
) -> Plan:
    """Have the folder `root` hold `files` (paths relative to it) and a manifest of them.

    `made_of` goes into the manifest: the name of the package, and the pages by name. `slots` are
    files that are written where there are none, and are the user's from then on.

    A file that the last manifest lists and that is no longer made is removed. Raises OutputError
    where a file was edited by hand or is not docmill's (unless `force`), or cannot be read.
    """
    old: Mapping[str, str] = manifest_at(root)["files"]
    new = {name: text.encode("utf-8") for name, text in sorted(files.items())}
    present = {name: data for name in {*old, *new} if (data := _read(root / name)) is not None}
    if not force:
        _refuse_edited(root, old, new, present)
    homes = {_real(root / name).parent for name in new} | {_real(root)}
    gone = tuple(
        name
        for name in sorted(old)
        if name not in new and name in present and _inside(root / name, homes)
    )
    new[MANIFEST] = _manifest(made_of, new, slots)
    if (data := _read(root / MANIFEST)) is not None:
        present[MANIFEST] = data
    changed = {name: data for name, data in new.items() if present.get(name) != data}
    kept = tuple(name for name in new if name not in changed)
    absent = {name: text for name, text in slots.items() if not os.path.lexists(root / name)}
    changed |= {name: text.encode("utf-8") for name, text in absent.items()}
    return Plan(Change(root, changed, gone), Written(tuple(changed), kept, gone))


def _manifest(
    made_of: Mapping[str, Any], files: Mapping[str, bytes], slots: Mapping[str, str]
) -> bytes:
    digests = {name: digest(data) for name, data in files.items()}
    manifest = {"docmill": __version__, **made_of, "files": digests, "slots": sorted(slots)}
    # in ASCII, because a path to a page may hold bytes that are no UTF-8
    return f"{json.dumps(manifest, indent=1, sort_keys=True)}\n".encode()


def _inside(path: Path, homes: set[Path]) -> bool:
    """A manifest that somebody tampered with removes nothing outside of the folders written to."""
    return any(home in _real(path).parents for home in homes)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # Path.resolve raises where links go round in circles


def _read(path: Path) -> bytes | None:
    """What lies at a path; None where nothing does."""
    try:
        return bytes_of(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}; nothing written") from None


def _refuse_edited(
    root: Path, old: Mapping[str, str], new: Mapping[str, bytes], present: Mapping[str, bytes]
) -> None:
    edited = [
        name
        for name, data in sorted(present.items())
        if digest(data) != old.get(name) and data != new.get(name)
    ]
    if edited:
        listed = "\n".join(f"  {root / name}" for name in edited[:10])
        more = f"\n  and {len(edited) - 10} more" if len(edited) > 10 else ""
        raise OutputError(
            f"edited by hand, or not made by docmill; nothing written:\n{listed}{more}\n"
            "Move your changes elsewhere, or overwrite them with --force."
        )
