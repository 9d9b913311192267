"""Pages of one site: what they take from each other, from its configuration and from documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from docmill.cli import main
from docmill.link import link
from docmill.milling import Milled, mill
from docmill.page import Page
from docmill.pages import all_understood, understood_of
from docmill.spec import FieldSpec
from docmill.understand import Understood

HEAD = '---\ntitle: "Get Thing"\napi: "GET https://api.example.org/things/{id}"\n---\n\nGets.\n\n'
ANSWER = "\n## Response\n\n### 200\n\nOk.\n"
ID = '<ParamField path="id" type="string" required>Which.</ParamField>\n'


def understood(**pages: str) -> list[Understood]:
    """Pages by name, where `__` stands for `/` and the ending is `.mdx` or that of a `_json`."""
    return all_understood([Page(name_of(name), text) for name, text in pages.items()])


def name_of(name: str) -> str:
    path = name.replace("__", "/")
    return f"{path[:-5]}.json" if path.endswith("_json") else f"{path}.mdx"


def told(pages: list[Understood]) -> list[tuple[str, str]]:
    """Place and code of each finding."""
    return [(str(finding.at), finding.code) for page in pages for finding in page.findings]


def fields(pages: list[Understood]) -> dict[str, FieldSpec]:
    """The fields that the first page sends."""
    assert pages[0].spec is not None
    return {field.name.value: field for field in pages[0].spec.request}


def written(folder: Path, **files: str) -> Path:
    """A folder of these files, named as above."""
    for name, text in files.items():
        path = folder / name_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


# snippets


PAGING = '<ParamField query="page" type="integer">The page of {what}.</ParamField>\n'


@pytest.mark.parametrize(
    "taken",
    [
        "import Paging from '/snippets/paging.mdx';\n\n<Paging what=\"things\" />\n",
        'import { Paging } from "/snippets/paging.mdx"\n\n<Paging what={"things"}></Paging>\n',
        "import Paging from '../snippets/paging.mdx'\n\n<Paging what='things'/>\n",
        '<Snippet file="paging.mdx" what="things" />\n',
    ],
)
def test_a_snippet_stands_where_its_tag_is(taken: str) -> None:
    """Its facts are on its own lines, those of the page on theirs; it is no page of its own."""
    page = f"{HEAD}{taken}{ID}{ANSWER}"
    found = understood(api__get=page, snippets__paging=f"\n{PAGING}")
    said = fields(found)["page"].description
    assert said is not None
    assert said.value == "The page of things."
    assert str(said.at) == "snippets/paging.mdx:2"
    assert str(fields(found)["id"].name.at) == f"api/get.mdx:{page.split(ID)[0].count(chr(10)) + 1}"
    assert found[0].used == {"snippets/paging.mdx"}
    assert told(found) == [("snippets/paging.mdx:1", "page-fragment")]
    assert not any(page.failed for page in found)


def test_a_snippet_may_take_in_others_and_hand_on_what_it_was_given() -> None:
    found = understood(
        get=f"{HEAD}import Both from '/snippets/both.mdx'\n\n{ID}<Both what='things' />\n{ANSWER}",
        snippets__both="---\ntitle: Both\n---\n"
        "import Paging from './paging.mdx'\n\nSome words.\n\n<Paging what=\"{what}\" />\n",
        snippets__paging=PAGING,
    )
    said = fields(found)["page"].description
    assert said is not None
    assert said.value == "The page of things."
    assert str(said.at) == "snippets/paging.mdx:1"
    assert found[0].used == {"snippets/both.mdx", "snippets/paging.mdx"}


def test_snippets_that_take_in_each_other_have_an_end() -> None:
    found = understood(
        get=f"{HEAD}import A from '/snippets/a.mdx'\n\n{ID}<A />\n{ANSWER}",
        snippets__a="import B from '/snippets/b.mdx'\n\n<B />\n<B />\n",
        snippets__b="import A from '/snippets/a.mdx'\n\n<A />\n<A />\n",
    )
    assert "snippet-missing" in {code for _, code in told(found)}
    assert list(fields(found)) == ["id"]


@pytest.mark.parametrize(
    "path", ["../../outside.mdx", "../outside.mdx", "/etc/outside.mdx", "{root}/outside.mdx"]
)
@pytest.mark.parametrize("form", ["import", "file"])
def test_nothing_outside_of_the_folder_is_read(tmp_path: Path, path: str, form: str) -> None:
    """A path that leads out of the folder, or an absolute one, is looked up among the pages."""
    (tmp_path / "outside.mdx").write_text('<ParamField query="stolen" type="string" />\n')
    shown = path.replace("{root}", str(tmp_path))
    taken = {
        "import": f"import Out from '{shown}'\n\n<Out />\n",
        "file": f'<Snippet file="{shown}" />\n',
    }[form]
    docs = written(tmp_path / "site/docs", get=f"{HEAD}{taken}{ID}{ANSWER}")
    milled = mill([docs], "things")
    assert "stolen" not in repr(milled.specs)
    assert [finding.code for finding in milled.findings] == ["snippet-missing"]


def test_a_missing_snippet_is_told_where_it_is_named() -> None:
    found = understood(
        get=f"{HEAD}import A from '/snippets/a.mdx'\n\n{ID}<A />\n{ANSWER}",
        snippets__a='Words.\n\n<Snippet file="gone.mdx" />\n',
    )
    assert told(found[:1]) == [("snippets/a.mdx:3", "snippet-missing")]
    assert "`gone.mdx`" in found[0].findings[0].message


def test_a_tag_that_nobody_imports_and_a_tag_in_a_sample_are_no_snippets() -> None:
    found = understood(
        get=f"{HEAD}import A from '/snippets/a.mdx'\n\n{ID}\n```jsx\nimport A from 'a.mdx'\n<A />\n"
        f"```\n\n<B />\n{ANSWER}",
        snippets__a='<ParamField query="a" type="string" />\n',
    )
    assert list(fields(found)) == ["id"]


SITE = {
    "api__one": f"{HEAD}import Paging from '../parts/paging.mdx'\n\n{ID}<Paging />\n{ANSWER}",
    "api__two": f'{HEAD}<Snippet file="more.mdx" />\n{ID}{ANSWER}'.replace("GET", "PUT"),
    "api__three": f'{HEAD}<Snippet file="gone.mdx" />\n{ID}{ANSWER}'.replace("GET", "POST"),
    "guide": "# A guide\n\nSome words.\n",
    "parts__paging": PAGING,
    "_snippets__more": '<ParamField query="more" type="string">More.</ParamField>\n',
}


def test_any_number_of_workers_reads_the_same() -> None:
    """Also of snippets that lie in a folder of another name."""
    pages = [Page(name_of(name), text) for name, text in SITE.items()]
    alone = all_understood(pages, workers=1)
    assert [field.name.value for page in alone for spec in page.specs for field in spec.request] \
        == ["id", "page", "id", "more", "id"]  # fmt: skip
    assert all_understood(pages, workers=2) == alone
    assert all_understood(pages, workers=3) == alone


# pages of other kinds


def generated(tmp_path: Path, **files: str) -> tuple[int, str]:
    """Exit code and summary of `docmill generate` on these files."""
    docs = written(tmp_path / "docs", **files)
    ran = CliRunner().invoke(main, ["generate", str(docs), "--output", str(tmp_path / "out")])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.output
    return ran.exit_code, ran.output


def test_guides_and_fragments_are_passed_over(tmp_path: Path) -> None:
    code, told = generated(
        tmp_path, get=f"{HEAD}{ID}{ANSWER}", guide=SITE["guide"], snippets__a=PAGING
    )
    assert code == 0
    assert "no endpoint page: guide.mdx, snippets/a.mdx" in told
    assert "no operation" not in told


def test_a_page_that_lost_its_head_fails(tmp_path: Path) -> None:
    headless = f"# Things\n\n## Path Parameters\n\n{ID}{ANSWER}"
    code, told = generated(tmp_path, get=f"{HEAD}{ID}{ANSWER}", headless=headless)
    assert code == 1
    assert "no operation: headless.mdx" in told
    assert "1 operation" in told


# the configuration of a site


PLAIN = '---\ntitle: "Get Thing"\napi: "GET /things"\n{front}---\n\nGets.\n' + ANSWER


def configured(front: str = "", **files: str) -> tuple[list[Understood], dict[str, object]]:
    """A page with this front matter among these files; and its document."""
    found = understood(**files, docs__v1__get=PLAIN.replace("{front}", front))
    specs = [spec for page in found for spec in page.specs]
    return found, link(specs, "things").document


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("mint_json", '{"navigation": [],\n\t"api": {"baseUrl": "https://a.example",'
                      ' "auth": {"method": "bearer"}}}'),
        ("mint_json", '{"navigation": [],\n\t"api": {"baseUrl": ["https://a.example", "b"],'
                      ' "auth": {"method": "bearer"}}}'),
        ("docs__docs_json", '{"navigation": {},\n"api": {"mdx": {"server": "https://a.example",'
                            ' "auth": {"method": "bearer"}}}}'),
    ],
)  # fmt: skip
def test_a_site_says_where_its_api_runs_and_how_callers_identify(name: str, config: str) -> None:
    found, document = configured(**{name: config})
    assert document["servers"] == [{"url": "https://a.example"}]
    assert "'security': [{'bearer': []}]" in repr(document)
    (spec,) = found[0].specs
    assert spec.server is not None
    assert str(spec.server.at) == f"{name_of(name)}:2"
    assert told(found) == []


@pytest.mark.parametrize(
    ("auth", "scheme"),
    [
        ('{"method": "key", "name": "X-Key"}', "header:X-Key"),
        ('{"method": "key"}', "header:x-api-key"),
        ('{"method": "basic"}', "basic"),
        ('{"method": "none"}', "none"),
    ],
)
def test_the_words_for_ways_to_authenticate(auth: str, scheme: str) -> None:
    found, _ = configured(mint_json=f'{{"navigation": [], "api": {{"auth": {auth}}}}}')
    assert [[s.value for s in spec.authentication.schemes] for spec in found[0].specs] == [[scheme]]


def test_the_nearest_configuration_counts() -> None:
    def config(host: str) -> str:
        return f'{{"navigation": [], "api": {{"baseUrl": "https://{host}"}}}}'

    _, document = configured(
        mint_json=config("root.example"),
        docs__mint_json=config("docs.example"),
        docs__v2__mint_json=config("other.example"),
    )
    assert document["servers"] == [{"url": "https://docs.example"}]


def test_a_page_knows_better_than_its_site() -> None:
    config = '{"navigation": [], "api": {"baseUrl": "https://a.b", "auth": {"method": "bearer"}}}'
    found, document = configured("authMethod: none\n", mint_json=config)
    assert "'security': []" in repr(document)
    page = f"{HEAD}{ID}{ANSWER}"
    (spec,) = understood(mint_json=config, get=page)[0].specs
    assert spec.server is not None
    assert spec.server.value == "https://api.example.org"
    assert told(found) == []


def test_front_matter_says_how_a_body_is_sent() -> None:
    front = "contentType: multipart/form-data\nauthMethod: key\n"
    page = PLAIN.replace("{front}", front).replace("GET", "POST")
    body = '<ParamField body="a" type="file">A file.</ParamField>\n'
    page = page.replace("## Response", f"{body}\n## Response")
    (spec,) = understood(post=page)[0].specs
    assert spec.media_type is not None
    assert (spec.media_type.value, spec.media_type.at.first) == ("multipart/form-data", 4)
    assert [scheme.value for scheme in spec.authentication.schemes] == ["header:x-api-key"]


@pytest.mark.parametrize(
    ("config", "findings"),
    [
        ('{"navigation": [],\n"api": {\n', [("mint.json:3", "site-unreadable")]),
        ('["navigation"]', [("mint.json:1", "site-unreadable")]),
        (
            '{"navigation": [], "api": {"baseUrl": "/v1",\n"auth": {"method": "magic"}}}',
            [("mint.json:1", "server-unreadable"), ("mint.json:2", "auth-unrecognised")],
        ),
        ('{"navigation": [], "api": [], "x": {"auth": 3}}', []),
        ('{"navigation": [], "api": {"baseUrl": [], "auth": {"method": 3, "name": {}}}}', []),
    ],
)
def test_a_broken_configuration_is_told_and_the_pages_are_read(
    config: str, findings: list[tuple[str, str]]
) -> None:
    found, document = configured(mint_json=config)
    assert told(found) == findings
    assert "/things" in repr(document)
    unreadable = any(code == "site-unreadable" for _, code in findings)
    assert any(page.failed for page in found) == unreadable


def test_a_run_with_a_broken_configuration_writes_the_rest(tmp_path: Path) -> None:
    code, told = generated(tmp_path, mint_json='{"navigation": [', get=f"{HEAD}{ID}{ANSWER}")
    assert code == 1
    assert "mint.json:1: site-unreadable" in told
    assert (tmp_path / "out/openapi.yaml").is_file()


# OpenAPI documents among pages


DOCUMENT = """\
openapi: {version}
info: {{title: Things, version: '1'}}
servers: [{{url: https://api.example.org}}]
paths:
  {path}:
    get:
      parameters:
        - {{name: q, in: query, schema: {schema}}}
      responses:
        '200': {{description: Ok.}}
"""
OLD = DOCUMENT.format(version="3.0.3", path="/old", schema="{type: string, nullable: true}")
NEW = DOCUMENT.format(version="3.1.0", path="/new", schema="{type: [string, 'null']}")


def of_folder(folder: Path) -> Milled:
    return mill([folder], "things")


def test_an_export_holds_the_document_of_its_operation(tmp_path: Path) -> None:
    """Facts stand on the lines of the page; what a document has not, is no fault of the page."""
    text = f"# Old things\n\n> What there was.\n\n## OpenAPI\n\n````yaml GET /old\n{OLD}````\n"
    milled = of_folder(written(tmp_path, old=text))
    operation = milled.api.document["paths"]["/old"]["get"]
    assert operation["parameters"][0]["schema"] == {"type": ["string", "null"]}
    (place,) = milled.api.origin("/paths/~1old/get/parameters/0")
    assert (place.page, place.first) == ("old.mdx", text[: text.index("- {name")].count("\n") + 1)
    assert [f.code for f in milled.findings] == []
    assert milled.failed == ()


def test_documents_of_two_versions_and_pages_become_one_api(tmp_path: Path) -> None:
    folder = written(tmp_path, get=f"{HEAD}{ID}{ANSWER}")
    (folder / "old.yaml").write_text(OLD)
    (folder / "new.yaml").write_text(NEW)
    milled = of_folder(folder)
    assert sorted(milled.api.document["paths"]) == ["/new", "/old", "/things/{id}"]
    schemas = [
        milled.api.node(f"/paths/~1{name}/get/parameters/0/schema") for name in ("old", "new")
    ]
    assert schemas[0] == schemas[1] == {"type": ["string", "null"]}
    assert milled.api.document["servers"] == [{"url": "https://api.example.org"}]
    assert milled.findings == ()


def test_a_broken_document_among_good_pages_is_told(tmp_path: Path) -> None:
    docs = written(tmp_path / "docs", get=f"{HEAD}{ID}{ANSWER}")
    (docs / "broken.yaml").write_text(OLD + "  - odd: [\n")
    (docs / "new.yaml").write_text(NEW)
    code, told = generated(tmp_path)
    assert code == 1
    assert "broken.yaml" in told
    assert "document-unreadable" in told
    written_document = (tmp_path / "out/openapi.yaml").read_text()
    assert "/new" in written_document
    assert "/things/{id}" in written_document


def test_a_broken_document_on_a_page_is_told_on_its_lines(tmp_path: Path) -> None:
    text = f"# Old\n\n## OpenAPI\n\n````yaml GET /old\n{OLD}  - odd: [\n````\n"
    milled = of_folder(written(tmp_path, old=text, get=f"{HEAD}{ID}{ANSWER}"))
    (finding,) = [f for f in milled.findings if f.code == "document-unreadable"]
    assert finding.at.page == "old.mdx"
    assert 6 <= finding.at.first <= 18
    assert "old.mdx" in milled.failed


EXPORT = """\
# Delete User

Deletes a user.

## Code Examples

```bash cURL
curl -X DELETE "https://api.example.org/api/sys/users/1"
```
"""


@pytest.mark.parametrize(
    ("name", "told_of"),
    [
        ("sys-delete-users-by-id.md", []),
        ("removal.md", []),  # a name without a method says nothing of the address
        ("sys-get-users-by-id.md", ["endpoint-disagrees"]),
        ("billing-delete-invoices.md", ["endpoint-disagrees"]),
    ],
)
def test_the_name_of_an_export_is_held_against_its_samples(name: str, told_of: list[str]) -> None:
    found = understood_of(Page(name, EXPORT))
    assert [f.code for f in found.findings if f.code == "endpoint-disagrees"] == told_of


def test_an_openapi_document_that_a_site_names_and_that_is_not_there_is_told(
    tmp_path: Path,
) -> None:
    """Alone, in a list, or of a group of the navigation; those in the folder are read."""
    config = """{"navigation": [{"openapi": ["/api/here.json", "https://x.example/o.json"]}],
"openapi": "api/there.json"}"""
    here = (
        '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {}}}}'
    )
    page = '---\ntitle: Get\nopenapi: "api/here.json GET /a"\n---\n\nGets it.\n'
    (tmp_path / "api").mkdir()
    (tmp_path / "docs.json").write_text(config)
    (tmp_path / "api/here.json").write_text(here)
    (tmp_path / "get.mdx").write_text(page)
    milled = mill([tmp_path], None)
    assert [(str(f.at), f.message.split("`")[1]) for f in milled.findings
            if f.code == "document-missing"] == [
        ("docs.json:1", "https://x.example/o.json"), ("docs.json:2", "api/there.json")
    ]  # fmt: skip
    assert milled.api.document["paths"]["/a"]["get"]["description"] == "Gets it."


CAPTURE = """\
Skip to main content
{method}
/
things
Title of {method}
Does {method}.

Response

200

Name
string
The name of {method}.
"""


def test_captures_may_follow_each_other_in_one_file() -> None:
    """Each begins with the link that skips the navigation; nothing of one is in the other."""
    both = "\n".join(CAPTURE.replace("{method}", method) for method in ("GET", "PUT"))
    found = understood_of(Page("both.txt", both))
    assert [(spec.method.value, spec.method.at.first) for spec in found.specs] == [
        ("GET", 2),
        ("PUT", 17),
    ]
    for spec in found.specs:
        (field,) = spec.responses[0].fields
        assert field.description is not None
        assert field.description.value == f"The name of {spec.method.value}."
