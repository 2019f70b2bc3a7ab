from __future__ import annotations

import re

import pytest
from eqcheck.sphinx.katex import KatexError, render


def words(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html)


def test_a_formula_is_html_and_mathml():
    html = render(r"\operatorname{ReLU}(x) = \max(0, x)")
    assert "<math " in html and "katex-html" in html and "katex-display" in html


def test_inline_formulas_stay_in_the_line():
    assert "katex-display" not in render("x", display=False)


@pytest.mark.parametrize(("latex", "reason"), [(r"\frac{1", "end of input"), (r"\foo", "Undefined control sequence")])
def test_bad_tex_says_what_is_wrong(latex: str, reason: str):
    with pytest.raises(KatexError, match=reason):
        render(latex)


def test_the_indicator_has_a_sign():
    html = render(r"\mathbb{1}\{x > 0\}")
    assert "1" in words(html.partition("katex-html")[2])
    assert r">\mathbb{1}\{x &gt; 0\}</annotation>" in html, "what is copied is not what the author wrote"


def test_decimals_are_drawn_in_the_signs_of_the_language():
    html = render("1.5 x + f(1, 5)", decimals=",")
    assert ">1.5 x + f(1, 5)</annotation>" in html, "what is copied is not what the author wrote"
    drawn = words(html.partition("katex-html")[2])
    assert re.search(r"1\s*,\s*5", drawn) and "1.5" not in drawn
    spaced, kept_together = html.count("mpunct"), html.count('<span class="mord"><span class="mpunct">')
    assert (spaced, kept_together) == (2, 1), "the comma of a number is set like one between two numbers"
    assert "<mn>1,5</mn>" in html, "a screen reader reads two numbers"


def lines(latex: str) -> list[str]:
    """What a narrow page would put in lines of their own."""
    pieces = re.split("(<span|</span>)", render(latex).partition("katex-html")[2])
    found, opened = [""], []
    for tag, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if tag == "<span":
            if text.startswith((' class="base"', ' class="unbroken"')) and "unbroken" not in opened:
                found.append("")
            opened.append("unbroken" if "unbroken" in text else "")
        elif opened:
            opened.pop()
        found[-1] += text.partition(">")[2] if tag == "<span" else text
    return ["".join(line.replace("\u200b", "").split()) for line in found[1:]]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"x = -1", ["x=−1"]),
        (r"f(x) = g(x + y) + \log(1 + \exp(x))", ["f(x)=", "g(x+y)+", "log(1+exp(x))"]),
        (r"f(x) = \lambda g(x),\quad \lambda = 1.05,\quad a = 2", ["f(x)=", "λg(x),", "λ=1.05,", "a=2"]),
        (r"f(" + " + ".join("abcdefghijklmnop") + ")", ["f(a+b+c+d+e+f+g+h+i+j+k+l+", "m+n+o+p)"]),
    ],
)
def test_lines_end_where_a_reader_would_end_them(latex: str, expected: list[str]):
    assert lines(latex) == expected


def test_bad_tex_is_a_warning_and_stands_on_the_page(book):
    pages = book("# Page\n\nThe height\nis $\\frac{h$.\n")
    built = pages.build()
    (warning,) = built.warnings.splitlines()
    assert re.search(r"index\.md:[34]: WARNING: formula: .*end of input.*\[eqcheck.formula\]", warning)
    assert r'<code class="formula-error">\frac{h</code>' in built.page("index.html")
