"""Which figures speak of the time that is asked for, and how surely. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ingest.facts import ends_together, is_money
from ingest.stores.records import FilingRecord
from ingest.types import Period, Statement
from service.answering.figures.labels import Labels, Line
from service.answering.understanding.question import is_dated
from service.answering.understanding.wanted import Wanted
from service.terms import stem

MONTH = 0.95  # what remains of a close within the month that was asked for
FLOW = 0.6  # and of what came in or went out, where a balance is asked for


def lines_in_time(
    filing: Labels, wanted: Sequence[Period], record: FilingRecord, asked: Wanted
) -> Iterator[tuple[Line, float]]:
    """The lines that hold a word asked for and whose period can be meant, with how well it fits."""
    holding = frozenset[int]().union(*(filing.by_word.get(word, ()) for word in asked.words))
    months = _months_in(wanted, asked.text)
    for period, lines in filing.by_period.items():
        factor = _date_factor(period, wanted, record.identity.period, asked.is_instant)
        at_date = asked.is_instant or any(want.is_instant for want in wanted)
        over = at_date and period is not None and not period.is_instant
        inside = [month for month, day in months if _covers(period, day)]
        for at, line in lines if factor or inside else ():
            if at in holding and (factor or any(month in line.label for month in inside)):
                flow = over and bool(factor) and is_money(line.fact.unit)
                flow = flow and not _is_balance(line)
                yield line, (factor or 1.0) * (FLOW if flow else 1.0)


_STOCK = re.compile(
    r"\b(?:assets?|liabilit(?:y|ies)|receivables?|payables?|inventor(?:y|ies)|backlog|debt|loans?"
    r"|borrowings?|deposits?|equity|commitments?|balances?)\b",
    re.IGNORECASE,
)
_MOVEMENT = re.compile(
    r"\b(?:obtained|acqui\w+|additions?|paid|payments?|proceeds|purchas\w+|amorti[sz]\w+|gains?"
    r"|depreciation|expens\w*|costs?|incomes?|loss(?:es)?|chang\w+|increase\w*|decrease\w*"
    r"|impairment\w*|repa\w+|issu\w+|interest|provisions?|used|settle\w+|return|turnover"
    r"|disposals?|sales?|revenues?|flows?|activities|average|recogni[sz]ed|contributions?)\b",
    re.IGNORECASE,
)
_FLOWS = frozenset((Statement.INCOME, Statement.CASH_FLOWS, Statement.EQUITY))


def _is_balance(line: Line) -> bool:
    """Whether a line is of what is there at a date, though its column is headed by the year alone.

    Notes head "Finance lease assets" by 2021 and 2020, as they head what was paid in these years.
    """
    if line.statement in _FLOWS or _STOCK.search(line.fact.label) is None:
        return False
    return _MOVEMENT.search(" ".join((*line.fact.labels, *line.fact.column_labels))) is None


def _months_in(wanted: Sequence[Period], text: str) -> list[tuple[str, date]]:
    """The months asked for without a day: rows of a table may be called by them."""
    return [
        (stem(f"{want.end:%B}".lower()), want.end)
        for want in wanted
        if want.months <= 1 and _ends_month(want) and not re.search(rf"\b{want.end.day}\b", text)
    ]


def _covers(period: Period | None, day: date) -> bool:
    return period is not None and period.start is not None and period.start <= day <= period.end


def _ends_month(period: Period) -> bool:
    return (period.end + timedelta(days=1)).day == 1


def _date_factor(
    period: Period | None, wanted: Sequence[Period], own: Period | None, instant: bool
) -> float:
    """1 for the period asked for, less where the fact's own is not certain, 0 for another."""
    if not wanted:
        if period is None or own is None:
            return 0.85
        return 1.0 if ends_together(period, own) else 0.0
    if period is None:
        return 0.0
    factor = 1.0
    if not is_dated(period, wanted, instant=instant, own=own):
        in_month = [_closing_with(period, want) for want in wanted if _same_month(period, want)]
        if not in_month or not is_dated(period, in_month, instant=instant, own=own):
            return 0.0
        factor = MONTH
    at_date = instant or any(want.is_instant for want in wanted)
    if period.is_instant == at_date:
        return factor
    return factor * 0.9


def _same_month(period: Period, want: Period) -> bool:
    """A close in the month whose end is asked for: fiscal years end on a Friday, or a Saturday."""
    same = (period.end.year, period.end.month) == (want.end.year, want.end.month)
    return same and _ends_month(want)


def _closing_with(period: Period, want: Period) -> Period:
    return Period(want.start and want.start - (want.end - period.end), period.end)
