"""The grammar's parse to a tree; what the grammar cannot know is checked here."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

from lark import Token
from lark.visitors import Interpreter

from eqcheck.syntax import tree
from eqcheck.syntax.bindings import Bindings
from eqcheck.syntax.dots import vector
from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.index_ranges import read_index_range
from eqcheck.syntax.parse_tree import flattened, is_rule, leaves

_NODES: dict[str, Callable[..., tree.Expression | tree.Condition]] = {
    "both": tree.And, "either": tree.Or, "negation": tree.Not, "indicator": tree.Indicator,
    "negate": tree.Negate, "add": tree.Add, "subtract": tree.Subtract, "multiply": tree.Multiply, "divide": tree.Divide,
    "power": tree.Power, "positive": tree.PositivePart, "negative": tree.NegativePart, "absolute": tree.Absolute,
}
"""The rules whose parts are the parts of a node."""


class Builder(Interpreter[Token, Any]):
    """Makes the tree: a method for each rule of the grammar, which vouches for the types of the rule's parts.

    :param latex: the formula, for the sake of errors.
    :param declared: the letters that stand in ``:where:``.
    """

    bindings: Bindings

    def __init__(self, latex: str, declared: frozenset[str]) -> None:
        self.latex = latex
        self.declared = declared

    def error(self, token: Token, message: str, hint: str) -> EquationError:
        """The error for a token of the formula."""
        return EquationError.at(self.latex, token.start_pos or 0, message, hint)

    def build(self, node: Any) -> Any:
        """The tree of a rule or of a token."""
        if not isinstance(node, Token):
            return self.visit(node)
        match node.type:
            case "NUMBER":
                return tree.Number(Fraction(node.value))
            case "CONSTANT":
                return tree.Constant(node.value)
            case "TEXT":
                return tree.Text(node.value)
            case _:
                self.bindings.check(node)
                return tree.Variable(node.value)

    # --- the whole ------------------------------------------------------------------------------------------------

    def start(self, parse: Any) -> tree.Equation:
        statements, *printed = parse.children
        relation, *clauses = flattened(statements, "statements")
        self.bindings = Bindings(self.error, self.declared, parse, clauses)
        with self.bindings.bind(self.bindings.open_indices(relation)):
            stated = self.visit(relation)
            said = [self.build(part) for part in printed]
        condition = next((part for part in said if isinstance(part, tree.Condition)), None)
        quantified = () if condition else tuple(letter.name for letters in said for letter in letters)
        return tree.Equation(stated, tuple(map(self.clause, clauses)), condition, quantified)

    def quantified(self, parse: Any) -> tuple[tree.Variable, ...]:
        return tuple(map(self.build, parse.children))

    def clause(self, parse: Any) -> tree.Compare:
        with self.bindings.bind(self.bindings.clause_indices(parse)):
            return self.relation(parse)

    # --- relations and conditions ---------------------------------------------------------------------------------

    def relation(self, parse: Any) -> tree.Compare:
        operands = tuple(self.build(side) for side in parse.children[::2])
        return tree.Compare(operands, tuple(str(operator) for operator in parse.children[1::2]))

    def __default__(self, parse: Any) -> tree.Expression | tree.Condition:
        return _NODES[parse.data](*map(self.build, parse.children))

    # --- arithmetic -----------------------------------------------------------------------------------------------

    def plus(self, parse: Any) -> Any:
        return self.build(parse.children[0])

    def bracket(self, parse: Any) -> Any:
        return self.build(parse.children[0])

    def norm(self, parse: Any) -> tree.Norm:
        operand, *order = map(self.build, parse.children)
        return tree.Norm(operand, order[0] if order else tree.Number(Fraction(2)))

    def root(self, parse: Any) -> tree.Call:
        return tree.Call("sqrt", (self.build(parse.children[0]),))

    # --- letters, functions ---------------------------------------------------------------------------------------

    def indexed(self, parse: Any) -> tree.Expression:
        base, *indices = parse.children
        if isinstance(base, Token) and len(indices) == 1 and isinstance(indices[0], Token):
            numbered = f"{base.value}_{indices[0].value}"
            if numbered in self.declared:
                return tree.Variable(numbered)
        return tree.Index(self.build(base), tuple(map(self.build, indices)))

    def call(self, parse: Any) -> tree.Call:
        name, *rest = parse.children
        primes = sum(isinstance(part, Token) for part in rest)
        arguments, *parameters = (self.arguments(part) for part in rest[primes:])
        return tree.Call(str(name), arguments, parameters[0] if parameters else (), primes)

    def bare(self, parse: Any) -> tree.Call:
        name, argument = parse.children
        return tree.Call(str(name), (self.build(argument),))

    def arguments(self, parse: Any) -> tuple[tree.Expression, ...]:
        dots = [part for part in parse.children if isinstance(part, Token) and part.type == "DOTS"]
        if not dots:
            return tuple(map(self.build, parse.children))
        if len(parse.children) != 3 or parse.children[1] is not dots[0]:
            raise self.error(dots[0], "dots stand between a first and a last entry", "write (x_1, \\dots, x_N)")
        return (self.vector(parse),)

    def vector(self, parse: Any) -> tree.Vector:
        first, dots, last = parse.children[:3]
        found = vector(self.build(first), self.build(last), self.bindings.taken)
        if found is None:
            raise self.error(dots, "the entries before and after the dots do not show what runs",
                             "they differ in their index alone: (l_1, \\dots, l_N)")
        return found

    def cases(self, parse: Any) -> tree.Cases:
        branches = tuple(map(self.visit, parse.children))
        for case, (_, condition) in zip(parse.children[:-1], branches, strict=False):
            if condition is None:
                raise self.error(case.children[1], "a branch after ‘otherwise’ is never reached",
                                 "put ‘otherwise’ last")
        return tree.Cases(branches)

    def case(self, parse: Any) -> tuple[tree.Expression, tree.Condition | None]:
        value, condition = parse.children
        otherwise = isinstance(condition, Token) and condition.type == "OTHERWISE"
        return self.build(value), None if otherwise else self.build(condition)

    # --- what binds an index --------------------------------------------------------------------------------------

    def reduce(self, parse: Any) -> Any:
        big, under, *above, body = parse.children
        found = read_index_range(under, self.error)
        last = [self.build(part) for part in above]
        bounds = [*map(self.build, found.bounds), *last]
        if len(bounds) == 1 or (bounds and len(found.indices) > 1):
            raise self.error(big, "one bound without the other", "write \\sum_{j=1}^N, or the index alone")
        if len(bounds) > 2:
            raise self.error(big, "more than two bounds for one index", "write \\sum_{j=1}^N, or the index alone")
        with self.bindings.bind(found.indices):
            conditions = [self.build(condition) for condition in found.conditions]
            result = self.build(body)
        lower, upper = bounds or (None, None)
        condition = reduce(tree.And, conditions) if conditions else None
        for index in reversed(found.indices):
            result = tree.Reduce(str(big), index.value, lower, upper, result, condition)
            condition = None
        return result

    def limit(self, parse: Any) -> tree.Limit:
        variable, target, *side, body = parse.children
        at = self.build(target)
        with self.bindings.bind([variable] if variable not in self.declared else []):
            return tree.Limit(self.build(body), str(variable), at, str(side[0]) if side else "")

    # --- derivatives ----------------------------------------------------------------------------------------------

    def operator(self, parse: Any) -> Any:
        *head, body = parse.children
        return self.differentiate(head, body)

    def derivative(self, parse: Any) -> Any:
        at = next(place for place, part in enumerate(parse.children) if not is_rule(part, "order"))
        return self.differentiate([*parse.children[:at], *parse.children[at + 1:]], parse.children[at])

    def differentiate(self, head: list[Any], body: Any) -> Any:
        above = self.order(head[0]) if is_rule(head[0], "order") else 1
        by = [part for part in head if is_rule(part, "differential")]
        orders = [self.order(part.children[1]) if len(part.children) == 2 else 1 for part in by]
        if sum(orders) != above:
            raise self.error(next(leaves(by[0])), "the derivative's order differs above and below",
                             "write \\frac{d^2}{dx^2}")
        result = self.build(body)
        for part, order in zip(reversed(by), reversed(orders), strict=True):
            result = tree.Derivative(result, self.build(part.children[0]), order)
        return result

    def order(self, parse: Any) -> int:
        token = parse.children[0]
        if not token.value.isdigit() or int(token.value) == 0:
            raise self.error(token, "the order of a derivative is a whole number", "write \\frac{d^2}{dx^2}")
        return int(token.value)
