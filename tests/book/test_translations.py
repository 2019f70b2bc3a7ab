"""The gate of the translations for the whole book, without running the gallery: what ``make html`` would refuse."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from _ext.catalogues import FIGURES, Catalogue, Message
from _ext.languages import TRANSLATIONS

ROOT = Path(__file__).parents[2]
CATALOGUES = ROOT / "book/locale"
WRITING = {"describe", "set_label", "set_title", "set_xlabel", "set_ylabel", "suptitle", "text", "annotate"}
WRITING_KEYWORDS = {"label", "title", "xlabel", "ylabel"}
FINDING = re.compile(r"^(?P<place>.*): WARNING: (?P<message>.*) \[translation\]$", re.M)


@pytest.fixture(scope="module", params=TRANSLATIONS)
def findings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the gate says when it reads a copy of the book, whose scripts are not run."""
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "book", site / "book", ignore=shutil.ignore_patterns("gallery", "*.mo"))
    # The generated gallery is left out, its catalogues are not.
    for catalogue in CATALOGUES.rglob("gallery/**/*.po"):
        copy = site / catalogue.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(catalogue, copy)
    for name in ("gallery", "lib", "benchmarks", "README.md", "LICENSE"):
        (site / name).symlink_to(ROOT / name)
    for name in ("conf.py", "requirements.txt", "pyproject.toml", "CITATION.cff"):
        shutil.copyfile(ROOT / name, site / name)
    kept = f"eqcheck_cache={ROOT / 'build/equations'}"  # equations are no matter of this test
    options = ["-c", ".", "-t", request.param, "-D", "plot_gallery=0", "-D", kept, "-b", "dummy"]
    command = [sys.executable, "-m", "sphinx", *options, "book", "out"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    read = subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, timeout=300)
    assert "build succeeded" in read.stdout, read.stderr
    return [f"{found['place']}: {found['message']}" for found in FINDING.finditer(read.stderr)]


def test_every_page_is_translated(findings: list[str]):
    assert not findings, "\n".join(["", *findings])


def written_in_figures(script: Path) -> Iterator[Message]:
    """The texts that a script hands to matplotlib as they stand; what it composes, only drawing can tell."""
    for call in ast.walk(ast.parse(script.read_text("utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            arguments = call.args if call.func.attr in WRITING else []
            named = [keyword.value for keyword in call.keywords if keyword.arg in WRITING_KEYWORDS]
            for text in (*arguments, *named):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield Message(" ".join(text.value.split()), script.relative_to(ROOT), text.lineno)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_words_of_figures_are_translated(language: str):
    catalogue = Catalogue.of(CATALOGUES, language, FIGURES)
    scripts = [*(ROOT / "gallery").rglob("plot_*.py"), ROOT / "lib/formulario/figures.py"]
    said = [message for script in scripts for message in written_in_figures(script)]
    assert said, "no figure has words: is this how scripts write them?"
    problems = [problem for problem in catalogue.problems(said) if "any more" not in problem.message]
    assert not problems, "\n".join(["", *map(str, problems)])
