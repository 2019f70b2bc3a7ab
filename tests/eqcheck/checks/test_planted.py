"""Every planted mistake is found, with the author's file and line, and a counterexample."""
import re

import pytest
from eqcheck import FAILED, VERIFIED, verify

from ..stand_in import library
from .planted import FILE, LINE, TRUE, WRONG_EQUATIONS, mistaken
from .wrong_functions import WRONG_FUNCTIONS

SYNTAX = r"\^"
COUNTEREXAMPLE = r"  at \S+ = |  always:|  near \S+ = "


@pytest.fixture(scope="module")
def lecture():
    return library(list(TRUE.values()))


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_hold(name, lecture):
    verdict = verify(TRUE[name], lecture)
    assert verdict.status == VERIFIED, str(verdict)
    assert verdict.points > 0


@pytest.mark.parametrize(("name", "part", "mistake"), WRONG_EQUATIONS,
                         ids=[f"{name}: {mistake}" for name, _, mistake in WRONG_EQUATIONS])
def test_wrong_equation_is_found(name, part, mistake):
    statement = mistaken(name, part, mistake)
    others = [other for other in TRUE.values() if other.name != name]
    verdict = verify(statement, library([*others, statement]))
    assert verdict.status == FAILED
    place = re.match(rf"{FILE}:(\d+): ", str(verdict))
    assert place and LINE <= int(place[1]) <= LINE + statement.latex.count("\n")
    assert re.search(f"{COUNTEREXAMPLE}|{SYNTAX}", verdict.message), verdict.message


@pytest.mark.parametrize(("name", "function"), WRONG_FUNCTIONS,
                         ids=[function.__doc__ for _, function in WRONG_FUNCTIONS])
def test_wrong_function_is_found(name, function):
    from types import SimpleNamespace

    from ..stand_in import FUNCTIONS

    functions = SimpleNamespace(**{**vars(FUNCTIONS), name: function})
    found = [verify(statement, library(list(TRUE.values()), functions))
             for statement in TRUE.values() if statement.kind == "definition" and calls(statement, name)]
    wrong = [verdict for verdict in found if verdict.status == FAILED]
    assert wrong, function.__doc__
    assert all(str(verdict).startswith(f"{FILE}:{LINE}: ") for verdict in wrong)
    assert re.search(f"the code of {name} (gives another (value|slope) than|passes no gradient)", wrong[0].message)
    assert re.search(COUNTEREXAMPLE, wrong[0].message), wrong[0].message


def calls(statement, name):
    return statement.name == name or statement.of.startswith(f"{name}(")


def test_enough_is_planted():
    assert len(WRONG_EQUATIONS) >= 60 and len(WRONG_FUNCTIONS) >= 15
