"""The emitted client against a server on loopback that answers what no documentation says."""

from __future__ import annotations

import importlib
import json
import logging
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Barrier, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from emit_support import api_of, emitted, write

Answers = Callable[[str, bytes], bytes]
"""The bytes to answer a request line and the body with; none closes the connection."""

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The package that is emitted from the fixture `runtime`."""
    folder = tmp_path_factory.mktemp("hostile")
    write(emitted(api_of("runtime"))[0], folder)
    sys.path.insert(0, str(folder / "client"))
    yield importlib.import_module("runtime")
    sys.path.remove(str(folder / "client"))
    for name in [one for one in sys.modules if one.partition(".")[0] == "runtime"]:
        del sys.modules[name]


class Server(ThreadingTCPServer):
    """Answers with whatever bytes it is told; `requests` are the heads that came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.requests: list[str] = []
        self.answers: Answers = lambda line, body: answer(b"{}")
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients close connections in the middle of an answer."""


class _Connection(StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        while line := self.rfile.readline().decode():
            headers: dict[str, str] = {}
            while header := self.rfile.readline().decode().strip():
                name, _, value = header.partition(": ")
                headers[name.lower()] = value
            body = self.rfile.read(int(headers.get("content-length", 0)))
            if "transfer-encoding" in headers:
                while size := int(self.rfile.readline(), 16):
                    self.rfile.read(size + 2)
                self.rfile.readline()
            self.server.requests.append(line + "\n".join(f"{k}: {v}" for k, v in headers.items()))
            content = self.server.answers(line, body)
            self.wfile.write(content)
            if not content or b"close" in content.partition(b"\r\n\r\n")[0]:
                return


def answer(content: bytes | str, status: str = "200 OK", *headers: str) -> bytes:
    """The bytes of an answer of JSON."""
    body = content.encode() if isinstance(content, str) else content
    lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", "")
    return "\r\n".join(lines).encode() + body


def always(content: bytes | str, status: str = "200 OK", *headers: str) -> Answers:
    """The same answer to every request."""
    return lambda line, body: answer(content, status, *headers)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server
        server.shutdown()


@pytest.fixture
def make(api: Any, server: Server) -> Iterator[Make]:
    """Makes clients that talk to the server, which are closed after the test."""
    with ExitStack() as stack:
        # one client of httpx2 that reads no certificates
        http = stack.enter_context(httpx2.Client(verify=False))
        given = {"token": "a-secret-token", "api_key": "a-secret-key", "max_retries": 0}
        yield lambda **options: api.Runtime(
            **{"base_url": server.url, "http_client": http, **given, **options}
        )


# -- what an answer may hold


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(b'\xef\xbb\xbf{"name": "x"}', "x", id="byte order mark"),
        pytest.param('{"name": "x"}'.encode("utf-16"), "x", id="utf-16"),
        pytest.param(b'{"name": "a\xffb"}', "a\ufffdb", id="a byte that is no utf-8"),
        pytest.param(b'{"name": "\\ud800"}', "\ud800", id="half a surrogate pair"),
        pytest.param(b'{"name": "a", "name": "b"}', "b", id="a key twice"),
        pytest.param(b'{"name": 5, "x": NaN}', 5, id="a number for text"),
        pytest.param(b'{"name": ["a"]}', ["a"], id="an array for text"),
        pytest.param(b'{"created_at": "no date", "name": "x"}', "x", id="the attribute's name"),
    ],
)
def test_an_odd_answer_is_read(
    api: Any, server: Server, content: bytes, name: object, make: Make
) -> None:
    server.answers = always(content)
    item = make().items.get("1")
    assert isinstance(item, api.Item)
    assert item.name == name


def test_text_in_another_encoding_is_read_as_its_header_says(server: Server, make: Make) -> None:
    latin = "Content-Type: application/json; charset=ISO-8859-1"
    server.answers = always('{"name": "é"}'.encode("latin-1"), "200 OK", latin)
    assert make().items.get("1").name == "é"


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("2024-01-02T03:04:05.1234567Z", "2024-01-02T03:04:05.123456+00:00"),
        ("2024-01-02T03:04:05", "2024-01-02T03:04:05"),
        ("/Date(1704164645000)/", "2024-01-02T03:04:05+00:00"),
        ("/Date(1704164645000+0200)/", "2024-01-02T03:04:05+00:00"),
        ("/Date(-62135596800000)/", "0001-01-01T00:00:00+00:00"),
        ("Tue, 02 Jan 2024 03:04:05 GMT", "2024-01-02T03:04:05+00:00"),
    ],
)
def test_a_time_is_read_in_the_forms_that_servers_write(
    server: Server, told: str, read: str, make: Make
) -> None:
    server.answers = always(json.dumps({"createdAt": told}))
    assert make().items.get("1").created_at.isoformat() == read


@pytest.mark.parametrize("told", ["", "soon", "/Date(99999999999999999999)/", "00/00/0000"])
def test_what_is_no_time_stays_text(server: Server, told: str, make: Make) -> None:
    server.answers = always(json.dumps({"createdAt": told}))
    assert make().items.get("1").created_at == told


@pytest.mark.parametrize("status", ["200 OK", "202 Accepted", "204 No Content"])
def test_a_call_that_worked_does_not_raise_for_its_empty_answer(
    api: Any, server: Server, status: str, make: Make
) -> None:
    server.answers = always("", status)
    assert make().items.update("1", name="x") is None
    if status == "200 OK":
        with pytest.raises(api.APIResponseError):
            make(strict=True).items.update("1", name="x")


@pytest.mark.parametrize("content", ["<html>", '{"name": "x', "[" * 100_000])
def test_what_is_no_json_raises_an_exception_of_the_client(
    api: Any, server: Server, content: str, make: Make
) -> None:
    server.answers = always(content)
    with pytest.raises(api.APIResponseError):
        make().items.get("1")
    server.answers = always(content, "400 Bad Request")
    with pytest.raises(api.BadRequestError):
        make().items.get("1")


# -- what errors say

ERRORS = {
    "FastAPI": ({"detail": [{"loc": ["body", "a"], "msg": "is bad"}]}, "", {"body.a": "is bad"}),
    "Rails": ({"errors": {"a": ["is bad"]}}, "", {"a": "is bad"}),
    "Rails, whole sentences": ({"errors": ["A is bad", "B too"]}, "A is bad; B too", {}),
    "ASP.NET Core": ({"title": "No", "errors": {"A": ["is bad"]}}, "No", {"A": "is bad"}),
    "ASP.NET": ({"Message": "No", "ModelState": {"m.A": ["is bad"]}}, "No", {"m.A": "is bad"}),
    "Laravel": ({"message": "No", "errors": {"a": ["is bad"]}}, "No", {"a": "is bad"}),
    "Django": ({"a": ["is bad"], "b": ["is too"]}, "", {"a": "is bad", "b": "is too"}),
    "NestJS": ({"message": ["a is bad", "b too"], "error": "No"}, "a is bad; b too", {}),
    "Google": (
        {
            "error": {
                "message": "No",
                "details": [{"fieldViolations": [{"field": "a", "description": "bad"}]}],
            }
        },
        "No",
        {"a": "bad"},
    ),
    "JSON:API": ({"errors": [{"detail": "bad", "source": {"pointer": "/a"}}]}, "", {"/a": "bad"}),
    "problem details": ({"title": "T", "detail": "No", "status": 400}, "No", {}),
    "an array": ([{"field": "a", "message": "bad"}], "", {"a": "bad"}),
    "a text": ("No", "No", {}),
    "an array of texts": (["No", "no"], "No; no", {}),
    "a number": (5, "", {}),
    "nulls": ({"error": None, "errors": None, "message": None}, "", {}),
}


@pytest.mark.parametrize(("body", "message", "fields"), ERRORS.values(), ids=ERRORS)
def test_an_error_is_understood_in_the_form_of(
    api: Any, server: Server, body: Any, message: str, fields: dict[str, str], make: Make
) -> None:
    server.answers = always(json.dumps(body), "400 Bad Request")
    with pytest.raises(api.BadRequestError) as raised:
        make().items.get("1")
    assert raised.value.message == message
    assert {one.field: one.message for one in raised.value.field_errors} == fields
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)


# -- lists


def numbered(total: int, *, most: int = 100, repeats: bool = False, told: object = None) -> Answers:
    """Pages of a list of numbers; never more than `most`, the last one again where it `repeats`."""

    def page(line: str, body: bytes) -> bytes:
        asked = {k: int(v[0]) for k, v in parse_qs(urlsplit(line.split()[1]).query).items()}
        size = min(asked.get("per_page", asked.get("size", 20)), most)
        first = 1 if "/arrays" in line else 0
        at = asked.get("page", first) - first
        at = min(at, (total - 1) // size) if repeats else at
        items = [{"id": str(n)} for n in range(at * size, min(total, (at + 1) * size))]
        return answer(json.dumps({"data": items, "total": told} if first == 0 else items))

    return page


@pytest.mark.parametrize("size", [50, 79, 100, 500, None])
@pytest.mark.parametrize("repeats", [False, True])
def test_no_item_is_lost_or_doubled_however_many_the_server_gives_at_once(
    server: Server, size: int | None, repeats: bool, make: Make
) -> None:
    server.answers = numbered(237, repeats=repeats)
    given = {} if size is None else {"per_page": size}
    found = [item.id for item in make().arrays.list(**given)]
    assert found == [str(n) for n in range(237)]


@pytest.mark.parametrize("told", [237, "237", 0, 19, None, 10**9])
@pytest.mark.parametrize("size", [20, 500])
def test_a_wrong_total_ends_no_list_early(
    server: Server, told: object, size: int, make: Make
) -> None:
    server.answers = numbered(237, told=told)
    found = [item.id for item in make().pages.list(size=size)]
    assert found == [str(n) for n in range(237)]


def test_the_total_saves_the_request_for_an_empty_page(server: Server, make: Make) -> None:
    server.answers = numbered(60, told=60)
    assert len(list(make().pages.list(size=20))) == 60
    assert len(server.requests) == 3
    assert not make().pages.list(size=20, page=2).has_next_page


def test_a_list_that_leads_to_itself_ends(server: Server, make: Make) -> None:
    server.answers = always('{"data": [{"id": "1"}], "meta": {"nextUrl": "/urls"}}')
    assert len(list(make().urls.list())) == 1
    server.answers = always('[{"id": "1"}]', "200 OK", 'Link: </links>; rel="prev next"')
    assert len(list(make().links.list())) == 1


@pytest.mark.parametrize(
    "next_url", ["http://other.example/x?page=2", "//other.example", "http://[::x"]
)
def test_the_next_page_is_not_fetched_from_another_server(
    api: Any, server: Server, next_url: str, make: Make
) -> None:
    page = {"data": [{"id": "1"}], "meta": {"nextUrl": next_url}}
    server.answers = always(json.dumps(page))
    with pytest.raises(api.APIResponseError, match="next page"):
        list(make().urls.list())
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "form", ["?page=2", "/urls?page=2", "{http}/urls?page=2", "{https}/urls?page=2"]
)
def test_the_next_page_may_be_told_in_any_form(server: Server, form: str, make: Make) -> None:
    told = form.format(http=server.url, https=server.url.replace("http:", "https:"))
    last = answer('{"data": [{"id": "2"}]}')
    first = answer(json.dumps({"data": [{"id": "1"}], "meta": {"nextUrl": told}}))
    server.answers = lambda line, body: last if "page=2" in line else first
    assert [item.id for item in make().urls.list()] == ["1", "2"]


# -- redirects, connections


def test_a_redirect_is_followed_and_another_host_sees_no_credentials(
    server: Server, make: Make
) -> None:
    with Server() as other:
        there = other.url.replace("127.0.0.1", "localhost")
        server.answers = always("", "302 Found", f"Location: {there}/file")
        other.answers = always(b"content")
        secret = {"X-Own-Key": "a-header-of-mine"}
        content = make().files.download("1", extra_headers=secret)
        other.shutdown()
    assert content == b"content"
    assert "a-secret-token" in server.requests[0]
    assert "secret" not in other.requests[0]
    assert "of-mine" not in other.requests[0]


def test_a_redirect_within_the_api_keeps_them(server: Server, make: Make) -> None:
    moved = answer("", "308 Permanent Redirect", "Location: /files/2")
    server.answers = lambda line, body: moved if "/files/1" in line else answer(b"content")
    response = make().files.with_raw_response.download("1")
    assert response.parsed == b"content"
    assert [one.status_code for one in response.http_response.history] == [308]
    assert "a-secret-token" in server.requests[1]


def test_a_redirect_without_end_or_of_what_writes_raises(
    api: Any, server: Server, make: Make
) -> None:
    server.answers = always("", "302 Found", "Location: /elsewhere?token=x")
    with pytest.raises(api.APIStatusError, match=r"302 Found to .*/elsewhere$"):
        make().files.download("1")
    assert len(server.requests) == 6
    with pytest.raises(api.APIStatusError):
        make().items.update("1", name="x")
    assert len(server.requests) == 7


def test_what_was_never_sent_is_sent_again_also_by_post(api: Any) -> None:
    tried: list[str] = []

    def refuse(request: httpx2.Request) -> httpx2.Response:
        tried.append(request.method)
        if len(tried) == 1:
            raise httpx2.ConnectError("refused", request=request)
        raise httpx2.ReadError("broken", request=request)

    http = httpx2.Client(transport=httpx2.MockTransport(refuse))
    client = api.Runtime(token="t", base_url="http://x", http_client=http, max_retries=5)
    with pytest.raises(api.APIConnectionError, match="broken"):
        client.items.check()
    assert tried == ["POST", "POST"]


@pytest.mark.parametrize("told", ["nan", "soon", "", "-5", "Wed, 21 Oct 99999 07:28:00 GMT", "0"])
def test_a_malformed_retry_after_is_none(
    server: Server, told: str, monkeypatch: pytest.MonkeyPatch, make: Make
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("runtime._transport.sleep", waited.append)
    fails = [answer("", "503 Service Unavailable", f"Retry-After: {told}")]
    server.answers = lambda line, body: fails.pop() if fails else answer("{}")
    make(max_retries=1).items.get("1")
    assert 0 <= waited[0] <= 0.5


def test_a_broken_download_raises_an_exception_of_the_client(
    api: Any, server: Server, make: Make
) -> None:
    files = make().files.with_streaming_response
    head = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: 100\r\n\r\nxx"
    for status in (b"200 OK", b"500 Internal Server Error"):
        broken = head % status
        server.answers = lambda line, body, broken=broken: broken  # type: ignore[misc]
        with pytest.raises(api.APIConnectionError), files.download("1") as response:
            response.read()


# -- secrets and tokens


@pytest.mark.parametrize("secret", ["a-secret-token\n", " a-secret-token", "a\x00secret"])
def test_a_secret_that_no_header_takes_is_refused_without_showing_it(
    secret: str, make: Make
) -> None:
    with pytest.raises(ValueError, match="Authorization") as raised:
        make(token=secret).items.get("1")
    assert "secret-token" not in repr(raised.value)
    assert raised.value.__cause__ is None


def test_an_empty_variable_is_no_credential(
    server: Server, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNTIME_TOKEN", "")
    make(token=None, api_key=None).items.get("1")
    assert "authorization" not in server.requests[0]


def test_httpx2_logs_no_secret_of_a_query(
    server: Server, caplog: pytest.LogCaptureFixture, make: Make
) -> None:
    caplog.set_level(logging.DEBUG)
    make().files.upload(file=b"x", extra_query={"userPassword": "my-own"})
    assert "a-secret-key" in server.requests[0]
    assert "my-own" in server.requests[0]
    assert "a-secret-key" not in caplog.text
    assert "my-own" not in caplog.text


def test_a_header_of_the_caller_that_looks_like_basic_is_sent_as_it_is(
    api: Any, server: Server, make: Make
) -> None:
    server.answers = always("{}", "401 Unauthorized")
    with (
        httpx2.Client(auth=("client", "auth"), verify=False) as http,
        pytest.raises(api.UnauthorizedError),
    ):
        make(http_client=http).items.get("1", extra_headers={"Authorization": "Basic é%"})
    assert "Basic" in server.requests[0]
    assert "authorization: Basic Y2xp" not in server.requests[0]


@pytest.mark.parametrize("told", ['{"access_token": null}', "[]", "", '{"error": "bad client"}'])
def test_an_answer_without_a_token_raises(api: Any, server: Server, told: str, make: Make) -> None:
    server.answers = always(told)
    client = make(token=None, client_id="id", client_secret="s3cret-s3cret")
    with pytest.raises(api.TokenError, match="no access_token"):
        client.items.get("1")


@pytest.mark.parametrize("refusal", [answer('{"error": "no"}'), answer("", "400 Bad Request")])
def test_a_refused_refresh_leads_back_to_the_grant(
    server: Server, refusal: bytes, make: Make
) -> None:
    token = answer('{"access_token": "t", "refresh_token": "r", "expires_in": 0}')

    def answers(line: str, body: bytes) -> bytes:
        if "/oauth/token" not in line:
            return answer("{}")
        return refusal if b"grant_type=refresh_token" in body else token

    server.answers = answers
    client = make(token=None, client_id="id", client_secret="s3cret-s3cret")
    client.items.get("1")
    client.items.get("1")
    assert [one.split()[1] for one in server.requests if "/oauth" in one] == ["/oauth/token"] * 3


def test_threads_fetch_a_token_once(server: Server, make: Make) -> None:
    token = answer('{"access_token": "t", "expires_in": 3600}')
    server.answers = lambda line, body: token if "/oauth/token" in line else answer("{}")
    client = make(token=None, client_id="id", client_secret="s3cret-s3cret")
    start = Barrier(8)

    def call() -> None:
        start.wait()
        client.items.get("1")

    threads = [Thread(target=call) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum("/oauth/token" in one for one in server.requests) == 1
    assert len(server.requests) == 9


def test_a_stream_that_cannot_be_rewound_is_sent_once(
    api: Any, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Make
) -> None:
    class Pipe:
        def read(self, size: int = -1) -> bytes:
            return b""

        def seekable(self) -> bool:
            return False

    monkeypatch.setattr("runtime._transport.sleep", lambda seconds: None)
    server.answers = always("", "503 Service Unavailable")
    client = make(max_retries=1)
    (tmp_path / "file").write_bytes(b"content")
    with (tmp_path / "file").open("rb") as file:
        for one, times in ((Pipe(), 1), (file, 2), (b"content", 2)):
            server.requests.clear()
            with pytest.raises(api.ServiceUnavailableError):
                client.files.upload(file=one, idempotent=True)
            assert len(server.requests) == times
