"""Everything that docmill raises; what a page says wrong is a finding, never an exception.

DocmillError            shown as one message, exit code 2, nothing written
├── InputError          a file that cannot be read at all, with its path and line
├── UsageError          a command, option or configuration that cannot be carried out
├── OutputError         the output cannot be written, or would overwrite somebody's work
├── FetchError          the pages of a site cannot be fetched
├── LossError           what was fetched says much less than what is there; exit code 3
└── CorrectionError     a correction does not fit the document any more; exit code 4
"""

from __future__ import annotations

EXIT_PAGES_FAILED = 1
EXIT_USAGE = 2
EXIT_REFUSED = 3
"""What was asked for does not hold: a great loss, changes that must not be, files that differ."""
EXIT_STALE = 4
"""What people decided does not fit any more."""


class DocmillError(Exception):
    """A wrong command or unusable input; the message says what to do about it."""

    exit_code = EXIT_USAGE


class InputError(DocmillError):
    """A file that cannot be read: missing, too large, not text, not a spec.

    `path` is shown as the user gave it; `line` is 1-based, or None where no line is to blame.
    """

    def __init__(self, path: str, message: str, line: int | None = None) -> None:
        place = path if line is None else f"{path}:{line}"
        super().__init__(f"{place}: {message}")
        self.path = path
        self.line = line
        self.message = message

    def at_path(self, path: str) -> InputError:
        """The same error of a file that the reader of the message knows by another path."""
        return InputError(path, self.message, self.line)


class UsageError(DocmillError):
    """A command line or a configuration that cannot be carried out."""


class OutputError(DocmillError):
    """The output folder cannot be written, or holds work that docmill must not overwrite."""


class FetchError(DocmillError):
    """The list of a site's pages cannot be had, or the time for all of them is over."""


class LossError(DocmillError):
    """Much of what the pages said would be gone with those that were fetched."""

    exit_code = EXIT_REFUSED


class CorrectionError(DocmillError):
    """What people corrected does not fit what the pages say now; nothing was written."""

    exit_code = EXIT_STALE
