"""The directive ``play``: a figure of a function that the reader moves, by sliders and by a point on the curve.

``{play} elu`` stands below the definition of a function of one number, or of a loss that can be seen as one. Paper, EPUB
and a browser without JavaScript get the figure as it is drawn at first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from eqcheck.backends.javascript import PRIMITIVES
from eqcheck.sphinx.domain import equations_of
from eqcheck.syntax.errors import EvaluationError
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.fileutil import copy_asset_file

from _ext.play_curves import curve_figure

logger = logging.getLogger(__name__)

SCRIPTS = ("primitives.js", "play_drawing.js", "play.js")
"""What a page with a figure loads, in this order."""


class play(nodes.General, nodes.Element):  # type: ignore[misc]
    """The place of a figure; it is filled when the page is written."""


class PlayDirective(SphinxDirective):
    """Draw the function of this name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        equations = equations_of(self.env)
        for statement in equations.library.definitions.values():
            self.env.note_dependency(equations.root / statement.file)
        node = play(function=self.arguments[0], number=self.env.new_serialno("play"))
        self.set_source_info(node)
        return [node]


class DrawFigures(SphinxPostTransform):
    """Draw the figures of a page, once its equations have been checked."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(play)):
            node.replace_self(self.drawn(node) if equations_of(self.env).checked else [])

    def drawn(self, node: play) -> list[nodes.Node]:
        library, name = equations_of(self.env).library, node["function"]
        if name not in library.definitions:
            logger.warning("the library defines no function %r to play with", name, location=node)
            return []
        try:
            html, script = curve_figure(library, name, self.config.language, f"play-{name}-{node['number']}")
        except EvaluationError as error:
            logger.warning("%s", error, location=node)
            return []
        if self.app.builder.name != "epub":
            html += f"<script>{script}</script>\n"
        return [nodes.raw("", html, format="html")]


def bring_scripts(app: Sphinx) -> None:
    if app.builder.format == "html":
        copy_asset_file(PRIMITIVES, app.outdir / "_static" / PRIMITIVES.name, force=True)


def load_scripts(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Pages without a figure load nothing."""
    if 'class="play"' in context.get("body", ""):
        for script in SCRIPTS:
            app.add_js_file(script, loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(play)
    app.add_directive("play", PlayDirective)
    app.add_post_transform(DrawFigures)
    app.add_css_file("play.css")
    app.connect("builder-inited", bring_scripts)
    app.connect("html-page-context", load_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
