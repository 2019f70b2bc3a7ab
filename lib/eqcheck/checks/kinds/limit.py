"""What a formula tends to: by the growth of its terms, by SymPy, and on the library close to the target."""
from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise, product
from typing import Any

from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides, pair, same
from eqcheck.checks.side import Entries, Side, Spot
from eqcheck.checks.tally import Counterexample, Refuted, Tally, Unjudged, message, rows, shown, shown_point
from eqcheck.checks.tolerance import ROUNDINGS, agree
from eqcheck.checks.verdict import PROVED
from eqcheck.checks.worst import apart, worst
from eqcheck.numeric import Ball, Undefined, Unsettled
from eqcheck.numeric.arithmetic import OutOfReach
from eqcheck.numeric.formats import FLOAT64
from eqcheck.proof.enclosure import exact
from eqcheck.proof.limits import Eventual, equal, evaluated
from eqcheck.proof.range import described
from eqcheck.proof.terms import Term
from eqcheck.semantics.case import INFINITY, Case, LimitCase, close, is_infinite
from eqcheck.semantics.evaluate import evaluate
from eqcheck.semantics.scope import scalar
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError

STEPS = (4, 9, 18)
"""The library is tried at distances 2^-k from a finite target, and at 2^k on the way to infinity."""
FAR = (3, 6, 64, 4096, 2**18)
"""What SymPy finds alone is confirmed at the last three of these distances at which the body has a value."""
MOST = 12
"""SymPy is asked about so many points at most, and a proof is made of so many."""
ADVICE = "simplify the formula, or say why it is not checked by `:unchecked: reason`"


@kind(
    "limit",
    "The limit was read off the growth of the terms, or found by SymPy and compared with values close to the target.",
    case=LimitCase,
)
def check(case: Case, tally: Tally) -> None:
    """At every spot, for a proof exactly if all values are listed; and the library on the way to each limit."""
    assert isinstance(case, LimitCase)
    sides = Sides(case)
    sides.require({"="}, "a limit is a chain of =")
    limits = {side: Approach(side, sides) for side in sides.operands if isinstance(side.expression, tree.Limit)}
    if not limits or sum(isinstance(node, tree.Limit) for node in tree.walk(case.equation.relation)) > len(limits):
        raise EvaluationError(r"a limit needs \lim_{x \to …} as one side, with no other limit inside")
    spots = [*sides.spots(), *worst(Sides(case.nearby()), apart, tally)]
    doubts: list[str] = []
    for spot in spots:
        try:
            values = [limits[side].entries(spot) if side in limits else side.exact(spot) for side in sides.operands]
        except Unsettled as doubt:
            doubts.append(f"{doubt}{at(spot)}")
            continue
        if any(values):
            for place, value in enumerate(values[1:], start=2):
                tally.record("the sides are not equal", spot.shown(), same(values[0], value),
                             pair(1, values[0], place, value))
    tally.stop_if_refuted()
    if doubts:
        raise Unjudged(f"the limit is not settled: {doubts[0]}: {ADVICE}")
    if case.is_listed and len(spots) <= MOST and all(
        limit.is_exact(spot) for limit in limits.values() for spot in spots
    ):
        tally.certainty, tally.range = PROVED, described(case.samples.domains)
    for limit in limits.values():
        on_the_way(limit, spots, tally)


def at(spot: Spot) -> str:
    """The place of a spot in a message."""
    place = shown_point(spot.shown())
    return f" at {place}" if place else ""


class Approach:
    """A side that is a limit."""

    def __init__(self, side: Side, sides: Sides) -> None:
        assert isinstance(side.expression, tree.Limit)
        self.limit = side.expression
        self.sides = sides
        self.others = [other for other in sides.operands if not isinstance(other.expression, tree.Limit)]
        self.asked = 0
        self._kept: dict[tuple[Any, ...], Entries] = {}

    def entries(self, spot: Spot) -> Entries:
        """What the body tends to.

        :raises Refuted: if it tends to nothing.
        :raises Unsettled: if that cannot be told.
        """
        key = (*spot.point.values(), *spot.places.values())
        if key not in self._kept:
            self._kept[key] = (self._value(spot),)
        return self._kept[key]

    def _value(self, spot: Spot) -> Ball:
        found = []
        for direction in self.directions():
            try:
                found.append(self._from(spot, direction))
            except OutOfReach as trouble:
                raise Unsettled(str(trouble)) from trouble
            except Undefined as trouble:
                place = shown_point(spot.shown()) or f"{self.limit.variable} = its target"
                raise Refuted(f"there is no limit: {trouble}\n  near {place}") from trouble
        if len(found) == 2 and not agree(*found):
            raise Refuted(both("the limit is not the same from both sides", spot, left=found[1], right=found[0]))
        return found[0]

    def _from(self, spot: Spot, direction: int) -> Ball:
        arithmetic, body = self.term(spot, direction)
        value = arithmetic.tendency(body)
        if value is not None:
            return exact(value) if isinstance(value, Fraction) else value
        self.asked += 1
        found = arithmetic.searched(body) if self.asked <= MOST else None
        if found is None:
            raise Unsettled("neither the growth of its terms nor SymPy tells it")
        self.confirm(spot, direction, evaluated(found))
        return evaluated(found)

    def directions(self) -> tuple[int, ...]:
        """1 for the way from above or to infinity, −1 for the other, or both."""
        if is_infinite(self.limit.target):
            return (1,) if self.limit.target == INFINITY else (-1,)
        return {"+": (1,), "-": (-1,)}.get(self.limit.side, (1, -1))

    def term(self, spot: Spot, direction: int) -> tuple[Eventual, Term]:
        """The body near its target, without a choice left in it."""
        infinite = is_infinite(self.limit.target)
        arithmetic = Eventual(infinite, direction)

        def body(inner: Eventual) -> Term:
            start = inner.terms.zero if infinite else run(self.limit.target, self.sides, spot, inner)
            moving = {self.limit.variable: inner.terms.add(start, inner.letter)}
            return run(self.limit.body, self.sides, spot, inner, moving)
        return arithmetic, arithmetic.run(body)

    def confirm(self, spot: Spot, direction: int, value: Ball) -> None:
        """See that the values of the body come nearer to what SymPy finds.

        :raises Unsettled: if that does not show.
        """
        near = [self.sides.side(close(self.limit, k, direction)).exact(spot) for k in FAR]
        values = [found[0] for found in near if found][-3:]
        gaps = [abs(a - value) if value.is_finite() else -a * value.sgn() for a in values]
        nearer = all(later < earlier or later == 0 for earlier, later in pairwise(gaps))
        if len(values) < 2 or not nearer:
            raise Unsettled(f"SymPy finds {shown(value)}, which values close to the target do not confirm: "
                            f"{', '.join(map(shown, values))}")

    def is_exact(self, spot: Spot) -> bool:
        """Whether the limit is exactly what the other sides are, by its growth or else by SymPy too.

        :raises Refuted: if SymPy finds another one.
        """
        if any(not known.is_finite() for known in self.entries(spot) or ()):
            return True  # an infinite side is no approximation
        for direction in self.directions():
            arithmetic, body = self.term(spot, direction)
            value = arithmetic.tendency(body)
            others = [arithmetic.run(partial(run, other.expression, self.sides, spot)) for other in self.others]
            if isinstance(value, Fraction):
                number = arithmetic.terms.number(value)
                same_value = all(arithmetic.order(other, number) == 0 for other in others)
            else:
                found = arithmetic.searched(body)
                if found is not None and value is not None and not agree(evaluated(found), value):
                    raise Refuted(both("SymPy finds another limit", spot, SymPy=evaluated(found), growth=value))
                same_value = found is not None and all(equal(found, other) for other in others)
            if not same_value:
                return False
        return True


def both(title: str, spot: Spot, **values: Ball) -> str:
    """A message that shows two values."""
    return message(Counterexample(title, spot.shown(), rows(*values.items())))


def run(
    node: tree.Expression, sides: Sides, spot: Spot, arithmetic: Eventual, moving: Mapping[str, Term] | None = None
) -> Term:
    """An expression as a term in the letter that moves."""
    scope = sides.case.scope(spot.point, arithmetic).bind(**spot.places, **(moving or {}))
    found: Term = scalar(evaluate(node, scope, arithmetic), arithmetic)
    return found


def on_the_way(limit: Approach, spots: list[Spot], tally: Tally) -> None:
    """The library's values on the way to the target are those of the formula."""
    for direction, k in product(limit.directions(), STEPS):
        side = limit.sides.side(close(limit.limit, k, direction))
        for spot, found in zip(spots, side.machine(spots, FLOAT64), strict=True):
            formula, bound = side.exact(spot), side.bound(spot, FLOAT64)
            if not formula or not found or bound is None or not formula[0].is_finite():
                continue
            allowed = ROUNDINGS * (bound + FLOAT64.unit * abs(float(formula[0])) + FLOAT64.tiny)
            tally.record(
                "the library leaves the formula on the way to this limit (float64)", spot.shown(),
                abs(found[0] - formula[0]) <= allowed, rows(("formula", formula[0]), ("float64", found[0])),
            )
