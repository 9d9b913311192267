"""The client: the plan as views of finished strings, one for each template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from docmill.emit import access, aliases, models, modules, package, readme, resources
from docmill.emit.plan import Plan, Resource
from docmill.emit.templates import Templates
from docmill.literals import docstring, python_literal
from docmill.names import natural


@dataclass(frozen=True, slots=True)
class Flavor:
    """How the synchronous and the asynchronous class differ in the client module."""

    prefix: str
    http: str
    define: str
    wait: str
    close: str
    enter: str
    exit: str


FLAVORS = (
    Flavor("", "Client", "def", "", "self._http.close()", "enter", "exit"),
    Flavor(
        *("Async", "AsyncClient", "async def", "await ", "await self._http.aclose()"),
        *("aenter", "aexit"),
    ),
)


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """A resource as a property of the client."""

    module: str
    class_name: str
    class_import: str
    async_name: str
    async_import: str
    doc: str
    aliases: tuple[aliases.AliasLine, ...]


@dataclass(frozen=True, slots=True)
class ClientView:
    """_client.py."""

    class_name: str
    doc: str
    base_url: str
    prefix: str
    init_doc: str
    imports: tuple[str, ...]
    auth_import: str
    resources: tuple[ResourceLine, ...]
    credentials: tuple[access.CredentialArgument, ...]
    credential_names: tuple[str, ...]
    ways: tuple[access.WayLine, ...]
    deprecated_import: tuple[str, ...]
    flavors: tuple[Flavor, ...] = FLAVORS


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """An exception class: its docstring's text, and the type of its body if documented."""

    name: str
    status: int
    server: bool
    doc: str
    body: str


@dataclass(frozen=True, slots=True)
class ErrorsView:
    """_errors.py."""

    base: str
    errors: tuple[ErrorLine, ...]
    imports: tuple[str, ...]
    typing_names: str


@dataclass(frozen=True, slots=True)
class ModuleNames:
    """A module of the package and the public names in it."""

    path: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RootView:
    """__init__.py: what `from package import ...` finds."""

    imports: tuple[str, ...]
    names: tuple[str, ...]
    modules: tuple[ModuleNames, ...]
    version: str


_RUNTIME = (
    *("_answers.py", "_auth.py", "_models.py", "_operation.py", "_options.py", "_pages.py"),
    *("_problems.py", "_raw.py", "_redaction.py", "_sending.py", "_transport.py"),
    *("_urls.py", "_wire.py"),
)


def files_of(plan: Plan, templates: Templates) -> dict[str, str]:
    """The files of the client, by path from the output folder."""
    shared = package.view_of(plan)
    root = f"client/{plan.package}"
    views: dict[str, tuple[str, object]] = {
        "__init__.py": ("client/__init__.py", _root_view(plan)),
        "_client.py": ("client/_client.py", _client_view(plan)),
        "_errors.py": ("client/_errors.py", _errors_view(plan)),
    }
    for name in (*_RUNTIME, *(["_deprecated.py"] if aliases.has_any(plan) else [])):
        views[name] = (f"client/{name}", shared)
    for name, view in {**models.views_of(plan), **resources.views_of(plan)}.items():
        views[name] = (view.template, view)
    return {
        "client/pyproject.toml": templates.text("client/pyproject.toml", shared),
        "client/README.md": templates.text("client/README.md", readme.view_of(plan)),
        f"{root}/py.typed": "",
        **templates.python({f"{root}/{name}": pair for name, pair in views.items()}),
    }


def slots_of(plan: Plan, templates: Templates) -> dict[str, str]:
    """The files of the client that are the user's once they are written."""
    return {"client/CHANGELOG.md": templates.text("client/CHANGELOG.md", package.view_of(plan))}


def _client_view(plan: Plan) -> ClientView:
    lines = tuple(_resource_line(plan, resource) for resource in plan.resources)
    credentials = access.credentials_of(plan.schemes)
    prefix = plan.package.upper()
    names = tuple(one.name for one in credentials)
    auth = access.names_used(plan.schemes)
    return ClientView(
        class_name=plan.class_name,
        doc=docstring("\n\n".join(filter(None, [plan.title, plan.doc]))),
        base_url=python_literal(plan.base_url),
        prefix=prefix,
        init_doc=docstring(_init_doc(credentials, prefix), indent=8),
        imports=_resource_imports(plan, lines),
        auth_import=modules.import_line("._auth", auth) if auth else "",
        resources=lines,
        credentials=credentials,
        credential_names=names,
        ways=tuple(access.ways_of(plan.schemes)),
        deprecated_import=aliases.import_lines(
            deprecated=[alias for one in plan.resources for alias in one.aliases]
        ),
    )


_INIT = {
    "base_url": "Where the API is, instead of `BASE_URL` and of servers that operations have.",
    "timeout": "Seconds for each step of a call, None for ever; an `http_client` has its own.",
    "max_retries": "How often a call is repeated that failed in a way that may pass.",
    "strict": "Raise where an answer is not as documented, instead of keeping it as it came.",
    "headers": "Further headers of all calls.",
    "http_client": "An httpx2 client of your own; `close` leaves it open.",
}


def _init_doc(credentials: tuple[access.CredentialArgument, ...], prefix: str) -> str:
    variables = [f"`{prefix}_{one.name.upper()}`" for one in credentials]
    told = "Where no credentials are given they are taken from the environment, as is `base_url`: "
    told += ", ".join([*variables, f"`{prefix}_BASE_URL`."])
    if not credentials:
        told = f"`base_url` is taken from `{prefix}_BASE_URL` where it is not given."
    lines = [*((one.name, one.doc) for one in credentials), *_INIT.items()]
    listed = "\n".join(["Args:", *(f"    {name}: {doc}" for name, doc in lines)])
    return f"Make a client; threads and tasks may share it.\n\n{told}\n\n{listed}"


def _home_of(plan: Plan, module: str, name: str, generated: str) -> str:
    """The module that a class comes from: the user's own, where that defines it."""
    return (
        f"._custom.{module}" if name in plan.api.custom.get(module, ()) else f"{generated}.{module}"
    )


def _resource_imports(plan: Plan, lines: Iterable[ResourceLine]) -> tuple[str, ...]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        for name in (line.class_name, line.async_name):
            found[_home_of(plan, line.module, name, ".resources")].append(name)
    return tuple(modules.import_line(home, found[home]) for home in sorted(found, key=natural))


def _resource_line(plan: Plan, resource: Resource) -> ResourceLine:
    names = (plan.resource_name(resource), plan.names[f"async {resource.module}"])
    homes = [_home_of(plan, resource.module, name, ".resources") for name in names]
    lines = [modules.import_line(home, [name], 8) for home, name in zip(homes, names, strict=True)]
    return ResourceLine(
        module=resource.module,
        class_name=names[0],
        class_import=lines[0],
        async_name=names[1],
        async_import=lines[1],
        doc=docstring(resources.resource_doc(resource), indent=8),
        aliases=aliases.resource_lines(resource),
    )


def _errors_view(plan: Plan) -> ErrorsView:
    errors = tuple(
        ErrorLine(
            error.name,
            error.status,
            error.status >= 500,
            f"The API answered {error.status} {error.phrase}.",
            " | ".join(modules.text_of(plan, body) for body in error.bodies),
        )
        for error in plan.errors
    )
    bodies = [body for error in plan.errors for body in error.bodies]
    imports = modules.class_imports(plan, bodies, here="")
    names = ", ".join([*(["TYPE_CHECKING"] if imports else []), "Any"])
    return ErrorsView(f"{plan.class_name}Error", errors, imports, names)


def _root_view(plan: Plan) -> RootView:
    found: dict[str, list[str]] = defaultdict(list)
    for name in (plan.class_name, f"Async{plan.class_name}"):
        found[
            "._custom.client" if name in plan.api.custom.get("client", ()) else "._client"
        ].append(name)
    found |= {
        "._errors": [
            *(f"{plan.class_name}Error", "APIConnectionError", "APIError", "APIFailureError"),
            *("APIResponseError", "APIStatusError", "APITimeoutError", "ServerError", "TokenError"),
            *(error.name for error in plan.errors),
        ],
    }
    found["._options"] = ["RequestOptions"]
    found["._pages"] = ["AsyncPager", "AsyncPages", "Pager"]
    found["._problems"] = ["FieldError"]
    found["._raw"] = ["APIResponse"]
    for module, names in _type_names(plan).items():
        found[module] = names
    listed = tuple(
        ModuleNames(module, tuple(modules.exported(names)))
        for module, names in sorted(found.items())
    )
    imports = tuple(modules.import_line(one.path, one.names) for one in listed)
    every = modules.exported(name for one in listed for name in one.names)
    return RootView(imports, tuple(every), listed, python_literal(package.version_of(plan)))


def _type_names(plan: Plan) -> dict[str, list[str]]:
    """The enums, models and arguments of the client by module."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in (*plan.models, *plan.inputs):
        if record.key in plan.homes:
            found[f".{modules.module_of(plan, record.key)}"].append(plan.names[record.key])
    for enum in plan.enums:
        found[".enums"].append(plan.names[enum.key])
    for resource in plan.resources:
        found[f".resources.{resource.module}"] += [
            plan.params_name(one) for one in resource.operations if one.keywords
        ]
    for module, former in plan.aliases.items():
        found[f".{module}"] += [one.name for one in former]
    return {module: names for module, names in found.items() if names}
