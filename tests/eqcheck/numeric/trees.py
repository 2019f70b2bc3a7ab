"""Trees for the tests, written short."""
from __future__ import annotations

from fractions import Fraction

from eqcheck.syntax import tree
from hypothesis import strategies as st

x, y = tree.Variable("x"), tree.Variable("y")


def number(value: int | str) -> tree.Number:
    return tree.Number(Fraction(value))


def call(name: str, *arguments: tree.Expression, primes: int = 0) -> tree.Call:
    return tree.Call(name, arguments, primes=primes)


def compare(left: tree.Expression, operator: str, right: tree.Expression) -> tree.Compare:
    return tree.Compare((left, right), (operator,))


ONE = number(1)
RELU = tree.PositivePart(x)
LEAKY = tree.Cases(((x, compare(x, ">=", number(0))), (tree.Multiply(number("1/8"), x), None)))
SOFTPLUS = call("log", tree.Add(ONE, call("exp", x)))
LOGSIGMOID = call("log", tree.Divide(ONE, tree.Add(ONE, call("exp", tree.Negate(x)))))
TANH = tree.Divide(
    tree.Subtract(call("exp", x), call("exp", tree.Negate(x))), tree.Add(call("exp", x), call("exp", tree.Negate(x)))
)
TANHSHRINK = tree.Subtract(x, TANH)
GELU = tree.Multiply(x, call("Phi", x))


WHOLE = ("tanh", "erf", "Phi", "varphi", "exp", "sin", "cos")
"""Functions of every number."""


def above_one(f: tree.Expression) -> tree.Expression:
    return tree.Add(ONE, tree.Multiply(f, f))


def grown(leaves: st.SearchStrategy, kinks: bool) -> st.SearchStrategy:
    """Random trees over these leaves: smooth ones, or with kinks and singular points too."""
    def step(trees: st.SearchStrategy) -> st.SearchStrategy:
        pairs = st.tuples(trees, trees)
        steps = [
            *(st.builds(node, trees, trees) for node in (tree.Add, tree.Subtract, tree.Multiply)),
            st.builds(lambda f: tree.Power(f, number(3)), trees),
            *(st.builds(lambda f, name=name: call(name, f), trees) for name in WHOLE),
        ]
        if not kinks:
            return st.one_of(
                *steps,
                pairs.map(lambda p: tree.Divide(p[0], above_one(p[1]))),
                *(st.builds(lambda f, name=name: call(name, above_one(f)), trees) for name in ("log", "sqrt")),
                st.builds(lambda f: tree.Power(above_one(f), number("-3/4")), trees),
                *(st.builds(lambda f, name=name: call(name, call("tanh", f)), trees) for name in ("sinh", "cosh")),
            )
        return st.one_of(
            *steps,
            *(st.builds(lambda f, name=name: call(name, f), trees) for name in ("log", "sqrt", "sinh", "cosh")),
            st.builds(tree.Divide, trees, trees),
            pairs.map(lambda p: call("max", *p)),
            pairs.map(lambda p: call("min", *p)),
            st.builds(tree.Absolute, trees),
            st.tuples(trees, trees, trees).map(
                lambda t: tree.Cases(((t[0], compare(t[1], "<=", number(1))), (t[2], None)))
            ),
        )
    return st.recursive(leaves, step, max_leaves=8)


LEAVES = st.sampled_from([x, y, number(1), number(2), number("1/4"), number("1/3"), number("-7/10")])
SMOOTH = grown(st.one_of(st.just(x), LEAVES), kinks=False)
ANY = grown(LEAVES, kinks=True)
