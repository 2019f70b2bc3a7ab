"""Every function and loss takes tensors that lie on several devices, whole or in parts."""

import subprocess
import sys
from functools import partial

import formulario as F
import pytest
import torch
from torch import Tensor
from torch.distributed.tensor import DTensor, Partial

from ..activations import records as activations
from ..losses import records as losses
from .comparison import COLUMNS, ROWS, WHOLE, assert_same, line, placed
from .processes import COUNT, Processes

PLACEMENTS = {"whole": WHOLE, "rows": ROWS, "columns": COLUMNS}
ACTIVATIONS = {record.name: record for record in activations.RECORDS if record not in activations.LACKING_IN_TORCH}
LOSSES = {record.name: record for record in losses.RECORDS if record not in losses.LACKING_IN_TORCH}


def activation(name: str) -> None:
    record = ACTIVATIONS[name]
    for placement in PLACEMENTS.values():
        input = torch.linspace(-8, 8, 15, dtype=torch.float64).reshape(3, 5)  # which two devices cannot share evenly
        assert_same(partial(record.ours, **record.arguments), [input], [placement], lies=placement)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation(name: str, processes: Processes) -> None:
    processes.run(activation, name)


def loss(name: str) -> None:
    record = LOSSES[name]
    for shape in [shape for shape in record.shapes if 0 < len(shape) < 4]:
        input, target = record.example(shape)
        classes = input.shape != target.shape
        options = record.arguments(input)
        names = [name for name, option in options.items() if isinstance(option, Tensor)]
        weight = [options.pop(name) for name in names]
        for placement in (WHOLE, ROWS):
            lies = [placement, WHOLE if classes and len(shape) == 1 else placement]
            lies += [WHOLE if classes or factor.shape != shape else placement for factor in weight]
            for reduction in record.reductions:

                def reduced(x: Tensor, y: Tensor, *factor: Tensor) -> Tensor:
                    # Weights of classes do not learn: torch's cannot.
                    learned = (one.detach() if classes else one for one in factor)  # noqa: B023
                    given = dict(zip(names, learned, strict=True))  # noqa: B023
                    return record.ours(x, y, reduction=reduction, **options, **given)  # noqa: B023

                in_parts = placement == ROWS and reduction != "none"
                assert_same(reduced, [input, target, *weight], lies, lies=Partial() if in_parts else None)


@pytest.mark.parametrize("name", LOSSES)
def test_loss(name: str, processes: Processes) -> None:
    processes.run(loss, name)


ALONG = {
    "softmax": F.softmax,
    "softmin": F.softmin,
    "log_softmax": F.log_softmax,
    "glu": F.glu,
    "entropy": lambda x, dim: F.entropy(x.softmax(dim), dim),
    "categorical_cross_entropy": lambda x, dim: F.categorical_cross_entropy(x.softmax(dim), x.exp().softmax(dim), dim),
    "relative_entropy": lambda x, dim: F.relative_entropy(x.softmax(dim), x.exp().softmax(dim), dim),
    "adaptive_log_softmax": lambda x, dim: F.adaptive_log_softmax(x.movedim(dim, -1), x.movedim(dim, -1)[..., :3]),
}


def along(name: str) -> None:
    input = torch.linspace(-2, 3, 24, dtype=torch.float64).reshape(4, 6).sin()
    for dim in (0, 1):
        for placement in PLACEMENTS.values():
            assert_same(partial(ALONG[name], dim=dim), [input], [placement])


@pytest.mark.parametrize("name", ALONG)
def test_along_a_dimension(name: str, processes: Processes) -> None:
    processes.run(along, name)


def peculiarities() -> None:
    x = torch.linspace(-3, 3, 15).reshape(3, 5)
    # A sum whose parts lie on several devices is added up before a function that is not linear.
    parts = DTensor.from_local(x / COUNT, line(), [Partial()])
    torch.testing.assert_close(F.gelu(parts).full_tensor(), F.gelu(x))
    # What is written over its input stays where it is.
    rows = placed(x, ROWS)
    assert F.relu(rows, inplace=True) is rows
    torch.testing.assert_close(rows.full_tensor(), x.relu())
    # A weight for each channel lies where the channels do, and a plain one is whole on each device.
    for ours, weight in ((F.prelu, torch.rand(5)), (F.spline, torch.rand(5, 4)), (F.chebyshev, torch.rand(5, 3))):
        for placement in PLACEMENTS.values():
            assert_same(ours, [x, weight], [placement, WHOLE])
            assert_same(ours, [x, weight], [placement, None])
    # The losses of half precision are added up in float32.
    many = torch.full((4096,), 0.1, dtype=torch.bfloat16)
    zeros = torch.zeros_like(many)
    assert F.l1_loss(placed(many, ROWS), placed(zeros, ROWS)).full_tensor() == F.l1_loss(many, zeros)
    # Dropped, but differently for each number: torch draws for all devices.
    assert F.rrelu(placed(x, ROWS), training=True).placements == (ROWS,)


def test_peculiarities(processes: Processes) -> None:
    processes.run(peculiarities)


def test_no_device_is_needed_to_import_the_library() -> None:
    code = "import sys, formulario; sys.exit('torch.distributed.tensor' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
