"""The formats agree with torch's own idea of them."""
import math
from fractions import Fraction

import pytest
import torch
from eqcheck.numeric.formats import FORMATS


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_against_torch(form):
    dtype = getattr(torch, form.name)
    info = torch.finfo(dtype)
    assert (form.tiny, form.huge, 2 * form.unit) == (info.smallest_normal, info.max, info.eps)
    for x in (0.0, 1.0, -1.0, 1.5, -3.0, 2.0**-130, form.tiny, 100.0, -2.0**20):
        x = form.round(x)
        if math.isinf(x):
            continue
        below, above = form.beside(x)
        here = torch.tensor(x, dtype=dtype)
        assert below == torch.nextafter(here, torch.tensor(-math.inf, dtype=dtype)).item()
        assert above == torch.nextafter(here, torch.tensor(math.inf, dtype=dtype)).item()


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_rounding_is_torchs(form):
    for x in (0.1, 1 / 3, -2.7, 1e-40, 3e38, 1e-320, math.inf, -0.0):
        assert form.round(x) == torch.tensor(x, dtype=torch.float64).to(getattr(torch, form.name)).item()
    assert form.round(Fraction(1, 100)) == torch.tensor(0.01, dtype=getattr(torch, form.name)).item()
