r"""Trees back to LaTeX, so that reading can be tested against it."""
from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from eqcheck.syntax import tree
from eqcheck.syntax.symbols import GREEK

RELATIONS = {"=": "=", "!=": r"\ne", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "approx": r"\approx", "~": r"\sim"}
GATHERED = {"sum": r"\sum", "product": r"\prod", "max": r"\max", "min": r"\min", "argmax": r"\arg\max",
            "argmin": r"\underset"}
IF, OTHERWISE = r"\text{if }", r"\text{otherwise}"
COMMANDS = {"exp", "log", "tanh", "Phi"}


def decimal(value: Fraction) -> str:
    """All digits of a number that has finitely many."""
    with localcontext(prec=60):
        return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def replaced(node: Any, name: str, by: tree.Expression) -> Any:
    """The tree with an expression in the place of a letter."""
    if node == tree.Variable(name):
        return by
    if isinstance(node, tuple):
        return tuple(replaced(part, name, by) for part in node)
    if not is_dataclass(node):
        return node
    return type(node)(*(replaced(getattr(node, field.name), name, by) for field in fields(node)))


class Printer:
    """``wide`` chooses the longer of two ways to write the same."""

    def __init__(self, wide: bool = False) -> None:
        self.wide = wide

    def brackets(self, inside: str) -> str:
        return rf"\left( {inside} \right)" if self.wide else f"({inside})"

    # --- the whole ------------------------------------------------------------------------------------------------

    def equation(self, node: tree.Equation) -> str:
        statements = ", ".join(self.compare(part) for part in (node.relation, *node.clauses))
        said = self.condition(node.condition) if node.condition else ", ".join(map(self.letter, node.quantified))
        return statements + rf", \text{{for all }} {said}" * bool(said)

    def compare(self, node: tree.Compare) -> str:
        operands = [self.side(operand) for operand in node.operands]
        rest = zip(node.operators, operands[1:], strict=True)
        return operands[0] + "".join(f" {RELATIONS[operator]} {operand}" for operator, operand in rest)

    def side(self, node: tree.Expression) -> str:
        return rf"\text{{'{node.value}'}}" if isinstance(node, tree.Text) else self.sum(node)

    def condition(self, node: tree.Condition) -> str:
        if isinstance(node, tree.Or):
            return rf"{self.condition(node.left)} \text{{ or }} {self.conjunction(node.right)}"
        return self.conjunction(node)

    def conjunction(self, node: tree.Condition) -> str:
        if isinstance(node, tree.And):
            return rf"{self.conjunction(node.left)} \text{{ and }} {self.basic(node.right)}"
        return self.basic(node)

    def basic(self, node: tree.Condition) -> str:
        match node:
            case tree.Compare():
                return self.compare(node)
            case tree.Not():
                return rf"\lnot {self.basic(node.operand)}"
            case _:
                return self.brackets(self.condition(node))

    # --- from sums down to what needs no brackets -----------------------------------------------------------------

    def sum(self, node: tree.Expression) -> str:
        match node:
            case tree.Add():
                return f"{self.sum(node.left)} + {self.product(node.right)}"
            case tree.Subtract():
                return f"{self.sum(node.left)} - {self.product(node.right)}"
            case tree.Negate():
                return f"-{self.product(node.operand)}"
            case _:
                return self.product(node)

    def product(self, node: tree.Expression) -> str:
        if isinstance(node, tree.Multiply) and isinstance(node.right, tree.Reduce | tree.Limit):
            return f"{self.factors(node.left)} {self.last(node.right)}"
        return self.last(node) if isinstance(node, tree.Reduce | tree.Limit) else self.factors(node)

    def last(self, node: tree.Reduce | tree.Limit) -> str:
        if isinstance(node, tree.Limit):
            side = f"^{node.side}" if node.side else ""
            return rf"\lim_{{{node.variable} \to {self.sum(node.target)}{side}}} {self.product(node.body)}"
        under = node.index
        if node.lower is not None:
            under += f" = {self.sum(node.lower)}"
        if node.condition is not None:
            under = (under + ", " if node.lower is not None else "") + self.condition(node.condition)
        over = f"^{{{self.sum(node.upper)}}}" if node.upper is not None else ""
        if node.operation == "argmin":
            return rf"\underset{{{under}}}{{\operatorname{{arg\,min}}}}{over} {self.product(node.body)}"
        return f"{GATHERED[node.operation]}_{{{under}}}{over} {self.product(node.body)}"

    def factors(self, node: tree.Expression) -> str:
        if not isinstance(node, tree.Multiply):
            return self.single(node)
        right = self.single(node.right)
        return self.factors(node.left) + (r" \cdot " if self.wide or right[0].isdigit() else " ") + right

    def single(self, node: tree.Expression) -> str:
        match node:
            case tree.Power():
                return f"{self.base(node.base)}^{{{self.sum(node.exponent)}}}"
            case tree.PositivePart():
                return f"{self.base(node.operand, number=False)}^+"
            case tree.NegativePart():
                return f"{self.base(node.operand, number=False)}^{{-}}"
            case _:
                return self.base(node)

    def base(self, node: tree.Expression, number: bool = True) -> str:
        match node:
            case tree.Number() if number:
                return decimal(node.value)
            case tree.Constant():
                return {"pi": r"\pi", "infinity": r"\infty", "e": "e"}[node.name]
            case tree.Variable():
                return self.letter(node.name)
            case tree.Index():
                indices = ",".join(map(self.sum, node.indices))
                return f"{self.base(node.base)}_{{{indices}}}"
            case tree.Call():
                return self.call(node)
            case tree.Divide():
                return rf"\frac{{{self.sum(node.left)}}}{{{self.sum(node.right)}}}"
            case tree.Absolute():
                inside = self.sum(node.operand)
                sided = self.wide or "|" in inside or "Vert" in inside
                return rf"\left| {inside} \right|" if sided else f"|{inside}|"
            case tree.Norm():
                inside, order = self.sum(node.operand), self.sum(node.order)
                nested = "|" in inside or "Vert" in inside  # a plain bar after a factor closes: nested norms take sides
                sided = self.wide or nested
                return rf"\lVert {inside} \rVert_{{{order}}}" if sided else rf"\|{inside}\|_{{{order}}}"
            case tree.Indicator():
                return rf"\mathbb{{1}}\{{{self.condition(node.condition)}\}}"
            case tree.Cases():
                return self.cases(node)
            case tree.Vector():
                first, last = (self.sum(replaced(node.entry, node.index, end)) for end in (node.lower, node.upper))
                return self.brackets(rf"{first}, \dots, {last}")
            case tree.Derivative():
                order = f"^{node.order}" if node.order > 1 else ""
                variable = self.base(node.variable)
                return rf"\frac{{\partial{order} {self.sum(node.body)}}}{{\partial {variable}{order}}}"
            case _:
                return self.brackets(self.sum(node))

    def letter(self, name: str) -> str:
        if len(name) == 1:
            return name
        return f"\\{name} " if name in GREEK else rf"\mathrm{{{name}}}".replace("_", r"\_")

    def call(self, node: tree.Call) -> str:
        if node.name == "sqrt":
            return rf"\sqrt{{{self.sum(node.arguments[0])}}}"
        name = f"\\{node.name}" if node.name in COMMANDS else rf"\operatorname{{{node.name}}}"
        inside = ", ".join(map(self.side, node.arguments))
        if node.parameters:
            inside += "; " + ", ".join(map(self.side, node.parameters))
        return name + "'" * node.primes + self.brackets(inside)

    def cases(self, node: tree.Cases) -> str:
        rows = [
            f"{self.side(value)} & {rf'{IF} {self.condition(condition)}' if condition else OTHERWISE}"
            for value, condition in node.branches
        ]
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
