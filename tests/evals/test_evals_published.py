"""FinanceBench and FinDVer as published: items invented here, in their shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.adapters.financebench import PROSE, read_financebench
from evals.adapters.findver import read_findver
from evals.adapters.published import figures_in, written
from evals.datasets import SetError, load_set
from evals.types import NumberTarget, Sample

ITEM: dict[str, Any] = {
    "financebench_id": "financebench_id_90001",
    "company": "Harbour Lantern",
    "doc_name": "HARBOURLANTERN_2023_10K",
    "question_type": "metrics-generated",
    "question_reasoning": "Information extraction",
    "domain_question_num": None,
    "question": "What is the FY2023 revenue (in USD millions) of Harbour Lantern?",
    "answer": "$571.70",
    "justification": "It is there.",
    "dataset_subset_label": "OPEN_SOURCE",
    "evidence": [
        {
            "evidence_text": "Revenue\n571.7\n498.2",
            "doc_name": "HARBOURLANTERN_2023_10K",
            "evidence_page_num": 41,
            "evidence_text_full_page": "Revenue\n571.7\n498.2\n",
        }
    ],
}
STATEMENT = {
    "example_id": "ie-val-900",
    "subset": "ie",
    "statement": "Revenue was $571.7 million.",
    "entailment_label": True,
    "report": "HLAN-2024-02-06_10-K.json",
}


def lines(folder: Path, *items: object) -> Path:
    path = folder / "published.jsonl"
    path.write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    return path


def only(folder: Path, **changes: Any) -> dict[str, Any]:
    (case,) = read_financebench(lines(folder, {**ITEM, **changes}), with_prose=True).cases
    return case


def test_a_page_is_counted_from_one(tmp_path: Path) -> None:
    case = only(tmp_path)
    assert case["filings"] == ["HARBOURLANTERN_2023_10K.pdf"]
    assert case["evidence"] == [
        {
            "filing": "HARBOURLANTERN_2023_10K.pdf",
            "quote": "Revenue\n571.7\n498.2",
            "page": 42,
        }
    ]


@pytest.mark.parametrize(
    ("question", "answer", "value", "unit", "half"),
    [
        ("Revenue (in USD millions)?", "$571.70", 571_700_000, "USD", 50_000),
        ("Revenue in USD billions?", "$8.70", 8_700_000_000, "USD", 50_000_000),
        ("Capex (in USD thousands)?", "($1577.00)", -1_577_000, "USD", 500),
        ("What is the gross margin? Answer in percents.", "24.3%", 0.243, "percent", 0.0005),
        ("What is the quick ratio? Round to two decimal places.", "0.8", 0.8, "ratio", 0.005),
        ("What is the days payable outstanding in days?", "93.86", 93.86, "days", 0.005),
        ("What is the turnover ratio from figures in USD millions?", "2.5", 2.5, "ratio", 0.05),
        ("What was the basic EPS?", "$1.25", 1.25, "USD/share", 0.005),
    ],
)
def test_a_number_is_in_base_units(
    tmp_path: Path, question: str, answer: str, value: float, unit: str, half: float
) -> None:
    target = only(tmp_path, question=question, answer=answer)["answer"]
    assert float(target["value"]) == pytest.approx(value)
    assert target["unit"] == unit
    assert float(target["tolerance"] * abs(target["value"])) == pytest.approx(half, rel=1e-6)


def test_words(tmp_path: Path) -> None:
    yes = only(tmp_path, answer="Yes, by a wide margin.")
    assert (yes["kind"], yes["answer"]["must_contain"]) == ("yesno", ["yes"])
    prose = only(tmp_path, answer="Sales fell by 12.5% to 1,204 in 2023.")
    assert (prose["kind"], prose["answer"]["must_contain"]) == ("text", ["12.5", "1,204"])


def test_prose_without_a_figure_is_left_out_and_counted(tmp_path: Path) -> None:
    path = lines(tmp_path, ITEM, {**ITEM, "financebench_id": "2", "answer": "Mostly freight."})
    adapted = read_financebench(path)
    assert [case["id"] for case in adapted.cases] == ["financebench_id_90001"]
    assert adapted.left_out == {PROSE: 1}
    assert len(read_financebench(path, with_prose=True).cases) == 2


def test_every_fault_is_one_line(tmp_path: Path) -> None:
    piece = ITEM["evidence"][0]
    path = lines(
        tmp_path,
        ITEM,
        {**ITEM, "doc_name": "../../etc/passwd"},
        {"question": "?"},
        ITEM,
        {**ITEM, "evidence": [{**piece, "evidence_page_num": -1}]},
        {**ITEM, "evidence": 5},
    )
    with pytest.raises(SetError) as caught:
        read_financebench(path)
    told = caught.value.faults
    assert [fault.partition(": ")[0] for fault in told] == [
        f"published.jsonl:{n}" for n in range(2, 7)
    ]
    assert "`doc_name` is no plain name" in told[0]
    assert "not of the published shape: KeyError" in told[1]
    assert "is already at published.jsonl:1" in told[2]
    assert "`evidence_page_num` is no page" in told[3]


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "published.jsonl:1: not JSON"), ("5", "published.jsonl:1: not a JSON object"),
     ("[1]", "published.jsonl: item 1: not a JSON object"), ("[", "published.jsonl: not JSON")],
)  # fmt: skip
def test_what_is_not_json(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "published.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SetError, match=told):
        read_findver(path)


def test_statements(tmp_path: Path) -> None:
    path = tmp_path / "testmini.json"
    path.write_text(
        json.dumps([STATEMENT, {**STATEMENT, "example_id": "2", "entailment_label": "refuted"}])
    )
    one, two = read_findver(path).cases
    assert one["filing"] == "HLAN-2024-02-06_10-K.html"
    assert (one["entailed"], two["entailed"]) == (True, False)
    bad = [{**STATEMENT, "entailment_label": 1}, {**STATEMENT, "report": "a/b.json"}]
    with pytest.raises(SetError) as caught:
        read_findver(lines(tmp_path, *bad))
    assert "`entailment_label` is no label: 1" in caught.value.faults[0]
    assert "`report` is no plain name" in caught.value.faults[1]


def test_the_command_writes_a_set_that_loads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "set.jsonl"
    assert main(["adapt", "financebench", str(lines(tmp_path, ITEM)), "--to", str(out)]) == 0
    assert "1 case in " in capsys.readouterr().out
    (case,) = load_set([out])
    assert isinstance(case, Sample)
    assert isinstance(case.target, NumberTarget)
    assert main(["adapt", "findver", str(lines(tmp_path, ITEM)), "--to", str(out)]) == 2
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [("$1,577.00", "1577.00"), ("-0.02", "-0.02"), ("(4)", "-4"), ("$-3.5", "-3.5"), (".5", "0.5"),
     ("$(9,982)", "-9982"), ("24.3 %", "24.3"), ("about 5", None), ("1577 million", None),
     ("", None), ("9" * 40, None)],
)  # fmt: skip
def test_numbers_as_written(text: str, expected: str | None) -> None:
    found = written(text)
    assert (None if found is None else str(found.value)) == expected


def test_figures_of_prose() -> None:
    assert list(figures_in("In 2022, 3 segments made $1,204 and 9.5%, Q4FY23 apart.")) == [
        "1,204",
        "9.5",
    ]
