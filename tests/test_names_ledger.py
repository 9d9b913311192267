"""names.yaml: what has a name keeps it, whatever happens to pages, titles and addresses around it.

The stories are told on small pages; `run` mills them as `generate` does, with the names of the run
before.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import sample_pages
from docmill.api import Api
from docmill.errors import InputError, UsageError
from docmill.given import NO_NAMES, Names
from docmill.milling import Milled, mill_sources
from docmill.naming import expired, names_of, renamed, text_of, without_expired, without_gone
from docmill.page import page_of
from docmill.settings import NO_CHOICES
from docmill.sources import Source, kind_of

Pages = Mapping[str, str]


def page(address: str, *, title: str = "A page", body: str = "", answer: str = "") -> str:
    """An MDX page of one operation: fields of the body and of the answer by name."""
    lines = [f'---\ntitle: "{title}"\napi: "{_absolute(address)}"\n---\n']
    for name in body.split():
        lines.append(f'<ParamField body="{name}" type="string">The {name}.</ParamField>\n')
    if answer:
        lines.append("## Response\n")
    for name in answer.split():
        lines.append(f'<ResponseField name="{name}" type="string">The {name}.</ResponseField>\n')
    return "\n".join(lines)


def _absolute(address: str) -> str:
    verb, _, path = address.partition(" ")
    return f"{verb} https://api.acme.example{path}"


def run(pages: Pages, names: Names = NO_NAMES) -> Milled:
    """A run on pages by name."""
    sources = [
        Source(kind_of(text), page_of(name, text.encode()), Path(name))
        for name, text in sorted(pages.items())
    ]
    return mill_sources(sources, "acme", choices=replace(NO_CHOICES, names=names))


def methods(milled: Milled) -> dict[str, str]:
    """The method of each operation, by its address."""
    return {key: one.name for key, one in milled.names.operations.items()}


def schemas(api: Api) -> set[str]:
    found: dict[str, object] = api.document["components"].get("schemas", {})
    return set(found)


def at(api: Api, method: str, path: str) -> dict[str, object]:
    found: dict[str, object] = api.document["paths"][path][method]
    return found


LIST = page("GET /users", answer="Total")
GET = page("GET /users/{id}", answer="Id Name Email")
UPDATE = page("PUT /users/{id}", body="Name Email")


# what does not count


def test_a_reworded_title_renames_nothing() -> None:
    first = run({"get.mdx": GET})
    reworded = page("GET /users/{id}", title="Fetch somebody", answer="Id Name Email")

    second = run({"get.mdx": reworded}, first.names)

    assert second.names == first.names
    assert at(second.api, "get", "/users/{id}")["operationId"] == "users_get"


def test_a_page_that_moves_renames_no_method() -> None:
    runs = page("POST /things/runcommand"), page("GET /things")
    first = run({"post-things-run-command.mdx": runs[0], "things.mdx": runs[1]})
    assert methods(first)["POST /things/runcommand"] == "things.run_command"

    second = run({"commands/start.mdx": runs[0], "things.mdx": runs[1]}, first.names)

    # without what was given out, the name of the file would have told how the words part
    assert methods(run({"commands/start.mdx": runs[0], "things.mdx": runs[1]})) != methods(first)
    assert methods(second) == methods(first)
    assert at(second.api, "post", "/things/runcommand")["operationId"] == "things_run_command"
    assert second.names.operations["POST /things/runcommand"].page == "commands/start.mdx"


COLORS = """

## Enums

<Accordion title="{title}">
  | Value | Name |
  | ----- | ---- |
  | 1     | Red  |
  | 2     | Blue |
</Accordion>

## Request Body

<ParamField body="Color" type="integer" required>
  The color. See `{title}`.
</ParamField>
"""


def colored(title: str) -> str:
    return page("PUT /cars/{id}") + COLORS.replace("{title}", title)


def test_a_renamed_table_renames_no_enum() -> None:
    first = run({"cars.mdx": colored("eColor")})
    assert "Color" in schemas(first.api)

    second = run({"cars.mdx": colored("ePaint")}, first.names)

    assert "Paint" in schemas(run({"cars.mdx": colored("ePaint")}).api)
    assert "Color" in schemas(second.api)
    assert "Paint" not in schemas(second.api)


def test_the_names_do_not_depend_on_the_order_of_pages() -> None:
    first = run({"a.mdx": GET, "b.mdx": UPDATE})
    assert text_of(run({"b.mdx": UPDATE, "a.mdx": GET}).names) == text_of(first.names)
    assert names_of("names.yaml", text_of(first.names)) == first.names


# what comes and goes around it


def test_a_page_that_clashes_gets_another_name_and_changes_none() -> None:
    first = run({"users.mdx": page("GET /crm/users"), "one.mdx": page("GET /crm/users/{id}")})
    assert methods(first)["GET /crm/users"] == "users.list"

    pages = {
        "users.mdx": page("GET /crm/users"),
        "one.mdx": page("GET /crm/users/{id}"),
        "other.mdx": page("GET /billing/users"),
    }
    second = run(pages, first.names)

    assert methods(run(pages))["GET /crm/users"] == "crm_users.list"
    assert methods(second)["GET /crm/users"] == "users.list"
    assert methods(second)["GET /billing/users"] == "billing_users.list"


def test_a_version_that_comes_changes_no_name_and_is_told() -> None:
    first = run({"v1.mdx": page("GET /v1/users")})

    second = run({"v1.mdx": page("GET /v1/users"), "v2.mdx": page("GET /v2/users")}, first.names)

    assert methods(second)["GET /v1/users"] == "users.list"
    assert methods(second)["GET /v2/users"] == "users.list_v2"


def test_a_page_that_goes_renames_no_schema_that_stays() -> None:
    pages = {
        "a.mdx": page("POST /cars", body="Name", answer="Ok Id"),
        "b.mdx": page("POST /vans", body="Size", answer="Ok Id"),
    }
    first = run(pages)
    assert {"Response", "CreateResponse"} & schemas(first.api)
    shared = ({"Response", "CreateResponse"} & schemas(first.api)).pop()

    second = run({"a.mdx": pages["a.mdx"]}, first.names)

    assert shared not in schemas(run({"a.mdx": pages["a.mdx"]}).api)
    assert shared in schemas(second.api)
    assert "VanCreate" in second.names.gone_schemas


def test_two_schemas_that_become_one_keep_both_names() -> None:
    first = run({
        "a.mdx": page("POST /cars", body="Name", answer="Ok Id"),
        "b.mdx": page("POST /vans", body="Size", answer="Ok Id Extra"),
    })  # fmt: skip
    assert {"CarCreateResponse", "VanCreateResponse"} <= schemas(first.api)

    second = run({
        "a.mdx": page("POST /cars", body="Name", answer="Ok Id"),
        "b.mdx": page("POST /vans", body="Size", answer="Ok Id"),
    }, first.names)  # fmt: skip

    assert second.names.classes["VanCreateResponse"].name == "CarCreateResponse"
    node = second.api.document["components"]["schemas"]["CarCreateResponse"]
    assert node["x-docmill-aliases"] == [{"name": "VanCreateResponse"}]


def test_what_is_gone_gets_its_name_back() -> None:
    both = {"get.mdx": GET, "update.mdx": UPDATE}
    first = run(both)
    named = renamed(first.names, "users.update", "users.edit", "2027-01-01")

    without = run({"get.mdx": GET}, named)
    assert without.names.gone["PUT /users/{id}"].name == "users.edit"
    again = run(both, without.names)

    assert methods(again)["PUT /users/{id}"] == "users.edit"
    assert again.names.gone == {}


def test_nothing_else_gets_a_name_that_is_gone_until_it_is_freed() -> None:
    first = run({"get.mdx": GET, "update.mdx": UPDATE})
    without = run({"get.mdx": GET}, first.names)
    assert without_gone(without.names).gone == {}
    assert without_gone(without.names).operations == without.names.operations


# addresses


@pytest.mark.parametrize(
    "moved",
    [
        pytest.param("PUT /v2/users/{id}", id="another version"),
        pytest.param("PUT /users/{userId}", id="a variable renamed"),
        pytest.param("PUT /people/{id}", id="another path on the same page"),
        pytest.param("PATCH /users/{id}", id="another method on the same page"),
    ],
)
def test_an_operation_that_moves_keeps_its_name(moved: str) -> None:
    first = run({"get.mdx": GET, "update.mdx": UPDATE})

    second = run({"get.mdx": GET, "update.mdx": page(moved, body="Name Email")}, first.names)

    verb, _, path = moved.partition(" ")
    assert methods(second) == {"GET /users/{id}": "users.get", moved: "users.update"}
    assert second.names.gone == {}
    assert "UserUpdate" in schemas(second.api)
    assert at(second.api, verb.lower(), path)["tags"] == ["users"]


def test_another_operation_on_the_page_is_another_one() -> None:
    first = run({"get.mdx": GET, "update.mdx": UPDATE})

    second = run({"get.mdx": GET, "update.mdx": page("DELETE /cars/{id}")}, first.names)

    assert methods(second)["DELETE /cars/{id}"] == "cars.delete"
    assert second.names.gone["PUT /users/{id}"].name == "users.update"


# renames


def test_a_renamed_method_has_its_old_name_as_an_alias() -> None:
    first = run({"get.mdx": GET, "update.mdx": UPDATE})

    names = renamed(first.names, "users.update", "users.edit", "2027-05-24")
    second = run({"get.mdx": GET, "update.mdx": UPDATE}, names)

    found = at(second.api, "put", "/users/{id}")
    assert found["operationId"] == "users_edit"
    assert found["x-docmill-aliases"] == [{"name": "users.update", "until": "2027-05-24"}]
    assert second.names == names


def test_a_renamed_resource_and_class_have_theirs() -> None:
    first = run({"get.mdx": GET, "update.mdx": UPDATE})

    names = renamed(first.names, "users", "people", "2027-05-24")
    names = renamed(names, "User", "Person", "2027-05-24")
    second = run({"get.mdx": GET, "update.mdx": UPDATE}, names)

    alias = {"name": "users", "until": "2027-05-24"}
    (tag,) = second.api.document["tags"]
    assert (tag["name"], tag["x-docmill-aliases"]) == ("people", [alias])
    person = second.api.document["components"]["schemas"]["Person"]
    assert person["x-docmill-aliases"] == [{"name": "User", "until": "2027-05-24"}]
    assert second.names == names
    assert second.api.origin("/components/schemas/Person") == first.api.origin(
        "/components/schemas/User"
    )


def test_a_name_that_is_taken_back_is_no_alias_any_more() -> None:
    first = run({"update.mdx": UPDATE}).names
    names = renamed(first, "users.update", "users.edit", "2027-05-24")
    back = renamed(names, "users.edit", "users.update", "2027-05-24")
    assert back.operations == first.operations
    assert list(back.methods) == ["users.edit"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("users.updte", "users.edit", "Did you mean users.update or users.get?"),
        ("users.update", "users.get", "is the name, or a former name, of another method"),
        ("users.update", "people.update", "renamed with `docmill rename A B`"),
        ("users.update", "users.class", "small letters"),
        ("User", "person", "is called with a capital letter, as Person"),
        ("User", "UserUpdate", "of another class"),
        ("users", "Users", "small letters"),
        ("nobody", "somebody", "nothing of the client is called nobody"),
    ],
)
def test_a_rename_that_cannot_be_is_refused(old: str, new: str, told: str) -> None:
    names = run({"get.mdx": GET, "update.mdx": UPDATE}).names
    with pytest.raises(UsageError) as raised:
        renamed(names, old, new, "2027-05-24")
    assert told in str(raised.value)


def test_a_new_operation_does_not_take_a_former_name() -> None:
    first = run({"update.mdx": UPDATE})
    names = renamed(first.names, "users.update", "users.edit", "2027-05-24")

    second = run({"update.mdx": UPDATE, "more.mdx": page("PUT /users")}, names)

    assert methods(second)["PUT /users/{id}"] == "users.edit"
    assert methods(second)["PUT /users"] not in ("users.update", "users.edit")


def test_what_cannot_have_the_name_that_it_wants_is_told() -> None:
    first = run({"get.mdx": GET, "update.mdx": UPDATE})
    names = renamed(first.names, "users.update", "users.edit", "2027-05-24")
    names = renamed(names, "users.edit", "users.change", "2027-05-24")

    edit = page("POST /users/{id}/edit")
    second = run({"get.mdx": GET, "update.mdx": UPDATE, "edit.mdx": edit}, names)

    assert methods(second)["POST /users/{id}/edit"] == "users.create_edit"
    (told,) = [one for one in second.findings if one.code == "name-changed"]
    assert told.at.page == "edit.mdx"
    assert "'users.edit' is a name in use" in told.message


def test_an_alias_past_its_day_is_told_and_dropped_on_request() -> None:
    first = run({"update.mdx": UPDATE}).names
    names = renamed(first, "users.update", "users.edit", "2027-05-24")
    assert expired(names, "2027-05-24") == ()
    assert expired(names, "2027-05-25") == ("users.update",)
    assert without_expired(names, "2027-05-24") == names
    assert without_expired(names, "2027-05-25").methods == {}
    # the day alone changes nothing
    assert run({"update.mdx": UPDATE}, names).names == names


# the file


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("operations:\n  GET /a: a.list\n  GET /b: a.list\n", 3, "names are given once"),
        ("operations:\n  GET /a: list\n", 2, "write it as `users.list`"),
        ("operations:\n  here: a.list\n", 2, "write it as `GET /users`"),
        ("operation:\n  GET /a: a.list\n", 1, "`operation` is not known here"),
        ("schemas:\n  A: GET /a 200\n", 2, "needs the list of places"),
        ("operations:\n  GET /a: a.list\naliases:\n  methods:\n    a.list: a.list\n", 5,
         "cannot be an alias"),
        ("operations:\n  GET /a: a.list\naliases:\n  methods:\n    a.all: a.lst\n", 5,
         "which is no name in this file"),
        ("operations:\n  GET /a: a.list\naliases:\n  methods:\n    a.all: a.list until then\n", 5,
         "until 2027-05-24"),
        ("operations:\n  GET /a: a.list\naliases:\n  methods:\n"
         "    a.all: a.list until 2027-02-30\n", 5, "until 2027-05-24"),
        ("- a\n", 1, "names with a colon"),
        ("a: [\n", None, "not valid YAML"),
    ],
)  # fmt: skip
def test_a_broken_file_is_an_error_with_its_line(text: str, line: int | None, told: str) -> None:
    with pytest.raises(InputError) as raised:
        names_of("specs/acme/names.yaml", text)
    assert told in str(raised.value)
    if line:
        assert str(raised.value).startswith(f"specs/acme/names.yaml:{line}: ")


# OpenAPI files, and any pages in any order

OPENAPI = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /cars:
    get:
      operationId: %s
      tags: [%s]
      responses:
        "200":
          description: OK
          content:
            application/json:
              schema: {$ref: "#/components/schemas/%s"}
          links:
            again: {operationId: %s}
components:
  schemas:
    %s: {type: object, properties: {Name: {type: string}}}
"""


def document(operation: str, tag: str, schema: str) -> str:
    return OPENAPI % (operation, tag, schema, operation, schema)


def test_an_openapi_file_keeps_the_names_of_its_first_run() -> None:
    first = run({"api.yaml": document("listCars", "Cars", "Car")})
    assert methods(first) == {"GET /cars": "cars.list"}
    assert at(first.api, "get", "/cars")["operationId"] == "listCars"

    second = run({"api.yaml": document("fetchAutos", "Autos", "Auto")}, first.names)

    assert second.names == first.names
    found = at(second.api, "get", "/cars")
    assert (found["operationId"], found["tags"]) == ("cars_list", ["cars"])
    assert schemas(second.api) == {"Car"}
    again = second.api.node("/paths/~1cars/get/responses/200/links/again")
    assert again == {"operationId": "cars_list"}


def test_a_run_on_spec_files_has_the_names_of_the_run_on_pages(tmp_path: Path) -> None:
    from docmill.pipeline import spec_files

    first = run({"get.mdx": GET, "update.mdx": UPDATE})
    names = renamed(first.names, "users.update", "users.edit", "2027-05-24")
    specs = dict(spec_files(run({"get.mdx": GET, "update.mdx": UPDATE}, names)))

    assert run(specs, names).names == names


def test_a_name_that_was_given_out_never_changes() -> None:
    """Pages of a real API come and go in any order, forty at a time."""
    every = {path.name: path.read_text(encoding="utf-8") for path in sample_pages()}
    if len(every) < 2:
        pytest.skip("the sample pages are not beside this checkout")
    chance = random.Random(7)
    for _ in range(3):
        names, given = NO_NAMES, dict[str, str]()
        there: dict[str, str] = {}
        for _ in range(5):
            there = {name: text for name, text in there.items() if chance.random() > 0.2}
            there |= dict(chance.sample(sorted(every.items()), min(20, len(every))))
            milled = run(there, names)
            names = milled.names
            for key, name in methods(milled).items():
                assert given.setdefault(key, name) == name
            client = schemas(milled.api) | names.classes.keys()
            for name, uses in names.schemas.items():
                assert name in client
                assert uses
            assert run(there, names).names == names


def answering(schema: str, *, part: str) -> str:
    """An OpenAPI file whose one answer holds `schema`, with `part` as the name of a component."""
    return f"""\
openapi: 3.1.0
info: {{title: Shop, version: "1"}}
paths:
  /cars:
    get:
      operationId: listCars
      tags: [cars]
      responses:
        "200":
          description: OK
          content: {{application/json: {{schema: {schema.replace("PART", part)}}}}}
components:
  schemas:
    {part}: {{type: object, properties: {{Name: {{type: string}}}}}}
"""


REF = '{$ref: "#/components/schemas/PART"}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(REF, f"{{anyOf: [{REF}, {{type: 'null'}}]}}", id="it may be null now"),
        pytest.param(f"{{oneOf: [{REF}]}}", REF, id="it has one form only"),
        pytest.param(f"{{allOf: [{REF}]}}", REF, id="it stood in a wrapper"),
        pytest.param(
            f"{{type: object, properties: {{'a b': {REF}}}}}",
            f"{{type: object, properties: {{New: {{}}, 'a b': {REF}}}}}",
            id="a property comes before it",
        ),
        pytest.param(
            f"{{type: array, items: {{properties: {{A: {REF}}}}}}}",
            f"{{type: array, items: {{properties: {{A: {REF}, B: {REF}}}}}}}",
            id="it is used once more",
        ),
        pytest.param(
            f"{{additionalProperties: {REF}}}",
            f"{{additionalProperties: {REF}, description: A map.}}",
            id="it is the value of a map",
        ),
        pytest.param(
            f"{{allOf: [{REF}], properties: {{A: {{}}}}}}",
            f"{{allOf: [{REF}], properties: {{B: {{}}}}}}",
            id="it is the base of another one",
        ),
    ],
)
def test_a_schema_is_the_one_that_is_used_where_it_was(before: str, after: str) -> None:
    first = run({"api.yaml": answering(before, part="Car")})
    assert list(first.names.schemas) == ["Car"]

    second = run({"api.yaml": answering(after, part="Auto")}, first.names)

    assert schemas(second.api) == {"Car"}
    assert second.names.gone_schemas == {}
    assert text_of(names_of("names.yaml", text_of(second.names))) == text_of(second.names)


def test_a_schema_that_is_used_elsewhere_is_another_one() -> None:
    first = run({"api.yaml": answering(f"{{properties: {{A: {REF}}}}}", part="Car")})
    second = run({"api.yaml": answering(f"{{properties: {{B: {REF}}}}}", part="Auto")}, first.names)
    assert schemas(second.api) == {"Auto"}
    assert list(second.names.gone_schemas) == ["Car"]
