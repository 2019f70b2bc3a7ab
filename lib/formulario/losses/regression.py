r"""Losses for predicted numbers: each judges a prediction by its distance from the target alone.

Numbers in bfloat16 and float16 are computed in float32 and rounded once, at the end. torch's own kernels are as
accurate as the formulas, within bounds of their parameters; its functions add no more than checks, which are made here.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from formulario._core.arguments import require_floating, require_parameter
from formulario._core.autograd import traced
from formulario._core.dtypes import WIDER, result_dtype
from formulario._core.modules import Loss
from formulario._core.overridable import overridable
from formulario._core.reductions import code, reduce
from formulario._core.targets import INTEGERS, require_like
from formulario.kernels import plain

__all__ = ["HuberLoss", "L1Loss", "MSELoss", "SmoothL1Loss", "huber_loss", "l1_loss", "mse_loss", "smooth_l1_loss"]


@overridable
def mse_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    r"""Squared difference between prediction and target: the L2 loss.

    .. equation::
       :where: x, y real
       :of: mse_loss(x, y, reduction='none')

       \operatorname{SquaredError}(x, y) = (x - y)^2

    The default is the mean over all numbers, which gave the loss its name.

    .. equation::
       :label: mse
       :kind: definition
       :where: x, y real[N]
       :of: mse_loss(x, y)

       \operatorname{MSE}(x, y) = \frac{1}{N} \sum_{n=1}^N (x_n - y_n)^2

    With weights it is divided by their sum.

    .. equation::
       :label: mse_weighted
       :kind: definition
       :where: x, y real[N]; w real[N] > 0
       :of: mse_loss(x, y, weight=w)

       \operatorname{MSE}(x, y, w) = \frac{\sum_{n=1}^N w_n (x_n - y_n)^2}{\sum_{n=1}^N w_n}

    :param input: the predictions :math:`x`, numbers of any shape.
    :param target: the targets :math:`y`, numbers of the same shape. Prediction or target is floating-point.
    :param reduction: ``"mean"``, ``"sum"`` or ``"none"``, which leaves a loss for each number.
    :param weight: a factor for each loss, of the same shape. The mean is then divided by the sum of the factors.
    :returns: one number, or a tensor of the input's shape if nothing is reduced.
    :raises TypeError: if one of them is not a tensor of real numbers, or neither prediction nor target floating-point.
    :raises ValueError: if they differ in shape or device, or if ``reduction`` is another word.

    >>> x, y = torch.tensor([1.0, 2.0, 5.0]), torch.tensor([1.0, 4.0, 4.0])
    >>> mse_loss(x, y), mse_loss(x, y, reduction="sum")
    (tensor(1.6667), tensor(5.))
    >>> mse_loss(x, y, reduction="none", weight=torch.tensor([1.0, 0.5, 1.0]))
    tensor([0., 2., 1.])

    Adrien-Marie Legendre, *Nouvelles méthodes pour la détermination des orbites des comètes*, 1805.
    """
    return _by_torch("mse_loss", *_numbers("mse_loss", input, target), reduction, weight)


@overridable
def l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    r"""Distance between prediction and target: the L1 loss.

    .. equation::
       :where: x, y real
       :of: l1_loss(x, y, reduction='none')

       \operatorname{AbsoluteError}(x, y) = |x - y|

    The default is the mean over all numbers.

    .. equation::
       :label: mae
       :kind: definition
       :where: x, y real[N]
       :of: l1_loss(x, y)

       \operatorname{MAE}(x, y) = \frac{1}{N} \sum_{n=1}^N |x_n - y_n|

    The derivative is 0 at the kink, where prediction and target agree.

    :param input: the predictions :math:`x`, numbers of any shape.
    :param target: the targets :math:`y`, numbers of the same shape. Both may be integers, but for their mean.
    :param reduction: ``"mean"``, ``"sum"`` or ``"none"``, which leaves a loss for each number.
    :param weight: a factor for each loss, of the same shape. The mean is then divided by the sum of the factors.
    :returns: one number, or a tensor of the input's shape if nothing is reduced.
    :raises TypeError: if one of them is not a tensor of real numbers, or both are integers and their mean is asked for.
    :raises ValueError: if they differ in shape or device, or if ``reduction`` is another word.

    >>> x, y = torch.tensor([1.0, 2.0, 5.0]), torch.tensor([1.0, 4.0, 4.0])
    >>> l1_loss(x, y), l1_loss(x, y, reduction="sum")
    (tensor(1.), tensor(3.))
    >>> l1_loss(x, y, weight=torch.tensor([1.0, 0.0, 1.0]))
    tensor(0.5000)

    Roger Boscovich, 1757; Pierre-Simon Laplace, *Sur quelques points du système du monde*, 1789.
    """
    x, y, dtype = _numbers("l1_loss", input, target, whole=reduction != "mean")
    if reduction == "sum" and not dtype.is_floating_point:
        dtype = torch.int64
    return _by_torch("l1_loss", x, y, dtype, reduction, weight)


@overridable
def smooth_l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    r"""L1 loss with its kink rounded: squared while prediction and target are near, a straight line farther out.

    .. equation::
       :where: x, y real; beta in 1, 1/2, 4
       :of: smooth_l1_loss(x, y, beta=beta, reduction='none')

       \operatorname{SmoothL1}(x, y; \beta) = \begin{cases}
       \frac{(x - y)^2}{2 \beta} & \text{if } |x - y| < \beta \\
       |x - y| - \frac{\beta}{2} & \text{otherwise} \end{cases}

    The derivative is never larger than 1 in size. With :math:`\beta = 0` this is the L1 loss.

    :param input: the predictions :math:`x`, numbers of any shape.
    :param target: the targets :math:`y`, numbers of the same shape. Prediction or target is floating-point.
    :param reduction: ``"mean"``, ``"sum"`` or ``"none"``, which leaves a loss for each number.
    :param beta: the distance :math:`\beta` at which the square passes into the line; a number, 0 or more, of the same
        unit as the predictions.
    :returns: one number, or a tensor of the input's shape if nothing is reduced.
    :raises TypeError: if one of them is not a tensor of real numbers, or neither prediction nor target floating-point.
    :raises ValueError: if they differ in shape or device, if ``beta`` is negative, or if ``reduction`` is another word.

    >>> x, y = torch.tensor([0.0, 0.5, 3.0]), torch.zeros(3)
    >>> smooth_l1_loss(x, y, reduction="none")
    tensor([0.0000, 0.1250, 2.5000])
    >>> smooth_l1_loss(x, y, beta=0.0, reduction="none")
    tensor([0.0000, 0.5000, 3.0000])

    Ross Girshick, *Fast R-CNN*, ICCV 2015, arXiv 1504.08083.
    """
    require_parameter("smooth_l1_loss", "beta", beta, "a number, 0 or more", beta >= 0)
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)
    x, y, dtype = _numbers("smooth_l1_loss", input, target)
    if 2**-24 <= beta <= 2**63:
        return _by_torch("smooth_l1_loss", x, y, dtype, reduction, None, beta)
    # A float32 may not hold such a β, nor torch's kernel the square of a difference that is as large.
    return reduce("smooth_l1_loss", _smooth_l1(x.double() - y.double(), beta), reduction).to(dtype)


@overridable
def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None
) -> Tensor:
    r"""Half the square while prediction and target are near, and a straight line of slope delta farther out.

    .. equation::
       :where: x, y real; delta in 1, 1/2, 4
       :of: huber_loss(x, y, delta=delta, reduction='none')

       \operatorname{Huber}(x, y; \delta) = \begin{cases}
       \frac{1}{2} (x - y)^2 & \text{if } |x - y| \le \delta \\
       \delta \left(|x - y| - \frac{\delta}{2}\right) & \text{otherwise} \end{cases}

    It is :math:`\delta` times the smooth L1 loss with :math:`\beta = \delta`. With weights, its mean is still divided
    by the number of losses.

    .. equation::
       :label: huber_weighted
       :kind: definition
       :where: x, y real[N]; w real[N] > 0; delta in 1, 1/2, 4
       :of: huber_loss(x, y, delta=delta, weight=w)

       \operatorname{MeanHuber}(x, y, w; \delta) = \frac{1}{N} \sum_{n=1}^N w_n \operatorname{Huber}(x_n, y_n; \delta)

    :param input: the predictions :math:`x`, numbers of any shape.
    :param target: the targets :math:`y`, numbers of the same shape. Prediction or target is floating-point.
    :param reduction: ``"mean"``, ``"sum"`` or ``"none"``, which leaves a loss for each number.
    :param delta: the distance :math:`\delta` at which the square passes into the line; a positive number, of the same
        unit as the predictions. With infinity it is half the square.
    :param weight: a factor for each loss, of the same shape. The mean is divided by the number of losses all the same,
        as in torch and otherwise than in :func:`mse_loss`.
    :returns: one number, or a tensor of the input's shape if nothing is reduced.
    :raises TypeError: if one of them is not a tensor of real numbers, or neither prediction nor target floating-point.
    :raises ValueError: if they differ in shape or device, if ``delta`` is not positive, or if ``reduction`` is another
        word.

    >>> x, y = torch.tensor([0.0, 0.5, 3.0]), torch.zeros(3)
    >>> huber_loss(x, y, reduction="none", delta=2.0)
    tensor([0.0000, 0.1250, 4.0000])
    >>> huber_loss(x, y, delta=2.0, weight=torch.tensor([1.0, 2.0, 0.0]))
    tensor(0.0833)

    Peter Huber, *Robust estimation of a location parameter*, Annals of Mathematical Statistics 35, 1964.
    """
    require_parameter("huber_loss", "delta", delta, "a positive number", delta > 0)
    x, y, dtype = _numbers("huber_loss", input, target)
    if not traced() and delta < 2**-126:  # less than a float32 can hold
        x, y = x.double(), y.double()
    return _by_torch("huber_loss", x, y, dtype, reduction, weight, delta)


def _numbers(
    function: str, input: Tensor, target: Tensor, whole: bool = False
) -> tuple[Tensor, Tensor, torch.dtype]:
    """Both tensors in the dtype for computing, and the dtype of the loss; ``whole`` allows integers alone."""
    require_like(function, input, target)
    dtype = input.dtype if input.dtype == target.dtype else torch.promote_types(input.dtype, target.dtype)
    compute = WIDER.get(dtype, dtype)
    if compute != dtype:
        dtype = result_dtype(input, target)
    elif whole and dtype in INTEGERS:
        compute = torch.int64  # a difference of small unsigned numbers may be negative
    elif not dtype.is_floating_point:
        require_floating(function, input)
        require_floating(function, target, "target")
    x, y = (one if one.dtype == compute else one.to(compute) for one in (input, target))
    return x, y, dtype


def _smooth_l1(d: Tensor, beta: float) -> Tensor:
    """With the part of d within ±β, both cases are one."""
    near = d.clamp(-beta, beta)
    return (d - near / 2) * (near / beta)


def _huber(d: Tensor, delta: float) -> Tensor:
    near = d.clamp(-delta, delta)
    return (d - near / 2) * near


FORMULAS: dict[str, Callable[..., Tensor]] = {
    "mse_loss": torch.square,
    "l1_loss": lambda d: d * d.detach().sign(),  # whose second derivative torch.compile knows to be 0
    "smooth_l1_loss": _smooth_l1,
    "huber_loss": _huber,
}
"""The losses by the difference d = x − y."""


def _by_torch(
    function: str, x: Tensor, y: Tensor, dtype: torch.dtype, reduction: str, weight: Tensor | None, *parameter: float
) -> Tensor:
    """A loss by torch's kernel of that name, where weights are factors of the losses.

    In a graph and within transforms, where the kernel lacks some derivatives, the formula runs.
    """
    if not plain(x, y):
        losses = FORMULAS[function](x - y, *parameter)
        if weight is None:
            return reduce(function, losses, reduction).to(dtype)
    elif weight is None:
        loss: Tensor = getattr(torch._C._nn, function)(x, y, code(function, reduction), *parameter)
        return loss if loss.dtype == dtype else loss.to(dtype)
    else:
        losses = getattr(torch._C._nn, function)(x, y, 0, *parameter)
    require_like(function, x, weight, "weight")
    dtype = torch.promote_types(dtype, weight.dtype)
    weight = weight.to(torch.promote_types(x.dtype, weight.dtype))
    denominator = None
    if reduction == "mean" and function != "huber_loss":
        if weight.numel():  # only ratios count, and no product of tiny or huge weights shall leave the range of numbers
            weight = weight / weight.detach().abs().max()
        denominator = weight.sum()
    return reduce(function, weight * losses, reduction, denominator).to(dtype)


class MSELoss(Loss, function=mse_loss):
    """Module of :func:`mse_loss`.

    >>> MSELoss()(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
    tensor(2.)
    """

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)


class L1Loss(Loss, function=l1_loss):
    """Module of :func:`l1_loss`.

    >>> L1Loss()(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
    tensor(1.)
    """

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)


class SmoothL1Loss(Loss, function=smooth_l1_loss):
    """Module of :func:`smooth_l1_loss`.

    >>> SmoothL1Loss(beta=2.0)(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
    tensor(0.5000)
    """

    def __init__(self, *, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__(reduction)
        self.beta = beta


class HuberLoss(Loss, function=huber_loss):
    """Module of :func:`huber_loss`.

    >>> HuberLoss(delta=2.0)(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
    tensor(1.)
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction)
        self.delta = delta
