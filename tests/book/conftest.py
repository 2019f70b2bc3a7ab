"""A small book like the real one: two languages, a library of one module, a gallery of one script."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
collect_ignore = ["small_book"]  # pytest would look for doctests there


@dataclass(frozen=True)
class Book:
    """The small book in a folder of its own, and the commands that build it."""

    root: Path

    def build(self, language: str = "en", builder: str = "html") -> subprocess.CompletedProcess[str]:
        tag = ["-t", language] if language != "en" else []
        target = ["-d", f"build/doctrees/{language}", "book", f"build/{builder}/{language}"]
        command = [sys.executable, "-m", "sphinx", "-W", "-n", "-c", ".", *tag, "-b", builder, *target]
        environment = {**os.environ, "PYTHONPATH": str(self.root / "lib"), "OMP_NUM_THREADS": "1"}
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=120)

    def change(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} does not say {old!r}"
        path.write_text(text.replace(old, new), "utf-8")

    def figure(self, ending: str = ".svg") -> Path:
        return self.root / f"book/gallery/waves/images/sphx_glr_plot_wave_001{ending}"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    shutil.copytree(HERE / "small_book", tmp_path / "site")
    return Book(tmp_path / "site")
