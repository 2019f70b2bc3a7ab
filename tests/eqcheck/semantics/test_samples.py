"""The points stand where mistakes hide."""
import math
from fractions import Fraction

import pytest
from eqcheck import Statement
from eqcheck.checks.registry import check_of
from eqcheck.numeric.formats import BFLOAT16, FLOAT32, FLOAT64, FORMATS

from ..lecture import DEFINITIONS
from ..stand_in import library

LIBRARY = library(DEFINITIONS)


def samples(where, latex, kind="identity", of=""):
    return check_of(statement := Statement("", kind, latex, where, of)).case.read(statement, LIBRARY).samples


def values(found, letter="x"):
    return {point[letter] for point in found}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_both_sides_of_every_kink(form):
    found = samples("x real; t in 3/8, -2", r"\operatorname{Threshold}(x; t, 0) = x")
    for setting in found.settings():
        kink = float(setting["t"])
        assert {kink, *form.beside(kink)} <= values(found.points(setting, form))


@pytest.mark.parametrize(("latex", "kinks"), [
    (r"\max(0, 2 x - 3) = x", {1.5}),
    (r"|x + 1/4| = x", {-0.25}),
    (r"\min(\max(0, x), 6) = x", {0.0, 6.0}),
    (r"\operatorname{ReLU6}(x - 1) = x", {1.0, 7.0}),
    (r"\operatorname{ReLU}(\operatorname{ReLU}(x) - 2) = x", {0.0, 2.0}),
    (r"\begin{cases} 1 & \text{if } -3 \le x < 5 \\ 0 & \text{otherwise} \end{cases} = x", {-3.0, 5.0}),
    (r"(x - 4)^+ = x", {4.0}),
])
def test_kinks_are_met_exactly(latex, kinks):
    found = samples("x real", latex)
    assert kinks <= values(found.points({}))
    assert kinks <= set(found.kinks({}, found.numbers[0]))


def test_a_bent_condition_is_closed_in_on():
    found = samples("x real", r"\max(1, \exp(x) - 4) = x")
    assert any(abs(kink - math.log(5)) < 1e-9 for kink in found.kinks({}, found.numbers[0]))


def test_ends_of_the_range():
    found = samples("x real", "x = x")
    points = values(found.points({}, FLOAT32, infinite=True))
    assert {0.0, math.inf, -math.inf, FLOAT32.tiny, FLOAT32.huge, FLOAT32.least} <= points
    assert not {math.inf, -math.inf} & values(found.points({}, FLOAT32))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_value_is_a_number_of_the_format(form):
    for point in samples("x real; a in 1/100, 1/3", r"\max(x, a) = x").points({"a": Fraction(1, 3)}, form):
        assert form.round(point["x"]) == point["x"]


def test_bounds_open_and_closed():
    points = values(samples("x real in (0, 1]", "x = x").points({}, BFLOAT16))
    assert min(points) > 0 and max(points) == 1.0 and len(points) > 10
    assert all(x > 0 for x in values(samples("x real > 0", "x = x").points({})))
    assert 2.0 not in values(samples("x real != 2", "x = x").points({}))


def test_constraints():
    found = samples("x real; l in 0, 1; u in 1, 2; l < u", r"l x = u x")
    assert [(s["l"], s["u"]) for s in found.settings()] == [(0, 1), (0, 2), (1, 2)]
    assert all(p["x"] < p["y"] for p in samples("x, y real; x < y", "x = y").points({}))


def test_all_classes_options_and_sizes():
    found = samples("x real[N, C]; y class(C)[N]; r in 'mean', 'sum'; N in 1, 4",
                    r"\sum_n x_{n,y_n} = 0 + \begin{cases} 0 & \text{if } r = \text{'mean'} \end{cases}")
    settings = found.settings()
    assert len(settings) == 4 and {s["N"] for s in settings} == {1, 4}
    for setting in settings:
        points = found.points(setting)
        assert {c for point in points for c in point["y"]} == set(range(setting["C"]))
        assert {len(point["x"]) for point in points} == {setting["N"]}
    assert any(len(set(row)) < len(row) for row in points[3]["x"])


def test_an_axis_may_be_a_sum_of_sizes():
    found = samples("x real[a + 1]; c class(a + b); a in 2; b in 3", r"x_1 = c")
    (setting,) = found.settings()
    points = found.points(setting)
    assert {len(point["x"]) for point in points} == {3} and {point["c"] for point in points} == set(range(5))


def test_probabilities():
    for point in samples("p distribution[N, C]", r"\sum_c p_{1,c} = 1").points({"N": 2, "C": 4}):
        assert all(sum(row) == 1 and min(row) > 0 for row in point["p"])


def test_the_same_points_every_time():
    statement = ("x real[C]; c class(C)", r"x_c = 0")
    assert samples(*statement).points({"C": 3}) == samples(*statement).points({"C": 3})


def test_not_too_many():
    assert len(samples("x, y, z, w real", "x + y = z + w").points({}, FLOAT64)) <= 160


def test_a_narrow_format_has_room_for_products():
    """1000 · 1000 and 1 / 2⁻²⁰ are beyond float16, whose entries reach 100 nevertheless."""
    found = samples("x real[C]", r"\operatorname{Softmax}(x)_1 = 1")
    (setting,) = found.settings()
    sizes = {form.name: {abs(x) for row in values(found.points(setting, form)) for x in row} for form in FORMATS}
    assert max(sizes["bfloat16"]) == 1000 and max(sizes["float16"]) == 100
    assert min(sizes["float16"] - {0}) > 2**-14
