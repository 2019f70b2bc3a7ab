"""Limits are worked out, not extrapolated: slow ones, those that turn far out, those with two sides."""
from types import SimpleNamespace

import pytest
import torch
from eqcheck import FAILED, UNCHECKED, VERIFIED, Statement, verify
from eqcheck.checks.verdict import PROVED, TRIED
from eqcheck.numeric import Ball
from eqcheck.proof.enclosure import exact
from eqcheck.proof.limits import Eventual, evaluated

from ..lecture import DEFINITIONS
from ..stand_in import library

LECTURE = library(DEFINITIONS)


def judged(latex, where="", kind="limit"):
    return verify(Statement("s", kind, latex, where), LECTURE)


@pytest.mark.parametrize(("latex", "true", "false"), [
    # slow
    (r"\lim_{x \to 0^+} x^{0.0001}", "0", (r"-\infty", r"\infty", "1")),
    (r"\lim_{x \to \infty} x^{-0.0001}", "0", (r"-\infty", "1", r"\frac{1}{2}")),
    (r"\lim_{x \to \infty} x^{0.0001}", r"\infty", ("0", "10^6")),
    (r"\lim_{x \to 0^+} \log x", r"-\infty", ("-5000", "0")),
    (r"\lim_{x \to \infty} \log(\log(x))", r"\infty", ("1000",)),
    (r"\lim_{x \to \infty} \frac{\log(x)^5}{x^{0.001}}", "0", (r"\infty", "1")),
    # what turns far out, or close to the target
    (r"\lim_{x \to \infty} \min(x, 2^{5000})", "2^{5000}", (r"\infty", "0")),
    (r"\lim_{x \to \infty} \max(\log(x), 10^6)", r"\infty", ("10^6",)),
    (r"\lim_{x \to 0} \frac{x}{x + 2^{-10000}}", "0", ("1", r"\frac{1}{2}")),
    (r"\lim_{x \to \infty} \frac{x + 10^{4000}}{x}", "1", (r"10^{4000}", r"\infty")),
    (r"\lim_{x \to 0^+} 10^{3000} \max(x, 10^{-3000})", "1", ("0", r"\infty")),
    # two sides
    (r"\lim_{x \to 0^+} \frac{1}{x}", r"\infty", (r"-\infty", "0")),
    (r"\lim_{x \to 0^-} \frac{1}{x}", r"-\infty", (r"\infty", "0")),
    (r"\lim_{x \to 0} \frac{1}{x^2}", r"\infty", (r"-\infty",)),
    (r"\lim_{x \to 3^-} \frac{|x - 3|}{x - 3}", "-1", ("1", "0")),
    # nearly equal numbers that cancel
    (r"\lim_{x \to \infty} \exp(2 x) (1 - \tanh(x))", "2", ("3", r"\infty")),
    (r"\lim_{x \to \infty} x \exp(2 x) (1 - \tanh(x))", r"\infty", ("2",)),
    (r"\lim_{x \to \infty} (\sqrt{x^2 + x} - x)", r"\frac{1}{2}", ("0", "1")),
    (r"\lim_{x \to 0} \frac{x - \tanh(x)}{x^3}", r"\frac{1}{3}", (r"\frac{1}{4}", "0.333333333")),
    # no fraction
    (r"\lim_{x \to \infty} (1 + 1/x)^x", "e", ("2.718281828", "3")),
    (r"\lim_{x \to 0} \frac{2^x - 1}{x}", r"\log 2", ("0.693147180559945",)),
    # only SymPy finds it
    (r"\lim_{x \to \infty} \exp(-\exp(x))", "0", ("1", r"\infty")),
])
def test_limits_without_letters(latex, true, false):
    verdict = judged(f"{latex} = {true}")
    assert (verdict.status, verdict.certainty) == (VERIFIED, PROVED), str(verdict)
    assert [judged(f"{latex} = {other}").status for other in false] == [FAILED] * len(false)


@pytest.mark.parametrize(("latex", "where", "status", "certainty"), [
    (r"\lim_{x \to \infty} \frac{a x}{x + 1} = a", "a in 1, 1/3", VERIFIED, PROVED),
    (r"\lim_{x \to \infty} a x = \infty", "a in 1, -1/3", FAILED, ""),
    (r"\lim_{x \to t^-} \operatorname{Threshold}(x; t, v) = v", "t, v in 1/4, -2", VERIFIED, PROVED),
    (r"\lim_{x \to t} \operatorname{Threshold}(x; t, v) = v", "t, v in 1/4, -2", FAILED, ""),
    (r"\lim_{x \to \infty} \frac{a x}{x + 1} = a", "a real", VERIFIED, TRIED),
    (r"\lim_{x \to \infty} \frac{a x}{x + 1} = \min(a, 47)", "a real", FAILED, ""),
    (r"\lim_{a \to 0^+} \operatorname{LeakyReLU}(x; a) = \operatorname{ReLU}(x)", "x real", VERIFIED, TRIED),
    (r"\lim_{a \to 0^+} \operatorname{LeakyReLU}(x; a) = \operatorname{ReLU}(x) + \exp(-(x - 15)^2 \cdot 100)",
     "x real", FAILED, ""),
    (r"\lim_{\beta \to \infty} \operatorname{Softplus}(x; \beta) = \operatorname{ReLU}(x)", "x real", VERIFIED, TRIED),
    (r"\lim_{\beta \to \infty} \operatorname{Softplus}(x; \beta) = \max(0, x) + \exp(-30 (x + 31)^2)", "x real",
     FAILED, ""),
    (r"\lim_{b \to \infty} \operatorname{Softmax}(b x)_i = \frac{\mathbb{1}\{x_i = m\}}{\sum_j \mathbb{1}\{x_j = m\}},"
     r" \quad m = \max_k x_k", "x integer[C] in [-3, 3]", VERIFIED, TRIED),
    (r"\lim_{b \to 0} \operatorname{Softmax}(b x)_1 = \frac{1}{3}", "x real[C]", FAILED, ""),
])
def test_limits_with_letters(latex, where, status, certainty):
    verdict = judged(latex, where)
    assert (verdict.status, verdict.certainty) == (status, certainty), str(verdict)


def test_the_range_of_a_proof():
    assert judged(r"\lim_{x \to \infty} \frac{a x}{x + 1} = a", "a in 1, 1/3").range == "a ∈ {1, 1/3}"


@pytest.mark.parametrize(("latex", "message"), [
    (r"\lim_{x \to 0} \frac{1}{x} = \infty", "not the same from both sides"),
    (r"\lim_{x \to 0} \frac{|x|}{x} = 1", "not the same from both sides"),
    (r"\lim_{x \to \infty} (-1)^x = 1", "there is no limit: a negative number to a power"),
    (r"1 + \lim_{x \to \infty} \tanh(x) = 2", "as one side"),
])
def test_where_there_is_no_limit(latex, message):
    verdict = judged(latex)
    assert verdict.status == FAILED and message in verdict.message


def test_a_limit_that_nothing_settles_is_never_verified():
    for value in ("0", "1"):
        verdict = judged(rf"\lim_{{x \to \infty}} x \exp(-\exp(\exp(x))) = {value}")
        assert verdict.status == UNCHECKED and ":unchecked: reason" in verdict.reason


def test_a_limit_stands_in_a_statement_of_its_kind():
    verdict = judged(r"\lim_{x \to 0^+} x^{0.0001} = -\infty", kind="identity")
    assert verdict.status == FAILED and ":kind: limit" in verdict.message


def test_code_that_leaves_the_formula_on_the_way():
    half = Statement("half", "definition", r"\operatorname{Half}(x) = \frac{x}{2 (1 + x)}", "x real > 0")
    claim = Statement("s", "limit", r"\lim_{x \to \infty} \operatorname{Half}(x) = \frac{1}{2}", "")
    for code, status in ((lambda x: x / 2 / (1 + x), VERIFIED), (lambda x: torch.clamp(x / 2 / (1 + x), max=0.49),
                                                                  FAILED)):
        assert verify(claim, library([half], SimpleNamespace(half=code))).status == status


def test_growth_and_sympy_agree():
    def softplus_minus(a, s):
        return a.subtract(a.log(a.add(a.number(1), a.exp(s))), s)

    for infinite, direction, function in (
        (True, 1, softplus_minus),
        (True, -1, lambda a, s: a.multiply(s, a.Phi(s))),
        (True, 1, lambda a, s: a.divide(a.subtract(s, a.number(3)), a.add(a.number(7), a.multiply(a.number(5), s)))),
        (False, 1, lambda a, s: a.divide(a.tanh(s), s)),
        (False, -1, lambda a, s: a.divide(a.absolute(s), s)),
        (False, 1, lambda a, s: a.power(a.add(a.number(1), s), a.divide(a.number(1), s))),
    ):
        arithmetic = Eventual(infinite, direction)
        term = arithmetic.run(lambda a, function=function: function(a, a.letter))
        found = arithmetic.tendency(term)
        value = found if isinstance(found, Ball) else exact(found)
        assert abs(value - evaluated(arithmetic.searched(term))) < 1e-15


@pytest.mark.parametrize("latex", [
    r"1 + \lim_{x \to \infty} \tanh(x) = 2",
    r"\lim_{x \to \infty} \tanh(x) = z, \quad z = \lim_{x \to \infty} \tanh(x)",
])
def test_a_limit_is_a_whole_side(latex):
    verdict = judged(latex)
    assert verdict.status == FAILED and "as one side" in verdict.message, str(verdict)
