"""What readers and type checkers learn of the public names: every parameter, every error, every type."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import formulario as F
import pytest

from .offered import offered

LIB = Path(F.__file__).parents[1]
PUBLIC = [getattr(F, name) for part in ("activations", "losses") for name in offered(part)]
METHODS = [
    getattr(F.BalancedSampler, name) for name in ("set_epoch", "state_dict", "load_state_dict")
] + [getattr(F.AdaptiveLogSoftmaxWithLoss, name) for name in ("forward", "log_prob", "predict")] + [
    F.Annealing.load_state_dict
]
FUNCTIONS = [one for one in PUBLIC if not isinstance(one, type)]

USES = """
import torch
import formulario as F

x = torch.ones(1)
reveal_type(F.mse_loss(x, x))
reveal_type(F.softplus)
reveal_type(F.LeakyReLU(inplace=True).negative_slope)
reveal_type(F.CrossEntropyLoss().weight)
F.nonsense
F.gelu(x, approximate=1)
F.KLDivLoss("mean")
F.ELU(alpha="deep")
"""
ANSWERS = [
    (6, 'Revealed type is "torch._tensor.Tensor"'),
    (7, 'Revealed type is "def (input: torch._tensor.Tensor, beta: float =, threshold: float =) -> '),
    (8, 'Revealed type is "float"'),
    (9, 'Revealed type is "torch._tensor.Tensor | None"'),
    (10, 'Module has no attribute "nonsense"'),
    (11, 'Argument "approximate" to "gelu" has incompatible type "int"'),
    (12, 'Too many positional arguments for "KLDivLoss"'),
    (13, 'Argument "alpha" to "ELU" has incompatible type "str"'),
]


def documented(doc: str) -> set[str]:
    return set(re.findall(r"^\s*:param (\w+):", doc, re.M))


@pytest.mark.parametrize("one", [*PUBLIC, *METHODS], ids=lambda one: one.__qualname__)
def test_every_parameter_is_documented(one):
    taken = {name for name, kind in inspect.signature(one).parameters.items() if kind.kind is not kind.VAR_KEYWORD}
    if isinstance(one, type) and "__init__" not in vars(one):
        taken = set()  # torch's own constructor, without arguments
    alone = one in (F.AdaptiveLogSoftmaxWithLoss.log_prob, F.AdaptiveLogSoftmaxWithLoss.predict)
    assert documented(one.__doc__) == taken - {"self"} - ({"input"} if alone else set())


@pytest.mark.parametrize("one", [*FUNCTIONS, *METHODS], ids=lambda one: one.__qualname__)
def test_every_function_says_what_it_raises(one):
    assert re.findall(r"^\s*:raises (?:Type|Value|Index)Error: if \S", one.__doc__, re.M)


def test_type_checkers_know_every_function(tmp_path, pytestconfig):
    file = tmp_path / "uses.py"
    file.write_text(USES, "utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", pytestconfig.cache.mkdir("mypy"), file],
        capture_output=True, text=True, env={"MYPYPATH": str(LIB), "PATH": ""}, cwd=tmp_path, check=False,
    )
    said = re.findall(r"^uses\.py:(\d+): (?:error: |note: (?=Revealed))(.*)$", checked.stdout, re.M)
    assert [int(line) for line, _ in said] == [line for line, _ in ANSWERS], checked.stdout + checked.stderr
    assert all(text.startswith(start) for (_, text), (_, start) in zip(said, ANSWERS, strict=True)), checked.stdout
