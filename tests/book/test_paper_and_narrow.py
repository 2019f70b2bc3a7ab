"""Pages on paper, on the narrowest phone, and where no script runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.book.test_browser import PAGES, TOO_WIDE, opened

KINDS = [
    "en/index.html", "en/activations/rectifiers.html", "it/losses/information.html", "it/gallery/index.html",
    "en/gallery/saturating/plot_convergence.html", "en/activations/comparison.html", "it/api/activations.html",
]  # fmt: skip
CLIPPED = """() => [...document.querySelectorAll("article pre, article table, article img, article .katex-display")]
  .filter((box) => box.checkVisibility() && getComputedStyle(box).overflowX !== "visible")
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.outerHTML.slice(0, 80))"""
ASIDE = ".skip-to-content, .mobile-header, .sidebar-drawer, .toc-drawer, .related-pages, .copybtn, .theme-toggle"

pytestmark = pytest.mark.skipif(not PAGES, reason="no site to look at: make html")


@pytest.mark.parametrize("page", KINDS)
def test_at_320_pixels_nothing_is_wider_than_the_page(browser: Browser, page: str):
    view = opened(browser, page, [], viewport={"width": 320, "height": 640})
    wide = view.evaluate(TOO_WIDE)
    view.context.close()
    assert wide == []


@pytest.mark.parametrize("page", KINDS)
def test_on_paper_code_is_whole_and_what_is_beside_the_page_is_gone(browser: Browser, page: str):
    view = opened(browser, page, [], viewport={"width": 680, "height": 960})  # A4 between its margins
    view.emulate_media(media="print")
    clipped = [box for box in view.evaluate(CLIPPED) if box.startswith("<pre")]
    shown = [box.get_attribute("class") for box in view.locator(ASIDE).all() if box.is_visible()]
    view.context.close()
    assert clipped == [] and shown == []


OF_SCRIPTS = ".parallel-text-switches, .play .controls, .play.choice figcaption, .filter, .verdict button"
"""What stands on a page only where scripts run."""


@pytest.mark.parametrize("page", KINDS)
def test_without_javascript_a_page_shows_the_same(browser: Browser, page: str):
    said = []
    for scripts in (True, False):
        view = opened(browser, page, [], viewport={"width": 1400, "height": 900}, java_script_enabled=scripts)
        view.evaluate(f"document.querySelectorAll('{OF_SCRIPTS}').forEach((one) => one.remove())")
        said.append(" ".join(view.locator("article").inner_text().split()))
        assert view.locator("article img").count() == view.locator("article img[width][height]").count()
        view.context.close()
    assert (len(said[0]) > 200 and said[1] in said[0]) or said[0] == said[1]
