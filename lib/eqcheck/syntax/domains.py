"""The language of ``:where:``: what each letter of a formula may be, and with which values it is tried.

>>> where = read_where(r"x real[N, C]; y class(C)[N]; alpha in 1, 1/2; l, u real; l < u")
>>> [letter.name for letter in where.letters]
['x', 'y', 'alpha', 'l', 'u', 'N', 'C']
>>> where["y"]
Class(name='y', shape=('N',), classes='C')
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

from eqcheck.syntax import tree
from eqcheck.syntax.errors import EquationError, nearest
from eqcheck.syntax.symbols import MOST_DIGITS


@dataclass(frozen=True)
class Interval:
    """Numbers between two bounds (None where there is none), perhaps without some of them."""

    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False
    excluded: tuple[Fraction, ...] = ()

    def __contains__(self, value: object) -> bool:
        if self.lower is not None and not (value > self.lower or (value == self.lower and not self.lower_open)):  # type: ignore[operator]
            return False
        if self.upper is not None and not (value < self.upper or (value == self.upper and not self.upper_open)):  # type: ignore[operator]
            return False
        return value not in self.excluded


Extent = str | int | tuple[str | int, ...]
"""How long an axis is: the name of a size, a number, or a sum of such."""


@dataclass(frozen=True)
class Letter:
    """A letter and its shape, which is empty for a single number."""

    name: str
    shape: tuple[Extent, ...] = ()


@dataclass(frozen=True)
class Real(Letter):
    """Real numbers."""

    interval: Interval = Interval()


@dataclass(frozen=True)
class Integer(Letter):
    """Whole numbers."""

    interval: Interval = Interval()


@dataclass(frozen=True)
class Values(Letter):
    """A number tried with just these values."""

    values: tuple[Fraction, ...] = ()


@dataclass(frozen=True)
class Option(Letter):
    """A quoted word: ``'mean'``."""

    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Class(Letter):
    """The number of a class: one of so many."""

    classes: Extent = ""


@dataclass(frozen=True)
class Distribution(Letter):
    """Positive numbers that sum to 1 over the last axis."""


@dataclass(frozen=True)
class Size(Letter):
    """The extent of an axis, or a number of classes; without values if no ``in`` lists any."""

    values: tuple[int, ...] = ()


@dataclass(frozen=True)
class Domains:
    """All letters of a formula, and the relations that hold between them."""

    letters: tuple[Letter, ...] = ()
    constraints: tuple[tree.Compare, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of all letters, sizes among them."""
        return frozenset(letter.name for letter in self.letters)

    def without(self, names: tuple[str, ...]) -> Domains:
        """The domains of all other letters."""
        return Domains(tuple(letter for letter in self.letters if letter.name not in names), self.constraints)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> Letter:
        """The letter of this name.

        :raises KeyError: if there is none.
        """
        for letter in self.letters:
            if letter.name == name:
                return letter
        raise KeyError(name)


def parts(extent: Extent) -> tuple[str | int, ...]:
    """The terms of a sum, or the one that there is."""
    return extent if isinstance(extent, tuple) else (extent,)


def length(extent: Extent, sizes: Mapping[str, Any]) -> int:
    """How long an axis is.

    :param extent: what the shape says.
    :param sizes: the number for each size's name.

    >>> length(("a", 2), {"a": 3})
    5
    """
    return sum(int(sizes[part]) if isinstance(part, str) else part for part in parts(extent))


_TOKEN = re.compile(r"(?P<space>\s+)|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z]\w*)|(?P<word>'[^']*')"
                    r"|(?P<relation><=|>=|!=|<|>|=)|(?P<sign>.)", re.DOTALL)
_KINDS = ("real", "integer", "class", "distribution", "in")
LARGEST = 1000
"""No size is larger, and no more values are listed."""
_FORMS = "x real, x real > 0, x real in [0, 1), x real[N, C], n integer in [1, 5], y class(C)[N], p distribution[C], " \
         "a in 1, 1/2, reduction in 'mean', 'sum', l < u"


def read_where(text: str) -> Domains:
    """The domains that a ``:where:`` states.

    >>> read_where("x real in [0, 1)")["x"].interval.upper_open
    True

    :raises EquationError: if a clause breaks a rule of the language.
    """
    return _Where(text).read()


class _Where:
    """One run over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        matches = [match for match in _TOKEN.finditer(text) if match.lastgroup != "space"]
        self.tokens = [(match.lastgroup or "", match.group(), match.start()) for match in matches]
        self.tokens.append(("end", "", len(text)))
        self.position = 0
        for place, (kind, value, _) in enumerate(self.tokens):
            if kind == "number" and len(value) > MOST_DIGITS:
                self.fail(f"a number of more than {MOST_DIGITS} digits", "write a shorter one", place)
        self.letters: list[Letter] = []
        self.constraints: list[tree.Compare] = []

    # --- tokens ---------------------------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        return self.tokens[self.position][0]

    @property
    def value(self) -> str:
        return self.tokens[self.position][1]

    def fail(self, message: str, hint: str = f"the forms are: {_FORMS}", at: int | None = None) -> NoReturn:
        place = self.tokens[self.position if at is None else at][2]
        raise EquationError.at(self.text, place, message, hint)

    def take(self, value: str | None = None, kind: str | None = None, expected: str = "") -> str:
        """The text here, which has to be this value or of this kind."""
        found = self.value
        if (value is not None and found != value) or (kind is not None and self.kind != kind):
            shown = f"‘{found}’" if found else "the end"
            self.fail(f"{shown} stands where {expected or f'‘{value}’'} belongs")
        self.position += 1
        return found

    def accept(self, *values: str) -> bool:
        if self.value in values:
            self.position += 1
            return True
        return False

    # --- clauses --------------------------------------------------------------------------------------------------

    def read(self) -> Domains:
        while self.kind != "end":
            if not self.accept(";"):
                self.clause()
                if self.kind != "end":
                    self.take(";", expected="‘;’ or the end of the clause")
        self.letters += self.sizes()
        names = {letter.name for letter in self.letters}
        for relation in self.constraints:
            for node in tree.walk(relation):
                if isinstance(node, tree.Variable) and node.name not in names:
                    start = next(at for at, token in enumerate(self.tokens) if token[1] == node.name)
                    self.fail(f"‘{node.name}’ is compared but never declared", "declare it first: x real", start)
        return Domains(tuple(self.letters), tuple(self.constraints))

    def clause(self) -> None:
        start = self.position
        if self.kind == "number" or self.value == "-" or self.tokens[start + 1][0] == "relation":
            self.constraints.append(self.constraint())
            return
        names = [self.take(kind="name", expected="a letter")]
        while self.accept(","):
            names.append(self.take(kind="name", expected="a letter"))
        for place, name in enumerate(names):
            if name in {letter.name for letter in self.letters} or name in names[:place]:
                self.fail(f"‘{name}’ is declared twice", "say all about a letter in one clause", start + 2 * place)
        kind = self.value
        if kind not in _KINDS:
            shown = f"‘{kind}’ is no kind of number" if kind else f"nothing is said about ‘{names[-1]}’"
            self.fail(shown, nearest(kind, _KINDS) or f"the forms are: {_FORMS}")
        self.position += 1
        match kind:
            case "real" | "integer":
                shape = self.shape()
                interval = self.interval()
                made = Real if kind == "real" else Integer
                self.letters += [made(name, shape, interval) for name in names]
            case "class":
                self.take("(")
                classes = self.size()
                self.take(")")
                shape = self.shape()
                self.letters += [Class(name, shape, classes) for name in names]
            case "distribution":
                shape = self.shape()
                self.letters += [Distribution(name, shape) for name in names]
            case _:
                self.values(names)

    def values(self, names: list[str]) -> None:
        if self.kind == "word":
            words = [self.take(kind="word")[1:-1]]
            while self.accept(","):
                words.append(self.take(kind="word", expected="a quoted word")[1:-1])
            self.letters += [Option(name, (), tuple(words)) for name in names]
            return
        if self.value in ("[", "("):
            self.fail("an interval needs the kind of its numbers", f"write {names[0]} real in [0, 1]")
        numbers = [self.number()]
        while self.accept(","):
            numbers.append(self.number())
        if len(numbers) > LARGEST:
            self.fail(f"{len(numbers):,} values, more than {LARGEST:,}", "list some, or state an interval")
        self.letters += [Values(name, (), tuple(numbers)) for name in names]

    def shape(self) -> tuple[Extent, ...]:
        if not self.accept("["):
            return ()
        sizes = [self.size()]
        while self.accept(","):
            sizes.append(self.size())
        self.take("]")
        return tuple(sizes)

    def size(self) -> Extent:
        """``N``, ``3``, ``a + b + 1``."""
        terms = [self.term()]
        while self.accept("+"):
            terms.append(self.term())
        return tuple(terms) if len(terms) > 1 else terms[0]

    def term(self) -> str | int:
        if self.kind == "number" and self.value.isdigit() and int(self.value) > 0:
            if int(self.value) > LARGEST:
                self.fail(f"a size of more than {LARGEST:,}", "state it for a smaller one")
            return int(self.take())
        return self.take(kind="name", expected="a size, a letter or a whole number,")

    def interval(self) -> Interval:
        """``in [0, 1)``, or any of ``> 0``, ``<= 1``, ``!= 0`` in a row."""
        if self.accept("in"):
            opening = self.value
            if not self.accept("[", "("):
                self.fail(f"‘{opening}’ begins no interval", "write x real in [0, 1], or x in 0, 1")
            lower = self.bound()
            self.take(",")
            start = self.position
            upper = self.bound()
            closing = self.value
            if not self.accept("]", ")"):
                self.take("]", expected="‘]’ or ‘)’")
            if lower is not None and upper is not None and lower > upper:
                self.fail("an interval without numbers", "the smaller bound stands first", start)
            return Interval(lower, upper, opening == "(", closing == ")")
        bounds = Interval()
        while self.kind == "relation":
            relation = self.take()
            bound = self.number()
            match relation:
                case ">" | ">=":
                    bounds = Interval(bound, bounds.upper, relation == ">", bounds.upper_open, bounds.excluded)
                case "<" | "<=":
                    bounds = Interval(bounds.lower, bound, bounds.lower_open, relation == "<", bounds.excluded)
                case "!=":
                    bounds = Interval(bounds.lower, bounds.upper, bounds.lower_open, bounds.upper_open,
                                      (*bounds.excluded, bound))
                case _:
                    self.fail("a letter that equals one number", "write a in 1", self.position - 2)
        return bounds

    def bound(self) -> Fraction | None:
        """A number, or None for ``inf`` and ``-inf``."""
        start = self.position
        self.accept("-")
        if self.accept("inf"):
            return None
        self.position = start
        return self.number()

    def number(self) -> Fraction:
        """``-1/4``, ``0.01``."""
        negative = self.accept("-")
        value = Fraction(self.take(kind="number", expected="a number"))
        if self.accept("/"):
            below = Fraction(self.take(kind="number", expected="a number"))
            if below == 0:
                self.fail("a division by 0", "write a number other than 0 below", self.position - 1)
            value /= below
        return -value if negative else value

    def constraint(self) -> tree.Compare:
        operands = [self.operand()]
        operators = []
        while self.kind == "relation":
            operators.append(self.take())
            operands.append(self.operand())
        if not operators:
            self.fail("a relation is missing")
        return tree.Compare(tuple(operands), tuple(operators))

    def operand(self) -> tree.Expression:
        if self.kind == "name":
            return tree.Variable(self.take())
        return tree.Number(self.number())

    # --- sizes ----------------------------------------------------------------------------------------------------

    def sizes(self) -> list[Letter]:
        """The sizes that shapes name; one with values of its own is taken out of the letters."""
        named: list[str] = []
        for letter in self.letters:
            for extent in (*letter.shape, *([letter.classes] if isinstance(letter, Class) else [])):
                named += [size for size in parts(extent) if isinstance(size, str) and size not in named]
        found: list[Letter] = []
        for name in named:
            given = next((letter for letter in self.letters if letter.name == name), None)
            if given is None:
                found.append(Size(name))
                continue
            whole = isinstance(given, Values) and all(
                value.denominator == 1 and 0 < value <= LARGEST for value in given.values)
            if not whole:
                start = next(at for at, token in enumerate(self.tokens) if token[1] == name)
                numbers = f"no list of whole numbers from 1 to {LARGEST:,}"
                self.fail(f"the size ‘{name}’ is {numbers}", f"write {name} in 1, 4", start)
            assert isinstance(given, Values)
            self.letters.remove(given)
            found.append(Size(name, (), tuple(int(value) for value in given.values)))
        return found
