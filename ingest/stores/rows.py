"""Domain values as rows of the database, for bulk inserts; facts back again, by the thousand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from ingest.stores.codec import table_to_json, tie_to_json
from ingest.stores.database import FactRow
from ingest.types import Fact, Parsed, Passage, Period, Tie

FACT_COLUMNS = (
    FactRow.fact_id,
    FactRow.filing_id,
    FactRow.table_id,
    FactRow.row,
    FactRow.column,
    FactRow.page,
    FactRow.labels,
    FactRow.column_labels,
    FactRow.text,
    FactRow.value,
    FactRow.quantum,
    FactRow.unit,
    FactRow.scale,
    FactRow.period_start,
    FactRow.period_end,
    FactRow.entity,
    FactRow.confidence,
    FactRow.concept,
    FactRow.is_total,
)


def fact_of(row: Row[Any]) -> Fact:
    """A fact of a row that holds `FACT_COLUMNS`, by name."""
    values = row._mapping
    start, end = values["period_start"], values["period_end"]
    return Fact(
        period=None if end is None else Period(start, end),
        **{name: values[name] for name in _PLAIN},
    )


_PLAIN = tuple(
    column.key for column in FACT_COLUMNS if column.key not in ("period_start", "period_end")
)


def page_rows(parsed: Parsed) -> list[dict[str, Any]]:
    """Pages."""
    return [
        {
            "filing_id": parsed.filing_id,
            "number": page.number,
            "text": page.text,
            "width": page.width,
            "height": page.height,
        }
        for page in parsed.reading.pages
    ]


def table_rows(parsed: Parsed) -> list[dict[str, Any]]:
    """Tables, in reading order."""
    return [
        {
            "table_id": table.table_id,
            "filing_id": parsed.filing_id,
            "position": position,
            "page": table.page,
            "statement": table.statement.value,
            "body": table_to_json(table),
        }
        for position, table in enumerate(parsed.tables)
    ]


def fact_rows(parsed: Parsed) -> list[dict[str, Any]]:
    """Facts, in reading order."""
    rows = []
    for position, fact in enumerate(parsed.facts):
        start, end = fact.period or (None, None)
        rows.append(
            {
                "fact_id": fact.fact_id,
                "filing_id": parsed.filing_id,
                "position": position,
                "table_id": fact.table_id,
                "row": fact.row,
                "column": fact.column,
                "page": fact.page,
                "labels": fact.labels,
                "column_labels": fact.column_labels,
                "text": fact.text,
                "value": fact.value,
                "magnitude": abs(float(fact.value)),
                "quantum": fact.quantum,
                "unit": fact.unit,
                "scale": fact.scale,
                "period_start": start,
                "period_end": end,
                "entity": fact.entity,
                "confidence": fact.confidence,
                "concept": fact.concept,
                "is_total": fact.is_total,
            }
        )
    return rows


def tie_rows(parsed: Parsed) -> list[dict[str, Any]]:
    """Ties, in reading order."""
    return [tie_row(tie, parsed.filing_id, position) for position, tie in enumerate(parsed.ties)]


def tie_row(tie: Tie, filing_id: str, position: int) -> dict[str, Any]:
    """One tie."""
    return {
        "filing_id": filing_id,
        "position": position,
        "table_id": tie.table_id,
        "kind": tie.kind.value,
        "holds": tie.holds,
        "body": tie_to_json(tie),
    }


def passage_rows(passages: Sequence[Passage]) -> list[dict[str, Any]]:
    """Passages, in reading order."""
    return [
        {
            "passage_id": passage.passage_id,
            "filing_id": passage.filing_id,
            "position": position,
            "page": passage.page,
            "start": passage.span.start,
            "end": passage.span.end,
            "text": passage.text,
            "kind": passage.kind.value,
            "headings": passage.headings,
            "context": passage.context,
            "embedding_text": passage.embedding_text,
            "table_id": passage.table_id,
        }
        for position, passage in enumerate(passages)
    ]
