"""Mathematics drawn while the book is built: KaTeX inside Python, so that a page needs no JavaScript and no network.

``vendor/`` holds KaTeX 0.16.47: its program, which runs here, and its style sheet and fonts, which go with the pages.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import quickjs
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from eqcheck.sphinx.words import FORMULA_WORDS, SOURCE

VENDOR = Path(__file__).parent / "vendor"
PROGRAM = """
function render(latex, display) {
  const html = katex.renderToString(latex, {displayMode: display, output: "htmlAndMathml", strict: "error"});
  return [html].join("");  // a string in one piece: Python cannot take the engine's ropes
}
"""
TEXT = re.compile(r"(\\text\{)([^{}]*)(\})")
CONDITION = re.compile(r",\s*\\quad\b")
PIECE = '<span class="base">'  # between two of these KaTeX lets a line end
SHORT = 10  # signs of a formula that is a word of its sentence
LINE = 26  # signs of a formula on the line of a telephone
QUOTED = re.compile(r"\s*'[\w ]*'\s*")

logger = logging.getLogger(__name__)


class KatexError(ValueError):
    """TeX that KaTeX cannot draw, or a word in it that no language knows."""


@cache
def _program() -> quickjs.Function:
    return quickjs.Function("render", (VENDOR / "katex.min.js").read_text("utf-8") + PROGRAM)


@cache
def render(latex: str, display: bool = True, language: str = SOURCE) -> str:
    """HTML with MathML of a formula, its words in the reader's language.

    :raises KatexError: the message says what KaTeX did not understand, and where.
    """
    try:
        return _held_together(_program()(_drawable(in_language(latex, language)), display, run_gc=False))
    except quickjs.JSException as error:
        raise KatexError(re.sub(r"^(ParseError: )?(KaTeX parse error: )?|\n.*", "", str(error), flags=re.S)) from error


def in_language(latex: str, language: str) -> str:
    r"""The formula with the words inside ``\text{…}`` in a language: ``if`` becomes ``se`` in Italian."""
    words = FORMULA_WORDS.get(language, {})

    def translated(match: re.Match[str]) -> str:
        start, text, end = match.groups()
        word = " ".join(text.split())
        if not any(letter.isalpha() for letter in word) or QUOTED.fullmatch(text):
            return match[0]
        if word not in KNOWN_WORDS:
            known = ", ".join(sorted(KNOWN_WORDS))
            raise KatexError(f"the word {word!r} in \\text{{…}} is not one of those a formula may use: {known}")
        return start + text.replace(text.strip(), words.get(word, word)) + end

    return TEXT.sub(translated, latex)


KNOWN_WORDS = frozenset(word for words in FORMULA_WORDS.values() for word in words)


def _drawable(latex: str) -> str:
    """KaTeX's fonts have no blackboard digits: the indicator is set in bold. And a line may end before a condition."""
    return CONDITION.sub(r",\\allowbreak\\quad ", latex.replace(r"\mathbb{1}", r"\mathbf{1}"))


def _held_together(html: str) -> str:
    """The pieces between which KaTeX lets a line end, joined where a reader would not end it.

    That is inside a short formula, inside brackets and inside a condition at the end, as long as these fit on the line
    of a telephone.
    """
    start, *pieces = html.split(PIECE)
    short = _letters("".join(pieces)) <= SHORT
    groups: list[str] = []
    depth, in_condition, goes_on = 0, False, False
    for piece in pieces:
        if goes_on and _letters(groups[-1] + piece) <= LINE:
            groups[-1] += PIECE + piece
        else:
            groups.append(PIECE + piece)
        depth += piece.count('class="mopen') - piece.count('class="mclose')
        at_condition = "allowbreak" in piece
        in_condition = in_condition or at_condition
        goes_on = short or (not at_condition and (in_condition or depth > 0))
    joined = (f'<span class="unbroken">{group}</span>' if group.count(PIECE) > 1 else group for group in groups)
    return start + "".join(joined)


def _letters(html: str) -> int:
    """How many signs one sees."""
    return len(re.sub(r"<[^>]*>|\s|\u200b", "", html))


def _checked(self: HTML5Translator, node: nodes.Element, display: bool) -> str:
    try:
        return render(node.astext(), display, self.config.language)
    except KatexError as error:
        logger.warning("formula: %s", error, location=node, type="katex")
        return f'<code class="formula-error">{self.encode(node.astext())}</code>'


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(f'<span class="math">{_checked(self, node, display=False)}</span>')
    raise nodes.SkipNode


def visit_displaymath(self: HTML5Translator, node: nodes.math_block) -> None:
    wrapped = set(node["ids"]) <= set(node.parent.get("ids", ()))  # a theme's wrapper has taken the address
    self.body.append(self.starttag({} if wrapped else node, "div", CLASS="math"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append(f"{_checked(self, node, display=True)}</div>\n")
    raise nodes.SkipNode


def _bring_style(app: Sphinx) -> None:
    if app.config.html_math_renderer != "katex":
        return
    app.config.html_static_path.append(str(VENDOR / "static"))
    app.add_css_file("katex/katex.min.css", priority=400)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_html_math_renderer("katex", (visit_math, None), (visit_displaymath, None))
    app.connect("builder-inited", _bring_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
