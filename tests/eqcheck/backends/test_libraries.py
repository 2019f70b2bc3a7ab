"""Libraries of numpy and of plain Python functions: the true ones hold, each mistake is found."""
import math
import random
import subprocess
import sys

import numpy as np
import pytest
from eqcheck import FAILED, VERIFIED, Statement, verify, verify_all
from eqcheck.checks.verdict import PROVED
from eqcheck.numeric.formats import FLOAT64
from eqcheck.project.load import load_library
from eqcheck.syntax.calls import read_call

from .conftest import HERE

BOTH = ("numpy_library", "python_library")
FORMATS = {"numpy_library": {"float64", "float32", "float16"}, "python_library": {"float64"}}

TRUE = [
    Statement("mirror", "identity", r"\operatorname{Sigmoid}(-x) = 1 - \operatorname{Sigmoid}(x)", "x real"),
    Statement("by-tanh", "identity", r"\operatorname{Sigmoid}(x) = \frac{1 + \tanh(x / 2)}{2}", "x real"),
    Statement("sum", "identity", r"\sum_i \operatorname{Softmax}(x)_i = 1", "x real[N]"),
    Statement("shift", "identity", r"\operatorname{Softmax}(z)_i = \operatorname{Softmax}(x)_i, \quad z_j = x_j + c",
              "x real[N]; c real in [-3, 3]"),
    Statement("sharper", "identity", r"\operatorname{Softplus}(x; \beta) = \operatorname{Softplus}(\beta x; 1) / \beta",
              "x real; beta in 1, 2, 3"),
    Statement("any-beta", "identity", r"\operatorname{Softplus}(x; b) = \operatorname{Softplus}(b x; 1) / b",
              "x real; b real > 0"),
    Statement("bound", "inequality", r"0 < \operatorname{Sigmoid}(x) < 1", "x real"),
    Statement("slope", "derivative",
              r"\operatorname{Sigmoid}'(x) = \operatorname{Sigmoid}(x) \operatorname{Sigmoid}(-x)", "x real"),
    Statement("limit", "limit", r"\lim_{x \to \infty} \operatorname{Sigmoid}(x) = 1", ""),
    Statement("squares", "definition", r"\operatorname{Squares}(x, y)_i = (x_i - y_i)^2", "x, y real[N]",
              of="mse_loss(x, y, reduction='none')"),
    Statement("average", "identity", r"\operatorname{MSE}(x, y; \text{'mean'}) = \frac{1}{N} \sum_n (x_n - y_n)^2",
              "x, y real[N]"),
    Statement("near", "approximation", r"\operatorname{Sigmoid}(x) \approx \frac{1}{2} + \frac{x}{4}",
              "x real in [-1/2, 1/2]", within="1/390"),
    Statement("share", "distribution", r"\operatorname{Jitter}(x; l, u) = a x, \quad a \sim \mathcal{U}(l, u)",
              "x real; l in 1/2; u in 3/2", of="jitter(x, low=l, high=u, training=True)"),
]
FALSE = [
    Statement("mirror", "identity", r"\operatorname{Sigmoid}(-x) = -\operatorname{Sigmoid}(x)", "x real"),
    Statement("sum", "identity", r"\sum_i \operatorname{Softmax}(x)_i = N", "x real[N]"),
    Statement("bound", "inequality", r"\operatorname{Sigmoid}(x) < 1/2", "x real"),
    Statement("slope", "derivative", r"\operatorname{Sigmoid}'(x) = \operatorname{Sigmoid}(x)", "x real"),
    Statement("limit", "limit", r"\lim_{x \to \infty} \operatorname{Sigmoid}(x) = 0", ""),
    Statement("near", "approximation", r"\operatorname{Sigmoid}(x) \approx \frac{1}{2} + \frac{x}{4}",
              "x real in [-1/2, 1/2]", within="1/400"),
    Statement("chance", "distribution", r"\operatorname{Jitter}(x; l, u) = a x, \quad a \sim \mathcal{U}(1, u)",
              "x real; l in 1/2; u in 3/2", of="jitter(x, low=l, high=u, training=True)"),
]


@pytest.mark.parametrize("name", BOTH)
def test_every_definition_holds(name, shelf):
    library = shelf(name)
    verdicts = verify_all(library.statements, library)
    assert [str(verdict) for verdict in verdicts if verdict.status != VERIFIED] == []
    assert len(verdicts) >= 7 and all(set(verdict.max_ulp) == FORMATS[name] for verdict in verdicts)
    slopes = {verdict.statement.name: verdict.details.get("slopes") for verdict in verdicts}
    assert set(slopes.values()) == {"not compared with the code"}


@pytest.mark.parametrize("statement", TRUE, ids=str)
@pytest.mark.parametrize("name", BOTH)
def test_what_is_true_of_it_holds(name, statement, shelf):
    verdict = verify(statement, shelf(name))
    assert verdict.status == VERIFIED and (verdict.points > 0 or verdict.certainty == PROVED), str(verdict)


@pytest.mark.parametrize("statement", FALSE, ids=str)
@pytest.mark.parametrize("name", BOTH)
def test_what_is_false_of_it_fails(name, statement, shelf):
    assert verify(statement, shelf(name)).status == FAILED


def with_bump(x):
    """Right but for a short stretch."""
    return 1 / (1 + np.exp(-x)) * np.where(np.abs(x - 3) < 0.25, 1 + 2**-8, 1).astype(np.asarray(x).dtype)


MISTAKES = [
    ("numpy_library", "sigmoid", lambda x: 1 / (1 + np.exp(x)), "gives another value"),
    ("numpy_library", "sigmoid", with_bump, "at x = 3:"),
    ("numpy_library", "softplus", lambda x, beta=1.0: np.log1p(np.exp(beta * x)) / beta, "equation"),
    ("numpy_library", "softplus", lambda x, beta=1.0: np.logaddexp(0, x), "It fails for β"),
    ("numpy_library", "softmax", lambda x: np.exp(x) / (1 + np.exp(x).sum()), "gives another value"),
    ("numpy_library", "mse_loss", lambda x, y, reduction="mean": ((x - y) ** 2).mean(),
     "It fails only at reduction = 'sum'"),
    ("numpy_library", "nll", lambda scores, target: scores[target], "gives another value"),
    ("numpy_library", "leaky_relu", lambda x, slope=0.01: np.where(x.flat[:1] < 1e9, x, x) * slope, "another value"),
    ("python_library", "sigmoid", lambda x: 1 / (1 + math.exp(-x)), "raises OverflowError"),
    ("python_library", "sigmoid", lambda x: 1 / (1 + math.exp(-max(x, -700))), "gives another value"),
    ("python_library", "softplus", lambda x, beta=1.0: max(x, 0), "gives another value"),
    ("python_library", "softmax", lambda x: [1 / len(x) for _ in x], "gives another value"),
    ("python_library", "mse_loss", lambda x, y, reduction="mean": sum((a - b) ** 2 for a, b in zip(x, y, strict=True)),
     "gives another value"),
    ("python_library", "joined", lambda rows: rows[:-1], "numbers where the equation has"),
]


@pytest.mark.parametrize(("name", "function", "code", "complaint"), MISTAKES)
def test_a_mistake_in_the_code_is_found(name, function, code, complaint, shelf):
    library = shelf(name, **{function: code})
    verdict = verify(library.definitions[function], library)
    assert verdict.status == FAILED and complaint in verdict.message, verdict.message
    assert str(verdict).startswith(f"{name}/__init__.py:")


@pytest.mark.parametrize(("code", "complaint"), [
    (lambda x: x[..., ::-1] if x.ndim == 2 else x, "than the equation (float64, given an expanded array)"),
    (lambda x: x[:], "invalid index to scalar variable., given single numbers of no dimension"),
    (lambda x: x.ravel(), "gives the shape (1,) for numbers of the shape (), given single numbers of no dimension"),
    (lambda x: x if x.size else None, "gives a NoneType, not an array: return what numpy computes, given an empty"),
])
def test_an_array_of_another_shape_meets_the_same_function(code, complaint, shelf):
    statement = Statement("sigmoid", "definition", r"\operatorname{Sigmoid}(x) = x", "x real")
    verdict = verify(statement, shelf("numpy_library", sigmoid=code))
    assert verdict.status == FAILED and complaint in verdict.message, verdict.message


# --- what is no function of numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "code", "complaint"), [
    ("numpy_library", lambda x: list(x), "gives a list, not an array: return what numpy computes"),
    ("numpy_library", lambda x: None, "gives a NoneType, not an array"),
    ("numpy_library", lambda x: x > 0, "gives bool for an input of float64: return the dtype of the input"),
    ("numpy_library", lambda x: x.astype(np.float32), "gives float32 for an input of float64"),
    ("numpy_library", lambda x: x.sum(), "gives the shape () for"),
    ("numpy_library", lambda x: x.nonsense, "raises AttributeError: 'numpy.ndarray' object has no attribute"),
    ("numpy_library", lambda: 1.0, "raises TypeError"),
    ("python_library", lambda x: None, "gives a NoneType, not a number: return a float or a list of floats"),
    ("python_library", lambda x: "1", "gives a str, not a number"),
    ("python_library", lambda x: x > 0, "gives a bool, not a number"),
    ("python_library", lambda x: 1 / x, "raises ZeroDivisionError"),
    ("python_library", lambda x: [x], "gives 1 numbers where the equation has 1, in another arrangement"),
    ("python_library", 0.5, "'sigmoid' is no function of the library but a float: name a function with `:of:`"),
    ("numpy_library", None, "the library has no function 'sigmoid'"),
])
def test_what_is_no_function_of_numbers_gets_a_message(name, code, complaint, shelf):
    library = shelf(name, sigmoid=code)
    definition = library.definitions["sigmoid"]
    claim = Statement("", "identity", r"\operatorname{Sigmoid}(-x) = 1 - \operatorname{Sigmoid}(x)", "x real")
    verdict = verify(definition, library)
    assert verdict.status == FAILED and complaint in verdict.message, verdict.message
    assert "broke off" not in verdict.message + verify(claim, library).message


def test_a_letter_that_is_handed_over_has_a_value(shelf):
    statement = Statement("sigmoid", "definition", r"\operatorname{F}(x) = x", "x real", of="sigmoid(y)")
    assert "`:of:` hands y to sigmoid: say in `:where:`" in verify(statement, shelf("numpy_library")).message


def test_a_misspelt_function_has_a_hint(shelf):
    statement = Statement("f", "definition", r"\operatorname{F}(x) = x", "x real", of="sigmoit(x)")
    assert "no function 'sigmoit': did you mean ‘sigmoid’?" in verify(statement, shelf("numpy_library")).message


def test_a_library_that_cannot_be_imported(tmp_path, monkeypatch):
    (tmp_path / "broken_library").mkdir()
    (tmp_path / "broken_library" / "__init__.py").write_text("import nowhere\n")
    monkeypatch.syspath_prepend(tmp_path)
    statement = Statement("f", "definition", r"\operatorname{F}(x) = x", "x real")
    message = verify(statement, load_library("broken_library", tmp_path)).message
    assert message.startswith("the library 'broken_library' cannot be imported (ModuleNotFoundError: No module named")


# --- random numbers ---------------------------------------------------------------------------------------------------


def generator(x, low=0.5, high=1.5, training=False, rng=None):
    return x * rng.uniform(low, high, size=np.shape(x)) if training else (low + high) / 2 * x


def global_state(x, low=0.5, high=1.5, training=False):
    return x * np.random.uniform(low, high, size=np.shape(x)) if training else (low + high) / 2 * x


@pytest.mark.parametrize(("name", "code"), [
    ("numpy_library", generator), ("numpy_library", global_state), ("python_library", None),
])
def test_draws_are_seeded_and_leave_the_state_alone(name, code, shelf):
    library = shelf(name, **{"jitter": code} if code else {})
    drawing = library.code(read_call("jitter(x, training=True)"), ["x"])

    def draws(seed):
        return library.backend.draw(drawing, FLOAT64, {"x": 2.0}, {"x"}, 6, 2, seed)

    np.random.seed(1)
    random.seed(1)
    state = np.random.get_state()[1].tolist(), random.getstate()
    assert draws(7) == draws(7) != draws(8) and len(set(draws(7))) == 6
    assert (np.random.get_state()[1].tolist(), random.getstate()) == state
    share = next(statement for statement in TRUE if statement.kind == "distribution")
    assert verify(share, library).status == VERIFIED


def test_draws_of_one_number_for_all_points_are_refused(shelf):
    library = shelf("numpy_library", jitter=lambda x, low, high, training: x * np.random.uniform(low, high))
    share = next(statement for statement in TRUE if statement.kind == "distribution")
    assert "the draws do not follow U" in verify(share, library).message


# --- what is loaded ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "backend"), [
    ("import torch\nimport numpy as np\n", "TorchBackend"), ("from torch.nn import functional\n", "TorchBackend"),
    ("import numpy\n", "NumpyBackend"), ("def f():\n    import numpy.linalg\n", "NumpyBackend"),
    ("import math\n# import torch\n", "PythonBackend"), ("import torchless\n", "PythonBackend"),
])
def test_the_backend_is_what_the_files_import(text, backend, tmp_path, monkeypatch):
    name = f"guessed_{tmp_path.name.replace('-', '_')}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / name / "inner.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    assert type(load_library(name, tmp_path).backend).__name__ == backend
    assert type(load_library(name, tmp_path, "python").backend).__name__ == "PythonBackend"


def test_an_unknown_backend(shelf):
    with pytest.raises(LookupError, match="no backend 'numpi': did you mean ‘numpy’"):
        _ = shelf("numpy_library", "numpi").backend


@pytest.mark.parametrize(("name", "loaded"), [("numpy_library", "{'numpy'}"), ("python_library", "set()")])
def test_nothing_else_is_loaded(name, loaded):
    code = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
from eqcheck import verify
from eqcheck.numeric.formats import FLOAT64
from eqcheck.project.load import load_library
from eqcheck.syntax.calls import read_call
library = load_library({name!r})
print({{verify(statement, library).status for statement in library.statements}})
print({{'numpy', 'torch', 'sphinx'}} & sys.modules.keys() or set())
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split("\n")[:2] == ["{'verified'}", loaded] and not run.stderr


# --- slopes, which neither has ----------------------------------------------------------------------------------------


def printed_slope(at_zero=""):
    return Statement("", "derivative", r"\operatorname{LeakyReLU}'(x; a) = \begin{cases} 1 & \text{if } x > 0 \\ "
                     rf"{at_zero} a & \text{{if }} x < 0 \end{{cases}}", "x real; a in 1/4, 0")


@pytest.mark.parametrize("printed", ["1", "a", "2"])
def test_no_slope_is_printed_at_a_kink(printed, shelf):
    verdict = verify(printed_slope(rf"{printed} & \text{{if }} x = 0 \\"), shelf("numpy_library"))
    assert verdict.message.startswith("the formula prints a slope where the function has none\n  at a = ")


def test_a_printed_slope_has_none_of_the_code_beside_it(shelf):
    verdict = verify(printed_slope(), shelf("numpy_library"))
    assert verdict.status == VERIFIED and verdict.details["slopes"] == "not compared with the code", str(verdict)


def test_a_printed_slope_is_compared_with_the_formula(shelf):
    wrong = Statement("", "derivative", r"\operatorname{Softplus}'(x; \beta) = \operatorname{Sigmoid}(x)",
                      "x real; beta in 1, 2")
    message = verify(wrong, shelf("python_library")).message
    assert message.startswith("the sides are not equal") and "It fails only at β = 2." in message


# --- which arguments are arrays ---------------------------------------------------------------------------------------


def squared(prediction, truth):
    return (prediction - truth) ** 2


def weighed(x, w):
    assert isinstance(w, float)
    return w * x


@pytest.mark.parametrize(("latex", "where", "code"), [
    (r"\operatorname{F}(x, y) = (x - y)^2", "x, y real in [-9, 9]", squared),
    (r"\operatorname{F}(x; w) = w x", "x real; w in 1/2, 2", weighed),
    (r"\operatorname{F}(x, y) = \log(\exp(x) + \exp(y))", "x, y real", np.logaddexp),
])
def test_what_stands_before_the_semicolon_is_an_array(latex, where, code, shelf):
    call = "sigmoid(x, y)" if "y" in where else "sigmoid(x, w=w)"
    statement = Statement("sigmoid", "definition", latex, where, of=call)
    verdict = verify(statement, shelf("numpy_library", sigmoid=code))
    assert verdict.status == VERIFIED and verdict.points > 100, str(verdict)


def test_torch_takes_them_in_the_same_way():
    from types import SimpleNamespace

    from ..stand_in import library

    statement = Statement("f", "definition", r"\operatorname{F}(x, y) = (x - y)^2", "x, y real in [-9, 9]")
    assert verify(statement, library([statement], SimpleNamespace(f=squared))).status == VERIFIED


@pytest.mark.parametrize(("code", "complaint"), [
    (lambda x: x.tolist(), "gives a list, not a tensor: return what torch computes"),
    (lambda x: x.float(), "gives torch.float32 for an input of torch.float64: return the dtype of the input"),
    (lambda x: x.detach(), "passes no gradient"), (lambda x: x.sum(), "gives the shape () for"),
    (lambda: 1, "raises TypeError"),
])
def test_what_is_no_function_of_tensors_gets_a_message(code, complaint):
    from types import SimpleNamespace

    from ..stand_in import library

    statement = Statement("f", "definition", r"\operatorname{F}(x) = x", "x real")
    verdict = verify(statement, library([statement], SimpleNamespace(f=code)))
    assert verdict.status == FAILED and complaint in verdict.message and "  at x = " in verdict.message


@pytest.mark.parametrize("backend", ["torch", "numpy", "python"])
def test_code_that_asks_for_an_integer_gets_one(backend, tmp_path, monkeypatch):
    (tmp_path / f"whole_for_{backend}.py").write_text(
        'def times(x, n: "int"):\n'
        '    r"""A sum.\n\n    .. equation::\n       :where: x real; n in 2, 3\n\n'
        '       \\operatorname{Times}(x; n) = n x\n    """\n'
        "    total = x\n    for _ in range(n - 1):\n        total = total + x\n    return total\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    library = load_library(f"whole_for_{backend}", tmp_path, backend=backend)
    assert [verdict.status for verdict in verify_all(library.statements, library)] == [VERIFIED]
