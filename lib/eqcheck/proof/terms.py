"""Formulas without a choice left in them, as shared trees: what a side of a statement is on one piece of its range."""
from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

CALLS = frozenset({"exp", "log", "sqrt", "tanh", "erf", "Phi"})


class Term:
    """An operation and what it is applied to; two terms of one :class:`Terms` that look alike are the same object."""

    __slots__ = ("args", "op")

    def __init__(self, op: str, args: tuple[Any, ...]) -> None:
        self.op = op
        self.args: tuple[Any, ...] = args

    def __repr__(self) -> str:
        if self.op in ("number", "letter"):
            return str(self.args[0])
        return f"{self.op}({', '.join(map(repr, self.args))})"

    @property
    def value(self) -> Fraction | None:
        """The number, if this is one."""
        return self.args[0] if self.op == "number" else None


class Terms:
    """Makes terms; numbers are added up, and zeros and ones vanish, as they are made."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Term] = {}
        self._slopes: dict[tuple[Term, str], Term] = {}
        self.letters: set[str] = set()
        self.functions = 0
        self.zero = self.number(0)
        self.one = self.number(1)
        self.pi = self.make("pi")

    def make(self, op: str, *args: Term | Fraction | str | int) -> Term:
        key = (op, *args)
        if key not in self._kept:
            self._kept[key] = Term(op, args)
        return self._kept[key]

    def number(self, value: Fraction | int) -> Term:
        return self.make("number", Fraction(value))

    def letter(self, name: str) -> Term:
        self.letters.add(name)
        return self.make("letter", name)

    def add(self, a: Term, b: Term) -> Term:
        if a is self.zero:
            return b
        if b is self.zero:
            return a
        if a.value is not None and b.value is not None:
            return self.number(a.value + b.value)
        return self.make("add", a, b)

    def multiply(self, a: Term, b: Term) -> Term:
        if a.value is not None and b.value is not None:
            return self.number(a.value * b.value)
        if a is self.zero or b is self.zero:
            return self.zero
        if a is self.one:
            return b
        if b is self.one:
            return a
        return self.power(a, 2) if a is b else self.make("multiply", a, b)

    def negate(self, a: Term) -> Term:
        return self.multiply(self.number(-1), a)

    def subtract(self, a: Term, b: Term) -> Term:
        return self.zero if a is b else self.add(a, self.negate(b))

    def divide(self, a: Term, b: Term) -> Term:
        """The quotient; whoever asks knows that b is not 0."""
        if b.value:
            return self.multiply(self.number(1 / b.value), a)
        return a if a is self.zero else self.make("divide", a, b)

    def power(self, base: Term, exponent: int) -> Term:
        if exponent == 0:
            return self.one
        if exponent == 1:
            return base
        if base.value is not None and exponent > 0:
            return self.number(base.value**exponent)
        if exponent < 0:
            return self.divide(self.one, self.power(base, -exponent))
        return self.make("power", base, exponent)

    def apply(self, name: str, a: Term) -> Term:
        """One of ``CALLS`` where it is defined."""
        value = a.value
        if value is not None:
            if value == 0 and name in ("exp", "sqrt", "tanh", "erf"):
                return self.one if name == "exp" else self.zero
            if value == 1 and name == "log":
                return self.zero
            root = Fraction(isqrt(abs(value.numerator)), isqrt(value.denominator))
            if name == "sqrt" and root**2 == value:
                return self.number(root)
        return self.make(name, a)

    def slope(self, term: Term, letter: str) -> Term:
        """The derivative by a letter."""
        key = term, letter
        if key not in self._slopes:
            self._slopes[key] = self._slope(term, letter)
        return self._slopes[key]

    def _slope(self, term: Term, letter: str) -> Term:
        if term.op in ("number", "pi"):
            return self.zero
        if term.op == "letter":
            return self.one if term.args[0] == letter else self.zero
        a = term.args[0]
        inner = self.slope(a, letter)
        match term.op:
            case "add":
                return self.add(inner, self.slope(term.args[1], letter))
            case "multiply":
                b = term.args[1]
                return self.add(self.multiply(inner, b), self.multiply(a, self.slope(b, letter)))
            case "divide":
                b = term.args[1]
                rest = self.multiply(term, self.slope(b, letter))
                return self.divide(self.subtract(inner, rest), b)
            case "power":
                n = term.args[1]
                outer = self.multiply(self.number(n), self.power(a, n - 1))
            case "exp":
                outer = term
            case "log":
                outer = self.divide(self.one, a)
            case "sqrt":
                outer = self.divide(self.number(Fraction(1, 2)), term)
            case "tanh":
                outer = self.subtract(self.one, self.power(term, 2))
            case "erf":
                bell = self.apply("exp", self.negate(self.power(a, 2)))
                outer = self.divide(self.multiply(self.number(2), bell), self.apply("sqrt", self.pi))
            case _:
                outer = self.bell(a)
        return self.multiply(outer, inner)

    def bell(self, a: Term) -> Term:
        r"""The density of the standard normal distribution, :math:`e^{-a^2/2}/\sqrt{2 \pi}`."""
        top = self.apply("exp", self.multiply(self.number(Fraction(-1, 2)), self.power(a, 2)))
        return self.divide(top, self.apply("sqrt", self.multiply(self.number(2), self.pi)))

    def replaced(self, term: Term, letters: Mapping[str, Term], kept: dict[Term, Term] | None = None) -> Term:
        """The term with other terms in place of letters."""
        kept = {} if kept is None else kept
        if term not in kept:
            kept[term] = self._replaced(term, letters, kept)
        return kept[term]

    def _replaced(self, term: Term, letters: Mapping[str, Term], kept: dict[Term, Term]) -> Term:
        if term.op == "letter":
            return letters.get(term.args[0], term)
        if term.op in ("number", "pi"):
            return term
        args = [self.replaced(arg, letters, kept) if isinstance(arg, Term) else arg for arg in term.args]
        return self.apply(term.op, args[0]) if term.op in CALLS else getattr(self, term.op)(*args)


def letters_of(term: Term, seen: set[Term] | None = None) -> set[str]:
    """The letters in a term."""
    seen = set() if seen is None else seen
    if term in seen:
        return set()
    seen.add(term)
    if term.op == "letter":
        return {term.args[0]}
    return set().union(*(letters_of(arg, seen) for arg in term.args if isinstance(arg, Term)))
