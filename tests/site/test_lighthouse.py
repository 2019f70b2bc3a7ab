"""Lighthouse gives ten pages, the longest among them, 95 of 100 or more on its phone profile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.book.test_browser import PAGES, SITE

LEAST = 95
CATEGORIES = {"performance", "accessibility", "best-practices", "seo"}
ASSERTED = CATEGORIES - ({"performance"} if os.environ.get("CI") else set())
"""Performance is a measurement of time: on a machine that is shared it is reported, not asserted."""
OTHERS = [
    "en/index.html",
    "it/index.html",
    "it/gallery/index.html",
    "en/gallery/rectifiers/plot_relu.html",
    "en/activations/comparison.html",
    "it/losses/many_classes.html",
    "en/how-to-read.html",
]
LONGEST = sorted(set(PAGES) - set(OTHERS), key=lambda page: -(SITE / page).stat().st_size)[:3]
Report = dict[str, dict[str, int]]


def judge(pages: list[str], address: str) -> dict[str, Report]:
    """What Lighthouse says of each page; one after the other, since it measures time."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    command = ["node", Path(__file__).with_name("lighthouse.mjs"), chromium, *(address + page for page in pages)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "CI": "true"}).stdout
    reports = map(json.loads, said.splitlines())
    return {report["address"].removeprefix(address): report for report in reports}


def lacking(report: Report) -> dict[str, int]:
    return {name: score for name, score in report["scores"].items() if name in ASSERTED and score < LEAST}


@pytest.fixture(scope="module")
def judged(packages: Path, address: str) -> dict[str, Report]:
    """The best of three tries: whatever else a machine does can only make a page seem slower."""
    found = judge([*OTHERS, *LONGEST], address)
    for _ in range(2):
        if again := [page for page, report in found.items() if set(lacking(report)) == {"performance"}]:
            found |= {page: report for page, report in judge(again, address).items() if not lacking(report)}
    return found


@pytest.mark.parametrize("page", [*OTHERS, *LONGEST])
def test_page(judged: dict[str, Report], page: str):
    print(page, judged[page]["scores"])
    assert set(judged[page]["scores"]) == CATEGORIES
    assert lacking(judged[page]) == {}, judged[page]["lacking"]
