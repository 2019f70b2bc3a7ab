"""The adaptive log-softmax: torch's numbers, weights that load either way, and only the work that a batch needs."""

import copy
import inspect
import pickle
import subprocess
import sys
from itertools import combinations, pairwise, product
from pathlib import Path

import formulario as F
import pytest
import torch
from formulario._core import tiles
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


# --- in every tool


def dense(module, input, target):
    return -module.log_prob(input).gather(1, target[:, None]).mean()


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_compiled(backend):
    ours, _, input, target = twins(SETTINGS[1])
    compiled = torch.compile(ours, backend=backend)
    for rows in (40, 17, 1):
        torch.testing.assert_close(compiled(input[:rows], target[:rows]), ours(input[:rows], target[:rows]))
    found, expected = gradients(compiled, input, target), gradients(ours, input, target)
    torch.testing.assert_close(list(found.values()), list(expected.values()))


def test_second_derivatives_under_compile():
    ours, _, input, target = twins(SETTINGS[1])
    loss = lambda t: ours(t * input[:3], target[:3]).loss  # noqa: E731
    t = torch.tensor(0.5, dtype=torch.float64)
    second = torch.func.grad(torch.func.grad(loss))
    expected = torch.func.grad(torch.func.grad(lambda t: dense(ours, t * input[:3], target[:3])))(t)
    assert expected.abs() > 0.1
    torch.testing.assert_close(second(t), expected)
    torch.testing.assert_close(torch.compile(second, backend="aot_eager")(t), expected)


def test_exported_and_traced_for_any_targets():
    ours, _, input, _ = twins(SETTINGS[1])
    few, other = (input[:4], torch.tensor([0, 1, 2, 3])), (input[4:8], torch.tensor([59, 30, 4, 5]))
    expected = ours(*other)
    exported = torch.export.export(ours, few).module()
    traced = torch.jit.trace(ours, few)
    graph = torch.fx.experimental.proxy_tensor.make_fx(lambda *x: tuple(ours(*x)))(*few)
    for made in (exported, traced, graph):
        torch.testing.assert_close(tuple(made(*other)), tuple(expected))


def test_shapes_without_values():
    ours, _, input, target = twins(SETTINGS[1])
    on_meta = copy.deepcopy(ours).to("meta")
    output, loss = on_meta(input.to("meta"), target.to("meta"))
    assert (output.shape, loss.shape, output.device.type) == ((40,), (), "meta")
    assert on_meta.predict(input.to("meta")).shape == (40,)
    mode = torch._subclasses.FakeTensorMode(allow_non_fake_inputs=True)
    with mode:
        output, loss = ours(mode.from_tensor(input), mode.from_tensor(target))
    assert output.shape == (40,) and loss.shape == ()


def test_torch_func():
    ours, _, input, target = twins(SETTINGS[1])
    weights = dict(ours.named_parameters())

    def by_all_classes(x, y):
        return -ours.log_prob(x).gather(-1, y[..., None])[..., 0].mean()

    def loss(weights, x, y):
        return torch.func.functional_call(ours, weights, (x, y)).loss

    of_each = torch.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))(weights, input[:3], target[:3])
    for number in range(3):
        alone = torch.autograd.grad(by_all_classes(input[number], target[number]), list(weights.values()))
        one = torch.func.grad(loss)(weights, input[number], target[number])
        for name, expected in zip(weights, alone, strict=True):
            torch.testing.assert_close(of_each[name][number], expected)
            torch.testing.assert_close(one[name], expected)
    x, y = input[:3], target[:3]
    for transform in (torch.func.hessian, lambda f: lambda x: torch.func.jvp(f, (x,), (x,))):
        found, expected = transform(lambda x: ours(x, y).loss)(x), transform(lambda x: by_all_classes(x, y))(x)
        torch.testing.assert_close(found, expected)


def test_nan_spreads_to_its_row_alone():
    ours, _, input, target = twins(SETTINGS[0])
    input[3, 5] = torch.nan
    actual = ours(input, target)
    assert actual.output.isnan().tolist() == [row == 3 for row in range(40)]
    assert actual.loss.isnan()


@on_every_device
@in_every_dtype
@pytest.mark.parametrize("rows", [1, 7, 40])
def test_by_tiles_it_is_the_plain_formula(dtype, device, rows, monkeypatch):
    """With more rows than features the scores are made again, with fewer they are kept; both in several tiles."""
    monkeypatch.setitem(tiles.TILE, device, 1)
    torch.manual_seed(0)
    for classes, features in ((1, 3), (150, 3), (150, 17)):
        x, weight, bias = (torch.randn(*shape) for shape in ((rows, features), (classes, features), (classes,)))
        layer = [tensor.to(device, dtype).requires_grad_() for tensor in (x, weight, bias)]
        place = torch.randint(classes, (rows,), device=device).sort()[0]
        upstream = torch.linspace(1, 2, rows, device=device, dtype=tiles.to_compute_dtype(layer[0][:0]).dtype)
        actual, expected = tiles.linear_log_share(*layer, place), tiles._plain(*layer, place)
        assert len(tiles._tiles(*layer[:2], place)) == -(-classes // 64)
        torch.testing.assert_close(actual, expected)
        by_tiles, plainly = (torch.autograd.grad(share, layer, upstream) for share in (actual, expected))
        for found, wanted in zip(by_tiles, plainly, strict=True):
            near(found, wanted)


def test_only_what_is_needed_has_a_gradient():
    x, weight, place = torch.randn(5, 3), torch.randn(9, 3), torch.arange(5)
    for needed in ((True, False), (False, True)):
        layer = [tensor.detach().requires_grad_(wanted) for tensor, wanted in zip((x, weight), needed, strict=True)]
        tiles.linear_log_share(*layer, None, place).sum().backward()
        assert [tensor.grad is not None for tensor in layer] == list(needed)
    assert not tiles.linear_log_share(x, weight, None, place).requires_grad


def test_second_derivatives_of_a_layer():
    torch.manual_seed(0)
    layer = [torch.randn(*shape, dtype=torch.float64, requires_grad=True) for shape in ((4, 3), (5, 3), (5,))]
    function = lambda *layer: tiles.linear_log_share(*layer, torch.tensor([0, 2, 2, 4]))  # noqa: E731
    assert torch.autograd.gradcheck(function, layer, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(function, layer)


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux tells the largest memory")
def test_scores_are_never_whole_in_memory():
    """512 rows of 100,000 scores would be 205 MB; the weights and their gradients are 7."""
    program = """
import formulario as F, re, torch
from pathlib import Path
torch.set_num_threads(1)
layer, x = F.AdaptiveLogSoftmaxWithLoss(16, 100_000, [50_000]), torch.randn(512, 16)
torch.mm(x, torch.randn(16, 1000))
layer(x[:2], torch.tensor([7, 70_000])).loss.backward()
memory = lambda of: int(re.search(of + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000
before = memory("VmRSS")
Path("/proc/self/clear_refs").write_text("5")
layer(x, torch.arange(512) * 190).loss.backward()
print(memory("VmHWM") - before)
"""
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert 0 < float(told.stdout) < 40


# --- the best cutoffs


def cost(frequencies, cutoffs, features, batch=128, least=1e6, div_value=4.0):
    """The model, written out."""
    shares = [frequency / sum(frequencies) for frequency in frequencies]
    ends = [*cutoffs, len(shares)]
    work = [batch * features * (ends[0] + len(cutoffs))]
    for number, (start, end) in enumerate(pairwise(ends), start=1):
        width = int(features // div_value**number)
        work.append(sum(shares[start:end]) * batch * width * (features + end - start))
    return sum(least + max(least, m) for m in work)


@pytest.mark.parametrize("least", [0, 1000, 3000, 10_000])
@pytest.mark.parametrize("div_value", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("power", [0.0, 1.0, 2.5])
def test_no_cutoffs_cost_less(power, div_value, least):
    frequencies, features = [rank**-power for rank in range(1, 15)], 16
    options = {"batch_size": 8, "least": least, "div_value": div_value}
    most = 2 if div_value == 4 else 4
    least_of_all = {}
    for clusters in range(1, most + 1):
        found = F.best_cutoffs(frequencies, features, clusters, **options)
        assert len(found) == clusters and F.AdaptiveLogSoftmaxWithLoss(features, 14, found, div_value)
        every = [cost(frequencies, c, features, 8, least, div_value) for c in combinations(range(1, 14), clusters)]
        assert cost(frequencies, found, features, 8, least, div_value) == pytest.approx(min(every))
        least_of_all[clusters] = min(every)
    best = F.best_cutoffs(frequencies, features, **options)
    assert cost(frequencies, best, features, 8, least, div_value) <= min(least_of_all.values()) * (1 + 1e-9)


def test_with_many_classes_no_neighbour_costs_much_less():
    frequencies = [1 / rank for rank in range(1, 3001)]
    found = F.best_cutoffs(frequencies, 64, 2, least=1e4)
    around = product(*[range(int(c * 0.9), int(c * 1.1), max(int(c * 0.02), 1)) for c in found])
    assert cost(frequencies, found, 64, least=1e4) < 1.001 * min(cost(frequencies, c, 64, least=1e4) for c in around)


def test_what_counts_is_the_order():
    counts = torch.tensor([9, 9, 5, 1, 0, 0])
    found = F.best_cutoffs(counts, 8, 1, batch_size=4, least=1)
    assert found == F.best_cutoffs(counts.float() / 24, 8, 1, batch_size=4, least=1)
    assert found == F.best_cutoffs(counts.tolist(), 8, 1, batch_size=4, least=1)
    assert F.best_cutoffs([3, 2], 8) == [1]


@pytest.mark.parametrize(
    ("frequencies", "error", "message"),
    [
        ([1, 2], ValueError, r"most frequent class first; 1 came before 2\. Number the classes by frequency"),
        ([1], ValueError, r"two classes or more, .*; 1 came, with sum 1\. Count"),
        ([0, 0], ValueError, r"not all of them 0; 2 came, with sum 0\. Count"),
        ([1, float("nan")], ValueError, r"finite.* with sum nan"),
        ([float("inf"), 1], ValueError, r"finite.* with sum inf"),
        ([1, -0.5], ValueError, r"0 or more"),
        ([[1, 1]], TypeError, r"a vector of numbers.* of shape \(1, 2\) came\. Count the targets"),
        ([True, False], TypeError, r"torch.bool of shape \(2,\) came"),
    ],
)
def test_refuses_frequencies(frequencies, error, message):
    with pytest.raises(error, match=message):
        F.best_cutoffs(frequencies, 8)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"in_features": 0}, "in_features to be a whole number, 1 or more; in_features=0 came"),
        ({"clusters": 0}, "clusters to be None or a whole number from 1 to 1, .*; clusters=0 came"),
        ({"clusters": 2}, "clusters to be None or a whole number from 1 to 1, .*; clusters=2 came"),
        ({"div_value": 9.0}, "div_value to be a positive number, at most in_features=8; div_value=9.0 came"),
        ({"div_value": 0.0}, "div_value=0.0 came"),
        ({"batch_size": 0}, "batch_size to be a whole number, 1 or more; batch_size=0 came"),
        ({"least": -1.0}, "least to be a finite number, 0 or more; least=-1.0 came"),
        ({"least": float("nan")}, "least=nan came"),
    ],
)
def test_refuses_costs(options, message):
    with pytest.raises(ValueError, match=message):
        F.best_cutoffs([3, 2, 1], **{"in_features": 8, **options})


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
