"""What a book sets in ``conf.py``, and what it gets where it sets nothing."""

from __future__ import annotations

import pytest
from sphinx.errors import ConfigError, ExtensionError

STRICT = "eqcheck_strict = True\n"


@pytest.mark.parametrize(
    ("settings", "renderer"),
    [
        ("", "katex"),
        ("html_math_renderer = 'katex'", "katex"),
        ("html_math_renderer = 'mathjax'", "mathjax"),
        ("extensions += ['sphinx.ext.mathjax']", "mathjax"),
        ("extensions += ['sphinx.ext.imgmath']", "imgmath"),
        ("extensions += ['sphinx.ext.mathjax', 'sphinx.ext.imgmath']\nhtml_math_renderer = 'imgmath'", "imgmath"),
        ("def setup(app): app.add_html_math_renderer('katex', (None, None), (None, None))", "katex"),
    ],
)
def test_the_book_chooses_its_renderer(book, settings: str, renderer: str):
    pages = book("# Nothing\n")
    pages.replace("conf.py", STRICT, f"{settings}\n")
    built = pages.build()
    ours = "eqcheck.sphinx.katex" in built.app.extensions
    assert built.app.builder.math_renderer_name == renderer
    assert ours == (renderer == "katex" and "add_html" not in settings)
    assert ("eqcheck/katex/katex.min.css" in built.page("index.html")) == ours
    assert "eqcheck/equation.css" in built.page("index.html")


def test_a_library_that_is_not_there(book):
    pages = book("# Nothing\n")
    pages.replace("conf.py", '"tinylib"', '"tinylob"')
    with pytest.raises(ConfigError, match=r"eqcheck_library = 'tinylob': .*did you mean ‘tinylib’.* sys\.path"):
        pages.build()


def test_a_library_that_is_one_file(book):
    pages = book("# One\n\n```{equation} hat\n```\n")
    (pages.root / "tinylib/bumps.py").rename(pages.root / "hats.py")
    pages.replace("conf.py", '"tinylib"', '"hats"')
    built = pages.build()
    assert built.warnings == "" and 'class="verdict verified ' in built.page("index.html")


def test_a_file_that_cannot_be_read_is_named(book):
    pages = book("# Nothing\n")
    pages.write("tinylib/broken.py", "def broken(:\n    pass\n")
    place = pages.line("tinylib/broken.py", "def broken")
    assert f"{place}: WARNING: the file cannot be read: invalid syntax" in pages.build().warnings


def test_a_library_that_cannot_be_imported(book):
    pages = book("# Nothing\n")
    with (pages.root / "tinylib" / "bumps.py").open("a") as module:
        module.write("\nraise ValueError('not today')\n")
    with pytest.raises(ExtensionError, match=r"'tinylib' cannot be imported \(ValueError: not today\): put right"):
        pages.build()


STRAY = "# Displays\n\n$$1 + 1 = 2$$\n\n\\[ 1 = 1 \\]\n"
UNKNOWN = "\n```{equation} hut\n```\n"
WRONG = "\n```{equation}\n:where: t real\n\n\\operatorname{Bump}(t) = 7\n```\n"


def test_what_is_not_marked_is_left_alone(book):
    pages = book(STRAY)
    pages.replace("tinylib/bumps.py", "    :param width:", "    .. math:: 1 = 1\n\n    :param width:")
    first = pages.build().warnings
    assert first.count("[eqcheck.stray]") == 3 == first.count("WARNING")
    pages.replace("conf.py", STRICT, "")
    built = pages.build()
    assert built.warnings == "" and built.page("index.html").count('<div class="math"') == 1


@pytest.mark.parametrize("subtype", ["stray", "source", "wrong"])
def test_every_type_of_warning_can_be_suppressed(book, subtype: str):
    pages = book(STRAY + UNKNOWN + WRONG)
    found = {kind: pages.build().warnings.count(f"[eqcheck.{kind}]") for kind in ("stray", "source", "wrong")}
    assert found == {"stray": 2, "source": 1, "wrong": 1}
    warnings = pages.build(suppressed=[f"eqcheck.{subtype}"]).warnings
    assert {kind: warnings.count(f"[eqcheck.{kind}]") for kind in found} == {**found, subtype: 0}
