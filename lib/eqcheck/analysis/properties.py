"""What can be said of a curve at a glance: its range, kinks, ends, symmetry, and so on.

Every fact is computed from the printed definition, which is held against the code elsewhere; none is typed in. They
hold as far as the points tell at which :mod:`eqcheck.analysis.curves` looks.

They live here, and not beside the functions, because they need the equations and nothing of the book: any library
whose docstrings hold definitions has them.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import exp, inf, isfinite, pi, sqrt

from mpmath import fp, workprec

from eqcheck.analysis.curves import GRID, Curve, Span, Turn
from eqcheck.checks.tolerance import agree

FACTORS = (3, 100)
REACH = 12.0
"""Beyond, the standard normal density is below 10^-31."""


@dataclass(frozen=True)
class End:
    """What value and slope tend to at one end of the line."""

    value: float
    slope: float


@dataclass(frozen=True)
class Facts:
    """The facts of one curve. ``rises`` is strictly, weakly or no; ``symmetry`` is odd, even or nothing.

    ``smoothness`` is how often the curve has a continuous derivative: -1 with a jump, 0 with a kink, infinity if no
    derivative that was looked at breaks off. ``mean`` is that of the values if the numbers put in are standard normal.
    """

    name: str
    range: tuple[Span, ...]
    slopes: tuple[Span, ...]
    turns: tuple[Turn, ...]
    left: End
    right: End
    rises: str
    symmetry: str
    homogeneous: bool
    smoothness: float
    mean: float

    @property
    def breaks(self) -> tuple[Turn, ...]:
        """Kinks and jumps: the turns that one sees."""
        return tuple(turn for turn in self.turns if turn.order < 2)


def facts(curve: Curve) -> Facts:
    left, right = ends(curve)
    return Facts(
        name=curve.name,
        range=curve.reached(),
        slopes=curve.reached(1),
        turns=curve.turns,
        left=left,
        right=right,
        rises=rises(curve),
        symmetry=symmetry(curve),
        homogeneous=homogeneous(curve),
        smoothness=smoothness(curve),
        mean=mean(curve),
    )


def ends(curve: Curve) -> tuple[End, End]:
    """Both ends, the left one first."""
    left, right = (End(*(float(curve.limit(sign, order)) for order in (0, 1))) for sign in (-1, 1))
    return left, right


def rises(curve: Curve) -> str:
    """Whether a larger number never has a smaller value, and always a larger one."""
    directions = {piece.direction for piece in curve.pieces()}
    falls = any(turn.left[0] > turn.value or turn.value > turn.right[0] for turn in curve.turns if not turn.order)
    if falls or -1 in directions:
        return "no"
    return "weakly" if 0 in directions else "strictly"


def symmetry(curve: Curve) -> str:
    positive = [x for x in GRID if x >= 0]
    if holds_everywhere(lambda x: agree(curve.value(-x), -curve.value(x)), positive):
        return "odd"
    return "even" if holds_everywhere(lambda x: agree(curve.value(-x), curve.value(x)), positive) else ""


def homogeneous(curve: Curve, degree: int = 1) -> bool:
    """Whether a positive factor of the number becomes a factor of the value, to this power."""
    def kept(c: int, x: float) -> bool:
        return agree(curve.value(c * Fraction(x)), c**degree * curve.value(x))

    return holds_everywhere(lambda x: all(kept(c, x) for c in FACTORS), GRID)


def holds_everywhere(condition: Callable[[float], bool], points: list[float]) -> bool:
    # From outside in: where a law fails, it usually does so far from 0.
    with workprec(200):  # values of the reference are rounded to what mpmath is set to whenever one computes with them
        return all(map(condition, sorted(points, key=abs, reverse=True)))


def smoothness(curve: Curve) -> float:
    return min((turn.order - 1 for turn in curve.turns), default=inf)


def mean(curve: Curve) -> float:
    """The integral of the curve with the standard normal density, from kink to kink."""
    def weighted(x: float) -> float:
        value = curve.machine(x)
        value = value if isfinite(value) else float(curve.value(x))  # the literal formula may overflow
        return value * exp(-x * x / 2) / sqrt(2 * pi)

    inside = [turn.place for turn in curve.turns if abs(turn.place) < REACH]
    cuts = sorted({-REACH, -3.0, -1.0, 0.0, 1.0, 3.0, REACH, *inside})
    return float(fp.quad(weighted, cuts))
