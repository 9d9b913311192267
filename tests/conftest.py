"""What the tests share: the seed page, and the sample pages where they lie beside the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from docmill.page import Page, page_of

# the same examples in every run: a failure on one machine is a failure on all
settings.register_profile("docmill", derandomize=True, deadline=None)
settings.load_profile("docmill")

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "specs/nexudus/docs/update-user.txt"
SHARED = ROOT.parent / "shared"


def page(path: Path) -> Page:
    """A saved page under its file name."""
    return page_of(path.name, path.read_bytes())


def sample_pages() -> list[Path]:
    """The sample captures beside the checkout; the seed alone where they are absent."""
    return [SEED, *sorted((SHARED / "pages/nexudus/text").glob("*.txt"))]


def markdown_pages() -> list[Path]:
    """The sample pages as Markdown exports, where they lie beside the checkout."""
    return sorted((SHARED / "pages/nexudus/markdown").glob("*.md"))


def html_pages() -> list[Path]:
    """The sample pages as served HTML, where they lie beside the checkout."""
    return sorted((SHARED / "pages/nexudus/html").glob("*.html"))


def gitbook_pages() -> list[Path]:
    """The pages of the site's older generation, where they lie beside the checkout."""
    return sorted((SHARED / "pages/gitbook").rglob("*.md"))


@pytest.fixture(scope="session")
def seed() -> Page:
    """The user's own page: PUT /api/sys/users."""
    return page(SEED)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sample pages with their truth; skips where the checkout stands alone."""
    if not SHARED.is_dir():
        pytest.skip("the sample pages are not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True, scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of these tests' own: what another run has remembered proves nothing."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCMILL_CACHE", str(folder))
        yield folder
