"""Tables as an auditor adds them up: lines of figures, column by column. Pure.

A statement that runs over several tables (its two halves, a page break) is one sheet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ingest.facts import Printed, read_cell
from ingest.types import Fact, Period, Statement, Table

RATES = frozenset({"percent", "percentage_point", "basis_point", "ratio"})
_RUNS_ON = frozenset({Statement.BALANCE_SHEET, Statement.CASH_FLOWS, Statement.INCOME})
FEW_PAGES = 2  # a statement's halves are no further apart


Measure = tuple[str | None, Decimal]  # unit, and what one printed unit stands for


class Figure(NamedTuple):
    """A printed number; `slack` is half a unit of its last shown digit."""

    value: Decimal  # base units
    slack: Decimal
    text: str
    fact: Fact | None  # None: printed, but its row gave no facts
    scale: Decimal  # base units in one printed unit
    unit: str | None = None  # None: not stated

    @property
    def measure(self) -> Measure:
        """Unit and scale: what a printed number counts."""
        return self.unit, self.scale


@dataclass(frozen=True, slots=True)
class Line:
    """A row of figures."""

    table: Table
    row: int
    label: str
    path: tuple[str, ...]  # the headings it stands under
    figures: Mapping[int, Figure]  # by the sheet's column
    units: frozenset[str]  # of its figures, where they say
    holes: frozenset[int] = frozenset()  # columns with digits that are no number

    def fits(self, other: Line) -> bool:
        """No column in which the two are of different units; what says none fits any."""
        for column, figure in self.figures.items():
            against = other.figures.get(column)
            if against is not None and _differ(figure, against):
                return False
        return True

    def is_rate(self) -> bool:
        """Percentages and the like in every column."""
        return bool(self.units) and self.units <= RATES

    @property
    def name(self) -> str:
        """Its label for people."""
        return self.label or "(no label)"


def is_currency(unit: str | None) -> bool:
    """Plain money, no amount per share: an ISO 4217 code."""
    return unit is not None and len(unit) == 3 and unit.isupper()


def _differ(one: Figure, other: Figure) -> bool:
    """Both say a unit, and unit or scale are not the same; nil is nil in any."""
    if one.unit is None or other.unit is None or one.measure == other.measure:
        return False
    return bool(one.value and other.value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines that stand under each other; columns are those of the first table."""

    tables: tuple[Table, ...]
    lines: tuple[Line, ...]
    periods: Mapping[int, Period | None]

    @property
    def statement(self) -> Statement:
        """Of its first table."""
        return self.tables[0].statement


@dataclass(slots=True)
class _Draft:
    table: Table
    facts: dict[int, dict[int, Fact]] = field(default_factory=dict)  # row -> column -> fact


def make_sheets(tables: Sequence[Table], facts: Sequence[Fact]) -> list[Sheet]:
    """One sheet for every table with facts; halves of a statement are joined."""
    by_table: dict[str, dict[int, dict[int, Fact]]] = defaultdict(dict)
    for fact in facts:
        by_table[fact.table_id].setdefault(fact.row, {})[fact.column] = fact
    sheets: list[Sheet] = []
    for table in tables:
        if table.table_id not in by_table:
            continue
        rows = by_table[table.table_id]
        periods = _periods(table, rows)
        before = sheets[-1] if sheets else None
        if before is not None and _runs_on(before, table, periods):
            names = dict(zip(periods, before.periods, strict=True))
            lines = (*before.lines, *_lines(table, rows, names))
            sheets[-1] = Sheet((*before.tables, table), lines, before.periods)
        else:
            names = {column: column for column in periods}
            sheets.append(Sheet((table,), tuple(_lines(table, rows, names)), periods))
    return sheets


def _periods(table: Table, rows: Mapping[int, Mapping[int, Fact]]) -> dict[int, Period | None]:
    periods = {column.index: column.period for column in table.columns}
    used = {column for row in rows.values() for column in row}
    return {column: periods.get(column) for column in sorted(used)}


def _runs_on(before: Sheet, table: Table, periods: Mapping[int, Period | None]) -> bool:
    last = before.tables[-1]
    return (
        table.statement in _RUNS_ON
        and last.statement is table.statement
        and table.page - last.page <= FEW_PAGES
        and None not in periods.values()
        and list(before.periods.values()) == list(periods.values())
        and not _starts_anew(before, table)
    )


def _starts_anew(before: Sheet, table: Table) -> bool:
    """The same first line once more: another statement of the same kind, not its second half."""
    first = next((line.label for line in before.lines if line.label), "")
    top = [cell.text for cell in table.grid.cells if cell.column == 0 and cell.row <= 8]
    return first in top


def _lines(
    table: Table, rows: Mapping[int, Mapping[int, Fact]], names: Mapping[int, int]
) -> Iterator[Line]:
    scales = Counter(fact.scale for row in rows.values() for fact in row.values())
    usual = scales.most_common(1)[0][0]
    loose: dict[int, dict[int, str]] = defaultdict(dict)  # printed, but no fact
    words: dict[int, str] = {}
    for cell in table.grid.cells:
        if cell.row < table.header_rows or not cell.text:
            continue
        if cell.column == 0:
            words[cell.row] = cell.text
        is_fact = cell.column in rows.get(cell.row, ())
        if cell.column in names and not is_fact and any(map(str.isdigit, cell.text)):
            loose[cell.row][cell.column] = cell.text
    path: tuple[str, ...] = ()
    for row in sorted({*rows, *loose}):
        found = rows.get(row, {})
        figures: dict[int, Figure] = {}
        holes: set[int] = set()
        label = " ".join(words.get(row, "").split())
        for column, fact in found.items():
            figures[names[column]] = Figure(
                fact.value, fact.quantum / 2, fact.text, fact, fact.scale, fact.unit
            )
            label, path = fact.label, fact.labels[:-1]
        for column, text in loose.get(row, {}).items():
            number = read_cell(text)
            if isinstance(number, Printed) and number.mark is None:
                value, slack = number.value * usual, number.quantum * usual / 2
                figures[names[column]] = Figure(value, slack, text, None, usual)
            elif number is not None:
                holes.add(names[column])
        units = frozenset(fact.unit for fact in found.values() if fact.unit is not None)
        yield Line(table, row, label, path, figures, units, frozenset(holes))
