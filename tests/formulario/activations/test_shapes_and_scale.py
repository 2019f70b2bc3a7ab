"""What is peculiar to the learned shapes: their weights, a row for all or for each channel."""

import formulario as F
import pytest
import torch
from torch import nn

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
on_every_device = pytest.mark.parametrize("device", DEVICES)
on_every_shape = pytest.mark.parametrize("shape", [(), (5,), (4, 3), (4, 3, 5), (2, 3, 4, 5), (2, 3, 0), (0, 3)])
both = pytest.mark.parametrize("function", [F.chebyshev, F.spline])


def polynomials(input, weight):
    """Σ wₖ Tₖ by their angle."""
    angle = input.clamp(-1, 1).arccos()
    return sum(row * (k * angle).cos() for k, row in enumerate(weight))


def hinges(input, weight, lower=-3.0, upper=3.0):
    """A line and a rectifier at each knot inside."""
    slopes = weight.diff(dim=0) * (len(weight) - 1) / (upper - lower)
    knots = torch.linspace(lower, upper, len(weight), dtype=input.dtype, device=input.device)
    bends = zip(knots[1:-1], slopes.diff(dim=0), strict=True)
    return weight[0] + slopes[0] * (input - lower) + sum(bend * (input - knot).relu() for knot, bend in bends)


@on_every_device
@on_every_shape
@pytest.mark.parametrize("rows", [0, 1, "channels"])
@pytest.mark.parametrize(("function", "plain"), [(F.chebyshev, polynomials), (F.spline, hinges)])
def test_each_channel_has_its_row(function, plain, shape, rows, device):
    torch.manual_seed(0)
    channels = shape[1] if len(shape) > 1 else 1
    size = {0: (6,), 1: (1, 6), "channels": (channels, 6)}[rows]
    input = 2 * torch.randn(shape, dtype=torch.float64, device=device)
    weight = torch.randn(size, dtype=torch.float64, device=device)
    row = weight.reshape(-1, 6).T.reshape(6, -1, *[1] * (len(shape) - 2)) if len(shape) > 1 else weight.reshape(6)
    torch.testing.assert_close(function(input, weight), plain(input, row))


@both
def test_gradcheck_by_weight(function):
    torch.manual_seed(0)
    input = torch.tensor([[-0.3, 0.4], [0.8, -2.5]], dtype=torch.float64, requires_grad=True)
    weight = torch.randn(2, 5, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(function, (input, weight), check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(function, (input, weight))


@both
def test_networks_with_shapes_of_their_own_run_side_by_side(function):
    torch.manual_seed(0)
    input, weight = torch.randn(4, 7, 3), torch.randn(4, 3, 5)
    together = torch.vmap(function)(input, weight)
    torch.testing.assert_close(together, torch.stack([*map(function, input, weight)]))


def test_beyond_the_ends_chebyshev_is_flat_and_a_spline_goes_on():
    input = torch.tensor([-5.0, -4.0, 4.0, 5.0], requires_grad=True)
    weight = torch.tensor([2.0, 1.0, 3.0])
    assert F.chebyshev(input, weight).tolist() == [4.0, 4.0, 6.0, 6.0]
    assert F.spline(input, weight, -1, 1).tolist() == [6.0, 5.0, 9.0, 11.0]
    for function, slopes in ((F.chebyshev, [0, 0, 0, 0]), (lambda x, w: F.spline(x, w, -1, 1), [-1, -1, 2, 2])):
        assert torch.autograd.grad(function(input, weight).sum(), input)[0].tolist() == slopes


def test_slope_of_a_spline_at_a_knot_is_the_left_one():
    input = torch.tensor([-1.0, 0.0, 1.0], requires_grad=True)
    F.spline(input, torch.tensor([2.0, 1.0, 3.0]), -1, 1).sum().backward()
    assert input.grad.tolist() == [-1.0, -1.0, 2.0]


def test_modules_start_as_said_and_return_to_it():
    for module, start in (
        (F.Chebyshev(2, degree=2, dtype=torch.float64), [0, 1, 0]),
        (F.Spline(2, knots=3, upper=1.0, init=torch.abs, dtype=torch.float64), [3, 1, 1]),
    ):
        assert module.weight.tolist() == [start] * 2 and module.weight.dtype == torch.float64
        with torch.no_grad():
            module.weight.fill_(7)
        module.reset_parameters()
        assert module.weight.tolist() == [start] * 2
    assert F.Chebyshev(device="meta").weight.is_meta and F.Spline(device="meta").weight.is_meta


def test_representations():
    assert repr(F.Chebyshev(3)) == "Chebyshev(num_parameters=3, degree=5)"
    assert repr(F.Spline(knots=5)) == "Spline(num_parameters=1, knots=5, lower=-3.0, upper=3.0)"


@pytest.mark.parametrize("shape", [F.Chebyshev(4), F.Spline(4)], ids=repr)
def test_under_autocast_they_take_the_dtype_of_the_input(shape):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert nn.Sequential(nn.Linear(3, 4), shape)(torch.randn(2, 3)).dtype == torch.bfloat16


@both
@pytest.mark.parametrize(
    ("input", "weight", "error", "message"),
    [
        (torch.ones(4, 3), torch.ones(2, 5), ValueError, r"1 row or 3, .*\(2, 5\) came with input \(4, 3\)\. Channels"),
        (torch.ones(3), torch.ones(3, 5), ValueError, r"weight with 1 row; shape \(3, 5\) came .* dimension 1"),
        (torch.ones(4, 3), torch.ones(1, 3, 5), ValueError, r"shape \(1, 3, 5\) came .*resize the weight"),
        (torch.ones(3), torch.ones(0), ValueError, r"or more numbers in a row .*\(0,\) came\. Make the rows longer"),
        (torch.ones(3), torch.ones(5).double(), TypeError, r"torch.float64 came with torch.float32\. Convert it first"),
        (torch.ones(3), torch.ones(5, device="meta"), ValueError, r"device; meta came with cpu\. Move it first"),
        (torch.ones(3), [0.5, 1.0], TypeError, r"list came\. Convert it first: torch.tensor\(weight\)"),
    ],
)
def test_weights_that_do_not_fit_are_refused(function, input, weight, error, message):
    with pytest.raises(error, match=function.__name__ + ".*" + message):
        function(input, weight)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16], ids=str)
def test_a_flat_end_is_flat_to_infinity(dtype):
    x = torch.tensor([-torch.inf, torch.finfo(dtype).min, 0, torch.finfo(dtype).max, torch.inf, torch.nan], dtype=dtype)
    x.requires_grad_()
    y = F.spline(x, torch.tensor([2.0, 2.0, 1.0, 0.0, 0.0], dtype=dtype))
    assert y.tolist()[:5] == [2, 2, 1, 0, 0]
    assert y[5].isnan()
    slopes = torch.autograd.grad(y[:5].sum(), x)[0].tolist()
    assert slopes[:2] == slopes[3:5] == [0, 0]
    assert F.spline(x, torch.tensor([1.0, 0.0, 0.0, -1.0], dtype=dtype)).tolist()[::4] == [torch.inf, -torch.inf]


def test_a_flat_end_can_be_bent():
    height = torch.tensor([0.0, 0.0, 0.0], requires_grad=True)
    (slope,) = torch.autograd.grad(F.spline(torch.tensor([2.0]), height, lower=-1, upper=1), height)
    assert slope.tolist() == [0, -1, 2]


def test_knots_may_be_where_float32_ends():
    x = torch.tensor([-1.0, 1.0])
    assert F.spline(x, torch.tensor([0.0, 0.0, 1.0]), -1e-50, 1e-50).tolist() == [0, torch.inf]
    assert F.spline(x, torch.tensor([-1e38, 0.0, 1e38]), -1e39, 1e39).tolist() == pytest.approx([-0.1, 0.1])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: F.spline(torch.ones(2), torch.ones(5), 1.0, 1.0), r"upper to be .* above lower=1.0; upper=1.0 came"),
        (lambda: F.spline(torch.ones(2), torch.ones(5), upper=torch.inf), r"upper to be a finite number above"),
        (lambda: F.spline(torch.ones(2), torch.ones(5), lower=-torch.inf), r"lower to be a finite number; lower=-inf"),
        (lambda: F.spline(torch.ones(2), torch.ones(1)), r"needs 2 or more numbers in a row"),
        (lambda: F.Spline(knots=1), r"knots to be 2 or more; knots=1 came"),
        (lambda: F.Chebyshev(degree=0), r"degree to be 1 or more; degree=0 came"),
    ],
)
def test_shapes_that_cannot_be_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
