"""The search: what its index holds, and whether it answers what readers ask, from a file and at the section."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from _ext.languages import LANGUAGES
from _ext.search import END, START
from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
SITE = HERE.parents[1] / "build/html"
QUESTIONS = tomllib.loads((HERE / "questions.toml").read_text("utf-8"))
FIRST = 3
INDEX = r"""# Book

About imbalanced classes, and $\frac{x^2}{2 b}$.

## Steep

It is *steep*:

- at one point

```{equation} hat
```

### Steeper for $\alpha$

```{eval-rst}
.. autofunction:: tinylib.hat
```

"""
GLOSSARY = "# Glossary\n\n```{glossary}\nslope\n  *pendenza*. How steep it is.\n```\n"


@pytest.fixture
def searched(pages):
    made = pages(INDEX, **{"appendix/glossary": GLOSSARY})
    made.replace("conf.py", '"eqcheck.sphinx",', '"eqcheck.sphinx", "_ext.search",')
    made.write("synonyms.toml", '[[same]]\nen = ["class imbalance"]\nit = ["sbilanciamento"]\n')
    return made


def index_of(built) -> dict:
    return json.loads(built.page("searchindex.js").removeprefix(START).removesuffix(END))


def test_sections_entries_and_terms_are_found_with_their_text(searched):
    found = {section["title"]: section for section in index_of(searched.build())["sections"]}
    assert found["Book"]["text"] == "About imbalanced classes, and x²/(2b)."
    assert found["Book"]["anchor"] == "", "the page itself, from its top"
    assert found["Steep"] | {"page": "index", "anchor": "steep", "path": ["Book"]} == found["Steep"]
    assert found["Steep"]["text"] == "It is steep: at one point"
    assert found["Steeper for α"]["path"] == ["Book", "Steep"]
    assert found["hat"]["anchor"] == "tinylib.hat" and found["hat"]["text"].startswith("A tent of height 1")
    assert found["slope"]["anchor"] == "term-slope" and found["slope"]["path"] == ["Glossary"]


def test_the_glossary_and_the_file_say_what_means_the_same(searched):
    assert index_of(searched.build())["synonyms"] == [["class imbalance", "sbilanciamento"], ["slope", "pendenza"]]


def test_a_page_that_changes_is_indexed_anew_and_the_others_stay(searched):
    before = index_of(searched.build())["sections"]
    searched.replace("index.md", "It is *steep*", "It is *flat*")
    after = index_of(searched.build())["sections"]
    assert [one["title"] for one in after] == [one["title"] for one in before]
    assert [one["text"] for one in after if one["title"] == "Steep"] == ["It is flat: at one point"]


@pytest.fixture(scope="module", params=LANGUAGES)
def search(request, browser: Browser) -> Iterator[Page]:
    if not (SITE / request.param / "search.html").exists():
        pytest.skip("no site to search: make html")
    view = browser.new_page(viewport={"width": 390, "height": 800})
    view.goto((SITE / request.param / "search.html").as_uri())
    yield view
    view.close()


def language_of(view: Page) -> str:
    return view.locator("html").get_attribute("lang")


def addresses(view: Page, query: str) -> list[str]:
    view.locator(".search-field input").fill(query)
    return [link.get_attribute("href") for link in view.locator(".found > li > a").all()[:FIRST]]


def test_every_question_finds_its_page(search: Page):
    asked = QUESTIONS[language_of(search)]
    assert len(asked) >= 20
    missed = {}
    for query, pages in asked.items():
        found = addresses(search, query)
        if not any(urlsplit(address).path.removesuffix(".html") in pages for address in found):
            missed[query] = found
    assert missed == {}


COUNTS = {
    "en": ("One section found.", r"\d+ sections found\."),
    "it": ("Una sezione trovata.", r"\d+ sezioni trovate\."),
}


def test_it_says_how_many_sections_there_are(search: Page):
    count = search.locator(".count")
    addresses(search, "softmax")
    assert re.fullmatch(COUNTS[language_of(search)][1], count.text_content())
    addresses(search, "xyzzyx qwertzu")
    assert count.text_content() == count.get_attribute("data-none") != ""
    assert count.get_attribute("data-one") == COUNTS[language_of(search)][0]
    addresses(search, "")
    assert count.text_content() == ""


def test_a_link_opens_the_section_with_the_words_marked(search: Page):
    found = addresses(search, "label smoothing")
    address = next(one for one in found if one.startswith("losses/information.html"))
    assert search.locator(".found mark").count() > 0
    assert parse_qs(urlsplit(address).query)["highlight"]
    page = search.context.browser.new_page()
    page.goto((SITE / language_of(search) / "search.html").as_uri().replace("search.html", address))
    page.wait_for_selector(".highlighted")
    target = page.locator(f"[id='{urlsplit(address).fragment}']")
    page.wait_for_function("(id) => Math.abs(document.getElementById(id).getBoundingClientRect().top) < 400",
                           arg=urlsplit(address).fragment)  # fmt: skip
    assert target.locator(".highlighted").count() > 0
    page.close()


def test_an_excerpt_shows_mathematics_once_and_asks_for_no_page(search: Page):
    asked: list[str] = []
    search.on("request", lambda request: asked.append(request.url))
    addresses(search, "sigmoid derivative")
    text = search.locator(".found").text_content()
    assert "\\" not in text and [url for url in asked if not url.endswith("favicon.svg")] == []
