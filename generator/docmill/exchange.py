"""Two folders change places in one step: `renameat2` of Linux, `renamex_np` of macOS."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
"""The flags of the two systems, from linux/fs.h and sys/stdio.h."""


def exchange(one: Path, other: Path) -> None:
    """Let two paths of one file system change places; whoever looks sees both or neither done.

    Raises OSError; its number is ENOSYS where the system cannot do it at all.
    """
    call = _call()
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(one))
    if call(os.fsencode(one), os.fsencode(other)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(one), None, str(other))


@cache
def _call() -> Any:
    """The system's function of two paths, or None where it has none."""
    libc: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None

    def swap(one: bytes, other: bytes) -> Any:
        return libc.renamex_np(one, other, _RENAME_SWAP)

    def rename(one: bytes, other: bytes) -> Any:
        return libc.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)

    if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        return swap
    return rename if libc is not None and hasattr(libc, "renameat2") else None
