from fractions import Fraction

import pytest
from eqcheck.numeric import Reference, Rounding, Undefined, settled
from eqcheck.semantics.evaluate import Scope, evaluate
from mpmath import exp, mp

from .trees import SOFTPLUS, TANH, call, number, tree, x
from .witness import exact

INFINITY = tree.Constant("infinity")
ENDLESS = float("inf")
BETA = tree.Variable("y")
SMOOTH_RELU = tree.Divide(call("log", tree.Add(number(1), call("exp", tree.Multiply(BETA, x)))), BETA)


def limit(body, letter, target, side="", **letters):
    node = tree.Limit(body, letter, target, side)
    return settled(
        lambda a: evaluate(node, Scope({name: a.number(value) for name, value in letters.items()}), a)
    )


@pytest.mark.parametrize(("body", "target", "expected"), [
    (TANH, INFINITY, 1), (TANH, tree.Negate(INFINITY), -1), (SOFTPLUS, tree.Negate(INFINITY), 0),
    (SOFTPLUS, INFINITY, ENDLESS), (tree.Multiply(x, call("Phi", x)), tree.Negate(INFINITY), 0),
    (tree.Divide(x, tree.Add(number(1), tree.Absolute(x))), INFINITY, 1),
    (tree.Subtract(SOFTPLUS, x), INFINITY, 0), (call("log", x), INFINITY, ENDLESS),
    (tree.Divide(call("tanh", x), x), number(0), 1), (tree.Divide(x, tree.Absolute(x)), INFINITY, 1),
    (number(3), INFINITY, 3), (tree.Negate(tree.Power(x, number(2))), INFINITY, -ENDLESS),
])
def test_limits(body, target, expected):
    found = limit(body, "x", target)
    assert found == expected or abs(found - expected) < 1e-60 * abs(expected)


def test_a_limit_of_zero_is_zero():
    assert limit(SOFTPLUS, "x", tree.Negate(INFINITY)) == 0
    assert limit(tree.Divide(number(1), x), "x", INFINITY) == 0


def test_limits_from_one_side():
    step = tree.Divide(x, tree.Absolute(x))
    assert limit(step, "x", number(0), "+") == 1
    assert limit(step, "x", number(0), "-") == -1
    with pytest.raises(Undefined, match="from the left"):
        limit(step, "x", number(0))
    assert limit(call("log", x), "x", number(0), "+") == -ENDLESS


@pytest.mark.parametrize("value", [-3.0, 0.0, 2.5, 1e-300, -1e300])
def test_softplus_tends_to_relu(value):
    assert limit(SMOOTH_RELU, "y", INFINITY, x=value) == max(0, value)


def test_no_limit():
    sign = tree.Power(number(-1), x)
    with pytest.raises(Undefined):
        limit(sign, "x", INFINITY)
    alternating = tree.Cases(((number(1), tree.Compare((x, number(2**20)), ("<",))), (tree.Power(x, number(0)), None)))
    assert limit(alternating, "x", INFINITY) == 1


def test_only_the_reference_searches():
    with pytest.raises(Undefined, match="reference only"):
        evaluate(tree.Limit(x, "x", INFINITY), Scope(), Rounding())


def proximal(penalty, value, weight=1.0):
    """The z that makes ½(z − x)² + y · penalty(z) smallest."""
    distance = tree.Divide(tree.Power(tree.Subtract(tree.Variable("z"), x), number(2)), number(2))
    body = tree.Add(distance, tree.Multiply(BETA, penalty))
    node = tree.Reduce("argmin", "z", None, None, body)
    return settled(lambda a: evaluate(node, Scope({"x": a.number(value), "y": a.number(weight)}), a))


@pytest.mark.parametrize("value", [0.0, 0.3, 0.5, -0.5, -0.7, 4.0, 1e-300, 1e10, 0.1])
def test_the_proximal_step_of_the_absolute_value_shrinks(value):
    shrunk = max(abs(Fraction(value)) - Fraction(1, 2), 0)
    assert exact(proximal(tree.Absolute(tree.Variable("z")), value, 0.5)) == (shrunk if value > 0 else -shrunk)


def test_a_smooth_minimum():
    """z + y e^z = x for y = 1 and x = 2 + e²."""
    z = exact(proximal(call("exp", tree.Variable("z")), 9.0))
    with mp.workdps(40):
        assert abs(z + exp(z) - 9) < 1e-18


def test_a_minimum_between_the_numbers_at_hand():
    """½(z − 5)² + (z − 3)² is smallest at 11/3: near it the slope of exact numbers is never 0, nor inexact."""
    squared = tree.Power(tree.Subtract(tree.Variable("z"), number(3)), number(2))
    found = exact(proximal(squared, 5.0))
    with mp.workdps(40):
        assert abs(3 * found - 11) < 1e-18


@pytest.mark.parametrize(("body", "complaint"), [
    (tree.Variable("z"), "falls for ever"),
    (tree.Negate(tree.Absolute(tree.Variable("z"))), "falls for ever"),
    (tree.Negate(tree.Power(tree.Variable("z"), number(2))), "not convex"),
    (tree.Power(tree.Subtract(tree.Variable("z"), number(1)), number(3)), "not convex"),
])
def test_nothing_smallest(body, complaint):
    """It is told after a few tries, or an author's wrong sign would look as if the check hung."""
    tries = []

    class Counting(Reference):
        def taylor(self, *arguments):
            tries.append(arguments)
            return super().taylor(*arguments)

    with pytest.raises(Undefined, match=complaint):
        evaluate(tree.Reduce("argmin", "z", None, None, body), Scope(), Counting())
    assert len(tries) < 40
