"""The navigation beside each page: one tree for all of them, in which the page itself is marked.

It works round furo, which has Sphinx's whole table of contents resolved, written and parsed anew for each page, an
eighth of the time of a build. A test holds it against furo's own; where that is as fast, this module can go.
"""

from __future__ import annotations

import posixpath
import re
from functools import cache
from typing import Any, cast

import furo
from furo.navigation import get_navigation_tree
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.locale import _
from sphinx.util.osutil import relative_uri

TAG = re.compile(r'<(?P<end>/?)(?:ul|li)\b[^>]*>|<a class="reference internal" href="(?P<href>[^"]*)">')
HREF = re.compile(r'(?<=<a class="reference internal" )href="([^"]*)"')
IN_ENGLISH = re.compile(r"(?<=aria-label=\")Toggle navigation of ([^\"]*)")
BOX = 'class="toctree-checkbox"'
NO_PAGE = "no page of the book"


def marked(tree: str, href: str) -> str:
    """The tree as it stands beside the page with this address, which is open as far as that page.

    >>> marked('<ul><li class="toctree-l1"><a class="reference internal" href="a.html">A</a></li></ul>', "a.html")
    '<ul class="current"><li class="toctree-l1 current current-page"><a class="current reference internal" href="#">...'
    """
    around: list[re.Match[str]] = []
    for tag in TAG.finditer(tree):
        if tag["href"] == href:
            break
        if tag["href"] is None:
            around = around[:-1] if tag["end"] else [*around, tag]
    else:
        return tree  # a page that stands in no table of contents
    edits = [(tag.span(), '<a class="current reference internal" href="#">')]
    for outer in around:
        page = " current-page" * (outer is around[-1])
        opened = re.sub(r'(toctree-l\d+)([^"]*)', rf"\1 current\2{page}", outer[0])
        edits.append((outer.span(), opened.replace("<ul>", '<ul class="current">')))
        if "has-children" in outer[0]:
            box = tree.index(BOX, outer.end())
            edits.append(((box, box), 'checked="" '))
    for (start, end), text in sorted(edits, reverse=True):
        tree = tree[:start] + text + tree[end:]
    return tree


def setup(app: Sphinx) -> dict[str, Any]:
    @cache
    def from_root() -> str:
        builder = cast(StandaloneHTMLBuilder, app.builder)
        toctree = global_toctree_for_doc(
            app.env, NO_PAGE, builder, tags=builder.tags, titles_only=True, maxdepth=-1, includehidden=True
        )
        tree = str(get_navigation_tree(builder.render_partial(toctree)["fragment"]))
        return IN_ENGLISH.sub(lambda of: _("Toggle navigation of %s") % of[1], tree)

    @cache
    def beside_pages_of(folder: str) -> str:
        beside = posixpath.join(folder, NO_PAGE)
        return HREF.sub(lambda href: f'href="{relative_uri(beside, href[1])}"', from_root())

    def tree(context: dict[str, Any]) -> str:
        page = app.builder.get_target_uri(str(context["pagename"]))
        folder, name = posixpath.split(page)
        return marked(beside_pages_of(folder), name)

    furo._compute_navigation_tree = tree
    return {"parallel_read_safe": True, "parallel_write_safe": True}
