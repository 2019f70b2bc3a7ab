"""Hold statements against the library."""
from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from eqcheck.checks.registry import check_of
from eqcheck.checks.tally import Refuted, Tally
from eqcheck.checks.verdict import FAILED, PROVED, UNCHECKED, VERIFIED, Verdict
from eqcheck.numeric import working_precision
from eqcheck.project.cache import Cache
from eqcheck.semantics.case import Case
from eqcheck.semantics.hidden import hidden_domain
from eqcheck.semantics.library import Library
from eqcheck.syntax.errors import EquationError, EvaluationError
from eqcheck.syntax.statement import Statement

MANY = 12
"""From so many statements on it pays to start a process for each core."""


def verify(statement: Statement, library: Library) -> Verdict:
    """The verdict on a statement."""
    try:
        case = check_of(statement).case.read(statement, library)
    except EquationError as error:
        message, line = error.show(statement.latex), statement.line + error.line
        if statement.unchecked:
            return Verdict(statement, UNCHECKED, reason=statement.unchecked, details={"unread": error.message})
        return Verdict(statement, FAILED, message=message, line=line)
    except EvaluationError as error:
        return Verdict(statement, FAILED, message=str(error))
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
    except Exception as error:  # an equation that breaks the check must not pass, nor stop the others
        broken = f"the check broke off with {type(error).__name__}: {error}"
        return Verdict(case.statement, FAILED, points=tally.points, message=broken)
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


def verify_all(
    statements: Iterable[Statement],
    library: Library,
    cache: Path | None = None,
    progress: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """The verdicts in order.

    :param statements: what is to be checked.
    :param library: whose functions and definitions they speak of.
    :param cache: a folder with kept verdicts, which are not worked out again.
    :param progress: called with each verdict as soon as it is there.
    :raises LibraryError: something has to be run, and the library cannot be imported.
    """
    statements = list(statements)
    kept = Cache(cache) if cache else None
    verdicts = {k: kept.get(statement, library) if kept else None for k, statement in enumerate(statements)}
    missing = [k for k, verdict in verdicts.items() if verdict is None]
    for verdict in filter(None, verdicts.values()):
        progress(verdict)
    for place, verdict in worked_out([statements[k] for k in missing], library):
        verdicts[missing[place]] = verdict
        if kept:
            kept.put(verdict, library)
        progress(verdict)
    return [verdict for _, verdict in sorted(verdicts.items()) if verdict]


def worked_out(statements: list[Statement], library: Library) -> Iterator[tuple[int, Verdict]]:
    """The verdicts with their places, from several processes where that is safe: not once torch has threads."""
    alone = len(statements) < MANY or os.cpu_count() == 1 or not hasattr(os, "fork") or "torch" in sys.modules
    if statements:
        _ = library.functions  # if it cannot be imported, that is told once
    if alone:
        for place, statement in enumerate(statements):
            yield place, verify(statement, library)
        return
    # The longest formulas first, so that in the end no process waits for another.
    order = sorted(range(len(statements)), key=lambda place: -len(statements[place].latex))
    prepare(library)
    with multiprocessing.get_context("fork").Pool(min(os.cpu_count() or 1, 8), start, (library,)) as pool:
        yield from zip(order, pool.imap(verify_in_worker, [statements[place] for place in order]), strict=True)


def prepare(library: Library) -> None:
    """Load once what every process needs: the backend, and the definitions as far as they can be read."""
    with suppress(LookupError):  # told with each statement that needs it
        _ = library.backend
    for name, count in library.printed:
        with suppress(EvaluationError):  # told where the definition itself is checked
            library.definition(name, count)


class WorkerState:
    """What a process works with."""

    library: Library


def start(library: Library) -> None:
    """Give a new process its library. It ends soon, so that circular references need not be collected."""
    gc.disable()
    WorkerState.library = library


def verify_in_worker(statement: Statement) -> Verdict:
    return verify(statement, WorkerState.library)
