"""From a statement to its verdict, and to what the author reads."""
import subprocess
import sys
import textwrap
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from eqcheck import FAILED, UNCHECKED, VERIFIED, Library, Source, Statement, problems, verify
from eqcheck.project.find import read_markdown
from eqcheck.syntax.source import Shown
from torch import Tensor

from ..lecture import DEFINITIONS
from ..stand_in import library

LECTURE = library(DEFINITIONS)


def judged(latex, where="x real", kind="identity", **options):
    return verify(Statement("s", kind, latex, where, file="a.md", line=5, **options), LECTURE)


# --- messages ---------------------------------------------------------------------------------------------------------


def test_a_failure_tells_point_values_and_part():
    verdict = judged(r"\operatorname{LeakyReLU}(x; a) = \max(x, a x)", "x real; a in 1/4, 2")
    assert verdict.status == FAILED
    assert str(verdict).startswith("a.md:5: the sides are not equal\n  at a = 2, x = 1/2:\n")
    assert "side 1    0.5\n    side 2    1\n    apart     at least 0.500\n" in verdict.message
    assert "It fails only at a = 2." in verdict.message


def test_a_definition_finds_its_sizes_in_what_it_is_given():
    mean = Statement("mean", "definition", r"\operatorname{Mean}(x) = \frac{1}{N} \sum_{n=1}^N x_n", "x real[N]")
    origin = library([mean], SimpleNamespace(mean=torch.mean))
    for claim, status in ((r"\operatorname{Mean}(y) = \frac{y_1 + y_2}{2}", VERIFIED),
                          (r"\operatorname{Mean}(y) = \frac{y_1 + y_2}{3}", FAILED)):
        assert verify(Statement("s", "identity", claim, "y real[2] in [-9, 9]"), origin).status == status


def test_numbers_beyond_every_float_are_compared_too():
    assert judged(r"\exp(2 x) = \exp(x)^2", "x real > 1000").status == VERIFIED
    assert judged(r"\exp(2 x) = 2 \exp(x)^2", "x real > 1000").status == FAILED


def test_a_failure_on_one_side_of_zero():
    message = judged(r"|x| = x").message
    assert "at x = -2:" in message and "It fails for all x < 0." in message


def test_a_failure_at_one_point():
    message = judged(r"\operatorname{Threshold}(x; 1/2, 2) = \begin{cases} x & \text{if } x \ge 1/2 \\ "
                     r"2 & \text{otherwise} \end{cases}").message
    assert "It fails only at x = 0.5." in message


def test_a_failure_of_the_code_says_what_rounding_explains():
    functions = SimpleNamespace(cube=lambda x: x * x * x * (1 + 2**-10))
    statement = Statement("cube", "definition", r"\operatorname{Cube}(x) = x^3", "x real", file="m.py", line=3)
    message = str(verify(statement, library([statement], functions)))
    assert message.startswith("m.py:3: the code of cube gives another value than the equation (float64)")
    assert "of which rounding explains" in message and "equation  " in message and "float64   " in message


def test_a_syntax_error_shows_line_and_caret():
    verdict = judged("x =\n  \\exp(x")
    assert str(verdict).startswith("a.md:6: ") and "      \\exp(x\n" in verdict.message and "^" in verdict.message


def test_a_mistake_in_the_options_is_shown():
    assert "`:where:`" in judged("x = x", "x reel").message and "^" in judged("x = x", "x reel").message
    wrong_call = judged(r"\operatorname{F}(x) = x", kind="definition", of="f(2 * x)")
    assert "`:of:`" in wrong_call.message and "^" in wrong_call.message


@pytest.mark.parametrize(("latex", "options", "complaint"), [
    (r"\operatorname{G}(x) = x", {"kind": "definition", "of": "nowhere(x)"}, "no function 'nowhere'"),
    (r"x = x", {"kind": "definition"}, "begins with what it defines"),
    (r"\operatorname{G}(2 x) = x", {"kind": "definition"}, "letters only"),
    (r"x < x", {}, "an identity is a chain of ="),
    (r"x = x", {"kind": "derivative"}, "begins with one"),
    (r"x = x", {"kind": "limit"}, "needs"),
    (r"x \approx x", {"kind": "approximation"}, "within"),
    (r"\operatorname{ReLU}(x) = x", {"kind": "distribution"}, "is said of"),
    (r"\operatorname{ELU}(x) = x", {}, "takes 1 letters after the semicolon"),
    (r"\log(x) = \log(x)", {"where": "x real < 0"}, "no point could be compared"),
])
def test_what_cannot_be_checked_fails(latex, options, complaint):
    verdict = judged(latex, **options)
    assert verdict.status == FAILED and complaint in verdict.message, verdict.message


def test_unchecked_keeps_its_reason():
    verdict = judged(r"\operatorname{ReLU}(x) = x", unchecked="only a sketch")
    assert (verdict.status, verdict.reason) == (UNCHECKED, "only a sketch") and not verdict.details
    assert "unread" in judged(r"\int x = x", unchecked="an integral").details


def test_json_has_the_ledger_fields():
    entry = judged(r"x = x").to_json()
    assert {"name", "kind", "file", "line", "latex", "points", "max_ulp", "reason"} <= entry.keys()
    assert (entry["status"], entry["file"], entry["line"]) == (VERIFIED, "a.md", 5)
    assert (entry["certainty"], entry["range"]) == ("proved", "x ∈ ℝ") and entry["points"] > 20


def test_an_overflow_is_told():
    overflow = judged(r"\log(\exp(x)) = x").details["overflow"]
    assert list(overflow) == ["float64", "float32"] and abs(float(overflow["float32"].removeprefix("x = "))) > 88
    assert "overflow" not in judged("x + 1 = 1 + x").details


def test_an_approximation_reports_its_largest_difference():
    verdict = judged(r"\operatorname{GELU}(x) \approx x \operatorname{Sigmoid}(1.702 x)", kind="approximation",
                     within="1/49")
    assert verdict.status == VERIFIED and 0.0203 < verdict.details["difference"] < 0.0204
    assert "at" in verdict.details


def test_ulps_are_reported_by_dtype():
    verdict = verify(next(s for s in DEFINITIONS if s.name == "elu"), LECTURE)
    assert set(verdict.max_ulp) == {"float64", "float32", "float16", "bfloat16"} and max(verdict.max_ulp.values()) < 4


def joined(first: Tensor, *others: Tensor) -> Tensor:
    """Side by side, with the others doubled."""
    return torch.cat([first, *(2 * other for other in others)], -1)


JOINED = (r"\operatorname{Joined}(x, y)_i = "
          r"\begin{cases} x_i & \text{if } i \le a \\ 2 y_{i-a} & \text{otherwise} \end{cases}")


@pytest.mark.parametrize(("latex", "where", "status", "message"), [
    (JOINED, "x real[a]; y real[b]; i class(a + b)", VERIFIED, ""),
    (JOINED.replace("2 y", "3 y"), "x real[a]; y real[b]; i class(a + b)", FAILED, "gives another value"),
    (JOINED, "x real[a]; y real[b]; i class(a)", FAILED, "gives 2 numbers where the equation has 1"),
    (JOINED, "x real[a]; y real[b]; i class(a + b + 1)", FAILED, "the equation has no value"),
    (JOINED, "x real[a]; y real[b]", FAILED, "gives 2 numbers where the equation has 1"),
])
def test_an_index_of_the_head_runs_over_its_classes(latex, where, status, message):
    statement = Statement("joined", "definition", latex, where)
    verdict = verify(statement, library([statement], SimpleNamespace(joined=joined)))
    assert verdict.status == status and message in verdict.message


def test_a_call_knows_the_sizes_of_its_letters():
    definition = Statement("joined", "definition", JOINED, "x real[a]; y real[b]; i class(a + b)")
    for latex, status in (
        (r"\sum_i \operatorname{Joined}(x, x)_i = 3 \sum_i x_i", VERIFIED),
        (r"\operatorname{Joined}(x, y)_4 = 2 y_1", VERIFIED),
        (r"\operatorname{Joined}(y, x)_4 = 2 y_1", FAILED),
    ):
        statement = Statement("s", "identity", latex, "x real[3]; y real[2]")
        assert verify(statement, library([definition], SimpleNamespace(joined=joined))).status == status


ENTROPIES = (
    Statement("entropy", "definition", r"\operatorname{H}(p) = -\sum_c p_c \log p_c", "p distribution[C]"),
    Statement("cross", "definition", r"\operatorname{H}(p, q) = -\sum_c p_c \log q_c", "p, q distribution[C]"),
)


@pytest.mark.parametrize(("latex", "status"), [
    (r"\operatorname{H}(p, p) = \operatorname{H}(p)", VERIFIED),
    (r"\operatorname{H}(p, q) = \operatorname{H}(p)", FAILED),
    (r"\operatorname{H}(p, q, q) = \operatorname{H}(p)", FAILED),
])
def test_a_printed_name_may_stand_for_two_functions(latex, status):
    """They differ in the number of their arguments, as the entropy H(p) and the cross-entropy H(p, q) do."""
    functions = SimpleNamespace(
        entropy=lambda p: -(p * p.log()).sum(), cross=lambda p, q: -(p * q.log()).sum(),
    )
    own = library(ENTROPIES, functions)
    assert not own.problems and all(verify(one, own).status == VERIFIED for one in ENTROPIES)
    verdict = verify(Statement("s", "identity", latex, "p, q distribution[C]"), own)
    assert verdict.status == status, verdict.message
    assert "q, q" not in latex or "H takes 1 letters before the semicolon (p): 3 came" in verdict.message


SCALES = (
    Statement("plain", "definition", r"\operatorname{S}(x) = x^2", "x real"),
    Statement("scaled", "definition", r"\operatorname{S}(x; a) = a x^2", "x real; a in 1/2, 2"),
)


@pytest.mark.parametrize(("latex", "status"), [
    (r"\operatorname{S}(x; a) = a \operatorname{S}(x)", VERIFIED),
    (r"\operatorname{S}(x; a) = \operatorname{S}(x)", FAILED),
    (r"\operatorname{S}(x; a, 1) = \operatorname{S}(x)", FAILED),
])
def test_they_may_differ_in_a_parameter_that_one_of_them_lacks(latex, status):
    own = library(SCALES, SimpleNamespace(plain=lambda x: x * x, scaled=lambda x, a: a * x * x))
    assert not own.problems and all(verify(one, own).status == VERIFIED for one in SCALES)
    verdict = verify(Statement("s", "identity", latex, "x real; a in 1/2, 2"), own)
    assert verdict.status == status, verdict.message


def test_two_functions_with_as_many_arguments_need_two_names():
    (problem,) = library((*ENTROPIES, replace(ENTROPIES[0], name="other"))).problems
    assert "a second definition of the printed name H" in problem.message


def test_an_integer_letter_as_an_index_counts_from_one():
    vector = r"\operatorname{Softmax}((\log 1, \dots, \log 4))_i"
    assert judged(rf"{vector} = \frac{{i}}{{10}}", "i integer in [1, 4]").status == VERIFIED
    assert "at i = " in judged(rf"{vector} = \frac{{i - 1}}{{10}}", "i integer in [1, 4]").message


# --- slopes and infinities --------------------------------------------------------------------------------------------


def hinge(slope_at_kink):
    class Hinge(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.clamp(min=0)

        @staticmethod
        def backward(ctx, gradient):
            (x,) = ctx.saved_tensors
            return gradient * torch.where(x == 0, slope_at_kink, (x > 0).to(x.dtype))

    def hinge(x: Tensor) -> Tensor:
        return Hinge.apply(x)

    return hinge


@pytest.mark.parametrize(("slope", "status"), [(0.0, VERIFIED), (0.5, VERIFIED), (1.0, VERIFIED), (2.0, FAILED),
                                               (-0.5, FAILED), (float("nan"), FAILED)])
def test_the_slope_at_a_kink_lies_between_both_sides(slope, status):
    statement = Statement("hinge", "definition", r"\operatorname{Hinge}(x) = \max(0, x)", "x real")
    assert verify(statement, library([statement], SimpleNamespace(hinge=hinge(slope)))).status == status


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
def test_a_slope_printed_at_a_kink_is_refused(slope):
    definition = Statement("hinge", "definition", r"\operatorname{Hinge}(x) = \max(0, x)", "x real")
    printed = Statement("", "derivative", r"\operatorname{Hinge}'(x) = \begin{cases} 1 & \text{if } x > 0 \\ "
                        r"1/2 & \text{if } x = 0 \\ 0 & \text{if } x < 0 \end{cases}", "x real")
    assert verify(printed, library([definition], SimpleNamespace(hinge=hinge(slope)))).status == FAILED


@pytest.mark.filterwarnings("error")
def test_slopes_that_torch_sends_back_are_numbers_without_a_graph():
    softmax = r"\frac{\partial}{\partial x_1} \operatorname{Softmax}(x)_1"
    derivative = rf"{softmax} = \operatorname{{Softmax}}(x)_1 (1 - \operatorname{{Softmax}}(x)_1)"
    assert judged(derivative, "x real[C]", "derivative").status == VERIFIED


def test_infinity_is_compared_by_the_limit():
    literal = SimpleNamespace(f=lambda x: x * torch.exp(-x * x))
    statement = Statement("f", "definition", r"\operatorname{f}(x) = x \exp(-x^2)", "x real")
    verdict = verify(statement, library([statement], literal))
    assert verdict.status == FAILED and "∞" in verdict.message and "NaN" in verdict.message


@pytest.mark.parametrize(("formula", "limit", "status"), [
    (r"\exp(2 x) (1 - \tanh(x))", "2", VERIFIED), (r"\exp(2 x) (1 - \tanh(x))", "3", FAILED),
    (r"\exp(2 x) (1 - \tanh(x))", r"\infty", FAILED), (r"(1 + 1/x)^x", "e", VERIFIED),
    (r"x^{1/9}", r"\infty", VERIFIED),
])
def test_a_limit_where_nearly_equal_numbers_cancel(formula, limit, status):
    assert judged(rf"\lim_{{x \to \infty}} {formula} = {limit}", kind="limit").status == status


def test_a_strict_inequality_is_strict():
    assert judged(r"\tanh(x) < 1", kind="inequality").status == VERIFIED
    assert judged(r"\operatorname{Hardtanh}(x; -1, 1) < 1", kind="inequality").status == FAILED
    assert judged(r"\operatorname{Hardtanh}(x; -1, 1) \le 1", kind="inequality").status == VERIFIED
    assert judged(r"\log(\exp(x)) < x", kind="inequality").status == FAILED


# --- the whole --------------------------------------------------------------------------------------------------------


def test_problems_of_a_book():
    definition = Statement("relu", "definition", r"\operatorname{ReLU}(x) = \max(0, x)", "x real", file="m.py", line=3)
    again = Statement("relu2", "definition", r"\operatorname{ReLU}(x) = (x)^+", "x real", file="m.py", line=9)
    labelled = Statement("twice", "identity", "x = x", "x real", file="c.md", line=4)
    book = Source([labelled, Statement("twice", "identity", "x = x", "x real", file="c.md", line=8)],
                  [Shown("relu", "c.md", 1), Shown("rely", "c.md", 2)])
    found = [str(problem) for problem in problems(Library(lambda: None, Source([definition, again])), book)]
    assert len(found) == 3
    assert found[0].startswith("m.py:9: a second definition of the printed name ReLU") and "m.py:3" in found[0]
    assert found[1].startswith("c.md:2: no definition called 'rely'; did you mean")
    assert found[2] == "c.md:8: the label 'twice' is taken by the equation at c.md:4: give this one another `:label:`"


@pytest.mark.parametrize(("chapter", "complaint"), [
    ("```{equation} double\n```\n\n```{equation} double\n```\n",
     "c.md:4: the label 'double' is taken by the equation at c.md:1: give this one another `:label:`"),
    ("```{equation} double\n```\n\n```{equation} double\n:label: again\n```\n", ""),
    ("```{equation} double\n:label: a\n```\n\n```{equation}\n:label: a\n\nx = x\n```\n",
     "c.md:8: the label 'a' is taken"),
    ("```{equation}\n:label: double\n\nx = x\n```\n", "c.md:4: the label 'double' belongs to the definition"),
])
def test_labels_clash_as_in_the_book(chapter, complaint):
    """Sphinx says the same of these, see the tests of the directive."""
    definition = Statement("double", "definition", r"\operatorname{Double}(x) = 2 x", "x real", file="m.py", line=3)
    found = problems(Library(lambda: None, Source([definition])), read_markdown(chapter, "c.md"))
    assert [str(problem)[:len(complaint)] for problem in found] == [complaint] * bool(complaint)


def test_several_processes_agree_with_one(tmp_path):
    code = """
        from eqcheck import *
        here = load_library("")
        sames = [Statement(f"s{k}", "identity", f"x + {k} = {k} + x", "x real") for k in range(40)]
        wrong = Statement("wrong", "identity", "x = x + 1", "x real")
        verdicts = verify_all([*sames, wrong], here)
        print([v.statement.name for v in verdicts] == [s.name for s in (*sames, wrong)],
              {v.status for v in verdicts[:-1]}, verdicts[-1].status)
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("True {'verified'} failed")
