"""The claims with other seeds."""

from pathlib import Path

import pytest
from _ext.other_seeds import STARTS, main, read, stale

GALLERY = Path(__file__).parents[2] / "gallery"
SCRIPT = """from formulario import experiments
seeds = experiments.seeds(2)
experiments.claim("A01", "The first seed is large.", {"at all": True, "beyond 2500": seeds[0] > 2500})
"""


@pytest.fixture
def gallery(tmp_path):
    (tmp_path / "waves").mkdir()
    (tmp_path / "waves/plot_wave.py").write_text(SCRIPT, "utf-8")
    return tmp_path


def test_a_verdict_that_depends_on_the_seeds_is_seen(gallery):
    main(gallery)
    found = read(gallery)["waves/plot_wave.py"].of("A01")
    assert [conditions["beyond 2500"] for conditions in found] == [start > 2500 for start in STARTS]


def test_only_what_changed_is_run_again(gallery):
    main(gallery)
    assert list(stale(gallery)) == []
    (gallery / "waves/plot_wave.py").write_text(f'"""Waves"""\n# In other words.\n{SCRIPT}', "utf-8")
    assert list(stale(gallery)) == []
    (gallery / "waves/plot_wave.py").write_text(SCRIPT.replace("2500", "2600"), "utf-8")
    assert [script.name for script in stale(gallery)] == ["plot_wave.py"]


def test_a_claim_without_chance_is_the_same_with_all_seeds(gallery):
    script = 'from formulario import experiments\nexperiments.claim("A01", "So.", True)\n'
    (gallery / "waves/plot_wave.py").write_text(script, "utf-8")
    main(gallery)
    assert read(gallery)["waves/plot_wave.py"].of("A01") == []


def test_what_is_committed_is_of_the_scripts_as_they_are():
    old = [script.relative_to(GALLERY).as_posix() for script in stale(GALLERY)]
    assert not old, f"run `make seeds`: these have changed since they were run with other seeds: {', '.join(old)}"
