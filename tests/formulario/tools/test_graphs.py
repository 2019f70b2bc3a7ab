"""What makes a graph, or asks for shapes alone: meta and fake tensors, make_fx, export, ONNX, fx and jit."""

import copy
import pickle

import formulario as F
import pytest
import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.fx.experimental.proxy_tensor import make_fx

from .cases import CASES, MODULES, one_each

FUNCTIONS = {case.function for case in CASES}
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_function = pytest.mark.parametrize("case", one_each(CASES), ids=lambda case: case.function)

pytestmark = [
    pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # TorchScript and the exporter that goes by it
]


def described(tensor: torch.Tensor) -> tuple:
    return tensor.shape, tensor.dtype, tensor.device.type, tensor.stride()


def close(actual, expected) -> None:
    torch.testing.assert_close(actual, expected, rtol=1e-9, atol=1e-9)


def gradients(function, case, tensors) -> list[torch.Tensor]:
    tensors = [tensor.detach().requires_grad_(place in case.real) for place, tensor in enumerate(tensors)]
    return list(torch.autograd.grad(function(*tensors).sum(), [tensors[place] for place in case.real]))


@every_case
def test_meta_tensors_give_the_shape(case):
    for dtype in (torch.float32, torch.bfloat16):
        tensors = [tensor.to("meta") for tensor in case.to(dtype)]
        assert described(case.ours(*tensors)) == described(case.theirs(*tensors))
        slopes = gradients(case.ours, case, tensors)
        assert [described(slope) for slope in slopes] == [described(tensors[place]) for place in case.real]


@every_case
def test_fake_tensors_give_the_shape(case):
    with FakeTensorMode() as mode:
        tensors = [mode.from_tensor(tensor) for tensor in case.tensors]
        assert described(case.ours(*tensors)) == described(case.theirs(*tensors))
        assert len(gradients(case.ours, case, tensors)) == len(case.real)


@every_function
@pytest.mark.parametrize("tracing", ["real", "fake", "symbolic"])
def test_make_fx_records_value_and_gradients(case, tracing):
    def both(*tensors):
        return case.ours(*tensors), gradients(case.ours, case, tensors)

    graph = make_fx(both, tracing_mode=tracing)(*case.tensors)
    other = [tensor * 1.25 if place in case.real else tensor for place, tensor in enumerate(case.tensors)]
    close(graph(*other), both(*other))


class Calls(nn.Module):
    """A network that is many functions, each of inputs of its own."""

    def __init__(self, functions):
        super().__init__()
        self.functions = functions

    def forward(self, inputs):
        return [function(*tensors) for function, tensors in zip(self.functions, inputs, strict=True)]


@pytest.mark.parametrize("strict", [True, False])
def test_export_takes_every_function(strict):
    cases = one_each(CASES)
    inputs = [case.tensors for case in cases]
    program = torch.export.export(Calls([case.ours for case in cases]), (inputs,), strict=strict)
    close(program.module()(inputs), [case.theirs(*case.tensors) for case in cases])


def test_export_takes_every_module():
    network = nn.ModuleList(module.ours for module in MODULES)
    inputs = [module.tensors for module in MODULES]
    program = torch.export.export(Calls(network), (inputs,))
    close(program.module()(inputs), [one(*tensors) for one, tensors in zip(network, inputs, strict=True)])


@pytest.mark.parametrize(
    "module", [one for one in MODULES if one.name != "Softmax2d"],  # like torch's, it asks for the number of dimensions
    ids=lambda module: module.name,
)
def test_fx_records_one_call(module):
    graph = torch.fx.symbolic_trace(module.ours)
    calls = [node for node in graph.graph.nodes if node.op.startswith("call")]
    assert [node.op for node in calls] == ["call_function"]
    assert calls[0].target.__name__ in FUNCTIONS and calls[0].target.__wrapped__
    for one in (graph, copy.deepcopy(graph), pickle.loads(pickle.dumps(graph))):
        assert torch.equal(one(*module.tensors), module.ours(*module.tensors))


@every_case
def test_jit_trace(case):
    traced = torch.jit.trace(lambda *tensors: case.ours(*tensors), case.tensors, check_trace=False)
    other = [tensor * 1.25 if place in case.real else tensor for place, tensor in enumerate(case.tensors)]
    close(traced(*other), case.ours(*other))


def test_jit_script_says_what_it_cannot():
    """Torch can script its own; scripting is deprecated, and ours may be traced or exported."""
    with pytest.raises(RuntimeError, match="variable number of arguments"):
        torch.jit.script(F.ReLU())
