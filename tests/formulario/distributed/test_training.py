"""Training on several devices, as torch's own wrappers do it, takes the same steps as in one process."""

import formulario as F
import pytest
import torch
from torch import Tensor, nn
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor, distribute_module
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
from torch.nn.parallel import DistributedDataParallel

from .comparison import ROWS, WHOLE, line, placed
from .processes import COUNT, Processes


def whole(tensor: Tensor) -> Tensor:
    return tensor.full_tensor() if isinstance(tensor, DTensor) else tensor


class Network(nn.Module):
    """Activations, two of which learn, and two losses."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layers = nn.Sequential(
            nn.Linear(6, 8), F.GELU(), F.PReLU(8), nn.Linear(8, 8), F.Spline(num_parameters=8), F.Tanh()
        )
        self.scores = nn.Linear(8, 5)
        self.words = F.AdaptiveLogSoftmaxWithLoss(8, 20, cutoffs=[4, 9], div_value=2, head_bias=True)

    def forward(self, input: Tensor, words: Tensor) -> Tensor:
        features = self.layers(input)
        return whole(F.cross_entropy(self.scores(features), words % 5)) + whole(self.words(features, words).loss)


def batch() -> tuple[Tensor, Tensor]:
    """Words of all clusters, but none of the last one in the second half."""
    return torch.linspace(-2, 2, 48).sin().reshape(8, 6), torch.tensor([0, 5, 19, 12, 1, 2, 6, 3])


def trained(network: nn.Module, input: Tensor, words: Tensor) -> dict[str, Tensor]:
    """The parameters after three steps."""
    optimizer = torch.optim.SGD(network.parameters(), lr=0.5, momentum=0.5)
    for _ in range(3):
        optimizer.zero_grad()
        network(input, words).backward()
        optimizer.step()
    return {
        name.removeprefix("module."): whole(parameter.detach())
        for name, parameter in network.named_parameters()
    }


def data_parallel(wrap: str) -> None:
    network = Network()
    wrapped = DistributedDataParallel(network) if wrap == "DDP" else fully_shard(network, mesh=line())
    found = trained(wrapped, *(tensor.chunk(COUNT)[line().get_local_rank()] for tensor in batch()))
    torch.testing.assert_close(found, trained(Network(), *batch()))


@pytest.mark.parametrize("wrap", ("DDP", "FSDP2"))
def test_data_parallel(wrap: str, processes: Processes) -> None:
    processes.run(data_parallel, wrap)


def tensor_parallel() -> None:
    """Each device has some of the features of the layers, and some of the classes."""
    apart = ColwiseParallel(use_local_output=False)
    plan = dict.fromkeys(("layers.0", "scores", "words.head", "words.tail.*.1"), apart)
    network = parallelize_module(Network(), line(), {**plan, "layers.3": RowwiseParallel()})
    assert isinstance(network.words.tail[1][1].weight, DTensor)
    torch.testing.assert_close(trained(network, *batch()), trained(Network(), *batch()))


def test_tensor_parallel(processes: Processes) -> None:
    processes.run(tensor_parallel)


def rows_and_parameters_on_a_mesh() -> None:
    """All tensors are told where they lie: the parameters whole, the examples in rows."""
    for placement in (WHOLE, ROWS):
        network = distribute_module(Network(), line())
        found = trained(network, *(placed(tensor, placement) for tensor in batch()))
        torch.testing.assert_close(found, trained(Network(), *batch()))


def test_rows_and_parameters_on_a_mesh(processes: Processes) -> None:
    processes.run(rows_and_parameters_on_a_mesh)


def predictions() -> None:
    layer = Network().words
    input = torch.linspace(-9, 9, 64).sin().reshape(8, 8)
    expected = layer.log_prob(input), layer.predict(input)
    spread = distribute_module(Network().words, line())
    apart = dict.fromkeys(("head", "tail.*.1"), ColwiseParallel(use_local_output=False))
    for other, given in ((spread, placed(input, ROWS)), (parallelize_module(Network().words, line(), apart), input)):
        found = other.log_prob(given), other.predict(given)
        torch.testing.assert_close(tuple(map(whole, found)), expected)


def test_predictions(processes: Processes) -> None:
    processes.run(predictions)
