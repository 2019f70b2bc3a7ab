"""The points at which a relation is nearest to failing, by a search in the machine's numbers."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from math import frexp, inf, isfinite
from random import Random
from typing import Any

from eqcheck.checks.relation import Sides, ordinary
from eqcheck.checks.side import Side, Spot
from eqcheck.checks.tally import Tally
from eqcheck.numeric import Rounding, Undefined, Unsettled
from eqcheck.numeric.formats import FLOAT64
from eqcheck.semantics.spread import inside, short
from eqcheck.semantics.vectors import flat
from eqcheck.syntax.domains import Integer, Real
from eqcheck.syntax.errors import EvaluationError

CLOUD = 1600
"""So many points are looked at, for all settings of the parameters together."""
ALONE = 8
"""One in so many of them is, where they cannot be computed at once."""
KEPT = 4
"""From so many of them, of different sizes, the search goes on."""
ROUNDS, NEIGHBOURS = 10, 20
"""So many times so many points near each are looked at."""
CLOSEST = 40
"""The nearest of them differ by 2 to minus this power, relatively."""
ATTEMPTS = 40
"""So many times a vector is changed."""

NEGLIGIBLE = 2.0**-10
"""Of numbers below this the relative difference counts for less: it may be rounding."""

Slack = Callable[[str, float, float], float]
"""``slack(operator, a, b)``: how far two numbers are from failing; the smaller, the worse."""


def worst(sides: Sides, slack: Slack, tally: Tally) -> list[Spot]:
    """The spots with the least slack that were found, in short numbers too; none of what is refuted already.

    :param slack: is asked about neighbouring sides as the machine computes them.
    """
    if tally.counterexample:
        return []
    samples = sides.case.samples
    random = Random(sides.case.seed)
    if samples.tensors:
        return climbed(sides, slack, random)
    if not samples.numbers or samples.others or any(isinstance(letter, Integer) for letter in samples.numbers):
        return []
    settings = samples.settings()
    count = max(CLOUD // max(len(settings), 1), 50)
    spots = [Spot(point, {}) for setting in settings for point in islice(samples.spread(setting, FLOAT64, 1), count)]
    spots = [spot for spot in spots if all(map(ordinary, spot.point.values()))]
    formulas = [Side(side.expression, sides.case, sides.case.library.formula_calls) for side in sides.operands]
    if not spots or any(side.together(spots[:1], FLOAT64) is None for side in formulas):
        spots = spots[::ALONE]
    best = various(sides, spots, slacks(sides, formulas, spots, slack))
    for _ in range(ROUNDS):
        near = [[spot, *(neighbour(spot, samples.numbers, random) for _ in range(NEIGHBOURS))] for spot in best]
        found = iter(slacks(sides, formulas, [spot for group in near for spot in group], slack))
        best = [min(zip(islice(found, len(group)), range(len(group)), group, strict=True))[2] for group in near]
    return [spot for one in best for rounded in (shortened(one), one) for spot in sides.spots_at(rounded.point)
            if sides.case.samples.allowed(spot.point)]


def slacks(sides: Sides, formulas: Sequence[Side], spots: Sequence[Spot], slack: Slack) -> list[float]:
    """The least slack of neighbouring sides at each spot; infinite where one has no value."""
    columns = [side.machine(spots, FLOAT64) for side in formulas]
    return [least(sides, values, slack) for values in zip(*columns, strict=True)]


def least(sides: Sides, values: Sequence[Any], slack: Slack) -> float:
    found = [
        slack(operator, a, b)
        for operator, first, second in zip(sides.operators, values, values[1:], strict=False)
        for a, b in zip(first or (), second or (), strict=False) if isfinite(a) and isfinite(b)
    ]
    return min(found, default=inf)


def relative(a: float, b: float, floor: float = 0.0) -> float:
    """The difference b − a relative to the size of both."""
    return (b - a) / (abs(a) + abs(b) + floor) if a != b else 0.0


def apart(operator: str, a: float, b: float) -> float:
    """The slack of an equation: the farther its sides lie apart, the less."""
    return -abs(relative(a, b, NEGLIGIBLE))


def various(sides: Sides, spots: Sequence[Spot], found: Sequence[float]) -> list[Spot]:
    """The spots of least slack, of which no two have letters of the same size, where the relation is stated."""
    chosen: dict[object, Spot] = {}
    for _, place in sorted((slack, place) for place, slack in enumerate(found) if slack < inf):
        spot = spots[place]
        size = tuple((x > 0, frexp(x)[1] // 4) for x in spot.point.values() if isinstance(x, float))
        if size not in chosen and any(True for _ in sides.spots_at(spot.point)):
            chosen[size] = spot
        if len(chosen) == KEPT:
            break
    return list(chosen.values())


def neighbour(spot: Spot, letters: Sequence[Any], random: Random) -> Spot:
    """A spot nearby: one letter is moved, or all alike, or each on its own."""
    way, step = random.randrange(3), moved(1.0, random) - 1
    only = random.choice(letters)
    point = dict(spot.point)
    for letter in letters:
        x = point[letter.name]
        if way == 0 and letter is not only:
            continue
        there = x + step * max(abs(x), 0.125) if way == 1 else moved(x, random)
        if inside(there, letter.interval):
            point[letter.name] = there
    return replace(spot, point=point)


def moved(x: float, random: Random) -> float:
    """A number at any distance from another, on either side."""
    step: float = 2.0 ** -(CLOSEST * random.random())
    return x + random.choice((-1, 1)) * max(abs(x), 0.125) * step


def shortened(spot: Spot) -> Spot:
    """The spot with its numbers rounded to few digits."""
    return replace(spot, point={name: short(x) if isinstance(x, float) else x for name, x in spot.point.items()})


# --- vectors ----------------------------------------------------------------------------------------------------------


def climbed(sides: Sides, slack: Slack, random: Random) -> list[Spot]:
    """The spot of least slack among those with vectors, after many small changes for the worse."""
    def found(spot: Spot) -> float:
        with suppress(Undefined, Unsettled, OverflowError, EvaluationError):
            values = [tuple(entry.value for entry in side.entries(spot, Rounding())) for side in sides.operands]
            return least(sides, values, slack)
        return inf

    samples = sides.case.samples
    reals = [letter for letter in (*samples.tensors, *samples.numbers) if isinstance(letter, Real)]
    spots = [spot for spot in sides.ordinary(FLOAT64)][::3]
    if not spots or not reals:
        return []
    slackest, best = min((found(spot), -place) for place, spot in enumerate(spots))
    spot = spots[-best]
    for _ in range(ATTEMPTS):
        letter = random.choice(reals)
        values = changed(spot.point[letter.name], random, random.randrange(max(1, entries(spot.point[letter.name]))))
        if not all(inside(x, letter.interval) for x in flat(values)):
            continue
        other = replace(spot, point={**spot.point, letter.name: values})
        if samples.allowed(other.point) and (here := found(other)) < slackest:
            slackest, spot = here, other
    return [other for other in sides.spots_at(spot.point) if other.places == spot.places]


def entries(value: Any) -> int:
    return sum(1 for _ in flat(value))


def changed(value: Any, random: Random, place: int) -> Any:
    """The value with its entry at this place moved, or all of them."""
    if not isinstance(value, tuple):
        return short(moved(value, random))
    found, before = [], 0
    for part in value:
        size = entries(part)
        found.append(changed(part, random, place - before) if before <= place < before + size else part)
        before += size
    return tuple(found)
