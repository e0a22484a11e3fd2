"""Reports of the evals, and a run of them, in a child process: the evals sit above the service.

A run asks this server the sets that are shipped, and leaves three files in the folder: the run
(`.jsonl`), what it said (`.log`) and its report (`.html`), compared with the run before it, if
there was one. One at a time.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ingest.errors import RequestError, UnknownItem

SetName = Literal["all", "questions", "claims"]
State = Literal["idle", "running", "done", "failed", "stopped"]
_ROOT = Path(__file__).resolve().parent.parent
_SETS = _ROOT / "evals" / "sets"
_SHIPPED: dict[SetName, tuple[str, ...]] = {
    "all": ("samples_questions.jsonl", "samples_claims.jsonl"),
    "questions": ("samples_questions.jsonl",),
    "claims": ("samples_claims.jsonl",),
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}\.html")
_HASH = r"'sha256-[A-Za-z0-9+/]{43}='"
_RULES = re.compile(
    '<meta http-equiv="Content-Security-Policy" content="('
    f"default-src 'none'; style-src {_HASH}; script-src {_HASH}; base-uri 'none'; "
    "form-action 'none')\">"
)
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"
_PATIENCE = 5.0  # seconds that a child has to end


class RunInProgress(RequestError):
    """A run is on its way; there is one at a time."""

    status = 409
    title = "A run is in progress"


class SetCannotBeAsked(RequestError):
    """The shipped sets ask about the sample filings; `detail` names those that are not here."""

    status = 409
    title = "The filings of the set are not here"


@dataclass(frozen=True, slots=True)
class Report:
    """A report in the folder."""

    name: str
    made: datetime
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class RunState:
    """How the run that was started last stands; `cases` is None until it is known."""

    state: State = "idle"
    set: SetName | None = None
    started: datetime | None = None
    done: int = 0
    cases: int | None = None
    report: str | None = None  # its name, once it is there
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    set: SetName
    started: datetime
    stem: Path  # of the run's files, without their endings


class EvalRuns:
    """The folder of reports, and the one run that may be on its way."""

    def __init__(self, folder: Path, url: str) -> None:
        """`url` is this server's own; the folder is made when a run is started."""
        self._folder = folder
        self._url = url
        self._child: _Child | None = None
        self._is_stopped = False
        self._lock = threading.Lock()

    def reports(self) -> list[Report]:
        """The reports, the newest first."""
        if not self._folder.is_dir():
            return []
        found = []
        for path in self._folder.iterdir():
            if _NAME.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                told = path.stat()
                made = datetime.fromtimestamp(told.st_mtime, UTC)
                found.append(Report(path.name, made, told.st_size))
        return sorted(found, key=lambda one: (one.made, one.name), reverse=True)

    def report(self, name: str) -> tuple[Path, str]:
        """A report's file, and the policy to serve it with.

        The policy is the report's own where it is of the form that reports are written with: its
        style and its script by their hashes, nothing else. Another file may run nothing.

        Raises:
            UnknownItem: there is none of that name.
        """
        path = self._folder / name
        if not _NAME.fullmatch(name) or path.is_symlink() or not path.is_file():
            raise UnknownItem("There is no report of that name.")
        with path.open("rb") as file:
            head = file.read(2048).decode("utf-8", "replace")
        told = _RULES.search(head)
        rules = f"sandbox allow-scripts; {told[1]}" if told else f"sandbox; {_NOTHING}"
        return path, f"{rules}; frame-ancestors 'self'"

    def start(self, chosen: SetName, known: Iterable[str]) -> RunState:
        """Starts a run of a shipped set.

        Args:
            chosen: which set.
            known: names of the filings in the library.

        Raises:
            RunInProgress: one is on its way.
            SetCannotBeAsked: filings that the set asks about are not in the library.
        """
        files = [_SETS / name for name in _SHIPPED[chosen]]
        if missing := sorted(_filings(files) - set(known)):
            raise SetCannotBeAsked(
                f"The set asks about {', '.join(missing)}: add the sample filings first."
            )
        with self._lock:
            if self._child is not None and self._child.process.poll() is None:
                raise RunInProgress("A run is in progress. Start another one when it is done.")
            self._folder.mkdir(parents=True, exist_ok=True)
            started = datetime.now(UTC)
            stem = self._folder / f"{started:%Y-%m-%d-%H%M%S}-{chosen}"
            # Nothing of the request is in here: the set is one of ours, the rest is fixed.
            command = [sys.executable, "-m", "evals", "run", *map(str, files), "--url", self._url]
            command += ["--out", f"{stem}.jsonl", "--fresh", "--report", f"{stem}.html"]
            if (earlier := self._earlier(chosen)) is not None:
                command += ["--baseline", str(earlier)]
            with stem.with_suffix(".log").open("wb") as said:
                process = subprocess.Popen(  # noqa: S603
                    command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said
                )
            self._child = _Child(process, chosen, started, stem)
            self._is_stopped = False
        return self.state()

    def state(self) -> RunState:
        """How the last run stands."""
        with self._lock:
            child = self._child
            if child is None:
                return RunState()
            ended = child.process.poll()
            done, cases = _counts(child.stem.with_suffix(".jsonl"))
            report = child.stem.with_suffix(".html")
            state: State = "running"
            error = None
            if ended is not None:
                # 1 is a run in which cases could not be answered: its report is there and tells.
                is_done = ended in (0, 1) and report.is_file()
                state = "done" if is_done else "stopped" if self._is_stopped else "failed"
                error = None if is_done else _last_line(child.stem.with_suffix(".log"))
            name = report.name if state == "done" else None
            return RunState(state, child.set, child.started, done, cases, name, error)

    def stop(self) -> None:
        """Ends the run that is on its way; what it has is kept."""
        with self._lock:
            if self._child is None or self._child.process.poll() is not None:
                return
            self._is_stopped = True
            process = self._child.process
            process.terminate()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _earlier(self, chosen: SetName) -> Path | None:
        """The newest run of the set whose report is there; runs are named by their time."""
        found = [
            path
            for path in self._folder.glob(f"????-??-??-??????-{chosen}.jsonl")
            if path.with_suffix(".html").is_file() and not path.is_symlink()
        ]
        return max(found, default=None, key=lambda path: path.name)


def _filings(files: Iterable[Path]) -> set[str]:
    """The filings that cases of sets ask about, by name."""
    found: set[str] = set()
    for path in files:
        for line in filter(str.strip, path.read_text("utf-8").splitlines()):
            case = json.loads(line)
            found.update(case.get("filings", ()))
            found.update([case["filing"]] if "filing" in case else ())
    return found


def _counts(run: Path) -> tuple[int, int | None]:
    """Cases done and cases in all, of a run file that is being written."""
    try:
        lines = run.read_bytes().splitlines()
        header = json.loads(lines[0])
        done = sum(line.startswith(b'{"type": "case"') for line in lines)
        return done, len(header["cases"])
    except (OSError, LookupError, ValueError):
        return 0, None  # it has not begun to write


def _last_line(said: Path) -> str:
    lines = said.read_bytes()[-4096:].decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:500]
