"""The document as the mock carries it out: served on loopback, its own refusals documented."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from docmill.api import Api, Document
from docmill.mock.actions import Actions
from docmill.mock.failures import PROBLEM, PROBLEM_SCHEMA, Failures
from docmill.mock.operations import Operation
from docmill.values import mapping


def published(
    api: Api, operations: Iterable[Operation], failures: Failures, actions: Actions, url: str
) -> Document:
    """The document with `url` as its server and, for each operation, the errors that the mock adds
    to those that are documented."""
    document = copy.deepcopy(api.document)
    document["servers"] = [{"url": url}]
    for operation in operations:
        item = document
        for step in operation.at.split("/")[1:-1]:
            item = item[step.replace("~1", "/").replace("~0", "~")]
        node = item[operation.method.lower()]
        item.pop("servers", None)
        node.pop("servers", None)
        answers = node["responses"] = dict(mapping(node.get("responses")))
        for status in _statuses(operation, failures, actions):
            known = (str(status), f"{status // 100}XX", "default")
            if not any(key in answers for key in known):
                answers[str(status)] = _answer(failures, status)
    return document


def _statuses(operation: Operation, failures: Failures, actions: Actions) -> Iterator[int]:
    if operation.success is None:
        yield 204
    if operation.parameters or operation.body:
        yield failures.refusal(operation)
    if any(operation.security):
        yield 401
    if actions.may_miss(operation):
        yield 404
    if operation.body:
        yield 415


def _answer(failures: Failures, status: int) -> dict[str, Any]:
    usual = failures.documented(None, status)
    if usual:
        return copy.deepcopy(usual.node)
    phrase = HTTPStatus(status).phrase
    if status < 400:
        return {"description": phrase}
    return {"description": phrase, "content": {PROBLEM: {"schema": PROBLEM_SCHEMA}}}
