"""A library less exact than eqcheck expects says by how much, and is held to that."""
from dataclasses import replace

import numpy as np
import pytest
from eqcheck import FAILED, VERIFIED, Statement, StatementError, verify
from eqcheck.numeric.formats import FLOAT16, FLOAT32, FLOAT64


def coarse(ulps):
    """A softplus that is off by so many units in the last place."""
    def softplus(x, beta=1.0):
        value = np.logaddexp(0, beta * x) / beta
        return np.where(value < 1000, value + ulps * np.spacing(value), value).astype(value.dtype)
    return softplus


def judged(shelf, within, code):
    library = shelf("numpy_library", softplus=code)
    return verify(replace(library.definitions["softplus"], within_ulps=within), library)


@pytest.mark.parametrize(("within", "ulps", "status"), [
    ("", 0, VERIFIED), ("", 20, FAILED), ("20", 20, VERIFIED), ("18", 20, VERIFIED), ("41/2", 20, VERIFIED),
    ("8", 30, FAILED), ("20", 60, FAILED), ("20", -20, VERIFIED), ("20", -60, FAILED),
])
def test_the_code_may_be_off_by_so_much(within, ulps, status, shelf):
    verdict = judged(shelf, within, coarse(ulps))
    assert verdict.status == status, str(verdict)
    assert verdict.details.get("within_ulps") == (float(eval(within)) if within and status == VERIFIED else None)


@pytest.mark.parametrize("code", [
    lambda x, beta=1.0: np.maximum(x, 0), lambda x, beta=1.0: np.logaddexp(0, x) / beta,
    lambda x, beta=1.0: np.where(np.abs(x - 3) < 1e-9, 3, np.logaddexp(0, beta * x) / beta).astype(x.dtype),
])
def test_what_is_wrong_is_wrong_within_many_ulps(code, shelf):
    verdict = judged(shelf, "20", code)
    assert verdict.status == FAILED and "gives another value than the equation" in verdict.message


@pytest.mark.parametrize("form", [FLOAT64, FLOAT32, FLOAT16], ids=lambda form: form.name)
@pytest.mark.parametrize(("ulps", "status"), [(39, VERIFIED), (60, FAILED)])
def test_it_counts_in_every_format(form, ulps, status, shelf):
    def softplus(x, beta=1.0):
        return coarse(ulps * (x.dtype == form.name))(x, beta)

    verdict = judged(shelf, "40", softplus)
    assert verdict.status == status, str(verdict)
    assert status == VERIFIED or f"({form.name})" in verdict.message


def test_slopes_are_held_to_it_too():
    import torch

    from ..stand_in import library

    class Coarse(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, gradient):
            (x,) = ctx.saved_tensors
            return gradient * 2 * x * (1 + 30 * torch.finfo(x.dtype).eps)

    statement = Statement("square", "definition", r"\operatorname{Square}(x) = x^2", "x real")
    square = type("Functions", (), {"square": staticmethod(lambda x: Coarse.apply(x))})
    for within, status in (("", FAILED), ("30", FAILED), ("60", VERIFIED)):
        own = replace(statement, within_ulps=within)
        verdict = verify(own, library([own], square))
        assert verdict.status == status and (status == VERIFIED or "gives another slope" in verdict.message)


CLAIM = Statement("s", "identity", r"\operatorname{Softplus}(x; 1) - \operatorname{Softplus}(-x; 1) = x", "x real")


@pytest.mark.parametrize(("within", "status"), [("", FAILED), ("300", VERIFIED)])
def test_what_is_said_of_the_function_allows_for_it(within, status, shelf):
    """Where Softplus is off, so is a difference of two; the rounding bound carries what its definition admits."""
    library = shelf("numpy_library", softplus=coarse(300))
    inexact = replace(library.definitions["softplus"], within_ulps=within)
    library.definitions["softplus"] = library.printed["Softplus", 2] = inexact
    verdict = verify(CLAIM, library)
    assert verdict.status == status, str(verdict)
    assert status == FAILED or verdict.details["inexact"] == {"Softplus": 300.0}
    wrong = replace(CLAIM, latex=CLAIM.latex.replace("= x", "= 1.001 x"))
    assert verify(wrong, library).status == FAILED


@pytest.mark.parametrize(("within", "complaint"), [
    ("0", "is no positive number: write by how many units"), ("-4", "is no positive number"),
    ("few", "`:within-ulps: few` of softplus is no positive number"), ("1/0", "is no positive number"),
    ("1e999", "is no positive number"),
    ("1024", "`:within-ulps: 1024` leaves no correct digit in float16: give less than 1024"),
])
def test_what_is_no_number_of_ulps(within, complaint, shelf):
    verdict = judged(shelf, within, coarse(0))
    assert verdict.status == FAILED and complaint in verdict.message, verdict.message


def test_it_belongs_to_a_definition():
    written = dict(latex="x = x", file="a.md", line=1)
    options = {"within-ulps": "4", "where": "x real"}
    assert Statement.written(options=options, kind="definition", **written).within_ulps == "4"
    with pytest.raises(StatementError, match="`:within-ulps:` says nothing about this identity: leave it out"):
        Statement.written(options=options, **written)
