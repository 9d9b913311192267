"""Names of methods: from method and path, stable, without the name of the resource in them."""

from __future__ import annotations

import pytest

from docmill.link.naming import names_of


@pytest.mark.parametrize(
    ("operations", "names"),
    [
        pytest.param(
            [
                "GET /users",
                "POST /users",
                "GET /users/{id}",
                "PUT /users/{id}",
                "DELETE /users/{id}",
            ],
            ["users.list", "users.create", "users.get", "users.update", "users.delete"],
            id="the usual five",
        ),
        pytest.param(
            ["GET /api/users/", "GET /api/users", "PUT /api/users"],
            ["users.get_many", "users.list", "users.update"],
            id="a slash at the end reads many",
        ),
        pytest.param(
            ["GET /hooks/{id}", "PATCH /hooks/{id}"],
            ["hooks.get", "hooks.update"],
            id="without PUT, PATCH updates",
        ),
        pytest.param(
            ["PUT /hooks/{id}", "PATCH /hooks/{id}"],
            ["hooks.update", "hooks.patch"],
            id="beside PUT, PATCH patches",
        ),
        pytest.param(
            ["GET /bots", "GET /bots/{id}", "POST /bots/{id}/enroll"],
            ["bots.list", "bots.get", "bots.enroll"],
            id="an action is called as it is",
        ),
        pytest.param(
            ["GET /bots/{id}", "POST /bots/{id}/enroll", "DELETE /bots/{id}/enroll"],
            ["bots.get", "bots.enroll", "bots.delete_enroll"],
            id="what is undone takes its verb",
        ),
        pytest.param(
            ["GET /mails", "GET /mails/schedule", "POST /mails/schedule"],
            ["mails.list", "mails.get_schedule", "mails.schedule"],
            id="what is read takes its verb",
        ),
        pytest.param(
            ["GET /users", "GET /v1/users", "GET /v2/users"],
            ["users.list", "users.list_v1", "users.list_v2"],
            id="versions",
        ),
    ],
)
def test_operations_are_named_after_what_they_do(operations: list[str], names: list[str]) -> None:
    keys = [(method, path) for method, path in (one.split(" ") for one in operations)]
    found = names_of(reversed(keys))
    assert [f"{found[key].tag}.{found[key].method}" for key in keys] == names
