"""JavaScript from a tree: value and slope of a formula, for pages that compute in the browser.

The evaluator runs the tree over :class:`Javascript`, whose numbers are pieces of a program. Each carries its slope
along (automatic differentiation, forward), so that both come from the one tree that was verified.

Printed formulas overflow where their values do not: :math:`\\exp(1000)` in a softplus. So a sum of exponentials is kept
as the list of its exponents, and a quotient or a logarithm of such sums is computed from
:math:`\\operatorname{lse}(u) = \\log \\sum_j \\exp(u_j)`, which stays near the largest :math:`u_j`. What subtracts 1
from an exponential, or adds 1 to a tanh, is computed without loss of digits as well.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import e, inf, pi
from pathlib import Path

from eqcheck.numeric.arithmetic import OUTCOMES, Arithmetic, Undefined

PRIMITIVES = Path(__file__).parent / "primitives.js"
"""A script that defines ``primitives``: the functions that JavaScript lacks."""
OWN = ("lse", "erf", "Phi")
"""Their names."""
LITERAL = re.compile(r"-?[\d.]+(e[-+]?\d+)?$")
NAME = re.compile(r"\bv\d+\b")
RELATIONS = {"=": "===", "!=": "!==", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
CONSTANTS = {"pi": repr(pi), "e": repr(e), "infinity": "Infinity"}


@dataclass(frozen=True, eq=False)
class Dual:
    """A dual number: a value and its slope, each a literal or a name of the program.

    :param exact: the number, if it is one.
    :param exponents: those of a sum of exponentials.
    :param tanh: the number whose hyperbolic tangent this is.
    """

    value: str
    slope: str = "0"
    exact: Fraction | None = None
    exponents: tuple[Dual, ...] = ()
    tanh: Dual | None = None


@dataclass(frozen=True)
class Truth:
    """What is true or false at a point."""

    text: str

    def __and__(self, other: Truth | bool) -> Truth | bool:
        if isinstance(other, bool):
            return self if other else False
        return Truth(f"({self.text}&&{other.text})")

    def __or__(self, other: Truth | bool) -> Truth | bool:
        if isinstance(other, bool):
            return True if other else self
        return Truth(f"({self.text}||{other.text})")

    def __xor__(self, other: bool) -> Truth:
        return Truth(f"!({self.text})") if other else self

    __rand__, __ror__ = __and__, __or__


class Program:
    """Lines that each name what they compute; nothing is computed twice."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def named(self, text: str) -> str:
        return self._names.setdefault(text, f"v{len(self._names)}")

    def plus(self, a: str, b: str) -> str:
        if LITERAL.match(a) and LITERAL.match(b):
            return literal(float(a) + float(b))
        if self._names.get(f"-{a}") == b:
            return "0"
        return b if a == "0" else a if b == "0" else self.named(f"{a}+{b}")

    def minus(self, a: str) -> str:
        return literal(-float(a)) if LITERAL.match(a) else self.named(f"-{a}")

    def times(self, a: str, b: str) -> str:
        if LITERAL.match(a) and LITERAL.match(b):
            return literal(float(a) * float(b))
        if "0" in (a, b):
            return "0"
        return b if a == "1" else a if b == "1" else self.named(f"{a}*{b}")

    def over(self, a: str, b: str) -> str:
        return a if b == "1" or a == "0" else self.named(f"{a}/{b}")

    def call(self, name: str, *arguments: str) -> str:
        return self.named(f"{name if name in OWN else f'Math.{name}'}({','.join(arguments)})")

    def choice(self, condition: Truth, a: str, b: str) -> str:
        return a if a == b else self.named(f"{condition.text}?{a}:{b}")

    def written(self, letters: Sequence[str], results: Sequence[str]) -> str:
        """A function of the letters that returns the results in an array, made by one that takes the primitives."""
        lines = {name: text for text, name in self._names.items()}
        uses: dict[str, int] = {}
        waiting = [result for result in results if result in lines]
        while waiting:
            name = waiting.pop()
            uses[name] = uses.get(name, 0) + 1
            if uses[name] == 1:
                waiting += NAME.findall(lines[name])

        def whole(text: str) -> str:
            return NAME.sub(lambda name: f"({whole(lines[name[0]])})" if uses[name[0]] == 1 else name[0], text)

        shared = [f"{name}={whole(text)}" for name, text in lines.items() if uses.get(name, 0) > 1]
        body = f"const {','.join(shared)};" if shared else ""
        body += f"return[{','.join(map(whole, results))}]"
        needed = [name for name in OWN if f"{name}(" in body]
        return f"({{{','.join(needed)}}})=>({','.join(letters)})=>{{{body}}}"


class Javascript(Arithmetic):
    """Numbers of a program and, beside each, its slope by one of its letters."""

    batched = True

    def __init__(self) -> None:
        self.program = Program()

    def letter(self, name: str, moving: bool = False) -> Dual:
        """A letter of the program; slopes are taken by the one that moves."""
        return Dual(name, "1" if moving else "0")

    def written(self, letters: Sequence[str], *results: str) -> str:
        """The program, see :meth:`Program.written`."""
        return self.program.written(letters, results)

    # --- numbers in -------------------------------------------------------------------------------------------------

    def number(self, value: Fraction | int | float) -> Dual:
        exact = Fraction(value)
        one = (Dual("0", exact=Fraction(0)),) if exact == 1 else ()
        return Dual(literal(float(exact)), exact=exact, exponents=one)

    def constant(self, name: str) -> Dual:
        return Dual(CONSTANTS[name])

    # --- arithmetic -------------------------------------------------------------------------------------------------

    def add(self, a: Dual, b: Dual) -> Dual:
        if a.exact is not None and b.exact is not None:
            return self.number(a.exact + b.exact)
        if a.exponents and b.exponents:
            return self._exponentials((*a.exponents, *b.exponents))
        for one, other in ((a, b), (b, a)):
            if one.exact == -1 and len(other.exponents) == 1:
                return self._expm1(other.exponents[0])
            if one.exact == 1 and other.tanh:
                twice = self.multiply(self.number(-2), other.tanh)
                return self.divide(self.number(2), self.add(self.number(1), self.exp(twice)))
        return Dual(self.program.plus(a.value, b.value), self.program.plus(a.slope, b.slope))

    def negate(self, a: Dual) -> Dual:
        if a.exact is not None:
            return self.number(-a.exact)
        odd = self.negate(a.tanh) if a.tanh else None
        return Dual(self.program.minus(a.value), self.program.minus(a.slope), tanh=odd)

    def subtract(self, a: Dual, b: Dual) -> Dual:
        if a.exact == 1 and len(b.exponents) == 1 and b.exact is None:
            return self.negate(self._expm1(b.exponents[0]))
        return super().subtract(a, b)  # type: ignore[no-any-return]

    def multiply(self, a: Dual, b: Dual) -> Dual:
        if a.exact is not None and b.exact is not None:
            return self.number(a.exact * b.exact)
        write = self.program
        slope = write.plus(write.times(a.slope, b.value), write.times(a.value, b.slope))
        return Dual(write.times(a.value, b.value), slope)

    def divide(self, a: Dual, b: Dual) -> Dual:
        if a.exact is not None and b.exact:
            return self.number(a.exact / b.exact)
        if b.exponents and b.exact is None:
            if not a.exponents:
                return self.multiply(a, self.exp(self.negate(self.log(b))))
            log = self.log(a)
            return self.exp(self.negate(self._lse(tuple(self.subtract(one, log) for one in b.exponents))))
        write = self.program
        quotient = write.over(a.value, b.value)
        carried = write.over(write.times(quotient, b.slope), b.value)
        return Dual(quotient, write.plus(write.over(a.slope, b.value), write.minus(carried)))

    def power(self, a: Dual, b: Dual) -> Dual:
        if b.exact is None or (a.exponents and a.exact is None):
            return self.exp(self.multiply(b, self.log(a)))
        if b.exact == 2:
            return self.multiply(a, a)
        write = self.program
        rise = write.times(b.value, write.call("pow", a.value, literal(float(b.exact - 1))))
        return Dual(write.call("pow", a.value, b.value), write.times(rise, a.slope))

    # --- exponentials and logarithms ----------------------------------------------------------------------------------

    def exp(self, a: Dual) -> Dual:
        return self.number(1) if a.exact == 0 else self._exponentials((a,))

    def _exponentials(self, exponents: tuple[Dual, ...]) -> Dual:
        """The sum of the exponentials of these."""
        log = self._lse(exponents)
        value = self.program.call("exp", log.value)
        return Dual(value, self.program.times(value, log.slope), exponents=exponents)

    def _lse(self, exponents: tuple[Dual, ...]) -> Dual:
        if len(exponents) == 1:
            return exponents[0]
        write = self.program
        value, slope = write.call("lse", *(one.value for one in exponents)), "0"
        for one in exponents:
            weight = write.call("exp", write.plus(one.value, write.minus(value)))
            slope = write.plus(slope, write.times(weight, one.slope))
        return Dual(value, slope)

    def _expm1(self, a: Dual) -> Dual:
        write = self.program
        return Dual(write.call("expm1", a.value), write.times(write.call("exp", a.value), a.slope))

    def log(self, a: Dual) -> Dual:
        if a.exponents:
            return self._lse(a.exponents)
        return Dual(self.program.call("log", a.value), self.program.over(a.slope, a.value))

    # --- other functions ----------------------------------------------------------------------------------------------

    def _function(self, name: str, a: Dual, rise: str) -> Dual:
        """A function of JavaScript, with its derivative there."""
        return Dual(self.program.call(name, a.value), self.program.times(rise, a.slope))

    def _squared(self, a: str) -> str:
        return self.program.times(a, a)

    def sqrt(self, a: Dual) -> Dual:
        return self._function("sqrt", a, self.program.over("0.5", self.program.call("sqrt", a.value)))

    def tanh(self, a: Dual) -> Dual:
        rise = self.program.over("1", self._squared(self.program.call("cosh", a.value)))
        found = self._function("tanh", a, rise)
        return Dual(found.value, found.slope, tanh=a)

    def sinh(self, a: Dual) -> Dual:
        return self._function("sinh", a, self.program.call("cosh", a.value))

    def cosh(self, a: Dual) -> Dual:
        return self._function("cosh", a, self.program.call("sinh", a.value))

    def sin(self, a: Dual) -> Dual:
        return self._function("sin", a, self.program.call("cos", a.value))

    def cos(self, a: Dual) -> Dual:
        return self._function("cos", a, self.program.minus(self.program.call("sin", a.value)))

    def arccos(self, a: Dual) -> Dual:
        write = self.program
        root = write.call("sqrt", write.plus("1", write.minus(self._squared(a.value))))
        return self._function("acos", a, write.over("-1", root))

    def _bell(self, a: str, width: float, height: float) -> str:
        """``height * exp(-a²/width)``"""
        square = self.program.over(self._squared(a), literal(-width))
        return self.program.times(self.program.call("exp", square), literal(height))

    def erf(self, a: Dual) -> Dual:
        return self._function("erf", a, self._bell(a.value, 1, 2 / pi**0.5))

    def Phi(self, a: Dual) -> Dual:
        return self._function("Phi", a, self._bell(a.value, 2, (2 * pi) ** -0.5))

    def varphi(self, a: Dual) -> Dual:
        bell = self._bell(a.value, 2, (2 * pi) ** -0.5)
        return Dual(bell, self.program.times(self.program.minus(self.program.times(a.value, bell)), a.slope))

    # --- order --------------------------------------------------------------------------------------------------------

    def order(self, a: Dual, b: Dual) -> int:
        if a.exact is None or b.exact is None:
            raise Undefined("the order of two numbers of a program is known when it runs")
        return (a.exact > b.exact) - (a.exact < b.exact)

    def compare(self, operator: str, a: Dual, b: Dual) -> Truth | bool:
        if a.exact is not None and b.exact is not None:
            return self.order(a, b) in OUTCOMES[operator]
        return Truth(f"{a.value}{RELATIONS[operator]}{b.value}")

    def where(self, condition: Truth, a: Dual, b: Dual) -> Dual:
        choice = self.program.choice
        return Dual(choice(condition, a.value, b.value), choice(condition, a.slope, b.slope))

    def _extreme(self, name: str, relation: str, a: Dual, b: Dual) -> Dual:
        if a.exact is not None and b.exact is not None:
            return a if (a.exact > b.exact) == (relation == ">") else b
        slope = self.program.choice(Truth(f"{a.value}{relation}{b.value}"), a.slope, b.slope)
        return Dual(self.program.call(name, a.value, b.value), slope)

    def maximum(self, a: Dual, b: Dual) -> Dual:
        return self._extreme("max", ">", a, b)

    def minimum(self, a: Dual, b: Dual) -> Dual:
        return self._extreme("min", "<", a, b)

    def absolute(self, a: Dual) -> Dual:
        if a.exact is not None:
            return self.number(abs(a.exact))
        return self._function("abs", a, self.program.call("sign", a.value))

    def sign(self, a: Dual) -> Dual:
        return Dual(self.program.call("sign", a.value))


def literal(value: float) -> str:
    """A number as JavaScript writes it."""
    if value in (inf, -inf):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
