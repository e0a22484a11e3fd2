"""Vectors in a real Chroma server, beside the same in embedded Chroma."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from chromadb.api import ClientAPI
from llama_index.core.vector_stores.types import VectorStoreQuery

import ingest.stores as stores_module
from fakes import text_filing
from ingest.errors import IndexMismatch, SettingsError, StoreUnavailable
from ingest.pipeline import ingest_filing, reindex
from ingest.stores import StoreConfig, Stores, VectorIndex, open_stores
from ingest.stores.vectors import BATCH, PREFIX, close_client, open_client
from ingest.types import Passage, PassageKind, Span
from real_server import Server, problem
from service.retrieval import search

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "filings"


def passage(number: int, filing_id: str = "f_1", text: str = "text") -> Passage:
    name = f"{filing_id}-p{number}"
    return Passage(name, filing_id, 1, Span(0, 4), text, PassageKind.TEXT)


@pytest.fixture
def client(chroma_server: Any, tmp_path: Path) -> Iterator[ClientAPI]:
    """A client of the server, which is empty of collections of ours."""
    client = open_client(tmp_path / "unused", chroma_server.url)
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    yield client
    assert not (tmp_path / "unused").exists()
    close_client(client)


def test_put_find_and_forget(client: ClientAPI) -> None:
    index = VectorIndex(client, "a1")
    index.upsert([passage(n, f"f_{n}") for n in range(4)], [[1, n] for n in range(4)])
    index.upsert([passage(0, "f_0")], [[0, 1]])  # again: replaces
    assert index.count() == 4
    assert [name for name, _ in index.search([0, 1], limit=2)] == ["f_0-p0", "f_3-p3"]
    ((name, score),) = index.search([3, 4], filing_ids=["f_0"])
    assert (name, round(score, 6)) == ("f_0-p0", 0.8)
    assert index.missing(["f_1-p1", "x", "f_2-p2"]) == ("x",)
    index.delete("f_2")
    index.delete("f_9")  # never there
    assert (index.count(), index.count("f_2")) == (3, 0)
    index.keep_only("f_1", [])
    assert [name for name, _ in index.search([1, 0])] == ["f_3-p3", "f_0-p0"]


def test_more_than_one_call_holds(client: ClientAPI) -> None:
    """Over the size of a batch everything still goes in, is counted, and goes again."""
    index = VectorIndex(client, "a1")
    passages = [passage(n) for n in range(2 * BATCH + 1)]
    index.upsert(passages, [[1.0, n / 1000] for n in range(len(passages))])
    assert index.count("f_1") == len(passages)
    assert index.missing([p.passage_id for p in passages]) == ()
    index.keep_only("f_1", [passages[7].passage_id])
    assert index.count() == 1


def test_llama_index_reads_the_same(client: ClientAPI) -> None:
    index = VectorIndex(client, "a1")
    index.upsert([passage(0, text="pumps"), passage(1, text="valves")], [[1, 0], [0, 1]])
    query = VectorStoreQuery(query_embedding=[0.0, 1.0], similarity_top_k=1)
    found = index.llama_index_store.query(query)
    assert found.ids == ["f_1-p1"]


def test_another_model_is_refused_until_reindexed(
    client: ClientAPI, chroma_server: Any, tmp_path: Path
) -> None:
    VectorIndex(client, "a1", label="old model").upsert([passage(0)], [[1, 0]])
    other = open_client(tmp_path / "unused", chroma_server.url)
    with pytest.raises(IndexMismatch, match=r"1 vectors made with old model.*tickmark reindex"):
        VectorIndex(other, "b2", label="new model")
    assert [c.name for c in client.list_collections()] == [f"{PREFIX}a1"]  # refused: nothing made
    rebuilt = VectorIndex(other, "b2", label="new model", rebuilding=True)
    rebuilt.upsert([passage(0)], [[1, 0, 0]])
    rebuilt.drop_others()
    assert VectorIndex(client, "b2").count() == 1
    close_client(other)


def test_a_filing_goes_the_whole_way(
    client: ClientAPI, chroma_server: Any, open_at: Callable[..., Stores], tmp_path: Path
) -> None:
    """The same passages in the same order as embedded; reindexed and deleted, too."""
    sample = SAMPLES / "qiverra_interim_results_2025.html"
    found = []
    with (
        closing(open_at(tmp_path / "s", chroma_url=chroma_server.url)) as served,
        closing(open_at(tmp_path / "e")) as embedded,
    ):
        for stores in (served, embedded):
            record = ingest_filing(sample.name, sample.read_bytes(), stores)
            assert record.state == "ready", record.error
            assert stores.vectors.count(record.id) == record.passages > 10
            vector = stores.embedder.embed_query("revenue of the first half")
            found.append((stores.vectors.search(vector), search("revenue by segment", stores)))
        (ours, our_hits), (theirs, their_hits) = found
        assert dict(ours) == pytest.approx(dict(theirs), abs=1e-5)
        assert our_hits == their_hits
        assert not (tmp_path / "s" / "chroma").exists()
    with pytest.MonkeyPatch.context() as patch:
        newer = type(served.embedder)()
        newer.fingerprint = "another"
        patch.setattr(stores_module, "Embedder", lambda model: newer)
        config = StoreConfig(tmp_path / "s", chroma_url=chroma_server.url)
        with pytest.raises(IndexMismatch):
            open_stores(config)
        with closing(open_stores(config, reindexing=True)) as stores:
            assert reindex(stores) == 1
            assert stores.vectors.count(record.id) == record.passages
            stores.delete(record.id)
            assert stores.vectors.count() == 0


def test_a_server_that_does_not_answer_is_not_waited_for(client: ClientAPI) -> None:
    """It takes the call and says nothing, as a server does that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        session = client._server._session  # type: ignore[attr-defined]
        assert session.timeout == httpx.Timeout(60.0, connect=5.0)
        index = VectorIndex(client, "a1")
        session.timeout = httpx.Timeout(0.2)
        client._server._api_url = f"http://127.0.0.1:{silent.getsockname()[1]}/api/v2"  # type: ignore[attr-defined]
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            index.search([1, 0])


def test_a_server_that_is_away_is_told_and_found_again(
    client: ClientAPI, chroma_server: Any
) -> None:
    index = VectorIndex(client, "a1")
    index.upsert([passage(0)], [[1, 0]])
    chroma_server.stop()
    calls: list[Callable[[], object]] = [
        lambda: index.upsert([passage(1)], [[1, 0]]),
        lambda: index.search([1, 0]),
        lambda: index.count(),
        lambda: index.missing(["x"]),
        lambda: index.delete("f_1"),
        lambda: index.keep_only("f_1", []),
        lambda: index.drop_others(),
        lambda: VectorIndex(client, "a1"),
        lambda: open_client(Path("unused"), chroma_server.url),
    ]
    try:
        for call in calls:
            with pytest.raises(StoreUnavailable, match="Chroma server cannot be reached"):
                call()
    finally:
        chroma_server.start()
    assert [name for name, _ in index.search([1, 0])] == ["f_1-p0"]


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://host", "http://", "http://[::bad", "x"])
def test_a_url_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="http://host:port"):
        open_client(Path("unused"), url)


def test_both_servers_behind_a_real_one(
    client: ClientAPI, postgres: Any, chroma_server: Any, tmp_path: Path
) -> None:
    """As compose.yaml has it: killed while a filing is worked on, it goes on; away, it says so."""
    settings = {
        "TICKMARK_DATABASE_URL": postgres.new_database(),
        "TICKMARK_CHROMA_URL": chroma_server.url,
    }
    with Server(tmp_path / "data", settings) as server:
        (filing,) = server.upload(("results.txt", text_filing()), wait=0).json()["filings"]
        server.kill()
        server.start()
        ready = server.until_ready(filing["id"])
        assert (ready["state"], ready["embedded"]) == ("ready", ready["passages"]), ready["error"]
        asked = {"question": "What was revenue in 2023?"}
        answer = server.request("POST", "/v1/questions", json=asked).json()
        assert answer["value"]["amount"] == 571704000, answer
        said = {"text": "Revenue for 2023 was RMB571,704 thousand.", "filings": [filing["id"]]}
        (check,) = server.request("POST", "/v1/ground", json=said).json()["numbers"]
        assert check["verdict"] == "supported"
        assert server.request("GET", "/readyz").json()["vectors"] == ready["passages"]
        postgres.stop()
        try:
            told = problem(server.request("GET", "/v1/filings"), 503)
            assert "PostgreSQL server cannot be reached" in told["detail"]
        finally:
            postgres.start()
        assert server.request("DELETE", f"/v1/filings/{filing['id']}").status_code == 204
        assert server.request("GET", "/v1/filings").json()["filings"] == []
    assert httpx.get(f"{chroma_server.url}/api/v2/heartbeat", trust_env=False).status_code == 200
