"""Wide tables in the browser: what stays while one scrolls, how rows are sorted and filtered, cards on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
CHAPTER = "# Chapter\n\n```{equation} hat\n```\n\n```{equation} bump\n```\n\n```{equation} leak\n```\n"
TABLE = "# All side by side\n\n```{comparison}\n```\n"
CONFIGURATION = f"""
html_theme = "furo"
html_static_path = [{str(ROOT / "book/_static")!r}]
html_css_files = ["comparison.css"]
"""


@pytest.fixture
def table(pages) -> Path:
    made = pages("# Book\n", chapter=CHAPTER, table=TABLE)
    made.write("conf.py", (made.root / "conf.py").read_text("utf-8") + CONFIGURATION)
    return made.build(language="it").app.outdir / "table.html"


@pytest.fixture
def view(browser: Browser, table: Path) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 700, "height": 160})
    page.goto(table.as_uri())
    yield page
    page.close()


def names(view: Page) -> list[str]:
    return [row.get_attribute("data-function") for row in view.locator("table.comparison tbody tr:visible").all()]


def test_rows_are_sorted_by_a_column_and_put_back(view: Page):
    assert names(view) == ["hat", "bump", "leak"]
    heading = view.locator("thead th", has_text="Media")
    orders = []
    for _ in range(3):
        heading.locator("button").focus()
        view.keyboard.press("Enter")
        orders.append((heading.get_attribute("aria-sort"), names(view)))
    means = {"bump": 0.656, "hat": 0.369, "leak": 0.199}
    upwards = sorted(means, key=means.get)
    assert orders == [("ascending", upwards), ("descending", upwards[::-1]), (None, ["hat", "bump", "leak"])]


def test_only_one_column_says_that_it_sorts(view: Page):
    for heading in view.locator("thead button").all()[:3]:
        heading.click()
    assert view.locator("[aria-sort]").count() == 1
    view.locator("thead button").first.click()
    assert names(view) == ["bump", "hat", "leak"], "names are sorted as words"


def test_rows_are_filtered_by_text(view: Page):
    view.get_by_label("Filtra").fill("pari hat")
    assert names(view) == ["hat"]
    assert view.locator(".filter output").text_content() == "1 su 3"


def test_head_and_first_column_stay(view: Page):
    view.set_viewport_size({"width": 750, "height": 160})
    box = view.locator(".scroll-box")
    before = view.locator("thead th").first.bounding_box()
    box.evaluate("(box) => box.scrollTo(100, 60)")
    assert box.evaluate("(box) => [box.scrollLeft, box.scrollTop]") == [100, 60]
    assert view.locator("thead th").first.bounding_box() == before
    assert view.locator("tbody th").first.bounding_box()["x"] == before["x"]
    assert view.locator("thead th").nth(3).bounding_box()["y"] == before["y"]


@pytest.mark.parametrize("width", [800, 1000, 1100, 1320, 1400])
def test_the_table_is_as_wide_as_the_window_beside_the_navigation(view: Page, width: int):
    view.set_viewport_size({"width": width, "height": 900})
    box, navigation = (view.locator(part).bounding_box() for part in (".scroll-box", ".sidebar-drawer"))
    left = max(0, navigation["x"] + navigation["width"])
    assert box["x"] >= left and box["x"] + box["width"] <= width
    assert box["width"] > 0.85 * (width - left)
    assert view.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_each_row_is_a_card(view: Page, width: int):
    view.set_viewport_size({"width": width, "height": 800})
    cards = [row.bounding_box() for row in view.locator("tbody tr").all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in cards)
    cell = view.locator("tbody td").first
    assert cell.get_attribute("data-label") == "Valori"
    assert cell.evaluate("(cell) => getComputedStyle(cell, '::before').content") == '"Valori"'
    assert view.evaluate("document.querySelector('.scroll-box').scrollWidth") <= width


def test_without_javascript_it_is_a_plain_table(browser: Browser, table: Path):
    view = browser.new_page(java_script_enabled=False)
    view.goto(table.as_uri())
    assert len(names(view)) == 3 and view.locator("thead button").count() == 0
    assert not view.locator(".filter").is_visible()
    view.close()
