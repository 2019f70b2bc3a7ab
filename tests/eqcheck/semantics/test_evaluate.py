import math

import pytest
from eqcheck.numeric import Reference, Undefined, settled
from eqcheck.semantics.evaluate import HANDLERS, derivatives, evaluate
from eqcheck.semantics.scope import Index0, Index1, Scope, no_functions, with_clauses
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError
from eqcheck.syntax.parser import Names, read
from mpmath import mpf

VECTOR = (1.0, -2.0, 4.0)
TABLE = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))


def numbers(value, arithmetic):
    if isinstance(value, tuple):
        return tuple(numbers(entry, arithmetic) for entry in value)
    return arithmetic.number(value) if isinstance(value, float) else value


def equation(latex, variables, functions=()):
    return read(f"t = {latex}", Names(frozenset(functions), frozenset(variables) | {"t"}))


def value(latex, call=no_functions, functions=(), **variables):
    """The right-hand side of ``t = …``: floats are numbers, ints sizes, classes and places."""
    stated = equation(latex, variables, functions)

    def function(arithmetic):
        letters = {name: numbers(letter, arithmetic) for name, letter in variables.items()}
        scope = with_clauses(Scope(letters, call), stated.clauses)
        return evaluate(stated.relation.operands[-1], scope, arithmetic)
    return settled(function)


def refused(latex, message, **variables):
    with pytest.raises(EvaluationError, match=message):
        value(latex, **variables)


def test_every_node_has_a_handler():
    nodes = {
        node for kind in (tree.Expression, tree.Condition) for node in kind.__subclasses__()
    }
    assert nodes == set(HANDLERS)


@pytest.mark.parametrize(("latex", "expected"), [
    (r"1 - 2 \cdot 3", -5), (r"-x^2", -4), (r"\frac{x}{4} + 0.5", 1), (r"|x - 5|", 3), (r"(x)^{+} - (x)^{-}", 2),
    (r"(1 - x)^{-}", 1), (r"\max(1, x)", 2), (r"\min(1, x)", 1), (r"\sqrt{x^4}", 4), (r"\operatorname{sign}(-x)", -1),
    (r"\mathbb{1}\{x > 2\}", 0), (r"\mathbb{1}\{x \ge 2\}", 1), (r"x^{-1}", 0.5), (r"\exp(0)", 1), (r"\Phi(0)", 0.5),
])
def test_scalars(latex, expected):
    assert value(latex, x=2.0) == expected


@pytest.mark.parametrize(("latex", "letters", "expected"), [
    (r"x_i", {"i": Index1(1)}, 1), (r"x_{i + 1}", {"i": Index1(1)}, -2), (r"x_N", {"N": Index1(3)}, 4),
    (r"x_y", {"y": 1}, -2),
    (r"\sum_{k=1}^i x_k", {"i": Index1(2)}, -1), (r"i", {"i": Index1(2)}, 2),
    (r"\sum_k \mathbb{1}\{k = i\} x_k", {"i": Index1(2)}, -2),
    (r"\sum_k \mathbb{1}\{k < N\} x_k", {"N": Index1(3)}, -1),
])
def test_whole_numbers_count_from_one_and_classes_from_zero(latex, letters, expected):
    assert value(latex, x=VECTOR, **letters) == expected


def test_e_to_a_power_is_exp():
    assert abs(value(r"e^x", x=2.0) - mpf(math.exp(2))) < 1e-15
    assert value(r"e^{x}", x=0.0) == 1


def test_the_branch_whose_condition_holds_counts():
    cases = r"\begin{cases} 1 & \text{if } x > 0 \\ 2 & \text{if } -1 < x \le 0 \\ 3 & \text{if } x < -2 \end{cases}"
    assert [value(cases, x=x) for x in (1.0, 0.0, -3.0)] == [1, 2, 3]
    with pytest.raises(Undefined, match="no branch"):
        value(cases, x=-1.5)


def test_chains_and_connectives():
    cases = r"\begin{cases} 1 & \text{if } -1 \le x < 1 \text{ or } x = 3 \\ 0 & \text{otherwise} \end{cases}"
    assert [value(cases, x=x) for x in (-1.0, 1.0, 3.0, 4.0)] == [1, 0, 1, 0]


def test_a_branch_not_taken_is_not_computed():
    assert value(r"\begin{cases} 0 & \text{if } x = 0 \\ 1/x & \text{otherwise} \end{cases}", x=0.0) == 0


def test_options_are_text():
    cases = r"\begin{cases} 1 & \text{if } r = \text{'mean'} \\ 2 & \text{otherwise} \end{cases}"
    assert [value(cases, r=r) for r in ("mean", "sum")] == [1, 2]


@pytest.mark.parametrize(("latex", "expected"), [
    (r"x_1", 1), (r"x_3", 4), (r"\sum_i x_i", 3), (r"\max_i x_i", 4), (r"\min_j x_j", -2), (r"\prod_i x_i", -8),
    (r"\sum_{i=2}^{3} x_i", 2), (r"\sum_{i=1}^{N} x_i", 3), (r"\sum_{i=1}^{N-1} x_i", -1), (r"\sum_{i \ne 1} x_i", 2),
    (r"\sum_{i=1}^{N} i", 6), (r"\sum_i i x_i", 9), (r"\frac{1}{N} \sum_i x_i", 1), (r"\max(x)", 4),
    (r"\operatorname{sum}(x)", 3),
    (r"\sum_{i=1}^{2} x_i x_{i+1}", -10), (r"\lVert x \rVert_1", 7), (r"\lVert x \rVert_\infty", 4),
    (r"\lVert x \rVert_2^2", 21), (r"\sum_{i=3}^{2} x_i", 0), (r"\prod_{i=3}^{2} x_i", 1),
])
def test_vectors(latex, expected):
    assert abs(value(latex, x=VECTOR, N=3) - expected) < mpf(2) ** -60


def test_matrices_and_classes():
    assert value(r"\sum_n \sum_c x_{n,c}", x=TABLE) == 21
    assert value(r"\sum_n x_{n,y_n}", x=TABLE, y=(2, 0)) == 7  # classes count from 0
    assert value(r"\sum_c \mathbb{1}\{c = y_1\} x_{1,c}", x=TABLE, y=(2, 0)) == 3
    assert value(r"\sum_n \mathbb{1}\{y_n \ne k\}", y=(2, 0, -100), k=-100) == 2
    assert value(r"x_{n,2}", x=TABLE, n=Index0(1)) == 5


def test_argmax_is_a_place():
    assert value(r"\operatorname{argmax}_i x_i", x=VECTOR) == Index0(2)
    assert value(r"\operatorname{argmin}_i x_i", x=VECTOR) == Index0(1)
    assert value(r"\operatorname{argmax}_i x_i", x=(1.0, 1.0)) == Index0(0)


def test_clauses():
    loss = r"\sum_n l_n, \quad l_n = (x_n - y_n)^2"
    assert value(loss, x=VECTOR, y=(0.0, 0.0, 1.0)) == 14
    assert value(r"\frac{1}{\lambda} a, \quad a = x_1 + \lambda, \quad \lambda = 2", x=VECTOR) == 1.5
    assert value(r"\sum_n l_n, \quad l_n = \sum_c w_c x_{n,c}, \quad w_c = 2 \cdot \mathbb{1}\{c \ne k\}",
                 x=TABLE, k=1) == 28
    assert value(r"\begin{cases} L & \text{if } r = \text{'none'} \\ \operatorname{mean}(L) & \text{otherwise} "
                 r"\end{cases}, \quad L = (l_1, \dots, l_N), \quad l_n = |x_n|", x=VECTOR, N=3, r="none") == (1, 2, 4)


def test_a_sum_is_worked_out_once_as_long_as_its_letters_stay():
    met = []

    def square(name, arguments, parameters, arithmetic):
        met.append(arguments[0])
        return arithmetic.multiply(arguments[0], arguments[0])

    latex = r"L, \quad L = (l_1, \dots, l_N), \quad l_n = x_n - b \sum_j \operatorname{Square}(x_j), \quad b = 2"
    assert value(latex, square, ["Square"], x=VECTOR, N=3) == (-41, -44, -38)
    assert len(met) == 3
    assert value(r"\sum_i \sum_j x_i x_j", x=VECTOR) == 9
    assert value(r"\sum_{i=1}^{N} \sum_{j \le i} x_j", x=VECTOR, N=3) == 1 - 1 + 3


def test_arithmetic_of_vectors_is_entry_by_entry():
    assert value(r"2 x - y", x=VECTOR, y=(1.0, 1.0, 1.0)) == (1, -5, 7)
    assert value(r"|x|", x=TABLE) == TABLE
    refused(r"x - y", "the same number", x=VECTOR, y=(1.0,))


def softmax(name, arguments, parameters, arithmetic):
    powers = [arithmetic.exp(x) for x in arguments[0]]
    total = powers[0]
    for power in powers[1:]:
        total = arithmetic.add(total, power)
    return tuple(arithmetic.divide(power, total) for power in powers)


def test_a_function_of_the_scope():
    body = r"\sum_i \operatorname{Softmax}(x + 1)_i"
    assert abs(value(body, softmax, ["Softmax"], x=VECTOR) - 1) < mpf(2) ** -60
    refused(r"\operatorname{Softmax}(x)_1", "unknown function Softmax", functions=["Softmax"], x=VECTOR)


def test_partial_derivatives():
    jacobian = r"\frac{\partial \operatorname{Softmax}(x)_i}{\partial x_j}"
    stated = r"s_i (\mathbb{1}\{i = j\} - s_j), \quad s_k = \operatorname{Softmax}(x)_k"
    for i in range(3):
        for j in range(3):
            places = {"x": VECTOR, "i": Index0(i), "j": Index0(j)}
            found = value(jacobian, softmax, ["Softmax"], **places)
            expected = value(stated, softmax, ["Softmax"], **places)
            assert abs(found - expected) <= abs(expected) * mpf(2) ** -60


def test_derivatives_see_through_clauses():
    latex = r"\sum_n l_n, \quad l_n = x_n^3"
    stated = equation(latex, {"x": None})

    def function(arithmetic):
        scope = with_clauses(Scope({"x": numbers(VECTOR, arithmetic)}), stated.clauses)
        entry = tree.Index(tree.Variable("x"), (tree.Number(3),))
        return derivatives(stated.relation.operands[-1], entry, scope, arithmetic)[1]
    assert settled(function) == 48


def test_primes_reach_into_definitions():
    def square(name, arguments, parameters, arithmetic):
        return arithmetic.multiply(parameters[0], arithmetic.multiply(arguments[0], arguments[0]))

    assert value(r"\operatorname{Q}'(x; a)", square, ["Q"], x=3.0, a=5.0) == 30
    assert value(r"\operatorname{Q}''(x; a)", square, ["Q"], x=3.0, a=5.0) == 10
    assert value(r"\frac{d}{d x} \operatorname{Q}(2 x; a)", square, ["Q"], x=3.0, a=5.0) == 120
    assert value(r"\frac{d}{d a} \operatorname{Q}(x; a)", square, ["Q"], x=3.0, a=5.0) == 9
    assert value(r"\frac{d^2}{d x^2} x^4", x=2.0) == 48


@pytest.mark.parametrize(("latex", "message", "variables"), [
    (r"\sum_i x_1", "nothing tells how far i runs", {"x": VECTOR}),
    (r"x + 1", "x has no value", {}),
    (r"x_1 + x", "more indices", {"x": 1.0}),
    (r"\sum_{i=1}^{x} i", "between whole numbers", {"x": 2.5}),
])
def test_what_cannot_be_run_says_why(latex, message, variables):
    stated = equation(latex, {"x": None})

    def function(arithmetic):
        letters = {name: numbers(letter, arithmetic) for name, letter in variables.items()}
        return evaluate(stated.relation.operands[-1], Scope(letters), arithmetic)
    with pytest.raises(EvaluationError, match=message):
        settled(function)


def test_an_entry_that_is_not_there():
    for latex in ("x_4", r"\sum_{i=1}^{3} x_{i+1}", r"\sum_{i=1}^{3} x_{i-1}"):
        with pytest.raises(Undefined, match=r"entry [04] of 3"):
            value(latex, x=VECTOR)


def test_a_scope_is_extended_not_changed():
    scope = Scope({"x": 1})
    inner = scope.bind(x=2, y=3)
    assert (scope.variables, inner.variables) == ({"x": 1}, {"x": 2, "y": 3})
    assert inner.call is scope.call


def test_a_relation_that_is_no_condition():
    about = tree.Compare((tree.Variable("x"), tree.Variable("x")), ("approx",))
    with pytest.raises(EvaluationError, match="approx is not a condition"):
        evaluate(about, Scope({"x": Reference().number(1)}), Reference())
