"""Sheets of an .xlsx workbook, written row by row, where nothing is taken for a formula.

Numbers are numbers as far as a spreadsheet holds them (15 digits) and else text; dates are dates;
everything that a filing or a text says is text, whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from service.exporting.values import Value, as_text, exact, printable

MOST_CHARACTERS = 32_767  # of a cell
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_DIGITS = 15  # what a spreadsheet's number, a double, holds for certain
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")
)
_WIDTHS = {
    "filing": 28, "labels": 48, "label": 32, "column_labels": 24, "concept": 24, "period": 14,
    "period_start": 12, "period_end": 12, "value": 20, "text": 14, "entity": 28, "statement": 18,
    "table_id": 24, "fact_id": 28, "message": 80, "caption": 60,
    "place": 40, "claim": 70, "as written": 18, "verdict": 14, "reason": 60, "filing value": 22,
    "expected": 22, "SHA-256": 66, "table": 24, "row": 36, "column": 30, "formula": 48,
    "sign-off": 26, "": 70,
}  # fmt: skip


def plain(name: str, value: Value) -> Value:
    """A value of a flat record as a cell holds it; `name` tells how a path is joined."""
    if isinstance(value, Decimal):
        return as_number(value)
    if isinstance(value, date) and value.year < 1900:  # before a spreadsheet's first day
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int | float | date):
        return value
    return as_text(name, value)


def as_number(value: Decimal) -> Value:
    """A decimal, as its digits where a double would not hold them all."""
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return value if len(digits) <= MOST_DIGITS and abs(value.adjusted()) < 300 else exact(value)


class Cut:
    """What a spreadsheet could not hold; told on the sheet About."""

    def __init__(self) -> None:
        self.cells = self.columns = 0

    def notes(self) -> Iterable[str]:
        """A sentence for each kind of cut."""
        if self.cells:
            yield f"{self.cells} cells of more than {MOST_CHARACTERS:,} characters are cut: …"
        if self.columns:
            yield f"{self.columns} rows of more than {MOST_COLUMNS:,} cells are cut."


class Sheet:
    """A sheet with a header; what does not fit goes to a further one of the same name."""

    def __init__(self, book: Any, title: str, fields: Sequence[str], cut: Cut) -> None:
        self._book, self._title, self._fields, self._cut = book, title, fields, cut
        self._number = 0
        self._begin()

    def add(self, row: Sequence[Value], *, is_bold: bool = False) -> None:
        """Writes the next row."""
        if self._rows == MOST_ROWS:
            self.finish()
            self._begin()
        if len(row) > MOST_COLUMNS:
            self._cut.columns += 1
            row = row[:MOST_COLUMNS]
        self._sheet.append([self._cell(value, is_bold) for value in row])
        self._rows += 1

    def finish(self) -> None:
        """The filter arrows, once it is known how far they reach."""
        from openpyxl.utils import get_column_letter

        last = get_column_letter(len(self._fields))
        self._sheet.auto_filter.ref = f"A1:{last}{self._rows}"

    def _begin(self) -> None:
        from openpyxl.utils import get_column_letter

        self._number += 1
        title = self._title if self._number == 1 else f"{self._title} {self._number}"
        self._sheet: Any = self._book.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        for n, name in enumerate(self._fields, 1):
            if name in _WIDTHS:
                self._sheet.column_dimensions[get_column_letter(n)].width = _WIDTHS[name]
        self._rows = 0
        self.add(self._fields, is_bold=True)

    def _cell(self, value: Value, is_bold: bool) -> Any:
        if isinstance(value, str):
            text = self._fitted(value)
            if not is_bold and not text.startswith("=") and text not in _ERRORS:
                return text
            return self._styled(text, is_bold)
        if isinstance(value, Decimal):
            cell = self._styled(value, is_bold)
            cell.number_format = "#,##0" if value == value.to_integral_value() else "General"
            return cell
        return value

    def _styled(self, value: str | Decimal, is_bold: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font

        cell: Any = WriteOnlyCell(self._sheet)  # its stubs know no Decimal and no quotePrefix
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # not the formula or the error that it looks like
            cell.quotePrefix = value.startswith("=")  # nor when somebody edits it
        if is_bold:
            cell.font = Font(bold=True)
        return cell

    def _fitted(self, text: str) -> str:
        clean = _ESCAPE.sub("_x005F_", printable(text))  # else Excel reads _x0041_ as A
        if len(clean) <= MOST_CHARACTERS:
            return clean
        self._cut.cells += 1
        return clean[: MOST_CHARACTERS - 1] + "…"
