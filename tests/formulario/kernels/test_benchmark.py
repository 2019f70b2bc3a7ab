"""The benchmark for GPUs makes its tables from whatever was measured, here from a clock that is made up."""

import importlib.util
from pathlib import Path

import pytest
import torch

FILE = Path(__file__).parents[3] / "benchmarks" / "gpu.py"


@pytest.fixture
def benchmark(monkeypatch):
    spec = importlib.util.spec_from_file_location("gpu_benchmark", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def milliseconds(step) -> float:
        step()
        return 2.0

    monkeypatch.setattr(module, "milliseconds", milliseconds)
    monkeypatch.setattr(module, "peak", lambda step: 600)
    monkeypatch.setattr(torch, "compile", lambda function: function)
    return module


def test_tables(benchmark):
    found = benchmark.measured("cpu", sizes=(8, 16), shapes=((5, 10),), copied=1000)
    speed = 2 * 4000 / 2
    rows = found["functions"]
    assert len(rows) == 2 * 2 * len(benchmark.FUNCTIONS)
    assert rows[0]["function"] == "celu" and rows[0]["dtype"] == "float32" and rows[0]["numbers"] == 8
    assert rows[0]["milliseconds"] == {"torch": 2.0, "formulario": 2.0}
    assert [row["share of a copy"] for row in rows[:2]] == [round(5 * 4 * n / speed / 2, 2) for n in (8, 16)]
    wide, narrow = found["cross_entropy"]
    assert (wide["rows"], wide["classes"]) == (5, 10) and narrow["dtype"] == "bfloat16"
    assert wide["memory"]["formulario"] == 3 and narrow["memory"]["formulario"] == 6
    assert set(wide["times as fast"]) >= {"torch", "torch.compile"}


def test_a_faster_function_has_a_larger_number(benchmark):
    found = benchmark.compared({"torch": 3.0, "formulario": 2.0})
    assert found["times as fast"] == {"torch": 1.5}
