"""Questions proposed from a filing's figures, and sets started from judged answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals import set_commands
from evals.__main__ import FILINGS, main
from evals.checking import check_sets
from evals.libraries import FilesView
from evals.proposing import propose
from evals.table_facts import FactSeen
from ingest.types import Period

YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))
REVENUE = FactSeen(
    fact_id="r",
    filing="a.pdf",
    page=3,
    statement="income_statement",
    labels=("Revenue",),
    column_labels=(),
    text="571,704",
    value=Decimal(571704000),
    quantum=Decimal(1000),
    unit="CNY",
    period=YEAR,
    confidence=0.95,
    concept="Revenue",
)
BEFORE = replace(REVENUE, fact_id="r-1", value=Decimal(498210000), period=YEAR.shifted(-1))
COST = replace(
    REVENUE,
    fact_id="c",
    labels=("Cost of sales",),
    value=Decimal(-401002000),
    concept="CostOfSales",
)
CASH = replace(
    REVENUE,
    fact_id="b",
    statement="balance_sheet",
    labels=("Cash and cash equivalents",),
    value=Decimal(5000),
    period=Period(None, date(2023, 12, 31)),
    concept="CashAndCashEquivalents",
)
TEXT = "Goodwill is tested every year."


def proposed(*facts: FactSeen, text: str = TEXT) -> dict[str, dict[str, Any]]:
    cases = propose("a b.pdf", facts, YEAR, lambda fact: f"row {fact.fact_id}", text)
    return {case["question"]: case for case in cases}


def test_each_kind_is_proposed() -> None:
    cases = proposed(REVENUE, BEFORE, COST, CASH)
    assert cases["What was revenue for the year ended 31 December 2023?"] == {
        "id": "a-b-lookup-01",
        "filings": ["a b.pdf"],
        "question": "What was revenue for the year ended 31 December 2023?",
        "kind": "lookup",
        "answer": {
            "value": Decimal(571704000),
            "unit": "CNY",
            "display": "CNY 571,704,000",
            "tolerance": Decimal("0.000001"),
        },
        "evidence": [{"filing": "a.pdf", "quote": "row r"}],
        "lang": "en",
        "note": "proposed",
    }
    change = cases[
        "By how much did revenue change from the year ended 31 December 2022 "
        "to the year ended 31 December 2023?"
    ]
    assert change["answer"]["value"] == 73494000
    assert [piece["quote"] for piece in change["evidence"]] == ["row r", "row r-1"]
    assert "What was cost of sales for the year ended 31 December 2023?" in cases
    cost = cases[
        "What was the share of cost of sales in revenue for the year ended 31 December 2023?"
    ]
    assert cost["answer"]["value"] == Decimal("-0.701415")
    assert cost["answer"]["sign_free"] is True
    assert "What was cash and cash equivalents at 31 December 2023?" not in cases
    assert "What were cash and cash equivalents at 31 December 2023?" in cases


def test_what_the_filing_speaks_of_is_not_called_absent() -> None:
    asked = proposed(REVENUE)
    assert "What were the biological assets at 31 December 2023?" in asked
    assert not any("goodwill" in question for question in asked)


@pytest.mark.parametrize(
    "fact",
    [
        replace(REVENUE, confidence=0.7),
        replace(REVENUE, statement="segment"),
        replace(REVENUE, unit=None),
        replace(REVENUE, unit="CNY/share"),
        replace(REVENUE, concept=None),
        replace(REVENUE, concept="IncreaseDecreaseInWorkingCapital"),
        replace(REVENUE, period=YEAR.shifted(-1)),
        replace(REVENUE, value=Decimal(0)),
    ],
)
def test_what_is_not_sure_is_not_asked(fact: FactSeen) -> None:
    assert not any(case["kind"] == "lookup" for case in proposed(fact, CASH).values()
                   if "revenue" in case["question"])  # fmt: skip


def test_a_label_that_shows_two_values_is_not_asked() -> None:
    other = replace(REVENUE, fact_id="o", value=Decimal(1), concept=None)
    assert not any("revenue" in question for question in proposed(REVENUE, other))


def test_a_row_that_cannot_be_quoted_is_not_asked() -> None:
    cases = propose("a.pdf", [REVENUE], YEAR, lambda fact: None, TEXT)
    assert {case["kind"] for case in cases} == {"unanswerable"}


def test_a_change_within_rounding_is_not_asked() -> None:
    near = replace(BEFORE, value=REVENUE.value - 2000)
    assert not any("change" in question for question in proposed(REVENUE, near))


def test_a_set_is_started_from_a_filing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = FILINGS / "qiverra_interim_results_2025.html"
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    assert main(["new", str(filing), "--to", str(one), "--limit", "12"]) == 0
    assert "12 cases of " in capsys.readouterr().out
    assert main(["new", str(filing), "--to", str(two), "--limit", "12"]) == 0
    assert one.read_bytes() == two.read_bytes()
    assert check_sets([one], FilesView([filing])).faults == ()
    kinds = {json.loads(line)["kind"] for line in one.read_text("utf-8").splitlines()}
    assert kinds == {"lookup", "derived", "unanswerable"}


def test_somebody_s_work_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "set.jsonl"
    kept.write_text("mine", encoding="utf-8")
    assert main(["new", "a.pdf", "--to", str(kept)]) == 2
    assert "is there already" in capsys.readouterr().out
    assert kept.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "either from a FILING or --from-feedback"),
        (["a.pdf", "--from-feedback"], "either from a FILING or --from-feedback"),
        (["--from-feedback"], "--from-feedback needs the library that was asked"),
        (["a.pdf", "--url", "http://127.0.0.1:9"], "--url is for feedback"),
        (["nowhere.pdf"], "nowhere.pdf"),
    ],
)
def test_misuse_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(["new", *arguments, "--to", str(tmp_path / "set.jsonl")]) == 2
    assert told in capsys.readouterr().out


GOOD: dict[str, Any] = {
    "id": "a-1", "filings": ["a.pdf"], "question": "Revenue?", "kind": "lookup", "lang": "en",
    "answer": {"value": 5, "unit": "CNY", "display": "5", "tolerance": 0.005},
    "evidence": [{"filing": "a.pdf", "quote": "Revenue 5"}],
}  # fmt: skip
BAD = {key: value for key, value in GOOD.items() if key not in ("answer", "evidence")}


def test_judged_answers_become_cases_or_work_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    unfit = {**GOOD, "id": "a-3", "answer": {"texts": []}, "note": "fine"}
    lines = [json.dumps(case) for case in (GOOD, {**BAD, "id": "a-2", "note": "wrong year"}, unfit)]
    monkeypatch.setattr("evals.libraries.fetch", lambda url, path: "\n".join(lines) + "\n")
    out = tmp_path / "set.jsonl"
    command = ["new", "--from-feedback", "--url", "http://127.0.0.1:9", "--to", str(out)]
    assert main(command) == 0
    assert [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()] == ["a-1"]
    todo = (tmp_path / "set.todo.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["note"] for line in todo] == ["wrong year", "`texts` is empty; fine"]
    printed = capsys.readouterr().out
    assert "1 answer judged good" in printed
    assert "1 answer judged bad, in " in printed
    assert "1 good answer that no case can be made of" in printed
    assert main(command) == 2


def test_the_samples_are_there() -> None:
    assert set_commands.SAMPLES == FILINGS
