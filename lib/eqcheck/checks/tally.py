"""What was compared, and the message of a failure: its counterexample, and where else it fails."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import copysign, inf, isfinite, isnan, log2
from typing import Any

from eqcheck.checks.verdict import CERTAINTIES, TRIED
from eqcheck.numeric import Ball
from eqcheck.semantics.backend import CodeError
from eqcheck.semantics.samples import Point
from eqcheck.semantics.vectors import flat


class Refuted(Exception):
    """The statement is false, or cannot be compared; the text says how that shows."""

    @classmethod
    def by(cls, error: CodeError, point: Point) -> Refuted:
        """The failure of the code at a point, or where the backend says that it happened."""
        return cls(f"{error}\n  at {shown_point(point if error.point is None else error.point)}")


class Unjudged(Exception):
    """The statement can be shown neither to hold nor to fail; the text says why."""


@dataclass
class Group:
    """Comparisons of one sort, such as the slopes in float32."""

    title: str
    held: list[Point] = field(default_factory=list)
    failed: list[tuple[Point, Callable[[], str]]] = field(default_factory=list)


@dataclass(frozen=True)
class Counterexample:
    """A point at which a statement fails; ``explain`` gives the lines that show both values."""

    title: str
    point: Point
    explain: Callable[[], str]


@dataclass
class Tally:
    """All comparisons of a statement, and what they are worth: see :class:`~.verdict.Verdict`.

    ``counterexample`` is a point that refutes the statement, found by an attempt to prove it.
    """

    certainty: str = TRIED
    range: str = ""
    counterexample: Counterexample | None = None
    groups: dict[str, Group] = field(default_factory=dict)
    max_ulp: dict[str, float] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def points(self) -> int:
        return sum(len(group.held) + len(group.failed) for group in self.groups.values())

    def record(self, title: str, point: Point, holds: bool, explain: Callable[[], str]) -> None:
        """Count a comparison; ``explain`` gives the lines that show both values if it fails."""
        group = self.groups.setdefault(title, Group(title))
        if holds:
            group.held.append(point)
        else:
            group.failed.append((point, explain))

    def measure(self, format_name: str, ulps: float) -> None:
        self.max_ulp[format_name] = max(self.max_ulp.get(format_name, 0.0), ulps)

    def add(self, other: Tally) -> None:
        """The comparisons of a further relation of the statement, which is as certain as the least certain of them."""
        self.certainty = min(self.certainty, other.certainty, key=CERTAINTIES.index)
        self.range = "; ".join(dict.fromkeys(filter(None, (self.range, other.range))))
        for title, group in other.groups.items():
            self.groups.setdefault(title, Group(title)).held.extend(group.held)
        for form, error in other.max_ulp.items():
            self.measure(form, error)
        more, smaller = (self, other) if self.difference >= other.difference else (other, self)
        counted = {name: count + self.details[name] for name, count in other.details.items()
                   if isinstance(count, int) and name in self.details}
        self.details = {**smaller.details, **more.details, **counted}

    @property
    def difference(self) -> float:
        """The largest difference of an approximation."""
        return float(self.details.get("difference", 0))

    def stop_if_refuted(self) -> None:
        """Raise :class:`Refuted` for the first group that fails, or by the counterexample."""
        for group in self.groups.values():
            if group.failed:
                raise Refuted(message(self.counterexample or simplest(group), group))
        if self.counterexample:
            raise Refuted(message(self.counterexample))

    def conclude(self) -> None:
        """Raise :class:`Refuted` if anything fails, or when nothing was compared."""
        self.stop_if_refuted()
        if not self.points and self.certainty == TRIED:
            raise Refuted("no point could be compared: at none of the samples has the equation a value")


def rows(*pairs: tuple[str, Any]) -> Callable[[], str]:
    """Explains a comparison by a line for each value: what it is, and the value."""
    return lambda: "\n".join(f"{name:10}{value if isinstance(value, str) else shown(value)}" for name, value in pairs)


def message(example: Counterexample, group: Group | None = None) -> str:
    """The message for a statement that does not hold, and the group of comparisons in which that showed."""
    lines = [example.title, f"  at {shown_point(example.point)}:" if example.point else "  always:"]
    lines += [f"    {line}" for line in example.explain().split("\n")]
    if group:
        lines += [f"  {line}" for line in whereabouts([point for point, _ in group.failed], group.held)]
    return "\n".join(lines)


def simplest(group: Group) -> Counterexample:
    """The failure at the point that is most like an everyday example."""
    point, explain = min(group.failed, key=lambda failure: complexity(failure[0]))
    return Counterexample(group.title, point, explain)


def complexity(point: Point) -> float:
    """How unlike an everyday example a point is."""
    return sum(number_complexity(value) for value in flat(tuple(point.values())))


def number_complexity(value: Any) -> float:
    if isinstance(value, str):
        return 0.0
    size = abs(float(value))
    if size == 0:
        return 0.5
    if not isfinite(size):
        return 1e4
    digits = Fraction(value).denominator.bit_length() if size < 2**40 else 40
    return abs(log2(size) - 1) + digits / 8 + (0.25 if value < 0 else 0)


def whereabouts(failed: list[Point], held: list[Point]) -> list[str]:
    """On which part of the sample it fails: in each letter a range, or the values for which it does not hold."""
    count, total = len(failed), len(failed) + len(held)
    lines = [f"It fails at {count} of {total} points compared here." if held else f"It fails at all {total} points."]
    if held:
        for letter in failed[0]:
            failing, holding = distinct(failed, letter), distinct(held, letter)
            if failing is None or holding is None:
                continue
            part = partition(letter, failing, holding)
            if part:
                lines.append(part)
    return lines


def distinct(points: list[Point], letter: str) -> list[Any] | None:
    """The values of a letter in order, or None for tensors."""
    values = {plain_zero(point[letter]) for point in points if letter in point}
    if any(isinstance(value, tuple) for value in values):
        return None
    return sorted(values, key=lambda value: (isinstance(value, str), value))


def plain_zero(value: Any) -> Any:
    """0 for −0, which is the same number."""
    return 0.0 if isinstance(value, float) and value == 0 else value


def partition(letter: str, failing: list[Any], holding: list[Any]) -> str:
    """One line on how the values that fail lie among those that hold, if it tells anything."""
    if failing == holding or not failing or not holding:
        return ""
    name = shown_letter(letter)
    always = [value for value in holding if value not in failing]
    if not always:
        return ""
    if len(failing) == 1:
        return f"It fails only at {name} = {shown(failing[0])}."
    if not any(isinstance(value, str) for value in failing + holding):
        low, high = failing[0], failing[-1]
        others = [value for value in holding if low <= value <= high and value not in failing]
        if not others:
            below, above = [v for v in holding if v < low], [v for v in holding if v > high]
            return f"It fails for all {interval(name, low, high, below, above)}."
    if len(failing) + len(always) <= 12:
        return f"It fails for {listed(name, failing)}; it holds for {listed(name, always)}."
    return ""


def interval(name: str, low: Any, high: Any, below: list[Any], above: list[Any]) -> str:
    """The range of the failures, its ends being the nearest values that hold where these are rounder."""
    parts = []
    if below:
        rounder = number_complexity(below[-1]) <= number_complexity(low)
        parts.append(f"{name} > {shown(below[-1])}" if rounder else f"{name} ≥ {shown(low)}")
    if above:
        rounder = number_complexity(above[0]) <= number_complexity(high)
        parts.append(f"{name} < {shown(above[0])}" if rounder else f"{name} ≤ {shown(high)}")
    return " and ".join(parts)


def listed(name: str, values: list[Any]) -> str:
    return f"{name} = {', '.join(map(shown, values))}"


def shown_point(point: Point) -> str:
    return ", ".join(f"{shown_letter(letter)} = {shown(value)}" for letter, value in point.items())


GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "theta": "θ", "lambda": "λ", "mu": "μ",
    "sigma": "σ", "tau": "τ", "phi": "φ", "omega": "ω",
}


def shown_letter(letter: str) -> str:
    return GREEK.get(letter, letter)


def shown(value: Any) -> str:
    """A value as a reader writes it: 1/4, -2.5, ∞, (1, 2)."""
    if value is None:
        return "no value"
    if isinstance(value, tuple):
        return f"({', '.join(map(shown, value))})"
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, Ball):
        near = float(value)
        return shown(near) if near == value or abs(near / value - 1) < 2.0**-60 else str(value.str(17, radius=False))
    if isinstance(value, Fraction):
        if value.denominator == 1 and abs(value) < 10**16:
            return str(value.numerator)
        return str(value) if value.denominator <= 4096 and abs(value.numerator) < 10**6 else shown(float(value))
    if isinstance(value, float):
        if isnan(value):
            return "NaN"
        if value in (inf, -inf):
            return "∞" if value > 0 else "−∞"
        if value == 0:
            return "-0" if copysign(1, value) < 0 else "0"
        return repr(int(value)) if value == int(value) and abs(value) < 1e16 else repr(value)
    return str(value)
