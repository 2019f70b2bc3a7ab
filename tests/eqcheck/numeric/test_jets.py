import mpmath
import pytest
from eqcheck.numeric import Ball, Reference, Undefined, settled
from eqcheck.numeric.jets import Jets
from eqcheck.semantics.evaluate import Scope, derivatives, evaluate
from flint import ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from .trees import GELU, LEAKY, RELU, SMOOTH, SOFTPLUS, call, compare, number, tree, x
from .witness import exact

ABSOLUTE = tree.Absolute(x)
CUBED = tree.Power(x, number(3))
ELU = tree.Add(
    call("max", number(0), x),
    call("min", number(0), tree.Multiply(tree.Variable("y"), tree.Subtract(call("exp", x), number(1)))),
)
RELU6 = call("min", call("max", number(0), x), number(6))
STEP = tree.Indicator(compare(x, ">", number(0)))
HIGH_TIE = tree.Cases(((CUBED, compare(CUBED, ">", number(0))), (tree.Negate(x), None)))


def slopes(body, value, side=0, order=1, **others):
    def function(arithmetic):
        letters = {name: arithmetic.number(other) for name, other in others.items()}
        return derivatives(body, x, Scope({"x": arithmetic.number(value), **letters}), arithmetic, order, side)
    return settled(function)


@pytest.mark.parametrize(("body", "left", "right"), [
    (RELU, 0, 1), (LEAKY, mpf(1) / 8, 1), (ABSOLUTE, -1, 1), (call("max", x, tree.Negate(x)), -1, 1), (STEP, 0, 0),
    (tree.NegativePart(x), -1, 0), (call("min", x, number(0)), 1, 0), (RELU6, 0, 1), (HIGH_TIE, -1, 0),
    (tree.Norm(x, number(2)), -1, 1), (tree.Multiply(x, ABSOLUTE), 0, 0), (call("sign", x), 0, 0),
])
def test_slopes_at_a_kink_are_exact(body, left, right):
    assert slopes(body, 0, side=-1)[1] == left
    assert slopes(body, 0, side=1)[1] == right


@pytest.mark.parametrize(("body", "what"), [
    (RELU, "the slope is 0 from the left and 1 from the right"),
    (STEP, "the value is 0 from the left and 1 from the right"),
])
def test_where_the_sides_differ_there_is_no_slope(body, what):
    with pytest.raises(Undefined) as caught:
        slopes(body, 0)
    assert str(caught.value) == what


def test_sides_that_agree_are_no_kink():
    assert slopes(tree.Multiply(x, ABSOLUTE), 0) == (0, 0)
    with pytest.raises(Undefined, match="order 2"):
        slopes(tree.Multiply(x, ABSOLUTE), 0, order=2)
    assert slopes(ELU, 0, y=1) == (0, 1)
    with pytest.raises(Undefined, match="slope"):
        slopes(ELU, 0, y=0.5)
    assert slopes(ELU, 0, y=-1, side=-1)[1] == 0  # for a negative α the printed form is flat on the left


@pytest.mark.parametrize(("body", "value", "slope"), [
    (RELU, float("inf"), 1), (LEAKY, -float("inf"), mpf(1) / 8), (call("tanh", x), float("inf"), 0),
    (SOFTPLUS, -float("inf"), 0),
])
def test_slopes_at_infinity(body, value, slope):
    assert slopes(body, value)[1] == slope


def test_a_slope_as_small_as_its_function():
    value, slope = map(exact, slopes(GELU, -30.0))
    with mp.workdps(50):
        assert mpmath.almosteq(value, -30 * mpmath.ncdf(-30), mpf(2) ** -60)
        assert mpmath.almosteq(slope, mpmath.ncdf(-30) - 30 * mpmath.npdf(-30), mpf(2) ** -60)


def test_derivatives_nest():
    """d/dx of x · d/dx x⁴ is 16 x³."""
    inner = tree.Derivative(tree.Power(x, number(4)), x)
    body = tree.Multiply(x, inner)
    assert slopes(body, 3) == (3 * 108, 16 * 27)
    assert slopes(call("exp", x, primes=2), 0, order=2) == (1, 1, 1)


def test_inside_a_derivative_the_outer_side_decides():
    """The slope of ReLU's slope: seen from either side of 0 it is constant."""
    inner = tree.Derivative(RELU, x)
    assert slopes(inner, 0, side=1) == (1, 0)
    assert slopes(inner, 0, side=-1) == (0, 0)


def test_only_more_terms_tell_a_high_power_from_zero():
    sixth = tree.Power(x, number(6))
    step = tree.Indicator(compare(sixth, ">", number(0)))
    assert slopes(step, 0, side=1) == (1, 0)
    jets = Jets(Reference(), 1, final=True)
    blind = evaluate(step, Scope({"x": jets.variable(Reference().number(0), 1)}), jets)
    assert float(blind.terms[0]) == 0


@settings(max_examples=60)
@given(SMOOTH, st.fractions(-2, 2, max_denominator=8), st.fractions(-2, 2, max_denominator=8), st.integers(1, 3))
def test_jets_agree_with_difference_quotients(body, value, other, order):
    with mp.workdps(70):
        def function(t):
            arithmetic = Reference()
            with ctx.workprec(1000):
                return exact(evaluate(body, Scope({"x": Ball(mpf(t)), "y": arithmetic.number(other)}), arithmetic))

        if abs(function(mpf(value.numerator) / value.denominator)) > 1e6:
            return
        numeric = mpmath.diff(function, mpf(value.numerator) / value.denominator, order)
        slope = exact(slopes(body, value, order=order, y=other)[order])
        assert abs(numeric - slope) <= (1 + abs(slope)) * mpf(10) ** -12


@pytest.mark.parametrize(
    "name", ["exp", "log", "sqrt", "sinh", "cosh", "sin", "cos", "arccos", "tanh", "erf", "Phi", "varphi"]
)
def test_a_wrong_slope_would_be_seen(name):
    """Each function's own Taylor series against mpmath's."""
    function = {
        "Phi": mpmath.ncdf, "varphi": mpmath.npdf, "arccos": mpmath.acos,
    }.get(name) or getattr(mpmath, name)
    with mp.workdps(40):
        expected = mpmath.taylor(function, mpf("0.75"), 5)
        found = map(exact, slopes(call(name, x), 0.75, order=5))
        for k, (a, b) in enumerate(zip(found, expected, strict=True)):
            assert mpmath.almosteq(a, b * mpmath.factorial(k), mpf(10) ** -15)
