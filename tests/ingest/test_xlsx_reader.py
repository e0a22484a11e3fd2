from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

import hostile_files
from ingest.errors import (
    EmptyFiling,
    EncryptedFiling,
    FilingTooLarge,
    UnreadableFiling,
    UnsupportedFormat,
)
from ingest.parsing import parse
from ingest.readers import Limits, read_filing
from ingest.types import Reading
from reading_checks import assert_accounted_for, codes, rows_of

SHEET = "xl/worksheets/sheet1.xml"


def book(*sheets: Sequence[Sequence[Any]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = made.active if number == 0 else made.create_sheet(f"Sheet{number + 1}")
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(made: openpyxl.Workbook) -> Reading:
    reading = read_filing("a.xlsx", saved(made))
    assert_accounted_for(reading)
    return reading


INCOME = [
    ["Year ended 31 December", 2024, 2023],
    ["Revenue", 571704, 498210],
    ["Cost of sales", -401002, -350118],
]


def test_cells_read_as_excel_shows_them() -> None:
    made = book(
        [
            [None, date(2024, 12, 31), date(2023, 12, 31)],
            *INCOME[1:],
            ["Margin", 0.2986, 0.2972],
        ]
    )
    sheet = made["Sheet"]
    for column in "BC":
        sheet[f"{column}1"].number_format = "d mmmm yyyy"
        for row in (2, 3):
            sheet[f"{column}{row}"].number_format = "#,##0_);(#,##0)"
        sheet[f"{column}4"].number_format = "0.0%"
    assert rows_of(read(made)) == [
        ["31 December 2024", "31 December 2023"],
        ["Revenue", "571,704", "498,210"],
        ["Cost of sales", "(401,002)", "(350,118)"],
        ["Margin", "29.9%", "29.7%"],
    ]


def test_a_sheet_is_a_page_with_its_name_as_heading() -> None:
    reading = read(book(INCOME, [["Headcount", 2024], ["Sensors", 12]]))
    assert reading.is_paged
    assert [page.text.split("\n")[0] for page in reading.pages] == ["Sheet", "Sheet2"]
    assert [grid.page for grid in reading.grids] == [1, 2]
    assert reading.outline == ((1, "Sheet", 1), (1, "Sheet2", 2))


def test_blank_rows_and_columns_part_tables() -> None:
    left = [["Year", 2024, 2023], ["Revenue", 5, 4], ["Cost", 3, 2]]
    right = [["Staff", 2024, 2023], ["Sensors", 12, 11], ["Pumps", 7, 6]]
    rows = [[*a, None, *b] for a, b in zip(left, right, strict=True)]
    reading = read(book([*rows, [], ["Tons", 2024, 2023], ["Waste", 9, 8]]))
    assert [rows_of(reading, index)[1][0] for index in range(3)] == ["Revenue", "Sensors", "Waste"]


def test_spacer_columns_and_blank_rows_do_not_part_a_table() -> None:
    rows: list[list[Any]] = [
        ["Harbour Lantern Limited"],
        ["RMB million"],
        [],
        [None, None, 2024, None, 2023],
        ["Revenue", None, 571, None, 498],
        ["Cost", None, 401, None, 350],
        [],
        ["Non-financial"],
        [],
        ["Headcount (persons)", None, 12, None, 11],
        [],
        ["Note: audited by nobody, see the annual report for the accounting policies."],
    ]
    parsed = parse("a.xlsx", saved(book(rows)))
    (table,) = parsed.tables
    assert table.unit_note == "RMB million"
    values = {
        (fact.labels, fact.value) for fact in parsed.facts if fact.period == table.columns[0].period
    }
    assert values == {
        (("Revenue",), Decimal(571_000_000)),
        (("Cost",), Decimal(401_000_000)),
        (("Non-financial", "Headcount (persons)"), Decimal(12)),
    }


def test_merged_heads_span_their_columns() -> None:
    made = book(
        [
            ["", 2024, None, 2023, None],
            ["Segment", "Sales", "Staff", "Sales", "Staff"],
            ["Pumps", 10, 2, 9, 3],
        ]
    )
    made["Sheet"].merge_cells("B1:C1")
    made["Sheet"].merge_cells("D1:E1")
    (grid,) = read(made).grids
    assert [(c.column, c.column_span) for c in grid.cells if c.row == 0] == [(1, 2), (3, 2)]


def test_hidden_parts_formulas_and_errors_are_told() -> None:
    made = book(
        [*INCOME, ["Profit", "=B2+B3", "=C2+C3"], ["Ratio", "#DIV/0!", 3]], [["Kept from view"]]
    )
    made["Sheet"].row_dimensions[2].hidden = True
    made["Sheet"].column_dimensions["C"].hidden = True
    made["Sheet2"].sheet_state = "hidden"
    reading = read(made)
    told = dict(zip(codes(reading.warnings), reading.warnings, strict=True))
    assert sorted(told) == [
        "error_cells",
        "formula_without_value",
        "hidden_columns",
        "hidden_rows",
        "hidden_sheet",
    ]
    assert "has 2 formulas" in told["formula_without_value"].message
    assert told["hidden_sheet"].page == 2
    assert "571704" in reading.pages[0].text
    assert "Kept from view" in reading.pages[1].text


def test_macros_are_left_out_and_told() -> None:
    data = hostile_files.with_part(saved(book(INCOME)), "xl/vbaProject.bin", b"macros")
    assert "macros" in read_filing("a.xlsx", data).warnings[0].message


# What is no workbook -----------------------------------------------------------------------------


def test_encrypted_and_old_files_are_named() -> None:
    with pytest.raises(EncryptedFiling, match="without one"):
        read_filing("a.xlsx", hostile_files.encrypted_office())
    with pytest.raises(UnsupportedFormat, match=r"\.xls"):
        read_filing("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_cut_off_file(share: float) -> None:
    data = saved(book(INCOME))
    with pytest.raises(UnreadableFiling, match="damaged or cut off"):
        read_filing("a.xlsx", data[: int(len(data) * share)])


def test_no_cells() -> None:
    with pytest.raises(EmptyFiling):
        read_filing("a.xlsx", saved(book([])))


def test_a_workbook_without_its_parts() -> None:
    with pytest.raises(UnreadableFiling):
        read_filing("a.xlsx", hostile_files.package("spreadsheetml.sheet.main+xml"))


def test_a_zip_bomb() -> None:
    data = hostile_files.with_part(saved(book(INCOME)), "xl/media/image1.png", bytes(30_000_000))
    assert len(data) < 100_000
    with pytest.raises(FilingTooLarge, match="unpacks to 30 MB"):
        read_filing("a.xlsx", data, limits=Limits(max_unpacked_bytes=20_000_000))


def test_many_elements() -> None:
    strings = b"<sst>" + b"<si/>" * 1_000_000 + b"</sst>"
    data = hostile_files.with_part(saved(book(INCOME)), "xl/sharedStrings.xml", strings)
    with pytest.raises(FilingTooLarge, match="XML elements"):
        read_filing("a.xlsx", data, limits=Limits(max_elements=500_000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(encoding: str) -> None:
    part = hostile_files.LAUGHS.decode().encode(encoding)
    data = hostile_files.with_part(saved(book(INCOME)), SHEET, part)
    with pytest.raises(UnreadableFiling, match="document type"):
        read_filing("a.xlsx", data)


def _sheet(rows: str) -> bytes:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    )
    return hostile_files.with_part(saved(book(INCOME)), SHEET, sheet.encode())


def test_a_sheet_that_claims_to_be_huge_is_what_it_is() -> None:
    reading = read_filing("a.xlsx", _sheet('<row r="1"><c r="A1" t="str"><v>Cash</v></c></row>'))
    assert reading.pages[0].text.endswith("Cash\n")


def test_far_cells_are_counted_with_the_blanks_before_them() -> None:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 200))
    with pytest.raises(FilingTooLarge, match="more than 2,000,000 cells"):
        read_filing("a.xlsx", _sheet(rows))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1"><v>abc</v></c></row>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        "<row><c></row>",
    ],
)
def test_damaged_sheets(rows: str) -> None:
    with pytest.raises(UnreadableFiling, match="damaged"):
        read_filing("a.xlsx", _sheet(rows))
