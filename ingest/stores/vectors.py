"""Passage vectors in Chroma: embedded in the data directory, or a Chroma server by URL.

One collection for one way of making vectors (its fingerprint). Vectors of two ways are never
mixed: where a collection of another way exists, opening fails and says what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.config import Settings

from ingest.errors import IndexMismatch, SettingsError
from ingest.stores.faults import vector_faults, vectors_unavailable
from ingest.types import Passage

if TYPE_CHECKING:
    from llama_index.vector_stores.chroma import ChromaVectorStore

BATCH = 1000  # vectors in one call
PREFIX = "tickmark-"
TIMEOUT = httpx.Timeout(60.0, connect=5.0)  # of one call to a Chroma server, in seconds


def open_client(path: Path, url: str | None = None) -> ClientAPI:
    """A Chroma client: embedded at `path`, or the server at `url`.

    Raises:
        SettingsError: The URL is not http://host:port or https://host:port.
        StoreUnavailable: There is no Chroma server.
    """
    settings = Settings(anonymized_telemetry=False)
    if url is None:
        return chromadb.PersistentClient(str(path), settings=settings)
    host, port, ssl = _place(url)
    try:
        client = chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=settings)
    except ValueError as exc:  # what it makes of any failure to connect
        raise vectors_unavailable(f"nothing answers at {url}") from exc
    for session in _sessions_of(client):
        session.timeout = TIMEOUT  # Chroma waits for ever and has no setting for it
    return client


def _sessions_of(client: ClientAPI) -> Iterator[httpx.Client]:
    """What a client of a server speaks through; each has its own, and one more to begin with."""
    for each in (client, getattr(client, "_admin_client", None)):
        session = getattr(getattr(each, "_server", None), "_session", None)
        if isinstance(session, httpx.Client):
            yield session


def _place(url: str) -> tuple[str, int, bool]:
    try:
        parts = urlsplit(url)
        ssl, host = parts.scheme == "https", parts.hostname
        port = parts.port or (443 if ssl else 8000)
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise SettingsError(f"'{url}' is not the URL of a Chroma server: http://host:port.")
    return f"[{host}]" if ":" in host else host, port, ssl


def close_client(client: ClientAPI) -> None:
    """Lets go of what a client holds; a second call does nothing."""
    close = cast(Callable[[], None] | None, getattr(client, "close", None))
    if close is not None:
        close()
    for session in _sessions_of(client):
        session.close()  # Chroma leaves its connections to the garbage collector


class VectorIndex:
    """Nearest passages by cosine. Safe for several threads of one process, not for a fork."""

    @vector_faults()
    def __init__(
        self, client: ClientAPI, fingerprint: str, *, label: str = "", rebuilding: bool = False
    ) -> None:
        """Opens the collection of this fingerprint.

        Args:
            client: Chroma.
            fingerprint: What makes two vectors comparable: model, weights, passage scheme.
            label: The same in words, for the message when it does not match.
            rebuilding: Accept that vectors of another fingerprint are there still.

        Raises:
            IndexMismatch: There are vectors of another fingerprint, and `rebuilding` is false.
        """
        self._client = client
        self.fingerprint = fingerprint
        others = self._others()
        if others and not rebuilding:
            was = " and ".join(sorted(label for label, _ in others.values()))
            count = sum(count for _, count in others.values())
            raise IndexMismatch(
                f"The index holds {count} vectors made with {was}; the settings now say "
                f"{label or fingerprint}. Run 'tickmark reindex' to make it anew, or set the "
                "former model again."
            )
        self._collection = client.get_or_create_collection(
            PREFIX + fingerprint,
            metadata={"fingerprint": fingerprint, "label": label or fingerprint},
            configuration={"hnsw": {"space": "cosine"}},
            embedding_function=None,
        )

    @vector_faults()
    def upsert(self, passages: Sequence[Passage], vectors: Sequence[Sequence[float]]) -> None:
        """Puts vectors in, in place of those of the same passages.

        Raises:
            StoreFull: The disk is full.
            StoreUnavailable: The Chroma server is away.
        """
        for start in range(0, len(passages), BATCH):
            part = passages[start : start + BATCH]
            self._collection.upsert(
                ids=[passage.passage_id for passage in part],
                embeddings=cast(Any, vectors[start : start + BATCH]),
                metadatas=[
                    {"filing_id": p.filing_id, "page": p.page, "kind": p.kind.value} for p in part
                ],
                documents=[passage.text for passage in part],  # LlamaIndex reads them here
            )

    @vector_faults()
    def missing(self, passage_ids: Sequence[str]) -> tuple[str, ...]:
        """Which of these have no vector, in their order."""
        there: set[str] = set()
        for start in range(0, len(passage_ids), BATCH):
            ids = list(passage_ids[start : start + BATCH])
            there.update(self._collection.get(ids=ids, include=[])["ids"])
        return tuple(passage_id for passage_id in passage_ids if passage_id not in there)

    @vector_faults()
    def search(
        self, vector: Sequence[float], *, filing_ids: Sequence[str] = (), limit: int = 50
    ) -> list[tuple[str, float]]:
        """(passage id, cosine similarity), best first; empty `filing_ids` means all."""
        where: Any = {"filing_id": {"$in": list(filing_ids)}} if filing_ids else None
        found = self._collection.query(
            query_embeddings=cast(Any, [list(vector)]),
            n_results=limit,
            where=where,
            include=["distances"],
        )
        distances = found["distances"] or [[]]
        return [
            (passage_id, 1.0 - float(distance))
            for passage_id, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    @vector_faults()
    def count(self, filing_id: str | None = None) -> int:
        """How many vectors there are (of a filing)."""
        if filing_id is None:
            return int(self._collection.count())
        return len(self._collection.get(where={"filing_id": filing_id}, include=[])["ids"])

    @vector_faults()
    def delete(self, filing_id: str) -> None:
        """Forgets a filing's vectors; one that has none is no error."""
        self._collection.delete(where={"filing_id": filing_id})

    @vector_faults()
    def keep_only(self, filing_id: str, passage_ids: Sequence[str]) -> None:
        """Forgets the vectors of a filing's passages that are not among these."""
        there = self._collection.get(where={"filing_id": filing_id}, include=[])["ids"]
        stale = sorted(set(there) - set(passage_ids))
        for ids in _batches(stale):
            self._collection.delete(ids=ids)

    @vector_faults()
    def drop_others(self) -> None:
        """Removes the collections of other fingerprints: the end of a reindex."""
        for name in self._others():
            self._client.delete_collection(name)

    def close(self) -> None:
        """Lets the embedded database go, so that another process may open it."""
        close_client(self._client)

    @property
    def llama_index_store(self) -> ChromaVectorStore:
        """The same collection as LlamaIndex's vector store."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        return ChromaVectorStore(chroma_collection=self._collection)

    def _others(self) -> dict[str, tuple[str, int]]:
        """Collections of ours with other vectors in: name -> (label, count)."""
        found = {}
        for collection in self._client.list_collections():
            if collection.name.startswith(PREFIX) and collection.name != PREFIX + self.fingerprint:
                count = int(collection.count())
                if count:
                    label = str((collection.metadata or {}).get("label", collection.name))
                    found[collection.name] = (label, count)
        return found


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), BATCH):
        yield list(ids[start : start + BATCH])
