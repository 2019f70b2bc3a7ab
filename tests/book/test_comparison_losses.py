"""The table of all losses: complete, in the page's language, apart from the functions of one number."""

import json
import re
from pathlib import Path

import pytest
from eqcheck.analysis.loss_curves import loss_functions
from eqcheck.project.load import load_library

from .test_comparison import rows

ROOT = Path(__file__).parents[2]
MISSES = r'''
"""Losses of somebody else's."""

import torch
from torch import Tensor


def miss(input: Tensor, target: Tensor, low: float = 0.25) -> Tensor:
    r"""Twice as bad on one side, perhaps.

    .. equation::
       :where: x, y real; a in 1/4, 1, 3
       :of: miss(x, y, low=a)

       \operatorname{Miss}(x, y; a) = \begin{cases} x - y & \text{if } x > y \\ a (y - x) & \text{otherwise} \end{cases}
    """
    return torch.where(input > target, input - target, low * (target - input))


def hinge(input: Tensor, target: Tensor) -> Tensor:
    r"""Nothing to pay for those who are sure.

    .. equation::
       :where: x real[C]; c class(C)

       \operatorname{Hinge}(x, c) = \max(0, 1 - x_c)
    """
    return torch.clamp(1 - input[target], min=0)


def far(input: Tensor, target: Tensor) -> Tensor:
    r"""Of many numbers at once: no curve.

    .. equation::
       :where: x, y real[N]

       \operatorname{Far}(x, y) = \max_n |x_n - y_n|
    """
    return (input - target).abs().max()
'''
CHAPTER = "# Chapter\n\nText.\n\n## For numbers\n\n```{equation} miss\n```\n"
TABLES = "# All\n\n```{comparison}\n:of: losses\n:costs: costs.json\n```\n"
MEASURED = {
    "device": "Abacus", "torch": "2.0", "python": "3.11", "numbers": 12345, "examples": 5, "classes": 2469,
    "dtype": "float32", "cost": {"miss": {"torch": 1.234, "formulario": 17.8}},
}  # fmt: skip


@pytest.fixture
def compared(pages):
    made = pages("# Book\n", chapter=CHAPTER, losses=TABLES, functions="# Functions\n\n```{comparison}\n```\n")
    made.write("tinylib/misses.py", MISSES)
    made.write("tinylib/__init__.py", "from tinylib.bumps import *\nfrom tinylib.misses import *\n")
    made.write("costs.json", json.dumps(MEASURED))
    return made


def test_every_loss_with_its_facts(compared):
    built = compared.build()
    assert built.warnings == ""
    table = rows(built.page("losses.html"))
    assert list(table) == ["Loss", "Miss", "Hinge"]
    assert table["Miss"] == [
        "[0, ∞)", "{−0.25, 1}", "∞, slope −0.25", "0, slope −0.25 → 1", "∞, slope 1", "yes", "yes", "none: c", "yes",
        "C 0", "1.2", "18",
    ]  # fmt: skip
    assert table["Hinge"] == [
        "[0, ∞)", "{−1, 0}", "∞, slope −1", "1, slope −1", "0, slope 0", "yes", "yes", "yes", "no", "C 0", "none",
        "none",
    ]  # fmt: skip


def test_losses_and_functions_of_one_number_are_kept_apart(compared):
    assert list(rows(compared.build().page("functions.html"))) == ["Function", "Hat", "Bump", "Leak"]


@pytest.mark.parametrize(
    ("old", "new", "place", "told"),
    [
        ("x - y & ", "(x - y)^2 & ", 5, "no"),  # no bounded slope
        ("a (y - x)", "8 a (x - y)", 6, "no"),  # not convex
        ("a (y - x)", "a (y - x)^2", 7, "yes"),  # of no degree
        ("x - y & ", "(x - y)^2 y & ", 8, "no"),  # not of differences only
    ],
)
def test_another_definition_has_other_facts(compared, old, new, place, told):
    """The table goes by what is printed; that the code then does something else is told elsewhere."""
    compared.replace("tinylib/misses.py", old, new)
    assert rows(compared.build().page("losses.html"))["Miss"][place] == told


def test_the_call_the_parameters_and_the_computer_are_told(compared):
    page = compared.build().page("losses.html")
    text = re.sub(r"<[^>]*>", "", page)
    assert "miss(t, 0)" in text
    assert "hinge([t, 0], 0)" in text
    assert "low = 0.25" in page
    assert 'href="chapter.html#for-numbers"' in page
    assert "5 examples with 2469 classes" in page
    assert "Abacus; PyTorch 2.0, Python 3.11" in page


def test_the_words_of_the_page(compared):
    table = rows(compared.build(language="it").page("losses.html"))
    assert table["Perdita"][5:9] == ["Pendenza limitata", "Convessa", "Scala", "Solo differenze"]
    assert table["Miss"][:4] == ["[0; ∞)", "{−0,25; 1}", "∞, pendenza −0,25", "0, pendenza −0,25 → 1"]
    assert table["Miss"][5:8] == ["sì", "sì", "nessuna: c"]


def test_a_table_of_nothing_is_named(pages):
    made = pages("# Book\n", losses="# All\n\n```{comparison}\n:of: losses\n```\n")
    place = made.line("losses.md", "```{comparison}")
    assert f"{place}: WARNING: no losses of the library have a curve: leave this table out" in made.build().warnings


def test_another_kind_of_table_is_refused(pages):
    made = pages("# Book\n", losses="# All\n\n```{comparison}\n:of: gains\n```\n")
    assert "gains" in made.build().warnings


def test_the_costs_of_this_book_name_every_loss():
    """After a new loss, run ``make bench``."""
    measured = json.loads((ROOT / "benchmarks/results/losses.json").read_text("utf-8"))
    assert sorted(measured["cost"]) == sorted(loss_functions(load_library("formulario", ROOT)))
    assert measured["cost"]["mse_loss"]["torch"] == 1
    assert measured["examples"] * measured["classes"] == measured["numbers"]
