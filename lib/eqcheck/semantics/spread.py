"""Numbers that fill a range without gaps: evenly over everyday numbers, and over all magnitudes."""
from __future__ import annotations

from fractions import Fraction
from functools import cache
from hashlib import sha256
from math import ceil, floor, frexp, inf, isfinite, ldexp, log2

from eqcheck.syntax.domains import Interval

REACHES = (8, 80)
"""Everyday numbers lie within these distances of 0, or of the only end of their range."""
EXPONENTS = (16, 100)
"""Numbers of all magnitudes have exponents of 2 between these and their negatives."""
SCALES = len(REACHES) + len(EXPONENTS)
SHORT = 8
"""Significant bits that a number has in every format."""


class Cube:
    """Points that fill the unit cube evenly, each at a multiple of irrational steps (the R-sequence of Roberts).

    :param seed: a text; another one begins elsewhere.
    """

    def __init__(self, seed: str, dimensions: int) -> None:
        root = 2.0
        for _ in range(60):
            root = (1 + root) ** (1 / (dimensions + 1))
        self.steps = [root ** -(axis + 1) for axis in range(dimensions)]
        digests = [sha256(f"{axis} {seed}".encode()).digest() for axis in range(dimensions)]
        self.starts = [int.from_bytes(digest[:6]) / 2**48 for digest in digests]

    def __getitem__(self, place: int) -> tuple[float, ...]:
        return tuple((start + place * step) % 1 for start, step in zip(self.starts, self.steps, strict=True))


def inside(x: float, interval: Interval) -> bool:
    """Whether a number, perhaps an infinite one, lies in an interval."""
    if interval.lower is None and interval.upper is None and not interval.excluded:
        return True
    if not isfinite(x):
        return interval.upper is None if x > 0 else interval.lower is None
    low, high = float_ends(interval)
    if low < x < high and x not in interval.excluded:
        return True
    return Fraction(x) in interval


@cache
def float_ends(interval: Interval) -> tuple[float, float]:
    """The bounds of an interval to the nearest float: a float strictly between them lies inside."""
    lower = -inf if interval.lower is None else float(interval.lower)
    return lower, inf if interval.upper is None else float(interval.upper)


def everyday(share: float, interval: Interval, reach: float) -> float:
    """The number at this share of the part of an interval that lies within reach."""
    low = -reach if interval.lower is None else float(interval.lower)
    high = reach if interval.upper is None else float(interval.upper)
    if low > high:
        low, high = (high - reach, high) if interval.lower is None else (low, low + reach)
    if high > -reach and low < reach:
        low, high = max(low, -reach), min(high, reach)
    return low + (high - low) * share


def by_magnitude(share: float, interval: Interval, most: float) -> float:
    """A number whose distance from 0, or from an end of the interval, lies between 2 to plus and minus this power."""
    ends, least = [end for end in (interval.upper, interval.lower) if end is not None], -most
    if len(ends) == 2:
        most = log2(max(ends[0] - ends[1], Fraction(1, 2**60)))
        least += min(most, 0)
    upwards, part = (share >= 0.5, 2 * share % 1) if len(ends) != 1 else (interval.upper is None, share)
    distance: float = 2.0 ** (least + (most - least) * part)
    end = float((interval.lower if upwards else interval.upper) or 0)
    return end + distance if upwards else end - distance


def placed(share: float, scale: int, interval: Interval) -> float:
    """The number for a share between 0 and 1, evenly over everyday numbers or over magnitudes."""
    if scale < len(REACHES):
        return everyday(share, interval, REACHES[scale])
    return by_magnitude(share, interval, EXPONENTS[scale - len(REACHES)])


def short(x: float) -> float:
    """The number rounded to the bits that every format has, so that all formats meet the same."""
    mantissa, exponent = frexp(x)
    return ldexp(round(mantissa * 2**SHORT), exponent - SHORT) if isfinite(x) else x


FARTHEST = 10_000
"""Whole numbers beyond this are not tried: a sum up to them would not end."""
FEW, CLOSE = 10, 60
"""So many whole numbers next to 0, or to the end of their range, are all tried; more of a letter that stands alone."""


def integers(interval: Interval, share: float = 0.5, near: int = FEW) -> list[int]:
    """Whole numbers of an interval: near 0 or its end, farther and farther out, and its ends."""
    low = None if interval.lower is None else max(ceil(interval.lower), -FARTHEST)
    high = None if interval.upper is None else min(floor(interval.upper), FARTHEST)
    far = [floor(base * (1 + share)) for base in (15, 30, 70, 160, 1100)]
    if low is not None:
        found = [*range(low, low + near), *(low + n for n in far)]
    elif high is not None:
        found = [*range(high + 1 - near, high + 1), *(high - n for n in far)]
    else:
        found = [*range(-near // 3, near), *far, *(-n for n in far)]
    found += [] if low is None or high is None else [high - 1, high]
    return [n for n in dict.fromkeys(found) if n in interval and (high is None or n <= high)]
