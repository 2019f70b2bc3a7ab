r"""Mistakes to be found: true statements, and for each of them ways to get it wrong."""
from dataclasses import replace

from eqcheck.syntax.statement import Statement

from ..lecture import DEFINITIONS

FILE, LINE = "book/planted.md", 7

TRUE = {
    statement.name: replace(statement, file=FILE, line=LINE)
    for statement in (
        *DEFINITIONS,
        Statement("relu-scaling", "identity", r"\operatorname{ReLU}(c x) = c \operatorname{ReLU}(x)",
                  "x real; c real > 0"),
        Statement("leaky-parts", "identity", r"\operatorname{LeakyReLU}(x; a) = (x)^+ - a (x)^-",
                  "x real; a in 1/4, 0, -1, 2"),
        Statement("leaky-maximum", "identity", r"\operatorname{LeakyReLU}(x; a) = \max(x, a x)", "x real; a real <= 1"),
        Statement("tanh-sigmoid", "identity", r"\tanh(x) = 2 \operatorname{Sigmoid}(2 x) - 1", "x real"),
        Statement("sigmoid-mirror", "identity",
                  r"\operatorname{Sigmoid}(-x) = 1 - \operatorname{Sigmoid}(x)", "x real"),
        Statement("softmax-shift", "identity",
                  r"\operatorname{Softmax}(z)_i = \operatorname{Softmax}(x)_i, \quad z_j = x_j + c",
                  "x real[C]; c real in [-3, 3]"),
        Statement("softmin-softmax", "identity",
                  r"\operatorname{Softmin}(x)_i = \operatorname{Softmax}(-x)_i", "x real[C]"),
        Statement("softmax-sum", "identity", r"\sum_i \operatorname{Softmax}(x)_i = 1", "x real[C]"),
        Statement("softplus-difference", "identity",
                  r"\operatorname{Softplus}(x; \beta) - \operatorname{Softplus}(-x; \beta) = x",
                  "x real; beta in 1, 2, 1/2"),
        Statement("relu-slope", "derivative",
                  r"\operatorname{ReLU}'(x) = \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{if } x < 0 \end{cases}",
                  "x real"),
        Statement("elu-slope", "derivative",
                  r"\operatorname{ELU}'(x; \alpha) = \begin{cases} 1 & \text{if } x > 0 \\ "
                  r"\alpha \exp(x) & \text{if } x < 0 \end{cases}", "x real; alpha in 1/2, 2, 3/2"),
        Statement("sigmoid-slope", "derivative",
                  r"\operatorname{Sigmoid}'(x) = \operatorname{Sigmoid}(x) \operatorname{Sigmoid}(-x)", "x real"),
        Statement("tanh-slope", "derivative", r"\frac{d}{dx} \tanh(x) = 1 - \tanh(x)^2", "x real"),
        Statement("softplus-slope", "derivative",
                  r"\operatorname{Softplus}'(x; \beta) = \operatorname{Sigmoid}(\beta x)", "x real; beta in 1, 2, 1/2"),
        Statement("softmax-slope", "derivative",
                  r"\frac{\partial}{\partial x_j} \operatorname{Softmax}(x)_i = "
                  r"\operatorname{Softmax}(x)_i \left( \mathbb{1}\{i = j\} - \operatorname{Softmax}(x)_j \right)",
                  "x real[C]"),
        Statement("prelu-by-a", "derivative",
                  r"\frac{\partial}{\partial a} \operatorname{PReLU}(x; a) = \min(0, x)", "x real; a in 1/4, 0, -1"),
        Statement("relu-bound", "inequality", r"0 \le \operatorname{ReLU}(x)", "x real"),
        Statement("sigmoid-bound", "inequality", r"0 < \operatorname{Sigmoid}(x) < 1", "x real"),
        Statement("softplus-bound", "inequality",
                  r"\operatorname{ReLU}(x) < \operatorname{Softplus}(x; \beta) \le \operatorname{ReLU}(x) + "
                  r"\frac{\log 2}{\beta}", "x real; beta in 1, 2, 1/2"),
        Statement("elu-limit", "limit", r"\lim_{x \to -\infty} \operatorname{ELU}(x; \alpha) = -\alpha",
                  "alpha in 1/2, 1, 2"),
        Statement("relu-left", "limit", r"\lim_{h \to 0^-} \frac{\operatorname{ReLU}(h)}{h} = 0", ""),
        Statement("softsign-limit", "limit", r"\lim_{x \to \infty} \operatorname{Softsign}(x) = 1", ""),
        Statement("gelu-tanh", "approximation",
                  r"\operatorname{GELU}(x) \approx \frac{x}{2} \left( 1 + \tanh\left( \sqrt{\frac{2}{\pi}} "
                  r"\left( x + 0.044715 x^3 \right) \right) \right)", "x real", within="1/2000"),
        Statement("gelu-sigmoid", "approximation",
                  r"\operatorname{GELU}(x) \approx x \operatorname{Sigmoid}(1.702 x)", "x real", within="0.0204"),
        Statement("rrelu-draws", "distribution",
                  r"\operatorname{RReLU}(x; l, u) = \operatorname{LeakyReLU}(x; a), \quad a \sim \mathcal{U}(l, u)",
                  "x real; l in 1/8, 0; u in 1/2, 1", "rrelu(x, lower=l, upper=u, training=True)"),
        Statement("rrelu-values", "distribution", r"\operatorname{RReLU}(x; l, u) \sim \mathcal{U}(u x, l x)",
                  "x real in [-4, -1/4]; l in 1/8, 0; u in 1/2, 1", "rrelu(x, lower=l, upper=u, training=True)"),
    )
}

WRONG_EQUATIONS = [
    # definitions: sign
    ("leaky_relu", r"a x &", r"-a x &"),
    ("elu", r"\exp(x) - 1", r"\exp(x) + 1"),
    ("elu", r"\exp(x)", r"\exp(-x)"),
    ("softplus", r"\exp(\beta x)", r"\exp(-\beta x)"),
    ("sigmoid", r"\exp(-x)", r"\exp(x)"),
    ("softsign", r"1 + |x|", r"1 - |x|"),
    ("tanhshrink", r"x - \tanh", r"x + \tanh"),
    ("softshrink", r"x - \lambda &", r"x + \lambda &"),
    ("cross_entropy", r"= -x_c", r"= x_c"),
    ("nll_loss", r"l_n = -w", r"l_n = w"),
    ("kl_div", r"\sum_i p_i", r"-\sum_i p_i"),
    # definitions: bracket
    ("elu", r"(\exp(x) - 1))", r"(\exp(x) - 1)"),
    ("celu", r"\alpha (\exp(x/\alpha) - 1)", r"\alpha \exp(x/\alpha) - 1"),
    ("selu", r"\lambda \left( \max(0, x) + \min(0, \alpha (\exp(x) - 1)) \right)",
     r"\lambda \max(0, x) + \min(0, \alpha (\exp(x) - 1))"),
    ("hardshrink", r"x < -\lambda", r"x < - \lambda)"),
    # definitions: branch, order, relation
    ("relu", r"\max(0, x)", r"\min(0, x)"),
    ("relu", r"(x)^{+} = \max(0, x)", r"(x)^{+} = |x|"),
    ("rrelu", r"x \ge 0", r"x \le 0"),
    ("prelu", r"x \ge 0", r"x < 0"),
    ("hardtanh", r"b & \text{if } x > b", r"a & \text{if } x > b"),
    ("hardtanh", r"x < a", r"x > a"),
    ("threshold", r"x > t", r"x \ge t"),
    ("threshold", r"x & \text{if } x > t \\ v", r"v & \text{if } x > t \\ x"),
    ("hardshrink", r"x > \lambda", r"x \ge \lambda"),
    ("hardshrink", r"x < -\lambda", r"x < \lambda"),
    ("softshrink", r"x > \lambda", r"x > -\lambda"),
    ("smooth_errors", r"< 1", r"> 1"),
    ("relu6", r"\min(\max(0, x), 6)", r"\max(\min(0, x), 6)"),
    # definitions: dropped or misplaced parameter
    ("softplus", r"\frac{1}{\beta} \log", r"\log"),
    ("softplus", r"\exp(\beta x)", r"\exp(x)"),
    ("celu", r"x/\alpha", r"x"),
    ("elu", r"\alpha (\exp", r"(\exp"),
    ("threshold", r"\\ v", r"\\ 0"),
    ("rrelu", r"\frac{l + u}{2}", r"\frac{u - l}{2}"),
    ("rrelu", r"\frac{l + u}{2}", r"u"),
    ("weighted_cross_entropy", r"= w_c", r"="),
    # definitions: constant
    ("relu6", "6)", "5)"),
    ("selu", "1.0507009873554804934", "1.0507009873545804934"),
    ("selu", "1.6732632423543772848", "1.6732632423534772848"),
    ("smooth_errors", r"0.5 (x_i", r"(x_i"),
    ("smooth_errors", r"|x_i - y_i| - 0.5", r"|x_i - y_i| - 1"),
    ("squared_errors", r"(x_n - y_n)^2", r"(x_n - y_n)^3"),
    # definitions: missing 1/n, index, sum
    ("mse_loss", r"\frac{1}{N} \sum", r"\sum"),
    ("smooth_l1_loss", r"\frac{1}{N}", r"\frac{1}{N - 1}"),
    ("nll_loss", r"\frac{1}{\sum_{m=1}^N w_{y_m}}", r"\frac{1}{N}"),
    ("nll_loss", r"w_{y_n} x", r"w_{n} x"),
    ("nll_losses", r"x_{n,y_n}", r"x_{n,n}"),
    ("nll_losses", r"c \ne", r"c ="),
    ("absolute_errors", r"x_n - y_n", r"x_n - x_n"),
    ("softmax", r"{\sum_j \exp(x_j)}", r"{\sum_j \exp(-x_j)}"),
    ("softmin", r"\exp(-x_i)", r"\exp(x_i)"),
    ("log_softmax", r"\exp(x_i)", r"x_i"),
    ("cross_entropy", r"\log\left(\sum_j \exp(x_j)\right)", r"\sum_j \exp(x_j)"),
    ("cross_entropy_of_distributions", r"p_i \log q_i", r"q_i \log p_i"),
    ("kl_div", r"\frac{p_i}{q_i}", r"\frac{q_i}{p_i}"),
    ("kl_div", r"q_j = \exp(z_j)", r"q_j = z_j"),
    ("mse_loss", r"\text{'sum'}", r"\text{'mean'}"),
    # definitions: a name that is not there
    ("gelu", r"\Phi(x)", r"\Psi(x)"),
    ("gelu", r"x \Phi(x)", r"x \varphi(x)"),
    ("gelu", r"x \Phi(x)", r"t \Phi(x)"),
    # identities
    ("relu-scaling", r"= c \operatorname", r"= \operatorname"),
    ("leaky-parts", r"- a (x)^-", r"+ a (x)^-"),
    ("leaky-maximum", r"\max", r"\min"),
    ("tanh-sigmoid", r"(2 x) - 1", r"(x) - 1"),
    ("tanh-sigmoid", r"- 1", r"+ 1"),
    ("sigmoid-mirror", r"1 - ", r"- "),
    ("softmax-shift", r"z_j = x_j + c", r"z_j = c x_j"),
    ("softmin-softmax", r"(-x)_i", r"(x)_i"),
    ("softmax-sum", r"= 1", r"= C"),
    ("softplus-difference", r"= x", r"= \beta x"),
    # derivatives
    ("relu-slope", r"x > 0", r"x \ge 0"),
    ("relu-slope", r"1 & \text{if } x > 0 \\ 0", r"0 & \text{if } x > 0 \\ 1"),
    ("elu-slope", r"\alpha \exp(x)", r"\exp(x)"),
    ("elu-slope", r"\alpha \exp(x)", r"\alpha \exp(x) + \alpha"),
    ("sigmoid-slope", r"\operatorname{Sigmoid}(-x)", r"\operatorname{Sigmoid}(x)"),
    ("tanh-slope", r"1 - \tanh(x)^2", r"1 - \tanh(x)"),
    ("softplus-slope", r"(\beta x)", r"(x)"),
    ("softmax-slope", r"i = j", r"i \ne j"),
    ("softmax-slope", r"- \operatorname{Softmax}(x)_j", r"- \operatorname{Softmax}(x)_i"),
    ("prelu-by-a", r"\min", r"\max"),
    # inequalities, limits, approximations, distributions
    ("relu-bound", r"\le", r"<"),
    ("sigmoid-bound", r"< 1", r"< \frac{1}{2}"),
    ("softplus-bound", r"\le", r"<"),
    ("softplus-bound", r"\frac{\log 2}{\beta}", r"\beta \log 2"),
    ("elu-limit", r"= -\alpha", r"= -1"),
    ("elu-limit", r"-\infty", r"0"),
    ("relu-left", r"0^-", r"0^+"),
    ("relu-left", r"0^-", r"0"),
    ("softsign-limit", r"= 1", r"= \infty"),
    ("gelu-tanh", "0.044715", "0.04715"),
    ("gelu-tanh", r"x^3", r"x^2"),
    ("gelu-sigmoid", "1.702", "1.602"),
    ("rrelu-draws", r"(l, u)$", r"(0, u)$"),
    ("rrelu-draws", r"\mathcal{U}", r"\mathcal{N}"),
    ("rrelu-values", r"(u x, l x)", r"(l x, u x + l x)"),
]
"""The name of a true statement, the part of its formula to replace, and what stands there by mistake."""


def mistaken(name: str, part: str, mistake: str) -> Statement:
    """The statement with the mistake; a part that ends in ``$`` is the last of its kind."""
    statement = TRUE[name]
    last, part, mistake = part.endswith("$"), part.rstrip("$"), mistake.rstrip("$")
    assert part in statement.latex, f"{name} has no part {part}"
    if last:
        before, after = statement.latex.rsplit(part, 1)
        return replace(statement, latex=before + mistake + after)
    return replace(statement, latex=statement.latex.replace(part, mistake, 1))
