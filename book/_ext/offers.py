"""The book as a PDF and as an EPUB, offered at the foot of each page of the site where they have been made."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri

from _ext.wheels import FOLDER


def pdf_of(app: Sphinx) -> Path:
    return _file(app, "pdf")


def epub_of(app: Sphinx) -> Path:
    return _file(app, "epub")


def _file(app: Sphinx, ending: str) -> Path:
    return Path(app.confdir) / "build" / "books" / f"{app.config.project.lower()}-{app.config.language}.{ending}"


def made(app: Sphinx) -> list[Path]:
    """The files that there are."""
    return [file for file in (pdf_of(app), epub_of(app)) if file.exists()]


def _tell(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    here = app.builder.get_target_uri(page)
    context["books"] = [(file.suffix[1:].upper(), relative_uri(here, f"{FOLDER}/{file.name}")) for file in made(app)]


def _offered_since(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, if there are other files than when the site was last written."""
    names = [file.name for file in made(app)]
    before, env.books_offered = getattr(env, "books_offered", []), names  # type: ignore[attr-defined]
    return sorted(env.found_docs) if app.builder.name == "html" and before != names else []


def _bring(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.name == "html":
        for file in made(app):
            shutil.copy(file, Path(app.outdir) / FOLDER)


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("_ext.wheels")
    app.connect("html-page-context", _tell)
    app.connect("env-updated", _offered_since)
    app.connect("build-finished", _bring, priority=600)  # after the wheels were copied
    return {"parallel_read_safe": True, "parallel_write_safe": True}
