"""The client: the plan as views of finished strings, one for each template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from docmill.emit import models, modules, readme, resources
from docmill.emit.plan import Plan, Resource, Scheme
from docmill.emit.templates import Templates
from docmill.literals import docstring, python_literal


@dataclass(frozen=True, slots=True)
class PackageView:
    """The modules that are the same in every client but for a few words."""

    package: str
    distribution: str
    description: str
    user_agent: str


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


@dataclass(frozen=True, slots=True)
class CredentialEntry:
    """A scheme, and the Python that makes its credential."""

    scheme: str
    make: str


@dataclass(frozen=True, slots=True)
class CredentialGroup:
    """The schemes that the same client arguments serve, and when they are given."""

    condition: str
    entries: tuple[CredentialEntry, ...]


@dataclass(frozen=True, slots=True)
class ClientView:
    """_client.py."""

    class_name: str
    doc: str
    base_url: str
    imports: tuple[str, ...]
    resources: tuple[ResourceLine, ...]
    credential_arguments: tuple[str, ...]
    credential_groups: tuple[CredentialGroup, ...]
    flavors: tuple[Flavor, ...] = FLAVORS


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """An exception class: its docstring's text, and the type of its body if documented."""

    name: str
    status: int
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


def files_of(plan: Plan, templates: Templates) -> dict[str, str]:
    """The files of the client, by path from the output folder."""
    package = _package_view(plan)
    root = f"client/{plan.package}"
    views: dict[str, tuple[str, object]] = {
        "__init__.py": ("client/__init__.py", _root_view(plan)),
        "_client.py": ("client/_client.py", _client_view(plan)),
        "_errors.py": ("client/_errors.py", _errors_view(plan)),
    }
    for name in ("_models.py", "_operation.py", "_transport.py", "_wire.py"):
        views[name] = (f"client/{name}", package)
    for name, view in {**models.views_of(plan), **resources.views_of(plan)}.items():
        views[name] = (view.template, view)
    return {
        "client/pyproject.toml": templates.text("client/pyproject.toml", package),
        "client/README.md": templates.text("client/README.md", readme.view_of(plan)),
        f"{root}/py.typed": "",
        **templates.python({f"{root}/{name}": pair for name, pair in views.items()}),
    }


def _package_view(plan: Plan) -> PackageView:
    name = plan.package.replace("_", "-")
    return PackageView(
        package=plan.package,
        distribution=name,
        description=python_literal(f"A typed Python client of {plan.title}"),
        user_agent=python_literal(f"{name}-python"),
    )


def _client_view(plan: Plan) -> ClientView:
    arguments = credential_arguments(plan.schemes)
    lines = tuple(_resource_line(plan, resource) for resource in plan.resources)
    return ClientView(
        class_name=plan.class_name,
        doc=docstring("\n\n".join(filter(None, [plan.title, plan.doc]))),
        base_url=python_literal(plan.base_url) if plan.base_url else "",
        imports=tuple(
            modules.import_line(f".resources.{one.module}", [one.class_name, one.async_name])
            for one in sorted(lines, key=lambda one: one.module)
        ),
        resources=lines,
        credential_arguments=arguments,
        credential_groups=tuple(_credential_groups(plan.schemes)),
    )


def _resource_line(plan: Plan, resource: Resource) -> ResourceLine:
    module, name = f".resources.{resource.module}", plan.resource_name(resource)
    async_name = plan.names[f"async {resource.module}"]
    return ResourceLine(
        module=resource.module,
        class_name=name,
        class_import=modules.import_line(module, [name], indent=8),
        async_name=async_name,
        async_import=modules.import_line(module, [async_name], indent=8),
        doc=docstring(resources.resource_doc(resource), indent=8),
    )


def credential_arguments(schemes: Iterable[Scheme]) -> tuple[str, ...]:
    """The keyword arguments of the client that hold credentials."""
    return tuple(dict.fromkeys(name for scheme in schemes for name in scheme.arguments))


def _credential_groups(schemes: tuple[Scheme, ...]) -> Iterable[CredentialGroup]:
    for arguments in dict.fromkeys(scheme.arguments for scheme in schemes):
        entries = [
            CredentialEntry(python_literal(scheme.name), _credential(scheme))
            for scheme in schemes
            if scheme.arguments == arguments
        ]
        condition = " and ".join(f"{name} is not None" for name in arguments)
        yield CredentialGroup(condition, tuple(entries))


def _credential(scheme: Scheme) -> str:
    if scheme.kind in ("bearer", "basic"):
        return f"Credential.{scheme.kind}({', '.join(scheme.arguments)})"
    return f'Credential("{scheme.kind}", {python_literal(scheme.sent_as)}, {scheme.arguments[0]})'


def _errors_view(plan: Plan) -> ErrorsView:
    errors = tuple(
        ErrorLine(
            error.name,
            error.status,
            f"The API answered {error.status} {error.phrase}.",
            " | ".join(modules.text_of(plan, body) for body in error.bodies),
        )
        for error in plan.errors
    )
    bodies = [body for error in plan.errors for body in error.bodies]
    imports = modules.class_imports(plan, bodies, here="")
    names = ["TYPE_CHECKING"] if imports else []
    return ErrorsView(f"{plan.class_name}Error", errors, imports, ", ".join([*names, "Any"]))


def _root_view(plan: Plan) -> RootView:
    found: dict[str, list[str]] = {
        "._client": [plan.class_name, f"Async{plan.class_name}"],
        "._errors": [
            *(f"{plan.class_name}Error", "APIConnectionError", "APIResponseError"),
            *("APIStatusError", "APITimeoutError"),
            *(error.name for error in plan.errors),
        ],
    }
    for module, names in _type_names(plan).items():
        found[module] = names
    listed = tuple(
        ModuleNames(module, tuple(sorted(names))) for module, names in sorted(found.items())
    )
    imports = tuple(modules.import_line(one.path, one.names) for one in listed)
    return RootView(imports, tuple(sorted(n for one in listed for n in one.names)), listed)


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
    return {module: names for module, names in found.items() if names}
