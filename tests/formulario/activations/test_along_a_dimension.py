"""Softmax and its relatives, and GLU: functions that work along a dimension."""

import copy
import inspect
import pickle

import formulario as F
import pytest
import torch
import torch.nn.functional as TF
from mpmath import mp, mpf
from torch import nn

from .test_accuracy import BITS
from .test_every_function import INF, NAN, gradient, in_every_dtype, on_every_device

SOFT = [(F.softmax, TF.softmax), (F.softmin, TF.softmin), (F.log_softmax, TF.log_softmax)]
MODULES = [
    (F.Softmax, nn.Softmax),
    (F.Softmin, nn.Softmin),
    (F.LogSoftmax, nn.LogSoftmax),
    (F.GLU, nn.GLU),
]
every_soft = pytest.mark.parametrize("function", [ours for ours, _ in SOFT])
every_pair = pytest.mark.parametrize(("ours", "theirs"), [*SOFT, (F.glu, TF.glu)])
every_module = pytest.mark.parametrize(("ours", "theirs"), MODULES)


# --- accuracy

SCORES = [
    [0.0, 0.0, 0.0],
    [1.0, 2.0, 3.0, 4.0],
    [20.0, 0.0, -1.5],
    [60.0, 0.25, 3.0, -INF],
    [-0.5, -40.0, -41.0],
    [1000.0, 1000.0, 996.5],
    [-1000.0, -1003.0, -1010.0],
    [2.5],
]
ULPS = 6
"""What value and slope may be off, for each unit of distance from the largest score: exp feels its rounding."""


def shares(scores: list[mpf]) -> list[mpf]:
    powers = [mp.exp(x - max(scores)) for x in scores]
    return [power / mp.fsum(powers) for power in powers]


def jacobian(name: str, scores: list[mpf]) -> list[list[mpf]]:
    """Entry i, j is the slope of output i by input j; 1 − y is the sum of the other shares."""
    sign = -1 if name == "softmin" else 1
    y = shares([sign * x for x in scores])

    def entry(i: int, j: int) -> mpf:
        slope = mp.fsum(share for k, share in enumerate(y) if k != i) if i == j else -y[j]
        return sign * slope * (1 if name == "log_softmax" else y[i])

    return [[entry(i, j) for j in range(len(y))] for i in range(len(y))]


def values(name: str, scores: list[mpf]) -> list[mpf]:
    y = shares([-x if name == "softmin" else x for x in scores])
    if name != "log_softmax":
        return y
    rest = [mp.fsum(share for k, share in enumerate(y) if k != i) for i in range(len(y))]
    return [mp.log1p(-other) if other < 0.5 else mp.log(share) for share, other in zip(y, rest, strict=True)]


def close(actual: float, exact: mpf, dtype: torch.dtype, spread: float) -> bool:
    if mp.isinf(exact):
        return actual == float(exact)
    unit = mpf(2) ** -BITS[dtype] * abs(exact)
    allowed = ULPS * (1 + spread) * unit
    return abs(mpf(actual) - exact) <= allowed + mpf(torch.finfo(dtype).tiny)


@every_soft
@pytest.mark.parametrize("scores", SCORES, ids=str)
@on_every_device
@in_every_dtype
def test_value_and_slope(function, scores, dtype, device):
    input = torch.tensor(scores, dtype=dtype, device=device)
    finite = [x for x in input.tolist() if x != -INF]
    spread = max(finite) - min(finite)
    if function is F.softmin:
        input = -input
    with mp.workprec(400):
        exact = [mpf(x) for x in input.tolist()]
        for actual, expected in zip(function(input).tolist(), values(function.__name__, exact), strict=True):
            assert close(actual, expected, dtype, spread), (actual, expected)
        expected_slopes = jacobian(function.__name__, exact)
        for mode in (torch.func.jacrev, torch.func.jacfwd):
            for row, expected_row in zip(mode(function)(input).tolist(), expected_slopes, strict=True):
                for actual, expected in zip(row, expected_row, strict=True):
                    assert close(actual, expected, dtype, spread), (mode, actual, expected)


def test_small_slopes_are_kept_where_torch_rounds_them_to_zero():
    scores = torch.tensor([40.0, 0.0])
    for function, torchs, expected in ((F.softmax, TF.softmax, 4.25e-18), (F.log_softmax, TF.log_softmax, 4.25e-18)):
        first = torch.autograd.functional.jacobian(lambda x, function=function: function(x, 0), scores)[0, 0]
        assert first.item() == pytest.approx(expected, rel=1e-3)
        assert torch.autograd.functional.jacobian(lambda x, function=torchs: function(x, 0), scores)[0, 0] == 0
    assert F.log_softmax(scores, 0)[0].item() == pytest.approx(-4.25e-18, rel=1e-3)


@every_pair
@on_every_device
@in_every_dtype
def test_like_torch_in_the_ordinary(ours, theirs, dtype, device):
    torch.manual_seed(0)
    input = torch.randn(3, 4, 6, dtype=torch.float64).to(device, dtype)
    for dim in (1, 2, -1, -2):
        for actual, expected in (
            (ours(input, dim), theirs(input, dim)),
            (gradient(lambda x, dim=dim: ours(x, dim), input), gradient(lambda x, dim=dim: theirs(x, dim), input)),
        ):
            torch.testing.assert_close(actual, expected, atol=16 * torch.finfo(dtype).eps, rtol=0)


def test_glu_is_the_first_half_gated_by_the_second():
    number, gate = torch.tensor([2.0, -1.0, 3.0]), torch.tensor([-100.0, 0.0, INF])
    torch.testing.assert_close(F.glu(torch.cat([number, gate])), number * F.sigmoid(gate), rtol=0, atol=0)
    input = torch.tensor([1.0, 30.0], requires_grad=True)
    F.glu(input).sum().backward()
    assert input.grad[1].item() == pytest.approx(9.36e-14, rel=1e-3)  # in float32, σ(30) (1 − σ(30)) is 0


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_glu_is_rounded_once(dtype):
    torch.manual_seed(0)
    input = torch.randn(2000).to(dtype)
    assert torch.equal(F.glu(input), F.glu(input.float()).to(dtype))


# --- what has no answer, and what has one


@every_soft
def test_nan_and_no_finite_score_give_nan(function):
    assert function(torch.tensor([NAN, 1.0]), 0).isnan().all()
    nothing = INF if function is F.softmin else -INF
    assert function(torch.tensor([nothing, nothing]), 0).isnan().all()
    assert function(torch.tensor([-nothing, 1.0, 2.0]), 0).isnan().all()


def test_masked_scores_pass_no_gradient():
    scores = torch.tensor([1.0, -INF, 2.0], requires_grad=True)
    F.softmax(scores, 0)[0].backward()
    assert scores.grad[1] == 0 and scores.grad.isfinite().all()


# --- the same in every way of calling


@every_pair
def test_gradients_agree_with_differences(ours, theirs):
    torch.manual_seed(0)
    input = torch.randn(2, 4, dtype=torch.float64, requires_grad=True)
    function = lambda x: ours(x, 1)  # noqa: E731
    assert torch.autograd.gradcheck(function, input, check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(function, input, check_fwd_over_rev=True)


@every_pair
def test_vmap_and_jacobians(ours, theirs):
    torch.manual_seed(0)
    input = torch.randn(5, 4, dtype=torch.float64)
    torch.testing.assert_close(torch.vmap(lambda x: ours(x, 0))(input), ours(input, 1))
    for jacobian in (torch.func.jacrev, torch.func.jacfwd):
        actual = torch.vmap(jacobian(lambda x: ours(x, 0)))(input)
        expected = torch.vmap(jacobian(lambda x: theirs(x, 0)))(input)
        torch.testing.assert_close(actual, expected)


@every_pair
def test_compiles_in_one_graph(ours, theirs):
    torch.compiler.reset()
    compiled = torch.compile(lambda x: ours(x, 1), fullgraph=True, backend="aot_eager")
    input = torch.randn(5, 4)
    torch.testing.assert_close(compiled(input), ours(input, 1))
    torch.testing.assert_close(gradient(compiled, input), gradient(lambda x: ours(x, 1), input))


@every_pair
def test_any_layout(ours, theirs):
    channels_last = torch.randn(2, 4, 4, 4).to(memory_format=torch.channels_last)
    for input in (torch.randn(6, 4).T, channels_last, torch.randn(8)[::2]):
        torch.testing.assert_close(ours(input, 0), theirs(input, 0))
    assert ours(torch.zeros(0, 4), 1).shape == theirs(torch.zeros(0, 4), 1).shape
    assert ours(torch.zeros(4, 0), 1).shape == theirs(torch.zeros(4, 0), 1).shape


@every_soft
def test_a_single_number_and_nothing_at_all(function):
    whole = 0.0 if function is F.log_softmax else 1.0
    assert function(torch.tensor(3.0), 0).item() == whole
    empty = torch.zeros(0, requires_grad=True)
    function(empty, 0).sum().backward()
    assert empty.grad.shape == (0,)


def test_softmax2d_is_softmax_over_the_channels():
    for shape in ((3, 4, 5), (2, 3, 4, 5)):
        image = torch.randn(shape)
        torch.testing.assert_close(F.Softmax2d()(image), nn.Softmax2d()(image))


@every_soft
def test_dtype_converts_before_the_sum(function):
    scores = torch.tensor([1, 2, 3])
    assert function(scores, 0, dtype=torch.float64).equal(function(scores.double(), 0))


# --- modules


@every_module
def test_module_is_torchs(ours, theirs):
    assert repr(ours()) == repr(theirs()) and repr(ours(dim=1)) == repr(theirs(dim=1))
    keywords = {"inverse_temperature"} if ours is not F.GLU else set()
    assert inspect.signature(ours).parameters.keys() == inspect.signature(theirs).parameters.keys() | keywords
    input = torch.randn(3, 4)
    torch.testing.assert_close(ours(dim=1)(input), theirs(dim=1)(input))
    for twin in (copy.deepcopy(ours(dim=1)), pickle.loads(pickle.dumps(ours(dim=1)))):
        assert torch.equal(twin(input), ours(dim=1)(input))


# --- errors


@pytest.mark.parametrize(("ours", "theirs"), SOFT)
def test_the_dimension_is_chosen_as_by_torch(ours, theirs):
    for shape in ((), (3,), (2, 3), (2, 3, 4), (2, 3, 4, 5)):
        input = torch.randn(shape)
        with pytest.warns(UserWarning, match=r"chooses dim=.*Say it: dim=") as warned:
            actual = ours(input)
        assert len(warned) == 1 and warned[0].filename == __file__
        with pytest.warns(UserWarning):
            torch.testing.assert_close(actual, theirs(input))


@every_pair
def test_refuses_what_it_cannot_do(ours, theirs):
    with pytest.raises(IndexError, match=r"dim=2 came with input \(2, 4\)\. Take one from -2 to 1"):
        ours(torch.zeros(2, 4), 2)
    with pytest.raises(TypeError, match=r"floating-point numbers; torch.int64 came\. Convert"):
        ours(torch.ones(2, 4, dtype=torch.int64), 1)
    with pytest.raises(TypeError, match=r"tensor; list came\. Convert"):
        ours([1.0, 2.0], 0)


def test_glu_needs_two_halves():
    with pytest.raises(ValueError, match=r"even length; input \(2, 3\) came\. Choose another dim"):
        F.glu(torch.zeros(2, 3))
    with pytest.raises(ValueError, match=r"even length; input \(\) came"):
        F.glu(torch.tensor(1.0))


def test_softmax2d_needs_an_image():
    with pytest.raises(ValueError, match=r"\(N, C, H, W\); \(2, 3\) came\. Add"):
        F.Softmax2d()(torch.zeros(2, 3))
