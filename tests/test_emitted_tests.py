"""The tests that come with a client: how they run, what they say, and that they write nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from docmill.api import Api
from docmill.emit.planning import plan_of
from docmill.emit.samples import Samples
from emit_support import FIXTURES, api_of, emitted, run, run_tests, small_api, write

SHUFFLE = """
import random

def pytest_collection_modifyitems(items):
    random.Random(7).shuffle(items)
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    write(emitted(api_of("shop"))[0], folder)
    return folder


def test_they_pass_in_parallel_in_any_order_and_leave_no_file_behind(
    shop: Path, tmp_path: Path
) -> None:
    (tmp_path / "shuffle.py").write_text(SHUFFLE)
    before = sorted(shop.rglob("*"))
    search = os.pathsep.join([str(shop / "client"), str(tmp_path)])
    options = ("-q", "-n", "2", "-p", "shuffle", "-p", "no:cacheprovider", "-W", "error")
    result = run("pytest", str(shop / "tests"), *options, folder=tmp_path, PYTHONPATH=search)
    assert result.returncode == 0, result.stdout
    assert sorted(shop.rglob("*")) == before
    assert "skipped" not in result.stdout


KINDS = {
    "test_it_sends_its_required_arguments[sync-products.create]",
    "test_it_sends_its_required_arguments[async-products.create]",
    "test_it_sends_all_arguments[async-products.list]",
    "test_it_sends_each_argument_under_its_own_name[sync-products.list]",
    "test_it_needs_each_required_argument[async-orders.list]",
    "test_it_tells_null_from_not_given[sync-products.update]",
    "test_it_authenticates_in_each_way[async-products.update]",
    "test_it_returns_the_answer[sync-products.create-201]",
    "test_it_returns_the_answer[sync-products.create-202]",
    "test_it_keeps_enum_values_that_it_does_not_know[async-products.get-200]",
    "test_it_reads_an_answer_of_nulls[sync-products.get-200]",
    "test_it_raises_the_error[sync-products.create-409]",  # documented as such
    "test_it_raises_the_error[sync-products.create-418]",  # documented as 4XX
    "test_it_raises_the_error[sync-products.list-418]",  # documented as default
    "test_it_raises_the_error[sync-products.delete-418]",  # not documented
}


def test_there_is_a_test_of_each_kind(shop: Path) -> None:
    told = run_tests(shop, "--collect-only").stdout
    names = set(re.findall(r"::(test_\S+)", told))
    assert KINDS - names == set()


BODY: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "size": {"type": "integer"}},
}


def body_api(media: dict[str, Any]) -> Api:
    content = {"application/json": {"schema": BODY, **media}}
    responses = {"200": {"description": "OK"}}
    operation = {"tags": ["a"], "requestBody": {"required": True, "content": content}}
    return small_api({"/a": {"post": {**operation, "responses": responses}}})


@pytest.mark.parametrize(
    ("media", "told"),
    [
        ({"example": {"name": "x", "size": 1}}, 'Sample({"name": "x", "size": 1})'),
        (
            {"x-docmill-invalid-examples": [{"name": "x", "size": "L"}]},
            'Sample({"name": "x", "size": "L"}, checked=False)',
        ),
        (
            {"examples": {"one": {"value": {"name": "x", "other": 1}}}},
            'Sample({"name": "x"}, checked=False)',
        ),
    ],
)
def test_a_documented_body_is_sent(media: dict[str, Any], told: str, tmp_path: Path) -> None:
    files, _ = emitted(body_api(media))
    assert told in files["tests/cases/a.py"]
    write(files, tmp_path)
    result = run_tests(tmp_path)
    assert result.returncode == 0, result.stdout


def test_a_failure_names_operation_argument_and_value(shop: Path, tmp_path: Path) -> None:
    client = tmp_path / "client" / "shop"
    for path in (shop / "client" / "shop").rglob("*.py"):
        text = path.read_text().replace("page page-size status", "page pageSize status")
        (client / path.relative_to(shop / "client" / "shop")).parent.mkdir(
            parents=True, exist_ok=True
        )
        (client / path.relative_to(shop / "client" / "shop")).write_text(text)
    options = ("-q", "-p", "no:cacheprovider", "-k", "all_arguments and products.list and sync")
    told = run(
        "pytest", str(shop / "tests"), *options, folder=tmp_path, PYTHONPATH=str(client.parent)
    )
    assert told.returncode == 1
    assert "test_it_sends_all_arguments[sync-products.list]" in told.stdout
    assert "('pageSize', '2')" in told.stdout
    assert "('page-size', '2')" in told.stdout


@pytest.mark.parametrize("fixture", FIXTURES)
def test_the_types_of_a_client_take_the_samples(fixture: str, tmp_path: Path) -> None:
    write(emitted(api_of(fixture))[0], tmp_path)
    plan, _ = plan_of(api_of(fixture))
    lines = ["import datetime as dt", f"import {plan.package} as api", ""]
    for prefix, wait in (("", ""), ("Async", "await ")):
        lines.append(f"{'async ' * bool(prefix)}def c{prefix}(c: api.{prefix}{plan.class_name}) ->")
        lines[-1] += " None:"
        lines += ["    _ = dt"]
        for resource in plan.resources:
            for one in resource.operations:
                for only in (True, False):
                    samples = Samples(plan, prefix="api.")
                    given = samples.call(samples.arguments(one, only_required=only))
                    lines.append(f"    {wait}c.{resource.module}.{one.method}({given})")
    (tmp_path / "calls.py").write_text("\n".join(lines))
    options = ("--strict", "--cache-dir", os.devnull, "calls.py")
    result = run("mypy", *options, folder=tmp_path, MYPYPATH=str(tmp_path / "client"))
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("fixture", FIXTURES)
def test_pyright_strict_finds_nothing_in_them(fixture: str, tmp_path: Path) -> None:
    write(emitted(api_of(fixture))[0], tmp_path)
    settings = {"typeCheckingMode": "strict", "extraPaths": ["../client"]}
    (tmp_path / "tests" / "pyrightconfig.json").write_text(json.dumps(settings))
    result = run("pyright", "--pythonpath", sys.executable, folder=tmp_path / "tests")
    assert result.returncode == 0, result.stdout


THING = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
THINGS = {"type": "object", "properties": {"records": {"type": "array", "items": THING}}}


def answering(schema: dict[str, Any]) -> dict[str, Any]:
    return {"200": {"description": "OK", "content": {"application/json": {"schema": schema}}}}


def live_api() -> Api:
    identity = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    several = {**identity, "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}}
    since = {"name": "since", "in": "query", "required": True, "schema": {"type": "string"}}
    paths: dict[str, Any] = {
        "/v1/things": {
            "get": {"operationId": "list_things", "responses": answering(THINGS)},
            "post": {"operationId": "create_thing", "responses": answering(THING)},
        },
        "/v1/things/": {
            "get": {
                "operationId": "get_many_things",
                "parameters": [several],
                "responses": answering({"type": "array", "items": THING}),
            }
        },
        "/v1/things/{id}": {
            "parameters": [identity],
            "get": {"operationId": "get_thing", "responses": answering(THING)},
            "delete": {"operationId": "delete_thing", "responses": answering(THING)},
        },
        "/v1/news": {
            "get": {
                "operationId": "get_news",
                "parameters": [since],
                "responses": answering(THINGS),
            }
        },
    }
    for item in paths.values():
        for operation in item.values():
            if isinstance(operation, dict):
                operation["tags"] = ["things"]
    return small_api(
        paths,
        security=[{"bearer": []}],
        components={"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    )


class Api_(BaseHTTPRequestHandler):  # noqa: N801
    """A real API that has one thing, under a base path of its own."""

    def do_GET(self) -> None:
        asked: list[str] = self.server.asked  # type: ignore[attr-defined]
        asked.append(f"{self.command} {self.path} {self.headers['Authorization']}")
        one: dict[str, Any] = self.server.thing  # type: ignore[attr-defined]
        answers: dict[str, Any] = {
            "/base/v1/things": {"records": [one]},
            f"/base/v1/things/?id={one['id']}": [one],
            f"/base/v1/things/{one['id']}": one,
        }
        content = json.dumps(answers[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def real() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Api_) as server:
        server.asked = []  # type: ignore[attr-defined]
        server.thing = {"id": 42, "name": "x"}  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live")
    write(emitted(live_api())[0], folder)
    return folder


def run_live(
    folder: Path, real: ThreadingHTTPServer | None, *options: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    if real:
        url = f"http://127.0.0.1:{real.server_port}/base"
        environment |= {"SMALL_TOKEN": "key", "SMALL_BASE_URL": url}
    command = (
        "pytest",
        "tests",
        "-q",
        "-rs",
        "-p",
        "no:cacheprovider",
        "-k",
        "answers_as_documented",
    )
    return run(*command, *options, folder=folder, PYTHONPATH=str(folder / "client"), **environment)


def test_live_reads_what_can_be_read_and_nothing_else(
    live: Path, real: ThreadingHTTPServer
) -> None:
    told = run_live(live, real, "--live")
    assert told.returncode == 0, told.stdout
    assert "3 passed, 1 skipped" in told.stdout
    assert "no operation tells what to read: needs since" in told.stdout
    asked: list[str] = real.asked  # type: ignore[attr-defined]
    assert set(asked) == {
        "GET /base/v1/things Bearer key",
        "GET /base/v1/things/?id=42 Bearer key",
        "GET /base/v1/things/42 Bearer key",
    }


def test_live_fails_where_an_answer_breaks_the_schema(
    live: Path, real: ThreadingHTTPServer
) -> None:
    real.thing = {"id": 42, "name": 7}  # type: ignore[attr-defined]
    told = run_live(live, real, "--live")
    assert told.returncode == 1
    assert 'response body.name: 7 is not of type "string"' in told.stdout
    assert 'response body.records[0].name: 7 is not of type "string"' in told.stdout


def test_live_warns_of_what_is_not_documented(live: Path, real: ThreadingHTTPServer) -> None:
    real.thing = {"id": 42, "name": "x", "colour": "red"}  # type: ignore[attr-defined]
    told = run_live(live, real, "--live")
    assert told.returncode == 0, told.stdout
    assert "colour is not documented" in told.stdout


def test_live_is_off_unless_asked_for(live: Path, real: ThreadingHTTPServer) -> None:
    told = run_live(live, real)
    assert "test_live" not in told.stdout
    assert real.asked == []  # type: ignore[attr-defined]


def test_live_skips_without_credentials(live: Path) -> None:
    told = run_live(live, None, "--live")
    assert "no credentials: set SMALL_TOKEN" in told.stdout
    assert "4 skipped" in told.stdout


def test_live_sends_nothing_that_writes(live: Path, real: ThreadingHTTPServer) -> None:
    module = live / "client" / "small" / "resources" / "things.py"
    right = module.read_text()
    module.write_text(right.replace('"GET",', '"DELETE",'))
    told = run_live(live, real, "--live")
    module.write_text(right)
    assert told.returncode == 1
    assert "DELETE /base/v1/things is not sent to the real API" in told.stdout
    assert real.asked == []  # type: ignore[attr-defined]
