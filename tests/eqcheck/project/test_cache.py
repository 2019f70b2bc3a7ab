"""A verdict is kept as long as nothing it depends on has changed."""

import platform
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from functools import partial
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from eqcheck import FAILED, PROVED, VERIFIED, Library, Source, Statement, Verdict, load_library, verify, verify_all
from eqcheck.backends import load_backend
from eqcheck.project import imports
from eqcheck.project.cache import Cache
from eqcheck.project.imports import Sources

STATEMENT = Statement("same", "identity", "x = x", "x real", file="a.md", line=10)


def no_library(seed=0):
    return load_library("", seed=seed)


def test_a_kept_verdict_comes_back(tmp_path):
    cache, here = Cache(tmp_path / "new" / "folder"), no_library()
    assert cache.get(STATEMENT, here) is None
    verdict = Verdict(STATEMENT, VERIFIED, PROVED, "x ∈ ℝ", 7, {"float64": 0.5}, details={"difference": 0.25})
    cache.put(verdict, here)
    assert cache.get(STATEMENT, here) == verdict


def test_a_moved_statement_keeps_its_verdict(tmp_path):
    cache, here = Cache(tmp_path), no_library()
    cache.put(Verdict(STATEMENT, FAILED, message="wrong", line=12), here)
    moved = cache.get(replace(STATEMENT, file="b.md", line=100), here)
    assert str(moved) == "b.md:102: wrong"


def test_the_statement_and_the_seed_are_part_of_the_key(tmp_path):
    cache, here = Cache(tmp_path), no_library()
    cache.put(Verdict(STATEMENT, VERIFIED), here)
    assert cache.get(replace(STATEMENT, latex="x = y"), here) is None
    assert cache.get(replace(STATEMENT, where="x real > 0"), here) is None
    assert cache.get(replace(STATEMENT, name="other"), here) is None
    assert cache.get(STATEMENT, no_library(seed=1)) is None


def test_a_damaged_file_is_no_verdict(tmp_path):
    cache, here = Cache(tmp_path), no_library()
    cache.put(Verdict(STATEMENT, VERIFIED), here)
    (file,) = tmp_path.iterdir()
    for damage in ("", "{", "[]", '{"offset": 0}', '{"status": "verified", "offset": 0, "surplus": 1}'):
        file.write_text(damage)
        assert cache.get(STATEMENT, here) is None


def test_it_is_used(tmp_path):
    here = no_library()
    (first,) = verify_all([STATEMENT], here, tmp_path)
    assert first.status == VERIFIED and first.points
    Cache(tmp_path).put(replace(first, points=123456), here)
    assert verify_all([STATEMENT], here, tmp_path)[0].points == 123456
    assert verify_all([STATEMENT], here)[0].points == first.points


FUNCTION = '''
    {imports}

    def {name}(x):
        r"""It.

        .. equation::
           :where: x real

           {latex}
        """
        return {body}
'''


def function(name, latex, body="2 * x", imports=""):
    return FUNCTION.format(name=name, latex=latex, body=body, imports=imports)


@pytest.fixture
def tiny(library):
    """A package of two modules beside a helper: ``double`` is built on the helper, ``triple`` on nothing."""
    library("helper/__init__.py", "from helper import numbers\n")
    library("helper/numbers.py", "TWO = 2\n")
    library("tiny/__init__.py", "from tiny.one import double\nfrom .two import *\n")
    library("tiny/one.py", function("double", r"\operatorname{Double}(x) = 2 x", "TWO * x",
                                    "from helper.numbers import TWO"))
    library("tiny/two.py", function("triple", r"\operatorname{Triple}(x) = 3 x", "3 * x"))
    return library


DOUBLE, TRIPLE = (Statement("", "identity", rf"\operatorname{{{name}}}(-x) = -\operatorname{{{name}}}(x)", "x real")
                  for name in ("Double", "Triple"))


def kept(cache_folder):
    """Which of the four statements about ``tiny`` have a verdict in the folder, after which all have one."""
    here = load_library("tiny")
    statements = {"double": here.definitions["double"], "Double": DOUBLE,
                  "triple": here.definitions["triple"], "Triple": TRIPLE}
    cache = Cache(cache_folder)
    found = {name for name, statement in statements.items() if cache.get(statement, here)}
    for statement in statements.values():
        cache.put(Verdict(statement, VERIFIED), here)
    return found


ALL = {"double", "Double", "triple", "Triple"}
NOT_DOUBLE = {"triple", "Triple"}


def test_nothing_changes(tiny, tmp_path):
    assert kept(tmp_path / "cache") == set()
    assert kept(tmp_path / "cache") == ALL


@pytest.mark.parametrize(("file", "text", "expected"), [
    ("helper/numbers.py", "TWO = 2.0\n", NOT_DOUBLE),  # outside the package
    ("helper/__init__.py", "import sys\n", ALL),  # only imports names that nobody asks for
    ("helper/__init__.py", "print('hello')\n", NOT_DOUBLE),
    ("helper/unrelated.py", "", ALL),
    ("tiny/three.py", "", ALL),
    ("tiny/__init__.py", "from tiny.one import double\nfrom .two import *\nfrom .three import *\n", ALL),
    ("tiny/__init__.py", "from tiny.one import double\nfrom .two import *\nSETTING = 1\n", set()),
    ("tiny/two.py", function("triple", r"\operatorname{Triple}(x) = 3 x", "x * 3"), {"double", "Double"}),
])
def test_what_runs_is_part_of_the_key_and_nothing_else(tiny, tmp_path, file, text, expected):
    tiny("tiny/three.py", "X = 1\n")
    kept(tmp_path / "cache")
    tiny(file, text)
    assert kept(tmp_path / "cache") == expected


@pytest.mark.parametrize("code", [
    "def double(x):\n    import inner.part\n    return x\n",
    "def double(x):\n    from inner import part\n    return x\n",
    "if True:\n    from inner.part import Y as Z\n\ndef double(x):\n    return x\n",
    "try:\n    import inner.part as part\nexcept ImportError:\n    pass\ndouble = part.double\n",
    "from inner import *\n",
    "from inner.part import double\n",
    "__getattr__ = __import__('inner.part')\n",  # nobody knows what this imports: all the library counts
])
def test_imports_are_followed_wherever_they_stand(library, tmp_path, code):
    library("inner/__init__.py", "from .part import *\n")
    library("inner/part.py", "def double(x):\n    return 2 * x\n")
    library("whole/__init__.py", "from .functions import *\n" if "__getattr__" not in code else code)
    library("whole/functions.py", code)
    call = Statement("", "identity", "x = x", "x real", of="double(x)")
    cache = Cache(tmp_path / "cache")
    cache.put(Verdict(call, VERIFIED), load_library("whole"))
    assert cache.get(call, load_library("whole"))
    changed = "whole/functions.py" if "__getattr__" in code else "inner/part.py"
    library(changed, "def double(x):\n    return 3 * x\n")
    assert not cache.get(call, load_library("whole"))


def test_a_definition_that_another_uses_is_part_of_the_key(library, tmp_path):
    twice = r"\operatorname{Twice}(x) = \operatorname{Double}(\operatorname{Double}(x))"
    library("tiny.py", function("twice", twice, "4 * x"))
    here = load_library("tiny")

    def library_of(latex):
        double = Statement("double", "definition", latex, "x real")
        return Library(lambda: None, Source([*here.statements, double]))

    cache, stated = Cache(tmp_path / "cache"), Statement("", "identity", r"\operatorname{Twice}(0) = 0")
    cache.put(Verdict(stated, VERIFIED), library_of(r"\operatorname{Double}(x) = 2 x"))
    assert cache.get(stated, library_of(r"\operatorname{Double}(x) = 2 x"))
    assert not cache.get(stated, library_of(r"\operatorname{Double}(x) = x + x"))


def test_a_definition_depends_on_the_function_that_it_calls_whatever_its_own_name(tiny, tmp_path):
    called = Statement("no_function", "definition", r"\operatorname{D}(x) = 2 x", "x real", of="double(x)")
    cache = Cache(tmp_path / "cache")
    cache.put(Verdict(called, VERIFIED), load_library("tiny"))
    tiny("tiny/three.py", "X = 1\n")
    assert cache.get(called, load_library("tiny"))
    tiny("tiny/one.py", function("double", r"\operatorname{Double}(x) = 2 x", "x + x"))
    assert not cache.get(called, load_library("tiny"))


def test_installed_packages_count_by_their_version(library, tmp_path, monkeypatch):
    library("tiny.py", function("double", r"\operatorname{Double}(x) = 2 x", imports="import pytest, hypothesis"))
    cache, versions = Cache(tmp_path / "cache"), {}
    for module in ("load", "imports"):
        monkeypatch.setattr(f"eqcheck.project.{module}.version_of", lambda name: versions.get(name, "1"))
    here = load_library("tiny")
    cache.put(Verdict(here.statements[0], VERIFIED), here)
    for changed, expected in (("numpy", True), ("pytest", False), ("hypothesis", False), ("python", False)):
        versions.clear()
        versions[changed] = "2"
        assert bool(cache.get(here.statements[0], load_library("tiny"))) == expected, changed


def test_the_engine_is_part_of_the_key(tmp_path, monkeypatch):
    copy = tmp_path / "eqcheck"
    shutil.copytree(Path(imports.__file__).parents[1], copy, ignore=shutil.ignore_patterns("vendor", "build"))
    monkeypatch.setattr(imports, "ENGINE", copy)

    def engine():
        return imports.engine.__wrapped__()

    first = engine()
    for file in ("sphinx/domain.py", "analysis/curves.py", "__main__.py"):
        (copy / file).write_text("# changed")
        assert engine() == first
    seen = {first}
    for file in ("syntax/grammar.lark", "numeric/jets.py", "checks/tally.py", "backends/numpy.py", "project/run.py"):
        (copy / file).write_text("# changed")
        seen.add(engine())
    monkeypatch.setattr(imports, "version_of", lambda package: "0")
    seen.add(engine())
    monkeypatch.setattr(platform, "python_version", lambda: "4.0")
    seen.add(engine())
    assert len(seen) == 8


def test_every_package_that_the_engine_imports_is_part_of_the_key():
    project = tomllib.loads((imports.ENGINE / "pyproject.toml").read_text("utf-8"))["project"]
    rooms = tuple(f"eqcheck.{room}" for room in ("syntax", "numeric", "semantics", "proof", "checks"))
    modules = [module for module in Sources("eqcheck").own_modules() if module.name.startswith(rooms)]
    imported = {name.partition(".")[0] for module in modules for name, _ in module.imports}
    distributions = packages_distributions()
    needed = {name for top in imported - {"eqcheck"} for name in distributions.get(top, ())}
    assert "lark" in needed and needed <= set(imports.PACKAGES)
    assert set(imports.PACKAGES) <= {re.match(r"[\w-]+", text)[0] for text in project["dependencies"]}


def test_kept_verdicts_need_no_library(library, tmp_path):
    library("tiny.py", function("double", r"\operatorname{Double}(x) = 2 x", imports="import torch"))
    code = (
        "import sys\n"
        "from eqcheck.__main__ import main\n"
        "print('EXIT', main(['--library', 'tiny', '--cache', 'kept']), 'torch' in sys.modules, 'tiny' in sys.modules)\n"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
            for _ in range(2)]
    assert "EXIT 0 True True" in runs[0]
    assert "EXIT 0 False False" in runs[1]


def test_the_seed_reaches_the_draws(monkeypatch):
    stated = Statement(
        "", "distribution", r"\operatorname{Noise}(x) \sim \mathcal{N}(x, 1)", "x real", of="noise(x)"
    )
    noise = Statement("noise", "definition", r"\operatorname{Noise}(x) = x", "x real")
    drawn = []

    def draws(seed):
        backend = load_backend("numpy")

        def draw(self, *arguments):
            *_, count, _, seed = arguments
            drawn.append(seed)
            return [0.0] * count

        monkeypatch.setattr(type(backend), "draw", draw)
        functions = type("Functions", (), {"noise": staticmethod(lambda x: x)})
        numpy = partial(load_backend, "numpy")
        verify(stated, Library(lambda: functions, Source([noise]), backend=numpy, seed=seed))
        return drawn.pop()

    assert draws(0) != draws(1)
    assert draws(1) == draws(1)
