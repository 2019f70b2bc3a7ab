"""A printed derivative: against the definition, seen from both sides at a kink, and against the slope that the code
sends back."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from eqcheck.checks.identity import exactly
from eqcheck.checks.relation import MACHINE, Sides, Spot, entries, equal, on_machine, single
from eqcheck.checks.tally import Tally, rows
from eqcheck.checks.tolerance import AGREE, value_or_none
from eqcheck.numeric import Reference
from eqcheck.numeric.formats import FLOAT64
from eqcheck.semantics.case import Case
from eqcheck.semantics.evaluate import evaluate
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError


class Sided(Reference):
    """The reference that differentiates from one side only."""

    side = 1

    def taylor(self, function: Any, point: Any, order: int, side: int = 0) -> tuple:
        return super().taylor(function, point, order, side or self.side)


class FromLeft(Sided):
    side = -1


def check(case: Case, tally: Tally) -> None:
    sides = Derivative(case)
    sides.require({"="}, "a derivative is a chain of =")
    if not any(map(is_derivative, tree.walk(sides.operands[0]))):
        raise EvaluationError(r"a derivative begins with one: f'(x) = … or \frac{d}{dx} f(x) = …")
    spots = list(sides.spots())
    slopes = [None if sides.exact(sides.operands[0], spot) else sides.between(spot) for spot in spots]
    places = {sides.place(spot) for spot, both in zip(spots, slopes, strict=True) if both}
    for spot, both in zip(spots, slopes, strict=True):
        if both:
            at_kink(sides, spot, *both, tally)
        elif sides.place(spot) not in places or all(sides.exact(side, spot) for side in sides.operands):
            # Where other parameters make a kink, a formula may keep silent for those that make none.
            exactly(sides, spot, tally)
    tally.stop_if_refuted()
    for form in MACHINE:
        smooth = [spot for spot in sides.ordinary(form) if sides.exact(sides.operands[0], spot) is not None]
        on_machine(sides, smooth, form, tally, equal)


def is_derivative(node: object) -> bool:
    return isinstance(node, tree.Derivative) or (isinstance(node, tree.Call) and node.primes > 0)


class Derivative(Sides):
    """The sides of a derivative; with ``:wrt:`` a prime means the derivative by that letter."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        letter = case.statement.wrt
        if letter:
            if letter not in case.domains:
                raise EvaluationError(f"`:wrt:` names {letter}, which `:where:` does not know")
            by_letter = [derivatives_by(operand, letter) for operand in self.operands]
            self.operands = tuple(by_letter)

    def place(self, spot: Spot) -> tuple:
        """The letters that move, without the parameters that are listed."""
        return tuple(spot.point[letter.name] for letter in (*self.case.samples.numbers, *self.case.samples.tensors))

    def between(self, spot: Spot) -> tuple[tuple, tuple] | None:
        """The first side with the slopes from the left and from the right, where both exist."""
        left, right = self.sided(FromLeft, spot), self.sided(Sided, spot)
        return None if left is None or right is None else (left, right)

    def sided(self, sort: type[Sided], spot: Spot) -> tuple | None:
        def run(arithmetic: Any) -> tuple:
            one_sided = sort(arithmetic.bits)
            scope = self.case.scope(spot.point, one_sided).bind(**spot.places)
            return entries(evaluate(self.operands[0], scope, one_sided), one_sided)
        return value_or_none(run)


def derivatives_by(side: tree.Expression, letter: str) -> tree.Expression:
    """The side with a derivative by the letter in place of a primed call."""
    if isinstance(side, tree.Call) and side.primes:
        return tree.Derivative(replace(side, primes=0), tree.Variable(letter), side.primes)
    return side


def at_kink(sides: Derivative, spot: Spot, left: tuple, right: tuple, tally: Tally) -> None:
    """The formula may say nothing there; what it says has to be what the code sends back, between both slopes."""
    for place, side in enumerate(sides.operands[1:], start=2):
        printed = sides.exact(side, spot)
        code = sides.machine(sides.operands[0], [spot], FLOAT64)[0]
        holds = printed is None or all(
            min(a, b) - AGREE <= value <= max(a, b) + AGREE and abs(value - sent) <= 2**-40 * (1 + abs(sent))
            for a, b, value, sent in zip(left, right, printed, code or (), strict=True)
        )
        tally.record(
            "the formula prints a slope at a kink that is not the one the code sends back", spot.shown(), holds,
            rows((f"side {place}", single(printed)), ("code", single(code)), ("left", single(left)),
                 ("right", single(right))),
        )
