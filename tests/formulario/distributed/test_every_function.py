"""Every function and loss takes tensors that lie on several devices, whole or in parts."""

from functools import partial

import formulario as F
import pytest
import torch
from torch.distributed.tensor import Partial, Placement, Shard

from ..activations import records as activations
from ..losses import records as losses
from .comparison import COLUMNS, ROWS, WHOLE, assert_same, placed
from .processes import Processes

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
