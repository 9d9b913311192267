"""OpenAPI documents inside of Markdown pages: newer exports end in `## OpenAPI` and one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docmill.page import Page

_FENCE = re.compile(
    r"^[ ]{0,3}(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)\n(?P<text>.*?)^[ ]{0,3}(?P=mark)`*~*[ ]*$",
    re.MULTILINE | re.DOTALL,
)
_LANGUAGE = re.compile(r"(ya?ml|json)\b", re.IGNORECASE)
_OPENAPI = re.compile(r"\s*(?:\{\s*\"openapi\"\s*:\s*\"3\.|openapi\s*:\s*[\"']?3\.)")


def is_document(text: str) -> bool:
    """Whether a sample is an OpenAPI document."""
    return _OPENAPI.match(text) is not None


def fragments_of(page: Page) -> Iterator[Page]:
    """The OpenAPI documents on a page, each as a page of the same name and with the same lines."""
    if "openapi" not in page.text or ("```" not in page.text and "~~~" not in page.text):
        return
    for found in _FENCE.finditer(page.text):
        if is_document(found["text"]) and _LANGUAGE.match(found["info"].strip()):
            above = page.text.count("\n", 0, found.start("text"))
            yield Page(page.name, "\n" * above + found["text"])
