"""Classes that lie on several devices: their scores and gradients are never put together."""

from functools import partial

import formulario as F
import pytest
import torch
from torch import Tensor
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import Partial, Shard
from torch.distributed.tensor.debug import CommDebugMode

from .comparison import COLUMNS, ROWS, WHOLE, Function, assert_same, placed
from .processes import COUNT, Processes

ROWS_OF_SCORES = 4


def labelled(classes: int) -> tuple[Tensor, Tensor, Tensor]:
    """Scores, targets of which one is ignored, and weights."""
    target = torch.randint(classes, (ROWS_OF_SCORES,))
    target[1] = -100
    return 3 * torch.randn(ROWS_OF_SCORES, classes), target, torch.rand(classes) + 0.5


def weighted(loss: Function) -> Function:
    """With weights that do not learn, since torch's cannot."""
    return lambda input, target, weight: loss(input, target, weight.detach())


def cross_entropy(classes: int, label_smoothing: float) -> None:
    x, classes_, weight = labelled(classes)
    for target, of_target in ((classes_, None), (classes_, WHOLE), (torch.rand_like(x), COLUMNS)):
        for reduction in ("mean", "sum", "none"):
            ours = partial(F.cross_entropy, reduction=reduction, label_smoothing=label_smoothing)
            assert_same(ours, [x, target], [COLUMNS, of_target], lies=Partial())
            assert_same(weighted(ours), [x, target, weight], [COLUMNS, of_target, WHOLE], lies=Partial())


@pytest.mark.parametrize("label_smoothing", (0.0, 0.25))
@pytest.mark.parametrize("classes", (6, 5, 1), ids="{} classes".format)
def test_cross_entropy(classes: int, label_smoothing: float, processes: Processes) -> None:
    processes.run(cross_entropy, classes, label_smoothing)


def nll_loss() -> None:
    x, target, weight = labelled(5)
    for reduction in ("mean", "sum", "none"):
        ours = weighted(partial(F.nll_loss, reduction=reduction, ignore_index=2))
        assert_same(ours, [x.log_softmax(1), target.clamp(min=2), weight], [COLUMNS, WHOLE, None], lies=Partial())


def test_nll_loss(processes: Processes) -> None:
    processes.run(nll_loss)


def shares() -> None:
    x, _, _ = labelled(5)
    x[0, 3:] = -torch.inf  # the whole of what one device has
    for ours in (F.softmax, F.log_softmax, F.softmin):
        for beta in (1.0, 0.5, 0.0, torch.inf):
            finite = x.clamp(min=-9) if ours is F.softmin else x
            assert_same(partial(ours, dim=1, inverse_temperature=beta), [finite], [COLUMNS], lies=COLUMNS)


def test_shares(processes: Processes) -> None:
    processes.run(shares)


def places() -> None:
    """Classes of each place of a picture; and a single example."""
    x, target = torch.randn(2, 5, 3), torch.randint(5, (2, 3))
    for placement in (WHOLE, ROWS, COLUMNS, Shard(2)):
        assert_same(F.cross_entropy, [x, target], [placement, None])
    assert_same(F.cross_entropy, [x[0, :, 0], target[0, 0]], [ROWS, None])


def test_places(processes: Processes) -> None:
    processes.run(places)


def grid() -> None:
    """Rows along one dimension of a grid of devices, classes along the other."""
    x, target, weight = labelled(5)
    alone = x.clone().requires_grad_()
    F.cross_entropy(alone, target, weight).backward()
    for shape in ((1, COUNT), (COUNT, 1)):
        mesh = init_device_mesh("cpu", shape)
        spread = placed(x, ROWS, COLUMNS, mesh=mesh).requires_grad_()
        found = F.cross_entropy(spread, placed(target, ROWS, WHOLE, mesh=mesh), weight)
        torch.testing.assert_close(found.full_tensor(), F.cross_entropy(x, target, weight))
        found.backward()
        assert spread.grad.placements == (ROWS, COLUMNS)
        torch.testing.assert_close(spread.grad.full_tensor(), alone.grad)


def test_grid(processes: Processes) -> None:
    processes.run(grid)


def nothing_is_gathered() -> None:
    x, target, _ = labelled(6)
    spread = placed(x, COLUMNS).requires_grad_()
    with CommDebugMode() as talk:
        F.cross_entropy(spread, target, label_smoothing=0.1).backward()
    kinds = {str(kind) for kind in talk.get_comm_counts()}
    assert kinds and not any("gather" in kind or "all_to_all" in kind for kind in kinds), kinds
    assert spread.grad.placements == (COLUMNS,)


def test_nothing_is_gathered(processes: Processes) -> None:
    processes.run(nothing_is_gathered)


def refused() -> None:
    x, target, weight = labelled(6)
    spread = placed(x, COLUMNS)
    for arguments, message in (
        ((target.fill_(6),), "classes from 0 to 5; 6 came"),
        ((target[:2],), "target of shape"),
        ((target, weight[:5]), "one weight for each of 6 classes"),
    ):
        with pytest.raises(ValueError, match=message):
            F.cross_entropy(spread, *arguments)
    with pytest.raises(ValueError, match="knows reduction"):
        F.cross_entropy(spread, target.fill_(0), reduction="average")


def test_refused(processes: Processes) -> None:
    processes.run(refused)
