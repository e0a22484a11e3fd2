"""Files that a command writes: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rich.text import Text

from ingest.errors import RequestError
from service.cli.output import clean, err


@contextmanager
def written_whole(to: Path) -> Iterator[IO[bytes]]:
    """A file beside `to` that takes its place once all of it is written.

    Raises:
        RequestError: It cannot be written; what was there before is as it was.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{to.name[:100]}.", dir=to.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                yield out
            part.chmod(0o666 & ~_umask())
            part.replace(to)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise RequestError(f"{to} cannot be written: {error.strerror}.") from error
    err().print(Text(clean(f"wrote {to} ({to.stat().st_size:,} bytes)")))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
