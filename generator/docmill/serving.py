"""An API served from its documentation: the inputs become a document, the mock answers for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docmill.errors import UsageError
from docmill.milling import mill
from docmill.mock import Application, Server, Settings


def server_of(
    spec: Path,
    host: str,
    port: int,
    *,
    strict: bool = False,
    credential: str | None = None,
    log: Callable[[str], None] | None = None,
) -> Server:
    """A server for an OpenAPI file, a folder that `generate` wrote, or what `generate` takes.

    Raises InputError where it cannot be read, UsageError where nothing is there to serve or the
    address cannot be listened on.
    """
    written = spec / "openapi.yaml"
    api = mill([written if written.is_file() else spec], None).api
    application = Application(api, Settings(strict, credential, log))
    if not application.operations:
        raise UsageError(f"{spec}: documents no operation, so there is nothing to serve")
    return Server(application, host, port)
