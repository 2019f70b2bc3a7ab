"""Definitions taken apart, and the entries of what they give."""
from functools import partial

import pytest
from eqcheck import Statement
from eqcheck.numeric import settled
from eqcheck.semantics.backend import by_path
from eqcheck.semantics.evaluate import derivatives, evaluate
from eqcheck.semantics.scope import no_functions
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError

from ..stand_in import library

X = ((1.0, -2.0, 4.0), (0.5, 3.0, -1.0))


def definition(latex, where):
    return library([]).take_apart(Statement("f", "definition", latex, where))


def value(function, taken, x=X):
    """``function(scope, arithmetic)``, with the entries of x as numbers."""
    def numbers(entry, arithmetic):
        if isinstance(entry, tuple):
            return tuple(numbers(part, arithmetic) for part in entry)
        return arithmetic.number(entry)
    return settled(lambda arithmetic: function(taken.scope({"x": numbers(x, arithmetic)}, no_functions), arithmetic))


@pytest.mark.parametrize(("latex", "shape"), [
    (r"f(x)_{n,c} = x_{n,c}^2", (2, 3)),
    (r"f(x)_n = \sum_c x_{n,c}^2", (2,)),
    (r"f(x) = \sum_{n,c} x_{n,c}^2", ()),
    (r"f(x)_n = (l_{n,1}, \dots, l_{n,C}), \quad l_{m,c} = x_{m,c}^2", (2, 3)),
    (r"f(x) = (l_1, \dots, l_N), \quad l_n = \sum_c x_{n,c}^2", (2,)),
])
def test_an_entry_is_what_stands_at_its_place(latex, shape):
    """Also its slope, wherever the indices stand: at the head, in a vector, or in both."""
    taken = definition(latex, "x real[N, C]")
    (form,) = taken.forms
    entries = dict(by_path(value(lambda scope, arithmetic: taken.value(form, scope, arithmetic), taken)))
    assert max(entries) == tuple(size - 1 for size in shape)
    assert entries == {path: value(partial(entry, taken, path), taken) for path in entries}
    assert {path: value(partial(slope, taken, path), taken) for path in entries} == {
        path: 2 * X[0][1] if path in ((), (0,), (0, 1)) else 0 for path in entries
    }


def entry(taken, path, scope, arithmetic):
    body, places = taken.entry(taken.forms[0], path)
    return evaluate(body, scope.bind(**places), arithmetic)


def slope(taken, path, scope, arithmetic):
    """By the second entry of the first row."""
    body, places = taken.entry(taken.forms[0], path)
    variable = tree.Index(tree.Variable("x"), (tree.Number(1), tree.Number(2)))
    return derivatives(body, variable, scope.bind(**places), arithmetic)[1]


@pytest.mark.parametrize(("latex", "message"), [
    ("f(2 x) = x", "letters only"),
    ("f(x) = f(x)", "needs a formula"),
    ("2 x = x", "begins with what it defines"),
])
def test_what_is_no_definition(latex, message):
    with pytest.raises(EvaluationError, match=message):
        definition(latex, "x real")
