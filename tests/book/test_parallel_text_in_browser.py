"""What a reader sees of two languages: one under the other, and from one to the other at the same place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from _ext.languages import LANGUAGES
from playwright.sync_api import Browser, Page, expect

from tests.book.test_browser import PAGES, SITE, opened

pytestmark = pytest.mark.skipif(not PAGES, reason="no site to look at: make html")

CHAPTER = "activations/rectifiers.html"
MEASURED = "activations/why_bend.html"
"""A chapter with numbers that scripts recorded."""
OTHERS = [(here, there) for here in LANGUAGES for there in LANGUAGES if here != there]
WIDTHS = (390, 1400)
ADDRESSES_TWICE = """() => {
  const addresses = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return addresses.filter((address, place) => addresses.indexOf(address) !== place);
}"""
NUMBERS = """([language, numbers]) => [...document.querySelectorAll(`.parallel-text[lang="${language}"]`)].flatMap(
  (text) => [...text.querySelectorAll(numbers)].map((number) => number.textContent))"""
STORAGE_FORBIDDEN = """Object.defineProperty(window, "localStorage", { get() { throw new Error("forbidden"); } })"""
SCROLL_TO = """(id) => {
  document.getElementById(id).scrollIntoView({ behavior: "instant" });
  window.scrollBy({ top: -60, behavior: "instant" });
}"""
LANDED = """(place) => {
  const top = document.querySelector(place).getBoundingClientRect().top;
  return readingPlace.address() === place && top >= 0 && top < 200;
}"""
AT_TOP = "readingPlace.address()"


@pytest.fixture
def view(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page; afterwards nothing may have failed in it."""
    complaints: list[str] = []
    views: list[Page] = []

    def open_page(page: str, width: int = 1400, **context: object) -> Page:
        views.append(opened(browser, page, complaints, viewport={"width": width, "height": 844}, **context))
        return views[-1]

    yield open_page
    for each in views:
        each.context.close()
    assert complaints == []


def switch(page: Page):
    return page.locator(".parallel-text-switches button")


def texts(page: Page, language: str = ""):
    return page.locator(f'p.parallel-text[lang="{language}"]' if language else "p.parallel-text")


def show_all(page: Page) -> int:
    """Press the switch; how many paragraphs there are."""
    switch(page).click()
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    return page.locator('p[id^="p-"]').count()


@pytest.mark.parametrize(("here", "there"), OTHERS)
def test_the_switch_puts_the_other_language_under_each_paragraph(view, here: str, there: str):
    page = view(f"{here}/{CHAPTER}")
    assert texts(page).count() == 0
    assert show_all(page) == texts(page, there).count() > 50
    own = view(f"{there}/{CHAPTER}")
    for address in ("p-1", "p-20"):
        under = page.locator(f'[id="{address}"] + p.parallel-text')
        assert under.inner_text() == own.locator(f'[id="{address}"]').inner_text()
    captions = page.locator("figcaption p.parallel-text, details.solution p.parallel-text, li p.parallel-text")
    assert captions.count() > 5
    assert page.evaluate(ADDRESSES_TWICE) == []
    switch(page).click()
    expect(texts(page)).to_have_count(0)
    expect(switch(page)).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(("here", "there", "mark", "foreign"), [("en", "it", ",", "."), ("it", "en", ".", ",")])
def test_numbers_have_the_mark_of_their_own_language(view, here: str, there: str, mark: str, foreign: str):
    page = view(f"{here}/{MEASURED}")
    show_all(page)
    numbers = page.evaluate(NUMBERS, [there, ".measured, .math mn"])
    assert any(mark in number for number in numbers)
    assert not [number for number in numbers if foreign in number]


def test_it_is_remembered_on_other_pages_and_in_the_other_language(view):
    page = view(f"en/{CHAPTER}")
    show_all(page)
    for address, language in ((f"en/{MEASURED}", "it"), (f"it/{MEASURED}", "en")):
        page.goto((SITE / address).as_uri())
        expect(switch(page)).to_have_attribute("aria-pressed", "true")
        expect(texts(page, language).first).to_be_visible()
    switch(page).click()
    expect(texts(page)).to_have_count(0)
    page.goto((SITE / f"en/{CHAPTER}").as_uri())
    page.wait_for_load_state("load")
    expect(switch(page)).to_have_attribute("aria-pressed", "false")
    assert texts(page).count() == 0


def test_it_works_where_nothing_may_be_remembered(browser: Browser):
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(error.stack or ""))
    page.add_init_script(STORAGE_FORBIDDEN)
    page.goto((SITE / f"en/{CHAPTER}").as_uri())
    show_all(page)
    expect(texts(page, "it").first).to_be_visible()
    page.close()
    assert not [stack for stack in complaints if "parallel_text.js" in stack], "the theme's own script may complain"


@pytest.mark.parametrize("width", WIDTHS)
def test_one_paragraph_by_pointer_and_by_keyboard(view, width: int):
    page = view(f"en/{CHAPTER}", width)
    paragraph, another = page.locator('section > p[id^="p-"]:has(a.reference)').all()[:2]
    fold = page.locator(".parallel-text-folds button")
    paragraph.hover()
    box = fold.bounding_box()
    assert box["height"] >= 24 and box["width"] >= 24 and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    fold.click()
    expect(texts(page, "it")).to_have_count(1)
    expect(fold).to_have_attribute("aria-expanded", "true")
    assert paragraph.evaluate("(paragraph) => paragraph.nextElementSibling.matches('.parallel-text')")
    fold.click()
    expect(texts(page)).to_have_count(0)
    page.mouse.move(0, 0)
    another.locator("a.reference").last.focus()
    page.keyboard.press("Tab")
    expect(fold).to_be_focused()
    page.keyboard.press("Enter")
    expect(texts(page, "it")).to_have_count(1)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("here", "there"), OTHERS)
def test_the_other_language_opens_at_the_same_place(view, here: str, there: str, width: int):
    page = view(f"{here}/{CHAPTER}", width)
    assert page.evaluate(AT_TOP) == ""
    for address in ("p-9", "p-30", "p-50"):
        page.evaluate(SCROLL_TO, address)
        place = page.evaluate(AT_TOP)
        assert place
        for language in (there, here, there, here):
            link = page.locator(f'.language-switch a[hreflang="{language}"]:visible')
            assert link.count() == 1
            link.click()
            page.wait_for_url((SITE / language / CHAPTER).as_uri() + place)
            page.wait_for_function(LANDED, arg=place)


def test_what_is_read_stays_where_it_is_when_the_texts_come_and_go(view):
    page = view(f"en/{CHAPTER}")
    page.evaluate(SCROLL_TO, "p-40")
    place = page.evaluate(AT_TOP)
    top = page.locator(place).bounding_box()["y"]
    for pressed in ("true", "false"):
        page.evaluate("document.querySelector('.parallel-text-switches button').click()")
        expect(switch(page)).to_have_attribute("aria-pressed", pressed)
        page.wait_for_timeout(200)
        assert abs(page.locator(place).bounding_box()["y"] - top) < 2


@pytest.mark.parametrize("width", (320, *WIDTHS))
@pytest.mark.parametrize("scripts", (True, False))
def test_the_link_to_the_other_language_is_seen_without_opening_anything(view, width: int, scripts: bool):
    page = view(f"it/{CHAPTER}", width, java_script_enabled=scripts)
    (link,) = [each for each in page.locator(".language-switch a").all() if each.is_visible()]
    box = link.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and 0 <= box["y"] < 844 and box["height"] >= 24
    assert switch(page).is_visible() is scripts


def test_paper_has_what_was_opened_and_no_buttons(view):
    page = view(f"en/{CHAPTER}")
    show_all(page)
    page.emulate_media(media="print")
    assert texts(page).first.is_visible() and not switch(page).is_visible()
