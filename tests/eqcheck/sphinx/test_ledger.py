"""The ledger lists all equations in the order of the book, and stays true when any page changes."""

import json
import re

import pytest

from tests.eqcheck.sphinx.conftest import BY_EXHAUSTION, EXACTLY

INDEX = "# Book\n"
CHAPTER = r"""
    # Chapter

    ```{equation} hat
    ```

    ```{equation}
    :label: even
    :where: t real

    \operatorname{Bump}(-t) = \operatorname{Bump}(t)
    ```
"""
OTHER = r"""
    # Another

    ```{equation} bump
    ```

    ```{equation}
    :label: open
    :unchecked: nobody knows
    :where: t real

    \operatorname{Bump}(t) = \operatorname{Hat}(t; 2)
    ```
"""
LEDGER = "# Ledger\n\n```{ledger}\n```\n"


@pytest.fixture
def pages(book):
    return book(INDEX, ledger=LEDGER, chapter=CHAPTER, another=OTHER)


def lines(page: str) -> list[str]:
    """The counts, headings and rows of the ledger, without markup."""
    body = page[page.index('<div class="ledger-totals') : page.index("clearer")]
    parts = re.findall(
        r'<p>.*?</p>(?=\s*(?:<ul|</li>))|<summary>.*?</summary>|<li class="kind-.*?</li>', body, re.DOTALL)  # fmt: skip
    return [" ".join(re.sub(r"<[^>]*>", " ", part).split()) for part in parts]


@pytest.mark.parametrize(
    ("language", "counts", "hidden", "words"),
    [
        ("en",
         ["5 equations : ✓ 1 proved, ✓ 1 exhaustive, ✓ 2 tried, ○ 1 not checked, ✗ 0 wrong.",
          "definition : ✓ 1 exhaustive, ✓ 2 tried.", "identity : ✓ 1 proved, ○ 1 not checked."],
         "On no page", ["definition · ✓ exhaustive", "identity · ✓ proved", "identity · ○ not checked: nobody knows"]),
        ("it",
         ["5 equazioni : ✓ 1 dimostrata, ✓ 1 verificata per esaustione, ✓ 2 verificate per punti, ○ 1 non controllata, "
          "✗ 0 sbagliate.",
          "definizione : ✓ 1 verificata per esaustione, ✓ 2 verificate per punti.",
          "identità : ✓ 1 dimostrata, ○ 1 non controllata."],
         "In nessuna pagina",
         ["definizione · ✓ verificata per esaustione", "identità · ✓ dimostrata",
          "identità · ○ non controllata: nobody"]),
    ],
)  # fmt: skip
def test_it_counts_and_lists_the_book_in_order(pages, judge, language, counts, hidden, words):
    judge(hat=BY_EXHAUSTION, even=EXACTLY)
    found = lines(pages.build(language=language).page("ledger.html"))
    assert [re.sub(r"\s+(?=[,.:])", "", line) for line in found[:3]] == [line.replace(" :", ":") for line in counts]
    headings = [line for line in found[3:] if re.split(r"\s*:", line)[0] in {"Chapter", "Another", hidden}]
    assert [re.split(r"\s*:", heading)[0] for heading in headings] == ["Chapter", "Another", hidden]
    rows = [line for line in found[3:] if line not in headings]
    assert [row.split()[0] for row in rows] == ["(1)", "(2)", "(1)", "(2)", "leak"]
    assert words[0] in rows[0] and words[1] in rows[1] and words[2] in rows[3]
    assert "Bump(−t) = Bump(t)" in rows[1]
    assert "float16" in rows[0]


def test_it_lists_a_definition_under_its_chapter(book):
    reference = "# Reference\n\n```{eval-rst}\n.. autofunction:: tinylib.hat\n```\n"
    pages = book(INDEX, reference=reference, chapter=CHAPTER, ledger=LEDGER)
    found = lines(pages.build().page("ledger.html"))
    headings = [re.split(r"\s*:", line)[0] for line in found]
    assert "Reference" not in headings
    assert found[headings.index("Chapter") + 1].startswith("(1)")


def test_it_follows_the_pages(pages):
    pages.build()
    pages.replace("another.md", "```{equation} bump\n```", "")
    built = pages.build()
    found = lines(built.page("ledger.html"))
    assert [line for line in found if line.startswith("bump ")], "bump is on no page now"
    pages.replace("tinylib/bumps.py", "return scale * scale", "return 2 * scale * scale")
    assert "✗\N{NO-BREAK SPACE}wrong" in pages.build().page("ledger.html")


def test_it_may_be_read_in_parallel(pages):
    one, two = pages.build(), pages.build(freshenv=True, parallel=2)
    assert lines(two.page("ledger.html")) == lines(one.page("ledger.html"))
    assert two.warnings == ""


def test_without_equations_it_says_so(book):
    pages = book("# Book\n\n```{ledger}\n```\n")
    pages.replace("conf.py", 'eqcheck_library = "tinylib"', "")
    assert "There are no equations yet." in pages.build().page("index.html")


def test_the_list_for_machines(pages, judge):
    judge(hat=BY_EXHAUSTION, even=EXACTLY)
    listed = json.loads((pages.build().app.outdir / "equations.json").read_text("utf-8"))
    assert [entry["name"] for entry in listed] == ["hat", "even", "bump", "open", "leak"]
    types = {"name": str, "kind": str, "file": str, "line": int, "latex": str, "status": str, "points": int,
             "max_ulp": dict, "reason": str}  # fmt: skip
    for entry in listed:
        assert {key: type(entry[key]) for key in types} == types
        assert entry["status"] in {"verified", "unchecked", "failed"}
        assert all(isinstance(error, float | int) for error in entry["max_ulp"].values())
    assert [entry["certainty"] for entry in listed] == ["exhaustive", "proved", "tried", "", "tried"]
    assert [entry["range"] for entry in listed[:2]] == ["t ∈ float16", "t ∈ ℝ"]
    assert listed[0]["file"] == "tinylib/bumps.py"
    first = (pages.root / "tinylib" / "bumps.py").read_text().splitlines()[listed[0]["line"] - 1]
    assert first.strip() == listed[0]["latex"].splitlines()[0]
    assert (listed[3]["status"], listed[3]["reason"]) == ("unchecked", "nobody knows")


def test_the_list_goes_where_the_configuration_says(pages):
    pages.write("conf.py", (pages.root / "conf.py").read_text() + 'eqcheck_json = "build/all.json"\n')
    built = pages.build()
    assert (pages.root / "build" / "all.json").read_text() == (built.app.outdir / "equations.json").read_text()


def test_the_list_can_be_downloaded_from_the_page(book):
    pages = book(INDEX, **{"folder/ledger": LEDGER}, chapter=CHAPTER)
    built = pages.build()
    address = re.search(r'href="([^"]*equations\.json)"', built.page("folder/ledger.html"))
    assert (built.app.outdir / "folder" / address[1]).resolve() == built.app.outdir / "equations.json"


def test_a_large_ledger_is_a_light_page(pages):
    """Three elements for each equation: its line, the link, the verdict."""
    page = pages.build().page("ledger.html")
    rows = re.findall(r'<li class="kind-.*?</li>', page, re.DOTALL)
    assert len(rows) == 5
    assert {len(re.findall(r"<\w", row)) for row in rows if "href" in row} == {3}


def test_it_is_filtered_by_text_kind_and_verdict(pages, browser, judge):
    judge(hat=BY_EXHAUSTION, even=EXACTLY)
    site = pages.build().app.outdir
    view = browser.new_page()
    view.goto((site / "ledger.html").as_uri())
    text, (kind, verdict) = view.get_by_label("Filter"), view.locator(".filter select").all()

    def shown():
        return [line.text_content().split()[0] for line in view.locator(".ledger li:not([data-filtered])").all()]

    assert len(shown()) == 5 and view.locator(".ledger[open]").count() == 0
    text.fill("bump t")
    assert shown() == ["(2)", "(1)", "(2)"]
    assert view.locator(".filter output").text_content() == "3 of 5"
    assert [fold.is_visible() for fold in view.locator(".ledger").all()] == [True, True, False]
    assert view.locator(".ledger li").nth(1).is_visible(), "what fits is unfolded"
    kind.select_option("identity")
    assert shown() == ["(2)", "(2)"]
    verdict.select_option("proved")
    assert shown() == ["(2)"]
    for field in (kind, verdict):
        field.select_option("all")
    text.fill("")
    assert len(shown()) == 5 and view.locator(".filter output").text_content() == ""
    view.close()


def test_without_javascript_there_are_no_fields(pages, browser):
    view = browser.new_page(java_script_enabled=False)
    view.goto((pages.build().app.outdir / "ledger.html").as_uri())
    assert not view.locator(".filter").is_visible()
    view.locator(".ledger summary").first.click()
    assert view.locator(".ledger li").first.is_visible()
    view.close()
