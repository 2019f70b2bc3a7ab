"""What can be said of a loss at a glance: how far it reaches, how hard it pulls, whether it has a scale, and so on.

As with the facts of other functions (:mod:`eqcheck.analysis.properties`), every one is computed from the printed
definition, and holds as far as the points tell at which the curves are looked at.
"""
from __future__ import annotations

from dataclasses import dataclass

from mpmath import isinf

from eqcheck.analysis.curves import GRID, Curve, Span, Turn
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
class LossFacts:
    """The facts of one loss. ``convex`` is strictly, weakly or no.

    ``robust`` says that no slope is beyond some bound, and ``differences`` that nothing changes when the same number is
    added to all numbers that the loss is given. With a ``degree`` the loss has no scale: a positive factor of the
    number comes back as this power. ``smoothness`` is that of :class:`~.facts.Facts`.
    """

    name: str
    range: tuple[Span, ...]
    slopes: tuple[Span, ...]
    turns: tuple[Turn, ...]
    origin: Origin
    left: End
    right: End
    robust: bool
    convex: str
    degree: int | None
    differences: bool
    smoothness: float


def loss_facts(loss: LossCurve) -> LossFacts:
    left, right = ends(loss)
    slopes = loss.reached(1)
    before, after = (loss.derivatives(0, 1, side) for side in (-1, 1))
    return LossFacts(
        name=loss.name,
        range=loss.reached(),
        slopes=slopes,
        turns=loss.turns,
        origin=Origin(float(loss.value(0)), float(before[1]), float(after[1])),
        left=left,
        right=right,
        robust=not any(isinf(span.lower) or isinf(span.upper) for span in slopes),
        convex=convex(loss),
        degree=next((degree for degree in DEGREES if homogeneous(loss, degree)), None),
        differences=differences(loss),
        smoothness=smoothness(loss),
    )


def convex(curve: Curve) -> str:
    """Whether the slope never falls, and always rises."""
    directions = {piece.direction for piece in curve.pieces(1)}
    falls = any(turn.order == 0 or (turn.order == 1 and turn.left[1] > turn.right[1]) for turn in curve.turns)
    if falls or -1 in directions:
        return "no"
    return "weakly" if 0 in directions else "strictly"


def differences(loss: LossCurve) -> bool:
    """Whether a number added to all that the loss is given changes nothing."""
    def kept(by: int, x: float) -> bool:
        shifted = settled(lambda arithmetic: loss.shifted(arithmetic, arithmetic.number(x), by))
        return agree(shifted, loss.value(x))

    return holds_everywhere(lambda x: all(kept(by, x) for by in SHIFTS), GRID)
