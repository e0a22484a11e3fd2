"""Formulas of plans: arithmetic over named operands, in Decimal, nothing else. Pure.

A formula comes from the user or a model, so it is parsed to a tree of which only numbers, names,
+ - * / and abs, avg, min, max are carried out.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, DecimalException

from ingest.errors import RequestError

MAX_CHARACTERS = 500
LARGEST = Decimal(10) ** 20  # more than any filing reports; beyond it digits would be lost
_FUNCTIONS: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "abs": lambda values: abs(values[0]),
    "avg": lambda values: sum(values, Decimal(0)) / len(values),
    "min": min,
    "max": max,
}


def evaluate(formula: str, values: Mapping[str, Decimal]) -> Decimal:
    """The value of `formula` over `values`.

    Raises:
        RequestError: The formula is not arithmetic over these names, divides by zero, or gives
            more than 10 to the 20th.
    """
    try:
        value = _value(_parse(formula), values)
    except DecimalException as error:
        raise RequestError(f"The formula {formula!r} divides by zero for these values.") from error
    if not abs(value) <= LARGEST:
        raise RequestError(f"The formula {formula!r} gives a number too large to be shown.")
    return value


def names_in(formula: str) -> tuple[str, ...]:
    """The operands that a formula speaks of, in order of appearance."""
    calls = {
        node.func.id
        for node in ast.walk(_parse(formula))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    found = [node for node in ast.walk(_parse(formula)) if isinstance(node, ast.Name)]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    return tuple(dict.fromkeys(node.id for node in found if node.id not in calls))


def _parse(formula: str) -> ast.expr:
    if len(formula) > MAX_CHARACTERS:
        raise RequestError(f"The formula is longer than {MAX_CHARACTERS} characters.")
    try:
        return ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise RequestError(
            f"{formula!r} is not a formula; write for example (a - b) / b."
        ) from error


def _value(node: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number):
            return Decimal(str(number))
        case ast.Name(id=name):
            if name in values:
                return values[name]
            raise RequestError(f"The formula speaks of {name!r}, which is not among the operands.")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand, values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _value(left, values) + _value(right, values)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _value(left, values) - _value(right, values)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _value(left, values) * _value(right, values)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _value(left, values) / _value(right, values)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if (
            name in _FUNCTIONS and args and (name != "abs" or len(args) == 1)
        ):
            return _FUNCTIONS[name]([_value(arg, values) for arg in args])
    raise RequestError(
        "A formula may hold numbers, operand names, + - * / and abs, avg, min, max; this one holds"
        f" {type(node).__name__}."
    )
