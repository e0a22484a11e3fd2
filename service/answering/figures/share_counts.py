"""How many shares there are, where only the caption of a balance sheet's line says so.

"Common stock, $0.01 par value; authorized 37,000,000 shares; issued 23,911,760 shares at December
31, 2023, and 23,655,716 shares at December 31, 2022": numbers, each of a date, or of the columns in
their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ingest.facts import parse_periods, read_unit
from ingest.types import Fact, Period, Statement, Table
from service.answering.drafts import Desk, Draft
from service.answering.understanding.question import is_dated
from service.answering.understanding.when import NEAR
from service.evidence import cite_fact
from service.types import Value

_ASKED = re.compile(r"\bhow\s+many\b.*\bshares\b|\bnumber\s+of\b.*\bshares\b", re.I | re.S)
_KINDS = {
    "treasury": re.compile(r"\btreasury\b", re.I),
    "authorised": re.compile(r"\bauthori[sz]ed\b", re.I),
    "issued": re.compile(r"\bissued\b", re.I),
    "outstanding": re.compile(r"\boutstanding\b", re.I),
}
_PREFERRED = re.compile(r"\bprefer(?:red|ence)\b", re.I)
_NOT_HELD = re.compile(
    r"\bweighted|\baverage\b|\brepurchas|\bbought\b|\bgrant|\boptions?\b|\bvest|\bper\s+share"
    r"|\bmeeting\b",
    re.I,
)
_NUMBER = re.compile(
    r"(?<![$\d.,])(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<word>\s+(?:million|billion|thousand))?"
    r"(?!\s*(?:%|par|per))",
    re.I,
)
_WORDS = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_PIECE = re.compile(r"\s*;\s*|,\s+(?=(?:authori[sz]ed|issued|outstanding|none)\b)", re.I)


@dataclass(frozen=True, slots=True)
class _Caption:
    """A row whose caption counts shares, as a fact of one column, and that column's place."""

    fact: Fact
    period: Period  # of the column
    place: int  # among the dated columns
    columns: int  # how many are dated


ONE_BY_ONE = 10**6  # so many are printed one by one, whatever the statement is in


def counted_in_caption(desk: Desk) -> Draft | None:
    """The number of shares of a kind at the date asked for; None where captions do not say."""
    text = desk.understood.text
    if not _ASKED.search(text) or _NOT_HELD.search(text):
        return None
    kind = next((name for name, words in _KINDS.items() if words.search(text)), None)
    if kind is None:
        return None
    found = {
        count: row.fact
        for row in _captions(desk, kind)
        if bool(_PREFERRED.search(row.fact.label)) == bool(_PREFERRED.search(text))
        and (count := _count(row, kind)) is not None
    }
    if len(found) != 1:
        return None
    ((count, fact),) = found.items()
    shown = f"{count:,f} shares"
    return Draft(
        text=f"{shown}: {fact.label} [1].",
        citations=(cite_fact(fact, desk.stores.library, 1),),
        value=Value(count, "shares", shown),
    )


def _captions(desk: Desk, kind: str) -> Iterator[_Caption]:
    """The rows of balance sheets whose caption speaks of that kind of shares, at the date."""
    for record in desk.records:
        if record.id not in set(desk.understood.filing_ids):
            continue
        own = record.identity.period
        wanted = desk.understood.periods or ((own,) if own else ())
        for table in desk.stores.library.tables(record.id):
            if table.statement is not Statement.BALANCE_SHEET:
                continue
            dated = [column for column in table.columns if column.period is not None]
            for column in dated:
                if column.period is None or not is_dated(
                    column.period, wanted, instant=True, own=own
                ):
                    continue
                for fact in _rows(table, column.index, column.period, kind):
                    yield _Caption(fact, column.period, dated.index(column), len(dated))


def _rows(table: Table, column: int, period: Period, kind: str) -> Iterator[Fact]:
    """The rows with such a caption, as facts of one column."""
    scale = read_unit(table.unit_note).scale or Decimal(1)
    for row in range(table.grid.row_count):
        cells = [c for c in table.grid.cells if c.row == row and c.text.strip()]
        label = cells[0].text if cells else ""
        if not _KINDS[kind].search(label) or not re.search(r"\d", label):
            continue
        yield Fact(
            fact_id="",
            filing_id=table.filing_id,
            table_id=table.table_id,
            row=row,
            column=column,
            page=table.page,
            labels=(" ".join(label.split()),),
            column_labels=(),
            text="",
            value=Decimal(0),
            quantum=Decimal(1),
            unit="shares",
            scale=scale,
            period=period,
            entity=None,
            confidence=1.0,
        )


def _count(row: _Caption, kind: str) -> Decimal | None:
    pieces = _PIECE.split(row.fact.label)
    telling = [piece for piece in pieces if _KINDS[kind].search(piece)]
    if kind == "treasury":
        telling = [p for p in pieces if re.search(r"\bshares\b|\bheld\b", p, re.I)]
    for piece in telling:
        numbers, periods = _numbers(piece)
        chosen = _chosen(numbers, periods, row) if numbers else None
        if chosen is not None:
            return _in_full(chosen, row.fact)
    return None


def _numbers(piece: str) -> tuple[list[re.Match[str]], list[Period]]:
    """The counts of a piece and the dates it names, which are no counts."""
    dates = parse_periods(piece)
    numbers = [
        match
        for match in _NUMBER.finditer(piece)
        if not any(span.start <= match.start() < span.end for span, _ in dates)
    ]
    return numbers, [period for _, period in dates]


def _chosen(
    numbers: list[re.Match[str]], periods: list[Period], row: _Caption
) -> re.Match[str] | None:
    """The number of the row's own date: by the dates named, else by its column's place."""
    if len(numbers) == len(periods):
        for number, period in zip(numbers, periods, strict=True):
            is_year = period.months >= 11 and period.end.year == row.period.end.year
            if is_year or abs((period.end - row.period.end).days) <= NEAR:
                return number
        return None
    if len(numbers) == 1:
        return numbers[0]
    return numbers[row.place] if len(numbers) == row.columns else None


def _in_full(number: re.Match[str], fact: Fact) -> Decimal:
    count = Decimal(number["digits"].replace(",", ""))
    if number["word"]:
        return count * _WORDS[number["word"].strip().lower()]
    return count if count >= ONE_BY_ONE else count * fact.scale
