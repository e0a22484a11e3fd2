"""Sets of any form in one run: items invented here, in the shapes that others publish."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.datasets import SetError
from evals.forms import MODEL_ANSWERS, read_sets
from evals.records import load_run

QUESTION: dict[str, Any] = {
    "id": "q-1", "filings": ["lantern.txt"], "question": "What was the revenue of 2023?",
    "kind": "lookup", "lang": "en", "answer": {"value": 571, "unit": "USD", "tolerance": 0},
}  # fmt: skip
CLAIM: dict[str, Any] = {
    "id": "c-1", "filing": "lantern.txt", "text": "Up 7% to $571.", "origin": "filing",
    "numbers": [{"span": "7%", "verdict": "unknown", "how": None},
                {"span": "$571", "verdict": "supported", "how": "exact"}],
}  # fmt: skip
FINANCEBENCH: dict[str, Any] = {
    "financebench_id": "fb-1", "doc_name": "LANTERN_2023_10K", "question": "Revenue in USD?",
    "question_type": "metrics-generated", "answer": "$571.00", "evidence": [],
}  # fmt: skip
FINDVER: dict[str, Any] = {
    "example_id": "fv-1", "statement": "Revenue was $571.", "entailment_label": True,
    "report": "LANTERN-2024.json",
}  # fmt: skip
FINQA: dict[str, Any] = {
    "id": "finqa-1", "pre_text": ["note 3"], "post_text": [],
    "table": [["", "2023"], ["tolls", "$ 96"], ["fees", "4"]],
    "qa": {"question": "what was the sum of tolls and fees?", "program": "add(96, 4)"},
}  # fmt: skip
TATQA: dict[str, Any] = {
    "table": {"table": [["", "2023"], ["Tolls", "96"]]},
    "paragraphs": [{"order": 1, "text": "Tolls are fixed by the port of Lantern."}],
    "questions": [
        {"uid": "tq-1", "question": "What were tolls in 2023?", "answer": ["96"], "scale": "",
         "answer_type": "span"},
        {"uid": "tq-2", "question": "Who fixes tolls?", "answer": ["the port of Lantern"],
         "scale": "", "answer_type": "span"},
    ],
}  # fmt: skip
ANSWER = {"question": "?", "gold_answer": 571, "model_answer": "It is 570.", "model_name": "m"}


def lines(path: Path, *items: object) -> Path:
    path.write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    return path


def array(path: Path, *items: object) -> Path:
    path.write_text(json.dumps(items, indent=1), encoding="utf-8")
    return path


def all_forms(folder: Path) -> list[Path]:
    """Names that say nothing of the form."""
    return [
        lines(folder / "1.jsonl", QUESTION, CLAIM),
        lines(folder / "2.jsonl", FINANCEBENCH),
        array(folder / "3.json", FINDVER),
        array(folder / "4.json", FINQA),
        array(folder / "5.json", TATQA),
        lines(folder / "6.jsonl", ANSWER, ANSWER),
    ]


def faults(*paths: Path) -> tuple[str, ...]:
    with pytest.raises(SetError) as caught:
        read_sets(paths)
    return caught.value.faults


def test_forms_are_told_by_their_fields(tmp_path: Path) -> None:
    read = read_sets(all_forms(tmp_path))
    assert [(one.form, [case.sample_id for _, case in one.placed]) for one in read.sets] == [
        ("ours", ["q-1", "c-1"]),
        ("FinanceBench", ["fb-1"]),
        ("FinDVer", ["fv-1"]),
        ("FinQA", ["finqa-1"]),
        ("TAT-QA", ["tq-1", "tq-2"]),
        ("model answers", []),
    ]
    assert read.sets[-1].left_out == {MODEL_ANSWERS: 2}
    assert [case.set_name for case in read.cases(limit=1)] == [
        "1.jsonl", "2.jsonl", "3.json", "4.json", "5.json",
    ]  # fmt: skip
    assert len(read.pages()) == 2
    assert len(read_sets([tmp_path / "1.jsonl"]).pages()) == 0


def test_only_the_pages_that_are_asked(tmp_path: Path) -> None:
    other = {**TATQA, "paragraphs": [], "questions": [{**TATQA["questions"][0], "uid": "tq-3"}]}
    read = read_sets([array(tmp_path / "a.json", TATQA, other)])
    assert len(read.pages(limit=2)) == 1
    assert len(read.pages()) == 2


def test_what_was_made_of_a_set_is_told(tmp_path: Path) -> None:
    prose = {**FINANCEBENCH, "financebench_id": "2", "answer": "Freight."}
    (one,) = read_sets([lines(tmp_path / "a.jsonl", FINANCEBENCH, prose)]).sets
    assert list(one.to_lines()) == [
        "a.jsonl: read as FinanceBench, 1 case",
        "a.jsonl: 1 left out: the answer is prose without a figure: nothing judges it",
    ]


def test_a_shape_that_is_not_known(tmp_path: Path) -> None:
    path = array(tmp_path / "odd.json", {"prompt": "?", "gold": 5})
    (fault,) = faults(path, lines(tmp_path / "good.jsonl", QUESTION))
    assert fault.startswith("odd.json: no set that is known here: its items have 'gold', 'prompt'.")
    assert "FinanceBench, FinDVer, FinQA, TAT-QA" in fault
    assert "\n" not in fault


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "a.jsonl:1: not JSON"),
        ("[5]", "a.jsonl: item 1: not a JSON object"),
        ("[", "a.jsonl: not JSON"),
        (json.dumps([QUESTION]), "a.jsonl: a set of ours is JSON Lines"),
        (json.dumps(QUESTION) + "\n{", "a.jsonl:2: not JSON"),
        (json.dumps(FINDVER) + '\n{"statement": 5}', "a.jsonl:2: not of the published shape"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(text, encoding="utf-8")
    (fault,) = faults(path)
    assert told in fault


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff\n"])
def test_a_set_without_a_line_is_a_fault(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    assert faults(tmp_path / "a.jsonl") == ("a.jsonl: holds no case",)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be read" in faults(tmp_path / "none.jsonl")[0]


def test_ids_are_of_one_case_over_all_sets(tmp_path: Path) -> None:
    first = lines(tmp_path / "a.jsonl", QUESTION)
    second = lines(tmp_path / "b.jsonl", CLAIM, {**QUESTION, "question": "Else?"})
    third = array(tmp_path / "c.json", {**FINDVER, "example_id": "q-1"})
    assert faults(first, second, third) == (
        "b.jsonl:2: the id 'q-1' is already at a.jsonl:1",
        "c.json: item 1: the id 'q-1' is already at a.jsonl:1",
    )


def test_sets_of_one_name_are_told_by_their_folders(tmp_path: Path) -> None:
    paths = []
    for at, folder in enumerate(("old", "new")):
        (tmp_path / folder).mkdir()
        paths.append(lines(tmp_path / folder / "set.jsonl", {**QUESTION, "id": str(at)}))
    assert [one.name for one in read_sets(paths).sets] == ["old/set.jsonl", "new/set.jsonl"]


def test_unknown_filings_are_told_by_line(tmp_path: Path) -> None:
    read = read_sets(all_forms(tmp_path))
    with pytest.raises(SetError) as caught:
        read.check(["lantern.txt", *read.pages()])
    assert caught.value.faults == (
        "2.jsonl:1: unknown filing 'LANTERN_2023_10K.pdf'",
        "3.json: item 1: unknown filing 'LANTERN-2024.html'",
    )


def test_a_number_that_nobody_judged(tmp_path: Path) -> None:
    nothing = {**CLAIM, "id": "c-2", "numbers": CLAIM["numbers"][:1]}
    told = {**CLAIM, "id": "c-3", "numbers": [{**CLAIM["numbers"][0], "how": "exact"}]}
    assert faults(lines(tmp_path / "a.jsonl", CLAIM, nothing, told)) == (
        "a.jsonl:2: a claim needs `numbers`, and a verdict on one at least",
        "a.jsonl:3: of an unknown number nothing says `how`",
    )


# --- the command -----------------------------------------------------------------------------


def test_all_forms_in_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filings = tmp_path / "filings" / "deep"
    filings.mkdir(parents=True)
    text = "Lantern plc\n\nRevenue was $571 in 2023, up 7%.\n"
    (filings / "lantern.txt").write_text(text, encoding="utf-8")
    (filings / "LANTERN-2024.html").write_text(f"<p>{text}</p>", encoding="utf-8")
    (filings / "LANTERN_2023_10K.pdf").write_text("no PDF at all", encoding="utf-8")
    out, page = tmp_path / "run.jsonl", tmp_path / "page.html"
    sets = all_forms(tmp_path)
    place = ["--filings", str(tmp_path / "filings"), "--data-dir", str(tmp_path / "data")]
    kept = ["--out", str(out), "--report", str(page)]
    assert main(["run", *map(str, sets), *place, *kept]) == 0
    printed = capsys.readouterr().out
    assert f"6.jsonl: 2 left out: {MODEL_ANSWERS}" in printed
    assert "filings: 5 taken in, 0 there already, 0 not taken in" in printed
    heads = [line.split()[:2] for line in printed.splitlines()]
    assert ["1.jsonl", "2"] in heads
    assert ["5.json", "2"] in heads
    assert ["all", "7"] in heads
    run = load_run(out)
    assert {one.sample_id: one.set_name for one in run.results}["fv-1"] == "3.json"
    assert "5.json" in page.read_text(encoding="utf-8")

    assert main(["run", *map(str, sets), *place, *kept]) == 0
    again = capsys.readouterr()
    assert "filings: 0 taken in, 5 there already, 0 not taken in" in again.out
    assert "7 of 7 answered before" in again.err


def test_filings_that_a_server_would_have_to_take_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(array(tmp_path / "a.json", TATQA))
    server = ["--url", "http://127.0.0.1:9"]
    assert main(["run", path, *server, "--filings", str(tmp_path)]) == 2
    assert "a server takes filings by `tickmark ingest`" in capsys.readouterr().out
    assert main(["run", path, *server]) == 1
    assert "small filings that have to be there: 1;" in capsys.readouterr().out
