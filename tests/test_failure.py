"""The flag with which a successful status says that the request failed: `x-docmill-failure`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docmill.config import sites_near
from docmill.errors import UsageError
from docmill.link import observed
from docmill.settings import Choices
from test_pagination import FLAG, NUMBER, TEXT, THINGS, answer, api_of, holding

KEY = "x-docmill-failure"


def operation(
    success: dict[str, Any],
    error: dict[str, Any] | None = None,
    shown: Any = None,
    shown_error: Any = None,
) -> dict[str, Any]:
    """An operation that answers 200 and, if so, 400 with these schemas and samples."""
    responses = answer(success, **({"example": shown} if shown else {}))
    if error is not None:
        failed = answer(error, **({"example": shown_error} if shown_error else {}))["200"]
        responses["400"] = {**failed, "description": "bad"}
    return {"responses": responses}


def told_of(one: dict[str, Any], method: str = "post", chosen: str | None = None) -> Any:
    """What is told of the one operation of a document, or None."""
    found = observed(api_of({"/a": {method: one}}), Choices(failure=chosen))
    return found.document["paths"]["/a"][method].get(KEY)


WORKED = {**FLAG, "description": "true if the user was successfully updated."}
RECORD = holding(id=TEXT, job=TEXT, success=FLAG)


@pytest.mark.parametrize("name", ["WasSuccessful", "success", "ok", "isSuccess", "succeeded"])
def test_the_description_says_so(name: str) -> None:
    assert told_of(operation(holding(**{name: WORKED}))) == {"property": name, "value": False}


def test_what_reads_must_speak_of_the_request() -> None:
    assert told_of(operation(holding(success=WORKED)), "get") is None
    said = {**FLAG, "description": "Whether the request succeeded."}
    assert told_of(operation(holding(success=said, data=TEXT)), "get") is not None


@pytest.mark.parametrize(
    "one",
    [
        operation(holding(ok=FLAG, channel=TEXT), holding(ok=FLAG)),
        operation(holding(ok=FLAG, error=TEXT)),
        operation(holding(success=FLAG, errors=THINGS, result=TEXT)),
        operation(RECORD, holding(success=FLAG), shown_error={"success": False}),
        operation(RECORD, holding(success={"const": False})),
    ],
)
def test_answers_that_failed_have_it_or_it_stands_beside_a_message(one: dict[str, Any]) -> None:
    assert told_of(one)["value"] is False
    assert told_of(one, "get")["value"] is False


@pytest.mark.parametrize(
    "one",
    [
        operation(RECORD),
        operation(holding(id=TEXT, success=WORKED, message=TEXT)),
        operation(RECORD, holding(error=TEXT)),
        operation(holding(success=FLAG, name=TEXT)),
        operation(holding(success=NUMBER, message=TEXT)),
        operation({"type": "array", "items": holding(success=WORKED)}),
        operation(holding(error=TEXT, code=TEXT)),
    ],
)
def test_a_property_of_a_record_is_no_flag(one: dict[str, Any]) -> None:
    assert told_of(one) is None


def test_a_flag_of_errors_means_failure_where_it_is_true() -> None:
    told = told_of(operation(holding(isError=FLAG, message=TEXT)))
    assert told == {"property": "isError", "value": True}


def test_a_status_of_words() -> None:
    words = {**TEXT, "enum": ["success", "fail", "error"]}
    told = told_of(operation(holding(status=words, data=TEXT)))
    assert told == {"property": "status", "value": ["fail", "error"]}
    one = operation(
        holding(status=TEXT, data=TEXT), holding(status=TEXT), {"status": "ok"}, {"status": "error"}
    )
    assert told_of(one) == {"property": "status", "value": ["error"]}


@pytest.mark.parametrize(
    "one",
    [
        operation(holding(status={**TEXT, "enum": ["success", "failed", "running"]}, data=TEXT)),
        operation(holding(id=TEXT, status={**TEXT, "enum": ["success", "failed"]}, data=TEXT)),
        operation(holding(status={**TEXT, "enum": ["success"]}, data=TEXT)),
        operation(holding(status=TEXT, data=TEXT), None, {"status": "error"}),
    ],
)
def test_the_status_of_a_record_is_no_flag(one: dict[str, Any]) -> None:
    assert told_of(one) is None


# the user's word


def test_the_configuration_names_the_property_or_switches_it_off() -> None:
    one = operation(holding(**{"id": TEXT, "Worked": FLAG, "success": WORKED}))
    assert told_of(one, chosen="Worked") == {"property": "Worked", "value": False}
    flagged = operation(holding(ok=FLAG, error=TEXT))
    assert told_of(flagged, chosen="") is None
    assert told_of({**flagged, KEY: {"property": "ok", "value": False}}, chosen="") is None
    kept = {"property": "error", "value": [""]}
    assert told_of({**flagged, KEY: kept}) == kept


@pytest.mark.parametrize(
    ("line", "failure"),
    [("failure = 'Worked'", "Worked"), ("failure = false", ""), ("failure = ''", ""), ("", None)],
)
def test_it_is_a_key_of_the_site(tmp_path: Path, line: str, failure: str | None) -> None:
    (tmp_path / "docmill.toml").write_text(f"[sites.acme]\n{line}\n")
    (site,) = sites_near(tmp_path)
    assert site.choices == Choices(failure=failure)


def test_it_is_no_other_value(tmp_path: Path) -> None:
    (tmp_path / "docmill.toml").write_text("[sites.acme]\nfailure = true\n")
    with pytest.raises(UsageError, match="the name of a property, or false"):
        sites_near(tmp_path)


def test_one_finding_a_property() -> None:
    flagged = operation(holding(ok=FLAG, error=TEXT))
    api = api_of({"/a": {"get": flagged}, "/b": {"get": flagged}})
    (finding,) = observed(api).findings
    told = "2 operations answer with `ok`, which is taken to say whether the request worked"
    assert (finding.code, finding.message) == ("failure-inferred", told)
    assert observed(api, Choices(failure="ok")).findings == ()
    (missing,) = observed(api, Choices(failure="Ok")).findings
    assert missing.code == "failure-flag-missing"
