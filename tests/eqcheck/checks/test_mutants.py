"""Every equation is changed in every small way, those of lecture, library and book: what passes has been judged."""
from dataclasses import replace
from pathlib import Path

import pytest
from eqcheck import FAILED, Library, Statement, read_chapters
from eqcheck.checks.registry import check_of
from eqcheck.project.load import load_library
from eqcheck.project.run import verdict_on

from ..stand_in import library
from .mutate import mutants
from .planted import TRUE
from .survivors import JUDGED

ROOT = Path(__file__).parents[3]
LECTURE = library(list(TRUE.values()))
OWN = load_library("formulario", ROOT)
STATEMENTS = [
    *((statement, LECTURE) for statement in TRUE.values()),
    *((statement, OWN) for statement in (*OWN.statements, *read_chapters(ROOT / "book", ROOT).statements)),
]


@pytest.mark.parametrize(("statement", "origin"), STATEMENTS, ids=[str(statement) for statement, _ in STATEMENTS])
def test_survivors_are_judged(statement: Statement, origin: Library):
    if statement.unchecked:
        pytest.skip("unchecked")
    case = check_of(statement).case.read(statement, origin)
    survivors, broken, tried = set(), [], 0
    for change, equation in mutants(case.equation, statement.kind == "definition"):
        tried += 1
        verdict = verdict_on(replace(case, equation=equation))
        if verdict.status != FAILED:
            survivors.add((str(statement), " ".join(change.split())))
        elif "broke off" in verdict.message:
            broken.append(verdict.message)
    assert tried, "nothing to change"
    assert not broken
    unjudged = survivors - set(JUDGED)
    assert not unjudged, f"judge these in the folder survivors, or sharpen the check: {unjudged}"


def test_every_judgement_is_used():
    """A judgement names a statement that exists."""
    names = {str(statement) for statement, _ in STATEMENTS}
    assert {name for name, _ in JUDGED} <= names
