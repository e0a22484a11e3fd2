"""Reading sets: every fault is one line that names file and line."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals.datasets import SetError, load_set
from evals.types import Claim, NumberTarget, Sample

QUESTION: dict[str, Any] = {
    "id": "q-1",
    "filings": ["a.pdf"],
    "question": "Revenue?",
    "kind": "lookup",
    "lang": "en",
    "answer": {"value": 0.1, "unit": "RMB", "display": "0.1", "tolerance": 0},
    "evidence": [{"filing": "a.pdf", "quote": "Revenue 0.1"}],
}
CLAIM: dict[str, Any] = {
    "id": "c-1",
    "filing": "a.pdf",
    "text": "Up 5% on 5%.",
    "numbers": [
        {"span": "5%", "verdict": "supported", "how": "text"},
        {"span": "5%", "verdict": "contradicted", "how": "value", "true": "6%"},
    ],
    "evidence": [],
    "origin": "corruption",
}


def write(folder: Path, *rows: object) -> Path:
    path = folder / "set.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_questions_and_claims(tmp_path: Path) -> None:
    history = [{"question": "And?", "answer": "So."}]
    question, claim = load_set([write(tmp_path, {**QUESTION, "history": history}, "", CLAIM)])
    assert isinstance(question, Sample)
    assert isinstance(question.target, NumberTarget)
    assert question.target.value == Decimal("0.1")  # not the nearest binary fraction
    assert question.history[0].answer == "So."
    assert isinstance(claim, Claim)
    assert [number.truth for number in claim.numbers] == [None, "6%"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{", "set.jsonl:1: not JSON: "),
        ("[]", "set.jsonl:1: not a JSON object"),
        ({"id": "x"}, "set.jsonl:1: neither a question nor a claim"),
        ({**QUESTION, "id": " "}, "`id` is not a text"),
        ({**QUESTION, "kind": "trick"}, "`kind` is one of lookup, "),
        ({**QUESTION, "answr": 1}, "unknown field 'answr'"),
        (
            {**QUESTION, "answer": {"value": "5", "unit": "RMB", "tolerance": 0}},
            "`value` is not a number",
        ),
        ({**QUESTION, "answer": {"value": 5, "unit": "RMB"}}, "`tolerance` is missing"),
        ({k: v for k, v in QUESTION.items() if k != "answer"}, "`answer` is missing"),
        ({k: v for k, v in QUESTION.items() if k != "id"}, "`id` is missing"),
        (json.dumps(QUESTION)[:-1] + ', "kind": "derived"}', "`kind` is given twice"),
        ({**QUESTION, "kind": "k" * 999}, "unanswerable, not 'kkk"),
        ({**QUESTION, "x" * 999: 1}, "unknown field 'xxx"),
        ({**QUESTION, "filings": ["z" * 999]}, "unknown filing 'zzz"),
        ({**QUESTION, "answer": {"value": True, "unit": "RMB", "tolerance": 0}}, "`value` is not"),
        (
            {**QUESTION, "answer": {"value": 5, "unit": "RMB", "tolerance": 1.5}},
            "`tolerance` is a share from 0 to 1, not 1.5",
        ),
        ({**QUESTION, "answer": {"abstain": True}}, "an unanswerable question abstains"),
        ({**QUESTION, "kind": "unanswerable"}, "an unanswerable question abstains"),
        ({**QUESTION, "answer": {"texts": []}}, "`texts` is empty"),
        ({**QUESTION, "answer": {"items": []}}, "`items` is not a list with something in it"),
        ({**QUESTION, "answer": {"items": [[]]}}, "an item of `items` has no spelling"),
        ({**QUESTION, "answer": {"texts": ["a"], "items": [["a"]]}}, "`answer` has one of value"),
        ({**QUESTION, "filings": ["z.pdf"]}, "set.jsonl:1: unknown filing 'z.pdf'"),
        ({**CLAIM, "filing": "z.pdf"}, "unknown filing 'z.pdf'"),
        (
            {**QUESTION, "evidence": [{"filing": "z.pdf", "quote": "x"}]},
            "unknown filing 'z.pdf'",
        ),
        ({**CLAIM, "numbers": []}, "a claim needs `numbers`"),
        (
            {**CLAIM, "numbers": [{"span": "7%", "verdict": "supported", "how": "text"}]},
            "'7%' does not stand in the text",
        ),
        ({**CLAIM, "numbers": CLAIM["numbers"][:1] * 3}, "'5%' does not stand in the text"),
        (
            {**CLAIM, "numbers": [{"span": "5%", "verdict": "contradicted", "how": "value"}]},
            "a contradicted number says what is `true`",
        ),
        (
            {**CLAIM, "numbers": [{"span": "5%", "verdict": "supported", "how": "absent"}]},
            "`how` is one of exact, rounded, derived, text, not 'absent'",
        ),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, row: object, fault: str) -> None:
    with pytest.raises(SetError) as caught:
        load_set([write(tmp_path, row)], ["a.pdf"])
    (line,) = caught.value.faults
    assert line.startswith("set.jsonl:1: ")
    assert fault in line
    assert len(line) < 200


def test_all_faults_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, QUESTION, QUESTION, "{", {**CLAIM, "origin": "dream"})
    with pytest.raises(SetError) as caught:
        load_set([path])
    duplicate, broken, origin = caught.value.faults
    assert duplicate == "set.jsonl:2: the id 'q-1' is already at set.jsonl:1"
    assert broken.startswith("set.jsonl:3: not JSON")
    assert origin.startswith("set.jsonl:4: `origin` is one of")


def test_ids_are_unique_across_files(tmp_path: Path) -> None:
    first = write(tmp_path, QUESTION)
    second = tmp_path / "other.jsonl"
    second.write_text(json.dumps(QUESTION), encoding="utf-8")
    with pytest.raises(SetError, match=r"other\.jsonl:1: the id 'q-1' is already at set\.jsonl:1"):
        load_set([first, second])


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SetError, match=r"nowhere\.jsonl: cannot be read"):
        load_set([tmp_path / "nowhere.jsonl"])


def read_bytes(path: Path, data: bytes) -> tuple[str, ...]:
    path.write_bytes(data)
    with pytest.raises(SetError) as caught:
        load_set([path])
    return caught.value.faults


def test_a_set_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    line = json.dumps(QUESTION)
    told = "set.jsonl:1: not UTF-8 but UTF-{}: save the file as UTF-8"
    assert read_bytes(path, line.encode("utf-16")) == (told.format(16),)
    assert read_bytes(path, line.encode("utf-32")) == (told.format(32),)
    accent = line.replace("Revenue?", "Caf\u00e9?").encode("latin-1")
    assert read_bytes(path, line.encode() + b"\n\n" + accent) == (
        "set.jsonl:3: not UTF-8: byte 0xe9 is no character",
    )


def test_a_case_over_several_lines_is_one_fault(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps(QUESTION, indent=1), "{", {**QUESTION, "id": "q-2"})
    lines = json.dumps(QUESTION, indent=1).count("\n") + 1
    with pytest.raises(SetError) as caught:
        load_set([path])
    first, second = caught.value.faults
    assert first == f"set.jsonl:1: a case stands on one line, and this one on {lines}"
    assert second.startswith(f"set.jsonl:{lines + 1}: not JSON")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_and_a_byte_order_mark_do_not_matter(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "set.jsonl"
    text = ending.join(["\ufeff" + json.dumps(QUESTION), "", json.dumps({**QUESTION, "id": "2"})])
    path.write_bytes(text.encode())
    assert len(load_set([path])) == 2
