"""Excel workbooks (.xlsx, .xlsm without its macros) to a Reading: one sheet, one page.

A cell's text is what Excel shows: its number format applied to its value. Formulas are not
computed: their last values, which Excel keeps in the file, are read.
"""

from __future__ import annotations

import io
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import cast
from zipfile import ZipFile

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from ingest.errors import EmptyFiling, FilingTooLarge, UnreadableFiling
from ingest.readers.limits import Limits
from ingest.readers.number_formats import Value, shown
from ingest.readers.office import check_package
from ingest.readers.page_writer import PageWriter
from ingest.readers.sheet_marks import SheetMarks, read_marks
from ingest.readers.sheets import SheetCell, write_sheet
from ingest.types import BlockKind, Notice, Reading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a damaged workbook makes openpyxl raise: it checks types and references as it meets them.
_FAULTS = (
    AttributeError, IndexError, KeyError, OSError, OverflowError, SyntaxError, TypeError,
    ValueError,
)  # fmt: skip
_NOT_READ = (
    ("xl/charts/", "charts"),
    ("xl/media/", "pictures"),
    ("xl/comments", "comments"),
    ("xl/threadedComments/", "comments"),
    ("xl/vbaProject.bin", "macros"),
)


def read_xlsx(data: bytes, limits: Limits) -> Reading:
    """Read a workbook.

    Raises:
        EmptyFiling: no cell with a text.
        FilingTooLarge: more sheets, cells, characters or unpacked bytes than the limits allow.
        UnreadableFiling: damaged, or not what the standard says a workbook is.
    """
    parts = check_package("The workbook", data, limits)
    notices: list[Notice] = _not_read(parts)
    writer = PageWriter(limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that openpyxl does not keep
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            with closing(book), ZipFile(io.BytesIO(data)) as archive:
                _read_sheets(book, archive, writer, notices, limits)
                properties = book.properties
        except _FAULTS as error:
            raise UnreadableFiling(f"The workbook is damaged: {_said(error)}.") from error
    if not writer.blocks:
        raise EmptyFiling("The workbook has no text in it.")
    named = {"title": properties.title, "author": properties.creator}
    return Reading(
        media_type=XLSX,
        is_paged=len(writer.pages) > 1,
        pages=tuple(writer.pages),
        blocks=tuple(writer.blocks),
        grids=tuple(writer.grids),
        metadata={key: str(value) for key, value in named.items() if value},
        outline=tuple((1, _title_of(writer, page.number), page.number) for page in writer.pages),
        warnings=(*notices, *writer.doubts()),
    )


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__


def _title_of(writer: PageWriter, page: int) -> str:
    return writer.pages[page - 1].text.partition("\n")[0]


def _not_read(parts: Sequence[str] | frozenset[str]) -> list[Notice]:
    found = {what for start, what in _NOT_READ if any(part.startswith(start) for part in parts)}
    if not found:
        return []
    return [Notice("not_read", f"The workbook has {', '.join(sorted(found))}, which are not read.")]


def _read_sheets(
    book: openpyxl.Workbook,
    archive: ZipFile,
    writer: PageWriter,
    notices: list[Notice],
    limits: Limits,
) -> None:
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    if len(sheets) > limits.max_pages:
        raise FilingTooLarge(
            f"The workbook has {len(sheets):,} sheets; at most {limits.max_pages:,} are read."
        )
    cells_before = 0
    for sheet in sheets:
        path: str = sheet._worksheet_path  # type: ignore[attr-defined]  # nothing public names it
        with archive.open(path.lstrip("/")) as part:
            marks = read_marks(sheet.title, part, limits, cells_before)
        cells_before += marks.cells
        counts: Counter[str] = Counter()
        cells = list(_cells(sheet, marks, counts))
        if cells:
            writer.write(sheet.title, BlockKind.HEADING, 1)
            write_sheet(cells, writer)
        notices += _sheet_notices(sheet, marks, counts, writer.page)
        writer.end_page()


def _cells(
    sheet: ReadOnlyWorksheet, marks: SheetMarks, counts: Counter[str]
) -> Iterator[SheetCell]:
    """The cells that show a text, in reading order; what else there is goes into `counts`."""
    sheet.reset_dimensions()  # what the file says of its size is not always so
    # The stubs give the streaming sheet the other one's cells.
    rows = cast("Iterator[tuple[ReadOnlyCell, ...]]", sheet.iter_rows())  # type: ignore[misc]
    for row in rows:
        for cell in row:
            value = cast("Value | None", cell.value)  # never a formula: only values are loaded
            if value is None or cell.row is None or cell.column is None:
                continue
            text = " ".join(shown(value, cell.number_format or "General").split())
            if cell.data_type == "e":
                counts["errors"] += 1
            if not text:
                counts["hidden"] += not isinstance(value, str)
                continue
            place = (cell.row - 1, cell.column - 1)
            yield SheetCell(*place, text, *marks.merged.get(place, (1, 1)))


def _sheet_notices(
    sheet: ReadOnlyWorksheet, marks: SheetMarks, counts: Counter[str], page: int
) -> Iterator[Notice]:
    told = (
        ("hidden_sheet", sheet.sheet_state != "visible", "is hidden in Excel; it was read"),
        ("hidden_rows", marks.hidden_rows, "hidden rows with cells; they were read"),
        ("hidden_columns", marks.hidden_columns, "hidden columns; they were read"),
        ("formula_without_value", marks.uncomputed, "formulas without a value in the file: open it"
         " in Excel and save it"),
        ("error_cells", counts["errors"], "cells that show an error"),
        ("hidden_values", counts["hidden"], "values that their number format hides"),
    )  # fmt: skip
    for code, count, what in told:
        if count is True:
            yield Notice(code, f"Sheet “{sheet.title}” {what}.", page)
        elif count:
            yield Notice(code, f"Sheet “{sheet.title}” has {count:,} {what}.", page)
