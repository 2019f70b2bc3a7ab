r"""Rectifiers: the identity above zero, and below zero nothing, or a line of another slope.

All of them have one kink, at zero. There both cases give the value 0, and the slope is the left one, as in torch.
"""

import torch
import torch.nn.functional as TF
from torch import Tensor, nn

from formulario._core.arguments import require_bounds, require_floating, require_one_for_each_channel, require_ordered
from formulario._core.dtypes import apply, to_compute_dtype
from formulario._core.modules import Activation
from formulario._core.overridable import overridable

__all__ = ["LeakyReLU", "PReLU", "RReLU", "ReLU", "leaky_relu", "prelu", "relu", "rrelu"]


@overridable
def relu(input: Tensor, inplace: bool = False) -> Tensor:
    r"""Positive part of each number.

    .. equation::
       :where: x real

       \operatorname{ReLU}(x) = (x)^+ = \max(0, x)

    The slope is 0 at the kink, as it is below.

    :param input: real numbers, of any shape.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of real numbers.

    >>> relu(torch.tensor([-2.0, 0.0, 3.0]))
    tensor([0., 0., 3.])

    Vinod Nair and Geoffrey Hinton, *Rectified linear units improve restricted Boltzmann machines*, ICML 2010.
    """
    require_ordered("relu", input)
    return TF.relu(input, inplace)


@overridable
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    r"""Rectifier that lets a little through below zero: a line with a small, fixed slope.

    .. equation::
       :where: x real; a in 1/100, 0, 1/4, 1, -1
       :of: leaky_relu(x, negative_slope=a)

       \operatorname{LeakyReLU}(x; a) =
       \begin{cases} x & \text{if } x > 0 \\ a x & \text{otherwise} \end{cases}

    The slope is :math:`a` at the kink, as it is below.

    :param input: floating-point numbers, of any shape.
    :param negative_slope: the slope :math:`a` of the negative side; any number, usually small and positive.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> leaky_relu(torch.tensor([-2.0, 0.0, 3.0]), negative_slope=0.25)
    tensor([-0.5000,  0.0000,  3.0000])

    Andrew Maas, Awni Hannun and Andrew Ng, *Rectifier nonlinearities improve neural network acoustic models*,
    ICML 2013.
    """
    require_floating("leaky_relu", input)
    if inplace and negative_slope < 0:  # torch would know the sides by the sign of what was written
        return input.copy_(leaky_relu(input.clone(), negative_slope))
    return apply(TF.leaky_relu, input, negative_slope, inplace=inplace)


@overridable
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    r"""Leaky rectifier whose negative slope is learned.

    .. equation::
       :where: x real; a in 1/4, 0, 1, -1, 3/2
       :of: prelu(x, weight=a)

       \operatorname{PReLU}(x; a) =
       \begin{cases} x & \text{if } x > 0 \\ a x & \text{otherwise} \end{cases}

    The slope is :math:`a` at the kink, as it is below. The derivative by :math:`a` is :math:`\min(0, x)`.

    :param input: floating-point numbers; dimension 1 holds the channels, and without it there is one channel.
    :param weight: the slopes :math:`a`, one for all or a vector of one for each channel; of the dtype of ``input``.
    :returns: a tensor of the same shape and dtype as ``input``.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers, or ``weight`` not one of the same dtype.
    :raises ValueError: if ``weight`` has another shape, or lies on another device.

    >>> prelu(torch.tensor([-2.0, 0.0, 3.0]), torch.tensor(0.25))
    tensor([-0.5000,  0.0000,  3.0000])
    >>> prelu(torch.tensor([[-2.0, -2.0, 3.0]]), torch.tensor([0.25, 1.0, 0.25]))
    tensor([[-0.5000, -2.0000,  3.0000]])

    Kaiming He, Xiangyu Zhang, Shaoqing Ren and Jian Sun, *Delving deep into rectifiers*, ICCV 2015, arXiv 1502.01852.
    """
    require_floating("prelu", input)
    return torch.prelu(input, require_one_for_each_channel("prelu", weight, input))


@overridable
def rrelu(
    input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    r"""Leaky rectifier whose negative slope is drawn at random for each number in training.

    In evaluation, the slope is the mean of the draws.

    .. equation::
       :where: x real; l in 1/8, 0, -1; u in 1/4, 1/2, 1; l < u
       :of: rrelu(x, lower=l, upper=u)

       \operatorname{RReLU}(x; l, u) =
       \begin{cases} x & \text{if } x > 0 \\ \frac{l + u}{2} x & \text{otherwise} \end{cases}

    In training, each number has a slope of its own, drawn uniformly between :math:`l` and :math:`u`.

    At the kink the slope is the one of the negative side.

    :param input: floating-point numbers, of any shape.
    :param lower: the smallest slope :math:`l`.
    :param upper: the largest slope :math:`u`, not below ``lower``.
    :param training: draw the slopes, rather than take their mean.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
    :raises ValueError: if ``lower`` is above ``upper``, or one of them is NaN.

    >>> x = torch.tensor([-2.0, 0.0, 3.0])
    >>> rrelu(x, lower=0.25, upper=0.75)
    tensor([-1.,  0.,  3.])
    >>> below, kink, above = rrelu(x, lower=0.25, upper=0.75, training=True)
    >>> bool(-1.5 <= below <= -0.5), kink, above
    (True, tensor(0.), tensor(3.))

    Bing Xu, Naiyan Wang, Tianqi Chen and Mu Li, *Empirical evaluation of rectified activations in convolutional
    network*, 2015, arXiv 1505.00853.
    """
    require_floating("rrelu", input)
    require_bounds("rrelu", "lower", lower, "upper", upper)
    if not training:
        return leaky_relu(input, (lower + upper) / 2, inplace)
    x = to_compute_dtype(input, lower, upper)
    slopes = torch.empty_like(x).uniform_(lower, upper)
    output = (x * slopes.masked_fill_(x > 0, 1)).to(input.dtype)
    return input.copy_(output) if inplace else output


class ReLU(Activation, function=relu):
    """Module of :func:`relu`.

    >>> ReLU()(torch.tensor([-2.0, 0.0, 3.0]))
    tensor([0., 0., 3.])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


class LeakyReLU(Activation, function=leaky_relu):
    """Module of :func:`leaky_relu`.

    >>> LeakyReLU(0.25)(torch.tensor([-2.0, 0.0, 3.0]))
    tensor([-0.5000,  0.0000,  3.0000])
    """

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__()
        self.negative_slope = negative_slope
        self.inplace = inplace


class PReLU(nn.Module):
    """Module of :func:`prelu`, which owns the slopes and lets an optimiser learn them.

    Weight decay draws the slopes to 0, that is to the plain rectifier: leave it out for them.

    :param num_parameters: how many slopes: 1, or the number of channels.
    :param init: the slope at the start.
    :param device: where the slopes live.
    :param dtype: the dtype of the slopes.

    >>> PReLU(3, init=0.5)(torch.tensor([[-2.0, 0.0, 3.0]]))
    tensor([[-1.,  0.,  3.]], grad_fn=<PreluKernelBackward0>)
    """

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: torch.device | str | int | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = nn.Parameter(torch.empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set every slope back to ``init``."""
        nn.init.constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        """``input`` with its negative numbers multiplied by the slope of their channel."""
        return prelu(input, self.weight)

    def extra_repr(self) -> str:
        """The number of slopes."""
        return f"num_parameters={self.num_parameters}"


class RReLU(Activation, function=rrelu):
    """Module of :func:`rrelu`: it draws slopes in training mode and takes their mean in evaluation mode.

    >>> RReLU(0.25, 0.75).eval()(torch.tensor([-2.0, 0.0, 3.0]))
    tensor([-1.,  0.,  3.])
    """

    def __init__(self, lower: float = 1 / 8, upper: float = 1 / 3, inplace: bool = False) -> None:
        super().__init__()
        self.lower = lower
        self.upper = upper
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """The function of ``input``, with slopes drawn at random in training mode."""
        return rrelu(input, self.lower, self.upper, self.training, self.inplace)
