"""The data book: key figures and segments of three years as a workbook, from the same accounts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from samples.accounts import Accounts, percent
from samples.company import FY2022, FY2023, FY2024, HEADCOUNT, NAME
from samples.statements import THOUSAND

_YEARS: tuple[tuple[str, Accounts], ...] = (("2024", FY2024), ("2023", FY2023), ("2022", FY2022))
_LINES = (
    ("Industrial sensors", "sensors"),
    ("Process instruments", "instruments"),
    ("Software and services", "software"),
)
_AMOUNT = '#,##0_);(#,##0);"–"_)'
_SHARE = "0.0%_);(0.0%)"
_MADE = "2025-03-28T09:00:00Z"
_DATES = re.compile(rb"(?<=W3CDTF\">)[^<]+")


def data_book() -> bytes:
    """The workbook; the same bytes each time."""
    book = Workbook()
    first = book.active
    if not isinstance(first, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    _key_figures(first)
    _segments(book.create_sheet("Segments"))
    book.properties.creator = NAME
    book.properties.title = f"{NAME}: data book 2024"
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue())


def _key_figures(sheet: Worksheet) -> None:
    sheet.title = "Key figures"
    drivers = [accounts.drivers for _, accounts in _YEARS]
    _lead(sheet, "Key figures", THOUSAND)
    for label, name in (
        ("Gross profit", "gross_profit"),
        ("Operating profit", "operating_result"),
        ("Profit for the year", "result"),
        ("Adjusted net profit (non-IFRS measure)", "adjusted"),
    ):
        if name == "gross_profit":
            _line(sheet, "Revenue", [d.revenue.total for d in drivers], _AMOUNT)
        _line(sheet, label, [getattr(d, name) for d in drivers], _AMOUNT)
    margins = [float(percent(d.gross_profit, d.revenue.total)) / 100 for d in drivers]
    _line(sheet, "Gross profit margin", margins, _SHARE)
    people = [sum(HEADCOUNT[year]) for year, _ in _YEARS]
    _line(sheet, "Employees at year end (persons)", people, "#,##0")


def _segments(sheet: Worksheet) -> None:
    _lead(sheet, "Segment revenue and gross profit", THOUSAND)
    drivers = [accounts.drivers for _, accounts in _YEARS]
    for title, parts in (
        ("Segment revenue", [d.revenue for d in drivers]),
        ("Segment gross profit", [d.revenue.minus(d.cost) for d in drivers]),
    ):
        sheet.append([title])
        for label, name in _LINES:
            _line(sheet, label, [getattr(part, name) for part in parts], _AMOUNT)
        _line(sheet, f"Total {title.lower()}", [part.total for part in parts], _AMOUNT)
        sheet.append([])


def _lead(sheet: Worksheet, title: str, unit: str) -> None:
    for text in (NAME, title, unit):
        sheet.append([text])
    sheet.append([])
    sheet.append(["Year ended 31 December", *(int(year) for year, _ in _YEARS)])
    sheet.column_dimensions["A"].width = 42


def _line(sheet: Worksheet, label: str, values: Sequence[float], number_format: str) -> None:
    sheet.append([label, *values])
    for column in range(2, 2 + len(values)):
        sheet.cell(sheet.max_row, column).number_format = number_format


def _settled(data: bytes) -> bytes:
    """The archive with fixed dates and without compression, whose bytes differ by version."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _DATES.sub(_MADE.encode(), part)
            archive.writestr(zipfile.ZipInfo(name, (2025, 3, 28, 9, 0, 0)), part)
    return out.getvalue()
