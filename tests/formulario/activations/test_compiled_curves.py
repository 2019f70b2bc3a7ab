"""The curves under torch.compile: derivatives of any order, and one graph for all sizes and parameters."""

import formulario as F
import pytest
import torch
from torch._dynamo.testing import CompileCounter
from torch.func import grad, vmap

CURVES = [
    F.gelu, lambda x: F.gelu(x, approximate="tanh"), F.silu, F.mish, F.sigmoid, F.tanh, F.softsign, F.tanhshrink,
    F.softplus, F.elu, F.celu, F.selu, F.logsigmoid,
]
NAMES = [
    "gelu", "tanh-gelu", "silu", "mish", "sigmoid", "tanh", "softsign", "tanhshrink",
    "softplus", "elu", "celu", "selu", "logsigmoid",
]
every_curve = pytest.mark.parametrize("function", CURVES, ids=NAMES)


@pytest.fixture(autouse=True)
def _forgotten():
    torch.compiler.reset()


@every_curve
def test_second_derivative(function):
    x = torch.tensor([-1.5, -0.3, 0.4, 1.7], dtype=torch.float64)
    second = vmap(grad(grad(lambda x: function(2 * x))))
    expected = second(x)
    assert expected.abs().max() > 0.01
    torch.testing.assert_close(torch.compile(second, fullgraph=True, backend="aot_eager")(x), expected)


def test_no_recompilation_for_another_size_or_parameter():
    counter = CompileCounter()

    def network(x, alpha, beta):
        return F.gelu(F.softplus(F.celu(F.elu(x, alpha), alpha), beta)) + F.silu(F.tanh(x))

    compiled = torch.compile(network, fullgraph=True, backend=counter)
    graphs = []
    for size, alpha, beta in ((5, 1.0, 1.0), (6, 0.5, 2.0), (7, 0.7, 3.0), (8, 1.3, 0.2)):
        x = torch.randn(size)
        torch.testing.assert_close(compiled(x, alpha, beta), network(x, alpha, beta))
        graphs.append(counter.frame_count)
    assert graphs[1:] == graphs[1:2] * 3
