"""The pages that list everything, on the built site: light, with what they list to download, and usable on a phone."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from _ext.languages import LANGUAGES
from playwright.sync_api import Browser

SITE = Path(__file__).parents[2] / "build/html"
MOST_ELEMENTS = 5000

pytestmark = pytest.mark.skipif(not SITE.exists(), reason="no site to look at: make html")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("page", "file"), [("ledger", "equations.json"), ("claims", "claims.json")])
def test_a_list_is_light_and_can_be_downloaded(browser: Browser, language: str, page: str, file: str):
    view = browser.new_page(viewport={"width": 390, "height": 800})
    view.goto((SITE / language / "appendix" / f"{page}.html").as_uri())
    assert view.evaluate("document.querySelectorAll('*').length") < MOST_ELEMENTS
    assert view.evaluate("document.documentElement.scrollWidth") <= 390
    address = view.locator("article a", has_text=file).evaluate("(link) => link.href")
    listed = json.loads(Path(unquote(urlsplit(address).path)).read_text("utf-8"))
    items = view.locator(".ledger li" if page == "ledger" else "table.claims tbody tr")
    assert items.count() == len(listed) > 0
    view.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_claims_are_filtered_by_their_verdict(browser: Browser, language: str):
    view = browser.new_page()
    view.goto((SITE / language / "appendix/claims.html").as_uri())
    rows = view.locator("table.claims tbody tr:visible")
    every = rows.count()
    view.locator(".filter select").select_option("holds")
    assert 0 < rows.count() < every
    assert all(row.text_content().count("✓") for row in rows.all())
    view.close()
