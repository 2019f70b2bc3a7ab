r"""Saturating functions: far from zero, on one side or on both, their output hardly changes.

The curved ones write their slopes beside their values, see :mod:`formulario._core.autograd`. At a kink the slope is 0.
"""

import torch
import torch.nn.functional as TF
from torch import Tensor

from formulario._core.arguments import require_bounds, require_floating, require_ordered
from formulario._core.autograd import differentiated, elementwise, pointwise
from formulario._core.dtypes import apply
from formulario._core.modules import Activation
from formulario._core.overridable import overridable

__all__ = [
    "Hardsigmoid", "Hardtanh", "ReLU6", "Sigmoid", "Softsign", "Tanh", "Threshold",
    "hardsigmoid", "hardtanh", "relu6", "sigmoid", "softsign", "tanh", "threshold",
]


@overridable
def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    r"""Rectifier that goes no higher than 6.

    .. equation::
       :where: x real

       \operatorname{ReLU6}(x) = \min(\max(0, x), 6)

    The slope is 0 at both kinks, 0 and 6, as it is outside.

    :param input: real numbers, of any shape.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of real numbers.

    >>> relu6(torch.tensor([-2.0, 3.0, 8.0]))
    tensor([0., 3., 6.])

    Alex Krizhevsky, *Convolutional deep belief networks on CIFAR-10*, 2010.
    """
    require_ordered("relu6", input)
    return TF.relu6(input, inplace)


@overridable
def sigmoid(input: Tensor) -> Tensor:
    r"""Logistic curve: from 0 on the far left through 1/2 to 1 on the far right.

    .. equation::
       :where: x real

       \operatorname{Sigmoid}(x) = \sigma(x) = \frac{1}{1 + \exp(-x)}

    The slope is :math:`\sigma(x) \sigma(-x)`, 1/4 at 0. There is no kink.

    :param input: floating-point numbers, of any shape.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> sigmoid(torch.tensor([-50.0, 0.0, 50.0]))
    tensor([1.9287e-22, 5.0000e-01, 1.0000e+00])

    David Rumelhart, Geoffrey Hinton and Ronald Williams, *Learning representations by back-propagating errors*,
    Nature 323, 1986.
    """
    require_floating("sigmoid", input)
    return elementwise(input, torch.sigmoid, _derivative_of_sigmoid, kernel=("sigmoid",))


def _derivative_of_sigmoid(vector: Tensor, x: Tensor) -> Tensor:
    """A vector times the slope: in one kernel of torch, where nobody derives it again."""
    if differentiated(vector, x):
        return vector * _slope_of_sigmoid(x)
    slopes: Tensor = torch.ops.aten.sigmoid_backward(vector, _sigmoid_below(x))
    return slopes


def _slope_of_sigmoid(x: Tensor) -> Tensor:
    """y (1 − y), for the y of −|x|: of a y near 1 nothing would be left of 1 − y."""

    def value(x: Tensor) -> Tensor:
        y = _sigmoid_below(x)
        return (1 - y) * y

    return pointwise(x, value, slope=lambda x: -_slope_of_sigmoid(x) * tanh(x / 2))


def _sigmoid_below(x: Tensor) -> Tensor:
    """The sigmoid of −|x|, at most 1/2."""
    return x.copysign(-1).sigmoid()


@overridable
def tanh(input: Tensor) -> Tensor:
    r"""Hyperbolic tangent: a sigmoid stretched to the range from −1 to 1, and so centred at 0.

    .. equation::
       :where: x real

       \operatorname{Tanh}(x) = \tanh(x) = \frac{\exp(x) - \exp(-x)}{\exp(x) + \exp(-x)}

    The slope is :math:`1 - \tanh^2(x)`, 1 at 0. There is no kink.

    :param input: floating-point numbers, of any shape.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> tanh(torch.tensor([-100.0, 0.0, 1.0]))
    tensor([-1.0000,  0.0000,  0.7616])

    Yann LeCun, Léon Bottou, Genevieve Orr and Klaus-Robert Müller, *Efficient BackProp*, 1998.
    """
    require_floating("tanh", input)
    return elementwise(
        input, torch.tanh, derivative=lambda vector, x: 4 * _derivative_of_sigmoid(vector, 2 * x), kernel=("tanh",)
    )


@overridable
def softsign(input: Tensor) -> Tensor:
    r"""Curve from −1 to 1 that approaches its bounds slowly, as :math:`1 / |x|`.

    .. equation::
       :where: x real

       \operatorname{Softsign}(x) = \frac{x}{1 + |x|}

    The slope is :math:`1 / (1 + |x|)^2`, 1 at 0. There is no kink.

    :param input: floating-point numbers, of any shape.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> softsign(torch.tensor([-torch.inf, -1.0, 0.0, 3.0]))
    tensor([-1.0000, -0.5000,  0.0000,  0.7500])

    James Bergstra, Guillaume Desjardins, Pascal Lamblin and Yoshua Bengio, *Quadratic polynomials learn better image
    features*, Université de Montréal, technical report 1337, 2009.
    """
    require_floating("softsign", input)

    def value(x: Tensor) -> Tensor:
        greatest = torch.finfo(x.dtype).max
        x = x.clamp(-greatest, greatest)  # inf / inf has no value
        return x / (1 + x.abs())

    return pointwise(input, value, slope=lambda x: (1 + x.abs()).reciprocal().square(), kernel=("softsign",))


@overridable
def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    r"""Identity between two bounds, constant outside.

    .. equation::
       :where: x real; l in -1, -2, 0; u in 1, 1/2, 6
       :of: hardtanh(x, min_val=l, max_val=u)

       \operatorname{Hardtanh}(x; l, u) =
       \begin{cases} l & \text{if } x \le l \\ u & \text{if } x \ge u \\ x & \text{otherwise} \end{cases}

    The slope is 0 at both kinks, as it is outside.

    :param input: real numbers, of any shape.
    :param min_val: the lower bound :math:`l`.
    :param max_val: the upper bound :math:`u`, not below ``min_val``. Either may be infinite.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of real numbers.
    :raises ValueError: if ``max_val`` is below ``min_val``, or one of them is NaN.

    >>> hardtanh(torch.tensor([-2.0, 0.25, 2.0]), min_val=-0.5)
    tensor([-0.5000,  0.2500,  1.0000])

    Ronan Collobert, *Large scale machine learning*, thesis, Université de Paris VI, 2004.
    """
    require_ordered("hardtanh", input)
    require_bounds("hardtanh", "min_val", min_val, "max_val", max_val)
    return apply(TF.hardtanh, input, min_val, max_val, inplace=inplace)


@overridable
def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    r"""Identity above a threshold, and a constant up to it.

    .. equation::
       :where: x real; t in 1, 0, 1/4, -2; v in 0, 1, -3
       :of: threshold(x, threshold=t, value=v)

       \operatorname{Threshold}(x; t, v) =
       \begin{cases} x & \text{if } x > t \\ v & \text{otherwise} \end{cases}

    At the threshold :math:`t` the function jumps, unless :math:`v = t`; the slope is 0 there, as it is below.

    :param input: real numbers, of any shape.
    :param threshold: the threshold :math:`t`; numbers that are not above it are replaced.
    :param value: the value :math:`v` that replaces them.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of real numbers.

    >>> threshold(torch.tensor([-2.0, 0.5, 3.0]), threshold=0.5, value=-1.0)
    tensor([-1., -1.,  3.])

    Kishore Konda, Roland Memisevic and David Krueger, *Zero-bias autoencoders and the benefits of co-adapting
    features*, ICLR 2015, arXiv 1402.3337.
    """
    require_ordered("threshold", input)
    return apply(TF.threshold, input, threshold, value, inplace=inplace)


@overridable
def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    r"""Sigmoid replaced by three straight lines.

    .. equation::
       :where: x real

       \operatorname{Hardsigmoid}(x) =
       \begin{cases} 0 & \text{if } x \le -3 \\ 1 & \text{if } x \ge 3 \\ \frac{x + 3}{6} & \text{otherwise} \end{cases}

    The slope is 0 at both kinks, −3 and 3, as it is outside.

    :param input: floating-point numbers, of any shape.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> hardsigmoid(torch.tensor([-4.0, 0.0, 4.0]))
    tensor([0.0000, 0.5000, 1.0000])

    Matthieu Courbariaux, Yoshua Bengio and Jean-Pierre David, *BinaryConnect*, NIPS 2015, arXiv 1511.00363 (of slope
    1/2); Andrew Howard and others, *Searching for MobileNetV3*, ICCV 2019, arXiv 1905.02244.
    """
    require_floating("hardsigmoid", input)
    if input.dtype is not torch.float64:  # there torch's slope has the digits of a float32
        return TF.hardsigmoid(input, inplace)
    output = (hardtanh(input.clone() if inplace else input, -3, 3) + 3) / 6
    return input.copy_(output) if inplace else output


class ReLU6(Activation, function=relu6):
    """Module of :func:`relu6`.

    >>> ReLU6()(torch.tensor([-2.0, 3.0, 8.0]))
    tensor([0., 3., 6.])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


class Sigmoid(Activation, function=sigmoid):
    """Module of :func:`sigmoid`.

    >>> Sigmoid()(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([0.2689, 0.5000, 0.9526])
    """


class Tanh(Activation, function=tanh):
    """Module of :func:`tanh`.

    >>> Tanh()(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.7616,  0.0000,  0.9951])
    """


class Softsign(Activation, function=softsign):
    """Module of :func:`softsign`.

    >>> Softsign()(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.5000,  0.0000,  0.7500])
    """


class Hardtanh(Activation, function=hardtanh):
    """Module of :func:`hardtanh`.

    >>> Hardtanh(min_val=-0.5)(torch.tensor([-2.0, 0.25, 2.0]))
    tensor([-0.5000,  0.2500,  1.0000])
    """

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.min_val = min_val
        self.max_val = max_val
        self.inplace = inplace


class Threshold(Activation, function=threshold):
    """Module of :func:`threshold`.

    >>> Threshold(threshold=0.5, value=-1.0)(torch.tensor([-2.0, 0.5, 3.0]))
    tensor([-1., -1.,  3.])
    """

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__()
        self.threshold = threshold
        self.value = value
        self.inplace = inplace


class Hardsigmoid(Activation, function=hardsigmoid):
    """Module of :func:`hardsigmoid`.

    >>> Hardsigmoid()(torch.tensor([-4.0, 0.0, 4.0]))
    tensor([0.0000, 0.5000, 1.0000])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        """Nothing, as in torch."""
        return ""
