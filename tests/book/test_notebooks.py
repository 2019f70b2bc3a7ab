"""Every notebook of the built site, in an environment that has what the library asks for, but not the library.

Their cells are run one after the other, as Jupyter would.
"""

import ast
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _ext.archives import ENDINGS
from _ext.languages import LANGUAGES, SOURCE, TRANSLATIONS
from _ext.script_runs import Run
from _ext.scripts import split_code_and_text_blocks
from _ext.wheels import FOLDER
from markdown_it import MarkdownIt

from tests.book.test_downloads import Mute
from tests.environments import environment

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build/html"
NAMES = sorted(script.relative_to(ROOT / "gallery").with_suffix("") for script in (ROOT / "gallery").rglob("plot_*.py"))
ARCHIVES = {(kind, of): SITE / of / FOLDER / f"formulario-{kind}-{of}.zip" for kind in ENDINGS for of in LANGUAGES}

pytestmark = pytest.mark.skipif(
    not all(archive.exists() for archive in ARCHIVES.values()), reason="no notebooks to run: make html"
)

RUNNER = '''
"""Runs each notebook whose path it reads, in a process of its own, and says in JSON what came of it."""
import json, os, re, shlex, subprocess, sys, traceback
from pathlib import Path
import matplotlib.pyplot, torch

def pip(arguments):
    subprocess.run([*shlex.split(os.environ["PIP"]), *shlex.split(arguments)], check=True)

def run(notebook):
    os.chdir(notebook.parent)
    sys.stdout = sys.stderr
    names = {"__name__": "__main__", "pip": pip}
    stopped = False
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code = re.sub("%pip (.*)", lambda match: f"pip(f{match[1]!r})", "".join(cell["source"]))
            try:
                exec(compile(code, notebook.name, "exec"), names)
            except SystemExit:
                stopped = True
                break
    from formulario import __file__, experiments
    found = experiments.RESULTS
    return {"library": __file__, "stopped": stopped, "measured": len(found.measured), "claims": sorted(found.claims)}

for line in sys.stdin:
    if os.fork() == 0:
        answer = os.fdopen(os.dup(1), "w")
        try:
            found = run(Path(line.strip()))
        except BaseException as error:
            found = {"trouble": f"{type(error).__name__}: {error}", "where": traceback.format_exc()}
        print(json.dumps(found), file=answer, flush=True)
        os._exit(0)
    os.wait()
'''


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """All archives of the site, as a reader has them after a double click."""
    folder = tmp_path_factory.mktemp("a folder with blanks")
    for archive in ARCHIVES.values():
        zipfile.ZipFile(archive).extractall(folder)
    return folder


@pytest.fixture(scope="module")
def notebook(unpacked: Path) -> Callable[[Path, str], Path]:
    return lambda name, language: unpacked / f"formulario-notebooks-{language}" / name.with_suffix(".ipynb")


@pytest.fixture(scope="module")
def run(unpacked: Path, tmp_path_factory) -> Iterator[Callable[[Path], dict[str, object]]]:
    """Runs a notebook. The library is not there until the first one has installed it."""
    wheel = next(unpacked.glob("formulario-notebooks-*/*.whl"))
    python = environment(tmp_path_factory.mktemp("environment"), wheel, "[gallery]")
    environ = {
        "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1", "HOME": str(unpacked), "PATH": os.environ["PATH"],
        "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP": f"{sys.executable} -m pip --python {python}",
    }  # fmt: skip
    with subprocess.Popen(
        [python, "-c", RUNNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environ
    ) as process:

        def run(notebook: Path) -> dict[str, object]:
            print(notebook, file=process.stdin, flush=True)
            return json.loads(process.stdout.readline())

        yield run
        process.stdin.close()


def cells(notebook: Path, kind: str) -> list[str]:
    return ["".join(c["source"]) for c in json.loads(notebook.read_text("utf-8"))["cells"] if c["cell_type"] == kind]


def same_but_for_words(code: list[str], other: list[str]) -> bool:
    return len(code) == len(other) and all(
        ast.dump(Mute().visit(ast.parse(one))) == ast.dump(Mute().visit(ast.parse(two)))
        for one, two in zip(code, other, strict=True)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_archives_hold_every_script_and_notebook_and_the_wheel(unpacked, language):
    for kind, ending in ENDINGS.items():
        folder = unpacked / f"formulario-{kind}-{language}"
        held = {file.relative_to(folder) for file in folder.rglob("*") if file.is_file()}
        (wheel,) = held - {name.with_suffix(ending) for name in NAMES}
        assert len(held) == len(NAMES) + 1
        assert (folder / wheel).read_bytes() == (SITE / language / FOLDER / wheel.name).read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notebook_whose_wheel_is_missing_says_so(run, notebook, tmp_path, language):
    alone = tmp_path / "folder" / "alone.ipynb"
    alone.parent.mkdir()
    alone.write_bytes(notebook(NAMES[0], language).read_bytes())
    said = {"en": "Put the library’s wheel", "it": "Metti in questa cartella il wheel"}
    assert f"AssertionError: {said[language]}" in str(run(alone)["trouble"])


@pytest.mark.parametrize("name", NAMES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notebook_runs_where_the_library_is_missing(run, notebook, name, language):
    found = run(notebook(name, language))
    assert "trouble" not in found, found["where"]
    assert not Path(found["library"]).is_relative_to(ROOT)
    of_clone = "benchmarks/results" in (ROOT / "gallery" / name.with_suffix(".py")).read_text("utf-8")
    assert found["stopped"] == of_clone  # before it draws what was measured beforehand
    shown = Run.of(ROOT / "book/gallery" / name.with_suffix(".py"))
    assert of_clone or (found["measured"], found["claims"]) == (len(shown.measured), sorted(shown.claims))


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_the_code_is_the_script_s(notebook, name):
    _, blocks = split_code_and_text_blocks(ROOT / "gallery" / name.with_suffix(".py"))
    script = [block.content for block in blocks if block.type == "code"]
    english = cells(notebook(name, SOURCE), "code")
    assert list(map(str.strip, english[1:])) == list(map(str.strip, script))
    for language in TRANSLATIONS:
        assert same_but_for_words(cells(notebook(name, language), "code")[1:], script)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_markup_shows(notebook, language):
    """What a reader sees of the text holds no sign of reStructuredText, MyST or Markdown."""
    markdown = MarkdownIt()
    leaked = []
    for name in NAMES:
        for text in cells(notebook(name, language), "markdown"):
            tokens = [t for block in markdown.parse(text) for t in block.children or [] if t.type == "text"]
            for shown in "\n".join(token.content for token in tokens).split("$")[::2]:  # the others are formulas
                leaked += [(name, shown) for sign in ("`", "*", "::", "_ ", "\\", "{", "==") if sign in shown]
    assert leaked == []
