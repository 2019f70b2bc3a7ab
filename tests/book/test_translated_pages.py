"""Every string of a translated page is in its language, those of buttons, icons and screen readers too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import formulario
import pytest
from _ext.languages import SOURCE, TRANSLATIONS
from babel.numbers import get_decimal_symbol
from bs4 import BeautifulSoup, Comment, Doctype

SITE = Path(__file__).parents[2] / "build/html"
PAGES = [
    (language, page.relative_to(SITE / language).as_posix())
    for language in TRANSLATIONS for page in sorted((SITE / language).rglob("*.html"))
    if "_modules" not in page.parts and page.name != "bibliography.html"
]  # fmt: skip
FOREIGN = "pre, code, script, style, .katex, .sig, em, .citation-list, .footnote-list, :not(html)[lang]"
"""What is meant to be the same: code, formulas, titles of works, and what says that it is another language."""
SAID = ("title", "aria-label", "alt", "placeholder")
WORDS = re.compile(r"\b[a-z]{2,}\b(?![._(])")
NAMES = {"torch", "eqcheck", "formulario", *vars(formulario)}
NO_WORDS = NAMES | {"ulp", "bfloat", "cpu", "arg", "max", "min", "doi", "one", "hot"}
NAME = re.compile(r"[\w.]+|[\w/-]+#[\w-]+|[\w.-]+\.whl")
"""A name of the library, the place of an equation, a file."""
FORMULA = re.compile("[=≤≥≈∑√]")
WORK = re.compile(r", [A-Z][^.]* \d{4}\.")
"""Where a work appeared, after its title."""
DECIMALS = re.compile(r"(?<![\d.,])\d+\.\d+(?![\d.])")
NUMBERED = "CC BY-NC-SA|MIT|sezione|torch|PyTorch|Python|arXiv:?|eqcheck|formulario|Sphinx|Furo"
VERSION = re.compile(rf"({NUMBERED}) ?\d[\d.]*\S*")

pytestmark = pytest.mark.skipif(not PAGES, reason="no site to look at: make html")


def strings(file: Path) -> Iterator[tuple[str, str]]:
    """All that a page says, and how: as text, or as the attribute of that name."""
    page = BeautifulSoup(file.read_text("utf-8"), "html.parser")
    for foreign in page.select(FOREIGN):
        foreign.decompose()
    for element in page.find_all(True):
        yield from ((name, " ".join(str(element[name]).split())) for name in SAID if element.get(name))
    for text in page.find_all(string=lambda text: not isinstance(text, Comment | Doctype)):
        if words := " ".join(text.split()):
            yield "text", words


def untranslated(kind: str, text: str) -> bool:
    """Whether a string that is the same in two languages should not be: it has words, two of them in a sentence."""
    words = [word for word in WORDS.findall(text) if word not in NO_WORDS]
    return len(words) > (kind == "text") and not (NAME.fullmatch(text) or FORMULA.search(text) or WORK.match(text))


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_nothing_is_left_in_the_authors_language(language: str, page: str):
    source = set(strings(SITE / SOURCE / page))
    assert [said for said in strings(SITE / language / page) if said in source and untranslated(*said)] == []


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_decimals_have_the_sign_of_the_language(language: str, page: str):
    if get_decimal_symbol(language) == ".":
        pytest.skip("a point, as the authors write")
    said = (VERSION.sub("", text) for _, text in strings(SITE / language / page))
    assert [text for text in said if DECIMALS.search(text)] == []


@pytest.mark.parametrize(("said", "wrong"), [
    (("aria-label", "Toggle the table of contents"), True), (("title", "formulario.relu"), False),
    (("text", "Contents"), False), (("text", "Link to this heading"), True), (("text", "x ∈ float16"), False),
    (("text", "ignore_index"), False), (("text", "losses/regression#equation-huber-loss"), False),
    (("text", "log √v + 1/2 ≤ log s"), False),
])  # fmt: skip
def test_what_counts_as_untranslated(said: tuple[str, str], wrong: bool):
    assert untranslated(*said) is wrong
