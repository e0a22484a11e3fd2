"""This year's comparatives against last year's filing of the same company."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ingest.stores import FilingRecord, Library
from ingest.tying import tie_comparatives
from ingest.types import Tie

MOST_EARLIER = 3  # filings that one is held against, the latest first
OLDEST = timedelta(days=800)  # further back, a filing has no comparatives of it


def tie_to_other_filings(filing_id: str, library: Library) -> None:
    """Holds a filing against the company's earlier ones, and its later ones against it.

    The ties are stored with the later filing of each two; doing it again changes nothing.
    """
    record = library.filing(filing_id)
    if record.identity.company is None or record.identity.period is None:
        return
    family = [other for other in library.filings() if _is_of(other, record)]
    for later in family:
        if later.id == filing_id or _is_before(record, later):
            earlier = [other for other in family if _is_before(other, later)]
            earlier.sort(key=_end, reverse=True)
            library.replace_comparatives(later.id, _ties(later, earlier[:MOST_EARLIER], library))


def _is_of(other: FilingRecord, record: FilingRecord) -> bool:
    """A filing of the same company, read."""
    name = other.identity.company
    same = name is not None and name.casefold() == (record.identity.company or "").casefold()
    return same and other.identity.period is not None and other.facts > 0


def _end(record: FilingRecord) -> date:
    return record.identity.period.end if record.identity.period is not None else date.min


def _is_before(earlier: FilingRecord, later: FilingRecord) -> bool:
    return timedelta(0) < _end(later) - _end(earlier) <= OLDEST


def _ties(later: FilingRecord, earlier: Iterable[FilingRecord], library: Library) -> list[Tie]:
    ties: list[Tie] = []
    statements = library.statements([later.id])
    facts = library.facts([later.id])
    for other in earlier:
        before, theirs = library.statements([other.id]), library.facts([other.id])
        ties += tie_comparatives(statements, facts, before, theirs, other.name)
    return ties
