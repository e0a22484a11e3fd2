"""A sum: a line, the lines that make it, and how it holds column by column. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.tying import labels
from ingest.tying.sheets import RATES, Figure, Line, Measure, is_currency

ZERO = Decimal(0)
_MONEY_MARK = re.compile(r"[$€£¥₩₹]|RMB|USD|HKD|CNY")


@dataclass(frozen=True, slots=True)
class Check:
    """A sum in one column."""

    column: int
    printed: Decimal
    computed: Decimal
    tolerance: Decimal
    addends: int  # that are not nil
    spread: Decimal  # size of the addends without the largest

    @property
    def holds(self) -> bool:
        """Within what rounding allows."""
        return abs(self.printed - self.computed) <= self.tolerance

    @property
    def digits(self) -> float:
        """Decimal digits that agree, if it holds.

        Small addends beside one that is nearly the total agree with it too easily: they count for
        one digit more than their own size.
        """
        if self.addends < 2 or not self.printed:
            return 0.0
        size = min(abs(self.printed), 10 * self.spread)
        return max(0.0, math.log10(float(size / (2 * self.tolerance or 1)) or 1.0))


@dataclass(frozen=True, slots=True)
class Sum:
    """A line and the lines that make it: `signs` are 1 or -1."""

    total: Line
    addends: tuple[Line, ...]
    signs: tuple[int, ...]
    checks: tuple[Check, ...]
    misread: tuple[Line, ...] = ()  # read in another unit or scale than the sum shows

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of it, the total first."""
        return (self.total, *self.addends)

    @property
    def held(self) -> int:
        """In how many columns it holds."""
        return sum(check.holds for check in self.checks)

    @property
    def failed(self) -> int:
        """In how many columns it does not."""
        return len(self.checks) - self.held

    @property
    def agreed(self) -> float:
        """Digits that agree in all columns together."""
        return sum(check.digits for check in self.checks if check.holds)

    @property
    def score(self) -> float:
        """The same; a column that does not hold takes half of what it would have brought."""
        return sum(check.digits if check.holds else -0.5 * check.digits for check in self.checks)


def make_sum(total: Line, addends: Sequence[Line], signs: Sequence[int]) -> Sum:
    """The sum held against its total in every column that can be checked."""
    checks = tuple(
        check
        for column, figure in total.figures.items()
        if adds_up(figure) and (check := _check(total, addends, signs, column)) is not None
    )
    return Sum(total, tuple(addends), tuple(signs), checks)


def adds_up(figure: Figure) -> bool:
    """Not a figure of a column of averages, prices, lives or rates, nor one of a lost unit."""
    if figure.unit in RATES or (figure.unit == "shares" and _MONEY_MARK.search(figure.text)):
        return False
    fact = figure.fact
    return fact is None or not labels.is_average(" ".join(fact.column_labels))


def _check(total: Line, addends: Sequence[Line], signs: Sequence[int], column: int) -> Check | None:
    """None where a figure that is there could not be read, units differ, or the total is the last
    of its lines over again: what is left, counted line by line.
    """  # noqa: D205
    target = total.figures[column]
    measure = target.measure
    computed, tolerance, sizes = ZERO, target.slack, []
    for line, sign in zip(addends, signs, strict=True):
        if column in line.holes:
            return None
        figure = line.figures.get(column)
        if figure is None:
            continue
        if measure[0] is None:
            measure = figure.measure
        elif figure.unit is not None and figure.measure != measure:
            return None
        computed += figure.value * sign
        tolerance += figure.slack
        if figure.value:
            sizes.append(abs(figure.value))
    if not sizes or (len(sizes) > 1 and sizes[-1] == abs(target.value)):
        return None
    spread = sum(sizes, start=ZERO) - max(sizes)
    return Check(column, target.value, computed, tolerance, len(sizes), spread)


def is_misread(line: Line, whole: Sequence[Line], column: int) -> bool:
    """Whether a figure's unit or scale is not that of the sum it stands in."""
    figure = line.figures[column]
    meant = meant_measure(whole, column)
    if meant is None or figure.unit is None or not figure.value:
        return False
    return figure.measure != meant


def meant_measure(whole: Sequence[Line], column: int) -> Measure | None:
    """The unit and scale that a sum is in; None: it cannot be told.

    Percent, where the total prints the sign, as columns of percentages do in their first line and
    their total. That of opening and closing balance. Money, where some line is: that comes from
    the table, and other units from words of a label. Else that of most lines.
    """
    figures = [line.figures[column] for line in whole if column in line.figures]
    if any("%" in figure.text for figure in figures):
        marked = any(_MONEY_MARK.search(figure.text) for figure in figures)
        total = whole[0].figures[column]
        return total.measure if "%" in total.text and not marked else None
    end, start = (line.figures.get(column) for line in whole[:2])
    rolls = labels.is_balance(whole[0].label) or labels.is_closing(whole[0].label)
    if rolls and end is not None and start is not None and end.measure == start.measure:
        return end.measure if end.unit is not None else None
    found = Counter(figure.measure for figure in figures if figure.unit is not None)
    if not found:
        return None
    money = [measure for measure in found if is_currency(measure[0])]
    if len(money) == 1:
        # Amounts a share and whole amounts of the same table: either may be what is meant.
        either = money[0][1] == 1 and any("/" in (unit or "") for unit, _ in found)
        return None if either else money[0]
    (measure, count), *others = found.most_common()
    return measure if not others or others[0][1] < count else None
