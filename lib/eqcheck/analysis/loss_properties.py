"""Properties of losses for tables: range, slopes, robustness, convexity, degree of homogeneity, and so on.

As with other functions (:mod:`eqcheck.analysis.properties`), every one is computed from the printed definition, and
holds as far as the points tell at which the curves are evaluated.
"""
from __future__ import annotations

from dataclasses import dataclass

from eqcheck.analysis.curves import GRID, Breakpoint, Curve, Span
from eqcheck.analysis.loss_curves import LossCurve
from eqcheck.analysis.properties import End, ends, holds_everywhere, homogeneous, smoothness
from eqcheck.checks.tolerance import agree
from eqcheck.numeric import settled

DEGREES = (1, 2)
SHIFTS = (1, 10)
"""Positive, so that a target which may not be negative stays what it has to be."""


@dataclass(frozen=True)
class Origin:
    """The value at 0, and the slopes just before and just after it."""

    value: float
    before: float
    after: float


@dataclass(frozen=True)
class LossProperties:
    """The properties of one loss. ``convex`` is strictly, weakly or no.

    ``robust`` says that the slopes are bounded, and ``translation_invariant`` that nothing changes when the same number
    is added to all numbers that the loss is given. ``degree`` is that of a homogeneous loss: a positive factor of the
    number becomes this power of it in the value. ``smoothness`` is that of :class:`~.properties.Properties`.
    """

    name: str
    range: tuple[Span, ...]
    slopes: tuple[Span, ...]
    breakpoints: tuple[Breakpoint, ...]
    origin: Origin
    left: End
    right: End
    robust: bool
    convex: str
    degree: int | None
    translation_invariant: bool
    smoothness: float


def loss_properties(loss: LossCurve) -> LossProperties:
    """All properties of a loss, which takes some tenths of a second."""
    left, right = ends(loss)
    slopes = loss.image(1)
    before, after = (loss.derivatives(0, 1, side) for side in (-1, 1))
    return LossProperties(
        name=loss.name,
        range=loss.image(),
        slopes=slopes,
        breakpoints=loss.breakpoints,
        origin=Origin(float(loss.value(0)), float(before[1]), float(after[1])),
        left=left,
        right=right,
        robust=all(span.lower.is_finite() and span.upper.is_finite() for span in slopes),
        convex=convex(loss),
        degree=next((degree for degree in DEGREES if homogeneous(loss, degree)), None),
        translation_invariant=translation_invariant(loss),
        smoothness=smoothness(loss),
    )


def convex(curve: Curve) -> str:
    """Whether the slope never falls, and always rises."""
    directions = {piece.direction for piece in curve.pieces(1)}
    falls = any(
        point.order == 0 or (point.order == 1 and point.left[1] > point.right[1]) for point in curve.breakpoints
    )
    if falls or -1 in directions:
        return "no"
    return "weakly" if 0 in directions else "strictly"


def translation_invariant(loss: LossCurve) -> bool:
    """Whether a number added to all that the loss is given changes nothing."""
    def kept(by: int, x: float) -> bool:
        shifted = settled(lambda arithmetic: loss.shifted(arithmetic, arithmetic.number(x), by))
        return agree(shifted, loss.value(x))

    return holds_everywhere(lambda x: all(kept(by, x) for by in SHIFTS), GRID)
