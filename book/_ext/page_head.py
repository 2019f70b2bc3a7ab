"""What search engines and those who share a link are told of a page: a title of its own, a sentence, a picture, where
the page is in each language.

Most of it needs absolute addresses. They stand there if ``html_baseurl`` says where the site of this language lies,
with the others beside it: ``make html ADDRESS=https://…/``. docutils' own viewport goes, because furo has one.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.images import get_image_size

from _ext.languages import LANGUAGES, SOURCE

VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
COVER = "_static/cover.png"
LONGEST = 200
"""Characters of a description: search engines cut what is longer."""


def description(page: nodes.document | None) -> str:
    """The first paragraph of a page's own text, rather one without formulas, which nobody could read there."""
    paragraphs = page.findall(nodes.paragraph) if page else ()
    own = [
        text for text in paragraphs if isinstance(text.parent, nodes.section) and not any(text.findall(nodes.image))
    ]
    plain = [text for text in own if not any(text.findall(nodes.math))]
    return textwrap.shorten([*plain, *own][0].astext(), LONGEST, placeholder="…") if own else ""


def part_of(app: Sphinx, pagename: str) -> str:
    """The title of the part of the book that a page stands in: chapters share theirs with pages of the gallery."""
    part = f"{PurePosixPath(pagename).parts[0]}/index"
    title = app.env.titles.get(part) if pagename != part else None
    return title.astext() if title else ""


def addresses(app: Sphinx, page: str) -> dict[str, str]:
    """Where a page is in each language, and for readers of any other; nothing if nobody knows where the site lies."""
    base = app.config.html_baseurl.rstrip("/")
    site, _, language = base.rpartition("/")
    if language != app.config.language:
        return {}
    found = {one: f"{site}/{one}/{page}" for one in LANGUAGES}
    return {**found, "x-default": found[SOURCE]}


def _tell(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    root = str(app.config.root_doc)
    context["metatags"] = VIEWPORT.sub("", context.get("metatags", ""))
    context["part"] = part_of(app, pagename)
    context["description"] = description(doctree) or description(app.env.get_doctree(root))
    context["addresses"] = addresses(app, app.builder.get_target_uri(pagename))
    if context["addresses"]:
        context["cover"] = app.config.html_baseurl.rstrip("/") + "/" + COVER
        context["cover_size"] = get_image_size(f"{app.outdir}/{COVER}")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", _tell)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
