"""Filings' facts and tables written to a file, in one of the formats that other programs open."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import IO, Any

from ingest.errors import RequestError
from ingest.stores import FilingRecord
from ingest.stores.faults import store_faults
from service import desk
from service.api.bodies import dump
from service.api.fact_bodies import FactBody, TableBody
from service.api.filing_bodies import FilingBody
from service.api.ties import TieBody
from service.exporting import (
    CELL_FIELDS,
    cell_records,
    csv_lines,
    facts_csv,
    facts_of,
    tables_of,
    write_cells,
    write_facts,
    write_workbook,
)
from service.parts import Parts


class ExportFormat(StrEnum):
    """The kinds of file."""

    XLSX = "xlsx"  # sheets Facts, Tables, Ties, About
    PARQUET = "parquet"  # facts, or cells of tables
    CSV = "csv"  # likewise
    JSON = "json"  # everything, as the HTTP API has it


class Content(StrEnum):
    """What a file holds that holds one table alone, Parquet or CSV."""

    FACTS = "facts"
    TABLES = "tables"  # one row for each cell


MEDIA_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.PARQUET: "application/vnd.apache.parquet",
    ExportFormat.CSV: "text/csv; charset=utf-8; header=present",
    ExportFormat.JSON: "application/json",
}


def records_of(
    parts: Parts, names: Sequence[str], collection: str | None = None
) -> tuple[FilingRecord, ...]:
    """The filings to export, each read.

    Raises:
        RequestError: Neither filings nor a collection are named.
        TickmarkError: As `desk.scope`.
    """
    if not names and collection is None:
        raise RequestError("Name the filings to export, or a collection.")
    return desk.scope(parts, names, collection)


def export(
    parts: Parts,
    records: Sequence[FilingRecord],
    form: ExportFormat,
    out: IO[bytes],
    content: Content = Content.FACTS,
) -> None:
    """Writes filings to `out`, which can be sought in.

    Raises:
        StoreFull: The disk is full.
    """
    library = parts.stores.library
    with store_faults():
        if form is ExportFormat.XLSX:
            write_workbook(out, library, records)
        elif form is ExportFormat.PARQUET and content is Content.FACTS:
            write_facts(out, facts_of(library, records))
        elif form is ExportFormat.PARQUET:
            write_cells(out, tables_of(library, records))
        else:
            lines = (
                _json(parts, records)
                if form is ExportFormat.JSON
                else _csv(parts, records, content)
            )
            for line in lines:
                out.write(line.encode("utf-8", "replace"))


def _csv(parts: Parts, records: Sequence[FilingRecord], content: Content) -> Iterator[str]:
    library = parts.stores.library
    if content is Content.FACTS:
        return facts_csv(facts_of(library, records))
    return _cells_csv(parts, records)


def _cells_csv(parts: Parts, records: Sequence[FilingRecord]) -> Iterator[str]:
    yield from csv_lines([CELL_FIELDS])
    for table, name in tables_of(parts.stores.library, records):
        yield from csv_lines(cell_records(table, name))


def _json(parts: Parts, records: Sequence[FilingRecord]) -> Iterator[str]:
    """One object of lists; written item by item, so that it need not be held whole."""
    library = parts.stores.library
    lists: dict[str, Iterator[dict[str, Any]]] = {
        "filings": (dump(FilingBody.of(record)) for record in records),
        "facts": (dump(FactBody.of_stored(*each)) for each in facts_of(library, records)),
        "tables": (
            dump(TableBody.of(stored, record.name))
            for record in records
            for stored in library.select_tables(record.id)
        ),
        "ties": (
            {"filing_id": record.id, **dump(TieBody.of(tie))}
            for record in records
            for tie in library.ties(record.id)
        ),
    }
    for n, (name, items) in enumerate(lists.items()):
        yield f"{'{' if n == 0 else ','}\n{json.dumps(name)}: ["
        for m, item in enumerate(items):
            yield f"{',' if m else ''}\n{json.dumps(item, ensure_ascii=False)}"
        yield "\n]"
    yield "\n}\n"
