"""LaTeX to a tree: ``read`` for a formula; ``heads``, the names that a definition introduces, passes through."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from typing import Any

from lark import Lark, Token, UnexpectedInput
from lark import Tree as Parse
from lark.lexer import Lexer as LarkLexer
from lark.visitors import Interpreter

from eqcheck.syntax import tree
from eqcheck.syntax.defined_names import heads
from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.explain import explain
from eqcheck.syntax.lexer import Names, tokens
from eqcheck.syntax.parse_tree import flattened, is_rule, leaves, letters, merged

__all__ = ["Names", "heads", "read"]


class _Tokens(LarkLexer):
    """Hands Lark the tokens that the lexer made already."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, data: list[Token]) -> Iterator[Token]:  # type: ignore[override]
        yield from data


@cache
def grammar(debug: bool = False) -> Lark:
    """The parser; with ``debug`` it logs each conflict of the grammar."""
    options = {"parser": "lalr", "lexer": _Tokens, "maybe_placeholders": False, "debug": debug}
    return Lark.open("grammar.lark", rel_to=__file__, **options)


def read(latex: str, names: Names) -> tree.Equation:
    """The tree of a displayed equation.

    :raises EquationError: if the formula breaks a rule of the language.
    """
    found = tokens(latex, names)
    try:
        return Builder(latex, names).visit(grammar().parse(found))  # type: ignore[arg-type]
    except UnexpectedInput as stop:
        raise explain(latex, found, getattr(stop, "token", None)) from None
    except RecursionError:
        raise EquationError.at(latex, 0, "the formula is too long", "state it in parts") from None


_NODES: dict[str, Callable[..., tree.Expression | tree.Condition]] = {
    "both": tree.And, "either": tree.Or, "negation": tree.Not, "indicator": tree.Indicator,
    "negate": tree.Negate, "add": tree.Add, "subtract": tree.Subtract, "multiply": tree.Multiply, "divide": tree.Divide,
    "power": tree.Power, "positive": tree.PositivePart, "negative": tree.NegativePart, "absolute": tree.Absolute,
}
"""The rules whose parts are the parts of a node."""


class Builder(Interpreter):
    """Makes the tree, and sees to it that every letter is declared, bound by a sum, or explained by a clause."""

    def __init__(self, latex: str, names: Names) -> None:
        self.latex = latex
        self.names = names
        self.bound: list[str] = []
        self.explained: set[str] = set()
        self.indices: set[str] = set()

    def error(self, token: Token, message: str, hint: str = "") -> EquationError:
        return EquationError.at(self.latex, token.start_pos or 0, message, hint)

    def escape(self, token: Token) -> EquationError:
        return self.error(token, f"the index ‘{token.value}’ is used outside what binds it",
                          "a sum ends at + or -: put its body in brackets")

    def build(self, node: Any) -> Any:
        if isinstance(node, Parse):
            return self.visit(node)
        match node.type:
            case "NUMBER":
                return tree.Number(Fraction(node.value))
            case "CONSTANT":
                return tree.Constant(node.value)
            case "TEXT":
                return tree.Text(node.value)
            case _:
                return self.variable(node)

    def variable(self, token: Token) -> tree.Variable:
        name = token.value
        if name not in self.names.variables and name not in self.bound and name not in self.explained:
            if name in self.indices:
                raise self.escape(token)
            raise self.error(token, f"‘{name}’ is neither declared nor bound",
                             f"declare it in :where:, as in ‘{name} real’, or define a function of this name")
        return tree.Variable(name)

    @contextmanager
    def binding(self, tokens: list[Token]) -> Iterator[None]:
        """The letters mean an index for the time being."""
        for token in tokens:
            if token.value in self.names.variables or token.value in self.bound:
                raise self.error(token, f"‘{token.value}’ has a meaning already", "give the index a letter of its own")
            self.bound.append(token.value)
        yield
        del self.bound[len(self.bound) - len(tokens):]

    # --- the whole ------------------------------------------------------------------------------------------------

    def start(self, parse: Any) -> tree.Equation:
        statements, *condition = parse.children
        relations = list(flattened(statements, "statements"))
        self.indices = {token.value for big in parse.find_data("reduce") for token in letters(big.children[1])}
        for clause in relations[1:]:
            self.explained |= {self.explained_letter(clause)} - {""}
        with self.binding(self.free_indices(relations[0])):
            relation = self.visit(relations[0])
            when = self.build(condition[0]) if condition else None
        clauses = []
        for clause in relations[1:]:
            with self.binding(self.clause_indices(clause)):
                clauses.append(self.visit(clause))
        if isinstance(when, tree.Expression):  # ‘for all x’ says no more than :where: does
            when = None
        return tree.Equation(relation, tuple(clauses), when)

    def explained_letter(self, clause: Any) -> str:
        """The letter for whose sake a clause stands: l in ``l_n = …``."""
        left = clause.children[0]
        token = left.children[0] if is_rule(left, "indexed") else left
        is_letter = isinstance(token, Token) and token.type == "VARIABLE" and clause.children[1] in ("=", "~")
        if is_letter and token.value in self.names.variables:
            raise self.error(token, f"‘{token.value}’ is declared, and a clause defines it too",
                             "take it out of :where:")
        return token.value if is_letter else ""

    def free_indices(self, relation: Any) -> list[Token]:
        """The indices that the first side with letters leaves open, as i in ``Softmax(x)_i = …``: it holds for each."""
        side = next((side for side in relation.children[::2] if any(letters(side))), None)
        if not isinstance(side, Parse):
            return []
        found = {token.value: token for token in self.open_indices(side, frozenset())}
        for big in side.find_data("reduce"):
            for escaped in self.gathered(big.children[1]):
                if escaped.value in found:
                    raise self.escape(found[escaped.value])
        return list(found.values())

    def clause_indices(self, clause: Any) -> list[Token]:
        """The indices of the letter that a clause explains, each a letter of its own."""
        left = clause.children[0]
        for token in letters(left) if is_rule(left, "indexed") else ():
            if token.value in self.names.variables:
                raise self.error(token, f"the index ‘{token.value}’ has a meaning already",
                                 "a clause holds for every index: take a letter that is not declared")
        return self.free_indices(clause)

    def open_indices(self, parse: Any, bound: frozenset[str]) -> Iterator[Token]:
        if parse.data == "reduce":
            bound |= {token.value for token in self.gathered(parse.children[1])}
        subscripts = parse.children[1:] if parse.data == "indexed" else []
        for child in parse.children:
            if isinstance(child, Parse):
                yield from self.open_indices(child, bound)
        for token in subscripts:
            plain = isinstance(token, Token) and token.type == "VARIABLE"
            shifted = isinstance(token, Parse) and token.data != "indexed"
            for letter in letters(token) if plain or shifted else ():
                if letter.value not in self.names.variables and letter.value not in bound | set(self.bound):
                    yield letter

    # --- relations and conditions ---------------------------------------------------------------------------------

    def relation(self, parse: Any) -> tree.Compare:
        operands = tuple(self.build(side) for side in parse.children[::2])
        return tree.Compare(operands, tuple(token.value for token in parse.children[1::2]))

    def __default__(self, parse: Any) -> tree.Expression | tree.Condition:
        return _NODES[parse.data](*map(self.build, parse.children))

    # --- arithmetic -----------------------------------------------------------------------------------------------

    def plus(self, parse: Any) -> tree.Expression:
        return self.build(parse.children[0])

    def bracket(self, parse: Any) -> tree.Expression:
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
            if numbered in self.names.variables:
                return tree.Variable(numbered)
        return tree.Index(self.build(base), tuple(map(self.build, indices)))

    def call(self, parse: Any) -> tree.Call:
        name, *rest = parse.children
        primes = sum(isinstance(part, Token) for part in rest)
        arguments, *parameters = (self.arguments(part) for part in rest[primes:])
        return tree.Call(name.value, arguments, parameters[0] if parameters else (), primes)

    def bare(self, parse: Any) -> tree.Call:
        return tree.Call(parse.children[0].value, (self.build(parse.children[1]),))

    def arguments(self, parse: Any) -> tuple[tree.Expression, ...]:
        found = parse.children
        dots = [part for part in found if isinstance(part, Token) and part.type == "DOTS"]
        if not dots:
            return tuple(map(self.build, found))
        if len(found) != 3 or found[1] is not dots[0]:
            raise self.error(dots[0], "dots stand between a first and a last entry", "write (x_1, \\dots, x_N)")
        return (self.vector(parse),)

    def vector(self, parse: Any) -> tree.Vector:
        r"""``(l_1, \dots, l_N)``: what differs between the first and the last entry is the index."""
        first, dots, last = parse.children[:3]
        lower, upper = self.build(first), self.build(last)
        pairs: set[tuple[tree.Expression, tree.Expression]] = set()
        merged(lower, upper, lower, pairs)
        if len(pairs) != 1 or not isinstance(next(iter(pairs))[0], tree.Number):
            raise self.error(dots, "the entries before and after the dots do not show what runs",
                             "they differ in their index alone: (l_1, \\dots, l_N)")
        begin, end = pairs.pop()
        used = {node.name for node in tree.walk(lower) if isinstance(node, tree.Variable)}
        taken = used | self.names.variables | set(self.bound) | self.explained
        wishes = [end.name.lower()] if isinstance(end, tree.Variable) else []
        index = next(name for name in [*wishes, *"ijknmabcdfghlopqrstuvwxyz"] if name not in taken)
        return tree.Vector(index, begin, end, merged(lower, upper, tree.Variable(index), pairs))

    def cases(self, parse: Any) -> tree.Cases:
        branches = [self.visit(case) for case in parse.children]
        for case, (_, condition) in zip(parse.children[:-1], branches, strict=False):
            if condition is None:
                raise self.error(case.children[1], "a branch after ‘otherwise’ is never reached",
                                 "put ‘otherwise’ last")
        return tree.Cases(tuple(branches))

    def case(self, parse: Any) -> tuple[tree.Expression, tree.Condition | None]:
        value, condition = parse.children
        otherwise = isinstance(condition, Token) and condition.type == "OTHERWISE"
        return self.build(value), None if otherwise else self.build(condition)

    # --- what binds an index --------------------------------------------------------------------------------------

    def gathered(self, parse: Any) -> list[Token]:
        r"""The indices under a ``\sum``: i and j in ``i, j``, j in ``1 \le j \le n``, ``j = 1`` and ``j \ne i``."""
        found: dict[str, Token] = {}
        for item in parse.children:
            if isinstance(item, Token):
                sides = [item]
            elif item.data == "relation":
                operators = [token.value for token in item.children[1::2]]
                sides = [item.children[2 if len(operators) == 2 and operators[0] in ("<", "<=") else 0]]
            else:
                sides = list(item.children[:1])
            token = sides[0]
            if not isinstance(token, Token) or token.type != "VARIABLE":
                where = next(iter(leaves(item)), None) or Token("", "", 0)
                raise self.error(where, "an index is expected here", "write j, j=1, j \\ne i or 1 \\le j \\le n")
            found.setdefault(token.value, token)
        return list(found.values())

    def reduce(self, parse: Any) -> tree.Reduce:
        big, under, *rest = parse.children
        operation, body = big.value, rest[-1]
        indices = self.gathered(under)
        upper = self.build(rest[0]) if len(rest) == 2 else None
        lower: tree.Expression | None = None
        bounds = self.bounds(under, indices[0])
        if bounds:
            lower = self.build(bounds[0])
            upper = upper or (self.build(bounds[1]) if len(bounds) == 2 else None)
        if (lower is None) != (upper is None) or (upper is not None and len(indices) > 1):
            raise self.error(big, "one bound without the other", "write \\sum_{j=1}^N, or the index alone")
        with self.binding(indices):
            condition = None
            for item in under.children:
                if isinstance(item, Parse) and not self.is_bound(item):
                    further = self.build(item)
                    condition = further if condition is None else tree.And(condition, further)
            result = self.build(body)
        for index in reversed(indices[1:]):
            result = tree.Reduce(operation, index.value, None, None, result, condition)
            condition = None
        return tree.Reduce(operation, indices[0].value, lower, upper, result, condition)

    @staticmethod
    def is_bound(item: Any) -> bool:
        r"""Whether it is ``j = 1`` or ``1 \le j \le n``, and no condition."""
        operators = [token.value for token in item.children[1::2]]
        return operators == ["="] or operators == ["<=", "<="]

    def bounds(self, under: Any, index: Token) -> list[Any]:
        for item in under.children:
            if isinstance(item, Parse) and self.is_bound(item):
                return [side for side in item.children[::2] if side is not index]
        return []

    def limit(self, parse: Any) -> tree.Limit:
        variable, target, *side, body = parse.children
        at = self.build(target)
        with self.binding([variable] if variable.value not in self.names.variables else []):
            return tree.Limit(self.build(body), variable.value, at, side[0].value if side else "")

    # --- derivatives ----------------------------------------------------------------------------------------------

    def operator(self, parse: Any) -> tree.Derivative:
        *head, body = parse.children
        return self.differentiate(head, body)

    def derivative(self, parse: Any) -> tree.Derivative:
        at = next(place for place, part in enumerate(parse.children) if not is_rule(part, "order"))
        body = parse.children[at]
        return self.differentiate([*parse.children[:at], *parse.children[at + 1:]], body)

    def order(self, parse: Any) -> int:
        token = parse.children[0]
        if not token.value.isdigit() or int(token.value) == 0:
            raise self.error(token, "the order of a derivative is a whole number", "write \\frac{d^2}{dx^2}")
        return int(token.value)

    def differentiate(self, head: list[Any], body: Any) -> tree.Derivative:
        above = self.order(head[0]) if is_rule(head[0], "order") else 1
        by = [part for part in head if is_rule(part, "differential")]
        orders = [self.order(part.children[1]) if len(part.children) == 2 else 1 for part in by]
        if sum(orders) != above:
            token = next(leaves(by[0]))
            raise self.error(token, "the derivative's order differs above and below", "write \\frac{d^2}{dx^2}")
        result = self.build(body)
        for part, order in zip(reversed(by), reversed(orders), strict=True):
            result = tree.Derivative(result, self.build(part.children[0]), order)
        return result
