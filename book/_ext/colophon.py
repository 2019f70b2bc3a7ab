"""The foot of each page: the version, when the page was last changed, its source, and where a mistake is reported.

Version and address are those of ``pyproject.toml``: ``[project.urls]`` may have a ``Repository``. The date is that of
the last commit of the page's source or of its catalogue, if there is a git with its whole history.
"""

from __future__ import annotations

import subprocess
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel.dates import format_date
from sphinx.application import Sphinx
from sphinx.config import Config

from _ext.languages import SOURCE


@cache
def about(root: Path) -> dict[str, Any]:
    """What the repository says of itself."""
    said: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return said


@cache
def last_commits(root: Path) -> dict[str, date]:
    """For each file the day of the last commit that changed it; nothing where git does not know all commits."""
    try:
        if _git(root, "rev-parse", "--is-shallow-repository").strip() != "false":
            return {}
        commits = _git(root, "log", "--format=%x00%cs", "--name-only", "--relative")
    except (OSError, subprocess.CalledProcessError):
        return {}
    days: dict[str, date] = {}
    for commit in commits.split("\0")[1:]:
        day, *files = filter(None, commit.split("\n"))
        for file in files:
            days[file] = max(days.get(file, date.min), date.fromisoformat(day))
    return days


def _git(root: Path, *command: str) -> str:
    quiet = ["git", "-c", "core.quotePath=false", *command]
    return subprocess.run(quiet, cwd=root, capture_output=True, encoding="utf-8", check=True).stdout


def source_of(page: str, app: Sphinx) -> Path:
    """What an author edits to change a page; those of the gallery are made from scripts."""
    file = Path(app.env.doc2path(page))
    folder = Path(app.srcdir) / "gallery"
    if not file.is_relative_to(folder):
        return file
    name = "GALLERY_HEADER.rst" if file.stem == "index" else f"{file.stem}.py"
    return Path(app.confdir) / "gallery" / file.parent.relative_to(folder) / name


def changed(page: str, app: Sphinx) -> date | None:
    """The last day on which a page was changed in its language."""
    root = Path(app.confdir)
    files = [source_of(page, app)]
    if app.config.language != SOURCE:
        files.append(Path(app.srcdir) / app.config.locale_dirs[0] / app.config.language / "LC_MESSAGES" / f"{page}.po")
    days = last_commits(root)
    return max((days[name] for file in files if (name := file.relative_to(root).as_posix()) in days), default=None)


def _tell(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    root = Path(app.confdir)
    if page not in app.env.found_docs:
        return
    source = source_of(page, app).relative_to(root).as_posix()
    day = changed(page, app)
    repository = about(root).get("urls", {}).get("Repository", "").rstrip("/")
    context["page_source"] = source
    context["page_changed"] = format_date(day, "d MMMM yyyy", app.config.language) if day else ""
    context["source_address"] = f"{repository}/blob/HEAD/{quote(source)}" if repository else ""
    context["report_address"] = f"{repository}/issues/new?title={quote(source)}" if repository else ""


def _changed_since(app: Sphinx, env: Any) -> list[str]:
    """The pages whose date is another one than when they were last written."""
    if app.builder.name != "html":
        return []
    days = {page: changed(page, app) for page in env.found_docs}
    before, env.pages_changed = getattr(env, "pages_changed", {}), days
    return [page for page, day in days.items() if before.get(page) != day]


def _version(app: Sphinx, config: Config) -> None:
    config.version = config.release = about(Path(app.confdir))["version"]


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", _version)
    app.connect("env-updated", _changed_since)
    app.connect("html-page-context", _tell)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
