"""What a script measures and claims, on the pages of both languages."""

import json
import re
import shutil
from pathlib import Path

import pytest
from _ext.catalogues import Catalogue

from tests.book.conftest import Book

ROOT = Path(__file__).parents[2]
SCRIPT = '''"""
Measured
========

It is measured, and :value:`height` metres high.
"""

import matplotlib.pyplot as plt
from formulario import experiments, figures

heights = [1234.5, 1244.5, 1254.5]
experiments.record("height", 0.25, ".2f")
experiments.record("heights of all", [h * (seed >= 0) for seed, h in zip(experiments.seeds(3), heights)], ",.1f")
experiments.claim("A01", "The wave is high.", holds=0.25 > 0.2, numbers=["height", "heights of all"])
experiments.claim("A02", "It is low.", {"it is calm": True, "it storms": False})
figure, axes = plt.subplots()
axes.plot([0, 1], [0, 1])
figures.describe(figure, "A line to {height}.")
plt.show()
'''
INDEX = """# Waves

It is {value}`measured/height` high, all {spread}`measured/heights of all`.

![](/gallery/waves/images/sphx_glr_plot_measured_001.svg)

```{claim} A01
```

```{claim} A02
```

```{toctree}
appendix/claims
gallery/index
```
"""
ITALIAN = {
    "index": {"It is {value}`measured/height` high, all {spread}`measured/heights of all`.":
              "È alta {value}`measured/height`, tutte {spread}`measured/heights of all`.", "Waves": "Onde"},
    "appendix/claims": {"All": "Tutte"},
    "gallery/waves/plot_measured": {"Measured": "Misurata", "It is measured, and :value:`height` metres high.":
                                    "È misurata, ed è alta :value:`height` metri."},
    "figures": {"height": "altezza", "heights of all": "altezze di tutte", "The wave is high.": "L’onda è alta.",
                "It is low.": "È bassa.", "it is calm": "c’è bonaccia", "it storms": "c’è tempesta",
                "A line to {height}.": "Una linea fino a {height}.", "A line that goes up and down.": "Una linea.",
                "time $t$": "tempo $t$"},
}
FRAME = ("Download the script", "Download the notebook", "%(low)s to %(high)s", "holds", "holds when", ", and when ",
         "does not hold here", "Runs with %d seeds. ", "Script: ", "All claims", "Point", "Claim and verdict",
         "Measured", "Script and other seeds", "Verdict", "The same list, for programs: ", "no chance in it",
         "other seeds: the same verdict in %(same)d of %(all)d", "%d hold",
         "%d hold under a condition", "%d do not hold here",
         *(f"Link to this {thing}" for thing in ("definition", "term", "heading", "table", "code", "image", "toctree")),
         "Positional-only parameter separator (PEP 570)", "Keyword-only parameters separator (PEP 3102)",
         "Where the library is missing, it is installed from its wheel, here or in the folder above.",
         "Put the library’s wheel, which the page of this notebook offers, into this folder.")
"""What the code of the book says around claims."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The small book with a script that measures and claims, built in both languages."""
    root = tmp_path_factory.mktemp("claims") / "site"
    shutil.copytree(Path(__file__).parent / "small_book", root)
    book = Book(root)
    own = '"_ext.measurements",\n    "_ext.claims",\n    "_ext.environment"'
    book.change("conf.py", '"_ext.environment"', own)
    book.change("conf.py", '"image_scrapers"', '"reset_modules": ("_ext.measurements.forget",),\n    "image_scrapers"')
    book.change("conf.py", "project =", 'claims_json = "build/claims.json"\nproject =')
    (root / "gallery/waves/plot_measured.py").write_text(SCRIPT, "utf-8")
    (root / "book/index.md").write_text(INDEX, "utf-8")
    (root / "book/appendix").mkdir()
    (root / "book/appendix/claims.md").write_text("# All\n\n```{claims}\n```\n", "utf-8")
    locale = root / "book/locale/it/LC_MESSAGES"
    words = Catalogue.of(ROOT / "book/locale", "it", "sphinx")
    frame = {word: words.get(word) for word in FRAME}
    for page, messages in [*ITALIAN.items(), ("sphinx", frame)]:
        head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        (locale / page).parent.mkdir(exist_ok=True)
        entries = "\n".join(f'msgid "{english}"\nmsgstr "{italian}"\n' for english, italian in messages.items())
        (locale / f"{page}.po").write_text(head + entries, "utf-8")
    for language in ("en", "it"):
        done = book.build(language)
        assert done.returncode == 0, done.stdout + done.stderr
    return book


@pytest.fixture
def site(prepared):
    return prepared.root / "build/html"


@pytest.fixture
def book(prepared, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(prepared.root, tmp_path / "site")
    return Book(tmp_path / "site")


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.read_text("utf-8")).split())


def test_numbers_come_from_the_script_in_the_signs_of_the_language(site):
    english, italian = site / "en", site / "it"
    assert "It is 0.25 high, all 1239.5 to 1249.5 ." in text(english / "index.html")
    assert "È alta 0,25 , tutte da 1239,5 a 1249,5 ." in text(italian / "index.html")


def test_an_alternative_text_is_written_once(site):
    assert 'alt="A line to 0.25."' in (site / "en/index.html").read_text("utf-8")
    assert 'alt="Una linea fino a 0,25."' in (site / "it/index.html").read_text("utf-8")


def test_boxes_and_the_ledger_say_what_the_script_found(site):
    english, italian = site / "en", site / "it"
    for page in (english / "index.html", english / "appendix/claims.html"):
        said = text(page)
        assert "The wave is high." in said and "heights of all: 1244.5 (1239.5 – 1249.5)" in said
        assert "holds when it is calm" in said
    for page in (italian / "index.html", italian / "appendix/claims.html"):
        said = text(page)
        assert "L’onda è alta." in said and "altezze di tutte: 1244,5 (1239,5 – 1249,5)" in said
        assert "vale quando c’è bonaccia" in said


def test_what_a_script_prints_is_translated(site):
    assert "A02: It is low. ✓ it is calm, ✗ it storms" in text(site / "en/gallery/waves/plot_measured.html")
    said = text(site / "it/gallery/waves/plot_measured.html")
    assert "altezza: 0,25" in said and "altezze di tutte: 1244,5 [1239,5; 1249,5]" in said
    assert "A02: È bassa. ✓ c’è bonaccia, ✗ c’è tempesta" in said


def test_claims_for_programs(prepared):
    high, low = json.loads((prepared.root / "build/claims.json").read_text("utf-8"))
    assert high["id"] == "A01" and high["seeds"] == [0, 1, 2] and high["script"] == "gallery/waves/plot_measured.py"
    assert high["claim"] == {"en": "The wave is high.", "it": "L’onda è alta."}
    assert [number["text"]["it"] for number in high["numbers"]] == ["0,25", "1244,5"]
    assert low["verdict"] == {"en": "holds when it is calm", "it": "vale quando c’è bonaccia"}


def test_a_number_across_the_line_changes_the_pages(book):
    index, ledger = (book.root / "build/html/en" / page for page in ("index.html", "appendix/claims.html"))
    assert "✓ A01 holds" in text(index) and "✗" not in text(index)
    book.change("gallery/waves/plot_measured.py", "holds=0.25 > 0.2", "holds=0.25 > 0.3")
    done = book.build()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗ A01 does not hold here" in text(index)
    assert "✗ does not hold here" in text(ledger)


def test_what_is_not_measured_stops_the_build_at_the_line(book):
    book.change("book/index.md", "It is {value}`measured/height` high", "{value}`nowhere/x` {value}`measured/width`")
    book.change("book/index.md", "{spread}`measured/heights of all`", "{spread}`measured/height`")
    book.change("book/index.md", "```{claim} A02", "```{claim} A03")
    book.change("gallery/waves/plot_measured.py", "A line to {height}.", "A line to {width}.")
    book.change("gallery/waves/plot_measured.py", ":value:`height`", ":value:`depth`")
    done = book.build()
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "index.md:3: WARNING: there is no script plot_nowhere.py" in said
    assert "index.md:3: WARNING: plot_measured.py does not record 'width'; it records 'height', 'heights" in said
    assert "index.md:3: WARNING: there is one number, not several runs" in said
    assert "index.md:10: WARNING: no script claims A03" in said
    assert "undefined label: 'claim-a02'" in said, "a claim without a box"
    assert "the description names {width}, which the script does not record" in said
    assert "plot_measured.py does not record 'depth'" in said
