"""Wrong statements are refuted at a point: narrow bumps, tiny errors, errors far out, bounds that just fail."""
from fractions import Fraction

import pytest
from eqcheck.proof import Proof

from .statements import outcome, proved, refuted

WRONG = [
    # narrow bumps, smooth and with kinks
    (r"\operatorname{ReLU}(x) = \max(0, x) + \exp(-10^{12} (x - 15.3)^2)", "x real"),
    (r"\tanh(x) = \tanh(x) + \max(0, 10^{-6} - |x - 4.04|)", "x real"),
    (r"|x| = \begin{cases} 7 & \text{if } x = 0.3 \\ |x| & \text{otherwise} \end{cases}", "x real"),
    # tiny errors
    (r"\tanh(x) = 2 \sigma(2 x) - 1 + 10^{-15}", "x real"),
    (r"\sigma(-x) = 1 - \sigma(x) (1 + 10^{-60})", "x real"),
    (r"\pi = 3.14159265358979323846264338327950288419716939937510582097494459", ""),
    # far out
    (r"\operatorname{ReLU}(x) = \min(\max(0, x), 10^7)", "x real"),
    (r"x = x + \max(0, x - 10^{12})^2", "x real"),
    (r"|x| = \max(x, -x) - \max(0, -10^9 - x)", "x real"),
    # one side of one kink, ends of the domain
    (r"\operatorname{Leaky}(x; a) = \max(x, a x)", "x real; a real <= 1.000001"),
    (r"\operatorname{ReLU}(x) = x", "x real >= -0.0000001"),
    (r"\operatorname{sign}(x) \operatorname{ReLU}(x) = \max(0, x) + \mathbb{1}\{x = 0\}", "x real"),
    (r"\frac{x}{x} = 1", "x real"),
    (r"\sqrt{x}^2 = x", "x real"),
    (r"\log(x^2) = 2 \log(x)", "x real != 0"),
    # several letters, sizes, whole numbers
    (r"\max(x, y) = \min(\max(x, y), 50)", "x, y real"),
    (r"\sum_i x_i = x_1 + x_2 + x_3", "x real[N]"),
    (r"2^n = n^2 + 2 n + 8 - 7 n", "n integer >= 3"),
    # clauses are statements too
    (r"\operatorname{ReLU}(x) = \max(0, x), \quad \operatorname{ReLU}(x) < 10^6", "x real"),
]


@pytest.mark.parametrize("latex, where", WRONG)
def test_identities(latex, where):
    refuted(latex, where)


INEQUALITIES = [
    (r"\operatorname{GELU}(x) \ge -0.16997", "x real"),
    (r"\operatorname{GELU}(x) > -0.1699712", "x real"),
    (r"\sigma(x) (1 - \sigma(x)) < \frac{1}{4}", "x real"),
    (r"|\tanh(x)| < |x|", "x real"),
    (r"x^2 - 80 x + 1599.9999999 \ge 0", "x real"),
    (r"(x - 1.1) (x - 1.10001) \ge 0", "x real"),
    (r"\operatorname{Softplus}(x) < \operatorname{ReLU}(x) + \log 2", "x real"),
    (r"\exp(x) > x^4", "x real"),
    (r"x \log x > -0.3678", "x real > 0"),
    (r"\log x < x - 1", "x real > 0"),
    (r"x - \frac{x^3}{3} > \tanh(x)", "x real > 0"),
    (r"x^{10} \exp(-x) < 453999", "x real > 0"),
    (r"|x y| < 10^9", "x, y real"),
    (r"x + y + z + w \le 120", "x, y, z, w real"),
    (r"\log(\sum_i \exp(x_i)) \le \max_i x_i + \log(3)", "x real[N]"),
    (r"p_C > \frac{1}{2}", "p distribution[C]"),
    (r"2^n < 200", "n integer >= 1"),
    (r"|x - 1/3| > 0", "x real"),  # false at one number only: short,
    (r"|\tanh(x) - 1/3| > 0", "x real"),  # where an exponential is 2,
    (r"|\log(x) - 1| > 0", "x real > 0"),
    (r"x^4 - 6 x^2 + 9 > 0", "x real"),  # at a root
    (r"(\exp(x) - x - 2)^2 \ne 0", "x real"),  # of something that has no name
    (r"|x^2 - 2| > 0", "x real"),
    (r"n^2 - 3 n + 2 > 0", "n integer"),
    (r"x^4 - 4 x^3 + 2 x^2 + 1 > 0", "x real"),
    (r"\sum_i p_i \log \frac{p_i}{q_i} \ge \sum_i |p_i - q_i|", "p, q distribution[C]; C in 2, 3"),
]


@pytest.mark.parametrize("latex, where", INEQUALITIES)
def test_inequalities(latex, where):
    refuted(latex, where, "inequality")


def test_approximations():
    refuted(r"\operatorname{GELU}(x) \approx x \sigma(1.702 x)", kind="approximation", within="0.0203")
    refuted(r"\tanh(x) \approx \tanh(x) + \exp(-10^6 (x - 4.04)^2)", kind="approximation", within="1/1000")
    refuted(r"x \approx x + \frac{x}{10^{12}}", kind="approximation", within="1")


DERIVATIVES = [
    (r"\frac{d}{dx} \mathbb{1}\{x > 0\} = 0", "x real", {}),
    (r"\operatorname{ReLU}''(x) = 0", "x real", {}),
    (r"\operatorname{Hardshrink}'(x; \lambda) = \begin{cases} 1 & \text{if } |x| > \lambda \\ 0 & \text{otherwise} "
     r"\end{cases}", "x real; lambda in 1/2, 2", {}),
    (r"\frac{\partial}{\partial a} \operatorname{Leaky}(x; a) + 0 = \begin{cases} 1 & \text{if } x > 0 \\ "
     r"a & \text{if } x < 0 \end{cases}",
     "x real; a in 1/4, 2", {"wrt": "a"}),
    # silent where no value of the parameter makes a kink
    (r"\operatorname{Leaky}'(x; a) = \begin{cases} 1 & \text{if } x \ne 3 \text{ and } x > 0 \\ a & \text{if } x < 0 "
     r"\end{cases}", "x real; a in 1/4, 2", {}),
    (r"\operatorname{Softplus}'(x) = \sigma(x) + 10^{-30}", "x real", {}),
    # a slope at kinks without a name
    (r"\frac{d}{dx} |x^2 - 2| = \begin{cases} 2 x & \text{if } x^2 \ge 2 \\ -2 x & \text{otherwise} \end{cases}",
     "x real", {}),
    (r"\frac{d}{dx} \max(-x, \exp(x)) = \begin{cases} -1 & \text{if } \exp(x) + x \le 0 \\ "
     r"\exp(x) & \text{otherwise} \end{cases}", "x real", {}),
]


@pytest.mark.parametrize("latex, where, options", DERIVATIVES)
def test_derivatives(latex, where, options):
    refuted(latex, where, "derivative", **options)


EXTREMA = [
    (r"\arg\min_{z} \left( (z - x)^2 + 2 |z| \right) = \max(0, x - 1)", "x real"),
    (r"\arg\min_{z} \left( |z - x| + |z - y| \right) = \min(x, y)", "x, y real"),  # not the only one
    (r"\arg\max_{z} (z - x)^2 = x", "x real"),
    (r"\arg\min_{z} \sum_n |z - x_n| = \frac{1}{N} \sum_n x_n", "x real[N] in [-9, 9]"),
]


@pytest.mark.parametrize("latex, where", EXTREMA)
def test_extrema(latex, where):
    refuted(latex, where)


def test_points_are_short_and_values_shown():
    found = refuted(r"\operatorname{ReLU}(x) = x")
    assert found.point == {"x": Fraction(-2)}
    assert found.values[0] == 0 and float(found.values[1]) == -2 and float(found.gap) <= 2
    found = refuted(r"\operatorname{GELU}(x) \ge -0.1699", kind="inequality")
    assert found.point["x"].denominator <= 20 and float(found.values[0]) < -0.1699


def test_gaps_are_lower_bounds():
    found = refuted(r"x = x + 10^{-15}")
    assert 0 < float(found.gap) <= 1e-15


def test_parameters_are_told():
    found = refuted(r"\operatorname{Leaky}(x; a) = x", "x real; a in 1, 1/2")
    assert found.point["a"] == Fraction(1, 2)


def test_a_spent_effort_is_no_proof():
    found = outcome(r"\operatorname{GELU}(x) \ge -0.17", kind="inequality", effort=0)
    assert not isinstance(found, Proof) and "0 steps" in found.reason


@pytest.mark.parametrize("latex", [
    r"\mathbb{1}\{x^2 = 2\} = 0",
    r"\operatorname{ReLU}(x^3 - 3) = \begin{cases} 7 & \text{if } x^3 = 3 \\ \max(0, x^3 - 3) & \text{otherwise} "
    r"\end{cases}",
])
def test_what_is_false_at_a_root_only(latex):
    refuted(latex)
    proved(latex, "x real > 2")
