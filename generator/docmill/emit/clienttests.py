"""The client's tests: what each operation sends, returns and raises, as finished strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docmill import names
from docmill.api import Api
from docmill.document import Reader
from docmill.emit import roottests, wiretext
from docmill.emit.argumenttests import in_document_order, missing_of, nulls_of, ways_of
from docmill.emit.client import credential_arguments
from docmill.emit.flagtests import Given, flag_tests_of
from docmill.emit.modules import import_line
from docmill.emit.plan import Answer, Field, Operation, Plan, Resource
from docmill.emit.samples import Samples
from docmill.emit.templates import Templates
from docmill.emit.testviews import (
    ErrorCase,
    OperationTests,
    RequestCase,
    ResourceTestsView,
    ResultCase,
    SupportView,
)
from docmill.emit.types import NONE
from docmill.findings import Finding
from docmill.literals import python_literal
from docmill.values import mapping


def files_of(api: Api, plan: Plan, templates: Templates) -> tuple[dict[str, str], list[Finding]]:
    """The files of the tests, by path from the output folder, and what they cannot check."""
    unfit: set[str] = set()
    secrets = {name: wiretext.secret_of(name) for name in credential_arguments(plan.schemes)}
    imports = [
        "from contract import request_problems, response_problems",
        "from pydantic import BaseModel",
        "import httpx2",
        import_line(plan.package, [plan.class_name, f"Async{plan.class_name}"]),
    ]
    support = SupportView(
        plan.package,
        plan.class_name,
        python_literal(secrets),
        tuple(sorted(imports, key=_import_order)),
    )
    views: dict[str, tuple[str, object]] = {
        f"tests/{name}.py": (f"tests/{name}.py", support)
        for name in ("conftest", "contract", "support")
    }
    for resource in plan.resources:
        view = _resource_tests(plan, resource, unfit)
        views[f"tests/test_{resource.module}_resource.py"] = ("tests/test_resource.py", view)
    views["tests/test_client.py"] = ("tests/test_client.py", roottests.view_of(plan))
    models = roottests.models_view_of(plan)
    if models.models:
        views["tests/test_models.py"] = ("tests/test_models.py", models)
    reader = Reader(api)
    for at in unfit:
        told = f"no sample that fits {at} could be made: its tests are not held against it"
        reader.report(at, "sample-unfit", told)
    return templates.python(views), sorted(reader.findings)


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line


def _resource_tests(plan: Plan, resource: Resource, unfit: set[str]) -> ResourceTestsView:
    operations = tuple(_operation_tests(plan, one, unfit) for one in resource.operations)
    return ResourceTestsView(resource.module, _imports(plan, operations), operations)


def _imports(plan: Plan, operations: tuple[OperationTests, ...]) -> tuple[str, ...]:
    source = "\n".join(code for one in operations for code in _code_of(one))
    expected = [case.expected for one in operations for case in _answered(one)]
    dates = any("dt.date" in code for code in [source, *expected])
    has_any = any(one.nulls or one.missing or one.flags for one in operations)
    results = any(one.results or one.errors for one in operations)
    raises = any(one.errors or one.missing or one.ways or one.flags for one in operations)
    classes = {case.class_name for one in operations for case in one.errors}
    classes |= {case.model for one in operations for case in _answered(one)} - {""}
    named = set(re.findall(r"\w+(?=\.)", source))
    classes |= named & {plan.names[enum.key] for enum in plan.enums}
    support = [
        "Call",
        *(["Request"] if any(one.requests for one in operations) else []),
        "Server",
        *(["attributes"] if results else []),
    ]
    return (
        *(["import datetime as dt"] if dates else []),
        *(["from typing import Any"] if has_any else []),
        "",
        *(["import pytest"] if raises else []),
        *sorted(
            [
                import_line("support", support),
                *([import_line(plan.package, classes)] if classes else []),
            ]
        ),
    )


def _code_of(one: OperationTests) -> Iterator[str]:
    """The Python of the calls, in which enums are named."""
    yield one.required
    yield from (case.arguments for case in one.requests)
    yield from (case.others for case in one.nulls)
    yield one.missing.given if one.missing else ""
    if one.flags:
        yield one.flags.given
        yield from (case.arguments for case in one.flags.cases)


def _answered(one: OperationTests) -> list[ResultCase | ErrorCase]:
    return [*one.results, *one.errors]


def _operation_tests(plan: Plan, one: Operation, unfit: set[str]) -> OperationTests:
    samples = Samples(plan, unfit=unfit)
    required = _arguments(samples, one, only_required=True)
    every = _arguments(samples, one, only_required=False)
    fits = all(_fits(samples, one, given) for given in (required, every))
    answer = _answer_text(samples, *_first_answer(samples, one), checked=fits)
    return OperationTests(
        method=one.method,
        http_method=one.http_method,
        path=python_literal(wiretext.path_of(one, required)),
        required=samples.call(required),
        answer=answer,
        requests=tuple(_requests(plan, one, samples, required, every)),
        results=tuple(_results(one, samples, checked=fits)),
        errors=tuple(_errors(plan, one, samples, checked=fits)),
        flags=flag_tests_of(plan, one, samples, required, every),
        nulls=tuple(nulls_of(one, samples, required, checked=fits)),
        missing=missing_of(samples, required),
        ways=tuple(ways_of(plan, one)) if len(one.security) > 1 else (),
    )


def _arguments(samples: Samples, one: Operation, *, only_required: bool) -> Given:
    """Samples of the arguments; a plain text in the path has a slash, which is to be escaped."""
    return [
        (field, value.replace(" ", "/") if _is_text_in_path(field, value) else value)
        for field, value in samples.arguments(one, only_required=only_required)
    ]


def _is_text_in_path(field: Field, value: Any) -> bool:
    plain = field.schema.keys().isdisjoint({"enum", "const", "pattern", "oneOf", "anyOf"})
    return field.location == "path" and isinstance(value, str) and plain


def _requests(
    plan: Plan, one: Operation, samples: Samples, required: Given, every: Given
) -> Iterator[RequestCase]:
    cases = [("its_required_arguments" if required else "no_arguments", required)]
    cases += [("all_arguments", every)] if len(every) > len(required) else []
    for name, given in cases:
        by_document = in_document_order(one, given)
        yield RequestCase(
            name,
            samples.call(given),
            python_literal(wiretext.path_of(one, given)),
            python_literal(wiretext.query_of(plan, one, by_document)),
            python_literal(wiretext.headers_of(plan, one, by_document)),
            python_literal(wiretext.body_of(one, by_document)),
        )


def _first_answer(samples: Samples, one: Operation) -> tuple[Answer, Any]:
    answer = one.returns[0]
    return answer, _bodies(samples, answer)[0]


def _bodies(samples: Samples, answer: Answer) -> list[Any]:
    """The documented samples of an answer that fit its schema, else one made from the schema."""
    if answer.type == NONE or not answer.media_type:
        return [None]
    if answer.type.text == "bytes":
        return [b"\x00\x01sample"]
    if "json" not in answer.media_type and answer.media_type != "*/*":
        return ["a sample"]
    fitting = [s for s in answer.samples if samples.fits(s, answer.at_schema, "response")]
    return fitting or [samples.value(answer.schema, answer.at_schema, "value", "response")]


def _fits(samples: Samples, one: Operation, given: Given) -> bool:
    """Whether what is sent fits openapi.yaml; a schema can ask for more than samples can give."""
    body = wiretext.body_of(one, given)
    fits = [
        samples.succeeds(value, f"{field.at}/schema", "request")
        for field, value in given
        if field.location != "body" and "schema" in mapping(samples.plan.api.node(field.at))
    ]
    if one.body and "json" in one.body.media_type and body is not None:
        fits.append(samples.succeeds(body, one.body.at, "request"))
    return all(fits)


def _answer_text(samples: Samples, answer: Answer, body: Any, *, checked: bool) -> str:
    """The arguments of `server.answer`; `checked` where the request fits openapi.yaml."""
    status = wiretext.status_of(answer)
    text = repr(body) if isinstance(body, bytes) else python_literal(body)
    media = answer.media_type if answer.media_type != "*/*" else "application/json"
    parts = [str(status)]
    if answer.media_type:
        parts.append(text)
    if media not in ("", "application/json"):
        parts.append(python_literal(media))
    if answer.media_type and "json" in media:
        checked = samples.succeeds(body, answer.at_schema, "response") and checked
    return ", ".join([*parts, *([] if checked else ["checked=False"])])


def _results(one: Operation, samples: Samples, *, checked: bool) -> Iterator[ResultCase]:
    for answer in one.returns:
        for index, body in enumerate(_bodies(samples, answer)):
            number = f"_{index + 1}" if index else ""
            expected = repr(body) if isinstance(body, bytes) else samples.read(body, answer.type)
            name = f"the_{wiretext.status_of(answer)}_answer{number}"
            model = _model(samples, answer)
            text = _answer_text(samples, answer, body, checked=checked)
            yield ResultCase(name, text, expected, model)


def _errors(plan: Plan, one: Operation, samples: Samples, *, checked: bool) -> Iterator[ErrorCase]:
    classes = {error.status: error.name for error in plan.errors}
    for answer in one.raises:
        if isinstance(answer.status, int):
            for index, body in enumerate(_bodies(samples, answer)):
                name = names.snake(classes[answer.status]) + (f"_{index + 1}" if index else "")
                yield ErrorCase(
                    name,
                    _answer_text(samples, answer, body, checked=checked),
                    classes[answer.status],
                    answer.status,
                    samples.read(body, answer.type),
                    _model(samples, answer),
                )
    without_body = one.http_method == "HEAD"
    open_ended = [answer for answer in one.raises if not isinstance(answer.status, int)]
    if not open_ended and 418 not in classes:
        yield ErrorCase(
            "an_error_that_is_not_documented",
            '418, {"reason": "undocumented"}' + ("" if checked else ", checked=False"),
            "APIStatusError",
            418,
            "None" if without_body else '{"reason": "undocumented"}',
            "",
        )


def _model(samples: Samples, answer: Answer) -> str:
    """The class of an answer's body, where it is one model."""
    return samples.plan.names[answer.type.text] if answer.type.kind == "class" else ""
