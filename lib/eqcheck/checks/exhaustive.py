"""A function of one number against its formula at every finite number of float16.

The formula is evaluated in balls of few bits. Where the code is not clearly within the allowance, the comparison is
made again as for any other point, with as many bits as it takes.
"""
from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isfinite
from struct import pack, unpack

from eqcheck.checks.formula import Formula
from eqcheck.checks.kinds.definition import compare
from eqcheck.checks.tally import Tally
from eqcheck.checks.tolerance import ROUNDINGS
from eqcheck.numeric import Ball, Undefined, Unsettled, working_precision
from eqcheck.numeric.formats import FLOAT16
from eqcheck.numeric.reference import at_once
from eqcheck.proof.range import values_of
from eqcheck.semantics.backend import Result
from eqcheck.semantics.case import DefinitionCase
from eqcheck.semantics.samples import Point
from eqcheck.semantics.spread import inside
from eqcheck.syntax.domains import Real, Values

BITS = 64
"""Precision of the first evaluation."""
KNOWN = 30
"""Correct bits, relative to the value or to the smallest normal float16, that settle a comparison at once."""
CLEAR = 0.99
"""The share of the allowance that is kept to at once; what is left is more than the balls leave open."""


@dataclass(frozen=True)
class Exhausted:
    """How many inputs were compared, for which values of the letters, and the worst distance in float16's ulps."""

    inputs: int
    range: str
    worst_ulp: float


@cache
def all_numbers() -> tuple[float, ...]:
    """Every finite number of float16, −0 among them."""
    return tuple(x for x in unpack("<65536e", pack("<65536H", *range(65536))) if isfinite(x))


def argument(case: DefinitionCase) -> Real | None:
    """The one letter that runs through all numbers, if all others are listed and the backend has float16."""
    letters = case.domains.letters
    rest = [letter for letter in letters if not isinstance(letter, Values)]
    one = rest[0] if len(rest) == 1 else None
    if isinstance(one, Real) and not one.shape and FLOAT16 in case.library.backend.formats:
        return one if Formula(case).letters == {one.name} else None
    return None


def exhaust(case: DefinitionCase, letter: Real) -> Exhausted:
    """Compare at all inputs, for each combination of the parameters.

    :raises Refuted: at the plainest input that fails.
    """
    formula, tally = Formula(case), Tally()
    inputs, worst = 0, 0.0
    numbers = [x for x in all_numbers() if inside(x, letter.interval)]
    for setting in case.samples.settings():
        points: list[Point] = [{**setting, letter.name: x} for x in numbers]
        points = [point for point in points if case.samples.allowed(point)]
        results = formula.backend.run(formula.code, FLOAT16, points, {letter.name}, slopes=False)
        for point, result in zip(points, results, strict=True):
            distance = clear_distance(formula, point, result)
            if distance is None:
                with working_precision():
                    if formula.expected(point):
                        compare(formula, FLOAT16, point, result, tally, "at all its numbers")
                        inputs += 1
            else:
                inputs, worst = inputs + 1, max(worst, distance)
        tally.stop_if_refuted()
    whole = "float16" if len(numbers) == len(all_numbers()) else f"float16 ∩ {values_of(letter)}"
    ranges = [f"{one.name} ∈ {whole if one is letter else values_of(one)}" for one in case.domains.letters]
    return Exhausted(inputs, "; ".join(ranges), round(max(worst, tally.max_ulp.get(FLOAT16.name, 0.0)), 3))


def clear_distance(formula: Formula, point: Point, result: Result) -> float | None:
    """The distance of the code from the formula in ulps, None if it takes more than a glance to judge it."""
    form = formula.definition.forms[0]
    try:
        exact = at_once(lambda arithmetic: formula.whole(point, arithmetic, form), BITS)
    except (Undefined, Unsettled, OverflowError):
        return None
    known = isinstance(exact, Ball) and (exact.rel_accuracy_bits() >= KNOWN or exact.rad() < FLOAT16.least / 2**KNOWN)
    if not known:
        return None
    near = float(exact)
    gap = abs(result.outputs[()] - near)
    if gap <= CLEAR * (ROUNDINGS * FLOAT16.unit * abs(near) + FLOAT16.tiny):
        return max(gap - FLOAT16.tiny, 0.0) / FLOAT16.spacing(near)
    return None
