from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from ingest.errors import EncryptedFiling, IndexMismatch, StoreFull, StoreInUse, UnknownFiling
from ingest.pipeline import (
    embed_filing,
    index_filing,
    ingest_filing,
    keep_filing,
    reindex,
    report_on,
    resume,
)
from ingest.stores import State, StoreConfig, Stores, open_stores
from ingest.types import Parsed

Opening = Callable[[], Stores]


class Killed(BaseException):
    """The process ends here."""


def kill(*_: object, **__: object) -> None:
    raise Killed


def test_a_filing_goes_the_whole_way(stores: Stores, parsed: Parsed) -> None:
    stages: list[str] = []
    record = ingest_filing(
        "a.pdf", b"one", stores, on_progress=lambda stage, *_: stages.append(stage)
    )
    assert (record.state, record.is_answerable, record.error) == (State.READY, True, None)
    assert (record.pages, record.tables, record.facts) == (2, 1, 4)
    assert record.passages == record.embedded == stores.vectors.count() == 2
    assert record.identity == parsed.identity
    assert stages == ["parse", "parse", "embed"]
    assert stores.originals.get(record.sha256) == b"one"
    table = parsed.tables[0].table_id
    assert stores.lexical.search("loss", kind="row")[0][0] == f"{table}#2"
    passage_id = stores.lexical.search("应收账款", kind="passage")[0][0]
    assert "应收账款" in stores.library.passages([passage_id])[0].text


def test_the_report_accounts_for_everything(stores: Stores) -> None:
    report = ingest_filing("a.pdf", b"one", stores).report
    assert report["pages_without_text"] == [2]
    assert report["characters"] == report["characters_placed"] > report["characters_indexed"]
    assert report["characters_furniture"] == 3
    assert (report["cells_not_read"], report["doubtful_tables"]) == (2, 1)
    codes = [notice["code"] for notice in report["warnings"]]
    assert codes == ["no_text_page", "doubtful_table", "doubtful_table", "cells_not_read"]
    stages = ["read", "passages", "database", "lexical", "embed"]
    assert all(report["seconds"][stage] >= 0 for stage in stages)


def test_the_same_bytes_change_nothing(stores: Stores, word_embedder: Any) -> None:
    first = ingest_filing("a.pdf", b"one", stores)
    done = len(word_embedder.embedded)
    second = ingest_filing("b.pdf", b"one", stores, collection="other")
    assert second.note is not None
    assert stores.library.filings() == (first,)
    assert len(word_embedder.embedded) == done


def test_what_cannot_be_read_is_kept_with_the_reason(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, parsed: Parsed
) -> None:
    def locked(name: str, data: bytes, password: str | None = None) -> Parsed:
        if password != "open":
            raise EncryptedFiling("It needs a password.")
        return parsed

    monkeypatch.setattr("ingest.worker.ParseWorker.parse", lambda self, *args: locked(*args))
    failed = ingest_filing("a.pdf", b"one", stores)
    assert (failed.state, failed.error) == (State.FAILED, "It needs a password.")
    assert not failed.is_answerable
    again = ingest_filing("a.pdf", b"one", stores, password="open")
    assert (again.id, again.state, again.error) == (failed.id, State.READY, None)


# Killed ------------------------------------------------------------------------------------------

POINTS = [
    "stores.library.save",
    "stores.lexical.replace",
    "stores.library.mark_answerable",
    "stores.embedder.embed",
    "stores.vectors.upsert",
    "stores.library.mark_embedded",
    "stores.library.mark_ready",
]


@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_it_goes_on(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    stores = opening()
    _, part, method = point.split(".")
    with monkeypatch.context() as patch:
        patch.setattr(type(getattr(stores, part)), method, kill)
        with pytest.raises(Killed):
            ingest_filing("a.pdf", b"one", stores)
    stores.close()
    again = opening()
    (unfinished,) = again.library.unfinished()
    assert unfinished.state is State.PROCESSING
    assert unfinished.is_answerable is (POINTS.index(point) > 2)
    (record,) = resume(again)
    assert (record.state, record.embedded) == (State.READY, 2)
    assert again.library.unfinished() == ()
    assert again.vectors.count() == 2
    assert len(again.lexical.search("loss", kind="row")) == 1
    again.close()


def test_only_missing_vectors_are_made(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, word_embedder: Any
) -> None:
    monkeypatch.setattr("ingest.pipeline.EMBED_BATCH", 1)
    stores = opening()
    with monkeypatch.context() as patch:
        patch.setattr(type(stores.library), "mark_embedded", kill)
        with pytest.raises(Killed):
            ingest_filing("a.pdf", b"one", stores)
    first = word_embedder.embedded[0]  # stored before the end came; the next one may be under way
    resume(stores)
    assert len(set(word_embedder.embedded)) == 2
    assert word_embedder.embedded.count(first) == 1
    stores.close()


def test_a_file_that_ends_the_process_again_and_again_is_given_up(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.worker.ParseWorker.parse", kill)
    record = keep_filing("a.pdf", b"one", stores)
    for _ in range(3):
        with pytest.raises(Killed):
            resume(stores)
    (given_up,) = resume(stores)
    assert (given_up.id, given_up.state) == (record.id, State.FAILED)
    assert "3 times" in (given_up.error or "")


# Full --------------------------------------------------------------------------------------------


def test_a_full_disk_before_the_file_is_kept_leaves_no_trace(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("ingest.stores.originals.os.fsync", full)
        with pytest.raises(StoreFull, match="free some space"):
            ingest_filing("a.pdf", b"one", stores)
    assert stores.library.filings() == ()
    assert [path for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()] == []
    assert ingest_filing("a.pdf", b"one", stores).state is State.READY


@pytest.mark.parametrize(
    ("point", "error"),
    [
        ("ingest.stores.library.fact_rows", sqlite3.OperationalError("database or disk is full")),
        (
            "ingest.stores.lexical.to_indexed",
            sqlite3.OperationalError("database or disk is full"),
        ),
        (
            "ingest.stores.library.table_rows",
            OperationalError("x", {}, sqlite3.OperationalError("database or disk is full")),
        ),
    ],
)
def test_a_full_disk_on_the_way_shows_nothing_half_written(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, point: str, error: Exception
) -> None:
    kept = ingest_filing("kept.pdf", b"two", stores)

    def full(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(point, full)
        with pytest.raises(StoreFull):
            ingest_filing("a.pdf", b"one", stores)
    failed = next(record for record in stores.library.filings() if record.id != kept.id)
    assert (failed.state, failed.is_answerable) == (State.FAILED, False)
    assert "full" in (failed.error or "")
    hits = stores.lexical.search("loss", kind="row")
    assert [name.split("-")[0] for name, _ in hits] == [kept.id]
    assert ingest_filing("a.pdf", b"one", stores).state is State.READY


# The stores as one -------------------------------------------------------------------------------


def test_deleting_takes_a_filing_out_of_every_store(stores: Stores) -> None:
    record = ingest_filing("a.pdf", b"one", stores)
    stores.delete(record.id)
    assert stores.library.filings() == ()
    assert stores.vectors.count() == 0
    assert stores.lexical.search("revenue", kind="row") == []
    with pytest.raises(UnknownFiling, match="hand the filing in again"):
        stores.originals.get(record.sha256)


def test_one_owner_at_a_time(opening: Opening, tmp_path: Path) -> None:
    stores = opening()
    with pytest.raises(StoreInUse, match=f"process {os.getpid()}") as caught:
        opening()
    assert caught.value.url is None
    stores.ownership.announce("http://127.0.0.1:8000")
    code = (
        "import sys; from pathlib import Path\n"
        "from ingest.errors import StoreInUse\n"
        "from ingest.stores.ownership import Ownership\n"
        "try: Ownership(Path(sys.argv[1]))\n"
        "except StoreInUse as error: print(error.url)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "data")]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "http://127.0.0.1:8000"
    stores.close()
    opening().close()


def test_another_model_needs_a_reindex(
    opening: Opening, word_embedder: Any, tmp_path: Path
) -> None:
    stores = opening()
    record = ingest_filing("a.pdf", b"one", stores)
    stores.close()
    word_embedder.fingerprint = "another"
    with pytest.raises(IndexMismatch, match="tickmark reindex"):
        opening()
    rebuilding = open_stores(StoreConfig(tmp_path / "data"), reindexing=True)
    assert reindex(rebuilding) == 1
    rebuilding.close()
    stores = opening()
    assert stores.library.filing(record.id).embedded == stores.vectors.count() == 2
    assert stores.library.facts([record.id]) != ()
    stores.close()


def test_two_steps_are_the_whole_way(stores: Stores) -> None:
    record = keep_filing("a.pdf", b"one", stores)
    assert record.state is State.QUEUED
    indexed = index_filing(record.id, stores)
    assert (indexed.state, indexed.is_answerable, indexed.embedded) == (State.PROCESSING, True, 0)
    assert len(stores.lexical.search("loss", kind="row")) == 1
    assert embed_filing(record.id, stores).state is State.READY
    assert index_filing(record.id, stores).state is State.READY  # done before: nothing to do


def test_an_empty_reading_has_a_report(parsed: Parsed) -> None:
    report = report_on(parsed, (), {})
    assert (report.passages, report.characters_indexed) == (0, 0)
