"""Facts as flat records, and values as text that no spreadsheet takes for anything else. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ingest.facts import describe
from ingest.stores import StoredFact

Value: TypeAlias = str | Decimal | date | bool | int | float | Sequence[str] | None

FACT_FIELDS = (
    "filing",
    "filing_id",
    "statement",
    "labels",  # section path and row label
    "label",
    "column_labels",
    "concept",
    "period",  # in words: FY2023
    "period_start",
    "period_end",
    "value",  # base units
    "unit",
    "text",  # the cell as printed
    "scale",
    "quantum",
    "entity",
    "is_total",
    "confidence",
    "page",
    "row",
    "column",
    "bbox",
    "table_id",
    "fact_id",
)
# What XML and Parquet cannot hold, or what a terminal or spreadsheet would act on.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# OWASP, CSV injection: what makes a spreadsheet compute, their full-width forms with them.
_STARTS_FORMULA = tuple("=+-@\t\r＝＋－＠")
_NUMBER = re.compile(
    r"[-+]?\s*(?:[A-Z]{0,3}[$€£¥]|RMB)?\s*\d[\d,. ]*\s*%?|[-–—]+|-?\(\d[\d,.]*\)%?"
)


def exact(value: Decimal) -> str:
    """A decimal in plain digits, every one of them: -12000, not -1.20E+4."""
    return format(value, "f")


def printable(text: str) -> str:
    """Text whose control characters, but tab and line break, are shown as U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text)


def guarded(text: str) -> str:
    """Text for a CSV cell: an apostrophe before what a spreadsheet would compute.

    Numbers with a sign and dashes, which mean nil, stay as they are.
    """
    clean = printable(text)
    begun = clean.lstrip(" \n\u00a0")
    if begun.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(begun.strip()):
        return f"'{clean}"
    return clean


def fact_record(stored: StoredFact, filing: str) -> dict[str, Value]:
    """A fact as one flat record, by `FACT_FIELDS`; `filing` is its file's name."""
    fact, period = stored.fact, stored.fact.period
    return {
        "filing": filing,
        "filing_id": fact.filing_id,
        "statement": stored.statement.value,
        "labels": fact.labels,
        "label": fact.label,
        "column_labels": fact.column_labels,
        "concept": fact.concept,
        "period": None if period is None else describe(period),
        "period_start": None if period is None else period.start,
        "period_end": None if period is None else period.end,
        "value": fact.value,
        "unit": fact.unit,
        "text": fact.text,
        "scale": fact.scale,
        "quantum": fact.quantum,
        "entity": fact.entity,
        "is_total": fact.is_total,
        "confidence": fact.confidence,
        "page": fact.page,
        "row": fact.row,
        "column": fact.column,
        "bbox": None if stored.box is None else " ".join(f"{side:g}" for side in stored.box),
        "table_id": fact.table_id,
        "fact_id": fact.fact_id,
    }


def as_text(name: str, value: Value) -> str:
    """A value of a flat record as text: paths joined by " > ", column labels by " | "."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    return (" > " if name == "labels" else " | ").join(value)
