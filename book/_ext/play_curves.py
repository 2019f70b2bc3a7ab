"""Figures of curves to play with: a function with its slope, or several to choose from.

The program of a figure is made of the tree of the definition that was verified (:mod:`eqcheck.backends.javascript`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from html import escape
from itertools import product
from math import ceil, floor

from eqcheck.analysis.curves import Curve, curve, is_scalar
from eqcheck.analysis.loss_curves import LossCurve, loss
from eqcheck.backends.javascript import Javascript
from eqcheck.semantics.library import Library
from eqcheck.sphinx import decimal_mark
from sphinx.locale import _

from _ext.play_parts import Engine, Plane, Slider, call, control, sample, svg

HALF = Fraction(5)
"""A curve is shown from minus this to this, or as far beyond as its kinks need."""
LOWEST, HIGHEST = -3, 5
"""No figure shows less or more than these, and few show all of it."""
LEAST = 3
"""Nor is one less high."""
START = 1.5
"""Where the point stands at first."""
CHECKED = ' checked="checked"'


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
        starts = zip(self.definition.parameters, self.curve.letters, strict=True)
        return [Slider.of(self.definition, letter, start) for letter, start in starts]

    @cached_property
    def program(self) -> str:
        """Value and slope at a number, with these parameters."""
        numbers = Javascript()
        letters = self.definition.parameters
        found = self.curve.given(numbers, numbers.letter("x", moving=True), tuple(map(numbers.letter, letters)))
        return numbers.written(["x", *letters], found.value, found.slope)

    def fixed(self, values: Sequence[Fraction]) -> str:
        """The program with these parameters."""
        given = "".join(f",{float(value)!r}" for value in values)
        return f"(p)=>((f)=>(x)=>f(x{given}))(({self.program})(p))" if given else self.program

    def at(self, values: Sequence[Fraction]) -> str:
        """The function of one number that it is then, in JavaScript."""
        return f"({self.fixed(values)})(primitives)"

    @property
    def start(self) -> list[Fraction]:
        return [slider.start for slider in self.sliders]

    def plane(self, engine: Engine) -> Plane:
        """What has to be seen, wherever the sliders stand."""
        places = [Fraction(point.place) for point in self.curve.breakpoints]
        x = floor(min([-HALF, *(place - 2 for place in places)])), ceil(max([HALF, *(place + 2 for place in places)]))
        settings = [self.start, *product(*((one.lowest, one.highest) for one in self.sliders))]
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
    html = f"""<figure class="play curve" id="{identifier}">
<div class="stage">{picture}</div>
<div class="controls" hidden="hidden">{"".join(control(slider, mark) for slider in played.sliders)}</div>
<figcaption>{readout(played, drawn["texts"])}</figcaption>
</figure>
"""
    return html, call("curve", {
        "id": identifier, "plane": plane.to_json(), "mark": mark, "label": str(_("Point on the curve")), "start": START,
        "argument": played.argument, "head": played.head, "primed": primed(played),
    }, played.program)  # fmt: skip


def primed(played: PlayedCurve) -> str:
    return played.head.replace("(", "′(", 1)


def readout(played: PlayedCurve, texts: Mapping[str, str]) -> str:
    """Where the point is, with a sample of each line: the legend as well."""
    names = {"x": played.argument, "value": played.head, "slope": primed(played)}
    parts = ((kind, sample(kind) + escape(name), texts[kind]) for kind, name in names.items())
    return "".join(f'<span class="{kind}">{name} = <b>{text}</b></span>' for kind, name, text in parts)


def choice_figure(
    library: Library, names: Sequence[str], chosen: Sequence[str], language: str, identifier: str
) -> tuple[str, str]:
    """One figure of many functions, of which some are drawn at first, and the script by which others are chosen."""
    engine, mark = Engine(), decimal_mark(language)
    plane = Plane((-int(HALF), int(HALF)), (LOWEST, HIGHEST))
    played = {name: PlayedCurve(library, name) for name in names}
    paths = engine(f"""[{",".join(played[name].at(played[name].start) for name in chosen)}].map(
      (f) => drawing.path({json.dumps(plane.to_json())}, drawing.samples(f, {-HALF}, {HALF}), 0))""")
    curves = "".join(f'<path class="style{k}" d="{path}"/>' for k, path in enumerate(paths))
    hairline = f'<path class="hairline" d="M{plane.across(START):.1f} 0V{plane.height:.1f}"/>'
    picture = svg(plane, f'{hairline}<g class="curves">{curves}</g>', _("Curves of the chosen functions"))
    legend = "".join(f"<span>{sample(f'style{k}')}{played[name].curve.head}</span>" for k, name in enumerate(chosen))
    boxes = "".join(
        f'<label><input type="checkbox" value="{name}"{CHECKED if name in chosen else ""}/>{one.curve.head}</label>'
        for name, one in played.items()
    )
    kinds = "".join(
        f'<label><input type="radio" name="{identifier}-drawn" value="{k}"{"" if k else CHECKED}/>{word}</label>'
        for k, word in enumerate((_("values"), _("slopes")))
    )
    words = _("Functions"), _("Drawn"), _("In the table, only the chosen functions")  # not found in an f-string
    html = f"""<figure class="play choice" id="{identifier}">
<div class="stage">{picture}</div>
<div class="controls" hidden="hidden"><fieldset class="functions"><legend>{words[0]}</legend>{boxes}</fieldset>
<fieldset class="drawn"><legend>{words[1]}</legend>{kinds}</fieldset>
<label><input type="checkbox" class="rows"/>{words[2]}</label></div>
<figcaption>{legend}</figcaption>
</figure>
"""
    programs = [one.fixed(one.start) for one in played.values()]
    argument = next(iter(played.values())).argument
    return html, call("choice", {
        "id": identifier, "plane": plane.to_json(), "mark": mark, "start": START, "argument": argument,
        "label": str(_("Where the functions are compared")), "names": list(played),
        "heads": [one.curve.head for one in played.values()],
    }, *programs)  # fmt: skip
