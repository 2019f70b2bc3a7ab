"""Another book uses the extension with its own library, through nothing but Sphinx's own command."""

import subprocess
import sys

import pytest


def sphinx_build(book) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", book.source, book.root / "html"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_it_builds_without_a_warning(foreign):
    done = sphinx_build(foreign)
    assert (done.returncode, done.stderr) == (0, "")
    assert (foreign.root / "html" / "equations.json").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "marker"),
    [
        ("tinylib/bumps.py", r"\frac{1}{1 + t^2}", r"\frac{1}{2 + t^2}", r"\operatorname{Bump}(t) ="),
        ("docs/index.rst", r"(t) \le 1", r"(t) \ge 1", r"(t) \ge 1"),
    ],
)
def test_a_wrong_equation_stops_it_at_its_line(foreign, file, old, new, marker):
    foreign.replace(file, old, new)
    done = sphinx_build(foreign)
    assert done.returncode == 1
    assert f"{foreign.line(file, marker)}: WARNING" in done.stderr
