"""The operation that gives OAuth2 tokens makes of a bearer token a scheme with flows."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from docmill.api import Api
from docmill.link import link
from docmill.page import Page
from docmill.pages import understood_of

USERS = """---
title: "List users"
api: "GET https://api.acme.example/v1/users"
---
## Authentication

{auth}

<ResponseField name="data" type="object[]">The users.</ResponseField>
"""
OAUTH = "This endpoint requires OAuth2 authentication. Include a valid bearer token in the header."
TOKEN = """---
title: "Get a token"
api: "POST https://{host}{path}"
---
{fields}

<ResponseField name="access_token" type="string">The token.</ResponseField>
"""
PAIR = [("client_id", "The id."), ("client_secret", "The secret.")]
LOGIN = [("username", "The name."), ("password", "The password.")]


def token_page(
    *fields: tuple[str, str], path: str = "/oauth/token", host: str = "api.acme.example"
) -> str:
    """A page of an operation that takes these fields with these descriptions."""
    tags = [f'<ParamField body="{name}" type="string">\n  {said}\n</ParamField>'
            for name, said in fields]  # fmt: skip
    return TOKEN.format(host=host, path=path, fields="\n".join(tags))


def api_of(*texts: str) -> Api:
    """The API of these pages, which must be valid."""
    pages = [understood_of(Page(f"p{n}.mdx", text)) for n, text in enumerate(texts)]
    api = link([spec for page in pages for spec in page.specs])
    assert list(OpenAPIV31SpecValidator(api.document).iter_errors()) == []
    return api


def schemes_of(api: Api) -> Any:
    return api.document["components"].get("securitySchemes", {})


def flows_of(*fields: tuple[str, str], **place: str) -> Any:
    """The flows of the one scheme of an API with a token endpoint of these fields."""
    api = api_of(USERS.format(auth=OAUTH), token_page(*fields, **place))
    (scheme,) = schemes_of(api).values()
    return scheme.get("flows")


URL = "https://api.acme.example/oauth/token"


@pytest.mark.parametrize(
    ("said", "grants"),
    [
        ("Must be `client_credentials`.", {"clientCredentials"}),
        ("The grant: `password`.", {"password"}),
        ("One of `password`, `client_credentials`.", {"password", "clientCredentials"}),
    ],
)
def test_the_grants_that_the_section_names(said: str, grants: set[str]) -> None:
    flows = flows_of(("grant_type", said), *PAIR, *LOGIN)
    assert flows.keys() == grants
    assert all(flow == {"tokenUrl": URL, "scopes": {}} for flow in flows.values())


def test_grants_may_follow_from_what_is_sent() -> None:
    assert flows_of(("grant_type", "The grant."), *LOGIN).keys() == {"password"}
    assert flows_of(("grant_type", "The grant."), *PAIR).keys() == {"clientCredentials"}
    assert flows_of(("grant_type", "The grant."), ("code", "The code.")) is None


def test_refresh_and_scopes() -> None:
    flows = flows_of(
        ("grant_type", "One of `password`, `refresh_token`."),
        *LOGIN,
        ("scope", "Scopes, with spaces between: `read`, `users:write`."),
    )
    scopes = {"read": "", "users:write": ""}
    assert flows == {"password": {"tokenUrl": URL, "refreshUrl": URL, "scopes": scopes}}


def test_the_endpoint_may_run_on_a_host_of_its_own() -> None:
    flows = flows_of(("grant_type", "`password`"), *LOGIN, path="/token", host="login.acme.example")
    assert flows["password"]["tokenUrl"] == "https://login.acme.example/token"


def test_no_endpoint_no_flows() -> None:
    for fields in ([("username", "A name."), ("password", "A password.")],
                   [("grant_type", "`authorization_code`"), ("code", "A code.")]):  # fmt: skip
        api = api_of(USERS.format(auth=OAUTH), token_page(*fields))
        assert (schemes_of(api)["oauth2Bearer"]["type"]) == "http"
        assert "token-endpoint" not in {finding.code for finding in api.findings}
    assert flows_of(("grant_type", "`password`"), *LOGIN, path="/{tenant}/token") is None


def test_a_guide_with_a_curl_command_is_enough() -> None:
    guide = (
        "# Authentication\n\nGet a token.\n\n```bash\ncurl -X POST "
        "https://api.acme.example/oauth/token \\\n"
        '  -d "grant_type=password&username=ann&password=secret"\n```\n'
    )
    (scheme,) = schemes_of(api_of(USERS.format(auth=OAUTH), guide)).values()
    assert scheme["flows"].keys() == {"password"}


def test_a_bearer_token_is_one_that_the_endpoint_gives() -> None:
    token = token_page(("grant_type", "`password`"), *LOGIN)
    for auth in ("Send a bearer token.", "Ask us for help."):
        (scheme,) = schemes_of(api_of(USERS.format(auth=auth), token)).values()
        assert scheme["type"] == "oauth2"
        assert scheme["x-docmill-inferred"] == ["flows"]


def test_who_asks_for_a_token_has_none_and_the_others_send_it() -> None:
    api = api_of(USERS.format(auth=OAUTH), token_page(("grant_type", "`password`"), *LOGIN))
    paths = api.document["paths"]
    assert paths["/oauth/token"]["post"]["security"] == []
    assert paths["/v1/users"]["get"]["security"] == [{"oauth2Bearer": []}]
    at = "/components/securitySchemes/oauth2Bearer/flows"
    assert {place.page for place in api.origin(at)} == {"p1.mdx"}
    (told,) = [finding for finding in api.findings if finding.code == "token-endpoint"]
    assert told.message == "tokens come from `/oauth/token` (password)"
