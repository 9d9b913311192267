"""What was worked out before, by the digest of all that it was made of.

A cache only saves time: an entry that is missing, damaged or of another docmill is made anew, and
with a cache or without, a run gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

_VARIABLE = "DOCMILL_CACHE"
_DAY = 86_400.0
_KEPT_DAYS = 30
_MODULES = ("docmill.", "pathlib")
_PACKAGE = Path(__file__).resolve().parent
_HASH = hashlib.sha256
_SIZE = _HASH().digest_size


class Cache:
    """Values by kind and key, in a folder and in memory; without a folder in memory alone.

    What is taken from memory is the very object that was put there. `turn` forgets what was not
    asked for since the last time, so that a long watch does not grow.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._now: dict[str, Any] = {}
        self._before: dict[str, Any] = {}

    def get(self, kind: str, key: str) -> Any:
        """The value, or None where there is none that can be used."""
        name = f"{kind}/{key}"
        if name in self._now:
            return self._now[name]
        found = self._before.get(name)
        if found is None:
            found = self._read(kind, key)
        if found is not None:
            self._now[name] = found
        return found

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a value. A folder that cannot be written to is no fault: nothing is kept there."""
        self._now[f"{kind}/{key}"] = value
        if self.folder is None:
            return
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        path = self._path(kind, key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, new = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(descriptor, "wb") as file:
                file.write(_HASH(data).digest() + data)
            os.replace(new, path)

    def turn(self) -> None:
        """A run has ended: forget what it did not ask for, and once a day what nobody asks for."""
        self._before, self._now = self._now, {}
        if self.folder is not None:
            with suppress(OSError):
                _prune(self.folder)

    def _path(self, kind: str, key: str) -> Path:
        assert self.folder is not None
        return self.folder / kind / key[:2] / key

    def _read(self, kind: str, key: str) -> Any:
        if self.folder is None:
            return None
        path = self._path(kind, key)
        try:
            with path.open("rb") as file:
                data = file.read()
                if time.time() - os.fstat(file.fileno()).st_mtime > _DAY:
                    os.utime(path)
        except OSError:
            return None
        if _HASH(data[_SIZE:]).digest() != data[:_SIZE]:
            return None
        try:
            return _Reader(io.BytesIO(data[_SIZE:])).load()
        except Exception:  # whatever is wrong with it, it is made anew
            return None


class _Reader(pickle.Unpickler):
    """Reads docmill's own values: whoever can write to the folder cannot make it run anything."""

    def find_class(self, module: str, name: str) -> Any:
        """A dataclass of docmill, or a path. Raises UnpicklingError for anything else."""
        found: Any = super().find_class(module, name) if module.startswith(_MODULES) else None
        if isinstance(found, type) and (hasattr(found, "__dataclass_fields__") or found in _PLAIN):
            return found
        raise pickle.UnpicklingError(f"{module}.{name}")


_PLAIN = (type(Path()), Path)


def key_of(parts: Iterable[str | bytes]) -> str:
    """A key for what is made of `parts`, and of this docmill."""
    found = _HASH(engine())
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()


@cache
def engine() -> bytes:
    """A digest of what makes values: docmill's own files, Python and the packages beside."""
    found = _HASH(sys.version.encode())
    own = [path for path in _PACKAGE.rglob("*") if path.suffix in (".py", ".j2")]
    own += (_PACKAGE.parent.parent / "templates").rglob("*.j2")  # in a checkout
    for path in sorted(own):
        found.update(path.name.encode())
        found.update(path.read_bytes())
    for folder in sys.path:
        with suppress(OSError):
            names = [name for name in os.listdir(folder or ".") if name.endswith(".dist-info")]
            found.update("\n".join(sorted(names)).encode("utf-8", "surrogateescape"))
    return found.digest()


def cache_folder() -> Path | None:
    """Where the cache is: `DOCMILL_CACHE`, else among the user's caches; None where there is no
    home to keep it in."""
    if named := os.environ.get(_VARIABLE):
        return Path(named)
    from platformdirs import user_cache_path

    try:
        return user_cache_path("docmill", appauthor=False)
    except (OSError, RuntimeError):
        return None


def _prune(folder: Path) -> None:
    mark = folder / "pruned"
    now = time.time()
    if mark.exists() and now - mark.stat().st_mtime < _DAY:
        return
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
    for path in folder.glob("*/??/*"):
        if now - path.stat().st_mtime > _KEPT_DAYS * _DAY:
            path.unlink()
