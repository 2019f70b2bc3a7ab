"""Near enough means near enough, and no nearer."""
import math
from math import inf

import pytest
from eqcheck.checks.tolerance import Allowance, agree, ulps
from eqcheck.numeric import Ball, working_precision
from eqcheck.numeric.formats import FLOAT32, FORMATS


@pytest.fixture(autouse=True)
def digits():
    with working_precision():
        yield


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_eight_roundings(form):
    allowance = Allowance.of(form, Ball(1), Ball(0))
    assert allowance.holds(form, 1 + 8 * form.unit) and not allowance.holds(form, 1 + 10 * form.unit)
    assert not allowance.holds(form, math.nan) and not allowance.holds(form, math.inf)
    assert allowance.widened(1.0).holds(form, 2.9) and not allowance.widened(1.0).holds(form, 3.1)
    assert allowance.widened(None) == allowance == allowance.widened(math.inf)


def test_conditioning_counts():
    assert Allowance.of(FLOAT32, Ball(1), Ball(1000)).holds(FLOAT32, 1 + 2.0**-13)
    assert not Allowance.of(FLOAT32, Ball(1), Ball(0)).holds(FLOAT32, 1 + 2.0**-13)


def test_overflow_only_where_it_must():
    beyond, within = Ball(10) ** 400, Ball(10) ** 30
    assert Allowance.of(FLOAT32, beyond, Ball(0)).holds(FLOAT32, math.inf)
    assert not Allowance.of(FLOAT32, beyond, Ball(0)).holds(FLOAT32, FLOAT32.huge)
    assert not Allowance.of(FLOAT32, beyond, Ball(0)).holds(FLOAT32, -math.inf)
    assert not Allowance.of(FLOAT32, within, Ball(0)).holds(FLOAT32, math.inf)
    assert Allowance.of(FLOAT32, Ball(inf), Ball(0)).holds(FLOAT32, math.inf)
    assert not Allowance.of(FLOAT32, Ball(inf), Ball(0)).holds(FLOAT32, 1.0)


def test_underflow_is_forgiven():
    assert Allowance.of(FLOAT32, Ball(2) ** -140, Ball(0)).holds(FLOAT32, 0.0)
    assert not Allowance.of(FLOAT32, Ball(2) ** -120, Ball(0)).holds(FLOAT32, 0.0)


def test_agreement_of_the_reference():
    third = Ball(1) / 3
    assert agree(third, third * (1 + Ball(2) ** -52 / 2**12)) and not agree(third, third * (1 + Ball(2) ** -50))
    huge = Ball(10) ** 400  # beyond every float, but not infinite
    assert agree(huge, huge * (1 + Ball(2) ** -62)) and not agree(huge, 2 * huge)
    assert agree(Ball(inf), Ball(inf)) and not agree(Ball(inf), Ball(-inf)) and not agree(Ball(inf), Ball(1))


def test_units_in_the_last_place():
    assert ulps(FLOAT32, Ball(1), 1 + 2.0**-22) == 2
    assert ulps(FLOAT32, Ball(inf), math.inf) == 0
