"""The first page shows what the book is: a figure that moves, a verdict that is open, the parts as cards."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from _ext.languages import LANGUAGES
from playwright.sync_api import Browser

from tests.book.test_browser import PAGES, ROOT, SITE, opened

pytestmark = pytest.mark.skipif(not PAGES, reason="no site to look at: make html")

PARTS = ["activations/index.html", "losses/index.html", "gallery/index.html", "api/index.html"]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_parts_are_cards_with_pictures(browser: Browser, language: str):
    view = opened(browser, f"{language}/index.html", [])
    cards = view.locator(".cards.parts .card")
    links = [cards.nth(k).locator("a").get_attribute("href") for k in range(cards.count())]
    assert links == PARTS
    boxes = [cards.nth(k).locator("img").bounding_box() for k in range(cards.count())]
    assert all(box["width"] > 100 and box["height"] > 50 for box in boxes)
    cards.first.click(position={"x": 20, "y": 20})  # the whole card is the link
    view.wait_for_url("**/activations/index.html")
    view.context.close()


def test_the_figure_moves_and_the_verdict_of_its_function_is_open(browser: Browser, language: str):
    view = opened(browser, f"{language}/index.html", [])
    curve = view.locator(".play .stage path.value")
    before = curve.get_attribute("d")
    view.locator(".play input[type=range]").first.press("End")
    assert curve.get_attribute("d") != before
    opened_ones = view.locator("details.verdict[open]")
    assert opened_ones.count() == 1 and opened_ones.locator("dl").is_visible()
    assert opened_ones.locator('a[href*="formulario.elu"]').count() == 1
    view.context.close()


def test_the_counts_are_those_of_the_ledger(browser: Browser, language: str):
    listed = json.loads((ROOT / "build/equations.json").read_text("utf-8"))
    said = (SITE / language / "index.html").read_text("utf-8")
    count = Counter(one["certainty"] or one["status"] for one in listed)
    numbers = [len(listed), *(count[outcome] for outcome in ("proved", "exhaustive", "tried", "unchecked"))]
    pattern = ".*?".join(rf"\b{number}\b" for number in numbers)
    assert any(re.search(pattern, paragraph) for paragraph in re.findall(r"<p\b.*?</p>", said, re.DOTALL))


def test_the_choice_of_language_says_what_the_book_is_in_each(browser: Browser):
    view = opened(browser, "index.html", [], java_script_enabled=False)
    for language in LANGUAGES:
        sentence = opened(browser, f"{language}/index.html", []).locator(".lead").inner_text()
        assert view.locator(f'section[lang="{language}"] p').first.inner_text() == sentence
    assert "STIX Two Text" in view.evaluate("getComputedStyle(document.body).fontFamily")
    view.context.close()
