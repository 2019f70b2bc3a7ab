"""Signs far out, and near a point without value, where floats can still tell them."""
from fractions import Fraction
from math import erf, exp, log, sqrt, tanh

import pytest
from eqcheck.proof.tails import outward, tail_sign, towards
from eqcheck.proof.terms import Terms

TERMS = Terms()
X = TERMS.letter("x")


def call(name, a):
    return TERMS.apply(name, a)


def minus(a, b):
    return TERMS.subtract(a, b)


ONE, HALF = TERMS.one, TERMS.number(Fraction(1, 2))
LOG1P = call("log", TERMS.add(ONE, call("exp", X)))
CASES = [
    (minus(LOG1P, X), lambda x: log(1 + exp(x)) - x, (4, 8)),
    (minus(ONE, call("tanh", X)), lambda x: 1 - tanh(x), (4, 8)),
    (minus(call("erf", X), ONE), lambda x: erf(x) - 1, (2, 4)),
    (minus(call("Phi", X), HALF), lambda x: erf(x / sqrt(2)) / 2, (4, 8)),
    (minus(call("sqrt", TERMS.add(ONE, TERMS.power(X, 2))), X), lambda x: sqrt(1 + x * x) - x, (64, 512)),
    (minus(TERMS.power(X, 3), call("exp", X)), lambda x: x**3 - exp(x), (16, 64)),
    (minus(TERMS.divide(ONE, TERMS.add(ONE, X)), TERMS.divide(ONE, X)), lambda x: 1 / (1 + x) - 1 / x, (4, 16)),
]


@pytest.mark.parametrize("term, function, starts", CASES)
def test_signs_for_large_numbers(term, function, starts):
    found = [tail_sign(term, {"x": outward(1, False)}, Fraction(start)) for start in starts]
    assert found[-1] is not None
    for start, sign in zip(starts, found, strict=True):
        gap = function(start + 0.5)
        assert sign in (None, (gap > 0) - (gap < 0))


def test_no_sign_where_it_still_turns():
    turns_at_20 = minus(X, TERMS.number(20))
    assert tail_sign(turns_at_20, {"x": outward(1, False)}, Fraction(16)) is None
    assert tail_sign(turns_at_20, {"x": outward(1, False)}, Fraction(64)) == 1


def test_signs_near_a_point():
    assert tail_sign(call("log", X), {"x": towards(Fraction(0), 1)}, Fraction(2)) == -1
    assert tail_sign(TERMS.multiply(X, call("log", X)), {"x": towards(Fraction(0), 1)}, Fraction(2)) == -1
    assert tail_sign(TERMS.divide(ONE, minus(X, ONE)), {"x": towards(Fraction(1), -1)}, Fraction(2)) == -1


def test_equal_terms_have_no_gap():
    assert tail_sign(minus(TERMS.add(X, X), TERMS.multiply(TERMS.number(2), X)), {"x": outward(-1, False)},
                     Fraction(2)) == 0
