"""The words to avoid, which CONTRIBUTING lists for each language, are nowhere in the book."""

import re
from pathlib import Path

import pytest
from _ext.languages import SOURCE
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LISTS = {SOURCE: "English", "it": "Italian"}
NOT_PROSE = re.compile(r"\{[\w:]+\}`[^`]*`|`+[^`]*`+|\$[^$]*\$|(?<!\*)\*[^*\s][^*]*\*(?!\*)")
"""Code, formulas, and words that are spoken of."""


def avoided(language: str) -> list[str]:
    """What stands in the first column of a language's table."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text.split(f"| {LISTS[language]} | rather |\n")[1].split("\n\n")[0]
    return [word for row in table.splitlines() for word in re.findall("`([^`]+)`", row.split("|")[1])]


def found(text: str, words: list[str]) -> list[str]:
    prose = NOT_PROSE.sub(" ", text)
    return [word for word in words if re.search(rf"\b{re.escape(word)}\b", prose, re.IGNORECASE)]


MESSAGES = [
    (file.relative_to(ROOT / "book/locale/it/LC_MESSAGES").as_posix(), entry)
    for file in sorted((ROOT / "book/locale/it/LC_MESSAGES").rglob("*.po")) if file.stem != "sphinx"
    for entry in read_po(file.open("rb")) if entry.id
]  # fmt: skip


@pytest.mark.parametrize("language", LISTS)
def test_no_word_to_avoid_is_used(language: str):
    words = avoided(language)
    assert len(words) > 5
    said = [(file, str(entry.id if language == SOURCE else entry.string)) for file, entry in MESSAGES]
    assert [(file, wrong, text) for file, text in said if (wrong := found(text, words))] == []


def test_an_italian_apostrophe_is_no_foot_mark():
    said = [(file, NOT_PROSE.sub(" ", str(entry.string))) for file, entry in MESSAGES]
    assert [(file, text) for file, text in said if re.search(r"\w'\w", text)] == []


def test_code_and_words_that_are_spoken_of_do_not_count():
    text = "The `share` of *shares*, {term}`share`, $share$; a Share."
    assert found(text, ["share", "shares"]) == ["share"]
    assert found("shared", ["share"]) == []
