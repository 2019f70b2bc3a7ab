"""One name for one subject: each function stands in its five places, and data flows one way."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import formulario as F
import pytest
from formulario import activations, losses

ROOT = Path(__file__).parents[1]
PARTS = {"activations": activations, "losses": losses}
NAMES = [(part, name) for part, module in PARTS.items() for name in module.__all__]
FUNCTIONS = [(part, name) for part, name in NAMES if inspect.isfunction(getattr(F, name))]
CLASSES = [(part, name) for part, name in NAMES if inspect.isclass(getattr(F, name))]


def mentions(files: list[Path], pattern: str) -> bool:
    return any(re.search(pattern, file.read_text("utf-8"), re.M) for file in files if file.is_file())


def missing(root: Path, part: str, chapter: str, name: str) -> Iterator[str]:
    """The places of a function that do not know it."""
    page, scripts = root / "book" / part / f"{chapter}.md", sorted((root / "gallery" / chapter).glob("plot_*.py"))
    called = rf"\bF\.(?:{name}|{name.replace('_', '')})\b"
    if not (root / "lib/formulario" / part / f"{chapter}.py").is_file():
        yield f"lib/formulario/{part}/{chapter}.py is not there"
    if not (root / "tests" / part / f"test_{chapter}.py").is_file():
        yield f"tests/{part}/test_{chapter}.py is not there"
    if not mentions([page], rf"^`{{3,}}\{{equation\}} {name}$"):
        yield f"book/{part}/{chapter}.md does not show {{equation}} {name}"
    if not mentions(scripts, f"(?i){called}"):
        yield f"no script gallery/{chapter}/plot_*.py calls F.{name}"
    if not mentions([root / "book" / "api" / f"{part}.rst"], rf"^\.\. autofunction:: {name}$"):
        yield f"book/api/{part}.rst has no line `.. autofunction:: {name}`"
    for catalogue in (f"{part}/{chapter}.po", f"api/{part}.po"):
        if not (root / "book/locale/it/LC_MESSAGES" / catalogue).is_file():
            yield f"book/locale/it/LC_MESSAGES/{catalogue} is not there: make translations"


def chapter_of(name: str) -> str:
    return getattr(F, name).__module__.rsplit(".", 1)[-1]


@pytest.mark.parametrize(("part", "name"), FUNCTIONS)
def test_a_function_stands_in_its_places(part: str, name: str):
    assert list(missing(ROOT, part, chapter_of(name), name)) == []


@pytest.mark.parametrize(("part", "name"), CLASSES)
def test_a_class_stands_in_the_reference(part: str, name: str):
    assert mentions([ROOT / "book/api" / f"{part}.rst"], rf"^\.\. autoclass:: {name}$"), f"book/api/{part}.rst: {name}"


def test_a_function_that_nobody_knows_is_missed_everywhere(tmp_path: Path):
    assert len(list(missing(tmp_path, "activations", "exponentials", "elu"))) == 7


def imports(file: Path) -> Iterator[str]:
    """The full names of the modules that a file imports."""
    package = ".".join(file.relative_to(ROOT / "lib").parts[:-1])
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            yield ".".join(filter(None, (base, node.module)))


def forbidden(folder: str, *prefixes: str) -> list[str]:
    """What the files below a folder import although they must not."""
    found = re.compile(rf"^(?:{'|'.join(map(re.escape, prefixes))})(?:\.|$)")
    files = sorted((ROOT / "lib/formulario" / folder).rglob("*.py"))
    assert files, f"nothing below {folder}"
    return [f"{file.relative_to(ROOT)} imports {name}" for file in files for name in imports(file) if found.match(name)]


@pytest.mark.parametrize("part", PARTS)
def test_functions_know_nothing_of_the_book(part: str):
    the_book = ("formulario.equations", "formulario.sphinxext", "formulario.figures", "sphinx", "docutils")
    assert forbidden(part, *the_book) == []


def test_equations_know_nothing_of_sphinx():
    pages_and_functions = ("sphinx", "docutils", "formulario.sphinxext", *(f"formulario.{part}" for part in PARTS))
    assert forbidden("equations", *pages_and_functions) == []


def test_a_forbidden_import_is_found():
    assert forbidden("sphinxext", "sphinx") != []
