"""What is kept of functions that were compared at every float16: it counts until something of it changes."""
import json
import sys

import pytest
from eqcheck import EXHAUSTIVE, TRIED, verify
from eqcheck.__main__ import main
from eqcheck.project.load import load_library

CODE = '''
import torch


def double(x: torch.Tensor, a: float = 1.0) -> torch.Tensor:
    r"""Twice.

    .. equation::
       :where: x real; a in 1, 1/2

       \\operatorname{Double}(x; a) = 2 a x
    """
    return 2 * a * x


def total(x: torch.Tensor) -> torch.Tensor:
    r"""Sum.

    .. equation::
       :where: x real[N]; N in 2

       \\operatorname{Total}(x) = \\sum_i x_i
    """
    return x.sum()
'''


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A library in a folder of its own: ``book(code)`` writes it and loads it anew."""
    name = f"twice_{tmp_path.name.replace('-', '_')}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)

    def load(code=CODE):
        (tmp_path / f"{name}.py").write_text(code, "utf-8")
        sys.modules.pop(name, None)
        return load_library(name, tmp_path)

    load()
    load.name, load.file = name, tmp_path / f"{name}.exhaustive.json"
    return load


def test_it_counts_until_something_changes(book, capsys):
    assert verify(book().definitions["double"], book()).certainty == TRIED
    assert main(["--library", book.name, "--exhaustive"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        "double: x ∈ float16; a ∈ {1, 1/2}, 126,976 inputs, worst 0.0 ulp")
    kept = json.loads(book.file.read_text("utf-8"))
    assert set(kept["packages"]) == {"torch", "lark", "python-flint", "sympy"}
    assert list(kept["definitions"]) == ["double"]

    library = book()
    double, total = (verify(library.definitions[name], library) for name in ("double", "total"))
    assert (double.certainty, double.range) == (EXHAUSTIVE, "x ∈ float16; a ∈ {1, 1/2}")
    assert double.details["exhaustive"] == {"inputs": 126_976, "worst_ulp": 0.0}
    assert total.certainty == TRIED
    assert library.exhausted.problems(book.file.parent) == []

    for changed in (CODE.replace("2 * a * x", "x * 2 * a"), CODE.replace("= 2 a x", "= 2 x a"),
                    CODE.replace("a in 1, 1/2", "a in 1, 1/4")):
        library = book(changed)
        assert verify(library.definitions["double"], library).certainty == TRIED
        (problem,) = library.exhausted.problems(book.file.parent)
        assert str(problem).startswith(f"{book.file.name}:1: the definition or the code of double has changed: renew")
    assert main(["--library", book.name, "--strict"]) == 1
    assert "python -m eqcheck --library NAME --exhaustive" in capsys.readouterr().out

    kept["packages"]["torch"] = "1.0"  # with other packages it is nobody's fault
    book.file.write_text(json.dumps(kept), "utf-8")
    assert book().exhausted.problems(book.file.parent) == []


def test_a_wrong_function_is_not_kept(book, capsys):
    book(CODE.replace("return 2 * a * x", "return torch.where(x == 1.0341796875, 2.1 * a * x, 2 * a * x)"))
    assert main(["--library", book.name, "--exhaustive"]) == 1
    message = capsys.readouterr().out
    assert "gives another value than the equation (float16, at all its numbers)" in message
    assert "It fails only at x = 1.0341796875." in message or "x = 1.0341796875" in message
    assert json.loads(book.file.read_text("utf-8"))["definitions"] == {}


def test_the_command_needs_a_library(capsys):
    with pytest.raises(SystemExit):
        main(["--exhaustive"])
    assert "name it by --library NAME" in capsys.readouterr().err
