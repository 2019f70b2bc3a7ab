"""Whether the claims come out the same with other seeds: ``python -m _ext.other_seeds`` runs the scripts with them.

What was found is committed, in ``gallery/other_seeds.json``. A script is run again only if its code has changed.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

STARTS = (1000, 2000, 3000)
"""The seeds of each set begin there."""
FILE = "other_seeds.json"
RUN = """
import json, runpy, sys
from dataclasses import asdict
import matplotlib
matplotlib.use("agg")
from contextlib import redirect_stdout
with redirect_stdout(None):
    runpy.run_path(sys.argv[1])
from formulario.experiments import RESULTS
json.dump({point: claim.found for point, claim in RESULTS.claims.items()} if RESULTS.seeds else {}, sys.stdout)
"""


@dataclass
class OtherSeeds:
    """For a script, the hash of its code, and what its claims came to with each set of seeds."""

    script: str
    found: list[dict[str, dict[str, bool]]]

    def of(self, point: str) -> list[dict[str, bool]]:
        """What came of one claim; nothing if it does not depend on seeds."""
        return [found[point] for found in self.found if point in found]


def read(gallery: Path) -> dict[str, OtherSeeds]:
    """What is committed, by the script's path below the gallery."""
    file = gallery / FILE
    if not file.exists():
        return {}
    return {script: OtherSeeds(**found) for script, found in json.loads(file.read_text("utf-8")).items()}


def digest(text: str) -> str:
    """The hash of a script's code: its comments and its docstring, which are what the page says, change nothing.

    >>> digest("x = 1") == digest("'Title'\\n\\n# Some prose\\nx = 1  # one"), digest("x = 1") == digest("x = 2")
    (True, False)
    """
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            lines[line - 1] = lines[line - 1][:column]
    code = ast.parse(text)
    begin = code.body[0].end_lineno if ast.get_docstring(code) else 0
    return hashlib.sha256("\n".join(line.rstrip() for line in lines[begin:] if line.strip()).encode()).hexdigest()[:16]


def stale(gallery: Path) -> Iterator[Path]:
    """The scripts with a claim that have changed since they were run with other seeds, or never were."""
    known = read(gallery)
    for script in sorted(gallery.rglob("plot_*.py")):
        text = script.read_text("utf-8")
        if "experiments.claim(" in text:
            found = known.get(script.relative_to(gallery).as_posix())
            if found is None or found.script != digest(text):
                yield script


def run(script: Path, start: int) -> dict[str, dict[str, bool]]:
    """The claims of a script whose seeds begin there.

    :raises subprocess.CalledProcessError: if the script fails.
    """
    environment = {**os.environ, "FORMULARIO_SEED": str(start), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", RUN, str(script)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, dict[str, bool]] = json.loads(done.stdout)
    return found


def main(gallery: Path) -> None:
    """Run what is stale, all cores at once, and write the file."""
    scripts = list(stale(gallery))
    jobs = [(script, start) for script in scripts for start in STARTS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = {}
        for job, outcome in zip(jobs, pool.map(lambda job: run(*job), jobs), strict=True):
            found[job] = outcome
            print(f"{len(found)} of {len(jobs)}: {job[0].name} from seed {job[1]}")
    known = {name: kept for name, kept in read(gallery).items() if (gallery / name).exists()}
    for script in scripts:
        of_script = [found[script, start] for start in STARTS]
        known[script.relative_to(gallery).as_posix()] = OtherSeeds(digest(script.read_text("utf-8")), of_script)
    text = json.dumps({name: asdict(known[name]) for name in sorted(known)}, indent=1, ensure_ascii=False)
    (gallery / FILE).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(Path("gallery"))
