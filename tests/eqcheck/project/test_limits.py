"""No statement hangs, none takes more than its memory, and none takes others down with it."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from eqcheck import FAILED, VERIFIED, Statement, load_library, verify, verify_all
from eqcheck.project.processes import GivenUp, Limits, each, one_by_one

LIMITS = Limits(seconds=0.5, clock=60, memory=300_000_000)
HOSTILE = {
    "burn": ("fmpz(2**523 - 3).factor() and 2 * x", "it takes more than 0.5 s of processor time: give it fewer"),
    "eat": ("[0] * 10**8 and 2 * x", "the code of eat raises MemoryError"),
    "abort": ("os.abort()", "its process ended with SIGABRT, as happens where 0.3 GB are not enough: give it"),
    "die": ("os.kill(os.getpid(), 9)", "its process ended with SIGKILL"),
    "leave": ("os._exit(3)", "its process ended with status 3"),
    "vanish": ("os._exit(0)", "it takes more than 4 s by the clock"),
    "quit": ("sys.exit()", "the check broke off with SystemExit"),
}
MODULE = '''
import os
import sys
from dataclasses import replace
from time import process_time

from flint import fmpz

def {name}(x):
    r"""Twice.

    .. equation::
       :where: x real in [0, 10]

       \\operatorname{{Double}}(x) = 2 x
    """
    return {code}
'''


def stated(number):
    return Statement("", "identity", rf"x + {number} x = {number + 1} x", "x real")


@pytest.mark.parametrize("name", HOSTILE)
def test_it_fails_beside_others_that_hold(library, tmp_path, name):
    code, message = HOSTILE[name]
    library("hostile.py", MODULE.format(name=name, code=code))
    here = load_library("hostile")
    statements = [stated(1), *here.statements, *map(stated, (2, 3, 4))]
    told, limits = [], replace(LIMITS, clock=4) if name == "vanish" else LIMITS
    for _ in range(2):
        verdicts = verify_all(statements, here, tmp_path / "kept", told.append, limits)
        assert [verdict.statement for verdict in verdicts] == statements
        assert [verdict.status for verdict in verdicts] == [VERIFIED, FAILED, VERIFIED, VERIFIED, VERIFIED]
        assert verdicts[1].message.startswith(message)
    assert len(told) == 10
    given_up = name not in ("eat", "quit")  # which is tried again the next time
    assert len(list((tmp_path / "kept").iterdir())) == 5 - given_up


def test_one_statement_alone_has_limits(library):
    library("hostile.py", MODULE.format(name="burn", code=HOSTILE["burn"][0]))
    here = load_library("hostile")
    (verdict,) = verify_all(here.statements, here, limits=LIMITS)
    assert "0.5 s of processor time" in verdict.message


def test_memory_is_counted_from_what_a_process_has():
    ballast = [0] * 50_000_000
    assert [type(value) for _, value in each(lambda size: len([0] * size), [10_000_000], LIMITS)] == [int]
    assert [type(value) for _, value in each(lambda size: len([0] * size), [50_000_000], LIMITS)] == [GivenUp]
    assert ballast


def test_without_processes_too_much_memory_is_told():
    (_, outcome), (_, size) = one_by_one(lambda size: len([0] * size), [10**18, 10], LIMITS)
    assert isinstance(outcome, GivenUp) and size == 10


def test_who_stops_listening_does_not_wait():
    values = each(lambda seconds: sum(range(seconds * 10**9)), [0, 60, 60, 60], Limits(seconds=60))
    assert next(values) == (0, 0)
    values.close()


THREADED = """
import torch
from eqcheck import Statement, load_library, verify, verify_all

torch.set_num_threads(2)
x = torch.randn(1000, 1000, requires_grad=True)
(x @ x).exp().sum().backward()
stated = Statement("", "identity", r"\\operatorname{Double}(x) = x + x", "x real")
here = load_library("tiny")
print([verdict.status for verdict in verify_all([*here.statements, stated], here)])
"""


def test_torch_may_have_had_threads(library, tmp_path):
    code = "2 * x + 0 * (torch.ones(1000, 1000) @ torch.zeros(1000, 1000)).exp().sum()"
    library("tiny.py", MODULE.format(name="double", code=code).replace("import sys", "import torch"))
    run = [sys.executable, "-c", THREADED]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "['verified', 'verified']\n"


@pytest.mark.parametrize(("options", "message"), [
    ({"latex": r"\sum_{k=1}^{100000} k = 5000050000"}, "an index takes 100,000 values: state it for 10,000 or fewer"),
    ({"latex": r"\sum_i x_i = \sum_j x_j", "where": "x real[N]; N in 1000000"}, "numbers from 1 to 1,000"),
    ({"latex": r"\sum_i x_i = \sum_j x_j", "where": "x real[1000000]"}, "a size of more than 1,000"),
    ({"latex": "x = x", "where": f"x in {', '.join(map(str, range(2000)))}"}, "2,000 values, more than 1,000"),
    ({"latex": r"\underset{a}{" * 5000 + "x" + "}" * 5000 + " = x", "where": "x real"}, "70,005 characters"),
    ({"latex": "(" * 2000 + "x" + ")" * 2000 + " = x", "where": "x real"}, "the formula is too long"),
    ({"latex": "x = " + "9" * 4301, "where": "x real"}, "a number of more than 4300 digits"),
    ({"latex": "x = x", "where": f"x real in [0, {'9' * 4301}]"}, "a number of more than 4300 digits"),
    ({"latex": r"x \approx x", "where": "x real", "kind": "approximation", "within": "1e40000000"}, ":within: 1/1000"),
    ({"latex": r"x \approx x", "where": "x real", "kind": "approximation", "within": "9" * 4301}, "`:within: 1/1000`"),
    ({"latex": "2^{2^{2^{100}}} = 2"}, "side 1    no value"),
])
def test_what_is_plainly_too_large_is_refused_at_once(options, message):
    library, calls, before = load_library(""), Counter(), sys.getprofile()
    verify(Statement("", "identity", "x = x", "x real"), library)  # the grammar is read
    sys.setprofile(lambda frame, event, argument: calls.update([event]))  # counted, so the same on every machine
    try:
        verdict = verify(Statement(**{"name": "", "kind": "identity", **options}), library)
    finally:
        sys.setprofile(before)
    assert verdict.status == FAILED and message in verdict.message and len(verdict.message) < 600
    assert calls["call"] + calls["c_call"] < 500_000
