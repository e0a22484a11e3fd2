"""Checking sets: what is wrong on which line, and evidence that is not where it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.checking import SetCheck, check_sets
from evals.locating import FilingText, Spot

PAGES = {
    1: "Harbour  Lantern\nRevenue\t¥\t571,704",
    2: "Cost of sales\t(401,002)\nand it",
    3: "ends",
}
CASE: dict[str, Any] = {
    "id": "q-1",
    "filings": ["a.txt"],
    "question": "Revenue?",
    "kind": "lookup",
    "lang": "en",
    "answer": {"value": 571704, "unit": "CNY", "tolerance": 0},
    "evidence": [{"filing": "a.txt", "quote": "Revenue 571,704"}],
}


class Shelf:
    """One filing, a.txt."""

    def names(self) -> frozenset[str]:
        return frozenset(("a.txt",))

    def pages(self, name: str) -> dict[int, str]:
        assert name == "a.txt"
        return PAGES


def write(folder: Path, *rows: object, name: str = "set.jsonl") -> Path:
    path = folder / name
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def quoting(quote: str, **changes: Any) -> dict[str, Any]:
    return {**CASE, "evidence": [{"filing": "a.txt", "quote": quote, **changes}]}


def test_a_quote_is_found_whatever_the_white_space() -> None:
    text = FilingText(PAGES)
    (spot,) = text.find("Revenue 571,704")
    assert (spot.page, PAGES[1][spot.start : spot.end]) == (1, "Revenue\t¥\t571,704")
    assert text.find("Harbour Lantern") == (Spot(1, 0, 16),)
    assert text.find("Revenue 571,705") == ()
    assert text.find(" \n") == ()


def test_a_quote_may_run_over_the_end_of_a_page() -> None:
    assert [spot.page for spot in FilingText(PAGES).find("and it ends")] == [2, 3]


def test_a_good_set_has_no_fault(tmp_path: Path) -> None:
    assert check_sets([write(tmp_path, CASE)], Shelf()) == SetCheck(1, ())


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (quoting("Revenue 1"), "the evidence is not in a.txt: 'Revenue 1'"),
        (quoting("w " * 90), f"the evidence is not in a.txt: '{('w ' * 30)}...'"),
        (
            quoting("(401,002)", page=3),
            "the evidence is not on page 3 but on 2: '(401,002)'",
        ),
        (quoting("x", page=0), "`page` of an evidence is a number from 1"),
        ({**CASE, "filings": ["b.txt"]}, "unknown filing 'b.txt'"),
        ({**CASE, "answer": {"value": 10**40, "unit": "CNY", "tolerance": 0}}, "out of range"),
        ('{"id": ' + "[" * 100_000, "not JSON that anybody means"),
        ('{"id": ' + "9" * 5000 + "}", "not JSON that anybody means"),
    ],
)
def test_a_fault_is_one_line(tmp_path: Path, row: object, fault: str) -> None:
    cases, faults, _ = check_sets([write(tmp_path, row)], Shelf())
    assert cases == 0
    (line,) = faults
    assert line.startswith("set.jsonl:1: ")
    assert fault in line
    assert "\n" not in line


def test_faults_stand_in_the_order_of_the_lines(tmp_path: Path) -> None:
    first = write(tmp_path, {**quoting("no"), "id": "1"}, "{", CASE, name="one.jsonl")
    second = write(tmp_path, CASE, {**quoting("no"), "id": "2"}, name="two.jsonl")
    cases, faults, _ = check_sets([first, second], Shelf())
    assert cases == 1
    assert [fault.partition(": ")[0] for fault in faults] == [
        "one.jsonl:1",
        "one.jsonl:2",
        "two.jsonl:1",
        "two.jsonl:2",
    ]
    assert "the id 'q-1' is already at one.jsonl:3" in faults[2]


def test_a_file_that_is_not_there_goes_first(tmp_path: Path) -> None:
    cases, faults, _ = check_sets([write(tmp_path, "{"), tmp_path / "none.jsonl"], Shelf())
    assert cases == 0
    assert "none.jsonl: cannot be read" in faults[0]


def test_without_filings_the_form_alone_is_checked(tmp_path: Path) -> None:
    assert check_sets([write(tmp_path, quoting("nowhere"))]) == SetCheck(1, ())


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = tmp_path / "a.txt"
    filing.write_text("Harbour Lantern\nRevenue\t571,704\n", encoding="utf-8")
    good, bad = write(tmp_path, CASE, name="good.jsonl"), write(tmp_path, quoting("Revenue 5"))
    assert main(["check", str(good), "--filings", str(filing)]) == 0
    assert capsys.readouterr().out == "1 case can be used, 0 faults\n"
    assert main(["check", str(bad), "--filings", str(filing)]) == 1
    assert "set.jsonl:1: the evidence is not in a.txt: 'Revenue 5'" in capsys.readouterr().out
    assert main(["check", str(bad)]) == 0
    assert "Evidence was not looked for" in capsys.readouterr().out


@pytest.mark.parametrize("quote", ["Revenue 5", "71,704", "(401,00", "704", "Revenue 571"])
def test_a_quote_does_not_cut_a_number(quote: str) -> None:
    assert FilingText(PAGES).find(quote) == ()


def test_a_long_piece_with_its_page_may_be_in_another_order(tmp_path: Path) -> None:
    words = "Harbour Lantern Revenue 571,704".split()
    long = " ".join(reversed(words * 8))
    assert check_sets([write(tmp_path, quoting(long, page=1))], Shelf()).faults == ()
    for quote, page in ((long, 2), (f"{long} and much else", 1), (" ".join(reversed(words)), 1)):
        assert len(check_sets([write(tmp_path, quoting(quote, page=page))], Shelf()).faults) == 1


def test_words_whose_blanks_were_lost_stand_there_still() -> None:
    text = FilingText(PAGES)
    assert text.share_on("HarbourLantern revenue 571,704", 1) == 1.0
    assert text.share_on("Harbour 71,704", 1) == 0.5
    assert text.share_on("Harbour", 9) == text.share_on("", 1) == 0.0


def test_a_number_on_the_line_before_is_another() -> None:
    assert FilingText({1: "498,210\n571,704\n401,002"}).find("571,704") == (Spot(1, 8, 15),)


def test_published_sets_are_checked_as_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    piece = {"evidence_text": "Revenue 571,704", "evidence_page_num": 0}
    item = {
        "financebench_id": "fb-1", "doc_name": "A", "question": "Revenue in USD?",
        "question_type": "metrics-generated", "answer": "$571704.00", "evidence": [piece],
    }  # fmt: skip
    gone = {**item, "financebench_id": "fb-2", "evidence": [{**piece, "evidence_text": "Costs 5"}]}
    other = {**item, "financebench_id": "fb-3", "doc_name": "B"}
    context = {
        "table": {"table": [["", "2023"], ["Tolls", "96"]]},
        "paragraphs": [{"order": 1, "text": "Tolls are fixed by the port of Lantern."}],
        "questions": [{"uid": "tq-1", "question": "Tolls in 2023?", "answer": ["96"], "scale": "",
                       "answer_type": "span"}],
    }  # fmt: skip
    folder = tmp_path / "filings"
    folder.mkdir()
    (folder / "A.pdf").write_bytes(
        Path("samples/filings/qiverra_annual_results_2023.pdf").read_bytes()
    )
    fb = write(tmp_path, item, gone, other, name="fb.jsonl")
    tq = tmp_path / "tq.json"
    tq.write_text(json.dumps([context]), encoding="utf-8")
    assert main(["check", str(fb), str(tq), "--filings", str(folder)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert "fb.jsonl: read as FinanceBench, 3 cases" in told
    assert "fb.jsonl:3: unknown filing 'B.pdf'" in told
    assert "fb.jsonl:2: the evidence is not in A.pdf: 'Costs 5'" in told
    assert "evidence in 1 small filing of the sets' own was not looked for" in told
    assert told[-1] == "1 case can be used, 3 faults"
