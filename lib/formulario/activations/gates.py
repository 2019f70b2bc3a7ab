r"""Gates: each number times a gate between 0 and 1.

The gates depend on the number itself, in GLU on another one. The slopes are written beside the values, see
:mod:`formulario._core.autograd`.
"""

from math import pi, sqrt

import torch
from torch import Tensor

from formulario._core.arguments import require_dimension, require_floating, require_option
from formulario._core.autograd import ValueAndSlope, elementwise, with_slope
from formulario._core.dtypes import to_compute_dtype
from formulario._core.modules import Activation
from formulario._core.overridable import overridable
from formulario.activations.saturating import hardsigmoid, sigmoid

__all__ = ["GELU", "GLU", "Hardswish", "Mish", "SiLU", "gelu", "glu", "hardswish", "mish", "silu"]


FAR = 800
"""Beyond, exp(−x) is 0 in every dtype. An infinite number stops here where it meets a factor of 0."""
FAR_FOR_SQUARES = 40
"""The same for exp(−x²)."""


@overridable
def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    r"""Number times the probability that a standard normal variable is below it.

    .. equation::
       :where: x real

       \operatorname{GELU}(x) = x \Phi(x)

    Here :math:`\Phi` is the distribution function of the *standard* normal law. With ``approximate="tanh"`` a formula
    that comes close to it takes its place:

    .. equation::
       :label: gelu_tanh
       :kind: definition
       :where: x real
       :of: gelu(x, approximate='tanh')

       \operatorname{TanhGELU}(x) =
       \frac{x}{2} \left(1 + \tanh\left(\sqrt{\frac{2}{\pi}} \, (x + 0.044715 \, x^3)\right)\right)

    There is no kink; the slope at 0 is 1/2.

    :param input: floating-point numbers, of any shape.
    :param approximate: ``"none"`` or ``"tanh"``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
    :raises ValueError: if ``approximate`` is another word.

    >>> gelu(torch.tensor([-10.0, 0.0, 3.0]))
    tensor([-7.6199e-23,  0.0000e+00,  2.9960e+00])
    >>> gelu(torch.tensor([-3.0, 0.0, 3.0]), approximate="tanh")
    tensor([-0.0036,  0.0000,  2.9964])

    Dan Hendrycks and Kevin Gimpel, *Gaussian error linear units (GELUs)*, 2016, arXiv 1606.08415.
    """
    require_floating("gelu", input)
    require_option("gelu", "approximate", approximate, ("none", "tanh"))
    if approximate == "tanh":
        return _tanh_gelu(input)

    def curve(x: Tensor) -> ValueAndSlope:
        t = x.clamp(-FAR_FOR_SQUARES, FAR_FOR_SQUARES).div_(-sqrt(2))
        chance = t.erfc().div_(2)
        value = x.clamp(min=-FAR_FOR_SQUARES).mul_(chance)
        return value, lambda: chance.addcmul(t, (t * t).neg_().exp_(), value=-1 / sqrt(pi))

    return with_slope(input, curve, kernel=("gelu",))


def _tanh_gelu(input: Tensor) -> Tensor:
    # (1 + tanh u) / 2 is p / (1 + p) with p = exp(2u), and keeps its digits where tanh u is near −1.
    c = 2 * sqrt(2 / pi)
    k = 0.044715 * c

    def curve(x: Tensor) -> ValueAndSlope:
        near = x.clamp(-FAR_FOR_SQUARES, 7.5)  # there the gate has become 1
        cubic = (near * near).mul_(near).mul_(k)
        twice = (near * c).add_(cubic)
        p = torch.exp(twice)
        value = (p / (1 + p)).mul_(x.clamp(min=-FAR_FOR_SQUARES))
        return value, lambda: (twice + 1).add_(cubic, alpha=2).add_(p).div_((p + 2).mul_(p).add_(1)).mul_(p)

    return with_slope(input, curve, kernel=("gelu_tanh",))


@overridable
def silu(input: Tensor, inplace: bool = False) -> Tensor:
    r"""Number times its sigmoid, also known as swish.

    .. equation::
       :where: x real

       \operatorname{SiLU}(x) = x \sigma(x)

    There is no kink; the slope at 0 is 1/2.

    :param input: floating-point numbers, of any shape.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> silu(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.2689,  0.0000,  2.8577])

    Stefan Elfwing, Eiji Uchibe and Kenji Doya, *Sigmoid-weighted linear units for neural network function
    approximation in reinforcement learning*, Neural Networks 107, 2018, arXiv 1702.03118.
    """
    require_floating("silu", input)

    def curve(x: Tensor) -> ValueAndSlope:
        near = x.clamp(-FAR, 40)  # there the gate has become 1
        p = torch.exp(near)
        q = 1 + p
        return (p / q).mul_(x.clamp(min=-FAR)), lambda: (q + near).div_(q).mul_(p).div_(q)

    return with_slope(input, curve, inplace, kernel=("silu",))


@overridable
def mish(input: Tensor, inplace: bool = False) -> Tensor:
    r"""Number times the hyperbolic tangent of its softplus.

    .. equation::
       :where: x real

       \operatorname{Mish}(x) = x \tanh(\operatorname{Softplus}(x; 1))

    There is no kink; the slope at 0 is 3/5.

    :param input: floating-point numbers, of any shape.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> mish(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.3034,  0.0000,  2.9865])

    Diganta Misra, *Mish: a self regularized non-monotonic activation function*, BMVC 2020, arXiv 1908.08681.
    """
    require_floating("mish", input)

    def curve(x: Tensor) -> ValueAndSlope:
        near = x.clamp(-FAR, 21)  # there the gate has become 1
        p = torch.exp(near)
        opened = (p + 2).mul_(p)
        root = opened + 2
        value = (opened / root).mul_(x.clamp(min=-FAR))  # tanh(log(1 + p))

        def slope() -> Tensor:
            # Two ways to write the same. Near its dip the first loses digits, near 1 the second.
            above = (2 - 4 * near).mul_(p).sub_(near, alpha=4).add_(4).mul_(p).add_(4)
            below = (p + 4).mul_(p).add_(near, alpha=4).add_(6).mul_(p).add_(near, alpha=4).add_(4).mul_(p)
            square = root * root
            return torch.where(near > 0, 1 - above.div_(square), below.div_(square))

        return value, slope

    return with_slope(input, curve, inplace, kernel=("mish",))


@overridable
def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    r"""SiLU made of two lines and a parabola: number times its hard sigmoid.

    .. equation::
       :where: x real

       \operatorname{Hardswish}(x) =
       \begin{cases} 0 & \text{if } x \le -3 \\ x & \text{if } x \ge 3 \\
       \frac{x (x + 3)}{6} & \text{otherwise} \end{cases}

    The slope is 0 at the kink −3 and 1 at the kink 3, as it is outside.

    :param input: floating-point numbers, of any shape.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> hardswish(torch.tensor([-4.0, -1.0, 0.0, 4.0]))
    tensor([-0.0000, -0.3333,  0.0000,  4.0000])

    Andrew Howard and others, *Searching for MobileNetV3*, ICCV 2019, arXiv 1905.02244.
    """
    require_floating("hardswish", input)
    return elementwise(
        input,
        value=lambda x: x.clamp(min=-3).mul_(hardsigmoid(x)),
        derivative=torch.ops.aten.hardswish_backward,
        inplace=inplace,
    )


@overridable
def glu(input: Tensor, dim: int = -1) -> Tensor:
    r"""First half of the numbers, each times the sigmoid of its partner in the second half.

    .. equation::
       :where: a, b real[n]
       :of: glu([a, b])

       \operatorname{GLU}(a, b)_i = a_i \, \sigma(b_i)

    The halves :math:`a` and :math:`b` lie side by side in the input. There is no kink.

    :param input: floating-point numbers, of any shape; an even number of them along ``dim``.
    :param dim: the dimension to be halved.
    :returns: a tensor of the same dtype, and half as long along ``dim``.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
    :raises ValueError: if the length along ``dim`` is odd.
    :raises IndexError: if ``input`` has no dimension ``dim``.

    >>> glu(torch.tensor([3.0, 3.0, 3.0, 0.0, -1.0, 100.0]))
    tensor([1.5000, 0.8068, 3.0000])

    Yann Dauphin, Angela Fan, Michael Auli and David Grangier, *Language modeling with gated convolutional networks*,
    ICML 2017, arXiv 1612.08083.
    """
    require_floating("glu", input)
    dim = require_dimension("glu", dim, input)
    if input.dim() == 0 or input.shape[dim] % 2:
        raise ValueError(
            f"glu halves dimension {dim}, so it needs an even length; input {tuple(input.shape)} came. "
            "Choose another dim, or let the layer before it put out twice as many numbers"
        )
    number, gate = to_compute_dtype(input).chunk(2, dim)
    return (number * sigmoid(gate)).to(input.dtype)


class GELU(Activation, function=gelu):
    """Module of :func:`gelu`.

    >>> GELU()(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.1587,  0.0000,  2.9960])
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate


class SiLU(Activation, function=silu):
    """Module of :func:`silu`.

    >>> SiLU()(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.2689,  0.0000,  2.8577])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


class Mish(Activation, function=mish):
    """Module of :func:`mish`.

    >>> Mish()(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.3034,  0.0000,  2.9865])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


class Hardswish(Activation, function=hardswish):
    """Module of :func:`hardswish`.

    >>> Hardswish()(torch.tensor([-4.0, -1.0, 0.0, 4.0]))
    tensor([-0.0000, -0.3333,  0.0000,  4.0000])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        """Nothing, as in torch."""
        return ""


class GLU(Activation, function=glu):
    """Module of :func:`glu`.

    >>> GLU()(torch.tensor([3.0, 3.0, 0.0, -1.0]))
    tensor([1.5000, 0.8068])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim
