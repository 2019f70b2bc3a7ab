"""What functions tend to at both ends of the line, their slopes too."""
from math import inf

import pytest
from eqcheck.numeric import Undefined, Unsettled
from eqcheck.proof.limits import at_infinity


def softplus(arithmetic, x):
    return arithmetic.log(arithmetic.add(arithmetic.number(1), arithmetic.exp(x)))


def gelu(arithmetic, x):
    return arithmetic.multiply(x, arithmetic.Phi(x))


@pytest.mark.parametrize(("function", "left", "right"), [
    (lambda arithmetic, x: arithmetic.tanh(x), -1, 1),
    (softplus, 0, inf),
    (lambda arithmetic, x: arithmetic.subtract(softplus(arithmetic, x), x), inf, 0),
    (gelu, 0, inf),
    (lambda arithmetic, x: arithmetic.taylor(gelu, x, 1, 1)[1], 0, 1),
    (lambda arithmetic, x: arithmetic.divide(x, arithmetic.absolute(x)), -1, 1),
    (lambda arithmetic, x: arithmetic.minimum(x, arithmetic.number(10**30)), -inf, 10**30),
    (lambda arithmetic, x: arithmetic.number(3), 3, 3),
])
def test_both_ends(function, left, right):
    assert [at_infinity(function, direction) for direction in (-1, 1)] == [left, right]


@pytest.mark.parametrize(("function", "trouble"), [
    (lambda arithmetic, x: arithmetic.log(x), Undefined),
    (lambda arithmetic, x: arithmetic.exp(arithmetic.negate(arithmetic.exp(arithmetic.negate(x)))), Unsettled),
])
def test_no_value(function, trouble):
    with pytest.raises(trouble):
        at_infinity(function, -1)
