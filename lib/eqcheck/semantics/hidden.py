"""What ``:where:`` says of a letter beyond what the formula itself asks: the domain that a reader has to be shown."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from eqcheck.semantics.case import Case
from eqcheck.semantics.clauses import letters
from eqcheck.semantics.samples import Point, Samples, thinned
from eqcheck.semantics.scope import Index1
from eqcheck.syntax import tree
from eqcheck.syntax.domains import Distribution, Domains, Integer, Letter, Real, Size, Values, parts
from eqcheck.syntax.errors import EvaluationError
from eqcheck.syntax.symbols import GREEK

SETTINGS, POINTS = 3, 6
"""So many settings, and points of each, at which one letter after the other is moved out of its domain."""
STEPS = (Fraction(1, 8), Fraction(1), Fraction(7))
"""So far beyond a bound."""
SIGNS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "=": "=", "!=": r"\ne"}


@dataclass(frozen=True)
class HiddenDomain:
    """The conditions in LaTeX, each with the letters of which it speaks, and the letters of distributions."""

    conditions: tuple[tuple[str, frozenset[str]], ...] = ()
    distributions: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The letters of which less is stated than the formula says."""
        return frozenset(self.distributions).union(*(names for _, names in self.conditions))

    def details(self) -> Mapping[str, str]:
        """What a page shows, under the names by which a verdict keeps it."""
        shown = {
            "domain": r",\; ".join(condition for condition, _ in self.conditions),
            "distributions": ", ".join(map(latex, self.distributions)),
        }
        return {name: text for name, text in shown.items() if text}


def hidden_domain(case: Case) -> HiddenDomain:
    """What restricts a statement though its sides have values beyond, and no printed condition says so.

    Several listed values are samples and restrict nothing; a single one is what the letter stands for.

    :raises EvaluationError: if a printed ‘for all’ or condition speaks of a letter of which ``:where:`` says less.
    """
    printed = letters(case.equation)
    domains = [letter for letter in case.samples.domains.letters if letter.name in printed]
    listed = [letter for letter in domains if isinstance(letter, Values | Size) and letter.values]
    conditions = [
        *restricted(case, [letter for letter in domains if isinstance(letter, Real | Integer)]),
        *(only_value(letter) for letter in listed if len(letter.values) == 1),
        *(between(constraint) for constraint in case.domains.constraints if is_needed(constraint, case)),
    ]
    found = HiddenDomain(tuple(conditions), tuple(
        letter.name for letter in domains if isinstance(letter, Distribution) and goes_beyond(letter, case)
    ))
    narrow = found.names.union(letter.name for letter in listed)
    said = letters(case.equation.condition) & found.names | narrow.intersection(case.equation.quantified)
    for name in sorted(said):
        raise EvaluationError(f"the formula speaks of more values of ‘{name}’ than `:where:` does: "
                              "print the domain as a condition, or widen `:where:`")
    return found


# --- what restricts -------------------------------------------------------------------------------------------------


def restricted(case: Case, numbers: list[Real | Integer]) -> Iterator[tuple[str, frozenset[str]]]:
    """The bounds of numbers beyond which the sides have values; letters with the same ones stand together."""
    together: dict[tuple[str, str], list[Letter]] = {}
    for letter in numbers:
        for bounds in needed(letter, case):
            together.setdefault(bounds, []).append(letter)
    for (before, after), found in together.items():
        yield before + ", ".join(map(entry, found)) + after, frozenset(letter.name for letter in found)


def needed(letter: Real | Integer, case: Case) -> Iterator[tuple[str, str]]:
    """What stands before and after the letter in its conditions."""
    interval = letter.interval
    lower = interval.lower if goes_beyond(letter, case, below(letter)) else None
    upper = interval.upper if goes_beyond(letter, case, above(letter)) else None
    if isinstance(letter, Integer) and goes_beyond(letter, case, [Fraction(1, 2), Fraction(5, 2)]):
        if interval.lower is None and interval.upper is None:
            yield "", r" \in \mathbb{Z}"
        else:
            ends = (r"\dots" if end is None else number(end) for end in (interval.lower, interval.upper))
            yield "", r" \in \{{{}\}}".format(r", \dots, ".join(ends).replace(r"\dots, \dots", r"\dots"))
    elif lower is not None or upper is not None:
        left, right = ("<" if is_open else r"\le" for is_open in (interval.lower_open, interval.upper_open))
        if lower is not None and upper is not None:
            yield f"{number(lower)} {left} ", f" {right} {number(upper)}"
        elif lower is not None:
            yield "", f" {left.replace('<', '>').replace('le', 'ge')} {number(lower)}"
        elif upper is not None:
            yield "", f" {right} {number(upper)}"
    for hole in interval.excluded:
        if goes_beyond(letter, case, [hole]):
            yield "", rf" \ne {number(hole)}"


def below(letter: Real | Integer) -> list[Fraction]:
    """Numbers below the lower bound, the nearest first."""
    end = letter.interval.lower
    return [] if end is None else [end] * letter.interval.lower_open + [end - step for step in steps(letter)]


def above(letter: Real | Integer) -> list[Fraction]:
    """Numbers above the upper bound."""
    end = letter.interval.upper
    return [] if end is None else [end] * letter.interval.upper_open + [end + step for step in steps(letter)]


def steps(letter: Real | Integer) -> tuple[Fraction, ...]:
    return STEPS[1:] if isinstance(letter, Integer) else STEPS


def only_value(letter: Values | Size) -> tuple[str, frozenset[str]]:
    return f"{latex(letter.name)} = {number(Fraction(letter.values[0]))}", frozenset({letter.name})


def between(constraint: tree.Compare) -> tuple[str, frozenset[str]]:
    """A relation between letters, in LaTeX."""
    sides = [latex(side.name) if isinstance(side, tree.Variable) else number(side.value)  # type: ignore[attr-defined]
             for side in constraint.operands]
    rest = (f" {SIGNS[operator]} {side}" for operator, side in zip(constraint.operators, sides[1:], strict=True))
    return sides[0] + "".join(rest), frozenset(letters(constraint))


# --- whether the sides have values beyond ----------------------------------------------------------------------------


def goes_beyond(letter: Letter, case: Case, values: list[Fraction] | None = None) -> bool:
    """Whether the sides have values with one of these for the letter, or for an entry of it."""
    for point in base(case.samples) if values != [] else ():
        for moved in moves(point[letter.name], letter, values):
            if case.has_values({**point, letter.name: moved}):
                return True
    return False


def moves(value: Any, letter: Letter, values: list[Fraction] | None) -> Iterator[Any]:
    """The value of a letter moved out of its domain: all of it, or its first entry."""
    if values is None:
        yield doubled(value)
        return
    for new in values:
        moved = Index1(new) if isinstance(letter, Integer) and new.denominator == 1 else new
        yield filled(value, moved)
        if isinstance(value, tuple):
            yield replaced_first(value, moved)


def doubled(value: Any) -> Any:
    return tuple(map(doubled, value)) if isinstance(value, tuple) else 2 * value


def filled(value: Any, new: Any) -> Any:
    return tuple(filled(entry, new) for entry in value) if isinstance(value, tuple) else new


def replaced_first(value: Any, new: Any) -> Any:
    return (replaced_first(value[0], new), *value[1:]) if isinstance(value, tuple) else new


def is_needed(constraint: tree.Compare, case: Case) -> bool:
    """Whether the sides have values where a relation between letters does not hold."""
    others = tuple(other for other in case.domains.constraints if other is not constraint)
    free = Samples(Domains(case.domains.letters, others), case.run)
    own = Samples(Domains(case.domains.letters, (constraint,)), case.run)
    return any(not own.allowed(point) and case.has_values(point) for point in base(free, 4 * POINTS))


def base(samples: Samples, count: int = POINTS) -> Iterator[Point]:
    """A few points of the domain."""
    for setting in thinned(samples.settings(), SETTINGS):
        yield from thinned(samples.points(setting), count)


# --- LaTeX -----------------------------------------------------------------------------------------------------------


def latex(name: str) -> str:
    r"""A letter as it is printed.

    >>> latex("alpha"), latex("k_0"), latex("ignore_index")
    ('\\alpha', 'k_0', '\\mathrm{ignore\\_index}')
    """
    head, _, index = name.partition("_")
    if head not in GREEK and len(head) > 1:
        return rf"\mathrm{{{name}}}".replace("_", r"\_")
    return ("\\" * (head in GREEK) + head) + (f"_{{{index}}}" if len(index) > 1 else f"_{index}" * bool(index))


def entry(letter: Letter) -> str:
    """A letter, or any entry of it: ``x_{n,c}`` for one of N rows and C columns."""
    names = [str(parts(extent)[0]).lower() for extent in letter.shape]
    indices = [name if name.isalpha() else "i" for name in names]
    script = ",".join(indices) if len(set(indices)) == len(indices) else "i,j"
    shown = latex(letter.name)
    return f"{shown}_{{{script}}}" if letter.shape else shown


def number(value: Fraction) -> str:
    """A number, as a short decimal if it is one.

    >>> number(Fraction(3, 20)), number(Fraction(-1, 3)), number(Fraction(1000))
    ('0.15', '-1/3', '1000')
    """
    short = f"{float(value):.6g}"
    return short if "e" not in short and Fraction(short) == value else str(value)
