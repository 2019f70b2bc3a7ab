"""The table of all functions of one number: complete, in the page's language, and true after any change."""

import json
import re
from pathlib import Path

import pytest
from eqcheck.analysis.curves import scalar_functions
from eqcheck.project.load import load_library

ROOT = Path(__file__).parents[2]
INDEX = "# Book\n"
CHAPTER = "# Chapter\n\nText.\n\n## The tent\n\n```{equation} hat\n```\n\n## A bump\n\n```{equation} bump\n```\n"
TABLE = "# All\n\n```{comparison}\n:costs: costs.json\n```\n"
MEASURED = {
    "device": "Abacus", "torch": "2.0", "python": "3.11", "numbers": 12345, "dtype": "float32",
    "cost": {"hat": {"torch": 1.234, "formulario": 17.8}},
}  # fmt: skip


@pytest.fixture
def compared(pages):
    made = pages(INDEX, chapter=CHAPTER, table=TABLE)
    made.write("costs.json", json.dumps(MEASURED))
    return made


def rows(page: str) -> dict[str, list[str]]:
    """The cells of each function, in their order, by the printed name."""
    table = page[page.index('class="comparison') : page.index("</table>")]
    found = {}
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
        cells = [" ".join(re.sub(r"<[^>]*>", " ", cell).split())
                 for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]  # fmt: skip
        found[cells[0].split()[0]] = cells[1:]
    return found


def test_every_function_with_its_facts(compared):
    built = compared.build()
    assert built.warnings == ""
    table = rows(built.page("table.html"))
    assert list(table) == ["Function", "Hat", "Bump", "Leak"]  # the order of the chapter, then what no page shows
    hat = ["[0, 1]", "{−1, 0, 1}", "at −1: 0 → 1 at 0: 1 → −1 at 1: −1 → 0", "0, slope 0", "0, slope 0", "no", "even",
           "no", "0.369", "C 0", "1.2", "18"]  # fmt: skip
    assert table["Hat"] == hat
    assert table["Bump"][:3] == ["(0, 1]", "[−0.65, 0.65]", "none"]
    assert table["Bump"][-3:] == ["C ∞", "none", "none"]
    assert table["Leak"][0] == "(−∞, ∞)"
    assert table["Leak"][5:8] == ["yes", "no", "yes"]


def test_the_words_of_the_page(compared):
    page = compared.build(language="it").page("table.html")
    table = rows(page)
    assert table["Hat"][:2] == ["[0; 1]", "{−1; 0; 1}"]
    assert table["Hat"][5:9] == ["no", "pari", "no", "0,369"]
    assert "12\N{NARROW NO-BREAK SPACE}345 numeri (float32)" in page


def test_links_lead_to_the_section_and_to_the_reference(compared):
    compared.write("reference.rst", "Reference\n=========\n\n.. automodule:: tinylib.bumps\n   :members: hat\n")
    compared.replace("index.md", "table\n", "table\nreference\n")
    page = compared.build().page("table.html")
    assert 'href="chapter.html#the-tent"' in page
    assert 'href="reference.html#tinylib.bumps.hat"' in page
    assert "#docstring" not in page


def test_the_parameters_and_the_computer_are_told(compared):
    page = compared.build().page("table.html")
    assert "width = 1" in page
    assert "slope = 0.5" in page
    assert "Abacus; PyTorch 2.0, Python 3.11" in page


def test_without_costs_there_is_no_column_for_them(compared):
    compared.write("table.md", "# All\n\n```{comparison}\n```\n")
    page = compared.build().page("table.html")
    assert len(rows(page)["Hat"]) == 10
    assert "Abacus" not in page


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("tinylib/bumps.py", "max\\left(0, 1 -", "max\\left(0, 2 -", "[0,\N{NO-BREAK SPACE}2]"),
        ("costs.json", "17.8", "23.4", "23"),
        ("chapter.md", "## The tent", "## A house", 'href="chapter.html#a-house"'),
    ],
)
def test_a_change_elsewhere_reaches_the_table(compared, file, old, new, told):
    assert told not in compared.build().page("table.html")
    if file.startswith("tinylib"):
        compared.replace(file, "torch.clamp(1 -", "torch.clamp(2 -")
    compared.replace(file, old, new)
    assert told in compared.build().page("table.html")


def test_a_function_without_parameters_at_hand_is_named(compared):
    compared.replace("tinylib/bumps.py", "width: float = 1.0)", "width: float)")
    compared.replace("tinylib/bumps.py", "w in 1, 1/2, 2", "w real > 0")
    built = compared.build()
    place = compared.line("tinylib/bumps.py", "Hat}(t; w)")
    assert f"{place}: WARNING: hat has no default for w: list its values in `:where:`" in built.warnings
    assert "Hat" not in rows(built.page("table.html"))


def test_a_missing_file_of_costs_is_named(compared):
    (compared.root / "costs.json").unlink()
    warnings = compared.build().warnings
    place = compared.line("table.md", "```{comparison}")
    assert f"{place}: WARNING: `:costs:` names a file that is not there" in warnings


def test_the_costs_of_this_book_name_every_function():
    """After a new function, run ``make bench``."""
    measured = json.loads((ROOT / "benchmarks/results/activations.json").read_text("utf-8"))
    assert sorted(measured["cost"]) == sorted(scalar_functions(load_library("formulario", ROOT)))
    assert measured["cost"]["relu"]["torch"] == 1
