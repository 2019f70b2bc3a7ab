"""Scripts are run side by side, one on each core.

sphinx-gallery itself would run them folder by folder, and the last script of a folder would leave the other cores
idle; and its bar counts what was begun, not what is done. So all folders are run here first, by its own function. It
then finds them done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from joblib import Parallel, cpu_count, delayed, parallel_config
from sphinx.util.display import status_iterator
from sphinx_gallery.gen_rst import generate_file_rst


def run_all(scripts: Mapping[Path, Path], conf: dict[str, Any]) -> None:
    """Run scripts, and draw and write what becomes of them beside their copies.

    :param scripts: the scripts, each with its copy in the book.
    :param conf: the configuration of sphinx-gallery.
    """
    for folder in {copy.parent for copy in scripts.values()}:
        (folder / "images/thumb").mkdir(parents=True, exist_ok=True)
    done = status_iterator(_done(scripts, conf), "running scripts... ", length=len(scripts), stringify_func=_name)
    for _ in done if scripts else ():
        pass


def _done(scripts: Mapping[Path, Path], conf: dict[str, Any]) -> Iterator[Path]:
    """The scripts, each as soon as it is done."""
    with parallel_config("loky", inner_max_num_threads=1):
        workers = Parallel(min(cpu_count(), len(scripts)), return_as="generator_unordered", pre_dispatch="all")
        yield from workers(delayed(_run)(script, copy, conf) for script, copy in scripts.items())


def _run(script: Path, copy: Path, conf: dict[str, Any]) -> Path:
    generate_file_rst(script.name, copy.parent, script.parent, conf)
    return script


def _name(script: Path) -> str:
    return f"{script.parent.name}/{script.name}"
