"""The intermediate spec: about as short as the page, exact, and clear about its own mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docmill.errors import InputError
from docmill.page import Page, Place
from docmill.pages import understood_of
from docmill.spec import Fact, FieldSpec, PageSpec
from docmill.specfile import spec_of, text_of

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
