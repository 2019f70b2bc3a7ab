"""The points at which an equation is tried: both sides of every kink, tiny and huge, all options, all sizes of vectors,
and numbers that leave no gap between them.

Every value is a number of the format in which it is tried, so that nothing is lost on the way to the code. The same
statement with the same seed meets the same points.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import cycle, islice, product
from math import inf, isfinite, prod
from random import Random
from typing import Any

from eqcheck.numeric import Arithmetic
from eqcheck.numeric.formats import FLOAT64, Format
from eqcheck.semantics.evaluate import RELATIONS
from eqcheck.semantics.kinks import LINE, kinks
from eqcheck.semantics.patterns import ALIKE, distributions, entries
from eqcheck.semantics.scope import Index1
from eqcheck.semantics.spread import CLOSE, FEW, SCALES, Cube, inside, integers, placed, short
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree
from eqcheck.syntax.domains import (
    Class,
    Distribution,
    Domains,
    Integer,
    Interval,
    Option,
    Real,
    Size,
    Values,
    length,
)

SIZES = (2.0**-100, 2.0**-20, 0.5, 1.0, 2.0, 3.0, 9.0, 26.0, 104.0, 1000.0, 2.0**60)
"""Absolute values with which a single letter is tried in any case."""
COARSE = (2.0**-20, 0.25, 1.0, 1.5, 3.0, 7.0, 40.0)
"""Those of two letters."""
COARSEST = (0.25, 1.0, 3.0)
"""Those of more."""
EVERYDAY, FEW_VECTORS = 24, 2
"""How many points for each setting are run on the machine where the statement is proved."""
UNPROVED: dict[int, list[tuple[int, ...]]] = {0: [()], 1: [(4,), (6,), (7,), (12,)], 2: [(2, 4), (4, 6)]}
"""The sizes there, which are others than those of proofs."""
SPREAD = 24
"""So many points are spread over the range of a single letter, for each setting of the parameters."""
SPECIAL, SPREAD_TOGETHER = 88, 56
"""At most so many combinations of special values of several letters, and so many points spread over their range."""
MOST = 5000
"""So many points on each scale are made at most, in search of some that satisfy the relations between letters."""
PATTERNS = 9
"""So many points with vectors, for each setting of the parameters."""
LENGTHS = {1: 1, 2: 3, 3: 4, 5: 1, 8: 1, 4: 1, 6: 1, 7: 1, 12: 1}
"""The lengths of vectors where the author lists none, and how many of the points each gets."""
SHAPES = {(1, 1, 1): 1, (2, 3, 4): 4, (3, 2, 5): 2, (4, 5, 3): 1, (6, 4, 7): 1}
"""The same for several sizes, which differ so that a mixed-up axis shows."""
IN_TURN = 5
"""So many of these come with every choice of what is listed, each of the others with one of them."""

Point = Mapping[str, Any]
"""The value of each letter: an exact number, an entry of a list, a class, or tuples of them."""
Formula = Callable[[Arithmetic, Point], object]
Lengths = Callable[[int], Iterable[tuple[int, ...]]]
"""The choices of so many sizes that no author lists."""


def unlike(number: int) -> dict[tuple[int, ...], int]:
    """The choices for so many sizes that no author lists, and how many points each gets."""
    if number == 0:
        return {(): PATTERNS}
    if number == 1:
        return {(length,): points for length, points in LENGTHS.items()}
    return {tuple(islice(cycle(shape), number)): points for shape, points in SHAPES.items()}


class Samples:
    """The points of one statement.

    :param domains: what its letters may be.
    :param formula: ``formula(arithmetic, point)`` runs it, so that its kinks can be found.
    :param seed: a text that decides which points are spread over the range.
    """

    def __init__(self, domains: Domains, formula: Formula, seed: str = "") -> None:
        self.domains = domains
        self.formula = formula
        self.seed = seed
        self.numbers = [letter for letter in domains.letters if isinstance(letter, Real | Integer) and not letter.shape]
        self.tensors = [letter for letter in domains.letters if isinstance(letter, Real | Integer) and letter.shape]
        self.others = [letter for letter in domains.letters if isinstance(letter, Class | Distribution)]
        self.sizes = [letter.name for letter in domains.letters if isinstance(letter, Size) and not letter.values]
        self._kinks: dict[tuple[Any, ...], list[float]] = {}
        self._points: dict[tuple[Any, ...], list[Point]] = {}

    def settings(self, lengths: Lengths = unlike) -> list[Point]:
        """Every combination of the values, options and sizes that are listed, with each choice of the other sizes."""
        listed = [letter for letter in self.domains.letters
                  if isinstance(letter, Values | Option) or (isinstance(letter, Size) and letter.values)]
        columns = (map(Index1, letter.values) if isinstance(letter, Size) else letter.values for letter in listed)
        in_turn = IN_TURN if lengths is unlike else inf
        choices, combinations = list(lengths(len(self.sizes))), list(product(*columns))
        settings = [
            {**dict(zip((letter.name for letter in listed), values, strict=True)),
             **dict(zip(self.sizes, map(Index1, chosen), strict=True))}
            for number, values in enumerate(combinations)
            for place, chosen in enumerate(choices) if place < in_turn or place % len(combinations) == number
        ]
        return [setting for setting in settings if self.allowed(setting)]

    def allowed(self, point: Point) -> bool:
        """Whether the constraints between letters hold, as far as the point has those letters."""
        return all(constraint_holds(constraint, point) for constraint in self.domains.constraints)

    def points(self, setting: Point, form: Format = FLOAT64, infinite: bool = False) -> list[Point]:
        """The points with this setting, in numbers of this format."""
        key = (form.name, infinite, *sorted(setting.items()))
        if key not in self._points:
            tensors = self.tensors or self.others
            self._points[key] = self.vectors(setting, form) if tensors else self.grid(setting, form, infinite)
        return self._points[key]

    def few(self, setting: Point, form: Format) -> list[Point]:
        """Some everyday points with this setting, enough to see that the code follows what is proved."""
        if self.tensors or self.others:
            found = (self.pattern(setting, form, 0, number) for number in range(PATTERNS))
            plain = (point for point in found if is_plain(point) and has_room(point, form) and self.allowed(point))
            return list(islice(plain, FEW_VECTORS))
        return list(islice(self.spread(setting, form), EVERYDAY)) or self.points(setting, form)

    def few_settings(self) -> list[Point]:
        """The settings of these points."""
        return self.settings(lambda number: UNPROVED.get(number, [(4,) * number]))

    # --- single numbers -----------------------------------------------------------------------------------------------

    def grid(self, setting: Point, form: Format, infinite: bool) -> list[Point]:
        """Points whose letters are single numbers: choices of a special value for each, and points between."""
        sizes = (SIZES, SIZES, COARSE, COARSEST)[min(len(self.numbers), 3)]
        alone = len(self.numbers) == 1
        columns = [
            self.special(letter, sizes, self.kinks(setting, letter), form, infinite and alone)
            for letter in self.numbers
        ]
        found: Sequence[Point] = Combinations(setting, [letter.name for letter in self.numbers], columns)
        if self.domains.constraints:
            found = [point for point in found if self.allowed(point)]
        if not self.numbers:
            return list(found)
        if alone:
            return [*found, *islice(self.spread(setting, form), SPREAD)]
        return [*thinned(found, SPECIAL), *islice(self.spread(setting, form), SPREAD_TOGETHER)]

    def special(
        self, letter: Real | Integer, sizes: tuple[float, ...], kinks: list[float], form: Format, infinite: bool
    ) -> list[Any]:
        """What one letter is tried with in any case."""
        interval = letter.interval
        if isinstance(letter, Integer):
            return [Index1(n) for n in integers(interval, near=CLOSE if len(self.numbers) == 1 else FEW)]
        found = {0.0, *sizes, *(-size for size in sizes)}
        if len(self.numbers) == 1:
            found |= {form.tiny, -form.tiny, form.least, -form.least, form.huge, -form.huge}
        for special in (*kinks, *ends(interval)):
            rounded = form.round(special)
            found |= {rounded, *form.beside(rounded)} if len(self.numbers) < 3 else {rounded}
        if infinite:
            found |= {inf, -inf}
        kept = sorted(x for x in found if inside(x, interval) and x == form.round(x))
        return [-0.0, *kept] if 0.0 in kept and len(self.numbers) == 1 else kept

    def spread(self, setting: Point, form: Format, every: int = 4) -> Iterator[Point]:
        """Points that fill the range of the numbers, as many as are asked for and there are; products have room.

        One in ``every`` has numbers with all digits of the format, the others have few.
        """
        reals = [letter for letter in self.numbers if isinstance(letter, Real)]
        whole = [letter for letter in self.numbers if isinstance(letter, Integer)]
        if not reals:
            return
        cube = Cube(f"{self.seed} {sorted(setting.items())}", len(self.numbers))
        for place, scale in product(range(MOST), range(SCALES)):
            shares = cube[place]
            numbers = [placed(share, scale, letter.interval) for share, letter in zip(shares, reals, strict=False)]
            if place % 3 == 2:
                numbers = alike(numbers, place // 3, shares)
            if (place + scale) % every:
                numbers = list(map(short, numbers))
            values = {letter.name: x if form is FLOAT64 else form.round(x)
                      for letter, x in zip(reals, numbers, strict=True)}
            for share, letter in zip(shares[len(reals):], whole, strict=True):
                choices = integers(letter.interval, share)
                values[letter.name] = Index1(choices[int(share * len(choices))])
            point = {**setting, **values}
            if all(abs(values[letter.name]) <= form.huge**0.5 and inside(values[letter.name], letter.interval)
                   for letter in reals) and self.allowed(point):
                yield point

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

    # --- vectors ------------------------------------------------------------------------------------------------------

    def vectors(self, setting: Point, form: Format) -> list[Point]:
        """Points with vectors and tensors, one pattern after the other; code may be tried there in this format."""
        shares = unlike(len(self.sizes))
        chosen = tuple(int(setting[name]) for name in self.sizes)
        others = [value for name, value in setting.items() if name not in self.sizes]
        first = Random(f"{self.seed} {others}").randrange(100)
        for shape, number in shares.items():
            if shape == chosen:
                break
            first += number
        if not self.sizes:
            number = max(number, *(length(letter.classes, setting) for letter in self.others
                                   if isinstance(letter, Class)), 0)
        if self.sizes and shape == list(shares)[-1]:
            first = ALIKE
        found = [self.pattern(setting, form, first, k) for k in range(number)]
        return [point for point in found if has_room(point, form) and self.allowed(point)]

    def pattern(self, setting: Point, form: Format, first: int, number: int) -> Point:
        """A point with vectors."""
        point = dict(setting)
        for place, letter in enumerate((*self.tensors, *self.numbers, *self.others)):
            shape = tuple(length(extent, setting) for extent in letter.shape)
            turn = first + number + place * (not isinstance(letter, Real))
            random = Random(f"{self.seed} {letter.name} {turn} {shape}")
            if isinstance(letter, Class):
                classes = length(letter.classes, setting)
                found: Iterator[Any] = ((2 * k - number) % classes for k in range(prod(shape)))
            elif isinstance(letter, Distribution):
                found = distributions(shape, turn, random, form)
            else:
                found = iter(entries(letter, shape, turn, random, form))
            point[letter.name] = nested(found, shape)
        return point


def alike(numbers: list[float], turn: int, shares: tuple[float, ...]) -> list[float]:
    """The numbers, all equal to the first, its negative, or nearly so."""
    first = numbers[0]
    near = [(1.0, 0.0), (-1.0, 0.0), (1.0, 4.0), (1.0, 2.0**-7 * first)][turn % 4]
    return [first, *(near[0] * first + near[1] * (2 * share - 1) for share in shares[1:len(numbers)])]


def has_room(point: Point, form: Format) -> bool:
    """Whether products and quotients of the point's numbers stay within the format: code may weigh and sum in it."""
    sizes = [abs(x) for x in flat(tuple(point.values())) if isinstance(x, float)]
    return all(size == 0 or form.tiny <= size <= form.huge**(1 / 3) for size in sizes)


def is_plain(point: Point) -> bool:
    """Whether every number of the point is 0 or neither small nor large."""
    return all(x == 0 or 0.001 <= abs(x) <= 1000 for x in flat(tuple(point.values())) if isinstance(x, float))


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


def ends(interval: Interval) -> list[float]:
    """The bounds of an interval, and the numbers that it leaves out."""
    return [float(end) for end in (interval.lower, interval.upper, *interval.excluded) if end is not None]


def resting(letter: Real | Integer) -> list[Any]:
    """Where a letter stands while another one moves."""
    if isinstance(letter, Integer):
        return [Index1(n) for n in integers(letter.interval)[:2]]
    pool = [1.0, -1.5, 0.25, *(placed(share, 0, letter.interval) for share in (0.125, 0.25))]
    return [x for x in pool if inside(x, letter.interval)][:2] or [1.0]


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
