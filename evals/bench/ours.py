"""Our side: the ingest pipeline and the retrieval that the service uses, nothing special."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from evals.bench.types import FoundPage
from ingest.pipeline import embed_filing, index_filing, keep_filing
from ingest.stores import State, StoreConfig, open_stores
from service.retrieval import search


class OurSide:
    """The stores in `directory`, embedded."""

    def __init__(self, directory: Path) -> None:
        self._stores = open_stores(StoreConfig(directory))
        self._ids: dict[str, str] = {}

    def preload(self) -> None:
        """Load the model, start the process that reads files; see `Side.preload`."""
        self._stores.preload()
        self._stores.embedder.embed_query("revenue")

    def index(self, files: Sequence[Path], on_searchable: Callable[[], None]) -> int:
        """See `Side.index`. All files can be searched before the first vector is made."""
        for file in files:
            kept = keep_filing(file.name, file.read_bytes(), self._stores)
            record = index_filing(kept.id, self._stores)
            if record.state is State.FAILED:
                raise RuntimeError(f"{file.name} could not be read: {record.error}")
            self._ids[file.name] = record.id
        on_searchable()
        for filing_id in self._ids.values():
            embed_filing(filing_id, self._stores)
        return sum(max(record.pages, 1) for record in self._stores.library.filings())

    def search(self, query: str, *, file: str | None, limit: int) -> list[FoundPage]:
        """See `Side.search`."""
        names = {filing_id: name for name, filing_id in self._ids.items()}
        chosen = (self._ids[file],) if file is not None else ()
        hits = search(query, self._stores, filing_ids=chosen, limit=limit)
        return [FoundPage(names[hit.passage.filing_id], hit.passage.page) for hit in hits]

    def passages(self) -> int:
        """See `Side.passages`."""
        return sum(record.passages for record in self._stores.library.filings())

    def close(self) -> None:
        """See `Side.close`."""
        self._stores.close()
