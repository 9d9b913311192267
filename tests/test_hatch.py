"""`[tool.hatch.build.hooks.docmill]`: a wheel holds the client of what its project commits."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from conftest import ROOT
from test_cli import docmill

CLIENT = ROOT / "generated/nexudus/client"
PROJECT = """\
[build-system]
requires = ["hatchling", "docmill"]
build-backend = "hatchling.build"

[project]
name = "acme-sdk"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["httpx2>=2.0", "pydantic>=2.10"]

[tool.hatch.build.hooks.docmill]

[tool.docmill.sites.nexudus]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that commits the spec files of the example, and no more."""
    return project_in(tmp_path / "project")


def project_in(folder: Path) -> Path:
    shutil.copytree(ROOT / "specs/nexudus/spec", folder / "specs/nexudus/spec")
    (folder / "pyproject.toml").write_text(PROJECT)
    return folder


def rewrite(project: Path, old: str, new: str) -> None:
    path = project / "pyproject.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def names_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def wheel_of(project: Path, version: str = "standard") -> dict[str, bytes]:
    """The files of the wheel that hatchling builds, by name."""
    (path,) = WheelBuilder(str(project)).build(directory=str(project / "dist"), versions=[version])
    with zipfile.ZipFile(path) as wheel:
        assert len(wheel.namelist()) == len(set(wheel.namelist()))
        return {name: wheel.read(name) for name in wheel.namelist()}


def sdist_of(project: Path) -> list[str]:
    """The names of the files of the sdist, without its version."""
    (path,) = SdistBuilder(str(project)).build(directory=str(project / "dist"))
    with tarfile.open(path) as sdist:
        return sorted(name.partition("/")[2] for name in sdist.getnames())


def generated() -> dict[str, bytes]:
    """The package of the client that `docmill generate` wrote of the same spec files."""
    files = [path for path in (CLIENT / "nexudus").rglob("*") if path.is_file()]
    kept = [path for path in files if "__pycache__" not in path.parts]
    return {path.relative_to(CLIENT).as_posix(): path.read_bytes() for path in kept}


def code_of(wheel: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in wheel.items() if ".dist-info/" not in name}


def failure_of(project: Path, capfd: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        wheel_of(project)
    assert ended.value.code
    return capfd.readouterr().err


def test_the_wheel_holds_the_bytes_that_generate_writes(project: Path) -> None:
    before = names_in(project)
    assert code_of(wheel_of(project)) == generated()
    new = {name for name in names_in(project) - before if not name.startswith("dist/")}
    assert not new, "the source tree is not written to"


def test_an_editable_install_has_the_client_as_well(project: Path) -> None:
    assert code_of(wheel_of(project, "editable")) == generated()


def test_the_client_goes_beside_the_project_s_own_code(project: Path) -> None:
    (project / "src/acme_sdk").mkdir(parents=True)
    (project / "src/acme_sdk/__init__.py").write_text("from .api.nexudus import Nexudus\n")
    rewrite(project, "[tool.hatch.build.hooks.docmill]\n",
            '[tool.hatch.build.hooks.docmill]\nsites = ["nexudus"]\ninto = "acme_sdk/api"\n'
            '[tool.hatch.build.targets.wheel]\npackages = ["src/acme_sdk"]\n')  # fmt: skip
    code = code_of(wheel_of(project))
    assert code.pop("acme_sdk/__init__.py") == b"from .api.nexudus import Nexudus\n"
    assert code == {f"acme_sdk/api/{name}": data for name, data in generated().items()}


def test_hand_written_classes_go_with_it(project: Path) -> None:
    custom = project / "generated/nexudus/client/nexudus/_custom"
    custom.mkdir(parents=True)
    (custom / "users.py").write_text("class Users:\n    pass\n")
    code = code_of(wheel_of(project))
    assert code["nexudus/_custom/users.py"] == b"class Users:\n    pass\n"
    assert b"from ._custom.users import Users" in code["nexudus/_client.py"]


def test_what_people_decided_counts(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    says = ("/components/schemas/User/properties/FullName/description", "First and last.")
    assert docmill("correct", *says, "--because", "asked them").code == 0
    assert b"First and last." in code_of(wheel_of(project))["nexudus/models/users.py"]
    assert "specs/nexudus/corrections/nexudus.yaml" in sdist_of(project)
    # what is accepted of pages counts where pages are: a wheel from an sdist may be without
    accepted = '[[accepted]]\ncode = "no-server"\nbecause = "x"\n'
    (project / "specs/nexudus/accepted.toml").write_text(accepted)
    wheel_of(project)
    shutil.copytree(ROOT / "specs/nexudus/docs", project / "specs/nexudus/docs")
    told = failure_of(project, capfd)
    assert "accepted.toml:1:" in told
    assert "the site nexudus cannot be built" in told


def test_the_sdist_holds_all_that_a_wheel_is_made_of(project: Path) -> None:
    review = project / "specs/nexudus"
    (review / "names.yaml").write_text("# names\n")
    (review / "corrections").mkdir()
    (review / "corrections/a.yaml").write_text("# a\n")
    rewrite(project, "[tool.hatch.build.hooks.docmill]\n",
            "[tool.hatch.build.hooks.docmill]\n[tool.hatch.build.targets.sdist]\n"
            'only-include = ["pyproject.toml"]\n')  # fmt: skip
    names = sdist_of(project)
    assert len(names) == len(set(names))
    assert {"specs/nexudus/names.yaml", "specs/nexudus/corrections/a.yaml"} < set(names)
    specs = {name for name in names if name.startswith("specs/nexudus/spec/")}
    assert specs == {f"specs/nexudus/spec/{name}" for name in names_in(review / "spec")}


def test_pages_are_taken_where_they_are_committed_and_specs_are_not(project: Path) -> None:
    shutil.rmtree(project / "specs/nexudus/spec")
    shutil.copytree(ROOT / "specs/nexudus/docs", project / "specs/nexudus/docs")
    assert code_of(wheel_of(project)) == generated()
    assert "specs/nexudus/docs/update-user.txt" in sdist_of(project)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "hooks.docmill]",
            'hooks.docmill]\nsite = ["nexudus"]',
            "pyproject.toml:12: [tool.hatch.build.hooks.docmill]: the key `site`",
        ),
        ("hooks.docmill]", 'hooks.docmill]\nsites = ["nexsudus"]', "did you mean nexudus?"),
        ("hooks.docmill]", "hooks.docmill]\nsites = 1", "`sites` must be a list of names"),
        (
            "hooks.docmill]",
            'hooks.docmill]\ninto = "../x"',
            "`into` must be the folder of a package",
        ),
        (', "pydantic>=2.10"', "", 'the client needs "pydantic>=2.10"; add that'),
        ("[tool.docmill.sites.nexudus]", "[tool.docmill.sites.nexudus]\nspecs = 'x'", "`spec`?"),
        ("[tool.docmill.sites.nexudus]", "[tool.docmill.sites.other]", "no such file or folder"),
    ],
)
def test_a_mistake_ends_the_build_with_a_message(
    project: Path, capfd: pytest.CaptureFixture[str], old: str, new: str, told: str
) -> None:
    rewrite(project, old, new)
    assert told in failure_of(project, capfd)


def test_a_page_that_gives_no_operation_ends_the_build(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spec = project / "specs/nexudus/spec/update-user.yaml"
    spec.write_text(spec.read_text().replace("required\n", "requird\n", 1))
    told = failure_of(project, capfd)
    assert "update-user.yaml:" in told
    assert "`requird` is no word of a field" in told


# as users build


CALL = """\
import httpx2
from nexudus import Nexudus

def answer(request):
    return httpx2.Response(200, json={"Id": 7, "FullName": "Ada"})

http = httpx2.Client(transport=httpx2.MockTransport(answer))
print(Nexudus(token="x", http_client=http).users.get(7).full_name)
"""


@pytest.mark.install
def test_a_wheel_from_the_sdist_is_built_offline_and_its_client_calls(tmp_path: Path) -> None:
    """An environment of its own has docmill from its wheel; only what docmill depends on is the
    test environment's, so that nothing is asked of a network."""
    python = environment_in(tmp_path / "venv")
    project = project_in(tmp_path / "project")
    wheel = project / "dist/acme_sdk-1.0-py3-none-any.whl"
    run(python, "-m", "build", "--no-isolation", project)  # the sdist, and the wheel from the sdist
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", wheel)
    told = run(python, "-c", CALL, cwd=tmp_path)
    assert told == "Ada\n"
    with zipfile.ZipFile(wheel) as files:
        assert {n: files.read(n) for n in files.namelist() if ".dist-info/" not in n} == generated()


def environment_in(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / "bin/python"
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "testing.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    wheels = folder / "wheels"
    flags = ("--quiet", "--no-deps", "--no-build-isolation")
    run(sys.executable, "-m", "pip", "wheel", *flags, "-w", wheels, ROOT)
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", *wheels.glob("*.whl"))
    assert run(python, "-c", "import docmill; print(docmill.__file__)").startswith(str(folder))
    return python


def run(*words: str | Path, cwd: Path | None = None) -> str:
    env = {**os.environ, "PIP_NO_INDEX": "1", "PYTHONPATH": ""}
    command = [str(word) for word in words]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
