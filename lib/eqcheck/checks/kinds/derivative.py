"""A printed derivative: against the definition, seen from both sides at a kink, and against the slope that the code
sends back."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from eqcheck.checks.proving import proved
from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides, equal, exactly, on_machine, single
from eqcheck.checks.side import Spot
from eqcheck.checks.tally import Tally, rows
from eqcheck.checks.tolerance import AGREE, value_or_none
from eqcheck.checks.worst import apart, worst
from eqcheck.numeric import Arithmetic, Reference
from eqcheck.numeric.formats import FLOAT64
from eqcheck.semantics.case import Case
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError


class Sided(Reference):
    """The reference that differentiates from one side only."""

    side = 1

    def taylor(self, function: Any, point: Any, order: int, side: int = 0) -> tuple[Any, ...]:
        return super().taylor(function, point, order, side or self.side)


class FromLeft(Sided):
    """The same from the left."""

    side = -1


@kind(
    "derivative",
    "The slope printed here was compared with the slope of the function, on either side of every kink.",
    options=["wrt"],
)
def check(case: Case, tally: Tally) -> None:
    """At every spot exactly, at a kink against both slopes, and where it is smooth against the library's slopes."""
    sides = DerivativeSides(case)
    sides.require({"="}, "a derivative is a chain of =")
    first = sides.operands[0]
    if not any(map(is_derivative, tree.walk(first.expression))):
        raise EvaluationError(r"a derivative begins with one: f'(x) = … or \frac{d}{dx} f(x) = …")
    if not proved(case, tally):
        by_points(sides, tally)
    tally.stop_if_refuted()
    if not case.library.backend.differentiates:
        tally.details["slopes"] = "not compared with the code"
        return
    for form in sides.formats():
        smooth = [spot for spot in sides.ordinary(form) if first.exact(spot) is not None]
        on_machine(sides, smooth, form, tally, equal)


def by_points(sides: DerivativeSides, tally: Tally) -> None:
    """At every spot the printed slope against the exact one, at a kink against both."""
    first, spots = sides.operands[0], [*sides.spots(), *worst(sides, apart)]
    slopes = [None if first.exact(spot) else sides.between(spot) for spot in spots]
    places = {sides.place(spot) for spot, both in zip(spots, slopes, strict=True) if both}
    for spot, both in zip(spots, slopes, strict=True):
        if both:
            at_kink(sides, spot, *both, tally)
        elif sides.place(spot) not in places or all(side.exact(spot) for side in sides.operands):
            # Where other parameters make a kink, a formula may keep silent for those that make none.
            exactly(sides, spot, tally)


def is_derivative(node: object) -> bool:
    """Whether a node stands for a derivative."""
    return isinstance(node, tree.Derivative) or (isinstance(node, tree.Call) and node.primes > 0)


class DerivativeSides(Sides):
    """The sides of a derivative; with ``:wrt:`` a prime means the derivative by that letter."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        letter = case.statement.wrt
        if letter:
            if letter not in case.domains:
                raise EvaluationError(f"`:wrt:` names {letter}, which `:where:` does not know")
            operands = case.equation.relation.operands
            self.operands = tuple(self.side(derivatives_by(operand, letter)) for operand in operands)

    def place(self, spot: Spot) -> tuple[Any, ...]:
        """The letters that move, without the parameters that are listed."""
        return tuple(spot.point[letter.name] for letter in (*self.case.samples.numbers, *self.case.samples.tensors))

    def between(self, spot: Spot) -> tuple[tuple[Any, ...], tuple[Any, ...]] | None:
        """The first side with the slopes from the left and from the right, where both exist."""
        left, right = self.sided(FromLeft, spot), self.sided(Sided, spot)
        return None if left is None or right is None else (left, right)

    def sided(self, sort: type[Sided], spot: Spot) -> tuple[Any, ...] | None:
        """The first side with the slopes from one side."""
        def entries(arithmetic: Arithmetic) -> tuple[Any, ...]:
            assert isinstance(arithmetic, Reference)
            return self.operands[0].entries(spot, sort())

        found: tuple[Any, ...] | None = value_or_none(entries)
        return found


def derivatives_by(side: tree.Expression, letter: str) -> tree.Expression:
    """The side with a derivative by the letter in place of a primed call."""
    if isinstance(side, tree.Call) and side.primes:
        return tree.Derivative(replace(side, primes=0), tree.Variable(letter), side.primes)
    return side


def at_kink(
    sides: DerivativeSides, spot: Spot, left: tuple[Any, ...], right: tuple[Any, ...], tally: Tally
) -> None:
    """The formula may say nothing there; what it says lies between both slopes, and is what the code sends back."""
    slopes = [("left", single(left)), ("right", single(right))]
    for place, side in enumerate(sides.operands[1:], start=2):
        printed = side.exact(spot)
        explain = rows((f"side {place}", single(printed)), *slopes)
        holds = printed is None or all(
            min(a, b) - AGREE <= value <= max(a, b) + AGREE for a, b, value in zip(left, right, printed, strict=True)
        )
        title = "the formula prints a slope at a kink that lies beside the slopes of both sides"
        if holds and printed is not None and sides.case.library.backend.differentiates:
            code = sides.operands[0].machine([spot], FLOAT64)[0]
            holds = code is not None and all(
                abs(value - sent) <= 2**-40 * (1 + abs(sent)) for value, sent in zip(printed, code, strict=True)
            )
            title = "the formula prints a slope at a kink that is not the one the code sends back"
            explain = rows((f"side {place}", single(printed)), ("code", single(code)), *slopes)
        tally.record(title, spot.shown(), holds, explain)
