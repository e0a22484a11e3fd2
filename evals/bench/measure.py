"""Runs one side in a process of its own and watches its memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

_SAMPLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class SideFigures:
    """What one side took."""

    pages: int
    passages: int
    load_seconds: float  # imports and model: not part of the others
    first_answer_seconds: float
    embedded_seconds: float
    peak_bytes: int  # resident, the process and its children together
    search_median_seconds: float
    search_p95_seconds: float
    page_recall_5: float | None  # None: no questions were given
    questions: int


class SideFailed(Exception):
    """A side ended without figures; the message has its last lines."""


def measure(side: str, files: Sequence[Path], questions: Path | None = None) -> SideFigures:
    """Runs a side ("plain" or "ours") over the files in a fresh process with an empty store.

    Raises:
        SideFailed: It ended without figures.
    """
    with tempfile.TemporaryDirectory(prefix="tickmark-bench-") as directory:
        result = Path(directory) / "figures.json"
        command = [sys.executable, "-m", "evals.bench.side", side, str(result), directory]
        command += ["--questions", str(questions)] if questions else []
        command += [str(file) for file in files]
        with (Path(directory) / "log").open("w+b") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own
            try:
                peak = _watch(process)
            finally:  # an interrupted benchmark leaves no process behind
                process.kill()
                process.wait()
            if process.returncode != 0 or not result.exists():
                log.seek(0)
                raise SideFailed(f"{side}: {log.read().decode(errors='replace')[-2000:]}")
        return SideFigures(peak_bytes=peak, **json.loads(result.read_text("utf-8")))


def _watch(process: subprocess.Popen[bytes]) -> int:
    """The most memory that the process and its children held at once, in bytes.

    Sampled, not asked of the kernel afterwards: a child's own maximum counts what its parent held
    when it was forked. Pages that several processes share are counted in each.
    """
    root = psutil.Process(process.pid)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(root))
        time.sleep(_SAMPLE_SECONDS)
    return peak


def _resident(root: psutil.Process) -> int:
    try:
        family = [root, *root.children(recursive=True)]
    except psutil.Error:
        return 0
    total = 0
    for process in family:
        try:
            total += int(process.memory_info().rss)
        except psutil.Error:  # it ended in between
            continue
    return total
