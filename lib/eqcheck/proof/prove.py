"""Prove a statement for all values of its letters, or refute it at a point."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial

from eqcheck.numeric import Undefined, Unsettled
from eqcheck.numeric.arithmetic import OUTCOMES, OutOfReach
from eqcheck.proof.cells import MANY, Cells, Fails, Open
from eqcheck.proof.minimum import extremum, with_rivals
from eqcheck.proof.normal_form import TooLarge
from eqcheck.proof.outcome import Inconclusive, Outcome, Proof, Refutation
from eqcheck.proof.pieces import ANY, Effort, Signs, Subdomain, TooMuchWork, pieces
from eqcheck.proof.range import Setting, by_size, described, settings
from eqcheck.proof.refute import refutation
from eqcheck.proof.regions import Region
from eqcheck.proof.roots import next_to_root
from eqcheck.proof.signs import Knowledge
from eqcheck.proof.steps import Step
from eqcheck.proof.symbolic import Symbolic
from eqcheck.proof.terms import Term, Terms
from eqcheck.semantics.case import Case
from eqcheck.semantics.evaluate import evaluate
from eqcheck.semantics.scope import Scope, scalar, with_clauses
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree
from eqcheck.syntax.domains import Integer, Real, Size
from eqcheck.syntax.errors import Contradiction, EvaluationError

KINDS = {
    "identity": {"="}, "derivative": {"="}, "inequality": set(OUTCOMES), "approximation": {"approx"},
}
"""The kinds that can be proved, with the relations that each may print."""
EFFORT = 10_000
"""How many steps an attempt takes before points are tried instead."""
LARGER = 300
"""How many steps are left for larger vectors once the smaller ones are settled, or something is left open."""
UNEQUAL = 60
"""So many cells are tried to find a point where sides differ whose normal forms do."""

Entries = tuple[Term, ...]
"""The numbers of which a value consists."""


class Fault(Exception):
    """The statement is false."""

    def __init__(self, found: Refutation) -> None:
        super().__init__(found.point)
        self.found = found


def prove(case: Case, effort: int = EFFORT, watch: Callable[[Step], object] = id) -> Outcome:
    """Prove or refute a statement of one of :data:`KINDS`, in so many steps: see :class:`~.pieces.Effort`.

    :param watch: is told how each relation was seen to hold, piece by piece
    :raises EvaluationError: if the statement breaks a rule of the language.
    """
    if trouble := beyond(case):
        return Inconclusive(trouble)
    if (wider := among_reals(case)) is not case:
        with suppress(EvaluationError):  # a whole number that counts or points at an entry
            if isinstance(found := attempt(wider, effort // 2, watch), Proof):
                return found
        effort //= 2
    return attempt(case, effort, watch)


def attempt(case: Case, effort: int, watch: Callable[[Step], object]) -> Outcome:
    run = Attempt(case, Effort(effort), watch)
    try:
        return run.run()
    except Fault as refuted:
        return refuted.found
    except TooMuchWork:
        return run.so_far or Inconclusive(f"not settled in {effort} steps", run.reached)
    except (Undefined, Unsettled, RecursionError) as trouble:
        return run.so_far or Inconclusive(str(trouble), run.reached)


def among_reals(case: Case) -> Case:
    """The same statement of all real numbers in place of the whole ones: if it holds for those, it holds."""
    letters = tuple(Real(letter.name, letter.shape, letter.interval) if isinstance(letter, Integer) else letter
                    for letter in case.domains.letters)
    if letters == case.domains.letters:
        return case
    return replace(case, domains=replace(case.domains, letters=letters))


class Attempt:
    """One run over one statement."""

    def __init__(self, case: Case, effort: Effort, watch: Callable[[Step], object]) -> None:
        self.stated, self.case = case.domains, with_rivals(case)
        self.effort = effort
        self.watch = watch
        self.terms = Terms()
        self.units: dict[object, Fraction] = {}
        self.so_far: Proof | None = None
        self.pieces = 0
        self.cells = 0
        self.steps: list[Step] = []
        self.compared = False
        self.open: list[str] = []
        self.kinks: set[object] = set()
        self.silent: list[tuple[object, Refutation]] = []

    @property
    def reached(self) -> str:
        return f"{self.pieces} pieces, {self.cells} cells"

    def run(self) -> Outcome:
        """Smaller vectors first: if the effort is spent, or larger ones are not settled, the proof is of these."""
        sizes: dict[str, dict[int, None]] = {}
        for enough, listed in by_size(self.case):
            for setting in settings(self.case, listed, self.terms):
                for start in setting.starts:
                    for _ in pieces(start, partial(self.visit, setting), self.effort):
                        self.pieces += 1
                        for step in self.steps:
                            self.watch(step)
                        if self.open:  # no proof can come of it any more, only a point that refutes
                            self.effort.left = min(self.effort.left, LARGER)
                for letter in self.case.domains.letters:
                    if isinstance(letter, Size):
                        sizes.setdefault(letter.name, {})[int(setting.listed[letter.name])] = None
            for place, found in self.silent:
                if place not in self.kinks:
                    return found
            if self.compared and enough and not self.open:
                self.so_far = Proof(described(self.stated, sizes), self.pieces, self.cells)
                self.effort.left = min(self.effort.left, LARGER)
        open_question = self.open[0] if self.open else "the sides have no value anywhere"
        return self.so_far or Inconclusive(open_question, self.reached)

    # --- one piece ----------------------------------------------------------------------------------------------------

    def visit(self, setting: Setting, piece: Subdomain) -> None:
        self.steps = []
        knowledge = Knowledge(piece, self.terms, self.units, self.effort)
        arithmetic = Symbolic(knowledge)
        scope = self.scope(setting, arithmetic)
        condition = self.case.equation.condition
        try:
            everywhere = list(self.case.places(scope, arithmetic))
        except OutOfReach:
            raise
        except Undefined as undefined:
            self.open.append(f"an index runs over something that has no value: {undefined}")
            return
        for places in everywhere:
            self.effort.spend()
            here = scope.bind(**places)
            try:
                stated = condition is None or evaluate(condition, here, arithmetic)
            except OutOfReach:
                raise
            except Undefined:
                stated = False
            for relation in self.case.relations if stated else ():
                operators, sides = relation.operators, list(relation.operands)
                scopes = [here] * len(sides)
                if found := extremum(relation):
                    at = scalar(evaluate(found.at, here, arithmetic), arithmetic)
                    if arithmetic.order(here.variables[found.letter], at) == 0:
                        continue
                    operators, sides = (found.operator,), [found.body] * 2
                    scopes = [here.bind(**{found.letter: at}), here]
                try:
                    values = [self.values(side, scope, arithmetic) for side, scope in zip(sides, scopes, strict=True)]
                except Contradiction as contradiction:
                    self.contradict(contradiction, knowledge, setting)
                else:
                    self.compare(operators, values, knowledge, setting)

    def scope(self, setting: Setting, arithmetic: Symbolic) -> Scope:
        knowledge = arithmetic.knowledge

        def value(found: object) -> object:
            if isinstance(found, tuple):
                return tuple(map(value, found))
            if isinstance(found, Term):
                return self.terms.replaced(found, knowledge.piece.letters)
            return arithmetic.number(found) if isinstance(found, Fraction) else found

        values = {name: value(found) for name, found in {**setting.listed, **setting.values}.items()}
        return with_clauses(Scope(values, self.case.library.formula_calls), self.case.clauses)

    def values(self, side: tree.Expression, scope: Scope, arithmetic: Symbolic) -> Entries | None:
        """The entries of a side, None where it has no value."""
        try:
            return tuple(scalar(entry, arithmetic) for entry in flat(evaluate(side, scope, arithmetic)))
        except OutOfReach:
            raise
        except Undefined:
            return None

    def compare(
        self, operators: tuple[str, ...], sides: list[Entries | None], knowledge: Knowledge, setting: Setting
    ) -> None:
        """Hold every side against the next."""
        place = frozenset(knowledge.piece.letters.items())
        for number, operator in enumerate(operators):
            first, second = sides[number], sides[number + 1]
            if first is None and second is None:
                self.kinks.add(place)
                continue
            if first is None or second is None:
                found = self.one_sided(number, operator, first, second, knowledge, setting)
                if found and second is None and place and self.case.statement.kind == "derivative":
                    self.silent.append((place, found))  # where other values make a kink, it may say nothing
                elif found:
                    raise Fault(found)
                continue
            self.compared = True
            if len(first) != len(second):
                raise EvaluationError(f"a side of {len(first)} entries beside one of {len(second)}")
            for a, b in zip(first, second, strict=True):
                self.link(number, operator, a, b, knowledge, setting)

    def contradict(self, found: Contradiction, knowledge: Knowledge, setting: Setting) -> None:
        """Two cases differ on the piece, which may have no point.

        :raises Contradiction: if it has one.
        """
        if refuted := self.one_sided(0, "=", None, None, knowledge, setting):
            point = ", ".join(f"{letter} = {value}" for letter, value in refuted.point.items())
            raise Contradiction(f"{found}\n  at {point}") from found

    def one_sided(
        self, number: int, operator: str, first: Entries | None, second: Entries | None, knowledge: Knowledge,
        setting: Setting,
    ) -> Refutation | None:
        """A point of the piece, at which one side has a value and the other has none."""
        region = self.region(knowledge, setting)
        try:
            Cells(region, self.terms.one, frozenset(), self.effort, UNEQUAL).settle()
        except Fails as fails:
            a, b = (None if side is None else side[0] if side else None for side in (first, second))
            return refutation(region, setting, fails.point, number, operator, a, b, self.terms.one, frozenset())
        except Open as unsettled:
            if point := next_to_root(region, self.units, self.effort):
                a, b = (None if side is None else side[0] if side else None for side in (first, second))
                return refutation(
                    region, setting, point, number, operator, a, b, self.terms.one, frozenset(), nearby=True)
            self.open.append(f"one side has no value where the other has one; {unsettled}")
        return None

    def region(self, knowledge: Knowledge, setting: Setting) -> Region:
        return Region(knowledge, [name for name in setting.letters if name not in knowledge.piece.letters])

    # --- one relation -------------------------------------------------------------------------------------------------

    def link(self, number: int, operator: str, a: Term, b: Term, knowledge: Knowledge, setting: Setting) -> None:
        for gap, allowed in self.gaps(operator, a, b):
            region = self.region(knowledge, setting)
            found = signs_of(gap, knowledge)
            if len(region.letters) > 1 and not found <= allowed:  # cells may do without
                found &= by_facts(gap, allowed, knowledge)
            if found <= allowed:
                self.steps.append(Step(number + 1, (a, b), gap, (), knowledge))
                continue
            if len(region.letters) > 1 and found & allowed:
                knowledge.split(gap)
                if found - allowed == {0}:
                    knowledge.split_borders()
            try:
                most = UNEQUAL if allowed == {0} else MANY
                cells = Cells(region, gap, allowed, self.effort, most)
                self.cells += cells.settle()
                self.steps.append(Step(number + 1, (a, b), gap, cells.settled, knowledge))
            except Fails as fails:
                raise Fault(refutation(
                    region, setting, fails.point, number, operator, a, b, gap, allowed, fails.nearby,
                )) from None
            except Open as unsettled:
                point = None if found & allowed else next_to_root(region, self.units, self.effort)
                if point:
                    raise Fault(refutation(
                        region, setting, point, number, operator, a, b, gap, allowed, nearby=True)) from None
                if len(region.letters) > 1 or not by_facts(gap, allowed, knowledge) <= allowed:
                    self.open.append(str(unsettled))

    def gaps(self, operator: str, a: Term, b: Term) -> Iterator[tuple[Term, Signs]]:
        """Terms with the signs that they may have if the relation holds."""
        gap = self.terms.subtract(a, b)
        if operator != "approx":
            yield gap, frozenset(OUTCOMES[operator])
            return
        for term in (gap, self.terms.negate(gap)):
            yield self.terms.subtract(self.terms.number(within(self.case)), term), frozenset((0, 1))


def signs_of(gap: Term, knowledge: Knowledge) -> Signs:
    """The signs that a term may have on a piece, by its normal form."""
    try:
        return frozenset((0,)) if knowledge.zero(gap) else knowledge.possible(knowledge.field.normal(gap))
    except TooLarge:
        return ANY


def by_facts(gap: Term, allowed: Signs, knowledge: Knowledge) -> Signs:
    """The signs that a term may have, if only some are allowed, by tangents and by combining what is known."""
    found = ANY
    if allowed == {0}:
        return found
    with suppress(TooLarge):
        ratio = knowledge.field.normal(gap)
        knowledge.note_tangents(ratio.top)
        found &= knowledge.possible(ratio)
        for facts in (1, 2):
            if not found <= allowed:
                found &= knowledge.combined(ratio, facts)
    return found


def beyond(case: Case) -> str:
    """Why a statement is none that can be proved; empty if it is one."""
    kind, equation = case.statement.kind, case.equation
    if kind not in KINDS or not set(equation.relation.operators) <= KINDS[kind]:
        return f"no relation of the kind {kind} that can be proved"
    if case.laws:
        return "a letter that is drawn at random"
    return ""


def within(case: Case) -> Fraction:
    """The largest difference that an approximation allows."""
    try:
        number = case.statement.within.replace(" ", "")
        if re.search(r"[eE][+-]?\d{4}", number):  # digits that would all be written out
            raise ValueError(number)
        return Fraction(number)
    except (ValueError, ZeroDivisionError):
        raise EvaluationError(
            "an approximation says how near: add `:within: 1/1000`, the largest absolute difference"
        ) from None
