"""Cells to facts: each value bound to its line item, period, unit, scale and entity. Pure.

What a cell does not say, its column says; then its row's label; then the table's unit note; then
the filing. Each step away from the cell costs confidence, and nothing is filled in beyond that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.facts.dating import date_cell, row_periods
from ingest.facts.grouping import groups_of
from ingest.facts.habit import Money, usual_money
from ingest.facts.lines import Line
from ingest.facts.marks import Shown, marks_of
from ingest.facts.measures import measure
from ingest.facts.numbers import Malformed, Printed, read_cell
from ingest.facts.sections import Sections, clean_label
from ingest.facts.tagged import date_by_tag, measure_by_tag
from ingest.facts.units import Unit, has_unit_mark, is_unit_note, read_unit
from ingest.tables.lattice import Lattice
from ingest.types import Cell, Column, Fact, Identity, Table

_INNER_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")
_UNIT_HEADING = re.compile(r"^\W*(?:units?(?:\s+of\s+measure\w*)?|單位|单位)\W*$", re.IGNORECASE)
_ASIDE = re.compile(
    r"(?:[ (（)）]|(?:un)?audited|restated|approximately|continued"
    r"|未經審[計核]|未经审[计核]|[经經]重列)+",
    re.IGNORECASE,
)
# "Add:", "Less:": what is done with the rows below, which is no line item of its own
_OPERATOR = re.compile(
    r"(?:add(?:\s+back)?|less|plus|deduct|add\s*/\s*\(?less\)?)\W*", re.IGNORECASE
)
_NOTE_AMONG_ROWS = re.compile(r"[(（][^()（）]{2,60}[)）]$")
_WORDS = re.compile(r"[^\W\d_]|\d{4}")  # a label says something, if only a year
LONGEST_UNIT = 40  # characters; a longer text before the values is words
DOUBTED, NO_LABEL, RESOLVED = Decimal("0.45"), Decimal("0.4"), Decimal("0.8")


@dataclass(frozen=True, slots=True)
class _Row:
    """A body row, read."""

    index: int
    label: str
    left: float | None  # where its label starts, points
    is_placed: bool  # a PDF's: numbers stand in the label because they are printed there
    unit_text: str
    values: Mapping[int, tuple[Cell, Printed]]  # by column
    is_heading: bool  # nothing stands in its columns of values
    unread: int  # cells with digits that are in no column of values, or make no number
    group: str | None = None  # what its own and the next rows are of, where a column says so


def bind_facts(tables: Sequence[Table], identity: Identity) -> tuple[tuple[Fact, ...], int]:
    """The facts of all tables, and how many cells with digits could not be read.

    Args:
        tables: As `read_tables` gives them.
        identity: The filing's, for what its tables leave out.

    Returns:
        Facts in table and row order, values in base units; cells with digits that became none.
    """
    usual = usual_money(tables, identity)
    facts: list[Fact] = []
    not_read = 0
    for table in tables:
        bound, missed = _bind_table(table, identity, usual)
        facts.extend(bound)
        not_read += missed
    return tuple(facts), not_read


def _bind_table(table: Table, identity: Identity, usual: Money) -> tuple[list[Fact], int]:
    rows = list(_read_rows(table))
    periods = row_periods(table, [(row.index, row.label) for row in rows if row.values], identity)
    marks = marks_of(
        [Shown(row.index, i, c.text, n) for row in rows for i, (c, n) in row.values.items()]
    )
    note = read_unit(table.unit_note) if table.unit_note else Unit()
    columns = {column.index: column for column in table.columns}
    lattice = Lattice(table.grid)
    whole_doubts = table.grid.doubts_of(-1)  # no row has that number: those of the whole grid
    sections = Sections()
    facts: list[Fact] = []
    not_read = 0
    for row in rows:
        not_read += row.unread
        if not row.values:
            note = _note_among_rows(lattice.row(row.index)) or note
            is_aside = has_unit_mark(row.label) or any(
                pattern.fullmatch(row.label) for pattern in (_ASIDE, _OPERATOR)
            )
            if row.is_heading and _WORDS.search(row.label) and not is_aside:
                sections.open(row.label, row.left)
            continue
        is_doubted = len(table.grid.doubts_of(row.index)) > len(whole_doubts)
        is_stacked = not row.is_placed and len(_INNER_NUMBER.findall(row.label)) >= 2
        if is_doubted or is_stacked:
            not_read += len(row.values)  # a row misread: its numbers are not guessed at
            continue
        if row.group is not None:
            sections.open(row.group, row.left)
        path = sections.path_of(row.label, row.left)
        for index, (cell, number) in row.values.items():
            line = Line(table, columns[index], path, row.unit_text, marks, row.index, note)
            measured = measure(line, cell.text, number, identity, usual)
            measured = measure_by_tag(measured, number, cell.xbrl)
            dated = date_cell(table, line.column, path, periods.get(row.index), identity)
            dated = date_by_tag(dated, cell.xbrl)
            sure = measured.sure * dated.sure
            sure *= DOUBTED if whole_doubts else 1
            sure *= RESOLVED if table.grid.is_resolved(row.index, index) else 1
            sure *= 1 if _WORDS.search(row.label) else NO_LABEL
            facts.append(
                Fact(
                    fact_id=f"{table.table_id}-{row.index}-{index}",
                    filing_id=table.filing_id,
                    table_id=table.table_id,
                    row=row.index,
                    column=index,
                    page=table.page,
                    labels=path,
                    column_labels=line.column.labels,
                    text=cell.text,
                    value=number.value * measured.scale,
                    quantum=number.quantum * measured.scale,
                    unit=measured.unit,
                    scale=measured.scale,
                    period=dated.period,
                    entity=identity.company,
                    confidence=round(float(sure), 2),
                )
            )
    return facts, not_read


def _note_among_rows(cells: Sequence[Cell]) -> Unit | None:
    """A row that only says what the rows below are in: "(millions)", "(percentage of sales)".

    One that names money without a scale says that it is in whole units.
    """
    texts = {" ".join(cell.text.split()) for cell in cells if cell.text.strip()}
    if len(texts) != 1 or not _NOTE_AMONG_ROWS.match(text := texts.pop()):
        return None
    unit = read_unit(text)
    if unit.unit is None and unit.scale is None:
        return None
    return replace(unit, scale=unit.scale or Decimal(1))


def _read_rows(table: Table) -> Iterator[_Row]:
    lattice = Lattice(table.grid)
    columns = {column.index for column in table.columns if not column.is_note_reference}
    references = {column.index for column in table.columns if column.is_note_reference}
    unit_columns = _unit_columns(lattice, table.header_rows, table.columns)
    groups = groups_of(lattice, table.header_rows, columns)
    for index in range(table.header_rows, table.grid.row_count):
        cells = [c for c in lattice.row(index) if c.text.strip() and c.column not in references]
        printed = [(cell, read_cell(cell.text)) for cell in cells]
        values = {
            cell.column: (cell, number)
            for cell, number in printed
            if cell.column in columns and isinstance(number, Printed)
        }
        first = min(values, default=table.grid.column_count)
        words = [
            cell for cell, number in printed
            if cell.column < first and (cell.column == 0 or number is None)
        ]  # fmt: skip
        units = [cell for cell in words if _is_unit_cell(cell, unit_columns)] if values else []
        names = [cell for cell in words if cell not in units and re.search(r"\w", cell.text)]
        if index in groups:
            names = [cell for cell in names if cell.column > 0]
        label_cell = next((cell for cell in cells if cell.column == 0), None)
        yield _Row(
            index=index,
            label=" ".join(clean_label(cell.text) for cell in names),
            left=label_cell.box.x0 if label_cell is not None and label_cell.box else None,
            is_placed=label_cell is not None and label_cell.box is not None,
            unit_text=" ".join(units[0].text.split()) if units else "",
            values=values,
            is_heading=all(cell.column not in columns for cell in cells),
            unread=sum(
                isinstance(number, Malformed) or (number is not None and cell.column not in columns)
                for cell, number in printed
                if cell.column > 0
            ),
            group=groups.get(index),
        )


def _unit_columns(lattice: Lattice, header_rows: int, columns: Sequence[Column]) -> frozenset[int]:
    """The columns of words under a heading "Unit"."""
    values = {column.index for column in columns}
    return frozenset(
        cell.column
        for row in range(header_rows)
        for cell in lattice.row(row)
        if cell.column > 0 and cell.column not in values and _UNIT_HEADING.match(cell.text)
    )


def _is_unit_cell(cell: Cell, unit_columns: frozenset[int]) -> bool:
    if cell.column == 0 or len(cell.text) > LONGEST_UNIT:
        return False
    return cell.column in unit_columns or is_unit_note(cell.text)
