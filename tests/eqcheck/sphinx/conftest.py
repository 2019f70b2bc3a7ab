"""Small books that the tests build: a copy of the foreign book, or pages written in the test, over the same library."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent

import pytest
from eqcheck.checks.verdict import EXHAUSTIVE, PROVED, TRIED, UNCHECKED, VERIFIED, Verdict
from eqcheck.sphinx import checking
from eqcheck.syntax.statement import Statement
from sphinx.testing.util import SphinxTestApp

FOREIGN = Path(__file__).parent / "foreign_book"
CONFIGURATION = """
extensions = ["myst_parser", "sphinx.ext.autodoc", "eqcheck.sphinx"]
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence"]
eqcheck_library = "tinylib"
eqcheck_strict = True
locale_dirs = ["locale"]
gettext_compact = False
"""
FOUND = Verdict(Statement("", "identity", "", "", file="", line=1), VERIFIED)
EXACTLY = replace(FOUND, certainty=PROVED, range="t ∈ ℝ", details={"pieces": 1, "cells": 0})
BY_CELLS = replace(EXACTLY, range="t ∈ [−5, 5]; a ∈ {1, 2}", points=12, details={"pieces": 2, "cells": 12345})
BY_EXHAUSTION = replace(FOUND, certainty=EXHAUSTIVE, range="t ∈ float16", points=63488, max_ulp={"float16": 0.5})
BY_POINTS = replace(FOUND, certainty=TRIED, points=120, max_ulp={"float64": 0.5})


@dataclass
class Built:
    """A finished build."""

    app: SphinxTestApp
    root: Path

    @property
    def warnings(self) -> str:
        return re.sub(r"\x1b\[[\d;]*m", "", self.app.warning.getvalue())

    def page(self, name: str) -> str:
        return (self.app.outdir / name).read_text("utf-8")


@dataclass
class Book:
    """A project with ``tinylib`` beside its pages."""

    root: Path
    source: Path

    def write(self, name: str, text: str) -> None:
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), "utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), "utf-8")

    def line(self, name: str, part: str) -> str:
        """``path:line`` of the only line of a file that is ``part``, or in which it stands."""
        lines = (self.root / name).read_text("utf-8").splitlines()
        found = [number for number, line in enumerate(lines, 1) if line == part]
        found = found or [number for number, line in enumerate(lines, 1) if part in line]
        assert len(found) == 1, f"{part!r} stands in lines {found} of {name}"
        return f"{self.root / name}:{found[0]}"

    def build(
        self, builder: str = "html", language: str = "en", suppressed: Sequence[str] = (), **options: object
    ) -> Built:
        for name in [name for name in sys.modules if name.split(".")[0] == "tinylib"]:
            del sys.modules[name]
        importlib.invalidate_caches()
        app = SphinxTestApp(
            builder, self.source, builddir=self.root / "build" / language,
            confoverrides={"language": language, "suppress_warnings": ["config.cache", *suppressed]}, **options,
        )  # fmt: skip
        try:
            app.build()
        finally:
            app.cleanup()
        return Built(app, self.root)

    def command(self, builder: str = "html", jobs: int = 2) -> subprocess.CompletedProcess[str]:
        """Sphinx's own command, with two processes; whatever it warns of stops it."""
        folders = [self.source, self.root / builder, "-d", self.root / "doctrees"]
        arguments = ["-W", "-q", "-j", str(jobs), "-b", builder, *folders]
        return subprocess.run(
            [sys.executable, "-m", "sphinx", *arguments], capture_output=True, text=True, timeout=120, check=False
        )


@pytest.fixture(autouse=True)
def own_modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "tinylib"]:
        del sys.modules[name]


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the statements of these names end in these verdicts, and all others be tried at points."""

    def given(**found: Verdict) -> None:
        def verify_all(statements: Sequence[Statement], *_: object, **__: object) -> list[Verdict]:
            unchecked = [Verdict(one, UNCHECKED, reason=one.unchecked) for one in statements]
            judged = [replace(found.get(one.name, BY_POINTS), statement=one) for one in statements]
            return [skipped if skipped.reason else one for skipped, one in zip(unchecked, judged, strict=True)]

        monkeypatch.setattr(checking, "verify_all", verify_all)

    return given


@pytest.fixture
def foreign(tmp_path: Path) -> Book:
    """The foreign book, to be broken."""
    root = tmp_path / "foreign"
    shutil.copytree(FOREIGN, root, ignore=shutil.ignore_patterns("__pycache__", "conftest.py", "_build"))
    return Book(root, root / "docs")


@pytest.fixture(scope="session")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache that all books of the tests share; verdicts are kept under what they depend on."""
    return tmp_path_factory.mktemp("verdicts")


@pytest.fixture
def book(tmp_path: Path, verdicts: Path) -> Callable[..., Book]:
    """A Markdown book with these pages; ``index`` is the first one and lists the others."""

    def made(index: str, **pages: str) -> Book:
        root = tmp_path / "book"
        shutil.copytree(FOREIGN / "tinylib", root / "tinylib", ignore=shutil.ignore_patterns("__pycache__"))
        book = Book(root, root)
        kept = f"eqcheck_cache = {str(verdicts)!r}\n"
        book.write("conf.py", f"import sys\nsys.path.insert(0, {str(root)!r})\n{CONFIGURATION}{kept}")
        contents = "".join(f"{Path(name).stem}\n" for name in pages)
        listed = f"\n```{{toctree}}\n{contents}```\n" if pages else ""
        book.write("index.md", dedent(index) + listed)
        for name, text in pages.items():
            book.write(f"{name}.md", text)
        return book

    return made
