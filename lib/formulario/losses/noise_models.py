r"""Losses of a target that is 0 or 1, or a probability: how surprising it is for one who predicts a probability.

The prediction is the probability itself, or a score (logit) of which it is the sigmoid. Sums have terms of one sign, so
that no digits are lost; torch's loss of a score subtracts, and has none left where the prediction is sure and right.
"""

from math import inf, nan

import torch
from torch import Tensor

from formulario._core.autograd import traced
from formulario._core.dtypes import result_dtype, to_common_compute_dtype, to_compute_dtype
from formulario._core.modules import Loss
from formulario._core.overridable import overridable
from formulario._core.pairs import pairwise
from formulario._core.reductions import reduce
from formulario._core.targets import require_factors, require_numbers_like, require_probabilities
from formulario.activations.smooth_rectifiers import softplus

__all__ = ["BCELoss", "BCEWithLogitsLoss", "binary_cross_entropy", "binary_cross_entropy_with_logits"]


@overridable
def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean"
) -> Tensor:
    r"""Surprise at a yes or a no, from the probability that was given to yes.

    .. equation::
       :where: p real in (0, 1); y real in [0, 1]
       :of: binary_cross_entropy(p, y, reduction='none')

       \operatorname{BCE}(p, y) = -y \log p - (1 - y) \log(1 - p)

    The derivative is :math:`(1 - y) / (1 - p) - y / p`. Certainty has a finite price, as in torch: the logarithm of 0
    counts as −100, and a denominator of 0 as :math:`10^{-12}`.

    Where the score is known, :func:`binary_cross_entropy_with_logits` is more accurate.

    :param input: the predicted probabilities :math:`p` of 1, from 0 to 1, of any shape.
    :param target: the targets :math:`y`, of the same shape: 0 and 1, or probabilities.
    :param weight: a factor for each loss, of the input's shape or one that can be expanded to it. The mean is divided
        by the number of losses all the same.
    :param reduction: ``"mean"``, ``"sum"`` or ``"none"``, which leaves a loss for each number.
    :returns: one number, or a tensor of the input's shape if nothing is reduced.
    :raises TypeError: if ``input``, ``target`` or ``weight`` is not a tensor of floating-point numbers.
    :raises ValueError: if shapes or devices do not fit, if ``input`` or ``target`` holds anything but numbers from 0
        to 1, or if ``reduction`` is another word.

    >>> p, y = torch.tensor([0.5, 0.9, 0.0]), torch.tensor([1.0, 0.0, 1.0])
    >>> binary_cross_entropy(p, y, reduction="none")
    tensor([  0.6931,   2.3026, 100.0000])
    >>> binary_cross_entropy(p, y, weight=torch.tensor([1.0, 2.0, 0.0]))
    tensor(1.7661)

    David Cox, *The regression analysis of binary sequences*, Journal of the Royal Statistical Society B 20, 1958.
    """
    require_numbers_like("binary_cross_entropy", input, target)
    require_factors("binary_cross_entropy", input, weight, "weight")
    require_probabilities("binary_cross_entropy", input, "input")
    require_probabilities("binary_cross_entropy", target, "target")
    p, y = to_common_compute_dtype(input, target)
    losses = _in_a_graph(p, y) if traced() else pairwise(p, y, _surprise, _by_probability, _by_target)
    return _reduced("binary_cross_entropy", losses, weight, reduction, result_dtype(input, target))


def _surprise(p: Tensor, y: Tensor) -> Tensor:
    no, yes = (log.nan_to_num(nan, inf, -100) for log in (torch.log1p(-p), torch.log(p)))
    return (y - 1) * no - y * yes


def _by_probability(p: Tensor, y: Tensor) -> Tensor:
    return (1 - y) / _denominator(1 - p) - y / _denominator(p)


def _by_target(p: Tensor, y: Tensor) -> Tensor:
    return torch.log1p(-p) - torch.log(p)


def _denominator(p: Tensor) -> Tensor:
    return p.masked_fill(p == 0, 1e-12)


def _in_a_graph(p: Tensor, y: Tensor) -> Tensor:
    return (y - 1) * _log(1 - p) - y * _log(p)


def _log(p: Tensor) -> Tensor:
    """The logarithm, in whose place at 0 there is a line with the value −100 and the slope 1e12."""
    return torch.where(p == 0, 1e12 * p - 100, p.masked_fill(p == 0, 1).log())


@overridable
def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    r"""Surprise at a yes or a no, straight from the score: sigmoid and binary cross-entropy in one.

    .. equation::
       :where: x real; y real in [0, 1]
       :of: binary_cross_entropy_with_logits(x, y, reduction='none')

       \operatorname{BCEWithLogits}(x, y) = (1 - y) \log(1 + \exp(x)) + y \log(1 + \exp(-x))

    The derivative is :math:`\sigma(x) - y`. No exponential overflows, and an infinite score has its limit.

    The default is the mean over all numbers, with weights too:

    .. equation::
       :label: weighted_bce
       :kind: definition
       :where: x real[N]; y real[N] in [0, 1]; w real[N] > 0
       :of: binary_cross_entropy_with_logits(x, y, weight=w)

       \operatorname{WeightedBCE}(x, y, w) = \frac{1}{N} \sum_{n=1}^N w_n \operatorname{BCEWithLogits}(x_n, y_n)

    A weight of the positives multiplies what a yes costs:

    .. equation::
       :label: bce_pos_weight
       :kind: definition
       :where: x real; y real in [0, 1]; w real > 0
       :of: binary_cross_entropy_with_logits(x, y, pos_weight=w, reduction='none')

       \operatorname{PosWeightedBCE}(x, y, w) = (1 - y) \log(1 + \exp(x)) + w y \log(1 + \exp(-x))

    :param input: the scores :math:`x` (logits), any real numbers, of any shape.
    :param target: the targets :math:`y`, of the same shape: 0 and 1, or probabilities.
    :param weight: a factor for each loss, of the input's shape or one that can be expanded to it. The mean is divided
        by the number of losses all the same.
    :param reduction: ``"mean"``, ``"sum"`` or ``"none"``, which leaves a loss for each number.
    :param pos_weight: the factor :math:`w` of the positives, as a rule one for each of several questions along the last
        dimension; of the input's shape or one that can be expanded to it.
    :returns: one number, or a tensor of the input's shape if nothing is reduced.
    :raises TypeError: if ``input``, ``target`` or a weight is not a tensor of floating-point numbers.
    :raises ValueError: if shapes or devices do not fit, or if ``reduction`` is another word.

    >>> x, y = torch.tensor([0.0, -200.0, 200.0]), torch.tensor([1.0, 1.0, 1.0])
    >>> binary_cross_entropy_with_logits(x, y, reduction="none")
    tensor([  0.6931, 200.0000,   0.0000])
    >>> binary_cross_entropy_with_logits(x, y, pos_weight=torch.tensor(3.0), reduction="sum")
    tensor(602.0795)

    David Cox, *The regression analysis of binary sequences*, Journal of the Royal Statistical Society B 20, 1958.
    """
    function = "binary_cross_entropy_with_logits"
    require_numbers_like(function, input, target)
    require_factors(function, input, weight, "weight")
    require_factors(function, input, pos_weight, "pos_weight")
    x, y = to_common_compute_dtype(input, target)
    if pos_weight is None and not traced():
        losses = pairwise(x, y, _of_score, _by_score, lambda x, y: -x)
    else:
        yes = y if pos_weight is None else to_compute_dtype(pos_weight) * y
        losses = _counted(1 - y, softplus(x)) + _counted(yes, softplus(-x))
    return _reduced(function, losses, weight, reduction, result_dtype(input, target))


def _of_score(x: Tensor, y: Tensor) -> Tensor:
    """Far out the loss is the distance from 0, times what the target gives to the other side; 0 · ∞ is 0."""
    side = x.sign()
    other = (side.clamp(min=0) - y).mul_(side)
    largest = other.abs().sign_().add_(1).mul_(torch.finfo(x.dtype).max)
    distance = x.abs()
    return torch.minimum(distance, largest).mul_(other).add_(distance.neg_().exp_().log1p_())


def _by_score(x: Tensor, y: Tensor) -> Tensor:
    """The sigmoid less the target, each less what the two have in common: a half near 0, 0 or 1 farther out."""
    side, distance = x.sign(), x.abs()
    near = (2 - distance).sign().clamp(min=0)
    far = (side.clamp(min=0) - y) - side * torch.sigmoid(-distance)
    return torch.lerp(far, torch.tanh(x / 2) / 2 + (0.5 - y), near)


def _counted(factor: Tensor, loss: Tensor) -> Tensor:
    """A product in which 0 · ∞ is 0."""
    return factor * loss.masked_fill((factor == 0) & loss.isinf(), 0)


def _reduced(function: str, losses: Tensor, weight: Tensor | None, reduction: str, dtype: torch.dtype) -> Tensor:
    if weight is not None:
        losses = losses * weight
    return reduce(function, losses, reduction).to(dtype)


class BCELoss(Loss, function=binary_cross_entropy):
    """Module of :func:`binary_cross_entropy`.

    >>> BCELoss()(torch.tensor([0.5, 0.9]), torch.tensor([1.0, 0.0]))
    tensor(1.4979)
    """

    weight: Tensor | None

    def __init__(self, weight: Tensor | None = None, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.register_buffer("weight", weight)


class BCEWithLogitsLoss(Loss, function=binary_cross_entropy_with_logits):
    """Module of :func:`binary_cross_entropy_with_logits`.

    >>> BCEWithLogitsLoss(pos_weight=torch.tensor(3.0))(torch.tensor([0.0]), torch.tensor([1.0]))
    tensor(2.0794)
    """

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self, weight: Tensor | None = None, *, reduction: str = "mean", pos_weight: Tensor | None = None
    ) -> None:
        super().__init__(reduction)
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
