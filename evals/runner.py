"""Runs cases past an answerer, several at a time. A crash is a failure, never a score."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

from evals.fingerprint import run_fingerprint
from evals.keeping import each_done
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
    Record,
    Run,
    SampleFailure,
    SampleResult,
    TextTarget,
)
from ingest.errors import TickmarkError

# What an answerer may raise: its own errors, which those of libraries are turned into, the
# network's, and faults in the code of every kind. KeyboardInterrupt and SystemExit pass through.
CRASHES = (
    *(TickmarkError, OSError, ArithmeticError, LookupError, TypeError, ValueError, RuntimeError),
    *(AttributeError, AssertionError, NameError, ImportError, SyntaxError, MemoryError),
    *(StopIteration, EOFError, BufferError, ReferenceError),
)


def run_evals(
    samples: Iterable[Case],
    answerer: Answerer,
    provenance: Provenance | None = None,
    on_done: Callable[[int], None] | None = None,
    *,
    workers: int = 1,
    kept: Mapping[str, SampleResult] | None = None,
    on_record: Callable[[Record], None] | None = None,
) -> Run:
    """Asks every case and judges what comes back; the run is in the order of the cases.

    Args:
        samples: questions and claims.
        answerer: a case to what was answered; with several workers it is called from as many
            threads at once.
        provenance: what is measured; the engine is filled in from the first answer that names one.
        on_done: called with the number of cases done so far.
        workers: cases asked at a time.
        kept: results by case id that were judged already; these cases are not asked.
        on_record: called with each new record as it comes, in this thread.
    """
    cases = tuple(samples)
    records: dict[str, Record] = {
        case.sample_id: kept[case.sample_id] for case in cases if kept and case.sample_id in kept
    }
    left = [case for case in cases if case.sample_id not in records]
    for record in each_done(partial(ask, answerer=answerer), left, workers):
        records[record.sample_id] = record
        if on_record is not None:
            on_record(record)
        if on_done is not None:
            on_done(len(records))
    ordered = [records[case.sample_id] for case in cases]
    results = tuple(one for one in ordered if isinstance(one, SampleResult))
    given = provenance or Provenance()
    engines = (one.reply.engine for one in results if one.reply is not None and one.reply.engine)
    return Run(
        replace(given, engine=given.engine or next(engines, "")),
        results,
        tuple(one for one in ordered if isinstance(one, SampleFailure)),
    )


def ask(case: Case, answerer: Answerer) -> Record:
    """One case asked and judged."""
    start = perf_counter()
    try:
        answered = answerer(case)
    except CRASHES as error:
        return SampleFailure(
            sample_id=case.sample_id,
            kind=case.kind,
            asked=_wording(case),
            error=f"{type(error).__name__}: {error}",
            seconds=round(perf_counter() - start, 4),
            expected=expected(case),
            filings=_filings(case),
            set_name=case.set_name,
        )
    return judged(case, answered, round(perf_counter() - start, 4))


def judged(case: Case, answered: Answered, seconds: float) -> SampleResult:
    """What came back for a case, judged."""
    if isinstance(case, Claim):
        verdict = judge_claim(case, answered)
        text = "; ".join(f"{check.text}: {check.verdict}" for check in answered.checks)
    else:
        verdict = judge_sample(case, answered)
        text = answered.text
    return SampleResult(
        sample_id=case.sample_id,
        kind=case.kind,
        asked=_wording(case),
        answered=text,
        outcome=verdict.outcome,
        scores=verdict.scores,
        seconds=seconds,
        expected=expected(case),
        filings=_filings(case),
        numbers=verdict.numbers,
        reply=answered,
        set_name=case.set_name,
    )


def _wording(case: Case) -> str:
    return case.text if isinstance(case, Claim) else case.question


def _filings(case: Case) -> tuple[str, ...]:
    return (case.filing,) if isinstance(case, Claim) else case.filings


def expected(case: Case) -> str:
    """What a case expects, in words, for a report."""
    if isinstance(case, Claim):
        return "; ".join(
            f"{one.span}: {one.verdict}" + (f" ({one.truth})" if one.truth else "")
            for one in case.numbers
            if one.is_judged
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
    """What is measured, as far as it can be told from this checkout.

    Args:
        sets: files of the cases.
        settings: what the answerer was opened with; the run's fingerprint is made of it.
    """
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
        fingerprint=run_fingerprint(settings),
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
