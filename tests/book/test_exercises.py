"""Sheets of exercises hold what the chapters ask, and no answer; the plan for teachers leads to what is there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from _ext.languages import LANGUAGES
from bs4 import BeautifulSoup, Tag

SITE = Path(__file__).parents[2] / "build/html"
SHEETS = [(language, part) for language in LANGUAGES for part in ("activations", "losses")]
GRADES = {"en": "Easy|Medium|Hard", "it": "Facile|Medi[oa]|Difficile"}
SOLUTION = {"en": "Solution", "it": "Soluzione"}
NUMBER = re.compile(r"\d+\.")

of_site = pytest.mark.skipif(not (SITE / "en/exercises").exists(), reason="no site to look at: make html")

INDEX = """
    # Book

    ```{toctree}
    inner/part
    outer/sheet
    ```
"""
PART = """
    # Part

    ```{toctree}
    one
    two
    ```
"""
ONE = r"""
    # Roads

    ## Exercises

    **1.** Is it even? Use {eq}`twice`, {ref}`here` and {doc}`two`.

    :::{solution}
    The answer is yes.
    :::

    **2.** *Hard.* And then?

    ```{equation}
    :label: twice
    :where: t real

    \operatorname{Bump}(-t) = \operatorname{Bump}(t)
    ```

    (here)=
    ## After
"""


def test_questions_are_taken_over_without_answers(pages):
    book = pages(INDEX)
    book.write("inner/part.md", PART)
    book.write("inner/one.md", ONE)
    book.write("inner/two.md", "# Nothing to ask\n")
    book.write("outer/sheet.md", "# Sheet\n\n```{exercises} /inner/part\n```\n")
    book.replace("conf.py", '"_ext.solution"', '"_ext.solution", "_ext.exercises"')
    built = book.build()
    assert built.warnings == ""
    sheet = BeautifulSoup(built.page("outer/sheet.html"), "html.parser")
    said = " ".join(sheet.get_text(" ").split())
    assert "Is it even?" in said and "And then?" in said and "The answer" not in said and "Solution" not in said
    assert sheet.select_one('h2 a[href="../inner/one.html#exercises"]').get_text() == "Roads"
    links = {link.get_text(): link["href"].partition("#")[0] for link in sheet.select(".body p > a.internal")}
    assert links == {"(1)": "../inner/one.html", "After": "../inner/one.html", "Nothing to ask": "../inner/two.html"}
    assert len(sheet.select(".equation .katex-display")) == 1


def numbers(within: Tag) -> list[str]:
    bold = [found.get_text() for found in within.select("p > strong:first-child")]
    return [text for text in bold if NUMBER.fullmatch(text)]


def page_of(*path: str) -> BeautifulSoup:
    return BeautifulSoup((SITE.joinpath(*path)).read_text("utf-8"), "html.parser")


@of_site
@pytest.mark.parametrize(("language", "part"), SHEETS)
def test_a_sheet_has_all_exercises_of_its_part_and_no_solution(language: str, part: str):
    sheet = page_of(language, "exercises", f"{part}.html")
    of_chapters = {
        page.stem: numbers(place if place.name == "section" else place.find_parent("section"))
        for page in sorted((SITE / language / part).glob("*.html"))
        if (place := page_of(language, part, page.name).find(id="exercises"))
    }
    for name, asked in of_chapters.items():
        assert numbers(sheet.find(id=f"exercises-{part}-{name}".replace("_", "-"))) == asked, name
    assert sum(map(len, of_chapters.values())) == len(numbers(sheet.article)) >= 40
    assert not sheet.select("article .solution") and SOLUTION[language] not in sheet.article.get_text()
    assert len(re.findall(rf"\b(?:{GRADES[language]})\.", sheet.article.get_text())) == len(numbers(sheet.article))


@of_site
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_of_a_lecture_leaves_no_minute_out(language: str):
    tables = page_of(language, "teaching.html").select("article table")
    assert len(tables) == 3
    for table in tables:
        minutes = [row.td.get_text().strip().split("–") for row in table.select("tbody tr")]
        starts, ends = [int(start) for start, _end in minutes], [int(end) for _start, end in minutes]
        assert starts == [0, *ends[:-1]] and ends[-1] == 90


@of_site
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_leads_to_slides_and_sections_that_are_there(language: str):
    page = page_of(language, "teaching.html")
    assert len(page.select('article a[href*="-slides.html"]')) >= 20
    assert dead_links(SITE / language / "teaching.html") == []


@of_site
@pytest.mark.parametrize(("language", "part"), SHEETS)
def test_the_links_of_a_sheet_lead_to_the_chapters(language: str, part: str):
    assert dead_links(SITE / language / "exercises" / f"{part}.html") == []


def dead_links(page: Path) -> list[str]:
    """The links in the text of a page to a page or a place of the site that is not there."""
    dead, known = [], {}
    for link in BeautifulSoup(page.read_text("utf-8"), "html.parser").select("article a.internal[href]"):
        path, _sign, place = link["href"].partition("#")
        target = (page.parent / path).resolve() if path else page
        if target not in known:
            known[target] = target.read_text("utf-8") if target.is_file() else ""
        if not known[target] or (place and f'id="{unquote(place)}"' not in known[target]):
            dead.append(link["href"])
    return dead
