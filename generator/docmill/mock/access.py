"""Who may call an operation: any credential of a kind that it asks for, or the one that is set."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from werkzeug import Request

from docmill.api import pointer
from docmill.document import Reader, text_of
from docmill.mock.operations import Operation
from docmill.values import mapping

_SECRET = re.compile(r"token|secret|passw|pwd|key|credential|auth|session|signature", re.IGNORECASE)


class Access:
    """The ways to authenticate of one document.

    `credential` is the one that is accepted: a token, a key, or `user:password`; any where None.
    """

    def __init__(self, reader: Reader, credential: str | None) -> None:
        schemes = mapping(mapping(reader.api.document.get("components")).get("securitySchemes"))
        self._schemes = {
            name: reader.followed(value, pointer("components", "securitySchemes", name))[0]
            for name, value in schemes.items()
        }
        self._credential = credential

    def names(self, location: str) -> set[str]:
        """The names of the query keys, headers or cookies that hold a key."""
        return {
            text_of(scheme, "name")
            for scheme in self._schemes.values()
            if text_of(scheme, "type") == "apiKey" and text_of(scheme, "in") == location
        }

    def allows(self, operation: Operation, request: Request) -> bool:
        """Whether a request has what one of the operation's alternatives asks for."""
        alternatives = operation.security
        return not alternatives or any(
            all(self._has(self._schemes.get(name, {}), request) for name in names)
            for names in alternatives
        )

    def challenges(self, operation: Operation) -> Iterator[str]:
        """The values of WWW-Authenticate for an operation."""
        schemes = [self._schemes.get(name, {}) for names in operation.security for name in names]
        words = {"basic": 'Basic realm="api"', "bearer": "Bearer"}
        kinds = dict.fromkeys(_kind(scheme) for scheme in schemes)
        yield from (words[kind] for kind in kinds if kind in words)

    def _has(self, scheme: dict[str, Any], request: Request) -> bool:
        name = text_of(scheme, "name")
        match _kind(scheme):
            case "bearer" | "basic" as kind:
                word, _, secret = request.headers.get("Authorization", "").partition(" ")
                if word.lower() != kind:
                    return False
                return self._accepts(_decoded(secret) if kind == "basic" else secret)
            case "header":
                return self._accepts(request.headers.get(name, ""))
            case "query":
                return self._accepts(request.args.get(name, ""))
            case "cookie":
                return self._accepts(request.cookies.get(name, ""))
            case "other":
                return self._accepts(request.headers.get("Authorization", ""))
            case _:
                return True  # a certificate, or a scheme that the document does not describe

    def _accepts(self, secret: str) -> bool:
        return secret == self._credential if self._credential is not None else bool(secret.strip())


def _kind(scheme: dict[str, Any]) -> str:
    match text_of(scheme, "type"):
        case "http":
            word = text_of(scheme, "scheme").lower()
            return word if word in ("basic", "bearer") else "other"
        case "oauth2" | "openIdConnect":
            return "bearer"
        case "apiKey":
            return text_of(scheme, "in")
        case _:
            return ""


def _decoded(secret: str) -> str:
    """The user and password of Basic, or nothing where that is not what stands there."""
    try:
        text = base64.b64decode(secret.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return text if ":" in text else ""


def without_secrets(target: str, names: set[str]) -> str:
    """A path with its query for a log: what authenticates or looks as if it did is not shown."""
    path, mark, query = target.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&")]
    shown = [
        (
            f"{key}=***"
            if sign and (unquote_plus(key) in names or _SECRET.search(key))
            else key + sign + value
        )
        for key, sign, value in pairs
    ]
    return path + mark + "&".join(shown)
