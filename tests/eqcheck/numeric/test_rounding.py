import math
from fractions import Fraction

import pytest
import torch
from eqcheck.backends.torch.tensors import TorchMachine
from eqcheck.numeric import Rounding, Undefined, rounding, settled
from eqcheck.semantics.evaluate import Scope, evaluate
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from .trees import ANY, LOGSIGMOID, SOFTPLUS, TANHSHRINK, call, compare, number, tree, x

UNIT = {torch.float64: 2.0**-53, torch.float32: 2.0**-24}


def scope(arithmetic, **letters):
    return Scope({name: arithmetic.number(value) for name, value in letters.items()})


def rounded(body, **letters):
    return rounding(lambda arithmetic: evaluate(body, scope(arithmetic, **letters), arithmetic))


def settles(body, **letters):
    return settled(lambda arithmetic: evaluate(body, scope(arithmetic, **letters), arithmetic))


@settings(max_examples=300)
@given(ANY, st.floats(-20, 20), st.floats(-1, 1))
def test_the_bound_holds_for_float64(body, value, other):
    result = rounded(body, x=value, y=other)
    bound = result.bound(UNIT[torch.float64])
    assume(bound is not None)
    try:
        truth = settles(body, x=value, y=other)
    except Undefined:
        assume(False)
    assert result.value == truth or abs(result.value - truth) <= bound


@settings(max_examples=200)
@given(ANY, st.floats(-8, 8, width=32), st.floats(-1, 1, width=32))
def test_the_same_run_bounds_float32(body, value, other):
    bound = rounded(body, x=value, y=other).bound(UNIT[torch.float32])
    assume(bound is not None)
    machine = TorchMachine(torch.float32)
    literal = evaluate(body, scope(machine, x=value, y=other), machine).double().item()
    assume(math.isfinite(literal) and abs(literal) > 1e-30)
    try:
        truth = settles(body, x=value, y=other)
    except Undefined:
        assume(False)
    assert abs(literal - truth) <= bound + 1e-30


@pytest.mark.parametrize(("body", "value", "relative"), [
    (x, 0.3, 0), (tree.Negate(x), 0.3, 0), (tree.Multiply(number("1/8"), x), 0.3, 0),
    (tree.Multiply(number("1/3"), x), 0.3, 2), (tree.Add(x, number(1)), 0.3, 1), (call("exp", x), 0.0, 0),
    (call("max", number(0), x), 0.3, 0), (tree.Divide(x, number(4)), 0.3, 0),
])
def test_how_much_each_operation_adds(body, value, relative):
    result = rounded(body, x=value)
    assert result.error == pytest.approx(relative * abs(result.value))


def test_cancellation_is_in_the_bound():
    result = rounded(TANHSHRINK, x=1e-5)
    bound = result.bound(2.0**-53)
    assert bound > abs(result.value) * 1e-3
    assert abs(result.value - settles(TANHSHRINK, x=1e-5)) <= bound


@pytest.mark.parametrize(("body", "value"), [(SOFTPLUS, 1e3), (TANHSHRINK, 800.0), (LOGSIGMOID, -1e3)])
def test_overflow_leaves_no_bound(body, value):
    assert rounded(body, x=value).bound(2.0**-53) is None


def test_an_infinity_that_was_given_is_exact():
    for body, value in ((SOFTPLUS, math.inf), (tree.PositivePart(x), -math.inf), (LOGSIGMOID, math.inf)):
        assert rounded(body, x=value).bound(2.0**-53) is not None


def test_undefined_leaves_no_bound():
    assert rounded(tree.Divide(x, x), x=0.0).bound(2.0**-53) is None
    assert rounded(tree.Subtract(x, x), x=math.inf).bound(2.0**-53) is None
    assert rounded(tree.Cases(((x, compare(x, ">", number(0))),)), x=0.0).bound(2.0**-53) is None


def test_a_branch_that_rounding_may_turn_leaves_no_bound():
    third = tree.Multiply(number("1/3"), number(3))
    body = tree.Cases(((number(0), compare(third, "<", x)), (number(5), None)))
    assert rounded(body, x=1.0).bound(2.0**-53) is None
    assert rounded(body, x=0.5).value == 5


def test_a_branch_not_taken_adds_nothing():
    """The huge error of e^50 does not reach max(0, x) + min(0, e^x − 1)."""
    body = tree.Add(call("max", number(0), x), call("min", number(0), tree.Subtract(call("exp", x), number(1))))
    assert rounded(body, x=50.0).error == 0


def test_a_coarse_unit_may_have_no_bound_where_a_fine_one_has():
    body = call("log", tree.Subtract(tree.Add(x, number(1)), number(1)))
    result = rounded(body, x=2.0**-10)
    assert result.bound(2.0**-53) is not None
    assert result.bound(2.0**-8) is None


@pytest.mark.parametrize("operation", ["add", "multiply", "divide", "exp", "log", "tanh", "sqrt"])
def test_the_bound_is_needed(operation, monkeypatch):
    """Without the errors of an operation some literal value lies outside its bound: the tests above can fail."""
    def free(self, *arguments):
        result = original(self, *arguments)
        result.error = 0.0
        return result

    original = getattr(Rounding, operation)
    monkeypatch.setattr(Rounding, operation, free)
    node = {"add": tree.Add, "multiply": tree.Multiply, "divide": tree.Divide}.get(operation)
    body = node(x, tree.Variable("y")) if node else call(operation, x)
    points = [Fraction(k, 7) for k in range(1, 30)]
    assert any(
        abs(rounded(body, x=float(p), y=0.3).value - settles(body, x=float(p), y=0.3))
        > rounded(body, x=float(p), y=0.3).bound(2.0**-53)
        for p in points
    )
