"""Everything by keyboard: what has the focus is seen, lies within the window and shows that it has it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.book.test_browser import PAGES, SITE, opened

CHAPTER = "en/activations/rectifiers.html"
KINDS = [CHAPTER, "it/gallery/rectifiers/plot_relu.html", "it/index.html", "en/gallery/index.html", "en/search.html"]
WIDTHS = (390, 1100, 1400)
MOST = 60
"""Steps on each page: more than there are before its text and in its first sections."""

FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  // A box that is switched by its label is seen as the label.
  const seen = it.matches(".sidebar-toggle, .toctree-checkbox")
    ? [...it.labels].find((label) => label.checkVisibility() && label.clientWidth > 1)
    : it;
  if (!seen) return { what: it.outerHTML.slice(0, 80), seen: false };
  const box = seen.getBoundingClientRect(), style = getComputedStyle(seen);
  let opacity = 1;
  for (let outer = seen; outer; outer = outer.parentElement) opacity *= getComputedStyle(outer).opacity;
  return {
    what: it.outerHTML.slice(0, 80),
    seen: opacity > 0.9 && style.visibility === "visible" && box.width > 2 && box.left < innerWidth - 2
      && box.right > 2 && box.top < innerHeight - 2 && box.bottom > 2,
    shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""

pytestmark = pytest.mark.skipif(not PAGES, reason="no site to look at: make html")


def walked(view: Page, steps: int = MOST) -> list[dict[str, object]]:
    """What has the focus after each step."""
    places = []
    for _ in range(steps):
        view.keyboard.press("Tab")
        if (place := view.evaluate(FOCUSED)) is None:
            break
        places.append(place)
    return places


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", KINDS)
def test_the_focus_is_seen(browser: Browser, page: str, width: int):
    view = opened(browser, page, [], viewport={"width": width, "height": 800}, reduced_motion="reduce")
    view.evaluate("document.body.tabIndex = -1; document.body.focus()")  # not from a field
    places = walked(view)
    view.context.close()
    assert len(places) > 5
    assert [place for place in places if not (place["seen"] and place["shown"])] == []


@pytest.mark.parametrize(("switch", "drawer"), [("#__navigation", ".sidebar-drawer"), ("#__toc", ".toc-drawer")])
def test_a_drawer_opens_and_closes_by_keys(browser: Browser, switch: str, drawer: str):
    view = opened(browser, CHAPTER, [], viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    link = view.locator(f"{drawer} a.reference:visible").first
    assert link.count() == 0
    while view.evaluate(f"document.activeElement !== document.querySelector('{switch}')"):
        view.keyboard.press("Tab")
    view.keyboard.press("Space")
    box = link.bounding_box()
    assert box and 0 <= box["x"] < 390
    while not view.evaluate(f"document.activeElement.matches('{drawer} a.reference')"):
        view.keyboard.press("Tab")
    assert view.evaluate(FOCUSED)["seen"]
    view.keyboard.press("Escape")
    assert link.count() == 0
    assert view.evaluate(f"document.activeElement === document.querySelector('{switch}')")
    view.context.close()


def test_a_drawer_opens_without_javascript(browser: Browser):
    view = opened(
        browser, CHAPTER, [], viewport={"width": 390, "height": 800}, reduced_motion="reduce", java_script_enabled=False
    )
    view.locator(".nav-overlay-icon").click()
    box = view.locator(".sidebar-drawer a.reference:visible").first.bounding_box()
    view.context.close()
    assert box and 0 <= box["x"] < 390


def test_a_branch_of_the_navigation_opens_by_keys(browser: Browser):
    view = opened(browser, "en/index.html", [], viewport={"width": 1400, "height": 800})
    branch = view.locator(".toctree-checkbox").first
    branch.focus()
    before = view.locator(".sidebar-tree a:visible").count()
    view.keyboard.press("Space")
    after = view.locator(".sidebar-tree a:visible").count()
    view.context.close()
    assert after > before


def test_code_is_copied_by_keys(browser: Browser):
    view = opened(browser, "en/gallery/rectifiers/plot_relu.html", [], viewport={"width": 1400, "height": 800})
    button = view.locator("button.copybtn").first
    view.keyboard.press("Tab")
    button.focus()
    view.wait_for_function("getComputedStyle(document.querySelector('button.copybtn')).opacity === '1'")
    view.context.close()


@pytest.mark.parametrize("width", [320, 390])
def test_a_box_that_scrolls_takes_the_focus(browser: Browser, width: int):
    view = opened(browser, "en/activations/comparison.html", [], viewport={"width": width, "height": 800})
    view.wait_for_timeout(200)
    boxes = view.evaluate("""() => [...document.querySelectorAll("article *")]
      .filter((box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowX))
      .filter((box) => box.scrollWidth > box.clientWidth + 1)
      .map((box) => [box.className, box.tabIndex])""")
    view.context.close()
    assert [box for box in boxes if box[1] != 0] == []


def test_a_formula_that_fits_is_no_stop_for_keys(browser: Browser):
    view = opened(browser, "en/losses/regression.html", [], viewport={"width": 1400, "height": 800})
    view.wait_for_timeout(200)
    fit, stops = view.evaluate("""() => {
      const fit = [...document.querySelectorAll(".katex-display")].filter((box) => box.scrollWidth <= box.clientWidth);
      return [fit.length, fit.filter((box) => box.tabIndex === 0).length];
    }""")
    view.context.close()
    assert fit > 20 and stops == 0


def test_the_site_is_there():
    assert all((SITE / page).exists() for page in KINDS)
