r"""Formulas and their trees; formulas that are refused, where, and with which remedy."""
from __future__ import annotations

import logging
from fractions import Fraction

import lark
import pytest
from eqcheck.syntax import tree as t
from eqcheck.syntax.defined_names import defined_names
from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.parser import Names, read

from ..lecture import STATEMENTS, read_statement

NAMES = Names(
    frozenset({"ReLU", "ELU", "CE", "KL", "Softmax", "sigma", "f"}),
    frozenset({"x", "y", "a", "c", "p", "q", "alpha", "N", "weight", "reduction", "ignore_index", "x_1"}),
)


def number(value: int | str) -> t.Number:
    return t.Number(Fraction(value))


def call(name: str, *arguments: t.Expression, primes: int = 0) -> t.Call:
    return t.Call(name, arguments, (), primes)


def at(base: t.Expression, *indices: t.Expression) -> t.Index:
    return t.Index(base, indices)


def is_(left: t.Expression, operator: str, right: t.Expression) -> t.Compare:
    return t.Compare((left, right), (operator,))


zero, one, two = number(0), number(1), number(2)
x, y, a, c, p, q, N, i, j, n, z, alpha = map(t.Variable, [*"xyacpqNijnz", "alpha"])
sum_of_x = t.Reduce("sum", "j", None, None, at(x, j))

SIDES = [
    # numbers and arithmetic
    ("0.01", number("1/100")),
    ("-x^2", t.Negate(t.Power(x, two))),
    ("-a x", t.Negate(t.Multiply(a, x))),
    ("+x", x),
    ("a - x - y", t.Subtract(t.Subtract(a, x), y)),
    ("2 a x", t.Multiply(t.Multiply(two, a), x)),
    (r"2 \cdot 3", t.Multiply(two, number(3))),
    ("x / a", t.Divide(x, a)),
    ("2 x / a", t.Divide(t.Multiply(two, x), a)),
    (r"\frac{x}{a} y", t.Multiply(t.Divide(x, a), y)),
    (r"x^{10}", t.Power(x, number(10))),
    (r"x^{-1}", t.Power(x, t.Negate(one))),
    (r"e^{-x}", t.Power(t.Constant("e"), t.Negate(x))),
    (r"\sqrt{2 \pi}", call("sqrt", t.Multiply(two, t.Constant("pi")))),
    (r"\left[ x \right] \bigl(y\bigr)", t.Multiply(x, y)),
    (r"x \, y \; a", t.Multiply(t.Multiply(x, y), a)),
    # functions and letters
    (r"\alpha (\exp(x) - 1)", t.Multiply(alpha, t.Subtract(call("exp", x), one))),
    ("f(x)", call("f", x)),
    ("a(x)", t.Multiply(a, x)),
    (r"\operatorname{ELU}(x; \alpha)", t.Call("ELU", (x,), (alpha,))),
    (r"\mathrm{ReLU}(x)", call("ReLU", x)),
    (r"\sigma(x)", call("sigma", x)),
    (r"\ln x", call("log", x)),
    (r"p \log p", t.Multiply(p, call("log", p))),
    (r"\log \log x", call("log", call("log", x))),
    (r"\log \sum_j x_j", call("log", sum_of_x)),
    (r"\max\{x, y\}", call("max", x, y)),
    (r"\max(y_1, \dots, y_N)", call("max", t.Vector("n", one, N, at(y, n)))),
    (r"x_2", at(x, two)),
    (r"x_1", t.Variable("x_1")),
    ("f'(x)", call("f", x, primes=1)),
    ("f''(x)", call("f", x, primes=2)),
    (r"f^\prime(x)", call("f", x, primes=1)),
    (r"f^{\prime\prime}(x)", call("f", x, primes=2)),
    (r"\operatorname{ReLU}'(x)", call("ReLU", x, primes=1)),
    (r"\mathcal{U}(a, c)", call("U", a, c)),
    (r"\operatorname{KL}(p \| q)", call("KL", p, q)),
    (r"\operatorname{KL}(p \,\parallel\, q)", call("KL", p, q)),
    (r"\operatorname{KL}(p \mid q)", call("KL", p, q)),
    (r"\mathrm{ignore\_index}", t.Variable("ignore_index")),
    (r"\text{'mean'}", t.Text("mean")),
    # parts, bars, norms
    ("(x)^+", t.PositivePart(x)),
    ("x^{-}", t.NegativePart(x)),
    ("f(x)^+", t.PositivePart(call("f", x))),
    ("||x| - 1|", t.Absolute(t.Subtract(t.Absolute(x), one))),
    ("|x| |y|", t.Multiply(t.Absolute(x), t.Absolute(y))),
    (r"2 \lvert x \rvert", t.Multiply(two, t.Absolute(x))),
    (r"\left| x \right|^2", t.Power(t.Absolute(x), two)),
    (r"\max(|x|, |y|)", call("max", t.Absolute(x), t.Absolute(y))),
    (r"\sum_j |x_j|", t.Reduce("sum", "j", None, None, t.Absolute(at(x, j)))),
    (r"\|x - y\|_1", t.Norm(t.Subtract(x, y), one)),
    (r"\lVert x \rVert", t.Norm(x, two)),
    (r"f(\|x\|)", call("f", t.Norm(x, two))),
    (r"\left\| x \right\|_{2}^2", t.Power(t.Norm(x, two), two)),
    # what gathers
    (r"\sum_j x_j + a", t.Add(sum_of_x, a)),
    (r"a \sum_{j=1}^N x_j y", t.Multiply(a, t.Reduce("sum", "j", one, N, t.Multiply(at(x, j), y)))),
    (r"\sum_{1 \le j \le N} x_j", t.Reduce("sum", "j", one, N, at(x, j))),
    (r"\prod_{j \ne c} x_j", t.Reduce("product", "j", None, None, at(x, j), is_(j, "!=", c))),
    (r"\sum_{j=1, j \ne c}^N x_j", t.Reduce("sum", "j", one, N, at(x, j), is_(j, "!=", c))),
    (r"\sum_{i,j} x_{i,j}", t.Reduce("sum", "i", None, None, t.Reduce("sum", "j", None, None, at(x, i, j)))),
    (r"\max_j x_j - a", t.Subtract(t.Reduce("max", "j", None, None, at(x, j)), a)),
    (r"\arg\max_j x_j", t.Reduce("argmax", "j", None, None, at(x, j))),
    (r"\operatorname*{argmin}_{j} x_j", t.Reduce("argmin", "j", None, None, at(x, j))),
    (r"\underset{z}{\operatorname{arg\,min}} (z - x)^2",
     t.Reduce("argmin", "z", None, None, t.Power(t.Subtract(z, x), two))),
    (r"\underset{j}{\max} x_j", t.Reduce("max", "j", None, None, at(x, j))),
    (r"(y_1, \dots, y_N)", t.Vector("n", one, N, at(y, n))),
    (r"\{y_1, \dots, y_N\}^\top", t.Vector("n", one, N, at(y, n))),
    # derivatives and limits
    (r"\frac{d}{dx} f(x)", t.Derivative(call("f", x), x)),
    (r"\frac{\mathrm{d}^2}{\mathrm{d}x^2} f(x) + a", t.Add(t.Derivative(call("f", x), x, 2), a)),
    (r"\frac{d f(x)}{dx} y", t.Multiply(t.Derivative(call("f", x), x), y)),
    (r"\frac{\partial^2}{\partial x \partial y} f(x)", t.Derivative(t.Derivative(call("f", x), y), x)),
    (r"\frac{d}{dx} |x|", t.Derivative(t.Absolute(x), x)),
    (r"\lim_{x \to \infty} f(x)", t.Limit(call("f", x), "x", t.Constant("infinity"))),
    (r"\lim_{x \to -\infty} f(x)", t.Limit(call("f", x), "x", t.Negate(t.Constant("infinity")))),
    (r"\lim_{x \to 0^+} f'(x)", t.Limit(call("f", x, primes=1), "x", zero, "+")),
    (r"\lim_{x \to a^{-}} f(x)", t.Limit(call("f", x), "x", a, "-")),
    # cases and conditions
    (r"\mathbb{1}\{x > 0\}", t.Indicator(is_(x, ">", zero))),
    (r"\mathbf 1[x \not= y]", t.Indicator(is_(x, "!=", y))),
    (r"\begin{cases} x, & \text{if } 0 \le x < a \\ 0 & \text{otherwise} \end{cases}",
     t.Cases(((x, t.Compare((zero, x, a), ("<=", "<"))), (zero, None)))),
    (r"\begin{cases} x & x > 0 \text{ and } (x < 1 \text{ or } \lnot y > 0) \\ \end{cases}",
     t.Cases(((x, t.And(is_(x, ">", zero), t.Or(is_(x, "<", one), t.Not(is_(y, ">", zero))))),))),
    (r"\begin{cases} x & \text{if } \mathrm{reduction} = \text{'mean'} \end{cases}",
     t.Cases(((x, is_(t.Variable("reduction"), "=", t.Text("mean"))),))),
]


FOR_EACH = [
    ("y_i", r"x_i^2", t.Power(at(x, i), two)),
    ("y_i", r"\operatorname{Softmax}(x)_i", at(call("Softmax", x), i)),
    ("y_i", r"\mathrm{weight}_i", at(t.Variable("weight"), i)),
    ("y_n", r"x_{n,y_n}", at(x, n, at(y, n))),
    ("y_{i}", r"x_{i+1}", at(x, t.Add(i, one))),
    ("y_{j}", r"\frac{\partial \operatorname{CE}(x, y)}{\partial x_j}", t.Derivative(call("CE", x, y), at(x, j))),
    ("y_{i,j}", r"x_i \sum_n x_{n,j}", t.Multiply(at(x, i), t.Reduce("sum", "n", None, None, at(x, n, j)))),
]


@pytest.mark.parametrize(("latex", "expected"), SIDES)
def test_a_side_of_an_equation(latex: str, expected: t.Expression) -> None:
    assert read(f"y = {latex}", NAMES) == t.Equation(is_(y, "=", expected))


@pytest.mark.parametrize(("left", "latex", "expected"), FOR_EACH)
def test_a_side_with_the_indices_of_the_left_one(left: str, latex: str, expected: t.Expression) -> None:
    relation = read(f"{left} = {latex}", NAMES).relation
    assert isinstance(relation.operands[0], t.Index)
    assert relation.operands[1] == expected


WHOLES = [
    (r"x \approx y", t.Equation(is_(x, "approx", y))),
    (r"a \sim \mathcal{N}(0, 1)", t.Equation(is_(a, "~", call("N", zero, one)))),
    (r"0 < \sigma(x) < 1.", t.Equation(t.Compare((zero, call("sigma", x), one), ("<", "<")))),
    (r"f(x) \le 0, \quad \text{for all } x < 0", t.Equation(is_(call("f", x), "<=", zero), (), is_(x, "<", zero))),
    (r"f(x) = x \quad \text{if } x > 0", t.Equation(is_(call("f", x), "=", x), (), is_(x, ">", zero))),
    (r"f(x) = f(x) \text{ for all } x", t.Equation(is_(call("f", x), "=", call("f", x)), (), None, ("x",))),
    (r"f(x) = z, \quad z = x^2", t.Equation(is_(call("f", x), "=", z), (is_(z, "=", t.Power(x, two)),))),
    (r"f(x) = z, \text{where } z = x", t.Equation(is_(call("f", x), "=", z), (is_(z, "=", x),))),
    (r"\begin{aligned} f(x) &= x \\ &= a - a \\ &\quad + x \end{aligned}",
     t.Equation(t.Compare((call("f", x), x, t.Add(t.Subtract(a, a), x)), ("=", "=")))),
    (r"\sum_i \operatorname{Softmax}(x)_i = 1",
     t.Equation(is_(t.Reduce("sum", "i", None, None, at(call("Softmax", x), i)), "=", one))),
    (r"0 \le \operatorname{Softmax}(x)_i \le 1",
     t.Equation(t.Compare((zero, at(call("Softmax", x), i), one), ("<=", "<=")))),
]


@pytest.mark.parametrize(("latex", "expected"), WHOLES)
def test_a_whole_equation(latex: str, expected: t.Equation) -> None:
    assert read(latex, NAMES) == expected


REFUSED = [
    # two readings
    ("1/2 x = y", 4, r"\frac"),
    ("a/c/x = y", 3, r"\frac"),
    ("a/c \\cdot x = y", 4, r"\frac"),
    (r"\log x y = 1", 7, "brackets"),
    (r"\log x / y = 1", 7, "brackets"),
    (r"x_{i j} = 1", 5, "x_{i,j}"),
    (r"x_{10y} = 1", 5, "x_{i,j}"),
    ("x * y = 1", 2, r"\cdot"),
    ("x^10 = y", 3, "braces"),
    ("x 2 = y", 2, "numbers stand first"),
    ("x^2_i = y", 3, "one index, then one power"),
    (r"\tanh^2(x) = y", 5, r"\tanh(x)^2"),
    (r"a \cdot -x = y", 8, "brackets"),
    (r"y = x \quad a = c", 6, "comma"),
    (r"y = x \\ a = c", 6, "comma"),
    ("{x + a} y = 1", 0, "brackets"),
    (r"y = \operatorname{ReLU} x", 4, "ReLU(x)"),
    # sums
    (r"\sum_j x_j + y_j = 0", 15, "brackets"),
    (r"y = \sum_j x_j + x_j", 19, "brackets"),
    (r"\sum_j -x_j = 0", 7, "brackets"),
    (r"y = x_j", 6, "j real"),
    (r"x_1 = f(y_j)", 10, "j real"),
    (r"0 < f(y) = y_j", 13, "j real"),
    (r"y = \sum x", 4, r"\sum_j"),
    (r"y = \sum_{j=1} x_j", 4, r"\sum_{j=1}^N"),
    (r"y = \sum_j \sum_j x_j", 16, "letter of its own"),
    (r"y = \sum_x x", 9, "letter of its own"),
    (r"\operatorname{Softmax}(x)_i = \sum_i x_i", 35, "letter of its own"),
    (r"y = \sum_{2} x", 10, r"j \ne i"),
    (r"y = \arg\min_{z_{i_{j}}} z", 14, r"j \ne i"),
    (r"y = \sum_{j_c} x_j", 10, r"j \ne i"),
    (r"y = \sum_{j + 1} x_j", 10, r"j \ne i"),
    (r"y = \sum_{i, x j} x_i", 13, r"j \ne i"),
    (r"y = \sum_{i=1, j=1}^N x_{i,j}", 15, r"\sum_{i=1}^N \sum_{j=1}^N"),
    (r"y = \sum_{j=1, j=c} x_j", 15, r"\sum_{i=1}^N \sum_{j=1}^N"),
    (r"y = \sum_{1 \le j \le c}^N x_j", 4, r"\sum_{j=1}^N"),
    (r"y = \sum_{i, j=1}^N x_{i,j}", 4, r"\sum_{j=1}^N"),
    (r"y = (y_1, \dots, x_N)", 10, "index alone"),
    (r"y = (x, \dots, y)", 8, "index alone"),
    (r"y = (x_1, \dots, x_N)", 10, "index alone"),
    (r"y = x + \dots", 8, "(l_1"),
    # brackets
    (r"\operatorname{ELU}(x; \alpha = \max(0, x)", 18, "closes"),
    ("x) = y", 1, "opens"),
    (r"\left( x ) = y", 0, r"\right"),
    (r"( x \right) = y", 4, r"\left"),
    (r"\left( x \right. = y", 9, r"\left."),
    ("(x] = y", 0, "inner bracket"),
    ("|x = y", 0, "closes"),
    (r"\|x| = y", 3, "closes"),
    (r"\frac{x}{a = y", 8, "}"),
    (r"\frac12 = y", 0, "{"),
    (r"y = \begin{cases} x & \text{otherwise}", 4, "closes"),
    (r"y = \begin{matrix} x \end{matrix}", 4, "cases"),
    ("x[c] = y", 1, "x_c"),
    # names
    (r"y = \operatorname{Relu}(x)", 4, "ReLU"),
    ("y = b x", 4, "b real"),
    ("y = g(x)", 4, "g real"),
    ("y = g'(x)", 5, "f'(x)"),
    (r"y = \operatorname{ELU}_1(x)", 22, "semicolon"),
    (r"y = \foo", 4, "notation"),
    (r"y = \alhpa", 4, "alpha"),
    (r"y = \mathcal{F}(x)", 4, "U and N"),
    (r"y = z, \quad x = z", 13, ":where:"),
    (r"y = z_1, \quad z_c = x", 17, "not declared"),
    # words, conditions
    (r"y = \begin{cases} x & \text{wenn } x > 0 \end{cases}", 22, "if"),
    (r"y = \begin{cases} x & \text{othervise} \end{cases}", 22, "otherwise"),
    (r"y = \begin{cases} x & \text{otherwise} \\ 0 & \text{if } x > 0 \end{cases}", 22, "last"),
    (r"y = \mathbb{1}", 4, r"\{x > 0\}"),
    (r"y = 2 \text{'mean'}", 6, "compare"),
    # the rest
    ("x + a", 5, "="),
    ("", 0, "="),
    ("x = ", 3, "follow"),
    ("y = x +", 7, "follow"),
    ("= x", 0, "fill"),
    ("y = (x) +  - a", 11, "brackets"),
    ("y = f()", 6, "fill"),
    ("y = 0^+", 5, r"\lim"),
    (r"y = x \pm a", 6, "two equations"),
    (r"y \in [0, 1]", 2, "bounds"),
    ("y = x!", 5, "factorials"),
    ("y = α x", 4, "command"),
    (r"y = \frac{d^2}{dx} f(x)", 16, r"\frac{d^2}{dx^2}"),
    (r"y = \frac{d^{0.5}}{dx^2} f(x)", 13, r"\frac{d^2}{dx^2}"),
    (r"y = \frac{d^}{dx} f(x)", 11, "braces"),
    (r"y = \lim f(x)", 4, r"\lim_{"),
    (r"y = x^\prime", 6, "name it otherwise"),
    (r"y = \sqrt x", 4, "{"),
    ("y = " + 4301 * "1", 4, "10^{5000}"),
    (f"y = 0.{4299 * '1'}", 4, "10^{5000}"),
]


@pytest.mark.parametrize(("latex", "column", "hint"), REFUSED)
def test_what_is_refused(latex: str, column: int, hint: str) -> None:
    with pytest.raises(EquationError) as caught:
        read(latex, NAMES)
    assert (caught.value.line, caught.value.column) == (0, column), caught.value.show(latex)
    assert hint in caught.value.hint


def test_a_fault_on_a_later_line_is_shown_there() -> None:
    latex = "y =\n\\max(0,\n  x"
    with pytest.raises(EquationError) as caught:
        read(latex, NAMES)
    assert (caught.value.line, caught.value.column) == (1, 4)
    assert caught.value.show(latex).split("\n")[:3] == ["‘(’ is never closed", r"    \max(0,", "        ^"]


@pytest.mark.parametrize(("latex", "message"), [
    (" + ".join("x" * 3000), "a formula of 12,001 characters"),
    (" + ".join("x" * 1200), "the formula is too long"),
])
def test_a_formula_without_end_is_refused(latex: str, message: str) -> None:
    with pytest.raises(EquationError, match=message):
        read(f"y = {latex}", NAMES)


def test_the_longest_number_is_read() -> None:
    digits = 4300 * "1"
    assert read(f"y = {digits}", NAMES).relation.operands[1] == number(digits)


def test_the_grammar_has_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    from eqcheck.syntax import parser as reader

    with caplog.at_level(logging.DEBUG, logger=lark.logger.name):
        reader.grammar(debug=True)
    assert "conflict" not in caplog.text.lower()


DEFINITIONS = [
    (r"\operatorname{Sigmoid}(x) = \sigma(x) = \frac{1}{1 + \exp(-x)}", ("Sigmoid", "sigma")),
    (r"\operatorname{Tanh}(x) = \tanh(x) = 1", ("Tanh",)),
    (r"\operatorname{ELU}(x; \alpha) = \max(0, x)", ("ELU",)),
    (r"\operatorname{Softmax}(x)_i = \frac{1}{2}", ("Softmax",)),
    (r"\operatorname{Softmax}\left(x\right)_{i} = \frac{1}{2}", ("Softmax",)),
    (r"\mathrm{GELU}(x) &= x \Phi(x)", ("GELU",)),
    (r"\begin{aligned} \mathrm{GELU}(x) &= x \Phi(x) \end{aligned}", ("GELU",)),
    (r"f(x) = f(x), f(x) = g(x)", ("f",)),
    (r"\operatorname{Softmin}(x) = \operatorname{Softmax}(-x)", ("Softmin",)),
    (r"x = f(x)", ()),
    (r"\operatorname{ReLU}(x) \ge 0", ()),
    (r"a \operatorname{ReLU}(x) = 0", ()),
    (r"\operatorname{ReLU}(x = 0", ()),
    ("", ()),
]


@pytest.mark.parametrize(("latex", "expected"), DEFINITIONS)
def test_the_names_that_a_definition_introduces(latex: str, expected: tuple[str, ...]) -> None:
    assert defined_names(latex) == expected


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_the_lecture_is_read(statement) -> None:
    assert isinstance(read_statement(statement), t.Equation)


def test_the_lecture_is_whole() -> None:
    assert len(STATEMENTS) == len({statement.name for statement in STATEMENTS}) == 35
