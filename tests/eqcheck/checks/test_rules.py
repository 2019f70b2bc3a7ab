"""Nothing that is printed slips by: statements that a rule refuses, with the reason, beside true ones that pass."""
from __future__ import annotations

import pytest
from eqcheck import FAILED, VERIFIED, Statement, verify

from ..lecture import DEFINITIONS
from ..stand_in import library

LECTURE = library(DEFINITIONS)
REAL = "x real"
RRELU = {"where": "x real; l in 1/8; u in 1", "of": "rrelu(x, lower=l, upper=u, training=True)"}
DRAWN = r"\operatorname{RReLU}(x; l, u) = \operatorname{LeakyReLU}(x; a), \quad a \sim \mathcal{U}(l, u)"


def cases(*lines: str) -> str:
    return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"


def judged(latex: str, kind: str = "identity", where: str = REAL, **options: str):
    return verify(Statement("s", kind, latex, where, file="a.md", line=5, **options), LECTURE)


CLAUSES = [
    # a further relation is checked like the first
    (r"\operatorname{ReLU}(x) = \max(0, x), \quad \operatorname{ReLU}(x) < 0", {}, "relation 2 of 2: an identity is"),
    (r"\operatorname{ReLU}(x) = \max(0, x) \text{ and } \tanh(x) > 1", {}, "relation 2 of 2: an identity is"),
    (r"\tanh(x) \ne 2, \quad \tanh(x) \ne 0", {"kind": "inequality"}, "relation 2 of 2: side 1 != side 2"),
    (r"0 \le \operatorname{ReLU}(x), \quad \operatorname{ReLU}(x) \le 5", {"kind": "inequality"}, "relation 2 of 2: s"),
    (r"x \le |x|, \quad x^2 \ge 0, \quad |x| = x", {"kind": "inequality"}, "relation 3 of 3: the sides are not equal"),
    (r"\tanh(x) \approx \tanh(x), \quad \tanh(x) \approx 5", {"kind": "approximation", "within": "1/10"},
     "relation 2 of 2: the difference is larger"),
    (r"\lim_{x \to \infty} \tanh(x) = 1, \quad \lim_{x \to -\infty} \tanh(x) = 1", {"kind": "limit", "where": ""},
     "relation 2 of 2: the sides are not equal"),
    (r"\operatorname{ReLU}(x) = \max(0, x), \quad (x)^+ = |x|", {}, "relation 2 of 2: the sides are not equal"),
    (r"k_0 + 1 = 1 + k_0, \quad k_0 = 2", {"where": "k_0 real"}, "relation 2 of 2: the sides are not equal"),
    (r"\operatorname{Softmax}(x)_i \ge 0, \quad \operatorname{Softmax}(x)_j \le 1/2",
     {"kind": "inequality", "where": "x real[C]"}, "relation 2 of 2: side 1 <= side 2"),
    # a letter has one meaning, and a use
    (r"z + 1 = 3, \quad z = 3, \quad z = 2", {"where": ""}, "‘z’ is defined twice"),
    (r"z + 1 = 3, \quad z = 2 = 3", {"where": ""}, "not by one formula"),
    (r"x = x, \quad z = 2", {}, "‘z’ is defined and used nowhere"),
    (r"x + z = z + x, \quad z = y, \quad y = z", {}, "is defined by itself"),
    (r"z + x = x + z, \quad z = 2", {"where": "x, z real"}, "‘z’ is declared, and a clause defines it too"),
    (r"x + a = a + x, \quad a \sim \mathcal{U}(0, 1)", {}, "of `:kind: distribution`"),
    # in definitions and distributions too
    (r"\operatorname{G}(x) = \max(0, x), \quad x < 0", {"kind": "definition", "of": "relu(x)"}, "of its own"),
    (r"\operatorname{G}(x) = \max(0, x), \quad a \sim \mathcal{U}(0, x)", {"kind": "definition", "of": "relu(x)"},
     "defined and used nowhere"),
    (r"\operatorname{G}(x) = \max(0, x) \text{ for } x > 5", {"kind": "definition", "of": "relu(x)"}, "into cases"),
    (rf"{DRAWN}, \quad l \ge u", {"kind": "distribution", **RRELU}, "relation 2 of 2: a distribution is said of"),
    (rf"{DRAWN}, \quad b \sim \mathcal{{U}}(0, 1)", {"kind": "distribution", **RRELU}, "‘b’ is defined and used"),
    (DRAWN.replace("= ", r"= \operatorname{LeakyReLU}(x; 2 a) = "), {"kind": "distribution", **RRELU},
     "beyond the ends"),
]
PARAMETERS = [
    (r"\operatorname{F}(x; a) = A(x; -a) = " + cases(r"x & \text{if } x > 0", r"a x & \text{otherwise}"), "other name"),
    (r"\operatorname{F}(x; a) = A(x) = " + cases(r"x & \text{if } x > 0", r"a x & \text{otherwise}"), "other name"),
    (r"\operatorname{F}(x; a) = A(x; 2 a) = a \max(0, x)", "another name"),
    (r"\operatorname{F}(x; a) = A(x; 1) = a \max(0, x)", "another name"),
]
OVERLAPPING = [
    (r"|x| = " + cases(r"x & \text{if } x \ge 0", r"-x & \text{if } x \le 1"), "identity"),
    (r"|x| = " + cases(r"x & \text{if } x \ge 0", r"7 & \text{if } 3 < x < 3.001", r"-x & \text{if } x < 0"),
     "identity"),
    (r"0 \le " + cases(r"x & \text{if } x > 0", r"-x & \text{if } x < 1"), "inequality"),
    (r"\operatorname{ReLU}'(x) = " + cases(r"1 & \text{if } x > 0", r"0 & \text{if } x < 2 \text{ and } x \ne 0"),
     "derivative"),
    (r"\max(x, 1) = " + cases(r"1 & \text{if } x < 1", r"x & \text{if } x > 0", r"x & \text{otherwise}"), "identity"),
    (cases(r"1 & \text{if } x > 0", r"2 & \text{if } x > 1", r"0 & \text{if } x \le 0") + " = "
     + cases(r"1 & \text{if } x > 0", r"2 & \text{if } x > 1", r"0 & \text{if } x \le 0"), "identity"),
]
HOLES = [
    (r"|x| = " + cases(r"x & \text{if } x > 0", r"-x & \text{if } x < 0"), "identity"),
    (r"\operatorname{ReLU}(x) = " + cases(r"x & \text{if } x > 0", r"0 & \text{if } x < -1"), "identity"),
    (r"-1 \le " + cases(r"x & \text{if } x > 1", r"0 & \text{if } x < 1"), "inequality"),
]
SLOPES = [
    r"\frac{d}{dx} \mathbb{1}\{x > 0\} = 0",
    r"\frac{d}{dx} \operatorname{sign}(x) = 0",
    r"\operatorname{ReLU}''(x) = 0",
    r"\operatorname{ReLU}'(x) = \mathbb{1}\{x > 0\}",
    r"\frac{d}{dx} |x| = \operatorname{sign}(x)",
    r"\operatorname{Hardshrink}'(x; 1/2) = " + cases(r"1 & \text{if } |x| > 1/2", r"0 & \text{otherwise}"),
    r"\frac{d}{dx} \min(x, 1) = " + cases(r"1 & \text{if } x \le 1", r"0 & \text{otherwise}"),
]
DOMAINS = [
    (r"\operatorname{ELU}(x; 2) = 2 (\exp(x) - 1) \quad \text{for all } x", "x real < 0"),
    (r"\operatorname{ELU}(x; 2) = 2 (\exp(x) - 1) \quad \text{if } x < 1", "x real < 0"),
    (r"|x| = x \quad \text{for } x > -1", "x real >= 0"),
    (r"x + y = |x| + |y| \text{ for all } x, y", "x, y real >= 0"),
    (r"n^3 = 6 n^2 - 11 n + 6 \text{ for all } n", "n in 1, 2, 3"),
    (r"|c - a| + |c - b| = b - a \quad \text{if } a \le c \text{ and } c \le b", "a, b, c real in [0, 9]"),
]
TRUE = [
    (r"z + 1 = 3, \quad z = 2", {"where": ""}),
    (r"z + 1 = 3, \quad z = 2, \quad 0 < z < 3", {"kind": "inequality", "where": ""}),
    (r"0 \le \operatorname{ReLU}(x), \quad x \le \operatorname{ReLU}(x)", {"kind": "inequality"}),
    (r"\tanh(x) \approx t, \quad t \approx \tanh(x) + 1/100, \quad t = \tanh(x)",
     {"kind": "approximation", "within": "1/10"}),
    (r"\operatorname{Softmax}(x)_i \ge 0, \quad \operatorname{Softmax}(x)_j \le 1",
     {"kind": "inequality", "where": "x real[C]"}),
    (DRAWN.replace(r"\mathcal{U}(l, u)", r"\mathcal{U}(l, b), \quad b = u"), {"kind": "distribution", **RRELU}),
    (r"|x| = " + cases(r"x & \text{if } x \ge 0", r"-x & \text{if } x \le 0"), {}),
    (r"\operatorname{ReLU}(x) = " + cases(r"x & \text{if } x > 0", r"5 & \text{if } x = 5", r"0 & \text{if } x \le 0"),
     {}),
    (r"\operatorname{Hardshrink}'(x; 1/2) = " + cases(r"1 & \text{if } |x| > 1/2", r"0 & \text{if } |x| < 1/2"),
     {"kind": "derivative"}),
    (r"\frac{d}{dx} \operatorname{sign}(x) = 0", {"kind": "derivative", "where": "x real > 0"}),
    (r"\frac{d}{dx} |x|^3 = 3 x |x|", {"kind": "derivative"}),
    (r"\frac{\partial}{\partial a} \operatorname{PReLU}(x; a) = \min(0, x)",
     {"kind": "derivative", "where": "x real; a in 0, 1/4", "wrt": "a"}),
    (r"\operatorname{ELU}(x; 2) = 2 (\exp(x) - 1) \quad \text{for } x < 0", {"where": "x real < 0"}),
    (r"\operatorname{ELU}(x; 2) = 2 (\exp(x) - 1) \quad \text{if } x < 0", {}),
    (r"x \log x \ge -\frac{2}{5} \text{ for all } x", {"kind": "inequality", "where": "x real > 0"}),
    (r"\operatorname{ReLU}(x) - \operatorname{ReLU}(-x) = x \text{ for all } x", {}),
    (r"\operatorname{Softmax}(x)_i > 0 \text{ for all } i", {"kind": "inequality", "where": "x real[C] in [-9, 9]"}),
]


def refused(verdict, reason: str) -> None:
    assert verdict.status == FAILED, "it passed"
    assert reason in verdict.message, verdict.message


@pytest.mark.parametrize(("latex", "options", "reason"), CLAUSES)
def test_every_clause_is_checked_or_refused(latex, options, reason):
    refused(judged(latex, **options), reason)


@pytest.mark.parametrize(("latex", "reason"), PARAMETERS)
def test_an_alias_takes_the_same_letters_and_parameters(latex, reason):
    refused(judged(latex, "definition", "x real; a in 1/4, 2", of="leaky_relu(x, negative_slope=a)"), reason)


@pytest.mark.parametrize(("latex", "kind"), OVERLAPPING)
def test_cases_that_hold_together_agree(latex, kind):
    verdict = judged(latex, kind)
    refused(verdict, "two of the cases hold here, and their values differ\n  at x = ")


@pytest.mark.parametrize(("latex", "kind"), HOLES)
def test_cases_leave_no_hole(latex, kind):
    refused(judged(latex, kind), "no value")


@pytest.mark.parametrize("latex", SLOPES)
def test_no_slope_is_printed_where_there_is_none(latex):
    refused(judged(latex, "derivative"), "the formula prints a slope where the function has none\n  at x = ")


def test_a_prime_is_by_the_first_letter():
    latex = r"\operatorname{LeakyReLU}'(x; a) = " + cases(r"1 & \text{if } x > 0", r"a & \text{if } x < 0")
    refused(judged(latex, "derivative", "x real; a in 1/4, 2", wrt="a"), "the derivative that is printed is by x")
    assert judged(latex, "derivative", "x real; a in 1/4, 2", wrt="x").status == VERIFIED


@pytest.mark.parametrize(("latex", "where"), DOMAINS)
def test_a_printed_quantifier_says_no_more_than_the_domain(latex, where):
    refused(judged(latex, where=where), "the formula speaks of more values of ‘")


@pytest.mark.parametrize(("latex", "options"), TRUE)
def test_true_neighbours_pass(latex, options):
    verdict = judged(latex, **options)
    assert verdict.status == VERIFIED, str(verdict)


@pytest.mark.parametrize(("latex", "reason"), [
    (r"\arg\min_{z_{i_{j}}} x = 3", "an index is expected here"),
    (r"\sum_{z_{i}}^N x = 3", "an index is expected here"),
    (r"\underset{z_{i_{j}}}{\arg\max} z = 3", "an index is expected here"),
    ("x = " + "9" * 4301, "a number of more than 4300 digits"),
    (r"x^{0." + "9" * 4301 + "} = x", "a number of more than 4300 digits"),
    (r"x = x \text{ for all } x + 1", "the formula ends too early"),
    (r"x = x \text{ if } x", "the formula ends too early"),
    (r"x = x \text{ as one sees}", "is not a word of the language"),
    (r"x = x \text{ for all } z", "‘z’ is neither declared nor bound"),
])
def test_what_nobody_reads_ends_in_a_message(latex, reason):
    refused(judged(latex), reason)


SHOWN = [
    (r"\tanh(x) > 0.99", "inequality", "x real > 5", "x > 5"),
    (r"|x| = x", "identity", "x real >= 0", r"x \ge 0"),
    (r"x y \le 100", "inequality", "x, y real in [-10, 10]", r"-10 \le x, y \le 10"),
    (r"n^2 \ge n", "inequality", "n integer in [0, 12]", r"n \in \{0, \dots, 12\}"),
    (r"\log(n) \le n - 1", "inequality", "n integer in [1, 12]", r"n \in \{1, \dots, 12\}"),
    (r"\sum_{k=1}^n k \ge n", "inequality", "n integer in [1, 12]", r"1 \le n \le 12"),
    (r"x^2 > 0", "inequality", "x real != 0", r"x \ne 0"),
    (r"2 \lambda = \frac{3}{10}", "identity", "lambda in 0.15", r"\lambda = 0.15"),
    (r"|a - b| = b - a", "identity", "a, b real; a < b", "a < b"),
    (r"x_i \ge 0", "inequality", "x real[2] >= 0", r"x_{i} \ge 0"),
    # what the sides ask themselves is not said again
    (r"x \log x \ge -\frac{2}{5}", "inequality", "x real > 0", ""),
    (r"\frac{x^2}{x} = x", "identity", "x real != 0", ""),
    (r"\log(x) + \log(1 - x) < 0", "inequality", "x real in (0, 1)", ""),
    (r"x + a = a + x", "identity", "x real; a in 1, 2", ""),
    (r"|x| = x \quad \text{for } x > 5", "identity", "x real > 5", ""),
    (r"x + 1 = 1 + x", "identity", "x real; y real > 5", ""),
]


@pytest.mark.parametrize(("latex", "kind", "where", "shown"), SHOWN)
def test_a_narrower_domain_is_told(latex, kind, where, shown):
    verdict = judged(latex, kind, where)
    assert verdict.status == VERIFIED, str(verdict)
    assert verdict.details.get("domain", "") == shown


def test_distributions_are_told():
    verdict = judged(r"\sum_i p_i = \sum_i q_i", where="p, q distribution[C]")
    assert verdict.details["distributions"] == "p, q"


def test_several_relations_count_together():
    first, second = judged(r"0 \le |x|", "inequality"), judged(r"x \le |x|", "inequality")
    both = judged(r"0 \le |x|, \quad x \le |x|", "inequality")
    assert both.points > max(first.points, second.points) > 0
    assert both.certainty == first.certainty
