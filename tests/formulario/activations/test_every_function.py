"""What holds for every activation function: it can stand wherever torch's can, on every device."""

import copy
import inspect
import pickle
from functools import partial

import formulario as F
import pytest
import torch
from mpmath import mpf
from torch import Tensor, nn

from ..accuracy import roundings_of_slopes
from ..offered import offered
from .records import ALONG_A_DIMENSION, LACKING_IN_TORCH, RECORDS, Record

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
INF, NAN = float("inf"), float("nan")

every_function = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
every_function_with_torchs_numbers = pytest.mark.parametrize(
    "record", [record for record in RECORDS if not record.curve], ids=lambda record: record.name
)
every_function_of_torch = pytest.mark.parametrize(
    "record", [record for record in RECORDS if record.theirs], ids=lambda record: record.name
)
every_function_with_inplace = pytest.mark.parametrize(
    "record", [record for record in RECORDS if record.inplace], ids=lambda record: record.name
)
on_every_device = pytest.mark.parametrize("device", DEVICES)
in_every_dtype = pytest.mark.parametrize("dtype", DTYPES, ids=str)


def ours(record: Record, input: Tensor, **more) -> Tensor:
    return record.ours(input, **record.arguments, **more)


def theirs(record: Record, input: Tensor, **more) -> Tensor:
    return record.theirs(input, **record.arguments, **more)


def trusted(record: Record, input: Tensor) -> Tensor:
    """Torch's result, or where ours is more accurate and test_accuracy.py answers for it, ours."""
    return ours(record, input) if record.curve else theirs(record, input)


def numbers(record: Record, dtype=torch.float64, device="cpu") -> Tensor:
    """Kinks, their neighbours, tiny, huge and ordinary numbers, both infinities."""
    info = torch.finfo(dtype)
    kinks = torch.tensor(record.kinks, dtype=dtype)
    beside = [torch.nextafter(kinks, torch.tensor(end, dtype=dtype)) for end in (-INF, INF)]
    edges = torch.tensor([info.tiny, info.eps, 0.1, 1, 2.5, 100, info.max / 4, INF], dtype=dtype)
    torch.manual_seed(0)
    ordinary = torch.randn(1000, dtype=torch.float64).to(dtype)
    return torch.cat([kinks, *beside, edges, -edges, ordinary]).to(device)


def gradient(function, input: Tensor) -> Tensor:
    input = input.detach().clone().requires_grad_()
    output = function(input)
    upstream = torch.linspace(1, 2, output.numel(), dtype=output.dtype, device=output.device)
    return torch.autograd.grad(output, input, upstream.reshape(output.shape))[0]


def same(actual: Tensor, expected: Tensor, ulps: int = 1) -> None:
    """Equal up to ``ulps`` units in the last place, infinities and NaN included; shape, dtype and device as well."""
    rtol = ulps * torch.finfo(expected.dtype).eps if expected.is_floating_point() else 0
    torch.testing.assert_close(actual, expected, rtol=rtol, atol=0, equal_nan=True)


@every_function_with_torchs_numbers
@on_every_device
@in_every_dtype
def test_value_is_torchs(record, device, dtype):
    input = numbers(record, dtype, device)
    same(ours(record, input), theirs(record, input))


@every_function_with_torchs_numbers
@on_every_device
@in_every_dtype
def test_slope_is_torchs_at_the_kinks_too(record, device, dtype):
    input = numbers(record, dtype, device)
    input = input[input.isfinite()]
    same(gradient(lambda x: ours(record, x), input), gradient(lambda x: theirs(record, x), input))


@every_function_of_torch
@on_every_device
def test_slope_at_the_kinks_is_torchs(record, device):
    kinks = torch.tensor(record.kinks, device=device)
    same(gradient(lambda x: ours(record, x), kinks), gradient(lambda x: theirs(record, x), kinks))


@pytest.mark.parametrize("record", LACKING_IN_TORCH, ids=lambda record: record.name)
def test_slope_at_the_kinks_is_the_curves(record):
    kinks = torch.tensor(record.kinks, dtype=torch.float64)
    slopes = torch.func.vmap(torch.func.grad(lambda x: ours(record, x)))(kinks)
    assert slopes.tolist() == [float(record.curve.slope(mpf(kink))) for kink in record.kinks]


@every_function
def test_nan_stays_nan(record):
    assert ours(record, torch.tensor([NAN, 1.0])).isnan().tolist() == [True, False]


@every_function
def test_gradient_agrees_with_differences(record):
    input = torch.tensor([-2.9, -0.7, 0.4, 2.1], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: ours(record, x), input, check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(lambda x: ours(record, x), input)


@every_function
@on_every_device
def test_vmap_grad_and_jvp(record, device):
    input = torch.randn(4, 3, device=device)
    same(torch.vmap(lambda x: ours(record, x))(input), trusted(record, input))
    each = torch.vmap(torch.vmap(torch.func.grad(lambda x: ours(record, x))))(input)
    same(each, torch.autograd.functional.vjp(lambda x: trusted(record, x), input, torch.ones_like(input))[1])
    tangent = torch.randn(4, 3, device=device)
    value, slope = torch.func.jvp(lambda x: ours(record, x), (input,), (tangent,))
    expected_value, expected_slope = torch.func.jvp(lambda x: trusted(record, x), (input,), (tangent,))
    same(value, expected_value)
    same(slope, expected_slope)


@every_function
@on_every_device
def test_compiles_in_one_graph(record, device):
    torch.compiler.reset()
    compiled = torch.compile(lambda x: ours(record, x), fullgraph=True, backend="aot_eager")
    input = numbers(record, torch.float32, device)
    same(compiled(input), trusted(record, input))
    # In a graph the formula is derived, which loses a digit where its terms cancel; torch's own may lose more.
    finite = input[input.isfinite()]
    off = roundings_of_slopes(compiled, finite, partial(ours, record))
    if off > 16:
        torch.compiler.reset()
        torchs = torch.compile(lambda x: theirs(record, x), fullgraph=True, backend="aot_eager")
        assert off <= roundings_of_slopes(torchs, finite, partial(ours, record))


LAYOUTS = {
    "empty": torch.empty(0, 3),
    "a single number": torch.tensor(-1.5),
    "transposed": torch.arange(-6.0, 6.0).reshape(3, 4).T,
    "every second": torch.arange(-6.0, 6.0)[::2],
    "channels last": torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last),
    "expanded": torch.tensor([[-1.0], [2.0]]).expand(2, 5),
}


@every_function
@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_layout(record, layout):
    input = LAYOUTS[layout]
    output = ours(record, input)
    same(output, trusted(record, input))
    assert output.stride() == torch.empty_like(input).stride()


@every_function
def test_input_is_left_alone(record):
    input = torch.tensor([-2.0, 0.0, 3.0])
    before = input.clone()
    output = ours(record, input)
    assert torch.equal(input, before)
    assert output.data_ptr() != input.data_ptr()


@every_function_with_inplace
@on_every_device
def test_inplace_writes_over_the_input(record, device):
    input = torch.randn(20, device=device)
    expected = ours(record, input)
    assert ours(record, input, inplace=True) is input
    assert torch.equal(input, expected)


@every_function_with_inplace
def test_inplace_has_the_same_gradient(record):
    input = torch.tensor([-2.0, -0.5, 0.0, 3.0])
    inplace = gradient(lambda x: ours(record, x.clone(), inplace=True), input)
    assert torch.equal(inplace, gradient(lambda x: ours(record, x), input))


@every_function_with_inplace
def test_inplace_refuses_what_autograd_cannot_undo(record):
    with pytest.raises(RuntimeError, match="leaf"):
        ours(record, torch.ones(3, requires_grad=True), inplace=True)
    needed = torch.randn(3, requires_grad=True).exp()
    ours(record, needed, inplace=True)
    with pytest.raises(RuntimeError, match="inplace"):
        needed.sum().backward()


@every_function
def test_refuses_what_has_no_order_or_no_fractions(record):
    refused = [torch.ones(2, dtype=torch.complex64), torch.ones(2, dtype=torch.bool)]
    if not record.integers:
        refused.append(torch.ones(2, dtype=torch.int64))
    for input in refused:
        with pytest.raises(TypeError, match=rf"takes .*numbers.*{input.dtype} came\. \w+"):
            ours(record, input)


@every_function
def test_refuses_lists(record):
    if record.inplace:
        with pytest.raises(TypeError, match=r"takes a tensor; list came\. Convert it first"):
            ours(record, [1.0, 2.0])


DEPRECATED = {"min_value", "max_value"}  # of torch.nn.Hardtanh


@every_function_of_torch
def test_signature_is_torchs(record):
    actual = inspect.signature(record.module).parameters
    expected = inspect.signature(record.torch_module).parameters
    assert [(name, p.default) for name, p in actual.items()] == [
        (name, p.default) for name, p in expected.items() if name not in DEPRECATED
    ]
    if record.inplace:
        actual = inspect.signature(record.ours).parameters
        expected = inspect.signature(record.theirs).parameters
        assert [(name, p.default) for name, p in actual.items()] == [(name, p.default) for name, p in expected.items()]


@every_function_of_torch
@on_every_device
def test_module_is_torchs(record, device):
    for more in ({}, {"inplace": True}) if record.inplace else ({},):
        module, torch_module = (
            record.made(kind, **more).eval().to(device) for kind in (record.module, record.torch_module)
        )
        assert repr(module) == repr(torch_module)
        torch_module.load_state_dict(module.state_dict())
        module.load_state_dict(torch_module.state_dict())
        input = torch.randn(2, 1, 5, device=device)
        torch.testing.assert_close(module(input.clone()), torch_module(input.clone()))
        overwritten = input.clone()
        assert (module(overwritten).data_ptr() == overwritten.data_ptr()) == bool(more)


@every_function
@on_every_device
def test_module_calls_the_function(record, device):
    module = record.made().eval().to(device)
    input = torch.randn(2, 1, 5, device=device)
    assert torch.equal(module(input), ours(record, input))


@pytest.mark.parametrize("record", {record.module: record for record in RECORDS}.values(), ids=lambda one: one.name)
def test_module_compiles_in_one_graph(record):
    torch.compiler.reset()
    input = torch.randn(2, 1, 5)
    same(torch.compile(record.made().eval(), fullgraph=True, backend="aot_eager")(input), trusted(record, input))


@every_function
def test_module_survives_copy_and_pickle(record):
    module = record.made().eval()
    input = torch.randn(2, 1, 5)
    for twin in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        assert torch.equal(twin(input), module(input))
        assert repr(twin) == repr(module)


@every_function
def test_module_fits_in_a_network(record):
    network = nn.Sequential(nn.Linear(3, 4), record.made(), nn.Linear(4, 1))
    network(torch.randn(8, 3)).sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())


def test_every_function_has_a_record():
    recorded = {record.module.__name__ for record in RECORDS}
    classes = {name: one for name in offered("activations") if isinstance(one := getattr(F, name), type)}
    modules = {name for name, one in classes.items() if issubclass(one, nn.Module)}
    assert recorded | ALONG_A_DIMENSION == modules | {record.module.__name__ for record in LACKING_IN_TORCH}
