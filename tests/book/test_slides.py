"""Slides show what their chapter says, in its language, and fit onto a screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from _ext.languages import LANGUAGES
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build/html"
CHAPTERS = [
    page.relative_to(SITE).as_posix().removesuffix(".html")
    for language in LANGUAGES for page in sorted((SITE / language).rglob("*.html"))
    if 'id="in-five-lines"' in page.read_text("utf-8") and not page.stem.endswith("-slides")
]  # fmt: skip
of_site = pytest.mark.skipif(not CHAPTERS, reason="no site to look at: make html")

CHAPTER = r"""
    # Bumps

    A road has a bump. How high is it?

    After this chapter you can measure it.

    ## The bump

    It rises and falls. Nobody sees this sentence.

    ```{equation} bump
    ```

    It is the same on both sides. From there one comes here, and the mirror image is like this:

    ```{equation}
    :label: even
    :where: t real

    \operatorname{Bump}(-t) = \operatorname{Bump}(t)
    ```

    ```python
    bump(1)
    ```

    ### In code

    The name is `bump`:

    ```python
    bump(2)
    ```

    **When to use it.** On every road that has a bump and no hole to drive into. Nowhere else.

    ## In five lines

    - A bump is even.

    ## Exercises

    **1.** Is it odd?

    :::{solution}
    No.
    :::
"""


def slides(pages, text: str = CHAPTER, language: str = "en") -> list[Tag]:
    """The slides of a book of one chapter."""
    book = pages(text)
    book.replace("conf.py", '"_ext.solution"', '"_ext.solution", "_ext.slides"')
    book.replace("conf.py", "gettext_compact", 'templates_path = ["templates"]\ngettext_compact')
    book.write("templates/slides.html", (ROOT / "book/_templates/slides.html").read_text("utf-8"))
    built = book.build(language=language)
    assert "slides" not in built.warnings
    return BeautifulSoup(built.page("index-slides.html"), "html.parser").select(".slide")


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def test_a_slide_shows_equations_with_the_sentences_that_lead_to_them(pages):
    first, opening, bump, answers, summary = slides(pages)
    assert words(first.h1) == "Bumps"
    assert words(opening.select_one(".words")) == "A road has a bump. How high is it?"
    assert words(bump.h2) == "The bump" and len(bump.select(".equation .mark")) == 2
    said = words(bump.select_one(".words"))
    assert said.startswith("It rises and falls.") and "and the mirror image is like this:" in said
    assert words(answers.h2) == "The bump", "an answer is about the whole section, not about its code"
    answer = "When to use it. On every road that has a bump and no hole to drive into."
    assert words(answers.select_one(".words")) == answer
    assert words(summary.select_one(".words")) == "A bump is even."


def test_the_notes_have_all_prose_and_the_code(pages):
    notes = [words(slide.find_next_sibling()) for slide in slides(pages)[1:3]]
    assert "After this chapter you can measure it." in notes[0]
    assert "Nobody sees this sentence." in notes[1] and "bump(1)" in notes[1].replace(" ", "")


def test_exercises_and_solutions_are_on_no_slide(pages):
    assert not re.search("odd|No\\.|bump\\(", " ".join(words(slide) for slide in slides(pages)))


def test_a_page_that_is_not_summed_up_has_none(pages):
    with pytest.raises(FileNotFoundError):
        slides(pages, CHAPTER.replace("In five lines", "In six lines"))


def test_a_long_section_takes_several_slides(pages):
    point = "\n    **Point {}** is a sentence about nothing that goes on for a while.\n"
    many = "".join(point.format(number) for number in range(40))
    found = slides(pages, CHAPTER.replace("    ### In code", many + "\n    ### In code"))
    assert sum(words(slide.h2) == "The bump" for slide in found[1:]) >= 3


# --- the book ---------------------------------------------------------------------------------------------------------


def deck(chapter: str) -> str:
    return (SITE / f"{chapter}-slides.html").read_text("utf-8")


def formulas(page: str) -> set[str]:
    return set(re.findall(r'<div class="math[^"]*".*?<annotation[^>]*>(.*?)</annotation>', page, re.DOTALL))


@of_site
def test_every_chapter_has_slides_in_every_language():
    names = [chapter.split("/", 1)[1] for chapter in CHAPTERS]
    assert all(names.count(name) == len(LANGUAGES) for name in names) and len(set(names)) >= 17
    for chapter in CHAPTERS:
        assert deck(chapter).count('<section class="slide') >= 5
        assert f'href="{chapter.rsplit("/", 1)[1]}-slides.html"' in (SITE / f"{chapter}.html").read_text("utf-8")


@of_site
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_equation_on_slides_is_one_of_the_chapter(chapter: str):
    shown = formulas(deck(chapter))
    assert shown <= formulas((SITE / f"{chapter}.html").read_text("utf-8"))
    assert shown or chapter.endswith("comparison")


def opened(browser: Browser, chapter: str, **context: object) -> Page:
    view = browser.new_context(viewport={"width": 1280, "height": 720}, **context).new_page()
    view.goto((SITE / f"{chapter}-slides.html").as_uri())
    return view


TOO_LARGE = """() => [...document.querySelectorAll(".slide")].flatMap((slide, number) => {
  const edge = slide.getBoundingClientRect(), bad = [], slack = 1;
  const [head, foot] = ["header", "footer"].map((name) => slide.querySelector(name)?.getBoundingClientRect());
  if (Math.abs(edge.height - 720) > slack) bad.push("the slide is not as high as the window");
  for (const part of slide.querySelectorAll("*:not(.katex *)")) {
    const box = part.getBoundingClientRect();
    if (!box.width || part.closest("header, footer, nav")) continue;
    if (box.left < edge.left - slack || box.right > edge.right + slack)
      bad.push(`wide: ${part.outerHTML.slice(0, 60)}`);
    if (foot && (box.bottom > foot.top + slack || (head && box.top < head.bottom - slack)))
      bad.push(`high: ${part.outerHTML.slice(0, 60)}`);
    if (part.scrollWidth > part.clientWidth + slack && getComputedStyle(part).overflowX !== "visible")
      bad.push(`scrolls: ${part.textContent.slice(0, 60)}`);
    if (part.tagName === "IMG" && Math.max(box.width, box.height) < 240) bad.push(`a small figure: ${part.src}`);
  }
  return bad.map((what) => `slide ${number + 1}: ${what}`);
})"""


@of_site
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_is_larger_than_a_slide(browser: Browser, chapter: str):
    view = opened(browser, chapter)
    assert view.evaluate(TOO_LARGE) == []
    view.context.close()


SHOWN = "[...document.querySelectorAll('.slide')].findIndex((slide) => Math.abs(slide.getBoundingClientRect().top) < 2)"


@of_site
def test_keys_turn_the_slides(browser: Browser):
    view = opened(browser, CHAPTERS[0])
    last = view.locator(".slide").count() - 1
    turns = {"ArrowRight": 1, "PageDown": 2, " ": 3, "ArrowLeft": 2}
    turns |= {"End": last, "ArrowDown": last, "Home": 0, "ArrowUp": 0}
    for key, number in turns.items():
        view.keyboard.press(key)
        assert view.evaluate(SHOWN) == number, key
    view.keyboard.press("ArrowRight")
    view.reload()
    assert view.evaluate(SHOWN) == 1, "the place is lost when the page is loaded again"
    view.context.close()


@of_site
def test_a_swipe_turns_the_slides(browser: Browser):
    view = opened(browser, CHAPTERS[0], has_touch=True)
    swipe = """([from, to]) => ["touchstart", "touchend"].forEach((type, end) => document.body.dispatchEvent(
      new TouchEvent(type, { bubbles: true, changedTouches: [
        new Touch({ identifier: 1, target: document.body, clientX: [from, to][end], clientY: 300 })] })))"""
    for ends, number in (([900, 300], 1), ([300, 340], 1), ([300, 900], 0)):
        view.evaluate(swipe, ends)
        assert view.evaluate(SHOWN) == number
    view.context.close()


@of_site
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notes_open_in_a_window_and_follow(browser: Browser, language: str):
    chapter = next(name for name in CHAPTERS if name == f"{language}/activations/rectifiers")
    view = opened(browser, chapter)
    view.keyboard.press("ArrowRight")
    with view.expect_popup() as popup:
        view.keyboard.press("s")
    notes = popup.value
    said = view.locator(".notes").first.text_content().strip()
    assert notes.locator("#said").text_content().strip() in said and len(notes.locator("#said").text_content()) > 100
    assert notes.locator("h1").text_content().startswith("2/")
    notes.keyboard.press("ArrowRight")
    assert view.evaluate(SHOWN) == 2 and notes.locator("h1").text_content().startswith("3/")
    view.context.close()


@of_site
def test_without_javascript_the_slides_are_a_page_with_notes(browser: Browser):
    view = opened(browser, CHAPTERS[0], java_script_enabled=False)
    assert view.locator("details.notes summary").first.is_visible()
    assert view.locator(".slide").count() > 5 and view.locator(".slide .katex").first.bounding_box()["width"] > 0
    view.context.close()


@of_site
def test_a_slide_is_printed_on_a_page_of_its_own(browser: Browser):
    view = opened(browser, CHAPTERS[0])
    printed = view.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == view.locator(".slide").count()
    assert set(re.findall(rb"/MediaBox \[(.*?)\]", printed)) == {b"0 0 960 540"}, "in points, of which 3 are 4 pixels"
    view.context.close()


@of_site
def test_the_slides_ask_for_nothing_from_elsewhere():
    for chapter in CHAPTERS:
        sources = re.findall(r'<(?:link rel="stylesheet"|script|img)[^>]*?(?:href|src)="([^"]+)"', deck(chapter))
        assert sources
        folder = (SITE / chapter).parent
        assert [source for source in sources if not (folder / source).is_file()] == []
