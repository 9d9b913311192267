"""Which field takes the values of which table: each kind of evidence, and what is no evidence."""

from __future__ import annotations

from typing import Any

import pytest

from docmill.api import Api
from docmill.link import link
from docmill.page import Page
from docmill.pages import understood_of

TABLES = {
    "colour": (("1", "Red"), ("2", "Green")),
    "turned": (("2", "Green"), ("1", "Red")),
    "shape": (("1", "Round"), ("3", "Flat"), ("7", "Odd")),
}


def table(name: str, title: str = "") -> str:
    """An enum table, in an accordion where it has a title."""
    rows = "".join(f"| {value} | {member} |\n" for value, member in TABLES[name])
    text = f"| Value | Name |\n| --- | --- |\n{rows}\n"
    return f'<Accordion title="{title}">\n{text}</Accordion>\n\n' if title else text


def body(**fields: str) -> str:
    """Integer fields of a body with these descriptions."""
    return "".join(
        f'<ParamField body="{name}" type="integer">{said}</ParamField>\n'
        for name, said in fields.items()
    )


def answer(**fields: str) -> str:
    return "\n## Response\n\n### 200\n\n" + "".join(
        f'<ResponseField name="{name}" type="integer">{said}</ResponseField>\n'
        for name, said in fields.items()
    )


def page(*parts: str, address: str = "POST https://api.example.org/things") -> Page:
    """A page with an enums section, then the parts."""
    head = f'---\ntitle: "A thing"\napi: "{address}"\n---\n\nWords.\n\n## Enums\n\n'
    return Page(f"{address.split()[0].lower()}.mdx", head + "".join(parts))


def api(*pages: Page) -> Api:
    return link([spec for page in pages for spec in understood_of(page).specs], "things")


def fields(found: Api, method: str = "post", path: str = "/things") -> dict[str, Any]:
    """The properties that an operation sends."""
    operation = found.document["paths"][path][method]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    properties: dict[str, Any] = found.node(schema["$ref"][1:])["properties"]
    return properties


def links(properties: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """The enum and the evidence of each field that has one."""
    found: dict[str, tuple[str, str]] = {}
    for name, schema in properties.items():
        target = schema.get("items", schema)
        if "$ref" in target:
            evidence = schema.get("x-docmill-linked-by", "")
            found[name] = (target["$ref"].rpartition("/")[2], evidence)
    return found


def told(found: Api) -> list[str]:
    return [finding.code for finding in found.findings if finding.code.startswith("enum-")]


def enum(found: Api, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = found.document["components"]["schemas"][name]
    return schema


def test_the_title_of_a_table() -> None:
    """It says name and field, whatever the field is like."""
    found = api(
        page(
            table("colour", "eHue — OrderCount values"),
            "## Request Body\n\n",
            body(OrderCount="The order count.", Hue="The hue."),
            answer(),
        )
    )
    assert links(fields(found)) == {"OrderCount": ("Hue", "title")}
    assert enum(found, "Hue")["enum"] == [1, 2]
    assert enum(found, "Hue")["x-enum-varnames"] == ["Red", "Green"]
    assert told(found) == []


def test_a_description_that_lists_the_values_or_names_the_table() -> None:
    found = api(
        page(
            table("colour", "eHue"),
            "## Request Body\n\n",
            body(
                Paint="See `eHue` enum above.",
                Cut="`1` = Round, `3` = Flat, `7` = Odd.",
                Hue="A number.",
            ),
            answer(),
        )
    )
    assert links(fields(found)) == {
        "Paint": ("Hue", "description"),
        "Cut": ("Cut", "description"),
    }
    assert enum(found, "Cut")["enum"] == [1, 3, 7]
    assert told(found) == []


def test_a_description_that_names_all_members_of_one_table() -> None:
    found = api(
        page(
            table("colour"),
            table("shape"),
            "## Request Body\n\n",
            body(Paint="Red or Green.", Cut="Round, Flat or Odd; not Red.", Mode="Red or so."),
            answer(),
        )
    )
    assert links(fields(found)) == {
        "Paint": ("Paint", "members"),
        "Cut": ("Cut", "members"),
    }
    assert told(found) == ["enum-link-inferred", "enum-link-inferred"]


def test_two_descriptions_that_name_all_members_are_no_evidence() -> None:
    found = api(
        page(
            table("colour"),
            "## Request Body\n\n",
            body(Paint="Red or Green.", Ink="Green or Red."),
            answer(),
        )
    )
    assert links(fields(found)) == {}
    assert told(found) == ["enum-unlinked"]


def test_the_words_of_a_name() -> None:
    """`eThingHue` ends in those of `Hue`; what two fields could be called is no evidence."""
    found = api(
        page(
            table("colour", "eThingHue"),
            "## Request Body\n\n",
            body(Hue="The one.", Mode="Another.", Thing="A third."),
            answer(),
        )
    )
    assert links(fields(found)) == {"Hue": ("ThingHue", "words")}
    assert told(found) == ["enum-link-inferred"]
    found = api(
        page(
            table("colour", "eThingHue"),
            "## Request Body\n\n",
            body(Hue="The one.", ThingHue="Another."),
            answer(),
        )
    )
    assert links(fields(found)) == {}


def test_one_table_and_one_field_are_left() -> None:
    """Fields that count, measure, date or identify are none."""
    found = api(
        page(
            table("colour"),
            "## Request Body\n\n",
            body(Mode="The mode.", OwnerId="ID of the owner.", ItemCount="How many.", Age="Years."),
            answer(),
        )
    )
    assert links(fields(found)) == {"Mode": ("Mode", "elimination")}
    assert told(found) == ["enum-link-inferred"]


def test_a_filter_takes_the_enum_of_the_field_that_it_filters() -> None:
    """It is called after the resource and the field, `Thing_Hue`."""
    create = page(
        table("colour", "eHue — Hue values"), "## Request Body\n\n", body(Hue=""), answer()
    )
    search = page(
        '<ParamField query="Thing_Hue" type="integer">Filter by hue.</ParamField>\n'
        '<ParamField query="Owner_Hue" type="integer">Filter by its owner.</ParamField>\n'
        '<ParamField query="Thing_Name" type="string">Filter by name.</ParamField>\n',
        answer(),
        address="GET https://api.example.org/things",
    )
    found = api(create, search)
    parameters = found.node("/paths/~1things/get/parameters")
    schemas = {one["name"]: one["schema"] for one in parameters}
    assert links(schemas) == {"Thing_Hue": ("Hue", "filter")}


def test_the_evidence_of_one_page_serves_all_pages_of_the_resource() -> None:
    """A capture without titles beside an export with them; in an answer, too."""
    create = page(table("colour", "eHue — Paint values"), "## Request Body\n\n", body(Paint=""))
    update = page(
        table("colour"),
        "## Request Body\n\n",
        body(Paint="", Ink=""),
        answer(Paint="", Ink=""),
        address="PUT https://api.example.org/things",
    )
    found = api(create, update)
    assert links(fields(found, "put")) == {"Paint": ("Hue", "title")}
    answered = found.node("/paths/~1things/put/responses/200/content/application~1json/schema")
    assert links(found.node(answered["$ref"][1:])["properties"]) == {"Paint": ("Hue", "title")}
    assert told(found) == []
    assert list(found.document["components"]["schemas"]).count("Hue") == 1


def test_the_envelope_of_an_answer_takes_no_enum_of_the_record() -> None:
    """Its `Status` is that of the call; the record inside of it has the enum."""
    found = api(
        page(
            table("colour", "eStatus — Status values"),
            "## Request Body\n\n",
            body(Status="Of the thing.", Size="How large."),
            "\n## Response\n\n### 200\n\n"
            '<ResponseField name="Status" type="integer">HTTP status code.</ResponseField>\n'
            '<ResponseField name="Message" type="string">What was done.</ResponseField>\n'
            '<ResponseField name="WasSuccessful" type="boolean">Whether.</ResponseField>\n'
            '<ResponseField name="Value" type="object">\n  The thing.\n  <Expandable>\n'
            '    <ResponseField name="Status" type="integer">Its status.</ResponseField>\n'
            '    <ResponseField name="Size" type="integer">How large.</ResponseField>\n'
            "  </Expandable>\n</ResponseField>\n",
        )
    )
    assert links(fields(found)) == {"Status": ("Status", "title")}
    answered = found.node("/paths/~1things/post/responses/200/content/application~1json/schema")
    envelope = found.node(answered["$ref"][1:])["properties"]
    assert links(envelope) == {}
    assert envelope["Status"]["type"] == "integer"
    record = envelope["Value"]
    record = found.node(record["$ref"][1:]) if "$ref" in record else record
    assert links(record["properties"]) == {"Status": ("Status", "title")}


def test_the_answer_of_a_page_that_sends_nothing_takes_what_it_says_itself() -> None:
    found = api(
        page(
            '<ParamField path="id" type="integer" required>ID of the thing.</ParamField>\n',
            answer(Paint="`1` = Red, `2` = Green.", Count="How many.", Other="Odd."),
            address="GET https://api.example.org/things/{id}",
        )
    )
    answered = found.node(
        "/paths/~1things~1{id}/get/responses/200/content/application~1json/schema"
    )
    properties = found.node(answered["$ref"][1:])["properties"]
    assert links(properties) == {"Paint": ("Paint", "description")}
    assert told(found) == []


def test_what_is_only_read_has_the_fields_that_one_item_answers_with() -> None:
    one = page(
        table("colour", "eKind - what things are for"),
        answer(kind="What it is for.", status="200 on success."),
        address="GET https://api.example.org/things/{id}",
    )
    every = page(
        '<ParamField query="kind" type="integer">Only these.</ParamField>\n',
        address="GET https://api.example.org/things",
    )
    found = api(one, every)
    operation = found.document["paths"]["/things/{id}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    properties = found.node(schema["$ref"][1:])["properties"]
    assert properties["kind"]["$ref"] == "#/components/schemas/Kind"
    assert "$ref" not in properties["status"]


@pytest.mark.parametrize("titles", [("", ""), ("eHue", "eForm")])
def test_a_table_that_no_field_takes_is_kept_beside_the_components(
    titles: tuple[str, str],
) -> None:
    found = api(
        page(
            table("colour", titles[0]),
            table("shape", titles[1]),
            "## Request Body\n\n",
            body(Mode="The mode.", State="The state."),
            answer(),
        )
    )
    unlinked = found.document["x-docmill-unlinked-enums"]
    assert [schema["x-enum-varnames"] for schema in unlinked.values()] == [
        ["Red", "Green"],
        ["Round", "Flat", "Odd"],
    ]
    if titles[0]:
        assert list(unlinked) == ["Hue", "Form"]
    assert links(fields(found)) == {}
    assert told(found) == ["enum-unlinked", "enum-unlinked"]
    assert not unlinked.keys() & found.document["components"]["schemas"].keys()
    for name in unlinked:
        assert found.origin(f"/x-docmill-unlinked-enums/{name}/enum/0")


def test_tables_of_the_same_members_in_another_order_are_one() -> None:
    pages = [
        page(
            table(name, "eHue — Paint values"),
            "## Request Body\n\n",
            body(Paint=""),
            answer(),
            address=f"{method} https://api.example.org/things",
        )
        for name, method in (("colour", "POST"), ("turned", "PUT"))
    ]
    found = api(*pages)
    assert [one["enum"] for one in found.document["components"]["schemas"].values()
            if "enum" in one] == [[1, 2]]  # fmt: skip
    assert api(*reversed(pages)).document == found.document
