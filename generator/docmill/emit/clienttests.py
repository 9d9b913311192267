"""The client's tests: a case for each operation, and the modules that run them."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator

from docmill import names
from docmill.api import Api
from docmill.document import Reader
from docmill.emit import aliases, roottests, wiretext
from docmill.emit.answercases import Answers, Reply, failures_of, replies_of, type_text
from docmill.emit.argumentcases import Given, given_to, others_of, samples_of, texts_of
from docmill.emit.methods import accepted
from docmill.emit.modules import by_home, grouped, import_line
from docmill.emit.plan import Grant, ObjectClass, Operation, Plan, Resource, Scheme
from docmill.emit.samples import Samples
from docmill.emit.templates import Templates
from docmill.emit.testviews import (
    AllCasesView,
    CasesView,
    GrantLine,
    ModelNames,
    OperationCase,
    SchemeLine,
    SupportView,
)
from docmill.findings import Finding, in_order
from docmill.literals import python_literal
from docmill.memory import recall
from docmill.values import mapping

_MODULES = ("case", "conftest", "contract", "selection", "server", "support")
_TESTS = (
    *("test_access", "test_calls", "test_live", "test_models", "test_operations"),
    *("test_pages", "test_readme", "test_retries"),
)


def files_of(api: Api, plan: Plan, templates: Templates) -> tuple[dict[str, str], list[Finding]]:
    """The files of the tests, by path from the output folder, and what they cannot check."""
    unfit: set[str] = set()
    support = _support_view(api, plan)
    views: dict[str, tuple[str, object]] = {
        f"tests/{name}.py": (f"tests/{name}.py", support) for name in (*_MODULES, *_TESTS)
    }
    if support.grants:
        views["tests/test_oauth2.py"] = ("tests/test_oauth2.py", support)
    if aliases.has_any(plan):
        views["tests/test_aliases.py"] = ("tests/test_aliases.py", aliases.tests_view(plan))
    homes = by_home(plan, plan.models)
    resources = {resource.module: resource for resource in plan.resources}
    modules = sorted(homes.keys() | resources)
    for module in modules:
        view, unfit_here = _recalled_cases(
            plan, module, resources.get(module), homes.get(module, [])
        )
        unfit |= unfit_here
        views[f"tests/cases/{module}.py"] = ("tests/cases.py", view)
    every = AllCasesView(
        import_line(".", modules) if modules else "", tuple(resources), tuple(sorted(homes))
    )
    views["tests/cases/__init__.py"] = ("tests/all_cases.py", every)
    views["tests/test_client.py"] = ("tests/test_client.py", roottests.view_of(plan))
    reader = Reader(api)
    for at in unfit:
        told = f"no sample that fits {at} could be made: its tests are not held against it"
        reader.report(at, "sample-unfit", told)
    return templates.python(views), list(in_order(reader.findings))


def _support_view(api: Api, plan: Plan) -> SupportView:
    clients = (plan.class_name, f"Async{plan.class_name}")
    imports = [
        *("import httpx2", f"import {plan.package} as api"),
        "from case import Argument, Operation, in_order",
        "from server import Request, Server, serving, url_of_server",
        import_line(plan.package, ["AsyncPager", "Pager", *clients]),
        f"from {plan.package}._auth import OAuth2, basic, bearer",
        f"from {plan.package}._models import read",
    ]
    live_imports = [
        *("import httpx2", "import pytest", "from case import Operation"),
        *("from cases import OPERATIONS", "from contract import response_problems"),
        *("from pydantic import BaseModel", "from support import CREDENTIALS, SCHEMES"),
        import_line(plan.package, ["APIStatusError", "Pager", plan.class_name]),
    ]
    return SupportView(
        package=plan.package,
        distribution=plan.package.replace("_", "-"),
        class_name=plan.class_name,
        user_agent=f"{plan.package.replace('_', '-')}-python",
        schemes=tuple(_scheme_line(scheme) for scheme in plan.schemes),
        grants=tuple(_grants(plan)),
        imports=tuple(sorted(imports, key=_import_order)),
        live_imports=tuple(sorted(live_imports, key=_import_order)),
        environment=plan.package.upper(),
        token_urls=python_literal(sorted(_token_urls(api))),
    )


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line


def _scheme_line(scheme: Scheme) -> SchemeLine:
    arguments = {name: wiretext.secret_of(name) for name in scheme.arguments}
    place = {"query": "query", "cookie": "cookies"}.get(scheme.kind, "headers")
    sent = wiretext.credential_of(scheme)
    pairs = {scheme.sent_as.lower(): sent} if place == "headers" else [(scheme.sent_as, sent)]
    name = python_literal(scheme.name)
    return SchemeLine(name, python_literal(arguments), place, python_literal(pairs))


def _grant_line(scheme: Scheme, grant: Grant) -> GrantLine:
    arguments = {name: wiretext.secret_of(name) for name in grant.arguments}
    form: list[tuple[str, str]] = [("grant_type", grant.kind)]
    form += list(arguments.items()) if grant.kind == "password" else []
    pair = ":".join(arguments.values()) if grant.kind == "client_credentials" else None
    return GrantLine(
        f"{names.snake(scheme.name)}_{grant.kind}",
        python_literal(scheme.name),
        python_literal(arguments),
        python_literal(sorted(form)),
        python_literal(pair and f"Basic {b64encode(pair.encode()).decode()}"),
    )


def _grants(plan: Plan) -> Iterator[GrantLine]:
    """The ways to get a token that some operation needs first."""
    first = [one.security[0] for item in plan.resources for one in item.operations if one.security]
    for scheme in plan.schemes:
        if (scheme.name,) in map(tuple, first):
            yield from (_grant_line(scheme, grant) for grant in scheme.grants)


def _token_urls(api: Api) -> Iterator[str]:
    """Where the document says that tokens are to be had."""
    schemes = mapping(mapping(api.document.get("components")).get("securitySchemes"))
    for scheme in schemes.values():
        for flow in mapping(mapping(scheme).get("flows")).values():
            for key in ("tokenUrl", "refreshUrl"):
                if isinstance(url := mapping(flow).get(key), str):
                    yield url


def _recalled_cases(
    plan: Plan, module: str, resource: Resource | None, models: list[ObjectClass]
) -> tuple[CasesView, set[str]]:
    """The view of a module of cases, and the schemas that no sample fits."""

    def made() -> tuple[CasesView, set[str]]:
        unfit: set[str] = set()
        return _cases(plan, module, resource, models, unfit), unfit

    return recall(("cases view", *plan.portions.key(module)), made)


def _cases(
    plan: Plan,
    module: str,
    resource: Resource | None,
    models: list[ObjectClass],
    unfit: set[str],
) -> CasesView:
    answering = Samples(plan, unfit=unfit)
    operations = resource.operations if resource else ()
    replies = [
        ([*replies_of(answering, one)], [*failures_of(answering, plan, one)]) for one in operations
    ]
    answers = Answers(plan, [reply for pair in replies for part in pair for reply in part])
    cases = tuple(
        OperationCase(tuple(_parts(plan, one, module, answers, *pair, unfit)))
        for one, pair in zip(operations, replies, strict=True)
    )
    known = tuple(_model_names(plan, model) for model in models)
    told = "its operations, and what its models hold" if resource else "what the models hold"
    return CasesView(
        headline=f"`client.{module}`: {told}." if resource else "What common models hold.",
        imports=_imports(plan, cases, answers, known),
        constants=tuple(answers.constants),
        operations=cases,
        models=known,
    )


def _parts(
    plan: Plan,
    one: Operation,
    module: str,
    answers: Answers,
    replies: list[Reply],
    failures: list[Reply],
    unfit: set[str],
) -> Iterator[tuple[str, str]]:
    """What `Operation(...)` is given, but for what it takes for granted."""
    samples = Samples(plan, prefix="api.", unfit=unfit)
    every = given_to(samples, one, only_required=False)
    required, optional = (
        [pair for pair in every if (pair[0].required or pair[0] is one.positional) is wanted]
        for wanted in (True, False)
    )
    others = others_of(samples, one, required)
    yield "name", python_literal(f"{module}.{one.method}")
    yield "method", python_literal(one.http_method)
    yield "path", python_literal(wiretext.path_of(one, required))
    for name, given in (("required", required), ("optional", optional), ("others", others)):
        if given:
            yield name, texts_of(samples, one, given)
    if told := ", ".join(samples_of(samples, one)):
        yield "samples", f"[{told}]"
    if one.body and (media := one.body.media_type.partition(";")[0]) != "application/json":
        yield "sends", python_literal(media)
    if one.body and one.body.required and not one.body.whole:
        yield "needed", "True"
    if (accepts := accepted(one)) != "application/json":
        yield "accepts", python_literal(accepts)
    if one.security:
        yield "security", python_literal([list(way) for way in one.security])
    yield "answers", "[" + ", ".join(map(answers.text, replies)) + "]"
    yield "failures", "[" + ", ".join(map(answers.text, failures)) + "]"
    if source := _source_of_id(plan, one, module, required):
        yield "id_from", python_literal(source)
    if not all([_fits(samples, one, required), _fits(samples, one, every)]):
        yield "checked", "False"


def _source_of_id(plan: Plan, one: Operation, module: str, required: Given) -> str:
    """The operation that lists what the one argument of a reading operation identifies."""
    if one.http_method not in ("GET", "HEAD") or len(required) != 1:
        return ""
    folder = one.path.partition("{")[0].rstrip("/")
    operations = next(r.operations for r in plan.resources if r.module == module)
    for other in operations:
        needs = [argument for argument in other.arguments if argument.required]
        if other.http_method == "GET" and other.path.rstrip("/") == folder and not needs:
            return f"{module}.{other.method}"
    return ""


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


def _model_names(plan: Plan, model: ObjectClass) -> ModelNames:
    pairs: list[str] = []
    for field in model.fields:
        wire, kind = python_literal(field.wire), type_text(plan, field.type)
        told = f"({wire}, {kind})" if kind else wire
        pairs.append(f"{python_literal(field.name)}: {told}")
    return ModelNames(f"api.{plan.names[model.key]}", "{" + ", ".join(pairs) + "}")


def _imports(
    plan: Plan,
    cases: tuple[OperationCase, ...],
    answers: Answers,
    models: tuple[ModelNames, ...],
) -> tuple[str, ...]:
    """The import lines of a module of cases, for what its Python names."""
    code = [value for one in cases for _, value in one.parts]
    code += [constant.value for constant in answers.constants]
    code += [f"{model.name} {model.names}" for model in models]
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", "\n".join(code))
    helpers = set(re.findall(r"(?<![\w.])(Answer|Failure|Sample|cookie|field|form)\(", bare))
    helpers |= set(re.findall(r"(?<![\w.])(header|path|query|whole)\(", bare))
    helpers |= {"Operation"} if cases else set()
    helpers |= {"Json"} if answers.constants else set()
    helpers |= {"Models"} if models else set()
    library = ["import datetime as dt"] if "dt." in bare else []
    library += ["from typing import Any"] if "Any]" in bare else []
    own = [f"import {plan.package} as api"] if "api." in bare else []
    return grouped(library, [*own, *([import_line("case", helpers)] if helpers else [])])
