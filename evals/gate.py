"""A run against a banked baseline, case by case and in one direction: it may only get better.

An average hides a case that broke behind one that was mended, so cases are compared by name. What
shuts the gate depends on whether the answers vary by themselves:

- Always: a case or a claim's number that was not wrong and is, a case that failed or is missing.
- With the embedded engine, which answers the same twice, also every right case that now abstains,
  every number of a claim that is no longer told, every citation lost, and every answer that no
  longer shows its number as it is, or shows one that its own check does not support.
- With a language model these are noise as long as the paired bootstrap over all cases, and over
  those of each kind, holds "no worse" possible; they are listed all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.comparing import difference
from evals.keeping import RecordError
from evals.records import read_json
from evals.types import Outcome, Provenance, Run, SampleResult

EMBEDDED = "embedded"  # the engine that answers the same whenever it is asked
_RANK = {Outcome.WRONG: 0, Outcome.ABSTAINED: 1, Outcome.RIGHT: 2}


@dataclass(frozen=True, slots=True)
class Banked:
    """What a case came to when the baseline was banked; `is_cited` None: does not apply."""

    outcome: Outcome
    is_cited: bool | None = None
    numbers: tuple[Outcome, ...] = ()  # of a claim, in order
    is_shown: bool | None = None  # the score `digits`
    is_ticked: bool | None = None


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
    """Breaches close the gate; gains should be banked; `fresh` cases have no baseline yet.

    `noise` are cases that came out worse within what a language model varies by itself.
    """

    breaches: tuple[Change, ...]
    gains: tuple[Change, ...]
    fresh: tuple[str, ...]
    noise: tuple[Change, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nothing got worse."""
        return not self.breaches


def gate(run: Run, baseline: Baseline, *, varies: bool | None = None) -> GateReport:
    """Compares a run with a baseline.

    Args:
        run: what is judged.
        baseline: what was banked.
        varies: whether the same system may answer otherwise the next time; None: it does unless
            both were measured with the embedded engine.
    """
    breaches = [Change(one.sample_id, f"failed: {one.error}") for one in run.failures]
    softer: list[Change] = []
    gains: list[Change] = []
    fresh: list[str] = []
    for result in run.results:
        banked = baseline.cases.get(result.sample_id)
        if banked is None:
            fresh.append(result.sample_id)
            if result.outcome is Outcome.WRONG:
                breaches.append(Change(result.sample_id, _told("new case, answered wrong", result)))
            continue
        _compare(result, banked, breaches, softer, gains)
    seen = {result.sample_id for result in run.results}
    seen |= {failure.sample_id for failure in run.failures}
    missing = (name for name in baseline.cases if name not in seen)
    breaches.extend(Change(name, "in the baseline, not in the run") for name in missing)
    if varies is None:
        varies = {run.provenance.engine or EMBEDDED, baseline.engine or EMBEDDED} != {EMBEDDED}
    if varies and not _is_beyond_noise(run.results, baseline):
        return GateReport(tuple(breaches), tuple(gains), tuple(fresh), tuple(softer))
    return GateReport((*breaches, *softer), tuple(gains), tuple(fresh))


def _compare(
    result: SampleResult,
    banked: Banked,
    breaches: list[Change],
    softer: list[Change],
    gains: list[Change],
) -> None:
    now, before = result.outcome, banked.outcome
    if now is not before:
        change = Change(result.sample_id, _told(f"was {before}, is {now}", result))
        if _RANK[now] > _RANK[before]:
            gains.append(Change(result.sample_id, f"was {before}, is {now}"))
        elif now is Outcome.WRONG:
            breaches.append(change)
        else:
            softer.append(change)
    worse = _numbers_worse(result, banked)
    if now is before and worse:
        is_wrong = any(one is Outcome.WRONG for one in worse.values())
        words = ", ".join(f"number {at} is {one}" for at, one in worse.items())
        change = Change(result.sample_id, _told(f"still {now}, but {words}", result))
        (breaches if is_wrong else softer).append(change)
    if now is not before:
        return
    for name, is_met in _beside(banked).items():
        score = next((one for one in result.scores if one.name == name), None)
        lost, found = _BESIDE[name]
        if is_met and score is not None and score.value is not None and score.value < 1.0:
            why = f": {score.note}" if name != "cited" and score.note else ""
            softer.append(Change(result.sample_id, f"still {now}, but {lost}{why}"))
        elif is_met is False and score is not None and score.value == 1.0:
            gains.append(Change(result.sample_id, f"still {now}, now {found}"))


# Scores beside the outcome: what is said when one is lost, and when it is gained.
_BESIDE = {
    "cited": ("its evidence is not cited", "with its evidence cited"),
    "digits": ("its number is not shown as it is", "with its number shown as it is"),
    "ticked": (
        "not every number in it is supported by its check",
        "with every number supported by its check",
    ),
}


def _beside(banked: Banked) -> dict[str, bool | None]:
    return {"cited": banked.is_cited, "digits": banked.is_shown, "ticked": banked.is_ticked}


def _numbers_worse(result: SampleResult, banked: Banked) -> dict[int, Outcome]:
    """Numbers of a claim, counted from 1, that came out worse, with what they are now."""
    if len(result.numbers) != len(banked.numbers):
        return {}  # the claim's numbers were edited, or the baseline is of before they were kept
    pairs = enumerate(zip(banked.numbers, result.numbers, strict=True), start=1)
    return {at: now for at, (before, now) in pairs if _RANK[now] < _RANK[before]}


def _is_beyond_noise(results: Sequence[SampleResult], baseline: Baseline) -> bool:
    """Whether cases came out worse than chance explains, over all or within a kind."""
    groups: dict[str, list[int]] = {}
    for result in results:
        banked = baseline.cases.get(result.sample_id)
        if banked is None:
            continue
        for gains, name in (
            (_RANK[result.outcome] - _RANK[banked.outcome], "outcome"),
            *((_gained(result, one, was), one) for one, was in _beside(banked).items()),
        ):
            for group in ("all", result.kind):
                groups.setdefault(f"{name} {group}", []).append(gains)
    return any(difference(name, gains).high < 0 for name, gains in groups.items())


def _gained(result: SampleResult, name: str, was: bool | None) -> int:
    is_met = _is_met(result, name)
    return 0 if is_met is None or was is None else int(is_met) - int(was)


def _told(what: str, result: SampleResult) -> str:
    return f"{what}: {result.reason}" if result.reason else what


def _is_met(result: SampleResult, name: str) -> bool | None:
    value = result.score(name)
    return None if value is None else value == 1.0


def to_baseline(run: Run) -> Baseline:
    """What a run would bank.

    Raises:
        ValueError: a case failed or was not asked yet; such a run is not banked.
    """
    if run.unasked:
        raise ValueError(f"{len(run.unasked)} cases were not asked yet, nothing is banked")
    if run.failures:
        names = ", ".join(failure.sample_id for failure in run.failures)
        raise ValueError(f"cases failed, nothing is banked: {names}")
    source: Provenance = run.provenance
    cases = {
        result.sample_id: Banked(
            result.outcome,
            _is_met(result, "cited"),
            result.numbers,
            _is_met(result, "digits"),
            _is_met(result, "ticked"),
        )
        for result in run.results
    }
    return Baseline(cases, source.version, source.commit, source.engine)


def save_baseline(baseline: Baseline, path: Path) -> None:
    """Writes a baseline, a line for each case, so that a change of one is a change of one line."""
    head = {"version": baseline.version, "commit": baseline.commit, "engine": baseline.engine}
    lines = [
        f"  {json.dumps(name, ensure_ascii=False)}: " + json.dumps(_banked(banked))
        for name, banked in sorted(baseline.cases.items())
    ]
    body = ",\n".join(lines)
    text = "{" + json.dumps(head)[1:-1] + ',\n "cases": {\n' + body + "\n }\n}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _banked(banked: Banked) -> dict[str, object]:
    value: dict[str, object] = {"outcome": banked.outcome, "is_cited": banked.is_cited}
    told = {"is_shown": banked.is_shown, "is_ticked": banked.is_ticked}
    value |= {name: is_met for name, is_met in told.items() if is_met is not None}
    return {**value, "numbers": banked.numbers} if banked.numbers else value


def load_baseline(path: Path) -> Baseline:
    """Reads a baseline.

    Raises:
        RecordError: there is no such file, or it holds something else.
    """
    value = read_json(path)
    try:
        cases = {
            name: Banked(
                Outcome(item["outcome"]),
                item["is_cited"],
                tuple(map(Outcome, item.get("numbers", ()))),
                item.get("is_shown"),  # a baseline of before it was kept has none
                item.get("is_ticked"),
            )
            for name, item in value["cases"].items()
        }
        return Baseline(cases, value["version"], value["commit"], value["engine"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordError(f"{path} is not a baseline: {type(error).__name__}: {error}") from None
