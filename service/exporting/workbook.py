"""Facts, tables and ties as an .xlsx workbook, written row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

from ingest.stores import FilingRecord, Library
from ingest.types import Table, Tie
from service.exporting.laid_out import grid_rows
from service.exporting.selection import facts_of, tables_of
from service.exporting.sheets import Cut, Sheet, as_number, plain
from service.exporting.values import FACT_FIELDS, Value, fact_record

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
    cut = Cut()
    facts = Sheet(book, "Facts", FACT_FIELDS, cut)
    for stored, name in facts_of(library, records):
        flat = fact_record(stored, name)
        facts.add([plain(field, flat[field]) for field in FACT_FIELDS])
    tables = Sheet(book, "Tables", (*_TABLE_FIELDS, "caption"), cut)
    for table, name in tables_of(library, records):
        for row, is_head in _table_rows(table, name):
            tables.add(row, is_bold=is_head)
    _write_ties(book, library, records, cut)
    about = Sheet(book, "About", ("filing", "id", "company", "form", "period", "sha256"), cut)
    for record in records:
        identity = record.identity
        words = plain("period", None if identity.period is None else str(identity.period.end))
        about.add([record.name, record.id, identity.company, identity.form, words, record.sha256])
    for note in cut.notes():
        about.add([note])
    for sheet in (facts, tables, about):
        sheet.finish()
    book.save(out)


def _write_ties(book: Any, library: Library, records: Sequence[FilingRecord], cut: Cut) -> None:
    sheet: Sheet | None = None
    for record in records:
        for tie in library.ties(record.id):
            sheet = sheet or Sheet(book, "Ties", _TIE_FIELDS, cut)
            sheet.add(_tie_row(tie, record.name))
    if sheet is not None:
        sheet.finish()


def _tie_row(tie: Tie, filing: str) -> list[Value]:
    amounts = [as_number(each) for each in (tie.printed, tie.computed, tie.tolerance)]
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
