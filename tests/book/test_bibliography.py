"""What the chapters cite."""

import re
from pathlib import Path

import pytest
from pybtex.database import parse_file

ROOT = Path(__file__).parents[2]
ENTRIES = parse_file(ROOT / "book/references.bib").entries
CHAPTERS = [
    page for part in ("activations", "losses") for page in sorted((ROOT / "book" / part).glob("*.md"))
    if page.stem not in ("index", "comparison")
]  # fmt: skip
CITED = re.compile(r"\{footcite:[a-z]+\}`([^`]+)`")
WITHOUT_WORDS = {
    "title", "journal", "volume", "number", "pages", "booktitle", "publisher", "year",
    "doi", "eprint", "archiveprefix", "isbn", "url",
}  # fmt: skip
"""What an entry may hold: before the others, such as an edition, an English word would be printed."""


def cited(text: str) -> set[str]:
    return {key.strip() for keys in CITED.findall(text) for key in keys.split(",")}


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_leads_to_the_work(key):
    fields = set(ENTRIES[key].fields)
    assert fields & {"doi", "eprint", "isbn", "url"}, "a reader finds it by one of these"
    assert fields <= WITHOUT_WORDS
    assert "pages" not in fields or ENTRIES[key].type == "article", "elsewhere the word 'pages' is printed"


def test_every_entry_is_cited():
    assert ENTRIES.keys() - cited("".join(page.read_text("utf-8") for page in (ROOT / "book").rglob("*.md"))) == set()


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)
def test_a_chapter_ends_with_its_references(page):
    text = page.read_text("utf-8")
    assert cited(text)
    assert text.rstrip().endswith("## References\n\n```{footbibliography}\n```")


def test_names_are_joined_in_the_language_of_the_page(book):
    book.change("conf.py", '    "_ext.environment",\n', '    "_ext.environment",\n    "_ext.bibliography",\n')
    settings = 'bibtex_bibfiles = ["book/works.bib"]\nbibtex_default_style = "of the page"\n'
    book.change("conf.py", "\nextensions", f"\n{settings}extensions")
    works = "@misc{peano, author={Peano, Giuseppe and Padoa, Alessandro}, title={Formulario}, year={1895}}"
    (book.root / "book/works.bib").write_text(works, "utf-8")
    page = book.root / "book/cited.md"
    page.write_text("---\norphan:\n---\n# 1895\n\n{footcite:t}`peano`\n\n```{footbibliography}\n```\n", "utf-8")
    for language, joined in ("en", ("Peano and Padoa", "Giuseppe Peano and Alessandro Padoa")), (
        "it", ("Peano e Padoa", "Giuseppe Peano e Alessandro Padoa"),
    ):  # fmt: skip
        built = book.build(language)
        text = re.sub("<[^>]+>", "", (book.root / f"build/html/{language}/cited.html").read_text("utf-8"))
        assert all(names in text for names in joined), built.stderr
