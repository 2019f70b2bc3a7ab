"""Files that go with the pages, in a folder of their own: none of the book's own is replaced."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.fileutil import copy_asset

MEDIA_TYPES = {".woff2": "font/woff2", ".txt": "text/plain"}
"""Those of our files that Sphinx's EPUB builder does not know and would leave out."""


def bring(app: Sphinx, *paths: Path) -> None:
    """Put files or folders where a page finds them as ``eqcheck/<name>``.

    :param app: the build of web pages or of an EPUB
    :param paths: what to copy
    """
    for path in paths:
        copy_asset(path, app.outdir / "_static" / "eqcheck" / (path.name if path.is_dir() else ""), force=True)
    if hasattr(app.builder, "media_types"):
        app.builder.media_types = {**MEDIA_TYPES, **app.builder.media_types}
