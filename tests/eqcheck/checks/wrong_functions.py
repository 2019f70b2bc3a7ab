"""Functions with a mistake in the code, each under the name of the one it replaces."""
import torch
import torch.nn.functional as F
from torch import Tensor


def relu_absolute(input: Tensor) -> Tensor:
    """relu: the absolute value."""
    return input.abs()


def relu_slope(input: Tensor) -> Tensor:
    """relu: twice the slope."""
    return F.relu(input) + (F.relu(input) - F.relu(input).detach())


def relu_detached(input: Tensor) -> Tensor:
    """relu: no gradient."""
    return F.relu(input.detach())


def leaky_forgets(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """leaky_relu: the slope is always the default."""
    return F.leaky_relu(input)


def leaky_kink(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """leaky_relu: a kink at 1/1024 rather than 0."""
    return torch.where(input > 2**-10, input, negative_slope * input)


def rrelu_mean(input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False) -> Tensor:
    """rrelu: the geometric mean of the slopes."""
    return F.leaky_relu(input, (lower * upper) ** 0.5)


def prelu_positive(input: Tensor, weight: Tensor) -> Tensor:
    """prelu: the slope on the positive side."""
    return torch.where(input > 0, weight * input, input)


def softplus_base(input: Tensor, beta: float = 1) -> Tensor:
    """softplus: the logarithm to base 2."""
    return torch.log2(1 + torch.exp(beta * input)) / beta


def softplus_beta(input: Tensor, beta: float = 1) -> Tensor:
    """softplus: multiplied by beta, not divided."""
    return torch.logaddexp(beta * input, torch.zeros_like(input)) * beta


def softplus_overflow(input: Tensor, beta: float = 1) -> Tensor:
    """softplus: the literal formula, which overflows."""
    return torch.log(1 + torch.exp(beta * input)) / beta


def softplus_straight(input: Tensor, beta: float = 1) -> Tensor:
    """softplus: a straight line beyond 20, as torch has it."""
    return F.softplus(input, beta)


def elu_alpha(input: Tensor, alpha: float = 1) -> Tensor:
    """elu: alpha inside the exponential."""
    return torch.where(input > 0, input, torch.expm1(alpha * input))


def celu_alpha(input: Tensor, alpha: float = 1) -> Tensor:
    """celu: that is elu."""
    return F.elu(input, alpha)


def selu_constant(input: Tensor) -> Tensor:
    """selu: the scale with four digits."""
    return 1.0507 * F.elu(input, 1.6732632423543772)


def gelu_tanh(input: Tensor) -> Tensor:
    """gelu: the approximation by tanh."""
    return F.gelu(input, approximate="tanh")


def relu6_slope(input: Tensor) -> Tensor:
    """relu6: 6 only beyond 7."""
    return torch.where(input > 7, 6, F.relu(input))


def hardtanh_swapped(input: Tensor, min_val: float = -1, max_val: float = 1) -> Tensor:
    """hardtanh: the bounds ignored below."""
    return input.clamp(max=max_val)


def threshold_equal(input: Tensor, threshold: float, value: float) -> Tensor:
    """threshold: at the threshold itself the number passes."""
    return torch.where(input >= threshold, input, value)


def hardshrink_equal(input: Tensor, lambd: float = 0.5) -> Tensor:
    """hardshrink: at the threshold itself the number passes."""
    return torch.where(input.abs() >= lambd, input, 0 * input)


def softshrink_hard(input: Tensor, lambd: float = 0.5) -> Tensor:
    """softshrink: that is hardshrink."""
    return torch.where(input.abs() > lambd, input, 0 * input)


def sigmoid_hard(input: Tensor) -> Tensor:
    """sigmoid: the piecewise linear one."""
    return F.hardsigmoid(input)


def softmax_unscaled(input: Tensor, dim: int) -> Tensor:
    """softmax: without the division."""
    return torch.exp(input)


def log_softmax_wrong_sign(input: Tensor, dim: int) -> Tensor:
    """log_softmax: the sign of the normalisation."""
    return input + torch.logsumexp(input, dim)


def mse_sum(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """mse_loss: the mean is the sum."""
    return F.mse_loss(input, target, reduction="none" if reduction == "none" else "sum")


def smooth_l1_beta(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """smooth_l1_loss: the switch at 1/2."""
    return F.smooth_l1_loss(input, target, reduction=reduction, beta=0.5)


def nll_unweighted(
    input: Tensor, target: Tensor, weight: Tensor, ignore_index: int = -100, reduction: str = "mean"
) -> Tensor:
    """nll_loss: the weights forgotten."""
    return F.nll_loss(input, target, ignore_index=ignore_index, reduction=reduction)


def nll_mean(
    input: Tensor, target: Tensor, weight: Tensor, ignore_index: int = -100, reduction: str = "mean"
) -> Tensor:
    """nll_loss: the mean over observations, not over weights."""
    losses = F.nll_loss(input, target, weight=weight, ignore_index=ignore_index, reduction="none")
    return losses if reduction == "none" else losses.sum() if reduction == "sum" else losses.mean()


def kl_swapped(input: Tensor, target: Tensor, reduction: str = "sum") -> Tensor:
    """kl_div: the distributions swapped."""
    return (input.exp() * (input - target.log())).sum()


def cross_entropy_half(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean") -> Tensor:
    """cross_entropy: smoothed labels."""
    return F.cross_entropy(input, target, weight=weight, reduction=reduction, label_smoothing=1 / 64)


WRONG_FUNCTIONS = [
    ("relu", relu_absolute), ("relu", relu_slope), ("relu", relu_detached), ("leaky_relu", leaky_forgets),
    ("leaky_relu", leaky_kink), ("rrelu", rrelu_mean), ("prelu", prelu_positive), ("softplus", softplus_base),
    ("softplus", softplus_beta), ("softplus", softplus_overflow), ("softplus", softplus_straight),
    ("elu", elu_alpha), ("celu", celu_alpha),
    ("selu", selu_constant), ("gelu", gelu_tanh), ("relu6", relu6_slope), ("hardtanh", hardtanh_swapped),
    ("threshold", threshold_equal), ("hardshrink", hardshrink_equal), ("softshrink", softshrink_hard),
    ("sigmoid", sigmoid_hard), ("softmax", softmax_unscaled), ("log_softmax", log_softmax_wrong_sign),
    ("mse_loss", mse_sum), ("smooth_l1_loss", smooth_l1_beta), ("nll_loss", nll_unweighted), ("nll_loss", nll_mean),
    ("kl_div", kl_swapped), ("cross_entropy", cross_entropy_half),
]
"""The function's name in the library, and what stands there by mistake."""
