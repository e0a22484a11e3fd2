"""The gate is one-directional and goes case by case."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.gate import Banked, Baseline, gate, load_baseline, save_baseline, to_baseline
from evals.keeping import RecordError
from evals.records import load_run, save_run
from evals.types import Outcome, Provenance, Run, SampleFailure, SampleResult, Score

RIGHT, WRONG, ABSTAINED = Outcome.RIGHT, Outcome.WRONG, Outcome.ABSTAINED


def result(name: str, outcome: Outcome, cited: float | None = None) -> SampleResult:
    scores = () if cited is None else (Score("cited", cited),)
    return SampleResult(name, "lookup", "?", "!", outcome, scores)


def run(*results: SampleResult, failures: tuple[SampleFailure, ...] = ()) -> Run:
    return Run(Provenance(version="1", commit="abc", engine="embedded"), results, failures)


@pytest.mark.parametrize(
    ("before", "now", "breach", "gain"),
    [
        (RIGHT, RIGHT, [], []),
        (WRONG, WRONG, [], []),
        (RIGHT, ABSTAINED, ["was right, is abstained"], []),
        (RIGHT, WRONG, ["was right, is wrong"], []),
        (ABSTAINED, WRONG, ["was abstained, is wrong"], []),
        (WRONG, ABSTAINED, [], ["was wrong, is abstained"]),
        (ABSTAINED, RIGHT, [], ["was abstained, is right"]),
    ],
)
def test_outcomes(before: Outcome, now: Outcome, breach: list[str], gain: list[str]) -> None:
    report = gate(run(result("q", now)), Baseline({"q": Banked(before)}))
    assert [change.what for change in report.breaches] == breach
    assert [change.what for change in report.gains] == gain
    assert report.is_open is (not breach)


def test_one_gain_does_not_pay_for_one_loss() -> None:
    baseline = Baseline({"a": Banked(RIGHT), "b": Banked(WRONG)})
    report = gate(run(result("a", WRONG), result("b", RIGHT)), baseline)
    assert not report.is_open
    assert [change.sample_id for change in report.breaches] == ["a"]


def test_a_lost_citation_is_a_breach() -> None:
    baseline = Baseline({"q": Banked(RIGHT, True)})
    assert gate(run(result("q", RIGHT, 1.0)), baseline).is_open
    report = gate(run(result("q", RIGHT, 0.0)), baseline)
    assert [change.what for change in report.breaches] == [
        "still right, but its evidence is not cited"
    ]
    regained = gate(run(result("q", RIGHT, 1.0)), Baseline({"q": Banked(RIGHT, False)}))
    assert regained.is_open
    assert len(regained.gains) == 1


@pytest.mark.parametrize(
    ("name", "banked", "what"),
    [
        ("digits", Banked(RIGHT, is_shown=True), "its number is not shown as it is: why"),
        ("ticked", Banked(RIGHT, is_ticked=True), "not every number in it is supported by its"),
    ],
)
def test_an_answer_that_no_longer_shows_what_it_means_is_a_breach(
    name: str, banked: Banked, what: str, tmp_path: Path
) -> None:
    baseline = Baseline({"q": banked})
    shows, hides = (
        SampleResult("q", "lookup", "?", "!", RIGHT, (Score(name, value, "why"),))
        for value in (1.0, 0.0)
    )
    assert gate(run(shows), baseline).is_open
    (breach,) = gate(run(hides), baseline).breaches
    assert breach.what.startswith(f"still right, but {what}")
    assert gate(run(hides), Baseline({"q": Banked(RIGHT)})).is_open  # of before it was kept
    regained = gate(run(shows), to_baseline(run(hides)))
    assert len(regained.gains) == 1
    save_baseline(to_baseline(run(shows)), tmp_path / "b.json")
    assert load_baseline(tmp_path / "b.json").cases == {"q": banked}


def test_a_new_case_may_abstain_but_not_be_wrong() -> None:
    open_ = gate(run(result("new", ABSTAINED)), Baseline({}))
    assert open_.is_open
    assert open_.fresh == ("new",)
    shut = gate(run(result("new", WRONG)), Baseline({}))
    assert [change.sample_id for change in shut.breaches] == ["new"]


def test_failed_and_missing_cases_shut_the_gate() -> None:
    failure = SampleFailure("a", "lookup", "?", "OSError: refused")
    report = gate(run(failures=(failure,)), Baseline({"a": Banked(WRONG), "b": Banked(WRONG)}))
    assert [(change.sample_id, change.what) for change in report.breaches] == [
        ("a", "failed: OSError: refused"),
        ("b", "in the baseline, not in the run"),
    ]


def test_a_baseline_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "base.json"
    baseline = to_baseline(run(result("b", RIGHT, 1.0), result("a", ABSTAINED)))
    save_baseline(baseline, path)
    assert load_baseline(path) == baseline
    assert gate(run(result("a", ABSTAINED), result("b", RIGHT, 1.0)), baseline).is_open
    lines = path.read_text(encoding="utf-8").split("\n")
    assert [line.strip()[:3] for line in lines if "outcome" in line] == ['"a"', '"b"']


def test_an_empty_baseline_is_a_baseline(tmp_path: Path) -> None:
    path = tmp_path / "base.json"
    save_baseline(Baseline({}), path)
    assert load_baseline(path) == Baseline({})


def test_a_run_with_failures_is_not_banked() -> None:
    failure = SampleFailure("broken", "lookup", "?", "OSError")
    with pytest.raises(ValueError, match="broken"):
        to_baseline(run(result("a", RIGHT), failures=(failure,)))


def test_a_run_survives_its_file(tmp_path: Path) -> None:
    failure = SampleFailure("f", "lookup", "问?", "OSError")
    given = run(result("a", WRONG, 0.5), failures=(failure,))
    save_run(given, tmp_path / "run.json")
    assert load_run(tmp_path / "run.json") == given


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cases": {"a": 1}}'])
def test_other_files_are_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=r"x\.json"):
        load_baseline(path)
    with pytest.raises(RecordError, match=r"x\.json"):
        load_run(path)
