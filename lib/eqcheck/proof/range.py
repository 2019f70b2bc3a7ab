"""The values for which a statement is made: settings of what is listed, and pieces of what runs over intervals."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from eqcheck.numeric import Unsettled
from eqcheck.numeric.arithmetic import OUTCOMES
from eqcheck.proof.pieces import Signs, Subdomain
from eqcheck.proof.terms import Term, Terms
from eqcheck.semantics.case import Case
from eqcheck.semantics.samples import nested
from eqcheck.semantics.scope import Index1, Value
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree
from eqcheck.syntax.domains import (
    Class,
    Distribution,
    Domains,
    Integer,
    Interval,
    Letter,
    Option,
    Real,
    Size,
    Values,
    length,
    parts,
)

MOST = 2000
"""Whole numbers and classes are tried one by one if they make no more combinations than these."""
REACH = 20
"""How far whole numbers go that have no bound, in search of one for which the statement fails."""
ENOUGH = 3
"""If a proof for larger vectors is not found, one for all sizes up to this one is stated."""
SIZES = ((1, 2, 3, 5, 8), (1, 2, 3), (1, 2))
"""The sizes of vectors where the author lists none, for one such size, for two, for more."""


@dataclass(frozen=True)
class Setting:
    """One choice of everything that is listed; ``values`` gives the other letters as terms."""

    listed: Mapping[str, Any]
    values: Mapping[str, Value]
    starts: tuple[Subdomain, ...]

    @property
    def letters(self) -> list[str]:
        """The names of the free letters, those of entries too."""
        return [term.args[0] for value in self.values.values() for term in flat(value) if term.op == "letter"]


def settings(case: Case, listings: Iterable[Mapping[str, Any]], terms: Terms) -> Iterator[Setting]:
    """With each choice of what is listed every choice of whole numbers and of classes.

    :raises Unsettled: in the end, if whole numbers have no bounds; at once, if there are too many choices.
    """
    for listed in listings:
        counted = [letter for letter in case.domains.letters if isinstance(letter, Integer | Class)]
        columns = [list(choices(letter, listed)) for letter in counted]
        if prod(map(len, columns)) > MOST:
            raise Unsettled("more whole numbers than can be tried one by one")
        for chosen in product(*columns):
            whole = dict(zip((letter.name for letter in counted), chosen, strict=True))
            setting = {**listed, **whole}
            if case.samples.allowed(setting):
                yield _setting(case.domains, setting, terms)
    if any(isinstance(letter, Integer) and not bounded(letter) for letter in case.domains.letters):
        raise Unsettled("whole numbers without bounds")


def bounded(letter: Integer) -> bool:
    return letter.interval.lower is not None and letter.interval.upper is not None


def by_size(case: Case) -> Iterator[tuple[bool, list[Mapping[str, Any]]]]:
    """Every choice of what is listed, those with the same largest size together, the smaller first.

    Sizes that no author lists are several. Before each part stands whether it is enough to prove it and those before.
    """
    sizes = case.samples.sizes
    tried = SIZES[min(len(sizes), len(SIZES)) - 1]
    found: dict[int, list[Mapping[str, Any]]] = {}
    for setting in case.samples.settings(lambda number: product(tried, repeat=number)):
        found.setdefault(max((setting[name] for name in sizes), default=ENOUGH), []).append(setting)
    for largest in sorted(found):
        yield largest >= min(ENOUGH, tried[-1]), found[largest]


def choices(letter: Integer | Class, listed: Mapping[str, Any]) -> Iterator[Value]:
    """The values of a letter that counts."""
    shape = tuple(length(extent, listed) for extent in letter.shape)
    if isinstance(letter, Class):
        one: list[int] = list(range(length(letter.classes, listed)))
    else:
        low, high = letter.interval.lower, letter.interval.upper
        first = int(low) if low is not None else int(high) - REACH if high is not None else -REACH
        last = int(high) if high is not None else first + 2 * REACH
        if last - first > MOST:
            raise Unsettled("more whole numbers than can be tried one by one")
        one = [Index1(n) for n in range(first, last + 1) if n in letter.interval]
    if len(one) ** prod(shape) > MOST:
        raise Unsettled("more whole numbers than can be tried one by one")
    return (nested(iter(entries), shape) for entries in product(one, repeat=prod(shape)))


def _setting(domains: Domains, listed: Mapping[str, Any], terms: Terms) -> Setting:
    values: dict[str, Value] = {}
    facts: list[tuple[Term, Signs]] = []
    holes: list[Term] = []
    for letter in domains.letters:
        if not isinstance(letter, Real | Distribution):
            continue
        shape = tuple(length(extent, listed) for extent in letter.shape)
        if isinstance(letter, Real):
            found = [terms.letter(name) for name in names(letter.name, shape)]
            for term in found:
                facts += inside(term, letter.interval, terms)
                holes += [terms.subtract(term, terms.number(hole)) for hole in letter.interval.excluded]
        else:
            found = []
            for row in range(prod(shape[:-1])):
                part = [terms.letter(name) for name in names(letter.name, shape)[row * shape[-1]:][:shape[-1] - 1]]
                last = terms.one
                for term in part:
                    last = terms.subtract(last, term)
                found += [*part, last]
            facts += [(term, frozenset((1,))) for term in found]
        values[letter.name] = nested(iter(found), shape)
    facts += [fact for constraint in domains.constraints for fact in between(constraint, values, listed, terms)]
    starts = [Subdomain(tuple(facts))]
    for hole in holes:
        starts = [start.where(hole, frozenset((side,))) for start in starts for side in (-1, 1)]
    return Setting(listed, values, tuple(starts))


def names(name: str, shape: tuple[int, ...]) -> list[str]:
    """The letter's own name, or one for each entry: x_1, x_2, …"""
    places = product(*(range(1, extent + 1) for extent in shape))
    return ["_".join((name, *map(str, place))) for place in places]


def inside(term: Term, interval: Interval, terms: Terms) -> Iterator[tuple[Term, Signs]]:
    if interval.lower is not None:
        yield terms.subtract(term, terms.number(interval.lower)), frozenset((1,) if interval.lower_open else (0, 1))
    if interval.upper is not None:
        yield terms.subtract(term, terms.number(interval.upper)), frozenset((-1,) if interval.upper_open else (-1, 0))


def between(
    constraint: tree.Compare, values: Mapping[str, Value], listed: Mapping[str, Any], terms: Terms
) -> Iterator[tuple[Term, Signs]]:
    """What a relation between letters says, if it is not one between listed values alone."""
    sides = []
    for side in constraint.operands:
        value = values.get(side.name, listed.get(side.name)) if isinstance(side, tree.Variable) else side.value  # type: ignore[attr-defined]
        if not isinstance(value, Term | Fraction | int):
            raise Unsettled("a relation between vectors in `:where:`")
        sides.append(value)
    for operator, a, b in zip(constraint.operators, sides, sides[1:], strict=False):
        if isinstance(a, Term) or isinstance(b, Term):
            first, second = (side if isinstance(side, Term) else terms.number(side) for side in (a, b))
            yield terms.subtract(first, second), frozenset(OUTCOMES[operator])


def described(domains: Domains, sizes: Mapping[str, Collection[int]] | None = None) -> str:
    """The range in signs that need no translation; ``sizes`` are those that were looked at.

    >>> from eqcheck.syntax.domains import read_where
    >>> described(read_where("x real > 0; a in 1, 1/2; n integer in [1, 5]; y real"))
    'x ∈ (0, ∞); a ∈ {1, 1/2}; n ∈ {1, …, 5}; y ∈ ℝ'
    """
    sizes = sizes or {}
    letters = [Size(letter.name, (), tuple(sizes[letter.name])) if letter.name in sizes else letter
               for letter in domains.letters]
    return "; ".join(f"{letter.name} ∈ {values_of(letter)}" for letter in letters)


def values_of(letter: Letter) -> str:
    power = "".join(f"^{'+'.join(map(str, parts(extent)))}" for extent in letter.shape)
    match letter:
        case Values(_, _, values) | Size(_, _, values) | Option(_, _, values):
            return "{" + ", ".join(map(str, values)) + "}"
        case Class(_, _, classes):
            return f"{{1, …, {classes}}}{power}"
        case Integer(_, _, Interval(lower, upper)):
            return f"{{{shown(lower, '…')}, …, {shown(upper, '…')}}}".replace("…, …", "…") + power
        case Distribution():
            return f"Δ{power}"
        case Real(_, _, interval):
            return written(interval) + power
    raise AssertionError(letter)


def written(interval: Interval) -> str:
    holes = "".join(f" ∖ {{{hole}}}" for hole in interval.excluded)
    if interval.lower is None and interval.upper is None:
        return f"ℝ{holes}"
    left = "(" if interval.lower_open or interval.lower is None else "["
    right = ")" if interval.upper_open or interval.upper is None else "]"
    return f"{left}{shown(interval.lower, '−∞')}, {shown(interval.upper, '∞')}{right}{holes}"


def shown(bound: Fraction | None, otherwise: str) -> str:
    return otherwise if bound is None else str(bound).replace("-", "−")
