r"""What a function that draws at random gives: ``f(x) = g(x; a), a ~ U(l, u)``, or ``f(x) ~ U(l, u)`` at once.

The draws are seeded, so that a verdict does not change from day to day. The draws of :math:`a` are recovered from the
outputs, of which :math:`g` has to be a linear function of :math:`a`, and held against the distribution.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, erf, log, sqrt

from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides
from eqcheck.checks.side import Side, Spot
from eqcheck.checks.tally import Refuted, Tally, shown
from eqcheck.checks.tolerance import ROUNDINGS
from eqcheck.numeric.formats import FLOAT64
from eqcheck.semantics.backend import CodeError
from eqcheck.semantics.case import Case
from eqcheck.semantics.samples import Point
from eqcheck.syntax import tree
from eqcheck.syntax.calls import LetterArgument, LibraryCall, read_call
from eqcheck.syntax.errors import EvaluationError

DRAWS = 4096
SEED = 20200413
CHANCE = 1e-9
"""How often a correct function would be refused, if the seed were not fixed."""
WIDEST = sqrt(-log(CHANCE / 2) / 2 / DRAWS)
"""The largest distance of Kolmogorov and Smirnov between the draws and their distribution."""
STANDARD_ERRORS = 6
FORMS = r"write f(x) = g(x; a), \quad a \sim \mathcal{U}(l, u), or f(x) \sim \mathcal{N}(m, v)"


@dataclass(frozen=True)
class Law:
    """A distribution at a point: its name, and its values at 0 and 1 in its own unit."""

    name: str
    first: float
    second: float

    @property
    def width(self) -> float:
        return self.second - self.first

    def cumulative(self, unit: float) -> float:
        if self.name == "U":
            return min(max(unit, 0.0), 1.0)
        return (1 + erf(unit / sqrt(2))) / 2

    @property
    def mean(self) -> float:
        return 0.5 if self.name == "U" else 0.0

    @property
    def deviation(self) -> float:
        return sqrt(1 / 12) if self.name == "U" else 1.0


@kind("distribution", "Numbers drawn by the code were compared with the distribution stated here.", options=["of"])
def check(case: Case, tally: Tally) -> None:
    """At a few points, draws of the code against the distribution there."""
    sides = Sides(case)
    letter, law, forms = stated(case)
    if not case.statement.of:
        raise EvaluationError("a distribution names the call that draws: add `:of: rrelu(x, training=True)`")
    call = read_call(case.statement.of)
    require_head(case, call)
    values, ends = list(map(sides.side, forms)), list(map(sides.side, law.arguments))
    for spot in chosen(sides):
        draws = drawn(case, call, spot.point)
        at = law_at(law.name, ends, spot)
        for value in values:
            compare_through(value, letter, at, spot, draws, tally)
        if letter:
            continue
        if at.width == 0:
            compare_constant(at.first, spot, draws, tally)
        else:
            compare(at, [(draw - at.first) / at.width for draw in draws], spot.shown(), tally)


def stated(case: Case) -> tuple[str, tree.Call, tuple[tree.Expression, ...]]:
    """The letter that is drawn (none where the value itself is), its distribution, and the formulas in that letter."""
    relation, laws = case.equation.relation, case.laws
    if relation.operators == ("~",) and isinstance(relation.operands[1], tree.Call):
        return "", relation.operands[1], ()
    if len(laws) != 1 or set(relation.operators) != {"="}:
        raise EvaluationError(f"a distribution is said of the value or of one letter: {FORMS}")
    letter, law = laws[0].operands
    if not isinstance(letter, tree.Variable) or not isinstance(law, tree.Call):
        raise EvaluationError(f"a letter is drawn from a distribution: {FORMS}")
    return letter.name, law, relation.operands[1:]


def require_head(case: Case, call: LibraryCall) -> None:
    """The left side names the function that ``:of:`` calls, with the same letters in the same roles."""
    head = case.equation.relation.operands[0]
    if not isinstance(head, tree.Call) or head.primes:
        raise EvaluationError(f"a distribution begins with the function that draws: {FORMS}")
    definition = case.library.definition(head.name, len(head.arguments))
    letters = (*definition.arguments, *definition.parameters)
    values = dict(zip(letters, (*head.arguments, *head.parameters), strict=False))
    given = dict(call.arguments())
    for place, argument in definition.call.arguments():
        wanted = values.get(argument.name) if isinstance(argument, LetterArgument) else None
        letter = given.get(place)
        same = isinstance(letter, LetterArgument) and wanted == tree.Variable(letter.name)
        if call.function != definition.call.function or (isinstance(argument, LetterArgument) and not same):
            raise EvaluationError(
                f"`:of:` calls another function than {head.name}, or with other letters: compare {case.statement.of} "
                f"with {definition.statement.of or definition.statement.name}"
            )


def chosen(sides: Sides) -> list[Spot]:
    """A few everyday points for each setting, on both sides of 0."""
    found = []
    for setting in sides.case.samples.settings():
        points = sides.case.samples.points(setting)
        plain = [point for point in points if all(0.1 <= abs(x) <= 8 or x == 0 for x in moving(sides.case, point))]
        step = ceil(len(plain) / 8) or 1
        found += [spot for point in plain[::step] for spot in sides.spots_at(point)]
    return found


def moving(case: Case, point: Point) -> list[float]:
    return [point[letter.name] for letter in case.samples.numbers]


def drawn(case: Case, call: LibraryCall, point: Point) -> list[float]:
    """Seeded draws of the library at a point."""
    letters = {letter.name for letter in case.samples.numbers}
    seed = SEED + case.library.seed
    try:
        return case.library.backend.draw(case.library.code(call, letters), FLOAT64, point, letters, DRAWS, seed)
    except CodeError as error:
        raise Refuted.by(error, point) from error


def law_at(name: str, ends: list[Side], spot: Spot) -> Law:
    """The distribution of this name with its two arguments at a spot."""
    values = [value[0] for end in ends if (value := end.exact(spot))]
    if name not in ("U", "N") or len(values) != 2:
        raise EvaluationError("known are the distributions U(lower, upper) and N(mean, variance)")
    first, second = map(float, values)
    return Law(name, first, second if name == "U" else first + sqrt(second))


def compare_through(form: Side, letter: str, law: Law, spot: Spot, draws: list[float], tally: Tally) -> None:
    """Recover the letter from the value, which is linear in it; where it is constant, all draws are this value."""
    def value(at: float) -> float:
        exact = form.exact(Spot({**spot.point, letter: at}, spot.places))
        if exact is None:
            raise EvaluationError(f"the formula has no value for {letter} = {at}")
        return float(exact[0])

    low, middle, high = value(law.first), value((law.first + law.second) / 2), value(law.second)
    allowed = ROUNDINGS * (FLOAT64.unit * (abs(low) + abs(high)) + FLOAT64.tiny)
    if abs(low + high - 2 * middle) > 2 * allowed:
        raise EvaluationError(f"the formula is not linear in {letter}: say `:unchecked: reason`")
    if low == high:
        compare_constant(low, spot, draws, tally)
    else:
        compare(law, [(draw - low) / (high - low) for draw in draws], spot.shown(), tally)


def compare_constant(value: float, spot: Spot, draws: list[float], tally: Tally) -> None:
    allowed = ROUNDINGS * (2 * FLOAT64.unit * abs(value) + FLOAT64.tiny)
    strays = [draw for draw in draws if not abs(draw - value) <= allowed]
    tally.record("a draw differs where the formula leaves nothing to chance", spot.shown(), not strays,
                 lambda: f"{'equation':10}{shown(value)}\n{'draw':10}{shown(strays[0])}")


def compare(law: Law, units: list[float], point: Point, tally: Tally) -> None:
    """Draws in units of their distribution: shape, mean, deviation, and that they do not hang together."""
    units = [unit if unit == unit else float("inf") for unit in units]
    mean = sum(units) / DRAWS
    deviation = sqrt(sum((unit - mean) ** 2 for unit in units) / DRAWS)
    chained = sum((a - mean) * (b - mean) for a, b in pairwise(units)) / DRAWS
    error = law.deviation / sqrt(DRAWS)

    def record(title: str, holds: bool, explain: Callable[[], str]) -> None:
        tally.record(title, point, holds, explain)

    def scaled(unit: float) -> str:
        return f"{law.first + unit * law.width:.4g}"

    distance = farthest(law, sorted(units))
    record(f"the draws do not follow {law.name}", distance <= WIDEST, lambda: (
        f"distance {distance:.3g} of Kolmogorov and Smirnov, where chance explains {WIDEST:.3g}\n"
        f"draws between {scaled(min(units))} and {scaled(max(units))}"
    ))
    record("the mean of the draws is another one", abs(mean - law.mean) <= STANDARD_ERRORS * error,
           lambda: f"{'equation':10}{scaled(law.mean)}\n{'draws':10}{scaled(mean)}")
    record("the deviation of the draws is another one", abs(deviation - law.deviation) <= STANDARD_ERRORS * error,
           lambda: f"{'equation':10}{law.deviation * abs(law.width):.4g}\n{'draws':10}{deviation * abs(law.width):.4g}")
    record("neighbouring draws depend on each other", abs(chained) <= STANDARD_ERRORS * law.deviation * error,
           lambda: f"correlation {chained / law.deviation**2:.3g}")


def farthest(law: Law, ordered: list[float]) -> float:
    """The largest distance between the share of the draws below a number and the distribution's."""
    return max(
        max(abs(law.cumulative(unit) - k / DRAWS), abs(law.cumulative(unit) - (k + 1) / DRAWS))
        for k, unit in enumerate(ordered)
    )
