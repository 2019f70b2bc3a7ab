"""Books of other people: built by Sphinx's own command in two processes, and looked at in a browser.

Each formula is seen once, and copied it is its TeX, whichever renderer, theme and library the book has.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from tests.eqcheck.sphinx.conftest import Book

SEEN = """(formula) => {
  const seen = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    let { left, top, right, bottom } = range.getBoundingClientRect();
    for (let box = text.parentElement; box; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.visibility === "hidden") return false;
      if (style.overflow === "visible") continue;
      const clip = box.getBoundingClientRect();
      [left, top] = [Math.max(left, clip.left), Math.max(top, clip.top)];
      [right, bottom] = [Math.min(right, clip.right), Math.min(bottom, clip.bottom)];
    }
    return right - left > 1 && bottom - top > 1;
  };
  const texts = document.createTreeWalker(formula, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) if (seen(texts.currentNode)) found.push(texts.currentNode.data);
  return found.join("").replace(/[\\s\\u200b\\u2061]/g, "");
}"""
PAGE = r"""
# Bumps

The bump is even, $\operatorname{Bump}(-t) = \operatorname{Bump}(t)$ for every $t$.

```{equation} bump
```

```{equation}
:label: even
:where: t real

\operatorname{Bump}(-t)
  = \operatorname{Bump}(t)
```

$$a^2 + b^2 = c^2$$
"""


def built(book: Book, builder: str = "html", jobs: int = 2) -> Path:
    """The folder that a build without a warning has made."""
    done = book.command(builder, jobs)
    assert not done.returncode and not done.stderr, done.stderr
    return book.root / builder


def opened(browser: Browser, page: Path) -> Page:
    view = browser.new_page()
    view.goto(page.as_uri())
    view.evaluate("document.fonts.ready")
    return view


def assert_seen_once(view: Page, count: int) -> None:
    """Every formula is on the page once for the eye, in KaTeX's fonts, and once for screen readers."""
    formulas = view.query_selector_all(".katex")
    assert len(formulas) == count
    for formula in formulas:
        drawn = formula.query_selector(".katex-html")
        assert re.sub(r"[\s\u200b\u2061]", "", drawn.text_content()) == formula.evaluate(SEEN) != ""
        assert formula.query_selector(".katex-mathml > math") and drawn.get_attribute("aria-hidden") == "true"
    tree = view.context.new_cdp_session(view).send("Accessibility.getFullAXTree")["nodes"]
    read = [node for node in tree if node.get("role", {}).get("value") == "MathMLMath" and not node["ignored"]]
    assert len(read) == count
    loaded = view.evaluate("[...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family)")
    assert "KaTeX_Main" in loaded and "KaTeX_Math" in loaded


def copied(view: Page, start: str, end: str) -> str:
    """What is pasted after a selection from one element to another was copied."""
    view.evaluate(
        """([start, end]) => {
          const [first, last] = [document.querySelector(start), document.querySelector(end)];
          getSelection().setBaseAndExtent(first, 0, last, last.childNodes.length);
        }""",
        [start, end],
    )
    view.keyboard.press("Control+c")
    view.evaluate("document.body.prepend(Object.assign(document.createElement('textarea'), { id: 'pasted' }))")
    view.focus("#pasted")
    view.keyboard.press("Control+v")
    return view.evaluate("(() => { const box = document.querySelector('#pasted'); box.remove(); return box.value; })()")


@pytest.mark.parametrize("theme", ["furo", "alabaster"])
def test_markdown_without_a_renderer_gets_katex(book: Callable[..., Book], browser: Browser, theme: str):
    pages = book(PAGE, ledger="# Ledger\n\n```{ledger}\n```\n", plain="# Plain\n\nNothing.\n")
    pages.replace("conf.py", "eqcheck_strict = True\n", f"html_theme = {theme!r}\n")
    site = built(pages)
    view = opened(browser, site / "index.html")
    assert_seen_once(view, 5)
    assert view.locator("details.verdict.verified > summary").count() == 2
    even = r"\operatorname{Bump}(-t) = \operatorname{Bump}(t)"
    assert copied(view, "#equation-even .katex-html", "#equation-even .katex-html") == even
    assert copied(view, "section > p", "section > p") == f"The bump is even, {even} for every t."
    view.goto((site / "ledger.html").as_uri())
    assert "Bump(−t) = Bump(t)" in view.locator(".ledger").first.text_content()
    view.close()


def test_without_scripts_a_formula_is_copied_as_it_is_seen(book: Callable[..., Book], browser: Browser):
    site = built(book("# Sum\n\nTwo, $1 + 1 = 2$.\n"))
    view = browser.new_page(java_script_enabled=False)
    view.goto((site / "index.html").as_uri())
    view.evaluate("getSelection().selectAllChildren(document.querySelector('section > p'))")
    assert "".join(view.evaluate("getSelection().toString()").split()) == "Two,1+1=2."
    view.close()


@pytest.fixture
def rest(tmp_path: Path) -> Book:
    """A book in reStructuredText with no library and nothing said of mathematics."""
    book = Book(tmp_path / "rest", tmp_path / "rest")
    book.write("conf.py", 'extensions = ["eqcheck.sphinx"]\n')
    book.write("index.rst", r"""
        Numbers
        =======

        Nobody has marked this:

        .. math:: a^2 + b^2 = c^2

        .. equation::
           :label: odd
           :where: x real

           \tanh(-x) = -\tanh(x)

        Hence :eq:`odd`.

        .. toctree::

           other
    """)
    book.write("other.rst", "Other\n=====\n\n.. ledger::\n")
    return book


def test_restructured_text_without_a_library(rest: Book, browser: Browser):
    view = opened(browser, built(rest) / "index.html")
    assert_seen_once(view, 2)
    assert view.locator("details.verdict").count() == 1
    view.goto((rest.root / "html/other.html").as_uri())
    assert "tanh(−x) = −tanh(x)" in view.locator(".ledger").text_content()
    view.close()


def test_a_numpy_library_with_mathjax(rest: Book, browser: Browser):
    """MathJax itself is not here: its input stands on the page once, between its delimiters, without any KaTeX."""
    rest.write("waves/__init__.py", '''
        """Waves."""
        import numpy as np


        def wave(x):
            r"""A wave that breaks.

            .. equation::
               :where: x real

               \\operatorname{Wave}(x) = \\tanh(x)

            It is no

            .. math:: \\sin(x)
            """
            return np.tanh(x)
    ''')
    rest.write("static/mathjax.js", "")
    rest.write("conf.py", """
        import sys
        from pathlib import Path

        sys.path.insert(0, str(Path(__file__).parent))
        sys.modules["quickjs"] = sys.modules["torch"] = None  # whatever imports them fails
        extensions = ["sphinx.ext.autodoc", "sphinx.ext.mathjax", "eqcheck.sphinx"]
        eqcheck_library = "waves"
        html_static_path = ["static"]
        mathjax_path = "mathjax.js"
    """)
    rest.write("other.rst", "Other\n=====\n\n.. ledger::\n\n.. equation:: wave\n\n.. autofunction:: waves.wave\n")
    site = built(rest)
    view = opened(browser, site / "index.html")
    odd = r"\tanh(-x) = -\tanh(x)"
    formula = view.locator("div.math#equation-odd")
    assert formula.evaluate(SEEN) == "".join(rf"(1)\[{odd}\]".split())
    assert view.locator("details.verdict.verified").count() == 1
    assert "numpy" in view.locator("details.verdict").text_content() and "torch" not in view.text_content("body")
    for page in ("index.html", "other.html"):
        text = (site / page).read_text("utf-8")
        assert "katex" not in text and "mathjax.js" in text
        assert text.count(odd) == 1
    assert [text.count(rf"\[{formula}") for formula in (r"\operatorname{Wave}(x) = \tanh(x)", r"\sin(x)")] == [2, 1]
    assert not (site / "_static/eqcheck/katex").exists()
    view.close()


def test_an_epub_has_formulas_as_mathml_and_no_fonts(book: Callable[..., Book], tmp_path: Path):
    pages = book(PAGE)
    named = 'epub_basename = "bumps"\ncopyright = "no one"\nversion = "1"\n'
    pages.replace("conf.py", "eqcheck_strict = True\n", named)
    with zipfile.ZipFile(built(pages, "epub") / "bumps.epub") as archive:
        archive.extractall(tmp_path / "unpacked")
    manifest = ElementTree.parse(tmp_path / "unpacked/content.opf").iter("{http://www.idpf.org/2007/opf}item")
    listed = {item.get("href") for item in manifest}
    assert "_static/eqcheck/equation.css" in listed
    assert not any("katex" in name for name in listed)
    page = (tmp_path / "unpacked/index.xhtml").read_text("utf-8")
    assert re.search("Definition, (exhaustive|tried): ", page)
    assert page.count("<math ") == page.count("</math>") == 5 and "katex" not in page


def test_beside_exercises_and_proofs(book: Callable[..., Book]):
    pages = book(PAGE + dedent(r"""
        ```{prf:theorem} Pythagoras
        :label: pythagoras

        $a^2 + b^2 = c^2$
        ```

        ```{prf:proof}
        By {eq}`even`.
        ```

        ```{exercise}
        :label: ex

        Is the hat even?
        ```

        ```{solution} ex
        :label: sol

        ```{equation} hat
        ```
    """).replace("```{solution}", "````{solution}") + "````\n")
    pages.replace("conf.py", '"eqcheck.sphinx"', '"sphinx_exercise", "sphinx_proof", "eqcheck.sphinx"')
    pages.replace("conf.py", "eqcheck_strict = True\n", "numfig = True\n")
    page = (built(pages, jobs=1) / "index.html").read_text("utf-8")  # proofs cannot be read in parallel
    for element in ('class="proof theorem admonition"', 'class="exercise admonition"', 'class="solution'):
        assert element in page
    assert page.count('<details class="verdict verified ') == 3


@pytest.mark.parametrize(
    ("file", "old", "new", "marker"),
    [
        ("tinylib/bumps.py", r"\frac{1}{1 + t^2}", r"\frac{1}{2 + t^2}", r"\operatorname{Bump}(t) ="),
        ("docs/index.rst", r"(t) \le 1", r"(t) \ge 1", r"(t) \ge 1"),
    ],
)
def test_a_wrong_equation_stops_it_at_its_line(foreign: Book, file: str, old: str, new: str, marker: str):
    foreign.replace(file, old, new)
    done = foreign.command()
    assert done.returncode == 1
    assert f"{foreign.line(file, marker)}: WARNING" in done.stderr and "[eqcheck.wrong]" in done.stderr


def test_a_torch_library_with_mathjax(foreign: Book):
    site = built(foreign)
    assert (site / "equations.json").exists()
    assert "katex" not in (site / "index.html").read_text("utf-8")
