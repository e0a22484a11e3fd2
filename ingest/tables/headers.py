"""Header rows to columns: which period, unit and words each column of values stands under. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.facts.calendar import YearEnd, ends_together
from ingest.facts.numbers import Malformed, Printed, is_year, read_cell
from ingest.facts.periods import Shape, parse_periods, parse_shape
from ingest.facts.units import is_unit_note, read_unit, without_unit_marks
from ingest.tables.lattice import Lattice
from ingest.types import Column, Identity, Period, Statement

_ASIDE = re.compile(
    r"\bapproximately\b|[(（]?\s*\b(?:un)?audited\b\s*[)）]?|[(（]未經?[审審][计計核]?[)）]|^\s*[(（]\d+[)）]\s*$",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^>]{0,80}>|\*\*")
_CHANGE = re.compile(
    r"chang|varian|increase|decrease|growth|yoy|[增减減][长長减減幅]|同比", re.IGNORECASE
)
_NOTES = re.compile(r"^\W*(?:notes?|附[注註])\W*$", re.IGNORECASE)
_PERIOD_FILL = re.compile(
    r"\b(?:for|the|as|at|of|on|and|year|years|fiscal|financial|ended|ending|months?|weeks?|quarters?"
    r"|half|period|periods|three|six|nine|twelve)\b|[\s,.:;()–—-]+",
    re.IGNORECASE,
)
FLOWS = (Statement.INCOME, Statement.COMPREHENSIVE_INCOME, Statement.CASH_FLOWS)


def is_value(text: str) -> bool:
    """A cell that holds a reported number, not a year of a header or a dash alone."""
    printed = read_cell(text)
    if isinstance(printed, Malformed):
        return True
    return isinstance(printed, Printed) and not printed.is_nil and not is_year(text)


def is_header_row(lattice: Lattice, row: int) -> bool:
    """No reported number right of the label; at least one word, year or unit there."""
    cells = [cell for cell in lattice.row(row) if cell.column > 0 and cell.text.strip()]
    return bool(cells) and not any(is_value(cell.text) for cell in cells)


def speaks_of_columns(lattice: Lattice, row: int) -> bool:
    """A header row in the body that names periods or units: what is below stands under it."""
    if not is_header_row(lattice, row):
        return False
    texts = [cell.text for cell in lattice.row(row) if cell.column > 0]
    return any(parse_periods(t) or parse_shape(t) or is_unit_note(t) for t in texts)


def count_header_rows(lattice: Lattice) -> int:
    """How many rows from the top are headers (captions inside the grid among them)."""
    last = -1
    for row in range(lattice.row_count):
        cells = [cell for cell in lattice.row(row) if cell.column > 0 and cell.text.strip()]
        if cells and not is_header_row(lattice, row):
            break
        if cells:
            last = row
        elif row - last > 2:
            break
    return last + 1


def value_columns(lattice: Lattice, header_rows: int) -> tuple[int, ...]:
    """The columns under which most filled cells are numbers or nil."""
    found = []
    for column in range(1, lattice.column_count):
        cells = [cell.text for cell in lattice.column(column, header_rows) if cell.text.strip()]
        numbers = sum(read_cell(text) is not None for text in cells)
        if numbers and numbers * 2 >= len(cells):
            found.append(column)
    return tuple(found)


def read_columns(
    lattice: Lattice, header_rows: int, above: str, statement: Statement, identity: Identity
) -> tuple[Column, ...]:
    """The value columns with what their headers say. `above` is the text that leads the table."""
    values = value_columns(lattice, header_rows)
    stacks = _stack_headers(lattice, header_rows, values)
    corner = " ".join(c.text for r in range(header_rows) for c in lattice.row(r) if c.column == 0)
    shape = _leading_shape(list(stacks.values()), corner, above, identity.fiscal_year_end)
    columns = []
    for index in values:
        header = " ".join(stacks[index])
        notes = bool(stacks[index]) and _NOTES.match(stacks[index][-1]) is not None
        unit = read_unit(header) if header else read_unit("")
        columns.append(
            Column(
                index=index,
                header=" | ".join(stacks[index]),
                period=_period(header, shape, statement, identity),
                unit=unit.unit,
                scale=unit.scale if unit.scale is not None else Decimal(0),
                labels=_words(stacks[index], identity.fiscal_year_end),
                is_note_reference=notes or _looks_like_notes(lattice, index, header_rows, values),
            )
        )
    return tuple(_date_percents(columns))


def _date_percents(columns: Sequence[Column]) -> Iterator[Column]:
    """A percentage beside an amount is of the amount's period, where the year stands over both."""
    dated: Column | None = None
    for column in columns:
        if column.period is not None:
            dated = column
        elif (
            dated is not None
            and column.index == dated.index + 1
            and column.unit == "percent"
            and dated.unit != "percent"
            and not _CHANGE.search(column.header)
        ):
            column = replace(column, period=dated.period)
        yield column


def _looks_like_notes(
    lattice: Lattice, column: int, header_rows: int, values: Sequence[int]
) -> bool:
    """The first column of small whole numbers beside columns of real ones, with no header."""
    if column != values[0] or len(values) < 2:
        return False
    texts = [cell.text.strip() for cell in lattice.column(column, header_rows) if cell.text.strip()]
    if not texts or any(not re.fullmatch(r"\d{1,2}(?:\s*\([a-z]\))?", text) for text in texts):
        return False
    numbers = [int(re.match(r"\d+", text).group()) for text in texts]  # type: ignore[union-attr]
    others = [c.text for c in lattice.column(values[1], header_rows) if is_value(c.text)]
    large = sum("," in text or len(text) > 3 for text in others)
    return max(numbers) < 60 and numbers == sorted(numbers) and large * 2 > len(others)


def _stack_headers(
    lattice: Lattice, header_rows: int, values: Sequence[int]
) -> dict[int, list[str]]:
    """For each value column its header texts from the top down."""
    stacks: dict[int, list[str]] = {column: [] for column in values}
    for row in range(header_rows):
        cells = [cell for cell in lattice.row(row) if cell.column > 0 and cell.text.strip()]
        spread = _spread_years([cell.text for cell in cells], values)
        for column in values:
            if spread is not None:
                text = spread[column]
            else:
                covering = [
                    cell for cell in cells
                    if cell.column <= column < cell.column + cell.column_span
                ]  # fmt: skip
                text = covering[0].text if covering else ""
            text = " ".join(_TAG.sub("", text).split())
            if text and (not stacks[column] or stacks[column][-1] != text):
                stacks[column].append(text)
    return stacks


def _spread_years(texts: Sequence[str], values: Sequence[int]) -> dict[int, str] | None:
    """Years that were printed over several columns but extracted into fewer cells.

    "For the six months ended 30 June 2024 2023" over four columns: two for each year. None where
    the row needs no spreading, or cannot be spread evenly.
    """
    whole = " ".join(texts)
    years = re.findall(r"(?<![\d,.])(?:19|20)\d\d(?![\d,.]*\d)", whole)
    if len(years) < 2 or not values or all(len(re.findall(r"(?:19|20)\d\d", t)) < 2 for t in texts):
        return None
    if len(values) % len(years) or len(set(years)) != len(years):
        return None
    lead = re.split(r"(?:19|20)\d\d", whole)[0].strip()
    each = len(values) // len(years)
    return {column: f"{lead} {years[i // each]}".strip() for i, column in enumerate(values)}


def _leading_shape(
    stacks: Sequence[list[str]], corner: str, above: str, year_end: YearEnd
) -> Shape | None:
    """A period without year that holds for all columns.

    It stands in the corner, over one column where it was printed over all, or in the lines above.
    """
    if shape := parse_shape(corner, year_end):
        return shape
    over = {shape for stack in stacks if (shape := parse_shape(" ".join(stack), year_end))}
    if len(over) == 1:
        return over.pop()
    shapes = [shape for line in above.splitlines() if (shape := parse_shape(line, year_end))]
    return shapes[-1] if shapes and not over else None


def _period(
    header: str, shape: Shape | None, statement: Statement, identity: Identity
) -> Period | None:
    """The one period of a column's header, in the light of the statement it heads."""
    year_end = identity.fiscal_year_end
    found = parse_periods(header, year_end)
    if not found and (own := parse_shape(header, year_end)):
        return None if identity.period is None else own.in_year(identity.period.end.year)
    periods = {period for _, period in found}
    if len(periods) != 1:
        return None
    (period,) = periods
    span = found[0][0]
    if is_year(header[span.start : span.end]):
        own = parse_shape(header, year_end) or shape
        if own is not None:
            period = own.in_year(period.end.year)
        elif statement is Statement.BALANCE_SHEET:
            period = Period(None, period.end)
        else:
            period = _like_own(period, identity)
    if period.is_instant and statement in FLOWS:
        period = _duration_ending(period, shape, identity)
    if not period.is_instant and statement is Statement.BALANCE_SHEET:
        period = Period(None, period.end)
    return period


def _like_own(period: Period, identity: Identity) -> Period:
    """In an interim filing a bare year is the interim period of that year."""
    own = identity.period
    if own is None or own.is_instant or own.months >= 11:
        return period
    back = own.end.year - period.end.year
    return own.shifted(-back) if 0 <= back <= 1 else period


def _duration_ending(period: Period, shape: Shape | None, identity: Identity) -> Period:
    """A flow statement's column headed by a date covers the stretch that ends on it."""
    year = period.end.year
    if shape is not None and (shape.months or shape.weeks):
        if shape.weeks is not None:
            return Shape(None, shape.weeks, period.end.month, period.end.day).in_year(year)
        return Shape(shape.months, None, period.end.month, period.end.day).in_year(year)
    own = identity.period
    if own is not None and own.start is not None:
        for back in range(4):
            if ends_together(own.shifted(-back), period):
                return Shape(own.months, None, period.end.month, period.end.day).in_year(year)
    return period


def _words(stack: Sequence[str], year_end: YearEnd) -> tuple[str, ...]:
    """What a header says beside period and unit: Group, Amount, Manufacturing."""
    kept = [text for text in stack if not is_unit_note(text) and not _NOTES.match(text)]
    rest = " ".join(kept).replace("- ", "-")
    for span, _ in reversed(parse_periods(rest, year_end)):
        rest = rest[: span.start] + " " + rest[span.end :]
    rest = without_unit_marks(_ASIDE.sub(" ", rest)).strip(" ,:;-–—|")
    bare = _PERIOD_FILL.sub(" ", rest).strip()
    if not bare or is_unit_note(bare) or parse_shape(rest, year_end) is not None:
        return ()
    return (rest,)
