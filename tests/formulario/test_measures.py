"""The measures give what can be worked out by hand, leave the inputs alone, and refuse what has no answer."""

from math import sqrt

import formulario as F
import pytest
import torch

X = torch.linspace(-3, 3, 61, dtype=torch.float64)
MEASURES = [F.distance_to_homogeneity, F.distance_to_linearity, F.dead_units]


@pytest.mark.parametrize("factor", [0.01, 0.5, 2, 100])
@pytest.mark.parametrize("function", [F.relu, F.leaky_relu, torch.abs, torch.neg])
def test_a_homogeneous_function_has_distance_0(function, factor):
    assert F.distance_to_homogeneity(function, X, factor) < 1e-15


@pytest.mark.parametrize("factor", [0.5, 3])
def test_the_distance_to_homogeneity_of_other_degrees(factor):
    """Of degree k it is |c^k − c| / c, whatever the inputs."""
    for degree, function in enumerate([torch.ones_like, torch.abs, torch.square, lambda x: x**3]):
        expected = abs(factor**degree - factor) / factor
        assert F.distance_to_homogeneity(function, X, factor).item() == pytest.approx(expected, abs=1e-15)


def test_a_network_without_biases_is_homogeneous():
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(4, 8, bias=False), F.ReLU(), torch.nn.Linear(8, 2, bias=False))
    assert F.distance_to_homogeneity(network, torch.randn(16, 4)) < 1e-6
    network[0] = torch.nn.Linear(4, 8)
    assert F.distance_to_homogeneity(network, torch.randn(16, 4)) > 0.01


def test_the_distance_to_linearity_is_the_root_of_what_regression_leaves():
    torch.manual_seed(0)
    x = torch.randn(200, dtype=torch.float64)
    r = torch.corrcoef(torch.stack([x, F.sigmoid(x)]))[0, 1].item()
    assert F.distance_to_linearity(F.sigmoid, x).item() == pytest.approx(sqrt(1 - r**2), rel=1e-12)


def test_a_line_is_straight_and_a_parabola_is_not():
    assert F.distance_to_linearity(lambda x: 7 - 3 * x, X) < 1e-15
    assert F.distance_to_linearity(F.relu, X + 4) < 1e-15
    assert F.distance_to_linearity(torch.square, X).item() == pytest.approx(1)


def test_each_unit_has_its_line():
    units = torch.stack([X, X + 1, 3 * X], dim=1)
    each = torch.stack([F.distance_to_linearity(F.tanh, unit) for unit in units.T])
    torch.testing.assert_close(F.distance_to_linearity(F.tanh, units), each)
    assert F.distance_to_linearity(F.tanh, units[:, :, None]).shape == (3, 1)


def test_what_does_not_vary_has_no_line():
    assert F.distance_to_linearity(F.relu, X - 4).isnan()
    assert F.distance_to_linearity(F.relu, torch.ones(5)).isnan()


def test_dead_are_the_units_without_a_slope():
    x = torch.tensor([[-1.0, -1, 0.5, 7], [-2, 1, 0.5, 8], [0, -3, 0.5, 9]])
    assert F.dead_units(F.relu, x).tolist() == [True, False, False, False]
    assert F.dead_units(F.relu6, x).tolist() == [True, False, False, True]
    assert F.dead_units(F.leaky_relu, x).tolist() == [False] * 4
    assert F.dead_units(F.ReLU(), x[:, :, None]).shape == (4, 1)


def test_a_dead_unit_gets_no_gradient():
    torch.manual_seed(0)
    layer, x = torch.nn.Linear(3, 50), torch.randn(20, 3)
    torch.nn.init.normal_(layer.bias, std=2)
    F.relu(layer(x)).square().sum().backward()
    dead = F.dead_units(F.relu, layer(x))
    assert torch.equal(dead, layer.weight.grad.abs().sum(1) == 0) and 0 < dead.sum() < 50


@pytest.mark.parametrize("measure", MEASURES)
def test_the_input_is_left_alone(measure):
    x = torch.tensor([-2.0, 1.0, 3.0], requires_grad=True)
    measured = measure(F.ReLU(inplace=True), x)
    assert x.tolist() == [-2, 1, 3] and x.grad is None and not measured.requires_grad
    with torch.no_grad():
        assert measure(F.ReLU(), x) == measured


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_the_dtype_is_kept(dtype):
    for measure in MEASURES[:2]:
        found = measure(F.tanh, X.to(dtype))
        assert found.dtype is dtype
        assert found.item() == pytest.approx(measure(F.tanh, X).item(), rel=4 * torch.finfo(dtype).eps)


@pytest.mark.parametrize("measure", MEASURES)
def test_only_floating_point_numbers_have_a_measure(measure):
    with pytest.raises(TypeError, match=r"takes floating-point numbers; torch.int64 came.*input.float\(\)"):
        measure(F.relu, torch.arange(3))


@pytest.mark.parametrize("measure", MEASURES[1:])
@pytest.mark.parametrize("shape", [(), (0, 3)])
def test_examples_are_needed(measure, shape):
    with pytest.raises(ValueError, match=r"one example or more along dimension 0; shape \(.*\) came"):
        measure(F.relu, torch.ones(shape))


def test_the_remedies_work():
    with pytest.raises(ValueError, match="factor to be a finite number above 0; factor=-2 came"):
        F.distance_to_homogeneity(F.relu, X, factor=-2)
    with pytest.raises(ValueError, match=r"not 0 at every input; 0 came from all 61\. Choose other inputs"):
        F.distance_to_homogeneity(F.relu, X - 4)
    assert F.distance_to_homogeneity(F.relu, X) == 0
