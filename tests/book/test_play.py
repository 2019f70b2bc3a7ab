"""Figures to play with: drawn in the page, whatever reads it, and no heavier than they have to be."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from _ext.play_bars import bars_figure, is_of_scores
from _ext.play_curves import PlayedCurve, choice_figure, curve_figure
from _ext.play_parts import Engine
from eqcheck.analysis.curves import scalar_functions
from eqcheck.analysis.loss_curves import loss_functions
from eqcheck.project.load import load_library

ROOT = Path(__file__).parents[2]
SCRIPTS = [ROOT / "lib/eqcheck/backends/primitives.js", *(ROOT / "book/_static").glob("play*.js")]
LIMIT = 15_000
"""So many bytes of JavaScript, compressed, a page of figures may load."""
PAGE = "# Hats\n\n```{equation} hat\n```\n\n```{play} hat\n```\n\n"
CHOICE = "# Choice\n\n```{play} hat bump\n:of: functions\n```\n\n```{comparison}\n```\n"


@pytest.fixture(scope="module")
def library():
    return load_library("formulario")


def named() -> dict[str, list[str]]:
    """The functions that each chapter lets its reader play with."""
    found = {}
    for page in (ROOT / "book").glob("*/*.md"):
        calls = re.findall(r"^```\{play\} (.+)$", page.read_text("utf-8"), re.MULTILINE)
        found[page.stem] = [name for call in calls for name in call.split()]
    return found


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+) ([-\d.]+)", path)]


def drawn(html: str, kind: str) -> str:
    return re.search(rf'<path class="{kind}" d="([^"]*)"', html.split("<figcaption")[0])[1]


@pytest.mark.parametrize(("language", "value", "label"), [
    ("en", "<b>0.308</b>", "Bump(t): value and slope"), ("it", "<b>0,308</b>", "Bump(t): valore e pendenza"),
])  # fmt: skip
def test_a_figure_is_drawn_in_the_page(pages, language, value, label):
    made = pages(PAGE.replace("hat", "bump"))
    page = made.build(language=language).page("index.html")
    assert f'aria-label="{label}"' in page
    figure = page[page.index('<figure class="play'): page.index("</figure>")]
    assert len(points(drawn(figure, "value"))) > 40
    assert re.search(r'<div class="controls" hidden="hidden">', figure), "without its script a slider is of no use"
    assert value in figure  # 1/(1 + 1.5²)


def test_the_curve_that_is_drawn_is_the_function(library):
    """The points of the path, taken back from the picture, against the reference arithmetic."""
    played = PlayedCurve(library, "elu")
    plane = played.plane(Engine())
    html, _script = curve_figure(library, "elu", "en", "one")
    for kind, order in (("value", 0), ("slope", 1)):
        path = points(drawn(html, kind))
        assert len(path) > 20
        for x, y in path:
            at = plane.x[0] + (x - plane.across(plane.x[0])) / plane.unit
            if abs(at) < 0.01 or not plane.y[0] < plane.y[1] - y / plane.unit < plane.y[1]:
                continue
            expected = float(played.curve.derivatives(at, 1)[order])
            assert plane.y[1] - y / plane.unit == pytest.approx(expected, abs=0.003), f"{kind} at {at}"


def test_a_jump_is_not_joined(library):
    html, _script = curve_figure(library, "hardshrink", "en", "one")
    assert drawn(html, "value").count("M") == 3
    assert drawn(html, "slope").count("M") == 3


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_figure_is_well_formed_and_short(library, language):
    """An EPUB takes no page that is not."""
    for names in named().values():
        for name in set(names):
            definition = library.take_apart(library.definitions[name])
            html, script = (bars_figure if is_of_scores(definition) else curve_figure)(library, name, language, "one")
            figure = ElementTree.fromstring(html)
            assert len(html) < 6000 and len(script) < 900, name
            assert not any("NaN" in value or "inf" in value for one in figure.iter() for value in one.attrib.values())
            assert all(one.find("input") is not None for one in figure.iter("label"))
            other = {"en": ",", "it": r"\."}[language]
            assert not re.search(rf"\d{other}\d", " ".join(figure.itertext())), "the decimal mark of another language"


def test_every_function_with_a_curve_can_be_played_with(library):
    played = {name for names in named().values() for name in names}
    regression = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy_with_logits")
    scores = ("softmax", "softmin", "log_softmax", "tempered_softmax")
    assert {*scalar_functions(library), *regression, *scores, "cross_entropy"} <= played


def test_a_page_is_light(library):
    names = max(named().values(), key=len)
    programs = [curve_figure(library, name, "en", name)[1] for name in names]
    for of in (scalar_functions, loss_functions):
        programs.append(choice_figure(library, of(library), of(library)[:2], "en", "all")[1])
    together = "".join([*(script.read_text("utf-8") for script in SCRIPTS), *programs])
    assert len(gzip.compress(together.encode())) < LIMIT


def test_only_pages_with_figures_load_the_scripts(pages):
    made = pages(PAGE, other="# Other\n\nText.\n")
    built = made.build()
    assert built.page("index.html").count('src="_static/play.js') == 1
    assert "primitives.js" in built.page("index.html")
    assert "play" not in built.page("other.html").split("<body")[0]


@pytest.mark.parametrize("builder", ["epub", "text", "latex", "xml"])
def test_other_builders_need_no_script(pages, builder):
    built = pages(PAGE).build(builder)
    assert "unknown node" not in built.warnings and "index.md" not in built.warnings
    if builder == "epub":
        page = built.page("index.xhtml")
        assert '<figure class="play curve"' in page and "<script" not in page
        ElementTree.fromstring(re.sub(r"&nbsp;|&copy;", " ", page))


def test_rows_of_the_table_know_their_function(pages):
    page = pages("# Book\n", choice=CHOICE).build().page("choice.html")
    assert re.findall(r'<tr data-function="(\w+)"', page) == ["hat", "bump", "leak"]
    assert re.findall(r'<input type="checkbox" value="(\w+)"( checked)?', page) == [
        ("hat", " checked"), ("bump", " checked"), ("leak", "")
    ]  # fmt: skip


def test_a_name_that_nobody_has_is_told_at_its_line(pages):
    made = pages(PAGE.replace("{play} hat", "{play} hut"))
    warnings = made.build().warnings
    assert "there is no function hut to play with" in warnings
    assert f"{made.root / 'index.md'}:6" in warnings
