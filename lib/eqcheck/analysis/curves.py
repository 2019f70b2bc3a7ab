"""Functions of one number as curves, by their printed definitions: values, slopes, limits, breakpoints, images.

All is computed with the reference arithmetic, at breakpoints from either side. Nothing here knows what the functions
are for.
"""
from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import Any

from eqcheck.checks.tolerance import agree
from eqcheck.numeric import Arithmetic, Ball, Rounding, settled
from eqcheck.proof.limits import at_infinity
from eqcheck.semantics.definitions import Definition
from eqcheck.semantics.kinks import kinks
from eqcheck.semantics.library import Library
from eqcheck.syntax.calls import LetterArgument
from eqcheck.syntax.errors import EvaluationError

HALF_GRID = (2.0**-30, 2.0**-10, *(k / 4 for k in range(1, 25)), 6.5, 7.0, 8.0, 10.0, 13.0, 17.0, 24.0, 40.0)
GRID = sorted({0.0, *HALF_GRID, *(-x for x in HALF_GRID)})
"""Where signs are asked for. A slope that changes its sign twice between two neighbours would not be noticed."""
HALVINGS = 60
DEEPEST = 4
"""Curves that agree with all derivatives up to this order from either side of a point count as smooth there."""


@dataclass(frozen=True)
class Breakpoint:
    """A point where a derivative jumps: that of order 0 (the value) at a jump, of order 1 at a kink, or a later one.

    ``left`` and ``right`` hold the value and the slope from either side, ``value`` is the one that the curve has.
    """

    place: float
    order: int
    value: Ball
    left: tuple[Ball, ...]
    right: tuple[Ball, ...]


@dataclass(frozen=True)
class Span:
    """All numbers between two, or the one number that both are."""

    lower: Ball
    upper: Ball
    lower_open: bool = False
    upper_open: bool = False

    def __contains__(self, value: float) -> bool:
        above = value > self.lower if self.lower_open else value >= self.lower
        below = value < self.upper if self.upper_open else value <= self.upper
        return bool(above and below)


@dataclass(frozen=True)
class MonotonePiece:
    """A derivative between two points: it rises (1), falls (-1) or stays (0) from ``first`` to ``last``."""

    direction: int
    first: Ball
    last: Ball

    def span(self) -> Span:
        """Its values, without those at its ends."""
        if not self.direction:
            return Span(self.first, self.first)
        return Span(min(self.first, self.last), max(self.first, self.last), lower_open=True, upper_open=True)


class Curve:
    """A function of one number with its parameters fixed, as the definition prints it.

    :param library: where the definition stands, with those that it uses.
    :param definition: that of the function.
    :param parameters: their values, by the names that the library gives them, in the order of the call.
        ``letters`` are the same in the order of the definition.
    """

    def __init__(self, library: Library, definition: Definition, parameters: Mapping[str, Fraction]) -> None:
        self.name = definition.call.function
        self.head = definition.names[0]
        self.parameters = dict(parameters)
        letters = {argument.name: name for name, argument in arguments(library, definition)}
        self.letters = tuple(self.parameters[letters[letter]] for letter in definition.parameters)
        self._call = library.formula_calls

    def formula(self, arithmetic: Arithmetic, x: Any) -> Any:
        """The printed formula at a number of the arithmetic."""
        return self.given(arithmetic, x, tuple(map(arithmetic.number, self.letters)))

    def given(self, arithmetic: Arithmetic, x: Any, letters: tuple[Any, ...]) -> Any:
        """The same with other parameters, in the order of the definition."""
        return self._call(self.head, (x,), letters, arithmetic)

    def float64(self, x: float) -> float:
        """The printed formula in machine numbers, which may overflow."""
        arithmetic = Rounding()
        return float(self.formula(arithmetic, arithmetic.number(float(x))).value)

    def value(self, x: float | Fraction) -> Ball:
        """The printed formula by the reference arithmetic."""
        value: Ball = settled(lambda arithmetic: self.formula(arithmetic, arithmetic.number(x)))
        return value

    def derivatives(self, x: float | Fraction, order: int, side: int = 0) -> tuple[Ball, ...]:
        """The value and the derivatives up to this order, from one side or (side 0) from both."""
        order = max(order, 1)  # a jet without a slope would not know on which side of x it is
        return tuple(settled(lambda arithmetic: arithmetic.taylor(self.formula, arithmetic.number(x), order, side)))

    def limit(self, sign: int, order: int = 0) -> Ball:
        """What the derivative of this order tends to at infinity, or with ``sign`` -1 at minus infinity."""
        return at_infinity(lambda arithmetic, x: arithmetic.taylor(self.formula, x, order, 1)[order], sign)

    @cached_property
    def breakpoints(self) -> tuple[Breakpoint, ...]:
        """Jumps, kinks, and where only a later derivative jumps, from left to right."""
        places = kinks(lambda arithmetic, x: self.formula(arithmetic, arithmetic.number(x)))
        return tuple(point for place in places if (point := self._breakpoint(place)))

    def _breakpoint(self, place: float) -> Breakpoint | None:
        value = self.value(place)
        left, right = (self.derivatives(place, DEEPEST, side) for side in (-1, 1))
        if not (agree(left[0], value) and agree(value, right[0])):
            order = 0
        else:
            order = next((k for k in range(1, DEEPEST + 1) if not agree(left[k], right[k])), DEEPEST + 1)
        return Breakpoint(place, order, value, left[:2], right[:2]) if order <= DEEPEST else None

    def pieces(self, order: int = 0) -> list[MonotonePiece]:
        """The derivative of this order (0: the curve itself) from minus infinity to infinity, in monotone pieces."""
        ends = [-inf, *(point.place for point in self.breakpoints), inf]
        return [piece for left, right in pairwise(ends) for piece in self._between(left, right, order)]

    def _between(self, left: float, right: float, order: int) -> Iterator[MonotonePiece]:
        """The pieces of a smooth part."""
        signs = [(x, sign) for x in GRID if left < x < right and (sign := self._sign(x, order + 1))]
        first = self.limit(-1, order) if left == -inf else self.derivatives(left, order, 1)[order]
        for (a, before), (b, after) in pairwise(signs):
            if before != after:
                extremum = self.derivatives(self._sign_change(a, b, before, order + 1), order)[order]
                yield MonotonePiece(before, first, extremum)
                yield MonotonePiece(0, extremum, extremum)
                first = extremum
        last = self.limit(1, order) if right == inf else self.derivatives(right, order, -1)[order]
        yield MonotonePiece(signs[-1][1] if signs else 0, first, last)

    def _sign(self, x: float, order: int) -> int:
        slope = self.derivatives(x, order)[order]
        return int(slope > 0) - int(slope < 0)

    def _sign_change(self, a: float, b: float, before: int, order: int) -> float:
        """Where between a and b the derivative of this order changes its sign."""
        for _ in range(HALVINGS):
            middle = (a + b) / 2
            sign = self._sign(middle, order)
            if not sign or not a < middle < b:
                return middle
            a, b = (middle, b) if sign == before else (a, middle)
        return a

    def image(self, order: int = 0) -> tuple[Span, ...]:
        """All values of the derivative of this order, wherever there is one: for order 0, the range."""
        spans = [piece.span() for piece in self.pieces(order)]
        for point in self.breakpoints:
            if point.order > order:
                value = point.value if order == 0 else point.left[1]
                spans.append(Span(value, value))
            elif order == 0:
                spans.append(Span(point.value, point.value))
        return union(spans)


def union(spans: list[Span]) -> tuple[Span, ...]:
    """The same numbers in as few spans as possible."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.lower, span.lower_open)):
        if joined and _touch(joined[-1], span):
            last = joined.pop()
            upper = max(last.upper, span.upper)
            ends = [one.upper_open for one in (last, span) if agree(one.upper, upper)]
            span = Span(last.lower, upper, last.lower_open, all(ends))
        joined.append(span)
    return tuple(joined)


def _touch(first: Span, second: Span) -> bool:
    """Whether no number lies between two spans of which the second starts no further left."""
    if agree(first.upper, second.lower):
        return not (first.upper_open and second.lower_open)
    return bool(second.lower < first.upper)


def arguments(library: Library, definition: Definition) -> list[tuple[str, LetterArgument]]:
    """The letters that a definition hands to the library, with the names that the library gives them."""
    function = library.function(definition.call.function)
    order = list(inspect.signature(function).parameters)
    named = [(order[name] if isinstance(name, int) else name, value) for name, value in definition.call.arguments()]
    return [(name, value) for name, value in named if isinstance(value, LetterArgument)]


def is_scalar(definition: Definition) -> bool:
    """Whether a definition is that of a function of one number."""
    shapes = [definition.domains[letter].shape for letter in definition.arguments]
    return shapes == [()] and not definition.indices


def curve(library: Library, name: str, **given: Fraction | float) -> Curve:
    """The curve of a library's function.

    A parameter that is not given has the default of the signature. Where there is none, it has the first of the values
    with which ``:where:`` tries it.

    :raises EvaluationError: if the function has no such parameter, or one has neither a default nor listed values.
    """
    definition = library.take_apart(library.definitions[name])
    defaults = inspect.signature(library.function(name)).parameters
    named = [(key, letter.name) for key, letter in arguments(library, definition)]
    letters = {key: letter for key, letter in named if letter in definition.parameters}
    if unknown := given.keys() - letters:
        raise EvaluationError(f"{name} has no parameter {', '.join(sorted(unknown))}: it takes {', '.join(letters)}")
    parameters = {}
    for key, letter in letters.items():
        value = given.get(key, defaults[key].default)
        parameters[key] = as_fraction(first_value(definition, letter) if value is inspect.Parameter.empty else value)
    return Curve(library, definition, parameters)


def first_value(definition: Definition, letter: str) -> Fraction:
    """The first value that ``:where:`` lists for a letter.

    :raises EvaluationError: if it lists none.
    """
    values: tuple[Fraction, ...] = getattr(definition.domains[letter], "values", ())
    if not values:
        name = definition.call.function
        raise EvaluationError(f"{name} has no default for {letter}: list its values in `:where:`, {letter} in 1, 1/2")
    return values[0]


def as_fraction(value: Fraction | float) -> Fraction:
    """The number as it is written: 0.01 is a hundredth."""
    return value if isinstance(value, Fraction) else Fraction(str(value))


def scalar_functions(library: Library) -> list[str]:
    """The functions of one number, in the order of the library's files."""
    definitions = {name: library.take_apart(statement) for name, statement in library.definitions.items()}
    return [name for name, one in definitions.items() if is_scalar(one) and one.call.function == name]
