"""The sign of a term on a region, by bounds on ever smaller cells.

A cell is settled when a bound of the term on it has a sign that is allowed: the plain one, one by the slopes and the
value in the middle, or the values at both ends where the term rises or falls. Where the term is 0 at a point p,
the first derivative that is not 0 there tells its sign nearby; far out, and where a letter comes near a point at which
the term has no value, :mod:`~eqcheck.proof.tails` does.
"""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from random import Random

from flint import arb

from eqcheck.proof.enclosure import BITS, Enclosures, Undecided, as_fraction, exact, hull, precision, sign, sign_at
from eqcheck.proof.normal_form import TooLarge
from eqcheck.proof.pieces import Effort, Signs
from eqcheck.proof.regions import Cell, Endpoint, Point, Region, shortest
from eqcheck.proof.signs import is_zero
from eqcheck.proof.tails import outward, tail_sign, towards
from eqcheck.proof.terms import Term

NARROW = Fraction(1, 2**26)
"""A cell that is still open at this width, or part of its distance from 0, is left."""
STARTS = (2, 4, 8, 16, 64, 512, 2**14, 2**24, 2**50, 2**200)
"""Where tails are tried to begin."""
FAR = 64
"""How far cells go where no tail could be settled."""
ORDERS = 12
"""Zeros of higher order are not looked into."""
MANY = 20_000
BOXES = {2: 8000}
BOXES_OF_MANY = 1500
SCALES = (1, 20, 1000, 10**6, 10**12)
SCATTERED = 40
"""So many points are tried at each scale before boxes of several letters are looked at."""


class Fails(Exception):
    """The term has a sign at this point that is not allowed, or is 0 next to it (``nearby``)."""

    def __init__(self, point: Point, nearby: bool = False) -> None:
        super().__init__("a sign that is not allowed")
        self.point = point
        self.nearby = nearby


class Open(Exception):
    """No bound was good enough."""


class Cells:
    """The search for one term on one region."""

    def __init__(self, region: Region, term: Term, allowed: Signs, effort: Effort, most: int = MANY) -> None:
        self.region = region
        self.term = term
        self.allowed = allowed
        self.effort = effort
        self.most = most
        self.terms = region.knowledge.terms
        self.slopes = {name: self.terms.slope(term, name) for name in region.letters}
        self.passed: list[tuple[Fraction, Fraction]] = []
        self.settled: list[tuple[Cell, arb]] = []
        self.count = 0

    def settle(self) -> int:
        """How many cells it took to see that only allowed signs occur.

        :raises Fails: at a point where another one does.
        :raises Open: if bounds do not tell.
        """
        with precision(BITS):
            if not self.region.letters:
                self._number()
            elif len(self.region.letters) == 1:
                self._line()
            else:
                self._boxes()
        return self.count

    # --- cells --------------------------------------------------------------------------------------------------------

    def _all(self, todo: list[Cell]) -> None:
        while todo:
            self.effort.spend()
            self.count += 1
            cell = todo.pop()
            if parts := self._less_passed(cell):
                todo += parts
                continue
            middle = {name: (low + high) / 2 for name, (low, high) in cell.items()}
            try:
                if self._settled(cell, middle):
                    continue
            except Undecided:
                self._try(middle)
            name = self._widest(cell)
            low, high = cell[name]
            if high - low < NARROW * max(Fraction(1), abs(low)) or self.count > self.most:
                todo += self._stuck(cell)
                continue
            todo += [{**cell, name: (middle[name], high)}, {**cell, name: (low, middle[name])}]

    def _less_passed(self, cell: Cell) -> list[Cell]:
        """The parts of a cell of which zeros have settled some; none where they have settled nothing."""
        for hole in self.passed:
            ((name, (low, high)),) = cell.items()
            if max(low, hole[0]) < min(high, hole[1]):
                return [{name: part} for part in outside((low, high), hole)] or [{name: (high, high)}]
        return []

    def _settled(self, cell: Cell, middle: Point) -> bool:
        box = Enclosures({name: hull(*ends) for name, ends in cell.items()})
        if self.region.misses(box):
            return True
        try:
            if self._tells(cell, box(self.term)):
                return True
        except Undecided:
            pass
        here = Enclosures({name: exact(value) for name, value in middle.items()})
        value = here(self.term)
        found = sign(value)
        if found is not None and found not in self.allowed:
            self._try(middle)
        slopes = {name: box(slope) for name, slope in self.slopes.items()}
        moved = value
        for name, slope in slopes.items():
            moved += slope * (box.box[name] - here.box[name])
        if self._tells(cell, moved):
            return True
        rises = {name: sign(slope) for name, slope in slopes.items()}
        if None in rises.values():
            return False
        try:
            corners = [self._corner(cell, rises, side) for side in (1, -1)]
        except Undecided:
            return False
        signs = set(map(sign, corners))
        if not (signs <= self.allowed and (len(signs) == 1 or 0 in self.allowed)):
            return False
        self.settled.append((cell, corners[0].union(corners[1])))
        return True

    def _tells(self, cell: Cell, bounds: arb) -> bool:
        """Whether bounds of the term on a cell have a sign that is allowed."""
        if sign(bounds) not in self.allowed:
            return False
        self.settled.append((cell, bounds))
        return True

    def _corner(self, cell: Cell, rises: dict[str, int | None], side: int) -> arb:
        """The value where the term is largest (side 1) or smallest."""
        corner = {name: exact(cell[name][rise == side or rise == 0]) for name, rise in rises.items()}
        return Enclosures(corner)(self.term)

    def _try(self, point: Point) -> None:
        """Refute the statement at a point, if it fails there."""
        try:
            found = sign_at(self.term, point)
        except Undecided:
            return
        if found is not None and found not in self.allowed and self.region.holds(point):
            raise Fails(point)

    def _widest(self, cell: Cell) -> str:
        return max(cell, key=lambda name: cell[name][1] - cell[name][0])

    def _stuck(self, cell: Cell) -> list[Cell]:
        """Around a cell that stays open: the term may be 0 at a simple number in it."""
        if len(cell) > 1 or self.count > self.most:
            raise Open(f"bounds do not settle it near {shown(cell)}")
        ((name, (low, high)),) = cell.items()
        if 0 not in self.allowed and self._vanishes(name, low, high):
            raise Fails({name: (low + high) / 2}, nearby=True)
        point = shortest(low, high)
        touched = self._touch(Endpoint(self.terms.number(point), point, True), name, (1, -1))
        if touched is None:
            raise Open(f"bounds do not settle it near {shown(cell)}")
        before, after = touched
        self.passed.append((point - before, point + after))
        return [cell]

    def _vanishes(self, name: str, low: Fraction, high: Fraction) -> bool:
        """Whether a factor of the term changes its sign between two points of the region: then it is 0 between them."""
        field, box = self.region.knowledge.field, Enclosures({name: hull(low, high)})
        with suppress(Undecided, TooLarge):
            for polynomial, _ in field.factors(field.normal(self.term).top)[1]:
                factor = field.term_of(polynomial / polynomial.leading_coefficient())
                inside = all((0 if fact is factor else sign(box(fact))) in signs for fact, signs in self.region.facts)
                ends = {sign_at(factor, {name: low}), sign_at(factor, {name: high})}
                if inside and ends == {-1, 1} and box(factor).is_finite():
                    return True
        return False

    def _number(self) -> None:
        self._try({})
        try:
            if sign_at(self.term, {}) in self.allowed:
                return
        except Undecided:
            pass
        raise Open("a number whose sign does not show")

    # --- one letter ---------------------------------------------------------------------------------------------------

    def _line(self) -> None:
        (name,) = self.region.letters
        low, high = self.region.ends[name]
        left, missing_left = self._end(low, name, 1)
        right, missing_right = self._end(high, name, -1)
        if left < right:
            zero = Endpoint(self.terms.zero, Fraction(0), True)
            if left < 0 < right and (touched := self._touch(zero, name, (1, -1))):
                self.passed.append((-touched[0], touched[1]))
            self._all([{name: (left, right)}])
        missing = missing_left or missing_right
        if missing:
            raise Open(missing)

    def _end(self, end: Endpoint | None, name: str, inwards: int) -> tuple[Fraction, str]:
        """Where the cells begin at this end of the region, and what is left open there."""
        if end is None:
            for start, steeply in (*((start, False) for start in STARTS), *((start, True) for start in STARTS[:5])):
                found = tail_sign(self.term, {name: outward(-inwards, steeply)}, Fraction(start))
                if found is not None:
                    far = as_fraction(arb(start).exp().upper()) if steeply else Fraction(start)
                    if found in self.allowed:
                        return -inwards * far, ""
                    self._try({name: -inwards * far})
            return Fraction(-inwards * FAR), f"for {name} {'below −' if inwards > 0 else 'above '}{FAR}"
        touched = self._touch(end, name, (inwards,))
        if touched is not None:
            return end.outer + inwards * touched[inwards > 0], ""
        if end.exact and self._singular({name: end.outer}):
            if end.included:
                raise Open(f"no value at the end {name} = {end.outer}")
            for start in (*STARTS[:5], 1):
                found = tail_sign(self.term, {name: towards(end.outer, inwards)}, Fraction(start))
                if found is not None:
                    near = as_fraction(exact(Fraction(-start)).exp().lower())
                    if found in self.allowed:
                        return end.outer + inwards * near, ""
                    self._try({name: end.outer + inwards * near})
            return end.outer, ""
        return end.outer, ""

    def _singular(self, point: Point) -> bool:
        try:
            sign_at(self.term, point)
        except Undecided:
            return True
        return False

    # --- zeros --------------------------------------------------------------------------------------------------------

    def _lies_inside(self, end: Endpoint, name: str) -> bool:
        """Whether an end belongs to the region.

        :raises Open: if that does not show.
        """
        for fact, signs in self.region.facts:
            value = self.terms.replaced(fact, {name: end.term})
            try:
                found = 0 if is_zero(value, self.terms) else sign_at(value, {})
            except Undecided:
                found = None
            if found is None:
                raise Open(f"it does not show whether {name} may be {float(end.outer):.6g}")
            if found not in signs:
                return False
        return True

    def _touch(self, end: Endpoint, name: str, sides: tuple[int, ...]) -> tuple[Fraction, Fraction] | None:
        """How far to the left and right of a zero the first derivative that is not 0 settles the sign; None where
        the term is not 0."""
        slope, order = self.term, 0
        while order < ORDERS and is_zero(self.terms.replaced(slope, {name: end.term}), self.terms):
            order, slope = order + 1, self.terms.slope(slope, name)
        if order and end.included and 0 not in self.allowed and self._lies_inside(end, name):
            raise Fails({name: end.outer}, nearby=not end.exact)
        if order in (0, ORDERS):
            return None
        reach = {1: Fraction(0), -1: Fraction(0)}
        for side in sides:
            step = Fraction(1)
            while step > NARROW:
                span = sorted((end.outer, end.outer + side * step))
                try:
                    found = sign(Enclosures({name: hull(*span)})(slope))
                except Undecided:
                    found = None
                if found is not None and found != 0:
                    if found * side**order not in self.allowed:
                        self._try({name: end.outer + side * step / 2})
                        return None
                    reach[side] = step
                    break
                step /= 2
            else:
                return None
        return reach[-1], reach[1]

    # --- several letters ----------------------------------------------------------------------------------------------

    def _boxes(self) -> None:
        for point in scattered(self.region):
            self._try(point)
        box, bounded = {}, True
        for name, (low, high) in self.region.ends.items():
            bounded &= low is not None and high is not None
            left = low.outer if low else (high.outer if high else 0) - 16
            right = high.outer if high else (low.outer if low else 0) + 16
            box[name] = (Fraction(left), Fraction(right))
        self.most = min(self.most, BOXES.get(len(self.region.letters), BOXES_OF_MANY))
        self._all([box])
        if not bounded:
            raise Open("for letters larger than 16")


def scattered(region: Region) -> Iterator[Point]:
    """Points near 0 and far out, wherever the ends of the region allow."""
    random = Random(0)
    for scale in SCALES:
        for number in range(SCATTERED):
            point = {}
            share = Fraction(random.randint(1, 39), 40)
            for name, (low, high) in region.ends.items():
                if number > 5:  # at first all letters are alike
                    share = Fraction(random.randint(1, 39), 40)
                value = (2 * share - 1) * scale
                if low and high:
                    value = low.outer + share * min(high.outer - low.outer, Fraction(scale))
                elif low or high:
                    value = low.outer + abs(value) if low else high.outer - abs(value)  # type: ignore[union-attr]
                point[name] = value
            yield point


def outside(cell: tuple[Fraction, Fraction], hole: tuple[Fraction, Fraction]) -> list[tuple[Fraction, Fraction]]:
    """What is left of an interval."""
    parts = [(cell[0], min(cell[1], hole[0])), (max(cell[0], hole[1]), cell[1])]
    return [part for part in parts if part[0] < part[1]]


def shown(cell: Cell) -> str:
    return ", ".join(f"{name} = {float((low + high) / 2):.6g}" for name, (low, high) in cell.items())
