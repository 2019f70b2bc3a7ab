"""Properties of curves for tables: range, slopes, kinks, limits, monotony, symmetry, and so on.

Each is computed from the printed definition, which is held against the code elsewhere; none is typed in. They hold as
far as the points tell at which :mod:`eqcheck.analysis.curves` evaluates. Any library whose docstrings hold definitions
has them.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import exp, inf, isfinite, pi, sqrt

from flint import arb

from eqcheck.analysis.curves import GRID, Breakpoint, Curve, Span
from eqcheck.checks.tolerance import agree
from eqcheck.numeric import working_precision

FACTORS = (3, 100)
NODES = [tuple(map(float, arb.legendre_p_root(40, k, weight=True))) for k in range(40)]
"""Points of [-1, 1] and their weights, exact for polynomials of degree 79."""
REACH = 12.0
"""Beyond, the standard normal density is below 10^-31."""


@dataclass(frozen=True)
class End:
    """What value and slope tend to at one end of the line."""

    value: float
    slope: float


@dataclass(frozen=True)
class Properties:
    """The properties of one curve. ``monotonic`` (never falling) is strictly, weakly or no; ``symmetry`` odd or even.

    ``smoothness`` is how often the curve has a continuous derivative: -1 with a jump, 0 with a kink, infinity if no
    derivative that was looked at jumps. ``mean`` is that of the values if the numbers put in are standard normal.
    """

    name: str
    range: tuple[Span, ...]
    slopes: tuple[Span, ...]
    breakpoints: tuple[Breakpoint, ...]
    left: End
    right: End
    monotonic: str
    symmetry: str
    homogeneous: bool
    smoothness: float
    mean: float

    @property
    def kinks_and_jumps(self) -> tuple[Breakpoint, ...]:
        """The breakpoints that one sees."""
        return tuple(point for point in self.breakpoints if point.order < 2)


def properties(curve: Curve) -> Properties:
    """All properties of a curve, which takes some tenths of a second."""
    left, right = ends(curve)
    return Properties(
        name=curve.name,
        range=curve.image(),
        slopes=curve.image(1),
        breakpoints=curve.breakpoints,
        left=left,
        right=right,
        monotonic=monotonic(curve),
        symmetry=symmetry(curve),
        homogeneous=homogeneous(curve),
        smoothness=smoothness(curve),
        mean=mean(curve),
    )


def ends(curve: Curve) -> tuple[End, End]:
    """Both ends, the left one first."""
    left, right = (End(*(float(curve.limit(sign, order)) for order in (0, 1))) for sign in (-1, 1))
    return left, right


def monotonic(curve: Curve) -> str:
    """Whether a larger number never has a smaller value, and always a larger one."""
    directions = {piece.direction for piece in curve.pieces()}
    jumps = [point for point in curve.breakpoints if point.order == 0]
    falls = any(point.left[0] > point.value or point.value > point.right[0] for point in jumps)
    if falls or -1 in directions:
        return "no"
    return "weakly" if 0 in directions else "strictly"


def symmetry(curve: Curve) -> str:
    """``odd``, ``even``, or nothing."""
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
    """Whether a law holds at all of these points."""
    # From outside in: where a law fails, it usually does so far from 0.
    with working_precision():
        return all(map(condition, sorted(points, key=abs, reverse=True)))


def smoothness(curve: Curve) -> float:
    """How often the curve has a continuous derivative; -1 where it jumps itself."""
    return min((point.order - 1 for point in curve.breakpoints), default=inf)


def mean(curve: Curve) -> float:
    """The integral of the curve with the standard normal density, from kink to kink."""
    def weighted(x: float) -> float:
        value = curve.float64(x)
        value = value if isfinite(value) else float(curve.value(x))  # the literal formula may overflow
        return value * exp(-x * x / 2) / sqrt(2 * pi)

    inside = [point.place for point in curve.breakpoints if abs(point.place) < REACH]
    cuts = sorted({-REACH, -3.0, -1.0, 0.0, 1.0, 3.0, REACH, *inside})
    return sum(gauss(weighted, *ends) for ends in pairwise(cuts))


def gauss(function: Callable[[float], float], a: float, b: float) -> float:
    """The integral from a to b by Gauss and Legendre's points: to 15 digits where the function is smooth."""
    middle, half = (a + b) / 2, (b - a) / 2
    return half * sum(weight * function(middle + half * x) for x, weight in NODES)
