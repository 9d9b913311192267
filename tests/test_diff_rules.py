"""The rules of `docmill diff`: none is missing, each has an example, their page is true.

`python tests/test_diff_rules.py` writes docs/diff-rules.md; read the diff.
"""

from __future__ import annotations

import pytest

from conftest import ROOT
from diff_support import MIRRORED, SCHEMAS, examples, mirrored, rules_page, told
from docmill.diff import DIFF_RULES, SEVERITIES, compare
from docmill.diff.grid import SCHEMA, SCHEMA_AREAS

PAGE = ROOT / "docs/diff-rules.md"
EXAMPLES = examples()
AREAS = sorted({rule.area for rule in DIFF_RULES.values()})


def of(area: str) -> list[str]:
    return [rule.id for rule in DIFF_RULES.values() if rule.area == area]


def test_each_rule_has_an_example_and_each_example_a_rule() -> None:
    assert {rule.id for rule in DIFF_RULES.values()} == EXAMPLES.keys()
    assert len(DIFF_RULES) == len(EXAMPLES)  # no two rules have one name


@pytest.mark.parametrize("area", AREAS)
def test_the_example_of_a_rule_is_told_by_this_rule_alone(area: str) -> None:
    found = {name: told(*EXAMPLES[name][:2]) for name in of(area)}
    assert found == {name: [name] for name in of(area)}


@pytest.mark.parametrize("area", AREAS)
def test_a_change_and_its_reversal_mirror_each_other(area: str) -> None:
    for name in of(area):
        old, new, _ = EXAMPLES[name]
        back = [(c.rule.area, c.rule.aspect, c.rule.kind) for c in compare(new, old)]
        assert [mirrored(change) for change in compare(old, new)] == back, name


def test_what_comes_can_go_and_what_narrows_can_widen() -> None:
    for area, aspect, kind in DIFF_RULES:
        assert (area, aspect, MIRRORED[kind]) in DIFF_RULES


def test_schemas_have_the_same_rules_wherever_they_stand() -> None:
    grid = {(aspect, kind) for aspect, kind, *_ in SCHEMA}
    for area in SCHEMA_AREAS:
        assert {(aspect, kind) for a, aspect, kind in DIFF_RULES if a == area} >= grid
    assert {f"{aspect}-{kind}" for aspect, kind in grid} >= SCHEMAS.keys()


def test_presence_is_told_apart_by_necessity_in_both_directions() -> None:
    for side, parts in {
        "request": ("property", "body", "query-parameter", "header-parameter", "cookie-parameter"),
        "response": ("property", "header"),
    }.items():
        for part in parts:
            for word in ("required", "optional"):
                assert (side, f"{word}-{part}", "added") in DIFF_RULES
    for area in ("parameter", "request-body", "request-property", "response-property"):
        assert (area, "required", "added") in DIFF_RULES


def test_requests_suffer_from_narrowing_and_answers_from_widening() -> None:
    rank = {severity: n for n, severity in enumerate(SEVERITIES)}
    for (area, aspect, kind), rule in DIFF_RULES.items():
        if kind == "narrowed":
            wider = DIFF_RULES[area, aspect, "widened"]
            if rule.direction == "request":
                assert rank[rule.severity] < rank[wider.severity], rule.id
            else:
                assert rank[wider.severity] <= rank[rule.severity], rule.id


def test_what_is_new_and_required_breaks_requests_alone() -> None:
    """A new required field of a request breaks, a new field of an answer does not."""
    assert DIFF_RULES["request", "required-property", "added"].severity == "breaking"
    assert DIFF_RULES["response", "required-property", "added"].severity == "compatible"
    assert DIFF_RULES["request-property", "required", "added"].severity == "breaking"
    assert DIFF_RULES["response-property", "required", "removed"].severity == "breaking"


def test_the_page_of_the_rules_lists_them_as_they_are() -> None:
    assert PAGE.read_text() == rules_page()


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(rules_page())
