"""What Sphinx remembers of equations from one build to the next: where each is shown, and what came of its check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from eqcheck.checks.verdict import Verdict
from eqcheck.project.load import load_library
from eqcheck.semantics.library import Library
from eqcheck.syntax.source import OUTSIDE, UNCHECKED_CLAIM, Problem
from eqcheck.syntax.statement import Statement


@dataclass(frozen=True)
class Showing:
    """A place of a page at which a statement is displayed.

    ``label`` is what ``{eq}`` calls it, empty for the unnumbered copy in a docstring. ``line`` is that of the
    directive in ``file``. ``reason`` is why the statement is unchecked, in the language of the page.
    """

    statement: Statement
    docname: str
    anchor: str
    label: str
    file: str
    line: int
    reason: str = ""


class EquationDomain(Domain):
    """Equations: what is shown on which page, what is wrong about the pages, and the verdicts."""

    name = "equation"
    label = "equation"
    initial_data: ClassVar[dict[str, Any]] = {
        "showings": {},  # docname -> [Showing]
        "problems": {},  # docname -> [Problem]
        "verdicts": {},  # Statement -> Verdict
        "seen": {},  # docname -> what its verdicts and ledgers said when it was last written
        "ledgers": set(),  # docnames
    }
    data_version = 4
    checked = False  # whether this build has checked: the extraction of messages does not

    @property
    def verdicts(self) -> dict[Statement, Verdict]:
        return cast(dict[Statement, Verdict], self.data["verdicts"])

    @property
    def root(self) -> Path:
        """The folder from which the files of statements are named."""
        return Path(self.env.config.eqcheck_root).resolve()

    @cached_property
    def library(self) -> Library:
        """The library as it is in this build; without ``eqcheck_library`` an empty one."""
        config = self.env.config
        return load_library(config.eqcheck_library, self.root, strict=config.eqcheck_strict)

    def relative(self, path: Path) -> str:
        """A path as statements name it."""
        path = path.resolve()
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def note_showing(self, showing: Showing) -> None:
        self.data["showings"].setdefault(showing.docname, []).append(showing)

    def note_problem(self, docname: str, problem: Problem) -> None:
        self.data["problems"].setdefault(docname, []).append(problem)

    def translate_reason(self, docname: str, anchor: str, reason: str) -> None:
        """Keep the reason of an unchecked statement in the language of the page."""
        showings = self.data["showings"][docname]
        showings[:] = [replace(one, reason=reason) if one.anchor == anchor else one for one in showings]

    def showings(self, docname: str) -> list[Showing]:
        return cast(list[Showing], self.data["showings"].get(docname, []))

    def showing(self, docname: str, anchor: str) -> Showing:
        return next(showing for showing in self.showings(docname) if showing.anchor == anchor)

    def pages(self) -> Iterator[str]:
        """The pages in the order of the book, those outside every contents list last."""
        includes = self.env.toctree_includes
        met: dict[str, None] = {}

        def visit(docname: str) -> None:
            if docname not in met:
                met[docname] = None
                for inner in includes.get(docname, ()):
                    visit(inner)

        visit(self.env.config.root_doc)
        yield from met
        yield from sorted(self.env.found_docs - met.keys())

    def in_order(self) -> list[Showing]:
        """Every showing, in the order of the book."""
        return [showing for docname in self.pages() for showing in self.showings(docname)]

    def ledger(self) -> list[Showing]:
        """One showing for each statement: the numbered one of a chapter where there is one."""
        best: dict[Statement, Showing] = {}
        for showing in self.in_order():
            if showing.statement not in best or (showing.label and not best[showing.statement].label):
                best[showing.statement] = showing
        chosen = set(best.values())
        return [showing for showing in self.in_order() if showing in chosen]

    def hidden(self) -> list[Statement]:
        """The definitions of the library that no page shows."""
        shown = {showing.statement for showing in self.in_order()}
        return [statement for statement in self.library.definitions.values() if statement not in shown]

    def shown_in_chapter(self, statement: Statement) -> Showing | None:
        """Where a statement has its number."""
        return next((one for one in self.in_order() if one.label and one.statement == statement), None)

    def clashes(self) -> dict[str, list[Problem]]:
        """For each page the labels that it uses and another place, further up in the book, has already."""
        first: dict[str, Showing] = {}
        found: dict[str, list[Problem]] = defaultdict(list)
        for showing in self.in_order():
            other = first.setdefault(showing.label, showing) if showing.label else showing
            if other is not showing:
                message = (
                    f"the label {showing.label!r} is taken by the equation at {other.file}:{other.line}: "
                    "give this one another `:label:`"
                )
                found[showing.docname].append(Problem(showing.file, showing.line, message))
                found.setdefault(other.docname, [])
        return found

    def problems(self) -> list[Problem]:
        """What is wrong about the pages and the library, each thing once, in the order of files and lines."""
        noted = [problem for problems in self.data["problems"].values() for problem in problems]
        clashes = [problem for problems in self.clashes().values() for problem in problems]
        return sorted({*self.library.problems, *noted, *clashes}, key=lambda problem: (problem.file, problem.line))

    def pages_with_problems(self) -> set[str]:
        return {docname for docname, problems in self.data["problems"].items() if problems} | self.clashes().keys()

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: pending_xref, contnode: nodes.Element,
    ) -> nodes.reference:  # fmt: skip
        return make_refnode(builder, fromdocname, target, node["anchor"], contnode)

    def clear_doc(self, docname: str) -> None:
        for kept in ("showings", "problems", "seen"):
            self.data[kept].pop(docname, None)
        self.data["ledgers"].discard(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for kept in ("showings", "problems"):
            self.data[kept].update({name: noted for name, noted in otherdata[kept].items() if name in docnames})
        self.data["ledgers"] |= otherdata["ledgers"] & docnames


def is_stray(problem: Problem) -> bool:
    """Whether the problem is no more than mathematics that nobody has marked."""
    return any(problem.message.startswith(known.partition(":")[0]) for known in (OUTSIDE, UNCHECKED_CLAIM))


def link(text: str, docname: str, anchor: str, here: str) -> pending_xref:
    """A reference from one page to a place of another, for the builder to resolve."""
    place = {"refdomain": EquationDomain.name, "reftype": "place", "reftarget": docname, "anchor": anchor}
    return pending_xref("", nodes.Text(text), refdoc=here, refexplicit=True, **place)


def equations_of(env: BuildEnvironment) -> EquationDomain:
    return cast(EquationDomain, env.get_domain(EquationDomain.name))
