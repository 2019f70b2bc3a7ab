"""Figures to play with: a curve with its slope, drawn while the book is built, and the program that redraws it.

The program is made of the tree of the definition that was verified (:mod:`eqcheck.backends.javascript`). What draws with
it in the browser, ``play_drawing.js``, draws here too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from html import escape
from itertools import product
from math import ceil, floor
from pathlib import Path
from typing import Any

import quickjs
from eqcheck.analysis.curves import Curve, curve, is_scalar
from eqcheck.analysis.loss_curves import LossCurve, loss
from eqcheck.backends.javascript import PRIMITIVES, Javascript
from eqcheck.semantics.definitions import Definition
from eqcheck.semantics.library import Library
from eqcheck.sphinx import decimal_mark
from eqcheck.sphinx.number_format import greek
from eqcheck.syntax.domains import Values
from sphinx.locale import _

DRAWING = Path(__file__).parents[1] / "_static" / "play_drawing.js"
WIDTH, MARGIN, FOOT = 640, 34, 30
"""The picture's width and what its numbers take, in the units of its ``viewBox``."""
HALF = Fraction(5)
"""The curve is shown from minus this to this, or as far beyond as its kinks need."""
LOWEST, HIGHEST = -3, 5
"""No figure shows less or more than these, and few show all of it."""
LEAST = 3
"""Nor is one less high."""
START = 1
"""Where the point stands at first."""
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
    def of(cls, definition: Definition, letter: str, start: Fraction | None) -> Slider:
        domain = definition.domains[letter]
        assert isinstance(domain, Values), f"{letter} of {definition.call.function} has no listed values"
        start = domain.values[0] if start is None else start
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


class PlayedCurve:
    """A function of one number, or a loss as one, with its program.

    :raises EvaluationError: if the function has no curve.
    """

    def __init__(self, library: Library, name: str) -> None:
        self.name = name
        self.definition = library.take_apart(library.definitions[name])
        self.curve = self._curve(library)

    def _curve(self, library: Library) -> Curve:
        if not is_scalar(self.definition):
            return loss(library, self.name)
        return curve(library, self.name) if self.definition.parameters else Curve(library, self.definition, {})

    @property
    def argument(self) -> str:
        """The number that moves."""
        return "t" if isinstance(self.curve, LossCurve) else self.definition.arguments[0]

    @property
    def head(self) -> str:
        """The function at its arguments."""
        given = str(self.curve.fixed) if isinstance(self.curve, LossCurve) else self.argument
        return f"{self.curve.head}({given})"

    @cached_property
    def sliders(self) -> list[Slider]:
        starts = dict(zip(self.definition.parameters, self.curve.parameters.values(), strict=True))
        return [Slider.of(self.definition, letter, starts[letter]) for letter in self.definition.parameters]

    @cached_property
    def program(self) -> str:
        """Value and slope at a number, with these parameters."""
        numbers = Javascript()
        letters = self.definition.parameters
        found = self.curve.given(numbers, numbers.letter("x", moving=True), tuple(map(numbers.letter, letters)))
        return numbers.written(["x", *letters], found.value, found.slope)

    def at(self, values: Sequence[Fraction]) -> str:
        """The function of one number that the program is with these parameters, in JavaScript."""
        given = "".join(f",{float(value)!r}" for value in values)
        return f"((f)=>(x)=>f(x{given}))(({self.program})(primitives))"

    @property
    def start(self) -> list[Fraction]:
        return [slider.start for slider in self.sliders]

    def plane(self, engine: Engine, varied: bool = True) -> Plane:
        """What has to be seen, wherever the sliders stand."""
        places = [Fraction(point.place) for point in self.curve.breakpoints]
        x = floor(min([-HALF, *(place - 2 for place in places)])), ceil(max([HALF, *(place + 2 for place in places)]))
        settings = [self.start, *product(*((one.lowest, one.highest) for one in self.sliders))] if varied else [self.start]
        found = [
            y for setting in settings for point in engine(f"drawing.samples({self.at(setting)},{x[0]},{x[1]})")
            for y in point["y"] if y is not None
        ]  # fmt: skip
        bottom, top = max(LOWEST, floor(min(found) - 0.2)), min(HIGHEST, ceil(max(found) + 0.2))
        return Plane(x, (min(bottom, -1), max(top, bottom + LEAST)))


def curve_figure(library: Library, name: str, language: str, identifier: str) -> tuple[str, str]:
    """The figure of a function in HTML, and the script that makes it move.

    :raises EvaluationError: if the function has no curve.
    """
    played, engine, mark = PlayedCurve(library, name), Engine(), decimal_mark(language)
    plane, function = played.plane(engine), played.at(played.start)
    drawn = engine(f"""((plane, f) => {{
      const points = drawing.samples(f, ...plane.x), x = {START};
      return {{value: drawing.path(plane, points, 0), slope: drawing.path(plane, points, 1),
        tangent: drawing.tangent(plane, f, x), place: f(x)[0],
        texts: {{x: drawing.number(x, "{mark}"), value: drawing.number(f(x)[0], "{mark}"),
          slope: drawing.slopeText(f, x, "{mark}")}}}};
    }})({json.dumps(plane.to_json())}, {function})""")
    curves = "".join(f'<path class="{kind}" d="{drawn[kind]}"/>' for kind in ("slope", "tangent", "value"))
    point = f'<circle class="point" cx="{plane.across(START):.1f}" cy="{plane.down(drawn["place"]):.1f}" r="7"/>'
    picture = svg(plane, curves + point, _("{function}: value and slope").format(function=played.head))
    html = f"""<figure class="play" id="{identifier}">
<div class="stage">{picture}</div>
<figcaption>{readout(played, drawn["texts"])}</figcaption>
<div class="controls" hidden="hidden">{"".join(control(slider, mark) for slider in played.sliders)}</div>
</figure>
"""
    return html, call("curve", {
        "id": identifier, "plane": plane.to_json(), "mark": mark, "label": str(_("Point on the curve")), "start": START,
        "argument": played.argument, "head": played.head, "primed": primed(played),
    }, played.program)  # fmt: skip


def svg(plane: Plane, curves: str, label: str) -> str:
    inner = f'x="{MARGIN}" y="0" width="{WIDTH - MARGIN}" height="{plane.height - FOOT:.1f}"'
    box = f"{MARGIN} 0 {WIDTH - MARGIN} {plane.height - FOOT:.1f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {plane.height:.1f}" role="img" '
        f'aria-label="{escape(label)}">{plane.grid()}<svg {inner} viewBox="{box}">{curves}</svg></svg>'
    )


def primed(played: PlayedCurve) -> str:
    return played.head.replace("(", "′(", 1)


def readout(played: PlayedCurve, texts: Mapping[str, str]) -> str:
    """Where the point is, with a sample of each line: the legend as well."""
    parts = {"x": played.argument, "value": played.head, "slope": primed(played)}
    return "".join(
        f'<span class="{kind}">{sample(kind)}{escape(name)} = <b>{texts[kind]}</b></span>' for kind, name in parts.items()
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
    limits = "".join(f' {name}="{float(number):g}"' for name, number in
                     (("min", slider.lowest), ("max", slider.highest), ("step", slider.step), ("value", slider.start)))  # fmt: skip
    return f'<label>{greek(slider.letter)}<input type="range"{limits}/><output>{shown}</output></label>'


def call(kind: str, facts: Mapping[str, Any], *programs: str) -> str:
    """What the page's script finds: the facts of a figure, and the programs that it draws."""
    return f"(window.plays??=[]).push([{json.dumps(kind)},{json.dumps(facts, ensure_ascii=False)},[{','.join(programs)}]])"
