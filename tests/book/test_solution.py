"""A solution is folded away on a page, and printed in everything that cannot be opened."""

import re

import pytest

PAGE = r"""
    # Exercises

    Is the bump even?

    :::{solution}
    Yes, see {eq}`even`.

    ```{equation}
    :label: even
    :where: t real

    \operatorname{Bump}(-t) = \operatorname{Bump}(t)
    ```
    :::
"""


@pytest.mark.parametrize(("language", "word"), [("en", "Solution"), ("it", "Soluzione")])
def test_a_solution_opens_without_a_script(pages, language, word):
    built = pages(PAGE).build(language=language)
    pattern = r'<details class="solution admonition">\s*<summary class="admonition-title">(\w+)</summary>(.*)</details>'
    folded = re.search(pattern, built.page("index.html"), re.DOTALL)
    assert built.warnings == ""
    assert folded[1] == word
    assert 'id="equation-even"' in folded[2] and 'class="verdict verified ' in folded[2]
    assert "script" not in folded[0] and "onclick" not in folded[0]


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "man", "xml"])
def test_every_other_builder_prints_it(pages, builder):
    built = pages(PAGE).build(builder)
    assert "unknown node" not in built.warnings and "index.md" not in built.warnings
    if builder == "text":
        assert "Solution: Yes, see (1)." in built.page("index.txt")
    if builder == "epub":
        page = built.page("index.xhtml")
        assert '<p class="admonition-title">Solution</p>' in page and "<details" not in page


def test_an_equation_in_a_solution_is_checked_at_its_own_line(pages):
    made = pages(PAGE)
    made.replace("index.md", r"\operatorname{Bump}(-t) =", r"\operatorname{Bump}(-t) = -")
    assert made.line("index.md", r"-t) = -") in made.build().warnings


def test_an_empty_solution_is_refused(pages):
    assert "Content block expected" in pages("# Exercises\n\n```{solution}\n```\n").build().warnings
