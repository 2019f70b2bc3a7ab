"""Programs in JavaScript: they give what the library's code gives, where a printed form overflows too.

They run in QuickJS, which draws the figures while a book is built, and in a browser.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import mpmath
import pytest
import quickjs
from eqcheck.backends.javascript import PRIMITIVES, Javascript
from eqcheck.numeric.formats import FLOAT64
from eqcheck.project.load import load_library
from eqcheck.semantics.definitions import Definition
from eqcheck.syntax.domains import Interval, Real, Values
from playwright.sync_api import Browser, Page

LIBRARY = load_library("formulario")
DEFINITIONS = {name: LIBRARY.take_apart(one) for name, one in LIBRARY.definitions.items()}
FAR = (20.0, 88.0, 105.0, 709.0, 750.0, 1000.0, 1e4, 1e6)
POINTS = sorted([k / 32 + 1 / 101 for k in range(-320, 320)] + [sign * x for x in FAR for sign in (1, -1)])
"""Between the kinks: at one there is no slope to compare."""
NEAR = 1e-11
"""The relative difference that is borne, and relative to the argument what a difference of two such values may lose."""
LOST = 4e-16


def is_pointwise(one: Definition) -> bool:
    """Whether it is a function of single real numbers, or of one of them and a target."""
    domains = [one.domains[letter] for letter in one.arguments]
    everywhere = isinstance(domains[0], Real) and domains[0].interval == Interval()
    return everywhere and not one.indices and all(isinstance(letter, Real) and not letter.shape for letter in domains)


POINTWISE = [name for name, one in DEFINITIONS.items() if is_pointwise(one)]


@pytest.fixture(params=["quickjs", "browser"], scope="module")
def run(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """Runs an expression after the primitives."""
    engine = quickjs.Context().eval if request.param == "quickjs" else request.getfixturevalue("page").evaluate

    def ran(expression: str) -> Any:
        spelt = "(key, n) => (typeof n === 'number' && !Number.isFinite(n) ? String(n) : n)"
        return json.loads(
            engine(f"(() => {{ {PRIMITIVES.read_text('utf-8')}; return JSON.stringify({expression}, {spelt}); }})()")
        )

    return ran


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@cache
def of_the_library(name: str) -> list[tuple[dict[str, float], list[tuple[float, float]]]]:
    """For each setting the values and slopes that the library's code gives at all points."""
    definition = DEFINITIONS[name]
    first, letters = definition.arguments[0], frozenset(definition.arguments)
    code = LIBRARY.code(definition.call, definition.arguments)
    found = []
    for setting in settings(definition):
        results = LIBRARY.backend.run(code, FLOAT64, [{first: x, **setting} for x in POINTS], letters)
        found.append((setting, [(one.outputs[()], one.slopes[(), (first,)]) for one in results]))
    return found


def program(definition: Definition, **fixed: float) -> str:
    """Value and slope by the first letter, as a function of all letters."""
    numbers = Javascript()
    first, *others = definition.arguments
    arguments = numbers.letter(first, moving=True), *map(numbers.letter, others)
    parameters = tuple(map(numbers.letter, definition.parameters))
    found = LIBRARY.formula_calls(definition.names[0], arguments, parameters, numbers)
    letters = [*definition.arguments, *definition.parameters]
    return f"({numbers.written(letters, found.value, found.slope)})(primitives)"


def settings(definition: Definition) -> list[dict[str, float]]:
    """The values of the parameters, and of a target, with which the definition is tried."""
    found: list[dict[str, float]] = [{}]
    for letter in (*definition.arguments[1:], *definition.parameters):
        domain = definition.domains[letter]
        values = [float(value) for value in domain.values] if isinstance(domain, Values) else [0.0, 0.25, 1.0]
        lower = getattr(getattr(domain, "interval", None), "lower_open", False)
        found = [{**one, letter: value} for one in found for value in values if value or not lower]
    return found


@pytest.mark.parametrize("name", POINTWISE)
def test_values_and_slopes_are_those_of_the_library(name, run):
    written = program(DEFINITIONS[name])
    for setting, wanted in of_the_library(name):
        given = ",".join(map(repr, setting.values()))
        found = run(f"{POINTS}.map((x) => {written}(x,{given}))")
        assert len(found) == len(wanted) > 600
        for x, got, want in zip(POINTS, found, wanted, strict=True):
            assert all(map(partial(alike, x), got, want)), f"{name} at {x} with {setting}: {got} and not {want}"


def alike(x: float, got: float | str, want: float) -> bool:
    """Whether a number of the program is one of the library, as far as the rounding of x allows."""
    return float(got) == want or abs(float(got) - want) <= NEAR * abs(want) + LOST * max(1, abs(x))


@pytest.mark.parametrize("name", [name for name, one in DEFINITIONS.items() if one.indices and len(one.arguments) == 1])
def test_functions_of_scores_are_those_of_the_library(name, run):
    definition = DEFINITIONS[name]
    (letter,) = definition.arguments
    numbers = Javascript()
    scores = tuple(numbers.letter(f"x{k}") for k in range(4))
    parameters = tuple(map(numbers.letter, definition.parameters))
    found = LIBRARY.formula_calls(definition.names[0], (scores,), parameters, numbers)
    written = numbers.written(["x0", "x1", "x2", "x3", *definition.parameters], *(one.value for one in found))
    draw = random.Random(1)
    rows = [[draw.uniform(-scale, scale) for _ in range(4)] for scale in (1, 10, 1000) for _ in range(60)]
    code = LIBRARY.code(definition.call, definition.arguments)
    for setting in settings(definition):
        points = [{letter: tuple(row), **setting} for row in rows]
        wanted = LIBRARY.backend.run(code, FLOAT64, points, frozenset({letter}), slopes=False)
        rest = [repr(value) for value in setting.values()]
        got = run(f"{rows}.map((row) => ({written})(primitives)(...row,{','.join(rest)}))")
        for row, values, result in zip(rows, got, wanted, strict=True):
            expected = [result.outputs[(k,)] for k in range(4)]
            assert values == pytest.approx(expected, rel=NEAR, abs=1e-300), f"{name} at {row} with {setting}"


@pytest.mark.parametrize(("name", "exact"), [("erf", mpmath.erf), ("Phi", mpmath.ncdf)])
def test_primitives(name, exact, run):
    points = [k / 1000 + 1e-7 for k in range(-37000, 37000, 23)]
    with mpmath.workdps(40):
        for x, got in zip(points, run(f"{points}.map((x) => primitives.{name}(x))"), strict=True):
            want = exact(mpmath.mpf(x))
            assert abs(got - want) <= 1e-12 * abs(want), f"{name} at {x}"


def test_no_sum_of_exponentials_overflows(run):
    assert run("[[0, 1000], [-1000, -1000], [0, -1000], [5]].map((u) => primitives.lse(...u))") == [
        1000, pytest.approx(-1000 + float(mpmath.log(2))), 0, 5
    ]  # fmt: skip
    assert run("[primitives.lse(0, Infinity) === Infinity, primitives.lse(-Infinity, -Infinity) === -Infinity]") == [
        True, True
    ]  # fmt: skip


def test_a_program_names_what_it_needs_and_computes_nothing_twice():
    written = program(DEFINITIONS["gelu"])
    assert written.startswith("(({Phi})=>(x)=>")
    assert written.count("Phi(") == 1


def test_nothing_that_could_be_compared_is_left_out():
    """Nor is there a definition that no program can be made of."""
    assert {"elu", "gelu_tanh", "kl_div", "huber_loss", "binary_cross_entropy_with_logits"} <= set(POINTWISE)
    assert len(POINTWISE) > 30
