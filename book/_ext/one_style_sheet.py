"""One style sheet where theme and extensions link twenty: a phone asks for each, and shows nothing until it has all.

It is needed as long as pages wait for more than one; a test counts them.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

ADDRESS = re.compile(r"""url\((?P<quote>["']?)(?!data:|#|[a-z]+:)(?P<file>[^"')]+)(?P=quote)\)""")
COMMENT = re.compile(r"/\*(?!!).*?\*/\s*", re.DOTALL)
"""Licences begin with an exclamation mark and stay."""
LAST = 950  # after the others have added theirs


def joined(sheets: tuple[str, ...], folder: Path) -> str:
    """The sheets one after the other, for a file in their common folder, whose first line names them."""
    texts = (_moved((folder / sheet).read_text("utf-8"), posixpath.dirname(sheet)) for sheet in sheets)
    return "\n".join([f"/* {' '.join(sheets)} */", *texts])


def _moved(text: str, folder: str) -> str:
    """A sheet that stands one folder higher, without comments.

    >>> _moved('/* A */ a { src: url("fonts/a.woff2"), url(../b.svg), url("data:,") }', "katex")
    'a { src: url("katex/fonts/a.woff2"), url("b.svg"), url("data:,") }'
    """

    def moved(found: re.Match[str]) -> str:
        return f'url("{posixpath.normpath(posixpath.join(folder, found["file"]))}")'

    return ADDRESS.sub(moved, COMMENT.sub("", text))


@cache
def written(sheets: tuple[str, ...], folder: Path) -> str:
    """The name of the file that joins these sheets. Processes that write pages side by side write the same."""
    name = f"styles-{hashlib.sha256(' '.join(sheets).encode()).hexdigest()[:8]}.css"
    part = folder / f"{name}.{os.getpid()}"
    part.write_text(joined(sheets, folder), "utf-8")
    part.replace(folder / name)
    return name


def _join(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    if app.builder.name == "html":
        linked = sorted(context["css_files"], key=attrgetter("priority"))  # as Sphinx has them on the page
        on_paper = [sheet for sheet in linked if sheet.attributes.get("media")]
        sheets = tuple(str(sheet.filename).removeprefix("_static/") for sheet in linked if sheet not in on_paper)
        context["css_files"] = [f"_static/{written(sheets, Path(app.outdir) / '_static')}", *on_paper]


def _join_again(app: Sphinx, exception: Exception | None) -> None:
    """What has changed in a sheet is seen on all pages. furo completes the colours of code when all are written."""
    if exception is not None:
        return
    for file in (Path(app.outdir) / "_static").glob("styles-*.css"):
        sheets = tuple(file.read_text("utf-8").partition("\n")[0].split()[1:-1])
        file.write_text(joined(sheets, file.parent), "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", _join, priority=LAST)
    app.connect("build-finished", _join_again, priority=LAST)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
