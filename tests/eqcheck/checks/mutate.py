"""Every small change of a formula that a slip of the pen could make."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from eqcheck.syntax import tree

from ..printing import Printer

RELATIONS = {"<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<="), "!=": ("=",)}
NAMES = {"max": "min", "min": "max", "exp": "log", "tanh": "erf", "cos": "sin", "Phi": "phi", "sum": "max"}


def mutants(equation: tree.Equation, definition: bool) -> Iterator[tuple[str, tree.Equation]]:
    """Each mutant with the place of its change and what stands there now; what a definition defines is left alone."""
    relation = equation.relation
    for place, operand in enumerate(relation.operands):
        if not (definition and place == 0):
            for change, other in everywhere(operand, f"relation.{place}"):
                operands = (*relation.operands[:place], other, *relation.operands[place + 1:])
                yield change, replace(equation, relation=replace(relation, operands=operands))
    for place, operator in enumerate(relation.operators):
        for other in RELATIONS.get(operator, ()):
            operators = (*relation.operators[:place], other, *relation.operators[place + 1:])
            yield f"operator.{place}: {other}", replace(equation, relation=replace(relation, operators=operators))
    for place, clause in enumerate(equation.clauses):
        for change, body in everywhere(clause.operands[-1], f"clause.{place}"):
            clauses = list(equation.clauses)
            clauses[place] = replace(clause, operands=(*clause.operands[:-1], body))
            yield change, replace(equation, clauses=tuple(clauses))


def everywhere(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The node with one change in it, for every change."""
    for other in changed(node):
        yield f"{path}: {' '.join(shown(other).split())}", other
    if isinstance(node, tuple):
        for k, part in enumerate(node):
            for change, other in everywhere(part, f"{path}.{k}"):
                yield change, (*node[:k], other, *node[k + 1:])
    elif is_dataclass(node):
        for field in fields(node):
            value = getattr(node, field.name)
            if isinstance(value, tuple) or is_dataclass(value):
                for change, other in everywhere(value, f"{path}.{field.name}"):
                    yield change, replace(node, **{field.name: other})


def changed(node: Any) -> Iterator[Any]:
    """What this node may become."""
    match node:
        case tree.Number(value):
            yield tree.Number(value + 1 if value.denominator == 1 else value * 2)
        case tree.Negate(operand) | tree.Absolute(operand) | tree.PositivePart(operand):
            yield operand
        case tree.NegativePart(operand):
            yield tree.PositivePart(operand)
        case tree.Add(left, right):
            yield tree.Subtract(left, right)
            yield left
        case tree.Subtract(left, right):
            yield tree.Add(left, right)
            yield tree.Subtract(right, left)
        case tree.Multiply(left, right):
            yield left
            yield right
        case tree.Divide(left, right):
            yield tree.Multiply(left, right)
            yield tree.Divide(right, left)
        case tree.Compare(operands, operators):
            for other in RELATIONS.get(operators[0], ()):
                yield tree.Compare(operands, (other, *operators[1:]))
        case tree.Cases(((first, condition), (second, otherwise), *rest)) if first != second:
            yield tree.Cases(((second, condition), (first, otherwise), *rest))
        case tree.Call(name, arguments, parameters):
            if name in NAMES:
                yield replace(node, name=NAMES[name])
            if len(parameters) > 1 and len(set(parameters)) > 1:
                yield replace(node, parameters=parameters[::-1])
            if len(arguments) == 1 and name not in ("max", "min"):
                yield replace(node, arguments=(tree.Negate(arguments[0]),))
        case tree.Index(base, indices) if len(indices) > 1:
            yield tree.Index(base, indices[::-1])
        case tree.Reduce(operation, _, tree.Number(value), _, _, _) if operation == "sum":
            yield replace(node, lower=tree.Number(value + 1))
        case tree.Limit(body, variable, target, side) if side:
            yield tree.Limit(body, variable, target, {"+": "-", "-": "+"}[side])


def shown(node: Any) -> str:
    printer = Printer()
    return printer.condition(node) if isinstance(node, tree.Condition) else printer.sum(node)


