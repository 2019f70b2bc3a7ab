"""Hold statements against the library."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from formulario.equations.cache import Cache
from formulario.equations.errors import EquationError
from formulario.equations.library import Library
from formulario.equations.statement import Statement
from formulario.equations.verdict import FAILED, UNCHECKED, VERIFIED, Verdict


def verify(statement: Statement, library: Library) -> Verdict:
    """The verdict on a statement."""
    # Here and not above: a book whose verdicts are all kept needs neither torch nor the evaluator.
    from formulario.equations.case import Vocabulary
    from formulario.equations.report import Refuted, Tally
    from formulario.equations.scope import EvaluationError

    tally = Tally()
    try:
        case = Vocabulary(library).case(statement)
        if statement.unchecked:
            return Verdict(statement, UNCHECKED, reason=statement.unchecked)
        import_module(f"formulario.equations.kinds.{statement.kind}").check(case, tally)
        tally.conclude()
    except EquationError as error:
        return failed(statement, error.show(statement.latex), line=statement.line + error.line)
    except (EvaluationError, LookupError) as error:
        return failed(statement, str(error).strip("'\""))
    except Refuted as refuted:
        return Verdict(statement, FAILED, points=tally.points, message=str(refuted))
    return Verdict(statement, VERIFIED, points=tally.points, max_ulp=tally.max_ulp, details=tally.details)


def failed(statement: Statement, message: str, line: int = 0) -> Verdict:
    return Verdict(statement, FAILED, message=message, line=line)


def verify_all(
    statements: Iterable[Statement],
    library: Library,
    cache: Path | None = None,
    progress: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """The verdicts in order; those kept in the folder ``cache`` are not worked out again."""
    kept = Cache(cache) if cache else None
    verdicts = []
    for statement in statements:
        verdict = kept.get(statement, library) if kept else None
        if verdict is None:
            verdict = verify(statement, library)
            if kept:
                kept.put(verdict, library)
        progress(verdict)
        verdicts.append(verdict)
    return verdicts
