"""From many losses to one: the reductions that all losses share."""

from torch import Tensor

from formulario._core.arguments import require_option

REDUCTIONS = ("mean", "sum", "none")
CODES = {"none": 0, "mean": 1, "sum": 2}


def code(function: str, reduction: str) -> int:
    """The number by which torch's kernels know a reduction.

    >>> code("l1_loss", "mean")
    1
    """
    require_option(function, "reduction", reduction, REDUCTIONS)
    return CODES[reduction]


def reduce(function: str, losses: Tensor, reduction: str, denominator: Tensor | float | None = None) -> Tensor:
    r"""All losses, their sum, or their mean: the sum divided by ``denominator``, as a rule by their number.

    >>> from torch import tensor
    >>> reduce("l1_loss", tensor([1.0, 2.0, 6.0]), "none")
    tensor([1., 2., 6.])
    >>> reduce("l1_loss", tensor([1.0, 2.0, 6.0]), "sum")
    tensor(9.)
    >>> reduce("l1_loss", tensor([1.0, 2.0, 6.0]), "mean")
    tensor(3.)
    >>> reduce("l1_loss", tensor([1.0, 2.0, 6.0]), "average")
    Traceback (most recent call last):
    ValueError: l1_loss knows reduction='mean', 'sum' and 'none'; 'average' came. Choose one of them
    """
    require_option(function, "reduction", reduction, REDUCTIONS)
    if reduction == "none":
        return losses
    total = losses.sum()
    if reduction == "sum":
        return total
    return total / (losses.numel() if denominator is None else denominator)
