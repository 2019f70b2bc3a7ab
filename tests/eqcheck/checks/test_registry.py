"""A new kind of statement is one file."""
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import eqcheck
import pytest
from eqcheck import FAILED, VERIFIED, Statement, verify, verify_all
from eqcheck.checks.registry import CHECKS, check_of
from eqcheck.project.find import read_markdown
from eqcheck.project.load import load_library
from eqcheck.syntax.kinds import KINDS

KIND = '''
"""Sides that differ by a whole number."""
from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides, pair


@kind("congruence", "Both sides were computed; they differ by a whole number.", options=["of"])
def check(case, tally):
    sides = Sides(case)
    sides.require({"="}, "a congruence is written with =")
    for spot in sides.spots():
        first, second = (side.exact(spot) for side in sides.operands)
        tally.record("no whole number lies between", spot.shown(), float(first[0] - second[0]).is_integer(),
                     pair(1, first, 2, second))
'''
PAGE = r"""
```{equation}
:kind: congruence
:where: x integer

\frac{3 x}{2} = \frac{x}{2} + 1
```

```{equation}
:kind: congruence
:where: x integer

\frac{3 x}{2} = x
```
"""


@pytest.fixture
def congruence(tmp_path):
    """The kind, loaded from a file of its own."""
    path = tmp_path / "congruence.py"
    path.write_text(KIND)
    spec = importlib.util.spec_from_file_location("congruence", path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    yield
    del CHECKS["congruence"], KINDS["congruence"]


def test_a_file_adds_a_kind(congruence):
    found = read_markdown(PAGE, "a.md")
    assert not found.problems
    first, second = verify_all(found.statements, load_library(""))
    assert first.status == VERIFIED and first.points > 5
    assert second.status == FAILED and "no whole number lies between\n  at x = 3:" in second.message


def test_the_file_may_stand_among_the_others(tmp_path):
    """In a copy of eqcheck, nothing but the new file is needed."""
    source = Path(eqcheck.__file__).parent
    shutil.copytree(source, tmp_path / "eqcheck", ignore=shutil.ignore_patterns("sphinx", "__pycache__"))
    (tmp_path / "eqcheck" / "checks" / "kinds" / "congruence.py").write_text(KIND)
    code = f"""
from eqcheck import verify_all
from eqcheck.project.find import read_markdown
from eqcheck.project.load import load_library
found = read_markdown({PAGE!r}, "a.md")
print([verdict.status for verdict in verify_all(found.statements, load_library(""))], found.problems)
"""
    run = python(code, PYTHONPATH=str(tmp_path))
    assert run.stdout == "['verified', 'failed'] []\n", run.stderr


def test_without_the_file_there_is_no_such_kind():
    problems = [problem.message for problem in read_markdown(PAGE, "a.md").problems]
    assert len(problems) == 2 and all("unknown kind 'congruence'" in problem for problem in problems)
    verdict = verify(Statement("", "congruance", "x = x", "x real"), load_library(""))
    assert verdict.status == FAILED and "unknown kind 'congruance': choose one of" in verdict.message
    assert "did you mean ‘identity’" in verify(Statement("", "identiti", "x = x"), load_library("")).message


def test_each_kind_has_its_file_and_its_sentence():
    files = {path.stem for path in Path(eqcheck.checks.kinds.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(KINDS) == set(CHECKS) == files and len(files) >= 7
    assert all(one.name == name and one.sentence.endswith(".") for name, one in KINDS.items())
    for name in KINDS:
        module = check_of(Statement("", name, "x = x")).run.__module__
        assert module == f"eqcheck.checks.kinds.{name}"


def test_nothing_that_runs_code_is_loaded_to_read_or_to_check():
    """Neither the checks nor the semantics load torch or numpy."""
    code = """
import sys
from importlib import import_module
from pkgutil import walk_packages
import eqcheck
for room in ("syntax", "numeric", "semantics", "checks"):
    package = import_module(f"eqcheck.{room}")
    for module in walk_packages(package.__path__, f"eqcheck.{room}."):
        import_module(module.name)
print({"torch", "numpy", "sphinx"} & sys.modules.keys() or "nothing")
"""
    run = python(code)
    assert run.stdout == "nothing\n", run.stderr


def python(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **environment}
    )
