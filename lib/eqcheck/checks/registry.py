"""The kinds of statement and what checks them.

A kind is one file: a function with the decorator :func:`kind`. Those of eqcheck stand in :mod:`eqcheck.checks.kinds`;
any other module that is imported may add its own.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from eqcheck.checks.tally import Tally
from eqcheck.semantics.case import Case
from eqcheck.syntax.errors import EvaluationError, nearest
from eqcheck.syntax.kinds import KINDS, Kind
from eqcheck.syntax.statement import Statement

Run = Callable[[Case, Tally], None]


@dataclass(frozen=True)
class Check:
    """What checks a kind: ``run(case, tally)`` compares, and ``case`` is the class that reads the statement."""

    run: Run
    case: type[Case]


CHECKS: dict[str, Check] = {}


def kind(name: str, sentence: str, options: Iterable[str] = (), case: type[Case] = Case) -> Callable[[Run], Run]:
    """Enter a function as the check of a kind.

    :param name: what an author writes after ``:kind:``
    :param sentence: what a verdict on it means, for the readers of a page
    :param options: the options that say something about this kind and not about every kind
    :param case: the class that reads such a statement

    The function gets the case and the tally of what was compared. It raises :class:`~.tally.Refuted` if the statement
    is false, and :class:`~eqcheck.syntax.errors.EvaluationError` if it cannot be computed as it is written.
    """
    def enter(run: Run) -> Run:
        KINDS[name] = Kind(name, sentence, frozenset(options))
        CHECKS[name] = Check(run, case)
        return run
    return enter


def check_of(statement: Statement) -> Check:
    """What checks a statement.

    :raises EvaluationError: if its kind is not known.
    """
    if statement.kind not in CHECKS:
        hint = nearest(statement.kind, CHECKS) or f"choose one of {', '.join(CHECKS)}"
        raise EvaluationError(f"unknown kind {statement.kind!r}: {hint}")
    return CHECKS[statement.kind]
