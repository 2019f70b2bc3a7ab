"""New environments of Python for tests: what they hold is linked from the one that runs the tests, not downloaded."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


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


def needs(wheel: Path, extra: str) -> set[str]:
    """The names of the distributions that a wheel asks for, with an extra such as ``[gallery]``."""
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    asked = [Requirement(line.partition(": ")[2]) for line in lines if line.startswith("Requires-Dist: ")]
    chosen = [one for one in asked if not one.marker or one.marker.evaluate({"extra": extra.strip("[]")})]
    return set().union(*(needed(one, set()) for one in chosen))


def environment(folder: Path, wheel: Path, extra: str) -> Path:
    """The Python of a new environment that holds what a wheel asks for, as far as it is installed here."""
    venv.create(folder, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    for name in needs(wheel, extra):
        files = distribution(name).files or ()
        for top in {file.parts[0] for file in files} - {"..", "__pycache__"}:
            link = packages / top
            if not link.exists():
                link.symlink_to(distribution(name).locate_file(top))
    return folder / "bin" / "python"
