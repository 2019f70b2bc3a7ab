"""Losses of classes: targets of every dtype, infinities, tensors without values, derivatives of every order."""

import formulario as F
import pytest
import torch
import torch.nn.functional as TF
from torch._subclasses import FakeTensorMode

from ..memory import most_memory

INF, NAN = float("inf"), float("nan")
INTEGERS = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64]
LOSSES = [
    (F.nll_loss, TF.nll_loss, {}),
    (F.cross_entropy, TF.cross_entropy, {}),
    (F.cross_entropy, TF.cross_entropy, {"label_smoothing": 0.25}),
]
every_loss = pytest.mark.parametrize(("ours", "theirs", "options"), LOSSES, ids=["nll", "ce", "smoothed"])


def example(classes: int = 5, dtype=torch.float64) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return torch.randn(4, classes, dtype=dtype), torch.tensor([0, 3, 1, 2])


@every_loss
@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
@pytest.mark.parametrize("classes", [5, 200, 300, 40_000])
def test_integers_of_every_dtype(ours, theirs, options, dtype, classes):
    """A number of classes, or ``ignore_index``, that a narrow dtype cannot hold is compared as it is."""
    x, y = example(classes)
    y[3] = min(classes - 1, torch.iinfo(dtype).max)
    torch.testing.assert_close(ours(x, y.to(dtype), **options), theirs(x, y, **options))
    if dtype is torch.uint8 and classes > 156:
        y[0] = 156  # −100 would be 156
        torch.testing.assert_close(ours(x, y.byte(), **options), theirs(x, y, **options))
    if dtype is not torch.uint8:
        y[0] = -100
        torch.testing.assert_close(ours(x, y.to(dtype), **options), theirs(x, y, **options))


@every_loss
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_not_a_number_spreads_as_in_torch(ours, theirs, options, reduction):
    x, y = example()
    weight = torch.ones(5, dtype=x.dtype)
    for place, value in (((0, 0), NAN), ((1, 2), NAN), ((0, 0), INF), ((1, 2), INF), ((0, 0), -INF), ((1, 2), -INF)):
        spoilt = x.clone()
        spoilt[place] = value
        call = {"reduction": reduction, **options}
        torch.testing.assert_close(ours(spoilt, y, **call), theirs(spoilt, y, **call), equal_nan=True)
        weight[0] = NAN
        actual, expected = ours(x, y, weight, **call), theirs(x, y, weight, **call)
        torch.testing.assert_close(actual, expected, equal_nan=True)


def test_distributions_with_infinities_and_not_a_number():
    x = torch.tensor([0.0, 1.0, -INF])
    for p, w, expected in (
        ([0.5, 0.5, 0.0], None, 0.8132617),
        ([0.5, 0.25, 0.25], [1.0, 1.0, 0.0], 0.7349462),
        ([0.5, 0.5, 0.0], [1.0, 1.0, INF], 0.8132617),
        ([0.5, 0.25, 0.25], None, INF),
    ):
        weight = None if w is None else torch.tensor(w)
        assert F.cross_entropy(x, torch.tensor(p), weight).item() == pytest.approx(expected)
    assert F.cross_entropy(x, torch.tensor([0.5, NAN, 0.0])).isnan()
    smoothed = F.cross_entropy(x, torch.tensor(0), torch.tensor([1.0, 1.0, 0.0]), label_smoothing=0.5)
    assert smoothed.isfinite()


@every_loss
def test_all_ignored(ours, theirs, options):
    """The mean over no target is NaN, as torch's is on a CPU; torch's on a GPU may be 0."""
    x, y = example()
    x.requires_grad_()
    loss = ours(x, torch.full_like(y, -100), **options)
    assert loss.isnan() and theirs(x, torch.full_like(y, -100), **options).isnan()
    assert ours(x, torch.full_like(y, -100), reduction="sum", **options) == 0


@every_loss
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_without_values(ours, theirs, options, reduction):
    x, y = example()
    call = {"reduction": reduction, **options}
    expected = theirs(x, y, **call)
    meta = ours(x.to("meta"), y.to("meta"), **call)
    with FakeTensorMode() as mode:
        fake = ours(mode.from_tensor(x), mode.from_tensor(y), **call)
    for actual in (meta, fake):
        assert (actual.shape, actual.dtype) == (expected.shape, expected.dtype)


@every_loss
def test_derivatives_of_every_order(ours, theirs, options):
    x, y = example()
    mine, other = (lambda x, of=of: of(x, y, **options) ** 2 for of in (ours, theirs))
    torch.testing.assert_close(torch.func.hessian(mine)(x), torch.func.hessian(other)(x))
    direction = (torch.ones_like(x).cumsum(1),)
    for of in (torch.func.grad, torch.func.jacfwd):
        actual, expected = (torch.func.jvp(of(one), (x,), direction) for one in (mine, other))
        torch.testing.assert_close(actual, expected)
    torch.compiler.reset()
    compiled = torch.compile(torch.func.hessian(mine), backend="eager", fullgraph=True)
    torch.testing.assert_close(compiled(x), torch.func.hessian(other)(x))


@every_loss
def test_a_new_batch_size_makes_no_new_graph(ours, theirs, options):
    graphs = []
    torch.compiler.reset()
    compiled = torch.compile(
        lambda x, y: ours(x, y, **options), fullgraph=True, dynamic=True,
        backend=lambda graph, inputs: graphs.append(graph) or graph,
    )
    for n in (4, 7, 12):
        x, y = torch.randn(n, 5), torch.arange(n) % 5
        torch.testing.assert_close(compiled(x, y), theirs(x, y, **options))
    assert len(graphs) == 1
    with pytest.raises(RuntimeError, match="needs classes from 0 to 4"):
        compiled(x, y + 1)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("shape", [(7, 5), (3, 5, 40), (2, 5, 3, 4)])
@pytest.mark.parametrize("options", [{}, {"label_smoothing": 0.25}, {"weight": True}, {"ignore_index": 1}], ids=str)
def test_blocks_of_any_size(monkeypatch, shape, dtype, options):
    """The loss and its gradient by torch, whatever is upstream, however often it is asked for."""
    torch.manual_seed(0)
    x = torch.randn(shape).to(dtype).requires_grad_()
    y = torch.randint(5, (shape[0], *shape[2:]))
    options = {**options, "weight": torch.linspace(0.5, 2, 5).to(dtype)} if "weight" in options else options
    for numbers in (1, 30, 2**16):
        monkeypatch.setattr("formulario._core.cross_entropy.BLOCK", numbers)
        for scores in (x, x.detach().movedim(1, -1).contiguous().movedim(-1, 1).requires_grad_()):
            for reduction in ("mean", "none"):
                loss = F.cross_entropy(scores, y, reduction=reduction, **options)
                exact = TF.cross_entropy(scores.double(), y, reduction=reduction, **{
                    name: value.double() if name == "weight" else value for name, value in options.items()
                })
                tolerance = {"rtol": 8 * torch.finfo(dtype).eps, "atol": 8 * torch.finfo(dtype).eps}
                torch.testing.assert_close(loss, exact.to(dtype), **tolerance)
                upstream = torch.linspace(1, 2, loss.numel(), dtype=dtype).reshape(loss.shape)
                for _ in range(2):
                    (actual,) = torch.autograd.grad(loss, scores, upstream, retain_graph=True)
                    (expected,) = torch.autograd.grad(exact, scores, upstream.double(), retain_graph=True)
                    torch.testing.assert_close(actual, expected, **tolerance)


@pytest.mark.parametrize("options", [{}, {"weight": True}, {"label_smoothing": 0.25}, {"reduction": "none"}], ids=str)
def test_a_narrow_gradient_is_rounded_once(options):
    """Whatever scales the loss does so before the rounding: in float16 what follows would have lost its digits."""
    torch.manual_seed(0)
    x, y = torch.randn(2000, 5).half().requires_grad_(), torch.randint(5, (2000,))
    scale = 1 / 4096 if "reduction" in options else 4096
    if "weight" in options:
        options = {"weight": torch.linspace(0.5, 2, 5).half()}
    wide = {name: value.double() if name == "weight" else value for name, value in options.items()}
    (actual,) = torch.autograd.grad((F.cross_entropy(x, y, **options) * scale).sum(), x)
    exact = x.detach().double().requires_grad_()
    (expected,) = torch.autograd.grad((TF.cross_entropy(exact, y, **wide) * scale).sum(), exact)
    off = (actual - expected).abs() > 2**-11 * 1.001 * expected.abs() + 2**-25
    assert not off.any()


def test_nothing_but_the_gradient_is_as_large_as_the_scores():
    x, y = torch.randn(64, 20_000, requires_grad=True), torch.arange(64)
    assert most_memory(lambda: torch.autograd.grad(F.cross_entropy(x, y), x)) < 1.2 * x.nbytes
