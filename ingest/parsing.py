"""Bytes to facts: the half of the way that needs no store and no model.

It runs in a child process (`ingest.worker`), so it imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.concepts import map_concepts
from ingest.facts import bind_facts
from ingest.identifiers import filing_id_of
from ingest.identity import identify
from ingest.readers import read_filing
from ingest.tables import read_tables
from ingest.tying import tie_out
from ingest.types import Parsed


def parse(name: str, data: bytes, *, password: str | None = None) -> Parsed:
    """Reads a filing, finds its identity and tables, and binds its facts.

    Args:
        name: The file's own name with its ending.
        data: Its bytes.
        password: For an encrypted file.

    Raises:
        FilingError: It cannot be read; the kind of error says why.
    """
    seconds: dict[str, float] = {}
    filing_id = filing_id_of(hashlib.sha256(data).hexdigest())
    with timed(seconds, "read"):
        reading = read_filing(name, data, password=password)
    with timed(seconds, "identify"):
        identity = identify(name, reading)
    with timed(seconds, "tables"):
        tables = read_tables(filing_id, reading, identity)
    with timed(seconds, "facts"):
        facts, cells_not_read = bind_facts(tables, identity)
    with timed(seconds, "concepts"):
        facts = map_concepts(tables, facts)
    with timed(seconds, "ties"):
        ties, facts = tie_out(tables, facts, identity)
    return Parsed(filing_id, reading, identity, tables, facts, cells_not_read, seconds, ties)


@contextmanager
def timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    """Notes in `seconds` how long the block took."""
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = round(time.perf_counter() - start, 4)
