"""The intermediate spec: about as short as the page, exact, and clear about its own mistakes."""

from __future__ import annotations

import re
from difflib import unified_diff

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docmill.errors import InputError
from docmill.page import Page, Place
from docmill.pages import understood_of
from docmill.spec import Fact, FieldSpec, PageSpec
from docmill.specfile import spec_of, text_of
from docmill.yamltext import dump, load

AT = Place("page.txt", 1, 1)


def fact(value: str) -> Fact[str]:
    return Fact(value, AT)


def test_a_field_is_a_line_or_two(seed: Page) -> None:
    spec = understood_of(seed).spec
    assert spec is not None
    text = text_of(spec)
    assert "- Language: integer required\n  says: The language value for this user.\n" in text
    assert "- APIAccess: boolean\n  says: Whether api access is enabled.\n" in text
    assert "- OpenInDialog: ~boolean example-only\n" in text
    assert text.count("\n") < len(seed.lines) * 0.75
    assert "line" not in text.replace("newline", "").split()


def test_a_paragraph_moved_in_the_page_does_not_touch_the_spec(seed: Page) -> None:
    moved = Page(seed.name, seed.text.replace("\n\nEnums\n", "\n\n\n\n\nEnums\n"))
    first, second = understood_of(seed).spec, understood_of(moved).spec
    assert first is not None
    assert second is not None
    assert text_of(first) == text_of(second)


names = st.text(min_size=1).filter(lambda text: "\x00" not in text)


@given(name=names, kind=names, default=names, says=names, form=st.sampled_from(["a", "date-time"]))
def test_any_wire_name_type_and_default_read_back(
    name: str, kind: str, default: str, says: str, form: str
) -> None:
    field = FieldSpec(
        fact(name), "body", fact(kind), default=fact(default), description=fact(says),
        format=fact(form),
    )  # fmt: skip
    spec = PageSpec("page.txt", fact("PUT"), fact("/x"), request=(field,))
    assert spec_of("spec.yaml", text_of(spec)) == spec


@pytest.mark.parametrize(
    "name", ["says", "type", "default", "fields", "\\says", "no", "1", "~x", ""]
)
def test_awkward_wire_names_are_kept(name: str) -> None:
    spec = PageSpec(
        "page.txt", fact("PUT"), fact("/x"), request=(FieldSpec(fact(name), "body", None),)
    )
    assert spec_of("spec.yaml", text_of(spec)) == spec


HEAD = "page: a.txt\noperation: GET /a\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("page: a.txt\n", 1, "`operation` is missing"),
        ("- a\n", 1, "keys and values"),
        ("page: a.txt\noperation: GET\n", 2, "a method and a path"),
        (HEAD + "titel: x\n", 3, "did you mean `title`"),
        (HEAD + "body:\n- Id: integer requird\n", 4, "`requird` is no word of a field"),
        (HEAD + "body:\n- Id: integer\n  Name: string\n", 4, "a field has one name"),
        (HEAD + "enums:\n- values:\n  - red: Red\n", 5, "is no integer"),
        (HEAD + "title: 12\n", 3, "put it in quotes"),
        (HEAD + "query: x\n", 3, "a list is expected"),
    ],
)
def test_a_mistake_in_a_spec_file_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as error:
        spec_of("spec.yaml", text)
    assert words in str(error.value)
    assert error.value.line == line


# what a reviewer sees in a diff


def changed_lines(old: PageSpec, new: PageSpec) -> tuple[list[str], list[str]]:
    """The lines of the spec file that are gone, and those that came."""
    before, after = (text_of(spec).splitlines() for spec in (old, new))
    found = [li for li in unified_diff(before, after, n=0, lineterm="") if li[:3] not in MARKS]
    gone = [line[1:] for line in found if line.startswith("-")]
    return gone, [line[1:] for line in found if line.startswith("+")]


MARKS = ("---", "+++", "@@ ")


def reread(seed: Page, old: str, new: str) -> PageSpec:
    assert seed.text.count(old) == 1, old
    spec = understood_of(Page(seed.name, seed.text.replace(old, new))).spec
    assert spec is not None
    return spec


NAME = "FullName\nstring\nrequired\nThe full name value for this user.\n"


@pytest.mark.parametrize(
    ("old", "new", "gone", "came"),
    [
        (  # another description
            NAME,
            NAME.replace("The full", "A full"),
            ["  says: The full name value for this user."],
            ["  says: A full name value for this user."],
        ),
        (  # another type
            NAME,
            NAME.replace("string", "integer"),
            ["- FullName: string required"],
            ["- FullName: integer required"],
        ),
        (  # no longer required
            NAME,
            NAME.replace("required\n", ""),
            ["- FullName: string required"],
            ["- FullName: string ~required"],  # as it stands under "Required Parameters"
        ),
        (  # one field more
            NAME,
            f"{NAME}Nick\nstring\nThe short name.\n",
            [],
            ["- Nick: string ~required", "  says: The short name."],
        ),
        ("\n1EnglishUS\n", "\n1EnglishUS\n4Klingon\n", [], ["  - 4: Klingon"]),
        ("\n1EnglishUS\n", "\n1EnglishGB\n", ["  - 1: EnglishUS"], ["  - 1: EnglishGB"]),
        ("\n1EnglishUS\n", "\n", ["  - 1: EnglishUS"], []),
    ],
)
def test_a_change_of_the_page_changes_the_lines_that_it_must(
    seed: Page, old: str, new: str, gone: list[str], came: list[str]
) -> None:
    spec = understood_of(seed).spec
    assert spec is not None
    assert changed_lines(spec, reread(seed, old, new)) == (gone, came)


@pytest.mark.parametrize(
    "odd", ["plain", "\u00a0", "\u200b", "\t", "🙂", "trailing ", ": #", "'\""]
)
def test_each_line_of_a_description_is_a_line(odd: str) -> None:
    """Whatever characters it has: a text that must be quoted is no heap of escapes."""
    texts = [f"First {odd}\n  {word}\n\nLast." for word in ("one", "other")]
    old, new = (
        spec_of_body(FieldSpec(fact("a"), "body", None, description=fact(t))) for t in texts
    )
    gone, came = changed_lines(old, new)
    assert len(gone) == len(came) == 1
    assert re.fullmatch(r" *\\? *one(\\n\\)?", gone[0])
    assert re.fullmatch(r" *\\? *other(\\n\\)?", came[0])
    assert spec_of("spec.yaml", text_of(old)) == old


def test_one_odd_field_leaves_the_others_as_they_are() -> None:
    plain = [FieldSpec(fact("a"), "body", None, description=fact(t)) for t in (" x\ny", "x\ny ")]
    odd = FieldSpec(fact("b"), "body", None, description=fact("x\n\u200by"))
    gone, _ = changed_lines(spec_of_body(*plain), spec_of_body(*plain, odd))
    assert gone == []


def spec_of_body(*fields: FieldSpec) -> PageSpec:
    return PageSpec("page.txt", fact("PUT"), fact("/x"), request=fields)


lines = st.text(alphabet="ab \n\t\\\"'-:#\u00a0\u200b\ufdd0🙂")


@given(data=st.recursive(lines, lambda inner: st.lists(inner) | st.dictionaries(lines, inner)))
def test_any_text_of_many_lines_reads_back(data: object) -> None:
    assert load("a.yaml", dump(data))[0] == data
