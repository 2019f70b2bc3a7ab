"""Terms of a proof, and the pieces on which they hold, as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from eqcheck.proof.pieces import Signs
from eqcheck.proof.terms import Term

SUM, PRODUCT, POWER = range(3)
"""How tightly a formula is tied together."""
RELATIONS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "approx": r"\approx"}
SIGNS: dict[Signs, str] = {
    frozenset((1,)): ">", frozenset((0, 1)): r"\ge", frozenset((-1,)): "<", frozenset((-1, 0)): r"\le",
    frozenset((0,)): "=", frozenset((-1, 1)): r"\ne",
}  # fmt: skip


def latex(term: Term) -> str:
    r"""A term as a formula.

    >>> from eqcheck.proof.terms import Terms
    >>> terms = Terms()
    >>> x = terms.letter("x")
    >>> latex(terms.divide(terms.subtract(terms.apply("exp", x), terms.one), terms.power(terms.add(x, terms.one), 2)))
    '\\frac{e^{x} - 1}{(x + 1)^{2}}'
    """
    return _written(term)[0]


def piece(facts: Sequence[tuple[Term, Signs]], letters: Sequence[str]) -> str:
    """Where a step of a proof holds."""
    told = [f"{latex(term)} {SIGNS[signs]} 0" for term, signs in facts]
    return r",\ ".join(told or [rf"{letter} \in \mathbb{{R}}" for letter in letters])


def _written(term: Term) -> tuple[str, int]:
    """The formula, and how tightly it is tied together."""
    match term.op, *term.args:
        case "number", Fraction() as value:
            return _number(value), PRODUCT if value < 0 else POWER
        case "letter", str(name):
            return name, POWER
        case "pi", *_:
            return r"\pi", POWER
        case "add", a, b:
            rest = latex(b)
            return f"{latex(a)} - {rest[1:]}" if rest.startswith("-") else f"{latex(a)} + {rest}", SUM
        case "multiply", a, b if a.value == -1:
            return f"-{_within(b, PRODUCT)}", PRODUCT
        case "multiply", a, b:
            return rf"{_within(a, PRODUCT)} \, {_within(b, POWER if b.value is None else PRODUCT)}", PRODUCT
        case "divide", a, b:
            return rf"\frac{{{latex(a)}}}{{{latex(b)}}}", PRODUCT
        case "power", a, exponent:
            return f"{_within(a, POWER)}^{{{exponent}}}", PRODUCT
        case "exp", a:
            return f"e^{{{latex(a)}}}", PRODUCT
        case "sqrt", a:
            return rf"\sqrt{{{latex(a)}}}", POWER
        case name, a:
            called = r"\Phi" if name == "Phi" else rf"\operatorname{{{name}}}"
            return f"{called}({latex(a)})", POWER
    raise AssertionError(term)


def _within(term: Term, tightly: int) -> str:
    formula, tied = _written(term)
    return formula if tied >= tightly else f"({formula})"


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    return rf"{'-' if value < 0 else ''}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
