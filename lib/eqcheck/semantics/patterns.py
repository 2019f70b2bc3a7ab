"""The shapes of vectors: ties and near ties, one entry far out, all sizes mixed; distributions of every shape."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from random import Random
from typing import Any

from eqcheck.numeric.formats import Format
from eqcheck.semantics.spread import REACHES, SCALES, by_magnitude, everyday, inside, integers, placed, short
from eqcheck.syntax.domains import Integer, Interval, Real

NEAR_TIE = 2.0**-43
"""Near ties lie a few times this far apart."""
Draw = Callable[[Random, Interval, int], list[float]]


def eighths(random: Random, interval: Interval, count: int) -> list[float]:
    return [random.randint(-24, 24) / 8 for _ in range(count)]


def ties(random: Random, interval: Interval, count: int) -> list[float]:
    return [random.choice((-1.0, -0.5, 0.0, 0.5, 1.0)) for _ in range(count)]


def wide(random: Random, interval: Interval, count: int) -> list[float]:
    return [short(everyday(random.random(), interval, REACHES[-1])) for _ in range(count)]


def one_far(random: Random, interval: Interval, count: int) -> list[float]:
    entries = eighths(random, interval, count)
    entries[random.randrange(count)] = random.choice((-1, 1)) * random.choice((30.0, 80.0))
    return entries


def one_hot(random: Random, interval: Interval, count: int) -> list[float]:
    entries = [0.0] * count
    entries[random.randrange(count)] = random.choice((1.0, -2.0, 7.0))
    return entries


def all_far(random: Random, interval: Interval, count: int) -> list[float]:
    return [2.0**20] * count


def near_ties(random: Random, interval: Interval, count: int) -> list[float]:
    middle = random.choice((-1.0, 0.5, 1.0, 2.0))
    return [middle + random.randint(-3, 3) * NEAR_TIE for _ in range(count)]


def mixed(random: Random, interval: Interval, count: int) -> list[float]:
    return [short(by_magnitude(random.random(), interval, 6)) for _ in range(count)]


def large(random: Random, interval: Interval, count: int) -> list[float]:
    return [random.choice((-700.0, 700.0, 0.0, 690.0)) for _ in range(count)]


def small(random: Random, interval: Interval, count: int) -> list[float]:
    return [random.choice((-(2.0**-20), 2.0**-20, 2.0**-18, 0.0)) for _ in range(count)]


DRAWS: tuple[Draw, ...] = (eighths, wide, ties, one_far, mixed, all_far, large, one_hot, small, near_ties)
"""The patterns of a vector, which take turns."""
ALIKE = -1
"""The turn at which all entries are nearly the same, those of a distribution too."""


def entries(letter: Real | Integer, shape: tuple[int, ...], turn: int, random: Random, form: Format) -> list[Any]:
    """The entries of a vector or tensor, or one number, as numbers of the format."""
    count = prod(shape)
    if isinstance(letter, Integer):
        pool = integers(letter.interval, random.random())[:14]
        return random.choices(random.sample(pool, min(2, len(pool))) if turn % 2 else pool, k=count)  # every other tied
    found = DRAWS[turn % len(DRAWS)](random, letter.interval, count) if count else []
    return [form.round(kept(x, letter.interval, turn, random)) for x in found]


def kept(x: float, interval: Interval, turn: int, random: Random) -> float:
    """The number, or where it is out of the interval another one."""
    for _ in range(8):
        if inside(x, interval):
            return x
        x = short(placed(random.random(), turn % SCALES, interval))
    return x


# --- distributions ----------------------------------------------------------------------------------------------------


def distributions(shape: tuple[int, ...], turn: int, random: Random, form: Format) -> Iterator[float]:
    """Positive numbers of the format, for each row, whose sum is exactly 1."""
    for row in range(prod(shape[:-1])):
        parts = SHAPES[(turn + row) % len(SHAPES)](random, shape[-1], form)
        yield from parts


def rotated(parts: list[float], random: Random) -> list[float]:
    start = random.randrange(len(parts))
    return parts[start:] + parts[:start]


def shares(weights: list[int]) -> list[float]:
    """These weights as parts of 128, of which none is 0."""
    total, rest, found = sum(weights), 128 - len(weights), []
    for weight in weights:
        found.append(1 + weight * rest // total)
    found[found.index(max(found))] += 128 - sum(found)
    return [part / 128 for part in found]


def even(random: Random, count: int, form: Format) -> list[float]:
    return shares([1] * count)


def uneven(random: Random, count: int, form: Format) -> list[float]:
    return shares([random.randint(1, 30) for _ in range(count)])


def peaked(random: Random, count: int, form: Format) -> list[float]:
    return rotated(sorted(shares([random.randint(1, 3) for _ in range(count - 1)] + [60]), reverse=True), random)


def rising(random: Random, count: int, form: Format) -> list[float]:
    return sorted(uneven(random, count, form))


def falling(random: Random, count: int, form: Format) -> list[float]:
    return rising(random, count, form)[::-1]


def steep(random: Random, count: int, form: Format) -> list[float]:
    """1 − u, u − u², u² − u³, …, the last one as small as the format lets them sum to 1."""
    step = 2.0 ** -(form.bits - 1)
    depth = min(count - 1, 2)
    parts = [step**k - step ** (k + 1) for k in range(depth)] + [step**depth]
    others = count - len(parts)
    parts = [*parts[:-1], *split(parts[-1], others + 1)]
    return rotated(parts, random)


def split(part: float, count: int) -> list[float]:
    """The part as a half, a quarter, …, and the rest."""
    halves = [part / 2**k for k in range(1, count)]
    return [*halves, part / 2 ** (count - 1)]


SHAPES = (steep, uneven, falling, steep, peaked, rising, even)
"""The shapes of a distribution, which take turns."""
