"""Arithmetic that a text writes out: "($2,707 million − $1,244 million) ÷ $2,707 million = 54.0%".

Such a line is calculated again by code. Its result is as good as the figures that went into it, and
those are checked like any others. Pure.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, DecimalException
from itertools import pairwise

from ingest.types import Span
from service.grounding.quantity import Quantity

_OPERATOR = re.compile(
    r"(?P<times>[×*·x]|times|multiplied\sby)|(?P<over>[/÷]|divided\sby)|(?P<plus>\+|plus)"
    r"|(?P<minus>[-−–]|minus|less)",
    re.IGNORECASE,
)
_SIGNS = {"times": "*", "over": "/", "plus": "+", "minus": "-"}
_GAP = re.compile(
    rf"(?P<close>[\s)\]]*)(?:\((?:FY\s?)?\d{{4}}\)\s?)?(?P<sign>{_OPERATOR.pattern})(?P<open>[\s(\[]*)",
    re.IGNORECASE,
)
_EQUALS = re.compile(
    r"[\s)\]]*(?:\((?:FY\s?)?\d{4}\)\s?)?(?:[=≈≃]|equals|is\s(?:approximately\s|about\s)?equal\sto|which\s(?:is|gives|equals)"
    r"|gives)\s*(?:approximately|about|roughly|around|~|≈)?\s*[(\[]*\s*",
    re.IGNORECASE,
)
_RESTATED = re.compile(r"\s*,?\s(?:or|i\.e\.,?)\s(?:approximately\s|about\s)?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s?\(\s?")
_LABEL = re.compile(r"(?:^|\n|[.:;]\s)[\s*•-]*(?P<label>[^\n=≈.:;]{3,80}?)\s*[=≈]\s*[(\[]*\s*$")
_UNNAMED = re.compile(r"(?:[=≈:(\[]|\bis|\bwas|\bequals|\bas|(?:^|\n)[\s*•-]*)\s*[(\[]*\s*$")
_BARE = re.compile(
    r"(?<![\w.,$€£¥])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w%])|(?<![\w.,$€£¥])\d+(?:\.\d+)?(?![\w%])"
)
_CONSTANTS = frozenset(map(Decimal, (1, 2, 3, 4, 12, 100, 360, 365, 366, 1000, 1000000)))
MOST_OPERANDS = 8  # of one expression
_HALF = Decimal("0.5")
LONG = 2000  # last shown digits, from which one of them is less than 0.05 %
_ROUND_OFF = Decimal("1e-9")  # relative: what division leaves


@dataclass(frozen=True, slots=True)
class Operand:
    """A number in an expression: a quantity of the text, or a bare constant."""

    span: Span
    value: Decimal
    half: Decimal  # half of its last shown digit
    quantity: Quantity | None

    @property
    def is_unscaled(self) -> bool:
        """Written without a scale, perhaps as the filing prints it."""
        return self.half <= _HALF

    @property
    def is_constant(self) -> bool:
        """A number that belongs to the formula and not to the filing: 2, 100, 365."""
        return self.value in _CONSTANTS


@dataclass(frozen=True, slots=True)
class Expression:
    """Numbers joined by signs, as the text writes them."""

    operands: tuple[Operand, ...]
    source: str  # over a0, a1, ...: "(a0-a1)/a0"
    start: int
    end: int
    label: str  # what stands before its "=", in lower case

    def bounds(self) -> tuple[Decimal, Decimal] | None:
        """The least and the greatest value that the shown digits allow; None without one.

        A sum is one of the figures as they are shown; a quotient may be one of figures that were
        rounded when they were written down.
        """
        is_sum = not {"*", "/"} & set(self.source)
        operands = [replace(one, half=Decimal(0)) if is_sum else one for one in self.operands]
        return _bounds(_parse(self.source), operands)


@dataclass(frozen=True, slots=True)
class Equation:
    """A quantity that the text says an expression comes to."""

    low: Decimal
    high: Decimal
    operands: tuple[Operand, ...]
    formula: str = field(compare=False)

    @property
    def is_change(self) -> bool:
        """Whether something is taken off, as in every change and growth."""
        return any(sign in self.formula for sign in ("-", "−", "–", "minus"))

    def differs_in_sign(self, quantity: Quantity) -> bool:
        """Whether it comes to the quantity but for its sign: brackets may be meant as a minus."""
        return self.fits(replace(quantity, value=-quantity.value))

    def fits(self, quantity: Quantity) -> bool:
        """Whether the expression comes to the quantity, within the digits that are shown.

        A last digit that was cut off, or is one off, is no matter in a long figure.
        """
        half = quantity.quantum / 2
        if abs(quantity.value) >= LONG * quantity.quantum:
            half = quantity.quantum
        slack = max(abs(self.low), abs(self.high)) * _ROUND_OFF
        values = [quantity.value]
        if quantity.unit and all(one.is_unscaled for one in self.operands):
            values.append(quantity.value / max(quantity.quantum, Decimal(1)))  # "(in thousands)"
        if quantity.kind == "percent" and any(one.value == 100 for one in self.operands):
            values.append(quantity.value * 100)  # "x ÷ y × 100 = 5.4%"
        for value in values:
            scale = abs(value / quantity.value) if quantity.value else Decimal(1)
            reach = half * scale + slack
            if self.low - reach <= value <= self.high + reach:
                return True
        return False


def constants(text: str, quantities: Sequence[Quantity]) -> frozenset[int]:
    """Where the numbers start that belong to a written formula itself: 365 days, ÷ 3."""
    return frozenset(
        operand.span.start
        for expression in _expressions(text, quantities)
        for operand in expression.operands
        if operand.is_constant and operand.quantity is not None and not operand.quantity.unit
    )


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What a text calculates.

    Attributes:
        results: Each result by where it starts.
        operands: Where every operand starts.
        unnamed: The operands that no words before them name: what stands before "=" or "is" names
            the result.
    """

    results: Mapping[int, Equation]
    operands: frozenset[int]
    unnamed: frozenset[int]


def read_equations(text: str, quantities: Sequence[Quantity]) -> Arithmetic:
    """What a text calculates.

    Args:
        text: The whole text.
        quantities: Its quantities, in order.
    """
    expressions = list(_expressions(text, quantities))
    by_start = {quantity.start: quantity for quantity in quantities}
    opening = {one.operands[0].span.start for one in expressions}
    ordered = sorted(by_start)
    found: dict[int, Equation] = {}
    labelled: dict[str, Expression] = {}
    last: Expression | None = None
    for expression in expressions:
        bounds = expression.bounds()
        if bounds is None:
            continue
        whole = Equation(*bounds, expression.operands, text[expression.start : expression.end])
        for quantity in _results(text, expression, ordered, by_start):
            if quantity.start not in opening:  # "(a − b) ÷ a = c ÷ a = 5.3%"
                found.setdefault(quantity.start, whole)
        before = labelled.get(expression.label) if expression.label else last
        if before is not None:
            _explain(before, expression, text, found)
        if expression.label:
            labelled[expression.label] = expression
        last = expression
    for quantity in quantities:  # "Retention ratio = 54.04%" on a line of its own
        label = _label(text, quantity.start)
        source = labelled.get(label) if label else None
        if source is not None and quantity.start > source.end and quantity.start not in found:
            bounds = source.bounds()
            if bounds is not None:
                shown = text[source.start : source.end]
                for one in (quantity, *_again(text, quantity, by_start)):
                    found[one.start] = Equation(*bounds, source.operands, shown)
    used = frozenset(one.span.start for expression in expressions for one in expression.operands)
    named = {
        one.operands[0].span.start
        for one in expressions
        if _UNNAMED.search(text[max(0, one.start - 40) : one.start]) is None
    }
    return Arithmetic(found, used, used - named)


def _results(
    text: str, expression: Expression, starts: Sequence[int], by_start: Mapping[int, Quantity]
) -> Iterator[Quantity]:
    """The quantities that an expression is said to come to."""
    equals = _EQUALS.match(text, expression.end)
    if equals is not None and equals.end() in by_start:
        quantity = by_start[equals.end()]
        yield quantity
        yield from _again(text, quantity, by_start)
    before = [start for start in starts if by_start[start].end <= expression.start]
    if before:
        quantity = by_start[before[-1]]
        if _IN_BRACKETS.fullmatch(text, quantity.end, expression.start):
            yield quantity  # "0.68 (5,121.3 / 7,491.5)"


def _again(text: str, quantity: Quantity, by_start: Mapping[int, Quantity]) -> Iterator[Quantity]:
    """The same result in other words: "0.5403 or 54.03%"."""
    again = _RESTATED.match(text, quantity.end)
    if again is not None and again.end() in by_start:
        yield by_start[again.end()]


def _explain(before: Expression, after: Expression, text: str, found: dict[int, Equation]) -> None:
    """Numbers of the next line that are worked out parts of the line before."""
    known = {operand.value for operand in before.operands}
    parts = list(_parts(before))
    for operand in after.operands:
        if operand.quantity is None or operand.value in known or operand.is_constant:
            continue
        for low, high, used in parts:
            reach = operand.half * (2 if operand.value >= LONG * operand.half else 1)
            if low - reach <= operand.value <= high + reach:
                shown = text[before.start : before.end]
                found.setdefault(operand.span.start, Equation(low, high, used, shown))
                break


def _parts(expression: Expression) -> Iterator[tuple[Decimal, Decimal, tuple[Operand, ...]]]:
    tree = _parse(expression.source)
    if tree is None:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):
            bounds = _bounds(node, expression.operands)
            names = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
            if bounds is not None:
                used = [one for at, one in enumerate(expression.operands) if f"a{at}" in names]
                yield *bounds, tuple(used)


# Finding -----------------------------------------------------------------------------------------


def _expressions(text: str, quantities: Sequence[Quantity]) -> Iterator[Expression]:
    operands = _operands(text, quantities)
    run: list[tuple[Operand, str]] = []
    for here, after in pairwise([*operands, None]):
        if here is None:
            break
        run.append((here, ""))
        gap = _GAP.fullmatch(text, here.span.end, after.span.start) if after else None
        if gap is None or len(run) >= MOST_OPERANDS:
            if len(run) > 1:
                made = _expression(text, run)
                if made is not None:
                    yield made
            run = []
        else:
            name = next(key for key in _SIGNS if gap[key])
            brackets = re.sub(r"[^()]", "", gap["close"].replace("]", ")"))
            opening = re.sub(r"[^()]", "", gap["open"].replace("[", "("))
            run[-1] = (here, f"{brackets}{_SIGNS[name]}{opening}")


def _operands(text: str, quantities: Sequence[Quantity]) -> list[Operand]:
    """Quantities, and bare numbers between them, in order."""
    found = [
        Operand(Span(q.start, q.end), q.value, q.quantum / 2, q)
        for q in quantities
        if not q.in_words
    ]
    taken = [(q.start, q.end) for q in quantities]
    at = 0
    for match in _BARE.finditer(text):
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        if at < len(taken) and taken[at][0] < match.end():
            continue
        value = Decimal(match.group().replace(",", ""))
        found.append(Operand(Span(*match.span()), value, Decimal(0), None))
    return sorted(found, key=lambda one: one.span.start)


def _expression(text: str, run: Sequence[tuple[Operand, str]]) -> Expression | None:
    source = "".join(f"a{at}{joint}" for at, (_, joint) in enumerate(run))
    start, end = run[0][0].span.start, run[-1][0].span.end
    missing = source.count(")") - source.count("(")
    while missing > 0:
        lead = re.search(r"[(\[]\s*$", text[max(0, start - 4) : start])
        if lead is None:
            return None
        start -= len(lead.group())
        source, missing = f"({source}", missing - 1
    while missing < 0:
        tail = re.match(r"\s*[)\]]", text[end : end + 4])
        if tail is None:
            return None
        end += len(tail.group())
        source, missing = f"{source})", missing + 1
    if _parse(source) is None:
        return None
    return Expression(tuple(one for one, _ in run), source, start, end, _label(text, start))


def _label(text: str, start: int) -> str:
    match = _LABEL.search(text[max(0, start - 120) : start])
    return " ".join(match["label"].lower().split()) if match else ""


# Calculating -------------------------------------------------------------------------------------

_CARRIED_OUT: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _parse(source: str) -> ast.expr | None:
    """The tree of a source that holds nothing but a0, a1, ..., + - * / and brackets."""
    try:
        return ast.parse(source, mode="eval").body
    except SyntaxError:
        return None


def _bounds(node: ast.expr | None, operands: Sequence[Operand]) -> tuple[Decimal, Decimal] | None:
    """The interval of a node over what each operand's shown digits stand for."""
    match node:
        case ast.Name(id=name):
            one = operands[int(name[1:])]
            return one.value - one.half, one.value + one.half
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _CARRIED_OUT:
            a, b = _bounds(left, operands), _bounds(right, operands)
            if a is None or b is None or (isinstance(sign, ast.Div) and b[0] <= 0 <= b[1]):
                return None
            carry = _CARRIED_OUT[type(sign)]
            try:
                corners = [carry(x, y) for x in a for y in b]
            except DecimalException:
                return None
            return min(corners), max(corners)
    return None
