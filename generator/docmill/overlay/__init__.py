"""Overlays: what people correct in an OpenAPI document, read, applied and written.

The files are those of the OpenAPI Overlay Specification 1.0 and 1.1, with two demands more: each
action says why (`description`), and matches as many nodes as it says (`x-docmill-matches`, one by
default). `reading` takes the files, `applying` changes the document by `merging` and keeps its
`lines`, `queries` is JSONPath in both directions, `appending` writes a further action.
"""

from __future__ import annotations

from docmill.overlay.appending import appended, begun
from docmill.overlay.applying import Applied, Fault, applied
from docmill.overlay.queries import path_of
from docmill.overlay.reading import Action, Mistake, Overlay, overlay_of

__all__ = [
    "Action",
    "Applied",
    "Fault",
    "Mistake",
    "Overlay",
    "appended",
    "applied",
    "begun",
    "overlay_of",
    "path_of",
]
