"""The files as they were handed over, under the name of their own hash."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from ingest.errors import UnknownFiling
from ingest.stores.faults import store_faults


class Originals:
    """files/<first two of sha256>/<sha256>; written whole or not at all."""

    def __init__(self, root: Path) -> None:
        """Keeps the files under `root`, which is made when first needed."""
        self._root = root

    def path(self, sha256: str) -> Path:
        """Where the file of that hash is, or would be."""
        return self._root / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Stores `data` and returns its SHA-256 in hex; known bytes are left alone.

        Raises:
            StoreFull: The disk is full; nothing of the file stays.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if target.exists():
            return sha256
        with store_faults():
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                Path(temporary).replace(target)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes.

        Raises:
            UnknownFiling: They are not here.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError as exc:
            raise UnknownFiling(
                f"The original file {sha256[:12]} is not in the store; hand the filing in again."
            ) from exc

    def delete(self, sha256: str) -> None:
        """Removes the file, if it is there."""
        self.path(sha256).unlink(missing_ok=True)
