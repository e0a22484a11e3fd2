from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes import embed_without_model, fake_parts, settle, text_filing
from ingest.errors import StoreFull, UnknownFiling
from ingest.pipeline import OnProgress, index_filing
from ingest.stores import FilingRecord, State, Stores
from ingest.stores.library import Library
from ingest.types import Parsed
from ingest.worker import ParseWorker, ReadingStopped
from service.ingestion import IngestQueue, Steps


class Gated:
    """Both steps, each waiting at its door until it is let in."""

    def __init__(self) -> None:
        self.arrived, self.may_index, self.may_embed = (threading.Event() for _ in range(3))
        self.passwords: list[str | None] = []

    def index(
        self,
        filing_id: str,
        stores: Stores,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> FilingRecord:
        self.arrived.set()
        assert self.may_index.wait(10)
        self.passwords.append(password)
        return index_filing(filing_id, stores, password=password, on_progress=on_progress)

    def embed(
        self, filing_id: str, stores: Stores, *, on_progress: OnProgress | None = None
    ) -> FilingRecord:
        self.arrived.set()
        assert self.may_embed.wait(10)
        stores.library.mark_embedded(filing_id, 1)
        return embed_without_model(filing_id, stores, on_progress=on_progress)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    made = fake_parts(tmp_path).stores
    yield made
    made.close()


@pytest.fixture
def gated() -> Gated:
    return Gated()


@pytest.fixture
def queue(stores: Stores, gated: Gated) -> Iterator[IngestQueue]:
    made = IngestQueue(stores, Steps(gated.index, gated.embed))
    yield made
    gated.may_index.set()
    gated.may_embed.set()
    made.stop()


def test_a_password_that_comes_while_the_filing_waits_is_used(
    queue: IngestQueue, gated: Gated
) -> None:
    queue.submit("first.txt", text_filing("First"), collection="default")
    assert gated.arrived.wait(10)
    queue.submit("locked.txt", text_filing("Second"), collection="default")
    queue.submit("locked.txt", text_filing("Second"), collection="default", password="opens")
    gated.may_index.set()
    gated.may_embed.set()
    settle(queue)
    assert gated.passwords == [None, "opens"]


@pytest.mark.parametrize("step", ["index", "embed"])
def test_a_filing_deleted_in_the_middle_leaves_nothing(
    queue: IngestQueue, gated: Gated, stores: Stores, step: str
) -> None:
    filing_id = queue.submit("a.txt", text_filing(), collection="default").id
    assert gated.arrived.wait(10)
    if step == "embed":
        gated.arrived.clear()
        gated.may_index.set()
        assert gated.arrived.wait(10)
    stores.delete(filing_id)
    gated.may_index.set()
    gated.may_embed.set()
    settle(queue)
    assert stores.library.filings() == ()
    assert stores.lexical.search("revenue", kind="row") == []
    assert list(stores.originals.path("0" * 64).parents[1].rglob("*.part*")) == []


def hand_in_delete_and_hand_in_again(queue: IngestQueue, gated: Gated, stores: Stores) -> str:
    """As `a.txt`, then as `b.txt`, while the first is being embedded; gives the filing's id."""
    filing_id = queue.submit("a.txt", text_filing(), collection="default").id
    gated.may_index.set()
    while not stores.library.filing(filing_id).is_answerable:
        assert gated.arrived.wait(10)
    stores.delete(filing_id)
    queue.submit("b.txt", text_filing(), collection="default")
    return filing_id


def test_a_filing_deleted_in_the_middle_and_handed_in_again_is_read(
    queue: IngestQueue, gated: Gated, stores: Stores
) -> None:
    filing_id = hand_in_delete_and_hand_in_again(queue, gated, stores)
    gated.may_embed.set()
    settle(queue)
    record = stores.library.filing(filing_id)
    assert (record.name, record.state, record.is_answerable) == ("b.txt", State.READY, True)
    assert stores.lexical.search("revenue", kind="row") != []


def test_a_filing_taken_up_again_waits_all_along(
    queue: IngestQueue, gated: Gated, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in_delete_and_hand_in_again(queue, gated, stores)
    look_up, waiting = type(stores.library).filing, []

    def watched(library: Library, wanted: str) -> FilingRecord:
        if threading.current_thread().name.startswith("embed"):
            waiting.append(queue.waiting)
        return look_up(library, wanted)

    monkeypatch.setattr(type(stores.library), "filing", watched)
    gated.may_embed.set()
    settle(queue)
    assert waiting
    assert all(waiting)


def test_a_filing_that_a_full_disk_left_is_taken_up_when_it_comes_again(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreFull("The disk is full.")

    queue = IngestQueue(stores, Steps(embed=embed_without_model))
    with monkeypatch.context() as patch:
        patch.setattr(type(stores.library), "save", full)
        patch.setattr(type(stores.library), "mark_failed", full)
        filing_id = queue.submit("a.txt", text_filing(), collection="default").id
        waited = queue.wait(filing_id, 10)
        assert waited.state is State.PROCESSING
        settle(queue)
    again = queue.submit("a.txt", text_filing(), collection="default")
    assert again.id == filing_id
    settle(queue)
    assert stores.library.filing(filing_id).state is State.READY
    queue.stop()


def test_a_filing_whose_original_is_lost_has_failed(
    queue: IngestQueue, gated: Gated, stores: Stores
) -> None:
    record = queue.submit("a.txt", text_filing(), collection="default")
    stores.originals.delete(record.sha256)
    gated.may_index.set()
    settle(queue)
    failed = stores.library.filing(record.id)
    assert failed.state is State.FAILED
    assert failed.error is not None
    assert "hand the filing in again" in failed.error


def test_stopping_does_not_wait_for_the_reader_nor_blame_the_file(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = threading.Event()
    interrupted = threading.Event()

    def parse(self: ParseWorker, name: str, data: bytes, password: str | None = None) -> Parsed:
        reading.set()
        assert interrupted.wait(10)
        raise ReadingStopped(name)

    monkeypatch.setattr(ParseWorker, "parse", parse)
    monkeypatch.setattr(ParseWorker, "interrupt", lambda self: interrupted.set())
    queue = IngestQueue(stores, Steps(embed=embed_without_model))
    filing_id = queue.submit("a.txt", text_filing(), collection="default").id
    assert reading.wait(10)
    queue.stop()
    assert [record.id for record in stores.library.unfinished()] == [filing_id]


def test_waiting_for_a_filing_that_is_deleted_says_so(
    queue: IngestQueue, gated: Gated, stores: Stores
) -> None:
    filing_id = queue.submit("a.txt", text_filing(), collection="default").id
    assert gated.arrived.wait(10)
    stores.delete(filing_id)
    with pytest.raises(UnknownFiling):
        queue.wait(filing_id, 5)
