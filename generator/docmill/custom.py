"""Hand-written modules beside the emitted ones: which classes they put in the place of others."""

from __future__ import annotations

import ast
from pathlib import Path

from docmill.api import Custom
from docmill.errors import UsageError

FOLDER = "_custom"
"""The folder in the client's package that is never written to."""


def custom_of(package: Path) -> Custom:
    """The classes that each module in `_custom` of a package's folder defines.

    The modules are read, not run. Raises UsageError for one that is no Python, with its line.
    """
    found: dict[str, frozenset[str]] = {}
    for path in sorted((package / FOLDER).glob("*.py")):
        try:
            tree = ast.parse(path.read_bytes(), str(path))
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            raise UsageError(f"{path}:{line}: no Python: {error}") from None
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
        found[path.stem] = frozenset(n.name for n in tree.body if isinstance(n, ast.ClassDef))
    return found
