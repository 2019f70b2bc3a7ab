"""What is peculiar to losses of two classes: sure predictions, right and wrong, and probabilities at their ends."""

import formulario as F
import pytest
import torch
import torch.nn.functional as TF
from mpmath import mp, mpf

INF, NAN = float("inf"), float("nan")
DTYPES = pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)


def surprise(p, y):
    """The loss of a probability, and its first two derivatives."""
    value = -(y * mp.log(p) if y else 0) - ((1 - y) * mp.log(1 - p) if y != 1 else 0)
    return value, (p - y) / (p * (1 - p)), y / p**2 + (1 - y) / (1 - p) ** 2


def surprise_of_score(x, y):
    p, q = 1 / (1 + mp.exp(-x)), 1 / (1 + mp.exp(x))
    return -(1 - y) * mp.log(q) - y * mp.log(p), p - y, p * q


def within_the_measure(loss, exact, x, y) -> None:
    """Value and derivative within 4 u (|f| + |x f′|) and the smallest normal number."""
    x = x.requires_grad_()
    losses = loss(x, y, reduction="none")
    (slopes,) = torch.autograd.grad(losses.sum(), x)
    finfo = torch.finfo(x.dtype)
    with mp.workprec(300):
        for point, target, value, slope in zip(*(one.tolist() for one in (x, y, losses, slopes)), strict=True):
            wanted = exact(mpf(point), mpf(target))
            for actual, there, change in ((value, *wanted[:2]), (slope, *wanted[1:])):
                allowed = 2 * finfo.eps * (abs(there) + abs(point * change)) + finfo.tiny
                assert abs(mpf(actual) - there) <= allowed, (point, target, actual)


def targets(count: int) -> torch.Tensor:
    return torch.cat([torch.zeros(count), torch.ones(count), torch.rand(count)])


@DTYPES
def test_losses_of_probabilities_are_accurate(dtype):
    torch.manual_seed(0)
    p = torch.cat([torch.rand(200), 10 ** (-37 * torch.rand(200)), 1 - 10 ** (-7 * torch.rand(200))]).to(dtype)
    p = p.clamp(torch.finfo(torch.float32).tiny, 1 - 2**-23).repeat(3)
    within_the_measure(F.binary_cross_entropy, surprise, p, targets(600).to(dtype))


@DTYPES
def test_losses_of_scores_are_accurate(dtype):
    """Also where a target is nearly the sigmoid, and the derivative nearly 0."""
    torch.manual_seed(0)
    x = torch.cat([3 * torch.randn(200), torch.randn(200) / 20, 30 * torch.randn(200), torch.linspace(-2.1, 2.1, 200)])
    x = x.to(dtype).repeat(4)
    y = torch.cat([targets(800).to(dtype), torch.sigmoid(x[:800] + 1e-4 * torch.randn(800))])
    within_the_measure(F.binary_cross_entropy_with_logits, surprise_of_score, x, y)


def test_a_kept_score_keeps_what_a_probability_loses():
    """In float32 the sigmoid of 20 is 1, and torch's loss of a sure and right score 0."""
    x, y = torch.tensor([20.0, -20.0]), torch.tensor([0.0, 1.0])
    assert F.binary_cross_entropy(torch.sigmoid(x), y, reduction="none")[0] == 100
    assert F.binary_cross_entropy_with_logits(x, y, reduction="none").tolist() == [20, 20]
    small = F.binary_cross_entropy_with_logits(-x, y)
    assert small.item() == pytest.approx(2.0611536e-9, rel=1e-6)
    assert TF.binary_cross_entropy_with_logits(-x, y) < small / 1.5


@pytest.mark.parametrize("compiled", [False, True])
def test_certainty_costs_100_as_in_torch(compiled):
    """With the derivatives of torch where they are infinite; where it is right, torch has 0 in place of ±1."""
    p, y = torch.tensor([0.0, 0.0, 1.0, 1.0], requires_grad=True), torch.tensor([0.0, 1.0, 0.0, 1.0])
    torch.compiler.reset()
    ours = torch.compile(F.binary_cross_entropy, backend="aot_eager") if compiled else F.binary_cross_entropy
    for loss, right in ((ours, 1), (TF.binary_cross_entropy, 0)):
        losses = loss(p, y, reduction="none")
        (slopes,) = torch.autograd.grad(losses.sum(), p)
        assert losses.tolist() == [0, 100, 100, 0]
        torch.testing.assert_close(slopes, torch.tensor([right, -1e12, 1e12, -right]))


def test_what_is_not_quite_0_is_exact():
    """Below exp(−100), where torch's logarithm stops."""
    p = torch.tensor([1e-300, 1e-60, 1e-40], dtype=torch.float64)
    losses = F.binary_cross_entropy(p, torch.ones_like(p), reduction="none")
    assert torch.equal(losses, -p.log())
    assert TF.binary_cross_entropy(p, torch.ones_like(p), reduction="none").tolist() == [100, 100, losses[2]]


@pytest.mark.parametrize("wrong", [-1e-7, 1.0000001, 3.0, INF, NAN])
def test_what_is_no_probability_is_refused(wrong):
    """As torch does, which names neither the number nor the remedy."""
    p = torch.tensor([0.5, wrong])
    with pytest.raises(RuntimeError, match="between 0 and 1"):
        TF.binary_cross_entropy(p, torch.ones(2))
    with pytest.raises(ValueError, match=r"needs an input of probabilities, from 0 to 1; .* came. Scores"):
        F.binary_cross_entropy(p, torch.ones(2))
    with pytest.raises(ValueError, match=r"needs a target of probabilities, from 0 to 1; .* came. Number the two"):
        F.binary_cross_entropy(torch.full((2,), 0.5), p)


@pytest.mark.parametrize("weight", [None, torch.tensor(3.0)], ids=str)
def test_infinite_scores_have_their_limit(weight):
    """Where torch has 0 · ∞."""
    x = torch.tensor([INF, INF, INF, -INF, -INF, -INF], requires_grad=True)
    y = torch.tensor([1.0, 0.0, 0.5, 1.0, 0.0, 0.5])
    losses = F.binary_cross_entropy_with_logits(x, y, reduction="none", pos_weight=weight)
    assert losses.tolist() == [0, INF, INF, INF, 0, INF]
    (slopes,) = torch.autograd.grad(losses.sum(), x)
    w = 1 if weight is None else 3
    assert slopes.tolist() == [0, 1, 0.5, -w, 0, -w / 2]


def test_nothing_overflows():
    x = torch.tensor([1e4, -1e4, 3e38, -3e38], requires_grad=True)
    y = torch.tensor([0.0, 1.0, 1.0, 0.0])
    for weight in (None, torch.tensor(1.0)):
        losses = F.binary_cross_entropy_with_logits(x, y, reduction="none", pos_weight=weight)
        assert losses.tolist() == [1e4, 1e4, 0, 0]
        assert torch.autograd.grad(losses.sum(), x)[0].tolist() == [1, -1, 0, 0]


@pytest.mark.parametrize("x", [(NAN, 0.5), (0.5, NAN)], ids=["score", "target"])
def test_nan_spreads(x):
    for weight in (None, torch.tensor([2.0])):
        score, target = (torch.tensor([one]) for one in x)
        assert F.binary_cross_entropy_with_logits(score, target, pos_weight=weight).isnan()
    certain = F.binary_cross_entropy_with_logits(torch.tensor([NAN, NAN]), torch.tensor([0.0, 1.0]), reduction="none")
    assert certain.isnan().all()


@pytest.mark.parametrize("x", [0.0, 0.3, -4.0, 50.0])
@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_two_scores_or_their_difference(x, y):
    """The same loss as that of a softmax over two classes."""
    score = torch.tensor([x + 1.5], dtype=torch.float64)
    both = torch.tensor([[1.5, x + 1.5]], dtype=torch.float64)
    target = torch.tensor([[1 - y, y]], dtype=torch.float64)
    torch.testing.assert_close(
        F.binary_cross_entropy_with_logits(score - 1.5, target[:, 1]), F.cross_entropy(both, target)
    )


@pytest.mark.parametrize("shape", [(), (1,), (3,), (1, 3), (2, 1), (2, 3)], ids=str)
def test_weights_expand_as_in_torch(shape):
    x, y = torch.linspace(-2, 2, 6).reshape(2, 3), torch.linspace(0, 1, 6).reshape(2, 3)
    weight = torch.linspace(1, 2, max(1, torch.Size(shape).numel())).reshape(shape)
    for option in ("weight", "pos_weight"):
        ours, theirs = (
            one.binary_cross_entropy_with_logits(x, y, **{option: weight}) for one in (F, TF)
        )
        torch.testing.assert_close(ours, theirs)
    ours, theirs = (one.binary_cross_entropy(x.sigmoid(), y, weight=weight) for one in (F, TF))
    torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("shape", [(2,), (3, 2), (2, 2, 3), (4, 1)], ids=str)
def test_weights_that_do_not_expand_are_refused(shape):
    x = torch.full((2, 3), 0.5)
    for option in ("weight", "pos_weight"):
        with pytest.raises(ValueError, match=rf"needs a {option} of a shape that expands to the input's; .* came"):
            F.binary_cross_entropy_with_logits(x, x, **{option: torch.ones(shape)})
    with pytest.raises(ValueError, match="needs a weight of a shape that expands to the input's"):
        F.binary_cross_entropy(x, x, weight=torch.ones(shape))


def test_long_tensors_are_as_accurate_as_short_ones():
    """They are computed block by block, values and derivatives."""
    torch.manual_seed(0)
    x, y = torch.randn(100_000), torch.rand(100_000)
    for loss, given in ((F.binary_cross_entropy, x.sigmoid()), (F.binary_cross_entropy_with_logits, x)):
        long = given.clone().requires_grad_()
        losses = loss(long, y, reduction="none")
        losses.sum().backward()
        short = given[-99:].clone().requires_grad_()
        loss(short, y[-99:], reduction="sum").backward()
        assert torch.equal(losses[-99:], loss(short, y[-99:], reduction="none"))
        assert torch.equal(long.grad[-99:], short.grad)
