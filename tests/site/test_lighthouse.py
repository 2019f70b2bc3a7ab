"""Lighthouse gives ten pages, the longest among them, 95 of 100 or more in each category on its phone profile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.book.test_browser import PAGES, SITE

LEAST = 95
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


@pytest.fixture(scope="module")
def judged(packages: Path, address: str) -> dict[str, dict[str, dict[str, int]]]:
    """What Lighthouse says of each page; one after the other, since it measures time."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    command = ["node", Path(__file__).with_name("lighthouse.mjs"), chromium]
    command += [address + page for page in (*OTHERS, *LONGEST)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "CI": "true"}).stdout
    reports = map(json.loads, said.splitlines())
    return {report["address"].removeprefix(address): report for report in reports}


@pytest.mark.parametrize("page", [*OTHERS, *LONGEST])
def test_page(judged: dict[str, dict[str, dict[str, int]]], page: str):
    scores = judged[page]["scores"]
    assert len(scores) == 4
    assert {name: score for name, score in scores.items() if score < LEAST} == {}, judged[page]["lacking"]
