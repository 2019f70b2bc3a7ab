"""A library and a folder to check, in files of the test."""

import importlib
import sys
from textwrap import dedent

import pytest


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Writes a module and gives its path; what was written is forgotten by Python after the test."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.chdir(tmp_path)
    before = set(sys.modules)

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), "utf-8")
        importlib.invalidate_caches()
        for loaded in set(sys.modules) - before:
            if str(tmp_path) in str(getattr(sys.modules[loaded], "__file__", "")):
                del sys.modules[loaded]
        return path

    yield write
    for loaded in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[loaded], "__file__", "")):
            del sys.modules[loaded]
