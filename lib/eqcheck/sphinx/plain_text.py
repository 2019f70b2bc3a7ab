"""A formula in a line of plain text, for lists and excerpts: ``f(x) = {x² if x > 0; 0 otherwise}``.

It is read off the MathML that KaTeX draws, so that it says what the page says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from eqcheck.sphinx.katex import render

MATHML = re.compile(r"<math.*</math>", re.DOTALL)
RAISED = str.maketrans("0123456789−+n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ")
LOWERED = str.maketrans("0123456789n", "₀₁₂₃₄₅₆₇₈₉ₙ")
APPLICATION = "\N{FUNCTION APPLICATION}"
RELATION = re.compile(r"\s*(?P<sign>[=<>≤≥≠≈→∼∈≔⟺⇔])\s*")
SUM = re.compile(r"(?<=[\w)\]|}′\N{SUPERSCRIPT TWO}])\s*(?P<sign>[+−])\s*(?=[\w(\[|∑∏∫√])")
UNARY = re.compile(r"(?:(?<=^)|(?<=[(,;={] )|(?<=\^\w )|(?<=[(\[{|]))−\s+")
INDEX = re.compile(r"_\([^()]*\)")
SINGLE = re.compile(
    r"[−∂]?(?:\d[\d.,]*|[^\W\d_]+[′\u2070-\u209c²³¹]*|∂)(?:\([^()]*\))?(?:_(?:\w|\([^()]*\)))?(?:\^\w)?|\|[^|]*\|"
)
"""A name, a number or a call: what needs no brackets beside a bar of a fraction."""


@cache
def plain_text(latex: str, decimals: str = ".") -> str:
    r"""A formula in a line.

    :param latex: a formula that KaTeX can draw
    :param decimals: the sign before the decimals
    :raises KatexError: it cannot.

    >>> plain_text(r"\operatorname{ELU}(x; \alpha) = \frac{x + 1}{2 b} x^2 \log y")
    'ELU(x; α) = (x + 1)/(2b) x² log y'
    >>> plain_text(r"\frac{d}{dx} \sum_{n=1}^N -x_n = \begin{cases} 0 & \text{if } x \\ -1 & \text{else} \end{cases}")
    'd/dx ∑_(n=1)^N −xₙ = {0 if x; −1 else}'
    """
    drawn = MATHML.search(render(latex, False, decimals))
    assert drawn
    return _tidy(_read(ElementTree.fromstring(drawn[0].replace("&nbsp;", " "))))


def _tidy(text: str) -> str:
    text = SUM.sub(r" \g<sign> ", RELATION.sub(r" \g<sign> ", text.replace("∣", "|")))
    text = re.sub(r"\s+(?=[,;)\]}])|(?<=[(\[{])\s+", "", re.sub(r"\s+", " ", text)).strip()
    return INDEX.sub(lambda index: index[0].replace(" ", ""), UNARY.sub("−", text))


def _read(element: Element) -> str:
    name = element.tag.rpartition("}")[2]
    parts = [_read(inner) for inner in element]
    return READ.get(name, _row)(parts, element)


def _row(parts: list[str], element: Element) -> str:
    return _joined(parts) or element.text or ""


def _joined(parts: list[str]) -> str:
    """One after the other: two names, or a name and a number, with a space between them."""
    parts = [part for part in parts if part and part != "\N{ZERO WIDTH SPACE}"]
    text = "".join(parts[:1])
    for before, after in pairwise(parts):
        applied = before == APPLICATION and after[0] not in "([ "
        name = before[-1].isalpha() or before[-1] in "₀₁₂₃₄₅₆₇₈₉′⁰¹²³⁴⁵⁶⁷⁸⁹"
        apart = name and (after[0].isalnum() or after[0] in "√∑∏")
        indexed = "_" in before and before[-1] == ")" and after[0].isalnum()
        text += " " * (applied or apart or indexed) + after
    return text.replace(APPLICATION, "")


def _sign(parts: list[str], element: Element) -> str:
    sign = (element.text or "").strip("\N{INVISIBLE TIMES}")
    return f"{sign} " if element.get("separator") else sign


def _in_one(text: str) -> str:
    """A part beside a bar or a hook: in brackets, unless it is a single name, number or call."""
    text = re.sub(r"^d (?=\w$)", "d", _tidy(text))
    return text if SINGLE.fullmatch(text) else f"({text})"


def _raised(parts: list[str], element: Element) -> str:
    base, power = parts[0], _tidy(parts[1])
    if power == "′":
        return base + power
    if set(power) <= set("0123456789−+n"):
        return base + power.translate(RAISED)
    return f"{base}^{_in_one(power)}"


def _lowered(parts: list[str], element: Element) -> str:
    base, index = parts[0], _tidy(parts[1]).replace(" ", "")
    if index.isdigit() or index == "n":
        return base + index.translate(LOWERED)
    return f"{base}_{index if len(index) == 1 else f'({index})'}"


def _both(parts: list[str], element: Element) -> str:
    lowered = _lowered(parts[:2], element)
    return f"{lowered}^{_in_one(parts[2])} " if parts[0] in "∑∏∫" else _raised([lowered, parts[2]], element)


def _below(parts: list[str], element: Element) -> str:
    return _lowered(parts, element) + " "


def _table(parts: list[str], element: Element) -> str:
    """Lines of one calculation, or cases."""
    rows = [row for row in map(_tidy, parts) if row]
    return " ".join(rows) if element.get("columnspacing") == "0em" else "; ".join(rows) + "}"


READ: dict[str, Callable[[list[str], Element], str]] = {
    "semantics": lambda parts, element: parts[0],
    "annotation": lambda parts, element: "",
    "mo": _sign,
    "mfrac": lambda parts, element: f" {_in_one(parts[0])}/{_in_one(parts[1])} ",
    "msqrt": lambda parts, element: f"√{_in_one(_joined(parts))}",
    "msup": _raised,
    "msub": _lowered,
    "msubsup": _both,
    "munderover": _both,
    "munder": _below,
    "mover": lambda parts, element: parts[0],
    "mspace": lambda parts, element: " ",
    "mtable": _table,
    "mtr": lambda parts, element: " ".join(parts),
    "mtext": lambda parts, element: f" {(element.text or '').strip()} ",
}
