"""Pieces that are single numbers without a name, such as those where x² = 2."""
from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

from eqcheck.proof.cells import Cells, Fails, Open
from eqcheck.proof.enclosure import Enclosures, Undecided, hull, sign, sign_at
from eqcheck.proof.pieces import Effort, Subdomain
from eqcheck.proof.regions import Point, Region
from eqcheck.proof.signs import Knowledge

HALVINGS = 60
"""So often the interval is halved in which the root lies."""
TRIED = 60
"""So many cells are tried to find a point on either side of a root."""


def next_to_root(region: Region, units: dict[object, Fraction], effort: Effort) -> Point | None:
    """A point next to one of the region, which lies at roots of a term in one letter; None where that does not show.

    The term changes its sign between two points, and between them everything else that is known of the region holds.
    """
    piece = region.knowledge.piece
    zeros = {term for term, signs in piece.facts if signs == {0}}
    if len(zeros) != 1 or len(region.letters) != 1:
        return None
    (name,), (zero,) = region.letters, zeros
    others = Subdomain(tuple(fact for fact in piece.facts if fact[0] is not zero or 0 not in fact[1]), piece.letters)
    around = Region(Knowledge(others, region.knowledge.terms, units, effort), [name])
    ends = []
    for allowed in (frozenset((0, 1)), frozenset((0, -1))):
        try:
            Cells(around, zero, allowed, effort, TRIED).settle()
        except Fails as fails:
            ends.append(fails.point[name])
        except Open:
            pass
    with suppress(Undecided):
        if len(ends) == 2:
            low, high = sorted(ends)
            first = sign_at(zero, {name: low})
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                low, high = (middle, high) if sign_at(zero, {name: middle}) == first else (low, middle)
            box = Enclosures({name: hull(low, high)})
            if all(sign(box(fact)) in signs for fact, signs in around.facts) and box(zero).is_finite():
                return {name: low}
    return None
