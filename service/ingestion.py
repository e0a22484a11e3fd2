"""The server's ingest queue: one thread reads filings, one embeds them, in order of arrival.

A filing is in the database and its bytes are on disk before it is queued, so a server that is
killed finds it again at its next start. Passwords are kept in memory alone: a filing that waits
for one when the server dies fails and says so.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from ingest.errors import EmptyFiling, StoreUnavailable, TickmarkError, UnknownFiling
from ingest.pipeline import OnProgress, embed_filing, index_filing, keep_filing
from ingest.readers.sniff import sniff
from ingest.stores import FilingRecord, State, Stores
from ingest.worker import ReadingStopped

_log = logging.getLogger("tickmark.ingest")


def refuse_early(name: str, data: bytes) -> None:
    """What is plainly no filing is refused before it is kept, and leaves nothing behind.

    Raises:
        EmptyFiling: No bytes.
        UnsupportedFormat: Not one of the formats that are read.
    """
    if not data:
        raise EmptyFiling(f"{name} is empty: it has no bytes.")
    sniff(name, data)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on a filing has come."""

    stage: str
    done: int
    total: int


class IndexFiling(Protocol):
    """`ingest.pipeline.index_filing`, or what a test puts in its place."""

    def __call__(
        self,
        filing_id: str,
        stores: Stores,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> FilingRecord:
        """A kept filing to one that can be asked, or that has failed."""
        ...


class EmbedFiling(Protocol):
    """`ingest.pipeline.embed_filing`, or what a test puts in its place."""

    def __call__(
        self, filing_id: str, stores: Stores, *, on_progress: OnProgress | None = None
    ) -> FilingRecord:
        """A filing that can be asked to one that is ready."""
        ...


@dataclass(frozen=True, slots=True)
class Steps:
    """The two halves of the work."""

    index: IndexFiling = index_filing
    embed: EmbedFiling = embed_filing


class Stopping(Exception):
    """Raised inside a step at its next sign of progress once the server is going down."""


class IngestQueue:
    """Files in, searchable filings out, behind the requests."""

    def __init__(self, stores: Stores, steps: Steps) -> None:
        self._stores = stores
        self._steps = steps
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="read")
        self._embedding = ThreadPoolExecutor(1, thread_name_prefix="embed")
        self._pending: Counter[str] = Counter()
        self._passwords: dict[str, str] = {}  # of filings that wait to be read
        self._progress: dict[str, Progress] = {}
        self._changed = threading.Condition()
        self._is_stopping = False

    def start(self) -> None:
        """Goes on with what an earlier process left unfinished."""
        for record in self._stores.library.unfinished():
            self._go_on(record)

    def stop(self) -> None:
        """Ends reading at once and embedding with its batch; the next start goes on from there."""
        self._is_stopping = True
        for executor in (self._reading, self._embedding):
            executor.shutdown(wait=False, cancel_futures=True)
        self._stores.worker.interrupt()
        for executor in (self._reading, self._embedding):
            executor.shutdown(wait=True)

    def submit(
        self, name: str, data: bytes, *, collection: str, password: str | None = None
    ) -> FilingRecord:
        """Keeps the bytes and queues the filing; bytes that are known already change nothing.

        Raises:
            StoreFull: The disk is full; nothing of the file stays.
        """
        record = keep_filing(name, data, self._stores, collection=collection)
        if record.state in (State.QUEUED, State.PROCESSING):
            with self._changed:
                if password is not None:
                    self._passwords[record.id] = password
                if record.id not in self._pending:
                    self._go_on(record)
        return record

    def progress(self, filing_id: str) -> Progress | None:
        """Where the work on a filing is, while there is work on it."""
        return self._progress.get(filing_id)

    @property
    def waiting(self) -> int:
        """Filings that wait or are worked on."""
        return len(self._pending)

    def wait(self, filing_id: str, timeout_seconds: float) -> FilingRecord:
        """The filing once it can be asked or has failed, or as it is when the time is over."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            record = self._stores.library.filing(filing_id)
            left = deadline - time.monotonic()
            if record.is_answerable or record.state in ("ready", "failed") or left <= 0:
                return record
            if filing_id not in self._pending:  # given up, and not even that could be written
                return self._stores.library.filing(filing_id)
            with self._changed:
                self._changed.wait(min(left, 0.25))

    def _go_on(self, record: FilingRecord) -> None:
        if record.is_answerable:
            self._enqueue(self._embedding, self._embed, record.id)
        else:
            self._enqueue(self._reading, self._read, record.id)

    def _enqueue(self, executor: Executor, step: Callable[..., None], *args: Any) -> None:
        filing_id = args[0]
        with self._changed:
            self._pending[filing_id] += 1
        try:
            executor.submit(step, *args).add_done_callback(partial(self._settle, filing_id))
        except RuntimeError:  # shut down between the request's coming and now
            _log.info("filing %s waits for the next start", filing_id)

    def _settle(self, filing_id: str, future: Future[None]) -> None:
        """Says what came of a step; a fault of ours costs one filing, not the queue."""
        error = None if future.cancelled() else future.exception()
        self._progress.pop(filing_id, None)
        if error is not None:
            self._fail(filing_id, error)
        with self._changed:  # one step, else the filing looks done before it is taken up again
            self._pending[filing_id] -= 1  # reading hands on to embedding before it ends
            if isinstance(error, UnknownFiling):
                self._take_up_again(filing_id)
            self._pending += Counter()  # drops the zeros
            self._changed.notify_all()

    def _fail(self, filing_id: str, error: BaseException) -> None:
        if isinstance(error, Stopping | ReadingStopped):
            return
        if isinstance(error, UnknownFiling) and self._is_gone(filing_id):
            _log.info("filing %s was deleted while it was worked on", filing_id)
            self._stores.forget(filing_id)  # what was put in after the deletion passed by
            return
        if isinstance(error, StoreUnavailable):
            _log.warning("%s waits for the next start: %s", filing_id, error.detail)
            return
        if not isinstance(error, TickmarkError):
            _log.error("fault while ingesting %s", filing_id, exc_info=error)
            error = TickmarkError("A fault of the program; its log has the details.")
        try:
            self._stores.library.mark_failed(filing_id, error)
        except TickmarkError as second:
            _log.error("filing %s failed (%s); saying so failed: %s", filing_id, error, second)

    def _is_gone(self, filing_id: str) -> bool:
        """Whether it was deleted, and perhaps handed in anew; else its original file is lost."""
        with suppress(UnknownFiling):
            return self._stores.library.filing(filing_id).state is State.QUEUED
        return True

    def _take_up_again(self, filing_id: str) -> None:
        """A filing that was deleted in the middle of the work may have been handed in anew."""
        with suppress(UnknownFiling):
            record = self._stores.library.filing(filing_id)
            if record.state is State.QUEUED:
                self._go_on(record)

    def _read(self, filing_id: str) -> None:
        report = self._reporter(filing_id)
        password = self._passwords.pop(filing_id, None)
        record = self._steps.index(filing_id, self._stores, password=password, on_progress=report)
        if record.state is not State.FAILED:
            self._enqueue(self._embedding, self._embed, filing_id)

    def _embed(self, filing_id: str) -> None:
        self._steps.embed(filing_id, self._stores, on_progress=self._reporter(filing_id))

    def _reporter(self, filing_id: str) -> OnProgress:
        def on_progress(stage: str, done: int, total: int) -> None:
            if self._is_stopping:
                raise Stopping
            self._progress[filing_id] = Progress(stage, done, total)

        return on_progress
