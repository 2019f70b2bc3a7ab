"""What a reader finds beside an equation, in either language and in whatever the book is made into."""

import re
from html.parser import HTMLParser

import pytest

from tests.eqcheck.sphinx.conftest import BY_CELLS

PAGE = r"""
    # Bumps

    See {eq}`bump`, and {eq}`even`.

    ```{equation} bump
    ```

    ```{equation}
    :label: even
    :where: t real

    \operatorname{Bump}(-t) = \operatorname{Bump}(t)
    ```

    ```{equation}
    :unchecked: the sides are not numbers
    :where: t real

    \operatorname{Bump}(t) = \operatorname{Bump}(t)
    ```
"""
REFERENCE = """
# Reference

```{eval-rst}
.. autofunction:: tinylib.bump
```
"""


class Elements(HTMLParser):
    """The elements of a page, each with its attributes and the text inside it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict, list[str]]] = []
        self.open: list[tuple[str, dict, list[str]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        element = (tag, dict(attributes), [])
        self.found.append(element)
        if tag not in {"meta", "link", "input", "img", "br", "hr"}:
            self.open.append(element)

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for _, _, text in self.open:
            text.append(data)

    def texts(self, tag: str, name: str = "") -> list[str]:
        return [
            " ".join("".join(text).split())
            for found, attributes, text in self.found
            if found == tag and name in [*(attributes.get("class") or "").split(), ""]
        ]


@pytest.fixture
def bumps(book):
    return book(PAGE, reference=REFERENCE)


@pytest.mark.parametrize("language", ["en", "it"])
def test_numbers_and_references(bumps, language):
    built = bumps.build(language=language)
    page = built.page("index.html")
    assert built.warnings == ""
    assert re.search(r'href="#equation-bump"[^>]*>\(1\)', page)
    assert re.search(r'href="#equation-even"[^>]*>\(2\)', page)
    assert 'id="equation-bump"' in page and 'id="equation-even"' in page
    assert [text.rstrip("¶") for text in Elements(page).texts("span", "eqno")] == ["(1)", "(2)", "(3)"]


@pytest.mark.parametrize(
    ("language", "said", "expected"),
    [
        ("en", "Equation 1, tried: what was compared",
         ["The results of the code were compared", "definition", "float64", "t ∈ ℝ", "bump", "torch", "Python"]),
        ("it", "Equazione 1, verificata per punti: che cosa è stato confrontato",
         ["I risultati del codice sono stati confrontati", "definizione", "float64", "t ∈ ℝ", "bump", "torch"]),
    ],
)  # fmt: skip
def test_a_verdict_opens_to_what_was_compared(bumps, judge, language, said, expected):
    judge()
    elements = Elements(bumps.build(language=language).page("index.html"))
    assert [text[0] for text in elements.texts("summary")] == ["✓", "✓", "○"]
    assert elements.texts("summary")[0] == f"✓{said}"
    opened = elements.texts("details", "verified")[0]
    assert [part for part in expected if part not in opened] == []


def test_the_mark_needs_no_script_and_speaks_to_a_screen_reader(bumps, judge):
    judge()
    page = bumps.build().page("index.html")
    details = re.search(r'<details class="verdict verified tried"[^>]*>.*?</details>', page, re.DOTALL)[0]
    assert "script" not in details and "onclick" not in details and "tabindex" not in details
    assert '<span class="mark tried" title="Tried" aria-hidden="true">✓</span>' in details
    assert '<link rel="stylesheet" type="text/css" href="_static/eqcheck/equation.css' in page


def test_an_unchecked_equation_says_why(bumps):
    opened = Elements(bumps.build().page("index.html")).texts("details", "unchecked")
    assert len(opened) == 1 and "the sides are not numbers" in opened[0] and "ompared at" not in opened[0]


def test_the_reason_is_translated_with_the_page(bumps):
    catalogue = bumps.root / "locale" / "it" / "LC_MESSAGES" / "index.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "the sides are not numbers"\nmsgstr "i membri non sono numeri"\n',
        "utf-8",
    )
    bumps.write("ledger.md", "---\norphan: true\n---\n# Ledger\n\n```{ledger}\n```\n")
    built = bumps.build(language="it")
    assert "i membri non sono numeri" in Elements(built.page("index.html")).texts("details", "unchecked")[0]
    assert "i membri non sono numeri" in built.page("ledger.html")
    assert "the sides are not numbers" in (built.app.outdir / "equations.json").read_text("utf-8")


def test_the_catalogue_has_the_reason_and_no_formula(bumps):
    built = bumps.build("gettext")
    catalogue = built.page("index.pot")
    assert "the sides are not numbers" in catalogue
    assert "operatorname" not in catalogue + built.page("reference.pot")


def test_the_reference_shows_a_copy_that_leads_to_the_chapter(bumps):
    elements = Elements(bumps.build().page("reference.html"))
    assert elements.texts("span", "eqno") == []
    assert elements.texts("p", "equation-chapter") == ["Equation (1), Bumps"]
    assert ("a", "index.html#equation-bump") in [(tag, attributes.get("href")) for tag, attributes, _ in elements.found]


def test_the_verdict_leads_to_the_code_and_to_the_scripts(bumps):
    bumps.write("conf.py", (bumps.root / "conf.py").read_text() + """
sphinx_gallery_conf = {"examples_dirs": "scripts", "gallery_dirs": "gallery"}
def setup(app):
    app.add_config_value("sphinx_gallery_conf", {}, "")
""")
    bumps.write("scripts/plot_bump.py", "import tinylib as T\nprint(T.bump)\n")
    bumps.write("scripts/plot_other.py", "import tinylib as T\nT.hat(1)\n")
    for name in ("bump", "other"):
        bumps.write(f"gallery/plot_{name}.md", f"---\norphan: true\n---\n# The {name}\n")
    opened = re.findall(r"<details.*?</details>", bumps.build().page("index.html"), re.DOTALL)
    assert 'href="reference.html#tinylib.bump"' in opened[0]
    assert 'href="gallery/plot_bump.html"' in opened[0] and "The bump" in opened[0]
    assert 'href="reference.html#tinylib.bump"' in opened[1], "an identity leads to the functions that it speaks of"
    assert "plot_other" not in "".join(opened)


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "singlehtml", "dirhtml", "man", "xml"])
def test_every_other_builder_tells_the_verdict(bumps, judge, builder):
    judge(even=BY_CELLS)
    built = bumps.build(builder)
    assert "unknown node" not in built.warnings and "index.md" not in built.warnings
    if builder == "text":
        assert "Definition, tried: 120 points, float64 0.5 ulp." in built.page("index.txt").replace("\xa0", " ")
        assert "Identity, proved: t ∈ [−5, 5]; a ∈ {1, 2}, 12 points." in built.page("index.txt")
        assert "Identity, not checked: the sides are not numbers." in built.page("index.txt")


def test_a_failure_is_told_on_the_page_as_well(bumps):
    bumps.replace("index.md", r"\operatorname{Bump}(-t) =", r"\operatorname{Bump}(-t) = -")
    opened = Elements(bumps.build().page("index.html")).texts("details", "failed")
    assert len(opened) == 1 and "Wrong" in opened[0] and "t = " in opened[0]


CITED = {
    "en": ("Cite as", "Bumps 1.2, Bumps, equation (2), index#equation-even", "Copy", "Copied"),
    "it": ("Da citare come", "Bumps 1.2, Bumps, equazione (2), index#equation-even", "Copia", "Copiato"),
}


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_box_has_what_is_copied(bumps, language):
    name, cited, copy, copied = CITED[language]
    bumps.replace("conf.py", "import sys", 'project, release = "Bumps", "1.2"\nimport sys')
    elements = Elements(bumps.build(language=language).page("index.html"))
    box = [text for text in elements.texts("details", "verdict") if cited in text]
    assert len(box) == 1 and name in box[0]
    assert cited in elements.texts("span", "copyable")
    assert r"\operatorname{Bump}(-t) = \operatorname{Bump}(t)" in elements.texts("code", "copyable")
    links = [attributes["href"] for tag, attributes, _ in elements.found if tag == "a" and "href" in attributes]
    assert links.count("#equation-even") == 3  # the reference, the number, and how it is cited
    folded = next(attributes for tag, attributes, _ in elements.found if tag == "details")
    assert (folded["data-copy"], folded["data-copied"]) == (copy, copied)
