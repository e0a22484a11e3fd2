"""What is exported of filings: their facts and tables, filing by filing, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.stores import FactFilter, FilingRecord, Library, StoredFact
from ingest.types import Table

_AT_ONCE = 50  # tables in memory


def facts_of(library: Library, records: Sequence[FilingRecord]) -> Iterator[tuple[StoredFact, str]]:
    """Every fact with its filing's name, a thousand in memory."""
    for record in records:
        for stored in library.select_facts(FactFilter(filing_ids=(record.id,))):
            yield stored, record.name


def tables_of(library: Library, records: Sequence[FilingRecord]) -> Iterator[tuple[Table, str]]:
    """Every table with its filing's name."""
    for record in records:
        after = -1
        while found := library.select_tables(record.id, after=after, limit=_AT_ONCE):
            for stored in found:
                yield stored.table, record.name
            after = found[-1].position
