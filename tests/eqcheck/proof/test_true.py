"""True statements of each technique are proved, and those that need no bounds are proved without."""
import pytest

from .statements import outcome, proved

EXACT = [
    (r"\sigma(-x) = 1 - \sigma(x)", "x real"),
    (r"\tanh(x) = 2 \sigma(2 x) - 1", "x real"),
    (r"\operatorname{GELU}(x) = \frac{x}{2} \left(1 + \operatorname{erf}(\frac{x}{\sqrt{2}})\right)", "x real"),
    (r"\operatorname{Softplus}(x) - \operatorname{Softplus}(-x) = x", "x real"),
    (r"\operatorname{Softplus}(x) = \max(0, x) + \log(1 + \exp(-|x|))", "x real"),
    (r"\operatorname{Leaky}(x; a) = \max(x, a x)", "x real; a real <= 1"),
    (r"\operatorname{Leaky}(\operatorname{Leaky}(x; a); 1/a) = x", "x real; a real > 0"),
    (r"\max(x, y, z) = m + \operatorname{ReLU}(z - m), \quad m = y + \operatorname{ReLU}(x - y)", "x, y, z real"),
    (r"\sqrt{x^4 + 2 x^2 + 1} = x^2 + 1", "x real"),
    (r"\sqrt{x^2} = |x|", "x real"),
    (r"\log(12) = 2 \log 2 + \log 3", ""),
    (r"\frac{\exp(2 x) - 1}{\exp(x) - 1} = \exp(x) + 1", "x real != 0"),
    (r"\sum_i \operatorname{Softmax}(x)_i = 1", "x real[C]"),
    (r"\sum_{k=1}^n k = \frac{n (n + 1)}{2}", "n integer in [1, 30]"),
    (r"|c - a| + |c - b| = b - a \quad \text{if } a \le c \text{ and } c \le b", "a, b, c real; a < b"),
]


@pytest.mark.parametrize("latex, where", EXACT)
def test_identities_have_one_normal_form(latex, where):
    assert proved(latex, where).exact


DERIVATIVES = [
    (r"\operatorname{Softplus}'(x) = \sigma(x)", "x real", {}),
    (r"\operatorname{GELU}'(x) = \Phi(x) + x \varphi(x)", "x real", {}),
    (r"\operatorname{ReLU}'(x) = \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{if } x < 0 \end{cases}", "x real", {}),
    (r"\frac{\partial}{\partial a} \operatorname{Leaky}(x; a) = \min(0, x)", "x real; a real", {"wrt": "a"}),
    # Where a = 1 makes no kink, the formula may be silent, since other values do.
    (r"\operatorname{Leaky}'(x; a) = \begin{cases} 1 & \text{if } x > 0 \\ a & \text{if } x < 0 \end{cases}",
     "x real; a in 1, 1/2", {}),
]


@pytest.mark.parametrize("latex, where, options", DERIVATIVES)
def test_derivatives(latex, where, options):
    assert proved(latex, where, "derivative", **options).exact


INEQUALITIES = [
    (r"\sigma(x) \, (1 - \sigma(x)) \le \frac{1}{4}", "x real"),  # a square, by its factors
    (r"-1 < \tanh(x) < 1", "x real"),
    (r"\operatorname{ReLU}(x) < \operatorname{Softplus}(x) \le \operatorname{ReLU}(x) + \log 2", "x real"),
    (r"\operatorname{GELU}(x) \ge -0.17", "x real"),  # cells, and tails on both sides
    (r"\operatorname{ReLU}(x) - 0.17 < \operatorname{GELU}(x) \le \operatorname{ReLU}(x)", "x real"),
    (r"|\tanh(x)| \le |x|", "x real"),  # a zero of order 3 at a kink
    (r"x \log x \ge -0.368", "x real > 0"),  # no value at the end, where it comes near 0
    (r"\log x \le x - 1", "x real > 0"),  # a double zero at 1, infinite at the end
    (r"\exp(x) \ge 1 + x", "x real"),
    (r"x^2 - 2 x y + y^2 \ge 0", "x, y real"),
    (r"\sqrt{x^2 + y^2} \le |x| + |y|", "x, y real"),
    (r"x y \le \frac{x^2 + y^2}{2}", "x, y real in [-10, 10]"),
    (r"\exp(x) + y > x", "x real; y real in [0, 1]"),
    (r"\exp(-x^2) \ne 2", "x real"),
    (r"x^3 - x + 1 > 0", "x real > -1"),
    (r"(x^2 - 2)^2 \ge 0", "x real"),
    (r"(x^2 - 2)^2 > 0", "x real in [0, 1.4142]"),
    (r"|\tanh(x) - 1/3| > 0", "x real < 0.34"),
    (r"x^4 - x^3 + 1 > 0", "x real"),  # no real root
    (r"(2 - d^2) \exp(x) > 0", "x real; d real in [-1, 1]"),  # no root between the bounds
    (r"y^2 z + y (1 - z) x \ge 0", "x, y real >= 0; z real in [0, 1]"),  # facts times factors
    (r"-\exp(x - 1) \le y \log y - x y", "x real; y real > 0"),  # a tangent of exp
    (r"p \log p + (1 - p) \log(1 - p) \ge -\log 2", "p real in (0, 1)"),
    (r"\sum_i p_i \log \frac{p_i}{q_i} \ge 0", "p, q distribution[C]; C in 2, 3"),  # tangents of x log x
    (r"n^2 - 3 n + 3 > 0", "n integer"),  # of all real numbers in place of the whole ones
]


@pytest.mark.parametrize("latex, where", INEQUALITIES)
def test_inequalities(latex, where):
    proved(latex, where, "inequality")


APPROXIMATIONS = [
    (r"\operatorname{GELU}(x) \approx x \sigma(1.702 x)", "x real", "0.0204"),
    (r"\tanh(x) \approx x", "x real in [-1/10, 1/10]", "1/3000"),
    (r"\operatorname{Softplus}(x) \approx \operatorname{ReLU}(x)", "x real", "0.6932"),
    (r"\exp(1) \approx 2.718282", "", "0.0000002"),
]


@pytest.mark.parametrize("latex, where, within", APPROXIMATIONS)
def test_approximations(latex, where, within):
    proved(latex, where, "approximation", within=within)


def test_bounds_that_are_just_true():
    """The minimum of GELU is −0.169971…"""
    proved(r"\operatorname{GELU}(x) > -0.16998", kind="inequality")
    proved(r"\operatorname{GELU}(x) > -0.1699713", kind="inequality")


def test_range_and_sizes_are_told():
    assert proved(r"\operatorname{ReLU}(x) = x", "x real >= 0").range == "x ∈ [0, ∞)"
    assert proved(r"\sum_i \operatorname{Softmax}(x)_i = 1", "x real[C]").range == "x ∈ ℝ^C; C ∈ {1, 2, 3, 5, 8}"
    assert proved(r"\sum_i \operatorname{Softmax}(x)_i = 1", "x real[C]; C in 2").range == "x ∈ ℝ^C; C ∈ {2}"


def test_pieces_and_cells_are_counted():
    found = proved(r"|\tanh(x)| \le |x|", kind="inequality")
    assert found.pieces >= 2 and found.cells > 0


def test_sides_without_value_on_the_same_part():
    assert proved(r"\log(x) + \log(x) = 2 \log(x)", "x real > 0").exact
    assert proved(r"\sqrt{x} \sqrt{x} = \sqrt{x}^2", "x real").exact


UNSETTLED = [
    (r"\sum_{k=1}^n k = \frac{n (n + 1)}{2}", "n integer >= 1", "whole numbers without bounds"),
    (r"\frac{1}{0} x = \frac{1}{0} x", "x real", "no value anywhere"),
]


@pytest.mark.parametrize("latex, where, reason", UNSETTLED)
def test_what_is_beyond_proofs_is_said(latex, where, reason):
    assert reason in outcome(latex, where).reason


EXTREMA = [
    (r"\arg\min_{z} \left( (z - x)^2 + 2 |z| \right) = \max(0, x - 1) - \max(0, -x - 1)", "x real"),
    (r"\arg\min_{z} \sum_n (z - x_n)^2 = \frac{1}{N} \sum_n x_n", "x real[N]"),
    (r"x = \arg\max_{z} \exp(-(z - x)^2)", "x real"),
]


@pytest.mark.parametrize("latex, where", EXTREMA)
def test_extrema(latex, where):
    """The letter that is varied is none of the statement's."""
    assert "z" not in proved(latex, where).range


def test_a_proof_of_the_smaller_vectors_says_so():
    stable = r"\operatorname{Softmax}(x)_i = \frac{\exp(x_i - m)}{\sum_j \exp(x_j - m)}, \quad m = \max_k x_k"
    assert outcome(stable, "x real[C]", effort=2000).range == "x ∈ ℝ^C; C ∈ {1, 2, 3}"
    assert "steps" in outcome(stable, "x real[C]", effort=20).reason
