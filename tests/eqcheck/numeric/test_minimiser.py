from fractions import Fraction

import pytest
from eqcheck.numeric import Reference, Rounding, Undefined, settled
from eqcheck.semantics.evaluate import Scope, evaluate
from mpmath import exp, mp

from .trees import call, number, tree, x, y
from .witness import exact


def test_only_the_reference_searches():
    with pytest.raises(Undefined, match="reference only"):
        evaluate(tree.Reduce("argmin", "x", None, None, tree.Absolute(x)), Scope(), Rounding())


def proximal(penalty, value, weight=1.0):
    """The z that makes ½(z − x)² + y · penalty(z) smallest."""
    distance = tree.Divide(tree.Power(tree.Subtract(tree.Variable("z"), x), number(2)), number(2))
    body = tree.Add(distance, tree.Multiply(y, penalty))
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
