"""One table of random facts set in every format that is read."""

from __future__ import annotations

import csv
import html
import io
import random
from decimal import Decimal
from typing import Any

import docx
import openpyxl
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from random_tables import COMPANY, PROSE, FactTable, PrintedCell


def to_text(table: FactTable, rng: random.Random) -> bytes:
    """Lines with tabs between cells, headings without any; a blank line above the table or none."""
    rows = ["\t".join(row) for row in table.lines()]
    gap = rng.choice(("", "\n"))
    lead = f"{COMPANY}\n\n{PROSE}\n\n{table.caption}\n{table.note}\n{gap}"
    return (lead + "\n".join(rows) + f"\n\n{PROSE}\n").encode()


def to_csv(table: FactTable, rng: random.Random) -> bytes:
    """Separated values below their titles, quoted where they must be."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=rng.choice(",;\t|"))
    writer.writerows([[COMPANY], [table.caption], [table.note]])
    if rng.random() < 0.5:
        writer.writerow([])
    writer.writerows(table.lines())
    return out.getvalue().encode()


def to_html(table: FactTable, rng: random.Random) -> bytes:
    """A page with signs in cells of their own, spacers, and heads over several cells."""
    parts = rng.choice((False, True))  # signs apart from their numbers
    spacer = rng.choice((0, 1))
    dollars = "US" in table.note and rng.random() < 0.5
    width = (3 if parts else 1) + spacer

    def head(text: str, columns: int = 1) -> str:
        return f'<td colspan="{columns * width}">{html.escape(text)}</td>'

    def cell(text: str, is_money: bool) -> str:
        opening, body, closing = "", text, ""
        if dollars and is_money and text[:1].isdigit():
            opening = "$"
        if parts:
            body, closing = _split_end(text)
            cells = [opening, body, closing]
        else:
            cells = [f"{opening}{body}"]
        return "".join(f"<td>{html.escape(part)}</td>" for part in (*cells, *[""] * spacer))

    lines = []
    if table.has_common_head:
        lines.append("<td></td>" + head(table.heads[0].common, len(table.heads)))
    lines.append("<td></td>" + "".join(head(column.own) for column in table.heads))
    for row in table.rows:
        label = f"<td>{html.escape(row.label)}</td>"
        is_money = row.scale > 1
        cells = [cell(c.text, is_money) for c in row.cells] or ["<td></td>" * width] * len(
            table.heads
        )
        lines.append(label + "".join(cells))
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f"<html><body><p><b>{COMPANY}</b></p><p>{PROSE}</p><p><b>{table.caption}</b></p>"
        f"<p>{html.escape(table.note)}</p><table>{body}</table><p>{PROSE}</p></body></html>"
    ).encode()


def _split_end(text: str) -> tuple[str, str]:
    for end in ("%)", ")", "%"):
        if text.endswith(end):
            return text.removesuffix(end), end
    return text, ""


def to_pdf(table: FactTable, rng: random.Random) -> bytes:
    """A page with labels flush left and numerals flush right, as a printer sets them."""
    out = io.BytesIO()
    width, height = landscape(A4)
    canvas = Canvas(out, pagesize=(width, height), invariant=True)
    y = height - 50
    for text in (COMPANY, PROSE, table.caption, table.note):
        canvas.setFont("Helvetica-Bold" if text in (COMPANY, table.caption) else "Helvetica", 9)
        canvas.drawString(50, y, text)
        y -= 20
    step = rng.choice((100, 115, 130))
    rights = [280 + step * (index + 1) for index in range(len(table.heads))]
    canvas.setFont("Helvetica-Bold", 9)
    if table.has_common_head:
        middle = (rights[0] - 60 + rights[-1]) / 2 if len(rights) > 1 else rights[0] - 30
        canvas.drawCentredString(middle, y, table.heads[0].common)
        y -= 14
    wrapped = [_wrap(head.own, step - 12) for head in table.heads]
    deepest = max(map(len, wrapped))
    for lines, right in zip(wrapped, rights, strict=True):
        for index, line in enumerate(lines, deepest - len(lines)):
            canvas.drawRightString(right, y - 11 * index, line)
    y -= 11 * (deepest - 1) + 18
    canvas.setFont("Helvetica", 9)
    for row in table.rows:
        canvas.drawString(50 if not row.path or len(row.path) == 1 else 60, y, row.label)
        for cell, right in zip(row.cells, rights, strict=False):
            hang = 3 if cell.text.endswith(")") else 0  # the digits align, not the parentheses
            canvas.drawRightString(right + hang, y, cell.text)
        y -= 14
    canvas.drawString(50, y - 20, PROSE)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _wrap(text: str, width: float) -> list[str]:
    """A header's lines, none wider than its column where words allow it."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and stringWidth(longer, "Helvetica-Bold", 9) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def to_xlsx(table: FactTable, rng: random.Random) -> bytes:
    """A sheet of numbers with formats, below their titles."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for text in (COMPANY, table.caption, table.note):
        sheet.append([text])
    if rng.random() < 0.5:
        sheet.append([])
    spaced = rng.random() < 0.3  # a blank column between label and values
    gap: list[Any] = [None] if spaced else []
    if table.has_common_head:
        sheet.append([None, *gap, table.heads[0].common])
        if len(table.heads) > 1:
            first = 2 + len(gap)
            row = sheet.max_row
            sheet.merge_cells(None, row, first, row, first + len(table.heads) - 1)
    sheet.append([None, *gap, *(_head_value(head.own) for head in table.heads)])
    for line in table.rows:
        sheet.append([line.label, *gap, *(_number(cell) for cell in line.cells)])
        for index, cell in enumerate(line.cells):
            sheet.cell(sheet.max_row, 2 + len(gap) + index).number_format = _format(cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head_value(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def _number(cell: PrintedCell) -> Decimal | None:
    if cell.number is None:
        return None
    return cell.number / 100 if cell.is_percent else cell.number


def _format(cell: PrintedCell) -> str:
    digits = "#,##0" + ("." + "0" * cell.places if cell.places else "")
    digits += "%" if cell.is_percent else ""
    negative = f"-{digits}" if "-" in cell.text else f"\\({digits}\\)"
    return f'{digits}_);{negative};"–"_)'


def to_docx(table: FactTable, rng: random.Random) -> bytes:
    """A document with a table, its common head merged over the columns."""
    document = docx.Document()
    document.add_heading(COMPANY, 1)
    document.add_paragraph(PROSE)
    document.add_heading(table.caption, 2)
    document.add_paragraph(table.note)
    lines = table.lines()
    made = document.add_table(len(lines), len(table.heads) + 1)
    for row, line in zip(made.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=False):
            cell.text = text
    if table.has_common_head and len(table.heads) > 1 and rng.random() < 0.8:
        made.cell(0, 1).merge(made.cell(0, len(table.heads)))
    document.add_paragraph(PROSE)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


FORMATS = {
    "txt": to_text,
    "html": to_html,
    "csv": to_csv,
    "xlsx": to_xlsx,
    "docx": to_docx,
    "pdf": to_pdf,
}
