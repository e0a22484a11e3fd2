"""Which facts: a filter's fields, and how they are told.

What an index can tell is asked of the database, a hair too widely; the rest is told here, in
`Decimal` and in whole words. So both databases give the same, and no comparison is one of floats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, Text, and_, or_, select, type_coerce

from ingest.facts import ends_together, is_same_period
from ingest.facts.calendar import SAME_DAY_SLACK
from ingest.stores.database import FactRow, TableRow
from ingest.types import Fact, Period, Statement

_WORD = re.compile(r"\w+(?:-\w+)*")
_CHINESE = re.compile("[\u3400-\u9fff]")
_SLACK = 1e-12  # of `magnitude`, which is a float


@dataclass(frozen=True, slots=True)
class PeriodScope:
    """A period asked for, as the fiscal years of some filings have it.

    A stretch of time takes in the balances at its end; a day, the balances of that day alone.
    """

    period: Period
    filing_ids: frozenset[str] | None = None  # None: of all
    is_exact: bool = False  # to the day; else give or take a 52/53-week calendar

    def holds(self, fact: Fact) -> bool:
        """Whether a fact is of this period."""
        if fact.period is None:
            return False
        if self.filing_ids is not None and fact.filing_id not in self.filing_ids:
            return False
        if self.is_exact:
            return fact.period in (self.period, Period(None, self.period.end))
        if is_same_period(fact.period, self.period):
            return True
        return fact.period.is_instant and ends_together(fact.period, self.period)


@dataclass(frozen=True, slots=True)
class FactFilter:
    """Which facts; every field narrows, and an empty one does not."""

    filing_ids: tuple[str, ...] | None = None  # None: of all filings; (): of none
    table_id: str | None = None
    pages: tuple[int, ...] = ()
    statements: tuple[Statement, ...] = ()
    concepts: tuple[str, ...] = ()
    label: str = ""  # words, each the start of one in the line item's path or the column's labels
    periods: tuple[PeriodScope, ...] | None = None  # any of them
    units: tuple[str | None, ...] = ()  # None: those whose unit is not stated
    low: Decimal | None = None  # base units, sign as printed, included
    high: Decimal | None = None
    min_confidence: float = 0.0
    is_total: bool | None = None


def words_of(label: str) -> list[str]:
    """The words of a label that is asked for, each once; a hyphen joins two."""
    return list(dict.fromkeys(_WORD.findall(label)))


def pattern_of(word: str) -> re.Pattern[str]:
    """The word at the start of a word; Chinese, which is written without gaps, anywhere."""
    start = "" if _CHINESE.match(word) else r"(?<![\w-])"
    return re.compile(start + re.escape(word), re.IGNORECASE)


def conditions(wanted: FactFilter, words: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """What the database is asked: every fact that passes meets it, and some that do not."""
    yield from _places(wanted)
    yield from _meanings(wanted)
    for word in words:
        if word.isascii():  # SQLite folds the case of ASCII alone
            yield or_(
                type_coerce(FactRow.labels, Text).icontains(word, autoescape=True),
                type_coerce(FactRow.column_labels, Text).icontains(word, autoescape=True),
            )


def _places(wanted: FactFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.filing_ids is not None:
        yield FactRow.filing_id.in_(wanted.filing_ids)
    if wanted.table_id is not None:
        yield FactRow.table_id == wanted.table_id
    if wanted.pages:
        yield FactRow.page.in_(wanted.pages)
    if wanted.statements:
        names = [statement.value for statement in wanted.statements]
        tables = select(TableRow.table_id).where(TableRow.statement.in_(names))
        if wanted.filing_ids is not None:
            tables = tables.where(TableRow.filing_id.in_(wanted.filing_ids))
        yield FactRow.table_id.in_(tables)


def _meanings(wanted: FactFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.concepts:
        yield FactRow.concept.in_(wanted.concepts)
    if wanted.periods is not None:
        yield or_(*map(_near, wanted.periods))
    if wanted.units:
        stated = [unit for unit in wanted.units if unit is not None]
        unstated = [FactRow.unit.is_(None)] if None in wanted.units else []
        yield or_(FactRow.unit.in_(stated), *unstated)
    yield from _sizes(wanted.low, wanted.high)
    if wanted.min_confidence > 0:
        yield FactRow.confidence >= wanted.min_confidence
    if wanted.is_total is not None:
        yield FactRow.is_total.is_(wanted.is_total)


def _near(scope: PeriodScope) -> ColumnElement[bool]:
    """Near enough in days for `PeriodScope.holds` to decide."""
    start, end = scope.period
    slack = timedelta(days=SAME_DAY_SLACK)
    ends = FactRow.period_end.between(end - slack, end + slack)
    starts: ColumnElement[bool] = FactRow.period_start.is_(None)
    if start is not None:
        starts = or_(starts, FactRow.period_start.between(start - 3 * slack, start + 3 * slack))
    if scope.filing_ids is None:
        return and_(ends, starts)
    return and_(ends, starts, FactRow.filing_id.in_(sorted(scope.filing_ids)))


def _sizes(low: Decimal | None, high: Decimal | None) -> Iterator[ColumnElement[bool]]:
    """What `magnitude`, which has no sign, tells of a range."""
    least = low if low is not None and low > 0 else None
    if high is not None and high < 0:
        least = -high
    if least is not None:
        yield FactRow.magnitude >= float(least) * (1 - _SLACK)
    if low is not None and high is not None:
        yield FactRow.magnitude <= float(max(abs(low), abs(high))) * (1 + _SLACK)


def passes(fact: Fact, wanted: FactFilter, patterns: Sequence[re.Pattern[str]]) -> bool:
    """Whether a fact is one that was asked for; `patterns` are those of the label's words."""
    if wanted.low is not None and fact.value < wanted.low:
        return False
    if wanted.high is not None and fact.value > wanted.high:
        return False
    if wanted.periods is not None and not any(scope.holds(fact) for scope in wanted.periods):
        return False
    said = "\n".join((*fact.labels, *fact.column_labels))
    return all(pattern.search(said) for pattern in patterns)
