"""Figures of functions of a vector to play with: scores as bars to be dragged, and beside them what comes out."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from eqcheck.backends.javascript import Javascript
from eqcheck.semantics.definitions import Definition
from eqcheck.semantics.library import Library
from eqcheck.sphinx import decimal_mark
from sphinx.locale import _

from _ext.play_parts import Engine, Slider, call, control

SCORES = (2, 1, -1)
"""Those with which the bars begin."""
REACH = 4
"""No score is further from 0."""
WIDTH, HEIGHT, EDGE = 640, 250, 30
"""Of the picture, and what stands below and above the bars."""


def is_of_scores(definition: Definition) -> bool:
    """Whether it makes a vector of a vector of any length."""
    shapes = [definition.domains[letter].shape for letter in definition.arguments]
    return len(definition.indices) == 1 and len(shapes) == 1 and len(shapes[0]) == 1


def program(library: Library, definition: Definition) -> str:
    """The entries of the function's value, for the scores and then the parameters."""
    numbers = Javascript()
    letters = [f"x{k}" for k in range(len(SCORES))]
    parameters = tuple(map(numbers.letter, definition.parameters))
    found = library.formula_calls(definition.names[0], (tuple(map(numbers.letter, letters)),), parameters, numbers)
    return numbers.written([*letters, *definition.parameters], *(one.value for one in found))


def bars_figure(library: Library, name: str, language: str, identifier: str) -> tuple[str, str]:
    """The figure in HTML, and the script that makes it move."""
    definition, engine, mark = library.take_apart(library.definitions[name]), Engine(), decimal_mark(language)
    sliders = [Slider.of(definition, letter, Fraction(1)) for letter in definition.parameters]
    written = program(library, definition)
    given = [*SCORES, *(float(slider.start) for slider in sliders)]
    results = engine(f"({written})(primitives)(...{given})")
    negative = max(results) <= 0
    middle = WIDTH / 2
    box = {"width": middle - 20, "top": EDGE, "height": HEIGHT - 2 * EDGE}
    scores: dict[str, Any] = {**box, "left": 0, "y": [-REACH, REACH]}
    values = {**scores, "left": middle + 20, "y": [-2 * REACH, 0] if negative else [0, 1]}
    panels = {"scores": (scores, SCORES, definition.arguments[0]), "values": (values, results, definition.names[0])}
    drawn = "".join(
        f'<g class="{kind}">{engine(f"drawing.bars({json.dumps(panel)},{json.dumps(heights)},{json.dumps(mark)})")}'
        f'<text x="{panel["left"] + panel["width"] / 2}" y="{HEIGHT - 4}" text-anchor="middle">{title}</text></g>'
        for kind, (panel, heights, title) in panels.items()
    )
    label = _("Bars: the scores, and {function} of them").format(function=definition.names[0])
    picture = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{drawn}'
    html = f"""<figure class="play bars" id="{identifier}">
<div class="stage"><svg xmlns="http://www.w3.org/2000/svg" {picture}</svg></div>
<div class="controls" hidden="hidden">{"".join(control(slider, mark) for slider in sliders)}</div>
</figure>
"""
    return html, call("bars", {
        "id": identifier, "mark": mark, "label": str(_("Score {number}")), "head": definition.names[0],
        "scores": SCORES, "panels": {"scores": scores, "values": values},
    }, written)  # fmt: skip
