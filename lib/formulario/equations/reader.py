"""LaTeX to a tree: ``read`` for a formula, ``heads`` for the names that a definition introduces."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from fractions import Fraction
from typing import Any

from lark import Lark, Token, UnexpectedInput
from lark import Tree as Parse
from lark.lexer import Lexer as LarkLexer
from lark.visitors import Interpreter

from . import tree
from .errors import EquationError
from .explain import explain
from .lexer import BUILT_IN, CLOSING, GREEK, NAMED, OPENING, RELATIONS, Names, Piece, pieces, tokens

__all__ = ["Names", "heads", "read"]


class _Tokens(LarkLexer):
    """Hands Lark the tokens that the lexer made already."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, data: list[Token]) -> Iterator[Token]:  # type: ignore[override]
        yield from data


_parser = Lark.open("grammar.lark", rel_to=__file__, parser="lalr", lexer=_Tokens, maybe_placeholders=False)


def read(latex: str, names: Names) -> tree.Equation:
    """The tree of a displayed equation.

    :raises EquationError: if the formula breaks a rule of the language.
    """
    found = tokens(latex, names)
    try:
        parse = _parser.parse(found)  # type: ignore[arg-type]
    except UnexpectedInput as stop:
        raise explain(latex, found, getattr(stop, "token", None)) from None
    return Builder(latex, names).visit(parse)


def heads(latex: str) -> tuple[str, ...]:
    r"""The names that a definition introduces: ``('Sigmoid', 'sigma')`` for ``\operatorname{Sigmoid}(x) = \sigma(x) = …``.

    A name counts where it stands alone before its bracket on one side of the first chain of ``=``, with the arguments of the first.
    """
    found: list[str] = []
    arguments: tuple[str, ...] = ()
    for operand in _operands(list(pieces(latex))):
        name, at = _lone_call(operand)
        if not found and not name:
            return ()
        if name and (not found or at == arguments):
            found.append(name)
            arguments = at
    return tuple(found)


def _operands(found: list[Piece]) -> Iterator[list[Piece]]:
    """The sides of the first chain of equalities."""
    operand: list[Piece] = []
    depth = 0
    for piece in found:
        sign = piece.text if piece.kind == "sign" else piece.kind
        depth += (sign in OPENING or sign == "begin") - (sign in CLOSING or sign == "end")
        if depth == 0 and sign == "=":
            yield operand
            operand = []
        elif depth == 0 and (sign in RELATIONS or sign in (",", "text")):
            break
        elif sign not in ("gap", "&"):
            operand.append(piece)
    yield operand


def _lone_call(operand: list[Piece]) -> tuple[str, tuple[str, ...]]:
    """The name and the data arguments of a side that is one call, perhaps with an index; otherwise nothing."""
    texts = [piece.text for piece in operand if piece.text not in ("\\left", "\\right")]
    name = texts[0].lstrip("\\") if texts else ""
    named = bool(texts) and (operand[0].kind == "mathrm" or len(name) == 1 and name.isalpha() or name in GREEK)
    if not named or name in BUILT_IN or name in NAMED or texts[1:2] != ["("]:
        return "", ()
    depth = 0
    for end, text in enumerate(texts):
        depth += (text in OPENING) - (text in CLOSING)
        if depth == 0 and text == ")":
            break
    else:
        return "", ()
    if texts[end + 1:end + 2] not in ([], ["_"]) or texts[end + 2:end + 3] != ["{"] and len(texts) > end + 3:
        return "", ()
    data = texts[2:end]
    return name, tuple(data[:data.index(";")] if ";" in data else data)


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

    def build(self, node: Parse | Token) -> tree.Node:
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

    def start(self, parse: Parse) -> tree.Equation:
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
            with self.binding(self.free_indices(clause)):
                clauses.append(self.visit(clause))
        if isinstance(when, tree.Expression):  # ‘for all x’ says no more than :where: does
            when = None
        return tree.Equation(relation, tuple(clauses), when)

    def explained_letter(self, clause: Parse) -> str:
        """The letter for whose sake a clause stands: l in ``l_n = …``."""
        left = clause.children[0]
        token = left.children[0] if isinstance(left, Parse) and left.data == "indexed" else left
        is_letter = isinstance(token, Token) and token.type == "VARIABLE" and clause.children[1] == "="
        if is_letter and token.value in self.names.variables:
            raise self.error(token, f"‘{token.value}’ is declared, and a clause defines it too",
                             "take it out of :where:")
        return token.value if is_letter else ""

    def free_indices(self, relation: Parse) -> list[Token]:
        """The indices that the first side with letters leaves open, as i in ``Softmax(x)_i = …``: it holds for each."""
        for side in relation.children[::2]:
            if isinstance(side, Parse) and any(True for _ in letters(side)):
                found = {token.value: token for token in self.open_indices(side, frozenset())}
                for big in side.find_data("reduce"):
                    for escaped in self.gathered(big.children[1]):
                        if escaped.value in found:
                            raise self.escape(found[escaped.value])
                return list(found.values())
        return []

    def open_indices(self, parse: Parse, bound: frozenset[str]) -> Iterator[Token]:
        if parse.data == "reduce":
            bound |= {token.value for token in self.gathered(parse.children[1])}
        subscripts = parse.children[1:] if parse.data == "indexed" else []
        for child in parse.children:
            if isinstance(child, Parse):
                yield from self.open_indices(child, bound)
        for token in subscripts:
            plain = isinstance(token, Token) and token.type == "VARIABLE"
            found = [token] if plain else list(letters(token)) if isinstance(token, Parse) and token.data != "indexed" else []
            for letter in found:
                if letter.value not in self.names.variables and letter.value not in bound | set(self.bound):
                    yield letter

    # --- relations and conditions ---------------------------------------------------------------------------------

    def relation(self, parse: Parse) -> tree.Compare:
        operands = tuple(self.build(side) for side in parse.children[::2])
        return tree.Compare(operands, tuple(token.value for token in parse.children[1::2]))

    def both(self, parse: Parse) -> tree.And:
        return tree.And(*map(self.build, parse.children))

    def either(self, parse: Parse) -> tree.Or:
        return tree.Or(*map(self.build, parse.children))

    def negation(self, parse: Parse) -> tree.Not:
        return tree.Not(self.build(parse.children[0]))

    # --- arithmetic -----------------------------------------------------------------------------------------------

    def negate(self, parse: Parse) -> tree.Negate:
        return tree.Negate(self.build(parse.children[0]))

    def plus(self, parse: Parse) -> tree.Expression:
        return self.build(parse.children[0])

    def add(self, parse: Parse) -> tree.Add:
        return tree.Add(*map(self.build, parse.children))

    def subtract(self, parse: Parse) -> tree.Subtract:
        return tree.Subtract(*map(self.build, parse.children))

    def multiply(self, parse: Parse) -> tree.Multiply:
        return tree.Multiply(*map(self.build, parse.children))

    def divide(self, parse: Parse) -> tree.Divide:
        return tree.Divide(*map(self.build, parse.children))

    def power(self, parse: Parse) -> tree.Power:
        return tree.Power(*map(self.build, parse.children))

    def positive(self, parse: Parse) -> tree.PositivePart:
        return tree.PositivePart(self.build(parse.children[0]))

    def negative(self, parse: Parse) -> tree.NegativePart:
        return tree.NegativePart(self.build(parse.children[0]))

    def bracket(self, parse: Parse) -> tree.Expression:
        return self.build(parse.children[0])

    def absolute(self, parse: Parse) -> tree.Absolute:
        return tree.Absolute(self.build(parse.children[0]))

    def norm(self, parse: Parse) -> tree.Norm:
        operand, *order = map(self.build, parse.children)
        return tree.Norm(operand, order[0] if order else tree.Number(Fraction(2)))

    def root(self, parse: Parse) -> tree.Call:
        return tree.Call("sqrt", (self.build(parse.children[0]),))

    # --- letters, functions ---------------------------------------------------------------------------------------

    def indexed(self, parse: Parse) -> tree.Expression:
        base, *indices = parse.children
        if isinstance(base, Token) and len(indices) == 1 and isinstance(indices[0], Token):
            numbered = f"{base.value}_{indices[0].value}"
            if numbered in self.names.variables:
                return tree.Variable(numbered)
        return tree.Index(self.build(base), tuple(map(self.build, indices)))

    def call(self, parse: Parse) -> tree.Call:
        name, *rest = parse.children
        primes = sum(isinstance(part, Token) for part in rest)
        arguments, *parameters = (self.arguments(part) for part in rest[primes:])
        return tree.Call(name.value, arguments, parameters[0] if parameters else (), primes)

    def bare(self, parse: Parse) -> tree.Call:
        return tree.Call(parse.children[0].value, (self.build(parse.children[1]),))

    def arguments(self, parse: Parse) -> tuple[tree.Expression, ...]:
        found = parse.children
        dots = [part for part in found if isinstance(part, Token) and part.type == "DOTS"]
        if not dots:
            return tuple(map(self.build, found))
        if len(found) != 3 or found[1] is not dots[0]:
            raise self.error(dots[0], "dots stand between a first and a last entry", "write (x_1, \\dots, x_N)")
        return (self.vector(parse),)

    def vector(self, parse: Parse) -> tree.Vector:
        r"""``(l_1, \dots, l_N)``: what differs between the first and the last entry is the index."""
        first, dots, last = parse.children[:3]
        lower, upper = self.build(first), self.build(last)
        pairs: set[tuple[tree.Expression, tree.Expression]] = set()
        merged(lower, upper, lower, pairs)
        if len(pairs) != 1:
            raise self.error(dots, "the entries before and after the dots do not show what runs",
                             "they differ in their index alone: (l_1, \\dots, l_N)")
        begin, end = pairs.pop()
        used = {node.name for node in tree.walk(lower) if isinstance(node, tree.Variable)}
        taken = used | self.names.variables | set(self.bound) | self.explained
        wishes = [end.name.lower()] if isinstance(end, tree.Variable) else []
        index = next(name for name in [*wishes, *"ijknmabcdfghlopqrstuvwxyz"] if name not in taken)
        return tree.Vector(index, begin, end, merged(lower, upper, tree.Variable(index), pairs))

    def indicator(self, parse: Parse) -> tree.Indicator:
        return tree.Indicator(self.build(parse.children[0]))

    def cases(self, parse: Parse) -> tree.Cases:
        branches = [self.visit(case) for case in parse.children]
        for case, (_, condition) in zip(parse.children[:-1], branches, strict=False):
            if condition is None:
                raise self.error(case.children[1], "a branch after ‘otherwise’ is never reached", "put ‘otherwise’ last")
        return tree.Cases(tuple(branches))

    def case(self, parse: Parse) -> tuple[tree.Expression, tree.Condition | None]:
        value, condition = parse.children
        otherwise = isinstance(condition, Token) and condition.type == "OTHERWISE"
        return self.build(value), None if otherwise else self.build(condition)

    # --- what binds an index --------------------------------------------------------------------------------------

    def gathered(self, parse: Parse) -> list[Token]:
        r"""The indices under a ``\sum``: i and j in ``i, j``, ``j`` in ``1 \le j \le n``, in ``j = 1`` and in ``j \ne i``."""
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

    def reduce(self, parse: Parse) -> tree.Reduce:
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
    def is_bound(item: Parse) -> bool:
        r"""Whether it is ``j = 1`` or ``1 \le j \le n``, and no condition."""
        operators = [token.value for token in item.children[1::2]]
        return operators == ["="] or operators == ["<=", "<="]

    def bounds(self, under: Parse, index: Token) -> list[Parse | Token]:
        for item in under.children:
            if isinstance(item, Parse) and self.is_bound(item):
                return [side for side in item.children[::2] if side is not index]
        return []

    def limit(self, parse: Parse) -> tree.Limit:
        variable, target, *side, body = parse.children
        at = self.build(target)
        with self.binding([variable] if variable.value not in self.names.variables else []):
            return tree.Limit(self.build(body), variable.value, at, side[0].value if side else "")

    # --- derivatives ----------------------------------------------------------------------------------------------

    def operator(self, parse: Parse) -> tree.Derivative:
        *head, body = parse.children
        return self.differentiate(head, body)

    def derivative(self, parse: Parse) -> tree.Derivative:
        at = next(place for place, part in enumerate(parse.children) if not is_rule(part, "order"))
        body = parse.children[at]
        return self.differentiate([*parse.children[:at], *parse.children[at + 1:]], body)

    def differentiate(self, head: list[Parse | Token], body: Parse | Token) -> tree.Derivative:
        above = int(head[0].children[0]) if is_rule(head[0], "order") else 1
        by = [part for part in head if is_rule(part, "differential")]
        orders = [int(part.children[1].children[0]) if len(part.children) == 2 else 1 for part in by]
        if sum(orders) != above:
            token = next(leaves(by[0]))
            raise self.error(token, "the derivative's order differs above and below", "write \\frac{d^2}{dx^2}")
        result = self.build(body)
        for part, order in zip(reversed(by), reversed(orders), strict=True):
            result = tree.Derivative(result, self.build(part.children[0]), order)
        return result


def is_rule(node: object, name: str) -> bool:
    return isinstance(node, Parse) and node.data == name


def flattened(parse: Parse, name: str) -> Iterator[Parse]:
    """The items of a left-recursive list."""
    for child in parse.children:
        if is_rule(child, name):
            yield from flattened(child, name)
        elif isinstance(child, Parse):
            yield child


def leaves(node: Parse | Token) -> Iterator[Token]:
    if isinstance(node, Token):
        yield node
    else:
        yield from node.scan_values(lambda token: True)


def letters(node: Parse | Token) -> Iterator[Token]:
    return (token for token in leaves(node) if token.type == "VARIABLE")


def merged(first: Any, last: Any, index: tree.Expression, pairs: set[tuple[tree.Expression, tree.Expression]]) -> Any:
    """The common shape of two trees with the index where they differ; the differences are added to the pairs."""
    if first == last:
        return first
    if isinstance(first, tuple) and isinstance(last, tuple) and len(first) == len(last):
        return tuple(merged(one, other, index, pairs) for one, other in zip(first, last, strict=True))
    simple = isinstance(first, tree.Number | tree.Variable | tree.Constant | str | None)
    if type(first) is not type(last) or simple:
        pairs.add((first, last))
        return index
    parts = (merged(getattr(first, part.name), getattr(last, part.name), index, pairs) for part in fields(first))
    return type(first)(*parts)
