"""Formulas on narrow screens: few go on behind their edge, and those scroll there, and show it."""

from __future__ import annotations

from pathlib import Path

import pytest
from _ext.languages import LANGUAGES
from playwright.sync_api import Browser

SITE = Path(__file__).parents[2] / "build/html"
CHAPTERS = sorted(
    path.relative_to(SITE).as_posix()
    for language in LANGUAGES
    for part in ("activations", "losses")
    for path in (SITE / language / part).glob("*.html")
)
FORMULAS = """() => [...document.querySelectorAll("div.math > .katex-display")].map((formula) => {
  const style = getComputedStyle(formula), outer = formula.closest(".equation") ?? formula.parentElement;
  return {
    text: formula.textContent.slice(0, 40),
    hidden: formula.scrollWidth - formula.clientWidth,
    scrolls: style.overflowX === "auto" && style.backgroundAttachment.includes("local"),
    cut: outer.scrollWidth > outer.clientWidth + 1,
  };
})"""

pytestmark = pytest.mark.skipif(not CHAPTERS, reason="no site to look at: make html")


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("page", CHAPTERS)
def test_nothing_of_a_formula_is_out_of_reach(browser: Browser, page: str, width: int):
    view = browser.new_page(viewport={"width": width, "height": 800})
    view.goto((SITE / page).as_uri())
    formulas = view.evaluate(FORMULAS)
    assert [formula for formula in formulas if formula["cut"]] == []
    long = [formula for formula in formulas if formula["hidden"] > 1]
    assert [formula for formula in long if not formula["scrolls"]] == []
    view.close()
