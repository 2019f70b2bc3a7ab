from fractions import Fraction

import mpmath
import pytest
from eqcheck.numeric import Ball, Reference, Undefined, Unsettled, settled
from eqcheck.numeric import reference as module
from eqcheck.semantics.evaluate import Scope, evaluate
from hypothesis import given
from hypothesis import strategies as st
from mpmath import libmp, mp, mpf

from .trees import GELU, LOGSIGMOID, SOFTPLUS, TANH, TANHSHRINK, call, x

INFINITY = float("inf")


def at(body, value):
    return settled(lambda arithmetic: evaluate(body, Scope({"x": arithmetic.number(value)}), arithmetic))


@pytest.mark.parametrize(("body", "value", "expected"), [
    (LOGSIGMOID, 100.0, "-3.72007597602083596296e-44"),
    (LOGSIGMOID, 700.0, "-9.8596765437597708567e-305"),  # 1 + e^-700 needs 1011 bits: 0 at 30 digits and at 60
    (LOGSIGMOID, -1e300, "-1e300"),
    (LOGSIGMOID, 1e300, "0"),
    (TANHSHRINK, 2.0**-66, "8.2973537038148556095e-61"),
    (TANHSHRINK, 1e300, "1e300"),
    (SOFTPLUS, 1e4, "1e4"),
    (GELU, -40.0, "-1.46235741636601192e-348"),
    (TANH, 5e-324, "4.94065645841246544177e-324"),
    (call("varphi", x), 3.0, "0.0044318484119380074956"),
    (call("erf", x), -0.5, "-0.52049987781304653768"),
    (call("Phi", x), -1e3, "0"),
    (call("sinh", x), 2.0, "3.6268604078470187677"),
    (call("cosh", x), 2.0, "3.7621956910836314596"),
])
def test_the_value_settles(body, value, expected):
    found, expected = at(body, value), mpf(expected)
    assert abs(found - expected) <= abs(expected) * mpf(2) ** -52 + mpf(2) ** -1100


@pytest.mark.parametrize(("body", "value", "expected"), [
    (SOFTPLUS, INFINITY, INFINITY), (SOFTPLUS, -INFINITY, 0), (LOGSIGMOID, -INFINITY, -INFINITY),
    (LOGSIGMOID, INFINITY, 0), (call("tanh", x), -INFINITY, -1), (call("Phi", x), -INFINITY, 0),
    (call("erf", x), INFINITY, 1), (GELU, INFINITY, INFINITY), (call("varphi", x), INFINITY, 0),
    (call("exp", x), -INFINITY, 0), (call("log", x), 0.0, -INFINITY), (call("sqrt", x), INFINITY, INFINITY),
])
def test_infinities_are_limits(body, value, expected):
    assert at(body, value) == expected


@pytest.mark.parametrize(("body", "value"), [
    (GELU, -INFINITY), (TANH, INFINITY), (call("log", x), -1.0), (call("sqrt", x), -1.0), (call("log", x), -INFINITY),
])
def test_no_value(body, value):
    with pytest.raises(Undefined):
        at(body, value)


def test_zero_over_zero_is_undefined():
    zero = Reference().number(0)
    for operation in (Reference().divide, lambda a, b: Reference().multiply(a, Reference().number(INFINITY))):
        with pytest.raises(Undefined):
            operation(zero, zero)


def test_what_never_settles_says_so():
    def thin(arithmetic):
        return arithmetic.subtract(arithmetic.constant("pi"), arithmetic.constant("pi"))

    assert settled(thin) == 0  # less than any machine number can see
    with pytest.raises(Undefined, match="not settled with 12800 bits: a comparison"):
        settled(lambda arithmetic: arithmetic.compare("<", arithmetic.number(0), thin(arithmetic)))


def test_a_comparison_is_never_decided_by_rounding():
    arithmetic = Reference(100)
    third = arithmetic.number(Fraction(1, 3))
    one = arithmetic.multiply(third, arithmetic.number(3))
    with pytest.raises(Unsettled):
        arithmetic.compare(">=", one, arithmetic.number(1))
    assert arithmetic.compare(">", one, arithmetic.number(0.999))
    assert arithmetic.maximum(one, arithmetic.number(1)).error is not None  # continuous, so it need not know


def test_exact_numbers_stay_exact():
    arithmetic = Reference(100)
    exact = [
        arithmetic.number(Fraction(5, 8)), arithmetic.exp(arithmetic.number(0)), arithmetic.log(arithmetic.number(1)),
        arithmetic.sqrt(arithmetic.number(Fraction(9, 4))), arithmetic.Phi(arithmetic.number(0)),
        arithmetic.divide(arithmetic.number(1.5), arithmetic.number(0.75)),
        arithmetic.power(arithmetic.number(-3), arithmetic.number(3)),
    ]
    assert [ball.error for ball in exact] == [None] * len(exact)
    assert [float(ball) for ball in exact] == [0.625, 1, 0, 1.5, 0.5, 2, -27]
    assert arithmetic.number(0.1).error is None
    assert arithmetic.number(Fraction(1, 10)).error is not None


EXACT = st.floats(-30, 30, allow_subnormal=False)
FUNCTIONS = {
    "exp": mpmath.exp, "tanh": mpmath.tanh, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "erf": mpmath.erf,
    "Phi": mpmath.ncdf, "varphi": mpmath.npdf, "log": mpmath.log, "sqrt": mpmath.sqrt,
}
OPERATIONS = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b, "power": lambda a, b: a ** b,
}


def inside(ball, truth):
    """Whether the truth, known to many bits, lies in the ball."""
    slack = mpf(2) ** -1500 if ball.error is None else mpf(2) ** ball.error
    return abs(ball.mpf - truth) <= slack


@st.composite
def balls(draw, positive=False):
    """A ball, and a truth at its very edge."""
    value = draw(EXACT.filter(lambda v: abs(v) > 1e-3))
    value = abs(value) if positive else value
    error = draw(st.integers(-90, -12))
    with mp.workprec(1600):
        truth = mpf(value) + draw(st.sampled_from([-1, 1, 0])) * mpf(2) ** error
    return Ball(libmp.from_float(value), error), truth


@given(balls(), balls(), st.sampled_from(sorted(OPERATIONS)))
def test_the_ball_of_an_operation_holds_the_truth(first, second, name):
    (a, true_a), (b, true_b) = first, second
    try:
        result = getattr(Reference(100), name)(a, b)
    except (Unsettled, Undefined):
        return
    with mp.workprec(1600):
        assert inside(result, OPERATIONS[name](true_a, true_b))


@given(balls(), balls(positive=True), st.sampled_from(sorted(FUNCTIONS)))
def test_the_ball_of_a_function_holds_the_truth(any_ball, positive_ball, name):
    ball, truth = positive_ball if name in ("log", "sqrt") else any_ball
    result = getattr(Reference(100), name)(ball)
    with mp.workprec(1600):
        assert inside(result, FUNCTIONS[name](truth))


@given(balls(), st.integers(-9, 9))
def test_the_ball_of_a_whole_power_holds_the_truth(ball, exponent):
    try:
        result = Reference(100).power(ball[0], Reference(100).number(exponent))
    except Unsettled:
        return
    with mp.workprec(1600):
        assert inside(result, ball[1] ** exponent)


def test_a_ball_that_is_too_small_would_be_seen(monkeypatch):
    """The tests above can fail: without the errors of its summands the ball of a sum misses the truth."""
    monkeypatch.setattr(module, "either", lambda first, second: -1000)
    result = Reference(100).add(Ball(libmp.from_float(1.0), -20), Ball(libmp.from_float(2.0), -20))
    with mp.workprec(1600):
        assert not inside(result, mpf(3) + mpf(2) ** -20)


def test_the_conversion_to_float_rounds_to_nearest():
    assert float(Reference(100).number(Fraction(1, 10))) == 0.1
