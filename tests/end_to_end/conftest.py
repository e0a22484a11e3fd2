"""Servers of the whole session, started once each: starting one takes seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from real_server import Json, Server

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "filings"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as a user starts it, with the three samples ready."""
    with Server(tmp_path_factory.mktemp("served") / "data") as started:
        yield started


@pytest.fixture(scope="session")
def samples(server: Server) -> dict[str, Json]:
    """The samples by name, once they are ready."""
    files = [(path.name, path.read_bytes()) for path in sorted(SAMPLES.iterdir())]
    uploaded = server.upload(*files, wait=0)
    assert uploaded.status_code == 202, uploaded.text
    ready = [server.until_ready(filing["id"]) for filing in uploaded.json()["filings"]]
    return {filing["name"]: filing for filing in ready}


@pytest.fixture(scope="session")
def strict_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that gives one file little time, memory and bytes."""
    settings = {
        "TICKMARK_PARSE_TIMEOUT_SECONDS": "4",
        "TICKMARK_PARSE_MEMORY_BYTES": "250000000",
        "TICKMARK_MAX_UPLOAD_BYTES": "20000000",
    }
    with Server(tmp_path_factory.mktemp("strict") / "data", settings) as started:
        yield started
