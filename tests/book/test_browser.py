"""Every page of the built site, looked at by a browser: narrow and wide, light and dark, in every language.

Nothing may be asked of another machine, nothing may be wider than the page, nothing may fail in the console.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from _ext.languages import LANGUAGES
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build/html"
PAGES = sorted(
    path.relative_to(SITE).as_posix() for language in LANGUAGES for path in (SITE / language).rglob("*.html")
)

pytestmark = pytest.mark.skipif(not PAGES, reason="no site to look at: make html")

TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const inBox = (element) => {
    for (let box = element.parentElement; box && box.tagName !== "ARTICLE"; box = box.parentElement)
      if (scrolls(box)) return true;
    return false;
  };
  const wide = [...document.querySelectorAll("article *")]
    .filter((element) => !element.closest(".katex-mathml, .katex svg"))  // KaTeX clips both itself
    .filter((element) => element.getBoundingClientRect().right > width + 1 && !inBox(element))
    .map((element) => element.outerHTML.slice(0, 80));
  return document.documentElement.scrollWidth > width ? ["the page scrolls sideways", ...wide] : wide;
}"""
OVERLAPS = """() => {
  const bad = [], slack = 2;
  for (const equation of document.querySelectorAll("div.math")) {
    const number = equation.querySelector(".eqno"), formula = equation.querySelector(".katex-display");
    if (number && formula.getBoundingClientRect().right > number.getBoundingClientRect().left + slack)
      bad.push(`the number of ${equation.textContent.slice(0, 40)}`);
  }
  for (const section of document.querySelectorAll("article section")) {
    const boxes = [...section.children].map((box) => [box, box.getBoundingClientRect()]).filter(([, b]) => b.height);
    for (let i = 1; i < boxes.length; i++) {
      const [, above] = boxes[i - 1], [box, below] = boxes[i];
      if (below.top < above.bottom - slack && below.left < above.right - slack && above.left < below.right - slack)
        bad.push(box.outerHTML.slice(0, 80));
    }
  }
  return bad;
}"""
IMAGES = """async () => {
  const images = [...document.images];
  for (const image of images) image.loading = "eager";  // those that would wait until a reader is near
  await Promise.allSettled(images.map((image) => image.decode()));
  return images.map((image) => ({
    source: image.src,
    loaded: image.complete && image.naturalWidth > 0,
    described: image.hasAttribute("alt") && !(image.alt === "" && image.closest("figure")),
  }));
}"""


def opened(browser: Browser, page: str, complaints: list[str], **context: object) -> Page:
    """A page of the site, with what its console says and what it asks of others written down."""
    view = browser.new_context(**context).new_page()
    view.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    view.on("pageerror", lambda error: complaints.append(str(error)))
    # A page that is left at once asks for its icon in vain, which is no fault of the site.
    failed = lambda request: request.failure != "net::ERR_ABORTED" and complaints.append(f"not found: {request.url}")  # noqa: E731
    view.on("requestfailed", failed)
    view.on("request", lambda request: request.url.startswith(("file:", "data:")) or complaints.append(request.url))
    view.goto((SITE / page).as_uri())
    return view


@pytest.mark.parametrize("page", PAGES)
def test_page(browser: Browser, page: str):
    language, name = page.split("/", 1)
    complaints: list[str] = []
    view = opened(browser, page, complaints)
    for width in (400, 1400):
        view.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            view.emulate_media(color_scheme=scheme)
            assert view.evaluate(TOO_WIDE) == [], f"at {width} px, {scheme}"
            assert view.evaluate(OVERLAPS) == [], f"at {width} px, {scheme}"
    view.set_viewport_size({"width": 400, "height": 900})
    view.evaluate("document.querySelectorAll('article details').forEach((details) => { details.open = true; })")
    assert view.evaluate(TOO_WIDE) == [], "at 400 px, with verdicts and solutions open"
    assert view.evaluate(OVERLAPS) == [], "at 400 px, with verdicts and solutions open"
    for image in view.evaluate(IMAGES):
        assert image["loaded"], f"{image['source']} does not load"
        assert image["described"], f"{image['source']} has no alternative text"
    assert view.locator("html").get_attribute("lang") == language
    others = [SITE / other / name for other in LANGUAGES if other != language]
    links = view.evaluate("[...document.querySelectorAll('.language-switch a')].map((link) => link.href)")
    places = 1 if name.endswith("-slides.html") else 2  # in the sidebar and in the head of a phone's page
    assert links == [other.as_uri() for other in others] * places
    assert all(other.exists() for other in others), "the page is not there in every language"
    view.context.close()
    assert complaints == []


@pytest.mark.parametrize(("locale", "language"), [("it-IT", "it"), ("en-GB", "en"), ("fr-FR", "en"), ("de-CH", "en")])
def test_the_start_page_picks_the_language(browser: Browser, locale: str, language: str):
    complaints: list[str] = []
    view = opened(browser, "index.html", complaints, locale=locale)
    view.wait_for_url((SITE / language / "index.html").as_uri())
    view.context.close()
    assert complaints == []


def test_the_start_page_works_without_javascript(browser: Browser):
    view = opened(browser, "index.html", [], java_script_enabled=False)
    for language in LANGUAGES:
        assert (SITE / view.locator(f'a[hreflang="{language}"]').get_attribute("href")).exists()
    view.context.close()


def test_mathematics_needs_no_javascript(browser: Browser):
    page = next(page for page in PAGES if 'class="math' in (SITE / page).read_text("utf-8"))
    view = opened(browser, page, [], java_script_enabled=False)
    formula = view.locator(".katex-html").locator("visible=true").first
    assert formula.bounding_box()["width"] > 0
    assert "KaTeX" in view.evaluate("getComputedStyle(document.querySelector('.katex-html')).fontFamily")
    view.context.close()


COPY = {"en": "Copy", "it": "Copia"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_that_copies_code_speaks_the_language_of_the_page(browser: Browser, language: str):
    view = opened(browser, f"{language}/activations/rectifiers.html", [])
    assert view.locator("button.copybtn").first.get_attribute("data-tooltip") == COPY[language]
    view.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_equation_is_copied_by_keyboard(browser: Browser, language: str):
    view = opened(browser, f"{language}/index.html", [])
    view.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assert view.locator("details.verdict[open] button").count() == 2, "one stands open from the beginning"
    verdict = view.locator("details.verdict").nth(1)
    verdict.locator("summary").press("Enter")
    buttons = verdict.locator("button")
    buttons.first.wait_for()
    assert buttons.count() == 2
    for button, copied in zip(buttons.all(), (r"\max(x, y) = ", "#equation-maximum-of-two"), strict=True):
        button.press("Enter")
        view.wait_for_function("(button) => /Copi(ed|ato)/.test(button.textContent)", arg=button.element_handle())
        assert copied in view.evaluate("navigator.clipboard.readText()")
    view.context.close()
