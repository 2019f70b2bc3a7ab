"""The role ``count`` says in a sentence what the ledger counts, and a definition may be shown once more, open."""

import re

import pytest

from tests.eqcheck.sphinx.conftest import BY_EXHAUSTION, EXACTLY
from tests.eqcheck.sphinx.test_ledger import CHAPTER, OTHER

COUNTS = """
    # Book

    Of {count}`equations`, {count}`proved` proved, {count}`exhaustive` exhaustive, {count}`tried` tried,
    {count}`unchecked` not.
"""
SHOWN = """
    # Book

    ```{equation} hat
    :open:
    ```
"""


def said(page: str) -> str:
    return " ".join(re.search(r"<p>(Of .*?)</p>", page, re.DOTALL)[1].split())


def test_it_says_what_the_ledger_counts(book, judge):
    judge(hat=BY_EXHAUSTION, even=EXACTLY)
    pages = book(COUNTS, chapter=CHAPTER, another=OTHER)
    assert said(pages.build().page("index.html")) == "Of 5, 1 proved, 1 exhaustive, 2 tried, 1 not."


def test_it_follows_the_other_pages(book):
    pages = book(COUNTS, chapter=CHAPTER, another=OTHER)
    before = said(pages.build().page("index.html"))
    pages.replace("another.md", ":label: open", ":label: open\n:kind: inequality")
    pages.replace("chapter.md", "\\operatorname{Bump}(-t) =", "\\operatorname{Hat}(0; 1) = 1\n```\n\n"
                  "```{equation}\n:where: t real\n\n\\operatorname{Bump}(-t) =")  # fmt: skip
    after = said(pages.build().page("index.html"))
    assert before.startswith("Of 5,") and after.startswith("Of 6,")


def test_what_is_not_counted_is_a_warning_at_its_line(book):
    pages = book("# Book\n\nOf {count}`wrongs` none.\n", chapter=CHAPTER)
    said = f"{pages.source / 'index.md'}:3: WARNING: 'wrongs' is not counted: write one of equations, proved"
    assert said in pages.build().warnings


@pytest.mark.parametrize("before", [True, False])
def test_a_definition_shown_open_has_no_number_and_leads_to_its_chapter(book, judge, before):
    judge()
    pages = book(SHOWN, chapter=CHAPTER) if before else book(CHAPTER, other=SHOWN)
    pages.replace("conf.py", "eqcheck_strict = True", "eqcheck_strict = True\nnumfig = True")
    built = pages.build()
    page, chapter = map(built.page, ("index.html", "chapter.html") if before else ("other.html", "index.html"))
    assert built.warnings == ""
    (details,) = re.findall(r"<details[^>]*>", page)
    assert 'open="open"' in details
    assert f"equation (1), {'chapter' if before else 'index'}#equation-hat" in re.sub("<[^>]*>", "", page)
    assert "eqno" not in page and re.search(r'<a [^>]*href="(chapter|index)\.html#equation-hat"', page)
    assert 'open="open"' not in chapter and re.findall(r"\((\d)\)<a", chapter) == ["1", "2"]
