"""Random formulas: what is called proved holds at points, what is called refuted fails there by another arithmetic."""
from fractions import Fraction

from eqcheck.numeric import Undefined, settled
from eqcheck.proof import Proof, Refutation, prove
from eqcheck.semantics.case import Case
from eqcheck.semantics.evaluate import evaluate
from eqcheck.semantics.scope import Scope
from eqcheck.syntax import tree
from eqcheck.syntax.domains import read_where
from eqcheck.syntax.statement import Statement
from hypothesis import given, settings
from hypothesis import strategies as st

from .statements import LIBRARY

X = tree.Variable("x")
ZERO = tree.Number(Fraction(0))
POINTS = [Fraction(k, 7) for k in (-700, -61, -20, -9, -3, -1, 0, 1, 2, 8, 15, 33, 500)]
numbers = st.builds(tree.Number, st.fractions(-3, 3, max_denominator=4))


def larger(inner):
    call = st.builds(lambda name, a: tree.Call(name, (a,)), st.sampled_from(["exp", "tanh", "erf", "Phi"]), inner)
    operations = st.sampled_from([tree.Add, tree.Subtract, tree.Multiply])
    pair = st.builds(lambda make, a, b: make(a, b), operations, inner, inner)
    kink = st.builds(lambda name, a, b: tree.Call(name, (a, b)), st.sampled_from(["max", "min"]), inner, inner)
    return call | pair | kink | st.builds(tree.Absolute, inner) | st.builds(tree.PositivePart, inner)


formulas = st.recursive(st.just(X) | numbers, larger, max_leaves=5)
sizes = st.sampled_from([Fraction(1), Fraction(1, 10**6), Fraction(1, 10**15), Fraction(1, 10**30)])
places = st.fractions(-50, 50, max_denominator=1000)


@st.composite
def bumps(draw):
    """Something that is 0, or nearly so, but around one place, or but far out."""
    size, place = tree.Number(draw(sizes)), tree.Subtract(X, tree.Number(draw(places)))
    width = tree.Number(1 / draw(sizes))
    return draw(st.sampled_from([
        tree.Multiply(size, tree.Call("exp", (tree.Negate(tree.Multiply(width, tree.Multiply(place, place))),))),
        tree.PositivePart(tree.Subtract(size, tree.Absolute(place))),
        tree.PositivePart(tree.Subtract(X, width)),
        tree.Multiply(size, tree.Indicator(tree.Compare((place, ZERO), ("=",)))),
        size,
    ]))


def statement(kind, relation):
    return Case(Statement("", kind, "random", "x real"), tree.Equation(relation), read_where("x real"), LIBRARY)


def value(side, x):
    """The value by the reference, None where it has none."""
    try:
        return settled(lambda arithmetic: evaluate(side, Scope({"x": arithmetic.number(x)}), arithmetic))
    except Undefined:
        return None


@given(formulas, bumps())
@settings(max_examples=60, deadline=None)
def test_a_formula_never_equals_itself_with_a_bump(formula, bump):
    case = statement("identity", tree.Compare((formula, tree.Add(formula, bump)), ("=",)))
    assert not isinstance(prove(case, 1), Proof)


@given(formulas, formulas)
@settings(max_examples=60, deadline=None)
def test_proved_identities_hold_at_points(f, g):
    found = prove(statement("identity", tree.Compare((f, g), ("=",))), 1)
    if isinstance(found, Proof):
        for x in POINTS:
            a, b = value(f, x), value(g, x)
            assert (a is None) == (b is None) and (a is None or abs(a - b) <= 1e-15 * (1 + abs(a)))


@given(formulas, st.sampled_from(["<", "<=", ">", ">="]), numbers)
@settings(max_examples=100, deadline=None)
def test_inequalities_hold_or_fail_as_told(formula, operator, bound):
    found = prove(statement("inequality", tree.Compare((formula, bound), (operator,))), 1)
    holds = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}
    if isinstance(found, Proof):
        for x in POINTS:
            gap = value(tree.Subtract(formula, bound), x)
            assert gap is not None and (holds[operator](gap, 0) or abs(gap) < 1e-18)
    elif isinstance(found, Refutation) and isinstance(found.point["x"], Fraction):
        gap = value(tree.Subtract(formula, bound), found.point["x"])
        assert gap is None or not holds[operator](gap, 0) or abs(gap) < 1e-18
