"""What all modules of a client share: its names, its version, what it needs."""

from __future__ import annotations

from dataclasses import dataclass

from docmill.api import VERSION
from docmill.document import text_of
from docmill.emit import access, aliases
from docmill.emit.plan import Plan
from docmill.literals import python_literal


@dataclass(frozen=True, slots=True)
class PackageView:
    """The modules that are the same in every client but for a few words."""

    package: str
    distribution: str
    description: str
    user_agent: str
    logger: str
    casing: str
    security: str
    key_names: str
    version: str
    dependencies: str


def view_of(plan: Plan) -> PackageView:
    """The words of a plan's client."""
    name = plan.package.replace("_", "-")
    return PackageView(
        package=plan.package,
        distribution=name,
        description=python_literal(f"A typed Python client of {plan.title}"),
        user_agent=python_literal(f"{name}-python"),
        logger=python_literal(plan.package),
        casing=plan.casing,
        security=python_literal(plan.security),
        key_names=python_literal(tuple(access.key_names(plan.schemes))),
        version=python_literal(version_of(plan)),
        dependencies=", ".join(map(python_literal, _dependencies(plan))),
    )


def version_of(plan: Plan) -> str:
    """The version of the client, as the document says."""
    return text_of(plan.api.document, VERSION) or "0.1.0"


def _dependencies(plan: Plan) -> list[str]:
    needed = ["httpx2>=2.0", "pydantic>=2.10"]
    return [*needed, "typing-extensions>=4.5"] if aliases.has_any(plan) else needed
