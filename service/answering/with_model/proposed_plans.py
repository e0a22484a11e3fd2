"""Plans that a model proposed: judged, carried out by code, given only where nothing is in doubt.

A model that is led by a sentence in a filing could smuggle a figure into a formula, double an
amount, or take another year. So a formula's numbers are those of the question or of a definition,
in their place; its periods are those asked for; every operand is a cell that is found for sure.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ingest.errors import RequestError
from ingest.facts import ends_together, parse_periods
from ingest.types import Period
from service.answering.computing.formula import names_in, unit_of
from service.answering.computing.plans import Executed, execute
from service.answering.computing.saying import say_executed
from service.answering.drafts import Desk, Draft
from service.answering.understanding.when import year_end_of
from service.retrieval.routing import filings_named
from service.terms import terms
from service.types import Plan

_TOKENS = re.compile(r"(?:\b[a-z]+\d?\b|\b\d+(?:\.\d+)?\b|[-+*/(),\s])+")
_ONE, _TWO = Decimal(1), Decimal(2)
_DAYS = frozenset({Decimal(360), Decimal(365)})
_SCALES = frozenset({Decimal(100), Decimal(1000), Decimal(1_000_000)})
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|per\s*cent)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?![\w.]*\d)")
_OF_A_RATIO = ("percent", "percentage_point", "ratio", "days")
_PER_YEAR = 380  # days: the period before one of up to a year ends within these


class Refused(Exception):
    """A plan that is not carried out, or whose result is not given; says why."""


def carried_out(desk: Desk, plan: Plan) -> Draft:
    """The answer that a proposed plan gives.

    Raises:
        Refused: A number, a company, a period or an operand that it may not have, or a formula
            that is none.
    """
    plan = replace(plan, operation="formula" if len(plan.operands) > 1 else plan.operation)
    try:
        _require_formula(plan, desk.understood.text)
        _require_operands(desk, plan)
        made = execute(replace(plan, unit=None), desk.understood, desk.stores)
        unit = _unit(plan, made)
        if unit is not None:  # which of the ways to show a ratio, is known once its figures are
            made = execute(replace(plan, unit=unit), desk.understood, desk.stores)
    except RequestError as error:
        raise Refused(error.detail) from error
    return say_executed(desk, made)


def _require_formula(plan: Plan, question: str) -> None:
    if not _TOKENS.fullmatch(plan.formula):
        raise Refused("its formula holds more than arithmetic")
    if set(names_in(plan.formula)) != {operand.name for operand in plan.operands}:
        raise Refused("its formula does not use its operands, and them alone")
    given = _given(question)
    tree = ast.parse(plan.formula.strip(), mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):
            _require_places(node, given)
        elif isinstance(node, ast.UnaryOp):
            raise Refused("its formula changes the sign of a figure")
        elif isinstance(node, ast.Call) and not _names(node):
            raise Refused("its formula holds a number of its own")
    numbers = set(_numbers(tree)) - given
    if unknown := numbers - {_ONE, _TWO} - _DAYS - _SCALES:
        raise Refused(f"its formula holds {min(unknown)}, which the question does not give")
    if len(plan.operands) == 1 and numbers - _DAYS - ({_ONE} if given else set()):
        raise Refused("it changes the size of one figure")
    if plan.unit in _OF_A_RATIO and Decimal(100) in numbers:
        raise Refused("its formula multiplies a percentage by 100")


def _require_places(node: ast.BinOp, given: set[Decimal]) -> None:
    """A number stands where a definition has it; two of them, or one figure twice, make others."""
    if ast.dump(node.left) == ast.dump(node.right):
        raise Refused("its formula takes one figure twice")
    if not _names(node):
        whole = isinstance(node.left, ast.Constant) and set(_numbers(node.left)) == {_ONE}
        part = set(_numbers(node.right)) if isinstance(node.right, ast.Constant) else set()
        is_root = isinstance(node.op, ast.Div) and part <= given | {_TWO}
        is_rest = isinstance(node.op, ast.Add | ast.Sub) and part <= given
        if not whole or not part or not (is_root or is_rest):
            raise Refused("its formula makes a number of its own")
        return
    for side, is_right in ((node.left, False), (node.right, True)):
        if not isinstance(side, ast.Constant):
            continue
        (number,) = _numbers(side)
        if number in given or number == _ONE:
            continue
        is_divisor = isinstance(node.op, ast.Div) and is_right
        is_factor = isinstance(node.op, ast.Mult) and number in _DAYS | _SCALES
        if not (is_divisor or is_factor):
            raise Refused(f"its formula holds {number} where no definition has it")


def _names(node: ast.AST) -> bool:
    """Whether an operand stands in it; the names of functions are letters, too, but longer."""
    called = {n.func for n in ast.walk(node) if isinstance(n, ast.Call)}
    return any(isinstance(n, ast.Name) and n not in called for n in ast.walk(node))


def _numbers(node: ast.AST) -> Iterator[Decimal]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant):
            yield Decimal(str(part.value))


def _given(question: str) -> set[Decimal]:
    """The numbers of the question, percentages as fractions, too; years and dates are none."""
    rest = question
    for span, _ in reversed(parse_periods(question)):
        rest = rest[: span.start] + " ; " + rest[span.end :]
    found = {Decimal(number.replace(",", "")) for number in _NUMBER.findall(rest)}
    return found | {Decimal(number) / 100 for number in _PERCENT.findall(rest)}


def _require_operands(desk: Desk, plan: Plan) -> None:
    understood = desk.understood
    scope = [record for record in desk.records if record.id in set(understood.filing_ids)]
    year_end = year_end_of(scope)
    own = tuple(r.identity.period for r in scope if r.identity.period is not None)
    asked = understood.periods or own
    is_of_asked = False
    for operand in plan.operands:
        if operand.company and not filings_named(operand.company, scope):
            raise Refused(f"it speaks of {operand.company!r}, which was not asked of")
        if operand.period is None:
            is_of_asked = True
            continue
        periods = [period for _, period in parse_periods(operand.period, year_end)]
        if len(periods) != 1:
            raise Refused(f"{operand.period!r} is not one period")
        if any(ends_together(periods[0], period) for period in asked):
            is_of_asked = True
        elif not any(_is_before(periods[0], period) for period in asked):
            raise Refused(f"it speaks of {operand.period}, which was not asked for")
    if not is_of_asked:
        raise Refused("it speaks of no period that was asked for")
    if len(plan.operands) == 1:
        (operand,) = plan.operands
        if not set(terms(operand.line_item)) & set(terms(understood.measure)):
            raise Refused(f"it takes {operand.line_item!r} for what was asked")


def _is_before(period: Period, asked: Period) -> bool:
    return 0 < (asked.end - period.end).days <= _PER_YEAR


def _unit(plan: Plan, made: Executed) -> str | None:
    """The unit of the result: what the operands' units make, and no other than fits them.

    Raises:
        Refused: An operand is missing or in doubt, or the units do not go together.
    """
    if made.value is None:
        raise Refused(f"not found for sure: {'; '.join(made.missing)}")
    if any(match.told is not None for match in made.matches):
        raise Refused("a figure that only a sentence tells is in it")
    cells = {match.fact.fact_id for match in made.matches}
    if len(cells) < len(made.matches):
        raise Refused("it takes one cell for two figures")
    names = [operand.name for operand in made.plan.operands]
    units = {n: m.fact.unit or "count" for n, m in zip(names, made.matches, strict=True)}
    unit = unit_of(plan.formula, units)
    if unit is None:
        raise Refused("the units of its figures do not go together")
    if unit in units.values() and unit not in _OF_A_RATIO and _has_scale(plan):
        raise Refused("it changes the size of an amount")
    return plan.unit if unit == "ratio" and _is_shown_as(plan) else None


def _is_shown_as(plan: Plan) -> bool:
    """Whether the unit that the plan names is a way to show its ratio."""
    tree = ast.parse(plan.formula.strip(), mode="eval").body
    if plan.unit == "days":
        return bool(set(_numbers(tree)) & _DAYS)
    if plan.unit == "percentage_point":
        return isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Sub)
    return plan.unit in ("percent", "ratio")


def _has_scale(plan: Plan) -> bool:
    return bool(set(_numbers(ast.parse(plan.formula.strip(), mode="eval"))) & _SCALES)
