"""A library of numpy functions, as somebody else might have written it."""
import numpy as np


def sigmoid(x):
    r"""The logistic function.

    .. equation::
       :where: x real

       \operatorname{Sigmoid}(x) = \frac{1}{1 + \exp(-x)}
    """
    return 1 / (1 + np.exp(-x))


def softplus(x, beta=1.0):
    r"""A smooth maximum of 0 and x.

    .. equation::
       :where: x real; beta in 1, 2, 1/2

       \operatorname{Softplus}(x; \beta) = \frac{\log(1 + \exp(\beta x))}{\beta}
    """
    return np.logaddexp(0, beta * x) / beta


def leaky_relu(x: np.ndarray, slope: float = 0.01) -> np.ndarray:
    r"""A straight line on either side of 0.

    .. equation::
       :where: x real; a in 1/4, 0, -1
       :of: leaky_relu(x, slope=a)

       \operatorname{LeakyReLU}(x; a) = \begin{cases} x & \text{if } x \ge 0 \\ a x & \text{otherwise} \end{cases}
    """
    return np.where(x >= 0, x, slope * x)


def softmax(x):
    r"""Positive numbers that sum to 1.

    .. equation::
       :where: x real[N]

       \operatorname{Softmax}(x)_i = \frac{\exp(x_i)}{\sum_j \exp(x_j)}
    """
    powers = np.exp(x - x.max())
    return powers / powers.sum()


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
    squares = (prediction - target) ** 2
    return {"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction](squares)


def nll(scores, target):
    r"""The negative score of a class.

    .. equation::
       :where: x real[C]; y class(C)

       \operatorname{NLL}(x, y) = -x_y
    """
    return -scores[target]


def jitter(x, low=0.5, high=1.5, training=False, rng=None):
    r"""A random share of x, or the mean one.

    .. equation::
       :where: x real; l in 1/2; u in 3/2
       :of: jitter(x, low=l, high=u)

       \operatorname{Jitter}(x; l, u) = \frac{l + u}{2} x
    """
    if not training:
        return (low + high) / 2 * x
    return x * (rng.uniform if rng else np.random.uniform)(low, high, size=np.shape(x))
