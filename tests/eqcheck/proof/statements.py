"""Statements about a few functions, and what an attempt to prove them ends in."""
from eqcheck import Library, Source
from eqcheck.proof import Outcome, Proof, Refutation, prove
from eqcheck.semantics.case import Case
from eqcheck.syntax.statement import Statement

DEFINITIONS = {
    "relu": (r"\operatorname{ReLU}(x) = \max(0, x)", "x real"),
    "leaky": (r"\operatorname{Leaky}(x; a) = \begin{cases} x & \text{if } x \ge 0 \\ "
              r"a x & \text{otherwise} \end{cases}", "x real; a real"),
    "sigmoid": (r"\sigma(x) = \frac{1}{1 + \exp(-x)}", "x real"),
    "softplus": (r"\operatorname{Softplus}(x) = \log(1 + \exp(x))", "x real"),
    "gelu": (r"\operatorname{GELU}(x) = x \Phi(x)", "x real"),
    "hardshrink": (r"\operatorname{Hardshrink}(x; \lambda) = \begin{cases} x & \text{if } |x| > \lambda \\ "
                   r"0 & \text{otherwise} \end{cases}", "x real; lambda real >= 0"),
    "softmax": (r"\operatorname{Softmax}(x)_i = \frac{\exp(x_i)}{\sum_j \exp(x_j)}", "x real[C]"),
}
LIBRARY = Library(lambda: None, Source([
    Statement(name, "definition", latex, where, file="functions.py", line=1)
    for name, (latex, where) in DEFINITIONS.items()
]))


def outcome(latex: str, where: str = "x real", kind: str = "identity", effort: int = 20_000, **options: str) -> Outcome:
    return prove(Case.read(Statement("", kind, latex, where, **options), LIBRARY), effort)


def proved(latex: str, where: str = "x real", kind: str = "identity", **options: str) -> Proof:
    found = outcome(latex, where, kind, **options)
    assert isinstance(found, Proof), found
    return found


def refuted(latex: str, where: str = "x real", kind: str = "identity", **options: str) -> Refutation:
    found = outcome(latex, where, kind, **options)
    assert isinstance(found, Refutation), found
    return found
