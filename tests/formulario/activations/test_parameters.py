"""Parameters out of their domain are refused: the rule, what came, the remedy."""

import formulario as F
import pytest
import torch

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
    ],
)
def test_numbers_out_of_their_domain_are_refused(function, name, wrong):
    with pytest.raises(ValueError, match=rf"{function.__name__} needs {name} to be .*; {name}={wrong} came\. Choose"):
        function(torch.ones(2), **{name: wrong})
    assert ":raises ValueError:" in function.__doc__


@pytest.mark.parametrize("bounds", [(1.0, -2.0), (0.0, NAN), (NAN, 0.0)])
def test_hardtanh_refuses_bounds_that_enclose_nothing(bounds):
    with pytest.raises(ValueError, match=r"hardtanh needs min_val <= max_val; min_val=.*, max_val=.* came\. Exchange"):
        F.hardtanh(torch.ones(2), *bounds)


def test_a_negative_size_lets_hardshrink_pass_everything():
    x = torch.tensor([-2.0, -0.0, 0.5, INF])
    assert torch.equal(F.hardshrink(x, -1.0), x) and torch.equal(F.hardshrink(x, INF), torch.zeros(4))


def test_threshold_may_be_infinite():
    x = torch.tensor([-INF, 0.0, INF])
    assert F.threshold(x, -INF, 1.0).tolist() == [1, 0, INF]
    assert F.threshold(x, 0.0, -INF).tolist() == [-INF, -INF, INF]


def test_gelu_knows_two_gates():
    with pytest.raises(ValueError, match=r"approximate='none' and 'tanh'; 'erf' came\. Choose"):
        F.gelu(torch.ones(2), approximate="erf")


def test_a_threshold_of_softplus_is_torchs():
    x = torch.linspace(-5, 50, 100, dtype=torch.float64)
    assert torch.equal(F.softplus(x, 1.0, 1.0), torch.nn.functional.softplus(x, 1.0, 1.0))


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
def test_of_integers(dtype):
    input = torch.tensor([0, 3, 8]).to(dtype)
    for output, expected in (
        (F.relu6(input), [0, 3, 6]), (F.hardtanh(input, 2, 5), [2, 3, 5]), (F.threshold(input, 3, 7), [7, 7, 8])
    ):
        assert output.dtype == dtype and output.tolist() == expected
