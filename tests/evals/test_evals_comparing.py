"""Two runs side by side; JUnit XML."""

from __future__ import annotations

import math
import random
import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from evals.__main__ import main
from evals.comparing import compare, difference, to_lines
from evals.junit import to_junit
from evals.records import save_run
from evals.types import (
    Outcome,
    Provenance,
    Run,
    SampleFailure,
    SampleResult,
    Score,
)

RIGHT, WRONG, ABSTAINED = Outcome.RIGHT, Outcome.WRONG, Outcome.ABSTAINED


def result(name: str, outcome: Outcome, kind: str = "lookup", cited: float = 1.0) -> SampleResult:
    scores = (Score("right", float(outcome is RIGHT), f"because {outcome}"), Score("cited", cited))
    return SampleResult(name, kind, "Q?", f"said {outcome}", outcome, scores, 1.5, "5", ("a.pdf",))


def run(*results: SampleResult, failures: Sequence[SampleFailure] = ()) -> Run:
    return Run(Provenance(), results, tuple(failures))


BEFORE = run(
    result("same", RIGHT),
    result("lost", RIGHT),
    result("broke", RIGHT, "text"),
    result("won", WRONG),
    result("uncited", RIGHT),
    result("gone", RIGHT),
)
AFTER = run(
    result("same", RIGHT),
    result("lost", ABSTAINED),
    result("broke", WRONG, "text"),
    result("won", RIGHT),
    result("uncited", RIGHT, cited=0.0),
    result("new", RIGHT),
)


def test_losses_come_first_and_the_worst_of_them() -> None:
    found = compare(BEFORE, AFTER)
    assert [pair.after.sample_id for pair in found.losses] == ["broke", "lost"]
    assert [pair.after.sample_id for pair in found.wins] == ["won"]
    assert found.within == (("uncited", "its evidence is no longer cited"),)
    assert (found.only_before, found.only_after) == (("gone",), ("new",))
    names = [(one.name, one.cases, one.wins, one.losses) for one in found.groups]
    assert names == [
        ("all", 5, 1, 2),
        ("kind: lookup", 4, 1, 1),
        ("kind: text", 1, 0, 1),
        ("filing: a.pdf", 5, 1, 2),
    ]
    lines = to_lines(found)
    assert lines[:2] == ["Worse: 2", "  broke: was right, is wrong: because wrong"]
    assert "said right" in lines[2]
    assert "said wrong" in lines[2]


def test_an_error_is_a_kind_of_its_own() -> None:
    failed = run(
        failures=[SampleFailure("same", "lookup", "Q?", "OSError: no", filings=("a.pdf",))]
    )
    (pair,) = compare(run(result("same", RIGHT)), failed).losses
    assert pair.difference == -1
    found = compare(run(result("same", ABSTAINED)), failed)
    assert found.within == (("same", "was abstained, is error"),)


def test_a_case_that_asks_otherwise_is_not_compared() -> None:
    other = run(replace(result("same", WRONG), asked="Another?"))
    found = compare(BEFORE, other)
    assert found.changed == ("same",)
    assert not found.losses


def test_the_bootstrap_has_a_fixed_seed_and_sees_what_is_plain() -> None:
    gains = [0] * 90 + [-1] * 10
    assert difference("all", gains) == difference("all", gains)
    assert difference("all", gains).is_significant
    assert not difference("all", [0] * 90 + [-1] * 6 + [1] * 4).is_significant
    assert not difference("all", [0] * 99 + [-1]).is_significant
    one = difference("all", [0] * 5)
    assert (one.mean, one.low, one.high, one.is_significant) == (0.0, 0.0, 0.0, False)
    assert difference("none", []).cases == 0


@pytest.mark.parametrize(("gains", "interval"), [
    ([], (0, 0, 0)), ([0], (0, -2, 2)), ([-2], (-2, -2, 2)), ([1, 1], (1, 1, 1)),
    ([-1] * 7, (-1, -1, -1)), ([2, -2], (0, -2, 2)),
])  # fmt: skip
def test_few_and_like_differences_have_an_interval_too(
    gains: list[int], interval: tuple[float, float, float]
) -> None:
    found = difference("all", gains)
    assert (found.mean, found.low, found.high) == interval
    assert found.is_significant == (found.mean != 0 and len(gains) > 1)


def test_the_interval_is_that_of_every_order_and_of_theory() -> None:
    """Of 1,000 cases the bootstrap is near the normal interval, whatever their order."""
    gains = [1] * 300 + [0] * 500 + [-1] * 200
    found, turned = difference("all", gains), difference("all", gains[::-1])
    spread = 1.96 * math.sqrt((0.5 - 0.1**2) / 1000)
    for one in (found, turned):
        assert one.low == pytest.approx(0.1 - spread, abs=0.006)
        assert one.high == pytest.approx(0.1 + spread, abs=0.006)
    assert found.is_significant


def test_groups_of_a_thousand_cases_take_little_memory_at_once() -> None:
    gains = [0, 1, -1, 2] * 250
    difference("all", gains)  # what is imported for it is not counted
    tracemalloc.start()
    difference("all", gains)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 12_000_000


def test_commands_that_need_no_interval_do_not_wait_for_scipy() -> None:
    code = "import sys; from evals.__main__ import main; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Of 200 pairs of runs that differ by chance alone few are called significant."""
    draw = random.Random(3)
    called = sum(
        difference("all", draw.choices((-1, 0, 0, 0, 1), k=100), resamples=400).is_significant
        for _ in range(200)
    )
    assert called <= 24


# --- JUnit XML -------------------------------------------------------------------------------

HOSTILE = 'a < b & "c" ]]> \x00\x0b\ud800\ufffe 好\n'


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode("utf-8", "strict"))


def test_junit_counts_and_stays_xml_whatever_was_said() -> None:
    hostile = replace(result("q", WRONG), asked=HOSTILE, answered=HOSTILE)
    failed = SampleFailure(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    tree = parsed(
        to_junit(run(result("ok", RIGHT), hostile, result("a", ABSTAINED), failures=[failed]))
    )
    suite = tree[0]
    assert dict(suite.attrib) == {
        "name": "lookup",
        "tests": "3",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
        "time": "4.500",
    }
    assert [case.get("name") for case in suite] == ["ok", "q", "a"]
    assert suite[1][0].tag == "failure"
    assert suite[1][0].get("message") == "because wrong"
    assert 'answered: a < b & "c" ]]>' in str(suite[1][0].text)
    assert tree[1].get("errors") == "1"


def test_junit_of_a_gate_fails_breaches_alone() -> None:
    known = run(result("known", WRONG), result("worse", ABSTAINED))
    tree = parsed(to_junit(known, {"worse": "was right, is abstained", "lost": "not in the run"}))
    told = [
        (case.get("name"), case[0].get("message")) for case in tree.iter("testcase") if len(case)
    ]
    assert told == [("worse", "was right, is abstained"), ("lost", "not in the run")]


def test_a_reader_who_has_read_enough_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def closed(line: str) -> None:
        raise BrokenPipeError

    save_run(Run(Provenance(), ()), tmp_path / "run.jsonl")
    monkeypatch.setattr("evals.commands.say", closed)
    assert main(["compare", str(tmp_path / "run.jsonl"), str(tmp_path / "run.jsonl")]) == 0
    assert capsys.readouterr().err == ""
