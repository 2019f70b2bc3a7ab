"""The adaptive log-softmax: torch's numbers, weights that load either way, and only the work that a batch needs."""

import copy
import inspect
import pickle

import formulario as F
import pytest
import torch
from torch import nn
from torch.nn.utils import prune

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
on_every_device = pytest.mark.parametrize("device", DEVICES)
in_every_dtype = pytest.mark.parametrize("dtype", DTYPES, ids=str)

SETTINGS = [
    {"cutoffs": [5, 20]},
    {"cutoffs": [5, 20], "head_bias": True},
    {"cutoffs": [1], "div_value": 2.0},
    {"cutoffs": [10, 20, 59], "div_value": 1.5, "head_bias": True},
]
in_every_setting = pytest.mark.parametrize("setting", SETTINGS, ids=str)
FEATURES, CLASSES = 32, 60


def twins(setting, dtype=torch.float64, device="cpu"):
    """Our module and torch's, with the same weights, and a batch in which every part has targets."""
    torch.manual_seed(0)
    theirs = nn.AdaptiveLogSoftmaxWithLoss(FEATURES, CLASSES, **setting, dtype=dtype, device=device)
    ours = F.AdaptiveLogSoftmaxWithLoss(FEATURES, CLASSES, **setting, dtype=dtype, device=device)
    ours.load_state_dict(theirs.state_dict())
    input = (3 * torch.randn(40, FEATURES)).to(device, dtype)
    target = torch.cat([torch.tensor([0, CLASSES - 1]), torch.randint(CLASSES, (38,))]).to(device)
    return ours, theirs, input, target


def near(actual, expected):
    """Equal up to the rounding of a narrow dtype, which torch does more often than we do."""
    eps = torch.finfo(expected.dtype).eps
    torch.testing.assert_close(actual, expected, rtol=8 * eps, atol=40 * eps)


def gradients(module, input, target):
    input = input.clone().requires_grad_()
    output, loss = module(input, target)
    upstream = torch.linspace(1, 2, len(target), dtype=torch.float64).to(output)
    found = torch.autograd.grad((output * upstream).sum() + loss, [input, *module.parameters()], allow_unused=True)
    return dict(zip(["input", *dict(module.named_parameters())], found, strict=True))


# --- like torch's


@in_every_setting
@on_every_device
@in_every_dtype
def test_output_and_loss_are_torchs(setting, dtype, device):
    ours, theirs, input, target = twins(setting, dtype, device)
    actual, expected = ours(input, target), theirs(input, target)
    near(actual.output, expected.output)
    near(actual.loss, expected.loss)
    assert actual._fields == expected._fields and actual.loss.shape == ()


@in_every_setting
@on_every_device
def test_gradients_are_torchs(setting, device):
    ours, theirs, input, target = twins(setting, device=device)
    actual, expected = gradients(ours, input, target), gradients(theirs, input, target)
    assert actual.keys() == expected.keys()
    for name, gradient in expected.items():
        torch.testing.assert_close(actual[name], gradient, msg=lambda text, name=name: f"{name}: {text}")


@in_every_setting
@on_every_device
@in_every_dtype
def test_all_log_probabilities_are_torchs(setting, dtype, device):
    ours, theirs, input, _ = twins(setting, dtype, device)
    near(ours.log_prob(input), theirs.log_prob(input))


@in_every_setting
@on_every_device
def test_predictions_are_torchs(setting, device):
    ours, theirs, input, _ = twins(setting, device=device)
    with torch.no_grad():  # prefer a cluster, so that it has to be looked into
        for module in (ours, theirs):
            module.head.weight[-1] *= 3
    assert torch.equal(ours.predict(input), theirs.predict(input))
    assert torch.equal(ours.predict(input), ours.log_prob(input).argmax(dim=1))
    assert (ours.predict(input) < ours.shortlist_size).any() and (ours.predict(input) >= ours.shortlist_size).any()


@in_every_setting
def test_weights_load_either_way(setting):
    ours, theirs, input, target = twins(setting)
    ours.reset_parameters()
    assert [(name, x.shape) for name, x in ours.state_dict().items()] == [
        (name, x.shape) for name, x in theirs.state_dict().items()
    ]
    theirs.load_state_dict(ours.state_dict())
    torch.testing.assert_close(ours(input, target).output, theirs(input, target).output)


@in_every_setting
def test_a_new_module_is_torchs(setting):
    modules = []
    for made in (F, nn):
        torch.manual_seed(3)
        modules.append(made.AdaptiveLogSoftmaxWithLoss(FEATURES, CLASSES, **setting))
    ours, theirs = modules
    assert repr(ours) == repr(theirs)
    for name in ("in_features", "n_classes", "cutoffs", "div_value", "head_bias", "shortlist_size", "n_clusters",
                 "head_size"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))
    torch.manual_seed(4)
    ours.reset_parameters()
    torch.manual_seed(4)
    theirs.reset_parameters()
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))
    assert inspect.signature(type(ours)).parameters.keys() == inspect.signature(type(theirs)).parameters.keys()


@on_every_device
def test_a_single_example(device):
    ours, theirs, input, target = twins(SETTINGS[0], device=device)
    for x, y in zip(input[:6], target[:6], strict=True):
        actual, expected = ours(x, y), theirs(x, y)
        torch.testing.assert_close(actual.output, expected.output)
        torch.testing.assert_close(actual.loss, expected.loss)
        assert ours.log_prob(x).shape == (CLASSES,) and ours.predict(x).shape == ()
        assert ours.predict(x) == ours.predict(x[None])[0]


def test_an_empty_batch():
    ours, _, input, target = twins(SETTINGS[0])
    output, loss = ours(input[:0], target[:0])
    assert output.shape == (0,) and loss.isnan()
    assert ours.log_prob(input[:0]).shape == (0, CLASSES) and ours.predict(input[:0]).shape == (0,)


@pytest.mark.parametrize("dtype", [torch.int32, torch.int16, torch.uint8])
def test_targets_of_any_whole_dtype(dtype):
    ours, _, input, target = twins(SETTINGS[0])
    assert torch.equal(ours(input, target.to(dtype)).output, ours(input, target).output)


# --- probabilities


@in_every_setting
def test_probabilities_sum_to_one(setting):
    ours, _, input, _ = twins(setting)
    shares = ours.log_prob(input).exp()
    torch.testing.assert_close(shares.sum(dim=1), torch.ones(len(input), dtype=torch.float64))


@in_every_setting
def test_forward_picks_from_log_prob(setting):
    ours, _, input, target = twins(setting)
    torch.testing.assert_close(ours(input, target).output, ours.log_prob(input).gather(1, target[:, None])[:, 0])


def test_no_tails_is_log_softmax():
    scores = torch.randn(3, 2, 5)
    assert torch.equal(F.adaptive_log_softmax(scores), F.log_softmax(scores, dim=-1))


def test_any_leading_dimensions():
    head, tails = torch.randn(3, 2, 4), [torch.randn(3, 2, 6), torch.randn(3, 2, 1)]
    whole = F.adaptive_log_softmax(head, *tails)
    assert whole.shape == (3, 2, 9)
    torch.testing.assert_close(whole[1, 1], F.adaptive_log_softmax(head[1, 1], *(tail[1, 1] for tail in tails)))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_a_narrow_dtype_is_rounded_once(dtype):
    torch.manual_seed(0)
    head, tail = torch.randn(200, 4).to(dtype), torch.randn(200, 50).to(dtype)
    expected = F.adaptive_log_softmax(head.float(), tail.float()).to(dtype)
    assert torch.equal(F.adaptive_log_softmax(head, tail), expected)


def test_a_hopeless_class_keeps_its_digits():
    """The literal formula gives −∞ and a gradient of NaN."""
    head = torch.tensor([0.0, 200.0, -200.0], requires_grad=True)
    tail = torch.tensor([0.0, -300.0])
    whole = F.adaptive_log_softmax(head, tail)
    torch.testing.assert_close(whole, torch.tensor([-200.0, 0.0, -400.0, -700.0]))
    whole[3].backward()
    assert head.grad.tolist() == [0.0, -1.0, 1.0]


def test_gradients_agree_with_differences():
    torch.manual_seed(0)
    scores = [torch.randn(2, size, dtype=torch.float64, requires_grad=True) for size in (4, 3, 2)]
    assert torch.autograd.gradcheck(F.adaptive_log_softmax, scores, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(F.adaptive_log_softmax, scores)


def test_the_modules_gradients_agree_with_differences():
    ours, _, input, target = twins(SETTINGS[0])
    few = input[:6].clone().requires_grad_()
    function = lambda x: ours(x, target[:6])  # noqa: E731
    assert torch.autograd.gradcheck(function, few, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(function, few)


def test_a_share_near_one_keeps_its_digits():
    """Where torch gives 0, and a gradient of 0."""
    found = []
    for made in (F, nn):
        layer = made.AdaptiveLogSoftmaxWithLoss(1, 4, [2], div_value=1.0)
        with torch.no_grad():
            layer.head.weight.copy_(torch.tensor([[20.0], [0.0], [0.0]]))
        input = torch.ones(1, 1, requires_grad=True)
        output = layer(input, torch.tensor([0])).output
        output.backward()
        found.append((output.item(), input.grad.item()))
    assert found[0] == pytest.approx((-4.1223e-09, 8.2446e-08), rel=1e-4)
    assert found[1] == (0.0, 0.0)


# --- no more work than needed


def rows_scored(module, call):
    """How many rows each cluster scores."""
    rows = [0] * len(module.tail)

    def count(number):
        return lambda layer, inputs, output: rows.__setitem__(number, rows[number] + len(output))

    hooks = [tail.register_forward_hook(count(number)) for number, tail in enumerate(module.tail)]
    call()
    for hook in hooks:
        hook.remove()
    return rows


@pytest.mark.parametrize(
    ("targets", "rows"),
    [([0, 4, 4, 1], [0, 0]), ([5, 0, 19, 7], [3, 0]), ([59, 59, 0, 4], [0, 2]), ([4, 5, 19, 20], [2, 1])],
)
def test_only_clusters_with_a_target_are_scored(targets, rows):
    ours, _, input, _ = twins(SETTINGS[0])
    target = torch.tensor(targets)
    assert rows_scored(ours, lambda: ours(input[:4], target)) == rows
    found = gradients(ours, input[:4], target)
    for number, count in enumerate(rows):
        assert (found[f"tail.{number}.1.weight"] is None) == (count == 0)


def test_predict_looks_into_promising_clusters_only():
    ours, _, input, _ = twins({"cutoffs": [5, 20], "head_bias": True})
    with torch.no_grad():
        ours.head.weight.zero_()
        ours.head.bias.copy_(torch.tensor([0.0, 3.0, 0.0, 0.0, 0.0, 9.0, 2.0]))
    assert rows_scored(ours, lambda: ours.predict(input)) == [40, 0]
    with torch.no_grad():
        ours.head.bias[5] = 2.0
    assert rows_scored(ours, lambda: ours.predict(input)) == [0, 0]
    assert (ours.predict(input) == 1).all()


# --- in use


def test_copies():
    ours, _, input, target = twins(SETTINGS[1])
    for twin in (copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert torch.equal(twin(input, target).output, ours(input, target).output)
    assert pickle.loads(pickle.dumps(ours(input, target)))._fields == ("output", "loss")


@on_every_device
def test_autocast(device):
    ours, _, input, target = twins(SETTINGS[0], torch.float32, device)
    expected = ours(input, target).output
    with torch.autocast(device, dtype=torch.bfloat16):
        actual = ours(input, target).output
        assert actual.dtype == ours.log_prob(input).dtype == torch.float32
    torch.testing.assert_close(actual, expected, rtol=0.02, atol=0.1)


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16], ids=str)
def test_layers_with_hooks_are_called(dtype):
    """A layer that somebody has changed, and one that prepares its weights before it is called."""
    ours, _, input, target = twins(SETTINGS[1], dtype)
    expected = ours(input, target).output
    assert rows_scored(ours, lambda: near(ours(input, target).output, expected)) != [0, 0]
    prune.l1_unstructured(ours.head, "weight", amount=0.5)
    nn.utils.parametrizations.weight_norm(ours.tail[0][0])
    with torch.no_grad():
        ours.tail[0][0].parametrizations.weight.original0.mul_(2)
    pruned = ours.log_prob(input).gather(1, target[:, None])[:, 0]
    assert not torch.equal(ours(input, target).output, expected)
    near(ours(input, target).output, pruned)


def test_it_learns():
    torch.manual_seed(0)
    target = torch.arange(60)
    layer = F.AdaptiveLogSoftmaxWithLoss(32, 60, [5, 20], div_value=2.0)
    input = torch.randn(60, 32)
    optimiser = torch.optim.Adam(layer.parameters(), lr=0.05)
    for _ in range(300):
        optimiser.zero_grad()
        layer(input, target).loss.backward()
        optimiser.step()
    assert (layer.predict(input) == target).float().mean() > 0.9


# --- errors


@pytest.mark.parametrize(
    ("cutoffs", "came"),
    [([20, 5], r"\[20, 5\]"), ([5, 5], r"\[5, 5\]"), ([0, 5], r"\[0, 5\]"), ([5, 60], r"\[5, 60\]"), ([], r"\[\]"),
     ([-1], r"\[-1\]"), ([5.0, 20.0], r"\[5.0, 20.0\]"), ([61], r"\[61\]")],
)
def test_cutoffs_rise_between_nothing_and_everything(cutoffs, came):
    with pytest.raises(ValueError, match=rf"whole numbers, rise.*cutoffs={came} came with n_classes=60\. Sort"):
        F.AdaptiveLogSoftmaxWithLoss(FEATURES, CLASSES, cutoffs)


@pytest.mark.parametrize("div_value", [6.0, 0.0, -2.0, float("nan"), float("inf")])
def test_a_projection_keeps_a_feature(div_value):
    with pytest.raises(ValueError, match=r"positive number that leaves a feature of 32 .*div_value=.* came\. Choose"):
        F.AdaptiveLogSoftmaxWithLoss(FEATURES, CLASSES, [5, 20], div_value)
    assert F.AdaptiveLogSoftmaxWithLoss(FEATURES, CLASSES, [5, 20], 5.5).tail[1][0].out_features == 1


def test_refuses_wrong_inputs():
    ours, _, input, target = twins(SETTINGS[0])
    with pytest.raises(ValueError, match=r"\(N, 32\) or \(32,\); \(40, 31\) came\. Flatten"):
        ours(input[:, 1:], target)
    for call in (ours.log_prob, ours.predict):
        with pytest.raises(ValueError, match=r"\(N, 32\) or \(32,\); \(2, 20, 32\) came\. Flatten"):
            call(input.reshape(2, 20, 32))
    with pytest.raises(TypeError, match=r"floating-point numbers; torch.int64 came\. Convert"):
        ours(input.long(), target)
    with pytest.raises(TypeError, match=r"tensor; list came\. Convert"):
        ours.predict([1.0])


def test_refuses_wrong_targets():
    ours, _, input, target = twins(SETTINGS[0])
    with pytest.raises(ValueError, match=r"a target for each example; target \(39,\) came with input \(40, 32\)"):
        ours(input, target[1:])
    with pytest.raises(ValueError, match=r"a target for each example; target \(1,\) came with input \(32,\)"):
        ours(input[0], target[:1])
    for wrong, came in ((target.double(), "torch.float64"), (target > 3, "torch.bool"), ([1], "list")):
        with pytest.raises(TypeError, match=rf"class indices, a tensor of integers; {came} came\. Convert"):
            ours(input, wrong)
    for wrong, came in ((target - 1, "-1"), (target + 1, "60")):
        with pytest.raises(ValueError, match=rf"classes from 0 to 59; {came} came\. Number"):
            ours(input, wrong)


def test_refuses_scores_that_do_not_fit():
    head, tail = torch.zeros(2, 3), torch.zeros(2, 4)
    with pytest.raises(ValueError, match=r"one more for each cluster; \(2, 3\) came with 3 clusters\. Hand over"):
        F.adaptive_log_softmax(head, tail, tail, tail)
    with pytest.raises(ValueError, match=r"\(\) came with 0 clusters"):
        F.adaptive_log_softmax(torch.tensor(1.0))
    with pytest.raises(ValueError, match=r"same shape but for the last dimension; \(1, 4\) came with a head \(2, 3\)"):
        F.adaptive_log_softmax(head, tail[:1])
    with pytest.raises(TypeError, match=r"one dtype, on one device; torch.float64 on cpu came with torch.float32"):
        F.adaptive_log_softmax(head, tail.double())
    with pytest.raises(TypeError, match=r"floating-point numbers; torch.int64 came\. Convert"):
        F.adaptive_log_softmax(head, tail.long())
