"""Nothing that is read is too small or too pale: sizes of text, underlines, edges of blocks of code."""

from __future__ import annotations

import pytest
from _ext.languages import LANGUAGES
from playwright.sync_api import Browser

from tests.book.test_browser import PAGES, opened

pytestmark = pytest.mark.skipif(not PAGES, reason="no site to look at: make html")

SOME = [
    "index", "how-to-read", "activations/rectifiers", "activations/comparison", "losses/many_classes",
    "gallery/index", "gallery/saturating/plot_convergence", "api/activations", "appendix/ledger", "appendix/claims",
    "appendix/errata", "appendix/cost", "genindex",
]  # fmt: skip
SMALLEST, FAINTEST = 14, 3

EXEMPT = ".katex, svg, sup, .footnote-reference, .said, .mark, script, style"
SMALL = """([smallest, exempt]) => {
  document.querySelectorAll("details").forEach((details) => { details.open = true; });
  const found = new Map(), article = document.querySelector("article");
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, box = text.parentElement;
    if (!text.data.trim() || box.closest(exempt)) continue;
    if (!box.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const size = parseFloat(getComputedStyle(box).fontSize);
    const place = `${size} px: ${box.tagName} ${box.className} in ${box.parentElement.className}`;
    if (size < smallest - 0.01) found.set(place, text.data.trim().slice(0, 40));
  }
  return [...found].map((one) => one.join(": "));
}"""
CONTRAST = """
const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const painted = (...colors) => {
  canvas.clearRect(0, 0, 1, 1);
  for (const color of colors) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
};
const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
const light = (rgb) => rgb.map((part) => linear(part / 255))
  .reduce((sum, part, k) => sum + part * [0.2126, 0.7152, 0.0722][k], 0);
const grounds = (box) => box ? [...grounds(box.parentElement), getComputedStyle(box).backgroundColor] : ["Canvas"];
const contrast = (color, box) => {
  const [one, two] = [painted(...grounds(box)), painted(...grounds(box), color)].map(light).sort();
  return (two + 0.05) / (one + 0.05);
};
"""
FAINT = f"""(least) => {{
  {CONTRAST}
  return [...document.querySelectorAll("article a[href]")].map((link) => [link, getComputedStyle(link)])
    .filter(([link, style]) => link.textContent.trim() && style.textDecorationLine.includes("underline"))
    .map(([link, style]) => [contrast(style.textDecorationColor, link), link.outerHTML.slice(0, 120)])
    .filter(([seen]) => seen < least);
}}"""
EDGES = f"""() => {{
  {CONTRAST}
  return [...document.querySelectorAll("article .highlight")]
    .filter((block) => !block.closest(".sphx-glr-script-out"))
    .map((block) => [getComputedStyle(block), block.parentElement])
    .map(([style, around]) => [style.borderTopWidth, contrast(style.borderTopColor, around)]);
}}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", SOME)
def test_text_is_large_and_underlines_are_seen(browser: Browser, language: str, page: str):
    view = opened(browser, f"{language}/{page}.html", [])
    for width in (390, 1400):
        view.set_viewport_size({"width": width, "height": 900})
        assert view.evaluate(SMALL, [SMALLEST, EXEMPT]) == [], f"at {width} px"
    for scheme in ("light", "dark"):
        view.emulate_media(color_scheme=scheme)
        assert view.evaluate(FAINT, FAINTEST) == [], scheme
    view.context.close()


def test_a_block_of_code_has_an_edge(browser: Browser):
    view = opened(browser, "en/activations/rectifiers.html", [])
    for scheme in ("light", "dark"):
        view.emulate_media(color_scheme=scheme)
        edges = view.evaluate(EDGES)
        assert edges and all(width == "1px" and contrast > 1.1 for width, contrast in edges), (scheme, edges[:3])
    view.context.close()
