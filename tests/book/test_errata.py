"""The mistakes of the lecture's notes that the book corrects: each entry leads to where a reader can see it."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "book/appendix/errata.md"
ENTRIES = re.findall(r"^\d+\. \*\*(.+?)\*\* (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)


def test_there_are_eighteen():
    assert len(ENTRIES) == 18


@pytest.mark.parametrize(("name", "entry"), ENTRIES)
def test_an_entry_leads_to_its_section_and_to_an_equation(name: str, entry: str):
    assert re.search(r"\{ref\}`[^`]+ <[AQL]\d\d>`", entry)
    assert re.search(r"\{eq\}`[\w-]+`", entry)
