"""What figures to play with are made of: the part of the plane that they show, sliders, and the call of their script.

What draws in the browser, ``play_drawing.js``, draws while the book is built too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import Any

import quickjs
from eqcheck.backends.javascript import PRIMITIVES
from eqcheck.semantics.definitions import Definition
from eqcheck.sphinx.number_format import greek
from eqcheck.syntax.domains import Values
from eqcheck.syntax.errors import EvaluationError

DRAWING = Path(__file__).parents[1] / "_static" / "play_drawing.js"
WIDTH, MARGIN, FOOT = 640, 44, 30
"""The picture's width and what its numbers take, in the units of its ``viewBox``."""
STEPS = (Fraction(1, 20), Fraction(1, 40), Fraction(1, 100))
"""By what a slider moves: the first of these that meets all values that are listed."""


@dataclass(frozen=True)
class Slider:
    """A parameter between the smallest and the largest value with which ``:where:`` tries it."""

    letter: str
    lowest: Fraction
    highest: Fraction
    step: Fraction
    start: Fraction

    @classmethod
    def of(cls, definition: Definition, letter: str, start: Fraction) -> Slider:
        domain = definition.domains[letter]
        if not isinstance(domain, Values):
            name = definition.call.function
            raise EvaluationError(f"no slider for {letter} of {name}: list its values in `:where:`, {letter} in 1, 1/2")
        lowest, highest = min(*domain.values, start), max(*domain.values, start)
        fits = (step for step in STEPS if all(((v - lowest) / step).denominator == 1 for v in (*domain.values, start)))
        step = next(fits, STEPS[-1])
        return cls(letter, lowest, highest, step, lowest + round((start - lowest) / step) * step)


@dataclass(frozen=True)
class Plane:
    """Which part of the plane is shown; both axes have one scale."""

    x: tuple[int, int]
    y: tuple[int, int]

    @property
    def unit(self) -> float:
        return (WIDTH - MARGIN) / (self.x[1] - self.x[0])

    @property
    def height(self) -> float:
        return FOOT + self.unit * (self.y[1] - self.y[0])

    def across(self, x: float) -> float:
        return MARGIN + self.unit * (x - self.x[0])

    def down(self, y: float) -> float:
        return self.unit * (self.y[1] - y)

    def to_json(self) -> dict[str, Any]:
        return {"x": self.x, "y": self.y, "unit": self.unit, "left": MARGIN, "top": 0}

    def grid(self) -> str:
        """Lines at whole numbers, the axes, and the numbers beside them."""
        (left, right), (bottom, top) = self.x, self.y
        ends = self.across(left), self.across(right), self.down(top), self.down(bottom)
        upright = "".join(f"M{self.across(x):.1f} {ends[2]:.1f}V{ends[3]:.1f}" for x in range(left, right + 1))
        level = "".join(f"M{ends[0]:.1f} {self.down(y):.1f}H{ends[1]:.1f}" for y in range(bottom, top + 1))
        axes = f"M{self.across(0):.1f} {ends[2]:.1f}V{ends[3]:.1f}"
        axes += f"M{ends[0]:.1f} {self.down(0):.1f}H{ends[1]:.1f}" if bottom <= 0 <= top else ""
        numbers = [(self.across(x), self.height - 8, "middle", x) for x in range(left + left % 2, right + 1, 2)]
        numbers += [(MARGIN - 6, self.down(y) + 5, "end", y) for y in range(bottom, top + 1) if bottom < y < top]
        texts = "".join(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{str(number).replace("-", "−")}</text>'
            for x, y, anchor, number in numbers
        )
        return f'<path class="grid" d="{upright}{level}"/><path class="axes" d="{axes}"/>{texts}'


class Engine:
    """The scripts of the browser, run while the book is built."""

    def __init__(self) -> None:
        self._context = quickjs.Context()
        for script in (PRIMITIVES, DRAWING):
            self._context.eval(script.read_text("utf-8"))

    def __call__(self, expression: str) -> Any:
        return json.loads(self._context.eval(f"JSON.stringify({expression})"))


def svg(plane: Plane, curves: str, label: str) -> str:
    inner = f'x="{MARGIN}" y="0" width="{WIDTH - MARGIN}" height="{plane.height - FOOT:.1f}"'
    box = f"{MARGIN} 0 {WIDTH - MARGIN} {plane.height - FOOT:.1f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {plane.height:.1f}" role="img" '
        f'aria-label="{escape(label)}">{plane.grid()}<svg {inner} viewBox="{box}">{curves}</svg></svg>'
    )


def sample(kind: str) -> str:
    if kind == "x":
        return ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="sample" viewBox="0 0 32 8" aria-hidden="true">'
        f'<path class="{kind}" d="M0 4H32"/></svg>'
    )


def control(slider: Slider, mark: str) -> str:
    """A slider with its letter and its value."""
    value = json.dumps(float(slider.start))
    shown = value.removesuffix(".0").replace(".", mark).replace("-", "−")
    limits = {"min": slider.lowest, "max": slider.highest, "step": slider.step, "value": slider.start}
    attributes = "".join(f' {name}="{float(number):g}"' for name, number in limits.items())
    return f'<label>{greek(slider.letter)}<input type="range"{attributes}/><span>{shown}</span></label>'


def call(kind: str, facts: Mapping[str, Any], *programs: str) -> str:
    """What the page's script finds: the facts of a figure, and the programs that it draws."""
    told = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return f"(window.plays??=[]).push([{json.dumps(kind)},{told},[{','.join(programs)}]])"
