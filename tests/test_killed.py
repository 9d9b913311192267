"""kill -9 before any write of a run: on the disk is the old tree or the new one, never a mix."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from docmill import steps
from docmill.errors import OutputError
from docmill.lock import held
from docmill.output import planned
from docmill.swap import carry_out

OLD = {"openapi.yaml": "a\n", "client/pkg/users.py": "b\n", "../spec/users.yaml": "c\n",
       "../findings.txt": "1\n", "client/pkg/rooms.py": "r\n"}  # fmt: skip
NEW = {"openapi.yaml": "A\n", "client/pkg/users.py": "B\n", "../spec/users.yaml": "C\n",
       "../findings.txt": "2\n", "../spec/rooms.yaml": "R\n", "new/file.py": "n\n"}  # fmt: skip
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["docmill.output", "docmill.swap"])
_WRITING = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod",
            "shutil.rmtree", "shutil.copyfile"}  # fmt: skip


def write(site: Path, files: Mapping[str, str]) -> None:
    output = site / "out"
    with held([output]):
        plan = planned(output, files, {"package": "pkg"}, {}, (output, site / "spec"))
        plan.refuse(force=False)
        carry_out([plan.change])


def killed(site: Path, files: Mapping[str, str], number: int) -> bool:
    """Whether a run was killed before its n-th write; False where it came to its end."""
    process = _FORKS.Process(target=_run_until, args=(site, files, number))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def _run_until(site: Path, files: Mapping[str, str], number: int) -> None:
    left = number

    def before_each(event: str, args: tuple[Any, ...]) -> None:
        nonlocal left
        if event in _WRITING or (event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR)):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    right = vars(steps)["exchange"]

    def exchange(one: Path, other: Path) -> None:
        before_each("os.rename", ())
        right(one, other)

    vars(steps)["exchange"] = exchange
    sys.addaudithook(before_each)
    write(site, files)
    os._exit(0)


def parts(site: Path) -> tuple[dict[str, str], ...]:
    """What each folder that is replaced as a whole holds, and the file beside them."""

    def held_by(folder: Path) -> dict[str, str]:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_text() for path in files}

    beside = {path.name: path.read_text() for path in site.glob("findings.txt")}
    return held_by(site / "out"), held_by(site / "spec"), beside


@pytest.mark.parametrize("before", [OLD, None], ids=["over an output", "into nothing"])
def test_each_folder_is_old_or_new_whenever_a_run_is_killed(
    tmp_path: Path, before: dict[str, str] | None
) -> None:
    done = tmp_path / "done"
    write(done, NEW)
    moments = 0
    seen: set[str] = set()
    for number in range(1, 500):
        site = tmp_path / str(number)
        (site / "out/client/pkg/_custom").mkdir(parents=True)
        (site / "out/client/pkg/_custom/own.py").write_text("mine\n")
        if before:
            write(site, before)
        old = parts(site)
        new = tuple(dict(part) for part in parts(done))
        new[0]["client/pkg/_custom/own.py"] = "mine\n"
        if not killed(site, NEW, number):
            break
        moments += 1
        for now, was, will in zip(parts(site), old, new, strict=True):
            assert now in (was, will), f"killed before write {number}"
            seen.add("old" if now == was else "new")

        write(site, NEW)  # the next run is not confused by what is there

        assert parts(site) == new
        assert not list(tmp_path.rglob(".docmill-*"))
    assert moments > 20
    assert seen == {"old", "new"}


def test_after_a_killed_run_other_pages_may_come(tmp_path: Path) -> None:
    """The spec is new and the output old: neither was edited by hand."""
    for number in range(1, 200):
        site = tmp_path / str(number)
        write(site, OLD)
        if not killed(site, NEW, number):
            break
        write(site, {**NEW, "../spec/users.yaml": "later\n", "openapi.yaml": "later\n"})
        assert (site / "spec/users.yaml").read_text() == "later\n"


def test_a_second_run_at_the_same_time_is_told_so(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    with (
        held([tmp_path / "out"]),
        pytest.raises(OutputError, match="another run of docmill is writing here"),
    ):
        write(tmp_path, NEW)
    assert (tmp_path / "out/openapi.yaml").read_text() == "a\n"
    write(tmp_path, NEW)


def test_a_lock_leaves_nothing_where_nothing_was(tmp_path: Path) -> None:
    with held([tmp_path / "a/b"]), pytest.raises(OutputError), held([tmp_path / "a/b"]):
        raise AssertionError("two runs at once")
    assert list(tmp_path.iterdir()) == []


def test_a_lock_does_not_outlive_a_killed_run(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    assert killed(tmp_path, NEW, 5)
    write(tmp_path, NEW)


def test_a_folder_of_the_user_with_such_a_name_stays(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    own = [tmp_path / "out/.docmill-settings/a.txt", tmp_path / ".docmill-out-settings/a.txt"]
    for path in own:
        path.parent.mkdir()
        path.write_text("mine\n")
    write(tmp_path, NEW)
    assert [path.read_text() for path in own] == ["mine\n", "mine\n"]
