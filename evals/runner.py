"""Runs cases past an answerer. A crash is recorded as a failure, never as a score."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

from evals.scorers import judge_claim, judge_sample
from evals.types import (
    AbstainTarget,
    Answered,
    Answerer,
    Case,
    Claim,
    ItemsTarget,
    NumberTarget,
    Provenance,
    Run,
    SampleFailure,
    SampleResult,
    TextTarget,
)
from ingest.errors import TickmarkError

# What an answerer may raise: its own errors, the network's, and plain faults in the code.
# KeyboardInterrupt and SystemExit pass through.
CRASHES = (
    *(TickmarkError, OSError, ArithmeticError, LookupError, TypeError, ValueError),
    *(RuntimeError, AttributeError, AssertionError),
)


def run_evals(
    samples: Iterable[Case],
    answerer: Answerer,
    provenance: Provenance | None = None,
    on_done: Callable[[int], None] | None = None,
) -> Run:
    """Asks every case and judges what comes back, in order.

    Args:
        samples: questions and claims.
        answerer: a case to what was answered.
        provenance: what is measured; the engine is filled in from the first answer that names one.
        on_done: called with the number of cases done so far.
    """
    results: list[SampleResult] = []
    failures: list[SampleFailure] = []
    engine = ""
    for done, case in enumerate(samples, start=1):
        asked = case.text if isinstance(case, Claim) else case.question
        start = perf_counter()
        try:
            answered = answerer(case)
        except CRASHES as error:
            told = f"{type(error).__name__}: {error}"
            failures.append(SampleFailure(case.sample_id, case.kind, asked, told))
        else:
            engine = engine or answered.engine
            results.append(_result(case, asked, answered, perf_counter() - start))
        if on_done is not None:
            on_done(done)
    given = provenance or Provenance()
    source = replace(given, engine=given.engine or engine)
    return Run(source, tuple(results), tuple(failures))


def _result(case: Case, asked: str, answered: Answered, seconds: float) -> SampleResult:
    if isinstance(case, Claim):
        outcome, scores = judge_claim(case, answered)
        text = "; ".join(f"{check.text}: {check.verdict}" for check in answered.checks)
    else:
        outcome, scores = judge_sample(case, answered)
        text = answered.text
    return SampleResult(
        sample_id=case.sample_id,
        kind=case.kind,
        asked=asked,
        answered=text,
        outcome=outcome,
        scores=scores,
        seconds=round(seconds, 4),
        expected=expected(case),
    )


def expected(case: Case) -> str:
    """What a case expects, in words, for a report."""
    if isinstance(case, Claim):
        return "; ".join(
            f"{one.span}: {one.verdict}" + (f" ({one.truth})" if one.truth else "")
            for one in case.numbers
        )
    match case.target:
        case NumberTarget(value, unit, _, _, display):
            return display or f"{value:f} {unit}"
        case TextTarget(texts):
            return texts[0]
        case ItemsTarget(items):
            return "; ".join(item[0] for item in items)
        case AbstainTarget():
            return "that the filings do not say"


def provenance_of(sets: Iterable[Path], settings: dict[str, str]) -> Provenance:
    """What is measured, as far as it can be told from this checkout."""
    here = Path(__file__).parent
    try:
        release = version("tickmark")
    except PackageNotFoundError:
        release = ""
    return Provenance(
        sets=tuple(path.name for path in sets),
        version=release,
        commit=_git(here, "rev-parse", "HEAD"),
        is_dirty=bool(_git(here, "status", "--porcelain", "--untracked-files=no")),
        settings=settings,
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _git(folder: Path, *arguments: str) -> str | None:
    """What git prints, or None where there is no git or no checkout."""
    git = shutil.which("git")
    if git is None:
        return None
    done = subprocess.run(  # noqa: S603
        [git, "-C", str(folder), *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None
