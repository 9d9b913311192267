"""HTTP statuses in words, the same under every version of Python."""

from __future__ import annotations

from http import HTTPStatus

# as RFC 7231 had them; newer versions of Python have the words of RFC 9110
_OLDER = {
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    416: "Requested Range Not Satisfiable",
    422: "Unprocessable Entity",
}


def phrase_of(status: int) -> str:
    """The phrase of a status: 400 gives `Bad Request`; unknown ones `Status` and their number."""
    if status in _OLDER:
        return _OLDER[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
