"""What the canned API answers: invented filings, one statement, an answer with every tick."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFont

SCRIPT = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"

ROWS = [
    ("", "2023", "2022"),
    ("", "RMB'000", "RMB'000"),
    ("Revenue", "571,704", "498,310"),
    ("Cost of sales", "(402,118)", "(361,905)"),
    ("Gross profit", "169,586", "136,405"),
    ("Selling expenses", "(41,220)", "(38,774)"),
    ("Administrative expenses", "(52,031)", "(49,960)"),
    ("Profit before tax", "76,335", "47,671"),
    ("Income tax expense", "(15,267)", "(9,534)"),
    ("Profit for the year", "61,068", "38,137"),
]
PAGE_TEXT = (
    "Consolidated statement of profit or loss\nFor the year ended 31 December 2023\n\n"
    + "\n".join("\t".join(row) for row in ROWS)
    + "\n\nThe \U00020000 note above the line is part of these statements.\n"
)
NOTE_TEXT = (
    "Item 7. Liquidity\n\nThe Group had 1,204 employees at the year end. "
    f"Remarks {SCRIPT} are kept as they stand.\n"
) + "Filler sentence of the filing. " * 400
LEFT, TOP, STEP = 72, 150, 24  # points: where the rows of the drawn page stand
COLUMNS = (LEFT, 380, 500)


def filing_of(filing_id: str, name: str, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": filing_id, "name": name, "collection": "default", "sha256": "0" * 64,
        "state": "ready", "error": None, "pages": 3, "passages": 40, "embedded": 40,
        "tables": 1, "facts": 16, "company": None, "form": None, "period": None,
        "period_dates": None, "currency": "CNY", "language": "en", "is_answerable": True,
        "is_paged": True, "media_type": "application/pdf", "progress": None, "report": {},
    }  # fmt: skip
    return base | more


def filings_at_first() -> list[dict[str, Any]]:
    year = {"start": "2023-01-01", "end": "2023-12-31"}
    half = {"start": "2024-01-01", "end": "2024-06-30"}
    report = {
        "pages_without_text": [3], "tables": 1, "doubtful_tables": 0, "facts": 16,
        "cells_not_read": 2, "passages": 40, "characters": 4012, "characters_placed": 4012,
        "seconds": {"read": 0.21, "tables": 0.05},
        "warnings": [{"code": "no_text_page", "message": "A page without text.", "page": 3}],
    }  # fmt: skip
    return [
        filing_of("f1", "harbour_2023_annual.pdf", company="Harbour Precision Holdings Limited",
                form="Annual report", period="2023-01-01 to 2023-12-31", period_dates=year,
                report=report, pages=168, tables=143, facts=5120),
        filing_of("f2", f"note {SCRIPT}.html", company="Harbour Precision Holdings Limited",
                form="Interim results", period="2024-01-01 to 2024-06-30", period_dates=half,
                media_type="text/html", is_paged=False, pages=1, tables=38, facts=904),
        filing_of("f3", "northwind_10k_2023.pdf", company="Northwind Tooling, Inc.", form="10-K",
                period_dates=year, state="processing", embedded=12,
                progress={"stage": "embedding", "done": 12, "total": 40}),
        filing_of("f4", "scan.pdf", state="failed", is_answerable=False, pages=0, tables=0, facts=0,
                error="The file asks for a password. Hand it in again with the password.",
                error_code="encrypted_filing"),
    ]  # fmt: skip


def facts_at_first() -> list[tuple[str, str, str]]:
    """Filing, concept and period of the figures that can be asked for."""
    return [("f1", "GrossProfit", "2023-01-01..2023-12-31")]


def _cell(row: int, column: int) -> dict[str, Any]:
    top = TOP + STEP * row
    right = COLUMNS[column] + 8
    return {
        "table_id": "t1", "row": ROWS[row][0], "column": f"{ROWS[0][column]} | RMB'000",
        "text": ROWS[row][column], "row_index": row, "column_index": column,
        "bbox": [right - 78, top - 4, right, top + 16],
    }  # fmt: skip


def _cite(number: int, row: int, column: int) -> dict[str, Any]:
    quote = "\t".join(ROWS[row])
    start = PAGE_TEXT.index(quote)
    return {
        "id": number, "filing": "harbour_2023_annual.pdf", "filing_id": "f1", "page": 2,
        "section": "Financial statements > Consolidated statement of profit or loss",
        "quote": quote, "cell": _cell(row, column), "start": start, "end": start + len(quote),
    }  # fmt: skip


def _sentence() -> dict[str, Any]:
    quote = f"Remarks {SCRIPT} are kept as they stand."
    start = NOTE_TEXT.index(quote)
    return {
        "id": 3, "filing": f"note {SCRIPT}.html", "filing_id": "f2", "page": None,
        "section": "Item 7", "quote": quote, "cell": None,
        "start": start, "end": start + len(quote),
    }  # fmt: skip


def _check(answer: str, text: str, verdict: str, **more: Any) -> dict[str, Any]:
    start = answer.index(text)
    return {
        "text": text, "start": start, "end": start + len(text), "verdict": verdict, "how": None,
        "reason": "", "expected": None, "formula": None, "evidence": [],
    } | more  # fmt: skip


TEXT = (
    "\U00020000 Revenue was **RMB571,704 thousand** in 2023 [1], up 14.7% from "
    "RMB498,310 thousand [2].\n\n"
    "- Profit for the year was RMB60,168 thousand.\n"
    "- The group expects nine new plants. "
    f"The filing remarks {SCRIPT} [3]."
)


def canned_answer(question: str) -> dict[str, Any]:
    """The whole answer; a question with "weather" is one that the filings do not answer."""
    understood = {
        "text": question, "language": "en", "companies": ["Harbour Precision Holdings Limited"],
        "periods": [], "period_words": ["FY2023"], "measure": "revenue",
        "operation": "percent_change", "filing_ids": ["f1"],
    }  # fmt: skip
    shell = {
        "id": "a1", "question": question, "abstained": False, "value": None, "citations": [],
        "numbers": [], "plan": None, "follow_ups": [], "engine": "embedded",
        "timings_ms": {"total": 184.0}, "understood": understood, "notes": [], "dropped_marks": 0,
    }  # fmt: skip
    if "weather" in question:
        said = "The filings do not say anything about the weather."
        return shell | {"answer": said, "abstained": True, "citations": [_cite(1, 2, 1)]}
    if "in words" in question:
        said = "The note is part of these statements [1]."
        return shell | {"answer": said, "citations": [_cite(1, 2, 1) | {"cell": None}]}
    first, second = _cite(1, 2, 1), _cite(2, 2, 2)
    numbers = [
        _check(TEXT, "RMB571,704 thousand", "supported", how="exact", evidence=[first],
               reason="Revenue, 2023: 571,704 in RMB'000, as the statement prints it."),
        _check(TEXT, "14.7%", "supported", how="derived", evidence=[first, second],
               formula="(571,704 - 498,310) / 498,310 = 14.7%",
               reason="Recomputed from revenue of 2023 and 2022."),
        _check(TEXT, "RMB498,310 thousand", "supported", how="exact", evidence=[second],
               reason="Revenue, 2022: 498,310 in RMB'000."),
        _check(TEXT, "RMB60,168 thousand", "contradicted", expected="61,068 (RMB'000)",
               evidence=[_cite(4, 9, 1)], reason=f"The statement prints another figure. {SCRIPT}"),
        _check(TEXT, "nine", "unsupported", reason="The filings do not speak of new plants."),
    ]  # fmt: skip
    plan = {
        "operation": "formula", "formula": "(a - b) / b", "unit": "percent",
        "explanation": "(571,704 - 498,310) / 498,310 = 0.1473, that is 14.7%",
        "operands": [
            {"name": "a", "line_item": "Revenue", "company": "Harbour Precision",
             "period": "FY2023", "filing_id": "f1", "fact_id": "x"},
            {"name": "b", "line_item": "Revenue", "company": "Harbour Precision",
             "period": "FY2022", "filing_id": "f1", "fact_id": "y"},
        ],
    }  # fmt: skip
    return shell | {
        "answer": TEXT, "citations": [first, second, _sentence()], "numbers": numbers,
        "value": {"amount": 0.147, "unit": "percent", "display": "14.7%"}, "plan": plan,
        "follow_ups": ["What was the gross margin in 2023?"],
        "notes": ["One citation mark was not known and was taken out."],
    }  # fmt: skip


def page_image(boxes: list[list[float]], scale: float) -> bytes:
    image = Image.new("RGB", (int(595 * scale), int(842 * scale)), "white")
    draw = ImageDraw.Draw(image)

    def write(x: float, y: float, text: str, size: float, anchor: str = "la") -> None:
        font = ImageFont.load_default(size * scale)
        draw.text((x * scale, y * scale), text, "black", font=font, anchor=anchor)

    for box in boxes:
        draw.rectangle([side * scale for side in box], fill="#ffe680", outline="#14613b", width=3)
    write(LEFT, 80, "Consolidated statement of profit or loss", 16)
    write(LEFT, 106, "For the year ended 31 December 2023", 10)
    for at, (label, *values) in enumerate(ROWS):
        write(LEFT, TOP + STEP * at, label, 11)
        for x, value in zip(COLUMNS[1:], values, strict=True):
            write(x + 4, TOP + STEP * at, value, 11, "ra")
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
