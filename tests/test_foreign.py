"""Documents as large publishers write them: the client is right, and its own tests pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docmill.emit.planning import plan_of
from emit_support import emitted, run_tests, small_api, write

_NAMED = {"type": "object", "properties": {"name": {"type": "string"}}}
_LOOSE: dict[str, Any] = {"allOf": [_NAMED, {"required": ["name", "kind"]}]}
"""`kind` is required, and no schema says what it is."""


def _operation(name: str, body: dict[str, Any], status: str = "200", **extra: Any) -> Any:
    media = next(iter(body))
    answer = {"description": "OK", "content": {"application/json": {"schema": _NAMED}}}
    return {
        "operationId": name,
        "tags": ["files"],
        "requestBody": {"required": True, "content": {media: {"schema": body[media]}}},
        "responses": {status: answer},
        **extra,
    }


_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
_FIELDS = {"name": "fields", "in": "query", "schema": {"type": "string"}}
_LINK = {"type": "object", "properties": {"link": {"type": "string"}}}
PATHS: dict[str, Any] = {
    "/files/{id}": {
        "parameters": [_ID],
        "put": _operation("rename", {"application/json": _NAMED}),
    },
    "/files/{id}#link": {
        "parameters": [_ID],
        "put": _operation("link", {"application/json": _LINK}, parameters=[_FIELDS]),
    },
    "/files": {
        "post": _operation("create", {"application/json": _LOOSE}, "204"),
        "put": _operation("replace", {"application/x-www-form-urlencoded": _LOOSE}),
    },
}


def test_operations_of_one_path_that_a_fragment_tells_apart_are_sent_to_that_path() -> None:
    (files,) = plan_of(small_api(PATHS))[0].resources
    paths = {one.method: one.path for one in files.operations}
    assert paths == {
        "rename": "/files/{id}",
        "link": "/files/{id}",
        "create": "/files",
        "replace": "/files",
    }


def test_the_emitted_tests_pass_on_fragments_bodies_of_204_and_undescribed_keys(
    tmp_path: Path,
) -> None:
    write(emitted(small_api(PATHS))[0], tmp_path)
    result = run_tests(tmp_path)
    assert result.returncode == 0, result.stdout
