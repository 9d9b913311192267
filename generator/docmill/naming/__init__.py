"""naming: what has a name keeps it. The document of a run gets the names that were given out."""

from __future__ import annotations

from docmill.naming.applying import named
from docmill.naming.namesfile import names_of, text_of
from docmill.naming.renaming import expired, renamed, without_expired, without_gone

__all__ = [
    "expired",
    "named",
    "names_of",
    "renamed",
    "text_of",
    "without_expired",
    "without_gone",
]
