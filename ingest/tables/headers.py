"""Which rows of a grid are headers, and which header texts stand over which column. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.facts.numbers import Malformed, Printed, is_year, read_cell
from ingest.facts.periods import parse_periods, parse_shape
from ingest.facts.units import Unit, is_unit_note, read_unit
from ingest.tables.header_words import mend_cut_dates, mend_words
from ingest.tables.lattice import Lattice
from ingest.tables.years import mend_years, readings_of
from ingest.types import Cell

_TAG = re.compile(r"</?[a-zA-Z][^>]{0,80}>|\*\*")
_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,.]*\d)")
_SHORT_YEAR = re.compile(r"^\W*F(?:Y\s?)?\d\d\b")  # "FY24", "F24 (3)"
_LENGTH = re.compile(r"\W*\d{1,2}\s+(?:weeks|months)\W*", re.IGNORECASE)  # of a column's period
_SPOILT_YEAR = re.compile(
    r"[A-Za-z ]{0,20}(?:\d{1,2}[A-Za-z ,]{1,12})?\W*(?:19|20)[\d:;.,' ]{1,4}\W*"
)
_WORD_BREAK = re.compile(r"[A-Za-z] ?-$")  # a word that goes on in the line below
_HEADER_LABEL = re.compile(
    r"^\W*(?:notes?|fiscal(?:\s+years?)?|years?|附[注註]|年度|項目|项目)?\W*$", re.I
)


def is_value(text: str) -> bool:
    """A cell that holds a reported number, not a year of a header or a dash alone."""
    if _LENGTH.fullmatch(text):
        return False
    printed = read_cell(text)
    if isinstance(printed, Malformed):
        return not (_is_year_with_unit(text) or _SHORT_YEAR.match(text))
    return isinstance(printed, Printed) and not printed.is_nil and not is_year(text)


def _is_year_with_unit(text: str) -> bool:
    """A header in one cell: "2019 $'000"."""
    year = _YEAR.search(text)
    return year is not None and is_unit_note(f"{text[: year.start()]} {text[year.end() :]}".strip())


def is_header_row(lattice: Lattice, row: int) -> bool:
    """No reported number right of the label; at least one word, year or unit there."""
    cells = [cell for cell in lattice.row(row) if cell.column > 0 and cell.text.strip()]
    if not cells:
        return False
    label = lattice.label(row)
    texts = mend_years([cell.text for cell in cells])
    if any(map(is_value, texts)):
        return not label and _is_spoilt(cells)
    if label and any(number is not None for number in map(read_cell, texts)):
        return not _is_nil(texts) and (_heads(label) or _follow_on(texts))
    return True


def _is_nil(texts: Sequence[str]) -> bool:
    """Nothing but dashes beside a label: a row of nil, whatever its label speaks of."""
    printed = list(map(read_cell, texts))
    return all(isinstance(number, Printed) and number.is_nil for number in printed)


def _is_spoilt(cells: Sequence[Cell]) -> bool:
    """Years of which some were misread ("20:24", "20223"), under no label."""
    values = [cell.text for cell in cells if is_value(cell.text)]
    has_period = any(
        is_year(cell.text) or readings_of(cell.text) or parse_periods(cell.text) for cell in cells
    )
    return has_period and all(_SPOILT_YEAR.fullmatch(text) for text in values)


def _heads(label: str) -> bool:
    """A label that a row of years has in a header: a period, a unit note, "Fiscal year"."""
    return (
        _HEADER_LABEL.match(label) is not None
        or is_unit_note(label)
        or parse_shape(label) is not None
        or bool(parse_periods(label))
    )


def _follow_on(texts: Sequence[str]) -> bool:
    """Years, each next to the one before: the years of a header rather than reported ones."""
    years = [int(match.group()) for text in texts if (match := _YEAR.search(text))]
    nil = any(isinstance(p := read_cell(text), Printed) and p.is_nil for text in texts)
    steps = {later - earlier for earlier, later in zip(years, years[1:], strict=False)}
    return not nil and len(years) >= 2 and steps <= {1, -1, 0}


def speaks_of_columns(lattice: Lattice, row: int, heading: frozenset[Unit]) -> bool:
    """A header row in the body: what is below stands under its periods, or its other units.

    `heading` are the units of the header above; the same ones repeated start nothing new.
    """
    if not is_header_row(lattice, row):
        return False
    texts = [cell.text for cell in lattice.row(row) if cell.column > 0 and cell.text.strip()]
    if any(parse_periods(text) or parse_shape(text) for text in texts):
        return True
    notes = [text for text in texts if is_unit_note(text)]
    return len(notes) > 1 and len(notes) == len(texts) and not set(map(read_unit, notes)) <= heading


def heading_units(lattice: Lattice, header_rows: int) -> frozenset[Unit]:
    """The units that a header's cells give."""
    return frozenset(
        read_unit(cell.text)
        for row in range(header_rows)
        for cell in lattice.row(row)
        if is_unit_note(cell.text)
    )


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
    """The columns under which most filled cells are numbers or nil, or any in a row of years."""
    years = {
        column
        for row in range(header_rows)
        if _is_row_of_years(_filled(lattice, row))
        for column in (cell.column for cell in _filled(lattice, row))
    }
    found = []
    for column in range(1, lattice.column_count):
        cells = [cell.text for cell in lattice.column(column, header_rows) if cell.text.strip()]
        numbers = sum(read_cell(text) is not None for text in cells)
        if numbers and (numbers * 2 >= len(cells) or column in years):
            found.append(column)
    return tuple(found)


def _filled(lattice: Lattice, row: int) -> list[Cell]:
    return [cell for cell in lattice.row(row) if cell.column > 0 and cell.text.strip()]


def _is_row_of_years(cells: Sequence[Cell]) -> bool:
    return len(cells) > 1 and all(map(is_year, mend_years([cell.text for cell in cells])))


def _over_times(
    cells: Sequence[Cell], below: Sequence[Cell], values: Sequence[int]
) -> dict[int, str] | None:
    """What the years or days below close ("Year ended", "December 31,") is said of all of them.

    It was set over one column of its run, which other headings do not share.
    """
    times = {c.column for c in below if is_year(c.text) or len(parse_periods(c.text)) == 1}
    texts = {column: _covering(cells, column) for column in values}
    before = dict(texts)
    for cell in cells:
        if cell.column_span > 1 or parse_shape(cell.text) is None or parse_periods(cell.text):
            continue
        run = _run_around(cell.column, [column for column in values if column in times], values)
        if len({other.column for other in cells} & set(run)) == 1:
            texts.update(dict.fromkeys(run, cell.text))
    return texts if texts != before else None


def _next_apart(rows: Sequence[Sequence[Cell]], index: int) -> Sequence[Cell]:
    """The next row but for those that go on where a row stands: "Year ended" over "June 30,"."""
    places = {cell.column for cell in rows[index]}
    below = (row for row in rows[index + 1 :] if {cell.column for cell in row} != places)
    return next(below, ())


def _run_around(column: int, chosen: Sequence[int], values: Sequence[int]) -> list[int]:
    """The chosen columns next to each other among which `column` is."""
    run: list[int] = []
    for value in values:
        if value in chosen:
            run.append(value)
        elif column in run:
            break
        else:
            run = []
    return run if column in run else []


def lone_note(lattice: Lattice, header_rows: int) -> str:
    """A unit note that is all its header row holds: it stands for the whole table.

    So does one with an exception, repeated or not: no column alone is "except per share data".
    """
    for row in range(header_rows):
        texts = [" ".join(c.text.split()) for c in lattice.row(row) if c.column > 0]
        texts = [text for text in texts if text]
        if len(set(texts)) != 1 or not _is_scale_note(texts[0]):
            continue
        if len(texts) == 1 or "except" in texts[0].lower():
            return texts[0]
    return ""


def _is_scale_note(text: str) -> bool:
    unit = read_unit(text)
    return is_unit_note(text) and (unit.is_money or unit.unit is None) and unit.scale is not None


def stack_headers(
    lattice: Lattice, header_rows: int, values: Sequence[int]
) -> dict[int, list[str]]:
    """For each value column its header texts from the top down."""
    note = lone_note(lattice, header_rows)
    stacks: dict[int, list[str]] = {column: [] for column in values}
    rows = [_mended(_filled(lattice, row)) for row in range(header_rows)]
    for index, cells in enumerate(rows):
        if note and all(" ".join(cell.text.split()) == note for cell in cells):
            continue
        spread = None if _heads_each(cells, values) else _spread_years(cells, values)
        spread = spread or _spread_over_groups(cells, rows[index + 1 :], values)
        spread = spread or _over_years(cells, rows[index + 1 : index + 2], values)
        if spread is None and (below := _next_apart(rows, index)):
            spread = _over_times(cells, below, values)
        for column in values:
            text = _covering(cells, column) if spread is None else spread[column]
            text = " ".join(_TAG.sub("", text).split())
            if text and stacks[column] and _WORD_BREAK.search(stacks[column][-1]):
                stacks[column][-1] = stacks[column][-1].rstrip(" -") + "-" + text
            elif text and (not stacks[column] or stacks[column][-1] != text):
                stacks[column].append(text)
    return stacks


def _mended(cells: Sequence[Cell]) -> list[Cell]:
    bare = [" ".join(_TAG.sub(" ", cell.text).split()) for cell in cells]
    texts = mend_cut_dates([mend_words(text) for text in mend_years(bare)])
    return [replace(cell, text=text) for cell, text in zip(cells, texts, strict=True)]


def _covering(cells: Sequence[Cell], column: int) -> str:
    over = (c.text for c in cells if c.column <= column < c.column + c.column_span)
    return next(over, "")


def _heads_each(cells: Sequence[Cell], values: Sequence[int]) -> bool:
    """Every column of values has a cell of its own: nothing was printed over several."""
    return {cell.column for cell in cells if cell.column_span == 1} >= set(values)


def _spread_years(cells: Sequence[Cell], values: Sequence[int]) -> dict[int, str] | None:
    """Years that were printed over several columns but extracted into fewer cells.

    "For the six months ended 30 June 2024 2023" over four columns: two for each year. None where
    the row needs no spreading, or cannot be spread evenly.
    """
    texts = [cell.text for cell in cells]
    whole = " ".join(texts)
    years = _YEAR.findall(whole)
    if len(years) < 2 or not values or all(len(_YEAR.findall(text)) < 2 for text in texts):
        return None
    if len(values) % len(years) or len(set(years)) != len(years):
        return None
    lead = re.split(r"(?:19|20)\d\d", whole)[0].strip()
    each = len(values) // len(years)
    return {column: f"{lead} {years[i // each]}".strip() for i, column in enumerate(values)}


def _over_years(
    cells: Sequence[Cell], below: Sequence[Sequence[Cell]], values: Sequence[int]
) -> dict[int, str] | None:
    """A heading alone over the first of a row of years, one for each column: it is of all."""
    if len(cells) != 1 or not values or cells[0].column != values[0] or cells[0].column_span > 1:
        return None
    if not any(_is_row_of_years(row) and [c.column for c in row] == list(values) for row in below):
        return None
    return dict.fromkeys(values, cells[0].text)


def _spread_over_groups(
    cells: Sequence[Cell], below: Sequence[Sequence[Cell]], values: Sequence[int]
) -> dict[int, str] | None:
    """One heading for each group of columns, set over one column of the group only.

    The groups show themselves by a header below that repeats: Amount, %, Amount, %. None where
    it does not, or where a heading covers its group anyway.
    """
    count = len(cells)
    if count > 1 and len(values) > count and (begun := _over_runs(cells, below, values)):
        return begun
    if count < 2 or len(values) <= count or len(values) % count:
        return None
    if len({cell.text for cell in cells}) < count:
        return None  # alike over every group: the first line of one column's own name
    each = len(values) // count
    groups = [values[i * each : (i + 1) * each] for i in range(count)]
    names = {column: " ".join(_covering(row, column) for row in below) for column in values}
    repeats = {tuple(names[column] for column in group) for group in groups}
    if len(repeats) != 1 or len(set(*repeats)) < each:
        return None
    for cell, group in zip(cells, groups, strict=True):
        last = cell.column + cell.column_span - 1
        if not (group[0] <= cell.column and last <= group[-1]):
            return None
    return {column: cells[i // each].text for i, column in enumerate(values)}


def _over_runs(
    cells: Sequence[Cell], below: Sequence[Sequence[Cell]], values: Sequence[int]
) -> dict[int, str] | None:
    """Years each over the first column of a run, the later runs as the first begins.

    Sales, area, price of 2024 beside sales, area of 2023: a run ends where the names begin again.
    """
    starts = [values.index(cell.column) for cell in cells if cell.column in values]
    if len(starts) < len(cells) or starts[0] != 0 or starts != sorted(set(starts)):
        return None
    if not all(is_year(cell.text) and cell.column_span == 1 for cell in cells):
        return None
    names = [tuple(_covering(row, column) for row in below) for column in values]
    runs = [names[a:b] for a, b in zip(starts, [*starts[1:], len(values)], strict=True)]
    is_again = all(run == runs[0][: len(run)] for run in runs[1:])
    if not is_again or len(set(runs[0])) < len(runs[0]) or min(map(len, runs)) < 2:
        return None
    if not all(any(name) for name in runs[0]):
        return None
    return {
        column: cell.text
        for cell, run, at in zip(cells, runs, starts, strict=True)
        for column in values[at : at + len(run)]
    }
