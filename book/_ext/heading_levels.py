"""Captions of tables of contents say which level of heading they are.

Sphinx gives them the role of a heading without one, which HTML does not allow and a screen reader cannot place. Where
Sphinx writes ``aria-level`` itself, the test of this module fails and it can go.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

CAPTION = '<p class="caption" role="heading">'
LEVELLED = '<p class="caption" role="heading" aria-level="2">'


def _add_levels(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    for place in ("body", "furo_navigation_tree"):
        if place in context:
            context[place] = context[place].replace(CAPTION, LEVELLED)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", _add_levels, priority=900)  # furo makes its tree at 500
    return {"parallel_read_safe": True, "parallel_write_safe": True}
