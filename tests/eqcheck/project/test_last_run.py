"""Where nothing has changed the command says what it said, and loads little for it."""

import json
import subprocess
import sys

import eqcheck
import pytest
from eqcheck import api
from eqcheck.__main__ import main
from eqcheck.project import report

from .test_command import GOOD, PACKAGE

NUMPY = PACKAGE.format(library="numpy")


@pytest.fixture
def run(library, capsys, monkeypatch):
    """Runs the command on a book and a package; gives what it prints, but for the time, and whether it had to check."""
    library("tiny/__init__.py", NUMPY)
    library("book/chapter.md", GOOD)
    checked = []
    verify_all = report.verify_all
    monkeypatch.setattr(report, "verify_all", lambda *arguments: checked.append(1) or verify_all(*arguments))

    def run(*options):
        checked.clear()
        main(["--library", "tiny", "--cache", "kept", "book", *options])
        return capsys.readouterr().out.rpartition(",")[0], bool(checked)

    return run


def test_it_says_the_same_without_checking(run, tmp_path):
    first, checked = run("--json", "first.json")
    assert checked and "2 verified" in first
    assert run("--json", "second.json") == (first, False)
    listed = [json.loads((tmp_path / name).read_text("utf-8")) for name in ("first.json", "second.json")]
    assert listed[0] == listed[1] and len(listed[0]) == 2


@pytest.mark.parametrize(("file", "text"), [
    ("book/chapter.md", GOOD + "\nMore.\n"),
    ("book/other.rst", ""),
    ("tiny/__init__.py", NUMPY + "\n"),
    ("tiny/other.py", ""),
])
def test_whatever_changes_is_checked(run, library, file, text):
    run()
    library(file, text)
    assert run()[1]
    assert not run()[1]


@pytest.mark.parametrize("options", [["--seed", "1"], ["--strict"], ["--backend", "python"], ["tiny.md"]])
def test_other_arguments_are_another_run(run, library, options):
    library("tiny.md", "")
    run()
    assert run(*options)[1]


@pytest.mark.parametrize("package", ["docutils", "numpy", "lark"])
def test_other_versions_are_another_run(run, monkeypatch, package):
    run()
    for module in ("imports", "last_run"):
        monkeypatch.setattr(f"eqcheck.project.{module}.version_of", lambda name: "0" if name == package else "1")
    monkeypatch.setattr("eqcheck.project.last_run.engine", lambda: "0" if package == "lark" else "1")
    assert run()[1]


def test_complaints_and_damage_are_worked_out_again(run, library, tmp_path):
    library("book/chapter.md", GOOD.replace("x + x", "x - x"))
    for _ in range(2):
        output, checked = run()
        assert checked and "the sides are not equal" in output
    library("book/chapter.md", GOOD)
    run()
    (tmp_path / "kept" / "last_run").write_text("{}", "utf-8")
    assert run()[1]


def test_what_changes_meanwhile_is_not_kept(run, library, monkeypatch):
    verify_all = report.verify_all
    monkeypatch.setattr(report, "verify_all", lambda *arguments: library("book/new.md", "") and verify_all(*arguments))
    run()
    library("book/new.md", "").unlink()
    assert run()[1]


def test_little_is_loaded(library):
    library("tiny.py", NUMPY)
    names = "{'flint', 'lark', 'docutils', 'markdown_it', 'pebble', 'numpy'}"
    code = (
        "import sys\n"
        "from eqcheck.__main__ import main\n"
        "status = main(['--library', 'tiny', '--cache', 'kept'])\n"
        f"print('LOADED', sorted({names} & sys.modules.keys()))\n"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
            for _ in range(2)]
    assert "LOADED ['docutils', 'flint', 'lark', 'markdown_it', 'numpy', 'pebble']" in runs[0]
    assert "LOADED []" in runs[1]


def test_every_name_is_there_when_it_is_asked_for():
    assert api.__all__ == eqcheck.__all__
    assert [name for name in eqcheck.__all__ if getattr(eqcheck, name) is not getattr(api, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = eqcheck.nothing
