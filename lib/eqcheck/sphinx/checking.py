"""Checking while the book is built: all equations at once, after the pages are read and before any is written.

Verdicts come from the cache as long as nothing has changed. What is wrong is told at each build until it is put right,
because a page with an error in it may not be read again by the next build.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

from eqcheck.project.load import LibraryError
from eqcheck.project.run import verify_all
from eqcheck.sphinx.domain import EquationDomain, equations_of, is_stray
from eqcheck.sphinx.evidence import evidence
from eqcheck.sphinx.ledger import LIST, entries
from eqcheck.sphinx.verdicts import OpenVerdicts

logger = logging.getLogger(__name__)


def check(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Verify what the pages show and what the library defines, and warn of everything that is wrong.

    :raises ExtensionError: the library cannot be imported.
    """
    if app.builder.name == "gettext":
        return []
    equations = equations_of(env)
    for problem in equations.problems():
        warn(equations, problem.file, problem.line, problem.message, "stray" if is_stray(problem) else "source")
    equations.checked = True
    statements = [*(showing.statement for showing in equations.ledger()), *equations.hidden()]
    cache = Path(equations.root, env.config.eqcheck_cache or app.doctreedir / "equations")
    try:
        verdicts = verify_all(statements, equations.library, cache=cache)
    except LibraryError as error:
        raise ExtensionError(str(error)) from error
    equations.data["verdicts"] = dict(zip(statements, verdicts, strict=True))
    for verdict in verdicts:
        if verdict.status == "failed":
            warn(equations, verdict.statement.file, verdict.line or verdict.statement.line, verdict.message, "wrong")
    write_list(app, equations)
    return []


def warn(equations: EquationDomain, file: str, line: int, message: str, subtype: str = "source") -> None:
    """Warn of what is wrong about a source, of a wrong equation, or of one that stands outside the directive.

    :param subtype: ``source``, ``wrong`` or ``stray``: what ``suppress_warnings`` may name after ``eqcheck.``
    """
    logger.warning("%s", message, location=f"{equations.root / file}:{line}", type="eqcheck", subtype=subtype)


def write_list(app: Sphinx, equations: EquationDomain) -> None:
    """The verdicts for machines, in the order of the ledger: beside the pages, and where the configuration says."""
    text = json.dumps([verdict.to_json() for verdict in equations.verdicts.values()], ensure_ascii=False, indent=1)
    if app.builder.name in OpenVerdicts.builders:  # an archive of pages, such as an EPUB, would take it for one
        write_if_new(app.outdir / LIST, text)
    if app.config.eqcheck_json:
        write_if_new(equations.root / app.config.eqcheck_json, text)


def write_if_new(path: Path, text: str) -> None:
    """The file is left alone where it says the same already."""
    if not path.exists() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def pages_to_write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose verdicts or ledger would now say something else than when they were written."""
    equations = equations_of(env)
    if not equations.checked:
        return []
    told: dict[str, Any] = {
        docname: [evidence(env, showing) for showing in equations.showings(docname)] for docname in env.found_docs
    }
    for docname in equations.data["ledgers"]:
        told[docname] = [told[docname], entries(env)]
    before, equations.data["seen"] = equations.data["seen"], told
    return [docname for docname in sorted(told) if told[docname] != before.get(docname)]


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("env-updated", check)
    app.connect("env-get-updated", pages_to_write_again, priority=900)  # after Sphinx has numbered the equations
    return {"parallel_read_safe": True, "parallel_write_safe": True}
