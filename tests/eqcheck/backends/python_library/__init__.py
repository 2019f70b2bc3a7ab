"""A library of plain Python functions: floats, and lists of floats."""
import math
import random


def sigmoid(x):
    r"""The logistic function, without an overflow.

    .. equation::
       :where: x real

       \operatorname{Sigmoid}(x) = \frac{1}{1 + \exp(-x)}
    """
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def softplus(x, beta=1.0):
    r"""A smooth maximum of 0 and x.

    .. equation::
       :where: x real; beta in 1, 2, 1/2

       \operatorname{Softplus}(x; \beta) = \frac{\log(1 + \exp(\beta x))}{\beta}
    """
    return (max(beta * x, 0) + math.log1p(math.exp(-abs(beta * x)))) / beta


def softmax(x):
    r"""Positive numbers that sum to 1.

    .. equation::
       :where: x real[N]

       \operatorname{Softmax}(x)_i = \frac{\exp(x_i)}{\sum_j \exp(x_j)}
    """
    powers = [math.exp(entry - max(x)) for entry in x]
    return [power / sum(powers) for power in powers]


def mse_loss(prediction, target, reduction="mean"):
    r"""Squared differences.

    .. equation::
       :where: x, y real[N]; reduction in 'mean', 'sum'
       :of: mse_loss(x, y, reduction=reduction)

       \operatorname{MSE}(x, y; \mathrm{reduction}) = \begin{cases}
       \frac{1}{N} \sum_{n=1}^N l_n & \text{if } \mathrm{reduction} = \text{'mean'} \\
       \sum_{n=1}^N l_n & \text{if } \mathrm{reduction} = \text{'sum'}
       \end{cases}, \quad l_n = (x_n - y_n)^2
    """
    squares = [(a - b) ** 2 for a, b in zip(prediction, target, strict=True)]
    if reduction == "none":
        return squares
    return sum(squares) / (len(squares) if reduction == "mean" else 1)


def nll(scores, target):
    r"""The negative score of a class.

    .. equation::
       :where: x real[C]; y class(C)

       \operatorname{NLL}(x, y) = -x_y
    """
    return -scores[target]


def joined(rows):
    r"""Two lists side by side.

    .. equation::
       :where: x real[a]; y real[b]; i class(a + b)
       :of: joined([x, y])

       \operatorname{Joined}(x, y)_i = \begin{cases} x_i & \text{if } i \le a \\ y_{i-a} & \text{otherwise} \end{cases}
    """
    return rows


def jitter(x, low=0.5, high=1.5, training=False):
    r"""A random share of x, or the mean one.

    .. equation::
       :where: x real; l in 1/2; u in 3/2
       :of: jitter(x, low=l, high=u)

       \operatorname{Jitter}(x; l, u) = \frac{l + u}{2} x
    """
    return x * random.uniform(low, high) if training else (low + high) / 2 * x
