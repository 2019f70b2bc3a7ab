"""What the clauses of a display are: the meaning of a letter, the law by which one is drawn, or a further relation."""
from __future__ import annotations

from dataclasses import dataclass

from eqcheck.syntax import tree
from eqcheck.syntax.domains import Domains
from eqcheck.syntax.errors import EvaluationError


@dataclass(frozen=True)
class Clauses:
    """Every clause of an equation in its role; meanings and laws under the letters of which they speak."""

    meanings: dict[str, tree.Compare]
    laws: dict[str, tree.Compare]
    relations: tuple[tree.Compare, ...]

    def of(self, *stated: object) -> tuple[tree.Compare, ...]:
        """The meanings and laws of the letters in what is stated, and of those letters that these speak of."""
        clauses, todo = {**self.meanings, **self.laws}, stated
        found: dict[str, tree.Compare] = {}
        while names := (letters(todo) & clauses.keys()) - found.keys():
            found |= {name: clauses[name] for name in names}
            todo = tuple(clauses[name].operands[1:] for name in names)
        return tuple(clause for name, clause in clauses.items() if name in found)


def sorted_clauses(equation: tree.Equation, domains: Domains) -> Clauses:
    """The clauses by their roles: ``l_n = …`` and ``a ~ …`` speak of a letter that nothing else defines.

    :raises EvaluationError: if a letter gets two meanings, half a meaning, itself as its meaning, or one for nothing.
    """
    found = Clauses({}, {}, tuple(clause for clause in equation.clauses if not explained(clause, domains)))
    for clause in equation.clauses:
        if not (name := explained(clause, domains)):
            continue
        if name in {**found.meanings, **found.laws}:
            raise EvaluationError(f"‘{name}’ is defined twice: leave one of its clauses out")
        indices = clause.operands[0].indices if isinstance(clause.operands[0], tree.Index) else ()
        if len(clause.operators) > 1 or len(letters(indices)) < len(indices):
            raise EvaluationError(f"a clause defines ‘{name}’, but not by one formula such as l_n = (x_n − y_n)^2")
        (found.meanings if clause.operators == ("=",) else found.laws)[name] = clause
    used = found.of(equation.relation, found.relations, equation.condition)
    for name, clause in {**found.meanings, **found.laws}.items():
        if clause not in used:
            raise EvaluationError(f"‘{name}’ is defined and used nowhere: leave its clause out")
        if clause in found.of(clause.operands[1:]):
            raise EvaluationError(f"‘{name}’ is defined by itself: say what it is in other letters")
    return found


def explained(clause: tree.Compare, domains: Domains) -> str:
    """The letter that a clause defines, l in ``l_n = …``; nothing where it states a relation."""
    head = clause.operands[0]
    letter = head.base if isinstance(head, tree.Index) else head
    free = isinstance(letter, tree.Variable) and letter.name not in domains and clause.operators[0] in ("=", "~")
    return letter.name if free and isinstance(letter, tree.Variable) else ""


def letters(node: object) -> set[str]:
    """The names of all letters in a tree."""
    return {found.name for found in tree.walk(node) if isinstance(found, tree.Variable)}
