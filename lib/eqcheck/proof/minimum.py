r"""Where a formula is smallest: :math:`\arg\min_z F(z) = m` says that :math:`F(m) < F(z)` for every other z."""
from __future__ import annotations

from dataclasses import dataclass, replace

from eqcheck.semantics.case import Case
from eqcheck.syntax import tree
from eqcheck.syntax.domains import Real


@dataclass(frozen=True)
class Extremum:
    """A body that is smallest (``<``) or largest (``>``) where a real letter equals ``at``, and nowhere else."""

    letter: str
    body: tree.Expression
    operator: str
    at: tree.Expression


def extremum(relation: tree.Compare) -> Extremum | None:
    """What a relation says if one of its two sides is the argmin or argmax over a real letter."""
    if relation.operators != ("=",):
        return None
    for found, at in (relation.operands, relation.operands[::-1]):
        if isinstance(found, tree.Reduce) and found.over_reals:
            return Extremum(found.index, found.body, "<" if found.operation == "argmin" else ">", at)
    return None


def with_rivals(case: Case) -> Case:
    """The statement with the letter of each extremum as one that may be any real number."""
    found = [extremum(relation) for relation in (case.equation.relation, *case.equation.clauses)]
    rivals = {one.letter: Real(one.letter) for one in found if one and one.letter not in case.domains}
    letters = (*case.domains.letters, *rivals.values())
    return replace(case, domains=replace(case.domains, letters=letters)) if rivals else case
