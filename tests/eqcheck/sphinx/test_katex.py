from __future__ import annotations

import re

import pytest
from eqcheck.sphinx.katex import KatexError, in_language, render

CASES = r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}"


def words(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html)


def test_a_formula_is_html_and_mathml():
    html = render(r"\operatorname{ReLU}(x) = \max(0, x)")
    assert "<math " in html and "katex-html" in html and "katex-display" in html


def test_inline_formulas_stay_in_the_line():
    assert "katex-display" not in render("x", display=False)


def test_words_are_in_the_language_of_the_page():
    assert r"\text{if }" in in_language(CASES, "en")
    assert in_language(CASES, "it") == CASES.replace("if", "se").replace("otherwise", "altrimenti")
    assert "altrimenti" in words(render(CASES, language="it"))


def test_phrases_are_translated_as_a_whole():
    assert in_language(r"x \text{ for all } y", "it") == r"x \text{ per ogni } y"


def test_quoted_options_are_not_words():
    assert in_language(r"\text{'mean'}", "it") == r"\text{'mean'}"


@pytest.mark.parametrize("language", ["en", "it"])
def test_an_unknown_word_is_refused_in_every_language(language: str):
    with pytest.raises(KatexError, match=r"'whenever'.*otherwise"):
        in_language(r"\text{whenever } x", language)


@pytest.mark.parametrize(("latex", "reason"), [(r"\frac{1", "end of input"), (r"\foo", "Undefined control sequence")])
def test_bad_tex_says_what_is_wrong(latex: str, reason: str):
    with pytest.raises(KatexError, match=reason):
        render(latex)


def test_the_indicator_has_a_sign():
    assert "1" in words(render(r"\mathbb{1}\{x > 0\}"))


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


def test_a_full_stop_stays_with_its_formula(book):
    book.build()
    page = (book.root / "build/html/en/index.html").read_text("utf-8")
    assert re.search(r'<span class="unbroken"><span class="math">.*?</span>\.</span>', page)


def test_a_question_is_not_followed_by_a_full_stop(book):
    book.change("book/index.md", "The height is", "See {doc}`Why? <gallery/index>`. The height is")
    assert book.build().returncode == 0
    page = (book.root / "build/html/en/index.html").read_text("utf-8")
    assert re.search(r">Why\?</span></a> The height", page)


def test_a_page_with_bad_tex_does_not_build(book):
    book.change("book/index.md", "$h > 0$", r"$\frac{h$")
    built = book.build()
    assert built.returncode == 1
    assert re.search(r"index\.md:[34]: WARNING: formula: .*end of input", built.stderr), built.stderr
