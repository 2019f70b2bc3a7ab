"""Whatever is wrong makes the build warn at the author's own file and line, at every build until it is put right."""

import pytest

LIBRARY = "tinylib/bumps.py"
BUMP = r"\operatorname{Bump}(t) ="
LEAK = r"\operatorname{Leak}(t; a) ="
EVEN = r"\operatorname{Bump}(-t)"
TITLE = "# Bumps"

PAGE = r"""
    # Bumps

    ```{equation} hat
    ```

    ```{equation} bump
    ```

    ```{equation}
    :label: even
    :where: t real

    \operatorname{Bump}(-t)
      = \operatorname{Bump}(t)
    ```
"""


def warned_at(built) -> list[str]:
    """``path:line`` of each warning."""
    return [line.split(": WARNING")[0] for line in built.warnings.splitlines() if ": WARNING" in line]


def test_a_right_book_is_silent(book):
    assert book(PAGE).build().warnings == ""


@pytest.mark.parametrize(
    ("file", "old", "new", "marker"),
    [
        pytest.param(LIBRARY, r"{1 + t^2}", r"{1 + t^2", BUMP, id="missing bracket"),
        pytest.param(LIBRARY, r"\text{if } t > 0", r"\text{if } t < 0", LEAK, id="reversed relation"),
        pytest.param(LIBRARY, "scale * scale", "scale * scale / 2", BUMP, id="definition and body differ"),
        pytest.param("index.md", r"  = \operatorname", r"  = -\operatorname", EVEN, id="wrong sign"),
        pytest.param("index.md", "{equation} hat", "{equation} hut", "{equation} hut", id="unknown name"),
        pytest.param("index.md", "hat\n", "hat\n0 = 0\n", "{equation} hat", id="name and formula"),
        pytest.param("index.md", TITLE, f"{TITLE}\n\n$$1 +\n1 = 2\n$$", "$$1 +", id="dollars"),
        pytest.param("index.md", TITLE, f"{TITLE}\n\nA sum, $$1 = 1$$.", "A sum", id="dollars in a line"),
        pytest.param("index.md", TITLE, TITLE + "\n\nAt 0 $\\operatorname{Bump}(0) = 1$.", "At 0", id="a claim"),
        pytest.param("index.md", TITLE, f"{TITLE}\n\n```{{math}}\n1 = 1\n```", "{math}", id="directive math"),
        pytest.param("index.md", TITLE, TITLE + "\n\n\\begin{align}\n1\n\\end{align}", "begin{align}", id="amsmath"),
        pytest.param("index.md", TITLE, f"{TITLE}\n\n\\[ 1 = 1 \\]", "\\[ 1", id="brackets"),
        pytest.param("index.md", TITLE, f"{TITLE}\n\n- > :::{{tip}}\n  > $$1 = 1$$\n  > :::", "$$1", id="nested"),
        pytest.param("index.md", ":label: even", ":label: hat", "```{equation}", id="label of a definition"),
        pytest.param("index.md", ":label: even", ":unchecked:", "```{equation}", id="no reason"),
        pytest.param("index.md", ":label: even", ":kind: idea", "```{equation}", id="unknown kind"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_line(book, file, old, new, marker):
    pages = book(PAGE)
    pages.replace(file, old, new)
    first = set(warned_at(pages.build()))
    assert pages.line(file, marker) in first
    assert set(warned_at(pages.build())) == first, "the second build forgot what is wrong"
    pages.replace(file, new, old)
    assert pages.build().warnings == ""


def test_code_about_mathematics_is_no_mathematics(book):
    assert book("# Code\n\nWrite ``$$`` or\n`\\[` nowhere, \\[not even here\\].\n\n    $$1$$\n").build().warnings == ""


def test_nested_equations_keep_their_lines(book):
    pages = book(r"""
        # Nested

        :::{tip}
        In a tip:

        - and a list

          ```{equation}
          :where: t real

          \operatorname{Bump}(t) = 7
          ```
        :::

        ````{note}
        ```{equation} bomp
        ```
        ````
    """)
    assert sorted(warned_at(pages.build())) == sorted([pages.line("index.md", "= 7"), pages.line("index.md", "bomp")])


def test_reference_page_points_into_the_docstring(foreign):
    foreign.replace("tinylib/bumps.py", "    :param width:", "    .. math:: 1 = 1\n\n    :param width:")
    assert set(warned_at(foreign.build())) == {foreign.line("tinylib/bumps.py", ".. math::")}


def test_an_unknown_name_brings_the_nearest(book):
    assert "did you mean hat?" in book(PAGE.replace("{equation} hat", "{equation} hatt")).build().warnings


def test_a_label_used_twice(book):
    pages = book(PAGE, more="# More\n\n```{equation} hat\n```\n")
    warnings = pages.build().warnings
    assert f"{pages.root / 'more.md'}:3: WARNING" in warnings
    assert "index.md:4" in warnings
    pages.replace("index.md", "```{equation} hat\n```\n", "")
    built = pages.build()
    assert built.warnings == "" and 'id="equation-hat"' in built.page("more.html")


def test_a_function_of_no_page_is_checked(book):
    pages = book("# Nothing\n")
    pages.replace("tinylib/bumps.py", "slope * t)", "-slope * t)")
    assert warned_at(pages.build()) == [pages.line("tinylib/bumps.py", r"\operatorname{Leak}(t; a) =")]


def test_a_name_comes_into_being_elsewhere(book):
    pages = book("# Later\n\n```{equation} dome\n```\n")
    assert "dome" in pages.build().warnings
    with (pages.root / "tinylib" / "bumps.py").open("a") as file:
        file.write(
            '\n\ndef dome(t: Tensor) -> Tensor:\n    r"""A dome.\n\n    .. equation::\n       :where: t real\n\n'
            '       \\operatorname{Dome}(t) = -t^2\n    """\n    return -t * t\n'
        )
    pages.replace("tinylib/__init__.py", "import bump,", "import bump, dome,")
    built = pages.build()
    assert built.warnings == "" and "equation-dome" in built.page("index.html")
