"""The pages are HTML as its standard has it, says the Nu HTML checker."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.book.test_browser import SITE


def errors(packages: Path, *files: Path) -> list[str]:
    """What is wrong, with the page and the line."""
    checker = packages / "vnu-jar/build/dist/vnu.jar"
    command = ["java", "-jar", checker, "--errors-only", "--format", "json", "--skip-non-html", "--exit-zero-always"]
    said = subprocess.run([*command, *files], capture_output=True, text=True, check=True).stderr
    return [
        f"{message.get('url')}:{message.get('lastLine')}: {message['message']} {message.get('extract', '')!r}"
        for message in json.loads(said)["messages"]
    ]


def test_no_page_has_an_error(packages: Path):
    assert (SITE / "index.html").exists(), "no site to look at: make html"
    found = errors(packages, SITE)
    assert not found, f"{len(found)} errors\n" + "\n".join(found[:40])


def test_an_error_is_found(packages: Path, tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="en"><title>Page</title><pre><div></div></pre>', "utf-8")
    assert any("page.html:1: Element “div” not allowed" in error for error in errors(packages, page))
