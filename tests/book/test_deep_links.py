"""A link into a page lands in the window on a slow network too, and stays there while figures arrive."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.book.served import served
from tests.book.test_browser import PAGES, SITE

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
"""1.6 Mbit/s and 150 ms, Lighthouse's slow 4G."""
CHAPTERS = ["en/losses/regression.html", "it/losses/information.html", "en/activations/saturating.html"]
LINKS = 4
"""Of each chapter, spread over its sections."""
WINDOW = {"width": 390, "height": 844}
TOP = "document.getElementById(decodeURIComponent(location.hash.slice(1))).getBoundingClientRect().top"

pytestmark = pytest.mark.skipif(not PAGES, reason="no site to look at: make html")


@pytest.mark.parametrize("page", CHAPTERS)
def test_links_into_a_chapter(browser: Browser, page: str):
    with served(SITE) as address:
        places = _sections(browser, address + page)
        assert len(places) > LINKS
        chosen = [places[round(number * (len(places) - 1) / LINKS)] for number in range(1, LINKS + 1)]
        landed = {place: _landed(browser, f"{address}{page}#{place}") for place in chosen}
    assert {place: top for place, top in landed.items() if not 0 <= top < 700} == {}


def _sections(browser: Browser, address: str) -> list[str]:
    view = browser.new_page()
    view.goto(address)
    places: list[str] = view.evaluate("[...document.querySelectorAll('article section[id]')].map(({ id }) => id)")
    view.close()
    return places


def _landed(browser: Browser, address: str) -> float:
    """Where the target is in the window once everything has come."""
    context = browser.new_context(viewport=WINDOW)
    view = context.new_page()
    network = context.new_cdp_session(view)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    view.goto(address, wait_until="networkidle", timeout=120_000)
    top = float(view.evaluate(TOP))
    context.close()
    return top
