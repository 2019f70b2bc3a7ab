"""What ``:where:`` says, and what it may not."""
from __future__ import annotations

from fractions import Fraction

import pytest
from eqcheck.syntax import tree
from eqcheck.syntax.domains import Class, Distribution, Integer, Interval, Option, Real, Size, Values, read_where
from eqcheck.syntax.errors import EquationError

quarter = Fraction(1, 4)
lower, upper = tree.Variable("l"), tree.Variable("u")

UNDERSTOOD = [
    ("", ()),
    ("x real", (Real("x"),)),
    ("x real;", (Real("x"),)),
    ("x, y real", (Real("x"), Real("y"))),
    ("x real > 0", (Real("x", (), Interval(lower=Fraction(0), lower_open=True)),)),
    ("x real >= -1/4 < 1", (Real("x", (), Interval(-quarter, Fraction(1), upper_open=True)),)),
    ("x real != 0 != 1", (Real("x", (), Interval(excluded=(Fraction(0), Fraction(1)))),)),
    ("x real in [-0.25, 5)", (Real("x", (), Interval(-quarter, Fraction(5), upper_open=True)),)),
    ("x real in (-inf, 5]", (Real("x", (), Interval(None, Fraction(5), lower_open=True)),)),
    ("n integer in [1, 5]", (Integer("n", (), Interval(Fraction(1), Fraction(5))),)),
    ("x_1 real[2]", (Real("x_1", (2,)),)),
    ("x real[N, C]", (Real("x", ("N", "C")), Size("N"), Size("C"))),
    ("x real[N] > 0; N in 1, 4", (
        Real("x", ("N",), Interval(lower=Fraction(0), lower_open=True)), Size("N", (), (1, 4)))),
    ("alpha in 1, 1/4, -2", (Values("alpha", (), (Fraction(1), quarter, Fraction(-2))),)),
    ("y class(C)[N]", (Class("y", ("N",), "C"), Size("N"), Size("C"))),
    ("c class(5)", (Class("c", (), 5),)),
    ("x real[a + 2]; i class(a+b)", (
        Real("x", (("a", 2),)), Class("i", (), ("a", "b")), Size("a"), Size("b"))),
    ("p distribution[C]", (Distribution("p", ("C",)), Size("C"))),
    ("reduction in 'mean', 'sum'", (Option("reduction", (), ("mean", "sum")),)),
]


@pytest.mark.parametrize(("text", "letters"), UNDERSTOOD)
def test_letters(text: str, letters: tuple) -> None:
    domains = read_where(text)
    assert domains.letters == letters
    assert domains.names == {letter.name for letter in letters}


def test_constraints_between_letters() -> None:
    domains = read_where("l, u real; l < u; 0 <= l != u")
    assert domains.constraints == (
        tree.Compare((lower, upper), ("<",)),
        tree.Compare((tree.Number(Fraction(0)), lower, upper), ("<=", "!=")),
    )


def test_a_letter_by_its_name() -> None:
    domains = read_where("x real; a in 1")
    assert domains["a"] == Values("a", (), (Fraction(1),))
    assert "x" in domains and "b" not in domains


@pytest.mark.parametrize(("interval", "inside", "outside"), [
    ("[0, 1]", [0, 1], [-1, 2]),
    ("(0, 1)", [0.5], [0, 1]),
    ("(-inf, 1)", [-1e9, 0], [1]),
    ("[0, inf)", [0, 1e9], [-1e-9]),
])
def test_what_an_interval_holds(interval: str, inside: list, outside: list) -> None:
    letter = read_where(f"x real in {interval}")["x"]
    assert isinstance(letter, Real)
    assert all(value in letter.interval for value in inside)
    assert not any(value in letter.interval for value in outside)


def test_an_interval_without_some_numbers() -> None:
    letter = read_where("x real != 0")["x"]
    assert isinstance(letter, Real)
    assert 1 in letter.interval and 0 not in letter.interval


REFUSED = [
    ("x rael", 2, "real"),
    ("x", 1, "forms"),
    ("x real; x in 1", 8, "one clause"),
    ("x, x real", 3, "one clause"),
    ("x real y", 7, "forms"),
    ("x in [0, 1]", 5, "x real in [0, 1]"),
    ("x real in 0, 1", 10, "[0, 1]"),
    ("x real in [1, 0]", 14, "smaller"),
    ("x real in [0, 1", 15, "forms"),
    ("x real = 1", 7, "a in 1"),
    ("a in 1/0", 7, "other than 0"),
    ("a in", 4, "forms"),
    ("reduction in 'mean', 1", 21, "forms"),
    ("y class[N]", 7, "forms"),
    ("x real[0]", 7, "forms"),
    ("x real[a + ]", 11, "forms"),
    ("x real[N]; N in 1/2", 7, "N in 1, 4"),
    ("x real; l < x", 8, "declare"),
    ("x real; x < ", 12, "forms"),
    (f"x real > {4301 * '1'}", 9, "shorter"),
    (f"x real[{4301 * '1'}]", 7, "shorter"),
    (f"a in 1/{4301 * '1'}", 7, "shorter"),
]


@pytest.mark.parametrize(("text", "column", "hint"), REFUSED)
def test_what_is_refused(text: str, column: int, hint: str) -> None:
    with pytest.raises(EquationError) as caught:
        read_where(text)
    assert caught.value.column == column, caught.value.show(text)
    assert hint in caught.value.hint
