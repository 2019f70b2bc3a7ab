"""The distribution as others get it: its wheel, alone with torch, and with all that the gallery's scripts need.

Each environment is a new one that holds the wheel and links to the packages that it asks for, as far as they are
installed here: nothing is downloaded, and what is not asked for is not there.
"""

import ast
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


def pip(python: Path | str, *arguments: Path | str) -> None:
    command = [sys.executable, "-m", "pip", "--python", python, *arguments, "--no-index", "--quiet"]
    subprocess.run([*command, "--disable-pip-version-check"], check=True)


def needed(requirement: Requirement, found: set[str]) -> set[str]:
    """The names of the installed distributions that a requirement brings with it."""
    name = canonicalize_name(requirement.name)
    if name not in found:
        found.add(name)
        for text in distribution(name).requires or ():
            further = Requirement(text)
            if not further.marker or any(further.marker.evaluate({"extra": e}) for e in (*requirement.extras, "")):
                needed(further, found)
    return found


def environment(folder: Path, wheel: Path, extra: str) -> Path:
    """A new environment's Python. pip refuses if the wheel asks for something that is not linked."""
    venv.create(folder, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    for name in needs(wheel, extra):
        files = distribution(name).files or ()
        for top in {file.parts[0] for file in files} - {"..", "__pycache__"}:
            link = packages / top
            if not link.exists():
                link.symlink_to(distribution(name).locate_file(top))
    pip(folder / "bin" / "python", "install", f"formulario{extra} @ {wheel.as_uri()}")
    return folder / "bin" / "python"


def needs(wheel: Path, extra: str) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    asked = [Requirement(line.partition(": ")[2]) for line in lines if line.startswith("Requires-Dist: ")]
    chosen = [one for one in asked if not one.marker or one.marker.evaluate({"extra": extra.strip("[]")})]
    return set().union(*(needed(one, set()) for one in chosen))


@pytest.fixture(scope="session")
def run(wheel, tmp_path_factory) -> Callable[..., str]:
    """Runs Python in an environment with an extra, away from the clone."""
    home = tmp_path_factory.mktemp("home")
    made: dict[str, Path] = {}

    def run(extra: str, *arguments: Path | str) -> str:
        if extra not in made:
            made[extra] = environment(tmp_path_factory.mktemp("environment"), wheel, extra)
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
