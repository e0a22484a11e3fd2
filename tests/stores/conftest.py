"""Throw-away PostgreSQL and Chroma servers, and stores over them with words for vectors.

Where a server's program is not installed, the tests of it are skipped, and say so.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

import ingest.stores as stores_module
from ingest.stores import StoreConfig, Stores, open_stores

START_SECONDS = 90.0
OWNER = "tickmark"


class BucketEmbedder:
    """A vector says which of sixteen buckets a text's words fall into."""

    name = "buckets"
    fingerprint = "b0cce75000000000"
    max_tokens = 200
    dimensions = 16

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", each)) + 2 for each in texts]

    def embed(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> list[list[float]]:
        return [self.embed_query(each) for each in texts]

    def embed_query(self, query: str) -> list[float]:
        vector = [0.01] * self.dimensions
        for word in re.findall(r"\w+", query.lower()):
            vector[hashlib.sha256(word.encode()).digest()[0] % self.dimensions] += 1.0
        return vector

    def preload(self) -> None:
        """Nothing to load."""


@dataclass
class Postgres:
    """A PostgreSQL server of our own on a socket in its own directory; nothing listens on TCP."""

    programs: Path
    home: Path
    user: str | None  # whom to become: PostgreSQL refuses to run as root
    process: subprocess.Popen[bytes] | None = None
    made: int = 0
    provider: str = "LOCALE_PROVIDER libc"  # to make a database that sorts by bytes; 15 and later

    def make(self) -> None:
        """Initialises it; where it can, it sorts as English does, so that order is tested."""
        common = ("-D", f"{self.home}/data", "-U", OWNER, "-A", "trust", "-N", "-E", "UTF8")
        icu = ("--locale=C", "--locale-provider=icu", "--icu-locale=en-US")
        if self._run("initdb", *common, *icu).returncode != 0:  # before 15, or built without ICU
            shutil.rmtree(self.home / "data", ignore_errors=True)
            done = self._run("initdb", *common, "--locale=C")
            assert done.returncode == 0, done.stderr.decode()
            self.provider = ""

    def start(self) -> None:
        """Starts it and waits until it lets us in."""
        settings = ("listen_addresses=", f"unix_socket_directories={self.home}", "fsync=off")
        options = [word for setting in settings for word in ("-c", setting)]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", f"{self.home}/data", *options],
                stdout=log,
                stderr=log,
                cwd=self.home,
                user=self.user,
                group=self._group(),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._lets_in():
            said = (self.home / "log").read_text()
            assert self.process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.05)

    def stop(self) -> None:
        """Stops it, cutting off whoever is connected."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # its "fast" shutdown
            try:
                self.process.wait(START_SECONDS)
            finally:
                self.process.kill()
                self.process = None

    def url(self, database: str) -> str:
        """The URL of one of its databases."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.home}"

    def new_database(self, more: str = "") -> str:
        """A database with nothing in it; gives its URL."""
        self.made += 1
        self._sql(f"CREATE DATABASE fresh_{self.made} {more}")
        return self.url(f"fresh_{self.made}")

    def _lets_in(self) -> bool:
        try:
            self._sql("SELECT 1")
        except OperationalError:
            return False
        return True

    def _sql(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()

    def _run(self, program: str, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self.programs / program, *words],
            cwd=self.home,
            user=self.user,
            group=self._group(),
            capture_output=True,
            timeout=60,
            check=False,
        )

    def _group(self) -> int | None:
        return None if self.user is None else pwd.getpwnam(self.user).pw_gid


def postgres_programs() -> Path | None:
    """Where `initdb` and `postgres` are: on the path, or where Debian keeps them."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    programs = ("initdb", "postgres")
    return next((p for p in places if all((p / name).exists() for name in programs)), None)


def unprivileged_user() -> str | None:
    """Whom root becomes to run PostgreSQL."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, running."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: the extra `postgres`")
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: no initdb and postgres")
    user = unprivileged_user() if os.geteuid() == 0 else None
    if os.geteuid() == 0 and user is None:
        pytest.skip("PostgreSQL does not run as root, and there is nobody else to run it as")
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path is short
    if user is not None:
        shutil.chown(home, user)
    server = Postgres(programs, home, user)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@dataclass
class ChromaServer:
    """`chroma run` on this machine alone; may be stopped and started again over the same data."""

    path: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What TICKMARK_CHROMA_URL is set to."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it and waits for its heartbeat."""
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        self.path.mkdir(parents=True, exist_ok=True)
        words = ["run", "--path", str(self.path), "--host", "127.0.0.1", "--port", str(self.port)]
        code = "import sys; from chromadb.cli.cli import app; sys.exit(app())"
        with (self.path.parent / "chroma.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code, *words],
                stdout=log,
                stderr=log,
                cwd=self.path.parent,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._beats():
            said = (self.path.parent / "chroma.log").read_text()
            assert self.process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(START_SECONDS)
            self.process = None

    def _beats(self) -> bool:
        try:
            return httpx.get(f"{self.url}/api/v2/heartbeat", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server, running."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma") / "data")
    try:
        server.start()
        yield server
    finally:
        server.stop()


OpenStores = Callable[..., Stores]


@pytest.fixture(scope="session")
def open_at() -> OpenStores:
    """Opens stores with words for vectors; further arguments are those of `StoreConfig`."""

    def open_(data_dir: Path, **urls: str) -> Stores:
        # Only while they are opened: whoever opens stores after us wants the real model.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stores_module, "Embedder", lambda model: BucketEmbedder())
            return open_stores(StoreConfig(data_dir, **urls))  # type: ignore[arg-type]

    return open_
