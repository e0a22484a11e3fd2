"""The period of a cell: its column's, else its row's, else its table's. Pure.

The filing's own period is the last resort, and only for a column that nothing resembles: of two
columns alike, one is another year's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from ingest.facts.calendar import YearEnd, fiscal_part, last_day
from ingest.facts.periods import has_year_rest, parse_periods, parse_shape, single_period
from ingest.tables.columns import LONGEST_PERIOD, is_comparison
from ingest.types import Column, Identity, Period, Statement, Table

_LONGEST_MOVE = 372  # days between an opening and a closing balance: a year of 53 weeks
_NEAR = 100  # days: what a report says of events after its period
SURE, BORROWED_PERIOD, NO_PERIOD = Decimal(1), Decimal("0.85"), Decimal("0.75")
_OPENING = re.compile(r"\b(?:at|,)?\s*(?:the\s+)?beginning\b|\bopening\b|期初|年初", re.IGNORECASE)
_CLOSING = re.compile(r"\b(?:at\s+)?(?:the\s+)?end\s+of\b|\bclosing\b|期末|年末", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_SHORT_DATE = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/\d{2}(?:\d\d)?(?!\d)")
_QUARTER = re.compile(r"\W*(?:the\s+)?(first|second|third|fourth)\s+quarter\b.{0,6}", re.IGNORECASE)
_QUARTERS = ("first", "second", "third", "fourth")
_YEAR_ALONE = re.compile(
    r"\W*(?:(?:for|in|during)\s+)?(?:the\s+)?(?:(?:fiscal|financial|calendar)?\s*(?:years?|FY|CY)?\s*)(?:19|20)\d\d\W*(?:\([^()]*\)\W*)?"
    r"|.{0,12}年.{0,4}",
    re.IGNORECASE,
)
_ENDED = re.compile(r"\b(?:year|months|weeks)\W{1,3}(?:ended|ending|to)\b|年度|止", re.IGNORECASE)
_OPEN_ENDED = re.compile(
    r"\b(?:thereafter|beyond|and\s+later|after)\b|以後|以后|之後|之后", re.IGNORECASE
)
_BALANCE_ON = re.compile(
    r"\b(?:balances?|cash\s+equivalents|(?:book|carrying)\s+(?:values?|amounts?)|outstanding|unvested|nonvested|vested|exercisable)\b.{0,24}\b(?:at|as\s+of|on)\b"
    r"|\bbalances?\W{1,3}(?=[A-Z]|\d)|^(?:as\s+)?at\s",
    re.IGNORECASE,
)
_BALANCE_AT = re.compile(  # an opening or closing balance in any table of movements
    r"^(?:(?:as\s+)?at\s+(?:the\s+)?(?:beginning|end)\s+of|opening\b|closing\b)"
    r"|\b(?:balances?|amounts?|values?|equivalents)\s+(?:as\s+)?(?:at|,)?\s*(?:the\s+)?(?:beginning|end)\s+of",
    re.IGNORECASE,
)
_BALANCE = re.compile(
    r"^(?:total\s+(?:assets|liabilities|equity|borrowings|debt)|net\s+(?:assets|current\s+assets)"
    r"|(?:non-)?current\s+(?:assets|liabilities)|cash\s+and\s+cash\s+equivalents$"
    r"|net\s+(?:book|carrying)\s+(?:amount|value)s?$)|^[资資][产產][总總]",
    re.IGNORECASE,
)
_BALANCES = re.compile(
    r"\bassets\b.{0,12}\bliabilities\b|financial\s+position|balance\s+sheet", re.IGNORECASE
)


class Dated(NamedTuple):
    """A period and how sure it is."""

    period: Period | None
    sure: Decimal


def row_periods(
    table: Table, labels: Sequence[tuple[int, str]], identity: Identity
) -> dict[int, Period]:
    """The periods that rows name where no column does, as in a statement of changes in equity.

    Between an opening balance and the next balance stand the movements of the stretch between
    them: "At 1 January 2023", "Profit for the year", "At 31 December 2023".

    Args:
        table: The table; one with dated columns has no need of its rows.
        labels: (row, label) of each body row, in order.
        identity: For its fiscal year.
    """
    if any(column.period for column in table.columns):
        return {}
    own = [(row, label_period(label, identity.fiscal_year_end)) for row, label in labels]
    dated = {row: p for row, p in own if p is not None and not _is_ahead(p, identity)}
    instants = [(row, period) for row, period in dated.items() if period.is_instant]
    for (first, opening), (last, closing) in zip(instants, instants[1:], strict=False):
        start = opening.end if _starts_month(opening) else opening.end + timedelta(days=1)
        if start < closing.end:
            for row, _ in labels:
                if first < row < last:
                    dated.setdefault(row, Period(start, closing.end))
    if instants and table.statement is Statement.EQUITY and identity.period is not None:
        first, opening = instants[-1]  # its closing balance was lost, or is on the next page
        start = opening.end if _starts_month(opening) else opening.end + timedelta(days=1)
        for back in range(3):
            if (stretch := identity.period.shifted(-back)).start == start:
                for row, _ in labels:
                    if first < row:
                        dated.setdefault(row, stretch)
    return _above_sections(table, labels, identity.fiscal_year_end) | dated


def _above_sections(
    table: Table, labels: Sequence[tuple[int, str]], year_end: YearEnd
) -> dict[int, Period]:
    """The corner's period, for the rows above the first section that names one of its own.

    A table over two years prints the first in its corner and the second half-way down.
    """
    heads = table.header_rows
    corner = " ".join(c.text for c in table.grid.cells if c.row < heads and c.column == 0)
    period = single_period(corner, year_end)
    filled = {c.row for c in table.grid.cells if c.column > 0 and c.text.strip()}
    starts = [
        c.row
        for c in table.grid.cells
        if c.column == 0 and heads <= c.row and c.row not in filled
        if len(c.text) < LONGEST_PERIOD and parse_periods(c.text, year_end)
    ]
    if period is None or not starts or any(_names_other_time(text, year_end) for _, text in labels):
        return {}
    return {row: period for row, _ in labels if row < min(starts)}


def label_period(label: str, year_end: YearEnd) -> Period | None:
    """The one period that a row's label is about.

    A date dates its row; a year does where the label says no more. "Notes due 2027" names a
    thing by its year, and "2028 and thereafter" is no one year.
    """
    period = single_period(label, year_end)
    is_dated_thing = _SHORT_DATE.search(label) and re.search(r"[A-Za-z]{3}", label)
    if period is None or _is_open_ended(label) or is_dated_thing:
        return None
    is_named = _YEAR_ALONE.fullmatch(label) is None and period.months == 12
    return None if is_named and not _ENDED.search(label) else period


def _is_open_ended(label: str) -> bool:
    return _OPEN_ENDED.search(label) is not None


def _names_other_time(label: str, year_end: YearEnd) -> bool:
    """A label with a time of its own that could not be told: no other may take its place."""
    if _SHORT_DATE.search(label):
        return True
    return any(not _YEAR.fullmatch(span.of(label)) for span, _ in parse_periods(label, year_end))


def _is_ahead(period: Period, identity: Identity) -> bool:
    """A day after the filing's own period: when a debt falls due, not when it was owed."""
    own = identity.period
    return period.is_instant and own is not None and period.end > own.end + timedelta(days=_NEAR)


def _starts_month(period: Period) -> bool:
    return period.end.day == 1 and period.end != last_day(period.end.year, period.end.month)


def date_cell(
    table: Table, column: Column, path: tuple[str, ...], of_row: Period | None, identity: Identity
) -> Dated:
    """The period of the cell where row (its section path and label) and column meet.

    Args:
        table: The table.
        column: Its column.
        path: The row's section path and label.
        of_row: What `row_periods` says of the row.
        identity: The filing's own period and fiscal year.
    """
    if column.period is not None:
        return Dated(_in_flow(table.statement, path, column.period), SURE)
    dated = _date_undated(table, column, path, of_row, identity)
    return dated._replace(period=_at_its_end(column.header, dated.period))


def _date_undated(
    table: Table, column: Column, path: tuple[str, ...], of_row: Period | None, identity: Identity
) -> Dated:
    """The same of a cell whose column shows no period."""
    if (stretch := _between_balances(column, table.columns)) is not None:
        return Dated(stretch, BORROWED_PERIOD)
    if is_comparison(column.header) or any(other.period for other in table.columns):
        return Dated(None, NO_PERIOD)  # a change, a total, or a column whose header was lost
    if not _tells_apart(column, table.columns):
        return Dated(None, NO_PERIOD)
    if of_row is not None:
        return Dated(_in_flow(table.statement, path, of_row), SURE)
    year_end = identity.fiscal_year_end
    for part in reversed(path[:-1]):
        if (period := label_period(part, year_end)) is not None:
            period = _of_section(part, period, table, identity)
            return Dated(_in_flow(table.statement, path, period), SURE)
    if (period := single_period(table.caption, year_end)) is not None:
        return Dated(period, BORROWED_PERIOD)
    labels = (*path[-1:], *_row_labels(table))
    if _is_open_ended(labels[0]) or any(_names_other_time(text, year_end) for text in labels):
        return Dated(None, NO_PERIOD)
    if table.lead_periods:  # of several, nothing says which
        of_lead = table.lead_periods[0] if len(table.lead_periods) == 1 else None
        return Dated(of_lead, NO_PERIOD if of_lead is None else BORROWED_PERIOD)
    if _dates_its_rows(table, identity):
        return Dated(None, NO_PERIOD)  # a movement before the first or after the last balance
    return Dated(identity.period, NO_PERIOD)


def _of_section(heading: str, period: Period, table: Table, identity: Identity) -> Period:
    """A year over some rows is the one of that year that the table's lead names, or the filing's.

    "Results for the three months ended March 31, 2024 and 2023" has sections 2024 and 2023.
    """
    if _YEAR_ALONE.fullmatch(heading) is None:
        return period
    led = [p for p in table.lead_periods if p.end.year == period.end.year]
    if len(led) == 1:
        return led[0]
    own = identity.period
    if own is None or own.start is None or own.months >= 11:
        return period
    back = own.end.year - period.end.year
    return own.shifted(-back) if 0 <= back <= 1 else period


def _dates_its_rows(table: Table, identity: Identity) -> bool:
    return any(single_period(text, identity.fiscal_year_end) for text in _row_labels(table))


def _between_balances(column: Column, columns: Sequence[Column]) -> Period | None:
    """The stretch that a column of movements is of: between those of the opening and the closing.

    "At 1 January 2025 | Opened | Closed | At 30 June 2025". A share, a change or a column whose
    like stands elsewhere too is beside a balance, not between two.
    """
    if column.is_note_reference or column.unit == "percent" or "%" in column.header:
        return None
    if not column.labels or is_comparison(column.header) or not _tells_apart(column, columns):
        return None
    before = [c.period for c in columns if c.index < column.index and c.period is not None]
    after = [c.period for c in columns if c.index > column.index and c.period is not None]
    if not before or not after or not (before[-1].is_instant and after[0].is_instant):
        return None
    opening, closing = before[-1], after[0]
    start = opening.end if _starts_month(opening) else opening.end + timedelta(days=1)
    is_stretch = timedelta(0) < closing.end - start <= timedelta(days=_LONGEST_MOVE)
    return Period(start, closing.end) if is_stretch else None


def _row_labels(table: Table) -> list[str]:
    return [c.text for c in table.grid.cells if c.column == 0 and c.row >= table.header_rows]


def _tells_apart(column: Column, columns: Sequence[Column]) -> bool:
    """Columns of one period differ in what they show; alike ones differ in an unknown period."""
    if _is_undated_period(column):
        return False
    mine = (column.labels, column.unit)
    return sum((c.labels, c.unit) == mine for c in columns if not c.is_note_reference) == 1


def _is_undated_period(column: Column) -> bool:
    """A header that speaks of a period whose year was lost: "As at 30 June 20:24"."""
    return parse_shape(column.header) is not None or has_year_rest(column.header)


def _balance_date(label: str, within: Period) -> Period | None:
    """The day of a balance that stands in a column of movements: "Balance at March 31, 2024"."""
    if within.start is None or _BALANCE_ON.search(label) is None:
        return None
    first = within.start - timedelta(days=1)
    named = {period for _, period in parse_periods(label)}
    if not named and (shape := parse_shape(label)) and shape.months is None and shape.day:
        named = {shape.in_year(year) for year in {within.start.year, within.end.year}}
    days = {p for p in named if p.is_instant and first <= p.end <= within.end}
    return days.pop() if len(days) == 1 else None


def _quarter(year: Period, number: int) -> Period:
    """The quarter of a year of whole months that the row of a quarterly table is about."""
    part = fiscal_part(year.end.year, (year.end.month, year.end.day), 3 * number - 2, 3)
    return part if number < 4 else Period(part.start, year.end)


def _at_its_end(header: str, period: Period | None) -> Period | None:
    """The day of a column of balances beside one of movements: "Balance at end of year"."""
    if period is None or period.start is None or not _BALANCE_AT.search(header):
        return period
    is_opening = _OPENING.search(header) is not None
    return Period(None, period.start - timedelta(days=1) if is_opening else period.end)


def _in_flow(statement: Statement, path: tuple[str, ...], period: Period) -> Period:
    """Among flows, opening and closing balances are instants."""
    label = path[-1] if path else ""
    if period.start is None:
        return period
    if (balance := _balance_date(label, period)) is not None:
        return balance
    if period.months == 12 and (match := _QUARTER.fullmatch(label)):
        return _quarter(period, _QUARTERS.index(match.group(1).lower()) + 1)
    is_mixed = statement in (Statement.SUMMARY, Statement.OTHER)
    if statement in (Statement.CASH_FLOWS, Statement.EQUITY) or (
        is_mixed and _BALANCE_AT.search(label)
    ):
        if _OPENING.search(label):
            return Period(None, period.start - timedelta(days=1))
        if _CLOSING.search(label):
            return Period(None, period.end)
    if is_mixed and (_BALANCE.search(label) or any(map(_BALANCES.search, path[:-1]))):
        return Period(None, period.end)
    return period
