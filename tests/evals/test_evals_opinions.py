"""What a judge is shown of a run, how its reply is read, and what it is held against."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals.judging import accepted_forms, gather, verdict_of
from evals.opinions import Judge, Judged, Judgement, NoOpinion, Opinion, Shown, Verdict, beside
from evals.types import (
    AbstainTarget,
    Case,
    ItemsTarget,
    NumberTarget,
    Outcome,
    Provenance,
    Run,
    Sample,
    SampleResult,
    TextTarget,
    Turn,
)
from ingest.code_version import code_version
from ingest.errors import ModelBadOutput


def run_of(*outcomes: Outcome) -> Run:
    """A run of one question for each outcome, each answered alike."""
    results = (
        SampleResult(f"q-{at}", "text", f"What of q-{at}?", "In Wuhu [1].", outcome, filings=("a",))
        for at, outcome in enumerate(outcomes, start=1)
    )
    return Run(Provenance(("set.jsonl",)), tuple(results))


def said(verdict: str, reason: str = "For this reason.") -> str:
    return json.dumps({"reason": reason, "verdict": verdict})


# --- what is shown ---------------------------------------------------------------------------


def sample(target: Any, **more: Any) -> Sample:
    return Sample("q-1", "text", "en", "What of q-1?", target, ("a",), **more)


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (TextTarget(("Wuhu", "芜\n湖")), "any of:\n- Wuhu\n- 芜 湖"),
        (TextTarget((), ("Vogt", "chair")), "all of:\n- Vogt\n- chair"),
        (TextTarget(("a",), ("b",)), "any of:\n- a\nor all of:\n- b"),
        (ItemsTarget((("Beijing", "Peking"), ("Wuhan",))), "all of:\n- Beijing or Peking\n- Wuhan"),
    ],
)
def test_the_accepted_forms_say_which_are_needed(target: Any, told: str) -> None:
    assert accepted_forms(sample(target)) == told


def test_only_free_text_of_the_run_is_shown_and_the_rest_is_counted() -> None:
    run = run_of(Outcome.RIGHT)
    turns = (Turn("Where?", "Nowhere."),)
    (one,) = gather(run, [sample(TextTarget(("Wuhu",)), history=turns)]).shown
    assert (one.before, one.answered) == ("Question: Where?\nAnswer: Nowhere.", "In Wuhu [1].")
    targets = (NumberTarget(Decimal(5), "CNY"), AbstainTarget())
    apart: list[Case] = [sample(target) for target in targets]
    apart.append(sample(TextTarget(("yes",)), is_statement=True))
    for other in apart:
        assert gather(run, [other]) == ((), {"with no free text to judge": 1})
    reworded = replace(sample(TextTarget(("Wuhu",))), question="And of q-1?")
    assert gather(run, [reworded]) == ((), {"asked otherwise than the set has it now": 1})
    with pytest.raises(ValueError, match=r"name the run's own: set\.jsonl"):
        gather(run, [])


# --- how a reply is read ---------------------------------------------------------------------


def test_a_reply_may_stand_in_a_code_fence_and_its_reason_is_one_line() -> None:
    reply = said("none", "It is  silent.\x1b[2J\ud800")
    assert verdict_of(f"```json\n{reply}\n```") == (Verdict.NONE, "It is silent.\ufffd[2J\ufffd")


MALFORMED = (
    "same",
    "It is the same. " + said("same"),
    said("right"),
    said("same", " "),
    said("same", "x" * 501),
    json.dumps({"verdict": "same"}),
    json.dumps({"verdict": "same", "reason": "ok", "score": 1}),
    json.dumps({"verdict": ["same"], "reason": "ok"}),
    json.dumps({"verdict": "same", "reason": 1}),
    json.dumps([said("same")]),
    "null",
    "NaN",
)


@pytest.mark.parametrize("reply", MALFORMED)
def test_a_reply_out_of_form_is_no_verdict(reply: str) -> None:
    with pytest.raises(ModelBadOutput, match=r"^The model"):
        verdict_of(reply)


# --- beside a run ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "agreeing"),
    [
        (Outcome.RIGHT, {Verdict.SAME}),
        (Outcome.WRONG, {Verdict.PARTLY, Verdict.DIFFERENT}),
        (Outcome.ABSTAINED, {Verdict.NONE}),
    ],
)
def test_what_bears_an_outcome_out(outcome: Outcome, agreeing: set[Verdict]) -> None:
    run = run_of(*[outcome] * 5)
    shown = [Shown(one.sample_id, one.asked, "any of:", one.answered) for one in run.results]
    opinions = [Opinion(one, verdict, "So.") for one, verdict in zip(shown, Verdict, strict=False)]
    judge = Judge("scripted", "openai", "http://a/v1", "judge@1", 0.0)
    judgements: list[Judgement] = [*opinions, NoOpinion(shown[4], "no")]
    found = beside(run, Judged(judge, {one.shown.sample_id: one for one in judgements}))
    assert {pair.opinion.verdict for pair in found.pairs if pair.agrees} == agreeing
    assert found.agreeing == len(agreeing)
    assert len(found.disagreements) == 4 - len(agreeing)
    told = {row: (counts, failed) for row, counts, failed in found.table()}
    assert told.pop(outcome) == ((1, 1, 1, 1), 1)
    assert set(told.values()) == {((0, 0, 0, 0), 0)}


@pytest.mark.parametrize(
    "change",
    [
        {"model": "b"},
        {"provider": "ollama"},
        {"address": "http://b"},
        {"prompt": "judge@2"},
        {"temperature": 1.0},
    ],
)
def test_all_that_makes_a_verdict_is_in_the_judges_fingerprint(change: dict[str, Any]) -> None:
    judge = Judge("a", "openai", "http://a", "judge@1", 0.0)
    assert replace(judge, **change).fingerprint != judge.fingerprint


def test_the_judges_prompt_makes_no_answer_and_costs_no_kept_one(tmp_path: Path) -> None:
    for name in ("answer", "judge"):
        (tmp_path / "prompts").mkdir(exist_ok=True)
        (tmp_path / "prompts" / f"{name}.md").write_text("one")
    before = code_version(tmp_path, ["prompts"])
    (tmp_path / "prompts" / "judge.md").write_text("two")
    assert code_version(tmp_path, ["prompts"]) == before
    (tmp_path / "prompts" / "answer.md").write_text("two")
    assert code_version(tmp_path, ["prompts"]) != before
