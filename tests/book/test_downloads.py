"""What a reader downloads, in both languages: run by itself, it says the same numbers in other words."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from _ext.catalogues import Catalogue
from _ext.scripts import translated_code
from _ext.wording import wording

from tests.book.conftest import Book

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCRIPT = '''"""
Steps
=====

Tanh takes :value:`steps, tanh` steps, and the others :spread:`steps of all`.
"""

# %%
# See :doc:`plot_wave` and :doc:`the start </index>`, and :func:`formulario.tanh` of
# :math:`x`.

import matplotlib.pyplot as plt
from formulario import experiments, figures

# of each network
steps = {"sigmoid": 40.5, "tanh": 20}


def least(numbers):
    """The least of some numbers."""
    return min(numbers)


for name, count in steps.items():
    experiments.record(f"steps, {name}", count, ".1f")
experiments.record("steps of all", steps.values())
experiments.claim(
    "A01",
    "Tanh takes fewer steps.",
    {"the weights are small": least(steps.values()) == steps["tanh"]},
    numbers=["steps, sigmoid", "steps, tanh"],
)
figure, axes = plt.subplots()
axes.bar(list(steps), list(steps.values()), linestyle="solid", label="solid")
axes.set(ylabel="steps", title=f"{len(steps)} networks")
figures.describe(figure, "A bar of height {steps, sigmoid} and one of {steps, tanh}.")
plt.show()
'''
PAGE = {
    "Steps": "Passi",
    "Tanh takes :value:`steps, tanh` steps, and the others :spread:`steps of all`.":
        "La tanh fa :value:`steps, tanh` passi, le altre :spread:`steps of all`.",
    "See :doc:`plot_wave` and :doc:`the start </index>`, and :func:`formulario.tanh` of :math:`x`.":
        "Vedi :doc:`plot_wave` e :doc:`l’inizio </index>`, e :func:`formulario.tanh` di :math:`x`.",
}  # fmt: skip
FIGURES = {
    "A line that goes up and down.": "Una linea che sale e scende.", "time $t$": "tempo $t$",
    "steps, sigmoid": "passi, sigmoide", "steps, tanh": "passi, tanh", "steps of all": "passi di tutte",
    "Tanh takes fewer steps.": "La tanh fa meno passi.", "the weights are small": "i pesi sono piccoli",
    "sigmoid": "sigmoide", "tanh": "tanh", "steps": "passi", "2 networks": "2 reti",
    "A bar of height {steps, sigmoid} and one of {steps, tanh}.":
        "Una barra alta {steps, sigmoid} e una {steps, tanh}.",
}  # fmt: skip
SCRIPTS = {
    "four steps": "quattro passi", "of each network": "di ogni rete",
    "The least of some numbers.": "Il minimo di alcuni numeri.",
}  # fmt: skip
REPORT = """
import runpy, sys, matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
from matplotlib.text import Text
runpy.run_path(sys.argv[1])
figure = plt.gcf()
figure.canvas.draw()  # the texts of ticks are made then
print(figure.get_label(), *sorted({text.get_text() for text in figure.findobj(Text)}), sep="\\n")
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    """The small book with a script of many words, built in both languages."""
    root = tmp_path_factory.mktemp("downloads") / "site"
    shutil.copytree(HERE / "small_book", root)
    book = Book(root)
    book.change("conf.py", '"_ext.environment"', '"_ext.measurements",\n    "_ext.environment"')
    book.change("conf.py", '"image_scrapers"', '"reset_modules": ("_ext.measurements.forget",),\n    "image_scrapers"')
    book.change("conf.py", "project =", 'nitpick_ignore = [("py:func", "formulario.tanh")]\nproject =')
    (root / "gallery/waves/plot_steps.py").write_text(SCRIPT, "utf-8")
    locale = root / "book/locale/it/LC_MESSAGES"
    for domain, said in {"gallery/waves/plot_steps": PAGE, "figures": FIGURES, "scripts": SCRIPTS}.items():
        entries = "".join(f'\nmsgid "{text}"\nmsgstr "{it}"\n' for text, it in said.items())
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        (locale / f"{domain}.po").write_text(head + entries, "utf-8")
    for language in ("en", "it"):
        built = book.build(language)
        assert built.returncode == 0, built.stdout + built.stderr
    return book


def offered(book: Book, language: str, ending: str = ".py") -> Path:
    """The file that a reader gets, which has the same name in every language."""
    (file,) = (book.root / f"build/html/{language}/_downloads").rglob(f"plot_steps{ending}")
    return file


def cells(notebook: Path) -> str:
    return "\n".join(line for cell in json.loads(notebook.read_text("utf-8"))["cells"] for line in cell["source"])


def test_no_markup_of_sphinx_is_left(book):
    for language in ("en", "it"):
        for text in (offered(book, language).read_text("utf-8"), cells(offered(book, language, ".ipynb"))):
            assert not re.search(r":[a-z]+:`", text)
    english, italian = offered(book, "en").read_text("utf-8"), offered(book, "it").read_text("utf-8")
    assert "Tanh takes 20.0 steps, and the others 25.1 to 35.4." in english
    assert "La tanh fa 20,0 passi, le altre da 25,1 a 35,4." in italian
    assert "See A wave and the start, and ``formulario.tanh`` of $x$." in english.replace("\n# ", " ")
    notebook = cells(offered(book, "it", ".ipynb")).replace("\n", " ")
    assert "Vedi Un’onda e l’inizio, e ``formulario.tanh`` di $x$." in notebook


def test_the_english_script_is_the_author_s_but_for_markup(book):
    assert ast.dump(body(offered(book, "en").read_text("utf-8"))) == ast.dump(body(SCRIPT))


def test_the_italian_script_says_the_same_numbers_in_italian(book):
    said = {}
    for language in ("en", "it"):
        ran = book.run(sys.executable, "-c", REPORT, str(offered(book, language)))
        assert ran.returncode == 0, ran.stderr
        said[language] = ran.stdout.splitlines()
    assert said["en"][:5] == [
        "steps, sigmoid: 40.5",
        "steps, tanh: 20.0",
        "steps of all: 30.2 [25.1, 35.4]",
        "A01: Tanh takes fewer steps. ✓ the weights are small",
        "A bar of height {steps, sigmoid} and one of {steps, tanh}.",
    ]
    assert said["it"][:5] == [
        "passi, sigmoide: 40.5",
        "passi, tanh: 20.0",
        "passi di tutte: 30.2 [25.1, 35.4]",
        "A01: La tanh fa meno passi. ✓ i pesi sono piccoli",
        "Una barra alta {passi, sigmoide} e una {passi, tanh}.",
    ]
    assert {"2 reti", "passi", "sigmoide"} <= set(said["it"]) and not {"2 networks", "steps"} & set(said["it"])


def test_the_page_shows_the_code_that_is_downloaded(book):
    page = (book.root / "build/html/it/gallery/waves/plot_steps.html").read_text("utf-8")
    code = re.sub(r"<[^>]*>", "", page)
    assert "Il minimo di alcuni numeri." in code and "passi, {name}" in code and "2 reti" not in code
    assert "Scarica lo script: plot_steps.py" in code


def test_an_f_string_that_cannot_say_what_the_pages_do_stops_the_build(book, tmp_path):
    shutil.copytree(book.root, tmp_path / "site")
    other = Book(tmp_path / "site")
    other.change("book/locale/it/LC_MESSAGES/figures.po", "passi, sigmoide", "sigmoide: passi")
    errors = other.build("it").stderr
    script = "gallery/waves/plot_steps.py:25: WARNING: "
    assert f"{script}not translated in book/locale/it/LC_MESSAGES/scripts.po: 'steps, {{name}}'" in errors
    entry = 'msgid "steps, {name}"\nmsgstr "{name}"\n\n'
    other.change("book/locale/it/LC_MESSAGES/scripts.po", 'msgid "of', f'{entry}msgid "of')
    assert f"{script}the pages say 'passi, tanh' for 'steps, tanh', but" in other.build("it").stderr


class Mute(ast.NodeTransformer):
    """Takes the words out of code: strings, and what a translation states to a helper."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        fields = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        return ast.JoinedStr(sorted(fields, key=ast.dump))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        node.keywords = [keyword for keyword in node.keywords if keyword.arg != "labels"]
        return self.generic_visit(node)


def body(code: str) -> ast.Module:
    """Code without its docstring, which is prose."""
    tree = ast.parse(code)
    del tree.body[0]
    return tree


@pytest.fixture(scope="module")
def catalogues() -> list[Catalogue]:
    return [Catalogue.of(ROOT / "book/locale", "it", domain) for domain in ("figures", "scripts")]


@pytest.mark.parametrize("script", sorted((ROOT / "gallery").rglob("plot_*.py")), ids=lambda script: script.stem)
def test_every_script_of_the_book_stays_the_same_but_for_its_words(script: Path, catalogues):
    # Without a run, all that the catalogue knows may have been said: more is replaced than will be.
    texts = [str(entry.id) for entry in catalogues[0].entries if entry.id]
    code = script.read_text("utf-8")
    said = translated_code(code, wording(script, texts, *catalogues))
    assert said != code or not any(text in code for text in texts)
    assert ast.dump(Mute().visit(ast.parse(said))) == ast.dump(Mute().visit(ast.parse(code)))
