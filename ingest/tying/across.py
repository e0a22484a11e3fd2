"""Columns that add up to a column of totals: segments and eliminations, classes of equity. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.tying import labels
from ingest.tying.search import find_sums
from ingest.tying.sheets import Figure, Line, Sheet
from ingest.tying.sums import Check, Sum
from ingest.tying.wording import amount
from ingest.types import Tie, TieKind

FEWEST_COLUMNS = 3
FEWEST_ROWS = 3  # that must add up across before columns are taken to
SURE_ROWS, SURE_SHARE = 5, 0.8  # before a row that does not is spoken of


def tie_across(sheet: Sheet, down: Sequence[Tie]) -> list[Tie]:
    """Ties of the rows of a sheet whose columns add up.

    A row that does not, though each of its figures is part of a sum down its column that holds,
    is no fault of reading: a part is not given for every line.
    """
    if len(sheet.periods) < FEWEST_COLUMNS:
        return []
    found, _ = find_sums(_turned(sheet))
    proven = {fact_id for tie in down if tie.holds for fact_id in tie.fact_ids}
    return [
        tie
        for made in found
        if not made.misread
        for tie in _ties_of(made, sheet)
        if tie.holds or not proven.issuperset(tie.fact_ids)
    ]


def _turned(sheet: Sheet) -> Sheet:
    """Columns as lines: the figures of a line are then those of a column, by row."""
    table = sheet.tables[0]
    headers = {column.index: column.header for column in table.columns}
    figures: dict[int, dict[int, Figure]] = {column: {} for column in sheet.periods}
    for n, line in enumerate(sheet.lines):
        for column, figure in line.figures.items():
            figures[column][n] = figure
    lines = [
        Line(
            table=table,
            row=column,
            label=" ".join(headers.get(column, "").replace("|", " ").split()) or "-",
            path=(),
            figures=by_row,
            units=frozenset(f.unit for f in by_row.values() if f.unit is not None),
            holes=frozenset(n for n, line in enumerate(sheet.lines) if column in line.holes),
        )
        for column, by_row in figures.items()
    ]
    return Sheet(sheet.tables, tuple(lines), {})


def _ties_of(made: Sum, sheet: Sheet) -> Iterator[Tie]:
    if sum(check.holds and check.addends >= 2 for check in made.checks) < FEWEST_ROWS:
        return
    sure = made.held >= SURE_ROWS and made.held >= SURE_SHARE * len(made.checks)
    for check in made.checks:
        line = sheet.lines[check.column]
        if check.addends < 2 or labels.is_average(line.label):
            continue
        if check.holds or (sure and _all_say_unit(made, line)):
            yield _tie(made, check, line)


def _all_say_unit(made: Sum, line: Line) -> bool:
    figures = [line.figures[part.row] for part in made.lines if part.row in line.figures]
    return all(figure.unit is not None for figure in figures)


def _tie(made: Sum, check: Check, line: Line) -> Tie:
    figure = line.figures[made.total.row]
    facts = [line.figures[part.row].fact for part in made.lines if part.row in line.figures]
    verb = "make" if set(made.signs) == {1} else "leave"
    said = f"{line.name}: {check.addends} columns {verb} {amount(check.computed, figure.scale)}"
    end = "as printed" if check.holds else f"{figure.text} is printed under {made.total.label}"
    return Tie(
        TieKind.FOOTING,
        line.table.filing_id,
        line.table.table_id,
        line.table.page,
        check.holds,
        f"{said}, {end}",
        tuple(fact.fact_id for fact in facts if fact is not None),
        check.printed,
        check.computed,
        check.tolerance,
    )
