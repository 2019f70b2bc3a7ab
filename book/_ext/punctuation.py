"""Punctuation after a formula or a title: on the same line, and never two marks where one will do."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

PUNCTUATION = re.compile(r"[.,;:!?)»”’]+")


class KeepPunctuation(SphinxPostTransform):
    """Keep a formula in a line and the full stop after it together: a browser may break the line between them."""

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for formula in list(self.document.findall(nodes.math)):
            after = formula.next_node(descend=False, siblings=True)
            if isinstance(after, nodes.Text) and (marks := PUNCTUATION.match(after)):
                together = nodes.inline("", "", formula.deepcopy(), nodes.Text(marks[0]), classes=["unbroken"])
                formula.replace_self(together)
                _shorten(after, marks.end())


class OneMark(SphinxPostTransform):
    """No full stop after the link to a page whose title ends in a question mark or an exclamation mark."""

    default_priority = 900  # after references are resolved, which brings the titles in

    def run(self, **kwargs: Any) -> None:
        for link in list(self.document.findall(nodes.reference)):
            after = link.next_node(descend=False, siblings=True)
            if link.astext().endswith(("?", "!")) and isinstance(after, nodes.Text) and after.startswith("."):
                _shorten(after, 1)


def _shorten(text: nodes.Text, by: int) -> None:
    """Take away the first characters of this very node: docutils finds texts by what they say, not by what they are."""
    siblings = text.parent.children
    place = next(place for place, node in enumerate(siblings) if node is text)
    text.parent[place] = nodes.Text(text[by:])


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(KeepPunctuation)
    app.add_post_transform(OneMark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
