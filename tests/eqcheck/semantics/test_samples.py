"""The points stand where mistakes hide."""
import math
from fractions import Fraction
from itertools import pairwise, product

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
    every = set(product((1, 4), (1, 2, 3, 5, 8), ("mean", "sum")))
    chosen = {(s["N"], s["C"], s["r"]) for s in settings}
    assert chosen >= every and sorted(C for _, C, _ in chosen - every) == [4, 6, 7, 12]  # those come in turn
    for setting in settings:
        points = found.points(setting)
        assert {len(point["x"]) for point in points} == {setting["N"]}
        assert setting["C"] > 3 or {c for point in points for c in point["y"]} == set(range(setting["C"]))


def test_an_axis_may_be_a_sum_of_sizes():
    found = samples("x real[a + 1]; c class(a + b); a in 2; b in 3", r"x_1 = c")
    (setting,) = found.settings()
    points = found.points(setting)
    assert {len(point["x"]) for point in points} == {3} and {point["c"] for point in points} == set(range(5))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_probabilities(form):
    found = samples("p distribution[N, C]", r"\sum_c p_{1,c} = 1")
    for setting in found.settings():
        for point in found.points(setting, form):
            assert all(sum(map(Fraction, row)) == 1 and min(row) > 0 for row in point["p"])
            assert all(form.round(x) == x for row in point["p"] for x in row)


def rows(where, letter, latex="0 = 0"):
    found = samples(where, latex)
    return [point[letter] for setting in found.settings() for point in found.points(setting)]


def test_distributions_of_every_shape():
    found = rows("p distribution[C]", "p", "p_1 = 1")
    assert {row.index(max(row)) for row in found if len(row) == 3} != {2}
    assert any(max(row) < 0.2 for row in found) and any(len(row) > 1 and max(row) > 0.99 for row in found)
    assert min(map(min, found)) < 2**-100
    assert any(sorted(row) == list(row) and row[0] < row[-1] for row in found)
    assert any(sorted(row)[::-1] == list(row) and row[0] > row[-1] for row in found)


def test_vectors_of_every_shape():
    found = rows("x real[N]", "x", "x_1 = 1")
    assert {len(row) for row in found} == {1, 2, 3, 4, 5, 6, 7, 8, 12}
    several = [row for row in found if len(row) > 1]
    assert any(0 < abs(a - b) < 1e-12 for row in several for a, b in pairwise(row))
    assert any(a == b for row in several for a, b in pairwise(row))
    assert any(min(row) > 2**19 for row in found) and any(max(map(abs, row)) < 2**-17 for row in found)
    assert all(len(row) < 4 for row in rows("x real[N]; N in 2, 3", "x", "x_1 = 1"))


@pytest.mark.parametrize("where", ["x, y, z, w real", "x, y real", "x real"])
def test_no_gaps(where):
    """Every letter comes near every everyday number, on either side of 0, and reaches every magnitude."""
    found = samples(where, "x = x").points({})
    for letter in where.removesuffix(" real").split(", "):
        sizes = sorted({abs(point[letter]) for point in found if point[letter]})
        between = [x for x in sizes if 1 / 4 < x < 80]
        assert max(b - a for a, b in pairwise(between)) < 30 and between[-1] > 50
        assert sizes[0] < 2**-15 and sizes[-1] > 2**15


def test_letters_that_are_nearly_equal():
    found = samples("x, y real", "x = y").points({})
    assert any(0 < abs(p["x"] - p["y"]) < 1e-2 * abs(p["x"]) and abs(p["x"]) > 10 for p in found)
    assert any(p["x"] == p["y"] for p in found) and any(p["x"] == -p["y"] != 0 for p in found)


def test_whole_numbers_far_out():
    found = values(samples("n integer >= 1", "n = n").points({}), "n")
    assert set(range(1, 11)) <= found and max(found) > 200
    assert values(samples("n integer in [-2, 2]", "n = n").points({}), "n") == {-2, -1, 0, 1, 2}
    assert 1000 in values(samples("n integer in [1, 1000]", "n = n").points({}), "n")
    assert min(values(samples("n integer", "n = n").points({}), "n")) < -200
    assert max(values(samples("n integer in [1, 1000000000000]", "n = n").points({}), "n")) == 10_000


def test_the_same_points_every_time():
    for where, latex, setting in (("x real[C]; c class(C)", r"x_c = 0", {"C": 3}), ("x, y real", "x = y", {})):
        assert samples(where, latex).points(setting) == samples(where, latex).points(setting)
    assert samples("x, y real", "x = y").points({}) != samples("x, y real", "x = 2 y").points({})


def test_not_too_many():
    assert len(samples("x, y, z, w real", "x + y = z + w").points({}, FLOAT64)) <= 160


def test_a_narrow_format_has_room_for_products():
    """700 · 700 and 1 / 2⁻²⁰ are beyond float16."""
    found = samples("x real[C]", r"\operatorname{Softmax}(x)_1 = 1")
    sizes = {
        form.name: {abs(x) for setting in found.settings() for row in values(found.points(setting, form)) for x in row}
        for form in FORMATS
    }
    assert max(sizes["bfloat16"]) == 2**20 and max(sizes["float16"]) <= 40
    assert min(sizes["float16"] - {0}) > 2**-14
