from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import delete

from fakes import fake_parts, ingest_without_model
from hostile_tables import FORMULA, SCRIPT, SUM, take_in, tie_up
from ingest.stores import FilingRecord
from ingest.stores.database import TieRow
from ingest.types import Cell, Fact, Grid, Span, Statement, Table
from service.exporting import (
    facts_csv,
    facts_of,
    guarded,
    table_csv,
    tables_html,
    tables_of,
    write_cells,
    write_facts,
    write_workbook,
)
from service.exporting.parquet import fits
from service.exporting.sheets import MOST_CHARACTERS
from service.parts import Parts

SAMPLE = Path(__file__).resolve().parents[2] / "samples/filings/qiverra_interim_results_2025.html"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    made = fake_parts(tmp_path_factory.mktemp("exports"))
    take_in(made)
    ingest_without_model(SAMPLE.name, SAMPLE.read_bytes(), made.stores)
    yield made
    made.stores.close()


@pytest.fixture
def records(parts: Parts) -> tuple[FilingRecord, ...]:
    return parts.stores.library.filings()


def facts(parts: Parts, records: tuple[FilingRecord, ...]) -> list[Fact]:
    found = list(parts.stores.library.facts([record.id for record in records]))
    assert len(found) > 300
    assert {"2023-06-30"} <= {str(f.period.end) for f in found if f.period is not None}
    return found


def made_table(*rows: tuple[str, ...], header_rows: int = 1) -> Table:
    cells = tuple(
        Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row) if text
    )
    grid = Grid(1, Span(0, 1), len(rows), max(map(len, rows)), cells)
    return Table(
        "t1",
        "f1",
        1,
        Span(0, 1),
        "Costs <b>",
        (),
        "RMB'000",
        Statement.OTHER,
        grid,
        header_rows,
        (),
    )


def book(parts: Parts, records: tuple[FilingRecord, ...]) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_workbook(out, parts.stores.library, records)
    out.seek(0)
    return openpyxl.load_workbook(out)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("-1,234.5", "-1,234.5"),
        ("+3.2%", "+3.2%"),
        ("-RMB5", "-RMB5"),
        ("-", "-"),
        ("–", "–"),
        ("(401)", "(401)"),
        ("Revenue", "Revenue"),
        ("a\x00b\x1b", "a\ufffdb\ufffd"),
    ],
)
def test_a_formula_in_csv_is_text_and_a_number_stays(text: str, told: str) -> None:
    assert guarded(text) == told


def test_csv_of_facts_reads_back_as_the_facts(
    parts: Parts, records: tuple[FilingRecord, ...]
) -> None:
    text = "".join(facts_csv(facts_of(parts.stores.library, records)))
    rows = list(csv.DictReader(io.StringIO(text)))
    expected = facts(parts, records)
    assert [row["fact_id"] for row in rows] == [fact.fact_id for fact in expected]
    for row, fact in zip(rows, expected, strict=True):
        assert Decimal(row["value"]) == fact.value
        assert row["text"].removeprefix("'") == fact.text
        assert row["labels"].removeprefix("'") == " > ".join(fact.labels)
        assert row["unit"] == (fact.unit or "")
        end = "" if fact.period is None else str(fact.period.end)
        assert row["period_end"] == end
    assert "'" + FORMULA in [row["label"] for row in rows]


def test_a_workbook_reads_back_as_the_facts(
    parts: Parts, records: tuple[FilingRecord, ...]
) -> None:
    made = book(parts, records)
    assert made.sheetnames == ["Facts", "Tables", "Ties", "About"]
    head, *rows = made["Facts"].iter_rows(values_only=True)
    expected = facts(parts, records)
    assert len(rows) == len(expected)
    for row, fact in zip(rows, expected, strict=True):
        cells = dict(zip(head, row, strict=True))
        assert cells["fact_id"] == fact.fact_id
        assert isinstance(cells["value"], int | float)
        assert Decimal(str(cells["value"])) == fact.value
        assert cells["labels"] == " > ".join(fact.labels)
        assert (cells["row"], cells["column"], cells["page"]) == (fact.row, fact.column, fact.page)
        assert cells["is_total"] is fact.is_total
        if fact.period is None:
            assert cells["period_end"] is None
        else:
            assert isinstance(cells["period_end"], date)
            assert str(cells["period_end"])[:10] == str(fact.period.end)
            start = cells["period_start"]
            assert (start and str(start)[:10]) == (fact.period.start and str(fact.period.start))


def test_what_a_filing_says_is_no_formula_in_a_workbook(
    parts: Parts, records: tuple[FilingRecord, ...]
) -> None:
    made = book(parts, records)
    cells = [cell for sheet in made for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"inlineStr", "s", "n", "b", "d"}
    found = [cell for cell in cells if cell.value == FORMULA]
    assert len(found) == 5  # two facts, label and path each, and the table
    assert all(cell.quotePrefix for cell in found)


def test_tables_stand_in_the_workbook_as_printed(
    parts: Parts, records: tuple[FilingRecord, ...]
) -> None:
    tables = list(tables_of(parts.stores.library, records))
    head, *rows = book(parts, records)["Tables"].iter_rows(values_only=True)
    assert len(rows) == sum(table.grid.row_count + 1 for table, _ in tables)
    printed = {
        (row[1], row[3], n): text
        for row in rows
        for n, text in enumerate(row[4:])
        if row[3] is not None
    }
    for table, _ in tables:
        for cell in table.grid.cells:
            assert (printed[table.table_id, cell.row, cell.column] or "") == cell.text


def test_ties_have_a_sheet_where_there_are_any(tmp_path: Path) -> None:
    made = fake_parts(tmp_path)
    _, hostile = take_in(made)
    holds, broken = tie_up(made.stores, hostile.id)
    (kiln,) = made.stores.library.filings(collection="kiln")
    sheet = book(made, (kiln,))["Ties"]
    with made.stores.engine.begin() as connection:
        connection.execute(delete(TieRow))
    assert book(made, (kiln,)).sheetnames == ["Facts", "Tables", "About"]
    made.stores.close()
    head, first, second = sheet.iter_rows(values_only=True)
    told = dict(zip(head, second, strict=True))
    assert (told["holds"], told["message"]) == (False, "=1+1")
    assert Decimal(str(told["printed"])) == broken.printed
    assert Decimal(str(told["computed"])) == broken.computed
    assert str(first[head.index("fact_ids")]).split() == list(holds.fact_ids)


def test_a_cell_that_a_spreadsheet_cannot_hold_is_cut_and_told(
    parts: Parts, records: tuple[FilingRecord, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.exporting.sheets.MOST_CHARACTERS", 40)
    monkeypatch.setattr("service.exporting.sheets.MOST_ROWS", 200)
    made = book(parts, records)
    assert [name for name in made.sheetnames if name.startswith("Facts")][:2] == [
        "Facts",
        "Facts 2",
    ]
    texts = [
        c.value for s in made for row in s.iter_rows() for c in row if isinstance(c.value, str)
    ]
    notes = [text for text in texts if "are cut" in text]
    cut = [text for text in texts if text.endswith("…") and text not in notes]
    assert cut
    assert {len(text) for text in cut} == {40}
    assert MOST_CHARACTERS == 32_767
    rows = sum(made[name].max_row - 1 for name in made.sheetnames if name.startswith("Facts"))
    assert rows == len(facts(parts, records))


def test_parquet_reads_back_as_the_facts(parts: Parts, records: tuple[FilingRecord, ...]) -> None:
    out = io.BytesIO()
    expected = facts(parts, records)
    assert write_facts(out, facts_of(parts.stores.library, records)) == len(expected)
    read = pq.read_table(io.BytesIO(out.getvalue()))
    assert read.schema.field("value").type == pa.decimal128(38, 10)
    assert not any(pa.types.is_floating(f.type) for f in read.schema if f.name != "confidence")
    for row, fact in zip(read.to_pylist(), expected, strict=True):
        assert row["fact_id"] == fact.fact_id
        assert row["value"] == fact.value == Decimal(row["value_exact"])
        assert row["labels"] == list(fact.labels)
        assert row["scale"] == fact.scale
        assert Decimal(row["quantum"]) == fact.quantum
        assert (row["period_start"], row["period_end"]) == (fact.period or (None, None))
        assert (row["concept"], row["is_total"]) == (fact.concept, fact.is_total)


def test_parquet_has_every_cell(parts: Parts, records: tuple[FilingRecord, ...]) -> None:
    out = io.BytesIO()
    tables = list(tables_of(parts.stores.library, records))
    count = write_cells(out, iter(tables))
    assert count == sum(len(table.grid.cells) for table, _ in tables)
    rows = pq.read_table(io.BytesIO(out.getvalue())).to_pylist()
    assert {row["text"] for row in rows} >= {FORMULA, SCRIPT, SUM}


@pytest.mark.parametrize(
    ("value", "held"),
    [
        ("571704000", True),
        ("-0.0000000001", True),
        ("1E+27", True),
        ("1E+28", False),
        ("0.00000000001", False),
        ("12.34500000000000", True),
    ],
)
def test_what_a_decimal_column_holds(value: str, held: bool) -> None:
    assert fits(Decimal(value)) is held


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_table_in_html_is_text_alone() -> None:
    table = made_table(("", "2023"), (SCRIPT, '"5"'), ("Costs", "(7)"))
    page = tables_html([table], "a<b>.txt")
    found = Tags()
    found.feed(page)
    assert "script" not in found.tags
    assert "b" not in found.tags
    assert {SCRIPT, '"5"', "Costs <b>"} <= set(found.texts)
    assert "RMB'000 · a<b>.txt · page 1" in found.texts
    assert found.tags.count("tr") == 3
    assert found.tags.count("thead") == found.tags.count("tbody") == 1


def test_spans_stay_within_the_table_and_hide_no_cell() -> None:
    grid = Grid(
        1,
        Span(0, 1),
        3,
        3,
        (
            Cell(0, 0, "head", column_span=10**9, row_span=10**9),
            Cell(0, 2, "x"),
            Cell(1, 0, "a", row_span=9),
            Cell(1, 1, "1"),
            Cell(2, 1, "2", column_span=2),
        ),
    )
    table = Table("t", "f", 1, Span(0, 1), "", (), "", Statement.OTHER, grid, 1, ())
    page = tables_html([table], "f.txt")
    assert '<th scope="col" colspan="2">head</th><th scope="col">x</th>' in page
    assert '<th scope="row" rowspan="2">a</th><td>1</td><td></td>' in page
    assert '<tr><td colspan="2">2</td></tr>' in page


def test_a_table_in_csv_is_its_cells() -> None:
    table = made_table(("", "2023", "2022"), ("=1+1", "1,204", ""), ('say "x"', "-5", "-"))
    rows = list(csv.reader(io.StringIO(table_csv(table))))
    assert rows == [["", "2023", "2022"], ["'=1+1", "1,204", ""], ['say "x"', "-5", "-"]]
