"""A point at which a statement fails, in numbers as short as can be."""
from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction

from flint import arb

from eqcheck.proof.enclosure import DIGITS, Enclosures, Undecided, exact, precision, sign_at
from eqcheck.proof.outcome import Refutation
from eqcheck.proof.pieces import Signs
from eqcheck.proof.range import Setting
from eqcheck.proof.regions import Point, Region, shorter
from eqcheck.proof.terms import Term

DECIMALS = 7
"""Decimals of a point that is only near to where a statement fails."""
SHOWN = 20
"""Digits of a gap before it is rounded down."""
ROUGHLY = Context(prec=3, rounding=ROUND_FLOOR)
"""Three digits, rounded down."""


def refutation(
    region: Region, setting: Setting, point: Point, place: int, operator: str, first: Term | None, second: Term | None,
    gap: Term, allowed: Signs, nearby: bool = False,
) -> Refutation:
    """What is told about a point at which ``gap`` has a sign that is not allowed, or a nearby one that is shorter.

    If it has it only ``nearby``, at a number with more digits than are shown, the point is told as it is.
    """
    if nearby:
        point = {name: Fraction(round(value * 10**DECIMALS), 10**DECIMALS) for name, value in point.items()}
    for rounded in shorter(point) if not nearby else ():
        try:
            fails = sign_at(gap, rounded) not in (None, *allowed) and region.holds(rounded)
        except Undecided:
            continue
        if fails:
            point = rounded
            break
    terms, replaced = region.knowledge.terms, region.knowledge.piece.letters
    letters = dict(setting.listed)
    for name in setting.letters:
        letters[name] = point[name] if name in point else number(replaced[name], point)
    values = (number(first, point), number(second, point))
    if nearby or first is None or second is None:
        return Refutation(letters, place + 1, operator, values, "")
    with precision(DIGITS[1]):
        apart = abs(at(terms.subtract(first, second), point)).lower()
    shown = str(ROUGHLY.plus(Decimal(apart.str(SHOWN, radius=False)))) if apart > 0 else ""
    return Refutation(letters, place + 1, operator, values, shown)


def number(term: Term | None, point: Point) -> Fraction | arb | None:
    """The value of a term, exact where it is rational, or None if there is no term."""
    if term is None:
        return None
    if term.value is not None:
        return term.value
    with precision(DIGITS[1]):
        return at(term, point)


def at(term: Term, point: Point) -> arb:
    return Enclosures({name: exact(value) for name, value in point.items()})(term)
