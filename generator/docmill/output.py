"""Writing the output: all of it or nothing, nothing of anybody else, nothing that is unchanged."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docmill import __version__
from docmill.errors import OutputError

MANIFEST = "MANIFEST.json"


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did to the output folder, as paths relative to it."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def manifest_at(root: Path) -> dict[str, Any]:
    """The manifest of an output folder, or an empty one. Raises OutputError where it is broken."""
    path = root / MANIFEST
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if not all(isinstance(v, str) for v in found["files"].values()):
            raise TypeError
    except FileNotFoundError:
        return {"files": {}, "pages": {}}
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}; nothing written") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise OutputError(f"{path}: is no manifest of docmill; move it out of the way") from None
    return found


def write_tree(
    root: Path,
    files: Mapping[str, str],
    made_of: Mapping[str, Any],
    *,
    force: bool,
) -> Written:
    """Bring the folder `root` to hold `files` (paths relative to it) and a manifest of them.

    `made_of` goes into the manifest: the name of the package, and the pages by name.

    A file that the last manifest lists and that is no longer made is removed. Raises OutputError,
    with nothing written, where a file was edited by hand or is not docmill's (unless `force`), or
    where the folder cannot be written.
    """
    old: Mapping[str, str] = manifest_at(root)["files"]
    new = {name: text.encode("utf-8") for name, text in sorted(files.items())}
    present = {name: data for name in {*old, *new} if (data := _read(root / name)) is not None}
    if not force:
        _refuse_edited(root, old, new, present)
    changed = [name for name, data in new.items() if present.get(name) != data]
    homes = {(root / name).resolve().parent for name in new} | {root.resolve()}
    gone = sorted(
        name for name in old if name not in new and name in present and _inside(root / name, homes)
    )
    manifest = {
        "docmill": __version__,
        **made_of,
        "files": {name: digest(data) for name, data in new.items()},
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if _read(root / MANIFEST) != text.encode():
        new[MANIFEST] = text.encode()
        changed.append(MANIFEST)
    try:
        _swap(root, {name: new[name] for name in changed}, gone)
    except OSError as error:
        raise OutputError(f"{error.filename or root}: {error.strerror}; nothing written") from None
    kept = tuple(name for name in new if name not in changed)
    return Written(tuple(changed), kept, tuple(gone))


def _inside(path: Path, homes: set[Path]) -> bool:
    """A manifest that somebody tampered with removes nothing outside of the folders written to."""
    return any(home in path.resolve().parents for home in homes)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
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


def _swap(root: Path, files: Mapping[str, bytes], gone: list[str]) -> None:
    """Stage every file first, so that a full disk is noticed before the first is replaced."""
    if not files and not gone:
        return
    root.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".docmill-", dir=root))
    try:
        staged = [(stage / str(n), root / name) for n, name in enumerate(files)]
        for (temporary, target), data in zip(staged, files.values(), strict=True):
            temporary.write_bytes(data)
            temporary.chmod(0o644)
            target.parent.mkdir(parents=True, exist_ok=True)
        for temporary, target in staged:
            os.replace(temporary, target)
        for name in gone:
            (root / name).unlink(missing_ok=True)
            _prune(root / name, root)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _prune(path: Path, root: Path) -> None:
    """Remove the folders that the last file of docmill has left empty."""
    for folder in path.parents:
        if folder == root or not folder.is_relative_to(root):
            return
        try:
            folder.rmdir()
        except OSError:
            return
