"""Formulas of plans: arithmetic over named operands, in Decimal, nothing else. Pure.

A formula comes from the user or a model, so it is parsed to a tree of which only numbers, names,
+ - * / ** and abs, avg, min, max are carried out.
"""

from __future__ import annotations

import ast
import operator
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
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if (
            name in _FUNCTIONS and args and (name != "abs" or len(args) == 1)
        ):
            return _FUNCTIONS[name]([_value(arg, values) for arg in args])
    raise RequestError(
        "A formula may hold numbers, operand names, + - * / ** and abs, avg, min, max; this one"
        f" holds {type(node).__name__}."
    )


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if abs(exponent) > MOST_POWER:
        raise RequestError(f"The formula raises to the power {exponent}; {MOST_POWER} is the most.")
    return base**exponent


MOST_POWER = 100
_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: _power,
}


def unit_of(formula: str, units: Mapping[str, str | None]) -> str | None:
    """The unit that a formula gives over operands of these units; None where they do not fit.

    Money over money is a ratio; money over persons is money, for each of them; a rate less a rate
    is in points; a plain number takes the other's unit.
    """
    return _unit(_parse(formula), units)


def _unit(node: ast.expr, units: Mapping[str, str | None]) -> str | None:
    match node:
        case ast.Constant():
            return ""
        case ast.Name(id=name):
            return units.get(name)
        case ast.UnaryOp(operand=operand):
            return _unit(operand, units)
        case ast.BinOp(left=left, op=op, right=right):
            return _joined(op, _unit(left, units), _unit(right, units))
        case ast.Call(args=args):
            found = {_unit(arg, units) for arg in args}
            return found.pop() if len(found) == 1 else None
    return None


def _joined(op: ast.operator, left: str | None, right: str | None) -> str | None:
    if left is None or right is None:
        return None
    if isinstance(op, ast.Sub) and left == right == "percent":
        return "percentage_point"
    if isinstance(op, ast.Add | ast.Sub):
        return left if left == right or not right else right if not left else None
    if isinstance(op, ast.Mult):
        return left or right if not (left and right) else None
    if isinstance(op, ast.Div):
        if left == right:
            return "ratio"
        return left if not right or right in _COUNTED else f"{left}/{right}"
    return left


_COUNTED = frozenset({"persons", "count", "shares", "ratio"})
