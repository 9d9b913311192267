"""Writing the output: all of it or nothing, nothing of anybody else, nothing that is unchanged."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from docmill import __version__
from docmill.config import DECISIONS
from docmill.errors import OutputError
from docmill.files import bytes_of, sha256_of
from docmill.memory import recall
from docmill.swap import Change, unfinished
from docmill.values import is_mapping, listing, mapping

MANIFEST = "MANIFEST.json"
T = TypeVar("T")
FINDINGS = "findings.txt"


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did to the output folder, as paths relative to it."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do to the output folder: `change`, and what is told of it when done.

    `edited` names the files that were edited by hand, or that are not docmill's, and that it would
    overwrite or remove; `slots` those that are the user's once they are written, `shared` those
    that people edit, too, and that hold what they wrote.
    """

    change: Change
    written: Written
    edited: tuple[str, ...]
    slots: tuple[str, ...]
    shared: tuple[str, ...] = ()

    def refuse(self, *, force: bool) -> None:
        """Raises OutputError where a file is read-only or, unless `force`, was edited by hand."""
        if not force and self.edited:
            _refuse_edited(self.change.root, self.edited)
        _refuse_read_only(self.change.root, (*self.change.files, *self.change.gone))


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


def review_of(manifest: Mapping[str, Any], root: Path) -> Path:
    """The folder of what people decide, of the site whose manifest lies in `root`: the findings
    are told there."""
    names = (str(name) for name in mapping(manifest.get("files")))
    found = (name for name in names if name.rpartition("/")[2] == FINDINGS)
    return (root / next(found, FINDINGS)).parent


def made_in(folder: Path) -> set[Path]:
    """The real paths of what docmill wrote from `folder`, and of what people decide about it; none
    where it is no output folder."""
    if not os.path.isfile(folder / MANIFEST):
        return set()
    try:
        manifest = manifest_at(folder)
    except OutputError:  # of somebody else, and as such no affair of docmill's
        return set()
    if "docmill" not in manifest:
        return set()
    slots = listing(manifest.get("slots"))
    beside = {_real(review_of(manifest, folder) / name) for name in DECISIONS}
    return beside | {_real(folder / str(name)) for name in (MANIFEST, *manifest["files"], *slots)}


def planned(
    root: Path,
    files: Mapping[str, str],
    made_of: Mapping[str, Any],
    slots: Mapping[str, str],
    trees: Iterable[Path] = (),
    shared: Mapping[str, str] | None = None,
) -> Plan:
    """Have the folder `root` hold `files` (paths relative to it) and a manifest of them.

    `made_of` goes into the manifest: the name of the package, and the pages by name. `slots` are
    files that are written where there are none, and are the user's from then on. `trees` are the
    folders that are replaced as a whole, `root` if none is named. `shared` are files that people
    edit, too: the manifest does not know them.

    A file that the last manifest lists and that is no longer made is removed. Raises OutputError
    where a file cannot be read.
    """
    old: Mapping[str, str] = manifest_at(root)["files"]
    new = _encoded(dict(sorted(files.items())))
    made = {name: recall(("digest", files[name]), partial(digest, new[name])) for name in new}
    there = ((name, _digest_at(root / name)) for name in {*old, *new})
    present = {name: found for name, found in there if found}
    ours = {*old.items(), *_interrupted(root)}
    known = [(name, found) for name, found in sorted(present.items()) if found != made.get(name)]
    edited = tuple(name for name, found in known if (name, found) not in ours)
    homes = {home.parent for home in _reals(root, new)} | {_real(root)}
    left = (name for name in sorted(old) if name not in new and name in present)
    gone = tuple(name for name in left if _inside(root / name, homes))
    both = _encoded(shared or {})
    new = {**both, **new, MANIFEST: _manifest(made_of, made, slots)}
    for name in (*both, MANIFEST):
        made[name], present[name] = digest(new[name]), _digest_at(root / name) or ""
    changed = {name: data for name, data in new.items() if present.get(name) != made[name]}
    kept = tuple(name for name in new if name not in changed)
    absent = {name: text for name, text in slots.items() if not os.path.lexists(root / name)}
    changed = _encoded(absent) | changed  # the manifest comes last
    change = Change(root, changed, gone, tuple(trees))
    return Plan(change, Written(tuple(changed), kept, gone), edited, tuple(absent), tuple(both))


def _encoded(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {name: recall(("bytes", text), text.encode) for name, text in texts.items()}


def _manifest(
    made_of: Mapping[str, Any], digests: Mapping[str, str], slots: Mapping[str, str]
) -> bytes:
    manifest = {"docmill": __version__, **made_of, "files": digests, "slots": sorted(slots)}
    # in ASCII, because a path to a page may hold bytes that are no UTF-8
    return f"{json.dumps(manifest, indent=1, sort_keys=True)}\n".encode()


def _reals(root: Path, names: Iterable[str]) -> set[Path]:
    """A real path in each folder that one of the names lies in."""
    return {_real(path) for path in {(root / name).parent: root / name for name in names}.values()}


def _inside(path: Path, homes: set[Path]) -> bool:
    """A manifest that somebody tampered with removes nothing outside of the folders written to."""
    return any(home in _real(path).parents for home in homes)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # Path.resolve raises where links go round in circles


def _read(path: Path) -> bytes | None:
    """What lies at a path; None where nothing does."""
    return _of_file(path, bytes_of)


def _digest_at(path: Path) -> str | None:
    """The digest of what lies at a path; None where nothing does."""
    return _of_file(path, sha256_of)


def _of_file(path: Path, what: Callable[[Path], T]) -> T | None:
    try:
        return what(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}; nothing written") from None


def _interrupted(root: Path) -> Iterator[tuple[str, str]]:
    """The files, with their digests, of runs that were killed while they replaced them."""
    for data in unfinished(root):
        with suppress(ValueError, RecursionError):
            files = mapping(mapping(json.loads(data)).get("files"))
            yield from ((name, str(made)) for name, made in files.items())


def _refuse_read_only(root: Path, names: Iterable[str]) -> None:
    """Whoever takes the right to write from a file means it, though its folder allows more."""
    for name in names:
        path = root / name
        with suppress(OSError):
            if stat.S_ISREG(mode := path.lstat().st_mode) and not mode & 0o222:
                raise OutputError(f"{path}: is read-only; nothing written")


def _refuse_edited(root: Path, edited: tuple[str, ...]) -> None:
    listed = "\n".join(f"  {root / name}" for name in edited[:10])
    more = f"\n  and {len(edited) - 10} more" if len(edited) > 10 else ""
    raise OutputError(
        f"edited by hand, or not made by docmill; nothing written:\n{listed}{more}\n"
        "Move your changes elsewhere, or overwrite them with --force."
    )
