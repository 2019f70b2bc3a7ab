"""A short part of what ``tests/eqcheck/fuzz.py`` does for as long as one likes."""

from eqcheck import Verdict
from eqcheck.project.processes import Limits

from .. import fuzz


def test_random_statements_break_nothing():
    counts, found = fuzz.faults(12, seed=20, limits=Limits(seconds=2))
    assert found == [] and counts["failed"] > 10


def test_a_fault_would_be_seen(monkeypatch):
    monkeypatch.setattr(fuzz, "verify", lambda stated, library: Verdict(stated, "failed", message=str(1 / 0)))
    counts, found = fuzz.faults(3, seed=20, limits=Limits(seconds=2))
    assert counts["the check broke off"] == len(found) > 0 and "ZeroDivisionError" in found[0]
