"""What holds for every loss: torch's values, gradients and reductions, wherever torch's can stand."""

import copy
import inspect
import pickle
import warnings

import formulario as F
import pytest
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode

from ..offered import offered
from .records import LACKING_IN_TORCH, RECORDS, Record

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
NARROW = [torch.bfloat16, torch.float16]

WAYS = [(record, reduction) for record in RECORDS for reduction in record.reductions]
every_record = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
every_way = pytest.mark.parametrize(
    ("record", "reduction"), WAYS, ids=[f"{record.name}-{reduction}" for record, reduction in WAYS]
)
on_every_device = pytest.mark.parametrize("device", DEVICES)

pytestmark = pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss")


def converted(record: Record, shape: tuple[int, ...], dtype=torch.float64, device="cpu") -> tuple[Tensor, Tensor]:
    input, target = record.example(shape)
    return input.to(device, dtype), target.to(device, dtype if target.is_floating_point() else target.dtype)


def ours(record: Record, input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    return record.ours(input, target, reduction=reduction, **record.arguments(input))


def theirs(record: Record, input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    return record.theirs(input, target, reduction=reduction, **record.arguments(input))


def gradients(function, *tensors: Tensor) -> list[Tensor]:
    """The gradient of the losses, each with another upstream gradient, by every tensor of fractions."""
    given = [tensor.detach().clone().requires_grad_(tensor.is_floating_point()) for tensor in tensors]
    output = function(*given)
    upstream = torch.linspace(1, 2, output.numel(), dtype=output.dtype, device=output.device)
    wanted = [tensor for tensor in given if tensor.requires_grad]
    return list(torch.autograd.grad(output, wanted, upstream.reshape(output.shape)))


def same(actual: Tensor, expected: Tensor, ulps: int = 8) -> None:
    """Equal up to the rounding of a few sums; shape, dtype and device as well."""
    eps = ulps * torch.finfo(expected.dtype).eps
    torch.testing.assert_close(actual, expected, rtol=eps, atol=eps, equal_nan=True)


@every_way
@on_every_device
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_value_is_torchs(record, reduction, device, dtype):
    for shape in record.shapes:
        input, target = converted(record, shape, dtype, device)
        same(ours(record, input, target, reduction), theirs(record, input, target, reduction))


@every_way
@on_every_device
def test_gradients_are_torchs(record, reduction, device):
    """By the predictions, and by targets that are numbers; a share of 0 is left out, torch has NaN there."""
    for shape in record.shapes:
        input, target = converted(record, shape, device=device)
        actual = gradients(lambda x, y: ours(record, x, y, reduction), input, target)
        expected = gradients(lambda x, y: theirs(record, x, y, reduction), input, target)
        for mine, other in zip(actual, expected, strict=True):
            assert mine.isfinite().all()
            same(mine.where(other.isfinite(), 0), other.where(other.isfinite(), 0))


@every_way
@on_every_device
@pytest.mark.parametrize("dtype", NARROW, ids=str)
def test_narrow_numbers_are_rounded_once(record, reduction, device, dtype):
    input, target = converted(record, record.shapes[1], dtype, device)
    wide = target.float() if target.is_floating_point() else target
    options = {"reduction": reduction, **record.arguments(input)}
    widened = {name: one.float() if isinstance(one, Tensor) else one for name, one in options.items()}
    exact = record.ours(input.float(), wide, **widened)
    actual = record.ours(input, target, **options)
    assert actual.dtype == dtype
    assert torch.equal(actual, exact.to(dtype))
    assert gradients(lambda x: record.ours(x, target, **options), input)[0].dtype == dtype


@every_record
def test_gradients_agree_with_differences(record):
    input, target = converted(record, record.shapes[1])
    input = (input + 0.011 * (1 + torch.arange(input.numel())).reshape(input.shape)).requires_grad_()  # off the kinks
    for reduction in record.reductions:
        function = lambda x, r=reduction: ours(record, x, target, r)  # noqa: E731
        assert torch.autograd.gradcheck(function, input, check_forward_ad=True, check_batched_grad=True)
        assert torch.autograd.gradgradcheck(function, input)


@every_record
def test_an_empty_batch(record):
    input, target = converted(record, record.shapes[1])
    input, target = input[:0].requires_grad_(), target[:0]
    for reduction in record.reductions:
        same(ours(record, input, target, reduction), theirs(record, input, target, reduction))
    ours(record, input, target, "sum").backward()
    assert input.grad.shape == input.shape


@every_record
@on_every_device
def test_vmap_grad_and_jvp(record, device):
    """Example by example: without the shared weights, which belong to a whole batch."""
    input, target = converted(record, record.shapes[1], device=device)
    if record.factors in ("weight for each", "constant for each"):
        pytest.skip("the factors have the shape of the whole batch")
    mapped = torch.vmap(lambda x, y: ours(record, x, y, "sum"))(input, target)
    same(mapped, torch.stack([ours(record, x, y, "sum") for x, y in zip(input, target, strict=True)]))
    each = torch.vmap(torch.func.grad(lambda x, y: ours(record, x, y, "sum")))(input, target)
    same(each, gradients(lambda x: ours(record, x, target, "sum"), input)[0])
    tangent = torch.randn_like(input)
    _, change = torch.func.jvp(lambda x: ours(record, x, target, "sum"), (input,), (tangent,))
    same(change, (tangent * each).sum(), ulps=64)


@every_record
@on_every_device
def test_compiles_in_one_graph(record, device):
    torch.compiler.reset()
    input, target = converted(record, record.shapes[1], torch.float32, device)
    compiled = torch.compile(lambda x, y: ours(record, x, y), fullgraph=True, backend="aot_eager")
    same(compiled(input, target), ours(record, input, target))
    same(gradients(lambda x: compiled(x, target), input)[0], gradients(lambda x: ours(record, x, target), input)[0])


@every_record
def test_autocast_computes_in_float32(record):
    """As torch does: half-precision layers before a loss must not cost the loss its digits."""
    input, target = converted(record, record.shapes[1], torch.bfloat16)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        actual = ours(record, input, target)
    assert actual.dtype == torch.float32
    same(actual.bfloat16(), ours(record, input, target), ulps=2)


@every_record
def test_the_widest_dtype_wins(record):
    input, target = converted(record, record.shapes[1], torch.float32)
    if target.is_floating_point() and not record.factors:
        actual = ours(record, input, target.double())
        assert actual.dtype == torch.float64
        same(actual, theirs(record, input.double(), target.double()))


SPOILT = [torch.nan, torch.inf, -torch.inf]


@every_way
@pytest.mark.parametrize("spoilt", SPOILT)
@pytest.mark.parametrize("where", ["input", "target"])
def test_nan_and_infinities_go_through_as_in_torch(record, reduction, where, spoilt):
    """Values and gradients; of losses that stay finite all is compared elsewhere."""
    input, target = converted(record, record.shapes[1])
    if record.example.__name__ not in ("numbers", "two_distributions", "two_logarithms"):
        pytest.skip("test_information.py is about scores, and test_noise_models.py about two classes")
    tensor = {"input": input, "target": target}[where]
    tensor[1, 1:3] = spoilt  # a number that is compared, and one of which torch makes no 0 · ∞
    if where == "input" and record.example.__name__ == "numbers":
        target[1, 1] = 0.5
    actual, expected = (one(record, input, target, reduction) for one in (ours, theirs))
    if record.options.get("log_target") and where == "target" and spoilt == -torch.inf:
        assert actual.isfinite().all() and expected.isnan().any()  # torch's 0 · ∞
        return
    same(actual, expected)


@every_record
@pytest.mark.parametrize("device", ["meta", "fake"])
def test_tensors_without_numbers_have_the_shape(record, device):
    input, target = converted(record, record.shapes[1], torch.float32)
    for reduction in record.reductions:
        expected = ours(record, input, target, reduction)
        if device == "meta":
            actual = ours(record, input.to("meta"), target.to("meta"), reduction)
        else:
            with FakeTensorMode() as mode:
                options = {name: mode.from_tensor(one) if isinstance(one, Tensor) else one
                           for name, one in record.arguments(input).items()}
                fakes = mode.from_tensor(input), mode.from_tensor(target)
                actual = record.ours(*fakes, reduction=reduction, **options)
        assert (actual.shape, actual.dtype) == (expected.shape, expected.dtype)


@every_record
@pytest.mark.parametrize("layout", ["transposed", "every second", "expanded"])
def test_any_layout(record, layout):
    if record.example.__name__ not in ("numbers", "two_distributions", "two_logarithms", "probabilities", "logits"):
        pytest.skip("the classes have a dimension of their own")
    input, target = converted(record, (4, 6))
    change = {
        "transposed": lambda x: x.T,
        "every second": lambda x: x[::2],
        "expanded": lambda x: x[:1].expand(3, 6),
    }[layout]
    same(ours(record, change(input), change(target), "none"), theirs(record, change(input), change(target), "none"))


# --- modules


DEPRECATED = {"size_average", "reduce"}
"""Torch still takes these two, and warns; where they stand between the others, ours are by name only."""


@every_record
def test_module_is_torchs(record):
    if not record.of_module or not record.torch_module:
        pytest.skip("torch has no such module, or one that takes no factors")
    input, target = converted(record, record.shapes[1])
    options = record.arguments(input)
    mine, other = record.module(**options), record.torch_module(**options)
    same(mine(input, target), other(input, target))
    assert repr(mine) == repr(other)
    assert list(mine.state_dict()) == list(other.state_dict())
    for twin in (copy.deepcopy(mine), pickle.loads(pickle.dumps(mine))):
        assert torch.equal(twin(input, target), mine(input, target))


@every_record
def test_module_calls_the_function(record):
    """With all its options."""
    if not record.of_module:
        pytest.skip("the module takes no factors")
    input, target = converted(record, record.shapes[1])
    for reduction in record.reductions:
        module = record.module(**record.arguments(input), reduction=reduction)
        assert torch.equal(module(input, target), ours(record, input, target, reduction))


@pytest.mark.parametrize("record", {record.module: record for record in RECORDS}.values(), ids=lambda one: one.name)
def test_module_compiles_in_one_graph(record):
    torch.compiler.reset()
    input, target = converted(record, record.shapes[1])
    module = record.module(**record.arguments(input) if record.of_module else {})
    same(torch.compile(module, fullgraph=True, backend="aot_eager")(input, target), module(input, target))


@every_record
def test_signatures_are_torchs(record):
    if not record.torch_module:
        pytest.skip("torch has no such loss")
    for mine, other in ((record.ours, record.theirs), (record.module, record.torch_module)):
        actual, expected = (inspect.signature(one).parameters for one in (mine, other))
        kept = {name: p.default for name, p in expected.items() if name not in DEPRECATED}
        known = {name: p.default for name, p in actual.items()}
        # A younger argument of torch's, such as the factors of l1_loss, may be missing in an older torch.
        assert {name: known[name] for name in kept} == kept
        assert set(known) - set(kept) <= {"weight"}


# --- refusals


def refused(record: Record, input: Tensor, target: Tensor, error: type[Exception], words: str) -> None:
    """The error comes, with a remedy, and the docstring announces it."""
    for one in error if isinstance(error, tuple) else (error,):
        assert f":raises {one.__name__}:" in record.ours.__doc__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(error, match=words):
            ours(record, input, target)


@every_record
def test_nothing_is_broadcast(record):
    input, target = converted(record, record.shapes[1])
    rule = "needs a target of" if target.is_floating_point() else "needs a target of shape"
    refused(record, input, target[:1], ValueError, rf"{rule}.*came.*\. Reshape")
    refused(record, input, target.unsqueeze(0), (ValueError, TypeError), r"came.*\. \w+")


@every_record
def test_a_class_that_does_not_exist_is_refused(record):
    input, target = converted(record, record.shapes[1])
    if not target.is_floating_point():
        for wrong in (4, -1):
            target[1] = wrong
            refused(record, input, target, ValueError, rf"needs classes from 0 to 3; {wrong} came\. Correct it")


@every_record
def test_what_is_no_tensor_of_numbers_is_refused(record):
    input, target = converted(record, record.shapes[1])
    if record.example.__name__ == "numbers" and record not in LACKING_IN_TORCH:
        refused(record, input.long(), target.long(), TypeError, r"floating-point numbers; torch.int64 came\. Convert")
    else:
        refused(record, input.long(), target, TypeError, r"floating-point numbers; torch.int64 came\. Convert")
        refused(record, input, target != 0, TypeError, r"torch.bool came\. Convert")
    refused(record, input.tolist(), target, TypeError, r"tensor; list came\. Convert") if not record.factors else None
    refused(record, input, target.tolist(), TypeError, r"list came\. Convert")
    refused(record, input, target.to(torch.complex64), TypeError, r"torch.complex64 came\. \w+")


@every_record
def test_an_unknown_reduction_is_refused(record):
    input, target = converted(record, record.shapes[1])
    with pytest.raises(ValueError, match=r"knows reduction=.*'none'; 'average' came\. Choose one of them"):
        ours(record, input, target, "average")


@every_record
def test_factors_of_another_shape_or_dtype_are_refused(record):
    if not record.factors:
        pytest.skip("no factors")
    input, target = converted(record, record.shapes[1])
    ((name, weight),) = {name: one for name, one in record.arguments(input).items() if isinstance(one, Tensor)}.items()
    for wrong, error, words in (
        (weight[..., :2], ValueError, r"shape.*came.*\. \w+"),
        (weight.tolist(), TypeError, r"list came\. Convert"),
    ):
        with pytest.raises(error, match=words):
            record.ours(input, target, **{**record.arguments(input), name: wrong})


@every_record
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs two devices")
def test_another_device_is_refused(record):
    input, target = converted(record, record.shapes[1])
    refused(record, input.cuda(), target, ValueError, r"on the input's device; cpu came with cuda")


WITH_WEIGHTS = {F.AdaptiveLogSoftmaxWithLoss}
"""A layer of its own: test_many_classes.py is about it."""


def test_every_loss_has_a_record():
    recorded = {record.module for record in RECORDS}
    recorded -= {record.module for record in LACKING_IN_TORCH}
    modules = {module for name in offered("losses") if isinstance(module := getattr(F, name), type)}
    assert {module for module in modules if issubclass(module, torch.nn.Module)} == recorded | WITH_WEIGHTS
