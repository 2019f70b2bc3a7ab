"""What a change of an equation comes to: refuted, proved true with points as witnesses, or left to be judged."""
from contextlib import suppress
from dataclasses import replace
from functools import cached_property

from eqcheck import FAILED
from eqcheck.checks.kinds import approximation, derivative, identity, inequality
from eqcheck.checks.registry import CHECKS
from eqcheck.checks.tally import Refuted, Tally
from eqcheck.checks.verdict import PROVED, TRIED
from eqcheck.numeric import working_precision
from eqcheck.numeric.formats import FLOAT64
from eqcheck.project.run import verdict_on
from eqcheck.proof import Proof, Refutation, prove
from eqcheck.proof.prove import KINDS
from eqcheck.semantics.case import Case, DefinitionCase
from eqcheck.semantics.samples import Samples, thinned
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EquationError, EvaluationError

FIRST, SAME = 100, 2000
"""So many steps find most mistakes, and so many show that two formulas of a definition are the same."""
SETTINGS, POINTS = 3, 6
"""The witnesses: so many points for each of so many choices of what is listed."""
BY_POINTS = (approximation, derivative, identity, inequality)


class Few(Samples):
    """Some points of other samples."""

    def __init__(self, samples: Samples) -> None:
        super().__init__(samples.domains, samples.formula, samples.seed)
        self.all = samples

    @cached_property
    def chosen(self):
        return thinned(self.all.settings(), SETTINGS)

    def settings(self, *lengths):
        return self.chosen if not lengths else self.all.settings(*lengths)

    def points(self, setting, form=FLOAT64, infinite=False):
        key = (form.name, infinite, *sorted(setting.items()))
        if key not in self._points:
            self._points[key] = thinned(self.all.points(setting, form, infinite), POINTS)
        return self._points[key]


class Witness:
    """What some points of a statement say of its mutants.

    :param monkeypatch: keeps the kinds from proofs and searches while they are asked.
    """

    def __init__(self, original: Case, monkeypatch) -> None:
        self.original = original
        self.few = Few(original.samples)
        self.monkeypatch = monkeypatch

    def refuses(self, case: Case) -> str:
        """Why the statement fails at these points, by the check of its kind; empty if it does not."""
        case = replace(case)
        case.__dict__["samples"] = self.few
        tally = Tally()
        with self.monkeypatch.context() as patch, working_precision():
            for module in BY_POINTS:
                patch.setattr(module, "proved", lambda case, tally: False)
                patch.setattr(module, "worst", lambda *_: [])
            try:
                CHECKS[case.statement.kind].run(case, tally)
                tally.stop_if_refuted()
            except (Refuted, EvaluationError, EquationError) as error:
                return str(error)
        return ""

    def judge(self, mutant: Case, by_hand: bool) -> str:
        """The certainty with which a mutant is true; empty if it is found to be false.

        :param by_hand: whether it is known to be true, so that nothing is asked for that takes long.
        :raises AssertionError: if a false one is proved, or the check breaks off.
        """
        try:
            parts = mutant.parts()
            proved = settled(parts)
        except (EvaluationError, EquationError):
            return ""
        refused = "" if proved is False else next(filter(None, map(self.refuses, parts)), "")
        assert not (proved and refused), f"proved, though it is false: {refused}"
        if proved is False or refused:
            return ""
        if proved or self.same_formula(mutant):
            return PROVED
        if by_hand:
            return TRIED
        verdict = verdict_on(mutant)
        assert "broke off" not in verdict.message, verdict.message
        return "" if verdict.status == FAILED else verdict.certainty or verdict.status

    def same_formula(self, mutant: Case) -> bool:
        """Whether the formulas of a definition are proved to be what they were."""
        if not isinstance(mutant, DefinitionCase):
            return False
        domains, clauses = mutant.samples.domains, mutant.equation.clauses
        identity = replace(mutant.statement, kind="identity")
        pairs = [*zip(self.original.definition.forms, mutant.definition.forms, strict=True),
                 *((old.operands[-1], new.operands[-1])
                   for old, new in zip(self.original.equation.clauses, clauses, strict=True))]
        equations = [
            tree.Equation(tree.Compare(pair, ("=",)), tuple(one for one in clauses if one.operands[-1] not in pair))
            for pair in pairs if pair[0] != pair[1]
        ]
        with suppress(EvaluationError):
            return bool(settled([Case(identity, one, domains, mutant.library) for one in equations], SAME))
        return False


def settled(parts, effort: int = FIRST) -> bool | None:
    """Whether all parts are proved, False if one is refuted, None if that takes more effort."""
    with working_precision():
        found = [prove(part, effort) for part in parts if part.statement.kind in KINDS]
    if any(isinstance(one, Refutation) for one in found):
        return False
    return True if found and all(isinstance(one, Proof) for one in found) else None
