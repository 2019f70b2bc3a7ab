"""Every sign, word and command that a formula may hold, and the remedies for those it may not."""
from __future__ import annotations

from sys import int_info


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BUILT_IN = _words("exp log tanh sinh cosh sin cos arccos sqrt Phi varphi erf sign max min mean sum")
"""Functions that every formula may use."""

DISTRIBUTIONS = _words("U N")
r"""What ``\mathcal`` names: the uniform distribution between two bounds, the normal one of a mean and a variance."""

WORDS = {
    "if": "_WHEN", "for": "_FOR", "for all": "_FOR", "otherwise": "OTHERWISE",
    "and": "_AND", "or": "_OR", "where": "_COMMA", "with": "_COMMA",
}
r"""The words that ``\text`` may hold, and what they mean."""

GREEK = _words(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho sigma tau "
    "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell"
)
RELATIONS = {
    "=": "=", "<": "<", ">": ">", "\\lt": "<", "\\gt": ">", "\\le": "<=", "\\leq": "<=", "\\ge": ">=", "\\geq": ">=",
    "\\ne": "!=", "\\neq": "!=", "\\not=": "!=", "\\approx": "approx", "\\sim": "~",
}
MOST_DIGITS = int_info.default_max_str_digits
"""Python reads no longer numbers."""
GATHERED = {"sum": "sum", "prod": "product", "argmax": "argmax", "argmin": "argmin"}
r"""What runs over an index printed below it, as a command and in ``\operatorname``."""
NAMED = {"exp": "exp", "log": "log", "ln": "log", "tanh": "tanh", "sinh": "sinh", "cosh": "cosh",
         "sin": "sin", "cos": "cos", "arccos": "arccos", "max": "max", "min": "min", "Phi": "Phi", "varphi": "varphi"}
"""Commands that name a built-in function."""
FRACTIONS = ("\\frac", "\\dfrac", "\\tfrac")
PLAIN = {
    "+": "_PLUS", "-": "_MINUS", "/": "_SLASH", "\\cdot": "_TIMES", "\\times": "_TIMES", ",": "_COMMA",
    ";": "_SEMICOLON", "\\dots": "DOTS", "\\ldots": "DOTS", "\\cdots": "DOTS", "\\parallel": "_PARALLEL",
    "\\mid": "_PARALLEL", "\\to": "_TO", "\\rightarrow": "_TO", "\\sqrt": "_ROOT", "\\lim": "_LIM",
    "\\land": "_AND", "\\wedge": "_AND", "\\lor": "_OR", "\\vee": "_OR", "\\lnot": "_NOT", "\\neg": "_NOT",
}
"""Signs that are one token wherever they stand."""

OPENING = {"(": ")", "[": "]", "\\{": "\\}", "\\lvert": "\\rvert", "\\lVert": "\\rVert", "{": "}"}
CLOSING = {closing: opening for opening, closing in OPENING.items()}
BARS = {"|": "_LBAR", "\\vert": "_LBAR", "\\|": "_LNORM", "\\Vert": "_LNORM"}
"""Brackets that open and close by the same sign."""
OPENS = {"(": "_LPAR", "[": "_LPAR", "\\{": "_LPAR", "\\lvert": "_LBAR", "\\lVert": "_LNORM", "{": "_LGROUP"} | BARS
CLOSES = {"_LPAR": "_RPAR", "_LBAR": "_RBAR", "_LNORM": "_RNORM", "_LGROUP": "_RGROUP", "_CASES": "_END"}
SUPERSCRIPTS = {"+": "_POSITIVE", "-": "_NEGATIVE", "\\top": "_TRANSPOSE", "\\intercal": "_TRANSPOSE"}
"""What is no power where it stands raised alone."""
LAYOUT = frozenset({"aligned", "split", "gathered", "align*"})

OPERAND_BEGINS = _words(
    "VARIABLE NUMBER CONSTANT FUNCTION BARE BIG _LIM _FRACTION _DERIVATIVE _ROOT _LPAR _LBAR _LNORM _INDICATOR _CASES"
)
OPERAND_ENDS = _words("VARIABLE NUMBER CONSTANT TEXT _POSITIVE _NEGATIVE _TRANSPOSE _RPAR _RBAR _RNORM _END")

REMEDIES = {
    "*": "write products side by side or with \\cdot",
    ":": "write = for a definition",
    "!": "factorials are not part of the language",
    "$": "no $ inside a displayed equation",
    "%": "no comments inside a formula",
    ".": "decimals begin with a digit: 0.5",
    "\\pm": "state the two signs as two equations",
    "\\mp": "state the two signs as two equations",
    "\\in": "write an interval by its bounds: a \\le x \\le b",
    "\\equiv": "write =",
    "\\propto": "write the constant of proportionality",
    "\\implies": "write what is assumed after the equation: \\text{if } …",
    "\\binom": "write the fraction of products",
    "\\over": "write \\frac{…}{…}",
    "\\int": "integrals are not part of the language",
}
