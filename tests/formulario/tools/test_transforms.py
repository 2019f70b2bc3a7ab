"""torch.func, in every nesting in which torch's own functions work, by inputs, targets and parameters at once."""

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck

from .cases import CASES, LEARNED, OF_DISTRIBUTIONS, WITH_A_DIMENSION, one_each
from .nestings import DEEP, SHALLOW, Operator, applied

pytestmark = [
    pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss"),
    pytest.mark.filterwarnings("ignore:There is a performance drop"),  # torch's own losses under vmap
]


def missed(nestings: dict[str, Operator], case) -> list[str]:
    """The nestings that torch's function stands and ours does not, or not with its numbers."""
    found = []
    for name, operator in nestings.items():
        try:
            expected = applied(operator, case, case.theirs)()
        except (RuntimeError, NotImplementedError):
            continue
        try:
            torch.testing.assert_close(applied(operator, case, case.ours)(), expected, rtol=1e-9, atol=1e-9)
        except Exception as error:
            found.append(f"{name}: {type(error).__name__} {error}")
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_transforms_are_torchs(case):
    assert missed(SHALLOW, case) == []


@pytest.mark.parametrize("case", one_each(CASES), ids=lambda case: case.name)
def test_transforms_of_transforms_are_torchs(case):
    assert missed(DEEP, case) == []


def test_torch_itself_stands_almost_every_nesting():
    """Otherwise nothing would be compared above."""
    silu = next(case for case in CASES if case.name == "silu")
    for operator in (SHALLOW | DEEP).values():
        assert applied(operator, silu, silu.theirs)().isfinite().all()


@pytest.mark.parametrize(
    "case", [*LEARNED, *WITH_A_DIMENSION, *OF_DISTRIBUTIONS, *(case for case in one_each(CASES) if case.tensors[1:])],
    ids=lambda case: case.name,
)
def test_derivatives_by_every_argument_agree_with_differences(case):
    tensors = [tensor.clone().requires_grad_(place in case.real) for place, tensor in enumerate(case.tensors)]
    assert gradcheck(case.ours, tensors, check_forward_ad=True, check_batched_grad=True)
    assert gradgradcheck(case.ours, tensors, check_fwd_over_rev=True)
