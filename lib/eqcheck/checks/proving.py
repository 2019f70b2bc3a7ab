"""A proof in place of points, where one is found."""
from __future__ import annotations

from eqcheck.checks.tally import Counterexample, Tally, rows, shown
from eqcheck.checks.verdict import PROVED
from eqcheck.proof import Proof, Refutation, prove
from eqcheck.proof.prove import within
from eqcheck.semantics.case import Case
from eqcheck.syntax.domains import Size


def proved(case: Case, tally: Tally) -> bool:
    """Whether the statement is proved for all values of its letters.

    If not, points are to be tried; what refutes it already is kept in the tally. Vectors of any length are proved for
    some lengths, so points of the others are to be tried too.
    """
    outcome = prove(case)
    if isinstance(outcome, Proof):
        tally.certainty, tally.range = PROVED, outcome.range
        tally.details |= {"pieces": outcome.pieces, "cells": outcome.cells}
    elif isinstance(outcome, Refutation):
        tally.counterexample = counterexample(case, outcome)
    else:
        tally.details["unproved"] = outcome.reason
    any_length = any(isinstance(letter, Size) and not letter.values for letter in case.domains.letters)
    return isinstance(outcome, Proof) and not any_length


def counterexample(case: Case, found: Refutation) -> Counterexample:
    """What a failure shows of a point that a proof has found."""
    first, second = found.values
    pairs: list[tuple[str, object]] = [(f"side {found.place}", first), (f"side {found.place + 1}", second)]
    if found.gap:
        pairs.append(("apart", f"at least {found.gap}"))
    return Counterexample(title(case, found), found.point, rows(*pairs))


def title(case: Case, found: Refutation) -> str:
    """What is wrong there, in the words in which it is told of points that are tried."""
    if case.statement.kind == "derivative" and found.values[0] is None:
        return "the formula prints a slope where the function has none"
    if found.operator == "approx":
        return f"the difference is larger than {shown(within(case))}"
    if found.operator == "=":
        return "the sides are not equal"
    return f"side {found.place} {found.operator} side {found.place + 1} does not hold"
