"""The configuration, and what is said of a mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from docmill.config import sites_near
from docmill.errors import DocmillError


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
        ("[tool.docmill\n", "cannot be read as TOML"),
        ("[project]\n", "docmill generate PAGE... --output DIR"),
    ],
)
def test_a_mistake_is_told_with_a_way_out(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(DocmillError) as error:
        sites_near(tmp_path)
    assert words in str(error.value)
