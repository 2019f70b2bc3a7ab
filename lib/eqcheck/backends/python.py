"""Libraries of plain Python: functions of floats and of lists of floats, run at one point after the other."""
from __future__ import annotations

import math
import operator
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from numbers import Real
from typing import Any

from eqcheck.backends.calling import called, with_generator
from eqcheck.numeric import Undefined
from eqcheck.numeric.formats import FLOAT64, Format
from eqcheck.semantics.backend import Code, CodeError, Coordinate, Machine, Path, Result, by_path
from eqcheck.semantics.evaluate import RELATIONS
from eqcheck.semantics.samples import Point
from eqcheck.semantics.scope import Value


def defined(function: Callable[..., float]) -> Callable[..., float]:
    """The function, without a value where Python raises an arithmetical error."""
    def run(*numbers: float) -> float:
        try:
            return function(*numbers)
        except (ArithmeticError, ValueError) as error:
            raise Undefined(str(error)) from error
    return run


class PythonMachine(Machine):
    """Python's floats, one point at a time."""

    add = staticmethod(operator.add)
    negate = staticmethod(operator.neg)
    multiply = staticmethod(operator.mul)
    divide = staticmethod(defined(operator.truediv))
    power = staticmethod(defined(math.pow))
    number = staticmethod(defined(float))
    exp = staticmethod(defined(math.exp))
    log = staticmethod(defined(math.log))
    sqrt = staticmethod(defined(math.sqrt))
    sinh = staticmethod(defined(math.sinh))
    cosh = staticmethod(defined(math.cosh))
    sin = staticmethod(defined(math.sin))
    cos = staticmethod(defined(math.cos))
    arccos = staticmethod(defined(math.acos))
    tanh = staticmethod(math.tanh)
    erf = staticmethod(math.erf)

    def constant(self, name: str) -> float:
        return {"pi": math.pi, "e": math.e, "infinity": math.inf}[name]

    def absolute(self, a: float) -> float:
        return abs(a)

    def Phi(self, a: float) -> float:
        return math.erfc(-a / math.sqrt(2)) / 2

    def varphi(self, a: float) -> float:
        return math.exp(-a * a / 2) / math.sqrt(2 * math.pi)

    def compare(self, operator: str, a: float, b: float) -> bool:
        return bool(RELATIONS[operator](a, b))

    def order(self, a: float, b: float) -> int:
        if a != a or b != b:
            raise Undefined("a comparison with nan")
        return (a > b) - (a < b)

    def floats(self, value: float, count: int = 1) -> list[float]:
        return [float(value)] * count


class PythonBackend:
    """Runs functions of Python's own numbers; a tensor is a list of lists, and there are no slopes."""

    formats = (FLOAT64,)
    differentiates = False

    def machine(self, form: Format) -> PythonMachine:
        return PythonMachine()

    def call(self, code: Code, values: Mapping[str, Value], machine: Machine) -> Value:
        return numbers_of(code, called(code, values, argument, joined))

    def run(
        self, code: Code, form: Format, points: Sequence[Point], letters: Collection[str], slopes: bool = True
    ) -> list[Result]:
        return [Result(dict(by_path(self.numbers(code, point))), {}) for point in points]

    def numbers(self, code: Code, point: Point) -> Value:
        """What the code gives at a point, as tuples."""
        try:
            return numbers_of(code, called(code, point, argument, joined))
        except CodeError as error:
            error.point = point
            raise

    def run_otherwise(
        self, code: Code, form: Format, points: Sequence[Point], letters: Collection[str], usual: Sequence[Result],
        every: bool = True,
    ) -> Iterator[tuple[str, Point, Result]]:
        return iter(())

    def run_by_parameter(self, code: Code, form: Format, points: Sequence[Point], parameter: str) -> list[Result]:
        return []

    def bends(
        self, code: Code, form: Format, points: Sequence[Point], letters: Collection[str]
    ) -> list[Mapping[tuple[Path, Coordinate], float]]:
        return []

    def draw(
        self, code: Code, form: Format, point: Point, letters: Collection[str], count: int, calls: int, seed: int
    ) -> list[float]:
        state = random.getstate()
        random.seed(seed)
        drawing = with_generator(code, random.Random(seed))
        try:
            draws = [self.numbers(drawing, point) for _ in range(count)]
        finally:
            random.setstate(state)
        if any(isinstance(draw, tuple) for draw in draws):
            raise CodeError(f"the code of {code.name} gives a list for a number: return one number", point)
        return draws


def argument(value: Value, is_array: bool) -> Any:
    """A letter's value as Python has it: a float, a whole number, a string, or lists of them."""
    if isinstance(value, tuple):
        return [argument(entry, True) for entry in value]
    if isinstance(value, Fraction):
        return float(value)
    return int(value) if isinstance(value, int) else value


def joined(parts: Sequence[list[Any]]) -> list[Any]:
    """Lists side by side, row by row where they are lists of lists."""
    if any(isinstance(part[0], list) for part in parts):
        return [joined(rows) for rows in zip(*parts, strict=True)]
    return [entry for part in parts for entry in part]


def numbers_of(code: Code, result: Any) -> Value:
    """What the code gives, as floats in tuples.

    :raises CodeError: if something else than numbers, lists and tuples is in it.
    """
    if isinstance(result, list | tuple):
        return tuple(numbers_of(code, entry) for entry in result)
    if isinstance(result, bool) or not isinstance(result, Real):
        raise CodeError(
            f"the code of {code.name} gives a {type(result).__name__}, not a number: return a float or a list of floats"
        )
    return float(result)
