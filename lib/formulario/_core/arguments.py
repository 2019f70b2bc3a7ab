"""What a function accepts. Each error states the rule, what came, and the remedy."""

from collections.abc import Sequence

import torch
from torch import Tensor

from formulario._core.dtypes import under_autocast


def require_floating(function: str, input: Tensor, name: str = "input") -> None:
    """Refuse everything that is not a tensor of floating-point numbers. ``name`` is what the function calls it.

    >>> require_floating("leaky_relu", torch.tensor([1, 2]))
    Traceback (most recent call last):
    TypeError: leaky_relu takes floating-point numbers; torch.int64 came. Convert it first: input.float()
    """
    if not (isinstance(input, Tensor) and input.is_floating_point()):
        require_ordered(function, input, name)
        raise TypeError(
            f"{function} takes floating-point numbers; {input.dtype} came. Convert it first: {name}.float()"
        )


def require_ordered(function: str, input: Tensor, name: str = "input") -> None:
    """Refuse everything that is not a tensor of real numbers, floating-point or integer.

    >>> require_ordered("relu", [1.0, 2.0])
    Traceback (most recent call last):
    TypeError: relu takes a tensor; list came. Convert it first: torch.as_tensor(input)
    """
    require_tensor(function, input, name)
    if input.is_complex():
        raise TypeError(
            f"{function} takes real numbers, which have an order; {input.dtype} came. "
            f"Apply it to {name}.real and to {name}.imag"
        )
    if input.dtype is torch.bool:
        raise TypeError(f"{function} takes numbers; torch.bool came. Convert it first: {name}.float()")


def require_tensor(function: str, input: Tensor, name: str = "input") -> None:
    """Refuse what is no tensor."""
    if not isinstance(input, Tensor):
        came = type(input).__name__
        raise TypeError(f"{function} takes a tensor; {came} came. Convert it first: torch.as_tensor({name})")


def require_bounds(function: str, lower_name: str, lower: float, upper_name: str, upper: float) -> None:
    """Refuse bounds that enclose nothing.

    >>> require_bounds("rrelu", "lower", 0.5, "upper", 0.25)
    Traceback (most recent call last):
    ValueError: rrelu needs lower <= upper; lower=0.5, upper=0.25 came. Exchange or correct them
    """
    if not lower <= upper:
        raise ValueError(
            f"{function} needs {lower_name} <= {upper_name}; {lower_name}={lower}, {upper_name}={upper} came. "
            "Exchange or correct them"
        )


def require_one_for_each_channel(function: str, weight: Tensor, input: Tensor) -> Tensor:
    """Refuse a weight that is neither one number nor one for each channel of ``input``; under autocast, cast it.

    >>> require_one_for_each_channel("prelu", torch.zeros(2), torch.zeros(5, 3))
    Traceback (most recent call last):
    ValueError: prelu needs a weight with 1 number or 3, one for each channel; shape (2,) came with input (5, 3). ...
    """
    _require_tensor(function, weight)
    _require_channels(function, weight, input, "number", weight.numel(), weight.dim() <= 1)
    return _like(function, weight, input)


def one_row_for_each_channel(function: str, weight: Tensor, input: Tensor, least: int) -> Tensor:
    """Shape ``weight``, one row of numbers or one for each channel of ``input``: its first dimension goes along a row.

    Each of the numbers then multiplies channel by channel.

    >>> one_row_for_each_channel("spline", torch.zeros(3, 9), torch.zeros(5, 3, 8, 8), least=2).shape
    torch.Size([9, 3, 1, 1])
    >>> one_row_for_each_channel("spline", torch.zeros(9), torch.zeros(5, 3, 8, 8), least=2).shape
    torch.Size([9])
    >>> one_row_for_each_channel("spline", torch.zeros(2, 9), torch.zeros(5, 3), least=2)
    Traceback (most recent call last):
    ValueError: spline needs a weight with 1 row or 3, one for each channel; shape (2, 9) came with input (5, 3). ...
    """
    _require_tensor(function, weight)
    rows = weight.reshape(1, -1) if weight.dim() < 2 else weight
    _require_channels(function, weight, input, "row", len(rows), rows.dim() == 2)
    if rows.shape[1] < least:
        raise ValueError(
            f"{function} needs {least} or more numbers in a row of its weight; shape {tuple(weight.shape)} came. "
            "Make the rows longer"
        )
    rows = _like(function, rows, input)
    return rows[0] if len(rows) == 1 else rows.T.reshape(*rows.T.shape, *[1] * (input.dim() - 2))


def _require_tensor(function: str, weight: Tensor) -> None:
    """Refuse a weight that is no tensor."""
    if not isinstance(weight, Tensor):
        came = type(weight).__name__
        raise TypeError(
            f"{function} needs a weight that is a tensor; {came} came. Convert it first: torch.tensor(weight)"
        )


def _require_channels(function: str, weight: Tensor, input: Tensor, unit: str, count: int, fits: bool) -> None:
    """Refuse a weight that has neither one unit for all nor one for each channel of ``input``."""
    channels = input.shape[1] if input.dim() > 1 else 1
    if not (fits and count in (1, channels)):
        wanted = f"1 {unit} or {channels}, one for each channel" if channels != 1 else f"1 {unit}"
        raise ValueError(
            f"{function} needs a weight with {wanted}; shape {tuple(weight.shape)} came with input "
            f"{tuple(input.shape)}. Channels are dimension 1 of the input: move them there, or resize the weight"
        )


def _like(function: str, weight: Tensor, input: Tensor) -> Tensor:
    """The weight, if it has the dtype and the device of ``input``; under autocast, in the dtype of ``input``."""
    if weight.dtype != input.dtype:
        if under_autocast(input):
            weight = weight.to(input.dtype)
        else:
            raise TypeError(
                f"{function} needs a weight of the input's dtype; {weight.dtype} came with {input.dtype}. "
                "Convert it first: weight.to(input.dtype)"
            )
    if weight.device != input.device:
        raise ValueError(
            f"{function} needs a weight on the input's device; {weight.device} came with {input.device}. "
            "Move it first: weight.to(input.device)"
        )
    return weight


def require_parameter(function: str, name: str, value: float | None, rule: str, holds: bool) -> None:
    """Refuse a parameter that is out of its domain.

    >>> require_parameter("softshrink", "lambd", -0.5, "a finite number, 0 or more", holds=False)
    Traceback (most recent call last):
    ValueError: softshrink needs lambd to be a finite number, 0 or more; lambd=-0.5 came. Choose another one
    """
    if not holds:
        raise ValueError(f"{function} needs {name} to be {rule}; {name}={value!r} came. Choose another one")


def require_option(function: str, name: str, value: str, options: Sequence[str]) -> None:
    """Refuse a word that is none of the options.

    >>> require_option("gelu", "approximate", "fast", ("none", "tanh"))
    Traceback (most recent call last):
    ValueError: gelu knows approximate='none' and 'tanh'; 'fast' came. Choose one of them
    """
    if value not in options:
        known = ", ".join(map(repr, options[:-1])) + f" and {options[-1]!r}"
        raise ValueError(f"{function} knows {name}={known}; {value!r} came. Choose one of them")


def default_dimension(input: Tensor) -> int:
    """The dimension that torch's softmax works along where nobody says which.

    >>> default_dimension(torch.zeros(2, 3)), default_dimension(torch.zeros(2, 3, 4))
    (1, 0)
    """
    return 0 if input.dim() in (0, 1, 3) else 1


def require_dimension(function: str, dim: int, input: Tensor) -> int:
    """The dimension to work along, which has to be there.

    >>> require_dimension("softmax", 1, torch.zeros(3))
    Traceback (most recent call last):
    IndexError: softmax works along a dimension of its input; dim=1 came with input (3,). Take one from -1 to 0
    """
    dimensions = max(input.dim(), 1)
    if not -dimensions <= dim < dimensions:
        raise IndexError(
            f"{function} works along a dimension of its input; dim={dim} came with input {tuple(input.shape)}. "
            f"Take one from {-dimensions} to {dimensions - 1}"
        )
    return dim
