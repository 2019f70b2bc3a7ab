"""The foot of each page says from what it was made and when; the book says how it is cited."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from _ext.citation import bibtex
from _ext.colophon import changed, last_commits
from _ext.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build/html"
built = pytest.mark.skipif(not (SITE / "en/index.html").exists(), reason="no site to look at: make html")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two pages, the second with a catalogue that was changed later, and a script."""
    root = tmp_path / "book of others"
    files = {
        "2026-01-02": ["book/one.md", "book/two.md", "gallery/waves/plot_wave.py"],
        "2026-03-04": ["book/locale/it/LC_MESSAGES/two.po"],
        "2026-05-06": ["book/one.md"],
    }
    root.mkdir()
    for command in ("init -q", "config user.name A", "config user.email a@example.org"):
        git(root, *command.split())
    for day, changes in files.items():
        for name in changes:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(day)
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", day, day=day)
    return root


def git(root: Path, *command: str, day: str = "") -> None:
    time = {"GIT_COMMITTER_DATE": f"{day}T12:00:00Z"} if day else {}
    path = {"PATH": "/usr/bin:/bin", "HOME": str(root)}
    subprocess.run(["git", *command], cwd=root, check=True, env={**path, **time})


def book(root: Path, language: str) -> SimpleNamespace:
    files = {"one": "one.md", "two": "two.md", "gallery/waves/plot_wave": "gallery/waves/plot_wave.rst"}
    return SimpleNamespace(
        confdir=root, srcdir=root / "book",
        config=SimpleNamespace(language=language, locale_dirs=["locale"]),
        env=SimpleNamespace(doc2path=lambda page: str(root / "book" / files[page])),
    )  # fmt: skip


def test_a_page_has_the_day_of_its_last_commit_in_its_language(repository):
    english, italian = (book(repository, language) for language in ("en", "it"))
    assert changed("one", english) == changed("one", italian) == date(2026, 5, 6)
    assert changed("two", english) == date(2026, 1, 2)
    assert changed("two", italian) == date(2026, 3, 4)
    assert changed("gallery/waves/plot_wave", english) == date(2026, 1, 2)


def test_where_git_does_not_know_all_commits_there_is_no_day(repository, tmp_path):
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")
    assert last_commits(tmp_path / "shallow") == {}
    shutil.rmtree(repository / ".git")
    assert changed("one", book(repository, "en")) is None


def test_the_citation_is_that_of_the_library_s_version():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    about = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (cited["version"], cited["license"]) == (about["version"], about["license"])


@built
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_says_how_it_is_cited(language):
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    page = (SITE / language / "appendix/cite.html").read_text("utf-8")
    text = re.sub(r"<[^>]*>", "", page).replace("&amp;", "&")
    assert bibtex(cited) in text and bibtex(cited["references"][0]) in text


@built
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_names_its_source_and_its_version(language):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    pages = [page for page in (SITE / language).rglob("*.html") if "_modules" not in page.parts]
    unnamed = {"search.html", "genindex.html", "py-modindex.html", "404.html"}
    for page in pages:
        if page.stem.endswith("-slides"):  # each slide leads to its chapter, which has a foot
            continue
        foot = page.read_text("utf-8").partition('<div class="colophon">')[2]
        assert f"Formulario {version}" in foot, page
        source = re.search(r"<code>([^<]*)</code>", foot)
        if page.name not in unnamed:
            assert (ROOT / source[1]).is_file(), page
