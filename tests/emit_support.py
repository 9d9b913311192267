"""Emitting clients in tests, and running what checks them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docmill import yamltext
from docmill.api import Api
from docmill.emit import EMITTERS, Templates
from docmill.findings import Finding

CORPUS = Path(__file__).parent / "corpus" / "openapi"
FIXTURES = sorted(path.stem for path in CORPUS.glob("*.yaml"))
REPOSITORY = Path(__file__).parent.parent


def api_of(fixture: str) -> Api:
    """The OpenAPI fixture of this name."""
    path = CORPUS / f"{fixture}.yaml"
    document, places = yamltext.load(path.name, path.read_text(encoding="utf-8"))
    return Api(fixture, document, {at: (place,) for at, place in places.items()})


def small_api(paths: Mapping[str, Any], **rest: Any) -> Api:
    """An API of these paths on one server."""
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "servers": [{"url": "https://small.example"}],
        "paths": dict(paths),
        **rest,
    }
    return Api("small", document)


def emitted(api: Api) -> tuple[dict[str, str], list[Finding]]:
    """All files that are emitted from an API, and all findings."""
    parts = [emitter.emit(api, Templates()) for emitter in EMITTERS]
    files = {name: text for part in parts for name, text in part.files.items()}
    return files, [finding for part in parts for finding in part.findings]


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write emitted files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a Python module's command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def run_tests(
    folder: Path, *options: str, tests: str = "tests"
) -> subprocess.CompletedProcess[str]:
    """Run the emitted tests in a folder, or some of them, against the client beside them."""
    command = ("pytest", tests, "-q", "-p", "no:cacheprovider", "-W", "error", *options)
    path = str(folder / "client")
    # the plugins of this environment take longer to import than most tests to run
    return run(*command, folder=folder, PYTHONPATH=path, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
