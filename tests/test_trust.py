"""One operation told by several pages: whose word is kept, what is told, what each adds."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from docmill.api import Api
from docmill.cli import main
from docmill.link import link
from docmill.page import Page
from docmill.pages import understood_of

MARKDOWN = """\
---
title: "Make a thing"
api: "POST https://api.example.org/things"
---

Makes a thing.

<ParamField body="name" type="string" required>The name.</ParamField>
<ParamField body="size" type="integer" default="1">How large.</ParamField>
<ParamField body="owner" type="object">
  Whose it is.
  <Expandable>
    <ParamField body="id" type="integer">Their id.</ParamField>
  </Expandable>
</ParamField>

## Response

### 201

<ResponseField name="id" type="integer">The id.</ResponseField>
"""

TEXT = """\
POST
/
things
Create Thing
Makes a new thing.

Request Body

name
integer
required
What it is called.
size
number
default:"2"
The size.
colour
string
The colour.

Response

201

id
integer
The ID of the thing.

409

There is one.
"""

GITBOOK = """\
{% api-method method="post" host="https://old.example.org" path="/things" %}
{% api-method-summary %}
New thing
{% endapi-method-summary %}
{% api-method-request %}
{% api-method-body-parameters %}
{% api-method-parameter name="name" type="string" required=false %}
A name.
{% endapi-method-parameter %}
{% api-method-parameter name="shape" type="string" %}
A shape.
{% endapi-method-parameter %}
{% endapi-method-body-parameters %}
{% endapi-method-request %}
{% api-method-response %}
{% api-method-response-example httpCode=201 %}
{% api-method-response-example-description %}
Made.
{% endapi-method-response-example-description %}
{% endapi-method-response-example %}
{% endapi-method-response %}
{% endapi-method %}
"""

PAGES = {"a.mdx": MARKDOWN, "b.txt": TEXT, "c.md": GITBOOK}


def api(*names: str, trust: tuple[str, ...] = ()) -> Api:
    """The API of some of the pages, in this order."""
    understood = [understood_of(Page(name, PAGES[name])) for name in names]
    return link([spec for page in understood for spec in page.specs], "things", trust)


def operation(found: Api) -> Any:
    assert list(found.document["paths"]) == ["/things"]
    return found.node("/paths/~1things/post")


def body(found: Api) -> Any:
    """The schema of what is sent."""
    schema = operation(found)["requestBody"]["content"]["application/json"]["schema"]
    return found.node(schema["$ref"][1:])


def told(found: Api, code: str) -> list[str]:
    """Place and message of the findings of a code."""
    return [f"{one.at}: {one.message}" for one in found.findings if one.code == code]


def test_the_rendering_that_holds_more_is_believed_first() -> None:
    """Markdown before a capture, both before the pages of an older generation."""
    found = api(*PAGES)
    assert operation(found)["summary"] == "Make a thing"
    assert body(found)["properties"]["name"] == {"type": "string", "description": "The name."}
    assert body(found)["properties"]["size"]["default"] == 1
    assert found.document["servers"] == [{"url": "https://api.example.org"}]
    assert operation(api("b.txt", "c.md"))["summary"] == "Create Thing"


def test_what_a_page_leaves_open_the_next_one_says() -> None:
    found = api(*PAGES)
    properties = body(found)["properties"]
    assert list(properties) == ["name", "size", "owner", "colour", "shape"]
    assert list(operation(found)["responses"]) == ["201", "409"]
    assert operation(found)["responses"]["201"]["description"] == "Made."
    at = operation(found)["requestBody"]["content"]["application/json"]["schema"]["$ref"][1:]
    assert found.origin(f"{at}/properties/colour")[0].page == "b.txt"
    assert found.origin(f"{at}/properties/shape")[0].page == "c.md"
    assert told(found, "page-complements") == [
        "b.txt:2-3: only this page tells of `409`, `colour`; a.mdx describes the operation, too",
        "c.md:1: only this page tells of `shape`; a.mdx describes the operation, too",
    ]


def test_what_pages_say_differently_is_told_with_the_lines_of_both() -> None:
    assert told(api(*PAGES), "pages-disagree") == [
        "b.txt:10: the type of `name` is string at a.mdx:8 and integer here; a.mdx is trusted",
        "b.txt:14: the type of `size` is integer at a.mdx:9 and number here; a.mdx is trusted",
        "b.txt:15: the default of `size` is 1 at a.mdx:9 and 2 here; a.mdx is trusted",
        "c.md:1: the server is https://api.example.org at a.mdx:3 and https://old.example.org "
        "here; a.mdx is trusted",
        "c.md:7: `name` is required at a.mdx:8 and not required here; a.mdx is trusted",
    ]


def test_the_order_of_the_files_does_not_matter() -> None:
    first = api(*PAGES)
    for order in permutations(PAGES):
        found = api(*order)
        assert (found.document, found.findings) == (first.document, first.findings)
        assert repr(found.document) == repr(first.document)


@pytest.mark.parametrize(
    ("trust", "title", "kind"),
    [
        (("*.txt",), "Create Thing", "integer"),
        (("c.*", "*.txt"), "New thing", "string"),
        (("*.txt", "c.*"), "Create Thing", "integer"),
        (("nothing*",), "Make a thing", "string"),
        (("*",), "Make a thing", "string"),
    ],
)
def test_patterns_of_page_names_come_before_the_renderings(
    trust: tuple[str, ...], title: str, kind: str
) -> None:
    found = api(*PAGES, trust=trust)
    assert operation(found)["summary"] == title
    assert body(found)["properties"]["name"]["type"] == kind


def test_a_stated_fact_goes_before_an_inferred_one() -> None:
    """The media type of a body that nobody names is inferred, and nothing is told."""
    named = MARKDOWN.replace("\n---\n\nMakes", '\ncontentType: "multipart/form-data"\n---\n\nMakes')
    pages = [Page("a.mdx", MARKDOWN), Page("b.mdx", named)]
    found = link([spec for page in pages for spec in understood_of(page).specs], "things")
    assert list(operation(found)["requestBody"]["content"]) == ["multipart/form-data"]
    assert found.findings == ()


def test_a_described_field_goes_before_one_that_a_sample_shows() -> None:
    seen = (
        MARKDOWN[: MARKDOWN.index("<Param")]
        + '```bash\ncurl -X POST "https://api.example.org/things" '
        '-H "Content-Type: application/json" -d \'{"colour": 3, "name": "a"}\'\n```\n'
    )
    pages = [Page("a.mdx", seen), Page("b.txt", TEXT)]
    found = link([spec for page in pages for spec in understood_of(page).specs], "things")
    colour = body(found)["properties"]["colour"]
    assert colour == {"type": "string", "description": "The colour."}


def test_a_page_twice_is_the_page() -> None:
    pages = [Page("a.mdx", MARKDOWN), Page("b.mdx", MARKDOWN)]
    once, twice = (
        link([spec for page in some for spec in understood_of(page).specs], "things")
        for some in (pages[:1], pages)
    )
    assert once.document == twice.document
    assert twice.findings == once.findings == ()


def test_the_configuration_says_who_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "docs" / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    for trust, title in (("[]", "Make a thing"), ('["*.txt"]', "Create Thing")):
        Path("docmill.toml").write_text(
            f'[sites.things]\ndocs = "docs"\nspec = "spec"\noutput = "out"\ntrust = {trust}\n'
        )
        ran = CliRunner().invoke(main, ["generate"])
        assert ran.exit_code == 0, ran.output
        assert f"summary: {title}\n" in Path("out/openapi.yaml").read_text()
