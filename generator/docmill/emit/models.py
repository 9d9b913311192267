"""Response models and enums as views of finished strings."""

from __future__ import annotations

from dataclasses import dataclass

from docmill.emit.aliases import AliasLine, module_lines
from docmill.emit.modules import (
    FieldLine,
    HeadlineView,
    by_home,
    class_imports,
    grouped,
    import_line,
    in_order,
    library_imports,
    quoted,
    text_of,
)
from docmill.emit.plan import EnumClass, Field, ObjectClass, Plan, cased
from docmill.emit.types import NONE, union_type, walk
from docmill.literals import docstring, python_literal
from docmill.memory import recall


@dataclass(frozen=True, slots=True)
class ModelView:
    """A pydantic model."""

    name: str
    doc: str
    fields: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True)
class ModelsView:
    """A module of models: those of one resource, or those that several share."""

    headline: str
    imports: tuple[str, ...]
    models: tuple[ModelView, ...]
    aliases: tuple[AliasLine, ...]
    template: str = "client/models.py"


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member of an enum."""

    name: str
    value: str
    doc: str


@dataclass(frozen=True, slots=True)
class EnumView:
    """An enum."""

    name: str
    base: str
    doc: str
    members: tuple[MemberLine, ...]


@dataclass(frozen=True, slots=True)
class EnumsView:
    """enums.py."""

    bases: str
    enums: tuple[EnumView, ...]
    aliases: tuple[AliasLine, ...]
    template: str = "client/enums.py"


def views_of(plan: Plan) -> dict[str, ModelsView | EnumsView | HeadlineView]:
    """The modules of models and enums, by path in the package."""
    grouped = by_home(plan, plan.models)
    views: dict[str, ModelsView | EnumsView | HeadlineView] = {
        f"models/{home}.py": _recalled_view(plan, home, models) for home, models in grouped.items()
    }
    if views:
        views["models/__init__.py"] = HeadlineView(
            "What the API answers, a module for each resource."
        )
    if plan.enums:
        enums = tuple(_enum_view(plan, enum) for enum in plan.enums)
        views["enums.py"] = EnumsView(
            ", ".join(sorted({enum.base for enum in enums})), enums, module_lines(plan, "enums")
        )
    return views


def _recalled_view(plan: Plan, home: str, models: list[ObjectClass]) -> ModelsView:
    key = ("models view", *plan.portions.key(home))
    return recall(key, lambda: _models_view(plan, home, models))


def _models_view(plan: Plan, home: str, models: list[ObjectClass]) -> ModelsView:
    shared = home == "shared"
    headline = (
        "What the operations of several resources answer."
        if shared
        else f"What the operations of `client.{home}` answer."
    )
    types = [field.type for model in models for field in model.fields]
    former = module_lines(plan, f"models.{home}")
    runtime = ["Model", *(["OPEN"] if _has_open(models) else [])]
    return ModelsView(
        headline=headline,
        imports=grouped(
            library_imports(types, ["TYPE_CHECKING"] if former else []),
            ["from pydantic import Field"] if _need_field(plan, models) else [],
            [
                *(["from .._deprecated import renamed"] if former else []),
                import_line(".._models", runtime),
                *class_imports(plan, types, f"models.{home}"),
            ],
        ),
        models=_model_views(plan, models),
        aliases=former,
    )


def _has_open(models: list[ObjectClass]) -> bool:
    types = (field.type for model in models for field in model.fields)
    return any(part.kind == "open" for of in types for part in walk(of))


def _need_field(plan: Plan, models: list[ObjectClass]) -> bool:
    fields = (field for model in models for field in model.fields)
    return any(field.secret or _has_alias(plan, field) for field in fields)


def _has_alias(plan: Plan, field: Field) -> bool:
    """Whether the wire name does not follow from the attribute's."""
    return field.wire != cased(field.name, plan.casing)


def _model_views(plan: Plan, models: list[ObjectClass]) -> tuple[ModelView, ...]:
    ordered = in_order(models)
    later = {model.key for model in ordered}
    views: list[ModelView] = []
    for model in ordered:
        fields = tuple(_field_line(plan, field, later) for field in model.fields)
        doc = model.doc or ("" if fields else "An object without properties.")
        views.append(ModelView(plan.names[model.key], docstring(doc) if doc else "", fields))
        later.discard(model.key)
    return tuple(views)


def _field_line(plan: Plan, field: Field, later: set[str]) -> FieldLine:
    kind = field.type if field.required else union_type([field.type, NONE])
    annotation = quoted(text_of(plan, kind), kind, later)
    arguments = [] if field.required else ["default=None"]
    arguments += [f"alias={python_literal(field.wire)}"] if _has_alias(plan, field) else []
    arguments += ["repr=False"] if field.secret else []
    if arguments == ["default=None"]:
        annotation += " = None"
    elif arguments:
        annotation += f" = Field({', '.join(arguments)})"
    return FieldLine(field.name, annotation, docstring(field.doc) if field.doc else "")


def _enum_view(plan: Plan, enum: EnumClass) -> EnumView:
    members = tuple(
        MemberLine(
            member.name,
            python_literal(member.value),
            docstring(member.doc) if member.doc else "",
        )
        for member in enum.members
    )
    base = "IntEnum" if enum.base == "int" else "StrEnum"
    doc = docstring(enum.doc) if enum.doc else ""
    return EnumView(plan.names[enum.key], base, doc, members)
