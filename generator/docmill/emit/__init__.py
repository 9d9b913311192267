"""The corrected OpenAPI document to files: openapi.yaml, the client, the client's tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from docmill.api import Api
from docmill.emit import client, clienttests, openapi
from docmill.emit.plan import Plan
from docmill.emit.planning import plan_of
from docmill.emit.templates import Templates
from docmill.findings import Finding

__all__ = ["EMITTERS", "Emitted", "Emitter", "Templates", "attributes"]


@dataclass(frozen=True, slots=True)
class Emitted:
    """Files by POSIX path in the output folder, and what of the document is not in them.

    `slots` are files that are written once, where there are none, and are the user's from then on.
    """

    files: dict[str, str]
    findings: tuple[Finding, ...] = ()
    slots: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Emitter:
    """One kind of output."""

    name: str
    emit: Callable[[Api, Templates], Emitted]


def _openapi(api: Api, templates: Templates) -> Emitted:
    return Emitted(openapi.files_of(api, templates))


def _client(api: Api, templates: Templates) -> Emitted:
    plan, findings = plan_of(api)
    return Emitted(client.files_of(plan, templates), findings, client.slots_of(plan, templates))


def _tests(api: Api, templates: Templates) -> Emitted:
    plan, _ = plan_of(api)  # its findings are the client's
    files, findings = clienttests.files_of(api, plan, templates)
    return Emitted(files, tuple(findings))


EMITTERS: tuple[Emitter, ...] = (
    Emitter("openapi", _openapi),
    Emitter("client", _client),
    Emitter("tests", _tests),
)


def attributes(api: Api) -> dict[str, str]:
    """What a user of the client can name, and the JSON pointer of what made it.

    Keys are `client.users.update`, `client.users.update.language`, `User.name`, `Language.SPANISH`.
    """
    plan, _ = plan_of(api)
    return dict(_attributes(plan))


def _attributes(plan: Plan) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for resource in plan.resources:
        for operation in resource.operations:
            method = f"client.{resource.module}.{operation.method}"
            found.append((method, operation.at))
            found += [(f"{method}.{one.name}", one.at) for one in operation.arguments]
    for record in (*plan.models, *plan.inputs):
        name = plan.names[record.key]
        found.append((name, record.at))
        found += [(f"{name}.{one.name}", one.at) for one in record.fields]
    for enum in plan.enums:
        name = plan.names[enum.key]
        found.append((name, enum.at))
        found += [(f"{name}.{member.name}", enum.at) for member in enum.members]
    return found
