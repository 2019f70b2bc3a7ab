"""Random trees are printed and read again; random text is refused in one way only."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from eqcheck.syntax import tree
from eqcheck.syntax.defined_names import defined_names
from eqcheck.syntax.domains import read_where
from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.parser import Names, read
from hypothesis import given, settings
from hypothesis import strategies as st

from ..lecture import FUNCTIONS, STATEMENTS, read_statement
from ..printing import GATHERED, Printer

NAMES = Names(frozenset({"ReLU", "ELU"}), frozenset({"x", "y", "alpha", "N", "ignore_index"}))
COMPARISONS = ["=", "!=", "<", "<=", ">", ">="]


class Grower:
    """Grows a tree in which every letter is declared or bound. ``choose(n)`` is a number below n."""

    def __init__(self, choose: Callable[[int], int]) -> None:
        self.choose = choose

    def one_of(self, things: Sequence[Any]) -> Any:
        return things[self.choose(len(things))]

    def equation(self) -> tree.Equation:
        operators = tuple(self.one_of([*COMPARISONS, "approx", "~"]) for _ in range(1 + self.choose(2)))
        relation = tree.Compare(tuple(self.expression(3) for _ in (0, *operators)), operators)
        explained = tree.Compare((tree.Variable("w"), self.expression(2)), ("=",))
        return tree.Equation(relation, (explained,) * self.choose(2), self.one_of([None, self.condition(1)]))

    def condition(self, depth: int, bound: tuple[str, ...] = ()) -> tree.Condition:
        kind = self.choose(6) if depth > 0 else 0
        if kind in (3, 4):
            node = tree.And if kind == 3 else tree.Or
            return node(self.condition(depth - 1, bound), self.condition(depth - 1, bound))
        if kind == 5:
            return tree.Not(self.condition(depth - 1, bound))
        operators = tuple(self.one_of(COMPARISONS) for _ in range(1 + self.choose(2)))
        return tree.Compare(tuple(self.expression(depth - 1, bound) for _ in (0, *operators)), operators)

    def leaf(self, bound: tuple[str, ...]) -> tree.Expression:
        letter = tree.Variable(self.one_of(["x", "y", "alpha", "N", "ignore_index"]))
        indices = tuple(tree.Variable(self.one_of([*bound, "N"])) for _ in range(1 + self.choose(2)))
        number = tree.Number(Fraction(self.choose(1200), self.one_of([1, 100])))
        return self.one_of([letter, letter, number, tree.Constant(self.one_of(["pi", "e", "infinity"])),
                            tree.Index(letter, indices)])

    def expression(self, depth: int, bound: tuple[str, ...] = ()) -> tree.Expression:
        if depth <= 0 or self.choose(4) == 0:
            return self.leaf(bound)
        one, other = self.expression(depth - 1, bound), self.expression(depth - 1, bound)
        kind = self.choose(12)
        if kind < 6:
            return self.one_of([tree.Add, tree.Subtract, tree.Multiply, tree.Divide, tree.Power, tree.Norm])(one, other)
        if kind == 6:
            return self.one_of([tree.Negate, tree.Absolute, tree.PositivePart, tree.NegativePart])(one)
        if kind == 7:
            option = self.one_of([other, tree.Text("mean")])
            return self.one_of([tree.Call("exp", (one,)), tree.Call("max", (one, other)), tree.Call("sqrt", (one,)),
                                tree.Call("ELU", (one,), (option,), self.choose(3))])
        if kind == 8:
            branches = tuple((value, self.condition(depth - 1, bound)) for value in (one, other)[self.choose(2):])
            return self.one_of([tree.Cases((*branches, (tree.Variable("x"), None))), tree.Indicator(branches[0][1])])
        if kind == 9:
            return tree.Derivative(one, tree.Variable("x"), 1 + self.choose(2))
        if kind == 10:
            return tree.Limit(one, "x", self.leaf(bound), self.one_of(["", "+", "-"]))
        return self.reduction(depth, bound)

    def reduction(self, depth: int, bound: tuple[str, ...]) -> tree.Reduce:
        index = "ijkmnoprs"[len(bound)]
        bounds = (self.leaf(bound), self.leaf(bound)) if self.choose(2) else (None, None)
        left_out = tree.Compare((tree.Variable(index), self.leaf((*bound, index))), (self.one_of(["!=", "<"]),))
        return tree.Reduce(self.one_of(sorted(GATHERED)), index, *bounds, self.expression(depth - 1, (*bound, index)),
                           self.one_of([None, left_out]))


@cache
def numbers_below(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


@st.composite
def equations(draw: Callable[[Any], int]) -> tree.Equation:
    return Grower(lambda count: draw(numbers_below(count))).equation()


@settings(max_examples=300)
@given(equations(), st.booleans())
def test_a_printed_tree_reads_as_itself(equation: tree.Equation, wide: bool) -> None:
    assert read(Printer(wide).equation(equation), NAMES) == equation


PARTS = r"""
x y i e d 2 10 0.5 + - / * = < | ( ) [ ] { } ^ _ , ; ' & \\ \left \right \{ \} \| \lvert \rVert \frac \frac{d}{dx}
\partial \sum \sum_i \max \lim_{x\to{}0 \underset \arg \min \text{if} \text{ \begin{cases} \end{cases}
\begin{aligned} \end{aligned} \operatorname{ReLU} \operatorname*{argmin} \mathbb{1} \mathcal{U} \log \sqrt \dots
\prime \top \le \quad \ é \text{'a'}
"""
WHERE_PARTS = "x y N real in class distribution integer ( ) [ ] , ; 1 1/2 /0 - inf < >= != 'mean' ' é"


def texts(parts: str, glue: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts.split()), max_size=14).map(glue.join) | st.text(max_size=20)


@settings(max_examples=1500)
@given(texts(PARTS, "") | texts(PARTS, "\n"))
def test_anything_else_is_refused_with_a_place_and_a_remedy(latex: str) -> None:
    defined_names(latex)
    try:
        read(latex, NAMES)
    except EquationError as error:
        assert 0 <= error.line <= latex.count("\n")
        assert 0 <= error.column <= len(latex.split("\n")[error.line])
        assert error.message and error.hint
        assert "^" in error.show(latex)


@settings(max_examples=600)
@given(texts(WHERE_PARTS, " "))
def test_any_other_where_is_refused_too(text: str) -> None:
    try:
        read_where(text)
    except EquationError as error:
        assert error.message and error.hint


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
@pytest.mark.parametrize("wide", [False, True])
def test_the_lecture_reads_the_same_after_printing(statement, wide: bool) -> None:
    equation = read_statement(statement)
    assert read(Printer(wide).equation(equation), Names(FUNCTIONS, read_where(statement.where).names)) == equation
