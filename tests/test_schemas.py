"""The published schemas: editors and docmill's own decoders agree on what is a mistake."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner

from conftest import ROOT
from docmill.cli import main
from docmill.config import sites_near
from docmill.errors import DocmillError
from docmill.schemas import SCHEMAS
from docmill.specfile import spec_of
from docmill.values import is_listing, is_mapping
from docmill.yamltext import dump, load

SPEC = jsonschema_rs.Draft202012Validator(SCHEMAS["spec"])
CONFIG = jsonschema_rs.Draft202012Validator(SCHEMAS["config"])


@pytest.mark.parametrize("name", ["spec", "config"])
def test_the_published_file_is_what_the_command_prints(name: str) -> None:
    printed = CliRunner().invoke(main, ["schema", name]).output
    assert (ROOT / f"docs/schema/{name}.schema.json").read_text() == printed
    jsonschema_rs.meta.validate(json.loads(printed))


def test_the_patterns_are_ones_of_other_readers_of_schemas_too() -> None:
    """Those of ECMA-262, which knows fewer escapes than Python, have editors complete and check."""
    checker = Path(sys.executable).parent / "check-jsonschema"
    schemas = sorted((ROOT / "docs/schema").glob("*.json"))
    specs = sorted((ROOT / "specs/nexudus/spec").glob("*.yaml"))
    for words in (["--check-metaschema", *schemas], ["--schemafile", schemas[1], *specs]):
        command = [str(word) for word in (checker, *words)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["spec", "config"])
def test_every_key_says_what_it_is_for(name: str) -> None:
    for at, shape in properties_of(SCHEMAS[name], ""):
        assert shape.get("description"), at


def properties_of(shape: Any, at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if is_mapping(shape):
        for key, inner in shape.items():
            if key == "properties" and at.rpartition("/")[2] not in ("0", "1", "if", "else"):
                yield from (
                    (f"{at}/{name}", one) for name, one in inner.items() if "$ref" not in one
                )
            yield from properties_of(inner, f"{at}/{key}")
    elif is_listing(shape):
        for n, inner in enumerate(shape):
            yield from properties_of(inner, f"{at}/{n}")


# spec files


def spec_texts() -> dict[str, str]:
    """Spec files that docmill wrote: of the example, and of every case."""
    found = {str(path): path.read_text() for path in (ROOT / "specs").rglob("spec/*.yaml")}
    for path in sorted((ROOT / "tests/cases").glob("*.md")):
        blocks = path.read_text().split("```yaml\n")[1:]
        for n, block in enumerate(blocks):
            if (text := block.split("```")[0]).startswith("page: "):
                found[f"{path.name} {n}"] = text
    return found


SEEN = spec_texts()
FULL = """\
page: things/update.md
rendering: markdown
url: https://docs.acme.example/things/update
operation: PUT /things/{id}
server: ~https://api.acme.example
title: Update a thing
description: Says what it does.
authentication:
  says: With a token.
  schemes:
  - bearer
  roles:
  - Thing-Edit
enums:
- name: eColour
  field: Colour
  told by: description
  values:
  - 1: Red
  - 2: Green
- type: string
  values:
  - a: A
media type: application/json
path:
- id: integer required
body:
- Colour: integer ~(int64) required default=1 nullable ~secret
  says: The colour.
- Mixed: optional
  type: string or null
  default: a b
  values:
  - a b
  fields:
  - Inner: untyped example-only
examples:
- Colour: 1
broken examples:
- '{'
responses:
  200:
    says: Done.
    array: 'yes'
    fields:
    - Done: boolean read-only
    examples:
    - Done: true
  404:
"""


def spec_is_taken(text: str) -> bool:
    try:
        spec_of("spec.yaml", text)
    except DocmillError:
        return False
    return True


def test_every_spec_file_fits_the_schema() -> None:
    assert len(SEEN) > 10
    for name, text in {**SEEN, "full": FULL}.items():
        data, _ = load(name, text)
        assert spec_is_taken(text), name
        problem = next(SPEC.iter_errors(data), None)
        assert problem is None, f"{name}: {problem}"


VALUES: tuple[Any, ...] = (
    None,
    True,
    3,
    1.5,
    "",
    "word",
    "two words",
    [],
    [1],
    ["x"],
    {},
    {"x": 1},
)
VALUES += ([{}], [{"x": "y"}], [None], "~yes", "string", "integer", "a/../b", "GET /a", "../a")


def mutants(data: Any) -> Iterator[tuple[str, Any]]:
    """`data` with one value exchanged, one key removed, renamed or added, at every place."""
    for at in places_of(data):
        for value in VALUES:
            yield f"{at} = {value!r}", changed(data, at, lambda _, v=value: v)
        if at:
            yield f"{at} removed", without(data, at)
            if isinstance(at[-1], str):
                yield f"{at} renamed", without(data, at, f"{at[-1]}z")
        if is_mapping(value_at(data, at)):
            for value in ("x", 1):
                added = changed(data, at, lambda found, v=value: {**found, "colour": v})
                yield f"{at} has {value!r} more", added


def places_of(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    inner = data.items() if is_mapping(data) else enumerate(data) if is_listing(data) else ()
    for key, value in inner:
        yield from places_of(value, (*at, key))


def value_at(data: Any, at: tuple[Any, ...]) -> Any:
    for key in at:
        data = data[key]
    return data


def changed(data: Any, at: tuple[Any, ...], change: Any) -> Any:
    if not at:
        return change(data)
    data = copy.deepcopy(data)
    above = value_at(data, at[:-1])
    above[at[-1]] = change(above[at[-1]])
    return data


def without(data: Any, at: tuple[Any, ...], renamed: str = "") -> Any:
    data = copy.deepcopy(data)
    above = value_at(data, at[:-1])
    value = above.pop(at[-1])
    if renamed:
        above[renamed] = value
    return data


def test_what_the_decoder_refuses_the_schema_refuses_and_nothing_else() -> None:
    data, _ = load("full", FULL)
    refused = 0
    for what, mutant in mutants(data):
        text = dump(mutant)
        read, _ = load("mutant", text)
        assert SPEC.is_valid(read) == spec_is_taken(text), what
        refused += not SPEC.is_valid(read)
    assert refused > 500


@pytest.mark.parametrize(
    ("line", "is_right"),
    [
        ("- Id: integer required", True),
        ("- Id: integer requird", False),
        ("- Id: ''", True),
        ("- Id: (uuid) ~optional default=", True),
        ("- Id: integer (a", False),
        ("- Id: integer\n  Name: string", False),
        ("- Id: integer\n  sayz: string", False),
        ("- Id: integer\n  says: x\n  type: a\n  default: b\n  values: []\n  fields: []", True),
        ("- Id: integer\n  says: x\n  type: a\n  default: b\n  values: []\n  feelds: a", False),
        ("- says: integer", False),
        ("- \\says: integer", True),
    ],
)
def test_a_field_has_one_name_and_known_words(line: str, is_right: bool) -> None:
    text = f"page: a.txt\noperation: GET /a\nbody:\n{line}\n"
    assert spec_is_taken(text) == is_right
    assert SPEC.is_valid(load("a", text)[0]) == is_right


# the configuration

SITES = """\
[sites.acme]
docs = "specs/acme/docs"
spec = "specs/acme/spec"
output = "generated/acme"
templates = "templates"
trust = ["*.md"]
docs_url = "https://docs.acme.example"
failure = false
version = "1.4.0"

[sites.acme.fetch]
source = "https://docs.acme.example/llms.txt"
pages = ["https://docs.acme.example/api.json"]
include = ["/api/*"]
exclude = "/old"
hosts = ["docs.acme.example", "[::1]:8080"]
loss = 0.3
private = true
concurrency = 4
page_seconds = 2.5
run_seconds = 60

[sites.other]
"""
OTHERS: tuple[Any, ...] = (
    *(True, False, 0, 1, 0.5, 33, -1, 4.0, "", "word", "https://a.example/x", "ftp://a.example"),
    *([], [1], ["x"], [""], ["https://a.example"], {}, {"x": 1}),
    *(
        "1.2rc1",
        "1.2.0-alpha",
        "one",
        "1.x",
        "https://a.example:port/",
        "A.example",
        "http://",
        "https://a b.example",
    ),
)


def toml(data: Any) -> str:
    """TOML of JSON values, in line."""
    if is_mapping(data):
        inner = ", ".join(f"{json.dumps(key)} = {toml(value)}" for key, value in data.items())
        return f"{{ {inner} }}" if inner else "{}"
    if is_listing(data):
        return f"[{', '.join(map(toml, data))}]"
    return json.dumps(data)


def config_is_taken(folder: Path, data: Any) -> bool:
    lines = [f"{json.dumps(key)} = {toml(value)}\n" for key, value in data.items()]
    (folder / "docmill.toml").write_text("".join(lines))
    try:
        sites_near(folder)
    except DocmillError:
        return False
    return True


def test_the_configuration_and_its_schema_refuse_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("test_schemas.VALUES", OTHERS)
    data = tomllib.loads(SITES)
    assert CONFIG.is_valid(data)
    assert config_is_taken(tmp_path, data)
    refused = 0
    for what, mutant in mutants(data):
        if is_mapping(mutant):
            assert CONFIG.is_valid(mutant) == config_is_taken(tmp_path, mutant), what
            refused += not CONFIG.is_valid(mutant)
    assert refused > 200


def test_the_project_s_own_configuration_fits() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert CONFIG.is_valid(project["tool"]["docmill"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tool.docmill.sites.acme]\n\noutptu = 'x'\n", ":3: [tool.docmill.sites.acme]: the key"),
        ("[tool.docmill.sites.acme.fetch]\nsource = [\n 'a',\n]\n", ":2: "),
        ("[tool.docmill]\nsites.acme.trust = 1\n", ":2: [tool.docmill.sites.acme]: `trust`"),
        ("[tool.docmill.sites]\n'a\\u0062' = 1\n", ":2: [tool.docmill.sites.a\\u0062]"),
        ('x = """\n[tool.docmill]\nsight = 1\n"""\n[tool.docmill]\nsight = 2\n', ":6: "),
        ('[tool.docmill]\n"sit\\u0065z" = 2\n', "pyproject.toml: [tool.docmill]: the key `sitez`"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(DocmillError) as error:
        sites_near(tmp_path)
    assert told in str(error.value)


def test_the_full_examples_have_every_key() -> None:
    """So that the mutants are of all keys."""
    site = tomllib.loads(SITES)["sites"]["acme"]
    shape = SCHEMAS["config"]["properties"]["sites"]["additionalProperties"]["properties"]
    assert set(site) == set(shape)
    assert set(site["fetch"]) == set(shape["fetch"]["properties"])
    spec, _ = load("full", FULL)
    assert set(spec) >= set(SCHEMAS["spec"]["properties"]) - {"query", "header", "cookie"}
