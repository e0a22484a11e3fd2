"""What the store says of a filing, and the reading of rows into it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from ingest.stores.codec import identity_from_json, identity_from_plain
from ingest.stores.database import FilingRow
from ingest.types import Identity


class State(StrEnum):
    """How far a filing has come."""

    QUEUED = "queued"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FilingRecord:
    """A filing in the store. `is_answerable` comes before `state` is ready: embedding is last."""

    id: str
    name: str  # the file's own, of the first upload
    collection: str
    sha256: str
    media_type: str
    state: State
    is_answerable: bool  # pages, tables, facts and the lexical index are there
    error: str | None
    is_paged: bool
    pages: int
    passages: int
    embedded: int  # passages that have a vector
    tables: int
    facts: int
    identity: Identity  # with a person's corrections, if there are any
    report: dict[str, Any]  # IngestReport as plain values; {} before there is one
    created_at: datetime
    corrections: dict[str, Any] = field(default_factory=dict)  # field -> what a person put there
    error_code: str | None = None  # which kind of error; None: none, or a fault of ours
    note: str | None = None  # what the caller must know of this very call; not stored


CACHED = 2048  # identities and reports, by their stored text: every question reads all of them


@lru_cache(maxsize=CACHED)
def identity_of(identity: str, corrections: str) -> Identity:
    """What a filing says of itself, a person's word laid over it; both are stored JSON."""
    changes: dict[str, Any] = json.loads(corrections)
    if not changes:
        return identity_from_json(identity)
    return identity_from_plain({**json.loads(identity), **changes})


@lru_cache(maxsize=CACHED)
def _report(text: str) -> dict[str, Any]:
    """An ingest report as stored. Shared by all who read it: never to be changed."""
    report: dict[str, Any] = json.loads(text)
    return report


def record_of(row: FilingRow, note: str | None = None) -> FilingRecord:
    """A row as a record, corrections laid over what was read."""
    corrections: dict[str, Any] = json.loads(row.corrections)
    identity = identity_of(row.identity, row.corrections)
    return FilingRecord(
        id=row.id,
        name=row.name,
        collection=row.collection,
        sha256=row.sha256,
        media_type=row.media_type,
        state=State(row.state),
        is_answerable=row.is_answerable,
        error=row.error,
        is_paged=row.is_paged,
        pages=row.pages,
        passages=row.passages,
        embedded=row.embedded,
        tables=row.tables,
        facts=row.facts,
        identity=identity,
        report=_report(row.report),
        created_at=row.created_at,
        corrections=corrections,
        error_code=row.error_code,
        note=note,
    )
