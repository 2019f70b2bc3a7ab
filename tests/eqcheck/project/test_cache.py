"""A verdict is kept as long as nothing it depends on has changed."""
import subprocess
import sys
from dataclasses import replace

from eqcheck import FAILED, VERIFIED, Library, Source, Statement, Verdict, verify_all
from eqcheck.project.cache import Cache
from eqcheck.project.load import load_library

STATEMENT = Statement("same", "identity", "x = x", "x real", file="a.md", line=10)


def library(fingerprint="1"):
    return Library(lambda: None, Source(), fingerprint)


def test_a_kept_verdict_comes_back(tmp_path):
    cache, here = Cache(tmp_path / "new" / "folder"), library()
    assert cache.get(STATEMENT, here) is None
    verdict = Verdict(STATEMENT, VERIFIED, 7, {"float64": 0.5}, details={"difference": 0.25})
    cache.put(verdict, here)
    assert cache.get(STATEMENT, here) == verdict


def test_a_moved_statement_keeps_its_verdict(tmp_path):
    cache, here = Cache(tmp_path), library()
    cache.put(Verdict(STATEMENT, FAILED, message="wrong", line=12), here)
    moved = cache.get(replace(STATEMENT, file="b.md", line=100), here)
    assert str(moved) == "b.md:102: wrong"


def test_what_it_depends_on(tmp_path):
    cache, here = Cache(tmp_path), library()
    cache.put(Verdict(STATEMENT, VERIFIED), here)
    assert cache.get(replace(STATEMENT, latex="x = y"), here) is None
    assert cache.get(replace(STATEMENT, where="x real > 0"), here) is None
    assert cache.get(replace(STATEMENT, name="other"), here) is None
    assert cache.get(STATEMENT, library("2")) is None


def test_a_damaged_file_is_no_verdict(tmp_path):
    cache, here = Cache(tmp_path), library()
    cache.put(Verdict(STATEMENT, VERIFIED), here)
    (file,) = tmp_path.iterdir()
    for damage in ("", "{", "[]", '{"offset": 0}', '{"status": "verified", "offset": 0, "surplus": 1}'):
        file.write_text(damage)
        assert cache.get(STATEMENT, here) is None


def test_it_is_used(tmp_path):
    here = library()
    (first,) = verify_all([STATEMENT], here, tmp_path)
    assert first.status == VERIFIED and first.points
    Cache(tmp_path).put(replace(first, points=123456), here)
    assert verify_all([STATEMENT], here, tmp_path)[0].points == 123456
    assert verify_all([STATEMENT], here)[0].points == first.points


def test_the_library_and_torch_are_part_of_the_key(tmp_path, monkeypatch):
    package = tmp_path / "tiny_library"
    package.mkdir()
    (package / "__init__.py").write_text("A = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    before = load_library("tiny_library", tmp_path).fingerprint
    assert load_library("tiny_library", tmp_path).fingerprint == before
    (package / "__init__.py").write_text("A = 2\n")
    changed = load_library("tiny_library", tmp_path).fingerprint
    monkeypatch.setattr("eqcheck.project.load.version", lambda name: "0")
    assert len({before, changed, load_library("tiny_library", tmp_path).fingerprint}) == 3


def test_kept_verdicts_need_no_torch(tmp_path):
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from eqcheck.__main__ import main\n"
        f"arguments = ['--book', 'none', '--cache', {str(tmp_path)!r}]\n"
        "print('FIRST', main(arguments)); print('TORCH', 'torch' in sys.modules)\n"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
            for _ in range(2)]
    assert "FIRST 0" in runs[0] and "TORCH True" in runs[0]
    assert "FIRST 0" in runs[1] and "TORCH False" in runs[1]
