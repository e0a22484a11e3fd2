"""TAT-QA as cases of our own: contexts invented here, in its shape."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.adapters.tatqa_cases import EMPTY, NO_NUMBER, read_tatqa_cases
from evals.datasets import SetError, load_set
from evals.scorers import judge_sample
from evals.types import Answered, NumberTarget, Outcome, Sample

QUESTION: dict[str, Any] = {
    "uid": "q1", "order": 1, "question": "What was the change in tolls?", "answer": 6.5,
    "derivation": "96.5-90", "answer_type": "arithmetic", "answer_from": "table-text",
    "rel_paragraphs": ["2"], "req_comparison": False, "scale": "thousand",
}  # fmt: skip
TEXTS = ("Note 3", "Income was as follows (in thousands):", "Tolls are <fixed> by the port.")
CONTEXT: dict[str, Any] = {
    "table": {"uid": "../t", "table": [["", "2024", "2023"], ["Tolls", "$96.5", "90"]]},
    "paragraphs": [{"uid": text, "order": n, "text": text} for n, text in enumerate(TEXTS, 1)],
    "questions": [QUESTION],
}


def written(folder: Path, *contexts: object) -> Path:
    path = folder / "part.json"
    path.write_text(json.dumps(contexts), encoding="utf-8")
    return path


def asked(*questions: dict[str, Any]) -> dict[str, Any]:
    return {**CONTEXT, "questions": list(questions)}


def only(folder: Path, **changes: Any) -> dict[str, Any]:
    (case,) = read_tatqa_cases(written(folder, asked({**QUESTION, **changes}))).cases
    return case


def span(answer: str, scale: str = "", **changes: Any) -> dict[str, Any]:
    return {"answer": [answer], "answer_type": "span", "scale": scale, **changes}


def test_a_computed_answer(tmp_path: Path) -> None:
    adapted = read_tatqa_cases(written(tmp_path, CONTEXT))
    ((name, page),) = adapted.pages.items()
    assert adapted.cases == (
        {
            "id": "q1",
            "filings": [name],
            "question": "What was the change in tolls?",
            "kind": "derived",
            "lang": "en",
            "answer": {
                "value": Decimal(6500),
                "unit": "unknown",
                "display": "6.5 thousand",
                "tolerance": Decimal("0.007692307692"),
            },
            "note": "96.5-90",
        },
    )
    assert adapted.places == ("part.json: item 1, question 1",)
    assert b"<td>Tolls</td><td>$96.5</td><td>90</td>" in page


@pytest.mark.parametrize(
    ("changes", "value", "unit", "half"),
    [
        ({"answer": 6, "scale": "million"}, 6_000_000, "unknown", 500_000),
        ({"answer": -18.14, "scale": "percent"}, -0.1814, "percent", 0.00005),
        ({"answer": 0.95, "scale": ""}, 0.95, "unknown", 0.005),
        ({"answer": 0, "scale": "percent"}, 0, "percent", 0),
        ({"answer": "3", "answer_type": "count", "scale": ""}, 3, "count", 0),
        (span("$1,496.5", "million"), 1_496_500_000, "USD", 50_000),
        (span("(2,088)", "thousand"), -2_088_000, "unknown", 500),
        (span("$(9.8) million"), -9_800_000, "USD", 50_000),
        (span("£3 billion."), 3_000_000_000, "GBP", 500_000_000),
        (span("33.1", "percent"), 0.331, "percent", 0.0005),
        (span("50%"), 0.5, "percent", 0.005),
        (span("2019", "thousand", question="What were fees?"), 2_019_000, "unknown", 500),
    ],
)
def test_numbers_in_base_units_to_the_published_digit(
    tmp_path: Path, changes: dict[str, Any], value: float, unit: str, half: float
) -> None:
    case = only(tmp_path, **changes)
    target = case["answer"]
    assert case["kind"] == ("lookup" if changes.get("answer_type") == "span" else "derived")
    assert float(target["value"]) == pytest.approx(value)
    assert target["unit"] == unit
    assert float(target["tolerance"] * abs(target["value"])) == pytest.approx(half, rel=1e-6)


@pytest.mark.parametrize(
    ("changes", "kind", "answer"),
    [
        (span("fixed by the port."), "text", {"texts": ["fixed by the port"]}),
        (span("2019"), "text", {"texts": ["2019"]}),
        (span("2019", "percent", question="In which year was it higher?", req_comparison=True),
         "compare", {"texts": ["2019"]}),
        ({"answer": ["$3,800", "(71)", "north"], "answer_type": "multi-span", "scale": "million"},
         "list", {"items": [["$3,800", "3800"], ["(71)", "71"], ["north"]]}),
    ],
)  # fmt: skip
def test_words(tmp_path: Path, changes: dict[str, Any], kind: str, answer: dict[str, Any]) -> None:
    case = only(tmp_path, **changes)
    assert (case["kind"], case["answer"]) == (kind, answer)


def test_of_a_cell_in_brackets_size_alone_counts(tmp_path: Path) -> None:
    assert only(tmp_path, **span("(2,088)"))["answer"]["sign_free"]
    assert "sign_free" not in only(tmp_path, **span("-2,088"))["answer"]
    assert "sign_free" not in only(tmp_path, answer=-5)["answer"]


def test_what_stands_in_the_text_alone_has_evidence(tmp_path: Path) -> None:
    case = only(tmp_path, **span("fixed"), answer_from="text", rel_paragraphs=["3", "9"])
    assert [piece["quote"] for piece in case["evidence"]] == ["Tolls are <fixed> by the port."]
    assert "evidence" not in only(tmp_path, **span("fixed"))


def test_what_nothing_can_judge_is_left_out_and_counted(tmp_path: Path) -> None:
    odd: list[dict[str, Any]] = [
        {"answer": "many", "answer_type": "count"},
        {"answer": ""},
        {"answer": []},
        {"answer_type": "drawing"},
    ]
    adapted = read_tatqa_cases(written(tmp_path, asked(*({**QUESTION, **one} for one in odd))))
    assert adapted.cases == ()
    assert adapted.pages == {}
    assert adapted.left_out == {NO_NUMBER: 1, EMPTY: 2, "an answer of the kind 'drawing'": 1}


@pytest.mark.parametrize(
    ("context", "told"),
    [
        ({}, "item 2: `questions` is not a list"),
        ({**CONTEXT, "table": 5}, "item 2, question 1: not of the published shape: TypeError"),
        ({**CONTEXT, "table": {"table": [5]}}, "`table` is not a list of rows"),
        (asked({**QUESTION, "question": ""}), "`question` is not a text"),
        (asked({**QUESTION, "scale": "dozen"}), "`scale` is none of thousand, million"),
        (asked({**QUESTION, "answer": ["1", "2"]}), "means an answer of one part, not 2"),
        (asked(QUESTION), "the id 'q1' is already at part.json: item 1, question 1"),
    ],
)
def test_faults_say_which_item(tmp_path: Path, context: object, told: str) -> None:
    with pytest.raises(SetError) as caught:
        read_tatqa_cases(written(tmp_path, CONTEXT, context))
    (line,) = caught.value.faults
    assert line.startswith("part.json: item 2")
    assert told in line


def test_a_unit_that_is_not_told_is_not_judged(tmp_path: Path) -> None:
    out = tmp_path / "set.jsonl"
    assert main(["adapt", "tatqa", str(written(tmp_path, CONTEXT)), "--to", str(out)]) == 0
    (case,) = load_set([out])
    assert isinstance(case, Sample)
    assert isinstance(case.target, NumberTarget)
    for unit in ("USD", "CNY", "count", ""):
        answered = Answered("6.5 thousand", amount=Decimal(6500), unit=unit)
        assert judge_sample(case, answered).outcome is Outcome.RIGHT
    answered = Answered("6.5", amount=Decimal("6.5"), unit="USD")
    assert judge_sample(case, answered).outcome is Outcome.WRONG


def test_the_command_writes_set_and_filings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = {**QUESTION, "uid": "q2", **span("fixed"), "answer_from": "text", "rel_paragraphs": [3]}
    out, folder = tmp_path / "set.jsonl", tmp_path / "pages"
    source = str(written(tmp_path, asked(QUESTION, text, {**QUESTION, "uid": "3", "answer": []})))
    assert main(["adapt", "tatqa", source, "--to", str(out), "--filings", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "2 cases in " in printed
    assert f"1 left out: {EMPTY}" in printed
    (page,) = folder.iterdir()
    assert main(["check", str(out), "--filings", str(page)]) == 0
