r"""Losses that compare distributions, in the units of information theory.

One distribution is the truth and often a single class; the other one is predicted, and often given by scores.
Logarithms are natural, so information is counted in nats; divide by log 2 for bits.
"""

from math import inf, isfinite, log

import torch
from torch import Tensor

from formulario import kernels
from formulario._core.arguments import require_option, require_parameter
from formulario._core.assertions import plain_on_cpu
from formulario._core.classes import require_labels
from formulario._core.dtypes import result_dtype, to_common_compute_dtype, to_compute_dtype
from formulario._core.modules import Loss
from formulario._core.overridable import overridable
from formulario._core.reductions import REDUCTIONS, code, reduce
from formulario._core.targets import class_dimension, require_distribution, require_numbers_like
from formulario.losses._cross_entropy import by_blocks, by_formula, by_rows, for_distributions

__all__ = [
    "CrossEntropyLoss", "KLDivLoss",
    "categorical_cross_entropy", "cross_entropy", "entropy", "kl_div", "relative_entropy",
]


@overridable
def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    r"""Surprise at the right class, straight from the scores (logits): log-softmax and negative log-likelihood in one.

    .. equation::
       :where: x real[C]; c class(C)
       :of: cross_entropy(x, c)

       \operatorname{CE}(x, c) = -\log \frac{\exp(x_c)}{\sum_j \exp(x_j)} = -x_c + \log \sum_j \exp(x_j)

    Over several targets the default is the mean. If the classes have weights, the weighted sum is divided by the sum of
    the weights that counted:

    .. equation::
       :label: weighted_cross_entropy
       :kind: definition
       :where: x real[N, C]; y class(C)[N]; w real[C] > 0
       :of: cross_entropy(x, y, weight=w)

       \operatorname{WeightedCE}(x, y; w) =
       \frac{\sum_n w_{y_n} l_n}{\sum_n w_{y_n}}, \quad l_n = -x_{n,y_n} + \log \sum_j \exp(x_{n,j})

    The target may also be a distribution:

    .. equation::
       :label: soft_cross_entropy
       :kind: definition
       :where: x real[C]; p distribution[C]
       :of: cross_entropy(x, p)

       \operatorname{SoftCE}(x, p) = -\sum_c p_c \operatorname{LogSoftmax}(x)_c

    Label smoothing takes the fraction :math:`\varepsilon` from the right class and spreads it over all:

    .. equation::
       :label: smoothed_cross_entropy
       :kind: definition
       :where: x real[C]; c class(C); varepsilon in 1/8, 0, 1/2, 1
       :of: cross_entropy(x, c, label_smoothing=varepsilon)

       \operatorname{SmoothedCE}(x, c; \varepsilon) =
       -(1 - \varepsilon) \operatorname{LogSoftmax}(x)_c
       - \frac{\varepsilon}{C} \sum_j \operatorname{LogSoftmax}(x)_j

    :param input: the scores :math:`x`, any real numbers, of shape (C), (N, C) or (N, C, …).
    :param target: either the right classes, integers from 0 to C − 1, of the shape of the input without C; or a
        distribution over the classes for each, floating-point numbers of the input's shape, whose sum is not checked.
    :param weight: the weight :math:`w` of each class, a vector of the input's dtype.
    :param ignore_index: targets of this number, which need not be a class, are left out. For classes only.
    :param reduction: ``"mean"``, ``"sum"`` or ``"none"``, which leaves a loss for each target.
    :param label_smoothing: the fraction :math:`\varepsilon`, from 0 to 1.
    :returns: one number, or a tensor of losses, one for each target, if nothing is reduced.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers, ``target`` holds neither classes nor
        distributions, or ``weight`` is not of the input's dtype.
    :raises ValueError: if shapes or devices do not fit, if ``target`` holds a number that is no class, if
        ``label_smoothing`` is not from 0 to 1, if ``ignore_index`` is not negative beside distributions, or if
        ``reduction`` is another word.

    >>> x = torch.tensor([[2.0, 1.0, -1.0], [0.0, 0.0, 1000.0]])
    >>> cross_entropy(x, torch.tensor([0, 1]), reduction="none")
    tensor([3.4901e-01, 1.0000e+03])
    >>> cross_entropy(x, torch.tensor([0, -100])), cross_entropy(x[0], torch.tensor(0), label_smoothing=0.3)
    (tensor(0.3490), tensor(0.7490))
    >>> cross_entropy(x[0], torch.tensor([0.5, 0.5, 0.0]), weight=torch.tensor([1.0, 3.0, 1.0]))
    tensor(2.1980)

    Irving Good, *Rational decisions*, Journal of the Royal Statistical Society B 14, 1952. Label smoothing: Christian
    Szegedy and others, *Rethinking the Inception architecture for computer vision*, CVPR 2016, arXiv 1512.00567.
    """
    smoothing = label_smoothing
    require_parameter("cross_entropy", "label_smoothing", smoothing, "a fraction from 0 to 1", 0 <= smoothing <= 1)
    require_option("cross_entropy", "reduction", reduction, REDUCTIONS)
    soft, all_count = require_labels("cross_entropy", input, target, weight, ignore_index, soft=True)
    dtype = result_dtype(input, target)
    if soft:
        dim = class_dimension(input)
        scores, truth = to_common_compute_dtype(input, target)
        uniform = scores.new_ones(()) / scores.shape[dim]  # to jit.trace, a number of classes is a tensor of integers
        losses = for_distributions(scores, truth * (1 - smoothing) + smoothing * uniform, weight, dim)
        return reduce("cross_entropy", losses, reduction).to(dtype)
    classes = target.long()
    fixed = not isinstance(smoothing, Tensor)  # which might be derived by
    if fixed and kernels.large(input) and kernels.plain(input, target) and input.dim() == 2 and not smoothing:
        return by_rows(input, classes, weight, ignore_index, reduction).to(dtype)
    if fixed and plain_on_cpu(input, target, weight) and input.numel() and not (smoothing and weight is not None):
        return by_blocks(input, classes, weight, ignore_index, reduction, smoothing, all_count).to(dtype)
    return by_formula(input, classes, weight, ignore_index, reduction, smoothing).to(dtype)


@overridable
def kl_div(input: Tensor, target: Tensor, *, reduction: str = "mean", log_target: bool = False) -> Tensor:
    r"""Relative entropy of a true distribution to a predicted one, entry by entry.

    The prediction is given by logarithms :math:`x`, the true distribution by its probabilities :math:`y`:

    .. equation::
       :where: x real; y real >= 0
       :of: kl_div(x, y, reduction='none')

       \operatorname{KLTerm}(x, y) = \begin{cases} y (\log y - x) & \text{if } y > 0 \\ 0 & \text{otherwise} \end{cases}

    The sum over a distribution is the relative entropy, see :func:`relative_entropy`. So the reduction should be
    ``"sum"``, or ``"batchmean"`` for a batch; the default divides by the number of classes as well.

    .. equation::
       :label: kl
       :kind: definition
       :where: x real[C]; p distribution[C]
       :of: kl_div(x, p, reduction='sum')

       \operatorname{KLDiv}(x, p) = \sum_c p_c (\log p_c - x_c)

    With ``log_target`` the true distribution is given by logarithms too:

    .. equation::
       :label: log_kl_term
       :kind: definition
       :where: x real; y real
       :of: kl_div(x, y, reduction='none', log_target=True)

       \operatorname{LogKLTerm}(x, y) = \exp(y) (y - x)

    Where the true probability is 0, or its logarithm −∞, the loss is 0 and so are its derivatives in :math:`x` and
    :math:`y`, even if the predicted probability is 0 as well.

    :param input: the logarithms :math:`x` of the predicted probabilities, of any shape.
    :param target: the true probabilities :math:`y`, or their logarithms, of the same shape. Below 0 the loss is NaN.
    :param reduction: ``"mean"``, ``"batchmean"``, ``"sum"`` or ``"none"``. ``"batchmean"`` divides the sum by the
        length of dimension 0.
    :param log_target: whether ``target`` holds logarithms.
    :returns: one number, or a tensor of the input's shape if nothing is reduced.
    :raises TypeError: if ``input`` or ``target`` is not a tensor of floating-point numbers.
    :raises ValueError: if they differ in shape or device, or if ``reduction`` is another word.

    >>> x = torch.tensor([[0.5, 0.5, 0.0], [0.25, 0.5, 0.25]]).log()
    >>> y = torch.tensor([[1.0, 0.0, 0.0], [0.5, 0.25, 0.25]])
    >>> kl_div(x, y, reduction="batchmean"), kl_div(x, y)
    (tensor(0.4332), tensor(0.1444))
    >>> kl_div(x[1], y[1].log(), reduction="sum", log_target=True)
    tensor(0.1733)

    Solomon Kullback and Richard Leibler, *On information and sufficiency*, Annals of Mathematical Statistics 22, 1951.
    """
    require_numbers_like("kl_div", input, target)
    require_option("kl_div", "reduction", reduction, ("batchmean", *REDUCTIONS))
    x, y = to_common_compute_dtype(input, target)
    denominator = None
    if reduction == "batchmean":
        reduction, denominator = "sum", [*input.shape, 1][0]
    loss = _kl_div_by_torch(x, y, reduction, log_target)
    if loss is None:
        loss = reduce("kl_div", _log_kl_term(x, y) if log_target else _kl_term(x, y), reduction)
    return (loss if denominator is None else loss / denominator).to(result_dtype(input, target))


def _kl_div_by_torch(x: Tensor, y: Tensor, reduction: str, log_target: bool) -> Tensor | None:
    """The loss by torch, right if it is finite, for targets without a gradient whose exp is a normal number."""
    if not plain_on_cpu(x, y) or y.requires_grad or not y.numel():
        return None
    if log_target and not y.amin().item() > log(torch.finfo(y.dtype).tiny):
        return None
    loss = torch.kl_div(x, y, code("kl_div", reduction), log_target=log_target)
    return loss if isfinite(loss.detach().sum().item()) else None


def _kl_term(x: Tensor, y: Tensor) -> Tensor:
    """The product with y is 0 where y = 0, unless x is NaN."""
    excluded = y == 0
    return y * (y.masked_fill(excluded, 1).log() - torch.where(excluded, x.clamp(0, 0), x))


def _log_kl_term(x: Tensor, y: Tensor) -> Tensor:
    """exp(y) (y − x) in two steps, since exp(y) may be too small for a number where the product is not."""
    excluded = y == -inf
    root = (y / 2).exp()
    return (y.masked_fill(excluded, 0) - torch.where(excluded, x.clamp(0, 0), x)) * root * root


@overridable
def entropy(p: Tensor, dim: int = -1) -> Tensor:
    r"""Surprise to be expected from a distribution: how uncertain its outcome is.

    .. equation::
       :where: p distribution[C]

       \operatorname{H}(p) = -\sum_c p_c \log p_c

    It is 0 if one outcome is certain, and largest, :math:`\log C`, if all are equally likely.

    :param p: probabilities :math:`p`, 0 or more, with sum 1 along the dimension.
    :param dim: the dimension of the distribution.
    :returns: a tensor without that dimension, in nats.
    :raises TypeError: if ``p`` is not a tensor of floating-point numbers.
    :raises ValueError: if ``p`` is no distribution along ``dim``.
    :raises IndexError: if ``p`` has no dimension ``dim``.

    >>> entropy(torch.tensor([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]))
    tensor([0.6931, 0.0000])

    Claude Shannon, *A mathematical theory of communication*, Bell System Technical Journal 27, 1948.
    """
    require_distribution("entropy", p, dim, "p")
    probabilities = to_compute_dtype(p)
    return (0 - (probabilities * _log(probabilities, counted=probabilities != 0)).sum(dim)).to(p.dtype)


@overridable
def categorical_cross_entropy(p: Tensor, q: Tensor, dim: int = -1) -> Tensor:
    r"""Surprise to be expected by a predicted distribution q, where p is the true one.

    .. equation::
       :where: p, q distribution[C]

       \operatorname{H}(p, q) = -\sum_c p_c \log q_c

    If the scores of q are known, :func:`cross_entropy` is more accurate.

    :param p: the true probabilities :math:`p`, 0 or more, with sum 1 along the dimension.
    :param q: the predicted probabilities :math:`q`, of the same shape.
    :param dim: the dimension of the distributions.
    :returns: a tensor without that dimension, in nats; infinite where q excludes what happens.
    :raises TypeError: if ``p`` or ``q`` is not a tensor of floating-point numbers.
    :raises ValueError: if they differ in shape or device, or one is no distribution along ``dim``.
    :raises IndexError: if they have no dimension ``dim``.

    >>> p = torch.tensor([0.5, 0.5, 0.0])
    >>> categorical_cross_entropy(p, torch.tensor([0.25, 0.75, 0.0]))
    tensor(0.8370)
    >>> categorical_cross_entropy(p, torch.tensor([1.0, 0.0, 0.0]))
    tensor(inf)

    Irving Good, *Rational decisions*, Journal of the Royal Statistical Society B 14, 1952.
    """
    truth, belief = _pair("categorical_cross_entropy", p, q, dim)
    return (0 - (truth * _log(belief, counted=(truth != 0) | (belief != 0))).sum(dim)).to(result_dtype(p, q))


@overridable
def relative_entropy(p: Tensor, q: Tensor, dim: int = -1) -> Tensor:
    r"""What a predicted distribution q costs beyond the entropy of p: the Kullback–Leibler divergence of p from q.

    .. equation::
       :where: p, q distribution[C]

       \operatorname{KL}(p \parallel q) = \sum_c p_c \log \frac{p_c}{q_c}

    It is 0 if both are the same, and positive otherwise. It is not symmetric.

    The derivative in q is :math:`-p / q`, which no float can hold where q is nearly 0, and no gradient passes on from
    there. If the scores of q are known, :func:`kl_div` of their :func:`log_softmax` has all derivatives.

    :param p: the true probabilities :math:`p`, 0 or more, with sum 1 along the dimension.
    :param q: the predicted probabilities :math:`q`, of the same shape.
    :param dim: the dimension of the distributions.
    :returns: a tensor without that dimension, in nats; infinite where q excludes what happens.
    :raises TypeError: if ``p`` or ``q`` is not a tensor of floating-point numbers.
    :raises ValueError: if they differ in shape or device, or one is no distribution along ``dim``.
    :raises IndexError: if they have no dimension ``dim``.

    >>> p, q = torch.tensor([0.5, 0.5, 0.0]), torch.tensor([0.25, 0.75, 0.0])
    >>> relative_entropy(p, q), relative_entropy(q, p), relative_entropy(p, p)
    (tensor(0.1438), tensor(0.1308), tensor(0.))

    Solomon Kullback and Richard Leibler, *On information and sufficiency*, Annals of Mathematical Statistics 22, 1951.
    """
    truth, belief = _pair("relative_entropy", p, q, dim)
    counted = truth != 0
    return (truth * (_log(truth, counted) - _log(belief, counted))).sum(dim).to(result_dtype(p, q))


def _pair(function: str, p: Tensor, q: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    require_numbers_like(function, p, q, "q")
    require_distribution(function, p, dim, "p")
    require_distribution(function, q, dim, "q")
    return to_common_compute_dtype(p, q)


def _log(probabilities: Tensor, counted: Tensor) -> Tensor:
    """The logarithm, and 0 where it is not counted, of slope 0: for 0 log 0 is 0."""
    return probabilities.masked_fill(~counted, 1).log()


class CrossEntropyLoss(Loss, function=cross_entropy):
    """Module of :func:`cross_entropy`.

    >>> CrossEntropyLoss(label_smoothing=0.3)(torch.tensor([[2.0, 1.0, -1.0]]), torch.tensor([0]))
    tensor(0.7490)
    """

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(reduction)
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing


class KLDivLoss(Loss, function=kl_div):
    """Module of :func:`kl_div`.

    >>> x, y = torch.tensor([[0.25, 0.5, 0.25]]).log(), torch.tensor([[0.5, 0.25, 0.25]])
    >>> KLDivLoss(reduction="batchmean")(x, y)
    tensor(0.1733)
    """

    def __init__(self, *, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__(reduction)
        self.log_target = log_target
