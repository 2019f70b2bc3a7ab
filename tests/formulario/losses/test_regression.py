"""What is peculiar to the losses of numbers: dtypes that are mixed, and parameters of every size."""

from functools import partial

import formulario as F
import pytest
import torch
import torch.nn.functional as TF
from mpmath import mp, mpf

from ..accuracy import ROUNDINGS, roundings

INF = float("inf")
PAIRS = [(F.mse_loss, TF.mse_loss), (F.l1_loss, TF.l1_loss), (F.smooth_l1_loss, TF.smooth_l1_loss)]
every_pair = pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=lambda one: one.__name__)
FLOATING = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
NUMBERS = [*FLOATING, torch.int64, torch.int8, torch.uint8, torch.bool]
SIZES = [0.0, 5e-324, 1e-300, 1e-160, 1e-50, 1e-30, 1e-10, 2**-24, 1.0, 2**63, 1e25, 1e39, 1e160, 1e300, INF]


@every_pair
@pytest.mark.parametrize("first", NUMBERS, ids=str)
@pytest.mark.parametrize("second", NUMBERS, ids=str)
def test_dtypes_mix_as_in_torch(ours, theirs, first, second):
    x, y = torch.tensor([1, 3, 1]).to(first), torch.tensor([0, 1, 1]).to(second)
    for reduction in ("none", "sum", "mean"):
        try:
            expected = theirs(x, y, reduction=reduction)
        except (RuntimeError, NotImplementedError):
            if ours is F.l1_loss and torch.bool in (first, second) and first != second:
                continue  # it takes them here, as the others do
            with pytest.raises(TypeError, match=r"takes (floating-point )?numbers; torch\.\w+ came\. Convert"):
                ours(x, y, reduction=reduction)
        else:
            torch.testing.assert_close(ours(x, y, reduction=reduction), expected)


def test_differences_of_unsigned_integers_do_not_wrap():
    x, y = torch.tensor([3, 250], dtype=torch.uint8), torch.tensor([5, 0], dtype=torch.uint8)
    assert torch.equal(F.l1_loss(x, y, reduction="none"), torch.tensor([2, 250], dtype=torch.uint8))
    assert F.l1_loss(x, y, reduction="sum") == 252


def test_huber_takes_the_wider_dtype():
    x = torch.tensor([1.0, 3.0], requires_grad=True)
    assert F.huber_loss(x, torch.tensor([0, 1])) == 1 and F.huber_loss(x, x.detach().double()).dtype == torch.float64
    F.huber_loss(x, torch.tensor([0, 1])).backward()
    assert x.grad.tolist() == [0.5, 0.5]


def exact(name, difference, size):
    """Value and slope of a loss, of numbers of any size."""
    d, size = mpf(difference), mpf(size)
    near = abs(d) < size or (d == size == 0)
    if name == "huber_loss":
        return (d * d / 2, d) if near else (size * (abs(d) - size / 2), size * mp.sign(d))
    if not near:
        return abs(d) - size / 2, mp.sign(d)
    return (d * d / (2 * size), d / size) if size else (d, d)


@pytest.mark.parametrize("function", [F.smooth_l1_loss, F.huber_loss], ids=lambda one: one.__name__)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dtype", FLOATING, ids=str)
def test_parameters_of_every_size(function, size, dtype):
    """Within the measure of accuracy, also where a square or the parameter itself is no number of the dtype."""
    if function is F.huber_loss and not size:
        pytest.skip("has to be positive")
    finfo = torch.finfo(dtype)
    powers = (-1070, -1000, -500, -149, -126, -60, -25, -1, 0, 1, 30, 62, 64, 100, 120, 127, 500, 1000)
    ends = [mpf(2) ** power for power in powers]
    differences = [0.0, *(float(end) for end in ends if finfo.tiny <= end < finfo.max), 3.0, -0.7]
    x = torch.tensor(differences, dtype=dtype, requires_grad=True)
    option = {"delta" if function is F.huber_loss else "beta": size}
    losses = function(x, torch.zeros_like(x), reduction="none", **option)
    (slopes,) = torch.autograd.grad(losses.sum(), x)
    with mp.workprec(2000):
        for point, loss, slope in zip(x.tolist(), losses.tolist(), slopes.tolist(), strict=True):
            value, rise = exact(function.__name__, point, size)
            for actual, wanted, change in ((loss, value, point * rise), (slope, rise, rise)):
                assert roundings(actual, mpf(wanted), abs(change), dtype) <= ROUNDINGS, (point, size, actual)


@pytest.mark.parametrize("function", [F.mse_loss, F.l1_loss], ids=lambda one: one.__name__)
@pytest.mark.parametrize("scale", [1e-37, 1.0, 1e38])
def test_a_weighted_mean_knows_ratios_only(function, scale):
    x = torch.tensor([1e-3, 2e-3, 4e-3], requires_grad=True)
    y, weight = torch.zeros(3), torch.tensor([1.0, 0.5, 3.0], requires_grad=True)
    expected = torch.autograd.grad(function(x, y, weight=weight), (x, weight))
    loss = function(x, y, weight=scale * weight)
    torch.testing.assert_close(loss, function(x, y, weight=weight))
    torch.testing.assert_close(torch.autograd.grad(loss, (x, weight)), expected)


@pytest.mark.parametrize("weight", [torch.tensor([1, 0, 2]), torch.tensor([1.0, 0.5, 2.0]).double()], ids=str)
def test_weights_mix_as_in_torch(weight):
    x, y = torch.tensor([1.0, 2.0, 5.0]), torch.tensor([1.0, 4.0, 4.0])
    for ours, theirs in ((F.mse_loss, TF.mse_loss), (F.huber_loss, TF.huber_loss)):
        for reduction in ("none", "sum", "mean"):
            options = {"reduction": reduction, "weight": weight}
            torch.testing.assert_close(ours(x, y, **options), theirs(x, y, **options))


def test_an_infinite_delta_leaves_the_square():
    x = torch.tensor([3.0, -1e18], requires_grad=True)
    loss = F.huber_loss(x, torch.zeros(2), delta=INF, reduction="sum")
    assert loss == 5e35 and torch.autograd.grad(loss, x)[0].tolist() == x.tolist()


@pytest.mark.parametrize("wrong", [-1.0, -1e-300, float("nan")])
def test_parameters_out_of_their_domain_are_refused(wrong):
    x = torch.zeros(2)
    with pytest.raises(ValueError, match=r"needs beta to be a number, 0 or more; beta=.* came. Choose another one"):
        F.smooth_l1_loss(x, x, beta=wrong)
    for delta in (wrong, 0.0):
        with pytest.raises(ValueError, match=r"needs delta to be a positive number; delta=.* came. Choose another one"):
            F.huber_loss(x, x, delta=delta)


@pytest.mark.parametrize("loss", [F.mse_loss, F.smooth_l1_loss, F.huber_loss], ids=lambda one: one.__name__)
@pytest.mark.parametrize("size", [1.0, 1e-50])
def test_second_derivatives_in_a_compiled_graph(loss, size):
    name = {F.smooth_l1_loss: "beta", F.huber_loss: "delta"}.get(loss)
    function = partial(loss, reduction="sum", **({name: size} if name else {}))
    second = torch.func.grad(torch.func.grad(lambda x: function(torch.sin(2 * x), torch.full_like(x, 0.5))))
    torch.compiler.reset()
    for point in (torch.tensor(0.2), torch.tensor(-1.0)):
        expected = second(point)
        assert expected != 0 or (loss is F.huber_loss and size < 1)  # 1e-50 is no float32
        torch.testing.assert_close(torch.compile(second, backend="aot_eager", fullgraph=True)(point), expected)
