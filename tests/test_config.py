"""The configuration, and what is said of a mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from docmill.config import sites_near
from docmill.errors import DocmillError, UsageError


def test_a_site_has_customary_folders(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.docmill.sites.acme]\n")
    (site,) = sites_near(tmp_path)
    assert site.name == "acme"
    assert site.docs == (tmp_path / "specs/acme/docs",)
    assert site.spec == tmp_path / "specs/acme/spec"
    assert site.output == tmp_path / "generated/acme"
    assert site.findings == tmp_path / "specs/acme/findings.txt"


def test_the_nearest_configuration_above_is_taken(tmp_path: Path) -> None:
    (tmp_path / "docmill.toml").write_text('[sites.acme]\ndocs = "pages"\noutput = "out"\n')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'without docmill'\n")
    (site,) = sites_near(inner)
    assert site.docs == (tmp_path / "pages",)
    assert site.output == tmp_path / "out"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.docmill]\n", "names no site"),
        ("[tool.docmill]\nsights = 1\n", "did you mean `sites`"),
        ("[tool.docmill.sites.acme]\noutptu = 'x'\n", "did you mean `output`"),
        ("[tool.docmill.sites.acme]\noutput = 1\n", "must be a path in quotes"),
        ("[tool.docmill.sites]\nacme = 1\n", "must be a table"),
        ("[tool.docmill]\nsites = [1]\n", "[tool.docmill.sites] must be a table"),
        ("[tool]\ndocmill = 3\n", "[tool.docmill] must be a table"),
        ("tool = 3\n", "docmill generate PAGE... --output DIR"),
        ("x = " + "[" * 9_000 + "]" * 9_000 + "\n", "cannot be read as TOML"),
        ("x = " + "9" * 5_000 + "\n", "cannot be read as TOML"),
        ("[tool.docmill.sites.a]\nspec = 'specs/a/docs'\n", "must be two folders"),
        ("[tool.docmill.sites.a]\nspec = ''\n", "at least one character"),
        ('[tool.docmill.sites.a]\nspec = "a\\u0000"\n', "no zero byte"),
        ('[tool.docmill.sites."a\\u0000"]\n', "a name that can be read"),
        ('[tool.docmill.sites.""]\n', "a name that can be read"),
        ("[tool.docmill\n", "cannot be read as TOML"),
        ("[project]\n", "docmill generate PAGE... --output DIR"),
    ],
)
def test_a_mistake_is_told_with_a_way_out(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(DocmillError) as error:
        sites_near(tmp_path)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("output = 'x'", "output = 'x'"),
        ("output = 'x'", "output = 'y/../x/z'"),
        ("spec = 's/a'", "spec = 's/a/b'"),
        ("output = 'x'", "spec = 'x/spec'"),
        ("spec = 's/a'", "spec = 's/b'"),  # both would write s/findings.txt
    ],
)
def test_sites_that_would_write_into_each_other_are_refused(
    tmp_path: Path, one: str, other: str
) -> None:
    text = f"[sites.one]\n{one}\n[sites.other]\n{other}\n"
    (tmp_path / "docmill.toml").write_text(text)
    with pytest.raises(UsageError, match="the sites one and other both write to"):
        sites_near(tmp_path)
