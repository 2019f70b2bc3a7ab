"""What has to arrive before a page can be read, gzipped; figures further down arrive when the reader does."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.book.test_browser import PAGES, SITE

PARTS = ("activations", "losses", "appendix")
KILOBYTE = 1000
LIMITS = {"chapter": 200 * KILOBYTE, "gallery": 300 * KILOBYTE}
CHAPTERS = [page for page in PAGES if page.split("/")[1] in PARTS]
GALLERIES = [page for page in PAGES if page.split("/", 1)[1] == "gallery/index.html"]
PACKED_ALREADY = {".woff2", ".woff", ".png", ".webp"}

pytestmark = pytest.mark.skipif(not PAGES, reason="no site to look at: make html")


def weight(browser: Browser, page: str, height: int = 900) -> dict[str, int]:
    """The bytes of each file that a browser asks for when it opens a page and nobody scrolls."""
    context = browser.new_context(viewport={"width": 1400, "height": height})
    view = context.new_page()
    asked: set[str] = set()
    view.on("request", lambda request: asked.add(unquote(urlsplit(request.url).path)))
    view.goto((SITE / page).as_uri(), wait_until="networkidle")
    view.evaluate("document.fonts.ready.then(() => null)")  # a busy machine asks for them late
    context.close()
    return {file: _packed(Path(file)) for file in asked if Path(file).is_file()}


def _packed(file: Path) -> int:
    content = file.read_bytes()
    return len(content) if file.suffix in PACKED_ALREADY else len(gzip.compress(content))


def told(files: dict[str, int]) -> str:
    heaviest = sorted(files.items(), key=lambda file: -file[1])[:8]
    return "\n".join(f"{size:8,} {file}" for file, size in [("in all", sum(files.values())), *heaviest])


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_is_light(browser: Browser, page: str):
    files = weight(browser, page)
    assert sum(files.values()) <= LIMITS["chapter"], told(files)


@pytest.mark.parametrize("page", [page for page in PAGES if not page.endswith("-slides.html")])
def test_a_page_waits_for_one_style_sheet_which_finds_its_files(page: str):
    linked = re.findall(r'<link [^>]*rel="stylesheet"[^>]*>', (SITE / page).read_text("utf-8"))
    (sheet,) = (link for link in linked if 'media="print"' not in link)
    file = (SITE / page).parent / re.search('href="([^"?]*)', sheet)[1]
    styles = file.read_text("utf-8")
    assert 'body[data-theme="dark"] .highlight {' in styles, "furo adds the dark colours of code late"
    named = re.findall(r"""url\(["']?(?!data:)([\w./-]+)""", styles)
    assert named and [name for name in named if not (file.parent / name).is_file()] == []


@pytest.mark.parametrize("page", GALLERIES)
def test_the_gallery_is_light_to_its_end(browser: Browser, page: str):
    files = weight(browser, page, height=20_000)
    assert any("_thumb" in file for file in files)
    assert sum(files.values()) <= LIMITS["gallery"], told(files)
