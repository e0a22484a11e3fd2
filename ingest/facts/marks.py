"""What the cells of a table show beside their digits, and which of the others it holds for. Pure.

Statements print `$` and `%` on the first and last row of a column or block only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from ingest.facts.numbers import Printed

MOST_PERCENT = 1000  # a larger one is an amount
WHOLE = Decimal(100)  # percent: what opens or closes a block of shares of a total
FEWEST_YEARS = 2
_FIRST_YEAR, _LAST_YEAR = 1950, 2099


@dataclass(frozen=True, slots=True)
class Shown:
    """A number and the cell it stands in."""

    row: int
    column: int
    text: str
    number: Printed


@dataclass(frozen=True, slots=True)
class Marks:
    """What the cells of a table show."""

    money: frozenset[int] = frozenset()  # columns in which some cell shows a currency
    percents: frozenset[int] = frozenset()  # columns in which the marked cells are percentages
    percent_quanta: frozenset[tuple[int, Decimal]] = frozenset()  # (column, quantum) of those
    # (column, quantum) of percentages where amounts are printed less finely
    fine_percents: frozenset[tuple[int, Decimal]] = frozenset()
    unmarked_percents: frozenset[tuple[int, int]] = frozenset()  # (row, column)
    years: frozenset[int] = frozenset()  # columns in which every number is a year
    largest: Mapping[int, Decimal] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_money(self) -> bool:
        """Some cell of the table shows a currency."""
        return bool(self.money)


def marks_of(values: Sequence[Shown]) -> Marks:
    """The marks of a table's values, in row order."""
    money = {v.column for v in values if v.number.currency}
    percents = {v.column for v in values if v.number.mark == "%"}
    amounts = {(v.column, v.number.quantum) for v in values if v.number.currency}
    fine = {
        (v.column, v.number.quantum)
        for v in values
        if v.number.mark == "%" and v.number.quantum < 1 and v.column in money
    }
    columns: dict[int, list[Shown]] = defaultdict(list)
    for value in values:
        columns[value.column].append(value)
    unmarked = {
        (cell.row, cell.column)
        for column in columns.values()
        for cell in _percents(column, is_beside_money=bool(money))
    }
    return Marks(
        frozenset(money),
        frozenset(percents - money),
        frozenset((v.column, v.number.quantum) for v in values if v.number.mark == "%"),
        frozenset(fine - amounts),
        frozenset(unmarked),
        frozenset(index for index, column in columns.items() if _are_years(column)),
        MappingProxyType(
            {index: max(abs(v.number.value) for v in column) for index, column in columns.items()}
        ),
    )


def _percents(column: Sequence[Shown], *, is_beside_money: bool) -> Iterator[Shown]:
    """The cells without a mark that are percentages by the marks around them.

    A column that opens with one and shows no currency is of percentages, where the table shows
    currencies elsewhere; so is what stands between 100 % and the last mark of a block.
    """
    for block in _blocks(column):
        marked = [i for i, cell in enumerate(block) if cell.number.mark == "%"]
        if not marked or not all(_may_be_percent(cell) for cell in block[marked[0] :]):
            continue
        first, last = marked[0], marked[-1]
        leading = all(cell.number.is_nil for cell in block[:first])
        is_whole = len(block) == len(column)
        if is_whole and leading and (is_beside_money or len(marked) > 1):
            yield from (cell for cell in block if cell.number.mark is None)
        elif WHOLE in (abs(block[first].number.value), abs(block[last].number.value)):
            yield from (cell for cell in block[first:last] if cell.number.mark is None)


def _blocks(column: Sequence[Shown]) -> Iterator[list[Shown]]:
    """The cells between those that show a currency."""
    block: list[Shown] = []
    for cell in column:
        if cell.number.currency:
            if block:
                yield block
            block = []
        else:
            block.append(cell)
    if block:
        yield block


def _may_be_percent(cell: Shown) -> bool:
    is_plain = cell.number.mark in (None, "%") and "," not in cell.text
    return is_plain and abs(cell.number.value) < MOST_PERCENT


def _are_years(column: Sequence[Shown]) -> bool:
    """Years, when something falls due: at least two, each without a thousands mark."""
    numbers = [cell for cell in column if not cell.number.is_nil]
    return len(numbers) >= FEWEST_YEARS and all(
        cell.text.strip().isdigit() and _FIRST_YEAR <= cell.number.value <= _LAST_YEAR
        for cell in numbers
    )
