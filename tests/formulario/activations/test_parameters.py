"""Parameters out of their domain are refused: the rule, what came, the remedy."""

import formulario as F
import pytest
import torch
from torch import Tensor

INF, NAN = float("inf"), float("nan")


def slope_at(function, x: float) -> float:
    point = torch.tensor([x], requires_grad=True)
    return torch.autograd.grad(function(point), point)[0].item()


@pytest.mark.parametrize(
    ("function", "name", "wrong"),
    [
        *((F.softplus, "beta", wrong) for wrong in (0.0, -1.0, INF, NAN)),
        *((F.elu, "alpha", wrong) for wrong in (INF, NAN)),
        *((F.celu, "alpha", wrong) for wrong in (0.0, INF, NAN)),
        *((F.softshrink, "lambd", wrong) for wrong in (-0.5, INF, NAN)),
        *((F.hardshrink, "lambd", wrong) for wrong in (-0.5, INF, NAN)),
        *((F.hardtanh, "max_val", wrong) for wrong in (-2.0, NAN)),
    ],
)
def test_numbers_out_of_their_domain_are_refused(function, name, wrong):
    with pytest.raises(ValueError, match=rf"{function.__name__} needs {name} to be .*; {name}={wrong} came\. Choose"):
        function(torch.ones(2), **{name: wrong})
    assert ":raises ValueError:" in function.__doc__


@pytest.mark.parametrize(("arguments", "name"), [((NAN, 0.0), "threshold"), ((0.0, INF), "value")])
def test_threshold_needs_finite_numbers(arguments, name):
    with pytest.raises(ValueError, match=rf"threshold needs {name} to be a finite number; {name}="):
        F.threshold(torch.ones(2), *arguments)


def test_gelu_knows_two_gates():
    with pytest.raises(ValueError, match=r"approximate='none' and 'tanh'; 'erf' came\. Choose"):
        F.gelu(torch.ones(2), approximate="erf")


def test_softplus_has_no_threshold():
    x = torch.linspace(-5, 50, 100, dtype=torch.float64)
    assert torch.equal(F.softplus(x, 1.0, 1.0), F.softplus(x))


@pytest.mark.parametrize("alpha", [2.0, 0.5, -1.0])
def test_celu_has_no_kink_and_elu_has_one(alpha):
    assert slope_at(lambda x: F.celu(x, alpha), 0.0) == 1
    assert slope_at(lambda x: F.elu(x, alpha), 0.0) == alpha


@pytest.mark.parametrize("function", [F.silu, F.mish, F.gelu, F.hardswish])
def test_gates_are_rectifiers_at_infinity(function):
    x = torch.tensor([-INF, INF], requires_grad=True)
    output = function(x)
    output.sum().backward()
    assert output.tolist() == [0, INF] and x.grad.tolist() == [0, 1]


@pytest.mark.parametrize("dtype", [torch.int8, torch.int64, torch.uint8])
def test_relu6_of_integers(dtype):
    output: Tensor = F.relu6(torch.tensor([0, 3, 8]).to(dtype))
    assert output.dtype == dtype and output.tolist() == [0, 3, 6]
