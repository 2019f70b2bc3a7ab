"""Two kinds of small books: one like the real one, and pages written in the test.

The first has two languages, a library of one module and a gallery of one script. The second ones are those of the
tests of ``eqcheck.sphinx``, with this book's directives and its Italian words.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.eqcheck.sphinx.conftest import Book as Pages
from tests.eqcheck.sphinx.conftest import book as plain_pages  # noqa: F401
from tests.eqcheck.sphinx.conftest import own_modules, verdicts  # noqa: F401

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
collect_ignore = ["small_book"]  # pytest would look for doctests there


@dataclass(frozen=True)
class Book:
    """The small book in a folder of its own, and the commands that build it."""

    root: Path

    def build(self, language: str = "en", builder: str = "html") -> subprocess.CompletedProcess[str]:
        tag = ["-t", language] if language != "en" else []
        target = ["-d", f"build/doctrees/{language}", "book", f"build/{builder}/{language}"]
        command = [sys.executable, "-m", "sphinx", "-W", "-n", "-c", ".", *tag, "-b", builder, *target]
        return self.run(*command)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the book's folder, with its library and the code of this repository at hand."""
        path = [str(root / folder) for root in (self.root, ROOT) for folder in ("book", "lib")]
        path += filter(None, [os.environ.get("PYTHONPATH")])
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "NO_COLOR": "1", "PYTHONPATH": os.pathsep.join(path)}
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=300)

    def change(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} does not say {old!r}"
        path.write_text(text.replace(old, new), "utf-8")

    def figure(self, ending: str = ".svg") -> Path:
        return self.root / f"book/gallery/waves/images/sphx_glr_plot_wave_001{ending}"


def small_book(folder: Path) -> Book:
    shutil.copytree(HERE / "small_book", folder / "site")
    return Book(folder / "site")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return small_book(tmp_path)


@pytest.fixture
def pages(plain_pages: Callable[..., Pages]) -> Callable[..., Pages]:  # noqa: F811
    """Makes a Markdown book over ``tinylib`` from these pages; ``index`` is the first one and lists the others."""

    def made(index: str, **others: str) -> Pages:
        pages = plain_pages(index, **others)
        own = ", ".join(f'"_ext.{name}"' for name in ("languages", "comparison", "play", "proofs", "solution"))
        pages.replace("conf.py", '"eqcheck.sphinx"', f'"eqcheck.sphinx", {own}')
        words = "locale/it/LC_MESSAGES/sphinx.po"
        pages.write(words, (ROOT / "book" / words).read_text("utf-8"))
        return pages

    return made
