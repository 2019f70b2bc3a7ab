"""What a source says besides its displays: relations inside sentences, and of which function a docstring speaks."""
from __future__ import annotations

from textwrap import dedent

import pytest
from eqcheck import Library, Source, Statement, problems, read_markdown, read_rst
from eqcheck.project.find import read_module
from eqcheck.syntax.source import UNCHECKED_CLAIM

DEFINITIONS = [
    Statement("sigmoid", "definition", r"\operatorname{Sigmoid}(x) = \sigma(x) = \frac{1}{1 + \exp(-x)}", "x real"),
    Statement("entropy", "definition", r"\operatorname{H}(p) = -\sum_c p_c \log p_c", "p distribution[C]"),
]
LIBRARY = Library(lambda: None, Source(DEFINITIONS))

CLAIMS = [
    r"\operatorname{Sigmoid}(0) = \frac12", r"\sigma(x) \le 1", r"\sigma'(x) > 0", r"x - \sigma(-x) = -1",
    r"\operatorname{H}(p) \approx 3", r"\sigma\left(x\right) \ne 0", r"y = \operatorname{Sigmoid}(x)",
]
NO_CLAIMS = [
    r"\sigma(x)", r"\sigma > 0", r"x = 3", r"H > 0", r"\operatorname{Other}(x) = 3", r"\exp(0) = 1", r"\%", "'",
]


def complaints(source: Source) -> list[tuple[str, int]]:
    return [(problem.message, problem.line) for problem in problems(LIBRARY, source)]


@pytest.mark.parametrize("latex", CLAIMS)
def test_a_relation_inside_a_sentence_is_reported(latex):
    page = f"# Title\n\nA sentence\nsays that ${latex}$, and {{math}}`{latex}` again.\n\n- in a list: ${latex}$\n"
    assert complaints(read_markdown(page, "a.md", strict=True)) == [(UNCHECKED_CLAIM, line) for line in (4, 4, 6)]
    page = f"Title\n=====\n\nA sentence\nsays :math:`{latex}`.\n\n.. note:: A note: :math:`{latex}`\n"
    assert complaints(read_rst(page, "a.rst", strict=True)) == [(UNCHECKED_CLAIM, line) for line in (5, 7)]


@pytest.mark.parametrize("latex", NO_CLAIMS)
def test_a_term_a_letter_or_a_foreign_function_is_not(latex):
    assert complaints(read_markdown(f"A ${latex}$.\n", "a.md", strict=True)) == []
    assert complaints(read_rst(f"A :math:`{latex}`.\n", "a.rst", strict=True)) == []


def test_only_strict_books_are_told():
    assert complaints(read_markdown(rf"A ${CLAIMS[0]}$.", "a.md")) == complaints(read_rst(CLAIMS[0], "a.rst")) == []


def test_code_is_no_claim():
    assert complaints(read_markdown(rf"Write `${CLAIMS[0]}$`.", "a.md", strict=True)) == []
    assert complaints(read_rst(rf"Write ``:math:`{CLAIMS[0]}```.", "a.rst", strict=True)) == []


def test_a_docstring_is_told_by_its_library():
    source = read_module(dedent(r'''
        def sigmoid(x):
            r"""A step.

            .. equation::
               :where: x real

               \operatorname{Sigmoid}(x) = \frac{1}{1 + \exp(-x)}

            Its middle is :math:`\operatorname{Sigmoid}(0) = 1/2`.
            """
    '''), "m.py", strict=True)
    assert [(one.message, one.line) for one in Library(lambda: None, source).problems] == [(UNCHECKED_CLAIM, 10)]


def test_a_page_defines_nothing():
    page = "```{equation}\n:kind: definition\n:label: sigmoid\n\nF(x) = x\n```\n"
    other = ".. equation::\n   :kind: definition\n\n   F(x) = x\n"
    for source in (read_markdown(page, "a.md"), read_rst(other, "a.rst")):
        assert not source.statements and "stands in the docstring" in source.problems[0].message


@pytest.mark.parametrize(("options", "complaint"), [
    ([":of: double(x)"], "the docstring of half defines double: write `:of: half(…)`"),
    ([":of: double(x, y=2)"], "the docstring of half defines double"),
    ([":label: double"], "the docstring of half defines double"),
    ([":label: other", ":kind: definition", ":of: double(x)"], "the docstring of half defines double"),
    ([":label: halves", ":of: half(x, y=2)"], ""),
    ([":label: other", ":kind: identity"], ""),
    ([], ""),
])
@pytest.mark.parametrize("place", ["first", "second"])
def test_a_docstring_defines_its_own_function(options, complaint, place):
    own = ".. equation::\n   :where: x real\n\n   \\operatorname{Half}(x) = \\frac{x}{2}\n\n"
    if place == "second" and ":kind: identity" not in options:
        options = [":kind: definition", ":label: half", *(one for one in options if not one.startswith(":kind:"))]
    lines = "".join(f"   {option}\n" for option in dict((one.split()[0], one) for one in options).values())
    other = f".. equation::\n{lines}\n   F(x) = x\n"
    source = read_rst(own * (place == "second") + other, "m.py", owner="half")
    assert [one.message[:len(complaint)] for one in source.problems] == [complaint] * bool(complaint)
    assert len(source.statements) == (place == "second") + (not complaint)
