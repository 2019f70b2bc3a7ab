"""The extension says the same in every language, and writes numbers as each does."""

from dataclasses import asdict

import pytest
from eqcheck.sphinx.words import ENGLISH, ITALIAN, LANGUAGES, in_language
from eqcheck.syntax.statement import KINDS


def keys(value):
    return {key: keys(inner) for key, inner in value.items()} if isinstance(value, dict) else type(value)


@pytest.mark.parametrize("words", LANGUAGES.values())
def test_every_language_says_everything(words):
    assert keys(asdict(words)) == keys(asdict(ENGLISH))
    assert len(words.columns) == len(ENGLISH.columns)
    assert set(words.kind) == set(words.comparison) == set(KINDS)


def test_the_language_of_a_region_and_an_unknown_one():
    assert in_language("it_CH") is ITALIAN
    assert in_language("fi") is in_language(None) is ENGLISH


@pytest.mark.parametrize(
    ("value", "english", "italian"),
    [(0, "0", "0"), (1234, "1234", "1234"), (12345, "12\u202f345", "12\u202f345"), (0.5, "0.5", "0,5"),
     (1.2345, "1.23", "1,23"), (1.5e-7, "1.5 · 10⁻⁷", "1,5 · 10⁻⁷"), (float("inf"), "∞", "∞")],
)  # fmt: skip
def test_numbers(value, english, italian):
    assert ENGLISH.number(value) == english
    assert ITALIAN.number(value) == italian


def test_counts():
    assert ENGLISH.count(1, ENGLISH.points) == "1 point"
    assert ITALIAN.count(0, ITALIAN.points) == "0 punti"
