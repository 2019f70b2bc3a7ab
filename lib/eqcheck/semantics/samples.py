"""The points at which an equation is tried: both sides of every kink, tiny and huge, all options, all classes.

Every value is a number of the format in which it is tried, so that nothing is lost on the way to the code. Nothing is
drawn at random: the same statement meets the same points.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import inf, isfinite, prod
from typing import Any

from eqcheck.numeric import Arithmetic
from eqcheck.numeric.formats import FLOAT64, Format
from eqcheck.semantics.evaluate import RELATIONS
from eqcheck.semantics.kinks import LINE, kinks
from eqcheck.semantics.scope import Index1
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree
from eqcheck.syntax.domains import (
    Class,
    Distribution,
    Domains,
    Integer,
    Interval,
    Letter,
    Option,
    Real,
    Size,
    Values,
    length,
)

SIZES = (2.0**-100, 2.0**-20, 0.125, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 9.0, 20.0, 60.0, 104.0, 1000.0, 2.0**17, 2.0**60)
"""The absolute values with which a single letter is tried."""
COARSE = (2.0**-20, 0.25, 1.0, 1.5, 3.0, 7.0, 40.0)
"""Those of two letters."""
COARSEST = (0.25, 1.0, 3.0)
"""Those of more."""
POINTS = 160
"""No more points than these for each setting of the parameters."""
POOLS: tuple[tuple[float, ...], ...] = (
    tuple(k / 8 for k in range(-24, 25)),
    (-1.0, -0.5, 0.0, 0.5, 1.0),
    tuple(k / 4 for k in range(-30, 31)),
    (0.0,),
    (-2.0, 2.0),
    (-100.0, -30.0, 0.0, 30.0, 100.0),
    (-1000.0, 0.0, 1000.0, 990.0),
    (-(2.0**-20), 2.0**-20, 2.0**-18, 0.0),
    tuple(k / 2 for k in range(-5, 6)),
)
"""What the entries of tensors are picked from, one pool after the other."""

Point = Mapping[str, Any]
"""The value of each letter: an exact number, an entry of a list, a class, or tuples of them."""
Formula = Callable[[Arithmetic, Point], object]


class Samples:
    """The points of one statement.

    :param domains: what its letters may be.
    :param formula: ``formula(arithmetic, point)`` runs it, so that its kinks can be found.
    """

    def __init__(self, domains: Domains, formula: Formula) -> None:
        self.domains = domains
        self.formula = formula
        self.numbers = [letter for letter in domains.letters if isinstance(letter, Real | Integer) and not letter.shape]
        self.tensors = [letter for letter in domains.letters if isinstance(letter, Real | Integer) and letter.shape]
        self.others = [letter for letter in domains.letters if isinstance(letter, Class | Distribution)]
        self._kinks: dict[tuple[Any, ...], list[float]] = {}
        self._points: dict[tuple[Any, ...], list[Point]] = {}

    def settings(self) -> list[Point]:
        """Every combination of the values, options and sizes that are listed."""
        listed = [letter for letter in self.domains.letters if isinstance(letter, Values | Option | Size)]
        values = (map(Index1, letter.values) if isinstance(letter, Size) else letter.values for letter in listed)
        combinations = product(*values)
        settings = [dict(zip((letter.name for letter in listed), values, strict=True)) for values in combinations]
        return [setting for setting in settings if self.allowed(setting)]

    def allowed(self, point: Point) -> bool:
        """Whether the constraints between letters hold, as far as the point has those letters."""
        return all(constraint_holds(constraint, point) for constraint in self.domains.constraints)

    def points(self, setting: Point, form: Format = FLOAT64, infinite: bool = False) -> list[Point]:
        """The points with this setting, in numbers of this format."""
        key = (form.name, infinite, *sorted(setting.items()))
        if key not in self._points:
            tensors = self.tensors or self.others
            found = self.patterns_within(setting, form) if tensors else self.grid(setting, form, infinite)
            self._points[key] = thinned(found, POINTS)
        return self._points[key]

    # --- single numbers -----------------------------------------------------------------------------------------------

    def grid(self, setting: Point, form: Format, infinite: bool) -> Sequence[Point]:
        """Points whose letters are single numbers: every choice of a value for each."""
        sizes = (SIZES, SIZES, COARSE, COARSEST)[min(len(self.numbers), 3)]
        columns = [
            self.values(letter, sizes, self.kinks(setting, letter), form, infinite and len(self.numbers) == 1)
            for letter in self.numbers
        ]
        found = Combinations(setting, [letter.name for letter in self.numbers], columns)
        return [point for point in found if self.allowed(point)] if self.domains.constraints else found

    def values(
        self, letter: Real | Integer, sizes: tuple[float, ...], kinks: list[float], form: Format, infinite: bool
    ) -> list[Any]:
        """What one letter is tried with."""
        interval = letter.interval
        if isinstance(letter, Integer):
            return integers(interval)
        found = {0.0, *sizes, *(-size for size in sizes)}
        if len(self.numbers) == 1:
            found |= {form.tiny, -form.tiny, form.least, -form.least, form.huge, -form.huge}
        for special in (*kinks, *ends(interval)):
            rounded = form.round(special)
            found |= {rounded, *form.beside(rounded)} if len(self.numbers) < 3 else {rounded}
        found |= set(spaced(interval, form))
        if infinite:
            found |= {inf, -inf}
        kept = sorted(x for x in found if inside(x, interval) and x == form.round(x))
        return [-0.0, *kept] if 0.0 in kept and len(self.numbers) == 1 else kept

    def kinks(self, setting: Point, letter: Real | Integer) -> list[float]:
        """The kinks in one letter; the others stand at a few places."""
        key = (letter.name, *sorted(setting.items()))
        if key not in self._kinks:
            others = [other for other in self.numbers if other is not letter]
            found: set[float] = set()
            line = [x for x in LINE if inside(x, letter.interval)] if isinstance(letter, Real) else []
            for values in product(*(resting(other) for other in others)):
                rest = {**setting, **dict(zip((other.name for other in others), values, strict=True))}
                found.update(kinks(self.along(letter.name, rest), line))
            self._kinks[key] = sorted(x for x in found if isfinite(x))[:12]
        return self._kinks[key]

    def along(self, letter: str, rest: Point) -> Callable[[Arithmetic, float], object]:
        """The formula as a function of one letter."""
        return lambda arithmetic, x: self.formula(arithmetic, {**rest, letter: x})

    # --- tensors ------------------------------------------------------------------------------------------------------

    def patterns_within(self, setting: Point, form: Format) -> list[Point]:
        """The patterns with which code may be tried in this format."""
        return [point for point in self.patterns(setting) if has_room(point, form) and self.allowed(point)]

    def patterns(self, setting: Point) -> Iterator[Point]:
        """Points with tensors: their entries are picked from one pool after the other."""
        for number in range(max(len(POOLS), *(self.count(letter, setting) for letter in self.others), 0)):
            point = dict(setting)
            for place, letter in enumerate((*self.tensors, *self.numbers, *self.others)):
                shape = tuple(length(extent, setting) for extent in letter.shape)
                point[letter.name] = nested(self.entries(letter, number, place, shape, setting), shape)
            yield point

    def count(self, letter: Letter, setting: Point) -> int:
        """How many patterns it takes until every class has been met."""
        return length(letter.classes, setting) if isinstance(letter, Class) else 0

    def entries(
        self, letter: Letter, number: int, place: int, shape: tuple[int, ...], setting: Point
    ) -> Iterator[Any]:
        """The entries of a letter for a pattern."""
        if isinstance(letter, Class):
            classes = length(letter.classes, setting)
            return ((number + 2 * k) % classes for k in range(prod(shape)))
        if isinstance(letter, Distribution):
            return probabilities(number + place, shape)
        if isinstance(letter, Integer):
            return picked(integers(letter.interval), number + place, prod(shape))
        assert isinstance(letter, Real)
        pool = [x for x in POOLS[number % len(POOLS)] if inside(x, letter.interval)]
        return picked(pool or spaced(letter.interval, FLOAT64) or [1.0], 3 * number + place, prod(shape))


def has_room(point: Point, form: Format) -> bool:
    """Whether products and quotients of the point's numbers stay within the format: code may weigh and sum in it."""
    sizes = [abs(x) for x in flat(tuple(point.values())) if isinstance(x, float)]
    return all(size == 0 or form.tiny <= size <= form.huge**0.5 for size in sizes)


def is_finite(point: Point) -> bool:
    """Whether no number of the point is infinite."""
    return all(isfinite(x) for x in flat(tuple(point.values())) if isinstance(x, float))


def constraint_holds(constraint: tree.Compare, point: Point) -> bool:
    """Whether a relation between letters and numbers holds; one of a letter that has no single value here does."""
    values = [side.value if isinstance(side, tree.Number) else point.get(side.name)
              for side in constraint.operands if isinstance(side, tree.Number | tree.Variable)]
    return all(
        a is None or b is None or isinstance(a, tuple) or isinstance(b, tuple) or RELATIONS[operator](a, b)
        for operator, a, b in zip(constraint.operators, values, values[1:], strict=False)
    )


def inside(x: float, interval: Interval) -> bool:
    """Whether a number, perhaps an infinite one, lies in an interval."""
    if interval.lower is None and interval.upper is None and not interval.excluded:
        return True
    if not isfinite(x):
        return interval.upper is None if x > 0 else interval.lower is None
    return Fraction(x) in interval


def ends(interval: Interval) -> list[float]:
    """The bounds of an interval, and the numbers that it leaves out."""
    return [float(end) for end in (interval.lower, interval.upper, *interval.excluded) if end is not None]


def spaced(interval: Interval, form: Format) -> list[float]:
    """A few numbers evenly spaced over a bounded interval."""
    if interval.lower is None or interval.upper is None:
        return []
    step = (interval.upper - interval.lower) / 8
    return [form.round(interval.lower + k * step) for k in range(9) if interval.lower + k * step in interval]


def integers(interval: Interval) -> list[Index1]:
    """A few whole numbers of an interval, from its lower bound or −3 on."""
    low = -3 if interval.lower is None else int(interval.lower)
    high = low + 6 if interval.upper is None else int(interval.upper)
    return [Index1(n) for n in range(low, high + 1) if n in interval][:12]


def resting(letter: Real | Integer) -> list[Any]:
    """Where a letter stands while another one moves."""
    if isinstance(letter, Integer):
        return integers(letter.interval)[:2]
    pool = [1.0, -1.5, 0.25, *spaced(letter.interval, FLOAT64)[1:3]]
    return [x for x in pool if inside(x, letter.interval)][:2] or [1.0]


def picked(pool: list[Any], seed: int, count: int) -> Iterator[Any]:
    """So many values out of the pool, the same ones for the same seed."""
    state = 7919 * (seed + 1)
    for _ in range(count):
        state = (1103515245 * state + 12345) % 2**31
        yield pool[(state >> 8) % len(pool)]


def probabilities(seed: int, shape: tuple[int, ...]) -> Iterator[float]:
    """Positive parts of 64, for each row, that sum to 1."""
    for row in range(prod(shape[:-1])):
        parts = [1 + part for part in picked(list(range(10)), seed + row, shape[-1] - 1)]
        yield from (part / 64 for part in (*parts, 64 - sum(parts)))


def nested(entries: Iterator[Any], shape: tuple[int, ...]) -> Any:
    """The entries as a tensor of this shape, row by row."""
    if not shape:
        return next(entries)
    return tuple(nested(entries, shape[1:]) for _ in range(shape[0]))


class Combinations(Sequence[Point]):
    """Every choice of a value from each column, added to a setting; made only when it is asked for."""

    def __init__(self, setting: Point, names: list[str], columns: list[list[Any]]) -> None:
        self.setting = setting
        self.columns = dict(zip(names, columns, strict=True))

    def __len__(self) -> int:
        return prod(map(len, self.columns.values()))

    def __getitem__(self, place: Any) -> Any:
        if not 0 <= place < len(self):
            raise IndexError(place)
        chosen = []
        for column in reversed(self.columns.values()):
            place, here = divmod(place, len(column))
            chosen.append(column[here])
        return {**self.setting, **dict(zip(self.columns, reversed(chosen), strict=True))}


def thinned(points: Sequence[Point], count: int) -> list[Point]:
    """At most so many, evenly spread."""
    if len(points) <= count:
        return list(points)
    return [points[k * len(points) // count] for k in range(count)]
