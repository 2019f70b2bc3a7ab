"""A build does again what has to be done again, and no more."""

import subprocess
import sys

import pytest
from eqcheck.project import find as sources
from eqcheck.project.load import load_library
from eqcheck.sphinx import checking
from eqcheck.sphinx.domain import equations_of

CHAPTER = r"""
    # Chapter

    ```{equation} bump
    ```

    ::::{tip}
    :::{note}
    ```{equation}
    :label: even
    :where: t real
    :kind: identity

    \operatorname{Bump}(-t)
      = \operatorname{Bump}(t)

    ```
    :::
    ::::

    > ```{equation}
    > :unchecked: it is quoted
    >
    > 1 = 1
    > ```
"""
LEDGER = "# Ledger\n\n```{ledger}\n```\n"


@pytest.fixture
def pages(book):
    return book("# Book\n", chapter=CHAPTER, plain="# Plain\n", ledger=LEDGER)


def test_a_page_is_read_again_when_the_definition_it_shows_changes(pages):
    pages.build()
    pages.replace("tinylib/bumps.py", r"\frac{1}{1 + t^2}", r"\frac{1}{t^2 + 1}")
    built = pages.build()
    assert r"\frac{1}{t^2 + 1}" in built.page("chapter.html")
    assert "1/(t² + 1)" in built.page("ledger.html")


def test_a_page_is_written_again_when_only_its_verdict_changes(pages):
    """The chapter with the identity is not touched; what it speaks of is."""
    pages.replace("chapter.md", "```{equation} bump\n```", "")
    pages.build()
    pages.replace("tinylib/bumps.py", "return scale * scale", "return scale * scale + 0.125 * (t > 0)")
    assert 'class="verdict failed"' in pages.build().page("chapter.html")


def test_nothing_changed_nothing_written(pages):
    """Nor does it matter whether a verdict is new or comes from the cache."""
    pages.write("conf.py", (pages.root / "conf.py").read_text() + 'eqcheck_cache = "kept"\n')
    pages.build()
    folder = pages.root / "build" / "en" / "html"
    names = ("index.html", "chapter.html", "plain.html", "ledger.html", "equations.json")
    before = {folder / name: (folder / name).stat().st_mtime_ns for name in names}
    pages.build()
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_nothing_changed_nothing_verified(pages):
    """The second build takes every verdict from the cache: neither torch nor the library is imported."""
    command = [sys.executable, "-c", (
        "import sys; from sphinx.cmd.build import main;"
        f"code = main(['-q', '-W', '-D', 'eqcheck_cache=kept', {str(pages.root)!r}, {str(pages.root / 'html')!r}]);"
        "print(code, *sorted({'torch', 'tinylib'} & set(sys.modules)))"
    )]  # fmt: skip
    first, second = (subprocess.run(command, capture_output=True, text=True, check=False) for _ in range(2))
    assert first.stdout.split() == ["0", "tinylib", "torch"], first.stderr
    assert second.stdout.split() == ["0"], second.stderr


def test_sphinx_and_the_command_find_the_same_statements(pages, monkeypatch):
    asked = []
    verify = checking.verify_all

    def noted(statements, *arguments, **options):
        asked.extend(statements)
        return verify(statements, *arguments, **options)

    monkeypatch.setattr(checking, "verify_all", noted)
    built = pages.build()
    monkeypatch.syspath_prepend(pages.root)
    library = load_library("tinylib", pages.root)
    assert library.definitions == equations_of(built.app.env).library.definitions
    chapters = sources.read_chapters(pages.root, pages.root)
    assert set(asked) == {*library.statements, *chapters.statements}
    assert len(asked) == 5
