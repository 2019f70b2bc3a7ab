"""A book of somebody else's: reStructuredText, its own small library, Sphinx's own theme and mathematics."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

project = "Bumps"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.mathjax", "eqcheck.sphinx"]
eqcheck_library = "tinylib"
eqcheck_root = ".."
eqcheck_strict = True
