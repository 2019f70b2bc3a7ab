"""What every number type offers to the evaluator."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

Scalar = Any
"""A value of the arithmetic at hand: a ball, a jet, a rounded number, a torch tensor."""


class Undefined(ArithmeticError):
    """The formula has no value here: no branch of the cases holds, 0/0, ∞ − ∞, two different slopes."""


class OutOfReach(Undefined):
    """There may be a value, but this number type cannot search for it."""


class Unsettled(ArithmeticError):
    """The precision at hand does not suffice to tell; more of it may."""


Function = Callable[["Arithmetic", Scalar], Scalar]
"""A function of one variable, in whatever arithmetic it is given."""

OUTCOMES: dict[str, tuple[int, ...]] = {
    "=": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1),
}


class Arithmetic:
    """The operations on one number type: those named first are the type's own, the rest follows from them."""

    constant: Any
    add: Any
    negate: Any
    multiply: Any
    divide: Any
    power: Any
    exp: Any
    log: Any
    sqrt: Any
    tanh: Any
    sinh: Any
    cosh: Any
    sin: Any
    cos: Any
    arccos: Any
    erf: Any
    Phi: Any
    varphi: Any
    where: Any
    """``where(condition, a, b)``, if batched."""
    batched = False
    """Whether a scalar stands for many points at once, so that a comparison has many answers."""
    every_case = False
    """Whether all cases that hold at a point are looked at, not only the first."""
    distinct: Any
    """``distinct(a, b)``, if so: whether two values that should agree certainly do not."""

    def number(self, value: Fraction | int | float) -> Scalar:
        """The exact number; an int counts, a float is the float itself."""
        raise NotImplementedError

    def order(self, a: Scalar, b: Scalar) -> int:
        """The sign of a − b."""
        raise NotImplementedError

    def taylor(self, function: Function, point: Scalar, order: int, side: int = 0) -> tuple[Scalar, ...]:
        """The value of ``function(arithmetic, x)`` at the point, and its derivatives up to ``order``.

        They are taken from the right (side 1), the left (side -1), or from both (side 0): then :class:`Undefined` is
        raised where the two differ. The function is called with an arithmetic that may be another one than this;
        its ``lift`` takes the values of this one.
        """
        raise NotImplementedError

    def lift(self, value: Scalar) -> Scalar:
        """A value of the arithmetic below as one of this arithmetic."""
        return value

    def inexact(self, value: Scalar, ulps: float) -> Scalar:
        """A value that a machine may get wrong by so many units in the last place; exact numbers stay what they are."""
        return value

    def subtract(self, a: Scalar, b: Scalar) -> Scalar:
        return self.add(a, self.negate(b))

    def compare(self, operator: str, a: Scalar, b: Scalar) -> Any:
        return self.order(a, b) in OUTCOMES[operator]

    def maximum(self, a: Scalar, b: Scalar) -> Scalar:
        return a if self.order(a, b) >= 0 else b

    def minimum(self, a: Scalar, b: Scalar) -> Scalar:
        return a if self.order(a, b) <= 0 else b

    def absolute(self, a: Scalar) -> Scalar:
        return self.maximum(a, self.negate(a))

    def sign(self, a: Scalar) -> Scalar:
        return self.number(self.order(a, self.number(0)))
