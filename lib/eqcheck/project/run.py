"""Hold statements against the library."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from eqcheck.checks.registry import check_of
from eqcheck.checks.tally import Refuted, Tally, Unjudged
from eqcheck.checks.verdict import FAILED, PROVED, UNCHECKED, VERIFIED, Verdict
from eqcheck.numeric import working_precision
from eqcheck.project.cache import Cache
from eqcheck.project.processes import LIMITS, GivenUp, Limits, each, may_fork, one_by_one
from eqcheck.semantics.case import Case
from eqcheck.semantics.hidden import hidden_domain
from eqcheck.semantics.library import Library
from eqcheck.syntax.errors import EquationError, EvaluationError
from eqcheck.syntax.statement import Statement

REMEDY = "give it fewer letters, fewer or smaller sizes and numbers, or state it in parts"


def verify(statement: Statement, library: Library) -> Verdict:
    """The verdict on a statement, however long it takes.

    :raises MemoryError: it takes more than there is.
    """
    try:
        case = check_of(statement).case.read(statement, library)
    except EquationError as error:
        message, line = error.show(statement.latex), statement.line + error.line
        if statement.unchecked:
            return Verdict(statement, UNCHECKED, reason=statement.unchecked, details={"unread": error.message})
        return Verdict(statement, FAILED, message=message, line=line)
    except EvaluationError as error:
        return Verdict(statement, FAILED, message=str(error))
    except (Exception, SystemExit) as error:
        return Verdict(statement, FAILED, message=unforeseen(error))
    if statement.unchecked:
        return Verdict(statement, UNCHECKED, reason=statement.unchecked)
    return verdict_on(case)


def verdict_on(case: Case) -> Verdict:
    """The verdict on a statement that has been read."""
    tally = Tally(PROVED)
    try:
        with working_precision():
            check_relations(case, tally)
    except (EvaluationError, LookupError, EquationError) as error:
        return Verdict(case.statement, FAILED, points=tally.points, message=str(error.args[0]))
    except Refuted as refuted:
        return Verdict(case.statement, FAILED, points=tally.points, message=str(refuted))
    except Unjudged as unjudged:
        return Verdict(case.statement, UNCHECKED, points=tally.points, reason=str(unjudged))
    except (Exception, SystemExit) as error:  # an equation that breaks the check must not pass, nor stop the others
        return Verdict(case.statement, FAILED, points=tally.points, message=unforeseen(error))
    return Verdict(
        case.statement, VERIFIED, tally.certainty, tally.range, tally.points, tally.max_ulp, details=tally.details,
    )


def check_relations(case: Case, tally: Tally) -> None:
    """Check each relation that the statement prints.

    :raises EvaluationError: if one cannot be checked as it is written.
    :raises Refuted: if one is false.
    """
    parts = case.parts()
    for number, part in enumerate(parts, start=1):
        found = Tally(details=dict(hidden_domain(part).details()))
        try:
            check_of(case.statement).run(part, found)
            found.conclude()
        except (EvaluationError, Refuted) as error:
            raise type(error)(f"relation {number} of {len(parts)}: " * (len(parts) > 1) + str(error)) from error
        finally:
            tally.add(found)


def unforeseen(error: BaseException) -> str:
    """The message for whatever else is raised.

    :raises MemoryError: that is what is raised.
    """
    if isinstance(error, MemoryError):
        raise error
    if isinstance(error, RecursionError):
        return "the formula is nested too deeply: state it in parts"
    return f"the check broke off with {type(error).__name__}: {error}"


def verify_all(
    statements: Iterable[Statement],
    library: Library,
    cache: Path | None = None,
    progress: Callable[[Verdict], None] = lambda verdict: None,
    limits: Limits = LIMITS,
) -> list[Verdict]:
    """The verdicts in order.

    :param statements: what is to be checked.
    :param library: whose functions and definitions they speak of.
    :param cache: a folder with kept verdicts, which are not worked out again.
    :param progress: called with each verdict as soon as it is there.
    :param limits: what a statement may take; one that takes more fails, which is not kept: another day it may do.
    :raises LibraryError: something has to be run, and the library cannot be imported.
    """
    statements = list(statements)
    kept = Cache(cache) if cache else None
    verdicts = {k: kept.get(statement, library) if kept else None for k, statement in enumerate(statements)}
    missing = [k for k, verdict in verdicts.items() if verdict is None]
    for verdict in filter(None, verdicts.values()):
        progress(verdict)
    for place, outcome in worked_out([statements[k] for k in missing], library, limits):
        if isinstance(outcome, GivenUp):
            verdict = Verdict(statements[missing[place]], FAILED, message=f"{outcome}: {REMEDY}")
        else:
            verdict = outcome
            if kept:
                kept.put(verdict, library)
        verdicts[missing[place]] = verdict
        progress(verdict)
    return [verdict for _, verdict in sorted(verdicts.items()) if verdict]


def worked_out(
    statements: list[Statement], library: Library, limits: Limits
) -> Iterator[tuple[int, Verdict | GivenUp]]:
    """What came of each statement, with its place; those that take long are begun first, so that no process waits."""
    if not statements:
        return
    run = each if may_fork() else one_by_one
    _ = library.functions  # if it cannot be imported, that is told once
    with suppress(LookupError):  # told with each statement that needs it
        _ = library.backend
    order = sorted(range(len(statements)), key=lambda place: effort(statements[place]), reverse=True)
    for place, outcome in run(partial(verify, library=library), [statements[place] for place in order], limits):
        yield order[place], outcome


def effort(statement: Statement) -> tuple[bool, int]:
    """How long a statement takes, roughly: vectors longer than numbers, and a long formula longer than a short one."""
    return "[" in re.sub(r"\bin\s*\[", "", statement.where), len(statement.latex)
