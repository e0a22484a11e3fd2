from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evals.bench.__main__ import main
from evals.bench.measure import SideFailed, SideFigures, _watch, measure
from evals.bench.questions import PageQuestion, page_recall, read_questions
from evals.bench.table import figures_to_table
from evals.bench.types import FoundPage


def _figures(scale: float, recall: float | None = None) -> SideFigures:
    return SideFigures(
        pages=160,
        passages=400,
        load_seconds=5,
        first_answer_seconds=4 * scale,
        embedded_seconds=20 * scale,
        peak_bytes=int(800e6 * scale),
        search_median_seconds=0.010 * scale,
        search_p95_seconds=0.020 * scale,
        page_recall_5=recall,
        questions=0 if recall is None else 7,
    )


def test_the_table_says_how_many_times_better() -> None:
    table = figures_to_table({"plain": _figures(3, 0.4), "ours": _figures(1, 0.6)})
    rows = {line[:28].strip(): line[28:].split() for line in table.splitlines()}
    assert rows["first possible answer, s"] == ["12.00", "4.00", "3.0"]
    assert rows["pages/s"] == ["2.7", "8.0", "3.0"]
    assert rows["peak memory, MB"] == ["2,400", "800", "3.0"]
    assert rows["page recall@5"] == ["0.40", "0.60", "1.5"]
    assert rows["passages"] == ["400", "400"]


def test_without_questions_the_table_has_no_recall() -> None:
    table = figures_to_table({"plain": _figures(3), "ours": _figures(1)})
    assert "recall" not in table
    assert "times better" not in figures_to_table({"ours": _figures(1)})


def test_recall_counts_different_pages_of_the_right_file() -> None:
    question = PageQuestion("q", "a.pdf", (2, 9))
    found = [FoundPage("a.pdf", 2)] * 4 + [
        FoundPage("b.pdf", 9),
        FoundPage("a.pdf", 1),
        FoundPage("a.pdf", 9),
    ]
    assert page_recall(question, found, 5) == 1.0
    assert page_recall(question, found, 3) == 0.5


def test_evidence_pages_are_converted_to_count_from_one(tmp_path: Path) -> None:
    lines = [
        {"question": "x", "doc_name": "a", "evidence": [{"evidence_page_num": 0}]},
        {
            "question": "y",
            "doc_name": "a",
            "evidence": [
                {"doc_name": "b", "evidence_page_num": 4},
                {"doc_name": "a", "evidence_page_num": 5},
            ],
        },
        {"question": "z", "doc_name": "other", "evidence": [{"evidence_page_num": 1}]},
    ]
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert read_questions(path, [Path("in/a.pdf"), Path("b.pdf")]) == (
        PageQuestion("x", "a.pdf", (1,)),
        PageQuestion("y", "a.pdf", (6,)),
    )


def test_memory_of_children_is_counted() -> None:
    child = "block = b'x' * 80_000_000; import time; time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent]) as process:
        assert 80e6 < _watch(process) < 400e6


def test_a_side_that_fails_says_why() -> None:
    with pytest.raises(SideFailed, match="invalid choice: 'neither'"):
        measure("neither", [Path("a.pdf")])


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["no-such.pdf"])
    assert "no such file: no-such.pdf" in capsys.readouterr().err
