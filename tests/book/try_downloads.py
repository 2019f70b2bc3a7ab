"""Run every translated script of the built book by itself, and compare it with the run that the book shows.

``python tests/book/try_downloads.py [folder]`` takes as long as the scripts do. It names each script that stops, that
measures other numbers, or that draws, records or claims a word in English. Times may differ, where they are measured.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from _ext.catalogues import FIGURES, Catalogue
from _ext.script_runs import Run

ROOT = Path(__file__).parents[2]
REPORT = """
import json, runpy, sys
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot as plt
from matplotlib.text import Text
from formulario.experiments import RESULTS

plt.show = lambda: None
runpy.run_path(sys.argv[1], run_name="__main__")
texts = [*RESULTS.measured, *(claim.sentence for claim in RESULTS.claims.values())]
texts += [condition for claim in RESULTS.claims.values() for condition in claim.found]
for number in plt.get_fignums():
    plt.figure(number).canvas.draw()
    texts += [text.get_text() for text in plt.figure(number).findobj(Text)] + [plt.figure(number).get_label()]
measured = [[found.value, found.low, found.high] for found in RESULTS.measured.values()]
print("\\n" + json.dumps({"texts": texts, "measured": measured}))
"""


def troubles(script: Path, language: str) -> Iterator[str]:
    """What is wrong with the translation of a script's copy in the book."""
    ran = subprocess.run(
        [sys.executable, "-c", REPORT, str(script.parent / language / script.name)], capture_output=True, text=True
    )
    if ran.returncode:
        yield ran.stderr.splitlines()[-1]
        return
    found, shown = json.loads(ran.stdout.splitlines()[-1]), Run.of(script)
    assert shown is not None, f"{script} was not run: make html"
    if found["measured"] != [[it.value, it.low, it.high] for it in shown.measured.values()]:
        yield "measures other numbers"
    figures = Catalogue.of(ROOT / "book/locale", language, FIGURES)
    said = {" ".join(text.split()) for text in found["texts"]}
    yield from (f"says {text!r}" for text in shown.texts() if figures.get(text) != text and text in said)


if __name__ == "__main__":
    gallery = ROOT / "book/gallery" / "".join(sys.argv[1:])
    for script in sorted(gallery.rglob("plot_*.py")):
        for folder in sorted(script.parent.glob(f"*/{script.name}")):
            if folder.parent.name != "en":
                print(f"{script.stem}: {'; '.join(troubles(script, folder.parent.name)) or 'as the book'}", flush=True)
