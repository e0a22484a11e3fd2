"""FinQA: its programs carried out, its pages as small filings; items invented here."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.adapters.finqa import APART, UNDONE, read_finqa
from evals.adapters.finqa_program import ProgramError, execute, plain_cell, steps_of
from evals.datasets import SetError, load_set

TABLE = [
    ["( in millions )", "2023", "2022"],
    ["tolls & tickets ( net )", "$ 96.5", "$ 90"],
    ["other income ( loss )", "-4 ( 4 )", "2"],
    ["margin", "12% ( 12 % )", "10% ( 10 % )"],
]
ITEM: dict[str, Any] = {
    "pre_text": ["note 3", "income <by kind> was as follows :"],
    "post_text": ["tolls are fixed ."],
    "filename": "../HLAN/2023/page_9.pdf",
    "table_ori": [],
    "table": TABLE,
    "id": "../HLAN/2023/page_9.pdf-1",
    "qa": {
        "question": "what was the change in tolls & tickets?",
        "answer": "6.5",
        "program": "subtract(96.5, 90)",
        "gold_inds": {"table_1": "the tolls ...", "text_2": "tolls are fixed .", "text_99": "?"},
        "exe_ans": 6.5,
    },
}


def asked(**changes: Any) -> dict[str, Any]:
    return {**ITEM, "qa": {**ITEM["qa"], **changes}}


def written(folder: Path, *items: object) -> Path:
    path = folder / "dev.json"
    path.write_text(json.dumps(items), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("add(1.5, 2)", "3.5"),
        ("subtract(5829, 5735), divide(#0, 5735)", "0.016390584132519616"),
        ("multiply(2, const_m1)", "-2"),
        ("exp(1.1, const_2)", "1.21"),
        ("divide(12%, 10%), subtract(#0, const_1)", "0.2"),
        ("table_sum(tolls & tickets ( net ), none)", "186.5"),
        ("table_average(other income ( loss ), none)", "-1"),
        ("table_max(margin, none), table_min(margin, none), subtract(#0, #1)", "0.02"),
    ],
)
def test_programs(program: str, expected: str) -> None:
    result = execute(program, TABLE)
    assert isinstance(result, Decimal)
    assert abs(result - Decimal(expected)) < Decimal("1e-15")


def test_greater_is_a_yes_or_no() -> None:
    assert execute("greater(2, 1)", []) is True
    assert execute("subtract(1, 2), greater(#0, 1)", []) is False


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("", "empty"),
        ("__import__(os, none)", "no step"),
        ("add(1, 2) add(3, 4)", "no step"),
        ("add(1, x)", "'x' is no number"),
        ("add(#0, 1)", "#0 is no number"),
        ("greater(1, 2), add(#0, 1)", "#0 is no number"),
        ("divide(1, 0)", "divide: DivisionByZero"),
        ("exp(-2, 0.5)", "exp: InvalidOperation"),
        ("exp(10, const_1000000)", "the exponent is"),
        ("table_sum(cash, none)", "no line 'cash'"),
        ("add(1, 2), " * 60 + "add(1, 2)", "no step"),
    ],
)
def test_programs_that_have_no_result(program: str, told: str) -> None:
    with pytest.raises(ProgramError, match=told):
        execute(program, TABLE)


def test_steps() -> None:
    assert [step.name for step in steps_of("add(1, 2),table_max(a, b ( c ), none)")] == [
        "add",
        "table_max",
    ]


@pytest.mark.parametrize(
    ("cell", "printed"),
    [("-23 ( 23 )", "(23)"), ("$ -1.5 ( 1.5 )", "($1.5)"), ("12% ( 12 % )", "12%"), ("5", "5"),
     ("7 ( 8 )", "7 ( 8 )"), ("", "")],
)  # fmt: skip
def test_cells_are_printed_as_filings_print_them(cell: str, printed: str) -> None:
    assert plain_cell(cell) == printed


def test_a_page_becomes_a_small_filing_named_by_us(tmp_path: Path) -> None:
    other = {**asked(), "id": "2", "post_text": []}
    adapted = read_finqa(written(tmp_path, ITEM, {**asked(), "id": "1b"}, other))
    one, two = adapted.pages
    assert one != two
    assert re.fullmatch(r"finqa_[a-p]{12}\.html", one)
    assert [case["filings"] for case in adapted.cases] == [[one], [one], [two]]
    page = adapted.pages[one].decode()
    assert "<p>income &lt;by kind&gt; was as follows :</p>" in page
    assert "<td>other income ( loss )</td><td>(4)</td><td>2</td>" in page
    assert page.index("as follows") < page.index("<table>") < page.index("tolls are fixed")
    assert [e["quote"] for e in adapted.cases[0]["evidence"]] == [
        "tolls & tickets ( net )\t$ 96.5\t$ 90",
        "tolls are fixed .",
    ]


@pytest.mark.parametrize(
    ("changes", "value", "unit"),
    [
        ({}, "6500000", "USD"),
        (
            {"question": "what was the percentage change?", "answer": "7.2%", "exe_ans": 0.07222,
             "program": "subtract(96.5, 90), divide(#0, 90)"},
            "0.0722", "percent",
        ),
        (
            {"answer": "7.2%", "exe_ans": 7.22222,
             "program": "subtract(96.5, 90), divide(#0, 90), multiply(#1, const_100)"},
            "0.0722", "percent",
        ),
        ({"answer": "2%", "exe_ans": 0.02, "program": "subtract(12%, 10%)"}, "0.02", "percent"),
        ({"answer": "2%", "exe_ans": 2, "program": "subtract(12, 10)"}, "0.02", "percent"),
        ({"answer": "1.07", "exe_ans": 1.07222, "program": "divide(96.5, 90)"}, "1.0722", "ratio"),
        (
            {"question": "what was the change in billions?", "answer": "0.0065",
             "exe_ans": 0.0065, "program": "subtract(96.5, 90), divide(#0, const_1000)"},
            "6500000", "USD",
        ),
    ],
)  # fmt: skip
def test_results_in_base_units(
    tmp_path: Path, changes: dict[str, Any], value: str, unit: str
) -> None:
    (case,) = read_finqa(written(tmp_path, asked(**changes))).cases
    assert case["answer"]["unit"] == unit
    assert abs(case["answer"]["value"] / Decimal(value) - 1) < Decimal("0.001")


def test_a_yes_or_no(tmp_path: Path) -> None:
    item = asked(program="greater(90, 96.5)", exe_ans="no", answer="no")
    (case,) = read_finqa(written(tmp_path, item)).cases
    assert (case["kind"], case["answer"]["must_contain"]) == ("yesno", ["no"])


def test_what_does_not_come_out_is_left_out_and_counted(tmp_path: Path) -> None:
    items = [asked(exe_ans=7), asked(program="table_sum(cash, none)"), asked(exe_ans="yes")]
    adapted = read_finqa(written(tmp_path, *items))
    assert adapted.cases == ()
    assert adapted.pages == {}
    assert adapted.left_out == {APART: 2, UNDONE: 1}


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ({}, "KeyError: 'pre_text'"),
        ({**ITEM, "pre_text": "x"}, "`pre_text` is not a list of texts"),
        ({**ITEM, "table": [5]}, "`table` is not a list of rows"),
        ({**ITEM, "qa": None}, "TypeError"),
        (asked(question=" "), "`question` is not a text"),
    ],
)
def test_faults_say_which_item(tmp_path: Path, item: object, told: str) -> None:
    with pytest.raises(SetError) as caught:
        read_finqa(written(tmp_path, ITEM, item))
    (line,) = caught.value.faults
    assert line.startswith("dev.json: item 2: ")
    assert told in line


def test_the_command_writes_set_and_filings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, folder = tmp_path / "set.jsonl", tmp_path / "pages"
    source = str(written(tmp_path, ITEM))
    assert main(["adapt", "finqa", source, "--to", str(out)]) == 0
    assert "1 small filing not written: say where by --filings" in capsys.readouterr().out
    assert main(["adapt", "finqa", source, "--to", str(out), "--filings", str(folder)]) == 0
    (page,) = folder.iterdir()
    assert len(load_set([out])) == 1
    assert main(["check", str(out), "--filings", str(page)]) == 0
