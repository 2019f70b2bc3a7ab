r"""Negative log-likelihood: how surprising the right class was, given the logarithms of the predicted probabilities."""

import torch  # noqa: F401  (for the examples)
from torch import Tensor

from formulario._core.arguments import require_option
from formulario._core.assertions import plain_on_cpu
from formulario._core.classes import pick, require_labels
from formulario._core.dtypes import WIDER, result_dtype
from formulario._core.modules import Loss
from formulario._core.overridable import overridable
from formulario._core.reductions import REDUCTIONS

__all__ = ["NLLLoss", "nll_loss"]


@overridable
def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Tensor:
    r"""Minus the log-probability of the right class, by default averaged over all targets.

    .. equation::
       :where: x real[N, C]; y class(C)[N]
       :of: nll_loss(x, y)

       \operatorname{NLL}(x, y) = -\frac{1}{N} \sum_{n=1}^N x_{n,y_n}

    Each target may count with the weight of its class, or not at all:

    .. equation::
       :label: nll_terms
       :kind: definition
       :where: x real[N, C]; y class(C)[N]; w real[C] > 0; k class(C)
       :of: nll_loss(x, y, weight=w, ignore_index=k, reduction='none')

       \operatorname{NLLTerms}(x, y; w, k)_n = -v_{y_n} x_{n,y_n}, \quad
       v_c = w_c \, \mathbb{1}\{c \ne k\}

    The mean is then divided by the sum of the weights that were counted, and not by the number of targets:

    .. equation::
       :label: weighted_nll
       :kind: definition
       :where: x real[N, C]; y class(C)[N]; w real[C] > 0; k class(C); r in 'mean', 'sum'
       :of: nll_loss(x, y, weight=w, ignore_index=k, reduction=r)

       \operatorname{WeightedNLL}(x, y; w, k, r) = \begin{cases}
       \frac{1}{\sum_n v_{y_n}} \sum_n l_n & \text{if } r = \text{'mean'} \\
       \sum_n l_n & \text{if } r = \text{'sum'} \end{cases}, \quad
       l_n = -v_{y_n} x_{n,y_n}, \quad v_c = w_c \, \mathbb{1}\{c \ne k\}

    Nothing checks that the input holds logarithms of probabilities: it is only picked from.
    The mean over no target at all is NaN, on every device.

    :param input: the log-probabilities :math:`x`, of shape (C), (N, C) or (N, C, …), as :func:`log_softmax` gives them.
    :param target: the right classes :math:`y`, integers from 0 to C − 1, of the shape of the input without C.
    :param weight: the weight :math:`w` of each class, a vector of the input's dtype.
    :param ignore_index: targets of this number :math:`k`, which need not be a class, are left out.
    :param reduction: ``"mean"``, ``"sum"`` or ``"none"``, which leaves a loss for each target.
    :returns: one number, or a tensor of the target's shape if nothing is reduced.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers, ``target`` not one of integers, or
        ``weight`` not of the input's dtype.
    :raises ValueError: if shapes or devices do not fit, if ``target`` holds a number that is no class, or if
        ``reduction`` is another word.

    >>> x = torch.tensor([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]).log()
    >>> nll_loss(x, torch.tensor([0, 1])), nll_loss(x, torch.tensor([0, 1]), reduction="sum")
    (tensor(1.4979), tensor(2.9957))
    >>> nll_loss(x, torch.tensor([0, 1]), weight=torch.tensor([1.0, 3.0, 1.0]))
    tensor(1.9002)
    >>> nll_loss(x, torch.tensor([0, -100]), reduction="none")
    tensor([0.6931, 0.0000])

    Ronald Fisher, *On the mathematical foundations of theoretical statistics*, Philosophical Transactions of the Royal
    Society A 222, 1922.
    """
    require_option("nll_loss", "reduction", reduction, REDUCTIONS)
    # On a CPU torch's kernel looks at the classes itself; twice would cost a small loss much.
    looks = plain_on_cpu(input, target, weight) and input.dtype not in WIDER
    require_labels("nll_loss", input, target, weight, ignore_index, values=not looks)
    try:
        return pick(input, target.long(), weight, ignore_index, reduction).to(result_dtype(input, target))
    except IndexError:
        require_labels("nll_loss", input, target, weight, ignore_index)
        raise


class NLLLoss(Loss, function=nll_loss):
    """Module of :func:`nll_loss`.

    >>> x = torch.tensor([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]).log()
    >>> NLLLoss(weight=torch.tensor([1.0, 3.0, 1.0]))(x, torch.tensor([0, 1]))
    tensor(1.9002)
    """

    weight: Tensor | None

    def __init__(self, weight: Tensor | None = None, *, ignore_index: int = -100, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
