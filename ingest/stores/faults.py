"""A full disk, or a vector server that is away, by whichever name a library calls it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from chromadb.errors import ChromaError
from sqlalchemy.exc import DBAPIError

from ingest.errors import StoreFull, StoreUnavailable

_PHRASES = ("database or disk is full", "no space left on device", "disk full")


def is_disk_full(error: BaseException) -> bool:
    """Whether `error`, or what it was raised from, says that the disk is full."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if any(phrase in str(seen).lower() for phrase in _PHRASES):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


@contextmanager
def store_faults() -> Iterator[None]:
    """Raises `StoreFull` in place of whatever says so; anything else passes unchanged."""
    try:
        yield
    except (OSError, sqlite3.Error, DBAPIError, ChromaError) as exc:
        if is_disk_full(exc):
            raise StoreFull(
                "The disk that holds the data directory is full. What was stored before is "
                "intact; free some space and hand the filing in again."
            ) from exc
        raise


@contextmanager
def vector_faults() -> Iterator[None]:
    """The same, and `StoreUnavailable` in place of whatever says that Chroma cannot be reached."""
    try:
        with store_faults():
            yield
    except httpx.TransportError as exc:
        raise vectors_unavailable(str(exc)) from exc


def vectors_unavailable(said: str) -> StoreUnavailable:
    """What to raise when Chroma says `said`, or nothing, instead of an answer."""
    return StoreUnavailable(
        f"The Chroma server cannot be reached ({said or 'no answer'}). See that it runs and that "
        "the Chroma URL is right, then try again."
    )
