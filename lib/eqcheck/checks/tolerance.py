"""Exact values of a formula, and whether a machine number is near enough to one."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, isinf, isnan
from typing import Any

from eqcheck.checks.tally import shown
from eqcheck.numeric import Arithmetic, Ball, Undefined, settled
from eqcheck.numeric.formats import Format

ROUNDINGS = 8
"""How many roundings the code may make where rounding its input and output once is all that the numbers force."""
AGREE = Ball((1, -60))
"""Values of the reference, which are known to 70 bits, are equal when they differ by less, relative to their size."""
NOTHING = Ball((1, -1200))


def value_or_none(function: Callable[[Arithmetic], Any]) -> Any | None:
    """The settled value, or None where there is none."""
    try:
        return settled(function)
    except Undefined:
        return None


def agree(a: Ball, b: Ball) -> bool:
    """Whether two values of the reference are equal."""
    if a == b:
        return True
    if not (a.is_finite() and b.is_finite()):
        return False
    return not abs(a - b) > max(AGREE * max(abs(a), abs(b)), NOTHING)


@dataclass(frozen=True)
class Allowance:
    """How far from the exact value a machine number may lie."""

    exact: Ball
    amount: Ball

    @classmethod
    def of(cls, form: Format, exact: Ball, conditioning: Ball, inexact: float = 0.0) -> Allowance:
        """What rounding the input and the result takes; ``conditioning`` is |x f′(x)|.

        The code may be off by ``inexact`` units in the last place besides.
        """
        amount = ROUNDINGS * form.unit * (abs(exact) + conditioning) + form.tiny
        return cls(exact, amount + inexact * form.spacing(float(exact)) if inexact else amount)

    def widened(self, bound: float | None) -> Allowance:
        """The allowance with the rounding bound of the printed formula besides, if it has one."""
        return Allowance(self.exact, self.amount + 2 * bound) if bound is not None and isfinite(bound) else self

    def holds(self, form: Format, code: float) -> bool:
        if isnan(code):
            return False
        if not self.exact.is_finite():
            return code == float(self.exact)
        if isinf(code):
            # The code may overflow where the value with its allowance lies beyond the largest number.
            return bool(self.exact + self.amount > form.huge if code > 0 else self.exact - self.amount < -form.huge)
        return not abs(code - self.exact) > self.amount  # a ball at the very limit is within it

    def explain(self, form: Format, code: float) -> str:
        gap = abs(code - self.exact) if isfinite(code) and self.exact.is_finite() else inf
        lines = [f"{'equation':10}{shown(self.exact)}", f"{form.name:10}{shown(code)}"]
        if isfinite(gap):
            lines.append(f"{'apart':10}{float(gap):.3g}, of which rounding explains {float(self.amount):.3g}")
        return "\n".join(lines)


def clearly_near(form: Format, exact: Ball, code: float) -> bool:
    """Whether a machine number is so near that no :class:`Allowance` needs to be worked out."""
    near = float(exact)
    return abs(code - near) <= ROUNDINGS / 2 * form.unit * abs(near) < inf


def ulps(form: Format, exact: Ball, code: float) -> float:
    """The distance, less a smallest normal number, in units in the last place; 0 beyond the range of the format."""
    if not (exact.is_finite() and isfinite(code)):
        return 0.0
    return float(max(abs(code - exact) - form.tiny, Ball(0)) / form.spacing(float(exact)))
