"""The kernels of cross-entropy: their digits, rows short and long, and scores that are infinite."""

from functools import partial

import formulario as F
import pytest
import torch
from formulario import kernels
from formulario.kernels.score_rows import LANES, TILE, gradient, losses
from mpmath import mp, mpf
from torch import Tensor

pytestmark = pytest.mark.gpu
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
INF, NAN = float("inf"), float("nan")
SHAPES = [(0, 5), (5, 1), (7, 3), (600, 10), (3, 1000), (2, TILE), (2, TILE + 1), (2, 3 * TILE - LANES - 5)]

in_every_dtype = pytest.mark.parametrize("dtype", DTYPES, ids=str)


def exact(x: Tensor, target: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The loss of each row in float64, its gradient, and how much one rounding of each score explains of both.

    The scores lose nothing beside each other here: the differences from that of the row's class are taken first.
    """
    x = x.double().cpu()
    below = x - x.gather(1, target[:, None])
    others = below.exp().scatter(1, target[:, None], 0)
    total = others.sum(1, keepdim=True)
    loss = total.log1p().squeeze(1)
    slopes = (others / (1 + total)).scatter(1, target[:, None], -total / (1 + total))
    return loss, slopes, (x * slopes).abs().sum(1)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@in_every_dtype
def test_losses_and_gradients(shape, dtype):
    torch.manual_seed(0)
    x = (4 * torch.randn(shape)).to(dtype)
    target = torch.randint(shape[1], shape[:1])
    upstream = torch.linspace(1, 2, len(x), dtype=dtype)
    kept = losses(x.to(DEVICE), target.to(DEVICE), -100)
    actual = gradient(x.to(DEVICE), target.to(DEVICE), -100, kept, upstream.to(DEVICE))
    loss, slopes, felt = exact(x, target)
    wide = torch.promote_types(dtype, torch.float32)
    rounding = torch.finfo(wide).eps / 2
    assert kept[0].dtype == wide and actual.dtype == dtype and actual.is_contiguous()
    # Sums of many numbers are rounded many times: by half the root of their number on the average.
    several = 4 + shape[1] ** 0.5 / 8
    if dtype != torch.float64:
        assert ((kept[0].cpu() - loss).abs() <= several * rounding * (loss + felt)).all()
    torch.testing.assert_close(kept[0].double().cpu(), loss, rtol=4 * several * rounding, atol=several * rounding)
    expected = upstream.double()[:, None] * slopes
    # The interpreter cuts bfloat16 off where a GPU rounds.
    cut = dtype == torch.bfloat16 and DEVICE == "cpu"
    tolerance = torch.finfo(dtype).eps / (1 if cut else 2) + 16 * several * rounding
    torch.testing.assert_close(actual.double().cpu(), expected, rtol=tolerance, atol=torch.finfo(dtype).tiny)


@pytest.mark.parametrize("classes", [3, TILE + 3])
@in_every_dtype
def test_digits_are_kept_however_sure_it_is(classes, dtype):
    """Far above the others, the loss of the row's class is a sum that would be lost beside 1."""
    with mp.workprec(400):
        for gap in (-60.0, 0.0, 0.5, 5.0, 20.0, 60.0):
            x = torch.full((1, classes), -200.0, dtype=dtype, device=DEVICE)
            x[0, 0], x[0, -1] = gap, 0
            target = torch.tensor([0], device=DEVICE)
            kept = losses(x, target, -100)
            slopes = gradient(x, target, -100, kept, torch.ones_like(x[:, 0]))
            own, other = mp.exp(mpf(gap)), mpf(1)
            rest = (classes - 2) * mp.exp(mpf(-200))
            wide, narrow = torch.finfo(kept[0].dtype).eps, torch.finfo(dtype).eps
            least = torch.finfo(dtype).tiny
            assert abs(kept[0].item() - mp.log((own + other + rest) / own)) <= 2 * wide * mp.log((own + other) / own)
            assert abs(slopes[0, 0].item() + (other + rest) / (own + other)) <= (narrow + 8 * wide) / (own + 1) + least
            assert abs(slopes[0, -1].item() - other / (own + other)) <= (narrow + 8 * wide) / (own + 1) + least


@pytest.mark.parametrize("shape", [(5, 7), (3, TILE + 9)])
def test_ignored_rows(shape):
    torch.manual_seed(0)
    x = torch.randn(shape, device=DEVICE)
    x[1] = NAN
    target = torch.tensor([2, -100, 0, 1, -100][: len(x)], device=DEVICE)
    kept = losses(x, target, -100)
    slopes = gradient(x, target, -100, kept, torch.ones_like(x[:, 0]))
    ignored = target == -100
    assert (kept[0][ignored] == 0).all() and (kept[0][~ignored] > 0).all()
    assert (slopes[ignored] == 0).all() and slopes.isfinite().all()
    assert losses(x, target, 1)[0][3:4].tolist() in ([], [0.0])


def test_rows_that_lie_apart():
    x = torch.randn(6, 2 * TILE, device=DEVICE)
    target = torch.arange(6, device=DEVICE)
    for part in (x[:, :100], x[::2, : TILE + 7], x[:, :6].T[:5]):
        given = target[: len(part)]
        kept, packed = losses(part, given, -100), losses(part.contiguous(), given, -100)
        assert torch.equal(kept[0], packed[0])
        upstream = torch.ones(2 * len(part), device=DEVICE)[::2]
        apart = gradient(part, given, -100, kept, upstream)
        assert torch.equal(apart, gradient(part.contiguous(), given, -100, packed, upstream))


@pytest.mark.parametrize("classes", [3, TILE + 3])
@pytest.mark.parametrize("own", [0, 1, 2])
def test_what_is_infinite_or_nan_is_torchs(classes, own):
    x = torch.full((8, classes), -1.0)
    x[:, :3] = torch.tensor(
        [[INF, 0, 1], [0, INF, 1], [-INF, 0, 1], [-INF, -INF, 1], [NAN, 0, 1], [0, NAN, 1], [900, 0, -INF], [-INF] * 3]
    )
    x[7] = -INF
    target = torch.full((8,), own)
    x.requires_grad_()
    expected = torch.nn.functional.cross_entropy(x, target, reduction="none")
    (slopes,) = torch.autograd.grad(expected.sum(), x)
    given = x.detach().to(DEVICE)
    kept = losses(given, target.to(DEVICE), -100)
    torch.testing.assert_close(kept[0].cpu(), expected.detach(), equal_nan=True)
    actual = gradient(given, target.to(DEVICE), -100, kept, torch.ones(8, device=DEVICE))
    torch.testing.assert_close(actual.cpu(), slopes, equal_nan=True)


# --- who takes them


@pytest.fixture
def taken(monkeypatch) -> list[str]:
    """The kernels that run, where every tensor is large enough for them."""
    names = []

    def noted(function, *given):
        names.append(function.__name__)
        return function(*given)

    monkeypatch.setattr(kernels, "large", lambda input: True)
    for function in (kernels.row_losses, kernels.row_gradient):
        monkeypatch.setattr(kernels, function.__name__, partial(noted, function))
    return names


OPTIONS = [
    {}, {"reduction": "sum"}, {"reduction": "none"}, {"weight": torch.tensor([0.5, 2, 0, 1])}, {"ignore_index": 3}
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_cross_entropy_takes_them_both_ways(options, dtype, monkeypatch, taken):
    torch.manual_seed(0)
    x = torch.randn(5, 4, dtype=dtype, device=DEVICE, requires_grad=True)
    target = torch.tensor([0, 3, 1, 2, 0], device=DEVICE, dtype=torch.int32)
    options = {name: one.to(DEVICE, dtype) if isinstance(one, Tensor) else one for name, one in options.items()}

    def both() -> list[Tensor]:
        loss = F.cross_entropy(x, target, **options)
        return [loss, *torch.autograd.grad(loss, x, torch.ones_like(loss))]

    actual = both()
    assert taken == ["row_losses", "row_gradient"]
    monkeypatch.setattr(kernels, "large", lambda input: False)
    torch.testing.assert_close(actual, both())
    assert taken == ["row_losses", "row_gradient"]


def test_other_questions_get_the_definition(taken):
    x, target = torch.randn(3, 4, device=DEVICE), torch.tensor([0, 3, 1], device=DEVICE)
    F.cross_entropy(x, target, label_smoothing=0.1)
    F.cross_entropy(x, x.softmax(1))
    F.cross_entropy(x[0], target[0])
    F.cross_entropy(x[:, :, None], target[:, None])
    assert taken == []


def test_what_is_derived_again_is_the_definitions(monkeypatch, taken):
    x = torch.tensor([[0.5, -1.0, 2.0], [0.0, 3.0, 1.0]], dtype=torch.float64, device=DEVICE)
    target = torch.tensor([2, 0], device=DEVICE)
    loss = partial(F.cross_entropy, target=target)

    def everything() -> list[Tensor]:
        given = x.clone().requires_grad_()
        (once,) = torch.autograd.grad(loss(given), given, create_graph=True)
        (twice,) = torch.autograd.grad((once * once).sum(), given)
        many = torch.eye(2, dtype=x.dtype, device=DEVICE)
        (batched,) = torch.autograd.grad(loss(given, reduction="none"), given, many, is_grads_batched=True)
        changed = torch.func.jvp(torch.func.grad(loss), (x,), (torch.ones_like(x),))
        return [once, twice, batched, *changed, torch.func.hessian(loss)(x)]

    actual = everything()
    assert set(taken) == {"row_losses"}
    monkeypatch.setattr(kernels, "large", lambda input: False)
    torch.testing.assert_close(actual, everything())
