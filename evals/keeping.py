"""Work that outlasts a kill: done several at a time, kept line by line, each flushed to disk.

A line that a kill tore off at the end is passed over when the file is read, and cut off when it is
gone on with.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

Given = TypeVar("Given")
Done = TypeVar("Done")


class RecordError(ValueError):
    """A file that is no run, baseline or file of opinions; says which file and why."""


def whole_lines(path: Path) -> tuple[list[bytes], int]:
    """The lines of a file, and the bytes up to the end of the last whole one.

    Raises:
        RecordError: there is no such file, or it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror or error}") from None
    whole = data.rfind(b"\n") + 1  # what stands after it was torn off
    return data[:whole].splitlines(), whole


@contextmanager
def appending(path: Path, whole: int) -> Iterator[Callable[[str], None]]:
    """Writes lines behind the first `whole` bytes of a file; the rest of it is cut off.

    Raises:
        RecordError: another process writes it, or has since the file was read.
    """
    with path.open("r+b" if path.exists() else "w+b") as file:
        try:
            fcntl.flock(
                file, fcntl.LOCK_EX | fcntl.LOCK_NB
            )  # goes with the process, however it ends
        except BlockingIOError:
            raise RecordError(f"{path} is being written by another process") from None
        file.seek(whole)
        if b"\n" in file.read():
            raise RecordError(f"{path} was written by another process meanwhile: start again")
        file.truncate(whole)
        file.seek(whole)

        def append(line: str) -> None:
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())

        yield append


def each_done(do: Callable[[Given], Done], given: Sequence[Given], workers: int) -> Iterator[Done]:
    """What is made of each, as it comes; an interrupt drops those that were not begun."""
    if workers <= 1:
        yield from map(do, given)
        return
    pool = ThreadPoolExecutor(workers, thread_name_prefix="eval")
    try:
        for done in as_completed([pool.submit(do, one) for one in given]):
            yield done.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
