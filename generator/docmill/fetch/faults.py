"""Why a page did not come, told with a code that `docmill explain` knows."""

from __future__ import annotations


class PageError(Exception):
    """A page that did not come, or must not replace the one that is there.

    `code` is one of `fetchcodes`. `temporary` where the same request may succeed later; `gone`
    where the server says that there is no such page.
    """

    def __init__(self, code: str, told: str, *, temporary: bool = False, gone: bool = False):
        super().__init__(f"{code}: {told}")
        self.code = code
        self.told = told
        self.temporary = temporary
        self.gone = gone


def unreachable(told: str) -> PageError:
    """A fault that may pass."""
    return PageError("fetch-unreachable", told, temporary=True)
