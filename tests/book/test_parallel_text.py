"""What pages leave for each other, so that a reader can have the other language under each paragraph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from _ext.languages import LANGUAGES, SOURCE, TRANSLATIONS
from bs4 import BeautifulSoup, Tag

SITE = Path(__file__).parents[2] / "build/html"
CATALOGUES = "book/locale/it/LC_MESSAGES"
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
PAGE = """# Waves

A wave of $0.5$ m, see [the note](#later).[^1]

- A list.

  | in | cells |
  | -- | ----- |
  | no | text  |

```{figure} /gallery/waves/images/sphx_glr_plot_wave_001.svg
A wave in its figure.
```

(later)=
**1.** An exercise.

[^1]: The note.
"""
TRANSLATED = {
    "Waves": "Onde",
    "A wave of $0.5$ m, see [the note](#later).[^1]": "Un’onda di $0.5$ m, vedi [la nota](#later).[^1]",
    "A list.": "Un elenco.", "in": "in", "cells": "celle", "no": "nessun", "text": "testo",
    "A wave in its figure.": "Un’onda in figura.",
    "**1.** An exercise.": "**1.** Un esercizio.",
    "The note.": "La nota.",
}  # fmt: skip
RUNNING_TEXT = {
    "en": ["A wave of 0.5 m, see the note.[1]", "A list.", "A wave in its figure.", "1. An exercise."],
    "it": ["Un’onda di 0,5 m, vedi la nota.[1]", "Un elenco.", "Un’onda in figura.", "1. Un esercizio."],
}


@pytest.fixture
def waves(book):
    """The small book, with a page that has text of every kind."""

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    def entries(said: dict[str, str]) -> str:
        return "".join(f"\nmsgid {quoted(text)}\nmsgstr {quoted(other)}\n" for text, other in said.items())

    book.change("conf.py", '    "_ext.environment"', '    "_ext.parallel_text", "_ext.environment"')
    book.change("book/index.md", "```{toctree}\n", "```{toctree}\nwaves\n")
    (book.root / "book/waves.md").write_text(PAGE, "utf-8")
    (book.root / CATALOGUES / "waves.po").write_text(HEAD + entries(TRANSLATED), "utf-8")
    words = {"%(language)s below each paragraph": "%(language)s sotto ogni paragrafo"}
    with (book.root / CATALOGUES / "sphinx.po").open("a", encoding="utf-8") as catalogue:
        catalogue.write(entries(words))
    return book


def left_beside(page: Path) -> tuple[str, dict[str, str]]:
    """The language and the paragraphs in the file that a page leaves beside it."""
    said = re.fullmatch(r'parallelText\("(\w+)",(.*)\)\n', page.with_suffix(".paragraphs.js").read_text("utf-8"))
    assert said
    return said[1], json.loads(said[2])


def parsed(html: str) -> BeautifulSoup:
    page = BeautifulSoup(html, "html.parser")
    for twice in page.select("annotation, .katex-html"):
        twice.decompose()
    return page


def test_each_page_leaves_its_paragraphs_in_its_own_language(waves):
    pages = {}
    for language in LANGUAGES:
        run = waves.build(language)
        assert run.returncode == 0, run.stderr
        pages[language] = waves.root / f"build/html/{language}/waves.html"
    for language, page in pages.items():
        name, paragraphs = left_beside(page)
        assert name == language
        assert [parsed(html).get_text() for html in paragraphs.values()] == RUNNING_TEXT[language]
        assert not any(re.search(r"<[^>]* id=|headerlink", html) for html in paragraphs.values())
        found = parsed(page.read_text("utf-8"))
        addresses = [element["id"] for element in found.find_all(id=True)]
        assert len(addresses) == len(set(addresses))
        assert [found.find("p", id=address).get_text().strip("¶") for address in paragraphs] == RUNNING_TEXT[language]
        (switch,) = found.select("h1 + .parallel-text-switches button")
        (other,) = set(LANGUAGES) - {language}
        assert switch["data-language"] == other
        assert page.parent / switch["data-file"] == page.parent / f"../{other}/waves.paragraphs.js"
    assert left_beside(pages["en"])[1].keys() == left_beside(pages["it"])[1].keys()
    assert "Inglese sotto ogni paragrafo" in pages["it"].read_text("utf-8")


def test_only_the_pages_of_the_site_have_it(waves):
    run = waves.build(builder="singlehtml")
    assert run.returncode == 0, run.stderr
    (page,) = (waves.root / "build/singlehtml/en").glob("index.html")
    assert "A wave of" in (text := page.read_text("utf-8"))
    assert 'id="p-' not in text and "<button" not in text
    assert not list(page.parent.rglob("*.paragraphs.js"))


# --- the whole book ---------------------------------------------------------------------------------------------------


def pairs() -> Iterator[tuple[str, str]]:
    for page in sorted((SITE / SOURCE).rglob("*.paragraphs.js")):
        for language in TRANSLATIONS:
            yield language, page.relative_to(SITE / SOURCE).as_posix().replace(".paragraphs.js", ".html")


def references(html: str) -> list[str]:
    """Where the links of a paragraph lead, but for terms, of which each language links the first it finds."""
    links: list[Tag] = BeautifulSoup(html, "html.parser").select("a:not(.term)")
    return sorted(str(link["href"]).replace("/en/", "/").replace("/it/", "/") for link in links)


@pytest.mark.parametrize(("language", "page"), list(pairs()))
def test_paragraphs_of_an_address_say_the_same(language: str, page: str):
    (_, source), (_, translation) = (left_beside(SITE / each / page) for each in (SOURCE, language))
    assert source.keys() == translation.keys()
    differ = [address for address in source if references(source[address]) != references(translation[address])]
    assert differ == []
