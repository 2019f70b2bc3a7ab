"""The extension says the same in every language, and writes numbers as each does."""

from __future__ import annotations

from pathlib import Path

import eqcheck.sphinx
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from eqcheck.checks.registry import CHECKS
from eqcheck.sphinx import decimal_mark, format_number, formula_words, messages
from eqcheck.sphinx.formula_words import in_language
from eqcheck.syntax import symbols
from eqcheck.syntax.kinds import KINDS

CATALOGUES = sorted(messages.LOCALE.glob("*/LC_MESSAGES/eqcheck.po"))
CASES = r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}"
FRENCH = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

msgid "tried"
msgstr "essayée"

msgid "if"
msgstr "si"

msgid "point"
msgid_plural "points"
msgstr[0] "point comparé"
msgstr[1] "points comparés"
"""


def said() -> set[str | tuple[str, ...]]:
    """All that the code says, a singular together with its plural, and what is said of every kind of equation."""
    folder = Path(eqcheck.sphinx.__file__).parent
    found = {message for _, _, message, _, _ in extract_from_dir(folder, [("**.py", "python")])}
    ours = [KINDS[name] for name, check in CHECKS.items() if check.run.__module__.startswith("eqcheck.checks.kinds.")]
    return found.union(*((kind.name, kind.sentence) for kind in ours))


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_a_catalogue_says_everything_and_nothing_else(file: Path):
    catalogue = read_po(file.open("rb"))
    entries = [entry for entry in catalogue if entry.id]
    assert {entry.id for entry in entries} == said()
    assert [entry.id for entry in entries if entry.fuzzy or not all(entry.string)] == []
    assert not catalogue.obsolete


def test_there_is_a_catalogue():
    assert [file.parts[-3] for file in CATALOGUES] == ["it"]


def test_the_language_of_a_region_and_an_unknown_one():
    assert messages.messages("it_CH").gettext("proved") == "dimostrata"
    assert messages.messages("fi").gettext("proved") == messages.messages(None).gettext("proved") == "proved"


def test_another_language_is_a_folder(book, judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    catalogue = tmp_path / "locale/fr/LC_MESSAGES/eqcheck.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(FRENCH, "utf-8")
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    messages.messages.cache_clear()
    pages = book("# Sign\n\n```{equation}\n:where: x real\n\n" + CASES.replace("f(x)", r"\max(0, x)") + "\n```\n")
    judge()
    page = pages.build(language="fr").page("index.html")
    messages.messages.cache_clear()
    assert "Equation 1, essayée: what was compared" in page
    assert r"\text{si }" in page and r"\text{otherwise}" in page


@pytest.mark.parametrize(
    ("value", "english", "italian"),
    [(0, "0", "0"), (1234, "1234", "1234"), (12345, "12\u202f345", "12\u202f345"), (0.5, "0.5", "0,5"),
     (1.2345, "1.23", "1,23"), (1.5e-7, "1.5 · 10⁻⁷", "1,5 · 10⁻⁷"), (float("inf"), "∞", "∞")],
)  # fmt: skip
def test_numbers(value: float, english: str, italian: str):
    assert format_number(value, "en") == english
    assert format_number(value, "it") == italian


def test_decimal_marks():
    assert [decimal_mark(language) for language in ("en", "it", "de_AT", None, "nobody’s")] == [".", ",", ",", ".", "."]


def test_words_in_formulas():
    assert in_language(CASES, "en") == CASES
    assert in_language(CASES, "it") == CASES.replace("if", "se").replace("otherwise", "altrimenti")
    assert in_language(r"x \text{ for all } y", "it") == r"x \text{ per ogni } y", "a phrase is one word"
    assert in_language(r"\text{'mean'} \text{quando }", "it") == r"\text{'mean'} \text{quando }"


def test_every_word_of_the_language_is_translated():
    assert symbols.WORDS.keys() <= formula_words.WORDS


def test_a_strict_book_uses_words_that_every_language_knows(book):
    prose = r"x \text{ whenever } \text{'mean'} \text{ if }"
    pages = book(f"# Words\n\n```{{equation}}\n:unchecked: it is prose\n\n{prose}\n```\n")
    (warning,) = pages.build().warnings.splitlines()
    assert warning.startswith(pages.line("index.md", "whenever"))
    assert "the word 'whenever'" in warning and "otherwise" in warning and "[eqcheck.source]" in warning
    pages.replace("conf.py", "eqcheck_strict = True", "")
    assert pages.build().warnings == ""
