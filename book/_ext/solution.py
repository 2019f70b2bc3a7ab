"""The directive ``solution``: the answer to an exercise, folded away.

In a browser it opens with a click and needs no JavaScript; everything else prints it as a box with a title.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from eqcheck.sphinx.words import in_language
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

BROWSED = ("html", "dirhtml", "singlehtml")


class solution(nodes.General, nodes.Element):
    """What is folded away; its language gives it the word to click on."""


class SolutionDirective(SphinxDirective):
    """Fold the content away."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        return [solution("", *self.parse_content_to_nodes())]


def unfold(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Where nothing can be opened, a solution is a box."""
    if app.builder.name not in BROWSED:
        word = in_language(app.config.language).solution
        for node in list(document.findall(solution)):
            node.replace_self(nodes.admonition("", nodes.title(word, word), *node.children, classes=["solution"]))


def visit_solution(self: HTML5Translator, node: solution) -> None:
    word = in_language(self.config.language).solution
    self.body.append(f"{self.starttag(node, 'details', CLASS='solution')}<summary>{self.encode(word)}</summary>\n")


def depart_solution(self: HTML5Translator, node: solution) -> None:
    self.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(solution, html=(visit_solution, depart_solution))
    app.add_directive("solution", SolutionDirective)
    app.connect("doctree-resolved", unfold)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
