"""One process owns a data directory.

Embedded Chroma is safe neither for two processes nor across a fork, so the directory is locked for
as long as the stores are open. The lock is the kernel's (`flock`): it goes when its owner goes,
however that dies, and a stale lock file means nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from ingest.errors import StoreInUse

LOCK_FILE = "owner.lock"


class Ownership:
    """The exclusive lock on a data directory, and who holds it."""

    def __init__(self, data_dir: Path, url: str | None = None) -> None:
        """Takes the lock.

        Args:
            data_dir: The directory; it exists.
            url: Where the owner can be reached over HTTP, if it is a server.

        Raises:
            StoreInUse: Another process has it; `.url` is that server's address, if it is one.
        """
        self._file = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            owner = self._read()
            os.close(self._file)
            raise _in_use(data_dir, owner) from exc
        self.announce(url)

    def announce(self, url: str | None) -> None:
        """Writes who owns the directory, for the processes that find it taken."""
        body = json.dumps({"pid": os.getpid(), "url": url}).encode()
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, body, 0)

    def release(self) -> None:
        """Gives the directory back; a second call does nothing."""
        if self._file >= 0:
            os.ftruncate(self._file, 0)
            os.close(self._file)  # closing drops the lock
            self._file = -1

    def _read(self) -> dict[str, object]:
        try:
            owner = json.loads(os.pread(self._file, 4096, 0))
        except ValueError:  # being written this very moment
            return {}
        return owner if isinstance(owner, dict) else {}


def _in_use(data_dir: Path, owner: dict[str, object]) -> StoreInUse:
    pid, url = owner.get("pid"), owner.get("url")
    who = f"process {pid}" if pid else "another process"
    if isinstance(url, str):
        return StoreInUse(f"{data_dir} belongs to the server at {url} ({who}): send it there.", url)
    return StoreInUse(
        f"{data_dir} is in use by {who}. Wait until it is done, stop it, or give another data "
        "directory."
    )
