"""The properties of curves: true of the functions of the book, and wrong ones are found out.

They are computed from printed definitions. Here they are held against the code: torch's numbers, its automatic
differentiation, and the mean of many values. What is known about some functions from elsewhere is typed in.
"""

from dataclasses import replace
from fractions import Fraction
from math import e, exp, inf, log, pi, sqrt
from pathlib import Path

import formulario as F
import pytest
import torch
from eqcheck.analysis.curves import GRID, Span, curve, scalar_functions, union
from eqcheck.analysis.properties import Properties, properties
from eqcheck.numeric import Ball
from eqcheck.project.load import load_library
from eqcheck.syntax.errors import EvaluationError

ROOT = Path(__file__).parents[3]
LIBRARY = load_library("formulario", ROOT)
NAMES = scalar_functions(LIBRARY)
CURVES = {name: curve(LIBRARY, name) for name in NAMES}
PROPERTIES = {name: properties(one) for name, one in CURVES.items()}

every_function = pytest.mark.parametrize("name", NAMES)


def code(name, x, **parameters):
    """The library's function at the parameters of its curve."""
    arguments = {key: float(value) for key, value in (CURVES[name].parameters | parameters).items()}
    if "weight" in arguments:
        arguments["weight"] = torch.tensor(arguments["weight"], dtype=x.dtype)
    return getattr(F, name)(x, **arguments)


def slope(name, x):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(code(name, x).sum(), x)[0]


def numbers():
    torch.manual_seed(0)
    ordinary = 4 * torch.randn(20_000, dtype=torch.float64)
    fine = torch.linspace(-8, 8, 16_001, dtype=torch.float64)
    return torch.cat([ordinary, fine, torch.tensor([-1e9, -300.0, 300.0, 1e9], dtype=torch.float64)]).sort().values


def smooth(told, x):
    """The numbers away from kinks and jumps."""
    return x[torch.stack([(x - point.place).abs() > 1e-9 for point in told.kinks_and_jumps] or [x == x]).all(0)]


def lies_in(values, spans, rounding=1e-12):
    """Whether all values lie in one of the spans, or so near that rounding may have taken them out."""
    rounding = torch.full_like(values, rounding) * (1 + values.abs())
    near = [(values >= float(span.lower) - rounding) & (values <= float(span.upper) + rounding) for span in spans]
    return bool(torch.stack(near).any(0).all())


def contradictions(told: Properties) -> list[str]:
    """Which properties the code does not bear out."""
    name, x = told.name, numbers()
    y, inner = code(name, x), smooth(told, x)
    steep = slope(name, inner)
    huge = torch.tensor(1e15, dtype=torch.float64)
    positive = x[x > 0]
    steps = y.diff()
    wrong = {
        "range": not lies_in(y, told.range) or not reaches_the_ends(y, told.range),
        "slopes": not lies_in(steep, told.slopes) or not reaches_the_ends(steep, told.slopes),
        "kinks": kinks_of_the_code(name) != [round(point.place, 3) for point in told.kinks_and_jumps],
        "left": not comes_to_end(name, -huge, told.left),
        "right": not comes_to_end(name, huge, told.right),
        "monotonic": told.monotonic
        != ("no" if (steps < 0).any() else "weakly" if flat_parts(name, inner) else "strictly"),
        "symmetry": told.symmetry != ("odd" if close(code(name, -positive), -code(name, positive)) else ""),
        "homogeneous": told.homogeneous != close(code(name, 7 * x), 7 * y),
        "mean": abs(told.mean - mean_of_the_code(name)) > 1e-6,
    }
    return [which for which, is_wrong in wrong.items() if is_wrong]


def close(a, b):
    return bool(torch.allclose(a, b, rtol=1e-9, atol=1e-12))


def comes_to_end(name, far, end):
    return comes_to(code(name, far), end.value) and comes_to(slope(name, far), end.slope)


def comes_to(value, limit):
    """Whether a value far out is near the limit there."""
    return value.item() * limit > 0 and abs(value) > 1e9 if abs(limit) == inf else abs(value.item() - limit) < 1e-6


def flat_parts(name, x):
    """Whether the slope is 0 at two neighbours, not so far out that it only got too small."""
    steep = slope(name, x[x.abs() < 6])
    return bool(((steep[1:] == 0) & (steep[:-1] == 0)).any())


def reaches_the_ends(values, spans):
    ends = [float(end) for span in spans for end in (span.lower, span.upper)]
    return all(
        (values.abs().max() > 1e8 if abs(end) == inf else (values - end).abs().min() < 2e-3) for end in ends
    )


def kinks_of_the_code(name):
    """Where the value or the slope jumps between two neighbours, by code alone."""
    step = 1 / 1024
    x = torch.arange(-8 * 1024, 8 * 1024 + 1, dtype=torch.float64) * step
    x = torch.stack([x - step / 2, x + step / 2])
    value_jump = (code(name, x).diff(dim=0).abs() > 8 * step)[0]
    slope_jump = (slope(name, x).diff(dim=0).abs() > 8 * step)[0]
    return [round(number, 3) for number in x.mean(0)[value_jump | slope_jump].tolist()]


def mean_of_the_code(name):
    """By the trapezium rule with steps so fine that jumps do little."""
    x = torch.arange(-12 * 2**16 + 0.5, 12 * 2**16, dtype=torch.float64) / 2**16
    return (code(name, x) * torch.exp(-x * x / 2)).sum().item() / 2**16 / sqrt(2 * pi)


@every_function
def test_the_code_bears_out_the_properties(name):
    assert contradictions(PROPERTIES[name]) == []


def wrong(told):
    """Each property, made wrong."""
    moved = tuple(replace(span, upper=span.upper - Ball(1) / 8) for span in told.range)
    other = replace(told.left, slope=told.left.slope + 0.1)
    yield "range", replace(told, range=(*moved[:-1], replace(moved[-1], upper=Ball(20))))
    yield "slopes", replace(told, slopes=tuple(replace(span, lower=span.lower + Ball(1) / 8) for span in told.slopes))
    yield "kinks", replace(told, breakpoints=() if told.kinks_and_jumps else PROPERTIES["relu"].breakpoints)
    yield "left", replace(told, left=other)
    yield "right", replace(told, right=replace(told.right, value=5.0))
    yield "monotonic", replace(told, monotonic={"no": "weakly", "weakly": "strictly", "strictly": "no"}[told.monotonic])
    yield "symmetry", replace(told, symmetry="" if told.symmetry else "odd")
    yield "homogeneous", replace(told, homogeneous=not told.homogeneous)
    yield "mean", replace(told, mean=told.mean + 1e-4)


@every_function
def test_a_wrong_property_is_found(name):
    for which, told in wrong(PROPERTIES[name]):
        assert which in contradictions(told), which


def as_floats(spans):
    return [(float(span.lower), float(span.upper), span.lower_open, span.upper_open) for span in spans]


def test_what_is_known_from_elsewhere():
    """Numbers of the literature, of closed forms, and of a calculation by hand."""
    low = {"gelu": -0.16997, "silu": -0.27846, "mish": -0.30884, "hardswish": -3 / 8, "elu": -1, "selu": -1.75810}
    for name, value in low.items():
        (span,) = PROPERTIES[name].range
        assert float(span.lower) == pytest.approx(value, abs=1e-5)
        assert span.lower_open == (name in ("elu", "selu"))
    assert as_floats(PROPERTIES["sigmoid"].slopes) == [(0, 1 / 4, True, False)]
    assert as_floats(PROPERTIES["hardshrink"].range) == [
        (-inf, -0.5, True, True), (0, 0, False, False), (0.5, inf, True, True)
    ]  # fmt: skip
    half = 1 / sqrt(2 * pi)
    means = {
        "relu": half,
        "leaky_relu": half * 99 / 100,
        "gelu": half / sqrt(2),
        "sigmoid": 1 / 2,
        "selu": 0,
        "threshold": half * exp(-1 / 2),
    }
    for name, value in means.items():
        assert PROPERTIES[name].mean == pytest.approx(value, abs=1e-12)
    assert {name for name, told in PROPERTIES.items() if told.smoothness == 1} == {"softsign", "elu", "celu"}
    assert {name for name, told in PROPERTIES.items() if told.smoothness == -1} == {"threshold", "hardshrink"}
    assert PROPERTIES["hardswish"].breakpoints[0].right[1] == -0.5


def test_what_the_page_says():
    """The claims of book/activations/comparison.md in words, as far as the properties can tell."""
    homogeneous = {name for name, told in PROPERTIES.items() if told.homogeneous}
    assert homogeneous == {"relu", "leaky_relu", "prelu", "rrelu"}
    assert max(float(span.upper) for span in PROPERTIES["sigmoid"].slopes) ** 10 < 1e-6
    assert all(abs(told.mean) < 1e-12 for told in PROPERTIES.values() if told.symmetry == "odd")
    assert {name for name, told in PROPERTIES.items() if abs(told.mean) < 1e-12 and not told.symmetry} == {"selu"}
    assert [round(PROPERTIES[name].mean, 3) for name in ("relu", "elu", "celu")] == [0.399, 0.161, 0.161]
    assert not any(told.homogeneous for told in PROPERTIES.values() if len(told.kinks_and_jumps) == 2)
    assert CURVES["prelu"].parameters == {"weight": Fraction(1, 4)}


def of(name, **parameters):
    return properties(curve(LIBRARY, name, **parameters))


@pytest.mark.parametrize("name", ["leaky_relu", "prelu"])
def test_a_negative_slope_falls_and_slope_1_is_a_line(name):
    key = {"leaky_relu": "negative_slope", "prelu": "weight"}[name]
    assert of(name, **{key: -0.5}).monotonic == "no"
    line = of(name, **{key: 1})
    assert (line.breakpoints, line.homogeneous, line.symmetry) == ((), True, "odd")
    assert as_floats(line.slopes) == [(1, 1, 0, 0)]


def test_what_the_other_parameters_change():
    assert [len(of("elu", alpha=alpha).kinks_and_jumps) for alpha in (0.5, 1, 2)] == [1, 0, 1]
    assert [len(of("celu", alpha=alpha).kinks_and_jumps) for alpha in (-1, 0.5, 1, 2)] == [0, 0, 0, 0]
    assert of("softplus", beta=64).mean == pytest.approx(PROPERTIES["relu"].mean, abs=1e-3)
    assert of("hardtanh", min_val=-2).symmetry == ""
    assert as_floats(of("hardtanh", min_val=0, max_val=6).range) == as_floats(PROPERTIES["relu6"].range)
    ramp = of("threshold", threshold=0, value=0)
    assert (ramp.homogeneous, ramp.smoothness, ramp.mean) == (True, 0, PROPERTIES["relu"].mean)
    assert of("threshold", threshold=0, value=1).monotonic == "no"
    for name in ("softshrink", "hardshrink"):
        same = of(name, lambd=0)
        assert (same.breakpoints, same.homogeneous, same.mean) == ((), True, pytest.approx(0, abs=1e-15))


def test_every_function_of_one_number_has_its_properties():
    """All that the library's tests treat number by number, and nothing else."""
    offered = {name: getattr(function, "__module__", "") for name, function in vars(F).items()}
    public = {name for name, home in offered.items() if name.islower() and home.startswith("formulario.activations.")}
    assert set(NAMES) <= public
    of_vectors, learned = {"softmin", "softmax", "log_softmax", "glu"}, {"chebyshev", "spline"}
    assert public - set(NAMES) == of_vectors | learned


def test_a_parameter_without_default_and_without_values_is_refused():
    statement = LIBRARY.definitions["prelu"]
    bare = load_library("formulario", ROOT)
    bare.definitions["prelu"] = replace(statement, where="x real; a real")
    with pytest.raises(EvaluationError, match=r"prelu has no default for a: list its values in `:where:`"):
        curve(bare, "prelu")
    with pytest.raises(EvaluationError, match=r"elu has no parameter beta: it takes alpha"):
        curve(LIBRARY, "elu", beta=2)


@pytest.mark.parametrize(
    ("spans", "joined"),
    [
        ([(0, 0, 0, 0), (0, 1, 1, 1)], [(0, 1, 0, 1)]),
        ([(0, 1, 1, 1), (1, 2, 1, 1)], [(0, 1, 1, 1), (1, 2, 1, 1)]),
        ([(0, 1, 1, 1), (1, 1, 0, 0), (1, 2, 1, 0)], [(0, 2, 1, 0)]),
        ([(0, 3, 1, 0), (1, 2, 0, 0)], [(0, 3, 1, 0)]),
        ([(0, 0, 0, 0), (1, 1, 0, 0)], [(0, 0, 0, 0), (1, 1, 0, 0)]),
    ],
)
def test_spans_are_joined_where_they_meet(spans, joined):
    made = union([Span(Ball(a), Ball(b), bool(c), bool(d)) for a, b, c, d in spans])
    assert as_floats(made) == joined


def test_a_span_knows_its_numbers():
    span = Span(Ball(0), Ball(1), lower_open=True)
    assert [x in span for x in (-1, 0, 0.5, 1, 2)] == [False, False, True, True, False]


def test_the_printed_formula_runs_in_machine_numbers():
    one = CURVES["softplus"]
    assert one.float64(1.0) == pytest.approx(log(1 + e))
    assert all(x == pytest.approx(CURVES["relu"].float64(x)) for x in GRID if x > 0)
