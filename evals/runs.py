"""A run kept on disk while it is made, so that a kill costs at most the cases in the air.

Every record is flushed to disk before the next is taken. A run that is started again under the same
fingerprint goes on where it stopped: answers of cases that are asked the same way are judged
afresh and not asked again; cases that failed are. A file of another fingerprint is put aside under
that name and never written over.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from evals.fingerprint import case_fingerprint
from evals.keeping import appending
from evals.records import header_line, load_run, read_run_file, record_line
from evals.runner import judged, run_evals
from evals.types import Answerer, Case, Provenance, Record, Run, SampleResult


def run_on_disk(
    cases: Sequence[Case],
    answerer: Answerer,
    provenance: Provenance,
    path: Path,
    *,
    workers: int = 1,
    is_fresh: bool = False,
    reuse: Sequence[Path] = (),
    on_start: Callable[[int], None] | None = None,
    on_record: Callable[[Record], None] | None = None,
) -> Run:
    """Runs the cases, or the rest of them, into a run file.

    Args:
        cases: questions and claims.
        answerer: see `run_evals`.
        provenance: what is measured, with its fingerprint.
        path: the run file.
        workers: cases asked at a time.
        is_fresh: put an earlier file aside even if its answers could be kept.
        reuse: further run files whose answers count where their fingerprints are the same.
        on_start: called once with the number of cases that need not be asked.
        on_record: called with each new record, after it is on disk.

    Raises:
        RecordError: there is a file at `path` that is not a run.
    """
    keys = {case.sample_id: case_fingerprint(provenance.fingerprint, case) for case in cases}
    path.parent.mkdir(parents=True, exist_ok=True)
    earlier = read_run_file(path) if path.exists() and path.stat().st_size else None
    if earlier and (is_fresh or earlier.provenance.fingerprint != provenance.fingerprint):
        os.replace(path, aside(path, earlier.provenance.fingerprint))
        earlier = None
    stored: dict[str, Record] = {}  # by key
    for one in [read_run_file(other) for other in reuse] + ([earlier] if earlier else []):
        stored |= {key: record for key, record in one.records.values() if key}
    kept = _judged_afresh(cases, keys, stored)
    if on_start is not None:
        on_start(len(kept))
    whole = earlier.whole if earlier else 0
    with appending(path, whole) as append:
        source = provenance
        if earlier is not None:
            first = earlier.provenance
            price = provenance.price or first.price
            source = replace(provenance, started_at=first.started_at, price=price)
        written = earlier.provenance if earlier else None  # of the last header
        is_told = written is not None and written.price == source.price
        if earlier is None or dict(earlier.keys) != keys or not is_told:
            append(header_line(source, keys))
            written = source
        here = earlier.records if earlier else {}
        for name, result in kept.items():
            if here.get(name) != (keys[name], result):
                append(record_line(result, keys[name]))

        def keep(record: Record) -> None:
            append(record_line(record, keys[record.sample_id]))
            if on_record is not None:
                on_record(record)

        run = run_evals(cases, answerer, source, workers=workers, kept=kept, on_record=keep)
        if run.provenance != written:
            append(header_line(run.provenance, keys))  # now the engine is known
    return load_run(path)


def aside(path: Path, fingerprint: str) -> Path:
    """The name that an earlier run file is put aside under."""
    return path.with_name(f"{path.stem}.{fingerprint[:8] or 'earlier'}{path.suffix}")


def _judged_afresh(
    cases: Sequence[Case], keys: dict[str, str], stored: dict[str, Record]
) -> dict[str, SampleResult]:
    """Results by case id from answers that were given to the same key."""
    kept = {}
    for case in cases:
        record = stored.get(keys[case.sample_id])
        if isinstance(record, SampleResult) and record.reply is not None:
            kept[case.sample_id] = judged(case, record.reply, record.seconds)
    return kept
