"""Which strings of a script are words, and what the script is with other words."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest
from _ext.literals import with_words, words_in


@pytest.mark.parametrize(
    "code",
    [
        'axes.plot(x, y, label="mean")',
        'axes.set_xlabel("mean")',
        'axes.set(xlabel="mean", aspect="equal")',
        'experiments.record("mean", loss, ".2f")',
        'experiments.claim("A13", sentence, holds={"mean": True})',
        'names = ["mean"]',
        'curves = {"mean": F.mse_loss}',
        'curves["mean"].append(loss)',
        'curve = losses.get("mean")',
        'title = "mean" if centred else None',
        'draw(x, "mean")',
        'torch.sum(*(curves[name] for name in ["mean"]))',
        'axes.plot(x, linestyle={"mean": "-"}[name])',
        'axes.plot(x, linestyle="-" if name == "mean" else "--")',
        'def draw(name="mean"):\n    pass',
    ],
)
def test_words(code: str):
    assert "mean" in {words.text for words in words_in(code)}


@pytest.mark.parametrize(
    "code",
    [
        'F.mse_loss(x, y, reduction="mean")',
        'F.mse_loss(x, y, "mean")',
        'plt.figure().legend(loc="mean")',
        'x.pad(["mean"])',
        'axes.plot(x, y, "mean")',
        'torch.mean(x, mode="mean" if x else "sum")',
        'print("mean")',
        '"""mean"""',
        'axes.plot(x, linestyle=f"mean")',
    ],
)
def test_options(code: str):
    assert "mean" not in {words.text for words in words_in(code)}


def test_an_f_string_says_what_it_says_with_anything_in_its_fields():
    (words,) = words_in('label = f"weights × {gain:.2f}, {names[\'a\']} {{here}}"')
    assert words.fields == ("{gain:.2f}", "{names['a']}")
    assert words.groups("weights × 4.00, tanh {here}") == ("4.00", "tanh")
    assert words.groups("weights of 4, tanh {here}") is None
    assert words.bare() == "weights ×  ,   {{here}}"


def test_a_docstring_is_its_paragraphs():
    (words,) = words_in('def f():\n    """Of half\n    their squares.\n\n    And more.\n    """')
    assert words.text == "Of half their squares.\n\nAnd more."


SAID = {
    "loss": "perdita",
    "A line of some length that goes up and down and up again.":
        "Una linea più lunga, che sale, scende e risale, “così”.",
    "the \\alpha of {name}": 'la "{name}" di \\alpha',
    "The first.": "La prima, che per intero non sta in una riga sola, perché dice molto più dell’altra.",
}  # fmt: skip


def said(code: str) -> str:
    new = with_words(dedent(code).strip(), SAID)
    assert all(len(line) <= 88 for line in new.splitlines())
    ast.parse(new)
    return new


def test_words_are_replaced_where_they_stand():
    code = 'axes.set(xlabel="loss", ylabel="loss")  # loss\nF.f(x, reduction="loss", é=("loss", "à"))[\'loss\']'
    new = 'axes.set(xlabel="perdita", ylabel="perdita")  # loss\nF.f(x, reduction="loss", é=("loss", "à"))["perdita"]'
    assert said(code) == new


def test_long_words_are_wrapped_between_brackets():
    new = said(
        """
        def describe():
            figures.describe(
                figure, "A line of some length "
                "that goes up and down and up again.", something, another, and_so_on, length)
        """
    )
    assert new.splitlines()[2:] == [
        "        figure, \"Una linea più lunga, che sale, scende e risale, \"",
        "                \"“così”.\", something, another, and_so_on, length)",
    ]


def test_elsewhere_they_are_left_in_one_line():
    new = with_words('x = "A line of some length that goes up and down and up again."' + " " * 30, SAID)
    assert new.splitlines() == ['x = "Una linea più lunga, che sale, scende e risale, “così”."' + " " * 30]


def test_f_strings_keep_their_fields():
    code = "x = f\"the \\\\alpha of {name}\""
    assert said(code) == 'x = f"la \\"{name}\\" di \\\\alpha"'
    assert eval(said(code)[4:], {"name": "norma"}) == 'la "norma" di \\alpha'


def test_docstrings_are_wrapped():
    new = said('class A:\n    def f(self):\n        """The first."""\n        return 0')
    assert new.splitlines()[2:4] == [
        '        """La prima, che per intero non sta in una riga sola, perché dice molto più',
        '        dell’altra."""',
    ]
    assert ast.get_docstring(ast.parse(new).body[0].body[0]) == SAID["The first."].replace("più dell", "più\ndell")


def test_words_of_a_helper_are_stated():
    """The library draws "value" and "slope" by itself."""
    said = {"value": "valore", "slope": "pendenza"}
    code = (
        'figures.value_and_slope({"ReLU": F.relu}, kinks=(),)\n'
        "figures.value_and_slope(\n    {},\n)\nfigures.slope(f, x)"
    )
    assert with_words(code, said) == (
        'figures.value_and_slope({"ReLU": F.relu}, kinks=(), labels=("valore", "pendenza"))\n'
        'figures.value_and_slope(\n    {},\n    labels=("valore", "pendenza"),\n)\nfigures.slope(f, x)'
    )
    stated = with_words("figures.value_and_slope(\n    {}, kinks=()\n)", said)
    assert stated == 'figures.value_and_slope(\n    {}, kinks=(),\n    labels=("valore", "pendenza"),\n)'
    assert with_words('figures.value_and_slope({}, labels=("slope", "x"))', said).endswith('labels=("pendenza", "x"))')


def test_arguments_of_the_library_are_no_words():
    code = 'options = {"threshold": 1, "value": "mean"}\nerrors = {"value": {}, "slope": {}}'
    assert [words.text for words in words_in(code)] == ["mean", "value", "slope"]


@pytest.mark.parametrize(
    "code",
    [
        'for name in ("mean",):\n    print(F.mse_loss(x, y, reduction=name))',
        'losses = (F.mse_loss(x, y, reduction=name) for name in ["mean"])',
    ],
)
def test_what_a_loop_hands_on_as_an_option_is_no_word(code):
    assert words_in(code) == []
    assert [words.text for words in words_in(code.replace("reduction=", "label="))] == ["mean"]
