"""Overlays: what the standard says of actions, what docmill demands beside it, and all mistakes."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docmill.draft import Draft
from docmill.overlay import Action, Applied, Overlay, appended, applied, begun, overlay_of, path_of
from docmill.overlay.applying import SATISFIED
from docmill.overlay.merging import same
from docmill.overlay.queries import found_by
from docmill.page import Page, Place

HEAD = "overlay: 1.1.0\ninfo: {title: Corrections, version: 1.0.0}\nactions:\n"


def overlay(text: str) -> Overlay:
    found, mistakes = overlay_of(Page("corrections/a.yaml", text), Path("a.yaml"))
    assert mistakes == []
    return found


def mistakes_in(text: str) -> list[str]:
    _, mistakes = overlay_of(Page("corrections/a.yaml", text), Path("a.yaml"))
    return [f"{one.line}: {one.told}" for one in mistakes]


def action(target: str, verb: str, value: Any, matches: int = 1) -> dict[str, Any]:
    extra = {"x-docmill-matches": matches} if matches != 1 else {}
    return {"target": target, "description": "why", verb: value, **extra}


def text_of(*actions: dict[str, Any], version: str = "1.1.0") -> str:
    info = {"title": "t", "version": "1"}
    return json.dumps({"overlay": version, "info": info, "actions": actions})


def laid(document: dict[str, Any], *actions: dict[str, Any], version: str = "1.1.0") -> Applied:
    before = copy.deepcopy(document)
    done = applied(Draft(document, {}), overlay(text_of(*actions, version=version)).actions)
    assert document == before, "the document that was given was changed"
    return done


def made(document: dict[str, Any], *actions: dict[str, Any], version: str = "1.1.0") -> Any:
    done = laid(document, *actions, version=version)
    assert [fault.told for fault in done.faults] == []
    return done.draft.document


def fault(document: dict[str, Any], *actions: dict[str, Any], version: str = "1.1.0") -> str:
    done = laid(document, *actions, version=version)
    (only,) = done.faults
    return only.told


# what the standard says


def test_an_object_is_merged_at_any_depth_and_keeps_what_is_not_named() -> None:
    document = {"info": {"title": "A", "contact": {"url": "u"}}}
    update = {"title": "B", "contact": {"name": "n"}, "version": "2"}
    assert made(document, action("$.info", "update", update)) == {
        "info": {"title": "B", "contact": {"url": "u", "name": "n"}, "version": "2"}
    }


def test_a_list_grows_by_an_entry_or_by_the_entries_of_a_list() -> None:
    assert made({"tags": ["a"]}, action("$.tags", "update", "b")) == {"tags": ["a", "b"]}
    assert made({"tags": ["a"]}, action("$.tags", "update", ["b", "c"])) == {
        "tags": ["a", "b", "c"]
    }
    assert made({"x": {"tags": ["a"]}}, action("$.x", "update", {"tags": ["b"]})) == {
        "x": {"tags": ["a", "b"]}
    }


def test_in_1_0_a_list_becomes_one_entry_and_no_primitive_value_is_a_target() -> None:
    document = {"tags": ["a"]}
    assert made(document, action("$.tags", "update", ["b"]), version="1.0.0") == {
        "tags": ["a", ["b"]]
    }
    assert "write `overlay: 1.1.0`" in fault(
        document, action("$.tags[0]", "update", "b"), version="1.0.0"
    )
    assert "write `overlay: 1.1.0`" in fault(
        document, action("$.tags[0]", "remove", True), version="1.0.0"
    )


def test_a_primitive_value_is_replaced_where_it_stands() -> None:
    assert made({"a": [1, 2]}, action("$.a[?@ == 2]", "update", None)) == {"a": [1, None]}
    assert made({"a": True}, action("$.a", "update", False)) == {"a": False}


def test_nodes_are_removed_from_objects_and_lists() -> None:
    parameters = [{"name": "a"}, {"name": "b"}, {"name": "a"}]
    document = {"parameters": parameters, "x": {"y": 1}}
    assert made(
        document,
        action("$.parameters[?@.name == 'a']", "remove", True, 2),
        action("$.x.y", "remove", True),
    ) == {"parameters": [{"name": "b"}], "x": {}}


def test_what_is_inside_of_what_goes_may_be_a_target_too() -> None:
    assert made({"a": {"b": {"b": 1}}}, action("$..b", "remove", True, 2)) == {"a": {}}


def test_copy_takes_one_node_to_another_and_a_later_removal_makes_it_a_move() -> None:
    document = {"paths": {"/a": {"get": {"summary": "s"}}, "/b": {"put": {}}}}
    assert made(
        document,
        action("$.paths['/b']", "copy", "$.paths['/a']"),
        action("$.paths['/a']", "remove", True),
    ) == {"paths": {"/b": {"put": {}, "get": {"summary": "s"}}}}
    assert fault(document, action("$.paths['/b']", "copy", "$.paths.*")) == (
        "`copy` must select one node, and $.paths.* selects 2"
    )


def test_a_copy_is_no_alias() -> None:
    document = {"a": {"x": {"n": 1}}, "b": {}}
    assert made(document, action("$.b", "copy", "$.a"), action("$.a.x", "update", {"n": 2})) == {
        "a": {"x": {"n": 2}},
        "b": {"x": {"n": 1}},
    }


def test_a_copy_of_what_was_changed_before_is_no_alias() -> None:
    document: dict[str, Any] = {"a": {"x": {"n": 1}}, "b": {}}
    found = made(
        document,
        action("$.a.x.n", "update", 2),
        action("$.b", "copy", "$.a"),
        action("$.a.x.n", "update", 3),
    )
    assert found == {"a": {"x": {"n": 3}}, "b": {"x": {"n": 2}}}


def test_one_update_for_several_nodes_is_no_alias_either() -> None:
    document: dict[str, Any] = {"a": {}, "b": {}}
    assert made(
        document,
        action("$.*", "update", {"x": {"n": 1}}, 2),
        action("$.a.x", "update", {"n": 2}),
    ) == {"a": {"x": {"n": 2}}, "b": {"x": {"n": 1}}}


def test_actions_see_what_those_before_them_made() -> None:
    assert made(
        {"a": {}}, action("$.a", "update", {"b": {}}), action("$.a.b", "update", {"c": 1})
    ) == {"a": {"b": {"c": 1}}}


@pytest.mark.parametrize(
    ("document", "target", "value", "told"),
    [
        ({"a": {}}, "$.a", 1, "the target is an object, and the update is a number"),
        ({"a": {}}, "$.a", [], "the target is an object, and the update is a list"),
        ({"a": "x"}, "$.a", {}, "the target is a text, and the update is an object"),
        ({"a": None}, "$.a", [1], "the target is null, and the update is a list"),
        ({"a": {"b": []}}, "$.a", {"b": 1}, "/a/b is a list, and the update has a number for it"),
        ({"a": {"b": 1}}, "$.a", {"b": {}}, "/a/b is a number, and the update has an object"),
        ({"a": {"b": True}}, "$.a", {"b": []}, "/a/b is true or false, and the update has a list"),
    ],
)
def test_kinds_that_do_not_go_together_are_told_and_change_nothing(
    document: dict[str, Any], target: str, value: Any, told: str
) -> None:
    done = laid(document, action(target, "update", value))
    assert told in done.faults[0].told
    assert done.draft.document == document


def test_an_update_is_for_nodes_of_one_kind() -> None:
    assert fault({"a": {}, "b": []}, action("$.*", "update", {}, 2)) == (
        "matches lists and objects; an update is for nodes of one kind"
    )


def test_the_document_itself_stays() -> None:
    assert fault({"a": 1}, action("$", "remove", True)) == "the document itself cannot be removed"
    assert made({"a": 1}, action("$", "update", {"b": 2})) == {"a": 1, "b": 2}


# what docmill demands beside it


def test_a_target_that_matches_nothing_says_how_far_it_leads() -> None:
    document = {"paths": {"/users": {"get": {"parameters": [{"name": "page"}]}}}}
    told = "matches nothing; $.paths is an object; did you mean /users?"
    assert fault(document, action("$.paths['/user'].get", "update", {})) == told
    assert fault(document, action("$.path['/user'].get", "update", {})) == (
        "matches nothing; $ is an object; did you mean paths?"
    )
    told = "matches nothing; $.paths is an object with /users"
    assert fault(document, action("$.paths['/shops'].get", "update", {})) == told
    target = "$.paths['/users'].get.parameters[?@.name == 'pages']"
    told = "matches nothing; $.paths['/users'].get.parameters is a list; did you mean page?"
    assert fault(document, action(target, "update", {})) == told
    told = "matches nothing; $.paths['/users'].get is an object with parameters"
    assert fault(document, action("$.paths['/users'].get.x.y", "update", {})) == told


def test_a_target_matches_as_many_nodes_as_its_action_says() -> None:
    document: dict[str, Any] = {"a": {}, "b": {}}
    assert fault(document, action("$.*", "update", {"x": 1})) == (
        "matches 2 nodes where it says 1: /a, /b; narrow it, or write `x-docmill-matches: 2`"
    )
    assert "matches 1 node where it says 2: /a" in fault(
        document, action("$.a", "update", {"x": 1}, 2)
    )


@pytest.mark.parametrize(
    ("document", "target", "value"),
    [
        ({"a": {"type": "string"}}, "$.a", {"type": "string"}),
        ({"a": 1}, "$.a", 1.0),
        ({"a": ["x", "y"]}, "$.a", "x"),
        ({"a": {"required": ["x", "y"]}}, "$.a", {"required": ["y"]}),
        ({"a": {}}, "$.a", {}),
        ({"a": {"b": {}}}, "$.a", {"b": {}}),
    ],
)
def test_what_the_pages_say_by_now_is_told(
    document: dict[str, Any], target: str, value: Any
) -> None:
    told = fault(document, action(target, "update", value))
    assert told == f"changes nothing: {SATISFIED}"


def test_true_is_not_one() -> None:
    assert made({"a": 1}, action("$.a", "update", True)) == {"a": True}


def test_each_node_that_matches_has_to_change() -> None:
    document = {"a": {"x": 1}, "b": {"x": 2}, "c": {"x": 2}}
    told = fault(document, action("$.*", "update", {"x": 2}, 3))
    assert told == "changes nothing at /b, /c: the pages say so there by now; narrow the target"


def test_a_removal_that_is_taken_back_is_told() -> None:
    replaced = [
        action("$.a.required", "remove", True),
        action("$.a", "update", {"required": ["x"]}),
    ]
    assert made({"a": {"required": ["x", "y"]}}, *replaced) == {"a": {"required": ["x"]}}
    assert fault({"a": {"required": ["x"]}}, *replaced) == (
        "/a/required is removed here, and put back as it was further down: the pages say so by "
        "now; remove both corrections"
    )


def test_a_removal_inside_of_an_item_that_goes_is_not_taken_for_one_that_is_taken_back() -> None:
    document = {"a": [{"n": 1, "d": "same"}, {"n": 2, "d": "same"}]}
    assert made(document, action("$.a[0].d", "remove", True), action("$.a[0]", "remove", True)) == {
        "a": [{"n": 2, "d": "same"}]
    }


def test_all_faults_are_told_and_the_other_actions_count() -> None:
    done = laid(
        {"a": 1, "b": 1},
        action("$.c", "remove", True),
        action("$.a", "update", 2),
        action("$.b", "update", 1),
    )
    assert len(done.faults) == 2
    assert done.draft.document == {"a": 2, "b": 1}


def test_what_is_removed_and_comes_again_stands_where_it_stood() -> None:
    document = {"a": {"first": 1, "middle": {}, "last": 3}}
    found = made(
        document, action("$.a.middle", "remove", True), action("$.a", "update", {"middle": 2})
    )
    assert list(found["a"]) == ["first", "middle", "last"]


# lines


def origins(document: dict[str, Any], lines: dict[str, int], *actions: str) -> dict[str, list[str]]:
    text = HEAD + "".join(actions)
    places = {at: (Place("page.md", line, line),) for at, line in lines.items()}
    done = applied(Draft(document, places), overlay(text).actions)
    assert done.faults == ()
    return {at: [str(one) for one in found] for at, found in done.draft.origins.items()}


def test_what_was_corrected_comes_from_the_correction_and_before_that_from_the_page() -> None:
    found = origins(
        {"a": {"type": "integer"}},
        {"/a": 7},
        "- target: $.a\n  description: w\n  update:\n    type: string\n    format: x\n",
    )
    assert found == {
        "/a": ["page.md:7", "corrections/a.yaml:4-8"],
        "/a/type": ["corrections/a.yaml:4-8", "page.md:7"],
        "/a/format": ["corrections/a.yaml:4-8"],
    }


def test_what_takes_the_place_of_something_comes_from_its_lines_too() -> None:
    found = origins(
        {"a": {"b": {"c": 1}}},
        {"/a": 1, "/a/b": 2, "/a/b/c": 3},
        "- target: $.a.b\n  description: w\n  remove: true\n",
        "- target: $.a\n  description: w\n  update: {b: 1}\n",
    )
    assert found == {
        "/a": ["page.md:1", "corrections/a.yaml:4-6", "corrections/a.yaml:7-9"],
        "/a/b": ["corrections/a.yaml:7-9", "page.md:2"],
    }


def test_items_that_move_up_keep_their_lines() -> None:
    found = origins(
        {"l": [{"n": 0}, {"n": 1}, {"n": 2}], "l2": [1]},
        {"/l": 1, "/l/0": 2, "/l/0/n": 3, "/l/1": 4, "/l/2": 5, "/l/2/n": 6, "/l2": 7},
        "- target: $.l[?@.n == 0]\n  description: w\n  remove: true\n",
    )
    assert found == {
        "/l": ["page.md:1", "corrections/a.yaml:4-6"],
        "/l/0": ["page.md:4"],
        "/l/1": ["page.md:5"],
        "/l/1/n": ["page.md:6"],
        "/l2": ["page.md:7"],
    }


def test_an_action_ends_where_its_last_value_does() -> None:
    text = (
        "overlay: 1.1.0\ninfo: {title: t, version: v}\nactions:\n\n"
        "  # the first\n  - target: $.a\n    description: >-\n      two\n      lines\n"
        "    update:\n      x: [1,\n        2]\n\n  # the second\n  - description: w\n"
        "    target: $.b\n    remove: true\n# the end\n"
    )
    assert [str(one.place) for one in overlay(text).actions] == [
        "corrections/a.yaml:6-12",
        "corrections/a.yaml:15-17",
    ]
    assert overlay(text).actions[0].because == "two lines"


# mistakes in a file


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: is no overlay"),
        ("openapi: 3.1.0\n", "1: is no overlay"),
        ("- 1\n", "1: is no overlay"),
        ("a: [1\nb: 2\n", "2: not valid YAML"),
        ("overlay: 1.1\n", "1: `overlay` must be the version 1.1.0 or 1.0.0, in three parts"),
        ("overlay: 1.2.0\n", "1: `overlay` must be the version 1.1.0 or 1.0.0, in three parts"),
        (HEAD, "3: `actions` must be a list of at least one action"),
        (HEAD + "- 5\n", "4: an action must be an object"),
        (HEAD + "- target: $.a\n  remove: true\n", "4: needs a `description` that says why"),
        (HEAD + "- target: $.a\n  description: ' '\n  remove: true\n", "4: needs a `description`"),
        (HEAD + "- target: $.a\n  description: w\n", "4: needs one of `update`, `copy`"),
        (HEAD + "- target: $.a\n  description: w\n  remove: false\n", "4: needs one of `update`"),
        (
            HEAD + "- target: $.a\n  description: w\n  remove: true\n  update: 1\n",
            "4: needs one of `update`, `copy` (a JSONPath) and `remove: true`, not more",
        ),
        (
            HEAD + "- target: $.a\n  description: w\n  remove: yes\n",
            "6: `remove` must be true or false",
        ),
        (HEAD + "- target: a.b\n  description: w\n  remove: true\n", "4: `target` must be a JSONP"),
        (
            HEAD + "- description: w\n  target: $.a[?@.\n  remove: true\n",
            "5: `target` is no JSONPath of RFC 9535",
        ),
        (HEAD + "- description: w\n  copy: x\n  target: $.a\n", "5: `copy` must be a JSONPath"),
        (
            HEAD + "- description: w\n  target: $.a\n  x-docmill-matches: 0\n  remove: true\n",
            "6: `x-docmill-matches` must be a number of nodes, from 1",
        ),
        (
            HEAD + "- description: w\n  tagret: $.a\n  target: $.a\n  remove: true\n",
            "5: the key `tagret` is not known; did you mean `target`?",
        ),
        (
            HEAD + "- description: w\n  target: $.a\n  x-docmill-match: 2\n  remove: true\n",
            "6: the key `x-docmill-match` is not known; did you mean `x-docmill-matches`?",
        ),
        (
            "overlay: 1.1.0\ninfo: {title: t}\nactions:\n"
            "- {target: $, description: w, update: {}}\n",
            "2: `info` needs a `version`, a text",
        ),
        (
            "overlay: 1.0.0\ninfo: {title: t, version: v}\nactions:\n"
            "- {target: $, description: w, copy: $.a}\n",
            "4: `copy` came with Overlay 1.1: write `overlay: 1.1.0`",
        ),
        (
            f"extends: 5\n{HEAD}- {{target: $, description: w, update: {{}}}}\n",
            "1: `extends` must be an address; docmill does not follow it",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, told: str) -> None:
    (only,) = mistakes_in(text)
    assert only.startswith(told)


def test_what_the_standard_allows_beside_is_no_mistake() -> None:
    text = (
        "x-mine: 1\nextends: ./openapi.yaml\noverlay: 1.1.7\n"
        "info: {title: t, version: v, description: d, x-mine: 1}\n"
        "actions:\n- {target: $, description: w, update: {}, x-mine: 1}\n"
    )
    assert len(overlay(text).actions) == 1


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    assert len(mistakes_in(HEAD + "- {}\n- 5\n- {target: $.a, description: w, upate: 1}\n")) == 6


# hostile files


def test_an_expression_of_any_length_is_refused_or_read() -> None:
    for target in ("$" + ".a" * 100_000, "$" + "[?@" * 600, "$" + ".a" * 990, "$" + "[" * 1900):
        done, mistakes = overlay_of(
            Page("corrections/a.yaml", text_of(action(target, "remove", True))), Path("a.yaml")
        )
        assert mistakes or applied(Draft({"a": 1}, {}), done.actions).faults


def test_a_document_cannot_be_made_to_grow_without_end() -> None:
    doubled = [action("$.x", "copy", "$.y"), action("$.y", "copy", "$.x")]
    nested = [action("$.x", "update", {"x": {}}), *[action("$.x", "copy", "$")] * 300]
    for more in (doubled * 100, nested):
        done = laid({"a": 1}, action("$", "update", {"x": {}, "y": {"z": 1}}), *more)
        assert done.faults
        assert len(json.dumps(done.draft.document)) < 100_000
    wide = {str(n): n for n in range(1000)}
    many: dict[str, Any] = {"l": [{} for _ in range(3000)]}
    done = laid(many, action("$.l[*]", "update", wide, 3000))
    assert "match or add more than" in done.faults[0].told


def test_ten_thousand_actions_and_a_hundred_thousand_nodes_are_no_trouble() -> None:
    paths = {f"/{n}": {"get": {"x": n}} for n in range(1000)}
    many = [action(f"$.paths['/{n % 1000}'].get", "update", {f"x{n}": 1}) for n in range(10_000)]
    assert laid({"paths": paths}, *many).faults == ()
    none = [action(f"$.paths['/x{n}'].get", "remove", True) for n in range(10_000)]
    assert len(laid({"paths": paths}, *none).faults) == 10_000
    items = {"l": [{"n": n} for n in range(100_000)]}
    assert made(items, action("$.l[*]", "remove", True, 100_000)) == {"l": []}


def test_a_document_deeper_than_the_query_goes_is_told() -> None:
    deep: dict[str, Any] = {}
    inner = deep
    for _ in range(500):
        inner["a"] = {}
        inner = inner["a"]
    done = applied(Draft(deep, {}), overlay(text_of(action("$..zz", "remove", True))).actions)
    assert len(done.faults) == 1


# a second implementation, without any cleverness

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "x", "é'\"\\"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "c d", "/e~'\""]), inner, max_size=3)
    ),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(st.sampled_from(["a", "b", "c d"]), JSON_VALUES, max_size=3)


def locations(node: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [at]
    for step, value in steps_into(node):
        found += locations(value, (*at, step))
    return found


def steps_into(node: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(node, dict):
        return list(node.items())
    return enumerate(node) if isinstance(node, list) else ()


def normalized(at: tuple[str | int, ...]) -> str:
    quoted = (json.dumps(step) if isinstance(step, str) else str(step) for step in at)
    return "$" + "".join(f"[{step}]" for step in quoted)


class ClashError(Exception):
    pass


def merge(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{k: merge(old[k], v) if k in old else v for k, v in new.items()}}
    if isinstance(old, list) and isinstance(new, list):
        return old if all(any(same(n, o) for o in old) for n in new) else old + new
    if isinstance(old, dict | list) or isinstance(new, dict | list):
        raise ClashError
    return new


def naive(node: Any, at: tuple[str | int, ...], verb: str, value: Any) -> Any:
    """A node after an action at one location, built anew from the root down."""
    if not at:
        added = isinstance(node, list) and not isinstance(value, list)
        return merge(node, [value] if added else value)
    gone = verb == "remove" and len(at) == 1
    found = [
        (step, item if step != at[0] else naive(item, at[1:], verb, value))
        for step, item in steps_into(node)
        if step != at[0] or not gone
    ]
    return dict(found) if isinstance(node, dict) else [item for _, item in found]


@given(DOCUMENTS, st.data())
def test_actions_do_what_a_naive_implementation_does(
    document: dict[str, Any], data: st.DataObject
) -> None:
    expected: Any = document
    actions: list[dict[str, Any]] = []
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.sampled_from(locations(expected)))
        verb = data.draw(st.sampled_from(["update", "update", "remove"]))
        value = data.draw(JSON_VALUES) if verb == "update" else True
        actions.append(action(normalized(at), verb, value))
        if verb == "remove" and not at:
            continue
        try:
            expected = naive(expected, at, verb, value)
        except ClashError:
            continue
    found = laid(document, *actions).draft.document
    assert same(found, expected)


@given(DOCUMENTS, st.data())
def test_the_path_of_a_node_selects_it_alone(document: dict[str, Any], data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(locations(document)))
    assert found_by(path_of(document, at), document) == [at]


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        (("paths", "/users", "get"), "$.paths['/users'].get"),
        (
            ("paths", "/users", "get", "parameters", 0),
            "$.paths['/users'].get.parameters[?@.name == 'page']",
        ),
        (
            ("paths", "/users", "get", "parameters", 1),
            "$.paths['/users'].get.parameters[?@.name == 'id' && @.in == 'path']",
        ),
        (("servers", 0, "url"), "$.servers[?@.url == 'https://a.example'].url"),
        (("security", 0), "$.security[?@.bearer]"),
        (("anyOf", 1), "$.anyOf[?@['$ref'] == '#/b']"),
        (("tags", 1), "$.tags[?@ == 'it\\'s']"),
        (("same", 1), "$.same[1]"),
        (("paths", "/users", "get", "x-new"), "$.paths['/users'].get['x-new']"),
    ],
)
def test_a_path_says_by_name_what_it_is(steps: tuple[str | int, ...], path: str) -> None:
    parameters = [
        {"name": "page", "in": "query"},
        {"name": "id", "in": "path"},
        {"name": "id", "in": "query"},
    ]
    document = {
        "paths": {"/users": {"get": {"parameters": parameters}}},
        "servers": [{"url": "https://a.example"}, {"url": "https://b.example"}],
        "security": [{"bearer": []}, {"basic": []}],
        "anyOf": [{"$ref": "#/a"}, {"$ref": "#/b"}],
        "tags": ["a", "it's"],
        "same": [{"x": 1}, {"x": 1}],
    }
    assert path_of(document, steps) == path


# adding an action to a file

NEW = Action("$.info", 'The server says so: "2" ✓', "update", {"version": "2"}, Place("", 1, 1))
WRITTEN = (
    "- target: $.info\n  description: 'The server says so: \"2\" ✓'\n"
    "  update:\n    version: '2'\n"
)


def test_the_first_action_of_a_new_file() -> None:
    head = begun('Shop: "A"')
    text = appended(Overlay(Page("corrections/a.yaml", head), Path(), ()), [NEW])
    assert text == head + WRITTEN
    assert overlay(text).actions[0].because == NEW.because


def test_an_action_is_added_in_the_layout_of_the_file_and_all_else_stays() -> None:
    before = (
        "# mine\noverlay: 1.0.0   # old\ninfo:\n    title: T\n    version: '1'\nactions:\n"
        "    # first\n    - target: $.a\n      description: |\n        why\n\n        so\n"
        "      remove: true # gone\n"
    )
    text = appended(overlay(before), [NEW])
    indented = "".join(f"    {line}\n" for line in WRITTEN.rstrip("\n").split("\n"))
    assert text == before + indented


def test_what_follows_the_actions_still_follows_them() -> None:
    tail = "\n# about the rest\nx-mine: 1\n"
    text = appended(overlay(HEAD + WRITTEN + tail), [NEW])
    assert text == HEAD + WRITTEN + WRITTEN + tail


def test_lines_cannot_be_added_to_json_or_to_a_list_in_brackets() -> None:
    assert appended(overlay(text_of(action("$", "update", {}))), [NEW]) is None
    flow = HEAD.rstrip("\n") + " [{target: $, description: w, update: {}}]\n"
    assert appended(overlay(flow), [NEW]) is None
