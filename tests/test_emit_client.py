"""What the emitted client says: names, types, tables of wire names; and what it cannot say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from itertools import product
from pathlib import Path
from typing import Any

import black
import pytest
from black.mode import Mode, TargetVersion

from conftest import ROOT
from docmill.api import Api
from docmill.emit import attributes, readme, templates
from docmill.literals import docstring
from emit_support import FIXTURES, REPOSITORY, api_of, emitted, run, run_tests, small_api, write

OK = {"200": {"description": "OK"}}


@pytest.fixture(scope="module", params=[*FIXTURES, "nexudus"])
def tree(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is emitted from each fixture, and a copy of what is committed of the seed page."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "nexudus":
        shutil.copytree(ROOT / "generated/nexudus", folder, dirs_exist_ok=True)
    else:
        write(emitted(api_of(request.param))[0], folder)
    return folder


def test_the_emitted_tests_pass(tree: Path) -> None:
    result = run_tests(tree)
    assert result.returncode == 0, result.stdout


def test_black_changes_nothing(tree: Path) -> None:
    result = run("black", "--check", "-l", "100", ".", folder=tree)
    assert result.returncode == 0, result.stderr


def test_ruff_finds_nothing(tree: Path) -> None:
    result = run("ruff", "check", "--isolated", "--no-cache", ".", folder=tree)
    assert result.returncode == 0, result.stdout


def test_mypy_strict_finds_nothing_in_client_and_tests(tree: Path) -> None:
    command = ("mypy", "--strict", "--cache-dir", os.devnull, ".")
    for folder in (tree / "client", tree / "tests"):
        result = run(*command, folder=folder, MYPYPATH=str(tree / "client"))
        assert result.returncode == 0, result.stdout


def test_pyright_strict_finds_nothing(tree: Path) -> None:
    (tree / "client" / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    command = ("pyright", "--pythonpath", sys.executable)
    result = run(*command, folder=tree / "client")
    (tree / "client" / "pyrightconfig.json").unlink()
    assert result.returncode == 0, result.stdout


def test_output_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "import hashlib; from emit_support import *; files, found = emitted(api_of('shop'));"
        "print(hashlib.sha256(repr((files, found)).encode()).hexdigest())"
    )
    path = os.pathsep.join([str(REPOSITORY / "generator"), str(REPOSITORY / "tests")])
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_hostile_text_is_data_and_names_are_plain() -> None:
    files, _ = emitted(api_of("hostile"))
    assert all(name.replace("/", "").replace(".", "").replace("_", "").isalnum() for name in files)
    assert all(name.isascii() and ".." not in name for name in files)
    for name, text in files.items():
        if name.endswith(".py"):
            assert "SystemExit" not in "".join(text.splitlines()[:2])
            assert "\u202e" not in text


def test_a_construct_that_is_not_supported_is_a_finding() -> None:
    schema = {"type": "object", "not": {"required": ["a"]}, "patternProperties": {"^x": {}}}
    content = {"application/json": {"schema": schema}, "application/xml": {}}
    responses = {"200": {"description": "OK", "content": content}}
    item = {"get": {"operationId": "read", "responses": responses, "callbacks": {}}}
    _, findings = emitted(small_api({"/a": item}, webhooks={"w": {}}))
    assert {finding.code for finding in findings} == {
        *("schema-unsupported", "media-type-unused", "operation-lost", "operation-part-lost"),
    }


def body_of(schema: dict[str, Any]) -> dict[str, Any]:
    """One operation whose body has the property `value` of a schema."""
    body = {"type": "object", "required": ["value"], "properties": {"value": schema}}
    content = {"content": {"application/json": {"schema": body}}}
    return {"/things": {"post": {"requestBody": content, "responses": OK}}}


def codes_of(api: Api) -> list[str]:
    return [finding.code for finding in emitted(api)[1]]


def test_the_mapping_of_a_discriminator_is_told() -> None:
    cat = {"type": "object", "properties": {"kind": {"type": "string"}}}
    schema = {"oneOf": [cat], "discriminator": {"propertyName": "kind", "mapping": {"c": "#/x"}}}
    assert "schema-unsupported" in codes_of(small_api(body_of(schema)))


def test_two_tags_of_one_python_name_are_told() -> None:
    api = small_api(
        {
            "/a": {"get": {"tags": ["big-things"], "responses": OK}},
            "/b": {"get": {"tags": ["big things"], "responses": OK}},
        }
    )
    assert codes_of(api) == ["name-changed", "name-changed", "tags-merged"]
    assert {"client.big_things.get_a", "client.big_things.get_b"} <= attributes(api).keys()


def test_an_enum_that_no_operation_uses_comes_out_and_another_schema_is_told() -> None:
    schemas = {
        "Colour": {"type": "integer", "enum": [1], "x-enum-varnames": ["Red"]},
        "Lamp": {"type": "object", "properties": {"name": {"type": "string"}}},
    }
    api = small_api(body_of({"type": "string"}), components={"schemas": schemas})
    assert codes_of(api) == ["schema-unused"]
    assert "Colour.RED" in attributes(api)


@pytest.mark.parametrize(
    "pattern", ["^[A-Z]{3}$", "^[0-9]+$", "^[a-f0-9]{24}$", r"^\+[1-9]\d{1,14}$", "^#[0-9a-f]{6}$"]
)
def test_a_sample_fits_its_pattern(pattern: str) -> None:
    api = small_api(body_of({"type": "string", "pattern": pattern}))
    (text,) = re.findall(r'"value", "value", "(.*?)"', emitted(api)[0]["tests/cases/things.py"])
    assert re.search(pattern, text)


def test_a_reference_that_leads_out_of_the_document_gives_any() -> None:
    content = {"application/json": {"schema": {"$ref": "https://elsewhere.example/a.json"}}}
    responses = {"200": {"description": "OK", "content": content}}
    files, findings = emitted(small_api({"/a": {"get": {"tags": ["a"], "responses": responses}}}))
    assert [finding.code for finding in findings] == ["reference-unresolved"]
    assert (
        "def list(self, **options: Unpack[RequestOptions]) -> Any:"
        in files["client/small/resources/a.py"]
    )


@pytest.mark.parametrize("path", ["/a/../b", "/a/./b", "/..", "a"])
def test_a_path_that_no_client_can_call_is_told_and_left_out(path: str) -> None:
    paths = {path: {"get": {"responses": OK}}, "/b": {"get": {"responses": OK}}}
    files, findings = emitted(small_api(paths))
    assert [finding.code for finding in findings] == ["operation-lost"]
    assert "client/small/resources/a.py" not in files


def test_what_a_form_cannot_say_is_told() -> None:
    form = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
    encoding = {"file": {"contentType": "image/png", "style": "form"}}
    content = {"multipart/form-data": {"schema": form, "encoding": encoding}}
    paths = {"/a": {"post": {"requestBody": {"content": content}, "responses": OK}}}
    assert codes_of(small_api(paths)) == ["operation-part-lost", "operation-part-lost"]


def test_a_form_that_holds_files_goes_before_json() -> None:
    body = api_of("foreign").document["paths"]["/files"]["post"]["requestBody"]
    files, _ = emitted(small_api({"/a": {"post": {"requestBody": {"content": {
        kind: {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}}
        for kind in body["content"]}}, "responses": OK}}}))  # fmt: skip
    assert "multipart" not in files["client/small/resources/a.py"]
    files, _ = emitted(api_of("foreign"))
    assert 'media_type="multipart/form-data"' in files["client/foreign/resources/files.py"]


def test_a_fragment_of_a_path_is_not_sent() -> None:
    files, _ = emitted(api_of("foreign"))
    assert files["client/foreign/resources/files.py"].count('"/files/{id}"') == 2


def test_names_are_ordered_by_their_numbers() -> None:
    files, _ = emitted(api_of("foreign"))
    exported = re.findall(r'"Result\w+Asked(\d+)"', files["client/foreign/__init__.py"])
    assert exported[:2] == ["5", "15"]


def test_an_object_of_any_keys_beside_a_model_is_the_model() -> None:
    files, _ = emitted(api_of("foreign"))
    assert "    file: FileModel | None = None" in files["client/foreign/models/ips.py"]


def test_a_schema_of_several_operations_is_one_class_on_each_side() -> None:
    files, findings = emitted(api_of("shapes"))
    source = "\n".join(text for name, text in files.items() if name.startswith("client/"))
    for name in ("User", "Team", "Page", "UserInput", "TeamInput"):
        assert len(re.findall(rf"^class {name}\d*\(", source, re.MULTILINE)) == 1
    models = files["client/shapes/models/shared.py"]
    inputs = files["client/shapes/resources/shared.py"]
    assert ("made: dt.datetime" in models, "secret" in models, "password" in models) == (
        *(True, False, False),
    )
    assert ("made" in inputs, "secret: Required[str]" in inputs) == (False, True)
    unfit = [finding.message for finding in findings if finding.code == "sample-unfit"]
    assert [told for told in unfit if "users" in told or "teams" in told] == []


def wide_api(fields: int) -> Api:
    """One operation of as many arguments, half of which are alike."""
    kinds = ({"type": "boolean"}, {"type": "integer"})
    schema = {
        "type": "object",
        "properties": {f"field{n}": kinds[n % 2] for n in range(fields)},
        "required": [f"field{n}" for n in range(0, fields, 4)],
    }
    content = {"content": {"application/json": {"schema": schema}}}
    return small_api({"/a": {"post": {"requestBody": content, "responses": OK}}})


def test_time_grows_with_the_fields_of_an_operation_and_not_faster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(templates, "laid_out", dict)
    monkeypatch.setattr(readme, "laid_out", dict)
    took: list[float] = []
    for fields in (10, 600, 4_800):
        start = time.process_time()
        emitted(wide_api(fields))
        took.append(time.process_time() - start)
    assert took[2] < 24 * took[1], took  # eight times the fields; squared it would be 64 times


def test_the_layout_does_not_depend_on_where_it_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "build"  # formatters leave out folders of this name, and what Git ignores
    folder.mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*")
    (tmp_path / "ruff.toml").write_text("line-length = 20")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.chdir(tmp_path)
    assert templates.laid_out({"a.py": "x = [ 'a', ]"}) == {"a.py": 'x = [\n    "a",\n]\n'}


def test_black_changes_no_docstring() -> None:
    parts = ('"', '""', '"""', "\\", "a", "b ", "\n", "'", "word " * 20)
    texts = ["".join(some) for count in (1, 2, 3) for some in product(parts, repeat=count)]
    source = "\n".join(f"class A:\n    {docstring(text)}\n" for text in texts)
    laid_out = templates.laid_out({"a.py": source})["a.py"]
    mode = Mode(line_length=100, target_versions={TargetVersion.PY311})
    assert black.format_str(laid_out, mode=mode) == laid_out


def test_every_operation_comes_out_under_a_name_of_its_own() -> None:
    operation = {"operationId": "same", "tags": ["t"], "responses": OK}
    paths = {f"/{name}": {"get": operation} for name in "ab"}
    files, findings = emitted(small_api(paths))
    assert files["client/small/resources/t.py"].count("    def get_") == 2
    assert [finding.code for finding in findings] == ["name-changed", "name-changed"]


def test_attributes_lead_back_to_the_document() -> None:
    found = attributes(api_of("shop"))
    assert found["client.products.update"] == "/paths/~1products~1{productId}/patch"
    price = "/components/schemas/NewProduct/properties/price"
    assert found["client.products.create.price"] == found["Product.price"] == price
    assert found["Material.STEEL"] == "/components/schemas/Material"


def test_every_pointer_of_attributes_is_in_the_document() -> None:
    api = api_of("shop")
    for pointer in attributes(api).values():
        api.node(pointer)


READING = """
import json
from shop import Material, Product
from shop._models import read as read_text
def read(shape, value):
    return read_text(shape, json.dumps(value).encode(), strict=False)
wire = {"id": "x", "price": {"currency": 5}, "addedAt": "soon", "madeOf": 99}
wire["parts"] = [{"name": 1}]
product = read(Product, wire)
assert isinstance(product, Product)
assert (product.id, product.name, product.added_at, product.made_of) == ("x", None, "soon", 99)
assert (product.price.amount, product.price.currency, product.parts[0].name) == (None, 5, 1)
assert product.model_dump(by_alias=True, exclude_unset=True) == wire
assert read(Product, ["no object"]) == ["no object"]
right = {"id": 1, "name": "a", "price": {"amount": 1}, "madeOf": 3}
assert read(Product, right).made_of is Material.STEEL
"""


def test_reading_keeps_what_is_missing_or_mistyped(tmp_path: Path) -> None:
    write(emitted(api_of("shop"))[0], tmp_path)
    (tmp_path / "client" / "reading.py").write_text(READING)
    result = run("reading", folder=tmp_path / "client")
    assert result.returncode == 0, result.stderr
