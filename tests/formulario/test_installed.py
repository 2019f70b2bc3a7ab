"""The distribution as others get it: its wheel, alone with torch, and with all that the gallery's scripts need.

Nothing is downloaded, and what the wheel does not ask for is not there.
"""

import ast
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.environments import environment, needs, pip

ROOT = Path(__file__).parents[2]
FASTEST = {
    "way_back": "one_neuron",
    "why_bend": "straight_pieces",
    "rectifiers": "relu",
    "smooth_rectifiers": "elu",
    "gates": "glu",
    "saturating": "sigmoid",
    "shrinkage": "hardshrink",
    "softargmax": "log_softmax",
    "shapes_and_scale": "zoom",
    "temperature": "inverse_temperature",
    "noise_models": "densities",
    "regression": "proximal_l1",
    "images": "edges_and_stripes",
    "likelihood": "class_weights",
    "balancing": "balanced_sampler",
    "information": "cross_entropy",
    "many_classes": "adaptive_log_softmax",
    "comparison": "all_losses",
}
"""The script of each chapter that took the least time when this was written."""
SCRIPTS = sorted((ROOT / "gallery").glob("*/plot_*.py"))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """Built from a copy, since a build leaves files behind."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "lib", source / "lib", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    pip(sys.executable, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", built, source)
    return next(built.glob("formulario-*.whl"))


@pytest.fixture(scope="session")
def run(wheel, tmp_path_factory) -> Callable[..., str]:
    """Runs Python in an environment with an extra, away from the clone."""
    home = tmp_path_factory.mktemp("home")
    made: dict[str, Path] = {}

    def run(extra: str, *arguments: Path | str) -> str:
        if extra not in made:
            made[extra] = environment(tmp_path_factory.mktemp("environment"), wheel, extra)
            pip(made[extra], "install", f"formulario{extra} @ {wheel.as_uri()}")  # refuses if something is missing
        environ = {"MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1", "HOME": str(home), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            [made[extra], *arguments], env=environ, cwd=home, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = [file for file in (ROOT / "lib" / "formulario").rglob("*") if file.is_file()]
    files = {file.relative_to(ROOT / "lib").as_posix() for file in package if file.suffix != ".pyc"}
    assert held == files
    assert {"formulario/py.typed", "formulario/book.mplstyle"} < held


def test_torch_is_enough(run):
    use = "import formulario as F, torch; print(F.relu(torch.tensor([-1.0, 2.0])).tolist())"
    assert run("", "-c", use) == "[0.0, 2.0]\n"
    others = "('matplotlib', 'sklearn', 'skimage', 'eqcheck', 'sphinx')"
    assert run("", "-c", f"from importlib.util import find_spec as f; print([*filter(f, {others})])") == "[]\n"


def test_every_chapter_is_run():
    assert set(FASTEST) == {script.parent.name for script in SCRIPTS}


@pytest.mark.parametrize("chapter", FASTEST)
def test_a_downloaded_script_needs_the_extra_alone(run, tmp_path, chapter):
    script = shutil.copy(ROOT / "gallery" / chapter / f"plot_{FASTEST[chapter]}.py", tmp_path)
    run("[gallery]", script)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_no_script_imports_more(wheel, script):
    brought = needs(wheel, "[gallery]") | {"formulario"}
    homes = packages_distributions()
    for node in ast.walk(ast.parse(script.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names or ([node.module] if isinstance(node, ast.ImportFrom) else []):
            top = name.partition(".")[0]
            assert top in sys.stdlib_module_names or brought & {*map(canonicalize_name, homes.get(top, [])), top}, name
