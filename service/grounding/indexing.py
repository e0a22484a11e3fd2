"""A filing's facts, labelled once and kept: by table row, and by size."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.identifiers import filing_of_part
from ingest.stores import Library
from service.grounding.matching import Labelled, label

RowKey = tuple[str, int]  # table id and row


@dataclass(frozen=True, slots=True)
class FactIndex:
    """The labelled facts of one filing."""

    rows: Mapping[RowKey, tuple[Labelled, ...]]
    sizes: Sequence[Decimal]  # ascending, signs left out
    by_size: Sequence[Labelled]  # in the same order

    def between(self, low: Decimal, high: Decimal) -> Sequence[Labelled]:
        """The facts whose size is from `low` to `high`, both included."""
        return self.by_size[bisect_left(self.sizes, low) : bisect_right(self.sizes, high)]


def index_facts(library: Library, filing_id: str) -> FactIndex:
    """Reads and labels a filing's facts; for `Library.derived`, which keeps the result."""
    rows: dict[RowKey, list[Labelled]] = defaultdict(list)
    labelled = [label(fact) for fact in library.facts([filing_id])]
    for one in labelled:
        rows[one.fact.table_id, one.fact.row].append(one)
    labelled.sort(key=lambda one: abs(one.fact.value))
    return FactIndex(
        {key: tuple(ones) for key, ones in rows.items()},
        [abs(one.fact.value) for one in labelled],
        labelled,
    )


class Facts:
    """The labelled facts of the filings that a text is checked against."""

    def __init__(self, library: Library, filing_ids: Iterable[str]) -> None:
        """Indexes are made when they are first asked for."""
        self._library = library
        self._filing_ids = tuple(filing_ids)

    def of_rows(self, keys: Iterable[RowKey]) -> Iterator[Labelled]:
        """The facts of table rows, in the order of the rows."""
        known = frozenset(self._filing_ids)
        for table_id, row in dict.fromkeys(keys):
            filing_id = filing_of_part(table_id)
            if filing_id in known:
                yield from self._index(filing_id).rows.get((table_id, row), ())

    def between(self, low: Decimal, high: Decimal, filing_ids: Iterable[str]) -> Iterator[Labelled]:
        """The facts of some of the filings by size."""
        for filing_id in filing_ids:
            yield from self._index(filing_id).between(low, high)

    def _index(self, filing_id: str) -> FactIndex:
        return self._library.derived(filing_id, index_facts)
