"""Facts, tables and ties as an .xlsx workbook, written row by row.

Numbers are numbers as far as a spreadsheet holds them (15 digits) and else text; dates are dates;
everything that a filing says is text, whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

from ingest.stores import FilingRecord, Library
from ingest.types import Table, Tie
from service.exporting.laid_out import grid_rows
from service.exporting.selection import facts_of, tables_of
from service.exporting.values import (
    FACT_FIELDS,
    Value,
    as_text,
    exact,
    fact_record,
    printable,
)

MOST_CHARACTERS = 32_767  # of a cell
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_DIGITS = 15  # what a spreadsheet's number, a double, holds for certain
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")
)
_WIDTHS = {
    "filing": 28, "labels": 48, "label": 32, "column_labels": 24, "concept": 24, "period": 14,
    "period_start": 12, "period_end": 12, "value": 20, "text": 14, "entity": 28, "statement": 18,
    "table_id": 24, "fact_id": 28, "message": 80, "caption": 60,
}  # fmt: skip
_TIE_FIELDS = (
    "filing", "kind", "holds", "message", "printed", "computed", "tolerance", "suggestion", "page",
    "table_id", "fact_ids",
)  # fmt: skip
_TABLE_FIELDS = ("filing", "table_id", "page", "row")


def write_workbook(out: IO[bytes], library: Library, records: Sequence[FilingRecord]) -> None:
    """Writes the sheets Facts, Tables, Ties (where there are any) and About.

    Args:
        out: Where to, at its beginning.
        library: Where the filings are.
        records: The filings, in the order in which they are written.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    cut = _Cut()
    facts = _Sheet(book, "Facts", FACT_FIELDS, cut)
    for stored, name in facts_of(library, records):
        flat = fact_record(stored, name)
        facts.add([_plain(field, flat[field]) for field in FACT_FIELDS])
    tables = _Sheet(book, "Tables", (*_TABLE_FIELDS, "caption"), cut)
    for table, name in tables_of(library, records):
        for row, is_head in _table_rows(table, name):
            tables.add(row, is_bold=is_head)
    _write_ties(book, library, records, cut)
    about = _Sheet(book, "About", ("filing", "id", "company", "form", "period", "sha256"), cut)
    for record in records:
        identity = record.identity
        words = _plain("period", None if identity.period is None else str(identity.period.end))
        about.add([record.name, record.id, identity.company, identity.form, words, record.sha256])
    for note in cut.notes():
        about.add([note])
    for sheet in (facts, tables, about):
        sheet.finish()
    book.save(out)


def _write_ties(book: Any, library: Library, records: Sequence[FilingRecord], cut: _Cut) -> None:
    sheet: _Sheet | None = None
    for record in records:
        for tie in library.ties(record.id):
            sheet = sheet or _Sheet(book, "Ties", _TIE_FIELDS, cut)
            sheet.add(_tie_row(tie, record.name))
    if sheet is not None:
        sheet.finish()


def _tie_row(tie: Tie, filing: str) -> list[Value]:
    amounts = [_number(each) for each in (tie.printed, tie.computed, tie.tolerance)]
    ids = " ".join(tie.fact_ids)
    told = (tie.suggestion, tie.page, tie.table_id, ids)
    return [filing, tie.kind.value, tie.holds, tie.message, *amounts, *told]


def _table_rows(table: Table, filing: str) -> Iterator[tuple[list[Value], bool]]:
    """A heading row with caption and unit note, then the cells as printed."""
    place: list[Value] = [filing, table.table_id, table.page]
    head = " · ".join(filter(None, (table.caption, table.unit_note, table.statement.value)))
    yield [*place, None, head], True
    for n, texts in enumerate(grid_rows(table)):
        yield [*place, n, *(text or None for text in texts)], n < table.header_rows


def _plain(name: str, value: Value) -> Value:
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, date) and value.year < 1900:  # before a spreadsheet's first day
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int | float | date):
        return value
    return as_text(name, value)


def _number(value: Decimal) -> Value:
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return value if len(digits) <= MOST_DIGITS and abs(value.adjusted()) < 300 else exact(value)


class _Cut:
    """What a spreadsheet could not hold; told on the sheet About."""

    def __init__(self) -> None:
        self.cells = self.columns = 0

    def notes(self) -> Iterable[str]:
        if self.cells:
            yield f"{self.cells} cells of more than {MOST_CHARACTERS:,} characters are cut: …"
        if self.columns:
            yield f"{self.columns} rows of more than {MOST_COLUMNS:,} cells are cut."


class _Sheet:
    """A sheet with a header; what does not fit goes to a further one of the same name."""

    def __init__(self, book: Any, title: str, fields: Sequence[str], cut: _Cut) -> None:
        self._book, self._title, self._fields, self._cut = book, title, fields, cut
        self._number = 0
        self._begin()

    def add(self, row: Sequence[Value], *, is_bold: bool = False) -> None:
        if self._rows == MOST_ROWS:
            self.finish()
            self._begin()
        if len(row) > MOST_COLUMNS:
            self._cut.columns += 1
            row = row[:MOST_COLUMNS]
        self._sheet.append([self._cell(value, is_bold) for value in row])
        self._rows += 1

    def finish(self) -> None:
        """The filter arrows, once it is known how far they reach."""
        from openpyxl.utils import get_column_letter

        last = get_column_letter(len(self._fields))
        self._sheet.auto_filter.ref = f"A1:{last}{self._rows}"

    def _begin(self) -> None:
        from openpyxl.utils import get_column_letter

        self._number += 1
        title = self._title if self._number == 1 else f"{self._title} {self._number}"
        self._sheet: Any = self._book.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        for n, name in enumerate(self._fields, 1):
            if name in _WIDTHS:
                self._sheet.column_dimensions[get_column_letter(n)].width = _WIDTHS[name]
        self._rows = 0
        self.add(self._fields, is_bold=True)

    def _cell(self, value: Value, is_bold: bool) -> Any:
        if isinstance(value, str):
            text = self._fitted(value)
            if not is_bold and not text.startswith("=") and text not in _ERRORS:
                return text
            return self._styled(text, is_bold)
        if isinstance(value, Decimal):
            cell = self._styled(value, is_bold)
            cell.number_format = "#,##0" if value == value.to_integral_value() else "General"
            return cell
        return value

    def _styled(self, value: str | Decimal, is_bold: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font

        cell: Any = WriteOnlyCell(self._sheet)  # its stubs know no Decimal and no quotePrefix
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # not the formula or the error that it looks like
            cell.quotePrefix = value.startswith("=")  # nor when somebody edits it
        if is_bold:
            cell.font = Font(bold=True)
        return cell

    def _fitted(self, text: str) -> str:
        clean = _ESCAPE.sub("_x005F_", printable(text))  # else Excel reads _x0041_ as A
        if len(clean) <= MOST_CHARACTERS:
            return clean
        self._cut.cells += 1
        return clean[: MOST_CHARACTERS - 1] + "…"
