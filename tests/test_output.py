"""Writing the output: all or nothing, nothing of anybody else, nothing that is unchanged."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from docmill import steps
from docmill.errors import OutputError
from docmill.output import Written, planned
from docmill.swap import carry_out

FILES = {"openapi.yaml": "a\n", "client/pkg/users.py": "b\n", "spec/users.yaml": "c\n"}


def write(
    root: Path,
    files: Mapping[str, str] = FILES,
    slots: Mapping[str, str] | None = None,
    *,
    force: bool = False,
) -> Written:
    plan = planned(root, files, {"package": "pkg"}, slots or {})
    plan.refuse(force=force)
    carry_out([plan.change])
    return plan.written


def tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_the_first_run_writes_every_file_and_a_manifest(tmp_path: Path) -> None:
    done = write(tmp_path / "out")
    assert sorted(done.written) == ["MANIFEST.json", *sorted(FILES)]
    have = tree(tmp_path / "out")
    assert {name: have[name] for name in FILES} == FILES
    assert set(json.loads(have["MANIFEST.json"])["files"]) == set(FILES)


def test_a_slot_is_filled_once_and_then_left_to_the_user(tmp_path: Path) -> None:
    slots = {"CHANGELOG.md": "for you\n"}
    assert "CHANGELOG.md" in write(tmp_path, slots=slots).written
    (tmp_path / "CHANGELOG.md").write_text("mine\n")

    assert write(tmp_path, slots=slots).written == ()
    assert write(tmp_path, {"openapi.yaml": "b\n"}, force=True).removed != ()

    assert (tmp_path / "CHANGELOG.md").read_text() == "mine\n"


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    for name in FILES:
        os.utime(tmp_path / name, (1, 1))
    done = write(tmp_path)
    assert done.written == ()
    assert len(done.unchanged) == len([*FILES, "MANIFEST.json"])
    assert all((tmp_path / name).stat().st_mtime == 1 for name in FILES)


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    write(tmp_path)
    done = write(tmp_path, {**FILES, "openapi.yaml": "new\n"})
    assert done.written == ("openapi.yaml", "MANIFEST.json")


def test_a_file_that_is_no_longer_made_is_removed_with_its_empty_folder(tmp_path: Path) -> None:
    write(tmp_path)
    done = write(tmp_path, {"openapi.yaml": "a\n"})
    assert done.removed == ("client/pkg/users.py", "spec/users.yaml")
    assert not (tmp_path / "client").exists()


def test_a_file_edited_by_hand_is_not_overwritten_untold(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "client/pkg/users.py").write_text("mine\n")
    before = tree(tmp_path)
    with pytest.raises(OutputError, match=r"(?s)edited by hand.*users\.py.*--force"):
        write(tmp_path, {**FILES, "client/pkg/users.py": "new\n", "openapi.yaml": "new\n"})
    assert tree(tmp_path) == before
    write(tmp_path, {**FILES, "client/pkg/users.py": "new\n"}, force=True)
    assert (tmp_path / "client/pkg/users.py").read_text() == "new\n"


def test_an_edited_file_is_not_removed_untold(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "spec/users.yaml").write_text("mine\n")
    with pytest.raises(OutputError, match="edited by hand"):
        write(tmp_path, {"openapi.yaml": "a\n"})


def test_an_edit_that_is_what_would_be_written_is_no_edit(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "openapi.yaml").write_text("new\n")
    write(tmp_path, {**FILES, "openapi.yaml": "new\n"})


def test_a_file_that_was_never_ours_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine\n")
    write(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine\n"
    (tmp_path / "other").mkdir()
    (tmp_path / "other/openapi.yaml").write_text("mine\n")
    with pytest.raises(OutputError, match="not made by docmill"):
        write(tmp_path / "other")
    assert tree(tmp_path / "other") == {"openapi.yaml": "mine\n"}


def test_a_manifest_that_names_files_elsewhere_removes_none_of_them(tmp_path: Path) -> None:
    write(tmp_path / "out")
    victim = tmp_path / "victim.txt"
    victim.write_text("a\n")
    manifest = tmp_path / "out/MANIFEST.json"
    data = json.loads(manifest.read_text())
    data["files"]["../victim.txt"] = data["files"]["openapi.yaml"]  # the digest of "a\n"
    manifest.write_text(json.dumps(data))
    write(tmp_path / "out")
    assert victim.exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": {"a": 1}}', '{"files": []}'])
def test_a_broken_manifest_is_told_and_nothing_written(tmp_path: Path, text: str) -> None:
    (tmp_path / "MANIFEST.json").write_text(text)
    with pytest.raises(OutputError, match="is no manifest of docmill"):
        write(tmp_path)
    assert tree(tmp_path) == {"MANIFEST.json": text}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be\n")
    with pytest.raises(OutputError, match="nothing written"):
        write(tmp_path / "out")


def test_a_full_disk_leaves_the_old_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    before = tree(tmp_path)
    right = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if data == b"second\n":
            raise OSError(28, "No space left on device", str(path))
        return right(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left on device; nothing written"):
        write(tmp_path, {**FILES, "client/pkg/users.py": "first\n", "openapi.yaml": "second\n"})
    assert tree(tmp_path) == before


MORE = {"openapi.yaml": "new\n", "spec/users.yaml": "c\n", "new/folder/file.py": "d\n"}
"""One file replaced, one removed, one new in new folders, one as it was, and the manifest."""


def failing(right: Callable[..., Any], number: int, error: BaseException) -> Callable[..., Any]:
    """`right`, but for its n-th call."""
    calls = count(1)

    def call(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == number:
            raise error
        return right(*args, **kwargs)

    return call


def ending_of(root: Path, files: Mapping[str, str]) -> str:
    """How the writing ended: what it told, or nothing where it came to its end."""
    try:
        write(root, files)
    except OutputError as error:
        return str(error)
    except KeyboardInterrupt:
        return "interrupted"
    return ""


@pytest.fixture(params=["folders change places", "file by file"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to replace a folder: where the system cannot exchange two, its files are."""

    def cannot(one: Path, other: Path) -> None:
        raise OSError(38, "Function not implemented", str(one), None, str(other))

    if request.param == "file by file":
        monkeypatch.setattr(steps, "exchange", cannot)
    return str(request.param)


FAILING = [
    *((os, name) for name in ("replace", "rename", "link")),
    *((Path, name) for name in ("unlink", "chmod", "mkdir", "write_bytes")),
    *((shutil, "copy2"), (steps, "exchange")),
]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("started", [True, False], ids=["over an output", "into nothing"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize(("module", "name"), FAILING)
def test_a_run_that_stops_anywhere_leaves_the_old_tree_or_the_new(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    error: BaseException,
    started: bool,
) -> None:
    stopped = 0
    for number in range(1, 40):
        root = tmp_path / f"{number}/out"
        if started:
            write(root)
            (root / "mine").mkdir()
            (root / "mine/notes.txt").write_text("mine\n")
        before = tree(root), {path for path in tmp_path.rglob("*") if path.is_dir()}
        with monkeypatch.context() as patch:
            patch.setattr(module, name, failing(getattr(module, name), number, error))
            told = ending_of(root, MORE)
        if not told:
            mine = {"mine/notes.txt"} if started else set[str]()
            assert set(tree(root)) == {*MORE, "MANIFEST.json"} | mine
            assert not list(tmp_path.rglob(".docmill-*"))
            if name not in ("link", "exchange"):  # without these there is another way
                break
            continue
        assert told == "interrupted" or told.endswith("; nothing written")
        stopped += 1
        assert (tree(root), {path for path in tmp_path.rglob("*") if path.is_dir()}) == before
    reached = started or name in ("chmod", "mkdir", "write_bytes", "rename")
    assert not stopped or reached


def test_the_user_s_own_files_are_the_same_files_afterwards(tmp_path: Path, way: str) -> None:
    write(tmp_path)
    own = tmp_path / "client/pkg/_custom/users.py"
    own.parent.mkdir()
    own.write_text("mine\n")
    (tmp_path / "link").symlink_to("client/pkg")
    own.parent.chmod(0o750)
    inode = own.stat().st_ino
    write(tmp_path, MORE)
    assert own.stat().st_ino == inode
    assert own.parent.stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "link").readlink() == Path("client/pkg")


def test_the_folder_that_a_shell_stands_in_stays_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    monkeypatch.chdir(tmp_path / "client")
    write(tmp_path, {**FILES, "openapi.yaml": "new\n"})
    assert Path.cwd().is_dir()
    assert (tmp_path / "openapi.yaml").read_text() == "new\n"


def test_what_lies_behind_a_link_is_replaced_there(tmp_path: Path) -> None:
    write(tmp_path / "out")
    (tmp_path / "out/client").rename(tmp_path / "elsewhere")
    (tmp_path / "out/client").symlink_to("../elsewhere")
    write(tmp_path / "out", {**FILES, "client/pkg/users.py": "new\n"})
    assert (tmp_path / "out/client").is_symlink()
    assert (tmp_path / "elsewhere/pkg/users.py").read_text() == "new\n"


def test_a_read_only_file_is_told_and_nothing_written(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "client/pkg/users.py").chmod(0o444)
    before = tree(tmp_path)
    write(tmp_path, {**FILES, "openapi.yaml": "new\n"})  # it stays as it is
    with pytest.raises(OutputError, match=r"users\.py: is read-only; nothing written"):
        write(tmp_path, {**FILES, "client/pkg/users.py": "new\n", "openapi.yaml": "newer\n"})
    assert tree(tmp_path)["client/pkg/users.py"] == before["client/pkg/users.py"]
    assert tree(tmp_path)["openapi.yaml"] == "new\n"


def test_what_cannot_be_put_back_is_told_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    right = os.replace
    calls = count(1)

    def dying(source: Path, target: Path) -> None:
        if next(calls) > 1:
            raise OSError(5, "Input/output error", str(source), None, str(target))
        right(source, target)

    def cannot(one: Path, other: Path) -> None:
        raise OSError(38, "Function not implemented", str(one), None, str(other))

    monkeypatch.setattr(os, "replace", dying)
    monkeypatch.setattr(steps, "exchange", cannot)
    with pytest.raises(OutputError, match="could not be put back") as told:
        write(tmp_path, MORE)
    (kept,) = (line for line in str(told.value).split("\n") if "openapi.yaml" in line)
    assert Path(kept.rpartition("it was ")[2]).read_text() == "a\n"


@pytest.mark.usefixtures("way")
def test_links_and_modes_of_what_stays_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "out")
    (tmp_path / "elsewhere.yaml").write_text("a\n")
    (tmp_path / "out/openapi.yaml").unlink()
    (tmp_path / "out/openapi.yaml").symlink_to("../elsewhere.yaml")
    monkeypatch.setattr(Path, "chmod", failing(Path.chmod, 3, OSError(28, "No space left")))
    with pytest.raises(OutputError):
        write(tmp_path / "out", MORE)
    assert (tmp_path / "out/openapi.yaml").is_symlink()


def test_a_pipe_in_the_place_of_a_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "openapi.yaml")
    with pytest.raises(OutputError, match="is a pipe"):
        write(tmp_path)
