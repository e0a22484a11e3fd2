"""One way to the filings for every command: in this process, or through the running server.

Embedded stores belong to one process. Where a server owns the data directory, the same commands
go through it; both ways give the JSON of the HTTP API.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, Protocol

from ingest.errors import StoreInUse
from service.config import Settings

Json = dict[str, Any]
TableText = Literal["csv", "html"]
OnText = Callable[[str], None]
OnProgress = Callable[[str, int, int], None]  # stage, done, total


class Session(Protocol):
    """What the commands can do; all of it raises `TickmarkError`s."""

    def ingest(
        self,
        name: str,
        data: bytes,
        collection: str,
        password: str | None,
        on_progress: OnProgress,
    ) -> Json:
        """Takes one file in, whole; a file that could not be read is in state failed."""
        ...

    def filings(self, collection: str | None) -> list[Json]:
        """All filings, by name."""
        ...

    def filing(self, name: str) -> Json:
        """One filing, by name or id."""
        ...

    def correct(self, name: str, changes: Json) -> Json:
        """Lays a person's word over what was read from the cover."""
        ...

    def delete(self, name: str) -> Json:
        """Removes a filing; gives what it was."""
        ...

    def ask(self, body: Json, on_text: OnText | None = None) -> Json:
        """The contract's question to the contract's answer."""
        ...

    def check(self, body: Json) -> Json:
        """The contract's `POST /v1/ground`."""
        ...

    def self_check(self, name: str) -> Json:
        """`GET /v1/filings/{name}/self-check`: a filing's narrative against its tables."""
        ...

    def search(self, body: Json) -> Json:
        """The contract's `POST /v1/search`."""
        ...

    def tables(self, name: str, query: Json) -> Json:
        """`GET /v1/filings/{name}/tables`: a stretch of the tables, and the cursor of the next."""
        ...

    def ties(self, name: str, holds: bool | None = None) -> list[Json]:
        """How a filing's figures tie to each other; None: those that hold and those that do not."""
        ...

    def table(self, table_id: str) -> Json:
        """One table with its facts and ties."""
        ...

    def table_as(self, table_id: str, form: TableText) -> str:
        """One table as CSV or HTML."""
        ...

    def facts(self, query: Json) -> Json:
        """`GET /v1/facts`: a stretch of the facts, and the cursor of the next."""
        ...

    def facts_as_csv(self, query: Json) -> Iterator[str]:
        """All facts that a query picks, as CSV."""
        ...

    def export(self, query: Json, out: IO[bytes]) -> None:
        """`GET /v1/export`: writes filings to a file."""
        ...

    def close(self) -> None:
        """Gives the stores or the connection back."""
        ...


@contextmanager
def open_session(settings: Settings) -> Iterator[Session]:
    """The way to the filings, closed at the end.

    Raises:
        StoreInUse: Another process, not a server, owns the data directory.
    """
    session = _open(settings)
    try:
        yield session
    finally:
        session.close()


def _open(settings: Settings) -> Session:
    if (url := running_server(settings.data_dir)) is not None:
        # Imported here, as all of this room's ways are: each brings libraries of its own.
        from service.cli.remote import Remote

        return Remote(url)
    # Torch and Chroma take seconds, and `--help` or a running server need neither.
    from service.cli.local import Local
    from service.cli.remote import Remote
    from service.main import build_parts

    try:
        return Local(build_parts(settings))
    except StoreInUse as error:  # taken between the look and the opening
        if error.url is None:
            raise
        return Remote(error.url)


def running_server(data_dir: Path) -> str | None:
    """The address of the server that owns the data directory, without opening the stores.

    The owner holds the kernel's lock on `ingest.stores.ownership.LOCK_FILE`, so an address that
    a killed server left behind is never taken for a running one.
    """
    try:
        file = (data_dir / "owner.lock").open("rb")
    except OSError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _url_in(file.read(4096))
        return None


def _url_in(body: bytes) -> str | None:
    try:
        url = json.loads(body)["url"]
    except (ValueError, KeyError, TypeError):
        return None
    return url if isinstance(url, str) else None
