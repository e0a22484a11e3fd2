"""Columns whose year was lost in extraction, dated by what the filing says elsewhere. Pure.

Two things decide, and nothing else: the column's figures stand in another table under a period
(a statement and its notes repeat each other), or the column is plainly the comparative of the one
beside it (IAS 1 and IAS 34 want last year's figures next to this year's). Either way the column
carries a doubt that says so; where the evidence is divided, it stays undated.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ingest.facts.numbers import Printed, read_cell
from ingest.facts.periods import has_year_rest, parse_shape
from ingest.tables.columns import is_comparison
from ingest.types import RESOLVED, Column, Identity, Period, Table

_FEWEST_DIGITS = 3  # a shorter figure stands in too many places to be known again
_FEWEST_ROWS = 2


class _Seen(NamedTuple):
    """A figure under a period: where it stands and what stands beside it."""

    table_id: str
    period: Period
    beside: frozenset[Decimal]
    label: str


def date_lost_columns(tables: Sequence[Table], identity: Identity) -> tuple[Table, ...]:
    """Date the undated columns of a text filing's tables where the filing decides it.

    Args:
        tables: Every table of the filing.
        identity: For the period it reports on.
    """
    if not any(_lost(table) for table in tables):
        return tuple(tables)
    seen: dict[Decimal, list[_Seen]] = defaultdict(list)
    for table in tables:
        for figure, sight in _sights(table):
            seen[figure].append(sight)
    return tuple(_dated(table, seen, identity) for table in tables)


def _lost(table: Table) -> list[Column]:
    """The columns of amounts without a period, in a table of which some column has one."""
    amounts = [c for c in table.columns if not c.is_note_reference]
    if not any(column.period or parse_shape(column.header) for column in amounts):
        return []
    return [
        column
        for column in amounts
        if column.period is None
        and column.unit not in ("percent", "percentage_point")
        and not column.labels
        and not is_comparison(column.header)
        and not has_year_rest(column.header)
    ]


def _figures(table: Table) -> Iterator[tuple[int, dict[int, Decimal]]]:
    """For each body row the sizes of its longer figures, by column."""
    columns = {column.index for column in table.columns if not column.is_note_reference}
    rows: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for cell in table.grid.cells:
        if cell.row < table.header_rows or cell.column not in columns:
            continue
        printed = read_cell(cell.text)
        if isinstance(printed, Printed) and _is_telling(printed.value):
            rows[cell.row][cell.column] = abs(printed.value)
    yield from rows.items()


def _is_telling(value: Decimal) -> bool:
    return sum(character.isdigit() for character in str(value)) >= _FEWEST_DIGITS


def _labels(table: Table) -> dict[int, str]:
    return {c.row: " ".join(c.text.lower().split()) for c in table.grid.cells if c.column == 0}


def _sights(table: Table) -> Iterator[tuple[Decimal, _Seen]]:
    periods = {c.index: c.period for c in table.columns if c.period and not c.labels}
    labels = _labels(table)
    for row, figures in _figures(table):
        for column, figure in figures.items():
            if (period := periods.get(column)) is not None:
                beside = frozenset(figures.values()) - {figure}
                yield figure, _Seen(table.table_id, period, beside, labels.get(row, ""))


def _dated(table: Table, seen: dict[Decimal, list[_Seen]], identity: Identity) -> Table:
    doubts: list[str] = []
    columns = list(table.columns)
    for column in _lost(table):
        period, why = _by_agreement(table, column, seen), "its figures stand under it elsewhere"
        if period is None:
            period, why = _by_position(table, column, identity), "the comparative of its neighbour"
        if period is None or any(c.period == period and not c.labels for c in columns):
            continue
        columns[columns.index(column)] = replace(column, period=period)
        doubts.append(f"column {column.index}: {RESOLVED}its year was lost; {why}")
    if not doubts:
        return table
    grid = replace(table.grid, doubts=(*table.grid.doubts, *doubts))
    return replace(table, columns=tuple(columns), grid=grid, doubts=grid.doubts)


def _by_agreement(table: Table, column: Column, seen: dict[Decimal, list[_Seen]]) -> Period | None:
    """The one period that the column's figures have in other tables, by two rows or more."""
    kinds = {c.period.is_instant for c in table.columns if c.period is not None}
    shapes = [shape for c in table.columns if (shape := parse_shape(c.header)) is not None]
    kinds |= {shape.months is None and shape.weeks is None for shape in shapes}
    labels = _labels(table)
    votes: Counter[Period] = Counter()
    for row, figures in _figures(table):
        figure = figures.get(column.index)
        if figure is None:
            continue
        beside = set(figures.values()) - {figure}
        periods = {
            sight.period
            for sight in seen.get(figure, ())
            if sight.table_id != table.table_id
            and sight.period.is_instant in kinds
            and (beside & sight.beside or (labels.get(row) and labels[row] == sight.label))
        }
        votes.update(periods)
    if len(votes) != 1:
        return None
    ((period, count),) = votes.items()
    return period if count >= _FEWEST_ROWS else None


def _by_position(table: Table, column: Column, identity: Identity) -> Period | None:
    """Last year's period, for the second of two like columns of which the first is this year's."""
    amounts = [c for c in table.columns if not c.is_note_reference]
    if len(amounts) != 2 or amounts[1] is not column:
        return None
    own = amounts[0]
    is_like = (own.unit, own.scale, own.labels) == (column.unit, column.scale, column.labels)
    if not is_like or own.period != identity.period or own.period is None or own.period.is_instant:
        return None
    return own.period.shifted(-1)
