"""Wide tables: in a box that scrolls, with rows and cells that say what they are.

A row names its function in ``data-function``, a cell its column in ``data-label``, so that a narrow screen can show a
card for each row. ``tables.js`` puts the rows of a table of the class ``sortable`` in order.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


class scroll_box(nodes.container):  # type: ignore[misc]
    """A region of its own, which the keyboard scrolls too; ``name`` is what a screen reader calls it."""


class named_row(nodes.row):  # type: ignore[misc]
    """A row of a ``function``."""


class labelled_entry(nodes.entry):  # type: ignore[misc]
    """A cell that repeats the heading of its column, its ``label``."""


def visit_scroll_box(self: HTML5Translator, node: scroll_box) -> None:
    region = {"role": "region", "aria-label": node["name"], "tabindex": "0"}
    self.body.append(self.starttag(node, "div", CLASS="scroll-box", **region))


def depart_scroll_box(self: HTML5Translator, node: scroll_box) -> None:
    self.body.append("</div>\n")


def visit_named_row(self: HTML5Translator, node: named_row) -> None:
    self.body.append(self.starttag(node, "tr", "", **{"data-function": node["function"]}))
    node.column = 0  # where the cells count


def visit_labelled_entry(self: HTML5Translator, node: labelled_entry) -> None:
    self.visit_entry(node)
    self.body[-1] = self.body[-1].replace(">", f' data-label="{escape(node["label"])}">', 1)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(scroll_box, html=(visit_scroll_box, depart_scroll_box))
    app.add_node(named_row, html=(visit_named_row, HTML5Translator.depart_row))
    app.add_node(labelled_entry, html=(visit_labelled_entry, HTML5Translator.depart_entry))
    app.add_css_file("tables.css")
    app.add_js_file("tables.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
