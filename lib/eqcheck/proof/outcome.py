"""What an attempt at a proof ends in."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb


@dataclass(frozen=True)
class Proof:
    """The statement holds for every value that its letters may have.

    ``range`` says in words for which; ``pieces`` counts the parts into which kinks and listed values divide it, and
    ``cells`` the boxes on which bounds were needed: none where both sides have the same normal form.
    """

    range: str
    pieces: int
    cells: int = 0

    @property
    def exact(self) -> bool:
        """Whether no bounds were needed."""
        return self.cells == 0


@dataclass(frozen=True)
class Refutation:
    """The statement fails at a point: sides ``place`` and ``place + 1``, counted from 1, have these values there.

    ``operator`` is the relation in which they should be.

    ``gap`` is a lower bound of their distance in three digits, or empty where a side has no value or both are equal.
    """

    point: Mapping[str, Any]
    place: int
    operator: str
    values: tuple[Fraction | arb | None, Fraction | arb | None]
    gap: str


@dataclass(frozen=True)
class Inconclusive:
    """Neither a proof nor a point was found. ``reached`` says how far the proof came."""

    reason: str
    reached: str = ""


Outcome = Proof | Refutation | Inconclusive
