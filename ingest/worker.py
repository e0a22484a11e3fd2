"""A child process that parses: a file that kills it kills nothing else.

The child is a fresh interpreter, never a fork, because Chroma and PyTorch do not survive one. It
loads readers only (no model, no store), so it starts in a fraction of a second, and it is kept
for the next file. What it sends back is read by an unpickler that knows our own types and no
others, so a subverted child cannot run code in its parent.
"""

from __future__ import annotations

import io
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import IO, Any

from ingest.errors import (
    FilingError,
    FilingTooLarge,
    TickmarkError,
    UnreadableFiling,
    error_of,
)
from ingest.types import Parsed

FILES_PER_CHILD = 200  # then a fresh one: whatever a reader leaks is given back


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What one file may take."""

    memory_bytes: int = 4 << 30  # address space of the child
    seconds: float = 300.0


class ReadingStopped(Exception):
    """The reading was given up because the process goes down; the file has no fault in it."""


class ParseWorker:
    """One child process; one file at a time, callers wait for each other."""

    def __init__(self, limits: WorkerLimits = WorkerLimits()) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._log: IO[bytes] | None = None
        self._done = 0
        self._is_interrupted = False

    def parse(self, name: str, data: bytes, password: str | None = None) -> Parsed:
        """`ingest.pipeline.parse`, in the child.

        Raises:
            FilingError: As `parse` does.
            FilingTooLarge: It took more time or memory than the limits allow.
            UnreadableFiling: The reader ended on it.
            ReadingStopped: `interrupt` was called.
        """
        with self._lock:
            connection = self._started()
            try:
                connection.send_bytes(pickle.dumps((name, data, password)))
                if not connection.poll(self._limits.seconds):
                    self._stop()
                    raise FilingTooLarge(
                        f"Reading {name} took more than {self._limits.seconds:g} seconds. "
                        "Split it, or allow its reading more time."
                    )
                reply = connection.recv_bytes()
            except (EOFError, ConnectionError) as exc:
                if self._is_interrupted:
                    self._stop()
                    raise ReadingStopped(name) from exc
                detail = self._last_words()
                self._stop()
                raise UnreadableFiling(f"The reader ended on {name}: {detail}.") from exc
            self._done += 1
            if self._done >= FILES_PER_CHILD:
                self._stop()
        kind, value = _Unpickler(io.BytesIO(reply)).load()
        if kind == "error":
            raise _to_error(*value)
        if not isinstance(value, Parsed):
            raise UnreadableFiling(f"The reader gave no reading of {name}.")
        return value

    def start(self) -> None:
        """Starts the child now rather than with the first file."""
        with self._lock:
            self._started()

    def interrupt(self) -> None:
        """Ends the child in the middle of its file; `parse` raises `ReadingStopped`."""
        self._is_interrupted = True
        process = self._process  # without the lock, which `parse` holds
        if process is not None:
            process.kill()
            process.wait()

    def close(self) -> None:
        """Ends the child."""
        with self._lock:
            self._stop()

    def _started(self) -> Connection:
        if self._connection is not None and self._process is not None:
            if self._process.poll() is None:
                return self._connection
            self._stop()
        ours, theirs = socket.socketpair()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the child
        code = (
            f"from ingest.worker import main; main({theirs.fileno()}, {self._limits.memory_bytes})"
        )
        # `-c` with our own path: nothing of the parent's __main__ is run again in the child.
        self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and code
            [sys.executable, "-c", code],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env=_environment(),
        )
        theirs.close()
        self._connection = Connection(ours.detach())
        self._done = 0
        self._is_interrupted = False
        return self._connection

    def _last_words(self) -> str:
        """Why the child ended, from its exit status and the last line it wrote."""
        if self._process is None or self._log is None:
            return "it did not start"
        try:
            status = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return "it closed its line"
        if status < 0:
            return f"it was ended by {signal.Signals(-status).name}"
        self._log.seek(0)
        lines = self._log.read()[-4000:].decode("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return last.rstrip(".") or f"exit status {status}"

    def _stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._log is not None:
            self._log.close()
            self._log = None


def _environment() -> dict[str, str]:
    """What the child needs and no more: keys and passwords stay with the parent."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


class _Unpickler(pickle.Unpickler):
    """Reads our types, the standard library's numbers and dates, and nothing else."""

    _ALLOWED = frozenset({("datetime", "date"), ("decimal", "Decimal")})

    def find_class(self, module: str, name: str) -> Any:
        """Refuses every name that a reading does not need."""
        if module.startswith("ingest.types.") and "." not in name and name[:1].isupper():
            return super().find_class(module, name)
        if (module, name) in self._ALLOWED:
            return super().find_class(module, name)
        raise UnreadableFiling(f"The reader sent what it should not: {module}.{name}.")


def _to_error(code: str, detail: str) -> TickmarkError:
    error = error_of(code, detail)
    return error if isinstance(error, FilingError) else UnreadableFiling(detail)


def main(descriptor: int, memory_bytes: int) -> None:
    """The child: reads files from its line until that is closed."""
    import ingest.parsing  # noqa: F401 -- now, not with the first file
    from ingest.concepts import catalogue

    catalogue()

    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to deal with
    connection = Connection(descriptor)
    while True:
        try:
            name, data, password = pickle.loads(connection.recv_bytes())  # noqa: S301 -- our parent
        except EOFError:
            return
        connection.send_bytes(_reply(name, data, password, memory_bytes))


def _reply(name: str, data: bytes, password: str | None, memory_bytes: int) -> bytes:
    """What came of a file, pickled: that takes memory too."""
    from ingest.parsing import parse

    limit = f"{memory_bytes / (1 << 30):.1f} GiB"
    error: TickmarkError
    try:
        return pickle.dumps(("parsed", parse(name, data, password=password)), protocol=5)
    except TickmarkError as met:
        error = met
    except MemoryError:
        error = FilingTooLarge(f"Reading {name} takes more than {limit} of memory. Split it.")
    except RecursionError:
        error = FilingTooLarge(f"{name} is nested too deeply to be read.")
    return pickle.dumps(("error", (error.code(), error.detail)))
