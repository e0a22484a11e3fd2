"""Faults planted in a system that answers right: the gate is shut and names the cases they hit.

The system is made of the sets: it knows every target, cites every evidence and tells every verdict.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

import pytest

from evals.commands import SETS
from evals.comparing import compare
from evals.datasets import load_set
from evals.gate import Baseline, gate, to_baseline
from evals.junit import to_junit
from evals.runner import run_evals
from evals.scorers import locate
from evals.types import (
    AbstainTarget,
    Answered,
    Answerer,
    Case,
    Checked,
    Cited,
    Claim,
    ItemsTarget,
    NumberTarget,
    Provenance,
    Run,
    Sample,
    TextTarget,
)

CASES = load_set(SETS)
NUMBER = re.compile(r"\(?\d[\d,]*(?:\.\d+)?\)?")


def knows(case: Case) -> Answered:
    """What a system without faults answers."""
    if isinstance(case, Claim):
        places = locate(case.text, [number.span for number in case.numbers])
        return Answered(
            checks=tuple(
                Checked(case.text[start:end], start, end, number.verdict)
                for number, (start, end) in zip(case.numbers, places, strict=True)
            )
        )
    cited = tuple(Cited(one.filing, one.quote) for one in case.evidence)
    match case.target:
        case NumberTarget(value, unit, _, _, display):
            return Answered(display, False, value, unit, display, citations=cited)
        case TextTarget(texts, must):
            opening = next((word for word in must if word in ("yes", "no")), "")
            return Answered(f"{opening} {texts[0]} {' '.join(must)}", citations=cited)
        case ItemsTarget(items):
            return Answered("; ".join(item[0] for item in items), citations=cited)
        case AbstainTarget():
            return Answered("The filings do not say.", True)


def measured(answerer: Answerer, engine: str = "embedded") -> Run:
    return run_evals(CASES, answerer, Provenance(engine=engine))


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    return to_baseline(measured(knows))


def numbers_asked() -> Iterator[tuple[Sample, NumberTarget]]:
    for case in CASES:
        if isinstance(case, Sample) and isinstance(case.target, NumberTarget):
            yield case, case.target


# --- what is planted -------------------------------------------------------------------------


def beside(case: Sample) -> Decimal | None:
    """Another figure of the row that shows the right one: of the period before, mostly."""
    if case.kind != "lookup" or not isinstance(case.target, NumberTarget):
        return None
    value = abs(case.target.value)
    for evidence in case.evidence:
        cells = [cell for cell in evidence.quote.split("\t") if NUMBER.fullmatch(cell.strip("%"))]
        shown = [Decimal(re.sub(r"[^\d.]", "", cell)) for cell in cells]
        for scale in (Decimal(1), Decimal(1000), Decimal("0.01")):
            if value in [one * scale for one in shown]:
                return next((one * scale for one in shown if one * scale != value), None)
    return None


def other_period(case: Case) -> Answered:
    answered = knows(case)
    if isinstance(case, Sample) and (value := beside(case)) is not None:
        return replace(answered, amount=value, text=f"{value}")
    return answered


def no_citations(case: Case) -> Answered:
    return replace(knows(case), citations=())


def cut_digits(case: Case) -> Answered:
    """Rounds down to three significant digits."""
    answered = knows(case)
    if answered.amount is None or not answered.amount:
        return answered
    step = Decimal(1).scaleb(answered.amount.adjusted() - 2)
    return replace(answered, amount=answered.amount.quantize(step, ROUND_DOWN), display="")


def shows_otherwise(case: Case) -> Answered:
    """The value is right, and what people read is not."""
    answered = knows(case)
    return replace(answered, display=NUMBER.sub("1.00000001", answered.display, count=1))


def numbers_shown() -> set[str]:
    return {case.sample_id for case, target in numbers_asked() if NUMBER.search(target.display)}


def believes_all(case: Case) -> Answered:
    answered = knows(case)
    checks = tuple(replace(check, verdict="supported") for check in answered.checks)
    return replace(answered, checks=checks)


def always_answers(case: Case) -> Answered:
    answered = knows(case)
    return (
        replace(answered, is_abstained=False, text="It was 5.")
        if answered.is_abstained
        else answered
    )


def crashes_on_lists(case: Case) -> Answered:
    if case.kind == "list":
        raise KeyError("items")
    return knows(case)


def hit_by(answerer: Answerer) -> set[str]:
    """Where a fault changes more than the sets forgive."""
    hit = set()
    for case, target in numbers_asked():
        amount = answerer(case).amount
        assert amount is not None
        if abs(amount - target.value) > abs(target.value) * (target.tolerance + Decimal("1e-9")):
            hit.add(case.sample_id)
    return hit


def cited_cases() -> set[str]:
    return {case.sample_id for case in CASES if isinstance(case, Sample) and case.evidence}


def false_claims() -> set[str]:
    return {
        case.sample_id
        for case in CASES
        if isinstance(case, Claim) and any(n.verdict != "supported" for n in case.numbers)
    }


def of_kind(kind: str) -> set[str]:
    return {case.sample_id for case in CASES if case.kind == kind}


PLANTED: list[tuple[Answerer, Callable[[], set[str]], str]] = [
    (other_period, lambda: hit_by(other_period), "was right, is wrong: wrong amount"),
    (no_citations, cited_cases, "still right, but its evidence is not cited"),
    (cut_digits, lambda: hit_by(cut_digits), "was right, is wrong: wrong amount"),
    (shows_otherwise, numbers_shown, "still right, but its number is not shown as it is"),
    (believes_all, false_claims, "wrongly verified"),
    (always_answers, lambda: of_kind("unanswerable"), "answers what the filings do not say"),
    (crashes_on_lists, lambda: of_kind("list"), "failed: KeyError"),
]


@pytest.mark.parametrize(("fault", "hit", "why"), PLANTED)
def test_a_planted_fault_shuts_the_gate_with_its_cases_named(
    baseline: Baseline, fault: Answerer, hit: Callable[[], set[str]], why: str
) -> None:
    run = measured(fault)
    report = gate(run, baseline)
    expected = hit()
    assert len(expected) > 1
    assert {change.sample_id for change in report.breaches} == expected
    assert all(why in change.what for change in report.breaches)
    junit = to_junit(run, {change.sample_id: change.what for change in report.breaches})
    assert junit.count("<failure") + junit.count("<error") == len(expected)


def test_a_system_without_faults_is_right_throughout(baseline: Baseline) -> None:
    assert {one.outcome for one in baseline.cases.values()} == {"right"}
    assert len(baseline.cases) == len(CASES) > 90


@pytest.mark.parametrize("engine", ["embedded", "a model"])
def test_an_unchanged_system_passes_twenty_times(baseline: Baseline, engine: str) -> None:
    """With noise in its latency alone; so far as it goes, the report of a run has none."""
    draw = random.Random(7)
    first = measured(knows, engine)
    for _ in range(20):
        run = measured(knows, engine)
        noisy = tuple(replace(one, seconds=draw.random()) for one in run.results)
        run = replace(run, results=noisy)
        report = gate(run, baseline)
        assert report.is_open
        assert (report.breaches, report.gains, report.noise, report.fresh) == ((), (), (), ())
        found = compare(first, run)
        assert (found.losses, found.wins, found.within) == ((), (), ())


def test_the_gate_forgives_a_model_an_abstention_and_never_a_wrong_number(
    baseline: Baseline,
) -> None:
    names = [case.sample_id for case, _ in numbers_asked()]

    def abstains(*ids: str) -> Answerer:
        return lambda case: Answered("", True) if case.sample_id in ids else knows(case)

    few = gate(measured(abstains(*names[:1]), "a model"), baseline)
    assert few.is_open
    assert [change.sample_id for change in few.noise] == names[:1]
    assert not gate(measured(abstains(*names[:1])), baseline).is_open
    many = gate(measured(abstains(*names[:20]), "a model"), baseline)
    assert {change.sample_id for change in many.breaches} == set(names[:20])

    def one_wrong(case: Case) -> Answered:
        answered = knows(case)
        return replace(answered, amount=Decimal(-77)) if case.sample_id == names[0] else answered

    wrong = gate(measured(one_wrong, "a model"), baseline)
    assert [change.sample_id for change in wrong.breaches] == names[:1]


def test_a_second_wrong_number_in_a_claim_that_was_wrong_is_new() -> None:
    claim = next(case for case in CASES if isinstance(case, Claim) and len(case.numbers) > 1)

    def wrong_in(count: int) -> Answerer:
        def answer(case: Case) -> Answered:
            answered = knows(case)
            flip = {"supported": "contradicted", "contradicted": "supported"}
            checks = [
                replace(check, verdict=flip.get(check.verdict, "supported"))
                if at < count
                else check
                for at, check in enumerate(answered.checks)
            ]
            return replace(answered, checks=tuple(checks))

        return answer

    banked = to_baseline(run_evals((claim,), wrong_in(1)))
    assert gate(run_evals((claim,), wrong_in(1)), banked).is_open
    report = gate(run_evals((claim,), wrong_in(2)), banked)
    assert [change.sample_id for change in report.breaches] == [claim.sample_id]
    assert "still wrong, but number 2 is wrong" in report.breaches[0].what
