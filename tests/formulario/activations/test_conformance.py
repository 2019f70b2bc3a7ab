"""Torch's own test inputs: where torch's function answers, ours gives the same value and gradient, or says why not."""

import warnings

import formulario as F
import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # torch's own tests import what is deprecated
    from torch.testing._internal.common_methods_invocations import op_db

from ..offered import offered

ACTIVATIONS = [
    op for op in op_db
    if op.name.removeprefix("nn.functional.") in offered("activations") and op.variant_test_name != "complex"
]
DIFFERENT = {
    "nn.functional.rrelu": ("draws differ", lambda sample: sample.kwargs.get("training")),
}
"""Why ours gives other numbers, and for which inputs."""

every_activation = pytest.mark.parametrize("op", ACTIVATIONS, ids=lambda op: f"{op.name}{op.variant_test_name}")


def ours(op):
    return getattr(F, op.name.removeprefix("nn.functional."))


def outcome(function, sample) -> list[Tensor]:
    """The value, and the gradients by all tensors that came."""
    arguments = (sample.input, *sample.args)
    input, *others = (one.detach().clone().requires_grad_() if isinstance(one, Tensor) else one for one in arguments)
    output = function(input, *others, **sample.kwargs)
    upstream = torch.linspace(1, 2, output.numel(), dtype=output.dtype).reshape(output.shape)
    by = [one for one in (input, *others) if isinstance(one, Tensor)]
    return [output, *torch.autograd.grad(output, by, upstream)]


@every_activation
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_value_and_gradient_are_torchs(op, dtype):
    _, differs = DIFFERENT.get(op.name, ("", lambda sample: False))
    samples = [one for one in op.sample_inputs("cpu", dtype) if not differs(one)]
    assert samples
    for sample in samples:
        for mine, theirs in zip(outcome(ours(op), sample), outcome(op.op, sample), strict=True):
            assert_close(mine, theirs, equal_nan=True, msg=lambda text, sample=sample: f"{text}\n{sample}")


@every_activation
def test_what_torch_refuses_is_refused(op):
    for error in op.error_inputs("cpu") if op.error_inputs_func else ():
        sample = error.sample_input
        with pytest.raises((TypeError, ValueError, IndexError, RuntimeError)):
            ours(op)(sample.input, *sample.args, **sample.kwargs)


def test_all_activations_of_torch_are_among_them():
    known = {op.name.removeprefix("nn.functional.") for op in ACTIVATIONS}
    names = {name for name in offered("activations") if hasattr(torch.nn.functional, name)}
    assert names - known == {name for name in names if name[0].isupper()}
