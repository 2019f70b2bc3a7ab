"""``python -m eqcheck`` on the pages and the library of anybody."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from eqcheck.__main__ import main

PACKAGE = '''
import {library}

def double(x):
    r"""Twice.

    .. equation::
       :where: x real

       \\operatorname{{Double}}(x) = 2 x
    """
    return 2 * x
'''
TORCH = PACKAGE.format(library="torch")

GOOD = r"""# Title

```{equation} double
```

```{equation}
:where: x real

\operatorname{Double}(x) = x + x
```
"""


@pytest.fixture
def project(library, request):
    """Checks a page and a package, and gives the exit status."""

    def run(page, module=TORCH, *options):
        library("tiny/__init__.py", module)
        library("book/chapter.md", page)
        return main(["book", "--library", "tiny", "--json", "build/equations.json", *options])

    return run


@pytest.mark.parametrize("imported", ["torch", "numpy", "math"])
def test_a_good_book(project, capsys, imported):
    assert project(GOOD, PACKAGE.format(library=imported)) == 0
    output = capsys.readouterr().out
    assert "2 equations: 1 in the library, 1 in pages\n2 verified" in output and "no complaints" in output


@pytest.mark.parametrize(("page", "line", "complaint"), [
    (GOOD.replace("x + x", "x - x"), 9, "the sides are not equal"),
    (GOOD.replace("(x) = x + x", "(x = x + x"), 9, "^"),
    (GOOD.replace("equation} double", "equation} doubel"), 3, "no definition called 'doubel'; did you mean ‘double’?"),
    (GOOD + "\n$$x = x$$\n", 12, "display mathematics outside the directive"),
    (GOOD.replace("Double}", "Treble}"), 9, "Treble"),
    (GOOD.replace(":where: x real", ":kind: guess"), 6, "unknown kind"),
])
def test_a_bad_page(project, capsys, page, line, complaint):
    assert project(page, TORCH, "--strict") == 1
    output = capsys.readouterr().out
    assert f"book/chapter.md:{line}: " in output and complaint in output and "1 complaint," in output


@pytest.mark.parametrize("module", [TORCH.replace("return 2 * x", "return 2.5 * x"), TORCH.replace("2 x", "3 x"),
                                    TORCH.replace("= 2 x", "= (2 x")])
def test_a_bad_library(project, capsys, module):
    assert project("# Title\n", module) == 1
    assert "tiny/__init__.py:10: " in capsys.readouterr().out


def test_what_is_not_marked_is_left_alone(project, capsys):
    assert project(GOOD + "\n$$x = y$$\n\n\\[ x = y \\]\n") == 0
    assert "no complaints" in capsys.readouterr().out


def test_json_lists_every_verdict_with_the_seed(project, tmp_path):
    project(GOOD.replace("x + x", "x - x"), TORCH, "--seed", "7")
    listed = json.loads((tmp_path / "build" / "equations.json").read_text("utf-8"))
    assert [(one["file"], one["status"], one["seed"]) for one in listed] == [
        ("tiny/__init__.py", "verified", 7), ("book/chapter.md", "failed", 7),
    ]


def test_kept_verdicts_are_used(project, capsys, tmp_path):
    for _ in range(2):
        assert project(GOOD.replace("x + x", "x - x"), TORCH, "--cache", "kept") == 1
        assert "book/chapter.md:9: the sides are not equal" in capsys.readouterr().out
    assert len(list((tmp_path / "kept").glob("*.json"))) == 2


def test_several_paths_without_a_library(library, capsys):
    library("a/one.rst", ".. equation::\n   :where: x real\n\n   x + x = 2 x\n")
    library("b.md", "```{equation}\n:where: x real\n\n2 x = x\n```\n")
    assert main(["a", "b.md"]) == 1
    output = capsys.readouterr().out
    assert "2 equations: 0 in the library, 2 in pages" in output and "b.md:4: the sides are not equal" in output


def test_without_a_library_there_is_no_definition(library, capsys):
    library("b.md", "```{equation} double\n```\n")
    assert main(["b.md"]) == 1
    assert "b.md:1: no definition called 'double'" in capsys.readouterr().out


def test_a_library_that_is_one_file(library, capsys):
    library("single.py", PACKAGE.format(library="math"))
    assert main(["--library", "single"]) == 0
    assert "1 equation: 1 in the library, 0 in pages\n1 verified" in capsys.readouterr().out


def test_a_backend_by_its_name(library, capsys):
    library("single.py", PACKAGE.format(library="math"))
    assert main(["--library", "single", "--backend", "numpy", "--json", "numpy.json"]) == 0
    assert main(["--library", "single", "--json", "python.json"]) == 0
    dtypes = [set(json.loads(Path(name).read_text("utf-8"))[0]["max_ulp"]) for name in ("numpy.json", "python.json")]
    assert dtypes == [{"float64", "float32", "float16"}, {"float64"}]


@pytest.mark.parametrize(("arguments", "message"), [
    ([], "nothing to check: name files or folders, or a library by --library NAME"),
    (["nowhere"], "there is no nowhere: give a file or folder that exists"),
    (["page.txt"], "page.txt is no page: give a folder, or a file that ends in .md or .rst"),
    (["--library", "tyni_library"], "there is no library 'tyni_library': did you mean ‘tiny_library’?"),
    (["--library", "qqqqqqqqqq"], "there is no library 'qqqqqqqqqq': install it, or run where Python finds it"),
    (["--library", "tiny_library.inner"], "there is no library 'tiny_library.inner'"),
    (["--library", "builtins"], "has no source code to read docstrings from"),
    (["--library", "breaks"], "the library 'breaks' cannot be imported (ValueError: at once twice): put right what "),
    (["--backend", "tensorflow", "--library", "tiny_library"], "invalid choice: 'tensorflow'"),
])
def test_arguments_of_no_use(library, capsys, arguments, message):
    library("page.txt", "")
    library("tiny_library.py", TORCH)
    library("breaks.py", TORCH + "\nraise ValueError('at once\\n twice')\n")
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    error = capsys.readouterr().err
    assert stop.value.code == 2 and message in error.splitlines()[-1] and "Traceback" not in error


def test_it_is_a_command(library):
    library("page.md", "```{equation}\n\n1 = 2\n```\n")
    done = subprocess.run([sys.executable, "-m", "eqcheck", "page.md"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "") and "page.md:3: the sides are not equal" in done.stdout
