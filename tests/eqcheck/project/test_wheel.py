"""The distribution: its wheel holds what it should, and works in an environment of its own."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROJECT = ROOT / "lib" / "eqcheck"
NOT_PACKED = {"pyproject.toml", "README.md", "LICENSE"}

WITHOUT = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ImportError(f"{{name}} is not to be loaded")

sys.meta_path.insert(0, Blocked())
"""


@pytest.fixture(scope="module")
def files():
    """The files of the project, as git knows them."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in names if (PROJECT / name).exists()]


@pytest.fixture(scope="module")
def wheel(files, tmp_path_factory):
    """The wheel, built without a network from a copy of the project."""
    copy, out = tmp_path_factory.mktemp("copy") / "eqcheck", tmp_path_factory.mktemp("wheel")
    for name in files:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, copy / name)
    for folder in ("build", "eqcheck.egg-info"):
        (copy / folder).mkdir()
        (copy / folder / "left_over.py").write_text("")
    command = ["pip", "wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation", "-w", out, copy]
    subprocess.run([sys.executable, "-m", *command], check=True, timeout=300)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """Runs code where eqcheck is installed and its dependencies are seen, away from the clone."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    installed = Path(subprocess.run(
        [folder / "bin" / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip())  # fmt: skip
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    seen = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (installed / "dependencies.pth").write_text("\n".join(seen))
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def run(code, *arguments):
        return subprocess.run(
            [folder / "bin" / "python", "-c", code, *arguments],
            cwd=folder, env=variables, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    return run


def test_the_wheel_holds_the_project_and_nothing_else(wheel, files):
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        about = [name for name in archive.namelist() if ".dist-info/" in name]
    assert packed == {f"eqcheck/{name}" for name in files if name not in NOT_PACKED}
    assert "eqcheck/syntax/grammar.lark" in packed and "eqcheck/py.typed" in packed
    assert any(name.endswith("licenses/LICENSE") for name in about)


def test_it_is_the_installed_one_that_is_imported(python):
    done = python("import eqcheck; print(eqcheck.__file__); print(all(hasattr(eqcheck, n) for n in eqcheck.__all__))")
    where, complete = done.stdout.splitlines()
    assert not Path(where).is_relative_to(ROOT) and complete == "True"


def test_importing_it_loads_neither_torch_nor_numpy_nor_sphinx(python):
    names = "{'torch', 'numpy', 'sphinx', 'quickjs'}"
    code = f"import sys, eqcheck.__main__; from eqcheck import *; print({names} & sys.modules.keys())"
    assert python(code).stdout == "set()\n"


def test_equations_are_checked_where_none_of_these_is_installed(python, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```{equation}\n:where: x real\n\n(x + 1)^2 = x^2 + 2 x + 1\n```\n")
    blocked = WITHOUT.format(blocked={"torch", "numpy", "mpmath", "sphinx", "myst_parser", "quickjs", "babel"})
    code = blocked + "from eqcheck.__main__ import main; sys.exit(main(sys.argv[1:]))"
    done = python(code, str(page))
    assert (done.returncode, done.stderr) == (0, "") and "1 verified" in done.stdout
    page.write_text(page.read_text().replace("2 x", "3 x"))
    assert python(code, str(page)).returncode == 1
