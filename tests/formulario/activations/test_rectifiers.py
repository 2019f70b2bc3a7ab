"""What is peculiar to the rectifiers."""

import formulario as F
import pytest
import torch
from torch import nn

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
on_every_device = pytest.mark.parametrize("device", DEVICES)


def slope_at_zero(function) -> float:
    zero = torch.zeros(1, requires_grad=True)
    return torch.autograd.grad(function(zero), zero)[0].item()


def test_slope_at_the_kink_is_the_one_of_the_negative_side():
    assert slope_at_zero(F.relu) == 0
    assert slope_at_zero(lambda x: F.leaky_relu(x, 0.25)) == 0.25
    assert slope_at_zero(lambda x: F.prelu(x, torch.tensor([0.25]))) == 0.25
    assert slope_at_zero(lambda x: F.rrelu(x, 0.25, 0.75)) == 0.5
    assert 0.25 <= slope_at_zero(lambda x: F.rrelu(x, 0.25, 0.75, training=True)) <= 0.75


def test_sign_of_zero():
    """As in torch, no rectifier touches the sign of -0."""
    negative_zero = torch.tensor(-0.0)
    assert F.relu(negative_zero).signbit()
    assert F.leaky_relu(negative_zero).signbit()
    assert F.prelu(negative_zero, torch.tensor(0.25)).signbit()
    assert F.rrelu(negative_zero).signbit()


@pytest.mark.parametrize("function", [F.relu, F.relu6, F.hardtanh, F.hardsigmoid, F.softshrink, F.hardshrink])
def test_nothing_passes_where_the_slope_is_zero(function):
    """Not even an infinite change: the root has one at 0."""
    flat = torch.tensor([0.25 if function in (F.softshrink, F.hardshrink) else -7.0], requires_grad=True)
    change = torch.tensor([float("inf")])
    assert torch.autograd.grad(function(flat), flat, change)[0].item() == 0


@pytest.mark.parametrize("dtype", [torch.int8, torch.int32, torch.int64, torch.uint8])
def test_relu_of_integers(dtype):
    input = torch.tensor([-2, 0, 3]).to(dtype)
    output = F.relu(input)
    assert output.dtype == dtype
    assert torch.equal(output, torch.relu(input))
    assert torch.equal(F.relu(input.clone(), inplace=True), output)


def test_inplace_leaky_relu_goes_back_through_negative_slopes():
    """torch refuses this: it recognises the side by the sign of the output."""
    leaf = torch.tensor([-2.0, 3.0], requires_grad=True)
    F.leaky_relu(leaf * 1, -0.5, inplace=True).sum().backward()
    assert leaf.grad.tolist() == [-0.5, 1.0]


# --- PReLU


@on_every_device
@pytest.mark.parametrize("shape", [(), (5,), (4, 3), (4, 3, 5), (2, 3, 4, 5), (2, 3, 0), (0, 3)])
@pytest.mark.parametrize("count", [0, 1, "channels"])
def test_prelu_is_torchs_with_one_slope_and_one_for_each_channel(shape, count, device):
    channels = shape[1] if len(shape) > 1 else 1
    size = {0: (), 1: (1,), "channels": (channels,)}[count]
    torch.manual_seed(0)
    input = torch.randn(shape, dtype=torch.float64, device=device)
    weight = torch.randn(size, dtype=torch.float64, device=device)
    torch.testing.assert_close(F.prelu(input, weight), torch.prelu(input, weight), rtol=0, atol=0)
    for ours, theirs in zip(gradients(F.prelu, input, weight), gradients(torch.prelu, input, weight), strict=True):
        torch.testing.assert_close(ours, theirs)


def gradients(function, input, weight):
    input, weight = input.clone().requires_grad_(), weight.clone().requires_grad_()
    torch.manual_seed(1)
    output = function(input, weight)
    return torch.autograd.grad((output * torch.randn_like(output)).sum(), [input, weight])


def test_prelu_slope_hears_only_the_negative_side():
    weight = torch.tensor([2.0, 2.0], requires_grad=True)
    F.prelu(torch.tensor([[-3.0, float("inf")], [0.0, 7.0]]), weight).sum().backward()
    assert weight.grad.tolist() == [-3.0, 0.0]


def test_prelu_gradcheck_by_weight():
    input = torch.tensor([[-1.0, 2.0], [-0.5, -3.0]], dtype=torch.float64, requires_grad=True)
    weight = torch.tensor([0.3, -0.7], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(F.prelu, (input, weight), check_forward_ad=True)
    assert torch.autograd.gradgradcheck(F.prelu, (input, weight))


def test_prelu_under_autocast_takes_the_dtype_of_the_input():
    network = nn.Sequential(nn.Linear(3, 4), F.PReLU(4))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert network(torch.randn(2, 3)).dtype == torch.bfloat16


def test_prelu_starts_at_init_and_returns_to_it():
    module = F.PReLU(3, init=0.5, dtype=torch.float64)
    assert module.weight.tolist() == [0.5] * 3 and module.weight.dtype == torch.float64
    with torch.no_grad():
        module.weight.fill_(7)
    module.reset_parameters()
    assert module.weight.tolist() == [0.5] * 3
    assert F.PReLU(device="meta").weight.is_meta


@pytest.mark.parametrize(
    ("input", "weight", "error", "message"),
    [
        (
            torch.ones(4, 3),
            torch.ones(2),
            ValueError,
            r"1 number or 3, .*\(2,\) came with input \(4, 3\)\. Channels",
        ),
        (torch.ones(3), torch.ones(3), ValueError, r"weight with 1 number; shape \(3,\) came .* dimension 1"),
        (torch.ones(4, 3), torch.ones(1, 3), ValueError, r"shape \(1, 3\) came .*resize the weight"),
        (torch.ones(3), torch.ones(1).double(), TypeError, r"torch.float64 came with torch.float32\. Convert it first"),
        (torch.ones(3), torch.ones(1, device="meta"), ValueError, r"device; meta came with cpu\. Move it first"),
        (torch.ones(3), 0.25, TypeError, r"float came\. Convert it first: torch.tensor\(weight\)"),
    ],
)
def test_prelu_refuses_weights_that_do_not_fit(input, weight, error, message):
    with pytest.raises(error, match=message):
        F.prelu(input, weight)


# --- RReLU


@on_every_device
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16], ids=str)
def test_rrelu_draws_between_its_bounds(dtype, device):
    torch.manual_seed(0)
    slopes = -F.rrelu(torch.full((10_000,), -1.0, dtype=dtype, device=device), -0.25, 0.75, training=True)
    assert slopes.dtype == dtype
    assert -0.25 <= slopes.min() < -0.24 and 0.74 < slopes.max() <= 0.75
    slopes = slopes.double()
    assert abs(slopes.mean() - 0.25) < 0.015  # five standard errors
    assert abs(slopes.std() - 12**-0.5) < 0.01
    assert abs((slopes < 0).double().mean() - 0.25) < 0.025


@pytest.mark.parametrize("bounds", [(0.3, 0.35), (0.1, 0.7)])
def test_rrelu_draws_never_round_beyond_the_bounds(bounds):
    lower, upper = torch.tensor(bounds, dtype=torch.bfloat16)
    torch.manual_seed(0)
    slopes = -F.rrelu(torch.full((10_000,), -1.0, dtype=torch.bfloat16), *bounds, training=True)
    assert lower <= slopes.min() and slopes.max() <= upper


def test_rrelu_draws_for_each_number_anew_and_repeats_with_the_seed():
    input = torch.full((100,), -1.0)
    torch.manual_seed(0)
    first, second = F.rrelu(input, training=True), F.rrelu(input, training=True)
    assert first.unique().numel() > 90
    assert not torch.equal(first, second)
    torch.manual_seed(0)
    assert torch.equal(first, F.rrelu(input, training=True))


def test_rrelu_leaves_the_positive_side_alone_while_training():
    input = torch.tensor([0.0, 1.0, 2.5, float("inf")])
    assert torch.equal(F.rrelu(input, training=True), input)


def test_rrelu_gradient_is_the_slope_that_was_drawn():
    input = torch.full((50,), -2.0, requires_grad=True)
    output = F.rrelu(input, training=True)
    (slope,) = torch.autograd.grad(output.sum(), input)
    torch.testing.assert_close(slope * input, output)


def test_rrelu_inplace_while_training():
    leaf = torch.full((50,), -2.0, requires_grad=True)
    input = leaf * 1
    output = F.rrelu(input, training=True, inplace=True)
    assert output is input
    (slope,) = torch.autograd.grad(output.sum(), leaf)
    torch.testing.assert_close(slope * leaf, output)


def test_rrelu_module_draws_in_training_mode_only():
    module, input = F.RReLU(0.25, 0.75), torch.full((50,), -1.0)
    assert not torch.equal(module(input), module(input))
    module.eval()
    assert torch.equal(module(input), 0.5 * input)


@pytest.mark.parametrize("randomness", ["same", "different"])
def test_rrelu_training_under_vmap(randomness):
    draws = torch.vmap(lambda x: F.rrelu(x, training=True), randomness=randomness)(torch.full((2, 50), -1.0))
    assert torch.equal(draws[0], draws[1]) == (randomness == "same")


def test_rrelu_training_compiles_in_one_graph():
    torch.compiler.reset()
    compiled = torch.compile(lambda x: F.rrelu(x, 0.25, 0.75, training=True), fullgraph=True, backend="aot_eager")
    slopes = -compiled(torch.full((50,), -1.0))
    assert ((slopes >= 0.25) & (slopes <= 0.75)).all()


@pytest.mark.parametrize("bounds", [(0.5, 0.25), (float("nan"), 1.0), (0.0, float("nan"))])
@pytest.mark.parametrize("training", [False, True])
def test_rrelu_refuses_bounds_that_enclose_nothing(bounds, training):
    with pytest.raises(ValueError, match=r"needs lower <= upper; lower=.*, upper=.* came\. Exchange"):
        F.rrelu(torch.ones(2), *bounds, training=training)
