"""The directive ``play``: a figure of a function that the reader moves, by sliders and by a point on the curve.

``{play} elu`` stands below the definition of a function of one number, of a loss that can be seen as one, or of a
function of scores such as softmax. With ``:of: functions`` or ``:of: losses`` all of them are to choose from, and those
that are named are drawn at first. Paper, EPUB and a browser without JavaScript get the figure as it is drawn at first.
"""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from eqcheck.backends.javascript import PRIMITIVES
from eqcheck.sphinx.domain import equations_of
from eqcheck.syntax.errors import EvaluationError
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.fileutil import copy_asset_file

from _ext.comparison import kind_of_table, names_in_order
from _ext.play_bars import bars_figure, is_of_scores
from _ext.play_curves import choice_figure, curve_figure

logger = logging.getLogger(__name__)

SCRIPTS = ("primitives.js", "play_drawing.js", "play.js")
"""What a page with a figure loads, in this order."""
SCRIPT = "play-script"
"""The class of a figure's own script."""


class play(nodes.General, nodes.Element):  # type: ignore[misc]
    """The place of a figure; it is filled when the page is written."""


class PlayDirective(SphinxDirective):
    """Draw the function of this name, or these of all."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"of": kind_of_table}

    def run(self) -> list[nodes.Node]:
        equations = equations_of(self.env)
        for statement in equations.library.definitions.values():
            self.env.note_dependency(equations.root / statement.file)
        names = self.arguments[0].split()
        identifier = f"play-{self.options.get('of', names[0])}-{self.env.new_serialno('play')}"
        node = play(functions=names, of=self.options.get("of", ""), identifier=identifier)
        self.set_source_info(node)
        return [node]


class DrawFigures(SphinxPostTransform):
    """Draw the figures of a page, once its equations have been checked."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(play)):
            node.replace_self(self.drawn(node) if equations_of(self.env).checked else [])

    def drawn(self, node: play) -> list[nodes.Node]:
        known = names_in_order(self.env, node["of"]) if node["of"] else equations_of(self.env).library.definitions
        if unknown := [name for name in node["functions"] if name not in known]:
            logger.warning("there is no function %s to play with", ", ".join(unknown), location=node)
            return []
        try:
            html, script = self.figure(node)
        except EvaluationError as error:
            logger.warning("%s", error, location=node)
            return []
        script = f"<script>{script}</script>\n"
        return [nodes.raw("", html, format="html"), nodes.raw("", script, format="html", classes=[SCRIPT])]

    def figure(self, node: play) -> tuple[str, str]:
        library, name = equations_of(self.env).library, node["functions"][0]
        language, identifier = self.config.language, node["identifier"]
        if node["of"]:
            return choice_figure(library, names_in_order(self.env, node["of"]), node["functions"], language, identifier)
        one = bars_figure if is_of_scores(library.take_apart(library.definitions[name])) else curve_figure
        return one(library, name, language, identifier)


class WithoutScripts(SphinxPostTransform):
    """Readers of EPUB run none."""

    default_priority = 6
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(nodes.raw)):
            if SCRIPT in node["classes"]:
                node.parent.remove(node)


def bring_scripts(app: Sphinx) -> None:
    if app.builder.format == "html":
        copy_asset_file(PRIMITIVES, app.outdir / "_static" / PRIMITIVES.name, force=True)


def load_scripts(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Pages without a figure load nothing."""
    if 'class="play ' in context.get("body", ""):
        for script in SCRIPTS:
            app.add_js_file(script, loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(play)
    app.add_directive("play", PlayDirective)
    app.add_post_transform(DrawFigures)
    app.add_post_transform(WithoutScripts)
    app.connect("builder-inited", bring_scripts)
    app.connect("html-page-context", load_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
