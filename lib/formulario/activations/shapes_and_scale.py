r"""Activations whose whole shape is learned: sums of Chebyshev polynomials, and splines."""

from collections.abc import Callable
from math import isfinite

import torch
from torch import Tensor, nn

from formulario._core.arguments import one_row_for_each_channel, require_floating, require_parameter
from formulario._core.dtypes import to_compute_dtype
from formulario._core.overridable import overridable
from formulario.activations.rectifiers import relu
from formulario.activations.saturating import hardtanh

__all__ = ["Chebyshev", "Spline", "chebyshev", "spline"]


@overridable
def chebyshev(input: Tensor, weight: Tensor) -> Tensor:
    r"""Sum of Chebyshev polynomials, whose coefficients are learned.

    .. equation::
       :where: x real; w real[K]; K in 2, 5

       \operatorname{Chebyshev}(x, w) = \sum_{k=1}^K w_k T_{k-1},
       \quad T_n = \cos(n \arccos(t)), \quad t = \max(-1, \min(x, 1))

    The polynomials are meant for numbers from −1 to 1, and a number beyond is clamped to the nearer end: the function
    is flat there, and passes no gradient, not even at −1 and at 1. With :func:`tanh` before it, no number is beyond. It
    is computed by additions and products alone, without an angle.

    :param input: floating-point numbers; dimension 1 holds the channels, and without it there is one channel.
    :param weight: the coefficients :math:`w`, a vector for all or a row for each channel; of the dtype of ``input``.
        The first one belongs to the constant :math:`T_0`; there is one more than the degree.
    :returns: a tensor of the same shape and dtype as ``input``.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers, or ``weight`` not one of the same dtype.
    :raises ValueError: if ``weight`` has another shape, or lies on another device.

    >>> x = torch.tensor([-20.0, 0.0, 0.5])
    >>> chebyshev(x, torch.tensor([0.0, 1.0]))
    tensor([-1.0000,  0.0000,  0.5000])
    >>> chebyshev(x, torch.tensor([0.0, 0.0, 1.0]))
    tensor([ 1.0000, -1.0000, -0.5000])
    >>> chebyshev(torch.tensor([[0.0, 0.0]]), torch.tensor([[3.0, 1.0], [0.0, 1.0]]))
    tensor([[3., 0.]])

    Sidharth S. S., Keerthana A. R., Gokul R. and Anas K. P., *Chebyshev polynomial-based Kolmogorov–Arnold networks*,
    2024, arXiv 2405.07200.
    """
    require_floating("chebyshev", input)
    coefficients = to_compute_dtype(one_row_for_each_channel("chebyshev", weight, input, least=1))
    t = hardtanh(to_compute_dtype(input))
    # Clenshaw's algorithm: from the last coefficient to the first, by the recurrence of the polynomials.
    later = last = torch.zeros_like(t)
    for coefficient in coefficients[1:].flip(0):
        later, last = 2 * t * later + coefficient - last, later
    return (t * later + coefficients[0] - last).to(input.dtype)


@overridable
def spline(input: Tensor, weight: Tensor, lower: float = -3.0, upper: float = 3.0) -> Tensor:
    r"""Straight pieces from knot to knot, whose heights are learned.

    .. equation::
       :where: x real; w real[K]; K in 3, 5; l in -2, -1; r in 2
       :of: spline(x, w, lower=l, upper=r)

       \operatorname{Spline}(x, w; l, r) = w_1 + \frac{w_2 - w_1}{h} (x - l)
       + \sum_{k=2}^{K-1} \frac{w_{k+1} - 2 w_k + w_{k-1}}{h} \operatorname{ReLU}(x - l - (k - 1) h),
       \quad h = \frac{r - l}{K - 1}

    The knots stand at equal distances :math:`h` from :math:`l` to :math:`r`, and the function has the height
    :math:`w_k` at the one with number :math:`k`. Beyond the ends the outermost pieces go on. At a knot the slope is the
    left one.

    :param input: floating-point numbers; dimension 1 holds the channels, and without it there is one channel.
    :param weight: the heights :math:`w`, a vector for all or a row for each channel; of the dtype of ``input``. There
        are as many as knots, at least 2.
    :param lower: the place :math:`l` of the first knot.
    :param upper: the place :math:`r` of the last knot, above ``lower``.
    :returns: a tensor of the same shape and dtype as ``input``.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers, or ``weight`` not one of the same dtype.
    :raises ValueError: if ``weight`` has another shape, or lies on another device, or the ends are not finite numbers
        in this order.

    >>> x = torch.tensor([-2.0, -0.5, 0.5, 4.0])
    >>> spline(x, torch.tensor([1.0, 0.0, 1.0]), lower=-1, upper=1)
    tensor([2.0000, 0.5000, 0.5000, 4.0000])
    >>> spline(x[:2].view(1, 2), torch.tensor([[1.0, 0.0, 1.0], [7.0, 7.0, 7.0]]), lower=-1, upper=1)
    tensor([[2., 7.]])

    Forest Agostinelli, Matthew Hoffman, Peter Sadowski and Pierre Baldi, *Learning activation functions to improve deep
    neural networks*, 2014, arXiv 1412.6830.
    """
    require_floating("spline", input)
    require_parameter("spline", "lower", lower, "a finite number", isfinite(lower))
    require_parameter("spline", "upper", upper, f"a finite number above lower={lower}", lower < upper < float("inf"))
    heights = to_compute_dtype(one_row_for_each_channel("spline", weight, input, least=2), lower, upper)
    x = to_compute_dtype(input, lower, upper)
    knots = torch.linspace(lower, upper, len(heights), dtype=x.dtype, device=x.device)
    piece = torch.bucketize(x.detach().contiguous(), knots[1:-1])
    left, right = _entries(knots, piece), _entries(knots, piece + 1)
    channels = heights[0].numel()
    own = piece * channels + torch.arange(channels, device=x.device).view(heights[0].shape)
    left_height, right_height = _entries(heights, own), _entries(heights, own + channels)
    inside = x.clamp(lower, upper)
    # Beyond the ends this form would cancel, and near a knot of height 0 the other one.
    between = ((inside - left) * right_height + (right - inside) * left_height) / (right - left)
    rise = (right_height - left_height) / (right - left)
    distance = (x - inside).masked_fill(x.isinf() & (rise == 0), 0)  # how far it is does not matter there
    return (between + distance * rise).to(input.dtype)


def _entries(tensor: Tensor, places: Tensor) -> Tensor:
    """The entries at these places, counted through all of a tensor: ``take``, which has no rule for ``vmap``."""
    return tensor.flatten().index_select(0, places.flatten()).view(places.shape)


class Chebyshev(nn.Module):
    """Module of :func:`chebyshev`, which owns the coefficients and lets an optimiser learn them.

    It starts as :func:`hardtanh`: the coefficient of :math:`T_1` is 1, all others are 0.

    :param num_parameters: how many shapes: 1, or the number of channels.
    :param degree: the highest degree of a polynomial, at least 1.
    :param device: where the coefficients live.
    :param dtype: the dtype of the coefficients.

    >>> shape = Chebyshev(degree=3)
    >>> shape.weight
    Parameter containing:
    tensor([[0., 1., 0., 0.]], requires_grad=True)
    >>> shape(torch.tensor([-20.0, 0.0, 0.5])).tolist()
    [-1.0, 0.0, 0.5]
    """

    def __init__(
        self,
        num_parameters: int = 1,
        degree: int = 5,
        device: torch.device | str | int | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        require_parameter("Chebyshev", "degree", degree, "1 or more", degree >= 1)
        self.num_parameters = num_parameters
        self.degree = degree
        self.weight = nn.Parameter(torch.empty(num_parameters, degree + 1, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set every shape back to :func:`hardtanh`."""
        with torch.no_grad():
            self.weight.zero_()[:, 1] = 1

    def forward(self, input: Tensor) -> Tensor:
        """The sum of polynomials that belongs to the channel, of each number of ``input``."""
        return chebyshev(input, self.weight)

    def extra_repr(self) -> str:
        """The number of shapes, and their degree."""
        return f"num_parameters={self.num_parameters}, degree={self.degree}"


class Spline(nn.Module):
    """Module of :func:`spline`, which owns the heights and lets an optimiser learn them.

    :param num_parameters: how many shapes: 1, or the number of channels.
    :param knots: how many knots a shape has, at least 2. With an odd number, one of them is in the middle.
    :param lower: the place of the first knot.
    :param upper: the place of the last knot, above ``lower``.
    :param init: the shape at the start: a function of tensors, which is asked for its values at the knots.
    :param device: where the heights live.
    :param dtype: the dtype of the heights.

    >>> shape = Spline(knots=3, lower=-1, upper=1)
    >>> shape.weight
    Parameter containing:
    tensor([[0., 0., 1.]], requires_grad=True)
    >>> shape(torch.tensor([-2.0, 0.5, 3.0])).tolist()
    [0.0, 0.5, 3.0]
    >>> Spline(knots=3, init=torch.abs).weight.tolist()
    [[3.0, 0.0, 3.0]]
    """

    def __init__(
        self,
        num_parameters: int = 1,
        knots: int = 9,
        lower: float = -3.0,
        upper: float = 3.0,
        init: Callable[[Tensor], Tensor] = relu,
        device: torch.device | str | int | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        require_parameter("Spline", "knots", knots, "2 or more", knots >= 2)
        self.num_parameters = num_parameters
        self.knots = knots
        self.lower = lower
        self.upper = upper
        self.init = init
        self.weight = nn.Parameter(torch.empty(num_parameters, knots, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set every shape back to ``init``."""
        places = torch.linspace(self.lower, self.upper, self.knots, device=self.weight.device, dtype=self.weight.dtype)
        with torch.no_grad():
            self.weight.copy_(self.init(places).expand_as(self.weight))

    def forward(self, input: Tensor) -> Tensor:
        """The spline that belongs to the channel, of each number of ``input``."""
        return spline(input, self.weight, self.lower, self.upper)

    def extra_repr(self) -> str:
        """The number of shapes, and where their knots are."""
        return f"num_parameters={self.num_parameters}, knots={self.knots}, lower={self.lower}, upper={self.upper}"
