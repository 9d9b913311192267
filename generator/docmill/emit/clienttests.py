"""The client's tests: what each operation sends, returns and raises, as finished strings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docmill import names
from docmill.api import Api
from docmill.emit import wiretext
from docmill.emit.client import credential_arguments
from docmill.emit.modules import import_line
from docmill.emit.plan import Answer, EnumClass, Field, Operation, Plan, Resource
from docmill.emit.samples import Samples
from docmill.emit.templates import Templates
from docmill.emit.types import ANY, NONE, walk
from docmill.literals import python_literal


@dataclass(frozen=True, slots=True)
class SupportView:
    """The modules that are the same in the tests of every client but for a few words."""

    package: str
    class_name: str
    credentials: str
    imports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestCase:
    """A call, and the request that it has to send."""

    name: str
    arguments: str
    path: str
    query: str
    headers: str
    body: str


@dataclass(frozen=True, slots=True)
class ResultCase:
    """An answer, and the attributes that the result has to have."""

    name: str
    answer: str
    expected: str


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """An error status, and the exception that it has to raise."""

    name: str
    answer: str
    class_name: str
    status: int
    expected: str


@dataclass(frozen=True, slots=True)
class NullCase:
    """An argument that is passed as None beside the required ones."""

    argument: str
    others: str
    body: str
    forgive: bool


@dataclass(frozen=True, slots=True)
class MissingCase:
    """A call that lacks a required argument."""

    argument: str
    others: str
    told: str


@dataclass(frozen=True, slots=True)
class Way:
    """Credentials, and the headers or query keys that they have to be sent as."""

    credentials: str
    sent: str


@dataclass(frozen=True, slots=True)
class OperationTests:
    """The tests of one operation."""

    method: str
    http_method: str
    path: str
    required: str
    answer: str
    requests: tuple[RequestCase, ...]
    results: tuple[ResultCase, ...]
    errors: tuple[ErrorCase, ...]
    nulls: tuple[NullCase, ...]
    missing: tuple[MissingCase, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class ResourceTestsView:
    """tests/test_<resource>.py."""

    module: str
    imports: tuple[str, ...]
    operations: tuple[OperationTests, ...]


@dataclass(frozen=True, slots=True)
class EnumTests:
    """The tests of one enum; `open` where an answer holds it."""

    test: str
    name: str
    base: str
    members: str
    unknown: str
    open: bool


@dataclass(frozen=True, slots=True)
class ClientTestsView:
    """tests/test_client.py."""

    package: str
    class_name: str
    standard: tuple[str, ...]
    imports: tuple[str, ...]
    enums: tuple[EnumTests, ...]
    call: str
    json_call: str
    json_status: int


def files_of(api: Api, plan: Plan, templates: Templates) -> dict[str, str]:
    """The files of the tests, by path from the output folder."""
    secrets = {name: wiretext.secret_of(name) for name in credential_arguments(plan.schemes)}
    imports = [
        "from contract import request_problems, response_problems",
        "from pydantic import BaseModel",
        import_line(plan.package, [plan.class_name, f"Async{plan.class_name}"]),
    ]
    support = SupportView(
        plan.package, plan.class_name, python_literal(secrets), tuple(sorted(imports))
    )
    files = {
        f"tests/{name}.py": templates.python(f"tests/{name}.py", support)
        for name in ("conftest", "contract", "support")
    }
    for resource in plan.resources:
        view = _resource_tests(plan, resource)
        name = f"tests/test_{resource.module}_resource.py"
        files[name] = templates.python("tests/test_resource.py", view)
    files["tests/test_client.py"] = templates.python("tests/test_client.py", _client_tests(plan))
    return files


def _resource_tests(plan: Plan, resource: Resource) -> ResourceTestsView:
    operations = tuple(_operation_tests(plan, one) for one in resource.operations)
    return ResourceTestsView(resource.module, _imports(plan, operations), operations)


def _imports(plan: Plan, operations: tuple[OperationTests, ...]) -> tuple[str, ...]:
    source = "\n".join(repr(one) for one in operations)
    has_any = any(one.nulls or one.missing for one in operations)
    results = any(one.results or one.errors for one in operations)
    raises = any(one.errors or one.missing or one.ways for one in operations)
    classes = {case.class_name for one in operations for case in one.errors}
    classes |= {n for e in plan.enums if f"{(n := plan.names[e.key])}." in source}
    support = [
        "Call",
        *(["Request"] if any(one.requests for one in operations) else []),
        "Server",
        *(["attributes"] if results else []),
    ]
    return (
        *(["import datetime as dt"] if "dt.date" in source else []),
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


def _operation_tests(plan: Plan, one: Operation) -> OperationTests:
    samples = Samples(plan)
    required = samples.arguments(one, only_required=True)
    answer = _answer_text(*_first_answer(samples, one))
    return OperationTests(
        method=one.method,
        http_method=one.http_method,
        path=python_literal(wiretext.path_of(one, required)),
        required=samples.call(required),
        answer=answer,
        requests=tuple(_requests(plan, one, samples, required)),
        results=tuple(_results(one, samples)),
        errors=tuple(_errors(plan, one, samples)),
        nulls=tuple(_nulls(one, samples, required)),
        missing=tuple(_missing(one, samples, required)),
        ways=tuple(_ways(plan, one)) if len(one.security) > 1 else (),
    )


def _requests(
    plan: Plan, one: Operation, samples: Samples, required: list[tuple[Field, Any]]
) -> Iterator[RequestCase]:
    every = samples.arguments(one, only_required=False)
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
    status = _status(answer)
    text = repr(body) if isinstance(body, bytes) else python_literal(body)
    media = answer.media_type if answer.media_type != "*/*" else "application/json"
    if media in ("", "application/json"):
        return f"{status}, {text}" if answer.media_type else str(status)
    return f"{status}, {text}, {python_literal(media)}"


def _status(answer: Answer) -> int:
    if isinstance(answer.status, int):
        return answer.status
    return int(answer.status[0]) * 100 + 9 if answer.status[0].isdigit() else 200


def _results(one: Operation, samples: Samples) -> Iterator[ResultCase]:
    for answer in one.returns:
        for index, body in enumerate(_bodies(samples, answer)):
            number = f"_{index + 1}" if index else ""
            expected = repr(body) if isinstance(body, bytes) else samples.read(body, answer.type)
            yield ResultCase(
                f"the_{_status(answer)}_answer{number}", _answer_text(answer, body), expected
            )


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
                )
    open_ended = [answer for answer in one.raises if not isinstance(answer.status, int)]
    if not open_ended and 418 not in classes:
        yield ErrorCase(
            "an_error_that_is_not_documented",
            '418, {"reason": "undocumented"}',
            "APIStatusError",
            418,
            '{"reason": "undocumented"}',
        )


def _nulls(
    one: Operation, samples: Samples, required: list[tuple[Field, Any]]
) -> Iterator[NullCase]:
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


def _missing(
    one: Operation, samples: Samples, required: list[tuple[Field, Any]]
) -> Iterator[MissingCase]:
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


def _client_tests(plan: Plan) -> ClientTestsView:
    calls = [(resource, one) for resource in plan.resources for one in resource.operations]
    json_calls = [
        (resource, one)
        for resource, one in calls
        if one.returns[0].type not in (NONE, ANY) and "json" in one.returns[0].media_type
    ]
    first = [_call(plan, *pair) for pair in calls[:1]]
    enums = tuple(_enum_tests(plan, enum) for enum in plan.enums)
    opened = any(enum.open for enum in enums)
    used = [enum.name for enum in enums]
    used += ["APIConnectionError", "APIStatusError", "APITimeoutError"] if calls else []
    used += ["APIResponseError"] if json_calls else []
    source = "".join([*first, *(_call(plan, *pair) for pair in json_calls[:1])])
    imports = [import_line(plan.package, used)] if used else []
    imports += [f"from {plan.package}._models import OPEN"] if opened else []
    imports += ["from pydantic import TypeAdapter"] if opened else []
    imports += ["from support import CREDENTIALS, Call, Server"] if calls else []
    return ClientTestsView(
        package=plan.package,
        class_name=plan.class_name,
        imports=(*(["import pytest"] if calls else []), *sorted(imports)),
        enums=enums,
        standard=(
            *(["import datetime as dt"] if "dt.date" in source else []),
            *("import subprocess", "import sys"),
            *(["from typing import Annotated"] if opened else []),
        ),
        call=first[0] if first else "",
        json_call=_call(plan, *json_calls[0]) if json_calls else "",
        json_status=_status(json_calls[0][1].returns[0]) if json_calls else 200,
    )


def _call(plan: Plan, resource: Resource, one: Operation) -> str:
    samples = Samples(plan)
    arguments = samples.call(samples.arguments(one, only_required=True))
    return f"client.{resource.module}.{one.method}({arguments})"


def _enum_tests(plan: Plan, enum: EnumClass) -> EnumTests:
    values = [member.value for member in enum.members]
    ints = [value for value in values if isinstance(value, int)]
    unknown: Any = max(ints) + 1 if ints else "not " + " or ".join(map(str, values))
    types = [one.type for model in plan.models for one in model.fields]
    types += [answer.type for r in plan.resources for o in r.operations for answer in o.returns]
    opened = {part.inner[0].text for of in types for part in walk(of) if part.kind == "open"}
    return EnumTests(
        names.snake(plan.names[enum.key]),
        plan.names[enum.key],
        enum.base,
        python_literal({member.name: member.value for member in enum.members}),
        python_literal(unknown),
        enum.key in opened,
    )
