"""A run against a banked baseline, case by case and in one direction: it may only get better.

An average hides a case that broke behind one that was mended, so cases are compared by name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.records import RecordError, read_json
from evals.types import Outcome, Provenance, Run, SampleResult

_RANK = {Outcome.WRONG: 0, Outcome.ABSTAINED: 1, Outcome.RIGHT: 2}


@dataclass(frozen=True, slots=True)
class Banked:
    """What a case came to when the baseline was banked; `is_cited` None: does not apply."""

    outcome: Outcome
    is_cited: bool | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """Banked cases by id, and what they were measured with."""

    cases: Mapping[str, Banked]
    version: str = ""
    commit: str | None = None
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A case that came out otherwise than banked, and why that matters."""

    sample_id: str
    what: str


@dataclass(frozen=True, slots=True)
class GateReport:
    """Breaches close the gate; gains should be banked; `fresh` cases have no baseline yet."""

    breaches: tuple[Change, ...]
    gains: tuple[Change, ...]
    fresh: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing got worse."""
        return not self.breaches


def gate(run: Run, baseline: Baseline) -> GateReport:
    """Compares a run with a baseline.

    A breach is a case that came out worse than banked, lost its citation, failed, or is missing;
    and a wrong answer to a case that has no baseline.
    """
    breaches = [Change(one.sample_id, f"failed: {one.error}") for one in run.failures]
    gains: list[Change] = []
    fresh: list[str] = []
    for result in run.results:
        banked = baseline.cases.get(result.sample_id)
        if banked is None:
            fresh.append(result.sample_id)
            if result.outcome is Outcome.WRONG:
                breaches.append(Change(result.sample_id, "new case, answered wrong"))
            continue
        _compare(result, banked, breaches, gains)
    seen = {result.sample_id for result in run.results}
    seen |= {failure.sample_id for failure in run.failures}
    missing = (name for name in baseline.cases if name not in seen)
    breaches.extend(Change(name, "in the baseline, not in the run") for name in missing)
    return GateReport(tuple(breaches), tuple(gains), tuple(fresh))


def _compare(
    result: SampleResult, banked: Banked, breaches: list[Change], gains: list[Change]
) -> None:
    now, before = result.outcome, banked.outcome
    if now is not before:
        change = Change(result.sample_id, f"was {before}, is {now}")
        (breaches if _RANK[now] < _RANK[before] else gains).append(change)
        return
    is_cited = _is_cited(result)
    if banked.is_cited and is_cited is False:
        breaches.append(Change(result.sample_id, f"still {now}, but its evidence is not cited"))
    elif banked.is_cited is False and is_cited:
        gains.append(Change(result.sample_id, f"still {now}, now with its evidence cited"))


def _is_cited(result: SampleResult) -> bool | None:
    cited = result.score("cited")
    return None if cited is None else cited == 1.0


def to_baseline(run: Run) -> Baseline:
    """What a run would bank.

    Raises:
        ValueError: a case failed; a run with failures is not banked.
    """
    if run.failures:
        names = ", ".join(failure.sample_id for failure in run.failures)
        raise ValueError(f"cases failed, nothing is banked: {names}")
    source: Provenance = run.provenance
    cases = {result.sample_id: Banked(result.outcome, _is_cited(result)) for result in run.results}
    return Baseline(cases, source.version, source.commit, source.engine)


def save_baseline(baseline: Baseline, path: Path) -> None:
    """Writes a baseline, a line for each case, so that a change of one is a change of one line."""
    head = {"version": baseline.version, "commit": baseline.commit, "engine": baseline.engine}
    lines = [
        f"  {json.dumps(name, ensure_ascii=False)}: "
        + json.dumps({"outcome": banked.outcome, "is_cited": banked.is_cited})
        for name, banked in sorted(baseline.cases.items())
    ]
    body = ",\n".join(lines)
    text = "{" + json.dumps(head)[1:-1] + ',\n "cases": {\n' + body + "\n }\n}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def load_baseline(path: Path) -> Baseline:
    """Reads a baseline.

    Raises:
        RecordError: there is no such file, or it holds something else.
    """
    value = read_json(path)
    try:
        cases = {
            name: Banked(Outcome(item["outcome"]), item["is_cited"])
            for name, item in value["cases"].items()
        }
        return Baseline(cases, value["version"], value["commit"], value["engine"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordError(f"{path} is not a baseline: {type(error).__name__}: {error}") from None
