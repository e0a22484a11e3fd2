"""A run with made-up cases, in a process of its own that a test may kill at any moment.

python made_up_run.py RUN.jsonl CASES
"""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from pathlib import Path

from evals.runs import run_on_disk
from evals.types import Answered, Case, NumberTarget, Provenance, Run, Sample

KINDS = ("lookup", "derived", "text")


def cases(count: int) -> tuple[Sample, ...]:
    return tuple(
        Sample(
            f"q-{n:04}", KINDS[n % 3], "en", f"Number {n}?", NumberTarget(Decimal(n), "RMB"), ("a",)
        )
        for n in range(count)
    )


def answer(case: Case) -> Answered:
    """Right, wrong, abstained or failed, by the case alone."""
    n = int(case.sample_id.removeprefix("q-"))
    time.sleep(0.005)  # slow enough for a busy machine's test to kill it in the middle
    if n % 50 == 7:
        raise OSError(f"refused {n}")
    amount = None if n % 11 == 3 else Decimal(n + (n % 7 == 2))
    return Answered(f"RMB{amount}", amount is None, amount, "CNY", engine="made up")


def run(path: Path, count: int) -> Run:
    source = Provenance(("made up",), "1", engine="", started_at="then", fingerprint="f00d")
    return run_on_disk(cases(count), answer, source, path, workers=4)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
