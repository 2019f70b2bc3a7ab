"""The text is set in the book's own face, which weighs little and fits the mathematics."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from _ext.fonts import cut, shown
from _ext.languages import LANGUAGES
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser, Page

from tests.book.served import served
from tests.book.test_browser import PAGES, ROOT, SITE, opened
from tests.book.test_weight import CHAPTERS, KILOBYTE, told, weight

FONTS = ROOT / "book/_static/fonts"
MATHEMATICS = ROOT / "lib/eqcheck/sphinx/vendor/static/katex/fonts/KaTeX_Main-Regular.woff2"
OWN = {"STIX Two Text", "STIX Two Text SemiBold", "KaTeX_Main"}
DRAWN_BY_THE_SYSTEM = set("✓✗○◐")
"""Marks of verdicts: no face of text has them."""
OTHERS = ".katex, code, pre, button, svg, .play, .mark, .said, summary"
"""What is set in other faces on purpose."""
TEXTS = "article :is(p, li, h1, h2, h3, h4, dt, td, th, figcaption)"
SOME = ["index", "losses/information", "activations/comparison", "gallery/way_back/plot_vanishing"]
LOADED = """() => document.fonts.ready.then(() => [...document.fonts].filter((face) => face.status === "loaded")
  .map((face) => [face.family.replaceAll('"', ""), face.weight]))"""
LIMIT = 90 * KILOBYTE

built = pytest.mark.skipif(not PAGES, reason="no site to look at: make html")


def height_of_x(font: TTFont) -> float:
    glyphs = font.getGlyphSet()
    glyphs[font.getBestCmap()[ord("x")]].draw(pen := BoundsPen(glyphs))
    return pen.bounds[3] / font["head"].unitsPerEm


def test_a_font_is_cut_to_the_characters_of_the_pages(tmp_path: Path):
    (tmp_path / "page.html").write_text("<p>perch&eacute; &minus;1</p>", "utf-8")
    whole = (FONTS / "STIXTwoText-Regular.woff2").read_bytes()
    less = cut(whole, shown([tmp_path / "page.html"]))
    letters = set(map(chr, TTFont(io.BytesIO(less)).getBestCmap()))
    assert letters >= set("perch−1é") and not letters & set("àΔ→")
    assert less.startswith(b"wOF2") and len(less) < len(whole) / 5
    assert "GPOS" in TTFont(io.BytesIO(less)), "letters are no longer kerned"


def test_each_language_keeps_its_own_and_a_new_character_comes_in(book):
    fonts = book.root / "book/_static/fonts"
    fonts.mkdir(parents=True)
    (fonts / "text.woff2").write_bytes((FONTS / "STIXTwoText-Regular.woff2").read_bytes())
    book.change("conf.py", '"_ext.environment",', '"_ext.environment", "_ext.fonts",')
    book.change("conf.py", 'html_theme = "basic"', 'html_theme = "basic"\nhtml_static_path = ["book/_static"]')
    cut_here = book.root / "build/html/en/_static/fonts/text.woff2"
    for character in "", "Ł":
        book.change("book/index.md", "The height", f"{character}The height")
        assert book.build().returncode == 0
        assert (ord("Ł") in TTFont(cut_here).getBestCmap()) == bool(character)


def test_text_and_mathematics_are_of_one_size():
    """The factor is that of ``.katex`` in ``book.css``."""
    assert "\n.katex { font-size: 1.1em;" in (ROOT / "book/_static/book.css").read_text("utf-8")
    text, mathematics = (height_of_x(TTFont(file)) for file in (FONTS / "STIXTwoText-Regular.woff2", MATHEMATICS))
    assert 1.1 * mathematics == pytest.approx(text, rel=0.01)


def strangers(view: Page) -> Iterator[str]:
    """The texts of a page that the browser sets in a face of the system, though they hold letters."""
    devtools = view.context.new_cdp_session(view)
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    view.evaluate(f"document.querySelectorAll('article :is({OTHERS})').forEach((other) => other.remove())")
    root = devtools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    for node in devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": TEXTS})["nodeIds"]:
        used = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        if foreign := {font["familyName"] for font in used} - OWN:
            text = view.evaluate("(text) => text", devtools.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"])
            if not set(text) & DRAWN_BY_THE_SYSTEM:
                yield f"{sorted(foreign)}: {text[:200]}"


@built
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", SOME)
def test_the_text_is_set_in_the_book_s_own_face(browser: Browser, language: str, page: str):
    view = opened(browser, f"{language}/{page}.html", [])
    faces = view.evaluate(LOADED)
    assert ["STIX Two Text", "normal"] in faces and ["STIX Two Text", "600 900"] in faces
    assert list(strangers(view)) == []
    view.context.close()


def asked_of_a_server(browser: Browser, without: str = "nothing") -> tuple[list[str], list[str]]:
    """The fonts that a browser asks for on a page, and what it complains of."""
    with served(SITE) as address:
        view = browser.new_context().new_page()
        asked: list[str] = []
        complaints: list[str] = []
        view.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        view.on("console", lambda message: complaints.append(message.text))
        view.route(f"**/{without}*", lambda route: route.abort())
        view.goto(f"{address}en/activations/rectifiers.html", wait_until="networkidle")
        view.wait_for_timeout(4000)  # after this a browser complains of what was fetched for nothing
        view.context.close()
    return [name for name in asked if name.startswith("STIX")], complaints


@built
def test_the_faces_of_text_and_headings_are_asked_for_once_and_before_their_styles_are_known(browser: Browser):
    asked, complaints = asked_of_a_server(browser)
    both = ["STIXTwoText-Regular.woff2", "STIXTwoText-SemiBold.woff2"]
    assert [asked.count(font) for font in both] == [1, 1] and complaints == []
    without_styles, _ = asked_of_a_server(browser, without="styles-")
    assert without_styles == both


@built
@pytest.mark.parametrize("page", CHAPTERS)
def test_the_fonts_of_a_chapter_are_light(browser: Browser, page: str):
    fonts = {file: size for file, size in weight(browser, page).items() if file.endswith(".woff2")}
    assert any("STIXTwoText" in file for file in fonts)
    assert sum(fonts.values()) <= LIMIT, told(fonts)
