"""The tests with every Python and every PyTorch that can be had here: ``make test-versions``.

Each pair gets an environment of its own below ``build/versions``, which is removed when its tests have passed. A pair
that cannot be had is named with the reason, and the others go on.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ENVIRONMENTS = ROOT / "build" / "versions"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
TORCHES = ("2.11.0", "2.13.0")
TESTS = ("tests/formulario", "tests/eqcheck", "lib")
OF_EACH_TORCH = {"triton": "triton", "setuptools": "setuptools>=77", "numpy": "numpy<2.4"}
"""What each PyTorch wants in a version of its own; Triton before 3.7 interprets no loop with the newest NumPy."""
OURS = ("--no-deps", "--no-build-isolation", "--editable", ".", "--editable", "lib/eqcheck")
PIP = ("-m", "pip", "install", "-q")
LAST_LINES = 3


def interpreter(version: str) -> str | None:
    """A Python of this version: on the path, or among those that pyenv keeps."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    found = [shutil.which(f"python{version}"), *map(str, sorted(kept.glob(f"{version}.*/bin/python")))]
    return next((path for path in found if path and runs(path, version)), None)


def runs(path: str, version: str) -> bool:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    return said.startswith(f"Python {version}.")


def outcome(python: str, torch: str) -> str:
    """What came of the tests with this pair, in a line."""
    path = interpreter(python)
    if path is None:
        return "no such Python here"
    environment = ENVIRONMENTS / f"python{python}-torch{torch}"
    shutil.rmtree(environment, ignore_errors=True)
    own = str(environment / "bin" / "python")
    pins = re.sub(r"^torch==.*$", f"torch=={torch}", (ROOT / "requirements.txt").read_text("utf-8"), flags=re.M)
    for name, wanted in OF_EACH_TORCH.items():
        pins = re.sub(rf"^{name}==[^;\s]*", wanted, pins, flags=re.M)
    subprocess.run([path, "-m", "venv", environment], check=True)
    (environment / "requirements.txt").write_text(pins, "utf-8")
    steps = (
        ("not to be had", [own, *PIP, "-r", str(environment / "requirements.txt")]),
        ("not to be installed", [own, *PIP, *OURS]),
        ("tests failed", [own, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile", *TESTS]),
    )
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("lib", "book"))
    for failure, command in steps:
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
        )
        last = "; ".join((done.stdout + done.stderr).strip().splitlines()[-LAST_LINES:])
        if done.returncode:
            return f"{failure}: {last}"
    shutil.rmtree(environment)
    return last


def main() -> int:
    failed = 0
    for python, torch in itertools.product(PYTHONS, TORCHES):
        print(f"== Python {python}, PyTorch {torch} …", flush=True)
        result = outcome(python, torch)
        failed += result.startswith("tests failed")
        print(f"   {result}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
