"""Writing the output: all or nothing, nothing of anybody else, nothing that is unchanged."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from docmill.errors import OutputError
from docmill.output import Written, write_tree

FILES = {"openapi.yaml": "a\n", "client/pkg/users.py": "b\n", "spec/users.yaml": "c\n"}


def write(root: Path, files: Mapping[str, str] = FILES, *, force: bool = False) -> Written:
    return write_tree(root, files, {"package": "pkg"}, force=force)


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


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    for name in FILES:
        os.utime(tmp_path / name, (1, 1))
    done = write(tmp_path)
    assert done.written == ()
    assert len(done.unchanged) == len(FILES)
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
