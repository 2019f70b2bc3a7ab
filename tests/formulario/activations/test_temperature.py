"""The inverse temperature of softmax and its relatives, and its schedule."""

import copy
import pickle
from io import BytesIO

import formulario as F
import pytest
import torch
from mpmath import mp, mpf
from torch import nn

from .test_along_a_dimension import close, every_soft, jacobian, values
from .test_every_function import INF, NAN, gradient, in_every_dtype, on_every_device

every_beta = pytest.mark.parametrize("beta", [0.25, 3, 0, -1.5])


# --- values and slopes

SCORES = [[1.0, 2.0, 3.0, 4.0], [1000.0, 1000.0, 996.5], [-2.0, 40.0, 0.5], [2.5]]


@every_soft
@every_beta
@pytest.mark.parametrize("scores", SCORES, ids=str)
@on_every_device
@in_every_dtype
def test_value_and_slope(function, beta, scores, dtype, device):
    input = torch.tensor(scores, dtype=dtype, device=device)
    spread = abs(beta) * (input.max() - input.min()).item()
    tempered = lambda x: function(x, 0, inverse_temperature=beta)  # noqa: E731
    with mp.workprec(400):
        exact = [mpf(beta) * mpf(x) for x in input.tolist()]
        for actual, expected in zip(tempered(input).tolist(), values(function.__name__, exact), strict=True):
            assert close(actual, expected, dtype, spread), (actual, expected)
        for mode in (torch.func.jacrev, torch.func.jacfwd):
            for row, slopes in zip(mode(tempered)(input).tolist(), jacobian(function.__name__, exact), strict=True):
                for actual, expected in zip(row, slopes, strict=True):
                    assert close(actual, beta * expected, dtype, spread), (mode, actual, expected)


@every_soft
def test_large_scores_keep_the_digits_of_their_differences(function):
    scores = torch.tensor([1e7, 1e7 + 5])
    torch.testing.assert_close(
        function(scores, 0, inverse_temperature=0.1), function(torch.tensor([0.0, 0.5]), 0), rtol=1e-6, atol=0
    )


@every_soft
@on_every_device
@in_every_dtype
def test_nothing_overflows(function, dtype, device):
    huge = torch.finfo(dtype).max
    scores = torch.tensor([huge, -huge, huge], dtype=dtype, device=device)
    for beta in (1e-60, 0.5, 8.0, 1e300):
        expected = function(scores.double() / 4, 0, inverse_temperature=4 * beta)
        torch.testing.assert_close(function(scores, 0, inverse_temperature=beta), expected.to(dtype))


# --- the two ends


@every_soft
@on_every_device
def test_at_zero_all_are_equal(function, device):
    scores = torch.tensor([[1.0, -3e38, 3e38, 0.0], [NAN, 0.0, 0.0, 0.0]], device=device)
    fourth = function(torch.zeros(4, device=device), 0)
    output = function(scores, 1, inverse_temperature=0.0)
    assert torch.equal(output[0], fourth) and output[1].isnan().all()
    assert not gradient(lambda x: function(x, 0, inverse_temperature=0)[:1], scores[0]).any()


@pytest.mark.parametrize("beta", [INF, 1e300])
@on_every_device
@in_every_dtype
def test_at_infinity_the_largest_have_all_and_no_slope(beta, dtype, device):
    beta = INF if dtype is torch.float64 else beta
    scores = torch.tensor([[1.0, 3.0, 2.0], [3.0, -INF, 3.0]], dtype=dtype, device=device)
    expected = torch.tensor([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5]], dtype=dtype, device=device)
    smallest = torch.tensor([[1.0, 0.0, 0.0]], dtype=dtype, device=device)
    assert torch.equal(F.softmax(scores, 1, inverse_temperature=beta), expected)
    assert torch.equal(F.log_softmax(scores, 1, inverse_temperature=beta), expected.log())
    assert torch.equal(F.softmin(-scores, 1, inverse_temperature=beta), expected)
    assert torch.equal(F.softmax(scores[:1], 1, inverse_temperature=-beta), smallest)
    for function in (F.softmax, F.log_softmax):
        slopes = torch.func.jacrev(lambda x, function=function: function(x, 0, inverse_temperature=beta))(scores[1])
        assert torch.equal(slopes, torch.zeros_like(slopes))


@every_soft
def test_what_has_no_answer_at_1_has_none_at_any_other(function):
    sign = -1 if function is F.softmin else 1
    for scores in ([NAN, 1.0], [INF, 1.0], [-INF, -INF]):
        for beta in (0, 0.5, INF):
            assert function(sign * torch.tensor(scores), 0, inverse_temperature=beta).isnan().all(), (scores, beta)


@pytest.mark.parametrize("beta", [0, 0.5, 3, INF])
def test_masked_scores_stay_masked(beta):
    scores = torch.tensor([1.0, -INF, 2.0])
    shares = F.softmax(scores, 0, inverse_temperature=beta)
    assert shares[1] == 0 and torch.equal(shares[::2], F.softmax(scores[::2], 0, inverse_temperature=beta))
    slopes = torch.func.jacrev(lambda x: F.softmax(x, 0, inverse_temperature=beta))(scores)
    assert slopes.isfinite().all() and not slopes[:, 1].any()


# --- the same in every way of calling


@every_soft
@every_beta
def test_gradients_agree_with_differences(function, beta):
    torch.manual_seed(0)
    input = torch.randn(2, 4, dtype=torch.float64, requires_grad=True)
    tempered = lambda x: function(x, 1, inverse_temperature=beta)  # noqa: E731
    assert torch.autograd.gradcheck(tempered, input, check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(tempered, input, check_fwd_over_rev=True)


@every_soft
def test_compiles_in_one_graph_and_seldom_anew(function):
    graphs = []
    torch.compiler.reset()
    compiled = torch.compile(
        lambda x, beta: function(x, 1, inverse_temperature=beta), fullgraph=True,
        backend=lambda graph, inputs: graphs.append(graph) or graph,
    )
    input = torch.randn(5, 4)
    for beta in (0.5, 1.5, 2.5, 3.5, 4.5, 5.5):
        expected = function(input, 1, inverse_temperature=beta)
        torch.testing.assert_close(compiled(input, beta), expected)
    assert len(graphs) <= 2


@every_soft
def test_shapes_and_empty_rows(function):
    for shape, dim in (((), 0), ((0, 4), 1), ((4, 0), 1), ((2, 3, 4), 1)):
        input = torch.zeros(shape)
        assert function(input, dim, inverse_temperature=2).shape == shape
    input = torch.randn(5, 4)
    each = torch.vmap(lambda x: function(x, 0, inverse_temperature=2))(input)
    torch.testing.assert_close(each, function(input, 1, inverse_temperature=2))


@every_soft
def test_nan_is_refused(function):
    rule = "needs inverse_temperature to be a number, perhaps infinity; inverse_temperature=nan came. Choose"
    with pytest.raises(ValueError, match=rule):
        function(torch.ones(2), 0, inverse_temperature=NAN)


@every_soft
def test_it_is_no_third_argument_by_place(function):
    with pytest.raises(TypeError, match="positional"):
        function(torch.ones(2), 0, 2.0)


@pytest.mark.parametrize("module", [F.Softmax, F.Softmin, F.LogSoftmax])
def test_modules_hand_it_on_and_show_it_where_it_is_set(module):
    hard = module(dim=1, inverse_temperature=4.0)
    assert repr(hard) == f"{module.__name__}(dim=1, inverse_temperature=4.0)"
    input = torch.randn(3, 4)
    torch.testing.assert_close(hard(input), module(dim=1)(4 * input))
    for twin in (copy.deepcopy(hard), pickle.loads(pickle.dumps(hard))):
        assert torch.equal(twin(input), hard(input))


def test_softmax2d_has_it_too():
    image = torch.randn(2, 3, 4, 5)
    assert repr(F.Softmax2d()) == repr(nn.Softmax2d()) and "inverse_temperature" in F.Softmax2d.__doc__
    torch.testing.assert_close(F.Softmax2d(inverse_temperature=3)(image), nn.Softmax2d()(3 * image))


# --- annealing


def course(annealing: F.Annealing, steps: int) -> list[float]:
    found = [annealing.inverse_temperature]
    for _ in range(steps):
        annealing.step()
        found.append(annealing.inverse_temperature)
    return found


@pytest.mark.parametrize(
    ("start", "end", "kind", "expected"),
    [
        (0.5, 8, "exponential", [0.5, 1, 2, 4, 8, 8, 8]),
        (8, 0.5, "exponential", [8, 4, 2, 1, 0.5, 0.5, 0.5]),
        (1, 3, "linear", [1, 1.5, 2, 2.5, 3, 3, 3]),
        (0, -2, "linear", [0, -0.5, -1, -1.5, -2, -2, -2]),
    ],
)
def test_schedule(start, end, kind, expected):
    softmax = F.Softmax(dim=0)
    annealing = F.Annealing(softmax, start, end, steps=4, kind=kind)
    assert softmax.inverse_temperature == start
    assert course(annealing, 6) == pytest.approx(expected, rel=1e-12)
    assert softmax.inverse_temperature == end


def test_every_softmax_of_a_network_is_set_and_nothing_else():
    network = nn.Sequential(nn.Linear(2, 3), F.Softmax(dim=1), nn.Sequential(F.LogSoftmax(dim=1), nn.Softmax(dim=1)))
    F.Annealing(network, 2, 4, steps=1).step()
    assert network[1].inverse_temperature == network[2][0].inverse_temperature == 4
    assert not hasattr(network[2][1], "inverse_temperature")


def test_a_saved_schedule_goes_on_where_it_was():
    first, second = F.Softmax(dim=0), F.Softmax(dim=0)
    one = F.Annealing(first, 0.1, 10, steps=10)
    course(one, 3)
    file = BytesIO()
    torch.save(one.state_dict(), file)
    saved = torch.load(BytesIO(file.getvalue()), weights_only=True)
    other = F.Annealing(second, 1, 2, steps=5, kind="linear")
    other.load_state_dict(saved)
    assert second.inverse_temperature == first.inverse_temperature
    assert course(other, 8) == course(one, 8) and second.inverse_temperature == 10


def test_a_state_without_its_parts_is_refused():
    annealing = F.Annealing(F.Softmax(dim=0), 1, 2, steps=5)
    with pytest.raises(ValueError, match=r"one without steps, taken came\. Load"):
        annealing.load_state_dict({"start": 1, "end": 2, "kind": "linear"})
    assert annealing.kind == "exponential"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"start": 0.0}, r"start to be a finite number, more than 0; start=0.0 came\. Choose"),
        ({"end": -1.0}, r"end to be a finite number, more than 0; end=-1.0 came\. Choose"),
        ({"end": INF}, r"end to be a finite number, more than 0; end=inf came"),
        ({"start": NAN, "kind": "linear"}, r"start to be a finite number; start=nan came"),
        ({"steps": 0}, r"steps to be an integer of 1 or more; steps=0 came"),
        ({"steps": 2.5}, r"steps to be an integer of 1 or more; steps=2.5 came"),
        ({"kind": "cosine"}, r"kind='exponential' and 'linear'; 'cosine' came\. Choose one"),
    ],
)
def test_arguments_out_of_their_domain_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        F.Annealing(F.Softmax(dim=0), **{"start": 1.0, "end": 2.0, "steps": 5, **arguments})


def test_a_network_without_softmax_is_refused():
    with pytest.raises(ValueError, match=r"inverse temperature; a network without one came\. Give it a formulario"):
        F.Annealing(nn.Linear(2, 2), 1, 2, steps=5)
