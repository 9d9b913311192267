"""The client's tests: what each operation sends, returns and raises, as finished strings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docmill import names
from docmill.api import Api
from docmill.emit import roottests, wiretext
from docmill.emit.client import credential_arguments
from docmill.emit.flagtests import Given, flag_tests_of
from docmill.emit.modules import import_line
from docmill.emit.plan import Answer, Field, Operation, Plan, Resource
from docmill.emit.samples import Samples
from docmill.emit.templates import Templates
from docmill.emit.testviews import (
    ErrorCase,
    MissingCase,
    NullCase,
    OperationTests,
    RequestCase,
    ResourceTestsView,
    ResultCase,
    SupportView,
    Way,
)
from docmill.emit.types import NONE
from docmill.literals import python_literal


def files_of(api: Api, plan: Plan, templates: Templates) -> dict[str, str]:
    """The files of the tests, by path from the output folder."""
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
    files = {
        f"tests/{name}.py": templates.python(f"tests/{name}.py", support)
        for name in ("conftest", "contract", "support")
    }
    for resource in plan.resources:
        view = _resource_tests(plan, resource)
        name = f"tests/test_{resource.module}_resource.py"
        files[name] = templates.python("tests/test_resource.py", view)
    files["tests/test_client.py"] = templates.python(
        "tests/test_client.py", roottests.view_of(plan)
    )
    models = roottests.models_view_of(plan)
    if models.models:
        files["tests/test_models.py"] = templates.python("tests/test_models.py", models)
    return files


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line


def _resource_tests(plan: Plan, resource: Resource) -> ResourceTestsView:
    operations = tuple(_operation_tests(plan, one) for one in resource.operations)
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
    classes |= {n for e in plan.enums if f"{(n := plan.names[e.key])}." in source}
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
    yield from (case.others for case in one.missing)
    if one.flags:
        yield one.flags.given
        yield from (case.arguments for case in one.flags.cases)


def _answered(one: OperationTests) -> list[ResultCase | ErrorCase]:
    return [*one.results, *one.errors]


def _operation_tests(plan: Plan, one: Operation) -> OperationTests:
    samples = Samples(plan)
    required = _arguments(samples, one, only_required=True)
    every = _arguments(samples, one, only_required=False)
    answer = _answer_text(*_first_answer(samples, one))
    return OperationTests(
        method=one.method,
        http_method=one.http_method,
        path=python_literal(wiretext.path_of(one, required)),
        required=samples.call(required),
        answer=answer,
        requests=tuple(_requests(plan, one, samples, required, every)),
        results=tuple(_results(one, samples)),
        errors=tuple(_errors(plan, one, samples)),
        flags=flag_tests_of(plan, one, samples, required, every),
        nulls=tuple(_nulls(one, samples, required)),
        missing=tuple(_missing(one, samples, required)),
        ways=tuple(_ways(plan, one)) if len(one.security) > 1 else (),
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
        by_document = sorted(given, key=lambda pair: one.arguments.index(pair[0]))
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
    fitting = [s for s in answer.samples if samples.fits(s, answer.at_schema)]
    return fitting or [samples.value(answer.schema, answer.at_schema, "value", "response")]


def _answer_text(answer: Answer, body: Any) -> str:
    status = wiretext.status_of(answer)
    text = repr(body) if isinstance(body, bytes) else python_literal(body)
    media = answer.media_type if answer.media_type != "*/*" else "application/json"
    if media in ("", "application/json"):
        return f"{status}, {text}" if answer.media_type else str(status)
    return f"{status}, {text}, {python_literal(media)}"


def _results(one: Operation, samples: Samples) -> Iterator[ResultCase]:
    for answer in one.returns:
        for index, body in enumerate(_bodies(samples, answer)):
            number = f"_{index + 1}" if index else ""
            expected = repr(body) if isinstance(body, bytes) else samples.read(body, answer.type)
            name = f"the_{wiretext.status_of(answer)}_answer{number}"
            model = _model(samples, answer)
            yield ResultCase(name, _answer_text(answer, body), expected, model)


def _errors(plan: Plan, one: Operation, samples: Samples) -> Iterator[ErrorCase]:
    classes = {error.status: error.name for error in plan.errors}
    for answer in one.raises:
        if isinstance(answer.status, int):
            for index, body in enumerate(_bodies(samples, answer)):
                name = names.snake(classes[answer.status]) + (f"_{index + 1}" if index else "")
                yield ErrorCase(
                    name,
                    _answer_text(answer, body),
                    classes[answer.status],
                    answer.status,
                    samples.read(body, answer.type),
                    _model(samples, answer),
                )
    open_ended = [answer for answer in one.raises if not isinstance(answer.status, int)]
    if not open_ended and 418 not in classes:
        yield ErrorCase(
            "an_error_that_is_not_documented",
            '418, {"reason": "undocumented"}',
            "APIStatusError",
            418,
            '{"reason": "undocumented"}',
            "",
        )


def _model(samples: Samples, answer: Answer) -> str:
    """The class of an answer's body, where it is one model."""
    return samples.plan.names[answer.type.text] if answer.type.kind == "class" else ""


def _nulls(one: Operation, samples: Samples, required: Given) -> Iterator[NullCase]:
    if one.body is None or one.body.whole or "json" not in one.body.media_type:
        return
    for argument in one.keywords:
        if argument.location == "body" and not argument.required:
            given = [*required, (argument, None)]
            ordered = sorted(given, key=lambda pair: one.arguments.index(pair[0]))
            others = samples.call(required)
            yield NullCase(
                argument.name,
                f"{others}, " if others else "",
                python_literal(wiretext.body_of(one, ordered)),
                forgive=not samples.fits(None, argument.at),
            )
            return


def _missing(one: Operation, samples: Samples, required: Given) -> Iterator[MissingCase]:
    for lacking, _ in required:
        others = [pair for pair in required if pair[0] is not lacking]
        pairs = (f'"{f.name}": {samples.python(value, f.type)}' for f, value in others)
        yield MissingCase(lacking.name, ", ".join(pairs), python_literal(f"'{lacking.name}'"))


def _ways(plan: Plan, one: Operation) -> Iterator[Way]:
    schemes = {scheme.name: scheme for scheme in plan.schemes}
    for alternative in one.security:
        used = [schemes[name] for name in alternative]
        given = {a: wiretext.secret_of(a) for scheme in used for a in scheme.arguments}
        sent = {
            s.sent_as.lower() if s.kind != "query" else s.sent_as: wiretext.credential_of(s)
            for s in used
            if s.kind != "cookie"
        }
        cookies = [f"{s.sent_as}={wiretext.credential_of(s)}" for s in used if s.kind == "cookie"]
        sent |= {"cookie": "; ".join(cookies)} if cookies else {}
        yield Way(python_literal(given), python_literal(sent))
