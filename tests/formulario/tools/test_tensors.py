"""Every kind of tensor and every mode in which torch's functions work."""

from collections import Counter

import pytest
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from ..losses.records import RECORDS
from .cases import CASES, MODULES, one_each

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_function = pytest.mark.parametrize("case", one_each(CASES), ids=lambda case: case.function)

pytestmark = pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss")
LOSSES = {record.ours.__name__ for record in RECORDS} | {"categorical_cross_entropy", "relative_entropy"}
"""Under autocast they are float32, as torch's losses are, also weighted ones, in which torch forgot it."""
FUNCTIONS = {case.function for case in CASES}
OF_SHARES = ("entropy", "categorical_cross_entropy", "relative_entropy")


class Length(Tensor):
    """A tensor of a type of its own."""


class Recorder(TorchFunctionMode):
    def __init__(self):
        super().__init__()
        self.called = Counter()

    def __torch_function__(self, func, types, args=(), kwargs=None):
        self.called[getattr(func, "__name__", "")] += 1
        return func(*args, **(kwargs or {}))


@every_function
def test_a_type_of_tensor_is_kept(case):
    typed = [tensor.as_subclass(Length) for tensor in case.tensors]
    actual = case.ours(*typed)
    assert type(actual) is type(case.theirs(*typed)) is Length
    torch.testing.assert_close(actual.as_subclass(Tensor), case.ours(*case.tensors))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_a_mode_sees_the_function(module):
    with Recorder() as mode:
        actual = module.ours(*module.tensors)
    assert any(mode.called[name] for name in FUNCTIONS)
    assert torch.equal(actual, module.ours(*module.tensors))


@every_case
def test_another_default_device_changes_nothing(case):
    with torch.device("meta"):
        actual = case.ours(*case.tensors)
    assert torch.equal(actual, case.ours(*case.tensors))


@every_case
def test_without_gradients(case):
    tensors = [tensor.clone().requires_grad_(place in case.real) for place, tensor in enumerate(case.tensors)]
    with torch.no_grad():
        assert not case.ours(*tensors).requires_grad
    with torch.inference_mode():
        output = case.ours(*case.tensors)
    assert output.is_inference() and torch.equal(output, case.ours(*case.tensors))


@every_case
def test_gradients_reach_what_is_viewed(case):
    """Through a slice of a longer tensor that is written in place on the way."""
    def gradient(function) -> Tensor:
        whole = torch.cat([case.tensors[0], case.tensors[0]]).requires_grad_()
        part = whole.clone()[: len(case.tensors[0])]
        function(part.mul_(1.25), *case.tensors[1:]).sum().backward()
        return whole.grad

    torch.testing.assert_close(gradient(case.ours), gradient(case.theirs))


@every_case
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
def test_autocast_gives_torchs_dtype(case, dtype):
    """For half-precision and single-precision inputs; where torch has no such function, that of the formula."""
    for given in (dtype, torch.float32):
        tensors = case.to(given)
        with torch.autocast("cpu", dtype=dtype):
            actual = case.ours(*tensors)
            try:
                expected = case.theirs(*tensors)
            except RuntimeError:
                continue  # torch refuses a weight or a target of another dtype
        assert actual.dtype == (torch.float32 if case.function in LOSSES else expected.dtype)
        torch.testing.assert_close(actual.float(), expected.float(), rtol=2e-2, atol=2e-2)


@every_case
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
def test_half_precision_is_rounded_once(case, dtype):
    if case.function in OF_SHARES:
        pytest.skip("its shares are rounded before")
    tensors = case.to(dtype)
    wide = [tensor.float() if tensor.is_floating_point() else tensor for tensor in tensors]
    actual = case.ours(*tensors)
    assert actual.dtype == dtype and torch.equal(actual, case.ours(*wide).to(dtype))


@every_function
def test_layout_is_torchs(case):
    """Or the input's own, which torch's log_softmax does not keep."""
    if case.tensors[0].dim() != 2 or case.theirs(*case.tensors).dim() != 2:
        pytest.skip("a sum has no layout")
    for change in (lambda x: x.T.contiguous().T, lambda x: torch.stack([x, x], -1)[..., 0]):
        tensors = [change(tensor) if tensor.dim() == 2 else tensor for tensor in case.tensors]
        assert case.ours(*tensors).stride() in (case.theirs(*tensors).stride(), tensors[0].stride())
        torch.testing.assert_close(case.ours(*tensors), case.ours(*case.tensors))
