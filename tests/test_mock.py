"""`docmill mock` over the API that this repository generates: a real server on loopback.

The emitted client talks to it as to the real API, and plain HTTP shows what the client would hide.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import pytest

from conftest import ROOT
from docmill.api import Api
from docmill.errors import UsageError
from docmill.milling import mill
from docmill.mock import Application, Server, Settings
from docmill.serving import server_of

SPEC = ROOT / "generated/nexudus"
USER = {
    "FullName": "Ada Lovelace",
    "Email": "ada@example.com",
    "Language": 3,
    "PasswordSalt": "",
    "LastHelpVisited": 0,
    "InvalidLoginAttempts": 0,
}


@dataclass(frozen=True)
class Served:
    """A running server: HTTP as a caller with a token sees it, and the lines of its log."""

    url: str
    http: httpx2.Client
    log: list[str]

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = self.http.request(method, path, json=body)
        return answer.status_code, answer.json() if answer.content else None


@cache
def api_of(spec: Path) -> Api:
    return mill([spec / "openapi.yaml"], None).api


def serve(**options: Any) -> Iterator[Served]:
    log: list[str] = []
    application = Application(api_of(SPEC), Settings(log=log.append, **options))
    server = Server(application, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        headers = {"Authorization": "Bearer s3cret"}
        with httpx2.Client(base_url=server.url, headers=headers) as http:
            yield Served(server.url, http, log)
    finally:
        server.stop()
        thread.join()


@pytest.fixture
def served() -> Iterator[Served]:
    yield from serve()


# records


def test_a_user_is_created_read_updated_listed_and_deleted(served: Served) -> None:
    status, result = served.call("POST", "/api/sys/users", USER)
    assert (status, result["WasSuccessful"]) == (200, True)
    at = f"/api/sys/users/{result['Value']['Id']}"
    created = served.call("GET", at)[1]
    assert created | USER == created
    assert created["ToStringText"] == "User Example"  # what was not sent is the sample's
    change = {**USER, "Id": result["Value"]["Id"], "FullName": "Ada King"}
    assert served.call("PUT", "/api/sys/users", change)[1]["Value"] == {"Id": change["Id"]}
    assert served.call("GET", at)[1] == created | {"FullName": "Ada King"}
    found = served.call("GET", "/api/sys/users?User_FullName=ada%20king")[1]
    assert [one["Id"] for one in found["Records"]] == [change["Id"]]
    assert served.call("DELETE", at)[0] == 200
    assert served.call("GET", at)[0] == 404
    assert served.call("DELETE", at)[0] == 404
    assert served.call("PUT", "/api/sys/users", change)[0] == 404


def test_many_are_read_by_their_ids(served: Served) -> None:
    known = [one["Id"] for one in served.call("GET", "/api/sys/users")[1]["Records"]]
    found = served.call("GET", f"/api/sys/users/?id=[{known[2]},{known[0]},1]")[1]
    assert [one["Id"] for one in found] == [known[0], known[2]]


def test_a_list_has_pages_with_an_end(served: Served) -> None:
    first, last = (served.call("GET", f"/api/billing/products?size=2&page={n}")[1] for n in (1, 2))
    assert [len(page["Records"]) for page in (first, last)] == [2, 1]
    assert first["Records"][0]["Id"] == 87654321  # the documented one
    told = ("CurrentPage", "FirstItem", "LastItem", "TotalItems", "TotalPages", "HasNextPage")
    assert [first[key] for key in told] == [1, 1, 2, 3, 2, True]
    assert [last[key] for key in told] == [2, 3, 3, 3, 2, False]
    beyond = served.call("GET", "/api/billing/products?size=2&page=9")[1]
    assert (beyond["Records"], beyond["HasNextPage"]) == ([], False)


def test_every_server_has_records_of_its_own(served: Served) -> None:
    served.call("DELETE", "/api/sys/users/87654321")
    for other in serve():
        assert other.call("GET", "/api/sys/users/87654321")[0] == 200


# what is refused


def test_a_bad_request_gets_the_documented_error_with_its_fields(served: Served) -> None:
    status, body = served.call("POST", "/api/sys/users", {**USER, "Language": 9})
    assert status == 400
    assert body["WasSuccessful"] is False
    (entry,) = body["Errors"]
    assert (entry["PropertyName"], entry["AttemptedValue"]) == ("Language", 9)
    assert entry["Message"] in body["Message"]
    missing = served.call("POST", "/api/sys/users", {})[1]
    assert {one["PropertyName"] for one in missing["Errors"]} == USER.keys()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/sys/nobody", 404),
        ("GET", "/api/sys/users/abc", 400),
        ("GET", "/api/sys/users?page=one", 400),
        ("GET", "/api/sys/users/", 400),
        ("POST", "/api/sys/users", 400),
        ("PATCH", "/api/sys/users", 405),
    ],
)
def test_what_is_not_documented_is_refused(
    served: Served, method: str, path: str, status: int
) -> None:
    answer = served.http.request(method, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] in ("application/json", "application/problem+json")
    if status == 405:
        assert answer.headers["Allow"] == "GET, POST, PUT"


def test_a_body_is_of_a_documented_media_type_and_is_what_it_says(served: Served) -> None:
    def sent(content: str, kind: str) -> int:
        headers = {"Content-Type": kind}
        return served.http.post("/api/sys/users", content=content, headers=headers).status_code

    assert sent(json.dumps(USER), "application/json; charset=utf-8") == 200
    assert sent(json.dumps(USER), "text/csv") == 415
    assert sent("{", "application/json") == 400
    assert sent('{"LastHelpVisited": NaN}', "application/json") == 400


def test_a_caller_needs_a_credential_and_any_will_do(served: Served) -> None:
    def status(**headers: str) -> int:
        answer = httpx2.get(f"{served.url}/api/sys/users", headers=headers)
        assert answer.status_code != 401 or answer.headers["WWW-Authenticate"]
        return answer.status_code

    assert status() == status(Authorization="Bearer") == status(Authorization="Basic YTpi") == 401
    assert status(Authorization="Bearer anything") == 200


def test_one_credential_can_be_the_only_one() -> None:
    for served in serve(credential="other"):
        assert served.call("GET", "/api/sys/users")[0] == 401
        served.http.headers["Authorization"] = "Bearer other"
        assert served.call("GET", "/api/sys/users")[0] == 200


def test_strict_refuses_what_the_document_does_not_name(served: Served) -> None:
    assert served.call("GET", "/api/sys/users?pagee=2")[0] == 200
    assert served.call("POST", "/api/sys/users", {**USER, "Nickname": "A"})[0] == 200
    for strict in serve(strict=True):
        assert strict.call("GET", "/api/sys/users?page=2")[0] == 200
        assert strict.call("GET", "/api/sys/users?pagee=2")[0] == 400
        status, body = strict.call("POST", "/api/sys/users", {**USER, "Nickname": "A"})
        assert (status, body["Errors"][0]["PropertyName"]) == (400, "Nickname")


def test_a_documented_error_can_be_asked_for(served: Served) -> None:
    answer = served.http.delete("/api/sys/users/87654321", headers={"Prefer": "code=500"})
    assert (answer.status_code, answer.json()["WasSuccessful"]) == (500, False)
    assert served.call("GET", "/api/sys/users/87654321")[0] == 200


# the log, and the document


def test_the_log_has_a_line_a_request_and_no_secret(served: Served) -> None:
    served.call("GET", "/api/sys/users?page=x&User_AccessToken=t0ken&User_Email=a%40b")
    served.call("POST", "/api/sys/users", {**USER, "Password": ["hidden"]})
    first, second = served.log
    assert first == (
        "GET /api/sys/users?page=x&User_AccessToken=***&User_Email=a%40b 400 (query page)"
    )
    assert second == "POST /api/sys/users 400 (body Password)"


def test_the_document_is_served_with_what_the_mock_answers(served: Served) -> None:
    document = served.call("GET", "/openapi.json")[1]
    assert document["servers"] == [{"url": served.url}]
    answers = document["paths"]["/api/sys/users/{id}"]["get"]["responses"]
    assert answers.keys() == {"200", "400", "401", "404"}


# the command

CURL = """\
curl -fH 'Authorization: Bearer any' 'http://127.0.0.1:4010/api/sys/users?page=2&size=2'
curl -fH 'Authorization: Bearer any' -X DELETE http://127.0.0.1:4010/api/sys/users/87654321
curl -H 'Authorization: Bearer any' http://127.0.0.1:4010/api/sys/users/87654321
curl -H 'Authorization: Bearer any' -H 'Prefer: code=500' -X DELETE http://127.0.0.1:4010/api/sys/users/1
curl -f http://127.0.0.1:4010/openapi.json
"""


def test_it_answers_what_is_typed_into_a_shell(served: Served) -> None:
    told = CURL.replace("http://127.0.0.1:4010", served.url).splitlines()
    ran = [subprocess.run(["bash", "-c", f"{one} -s"], capture_output=True) for one in told]
    assert [one.returncode for one in ran] == [0] * len(told)
    bodies = [json.loads(one.stdout) for one in ran]
    assert (len(bodies[0]["Records"]), bodies[2]["status"], bodies[3]["Status"]) == (1, 404, 500)


def test_a_port_in_use_is_told(served: Served) -> None:
    port = int(served.url.rpartition(":")[2])
    with pytest.raises(UsageError, match=rf"cannot listen on 127.0.0.1 port {port}"):
        server_of(SPEC, "127.0.0.1", port)
    words = [sys.executable, "-m", "docmill", "mock", str(SPEC), "--port", str(port)]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "--port 0 takes a free one" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_document_that_is_none_is_told(tmp_path: Path) -> None:
    for text in ("openapi: 4.0.0\n", "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"):
        (tmp_path / "a.yaml").write_text(text)
        words = [sys.executable, "-m", "docmill", "mock", str(tmp_path / "a.yaml"), "--port", "0"]
        ran = subprocess.run(words, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert "a.yaml" in ran.stderr
        assert "Traceback" not in ran.stderr


def test_the_command_serves_until_it_is_interrupted() -> None:
    words = [sys.executable, "-m", "docmill", "mock", str(SPEC), "--port", "0"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, **pipes) as process:  # type: ignore[call-overload]
        line = process.stdout.readline()
        assert line.startswith("Nexudus API: 14 operations at http://127.0.0.1:")
        url = line.split()[-1]
        assert httpx2.get(f"{url}/api/sys/users").status_code == 401
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out, err) == (0, "", "GET /api/sys/users 401\n")


# the emitted client

CLIENT = """
import sys
from nexudus import BadRequestError, Language, Nexudus, NotFoundError

with Nexudus(token="s3cret", base_url=sys.argv[1]) as client:
    known = dict(password_salt="", last_help_visited=0, invalid_login_attempts=0)
    made = client.users.create(
        full_name="Ada", email="ada@example.com", language=Language.ENGLISH_UK, **known
    )
    user = client.users.get(made.value.id)
    assert (user.full_name, user.language) == ("Ada", Language.ENGLISH_UK)
    client.users.update(
        id=user.id, full_name="Ada King", email=user.email, language=Language.SPANISH, **known
    )
    assert client.users.get(user.id).full_name == "Ada King"
    assert [one.full_name for one in client.users.list(size=2)][-1] == "Ada King"
    try:
        client.users.create(full_name="", email="no", language=Language.SPANISH, **known)
    except BadRequestError as error:
        assert error.body.errors[0].property_name == "Email"
    else:
        raise AssertionError("an address that is none was taken")
    client.users.delete(user.id)
    try:
        client.users.get(user.id)
    except NotFoundError:
        print("done")
"""


def test_the_emitted_client_talks_to_it(served: Served) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CLIENT, served.url],
        env={"PYTHONPATH": str(SPEC / "client")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("done\n", "")
