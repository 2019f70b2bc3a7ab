"""Sphinx and ``python -m eqcheck`` find the same equations in this book."""

import io
from pathlib import Path

import pytest
from eqcheck.project import find as sources
from eqcheck.project.load import load_library
from eqcheck.sphinx.domain import equations_of
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

ROOT = Path(__file__).parents[2]
DIRECTIVES = ("comparison", "proofs", "solution")


@pytest.fixture(scope="module")
def equations(tmp_path_factory):
    """The book as Sphinx reads it, without its gallery."""
    built = tmp_path_factory.mktemp("book")
    only = {
        "extensions": ["myst_parser", "sphinx.ext.autodoc", "eqcheck.sphinx", *map("_ext.{}".format, DIRECTIVES)],
        "exclude_patterns": ["gallery", "locale", "_templates"],
        "html_theme": "basic",
        "html_math_renderer": "katex",
    }
    with patch_docutils(ROOT), docutils_namespace():
        places = (ROOT / "book", ROOT, built, built / "doctrees")
        app = Sphinx(*places, "gettext", only, status=None, warning=io.StringIO())
        app.build()
    return equations_of(app.env)


def test_the_same_statements(equations):
    library = load_library("formulario", ROOT)
    chapters = sources.read_chapters(ROOT / "book", ROOT)
    found = {showing.statement for showing in equations.in_order()} | set(equations.hidden())
    assert found == {*library.statements, *chapters.statements}
    assert len(found) > len(library.definitions) > 0


def test_nothing_is_wrong_about_the_pages(equations):
    assert equations.problems() == []


def test_every_definition_has_its_place_in_a_chapter(equations):
    chapters = {showing.statement for showing in equations.in_order() if showing.label}
    assert [name for name, definition in equations.library.definitions.items() if definition not in chapters] == []
