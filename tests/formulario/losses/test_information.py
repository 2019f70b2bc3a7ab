"""What is peculiar to the losses that compare distributions: digits, shares of 0, and which target is meant."""

import inspect

import formulario as F
import pytest
import torch
from mpmath import mp, mpf
from torch.distributions import Categorical, kl_divergence

INF, NAN = float("inf"), float("nan")


def off(actual: float, exact: mpf, dtype: torch.dtype) -> float:
    """How many units in the last place of the exact number lie between."""
    eps = mpf(torch.finfo(dtype).eps)
    binade = mp.floor(mp.log(abs(exact), 2))
    return float(abs(mpf(actual) - exact) / (eps * mpf(2) ** binade))


# --- cross-entropy keeps its digits


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_cross_entropy_keeps_its_digits_however_sure_it_is(dtype):
    with mp.workprec(2000):
        for gap in (-300.0, -20.0, -1.0, 0.0, 0.5, 5.0, 20.0, 60.0, 80.0):
            scores = torch.tensor([gap, 0.0, -0.25], dtype=dtype, requires_grad=True)
            loss = F.cross_entropy(scores, torch.tensor(0))
            (slope,) = torch.autograd.grad(loss, scores)
            powers = [mp.exp(mpf(x)) for x in scores.tolist()]
            total = mp.fsum(powers)
            assert off(loss.item(), mp.log(total / powers[0]), dtype) <= 3, gap
            exact = [-(powers[1] + powers[2]) / total, powers[1] / total, powers[2] / total]
            for actual, expected in zip(slope.tolist(), exact, strict=True):
                assert off(actual, expected, dtype) <= 6, gap


def test_torch_loses_them():
    """The claim that the chapter makes of torch's function; if it mends it, the chapter has to be mended."""
    scores = torch.tensor([20.0, 0.0])
    assert torch.nn.functional.cross_entropy(scores, torch.tensor(0)) == 0
    assert F.cross_entropy(scores, torch.tensor(0)).item() == pytest.approx(2.0611537e-09)


def test_cross_entropy_is_nll_of_log_softmax():
    x, y, w = torch.randn(5, 4, 3), torch.randint(4, (5, 3)), torch.rand(4)
    for reduction in ("mean", "sum", "none"):
        separate = F.nll_loss(F.log_softmax(x, 1), y, w, reduction=reduction)
        torch.testing.assert_close(F.cross_entropy(x, y, w, reduction=reduction), separate)


def test_what_the_truth_excludes_may_be_impossible():
    scores = torch.tensor([1.0, 2.0, -INF], requires_grad=True)
    for truth in (torch.tensor([0.5, 0.5, 0.0]), torch.tensor(1)):
        loss = F.cross_entropy(scores, truth)
        (slope,) = torch.autograd.grad(loss, scores)
        assert loss.isfinite() and slope.isfinite().all() and slope[2] == 0
    assert F.cross_entropy(scores, torch.tensor([0.5, 0.0, 0.5])) == INF


def test_all_ignored_has_no_mean():
    scores, none = torch.randn(2, 3), torch.tensor([-100, -100])
    assert F.cross_entropy(scores, none).isnan()
    assert F.cross_entropy(scores, none, reduction="sum") == 0


@pytest.mark.parametrize(
    ("target", "options", "error", "words"),
    [
        (torch.zeros(2, 3), {"ignore_index": 0}, ValueError, r"ignore_index to be negative .*ignore_index=0 came\. "),
        (torch.tensor([0, 1]), {"label_smoothing": 1.5}, ValueError, r"a fraction from 0 to 1; .*smoothing=1\.5 came"),
        (torch.tensor([0, 1]), {"label_smoothing": NAN}, ValueError, r"label_smoothing=nan came"),
        (torch.zeros(2), {}, TypeError, r"a tensor of integers; torch\.float32 came\. Convert it: target\.long\(\)"),
        (torch.zeros(2, 4), {}, ValueError, r"of the input's shape; \(2, 4\) came with input \(2, 3\)"),
        (torch.zeros(2, 3).long(), {}, ValueError, r"shape \(2,\) for input \(2, 3\).*\(2, 3\) came"),
    ],
)
def test_a_target_that_is_neither_is_refused(target, options, error, words):
    with pytest.raises(error, match=words):
        F.cross_entropy(torch.zeros(2, 3), target, **options)


def test_classes_in_the_last_dimension_are_refused():
    with pytest.raises(ValueError, match=r"shape \(2, 8, 3\) for input \(2, 8, 8, 3\).*move the classes of the input"):
        F.cross_entropy(torch.zeros(2, 8, 8, 3), torch.zeros(2, 8, 8, dtype=torch.long))
    with pytest.raises(ValueError, match=r"shape \(C\), \(N, C\) or \(N, C, …\), a number for each class; \(\) came"):
        F.cross_entropy(torch.tensor(1.0), torch.tensor(0))


# --- kl_div


X = [-INF, -1.0, INF, -INF, -1e30, NAN]


@pytest.mark.parametrize("log_target", [False, True])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16], ids=str)
def test_a_share_of_zero_costs_nothing_and_pulls_nothing(log_target, dtype):
    """The loss, its slopes by prediction and by target, and their slopes; only what is NaN stays so."""
    x = torch.tensor(X[:-1], dtype=dtype, requires_grad=True)
    y = torch.full_like(x, -INF if log_target else 0, requires_grad=True)
    losses = F.kl_div(x, y, reduction="none", log_target=log_target)
    slopes = torch.autograd.grad(losses.sum(), (x, y), create_graph=True)
    for zero in (losses, *slopes):
        assert (zero == 0).all()
    for slope in slopes:
        for again in torch.autograd.grad(slope.sum(), (x, y), retain_graph=True, allow_unused=True):
            assert again is None or log_target is False or (again == 0).all()
    assert F.kl_div(torch.tensor([NAN]), y[:1].float(), log_target=log_target).isnan()
    assert F.kl_div(x[:1], torch.tensor([-200.0 if log_target else 1e-30]), log_target=log_target) == INF


def test_the_slopes_of_kl_div_are_those_of_the_formula():
    x, y = torch.tensor([-1.0, -2.0], requires_grad=True), torch.tensor([0.5, 0.25], requires_grad=True)
    by_x, by_y = torch.autograd.grad(F.kl_div(x, y, reduction="sum"), (x, y))
    torch.testing.assert_close(by_x, -y)
    torch.testing.assert_close(by_y, y.log() + 1 - x)
    hessian = torch.func.hessian(lambda x, y: F.kl_div(x, y, reduction="sum"), (0, 1))(x.detach(), y.detach())
    torch.testing.assert_close(hessian[0][1], -torch.eye(2))
    torch.testing.assert_close(hessian[1][1], torch.diag(1 / y.detach()))


def test_products_and_quotients_stay_in_the_range_of_numbers():
    """What is computed on the way may not be too large or too small for a float32, where the loss is not."""
    p, scores = torch.tensor([0.5, 0.5], requires_grad=True), torch.tensor([-95.0, 0.0], requires_grad=True)
    loss = F.relative_entropy(p, scores.softmax(0))
    assert loss.item() == pytest.approx(46.80685)
    assert F.categorical_cross_entropy(p, scores.softmax(0)).item() == pytest.approx(47.5, rel=1e-4)
    assert F.kl_div(torch.tensor(-1e30), torch.tensor(-110.0), log_target=True).item() == pytest.approx(1.6889e-18)
    assert F.kl_div(torch.tensor(86.0), torch.tensor(1e37)).item() == pytest.approx(-8.0443e36, rel=1e-4)


@pytest.mark.parametrize("scores", [[-95.0, 0.0], [-1000.0, 0.0]])
def test_slopes_where_a_probability_underflows(scores):
    """By the scores they are q − p; by q itself −p / q, which may be no float32, and 0 where both are 0."""
    p, scores = torch.tensor([0.5, 0.5]), torch.tensor(scores, requires_grad=True)
    for loss in (F.kl_div(F.log_softmax(scores, 0), p, reduction="sum"), F.cross_entropy(scores, p)):
        assert loss.isfinite()
        torch.testing.assert_close(torch.autograd.grad(loss, scores)[0], torch.tensor([-0.5, 0.5]))
    p, q = torch.tensor([0.5, 0.5, 0.0]), torch.cat([scores.softmax(0), torch.zeros(1)]).detach().requires_grad_()
    for function in (F.relative_entropy, F.categorical_cross_entropy):
        assert torch.autograd.grad(function(p, q), q)[0].tolist() == [-INF, -0.5, 0.0]


@pytest.mark.parametrize("transform", ["grad", "jvp", "vmap", "hessian", "jacfwd of grad", "compiled hessian"])
@pytest.mark.parametrize("log_target", [False, True])
def test_kl_div_in_every_nesting(transform, log_target):
    x, y = torch.randn(3, dtype=torch.float64).log_softmax(0), torch.randn(3, dtype=torch.float64).softmax(0)
    y = y.log() if log_target else y
    torch.compiler.reset()

    def tried(function):
        loss = lambda x, y: function(2 * x, y, reduction="sum", log_target=log_target)  # noqa: E731
        func = torch.func
        ways = {
            "grad": lambda: func.grad(loss, (0, 1))(x, y),
            "jvp": lambda: func.jvp(func.grad(loss, 1), (x, y), (y, x)),
            "vmap": lambda: func.vmap(func.grad(loss, (0, 1)))(torch.stack([x, y]), torch.stack([y, y / 2])),
            "hessian": lambda: func.hessian(loss, (0, 1))(x, y),
            "jacfwd of grad": lambda: func.jacfwd(func.grad(loss, 1), (0, 1))(x, y),
            "compiled hessian": lambda: torch.compile(func.hessian(loss, (0, 1)), backend="aot_eager")(x, y),
        }
        return ways[transform]()

    torch.testing.assert_close(tried(F.kl_div), tried(torch.nn.functional.kl_div))


def test_batchmean_divides_by_the_first_dimension():
    x, y = torch.randn(4, 3).log_softmax(1), torch.randn(4, 3).softmax(1)
    expected = kl_divergence(Categorical(y), Categorical(x.exp())).mean()
    torch.testing.assert_close(F.kl_div(x, y, reduction="batchmean"), expected)
    single = torch.tensor(-1.0), torch.tensor(0.5)
    assert F.kl_div(*single, reduction="batchmean") == F.kl_div(*single, reduction="sum")


def test_a_negative_probability_has_no_logarithm():
    assert F.kl_div(torch.zeros(2), torch.tensor([-1.0, 0.5]), reduction="none").isnan().tolist() == [True, False]


# --- entropies


def distributions(*shape: int) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return torch.randn(shape, dtype=torch.float64).softmax(-1), torch.randn(shape, dtype=torch.float64).softmax(-1)


ONE_OF_TWO = [lambda p, q, **dim: F.entropy(p, **dim), F.categorical_cross_entropy, F.relative_entropy]
every_entropy = pytest.mark.parametrize("function", ONE_OF_TWO, ids=["entropy", "cross", "relative"])


def test_entropies_are_torchs():
    p, q = distributions(5, 4)
    torch.testing.assert_close(F.entropy(p), Categorical(p).entropy())
    torch.testing.assert_close(F.relative_entropy(p, q), kl_divergence(Categorical(p), Categorical(q)))
    torch.testing.assert_close(F.categorical_cross_entropy(p, q), F.entropy(p) + F.relative_entropy(p, q))
    torch.testing.assert_close(F.categorical_cross_entropy(p, q), F.cross_entropy(q.log(), p, reduction="none"))


@every_entropy
def test_any_dimension(function):
    p, q = distributions(2, 3, 4)
    assert torch.equal(function(p.movedim(-1, 0), q.movedim(-1, 0), dim=0), function(p, q))


@every_entropy
def test_certainty(function):
    sure, other = torch.tensor([1.0, 0.0, 0.0], requires_grad=True), torch.tensor([0.5, 0.5, 0.0], requires_grad=True)
    value = function(sure, other)
    assert value.isfinite() and value == (0 if function is ONE_OF_TWO[0] else value)
    for slope in torch.autograd.grad(value, (sure, other), allow_unused=True):
        assert slope is None or slope.isfinite().all()


def test_what_the_belief_excludes_costs_everything():
    p, q = torch.tensor([0.5, 0.5]), torch.tensor([1.0, 0.0])
    assert F.categorical_cross_entropy(p, q) == INF and F.relative_entropy(p, q) == INF
    assert F.relative_entropy(q, p).item() == pytest.approx(0.6931472)


@every_entropy
def test_entropies_can_be_differentiated_mapped_and_compiled(function):
    scores = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    p, q = distributions(3, 4)
    of_scores = lambda x: function(x.softmax(-1), (x / 2).softmax(-1))  # noqa: E731
    assert torch.autograd.gradcheck(of_scores, scores, check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(of_scores, scores)
    assert torch.allclose(torch.vmap(function)(p, q), function(p, q))
    torch.compiler.reset()
    compiled = torch.compile(lambda p, q: function(p, q), fullgraph=True, backend="aot_eager")
    assert torch.allclose(compiled(p, q), function(p, q))
    assert function(p.bfloat16(), q.bfloat16()).dtype == torch.bfloat16


@every_entropy
@pytest.mark.parametrize(
    ("p", "error", "words"),
    [
        ([0.5, 0.6], ValueError, r"with sum 1 along dimension -1; 1\.1 came\. Divide by the sum"),
        ([1.5, -0.5], ValueError, r"probabilities, 0 or more; -0\.5 came"),
        ([0, 1], TypeError, r"floating-point numbers; torch\.int64 came"),
    ],
)
def test_what_is_no_distribution_is_refused(function, p, error, words):
    with pytest.raises(error, match=words):
        function(torch.tensor(p), torch.tensor([0.5, 0.5]))


@every_entropy
def test_what_is_nan_stays_nan(function):
    assert function(torch.tensor([NAN, 1.0]), torch.tensor([0.5, 0.5])).isnan()


def test_distributions_of_two_shapes_are_refused():
    for function in (F.categorical_cross_entropy, F.relative_entropy):
        with pytest.raises(ValueError, match=r"a q of the input's shape; \(1, 2\) came with input \(2,\)"):
            function(torch.tensor([0.5, 0.5]), torch.tensor([[0.5, 0.5]]))
        assert list(inspect.signature(function).parameters) == ["p", "q", "dim"]
    with pytest.raises(IndexError, match=r"dim=1 came with input \(2,\)"):
        F.entropy(torch.tensor([0.5, 0.5]), dim=1)


def test_rounded_distributions_are_accepted():
    """What a softmax over very many classes gives has a sum that is 1 up to rounding."""
    for dtype in (torch.float64, torch.float32, torch.bfloat16):
        assert F.entropy(torch.randn(100_000).softmax(0).to(dtype)).isfinite()
