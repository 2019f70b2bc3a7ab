"""Every equation is changed in every small way, those of lecture, library and book: what passes is true as well.

Nearly all that passes is proved, with points as witnesses of the proof; the rest has been judged by hand.
"""
from dataclasses import replace
from pathlib import Path

import pytest
from eqcheck import Library, Statement, read_chapters
from eqcheck.checks.registry import check_of
from eqcheck.checks.verdict import PROVED
from eqcheck.project.load import load_library

from ..stand_in import library
from .mutate import mutants
from .planted import TRUE
from .survivors import JUDGED
from .witness import Witness

ROOT = Path(__file__).parents[3]
LECTURE = library(list(TRUE.values()))
OWN = load_library("formulario", ROOT)
STATEMENTS = [
    (statement, origin)
    for statement, origin in (
        *((statement, LECTURE) for statement in TRUE.values()),
        *((statement, OWN) for statement in (*OWN.statements, *read_chapters(ROOT / "book", ROOT).statements)),
    )
    if not statement.unchecked
]


@pytest.mark.parametrize(("statement", "origin"), STATEMENTS, ids=[str(statement) for statement, _ in STATEMENTS])
def test_survivors_are_proved_or_judged(statement: Statement, origin: Library, monkeypatch):
    case = check_of(statement).case.read(statement, origin)
    witness = Witness(case, monkeypatch)
    listed = {change for name, change in JUDGED if name == str(statement)}
    found = {change: witness.judge(replace(case, equation=equation), change in listed)
             for change, equation in mutants(case.equation, statement.kind == "definition")}
    assert found, "nothing to change"
    survivors = {change for change, certainty in found.items() if certainty and certainty != PROVED}
    assert not survivors - listed, "judge these in survivors.py, or sharpen the check"
    assert not listed - survivors, "these judgements are stale: they are refuted, proved, or nothing becomes that there"


def test_every_judgement_is_of_a_statement():
    assert {name for name, _ in JUDGED} <= {str(statement) for statement, _ in STATEMENTS}
