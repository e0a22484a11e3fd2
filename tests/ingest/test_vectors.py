from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromadb.api import ClientAPI
from llama_index.core.vector_stores.types import VectorStoreQuery

from ingest.errors import IndexMismatch
from ingest.stores import VectorIndex
from ingest.stores.vectors import open_client
from ingest.types import Passage, PassageKind, Span


def passage(number: int, filing_id: str = "f_1") -> Passage:
    name = f"{filing_id}-p{number}"
    return Passage(name, filing_id, 1, Span(0, 4), "text", PassageKind.TEXT)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[ClientAPI]:
    client = open_client(tmp_path / "chroma")
    yield client
    client.close()  # type: ignore[attr-defined]


def test_nearest_first_by_cosine(client: ClientAPI) -> None:
    index = VectorIndex(client, "a1")
    index.upsert([passage(0), passage(1), passage(2)], [[5, 0], [0.3, 0.4], [0, 1]])
    found = index.search([1, 0], limit=2)
    assert [name for name, _ in found] == ["f_1-p0", "f_1-p1"]
    assert [score for _, score in found] == pytest.approx([1.0, 0.6], abs=1e-6)


def test_putting_in_again_replaces(client: ClientAPI) -> None:
    index = VectorIndex(client, "a1")
    index.upsert([passage(0)], [[1, 0]])
    index.upsert([passage(0), passage(1)], [[0, 1], [1, 0]])
    assert index.count() == 2
    assert index.search([0, 1], limit=1)[0][0] == "f_1-p0"
    assert index.missing(["f_1-p3", "f_1-p1", "f_1-p2"]) == ("f_1-p3", "f_1-p2")


def test_only_the_filings_named(client: ClientAPI) -> None:
    index = VectorIndex(client, "a1")
    everything = [passage(n, f"f_{n}") for n in range(4)]
    index.upsert(everything, [[1, n] for n in range(4)])
    found = index.search([1, 0], filing_ids=["f_2", "f_3"], limit=50)
    assert [name for name, _ in found] == ["f_2-p2", "f_3-p3"]
    index.delete("f_2")
    assert index.count("f_2") == 0
    assert index.count() == 3


def test_stale_passages_of_a_filing_go(client: ClientAPI) -> None:
    index = VectorIndex(client, "a1")
    index.upsert([passage(0), passage(1), passage(0, "f_2")], [[1, 0], [0, 1], [1, 1]])
    index.keep_only("f_1", ["f_1-p1"])
    assert index.missing(["f_1-p0", "f_1-p1", "f_2-p0"]) == ("f_1-p0",)


def test_an_empty_index_finds_nothing(client: ClientAPI) -> None:
    assert VectorIndex(client, "a1").search([1, 0]) == []


def test_another_model_is_refused_until_reindexed(client: ClientAPI) -> None:
    VectorIndex(client, "a1", label="old model").upsert([passage(0)], [[1, 0]])
    with pytest.raises(IndexMismatch, match=r"1 vectors made with old model.*tickmark reindex"):
        VectorIndex(client, "b2", label="new model")
    rebuilt = VectorIndex(client, "b2", label="new model", rebuilding=True)
    rebuilt.upsert([passage(0)], [[0, 1, 0]])  # another number of dimensions
    with pytest.raises(IndexMismatch):  # a reindex that was killed here is noticed
        VectorIndex(client, "b2")
    rebuilt.drop_others()
    assert VectorIndex(client, "b2").count() == 1


def test_vectors_are_there_after_reopening(tmp_path: Path) -> None:
    for expected in (0, 1):
        client = open_client(tmp_path / "chroma")
        index = VectorIndex(client, "a1")
        assert index.count() == expected
        index.upsert([passage(0)], [[1, 0]])
        index.close()


def test_llama_index_reads_the_same_collection(client: ClientAPI) -> None:
    index = VectorIndex(client, "a1")
    index.upsert([passage(0), passage(1)], [[1, 0], [0, 1]])
    query = VectorStoreQuery(query_embedding=[0.0, 1.0], similarity_top_k=1)
    result = index.llama_index_store.query(query)
    assert result.ids == ["f_1-p1"]
    assert result.nodes is not None
    assert result.nodes[0].metadata == {"filing_id": "f_1", "page": 1, "kind": "passage"}
    assert result.nodes[0].get_content() == "text"


def test_a_small_filing_among_many_vectors_is_found_whole(client: ClientAPI) -> None:
    index = VectorIndex(client, "a1")
    crowd = [passage(n, "f_crowd") for n in range(3000)]
    index.upsert(crowd, [[1, n / 3000, 0.1] for n in range(3000)])
    few = [passage(n, "f_few") for n in range(30)]
    index.upsert(few, [[0.1, -1, n / 30] for n in range(30)])  # far from what is asked
    assert len(index.search([1, 0, 0], filing_ids=["f_few"], limit=30)) == 30
