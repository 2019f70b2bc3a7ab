"""A printed derivative: against the definition, and against the slope that the code sends back."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eqcheck.checks.proving import proved
from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides, equal, exactly, on_machine, single
from eqcheck.checks.side import Spot
from eqcheck.checks.tally import Tally, rows
from eqcheck.checks.worst import apart, worst
from eqcheck.semantics.case import Case
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError


@kind(
    "derivative",
    "The slope printed here was compared with the slope of the function, on either side of every kink.",
    options=["wrt"],
)
def check(case: Case, tally: Tally) -> None:
    """At every spot exactly, and where the function has a slope against the library's slopes."""
    sides = Sides(case)
    sides.require({"="}, "a derivative is a chain of =")
    require_letter(case)
    if not proved(case, tally):
        by_points(sides, tally)
    tally.stop_if_refuted()
    if not case.library.backend.differentiates:
        tally.details["slopes"] = "not compared with the code"
        return
    on_machine(sides, tally, equal, lambda spot: sides.operands[0].exact(spot) is not None)


def require_letter(case: Case) -> None:
    """See that a derivative stands first, and that it is by the letter that ``:wrt:`` names.

    :raises EvaluationError: if none does, or it is by another one.
    """
    printed = {letter for node in tree.walk(case.equation.relation.operands[0]) for letter in differentiated(node)}
    if not printed:
        raise EvaluationError(r"a derivative begins with one: f'(x) = … or \frac{d}{dx} f(x) = …")
    if case.statement.wrt and printed != {case.statement.wrt}:
        raise EvaluationError(
            f"`:wrt: {case.statement.wrt}`, but the derivative that is printed is by {', '.join(sorted(printed))}: "
            rf"a prime is by the first letter, any other stands in \frac{{\partial}}{{\partial {case.statement.wrt}}}"
        )


def differentiated(node: object) -> Iterator[str]:
    """The letter by which a node is a derivative, if it is one."""
    if isinstance(node, tree.Call) and node.primes:
        yield getattr(node.arguments[0], "name", "what stands in the brackets")
    if isinstance(node, tree.Derivative):
        letter = node.variable.base if isinstance(node.variable, tree.Index) else node.variable
        yield getattr(letter, "name", "")


def by_points(sides: Sides, tally: Tally) -> None:
    """At every spot the printed slope against the exact one; where the function has none, the formula prints none.

    Where other parameters make a kink, a formula may keep silent for those that make none.
    """
    first, *others = sides.operands
    spots = [*sides.spots(), *worst(sides, apart, tally)]
    kinks = {place(sides, spot) for spot in spots if first.exact(spot) is None}
    for spot in spots:
        printed = [side.exact(spot) for side in others]
        if first.exact(spot) is None:
            for number, slope in enumerate(printed, start=2):
                tally.record("the formula prints a slope where the function has none", spot.shown(), slope is None,
                             rows(("function", first.trouble(spot)), (f"side {number}", single(slope))))
        elif place(sides, spot) not in kinks or None not in printed:
            exactly(sides, spot, tally)


def place(sides: Sides, spot: Spot) -> tuple[Any, ...]:
    """The letters that move, without the parameters that are listed."""
    return tuple(spot.point[letter.name] for letter in (*sides.case.samples.numbers, *sides.case.samples.tensors))
