"""The properties of losses: true of the losses of the book, and wrong ones are found out.

As in test_curves.py, properties computed from printed definitions are held against the code, its automatic
differentiation, and what is known from elsewhere.
"""

from dataclasses import replace
from math import inf, log
from pathlib import Path

import formulario as F
import pytest
import torch
from eqcheck.analysis.curves import Span, curve
from eqcheck.analysis.loss_curves import FixedArguments, fixed_by_domains, loss, loss_functions
from eqcheck.analysis.loss_properties import LossProperties, Origin, convex, loss_properties
from eqcheck.analysis.properties import End
from eqcheck.numeric import Ball
from eqcheck.project.load import load_library
from eqcheck.syntax.domains import read_where
from eqcheck.syntax.errors import EvaluationError

ROOT = Path(__file__).parents[3]
LIBRARY = load_library("formulario", ROOT)
NAMES = loss_functions(LIBRARY)
LOSSES = {name: loss(LIBRARY, name) for name in NAMES}
PROPERTIES = {name: loss_properties(one) for name, one in LOSSES.items()}
BCE = "binary_cross_entropy_with_logits"
REGRESSION = {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"}

every_loss = pytest.mark.parametrize("name", NAMES)


def arguments_in_code(fixed, x):
    """Prediction and target for many numbers at once: each is an example of its own."""
    if not fixed.shape:
        return x, torch.full_like(x, fixed.target)
    return torch.stack(fixed.row(x, torch.zeros_like(x)), -1), torch.full_like(x, fixed.target, dtype=torch.long)


def code(name, x, shift=0):
    """The library's loss at each number, with the same number added to all that it gets but classes."""
    prediction, target = arguments_in_code(LOSSES[name].fixed, x)
    target = target + shift if target.is_floating_point() else target
    return getattr(F, name)(prediction + shift, target, reduction="none")


def slope(name, x):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(code(name, x).sum(), x)[0]


FINE = torch.linspace(-8, 8, 16_001, dtype=torch.float64)
FAR = torch.tensor([-1e9, -300.0, 300.0, 1e9], dtype=torch.float64)
NUMBERS = torch.cat([FINE, FAR]).sort().values
HUGE = torch.tensor(1e15, dtype=torch.float64)


def lies_in(values, spans):
    rounding = 1e-12 * (1 + values.abs())
    near = [(values >= float(span.lower) - rounding) & (values <= float(span.upper) + rounding) for span in spans]
    return bool(torch.stack(near).any(0).all())


def reaches_the_ends(values, spans):
    ends = [float(end) for span in spans for end in (span.lower, span.upper)]
    return all((values * end > 1e8).any() if abs(end) == inf else (values - end).abs().min() < 2e-3 for end in ends)


def comes_to(value, limit):
    """Whether a value far out is near the limit there."""
    return value.item() * limit > 1e9 if abs(limit) == inf else abs(value.item() - limit) < 1e-6


def comes_to_end(name, far, end):
    return comes_to(code(name, far), end.value) and comes_to(slope(name, far), end.slope)


def close(a, b):
    return bool(torch.allclose(a, b, rtol=1e-9, atol=1e-12))


def origin(name):
    beside = torch.tensor([-1e-9, 1e-9], dtype=torch.float64)
    return [code(name, torch.zeros(1, dtype=torch.float64)).item(), *slope(name, beside).tolist()]


def bend(steep):
    """Whether the slope rises from one number to the next, as far as it does not fall."""
    steps = steep.diff()
    if (steps < -1e-12).any():
        return "no"
    return "strictly" if (steps > 1e-12).all() else "weakly"


def degree(name):
    value = code(name, FINE)
    return next((k for k in (1, 2) if all(close(code(name, c * FINE), c**k * value) for c in (2, 7))), None)


def breaks(name):
    """How often the loss has a continuous derivative, counted up to two times on steps of a thousandth."""
    steep = slope(name, FINE)
    bends = steep.diff() / 1e-3
    return 0 if (steep.diff().abs() > 0.1).any() else 1 if (bends.diff().abs() > 0.1).any() else inf


def contradictions(told: LossProperties) -> list[str]:
    """Which properties the code does not bear out."""
    name = told.name
    y, steep = code(name, NUMBERS), slope(name, NUMBERS[NUMBERS.abs() > 1e-9])
    ours = (told.origin.value, told.origin.before, told.origin.after)
    wrong = {
        "range": not lies_in(y, told.range) or not reaches_the_ends(y, told.range),
        "slopes": not lies_in(steep, told.slopes) or not reaches_the_ends(steep, told.slopes),
        "origin": origin(name) != pytest.approx(ours, abs=1e-8),
        "left": not comes_to_end(name, -HUGE, told.left),
        "right": not comes_to_end(name, HUGE, told.right),
        "robust": told.robust != bool(slope(name, torch.stack([-HUGE, HUGE])).abs().max() < 1e6),
        "convex": told.convex != bend(slope(name, FINE)),
        "degree": told.degree != degree(name),
        "translation_invariant": told.translation_invariant
        != all(close(code(name, FINE, by), code(name, FINE)) for by in (1, 10)),
        "smoothness": told.smoothness != breaks(name),
    }
    return [which for which, is_wrong in wrong.items() if is_wrong]


@every_loss
def test_the_code_bears_out_the_properties(name):
    assert contradictions(PROPERTIES[name]) == []


def wrong(told):
    """Each property, made wrong."""
    yield "range", replace(told, range=(Span(Ball(1), Ball(inf)),))
    yield "range", replace(told, range=(Span(Ball(-inf), Ball(5)),))
    yield "slopes", replace(told, slopes=tuple(replace(span, upper=span.upper - 0.125) for span in told.slopes)
                            if told.robust else PROPERTIES["huber_loss"].slopes)  # fmt: skip
    at = told.origin
    yield "origin", replace(told, origin=Origin(at.value + 0.1, at.before, at.after))
    yield "origin", replace(told, origin=Origin(at.value, at.before, at.after + 0.5))
    yield "left", replace(told, left=End(told.left.value, -told.left.slope))
    yield "right", replace(told, right=replace(told.right, value=5.0))
    yield "robust", replace(told, robust=not told.robust)
    yield "convex", replace(told, convex={"no": "weakly", "weakly": "strictly", "strictly": "no"}[told.convex])
    yield "degree", replace(told, degree={None: 1, 1: 2, 2: None}[told.degree])
    yield "translation_invariant", replace(told, translation_invariant=not told.translation_invariant)
    yield "smoothness", replace(told, smoothness=1 - told.smoothness)


@every_loss
def test_a_wrong_property_is_found(name):
    for which, told in wrong(PROPERTIES[name]):
        assert which in contradictions(told), which


def as_floats(spans):
    return [(float(span.lower), float(span.upper), span.lower_open, span.upper_open) for span in spans]


def test_what_is_known_from_elsewhere():
    assert as_floats(PROPERTIES["mse_loss"].range) == [(0, inf, False, True)]
    assert as_floats(PROPERTIES["mse_loss"].slopes) == [(-inf, inf, True, True)]
    assert as_floats(PROPERTIES["l1_loss"].slopes) == [(-1, -1, False, False), (1, 1, False, False)]
    assert as_floats(PROPERTIES["huber_loss"].slopes) == [(-1, 1, False, False)]
    assert as_floats(PROPERTIES["cross_entropy"].range) == [(0, inf, True, True)]
    assert as_floats(PROPERTIES["cross_entropy"].slopes) == [(-1, 0, True, True)]
    assert as_floats(PROPERTIES["nll_loss"].range) == [(-inf, inf, True, True)]
    assert PROPERTIES["cross_entropy"].origin == Origin(log(2), -0.5, -0.5)
    assert PROPERTIES["l1_loss"].origin == Origin(0, -1, 1)
    assert [point.place for point in PROPERTIES["huber_loss"].breakpoints] == [-1, 1]


def test_what_the_page_says():
    """The claims of book/losses/comparison.md in words, as far as the properties can tell."""
    keys = LossProperties.__annotations__
    of = {key: {name: getattr(told, key) for name, told in PROPERTIES.items()} for key in keys}
    assert {name for name, robust in of["robust"].items() if not robust} == {"mse_loss"}
    assert set(of["convex"].values()) == {"strictly", "weakly"}
    assert {name for name, convex in of["convex"].items() if convex == "strictly"} == {
        "mse_loss", "cross_entropy", BCE
    }  # fmt: skip
    assert {name for name, scale in of["degree"].items() if scale is None} == {
        "smooth_l1_loss", "huber_loss", "cross_entropy", BCE
    }  # fmt: skip
    assert of["degree"]["mse_loss"] == 2
    assert {name for name, only in of["translation_invariant"].items() if only} == REGRESSION | {"cross_entropy"}
    assert {name for name, smoothness in of["smoothness"].items() if smoothness == 0} == {"l1_loss"}
    assert {name for name, spans in of["range"].items() if spans[0].lower == -inf} == {"nll_loss", "kl_div"}
    for name in REGRESSION:
        assert PROPERTIES[name].origin.value == 0 and float(PROPERTIES[name].range[0].lower) == 0


def test_what_the_page_says_of_outliers_and_of_smoothed_labels():
    wrong = torch.tensor([0.1, 1000], dtype=torch.float64)
    ratio = {name: (slope(name, wrong)[1] / slope(name, wrong)[0]).item() for name in REGRESSION}
    assert ratio == pytest.approx({"mse_loss": 10_000, "smooth_l1_loss": 10, "huber_loss": 10, "l1_loss": 1})
    scores, classes = arguments_in_code(LOSSES["cross_entropy"].fixed, FINE)
    smoothed = F.cross_entropy(scores, classes, reduction="none", label_smoothing=0.1)
    assert round(FINE[smoothed.argmin()].item(), 2) == 2.94


def of(name, **parameters):
    return loss_properties(loss(LIBRARY, name, **parameters))


def test_what_the_parameters_change():
    for beta in (0.5, 4):
        told = of("smooth_l1_loss", beta=beta)
        assert told.origin == Origin(0, 0, 0)
        assert as_floats(told.slopes) == [(-1, 1, False, False)]
        assert [point.place for point in told.breakpoints] == [-beta, beta]
    for delta in (0.5, 4):
        told = of("huber_loss", delta=delta)
        assert as_floats(told.slopes) == [(-delta, delta, False, False)]
        assert [point.place for point in told.breakpoints] == [-delta, delta]


def test_every_loss_of_one_number_has_its_properties():
    offered = {name: getattr(function, "__module__", "") for name, function in vars(F).items()}
    public = {name for name, home in offered.items() if name.islower() and home.startswith("formulario.losses.")}
    assert set(NAMES) <= public
    others = {"entropy", "categorical_cross_entropy", "relative_entropy", "adaptive_log_softmax", "best_cutoffs",
              "binary_cross_entropy"}  # fmt: skip
    assert public - set(NAMES) == others


def test_the_call_is_written_as_in_code():
    calls = {name: str(one.fixed) for name, one in LOSSES.items()}
    assert calls == {name: "t, 0" for name in REGRESSION} | {
        "cross_entropy": "[t, 0], 0", "nll_loss": "[[t, 0]], [0]", "kl_div": "t, 1", BCE: "t, 1"
    }  # fmt: skip


def test_a_function_without_a_curve_is_refused():
    for name in ("relu", "relative_entropy", "nll_terms"):
        with pytest.raises(EvaluationError, match=f"{name} has no curve: it needs two numbers"):
            loss(LIBRARY, name)


@pytest.mark.parametrize(
    ("name", "told"),
    [("relu", "weakly"), ("softplus", "strictly"), ("gelu", "no"), ("sigmoid", "no"), ("logsigmoid", "no"),
     ("hardtanh", "no"), ("threshold", "no"), ("elu", "weakly"), ("selu", "no")],
)  # fmt: skip
def test_other_curves_are_convex_or_not(name, told):
    """Losses of this book all are."""
    assert convex(curve(LIBRARY, name)) == told


@every_loss
def test_the_call_that_is_written_gives_the_curve(name):
    """The text of the table, run as code with whole numbers for t."""
    for t in (-2, 0, 3):
        prediction, target = eval(f"[{LOSSES[name].fixed}]", {"t": float(t)})
        target = torch.tensor(target) if LOSSES[name].fixed.shape else torch.tensor(float(target))
        called = getattr(F, name)(torch.tensor(prediction), target)
        assert called.item() == pytest.approx(float(LOSSES[name].value(t)), rel=1e-6)


@pytest.mark.parametrize(
    ("where", "fixed"),
    [
        ("x, y real", FixedArguments((), 0)),
        ("x real; y real >= 0", FixedArguments((), 1)),
        ("x real; y real in [0, 1]", FixedArguments((), 1)),
        ("x real in (0, 1); y real in [0, 1]", None),
        ("x real[C]; y class(C)", FixedArguments((2,), 0)),
        ("x real[N, C]; y class(C)[N]", FixedArguments((1, 2), 0)),
        ("x, y real[N]", None),
        ("x real[C]; y distribution[C]", None),
        ("x, y distribution[C]", None),
        ("x real[C]; y class(C)[N]", None),
        ("x real[N, M, C]; y class(C)[N, M]", None),
    ],
)
def test_what_is_fixed(where, fixed):
    assert fixed_by_domains(read_where(where), "x", "y") == fixed
