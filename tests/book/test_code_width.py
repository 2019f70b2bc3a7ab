"""Scripts have lines of 88 characters at most, in every language: that is how wide the text of a page is."""

from __future__ import annotations

from pathlib import Path

import pytest
from _ext.literals import WIDTH

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "gallery").rglob("plot_*.py"))
TRANSLATED = sorted((ROOT / "book/gallery").glob("*/??/plot_*.py"))
"""What the last build wrote for download."""


def too_wide(text: str) -> list[str]:
    return [f"{number}: {line}" for number, line in enumerate(text.splitlines(), 1) if len(line) > WIDTH]


@pytest.mark.parametrize("script", [*SCRIPTS, *TRANSLATED], ids=lambda script: f"{script.parent.name}/{script.stem}")
def test_lines_of(script: Path):
    assert too_wide(script.read_text("utf-8")) == []


def test_a_wide_line_is_found():
    assert WIDTH == 88
    assert too_wide("x = 1\n" + "y" * 89) == ["2: " + "y" * 89]
