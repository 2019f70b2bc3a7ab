"""A function that torch lacks has its place in the benchmarks and in the figures that compare all."""

import importlib.util
import runpy
from pathlib import Path
from types import ModuleType

import formulario as F
import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.figure import Figure

from .activations.lacking import bipolar
from .losses.lacking import log_cosh

ROOT = Path(__file__).parents[2]


@pytest.fixture
def benchmark_of(monkeypatch):
    def load(name: str) -> ModuleType:
        monkeypatch.syspath_prepend(ROOT / "benchmarks")
        spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.mark.parametrize(
    ("name", "missing", "other"), [("activations", "gelu", "relu"), ("losses", "kl_div", "l1_loss")]
)
def test_benchmarks_measure_it_alone(monkeypatch, benchmark_of, name, missing, other):
    monkeypatch.delattr(torch.nn.functional, missing)
    contestants = benchmark_of(name).contestants()
    assert list(contestants[missing]) == ["formulario"] and list(contestants[other]) == ["torch", "formulario"]
    for step in (contestants[missing]["formulario"], contestants[other]["torch"]):
        assert step()[0].shape


def drawn(script: str) -> Figure:
    matplotlib.use("Agg")
    plt.close("all")
    with matplotlib.rc_context():
        runpy.run_path(str(ROOT / "gallery" / "comparison" / f"{script}.py"))
    return plt.gcf()


@pytest.mark.parametrize(
    ("script", "function", "chapter", "title", "panels"),
    [
        ("plot_all_activations", bipolar, "activations.saturating", "Bipolar", 28),
        ("plot_all_losses", log_cosh, "losses.regression", "LogCosh", 12),
    ],
)
def test_figures_of_all_take_it_in(monkeypatch, script, function, chapter, title, panels):
    monkeypatch.setattr(F, function.__name__, function, raising=False)
    monkeypatch.setattr(function, "__module__", f"formulario.{chapter}")
    titles = [axes.get_title() for axes in drawn(script).axes]
    assert title in titles and len(titles) == panels


def test_breaks_are_kinks_and_jumps():
    from formulario.figures import breaks

    assert breaks(F.relu6, -4, 7) == [0.0, 6.0]
    assert breaks(F.hardshrink, -4, 7) == [-0.5, 0.5]
    assert breaks(lambda x: F.threshold(x, 1.25, 1.25), -4, 7) == [1.25]
    assert breaks(F.gelu, -4, 7) == breaks(F.softsign, -4, 7) == []
