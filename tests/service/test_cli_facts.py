from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from fakes import fake_parts, serving
from hostile_tables import FORMULA, take_in, tie_up
from service.cli import main
from service.config import Settings
from service.parts import Parts


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.out)))


Run = Callable[..., Ran]


@pytest.fixture(scope="module", params=["alone", "through the server"])
def data_dir(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Two filings; every test runs with its own stores, and beside a running server."""
    path = tmp_path_factory.mktemp("cli") / "data"
    parts = fake_parts(path)
    _, hostile = take_in(parts)
    tie_up(parts.stores, hostile.id)
    if request.param == "alone":
        parts.stores.close()
        yield path
        return
    with serving(parts) as url:
        parts.stores.ownership.announce(url)
        yield path
    parts.stores.close()


@pytest.fixture
def run(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def build(settings: Settings, server_url: str | None = None) -> Parts:
        return fake_parts(settings.data_dir, server_url)

    monkeypatch.setattr("service.main.build_parts", build)

    def run_main(*args: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["tickmark", "--data-dir", str(data_dir), *args])
        code: Any = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return run_main


def test_facts_are_found_by_what_they_are(run: Run) -> None:
    found = run("facts", "lantern.txt", "--label", "revenue", "--period", "FY2023", "--json").json
    assert [(fact["value"], fact["unit"]) for fact in found["facts"]] == [("571704000", "CNY")]
    losses = run("facts", "--max", "-400000000", "--format", "json").json["facts"]
    assert {fact["text"] for fact in losses} == {"(401,002)"}
    several = run("facts", "--period", "2023", "--period", "2022", "--unit", "RMB", "--json").json
    assert len(several["facts"]) == 6


def test_facts_on_the_terminal_stand_under_their_filing(run: Run) -> None:
    ran = run("facts", "--label", "profit")
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["lantern.txt"] in lines
    assert ["kiln.txt"] in lines
    (line,) = [line for line in lines if "170702000" in line]
    assert line[:6] == ["Gross", "profit", "FY2023", "170702000", "CNY", "170,702"]
    cut = run("facts", "--limit", "3")
    assert "more than 3 facts" in cut.err
    assert len(cut.out.splitlines()) < len(run("facts").out.splitlines())


def test_facts_in_csv_are_all_or_as_many_as_said(run: Run) -> None:
    whole = run("facts", "--format", "csv").rows
    assert len(whole) == 17
    assert "'" + FORMULA in [row[whole[0].index("label")] for row in whole]
    assert run("facts", "--format", "csv", "--limit", "4").rows == whole[:5]
    same = run("facts", "--json", "--limit", "4").json["facts"]
    assert [fact["fact_id"] for fact in same] == [row[-1] for row in whole[1:5]]


def test_tables_are_shown_in_every_form(run: Run) -> None:
    listed = run("tables", "kiln.txt").out
    assert "income_statement" in listed
    assert "1 hold, 1 do not" in listed
    (table,) = run("tables", "kiln.txt", "--statement", "income", "--json").json["tables"]
    shown = run("tables", "kiln.txt", table["table_id"]).out
    assert "✓ Lines add up." in shown
    assert "✗ =1+1" in shown
    assert run("tables", "--table", table["table_id"], "--json").json["facts"]
    rows = run("tables", "kiln.txt", table["table_id"], "--format", "csv").rows
    assert rows[2] == ["'" + FORMULA, "1,204.5", "998.1"]
    page = run("tables", "kiln.txt", "--format", "html").out
    assert page.count("<!doctype html>") == 1
    assert "<script" not in page
    other = run("tables", "lantern.txt", table["table_id"])
    assert (other.code, other.out) == (2, "")
    assert "kiln.txt" in other.err


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("facts", "nope.txt"), "nope.txt"),
        (("facts", "--statement", "x"), "cash_flows"),
        (("facts", "--period", "x"), "FY2024"),
        (("facts", "--min", "x"), "min"),
        (("facts", "--format", "csv", "--company", "Nobody"), "Nobody"),
        (("tables", "kiln.txt", "--statement", "x"), "cash_flows"),
        (("tables",), "--table"),
        (("export", "nope.txt", "--to", "x.xlsx"), "nope.txt"),
        (("export", "--to", "x.xlsx"), "collection"),
        (("export", "kiln.txt", "--to", "x.doc"), ".parquet"),
        (("export", "kiln.txt", "--to", "/nowhere/x.csv"), "/nowhere/x.csv"),
    ],
)
def test_what_is_wrong_is_one_line(
    run: Run, args: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*args)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert told in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_export_replaces_the_file_whole(run: Run, tmp_path: Path) -> None:
    facts = run("facts", "kiln.txt", "--json").json["facts"]
    values = [Decimal(fact["value"]) for fact in facts]
    book = tmp_path / "out.xlsx"
    book.write_bytes(b"what was there")
    assert run("export", "kiln.txt", "--to", str(book)).code == 0
    sheet = openpyxl.load_workbook(book)["Facts"]
    head, *rows = sheet.iter_rows(values_only=True)
    assert [Decimal(str(row[head.index("value")])) for row in rows] == values
    columns = tmp_path / "out.parquet"
    assert run("export", "kiln.txt", "--to", str(columns)).code == 0
    assert pq.read_table(columns).column("value").to_pylist() == values
    lines = tmp_path / "out.csv"
    assert run("export", "-c", "kiln", "--to", str(lines), "--content", "tables").code == 0
    with lines.open(encoding="utf-8", newline="") as file:
        assert "'" + FORMULA in [row["text"] for row in csv.DictReader(file)]
    whole = tmp_path / "out.json"
    assert run("export", "kiln.txt", "lantern.txt", "--to", str(whole)).code == 0
    body = json.loads(whole.read_text(encoding="utf-8"))
    assert [len(body[name]) for name in ("filings", "tables")] == [2, 2]
    assert [fact for fact in body["facts"] if fact["filing"] == "kiln.txt"] == facts
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "out.csv",
        "out.json",
        "out.parquet",
        "out.xlsx",
    ]
