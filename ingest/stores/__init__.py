"""What is kept of filings, and the one process that keeps it.

    database (SQLite, or PostgreSQL by URL)   filings, pages, tables, facts, passages, conversations
    lexical.sqlite                            words of passages and table rows
    chroma/ (or a Chroma server by URL)       vectors of passages
    files/                                    the files as they were handed over

All but the first and last can be made again from these two.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from ingest.embedding import Embedder
from ingest.errors import UnknownFiling
from ingest.passages import SCHEME
from ingest.stores.conversations import Conversation, Feedback, Message
from ingest.stores.database import migrate, open_engine
from ingest.stores.faults import store_faults
from ingest.stores.filters import FactFilter, PeriodScope
from ingest.stores.lexical import LexicalIndex, passage_entries, row_entries
from ingest.stores.library import Library
from ingest.stores.originals import Originals
from ingest.stores.ownership import Ownership
from ingest.stores.postgresql import take_database
from ingest.stores.records import FilingRecord, State
from ingest.stores.selecting import FactKey, FilingLine, StoredFact, StoredTable
from ingest.stores.vectors import VectorIndex, close_client, open_client
from ingest.worker import ParseWorker, WorkerLimits

__all__ = [
    "Conversation",
    "Feedback",
    "FactFilter",
    "FactKey",
    "FilingLine",
    "FilingRecord",
    "LexicalIndex",
    "Library",
    "Message",
    "Originals",
    "PeriodScope",
    "State",
    "StoreConfig",
    "StoredFact",
    "StoredTable",
    "Stores",
    "VectorIndex",
    "open_stores",
]


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """Where things are kept and what makes vectors. Only `data_dir` is needed."""

    data_dir: Path
    database_url: str | None = None  # None: SQLite in data_dir
    chroma_url: str | None = None  # None: embedded, in data_dir
    embedding_model: str | None = None  # folder or hub name; None: the installed default
    server_url: str | None = None  # where the process that opens them can be reached
    limits: WorkerLimits = field(default_factory=WorkerLimits)  # of reading one file


@dataclass(frozen=True, slots=True)
class Stores:
    """The open stores. Safe for several threads; not for a fork."""

    library: Library
    lexical: LexicalIndex
    vectors: VectorIndex
    originals: Originals
    embedder: Embedder
    worker: ParseWorker
    ownership: Ownership
    engine: Engine

    def delete(self, filing_id: str) -> None:
        """Removes a filing from every store. Cut off in the middle, it shows as failed.

        Raises:
            UnknownFiling: There is none of that id.
        """
        record = self.library.filing(filing_id)
        self.library.mark_failed(filing_id, UnknownFiling("It was being deleted; delete it again."))
        self.forget(filing_id)
        self.library.delete(filing_id)
        self.originals.delete(record.sha256)

    def forget(self, filing_id: str) -> None:
        """Takes a filing's vectors and words out of the indexes."""
        self.vectors.delete(filing_id)
        self.lexical.delete(filing_id)

    def preload(self) -> None:
        """Does now what would else make the first file or question wait: model, child process."""
        self.worker.start()
        self.embedder.preload()

    def close(self) -> None:
        """Closes everything and gives the data directory back."""
        self.worker.close()
        self.lexical.close()
        self.vectors.close()
        self.engine.dispose()
        self.ownership.release()


def open_stores(config: StoreConfig, *, reindexing: bool = False) -> Stores:
    """Opens the stores: takes the data directory, migrates the database, finds the model.

    Args:
        config: Where and what.
        reindexing: Vectors of another model are there and about to be replaced.

    Raises:
        StoreInUse: Another process owns the data directory; `.url` says where to send things.
            Or another one, with another data directory, owns the PostgreSQL database.
        StoreUnavailable: The PostgreSQL or Chroma server cannot be reached.
        SettingsError: A URL cannot be used.
        IndexMismatch: The vectors there were made by another model, and `reindexing` is false.
        WeightsMissing: The embedding model is not there.
        StoreFull: The disk is full.
    """
    data_dir = config.data_dir
    with store_faults(), ExitStack() as undone:
        data_dir.mkdir(parents=True, exist_ok=True)
        ownership = Ownership(data_dir, config.server_url)
        undone.callback(ownership.release)
        engine = open_engine(config.database_url or f"sqlite:///{data_dir / 'library.sqlite'}")
        undone.callback(engine.dispose)
        if engine.dialect.name == "postgresql":
            take_database(engine)
        migrate(engine)
        library = Library(engine)
        lexical = LexicalIndex(data_dir / "lexical.sqlite")
        undone.callback(lexical.close)
        mend_words(library, lexical)
        embedder = Embedder(config.embedding_model)
        client = open_client(data_dir / "chroma", config.chroma_url)
        undone.callback(close_client, client)
        vectors = VectorIndex(
            client,
            f"{embedder.fingerprint}-{SCHEME}",
            label=embedder.name,
            rebuilding=reindexing,
        )
        undone.pop_all()  # all went well: from here on it is `Stores.close`
        return Stores(
            library=library,
            lexical=lexical,
            vectors=vectors,
            originals=Originals(data_dir / "files"),
            embedder=embedder,
            worker=ParseWorker(config.limits),
            ownership=ownership,
            engine=engine,
        )


def mend_words(library: Library, lexical: LexicalIndex) -> int:
    """Indexes the words of filings whose index was lost with its file; gives how many."""
    there = lexical.filing_ids()
    lost = [r for r in library.filings() if r.is_answerable and r.id not in there]
    for record in lost:
        lexical.replace(
            record.id,
            passage_entries(library.passages_of(record.id), record.identity),
            row_entries(library.facts([record.id]), library.tables(record.id), record.identity),
        )
    return len(lost)
