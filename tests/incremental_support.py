"""Edits of pages and of documents, as a writer of documentation makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

from docmill.api import Document
from docmill.names import snake
from docmill.page import Place
from docmill.spec import Authentication, EnumSpec, Fact, FieldSpec, PageSpec, SampleSpec
from docmill.values import is_listing, is_mapping

Specs = list[PageSpec]
Edit = Callable[[Specs, Random], Specs]


def _changed(change: Callable[[PageSpec, Random], PageSpec]) -> Edit:
    """An edit of one page; all others stay the same objects."""

    def edit(specs: Specs, rng: Random) -> Specs:
        n = rng.randrange(len(specs))
        return [*specs[:n], change(specs[n], rng), *specs[n + 1 :]]

    return edit


def _fact(spec: PageSpec, value: Any) -> Fact[Any]:
    return Fact(value, Place(spec.page, 1, 1))


def removed(specs: Specs, rng: Random) -> Specs:
    """A page goes."""
    n = rng.randrange(len(specs))
    return [*specs[:n], *specs[n + 1 :]] if len(specs) > 4 else specs


def added(specs: Specs, rng: Random) -> Specs:
    """A page comes, of the same resource in another version of the API: names clash."""
    one = rng.choice(specs)
    path = f"/v{rng.randrange(2, 5)}{one.path.value}"
    page = f"{path.strip('/').replace('/', '-')}-{one.method.value}.md"
    return [*specs, replace(one, page=page, path=replace(one.path, value=path))]


def nested(specs: Specs, rng: Random) -> Specs:
    """A page comes, of a resource within another."""
    one = rng.choice(specs)
    path = f"{one.path.value.rstrip('/')}/{rng.choice(['notes', 'users', 'run', '{note_id}'])}"
    page = f"nested-{len(specs)}.md"
    return [*specs, replace(one, page=page, path=replace(one.path, value=path))]


def doubled(specs: Specs, rng: Random) -> Specs:
    """A second page comes that tells of the same operation."""
    one = rng.choice(specs)
    other = replace(described(one, rng), page=f"other-{len(specs)}.md", responses=one.responses[:1])
    return [*specs, other]


def reordered(specs: Specs, rng: Random) -> Specs:
    """Pages lie in another order."""
    return rng.sample(specs, len(specs))


def described(spec: PageSpec, rng: Random) -> PageSpec:
    """The description of an operation is another."""
    return replace(spec, description=_fact(spec, f"It does {rng.randrange(10**6)} things."))


def moved(spec: PageSpec, rng: Random) -> PageSpec:
    """The page has another name."""
    return replace(spec, page=f"moved/{rng.randrange(10**6)}-{spec.page.rpartition('/')[2]}")


def retitled(spec: PageSpec, rng: Random) -> PageSpec:
    """The title is another."""
    return replace(spec, title=_fact(spec, rng.choice(["A title", "Another", "Third"])))


def _fields(
    spec: PageSpec, rng: Random, change: Callable[[tuple[FieldSpec, ...]], tuple[FieldSpec, ...]]
) -> PageSpec:
    """The fields of the request, or of a response, changed."""
    n = rng.randrange(len(spec.responses) + 1)
    if n == len(spec.responses):
        return replace(spec, request=change(spec.request))
    response = replace(spec.responses[n], fields=change(spec.responses[n].fields))
    return replace(spec, responses=(*spec.responses[:n], response, *spec.responses[n + 1 :]))


def field_added(spec: PageSpec, rng: Random) -> PageSpec:
    """A field more, of any type."""
    kind = rng.choice(["string", "integer", "boolean", "string[]", "object"])
    name = rng.choice(["Note", "Page", "NextCursor", "Language", "Message", "Id", "a_b", "class"])

    def change(fields: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
        location = fields[0].location if fields else "body"
        known = {one.name.value for one in fields}
        made = FieldSpec(_fact(spec, name), location, _fact(spec, kind))
        return fields if name in known or location == "path" else (*fields, made)

    return _fields(spec, rng, change)


def field_removed(spec: PageSpec, rng: Random) -> PageSpec:
    """The last field goes."""
    return _fields(spec, rng, lambda fields: fields[:-1])


def field_changed(spec: PageSpec, rng: Random) -> PageSpec:
    """A field has another type, or is required now, or has a description, or is gone to."""
    kind = rng.choice(["string", "integer", "number", "boolean"])

    def change(fields: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
        if not fields:
            return fields
        n = rng.randrange(len(fields))
        one = rng.choice(
            [
                replace(fields[n], type=_fact(spec, kind)),
                replace(fields[n], required=_fact(spec, rng.random() < 0.5)),
                replace(fields[n], description=_fact(spec, f"It is {kind}.")),
                replace(fields[n], deprecated=_fact(spec, True)),
            ]
        )
        return (*fields[:n], one, *fields[n + 1 :])

    return _fields(spec, rng, change)


def cut(spec: PageSpec, _: Random) -> PageSpec:
    """The answers have one field: what tells of pages and of failures goes."""
    return replace(
        spec, responses=tuple(replace(one, fields=one.fields[:1]) for one in spec.responses)
    )


def recased(specs: Specs, _: Random) -> Specs:
    """All fields are written in another casing."""

    def other(fields: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
        names = (replace(one.name, value=snake(one.name.value)) for one in fields)
        return tuple(replace(one, name=name) for one, name in zip(fields, names, strict=True))

    return [
        replace(
            spec,
            responses=tuple(replace(one, fields=other(one.fields)) for one in spec.responses),
        )
        for spec in specs
    ]


def enum_changed(spec: PageSpec, rng: Random) -> PageSpec:
    """A table of values has one more, or comes."""
    number = rng.randrange(100, 200)
    member = (_fact(spec, number), _fact(spec, f"Value{number}"))
    if not spec.enums:
        first = (_fact(spec, 1), _fact(spec, "First"))
        return replace(spec, enums=(EnumSpec((first, member), Place(spec.page, 1, 1)),))
    one = replace(spec.enums[0], members=(*spec.enums[0].members, member))
    return replace(spec, enums=(one, *spec.enums[1:]))


def secured(spec: PageSpec, rng: Random) -> PageSpec:
    """The way to authenticate is another."""
    scheme = rng.choice(["bearer", "basic", "header:X-Key", "none"])
    return replace(spec, authentication=Authentication(None, (_fact(spec, scheme),), ()))


def served(spec: PageSpec, rng: Random) -> PageSpec:
    """The server is another."""
    return replace(spec, server=_fact(spec, f"https://{rng.choice(['one', 'two'])}.example.com"))


def sampled(spec: PageSpec, rng: Random) -> PageSpec:
    """A sample is another, which may not fit."""
    if not spec.responses:
        return spec
    value = {"Id": rng.choice([1, "one"]), "Message": rng.choice([None, "told"]), "success": True}
    last = replace(spec.responses[-1], samples=(SampleSpec(_fact(spec, value)),))
    return replace(spec, responses=(*spec.responses[:-1], last))


def answered(spec: PageSpec, rng: Random) -> PageSpec:
    """One more status is documented, or the last one is no longer."""
    status = rng.choice(["201", "404"])
    if status in {one.status.value for one in spec.responses}:
        return replace(spec, responses=spec.responses[:-1])
    return _answering(spec, status)


def unusual(spec: PageSpec, _: Random) -> PageSpec:
    """A status is documented that the tests of the client take for one that is not."""
    return _answering(spec, "418")


def _answering(spec: PageSpec, status: str) -> PageSpec:
    made = [replace(one, status=_fact(spec, status)) for one in spec.responses[:1]]
    return replace(spec, responses=(*spec.responses, *made))


EDITS: tuple[Edit, ...] = (
    removed,
    added,
    nested,
    doubled,
    *(reordered, recased),
    *map(_changed, (described, moved, retitled, field_added, field_removed, field_changed)),
    *map(_changed, (enum_changed, secured, served, sampled, answered, unusual, cut)),
)


Rewrite = Callable[[Document, Random], None]


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in a JSON value."""
    if is_mapping(value):
        yield value
        value = [*value.values()]
    if is_listing(value):
        for item in value:
            yield from _nodes(item)


def _with(document: Document, key: str) -> list[dict[str, Any]]:
    return [node for node in _nodes(document) if key in node]


def _components(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = document.get("components", {}).get("schemas", {})
    return found


def path_gone(document: Document, rng: Random) -> None:
    """A path goes."""
    if len(document["paths"]) > 2:
        del document["paths"][rng.choice([*document["paths"]])]


def path_copied(document: Document, rng: Random) -> None:
    """A path comes, with the same operations as another: names clash."""
    path = rng.choice([*document["paths"]])
    document["paths"][f"/again{rng.randrange(9)}{path}"] = document["paths"][path]


def reworded(document: Document, rng: Random) -> None:
    """A description is another."""
    nodes = [one for one in _with(document, "description") if isinstance(one["description"], str)]
    if nodes:
        rng.choice(nodes)["description"] = f"It is {rng.randrange(10**6)}."


def property_added(document: Document, rng: Random) -> None:
    """An object has a property more, which may refer to a component."""
    nodes = [one for one in _with(document, "properties") if is_mapping(one["properties"])]
    if not nodes:
        return
    kinds: list[dict[str, Any]] = [{"type": "string"}, {"type": "integer", "enum": [1, 2]}]
    kinds += [{"$ref": f"#/components/schemas/{name}"} for name in _components(document)]
    name = rng.choice(["note", "page", "next", "class", "success"])
    rng.choice(nodes)["properties"][name] = rng.choice(kinds)


def property_gone(document: Document, rng: Random) -> None:
    """An object has a property less."""
    nodes = [one for one in _with(document, "properties") if one["properties"]]
    if nodes:
        del (node := rng.choice(nodes)["properties"])[rng.choice([*node])]


def retargeted(document: Document, rng: Random) -> None:
    """A reference leads to another component."""
    home = "#/components/schemas/"
    nodes = [one for one in _with(document, "$ref") if str(one["$ref"]).startswith(home)]
    if nodes and _components(document):
        rng.choice(nodes)["$ref"] = home + rng.choice([*_components(document)])


def component_changed(document: Document, rng: Random) -> None:
    """A component is something else."""
    if schemas := _components(document):
        schemas[rng.choice([*schemas])] = rng.choice(
            [{"type": "string"}, {"type": "object", "properties": {"a": {"type": "integer"}}}]
        )


def served_elsewhere(document: Document, rng: Random) -> None:
    """The server is another."""
    document["servers"] = [{"url": f"https://{rng.choice(['one', 'two'])}.example.com"}]


def unsecured(document: Document, rng: Random) -> None:
    """What holds for all operations is another way to authenticate, or none."""
    names = [*document.get("components", {}).get("securitySchemes", {})]
    document["security"] = [{rng.choice(names): []}] if names and rng.random() < 0.5 else []


REWRITES: tuple[Rewrite, ...] = (
    *(path_gone, path_copied, reworded, property_added, property_gone, retargeted),
    *(component_changed, served_elsewhere, unsecured),
)
