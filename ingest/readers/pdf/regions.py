"""Which lines are a table: runs of rows with numbers in columns, and the header above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf.lines import Line
from ingest.readers.pdf.tokens import Unit, is_period, is_year, line_units

_VALUE_GAP = 1.1  # of the line's height: a number of a table stands so far from the text before it
_BREAK = 3.6  # of the line's height: a wider vertical gap ends a table
_HEADER_BREAK = 3.0
_MAX_BETWEEN = 5  # lines without numbers inside a table
_FLUSH = 0.6  # of the line's height: a closing parenthesis hangs beyond the digits
_MAX_HEADER = 10  # lines
_HEAD_WORDS = 14
_PROSE_WORDS = 9
_CONTENTS_ROWS = 4
_WORDS_PER_NUMBER = 4
_STATEMENT = re.compile(r"\bstatements?\s+of\b|\bbalance\s+sheets?\b", re.IGNORECASE)
_CENTRED = 0.03  # of the table's width: so close to its middle, a line is centred on it


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line as table rows see it."""

    index: int  # position among the page's lines
    line: Line
    units: tuple[Unit, ...]
    is_data: bool  # numbers set apart from the text before them
    is_header: bool  # years or phrases over columns

    @property
    def numbers(self) -> list[Unit]:
        """The units that are numbers."""
        return [unit for unit in self.units if unit.is_number]

    @property
    def is_label(self) -> bool:
        """One phrase and nothing else."""
        return len(self.units) == 1 and not self.units[0].is_number


@dataclass(frozen=True, slots=True)
class Region:
    """The lines of one table: header lines first."""

    lines: tuple[TableLine, ...]
    header: int  # how many of them stand above the first row with values

    @property
    def start(self) -> int:
        """Index of its first line among the page's lines."""
        return self.lines[0].index

    @property
    def end(self) -> int:
        """Index after its last line."""
        return self.lines[-1].index + 1


def find_regions(lines: Sequence[Line], skip: frozenset[int]) -> list[Region]:
    """Tables of one page, from its lines in reading order.

    Args:
        lines: the page's lines.
        skip: indexes of lines that cannot belong to a table (running headers and footers).
    """
    seen = [_table_line(i, line) for i, line in enumerate(lines)]
    regions: list[Region] = []
    floor = 0
    i = 0
    while i < len(seen):
        if not seen[i].is_data or i in skip or len(seen[i].units) == 1:
            i += 1
            continue
        last = _last_data(seen, i, skip)
        header = _without_titles(seen, _header_start(seen, i, floor, skip), i, last)
        tail = _hanging(seen, last, skip)
        region = Region(tuple(seen[header : tail + 1]), i - header)
        if _is_table(region):
            regions.append(region)
            floor = tail + 1
        i = tail + 1
    return regions


def _table_line(index: int, line: Line) -> TableLine:
    units = tuple(line_units(line))
    numbers = [u for u in units if u.is_number]
    years = bool(numbers) and all(u.is_year for u in numbers)
    is_header = years and _head_columns(units, numbers)
    is_data = bool(numbers) and not is_header and _set_apart(line, units)
    return TableLine(index, line, units, is_data, is_header)


def _head_columns(units: Sequence[Unit], years: Sequence[Unit]) -> bool:
    """Whether years head columns: they follow one another, or nothing stands before them."""
    if len(years) == 1:
        return len(units) == 1 or (len(units) == 2 and not units[0].is_number)
    if units[0].is_number:
        return True
    found = sorted({int(digits) for u in years for digits in re.findall(r"\d{4}", u.text)})
    return all(b - a == 1 for a, b in zip(found, found[1:], strict=False))


def _set_apart(line: Line, units: Sequence[Unit]) -> bool:
    """Whether some number stands clear of the text to its left, as table cells do."""
    if len(units) == 1:
        return line.x0 > 0
    texts = sum(len(u.words) for u in units if not u.is_number)
    apart = 0
    for left, right in zip(units, units[1:], strict=False):
        gap = right.x0 - left.x1
        if right.is_number and gap >= _VALUE_GAP * line.height:
            apart += 1
    wide = max(r.x0 - n.x1 for n, r in zip(units, units[1:], strict=False))
    if texts > _PROSE_WORDS * 2 and wide < 2.5 * line.height:
        return False  # justified prose
    return apart > 0


def _last_data(seen: Sequence[TableLine], first: int, skip: frozenset[int]) -> int:
    """Index of the last row with values of the table that starts at `first`."""
    last = first
    values_x0 = _values_left(seen[first])
    j = first + 1
    while j < len(seen) and j - last <= _MAX_BETWEEN + 1 and j not in skip:
        here, above = seen[j], seen[j - 1]
        if here.line.frame != above.line.frame or _gap(above, here) > _BREAK * here.line.height:
            break
        if _is_section_year(here, values_x0):
            j += 1
            continue
        if here.is_header or _is_column_text(here, values_x0, seen[first].line.x0):
            break
        if here.is_data and len(here.units) == 1 and not _under(here, seen[first : last + 1]):
            break  # a number by itself, under none: a page number
        if here.is_data:
            last = j
            values_x0 = min(values_x0, _values_left(here))
        elif _is_prose(here, values_x0):
            break
        j += 1
    return last


def _under(row: TableLine, rows: Sequence[TableLine]) -> bool:
    """Whether the row's only number ends where numbers above it end."""
    number = row.units[0]
    return any(
        abs(above.x1 - number.x1) < 0.6 * row.line.height
        for other in rows
        for above in other.numbers
    )


def _is_section_year(row: TableLine, values_x0: float) -> bool:
    """A year alone on the left: it heads the rows below it, not columns."""
    first = row.units[0]
    return (
        len(row.units) == 1
        and is_year(first.words[0].text)
        and first.x1 < values_x0 - row.line.height
    )


def _values_left(row: TableLine) -> float:
    """Where the values of a row begin; a number that leads a row is its label."""
    numbers = row.numbers
    if len(row.units) > 1 and row.units[0].is_number and len(numbers) > 1:
        numbers = numbers[1:]
    return min(u.x0 for u in numbers)


def _is_prose(row: TableLine, values_x0: float) -> bool:
    """Running text: it goes on across the columns of values."""
    return any(
        not u.is_number and u.x1 > values_x0 + u.words[0].height and len(u.words) > 3
        for u in row.units
    )


def _is_column_text(row: TableLine, values_x0: float, left: float) -> bool:
    """Several phrases over columns, with no label or a unit note before them: another header."""
    if row.is_data or len(row.units) < 2:
        return False
    first, size = row.units[0], row.line.height
    if first.x0 > values_x0 - 4 * size:
        return True
    if len(row.units) < 3 or row.numbers:
        return False
    note = first.text.startswith("(") and first.text.endswith(")")
    return note or first.x0 > left + 10 * size


def _gap(above: TableLine, below: TableLine) -> float:
    return below.line.base - above.line.base


def _header_start(seen: Sequence[TableLine], first: int, floor: int, skip: frozenset[int]) -> int:
    """Index of the table's first header line; `first` itself where it has no header."""
    values_x0 = min(_values_left(row) for row in seen[first : first + 1])
    left = seen[first].line.x0
    rights = [unit.x1 for unit in seen[first].numbers]
    start = first
    for j in range(first - 1, max(floor, first - _MAX_HEADER) - 1, -1):
        row, below = seen[j], seen[j + 1]
        if j in skip or row.line.frame != below.line.frame:
            break
        if _is_section_year(row, values_x0):
            continue
        if row.is_data:
            break
        if _gap(row, below) > _HEADER_BREAK * max(row.line.height, below.line.height):
            break
        if _over_columns(row, values_x0, left, rights):
            start = j
        elif not row.is_label or _is_prose(row, values_x0):
            break
    return start


def _without_titles(seen: Sequence[TableLine], start: int, first: int, last: int) -> int:
    """Step over title lines above the header.

    A title stands left with the company's name right, or by itself in the middle of the whole
    table, where a header would stand in the middle of the columns of values.
    """
    rows = seen[first : last + 1]
    left = min(row.line.x0 for row in rows)
    values_x0 = min(_values_left(row) for row in rows if row.is_data)
    right = max(row.line.x1 for row in rows)
    while start + 1 < first:
        row = seen[start]
        if any(u.is_number for u in row.units) or is_period(row.line.text):
            break
        aside = (
            len(row.units) == 2
            and len(row.units[1].words) >= 3
            and row.line.x0 < values_x0 - 2 * row.line.height
        )
        middle = (row.line.x0 + row.line.x1) / 2
        slack = _CENTRED * (right - left)
        centred = (
            len(row.units) == 1
            and abs(middle - (left + right) / 2) < slack
            and abs(middle - (values_x0 + right) / 2) > 2 * slack
            and _is_title(row, rows[0])
        )
        if not (aside or centred):
            break
        start += 1
    return start


def _is_title(row: TableLine, body: TableLine) -> bool:
    """Set as a title, or named as one: capitals, larger type, "Statement of ..."."""
    text = row.line.text
    larger = row.line.height > 1.15 * body.line.height
    return text.isupper() or larger or bool(_STATEMENT.search(text))


def _over_columns(row: TableLine, values_x0: float, left: float, rights: Sequence[float]) -> bool:
    """Whether the line heads columns: phrases or years above the values.

    A phrase longer than its column begins left of the values; it ends where they end (`rights`).
    """
    if row.is_header:
        return True
    heads = row.units
    reach = 3.5 * row.line.height
    is_flush = any(abs(heads[0].x1 - right) < _FLUSH * row.line.height for right in rights)
    is_long_head = is_flush and heads[0].x0 > left + reach
    if heads[0].x0 < values_x0 - reach and not is_long_head:
        if len(heads) == 1 or heads[0].x1 > values_x0 + reach:
            return False
        heads = heads[1:]  # the first phrase heads the labels
    return (
        any(u.x1 > values_x0 - reach for u in heads)
        and all(u.x0 > left + reach for u in heads)
        and all(len(u.words) <= _HEAD_WORDS for u in heads)
    )


def _hanging(seen: Sequence[TableLine], last: int, skip: frozenset[int]) -> int:
    """The last line of the table: a label's second line under its values still belongs to it."""
    j = last + 1
    if j >= len(seen) or j in skip:
        return last
    row, above = seen[j], seen[last]
    starts_low = row.units and row.units[0].words[0].text[:1].islower()
    if (
        row.is_label
        and starts_low
        and row.line.frame == above.line.frame
        and not above.units[0].is_number
        and row.line.x1 < _values_left(above)
        and row.line.x0 >= above.line.x0 - 1
        and _gap(above, row) < 1.6 * row.line.height
    ):
        return j
    return last


def _is_table(region: Region) -> bool:
    rows = [row for row in region.lines[region.header :] if row.is_data]
    values = sum(len(row.numbers) for row in rows)
    if _lists_pages(rows) or _is_wordy(rows):
        return False
    if len(rows) == 1:
        return values >= 2 and region.header > 0
    labelled = sum(1 for row in rows if not row.units[0].is_number or len(row.units) > 1)
    return values >= 2 and labelled >= 1


def _is_wordy(rows: Sequence[TableLine]) -> bool:
    """Text laid out in columns with a number here and there."""
    words = sum(len(u.words) for row in rows for u in row.units[1:] if not u.is_number)
    return words > _WORDS_PER_NUMBER * sum(len(row.numbers) for row in rows)


def _lists_pages(rows: Sequence[TableLine]) -> bool:
    """A table of contents: whole numbers on the right that hardly ever fall."""
    last = [row.numbers[-1].text for row in rows if row.units[-1].is_number]
    values = [int(text) for text in last if text.isdecimal() and len(text) <= 4]
    if len(rows) < _CONTENTS_ROWS or len(values) < 0.9 * len(rows):
        return False
    if sum(len(row.numbers) for row in rows) > 1.1 * len(rows):
        return False
    falls = sum(1 for a, b in zip(values, values[1:], strict=False) if a > b)
    return falls <= 0.1 * len(values) and len(set(values)) > 1
