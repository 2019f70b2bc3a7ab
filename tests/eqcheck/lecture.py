r"""The 35 displayed formulas of the lecture, in house style and with their mistakes corrected.

``torch.nn.functional`` stands in for the library. Where the lecture prints one formula in two parts or two formulas
under one name, each has a name of its own here; the order is the lecture's.
"""
from __future__ import annotations

from eqcheck.syntax import tree
from eqcheck.syntax.defined_names import defined_names
from eqcheck.syntax.domains import read_where
from eqcheck.syntax.parser import Names, read
from eqcheck.syntax.statement import Statement

SELU_SCALE = "1.0507009873554804934193349852946"
SELU_ALPHA = "1.6732632423543772848170429916717"

ACTIVATIONS = (
    Statement("relu", "definition", r"\operatorname{ReLU}(x) = (x)^{+} = \max(0, x)", "x real", "relu(x)"),
    Statement(
        "rrelu", "definition",
        r"""\operatorname{RReLU}(x; l, u) =
\begin{cases} x & \text{if } x \ge 0 \\ \frac{l + u}{2} x & \text{otherwise} \end{cases}""",
        "x real; l in 1/8, 0; u in 1/2, 1/4; l < u", "rrelu(x, lower=l, upper=u)",
    ),
    Statement(
        "leaky_relu", "definition",
        r"\operatorname{LeakyReLU}(x; a) = \begin{cases} x & \text{if } x \ge 0 \\ a x & \text{otherwise} \end{cases}",
        "x real; a in 1/100, 0, 1/4, 1, -1", "leaky_relu(x, negative_slope=a)",
    ),
    Statement(
        "prelu", "definition",
        r"\operatorname{PReLU}(x; a) = \begin{cases} x & \text{if } x \ge 0 \\ a x & \text{otherwise} \end{cases}",
        "x real; a in 1/4, 0, 1, -1", "prelu(x, a)",
    ),
    Statement(
        "softplus", "definition",
        r"\operatorname{Softplus}(x; \beta) = \frac{1}{\beta} \log(1 + \exp(\beta x))",
        "x real; beta in 1, 1/2, 2", "softplus(x, beta=beta)",
    ),
    Statement(
        "elu", "definition",
        r"\operatorname{ELU}(x; \alpha) = \max(0, x) + \min(0, \alpha (\exp(x) - 1))",
        "x real; alpha in 1, 1/2, 2", "elu(x, alpha=alpha)",
    ),
    Statement(
        "celu", "definition",
        r"\operatorname{CELU}(x; \alpha) = \max(0, x) + \min(0, \alpha (\exp(x/\alpha) - 1))",
        "x real; alpha in 1, 1/2, 2", "celu(x, alpha=alpha)",
    ),
    Statement(
        "selu", "definition",
        rf"""\operatorname{{SELU}}(x) = \lambda \left( \max(0, x) + \min(0, \alpha (\exp(x) - 1)) \right), \quad
\lambda = {SELU_SCALE}, \quad \alpha = {SELU_ALPHA}""",
        "x real", "selu(x)",
    ),
    Statement("gelu", "definition", r"\operatorname{GELU}(x) = x \Phi(x)", "x real", "gelu(x)"),
    Statement("relu6", "definition", r"\operatorname{ReLU6}(x) = \min(\max(0, x), 6)", "x real", "relu6(x)"),
    Statement(
        "sigmoid", "definition",
        r"\operatorname{Sigmoid}(x) = \sigma(x) = \frac{1}{1 + \exp(-x)}",
        "x real", "sigmoid(x)",
    ),
    Statement(
        "tanh", "definition",
        r"\operatorname{Tanh}(x) = \tanh(x) = \frac{\exp(x) - \exp(-x)}{\exp(x) + \exp(-x)}",
        "x real", "tanh(x)",
    ),
    Statement("softsign", "definition", r"\operatorname{Softsign}(x) = \frac{x}{1 + |x|}", "x real", "softsign(x)"),
    Statement(
        "hardtanh", "definition",
        r"""\operatorname{Hardtanh}(x; a, b) =
\begin{cases} b & \text{if } x > b \\ a & \text{if } x < a \\ x & \text{otherwise} \end{cases}""",
        "x real; a in -1, -2, 1/4; b in 1, 1/2; a < b", "hardtanh(x, min_val=a, max_val=b)",
    ),
    Statement(
        "threshold", "definition",
        r"\operatorname{Threshold}(x; t, v) = \begin{cases} x & \text{if } x > t \\ v & \text{otherwise} \end{cases}",
        "x real; t in 1/4, 0, -1; v in 0, 2, -1/2", "threshold(x, t, v)",
    ),
    Statement("tanhshrink", "definition", r"\operatorname{Tanhshrink}(x) = x - \tanh(x)", "x real", "tanhshrink(x)"),
    Statement(
        "softshrink", "definition",
        r"""\operatorname{Softshrink}(x; \lambda) = \begin{cases}
x - \lambda & \text{if } x > \lambda \\ x + \lambda & \text{if } x < -\lambda \\ 0 & \text{otherwise} \end{cases}""",
        "x real; lambda in 1/2, 0, 2", "softshrink(x, lambd=lambda)",
    ),
    Statement(
        "hardshrink", "definition",
        r"""\operatorname{Hardshrink}(x; \lambda) = \begin{cases}
x & \text{if } x > \lambda \\ x & \text{if } x < -\lambda \\ 0 & \text{otherwise} \end{cases}""",
        "x real; lambda in 1/2, 0, 2", "hardshrink(x, lambd=lambda)",
    ),
    Statement(
        "logsigmoid", "definition",
        r"\operatorname{LogSigmoid}(x) = \log\left(\frac{1}{1 + \exp(-x)}\right)",
        "x real", "logsigmoid(x)",
    ),
    Statement(
        "softmin", "definition",
        r"\operatorname{Softmin}(x)_i = \frac{\exp(-x_i)}{\sum_j \exp(-x_j)}",
        "x real[C]", "softmin(x, dim=0)",
    ),
    Statement(
        "softmax", "definition",
        r"\operatorname{Softmax}(x)_i = \frac{\exp(x_i)}{\sum_j \exp(x_j)}",
        "x real[C]", "softmax(x, dim=0)",
    ),
    Statement(
        "log_softmax", "definition",
        r"\operatorname{LogSoftmax}(x)_i = \log\left(\frac{\exp(x_i)}{\sum_j \exp(x_j)}\right)",
        "x real[C]", "log_softmax(x, dim=0)",
    ),
)

LOSSES = (
    Statement(
        "squared_errors", "definition",
        r"\operatorname{SquaredErrors}(x, y) = (l_1, \dots, l_N), \quad l_n = (x_n - y_n)^2",
        "x, y real[N]", "mse_loss(x, y, reduction='none')",
    ),
    Statement(
        "mse_loss", "definition",
        r"""\operatorname{MSE}(x, y; \mathrm{reduction}) = \begin{cases}
\frac{1}{N} \sum_{n=1}^N l_n & \text{if } \mathrm{reduction} = \text{'mean'} \\
\sum_{n=1}^N l_n & \text{if } \mathrm{reduction} = \text{'sum'} \end{cases}, \quad l_n = (x_n - y_n)^2""",
        "x, y real[N]; reduction in 'mean', 'sum'", "mse_loss(x, y, reduction=reduction)",
    ),
    Statement(
        "absolute_errors", "definition",
        r"\operatorname{AbsoluteErrors}(x, y) = (l_1, \dots, l_N), \quad l_n = \lvert x_n - y_n \rvert",
        "x, y real[N]", "l1_loss(x, y, reduction='none')",
    ),
    Statement(
        "smooth_l1_loss", "definition",
        r"\operatorname{SmoothL1}(x, y) = \frac{1}{N} \sum_{i=1}^N \operatorname{SmoothErrors}(x, y)_i",
        "x, y real[N]", "smooth_l1_loss(x, y)",
    ),
    Statement(
        "smooth_errors", "definition",
        r"""\operatorname{SmoothErrors}(x, y)_i = \begin{cases} 0.5 (x_i - y_i)^2 & \text{if } |x_i - y_i| < 1 \\
|x_i - y_i| - 0.5 & \text{otherwise} \end{cases}""",
        "x, y real[N]", "smooth_l1_loss(x, y, reduction='none')",
    ),
    Statement(
        "nll_losses", "definition",
        r"""\operatorname{NLLs}(x, y; w, \mathrm{ignore\_index}) = (l_1, \dots, l_N), \quad
l_n = -v_{y_n} x_{n,y_n}, \quad v_c = w_c \cdot \mathbb{1}\{c \ne \mathrm{ignore\_index}\}""",
        "x real[N, C]; y class(C)[N]; w real[C] > 0; ignore_index class(C)",
        "nll_loss(x, y, weight=w, ignore_index=ignore_index, reduction='none')",
    ),
    Statement(
        "nll_loss", "definition",
        r"""\operatorname{NLL}(x, y; w, \mathrm{reduction}) = \begin{cases}
\sum_{n=1}^N \frac{1}{\sum_{m=1}^N w_{y_m}} l_n & \text{if } \mathrm{reduction} = \text{'mean'} \\
\sum_{n=1}^N l_n & \text{if } \mathrm{reduction} = \text{'sum'} \end{cases}, \quad l_n = -w_{y_n} x_{n,y_n}""",
        "x real[N, C]; y class(C)[N]; w real[C] > 0; reduction in 'mean', 'sum'",
        "nll_loss(x, y, weight=w, reduction=reduction)",
    ),
    Statement(
        "cross_entropy", "definition",
        r"""\operatorname{CE}(x, c) = -\log\left(\frac{\exp(x_c)}{\sum_j \exp(x_j)}\right)
= -x_c + \log\left(\sum_j \exp(x_j)\right)""",
        "x real[C]; c class(C)", "cross_entropy(x, c)",
    ),
    Statement(
        "weighted_cross_entropy", "definition",
        r"\operatorname{WeightedCE}(x, c; w) = w_c \left(-x_c + \log\left(\sum_j \exp(x_j)\right)\right)",
        "x real[C]; c class(C); w real[C] > 0", "cross_entropy(x, c, weight=w, reduction='sum')",
    ),
    Statement(
        "cross_entropy_by_entropy", "identity",
        r"\operatorname{H}(p, z) = -\sum_i p_i \log p_i + \operatorname{KL}(p \,\|\, \operatorname{LogSoftmax}(z))",
        "p distribution[C]; z real[C]",
    ),
    Statement(
        "cross_entropy_of_distributions", "definition",
        r"\operatorname{H}(p, z) = -\sum_i p_i \log q_i, \quad q_j = \operatorname{Softmax}(z)_j",
        "p distribution[C]; z real[C]", "cross_entropy(z, p)",
    ),
    Statement(
        "entropy", "identity",
        r"\operatorname{H}(p, (\log p_1, \dots, \log p_C)) = -\sum_i p_i \log p_i",
        "p distribution[C]",
    ),
    Statement(
        "kl_div", "definition",
        r"\operatorname{KL}(p \,\|\, z) = \sum_i p_i \log \frac{p_i}{q_i}, \quad q_j = \exp(z_j)",
        "p distribution[C]; z real[C]", "kl_div(z, p, reduction='sum')",
    ),
)

STATEMENTS = ACTIVATIONS + LOSSES

DEFINITIONS = tuple(statement for statement in STATEMENTS if statement.kind == "definition")
FUNCTIONS = frozenset(head for definition in DEFINITIONS for head in defined_names(definition.latex))
"""Every name that the lecture introduces."""


def read_statement(statement: Statement) -> tree.Equation:
    """The tree of one of them."""
    return read(statement.latex, Names(FUNCTIONS, read_where(statement.where).names))
