"""Running cases: order, crashes, provenance."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from evals.runner import expected, provenance_of, run_evals
from evals.types import (
    AbstainTarget,
    Answered,
    Case,
    Checked,
    Claim,
    ClaimNumber,
    ItemsTarget,
    NumberTarget,
    Outcome,
    Provenance,
    Sample,
    Target,
    TextTarget,
)
from ingest.errors import UnknownFiling

QUESTION = Sample("q-1", "lookup", "en", "Revenue?", NumberTarget(Decimal(5), "RMB"))
CLAIM = Claim("c-1", "filing", "Up 7%.", "a.pdf", (ClaimNumber("7%", "supported", "text"),))


def answer(case: Case) -> Answered:
    if isinstance(case, Claim):
        return Answered(checks=(Checked("7%", 3, 5, "supported"),))
    return Answered("RMB5", amount=Decimal(5), unit="CNY", engine="embedded")


def test_questions_and_claims_in_order() -> None:
    done: list[int] = []
    run = run_evals((CLAIM, QUESTION), answer, on_done=done.append)
    assert [(one.sample_id, one.kind, one.outcome) for one in run.results] == [
        ("c-1", "claim: filing", Outcome.RIGHT),
        ("q-1", "lookup", Outcome.RIGHT),
    ]
    assert done == [1, 2]
    assert run.results[0].answered == "7%: supported"
    assert run.provenance.engine == "embedded"


@pytest.mark.parametrize(
    "error",
    [
        UnknownFiling("no a.pdf"),
        OSError("refused"),
        KeyError("a"),
        ZeroDivisionError(),
    ],
)
def test_a_crash_is_a_failure_and_not_a_score(error: Exception) -> None:
    def crash(case: Case) -> Answered:
        if case is QUESTION:
            raise error
        return answer(case)

    run = run_evals((QUESTION, CLAIM), crash)
    assert [one.sample_id for one in run.results] == ["c-1"]
    (failure,) = run.failures
    assert failure.sample_id == "q-1"
    assert failure.error.startswith(type(error).__name__)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (NumberTarget(Decimal(5000), "RMB", display="RMB5 thousand"), "RMB5 thousand"),
        (NumberTarget(Decimal("5E+3"), "MWh"), "5000 MWh"),
        (TextTarget(("Wuhu", "Wuhu, Anhui")), "Wuhu"),
        (ItemsTarget((("a", "A"), ("b",))), "a; b"),
        (AbstainTarget(), "that the filings do not say"),
    ],
)
def test_what_was_expected_is_told_in_words(target: Target, words: str) -> None:
    assert expected(replace(QUESTION, target=target)) == words


def test_what_a_claim_expects() -> None:
    false = ClaimNumber("7%", "contradicted", "value", "8%")
    assert expected(replace(CLAIM, numbers=(false,))) == "7%: contradicted (8%)"


def test_an_interrupt_stops_the_run() -> None:
    def interrupt(_: Case) -> Answered:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_evals((QUESTION,), interrupt)


def test_provenance_names_what_was_measured() -> None:
    source = provenance_of([Path("sets/a.jsonl")], {"Settings": "abc"})
    assert source.sets == ("a.jsonl",)
    assert source.settings == {"Settings": "abc"}
    assert source.commit is None or len(source.commit) == 40
    assert source.started_at.endswith("+00:00")
    run = run_evals((QUESTION,), answer, source)
    assert run.provenance.engine == "embedded"
    assert run.provenance.commit == source.commit
    given = run_evals((QUESTION,), answer, Provenance(engine="other"))
    assert given.provenance.engine == "other"


@pytest.mark.parametrize("crash", [NameError, ImportError, MemoryError, StopIteration, KeyError])
def test_a_crash_of_any_kind_is_the_failure_of_its_case_alone(crash: type[Exception]) -> None:
    def answerer(case: Case) -> Answered:
        if case.sample_id == "a":
            raise crash("planted")
        return Answered("n", is_abstained=True)

    cases = [
        Sample(name, "lookup", "en", "?", NumberTarget(Decimal(1), "CNY")) for name in ("a", "b")
    ]
    run = run_evals(cases, answerer)
    assert [one.sample_id for one in run.results] == ["b"]
    assert [one.error.partition(":")[0] for one in run.failures] == [crash.__name__]
