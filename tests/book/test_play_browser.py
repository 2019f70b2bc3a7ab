"""Figures to play with in a browser: by keys, by pointer and by sliders, in both languages and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _ext.play_bars import bars_figure
from _ext.play_curves import choice_figure, curve_figure
from eqcheck.backends.javascript import PRIMITIVES
from eqcheck.project.load import load_library
from playwright.sync_api import Browser, Page

STATIC = Path(__file__).parents[2] / "book/_static"
NAMES = ("relu", "tanh", "hardshrink")
TABLE = '<table class="comparison"><tbody>{}</tbody></table>'.format(
    "".join(f'<tr data-function="{name}"><th>{name}</th></tr>' for name in NAMES)
)
UNNAMED = """() => [...document.querySelectorAll("input, [role=slider]")]
  .filter((one) => !one.getAttribute("aria-label") && ![...(one.labels ?? [])].some((label) => label.innerText.trim()))
  .map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of figures in each language."""
    library, found = load_library("formulario"), {}
    for language in ("en", "it"):
        figures = [curve_figure(library, name, language, name) for name in ("elu", "relu")]
        figures.append(bars_figure(library, "tempered_softmax", language, "bars"))
        figures.append(choice_figure(library, NAMES, NAMES[:2], language, "choice"))
        body = "".join(f"{html}<script>{script}</script>" for html, script in figures)
        scripts = (PRIMITIVES, STATIC / "play_drawing.js", STATIC / "play.js")
        links = "".join(f'<script defer src="{script.as_uri()}"></script>' for script in scripts)
        links += f'<link rel="stylesheet" href="{(STATIC / "play.css").as_uri()}">'
        found[language] = tmp_path_factory.mktemp("play") / f"{language}.html"
        head = f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">{links}</head>'
        found[language].write_text(f"{head}<body><article>{body}{TABLE}</article></body></html>", "utf-8")
    return found


@pytest.fixture
def opened(browser: Browser, files: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    pages = []

    def open_page(language: str = "en", **context: object) -> Page:
        page = browser.new_context(viewport={"width": 900, "height": 900}, **context).new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(files[language].as_uri())
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.context.close()


def said(page: Page, figure: str) -> str:
    return page.locator(f"#{figure} .handle").first.get_attribute("aria-valuetext")


def path(page: Page, figure: str, kind: str) -> str:
    return page.locator(f"#{figure} .stage path.{kind}").get_attribute("d")


def test_keys_move_the_point(opened):
    page = opened()
    point = page.locator("#elu .handle")
    point.focus()
    assert said(page, "elu") == "x = 1.5; ELU(x) = 1.5; ELU′(x) = 1"
    for key, place in (("ArrowRight", "1.6"), ("ArrowUp", "1.7"), ("ArrowLeft", "1.6"), ("PageDown", "0.6"),
                       ("PageDown", "−0.4"), ("PageUp", "0.6"), ("End", "5"), ("Home", "−5")):  # fmt: skip
        page.keyboard.press(key)
        assert said(page, "elu").startswith(f"x = {place};"), key
    assert said(page, "elu") == "x = −5; ELU(x) = −0.993; ELU′(x) = 0.00674"
    assert page.locator("#elu figcaption .value b").inner_text() == "−0.993"
    assert point.get_attribute("aria-valuenow") == "-5"
    assert point.evaluate("(one) => getComputedStyle(one).outlineStyle") != "none", "focus has to be seen"


def test_a_kink_has_two_slopes(opened):
    page = opened()
    page.locator("#relu .handle").focus()
    for _ in range(15):
        page.keyboard.press("ArrowLeft")
    assert said(page, "relu") == "x = 0; ReLU(x) = 0; ReLU′(x) = 0 → 1"


@pytest.mark.parametrize("touch", [False, True])
def test_the_point_is_dragged(opened, touch):
    page = opened(has_touch=touch)
    box = page.locator("#elu .handle").bounding_box()
    picture = page.locator("#elu .stage > svg").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    unit = picture["width"] * (640 - 44) / 640 / 10
    if touch:
        page.touchscreen.tap(x - 3 * unit, y)  # on the picture: the point comes to the finger
    else:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 3 * unit, y, steps=4)
        page.mouse.up()
    place = float(re.match(r"x = (\S+);", said(page, "elu"))[1].replace("−", "-"))
    assert place == pytest.approx(-1.5, abs=0.06)
    page.mouse.move(x, y)
    assert said(page, "elu").startswith("x = −1."), "let go, it stays"


def test_a_slider_changes_curve_slope_and_numbers(opened):
    page = opened()
    page.locator("#elu .handle").focus()
    page.keyboard.press("Home")
    before = [path(page, "elu", kind) for kind in ("value", "slope", "tangent")]
    slider = page.locator("#elu input[type=range]")
    assert [slider.get_attribute(name) for name in ("min", "max", "step")] == ["-1", "2", "0.05"]
    slider.focus()
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "2"
    assert page.locator("#elu label span").inner_text() == "2"
    assert said(page, "elu") == "x = −5; ELU(x) = −1.99; ELU′(x) = 0.0135"
    after = [path(page, "elu", kind) for kind in ("value", "slope", "tangent")]
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_numbers_have_the_mark_of_the_language(opened):
    page = opened("it")
    assert said(page, "elu") == "x = 1,5; ELU(x) = 1,5; ELU′(x) = 1"
    page.locator("#elu input").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#elu label span").inner_text() == "0,95"
    assert page.locator("#bars .values text").first.text_content() == "0,705"


def test_scores_are_dragged_and_tempered(opened):
    page = opened()
    bars = page.locator("#bars .handle")
    assert bars.count() == 3 and said(page, "bars") == "2; Softmax = 0.705"
    assert bars.nth(2).get_attribute("aria-label") == "Score 3"
    bars.nth(2).scroll_into_view_if_needed()
    box, picture = bars.nth(2).bounding_box(), page.locator("#bars .stage > svg").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 3 * picture["width"] / 640 * (250 - 60) / 8, steps=3)
    page.mouse.up()
    assert bars.nth(2).get_attribute("aria-valuetext") == "2; Softmax = 0.422"
    page.locator("#bars input").focus()
    page.keyboard.press("Home")  # β = −1: the smallest score wins
    assert bars.nth(1).get_attribute("aria-valuetext") == "1; Softmax = 0.576"


def test_functions_are_chosen_and_the_table_follows(opened):
    page = opened()
    figure = page.locator("#choice")
    assert figure.locator(".curves path").count() == 2
    assert page.locator("table.comparison tr:visible").count() == 3, "nothing is left out before anybody chooses"
    figure.get_by_label("Hardshrink").check()
    assert figure.locator(".curves path").count() == 3
    figure.get_by_label("Tanh").uncheck()
    assert page.locator("table.comparison tr:visible").all_inner_texts() == ["relu", "hardshrink"]
    assert "ReLU = 1.5" in said(page, "choice") and "Hardshrink = 1.5" in said(page, "choice")
    figure.locator(".drawn input").nth(1).check()
    assert said(page, "choice") == "x = 1.5; ReLU′ = 1; Hardshrink′ = 1"
    figure.locator("input.rows").uncheck()
    assert page.locator("table.comparison tr:visible").count() == 3


@pytest.mark.parametrize("language", ["en", "it"])
def test_everything_that_can_be_moved_has_a_name(opened, language):
    page = opened(language)
    assert page.locator("[role=slider]").count() == 6
    assert page.evaluate(UNNAMED) == []
    for one in page.locator("[role=slider]").all():
        attributes = [one.get_attribute(f"aria-{name}") for name in ("valuemin", "valuenow", "valuemax", "valuetext")]
        assert all(attributes) and float(attributes[0]) <= float(attributes[1]) <= float(attributes[2])
    assert page.evaluate("[...document.querySelectorAll('[role=img]')].every((one) => one.getAttribute('aria-label'))")


def test_without_javascript_the_figure_stands(opened):
    page = opened(java_script_enabled=False)
    assert len(path(page, "elu", "value")) > 200
    assert page.locator("#elu figcaption").inner_text().split() == [
        "x", "=", "1.5", "ELU(x)", "=", "1.5", "ELU′(x)", "=", "1"
    ]  # fmt: skip
    assert page.locator("input:visible, .handle").count() == 0


def test_drawn_by_the_page_and_by_the_book_alike(browser, opened):
    still, moving = opened(java_script_enabled=False), opened()
    moving.locator("#elu input").focus()
    for key in ("ArrowLeft", "ArrowRight"):
        moving.keyboard.press(key)
    for kind in ("value", "slope", "tangent"):
        assert path(moving, "elu", kind) == path(still, "elu", kind)
