"""FinQA's programs, carried out in `Decimal`. Pure.

A program is steps one after the other: `subtract(5829, 5735), divide(#0, 5735)`. A step takes two
numbers, constants (`const_100`, `const_m1`) or results of earlier steps (`#0`), or a line of the
table by its label (`table_average(net revenue, none)`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from evals.adapters.published import written

_PAIR = re.compile(
    r"(?P<name>add|subtract|multiply|divide|greater|exp)"
    r"\(\s*(?P<left>[^,()]+?)\s*,\s*(?P<right>[^,()]+?)\s*\)"
)
_LINE = re.compile(r"(?P<name>table_(?:max|min|sum|average))\(\s*(?P<label>.+?)\s*,\s*none\s*\)")
_CONSTANT = re.compile(r"const_(m?)(\d{1,12})")
_STEP = re.compile(r"#(\d{1,3})")
_MOST_STEPS = 50
_MOST_EXPONENT = 200

Value = Decimal | bool


class ProgramError(ValueError):
    """The program cannot be carried out; `str` says where it stops."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `arguments` are two numbers as written, or the label of a line."""

    name: str
    arguments: tuple[str, ...]


def steps_of(program: str) -> tuple[Step, ...]:
    """The steps of a program.

    Raises:
        ProgramError: it is not a program.
    """
    steps: list[Step] = []
    at = 0
    text = program.strip()
    while at < len(text):
        found = _PAIR.match(text, at) or _LINE.match(text, at)
        if found is None or len(steps) >= _MOST_STEPS:
            raise ProgramError(f"no step of a program: {text[at : at + 60]!r}")
        name, *arguments = found.groups()
        steps.append(Step(name, tuple(arguments)))
        at = found.end()
        if at < len(text):
            gap = re.compile(r"\s*,\s*").match(text, at)
            if gap is None:
                raise ProgramError(f"no step of a program: {text[at : at + 60]!r}")
            at = gap.end()
    if not steps:
        raise ProgramError("the program is empty")
    return tuple(steps)


def execute(program: str, table: Sequence[Sequence[str]]) -> Value:
    """The result of a program: an amount as the table prints it, or yes (true) or no.

    Args:
        program: as published.
        table: its rows, the label in the first cell.

    Raises:
        ProgramError: it is not a program, a line is not there, or the arithmetic has no result.
    """
    results: list[Value] = []
    with localcontext() as context:
        context.prec = 28
        for step in steps_of(program):
            try:
                results.append(_carried_out(step, results, table))
            except ArithmeticError as error:
                raise ProgramError(f"{step.name}: {type(error).__name__}") from None
    return results[-1]


def _carried_out(step: Step, results: Sequence[Value], table: Sequence[Sequence[str]]) -> Value:
    if step.name.startswith("table_"):
        return _OVER_LINES[step.name](_line(step.arguments[0], table))
    left, right = (_number(argument, results) for argument in step.arguments)
    if step.name == "greater":
        return left > right
    if step.name == "exp" and abs(right) > _MOST_EXPONENT:
        raise ProgramError(f"the exponent is {right}")
    return _PAIRWISE[step.name](left, right)


_PAIRWISE: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "exp": lambda a, b: a**b,
}
_OVER_LINES: Mapping[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "table_max": max,
    "table_min": min,
    "table_sum": lambda values: sum(values, Decimal(0)),
    "table_average": lambda values: sum(values, Decimal(0)) / len(values),
}


def _number(argument: str, results: Sequence[Value]) -> Decimal:
    if found := _STEP.fullmatch(argument):
        at = int(found[1])
        result = results[at] if at < len(results) else True
        if isinstance(result, bool):
            raise ProgramError(f"{argument} is no number")
        return result
    if found := _CONSTANT.fullmatch(argument):
        return -Decimal(found[2]) if found[1] else Decimal(found[2])
    number = written(argument)
    if number is None:
        raise ProgramError(f"{argument!r} is no number")
    return number.value / 100 if number.is_percent else number.value


def _line(label: str, table: Sequence[Sequence[str]]) -> tuple[Decimal, ...]:
    """The numbers of the line of that label."""
    for row in table:
        if row and _even(row[0]) == _even(label):
            numbers = [written(plain_cell(cell)) for cell in row[1:]]
            values = tuple(n.value / 100 if n.is_percent else n.value for n in numbers if n)
            if values:
                return values
    raise ProgramError(f"the table has no line {label!r} with numbers")


def _even(label: str) -> str:
    return "".join(label.split()).casefold()


def plain_cell(cell: str) -> str:
    """A cell as filings print it: FinQA says "-23 ( 23 )" for (23), "12% ( 12 % )" for 12%."""
    found = re.fullmatch(
        r"\s*(\$?)\s*(-?)\s*([\d.,]+)\s*(%?)\s*\(\s*\$?\s*([\d.,]+)\s*%?\s*\)\s*", cell
    )
    if found is None or found[3].rstrip(".") != found[5].rstrip("."):
        return cell.strip()
    number = f"{found[1]}{found[3]}{found[4]}"
    return f"({number})" if found[2] else number
