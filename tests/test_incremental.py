"""A run that recalls what the run before made comes to the same as one that makes all anew."""

from __future__ import annotations

import gc
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

from conftest import ROOT, SHARED
from docmill import yamltext
from docmill.api import Api, Document
from docmill.emit import readme, templates
from docmill.findings import Finding
from docmill.given import NO_NAMES, Names
from docmill.link import link, observed
from docmill.memory import Key, Memory, Same, digest, read_back, recall, remembering, written
from docmill.milling import mill
from docmill.naming import named
from docmill.parts import Parts
from docmill.spec import PageSpec
from docmill.specfile import text_of
from emit_support import FIXTURES, api_of, emitted, small_api
from incremental_support import EDITS, REWRITES, described

T = TypeVar("T")
PAGES = {
    "nexudus": ROOT / "specs/nexudus/docs",
    **{
        name: SHARED / name
        for name in (
            "pages/nexudus/markdown",
            "corpus/usertour__docs",
            "corpus/inboundemail__docs.inbound.new",
        )
    },
}


@dataclass(frozen=True, slots=True)
class Made:
    """All that a run comes to."""

    document: Document
    findings: list[Finding]
    origins: dict[str, Any]
    files: dict[str, str]
    names: Names


@pytest.fixture(autouse=True)
def _as_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is laid out here: that depends on the text of a file alone."""
    for module in (templates, readme):
        monkeypatch.setattr(module, "laid_out", dict)


def made_of(what: Sequence[PageSpec] | Api, given: Names = NO_NAMES) -> Made:
    """What a run makes of pages, or of a document, where names have been given out before."""
    api = observed(what if isinstance(what, Api) else link(what, "acme"))
    api, names = named(api, given)
    files, findings = emitted(api)
    if not isinstance(what, Api):
        files |= {f"spec/{n}": text_of(spec) for n, spec in enumerate(what)}
    told = sorted({*api.findings, *findings})
    return Made(api.document, told, dict(api.origins), files, names)


@cache
def specs_in(folder: Path) -> tuple[PageSpec, ...]:
    """What the pages of a folder say, for at most sixty of them."""
    return mill([folder], None).specs[:60]


def story_of_pages(folder: Path) -> Iterator[Sequence[PageSpec]]:
    """The pages as they are, and after each of many edits; what no edit touches stays the very
    same object."""
    rng = random.Random(5)
    specs = [*specs_in(folder)]
    yield tuple(specs)
    for edit in rng.sample(EDITS, len(EDITS)):
        specs = edit(specs, rng)
        yield tuple(specs)


def story_of_document(fixture: str) -> Iterator[Api]:
    """A document as it is, and after each of many edits."""
    rng = random.Random(7)
    api = api_of(fixture)
    yield api
    for rewrite in rng.sample(REWRITES * 2, len(REWRITES) * 2):
        document = deepcopy(api.document)
        rewrite(document, rng)
        api = Api(api.name, document, api.origins)
        yield api


def story_of_a_status() -> Iterator[Api]:
    """Two resources; one of them documents a status that the tests of both have taken for one
    that is not documented."""
    answers: dict[str, Any] = {"200": {"description": "Done."}}
    for more in ({}, {"418": {"description": "It is a teapot."}}):
        yield small_api(
            {
                "/cups": {"get": {"tags": ["cups"], "responses": answers}},
                "/pots": {"get": {"tags": ["pots"], "responses": answers | more}},
            }
        )


def told(story: Iterator[Sequence[PageSpec] | Api], known: Memory) -> Iterator[tuple[Made, Made]]:
    """What each step comes to: with the memory of the steps before, and anew."""
    names = NO_NAMES
    for what in story:
        with remembering(known):
            recalled = made_of(what, names)
        anew = made_of(what, names)
        yield recalled, anew
        names = anew.names


@pytest.mark.parametrize("folder", PAGES.values(), ids=PAGES)
def test_pages_that_change_come_to_the_same_with_and_without_a_memory(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip("the sample pages are not beside this checkout")
    for recalled, anew in told(story_of_pages(folder), Memory()):
        assert recalled == anew
        # equal values are not enough: the order of keys is in the files
        assert yamltext.dump(recalled.document) == yamltext.dump(anew.document)


def test_what_one_resource_says_of_all_reaches_the_others() -> None:
    (_, first), (recalled, second) = told(story_of_a_status(), Memory())
    assert recalled == second
    assert first.files["tests/cases/cups.py"] != second.files["tests/cases/cups.py"]


@pytest.mark.parametrize("fixture", FIXTURES)
def test_a_document_that_changes_comes_to_the_same_with_and_without_a_memory(fixture: str) -> None:
    for recalled, anew in told(story_of_document(fixture), Memory()):
        assert recalled == anew


class Careless(Memory):
    """A memory whose keys of one kind say where something stands, and not what it is."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def recall(self, key: Key, make: Callable[[], T]) -> T:
        named = key[0] == self.kind
        return super().recall(
            tuple(part for part in key if isinstance(part, str)) if named else key, make
        )


def first_difference(story: Iterator[Sequence[PageSpec] | Api], known: Memory) -> bool:
    """Whether some step of a story comes out wrong, or not at all."""
    try:
        return any(recalled != anew for recalled, anew in told(story, known))
    except (LookupError, AssertionError, TypeError, AttributeError, ValueError):
        return True


STAGES = (
    *(
        "plan",
        "operations",
        "resource",
        "own fields",
        "record",
        "part",
        "finished",
        "structure",
        "observed",
        "operation",
        "class",
        "named",
        "references",
        "classes in",
        "casings",
    ),
    *("yaml", "spec file", "models view", "resource view", "cases view", "text"),
)


@pytest.mark.parametrize("stage", STAGES)
def test_a_key_that_leaves_something_out_is_found(stage: str) -> None:
    stories = (story_of_a_status(), story_of_pages(PAGES["nexudus"]), story_of_document("shop"))
    assert any(first_difference(story, Careless(stage)) for story in stories)


class Counting(Memory):
    """A memory that notes what is made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[Key] = []

    def recall(self, key: Key, make: Callable[[], T]) -> T:
        def noted() -> T:
            self.made.append(key)
            return make()

        return super().recall(key, noted)


def test_every_kind_of_key_is_held_to_the_law() -> None:
    known = Counting()
    for story in (story_of_pages(PAGES["nexudus"]), story_of_document("foreign")):
        for _ in told(story, known):
            pass
    assert {key[0] for key in known.made} == {*STAGES, "method"}


def test_nothing_is_made_of_pages_that_are_as_they_were() -> None:
    known = Counting()
    for n in range(3):
        known.made.clear()
        with remembering(known):
            made_of(specs_in(PAGES["nexudus"]))
        assert bool(known.made) == (n == 0)


def test_a_page_makes_what_is_made_of_it_and_no_more() -> None:
    specs = [*specs_in(PAGES["nexudus"])]
    known = Counting()
    with remembering(known):
        made_of(specs)
    for n in [*range(len(specs)), 0, 5]:
        specs[n] = described(specs[n], random.Random(n))
        known.made.clear()
        with remembering(known):
            made_of(specs)
        made = Counter(key[0] for key in known.made)
        once = ("operation", "part", "spec file", "yaml", "resource view", "cases view")
        assert max(made[kind] for kind in once) == 1
        assert not {"class", "named", "record", "plan", "operations"} & made.keys()


def test_what_two_runs_did_not_ask_for_is_forgotten() -> None:
    known = Memory()
    for name in "abca":
        with remembering(known):
            recall((name,), dict)
    assert len(known) == 1


def test_a_run_that_raises_leaves_the_memory_as_it_was() -> None:
    known = Memory()
    with remembering(known):
        first = recall(("kept",), object)

    def broken() -> None:
        with remembering(known):
            recall(("lost",), lambda: 1)
            recall(("broken",), lambda: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        broken()
    with remembering(known):
        assert recall(("kept",), object) is first
    assert len(known) == 1


def test_a_run_that_remembers_does_not_look_for_cycles_and_leaves_that_as_it_was() -> None:
    assert gc.isenabled()
    with remembering(Memory()):
        assert not gc.isenabled()
    assert gc.isenabled()


def test_without_a_memory_all_is_made_anew() -> None:
    assert recall(("a",), object) is not recall(("a",), object)


def test_a_key_holds_an_object_for_itself_alone() -> None:
    one, other = [1], [1]
    assert Same(one) == Same(one) != Same(other)
    assert len({Same(one), Same(one), Same(other)}) == 2


@pytest.mark.parametrize("other", [1.0, True, "1", [1], None, {"1": 1}])
def test_values_that_only_look_alike_have_different_digests(other: Any) -> None:
    assert digest({"a": 1, "b": [1]}) != digest({"a": other, "b": [1]})
    assert digest({"a": 1, "b": 2}) != digest({"b": 2, "a": 1})
    shared = ["a word"]
    assert digest([shared, shared]) == digest([["a" + " word"], ["a word"]])


def test_what_is_read_back_is_new() -> None:
    value = {"a": [1, "\ud800", None, 1.5, {"é": True}]}
    assert read_back(written(value)) == value
    assert read_back(written(value)) is not value


def test_the_key_of_a_part_holds_all_that_it_refers_to() -> None:
    ref = "$ref"
    first = {ref: "#/components/schemas/A"}
    document: Document = {
        "paths": {"/a": {"get": {"x": first}}, "/b": {"$ref": "#/paths/~1a"}},
        "components": {
            "schemas": {
                "A": {"properties": {"b": {ref: "#/components/schemas/B/items"}}},
                "B": {"items": {"anyOf": [first, {ref: "#/x-own/deep"}]}},
                "C": {"type": "string"},
            }
        },
        "x-own": {"deep": {"type": "string"}},
    }

    def key(changed: Callable[[Document], object]) -> bytes:
        other = deepcopy(document)
        changed(other)
        return Parts(other).key({ref: "#/paths/~1b"})

    same = key(lambda _: None)

    def schemas(one: Document) -> Any:
        return one["components"]["schemas"]

    assert key(lambda one: one["paths"]["/a"].update(put={})) != same
    assert key(lambda one: schemas(one)["A"].update(type="object")) != same
    assert key(lambda one: schemas(one)["B"].update(type="array")) != same
    assert key(lambda one: schemas(one).pop("B")) != same
    assert key(lambda one: one["x-own"]["deep"].update(type="integer")) != same
