"""axe-core finds nothing on any page that would keep a reader out: narrow and wide, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.book.test_browser import PAGES, SITE

BESIDE = ["404.html", "index.html"]
WIDTHS = (390, 1400)
SCHEMES = ("light", "dark")
EMPTY_FORMULAS = """() => {
  // What KaTeX draws is hidden from those who hear it, and is most of a page: boxes of its size take its place.
  const boxes = [...document.querySelectorAll(".katex-html > .base")].map((box) => {
    const { width, height } = box.getBoundingClientRect(), size = parseFloat(getComputedStyle(box).fontSize);
    return [box, `display: inline-block; width: ${width / size}em; height: ${height / size}em`];
  });
  for (const [box, style] of boxes) {
    box.replaceChildren();
    box.style.cssText = style;
  }
}"""
DRAWN = """async () => {
  // The page marks what scrolls once it has been laid out: a slow machine is given the time.
  await document.fonts.ready;
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
}"""
RUN = """async () => {
  const { violations } = await axe.run({
    resultTypes: ["violations"],
    rules: { "target-size": { enabled: true } },
  });
  return violations.map(({ id, nodes }) => `${id}, ${nodes.length} times, such as ${nodes[0].html}`);
}"""


@pytest.fixture(scope="module")
def view(browser: Browser) -> Iterator[Page]:
    """One page of the browser for all of them."""
    view = browser.new_page(reduced_motion="reduce")  # nothing is looked at while it fades in
    view.set_default_timeout(120_000)
    yield view
    view.close()


def found(view: Page, page: Path, axe: str) -> list[str]:
    """What axe objects to, in each state of the page."""
    view.goto(page.as_uri())
    view.evaluate(axe)
    view.evaluate(DRAWN)
    view.evaluate(EMPTY_FORMULAS)
    objections = []
    for width in WIDTHS:
        view.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            view.emulate_media(color_scheme=scheme)
            view.evaluate(DRAWN)
            objections += [f"{width} px, {scheme}: {objection}" for objection in view.evaluate(RUN)]
    return objections


@pytest.fixture(scope="module")
def axe(packages: Path) -> str:
    return (packages / "axe-core/axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("page", [*BESIDE, *PAGES])
def test_page(view: Page, axe: str, page: str):
    assert found(view, SITE / page, axe) == []


def test_axe_finds_what_is_wrong(view: Page, axe: str, tmp_path: Path):
    page = tmp_path / "page.html"
    bad = '<!doctype html><title>Page</title><img src="#"><p style="color: #ccc; background: #fff">pale'
    page.write_text(bad, "utf-8")
    objections = "\n".join(found(view, page, axe))
    assert all(kind in objections for kind in ("image-alt", "color-contrast", "html-has-lang"))
