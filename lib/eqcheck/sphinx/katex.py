"""Mathematics drawn while the book is built: KaTeX inside Python, so that a page needs no JavaScript and no network.

``vendor/`` holds KaTeX 0.16.47: its program, which runs here, and its style sheet and fonts, which go with the pages.
This module is an extension of its own; :mod:`eqcheck.sphinx` loads it where the book has chosen no other renderer.
"""

from __future__ import annotations

import html
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import quickjs
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from eqcheck.sphinx.assets import bring
from eqcheck.sphinx.line_breaks import keep_together
from eqcheck.sphinx.messages import messages
from eqcheck.sphinx.number_format import POINT, decimal_mark

HERE = Path(__file__).parent
PROGRAM = """
function render(latex, display) {
  const html = katex.renderToString(latex, {displayMode: display, output: "htmlAndMathml", strict: "error"});
  return [html].join("");  // a string in one piece: Python cannot take the engine's ropes
}
"""
CONDITION = re.compile(r",\s*\\quad\b")
ANNOTATION = re.compile(r"(<annotation[^>]*>).*?(</annotation>)", re.DOTALL)
MATHML = re.compile(r"<math.*</math>", re.DOTALL)
"""All that an EPUB gets of a formula: its readers may have a style and fonts of their own."""
PREFIX = re.compile(r"^(ParseError: )?(KaTeX parse error: )?|\n.*", re.DOTALL)

logger = logging.getLogger(__name__)


class KatexError(ValueError):
    """TeX that KaTeX cannot draw."""


@cache
def _engine(process: int) -> quickjs.Context:
    """The program for a process: one that was forked off takes none over from its parent."""
    context = quickjs.Context()
    context.eval((HERE / "vendor" / "katex.min.js").read_text("utf-8") + PROGRAM)
    return context


@cache
def render(latex: str, display: bool = True, decimals: str = ".") -> str:
    """HTML with MathML of a formula.

    :param latex: the formula
    :param display: whether it stands in a line of its own
    :param decimals: the sign before the decimals that is drawn; the formula is written with a point
    :raises KatexError: the message says what KaTeX did not understand, and where.
    """
    try:
        drawn = _engine(os.getpid()).get("render")(_drawable(latex, decimals), display)
    except quickjs.JSException as error:
        raise KatexError(PREFIX.sub("", str(error))) from error
    written = html.escape(latex, quote=False)
    return keep_together(ANNOTATION.sub(lambda match: match[1] + written + match[2], drawn))


def _drawable(latex: str, decimals: str) -> str:
    """KaTeX's fonts have no blackboard digits: the indicator is set in bold. And a line may end before a condition."""
    if decimals != ".":
        latex = POINT.sub(f"{{{decimals}}}", latex)  # in braces, or a comma would be set as one between two numbers
    return CONDITION.sub(r",\\allowbreak\\quad ", latex.replace(r"\mathbb{1}", r"\mathbf{1}"))


def _rendered(self: HTML5Translator, node: nodes.Element, display: bool) -> str:
    try:
        drawn = render(node.astext(), display, decimal_mark(self.config.language))
        return MATHML.findall(drawn)[0] if self.builder.name == "epub" else drawn
    except KatexError as error:
        logger.warning("formula: %s", error, location=node, type="eqcheck", subtype="formula")
        return f'<code class="formula-error">{self.encode(node.astext())}</code>'


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(f'<span class="math">{_rendered(self, node, display=False)}</span>')
    raise nodes.SkipNode


def visit_displaymath(self: HTML5Translator, node: nodes.math_block) -> None:
    wrapped = set(node["ids"]) <= set(node.parent.get("ids", ()))  # a theme's wrapper has taken the address
    self.body.append(self.starttag({} if wrapped else node, "div", CLASS="math"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, messages(self.config.language).gettext("Link to this equation"))
        self.body.append("</span>")
    self.body.append(f"{_rendered(self, node, display=True)}</div>\n")
    raise nodes.SkipNode


def _bring(app: Sphinx) -> None:
    if getattr(app.builder, "math_renderer_name", "") == "katex":
        if app.builder.name == "epub":
            return
        bring(app, HERE / "vendor" / "static" / "katex", HERE / "static" / "formula.css", HERE / "static" / "copy.js")
        app.add_css_file("eqcheck/katex/katex.min.css", priority=400)
        app.add_css_file("eqcheck/formula.css", priority=400)
        app.add_js_file("eqcheck/copy.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_html_math_renderer("katex", (visit_math, None), (visit_displaymath, None))
    app.connect("builder-inited", _bring)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
