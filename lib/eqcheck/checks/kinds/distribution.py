r"""What a function that draws at random gives: ``f(x) = g(x; a), a ~ U(l, u)``, or ``f(x) ~ U(l, u)`` at once.

The draws are seeded, so that a verdict does not change from day to day. The draws of :math:`a` are recovered from the
outputs, of which :math:`g` has to be a linear function of :math:`a`, and held against the distribution. All tests
together refuse correct code less than once in :math:`10^7` seeds. With 100,000 draws they find, in 99 of 100 cases,

- a distribution function that is off by 0.014 anywhere, by the distance of Kolmogorov and Smirnov;
- a mean that is off by 0.027 standard deviations, and a standard deviation that is off by 2.5 %;
- draws beyond the ends of a uniform distribution, if one in 20,000 lies there;
- a generator with fewer than four million values, which repeats more than one draw in a hundred;
- a correlation of 0.027, between draws or their squares, at some distances in the same call and in two calls;
- a correlation of 0.13 between the draws of two seeds.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, erf, inf, log, sqrt
from operator import mul

from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides
from eqcheck.checks.side import Side, Spot
from eqcheck.checks.tally import Refuted, Tally, rows, shown
from eqcheck.checks.tolerance import ROUNDINGS
from eqcheck.numeric.formats import FLOAT64
from eqcheck.semantics.backend import CodeError
from eqcheck.semantics.case import Case
from eqcheck.semantics.samples import Point
from eqcheck.syntax import tree
from eqcheck.syntax.calls import LetterArgument, LibraryCall, read_call
from eqcheck.syntax.errors import EvaluationError

DRAWS, FEWER = 100_000, 4096
"""How many numbers are drawn at the first points where anything is left to chance, and at the others."""
THOROUGH = 2
"""How many points are the first."""
CALLS = 2
"""In so many calls each of these numbers is drawn."""
SEED = 20200413
CHANCE = 1e-9
"""How often a correct function would be refused, if the seed were not fixed."""
STANDARD_ERRORS = 6
DISTANCES = (1, 2, 3, 5, 8, 13, 64)
"""How far from each other draws are compared."""
REPEATED = 0.01
"""The share of the draws that may equal an earlier one: a generator of 24 bits repeats 0.3 % of 100,000."""
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
    thorough = 0
    for spot in chosen(sides):
        at = law_at(law.name, ends, spot)
        spans = [ends_of(value, letter, at, spot) for value in values] or [(at.first, at.second)]
        constant = all(low == high for low, high in spans)
        count = FEWER if constant or thorough == THOROUGH else DRAWS
        thorough += count == DRAWS
        draws = drawn(case, call, spot.point, count, 0)
        for low, high in spans:
            if low == high:
                compare_constant(low, spot, draws, tally)
                continue
            units = in_units(draws, low, high)
            compare(at, units, spot.shown(), tally)
            if count == DRAWS:
                others = in_units(drawn(case, call, spot.point, FEWER, 1), low, high)
                found = correlation(units[:FEWER], others)
                holds = abs(found) <= STANDARD_ERRORS / sqrt(FEWER)
                tally.record("the draws of two seeds depend on each other", spot.shown(), holds,
                             rows(("correlation", f"{found:.3g}")))


def in_units(draws: list[float], low: float, high: float) -> list[float]:
    """Draws in the unit of their distribution; infinity where there is no number."""
    return [(draw - low) / (high - low) if draw == draw else inf for draw in draws]


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
    definition = case.library.definition(head.name, len(head.arguments) + len(head.parameters))
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
        step = ceil(len(plain) / 4) or 1
        found += [spot for point in plain[::step] for spot in sides.spots_at(point)]
    return found


def moving(case: Case, point: Point) -> list[float]:
    return [point[letter.name] for letter in case.samples.numbers]


def drawn(case: Case, call: LibraryCall, point: Point, count: int, stream: int) -> list[float]:
    """Seeded draws of the library at a point: those of each call in turn, and others in another stream."""
    letters = {letter.name for letter in case.samples.numbers}
    seed = SEED + stream + case.library.seed
    try:
        return case.library.backend.draw(case.library.code(call, letters), FLOAT64, point, letters, count, CALLS, seed)
    except CodeError as error:
        raise Refuted.by(error, point) from error


def law_at(name: str, ends: list[Side], spot: Spot) -> Law:
    """The distribution of this name with its two arguments at a spot."""
    values = [value[0] for end in ends if (value := end.exact(spot))]
    if name not in ("U", "N") or len(values) != 2:
        raise EvaluationError("known are the distributions U(lower, upper) and N(mean, variance)")
    first, second = map(float, values)
    return Law(name, first, second if name == "U" else first + sqrt(second))


def ends_of(form: Side, letter: str, law: Law, spot: Spot) -> tuple[float, float]:
    """The values of a formula at the ends of the letter's law, in between which it is linear in it."""
    def value(at: float) -> float:
        exact = form.exact(Spot({**spot.point, letter: at}, spot.places))
        if exact is None:
            raise EvaluationError(f"the formula has no value for {letter} = {at}")
        return float(exact[0])

    low, middle, high = value(law.first), value((law.first + law.second) / 2), value(law.second)
    allowed = ROUNDINGS * (FLOAT64.unit * (abs(low) + abs(high)) + FLOAT64.tiny)
    if abs(low + high - 2 * middle) > 2 * allowed:
        raise EvaluationError(f"the formula is not linear in {letter}: say `:unchecked: reason`")
    return low, high


def compare_constant(value: float, spot: Spot, draws: list[float], tally: Tally) -> None:
    allowed = ROUNDINGS * (2 * FLOAT64.unit * abs(value) + FLOAT64.tiny)
    strays = [draw for draw in draws if not abs(draw - value) <= allowed]
    tally.record("a draw differs where the formula leaves nothing to chance", spot.shown(), not strays,
                 lambda: f"{'equation':10}{shown(value)}\n{'draw':10}{shown(strays[0])}")


def compare(law: Law, units: list[float], point: Point, tally: Tally) -> None:
    """Draws in units of their distribution: shape, mean, deviation, that they differ and do not hang together."""
    count = len(units)
    mean = sum(units) / count
    centred = [unit - mean for unit in units]
    deviation = sqrt(sum(map(mul, centred, centred)) / count)
    ordered = sorted(units)

    def record(title: str, holds: bool, explain: Callable[[], str]) -> None:
        tally.record(title, point, holds, explain)

    def scaled(unit: float) -> str:
        return f"{law.first + unit * law.width:.4g}"

    within = law.name != "U" or -ROUNDINGS * FLOAT64.unit <= ordered[0] <= ordered[-1] <= 1 + ROUNDINGS * FLOAT64.unit
    record("a draw lies beyond the ends of the distribution", within,
           rows(("equation", f"{law.first:.6g} to {law.second:.6g}"),
                ("draws", f"{scaled(ordered[0])} to {scaled(ordered[-1])}")))
    distance, widest = farthest(law, ordered), sqrt(-log(CHANCE / 2) / 2 / count)
    record(f"the draws do not follow {law.name}", distance <= widest, lambda: (
        f"distance {distance:.3g} of Kolmogorov and Smirnov, where chance explains {widest:.3g}\n"
        f"draws between {scaled(ordered[0])} and {scaled(ordered[-1])}"
    ))
    error = law.deviation / sqrt(count)
    record("the mean of the draws is another one", abs(mean - law.mean) <= STANDARD_ERRORS * error,
           rows(("equation", scaled(law.mean)), ("draws", scaled(mean))))
    record("the deviation of the draws is another one", abs(deviation - law.deviation) <= STANDARD_ERRORS * error,
           rows(("equation", f"{law.deviation * abs(law.width):.4g}"), ("draws", f"{deviation * abs(law.width):.4g}")))
    repeated = count - len(set(units))
    record("the draws repeat", repeated <= REPEATED * count,
           rows(("draws", f"{count:,}, of which {count - repeated:,} are different")))
    squares = [unit * unit for unit in centred]
    for distance in (*DISTANCES, count // CALLS):
        for what, numbers in (("draws", centred), ("squares of draws", squares)):
            found = correlation(numbers[distance:], numbers[:-distance])
            record("the draws depend on each other", abs(found) <= STANDARD_ERRORS / sqrt(count - distance),
                   rows(("correlation", f"{found:.3g} between {what} with {distance - 1:,} in between")))


def correlation(a: list[float], b: list[float]) -> float:
    """How far two rows of numbers move together: 0 if not at all, 1 or −1 if entirely."""
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    a, b = [x - mean_a for x in a], [x - mean_b for x in b]
    size = sqrt(sum(map(mul, a, a)) * sum(map(mul, b, b)))
    return sum(map(mul, a, b)) / size if size else 1.0


def farthest(law: Law, ordered: list[float]) -> float:
    """The largest distance between the share of the draws below a number and the distribution's."""
    count = len(ordered)
    shares = [law.cumulative(unit) for unit in ordered]
    above = max(share - k / count for k, share in enumerate(shares))
    return max(above, 1 / count - min(share - k / count for k, share in enumerate(shares)))
