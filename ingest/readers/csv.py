"""Comma-, semicolon-, tab- and bar-separated values to a Reading of one page.

RFC 4180 is what most writers keep; rows of different lengths and quoted line breaks are read.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.errors import EmptyFiling, FilingTooLarge, UnreadableFiling
from ingest.readers.limits import Limits
from ingest.readers.lines import is_figure
from ingest.readers.page_writer import PageWriter
from ingest.readers.sheets import SheetCell, write_sheet
from ingest.types import Notice, Reading

DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 200
_FEWEST_ROWS = 4  # rows alike that make a file without a telling name a table
_FEWEST_FIELDS = 3  # a comma a line is what prose has too


def find_delimiter(text: str) -> str | None:
    """The character that cuts most rows into the same number of fields; None: none does.

    Args:
        text: The file's text, or its first part.
    """
    found = {mark: score for mark in DELIMITERS if (score := _evenness(text, mark)) > 0}
    return max(found, key=lambda mark: found[mark]) if found else None


def is_plainly_separated(text: str) -> bool:
    """Is `text` a table by its form alone: rows of one length, of several fields, with figures?

    Tabs do not count: the reader of plain text knows tables with tabs, and prose between them.
    """
    for mark in ",;|":
        rows = list(_sample(text, mark))
        sizes = {len(row) for row in rows}
        if len(rows) < _FEWEST_ROWS or len(sizes) != 1 or sizes.pop() < _FEWEST_FIELDS:
            continue
        figures = sum(any(is_figure(field) for field in row) for row in rows)
        if figures * 2 >= len(rows) and not rows[0][0].startswith("|"):
            return True
    return False


def _evenness(text: str, mark: str) -> float:
    """How alike the rows are under a delimiter: the rows of the commonest length, times it."""
    sizes = Counter(len(row) for row in _sample(text, mark))
    sizes.pop(1, None)
    if not sizes:
        return 0
    size, count = max(sizes.items(), key=lambda item: (item[1], item[0]))
    return count * min(size, 50)


def _sample(text: str, mark: str) -> Iterator[list[str]]:
    rows = _records(text, mark)
    for _ in range(_SAMPLE_ROWS):
        try:
            row = next(rows, None)
        except csv.Error:
            return
        if row is None:
            return
        if any(field.strip() for field in row):
            yield row


def _records(text: str, mark: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True)


def read_csv(text: str, limits: Limits, notices: Sequence[Notice] = ()) -> Reading:
    """Read decoded text whose rows are lines and whose cells are set apart by a delimiter.

    Raises:
        EmptyFiling: not one printed character.
        FilingTooLarge: more characters or cells than the limits allow.
        UnreadableFiling: a field without end.
    """
    if len(text) > limits.max_characters:
        raise FilingTooLarge(
            f"The file has {len(text):,} characters; at most {limits.max_characters:,} are read."
        )
    if not text.strip():
        raise EmptyFiling("The file has no text in it.")
    mark = find_delimiter(text) or ","
    cells: list[SheetCell] = []
    seen = 0
    sizes: Counter[int] = Counter()
    try:
        for index, row in enumerate(_records(text, mark)):
            seen += len(row)
            if seen > limits.max_cells:
                raise FilingTooLarge(f"The file has more than {limits.max_cells:,} cells.")
            fields = [" ".join(field.split()) for field in row]
            filled = [(column, field) for column, field in enumerate(fields) if field]
            cells += [SheetCell(index, column, field) for column, field in filled]
            if len(filled) > 1:
                sizes[len(row)] += 1
    except csv.Error as error:
        raise UnreadableFiling(f"The file is no proper table of values: {error}.") from error
    if not cells:
        raise EmptyFiling("The file has no text in it.")
    writer = PageWriter(limits)
    write_sheet(cells, writer)
    writer.end_page()
    ragged = sizes.total() - max(sizes.values(), default=0)
    return Reading(
        media_type="text/tab-separated-values" if mark == "\t" else "text/csv",
        is_paged=False,
        pages=tuple(writer.pages),
        blocks=tuple(writer.blocks),
        grids=tuple(writer.grids),
        warnings=(*notices, *_ragged(ragged), *writer.doubts()),
    )


def _ragged(rows: int) -> list[Notice]:
    if not rows:
        return []
    many = "row has" if rows == 1 else "rows have"
    return [Notice("ragged_rows", f"{rows:,} {many} another number of cells than most.")]
