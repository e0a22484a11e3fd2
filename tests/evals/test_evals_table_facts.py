"""Table facts and statements: read from a set, looked up, checked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals.datasets import SetError, load_set
from evals.statements import answer_of_checks
from evals.table_facts import FactSeen, answer_of, facts_from_json, facts_path
from evals.types import Checked, FactSought, NumberTarget, Sample, TextTarget
from evals.wire import ContractError
from ingest.types import Period

FACT: dict[str, Any] = {
    "id": "f-1",
    "filing": "a.pdf",
    "fact": {
        "label": "Revenue",
        "period": "2023-01-01..2023-12-31",
        "unit": "CNY",
        "value": 571704000,
    },
    "evidence": [{"filing": "a.pdf", "quote": "Revenue 571,704", "page": 3}],
}
YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))
SOUGHT = FactSought("revenue", (date(2023, 1, 1), date(2023, 12, 31)))
SEEN = FactSeen(
    fact_id="f",
    filing="a.pdf",
    page=3,
    statement="income_statement",
    labels=("Continuing operations", "Revenue"),
    column_labels=("Group",),
    text="571,704",
    value=Decimal(571704000),
    quantum=Decimal(1000),
    unit="CNY",
    period=YEAR,
    confidence=0.9,
)


def load(folder: Path, row: dict[str, Any]) -> Sample:
    path = folder / "set.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    (case,) = load_set([path])
    assert isinstance(case, Sample)
    return case


def test_a_table_fact_is_read(tmp_path: Path) -> None:
    case = load(tmp_path, FACT)
    assert (case.kind, case.filings) == ("table fact", ("a.pdf",))
    assert case.fact == replace(SOUGHT, label="Revenue")
    assert case.target == NumberTarget(Decimal(571704000), "CNY")
    assert case.evidence[0].page == 3
    assert case.question == "Revenue, 2023-01-01..2023-12-31"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"period": "2023"}, "`period` is a day or first..last day"),
        ({"period": "2023-12-31..2023-01-01"}, "`period` ends before it starts"),
        ({"value": "5"}, "`value` is not a number"),
        ({"label": ""}, "`label` is not a text"),
        ({"row": 4}, "unknown field 'row'"),
        ({"unit": None}, "`unit` is not a text"),
    ],
)
def test_a_fault_of_a_fact(tmp_path: Path, change: dict[str, Any], fault: str) -> None:
    with pytest.raises(SetError, match=r"set\.jsonl:1: ") as caught:
        load(tmp_path, {**FACT, "fact": {**FACT["fact"], **change}})
    assert fault in str(caught.value)


def test_the_figure_of_line_and_period() -> None:
    other = replace(SEEN, labels=("Other revenue",), value=Decimal(1))
    earlier = replace(SEEN, period=YEAR.shifted(-1), value=Decimal(2))
    answered = answer_of(SOUGHT, [other, earlier, SEEN])
    assert (answered.amount, answered.unit) == (Decimal(571704000), "CNY")
    assert answered.citations[0].filing == "a.pdf"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ([], "no such line"),
        ([replace(SEEN, period=YEAR.shifted(-1))], "no figure of that period"),
        ([replace(SEEN, period=None)], "no figure of that period"),
        ([replace(SEEN, confidence=0.4)], "too uncertain"),
        ([SEEN, replace(SEEN, value=Decimal(7), text="7")], "several figures"),
    ],
)
def test_why_there_is_none(facts: list[FactSeen], told: str) -> None:
    answered = answer_of(SOUGHT, facts)
    assert answered.is_abstained
    assert told in answered.text


def test_the_primary_statement_goes_first() -> None:
    note = replace(SEEN, statement="segment", value=Decimal(7))
    assert answer_of(SOUGHT, [note, SEEN]).amount == SEEN.value


def test_section_and_column_narrow() -> None:
    ceased = replace(SEEN, labels=("Discontinued operations", "Revenue"), value=Decimal(7))
    company = replace(SEEN, column_labels=("Company",), value=Decimal(8))
    facts = [ceased, company, SEEN]
    narrow = replace(SOUGHT, section="continuing operations", column="group")
    assert answer_of(narrow, facts).amount == SEEN.value
    assert answer_of(replace(SOUGHT, section="Discontinued operations"), facts).amount == 7


def test_a_unit_that_is_not_stated_is_said() -> None:
    assert answer_of(SOUGHT, [replace(SEEN, unit=None)]).unit == "not stated"


def test_facts_over_http(tmp_path: Path) -> None:
    case = load(tmp_path, {**FACT, "filing": "../a b.pdf", "evidence": []})
    assert facts_path(case) == "/v1/filings/..%2Fa%20b.pdf/facts?label=Revenue&limit=1000"
    item = {
        "fact_id": "f",
        "filing": "a.pdf",
        "page": 3,
        "statement": "income_statement",
        "labels": ["Continuing operations", "Revenue"],
        "column_labels": ["Group"],
        "text": "571,704",
        "value": "571704000",
        "quantum": "1000",
        "unit": "CNY",
        "period": {"start": "2023-01-01", "end": "2023-12-31"},
        "confidence": 0.9,
        "concept": None,
    }
    assert facts_from_json({"facts": [item]}) == (SEEN,)
    for broken in ({}, {"facts": [{**item, "value": "x"}]}, {"facts": [{**item, "period": 5}]}):
        with pytest.raises(ContractError):
            facts_from_json(broken)


STATEMENT = {"id": "s", "filing": "a.html", "statement": "Revenue was $5.", "entailed": False}


def test_a_statement_is_read(tmp_path: Path) -> None:
    case = load(tmp_path, STATEMENT)
    assert (case.kind, case.is_statement, case.question) == ("statement", True, "Revenue was $5.")
    assert case.target == TextTarget(("no",), ("no",))
    with pytest.raises(SetError, match="`entailed` is not true or false"):
        load(tmp_path, {**STATEMENT, "entailed": "no"})


@pytest.mark.parametrize(
    ("verdicts", "opening", "is_abstained"),
    [
        (("supported", "supported"), "Yes", False),
        (("supported", "contradicted", "unsupported"), "No", False),
        (("supported", "unsupported"), "5: supported", True),
        ((), "it has no number", True),
    ],
)
def test_a_statement_is_told_from_its_numbers(
    verdicts: tuple[str, ...], opening: str, is_abstained: bool
) -> None:
    answered = answer_of_checks([Checked("5", 0, 1, verdict) for verdict in verdicts])
    assert answered.text.startswith(opening)
    assert answered.is_abstained is is_abstained
