"""Programs in JavaScript: they give what the library's code gives, values and slopes, and where a printed form overflows.

They run in QuickJS, which the books' mathematics needs anyway, and in Node, if it is there.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable

import mpmath
import pytest
import quickjs
from eqcheck.analysis.curves import is_scalar
from eqcheck.backends.javascript import PRIMITIVES, Javascript
from eqcheck.numeric.formats import FLOAT64
from eqcheck.project.load import load_library
from eqcheck.semantics.definitions import Definition
from eqcheck.syntax.domains import Class, Interval, Real, Values

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


def node(program: str) -> str:
    done = subprocess.run(["node", "-e", f"console.log({program})"], capture_output=True, text=True, check=True)
    return done.stdout


def in_quickjs(program: str) -> str:
    return str(quickjs.Context().eval(program))


@pytest.fixture(params=["quickjs", "node"])
def run(request: pytest.FixtureRequest) -> Callable[[str], object]:
    """Runs an expression after the primitives."""
    if request.param == "node" and not shutil.which("node"):
        assert not os.environ.get("CI"), "Node is not installed: a browser's engine has to be among those that are tried"
        pytest.skip("Node is not installed")
    engine = node if request.param == "node" else in_quickjs

    def ran(expression: str) -> object:
        spelt = "(key, n) => (typeof n === 'number' && !Number.isFinite(n) ? String(n) : n)"
        wrapped = f"(() => {{ {PRIMITIVES.read_text('utf-8')}; return JSON.stringify({expression}, {spelt}); }})()"
        return json.loads(engine(wrapped))

    return ran


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
    definition = DEFINITIONS[name]
    first = definition.arguments[0]
    code = LIBRARY.code(definition.call, definition.arguments)
    letters = frozenset(definition.arguments)
    for setting in settings(definition):
        points = [{first: x, **setting} for x in POINTS]
        wanted = LIBRARY.backend.run(code, FLOAT64, points, letters)
        rest = ",".join(repr(value) for value in setting.values())
        found = run(f"{POINTS}.map((x) => {program(definition)}(x{',' + rest if rest else ''}))")
        assert len(found) == len(points) > 600
        for x, (value, slope), result in zip(POINTS, found, wanted, strict=True):
            pairs = (value, result.outputs[()]), (slope, result.slopes[(), (first,)])
            for got, want in pairs:
                got = float(got)
                same = got == want or abs(got - want) <= NEAR * abs(want) + LOST * max(1, abs(x))
                assert same, f"{name} at {x} with {setting}: {got} and not {want}"


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
    assert run("[primitives.lse(0, 1000), primitives.lse(-1000, -1000), primitives.lse(0, -1000), primitives.lse(5)]") == [
        1000, pytest.approx(-1000 + mpmath.log(2)), 0, 5
    ]  # fmt: skip
    assert run("[primitives.lse(0, Infinity) === Infinity, primitives.lse(-Infinity, -Infinity) === -Infinity]") == [
        True, True
    ]  # fmt: skip


def test_a_program_names_what_it_needs_and_computes_nothing_twice():
    written = program(DEFINITIONS["gelu"])
    assert written.startswith("(({Phi})=>(x)=>") and written.count("Phi(") == 1
    assert "Infinity" not in written and is_scalar(DEFINITIONS["gelu"])


def test_a_class_is_no_number():
    assert not any(isinstance(DEFINITIONS[name].domains[letter], Class)
                   for name in POINTWISE for letter in DEFINITIONS[name].arguments)  # fmt: skip
