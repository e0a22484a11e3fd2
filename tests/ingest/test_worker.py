from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import EncryptedFiling, FilingTooLarge, UnreadableFiling
from ingest.types import Parsed
from ingest.worker import ParseWorker, ReadingStopped, WorkerLimits, _Unpickler

# What stands in for `ingest.parsing` in the child: the file says what is to happen to its reader.
FAKE_PARSING = """
import os, signal, sys, time
from ingest.errors import EncryptedFiling
from ingest.types import Identity, Parsed, Reading

HEAVY = [name for name in ("torch", "chromadb", "llama_index", "sqlalchemy") if name in sys.modules]


def parse(name, data, *, password=None):
    match data.decode().split():
        case ["sleep"]:
            time.sleep(60)
        case ["crash"]:
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["exit"]:
            sys.exit(3)
        case ["bug"]:
            raise KeyError("page 7")
        case ["memory"]:
            bytearray(8 << 30)
        case ["nest"]:
            raise RecursionError
        case ["locked"]:
            raise EncryptedFiling(f"{name} needs a password.")
        case ["chatter"]:
            print("to standard output")
        case ["secret"]:
            name = os.environ.get("TICKMARK_LLM_API_KEY", "none")
    title = {"pid": str(os.getpid()), "name": name, "password": str(password), "heavy": str(HEAVY)}
    reading = Reading("text/plain", False, (), (), (), title)
    return Parsed("f_1", reading, Identity(), (), (), 0, {})
"""


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ParseWorker]:
    """A worker whose child finds the fake before the real module."""
    hook = f"import sys, types; m = types.ModuleType('ingest.parsing'); exec({FAKE_PARSING!r}, "
    hook += "m.__dict__); sys.modules['ingest.parsing'] = m"
    (tmp_path / "sitecustomize.py").write_text(hook)
    monkeypatch.syspath_prepend(str(tmp_path))
    worker = ParseWorker(WorkerLimits(memory_bytes=2 << 30, seconds=6.0))
    yield worker
    worker.close()


def metadata(parsed: Parsed) -> dict[str, str]:
    return parsed.reading.metadata


def test_one_light_child_reads_file_after_file(worker: ParseWorker) -> None:
    first = metadata(worker.parse("a.txt", b"fine", "letmein"))
    second = metadata(worker.parse("b.txt", b"fine"))
    assert (first["name"], first["password"], first["heavy"]) == ("a.txt", "letmein", "[]")
    assert (second["name"], second["password"]) == ("b.txt", "None")
    assert first["pid"] == second["pid"]


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"crash", UnreadableFiling, "SIGSEGV"),
        (b"exit", UnreadableFiling, "exit status 3"),
        (b"bug", UnreadableFiling, "KeyError: 'page 7'"),
        (b"sleep", FilingTooLarge, "more than 6 seconds"),
        (b"memory", FilingTooLarge, "more than 2.0 GiB"),
        (b"nest", FilingTooLarge, "nested too deeply"),
        (b"locked", EncryptedFiling, "a.pdf needs a password."),
    ],
)
def test_whatever_a_file_does_the_next_one_is_read(
    worker: ParseWorker, data: bytes, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        worker.parse("a.pdf", data)
    assert metadata(worker.parse("b.txt", b"fine"))["name"] == "b.txt"


def test_what_the_child_prints_disturbs_nothing(worker: ParseWorker) -> None:
    assert metadata(worker.parse("a.txt", b"chatter"))["name"] == "a.txt"


def test_the_child_is_told_no_secrets(worker: ParseWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKMARK_LLM_API_KEY", "sk-1")
    assert metadata(worker.parse("a.txt", b"secret"))["name"] == "none"


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("gotcha",))


def test_only_our_types_come_out_of_a_reply(tmp_path: Path) -> None:
    reply = tmp_path / "reply"
    reply.write_bytes(pickle.dumps(Evil()))
    with reply.open("rb") as file, pytest.raises(UnreadableFiling, match=r"builtins\.print"):
        _Unpickler(file).load()


def test_the_real_reader_runs_in_the_child() -> None:
    worker = ParseWorker()
    text = "Pump Holdings Limited\n\nRevenue rose.\n"
    try:
        parsed = worker.parse("a.txt", text.encode())
    finally:
        worker.close()
    assert "Revenue rose." in parsed.reading.pages[0].text
    assert set(parsed.seconds) == {"read", "identify", "tables", "facts", "concepts", "ties"}


def test_interrupted_it_ends_at_once_and_can_be_used_again(worker: ParseWorker) -> None:
    worker.start()
    timer = threading.Timer(0.3, worker.interrupt)
    timer.start()
    with pytest.raises(ReadingStopped):
        worker.parse("a.pdf", b"sleep")
    timer.join()
    assert metadata(worker.parse("b.pdf", b"fine"))["name"] == "b.pdf"
