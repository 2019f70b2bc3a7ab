"""The house is kept: every function has its five places, and imports go one way."""

import ast
import importlib
import re
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import formulario
import pytest
import torch

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "lib" / "formulario"


def names(part: str) -> list[str]:
    return importlib.import_module(f"formulario.{part}").__all__


PUBLIC = [(part, name) for part in formulario.PARTS for name in names(part)]
FUNCTIONS = [(part, name) for part, name in PUBLIC if name.islower()]
CLASSES = [(part, name) for part, name in PUBLIC if not name.islower()]
MODULES = [(part, name) for part, name in CLASSES if issubclass(getattr(formulario, name), torch.nn.Module)]


def missing_places(part: str, name: str, root: Path = ROOT) -> list[str]:
    """Which places of a function lack it, each with what should stand there."""
    chapter = getattr(formulario, name).__module__.rpartition(".")[2]
    script = f"gallery/{chapter}/plot_{name}"
    italian = "book/locale/it/LC_MESSAGES"
    places = {
        f"lib/formulario/{part}/{chapter}.py": rf"def {name}\(((?!\n(def|class) )(.|\n))*?\.\. equation::",
        f"book/{part}/{chapter}.md": rf"```{{equation}} {name}\n",
        f"{script}.py": rf"F\.({name}|(?i:{name.replace('_', '')}))\b",
        f"book/api/{part}.rst": rf"\.\. autofunction:: {name}\n",
        f"{italian}/{part}/{chapter}.po": "msgstr",
        f"{italian}/{script}.po": "msgstr",
    }
    return [f"{file} lacks {name}" for file, pattern in places.items() if not re.search(pattern, _text(root / file))]


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


@pytest.mark.parametrize(("part", "name"), FUNCTIONS)
def test_every_function_has_its_five_places(part, name):
    assert missing_places(part, name) == []


def test_a_missing_place_is_named(tmp_path):
    assert [place.split()[0] for place in missing_places("activations", "relu", tmp_path)] == [
        "lib/formulario/activations/rectifiers.py",
        "book/activations/rectifiers.md",
        "gallery/rectifiers/plot_relu.py",
        "book/api/activations.rst",
        "book/locale/it/LC_MESSAGES/activations/rectifiers.po",
        "book/locale/it/LC_MESSAGES/gallery/rectifiers/plot_relu.po",
    ]


@pytest.mark.parametrize(("part", "name"), MODULES)
def test_every_module_names_its_function(part, name):
    assert re.search(r":func:`(\w+)`", getattr(formulario, name).__doc__)[1] in names(part)


@pytest.mark.parametrize(("part", "name"), CLASSES)
def test_every_class_has_its_line_in_the_reference_and_its_chapter(part, name):
    """Also one that is no module of a network, such as a sampler."""
    chapter = getattr(formulario, name).__module__.rpartition(".")[2]
    assert f".. autoclass:: {name}\n" in _text(ROOT / "book" / "api" / f"{part}.rst")
    assert f"{{py:class}}`formulario.{name}`" in _text(ROOT / "book" / part / f"{chapter}.md")


@pytest.mark.parametrize(("part", "name"), PUBLIC)
def test_every_public_name_is_exported(part, name):
    """What a chapter's module defines in public, the package offers."""
    file = Path(importlib.import_module(getattr(formulario, name).__module__).__file__)
    defined = {
        node.name
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    }
    assert defined <= set(names(part))


def imported(file: Path, library: Path) -> Iterator[str]:
    """Full names of all that a file imports."""
    package = ".".join(file.relative_to(library.parent).parent.parts)
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{module}.{alias.name}" for alias in node.names)


CORE = tuple(f"formulario.{core}" for core in ("arguments", "derivatives", "normal", "pieces", "reductions", "targets"))
STANDARD = ("math", "collections.abc", "typing", "itertools", "random", "hashlib")
FOR_FUNCTIONS = ("torch", *STANDARD, *CORE)
NOT_FOR_EQUATIONS = ("sphinx", "docutils", "myst_parser", "eqcheck.sphinx")
NOT_FOR_THE_CORE = (*NOT_FOR_EQUATIONS, "eqcheck")


def wrong_imports(file: Path, library: Path = LIBRARY) -> list[str]:
    """Imports against the direction: functions know torch and the core, equations no Sphinx, the core neither.

    Losses may be made of activations, and not the other way round.
    """
    place = file.relative_to(library).parts[0]
    if place == "sphinxext":
        return []
    if place in formulario.PARTS:
        parts = formulario.PARTS[: formulario.PARTS.index(place) + 1]
        known = (*FOR_FUNCTIONS, *(f"formulario.{part}" for part in parts))
        return [name for name in imported(file, library) if not _in(name, *known)]
    refused = NOT_FOR_EQUATIONS if place == "equations" else NOT_FOR_THE_CORE
    return [name for name in imported(file, library) if _in(name, *refused)]


def _in(name: str, *packages: str) -> bool:
    return f"{name}.".startswith(tuple(f"{package}." for package in packages))


@pytest.mark.parametrize("file", sorted(LIBRARY.rglob("*.py")), ids=lambda file: str(file.relative_to(LIBRARY)))
def test_imports_go_one_way(file):
    assert wrong_imports(file) == []


@pytest.mark.parametrize(
    ("place", "line", "wrong"),
    [
        ("activations/waves.py", "from eqcheck import tree", ["eqcheck.syntax.tree"]),
        ("activations/waves.py", "import numpy", ["numpy"]),
        ("activations/waves.py", "from ..sphinxext import equation", ["eqcheck.sphinx.directive"]),
        ("activations/waves.py", "from torch import nn\nfrom formulario._core.arguments import require_bounds", []),
        ("losses/waves.py", "from formulario.activations.gates import silu", []),
        ("activations/waves.py", "from formulario.losses import mse_loss", ["formulario.losses.mse_loss"]),
        ("equations/waves.py", "from sphinx.util import logging", ["sphinx.util.logging"]),
        ("equations/waves.py", "def f():\n    import docutils.nodes", ["docutils.nodes"]),
        ("equations/waves.py", "import torch\nfrom . import tree", []),
        ("arguments.py", "from formulario import sphinxext", ["eqcheck.sphinx"]),
    ],
)
def test_an_import_against_the_direction_is_found(tmp_path, place, line, wrong):
    file = tmp_path / "formulario" / place
    file.parent.mkdir(parents=True)
    file.write_text(line, "utf-8")
    assert wrong_imports(file, tmp_path / "formulario") == wrong


def test_nothing_but_the_configuration_imports_the_extension():
    outside = [*ROOT.glob("*.py"), *(ROOT / "gallery").rglob("*.py")]
    users = [file.name for file in outside if "eqcheck.sphinx" in file.read_text("utf-8")]
    assert users == ["conf.py"]
