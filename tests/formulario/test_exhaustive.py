"""What is committed of the comparison at every float16 is that of this code; `make exhaustive` renews it."""
from pathlib import Path

import formulario
from eqcheck.checks.exhaustive import argument
from eqcheck.project.load import load_library
from eqcheck.semantics.case import DefinitionCase

ROOT = Path(formulario.__file__).parents[2]


def test_nothing_is_stale():
    assert load_library("formulario", ROOT).exhausted.problems(ROOT) == []


def test_every_function_of_one_number_is_there():
    library = load_library("formulario", ROOT)
    cases = [DefinitionCase.read(statement, library) for statement in library.definitions.values()]
    wanted = {case.statement.name for case in cases if argument(case)}
    assert wanted == set(library.exhausted.kept["definitions"]) and len(wanted) >= 20
