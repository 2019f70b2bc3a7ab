"""The house is kept: every function has its five places, every subject one name. Imports are import-linter's."""

import ast
import importlib
import re
import sys
from collections import Counter
from pathlib import Path
from pkgutil import iter_modules

import formulario
import grimp
import pytest
import torch

ROOT = Path(__file__).parent.parent
CODE = sorted(file for room in ("lib", "book/_ext") for file in (ROOT / room).rglob("*.py"))


def names(part: str) -> list[str]:
    """The public names of a part, chapter by chapter."""
    package = importlib.import_module(f"formulario.{part}")
    modules = [one.name for one in iter_modules(package.__path__) if not one.name.startswith("_")]
    chapters = [importlib.import_module(f"{package.__name__}.{name}") for name in modules]
    return [name for chapter in chapters for name in chapter.__all__]


PUBLIC = [(part, name) for part in ("activations", "losses") for name in names(part)]
FUNCTIONS = [(part, name) for part, name in PUBLIC if name.islower()]
CLASSES = [(part, name) for part, name in PUBLIC if not name.islower()]
MODULES = [(part, name) for part, name in CLASSES if issubclass(getattr(formulario, name), torch.nn.Module)]


SHOWN_TOGETHER = {
    **dict.fromkeys(("chebyshev", "spline"), "learned_shapes"),
    "best_cutoffs": "zipf_language",
    "binary_cross_entropy_with_logits": "binary_cross_entropy",
}
"""Functions that are compared in one script have none of their own."""


STATED = {"best_cutoffs": r"\n:label: best-cutoffs"}
"""What these return is where something is least, which the chapter states."""


def missing_places(part: str, name: str, root: Path = ROOT) -> list[str]:
    """Which places of a function lack it, each with what should stand there."""
    chapter = getattr(formulario, name).__module__.rpartition(".")[2]
    script = f"gallery/{chapter}/plot_{SHOWN_TOGETHER.get(name, name)}"
    italian = "book/locale/it/LC_MESSAGES"
    places = {
        f"lib/formulario/{part}/{chapter}.py": rf"def {name}\(((?!\n(def|class) )(.|\n))*?\.\. equation::",
        f"book/{part}/{chapter}.md": rf"```{{equation}}{STATED.get(name, ' ' + name)}\n",
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


def chapters(part: str) -> set[str]:
    """The pages of a part, without those that lead to its chapters."""
    return {page.stem for page in (ROOT / "book" / part).glob("*.md")} - {"index", "which_one"}


def test_every_chapter_has_scripts_of_its_name_and_every_folder_of_scripts_a_chapter():
    folders = {header.parent.name for header in (ROOT / "gallery").glob("*/GALLERY_HEADER.rst")}
    assert folders == chapters("activations") | chapters("losses")


@pytest.mark.parametrize("part", ["activations", "losses"])
def test_every_module_of_functions_has_its_chapter(part):
    """Not the other way round: a chapter on what all functions share brings none."""
    package = importlib.import_module(f"formulario.{part}")
    assert {one.name for one in iter_modules(package.__path__) if not one.name.startswith("_")} <= chapters(part)


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


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("formulario", "eqcheck", include_external_packages=True, cache_dir=None)


def users(graph: grimp.ImportGraph, package: str) -> set[str]:
    """The modules that import a package from elsewhere."""
    return set(graph.find_modules_that_directly_import(package)) if package in graph.modules else set()


def test_the_functions_need_torch_and_nothing_else(graph):
    """The figures need matplotlib besides, for which there is the extra ``gallery``; kernels need Triton."""
    ours = ("formulario", "eqcheck")
    foreign = {name for name in graph.modules if name.split(".")[0] not in (*ours, *sys.stdlib_module_names)}
    needed = {package: users(graph, package) for package in foreign}
    used = {package for package, by in needed.items() if any(name.startswith("formulario.") for name in by)}
    assert used == {"torch", "matplotlib", "triton"}
    assert {name.rpartition(".")[0] for name in needed["triton"]} == {"formulario.kernels"}
    assert {name for name in needed["matplotlib"] if name.startswith("formulario.")} == {"formulario.figures"}


@pytest.mark.parametrize(
    ("package", "room"),
    [
        ("torch", "eqcheck.backends.torch"),
        ("numpy", "eqcheck.backends.numpy"),
        ("sympy", "eqcheck.proof.limits"),
        ("sphinx", "eqcheck.sphinx"),
        ("myst_parser", "eqcheck.sphinx"),
        ("quickjs", "eqcheck.sphinx"),
    ],
)
def test_the_checker_needs_a_package_in_its_room_only(graph, package, room):
    elsewhere = {name for name in users(graph, package) if name.startswith("eqcheck")}
    assert {name for name in elsewhere if not f"{name}.".startswith(f"{room}.")} == set()


def repeated(names: list[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def test_no_two_files_have_one_name():
    assert repeated([file.name for file in CODE if not file.name.startswith("__")]) == []


def test_no_two_classes_have_one_name():
    trees = [ast.parse(file.read_text("utf-8")) for file in CODE]
    assert repeated([node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]) == []


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_is_short_enough_to_be_read(file):
    assert len(file.read_text("utf-8").splitlines()) <= 400
