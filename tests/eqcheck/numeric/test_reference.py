"""Balls: they hold the truth, exact numbers stay exact, and what has no value says so."""
import random
from fractions import Fraction

import pytest
from eqcheck.numeric import Ball, Reference, Undefined, Unsettled, settled, working_precision
from eqcheck.semantics.evaluate import Scope, evaluate
from flint import ctx
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from .trees import GELU, LOGSIGMOID, SOFTPLUS, TANH, TANHSHRINK, call, number, tree, x
from .witness import FUNCTIONS, OPERATIONS, exact, holds

INFINITY = float("inf")
REFERENCE = Reference()
PRECISIONS = (53, 100, 200, 800, 3200)


def at(body, value):
    return settled(lambda arithmetic: evaluate(body, Scope({"x": arithmetic.number(value)}), arithmetic))


@pytest.fixture(autouse=True)
def a_hundred_bits():
    with ctx.workprec(100):
        yield


# --- settled values ---------------------------------------------------------------------------------------------------


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
    (call("sin", x), 1e22, "-0.8522008497671888018"),
    (call("cos", x), 1e22, "0.52321478539513894549"),
    (call("arccos", x), -1.0, "3.14159265358979323846"),
    (call("arccos", x), 1 - 2.0**-53, "1.4901161193847656388e-08"),
])
def test_the_value_settles(body, value, expected):
    found, expected = exact(at(body, value)), mpf(expected)
    assert abs(found - expected) <= abs(expected) * mpf(2) ** -52 + mpf(2) ** -1100


@pytest.mark.parametrize(("body", "value", "expected"), [
    (SOFTPLUS, INFINITY, INFINITY), (SOFTPLUS, -INFINITY, 0), (LOGSIGMOID, -INFINITY, -INFINITY),
    (LOGSIGMOID, INFINITY, 0), (call("tanh", x), -INFINITY, -1), (call("Phi", x), -INFINITY, 0),
    (call("Phi", x), INFINITY, 1), (call("erf", x), INFINITY, 1), (call("erf", x), -INFINITY, -1),
    (GELU, INFINITY, INFINITY), (call("varphi", x), INFINITY, 0), (call("exp", x), -INFINITY, 0),
    (call("log", x), 0.0, -INFINITY), (call("sqrt", x), INFINITY, INFINITY), (call("cosh", x), -INFINITY, INFINITY),
    (call("sinh", x), -INFINITY, -INFINITY),
])
def test_infinities_are_limits(body, value, expected):
    assert at(body, value) == expected


@pytest.mark.parametrize(("body", "value"), [
    (GELU, -INFINITY), (TANH, INFINITY), (call("log", x), -1.0), (call("sqrt", x), -1.0), (call("log", x), -INFINITY),
    (call("sqrt", x), -INFINITY), (call("exp", call("exp", call("exp", x))), 50.0), (x, float("nan")),
    (call("sin", x), INFINITY), (call("cos", x), -INFINITY), (call("arccos", x), 1 + 2.0**-52),
])
def test_no_value(body, value):
    with pytest.raises(Undefined):
        at(body, value)


def test_what_never_settles_says_so():
    def thin(arithmetic):
        return arithmetic.subtract(arithmetic.constant("pi"), arithmetic.constant("pi"))

    assert settled(thin) == 0  # less than any machine number can see
    with pytest.raises(Undefined, match="not settled with 12800 bits: a comparison"):
        settled(lambda arithmetic: arithmetic.compare("<", arithmetic.number(0), thin(arithmetic)))


def test_a_settled_value_is_an_exact_number():
    tenth = settled(lambda arithmetic: arithmetic.number(Fraction(1, 10)))
    assert tenth.is_exact() and float(tenth) == 0.1 and tenth != 0.1
    assert holds(Ball(tenth, Ball((1, -73))), 100, lambda: mpf(1) / 10)
    huge = at(call("exp", x), 1000.0)
    assert huge.is_finite() and huge > 1e308  # though float(huge) is infinite


def test_digits_that_cancel_are_made_up_for():
    """1 − tanh 20 is 2^-57: of 100 bits 43 are left."""
    found = at(tree.Subtract(number(1), call("tanh", x)), 20.0)
    assert holds(Ball(found, abs(found) * Ball((1, -70))), 100, lambda: 1 - FUNCTIONS["tanh"](mpf(20)))


def test_precision_is_put_back():
    with pytest.raises(Undefined):
        at(call("sqrt", x), -1.0)
    at(SOFTPLUS, 1.0)
    assert ctx.prec == 100
    with working_precision():
        assert ctx.prec == 200


# --- exact, infinite, undecided ---------------------------------------------------------------------------------------


def test_exact_numbers_stay_exact():
    exactly = REFERENCE.number
    values = [
        exactly(Fraction(5, 8)), REFERENCE.exp(exactly(0)), REFERENCE.log(exactly(1)), REFERENCE.sqrt(exactly(2.25)),
        REFERENCE.Phi(exactly(0)), REFERENCE.divide(exactly(1.5), exactly(0.75)),
        REFERENCE.power(exactly(-3), exactly(3)), REFERENCE.power(exactly(2.25), exactly(0.5)),
        REFERENCE.power(exactly(0), exactly(Fraction(1, 3))), REFERENCE.power(exactly(-0.5), exactly(-2)),
        REFERENCE.power(exactly(0), exactly(0)), exactly(10**60),
        REFERENCE.multiply(exactly(0), REFERENCE.constant("pi")), exactly(0.1),
    ]
    assert all(map(Ball.is_exact, values))
    assert list(map(float, values)) == [0.625, 1, 0, 1.5, 0.5, 2, -27, 1.5, 0, 4, 1, 1e60, 0, 0.1]
    assert not exactly(Fraction(1, 10)).is_exact()


def test_ties_of_exact_numbers_are_decided():
    third, pi = REFERENCE.number(Fraction(1, 3)), REFERENCE.constant("pi")
    assert REFERENCE.order(REFERENCE.subtract(REFERENCE.number(0.1), REFERENCE.number(0.1)), REFERENCE.number(0)) == 0
    assert REFERENCE.order(REFERENCE.sqrt(REFERENCE.number(9)), REFERENCE.number(3)) == 0
    assert REFERENCE.order(pi, pi) == 0
    with pytest.raises(Unsettled):
        REFERENCE.order(third, REFERENCE.number(Fraction(1, 3)))


def test_a_comparison_is_never_decided_by_rounding():
    one = REFERENCE.multiply(REFERENCE.number(Fraction(1, 3)), REFERENCE.number(3))
    with pytest.raises(Unsettled):
        REFERENCE.compare(">=", one, REFERENCE.number(1))
    assert REFERENCE.compare(">", one, REFERENCE.number(0.999))
    assert not REFERENCE.distinct(one, REFERENCE.number(1)) and REFERENCE.distinct(one, REFERENCE.number(0.999))
    for extreme in (REFERENCE.maximum, REFERENCE.minimum):  # continuous, so they need not know
        assert extreme(one, REFERENCE.number(1)).contains(1)
    wide, other = Ball(0, 1), Ball(0.5, 1)
    assert REFERENCE.maximum(wide, other).contains(1.5) and REFERENCE.minimum(other, wide).contains(-1)


@pytest.mark.parametrize(("operation", "arguments"), [
    ("divide", (0, 0)), ("divide", (1, 0)), ("multiply", (0, INFINITY)), ("divide", (INFINITY, INFINITY)),
    ("add", (INFINITY, -INFINITY)), ("subtract", (INFINITY, INFINITY)), ("power", (0, -1)), ("power", (0, -0.75)),
    ("power", (-8, Fraction(1, 3))), ("power", (-1, 2**70)),
])
def test_operations_without_a_value(operation, arguments):
    with pytest.raises(Undefined):
        getattr(REFERENCE, operation)(*map(REFERENCE.number, arguments))


@pytest.mark.parametrize(("operation", "arguments", "expected"), [
    ("add", (INFINITY, 1), INFINITY), ("subtract", (1, INFINITY), -INFINITY), ("multiply", (-2, INFINITY), -INFINITY),
    ("divide", (1, -INFINITY), 0), ("divide", (-INFINITY, 2), -INFINITY), ("power", (-INFINITY, 3), -INFINITY),
    ("power", (-INFINITY, 2), INFINITY), ("power", (INFINITY, -1), 0), ("power", (INFINITY, 0.75), INFINITY),
])
def test_operations_with_infinities(operation, arguments, expected):
    """Exactly, also where the other operand is a ball."""
    a, b = map(REFERENCE.number, arguments)
    blurred = [Ball(value, 0.125) if abs(value) == 2 else value for value in (a, b)]
    for operands in ((a, b), blurred) if operation != "power" else ((a, b),):
        found = getattr(REFERENCE, operation)(*operands)
        assert found == expected and found.is_exact()


@pytest.mark.parametrize("operation", ["divide", "multiply"])
def test_a_ball_around_zero_asks_for_more_digits(operation):
    with pytest.raises(Unsettled):
        getattr(REFERENCE, operation)(REFERENCE.number(INFINITY), Ball(0.5, 1))
    for name in ("log", "sqrt"):
        with pytest.raises(Unsettled):
            getattr(REFERENCE, name)(Ball(0, 2**-20))


@pytest.mark.parametrize("bits", [100, 1200, 4800])
@pytest.mark.parametrize("sign", [-1, 1])
def test_the_range_is_unlimited(bits, sign):
    far = Ball((3 * sign, bits))
    for log, argument in ((REFERENCE.log, far), (lambda a: REFERENCE.negate(REFERENCE.log(a)), REFERENCE.negate(far))):
        back = log(REFERENCE.exp(argument))
        assert back.overlaps(far) and back.rel_accuracy_bits() > 80
    grown = REFERENCE.multiply(REFERENCE.number(2), REFERENCE.cosh(far))
    assert grown.overlaps(REFERENCE.exp(abs(far))) and grown.rel_accuracy_bits() > 80
    # Mills: the tail Φ(−x) is φ(x)/x, but for a part in x².
    ratio = REFERENCE.divide(REFERENCE.multiply(abs(far), REFERENCE.Phi(-abs(far))), REFERENCE.varphi(far))
    assert abs(ratio - 1) < Ball((1, -80))


def test_beyond_reach():
    with pytest.raises(Undefined, match="beyond reach"):
        REFERENCE.exp(Ball((1, 30_000)))


# --- the witness ------------------------------------------------------------------------------------------------------


def sample(seed, positive=False):
    """Numbers of all sizes, with few digits and with many."""
    drawn = random.Random(seed)
    for _ in range(25):
        value = Ball((drawn.getrandbits(drawn.choice((3, 53, 90))) + 1, 0))
        value = value * Ball((1, drawn.randint(-12, 5))) / Ball((1, int(exact(value)).bit_length()))
        yield abs(value).mid() if positive or drawn.random() < 0.5 else -value.mid()


@pytest.mark.parametrize("bits", PRECISIONS)
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_value_of_a_function_lies_in_its_ball(name, bits):
    for value in sample(name, positive=name in ("log", "sqrt")):
        with ctx.workprec(bits):
            ball = getattr(REFERENCE, name)(value)
        assert holds(ball, bits, lambda value=value: FUNCTIONS[name](exact(value)))
        assert ball.rel_accuracy_bits() >= bits - 20  # and the ball is no excuse


@pytest.mark.parametrize("bits", PRECISIONS)
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_the_value_of_an_operation_lies_in_its_ball(name, bits):
    for a, b in zip(sample(name, positive=name == "power"), sample(bits), strict=True):
        with ctx.workprec(bits):
            ball = getattr(REFERENCE, name)(a, b)
        assert holds(ball, bits, lambda a=a, b=b: OPERATIONS[name](exact(a), exact(b)))
        assert ball.rel_accuracy_bits() >= bits - 20 or name in ("add", "subtract")


@st.composite
def balls(draw, positive=False):
    """A ball, and a truth at its very edge or in the middle."""
    value = draw(st.floats(-30, 30, allow_subnormal=False).filter(lambda v: abs(v) > 1e-3))
    value = abs(value) if positive else value
    radius = Ball((1, draw(st.integers(-90, -12))))
    side = draw(st.sampled_from([-1, 1, 0]))
    with mp.workprec(400):
        return Ball(value, radius), mpf(value) + side * exact(radius)


@given(balls(), balls(), st.sampled_from(sorted(OPERATIONS)))
def test_the_ball_of_an_operation_holds_the_truth(first, second, name):
    (a, true_a), (b, true_b) = first, second
    try:
        result = getattr(REFERENCE, name)(a, b)
    except (Unsettled, Undefined):
        return
    assert holds(result, 100, lambda: OPERATIONS[name](true_a, true_b))


@given(balls(), balls(positive=True), st.sampled_from(sorted(FUNCTIONS)))
def test_the_ball_of_a_function_holds_the_truth(any_ball, positive_ball, name):
    ball, truth = positive_ball if name in ("log", "sqrt") else any_ball
    assert holds(getattr(REFERENCE, name)(ball), 100, lambda: FUNCTIONS[name](truth))


@given(balls(), st.integers(-9, 9))
def test_the_ball_of_a_whole_power_holds_the_truth(ball, exponent):
    result = REFERENCE.power(ball[0], REFERENCE.number(exponent))
    assert holds(result, 100, lambda: ball[1] ** exponent)


def test_the_square_of_a_ball_around_zero_has_a_value():
    assert REFERENCE.power(Ball(0, 2**-20), REFERENCE.number(2)).contains(Ball((1, -40)))


@pytest.mark.parametrize("name", sorted({*FUNCTIONS} - {"negate", "absolute"}))
def test_a_ball_that_is_too_small_would_be_seen(name):
    """The tests above can fail: a midpoint taken for the truth, and a radius of three quarters, miss it."""
    function = getattr(REFERENCE, name)
    assert not holds(function(Ball(0.7)).mid(), 100, lambda: FUNCTIONS[name](mpf(0.7)))
    ball = function(Ball(0.7, 2.0**-20))
    edges = [mpf(0.7) + side * mpf(2) ** -20 for side in (-1, 1)]
    assert not all(holds(Ball(ball.mid(), ball.rad() * 3 / 4), 100, lambda e=e: FUNCTIONS[name](e)) for e in edges)


@pytest.mark.parametrize(("name", "wrong"), [
    ("exp", lambda ball: ball.expm1()), ("log", lambda ball: ball.log1p()), ("Phi", lambda ball: ball.erfc() / 2),
])
def test_a_wrong_function_would_be_seen(name, wrong):
    assert not holds(wrong(Ball(0.7)), 100, lambda: FUNCTIONS[name](mpf(0.7)))
