"""The same line item and period in several places of a filing, or in last year's. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from ingest.facts import describe
from ingest.facts.calendar import SAME_DAY_SLACK
from ingest.tying import labels
from ingest.tying.misreads import looks_like
from ingest.types import Fact, Period, Statement, Table, Tie, TieKind

LEAST_DIGITS = 1000  # units of its last digit: smaller figures agree by chance
SHORTEST_LABEL = 4  # characters
ENOUGH = 0.5  # confidence
MOST_PLACES = 8  # of one figure
_NAMELESS = frozenset(
    "total totals subtotal other others net basic diluted current deferred foreign federal state "
    "domestic international balance amount amounts additions disposals group company".split()
)
_MAIN = frozenset(
    {
        Statement.BALANCE_SHEET,
        Statement.INCOME,
        Statement.CASH_FLOWS,
        Statement.COMPREHENSIVE_INCOME,
    }
)


@dataclass(frozen=True, slots=True)
class _Item:
    """What makes two figures the same one."""

    name: str
    period: Period
    unit: str


def tie_agreements(tables: Sequence[Table], facts: Sequence[Fact]) -> list[Tie]:
    """Figures of the main statements found again in other tables.

    What agrees is a tie. What does not is one only between two lines that agree in another
    period, and where it looks like the same number misread: scopes, non-controlling interests,
    restatements and non-GAAP measures make lines of one name differ for good reasons.
    """
    main = {table.table_id for table in tables if table.statement in _MAIN}
    places: dict[_Item, list[Fact]] = defaultdict(list)
    for fact in facts:
        if (item := _item(fact)) is not None:
            places[item].append(fact)
    pairs = [
        pair
        for found in places.values()
        if len(found) > 1
        and (first := next((fact for fact in found if fact.table_id in main), None)) is not None
        for pair in _pairs(first, found)
    ]
    agreeing = {_lines(fact, first) for fact, first in pairs if _agree(fact, first)}
    ties: list[Tie] = []
    for fact, first in pairs:
        holds = _agree(fact, first)
        if holds or (_lines(fact, first) in agreeing and looks_like(fact, first.value)):
            words = f"{'so' if holds else first.text} on page {first.page}"
            words += f", {first.table_id.rpartition('-')[2]}"
            slack = (first.quantum + fact.quantum) / 2
            ties.append(_tie(TieKind.AGREEMENT, fact, first, holds, slack, words))
    return ties


_Lines = tuple[str, int, str, int]


def _lines(fact: Fact, other: Fact) -> _Lines:
    return fact.table_id, fact.row, other.table_id, other.row


def _agree(fact: Fact, other: Fact) -> bool:
    return abs(abs(fact.value) - abs(other.value)) <= (fact.quantum + other.quantum) / 2


def _item(fact: Fact) -> _Item | None:
    if fact.period is None or fact.unit is None or fact.column_labels or fact.confidence < ENOUGH:
        return None
    if abs(fact.value) < fact.quantum * LEAST_DIGITS:
        return None
    name = fact.concept or labels.plain(fact.label)
    if len(name) < SHORTEST_LABEL or name in _NAMELESS:
        return None
    return _Item(name, fact.period, fact.unit)


def _pairs(first: Fact, found: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    seen = {first.table_id}
    for fact in found:
        if fact.table_id not in seen and len(seen) <= MOST_PLACES:
            seen.add(fact.table_id)
            yield fact, first


def _tie(kind: TieKind, fact: Fact, other: Fact, holds: bool, slack: Decimal, words: str) -> Tie:
    when = "" if fact.period is None else f" ({describe(fact.period)})"
    return Tie(
        kind,
        fact.filing_id,
        fact.table_id,
        fact.page,
        holds,
        f"{fact.label}{when} {fact.text}: {words}",
        (fact.fact_id, other.fact_id),
        fact.value,
        other.value,
        slack,
    )


def tie_comparatives(
    tables: Mapping[str, Statement],
    facts: Sequence[Fact],
    earlier_tables: Mapping[str, Statement],
    earlier_facts: Sequence[Fact],
    earlier_name: str,
) -> list[Tie]:
    """A filing's comparatives against an earlier filing of the same company.

    Lines of the main statements, by name, period and unit. A figure that differs was restated,
    reclassified or misread: the tie says that it differs, and confidence stays.

    Args:
        tables: Which statement each table of the later filing is, by id.
        facts: The later filing's.
        earlier_tables: The same of the earlier one.
        earlier_facts: The earlier filing's.
        earlier_name: Its file, for the message.
    """
    before = _by_key(earlier_tables, earlier_facts)
    ties: list[Tie] = []
    for key, found in _by_key(tables, facts).items():
        others = before.get(key, ())
        if not others or _differ(found) or _differ(others):
            continue  # one name for several lines
        fact, other = found[0], others[0]
        slack = (fact.quantum + other.quantum) / 2
        holds = abs(fact.value - other.value) <= slack
        words = "so" if holds else other.text
        words = f"{words} in {earlier_name}, page {other.page}"
        ties.append(_tie(TieKind.COMPARATIVE, fact, other, holds, slack, words))
    return ties


_Key = tuple[Statement, str, str, int, int]


def _by_key(tables: Mapping[str, Statement], facts: Sequence[Fact]) -> dict[_Key, list[Fact]]:
    """Facts of the main statements by statement, name, unit, months and the month they end in.

    A 52/53-week year may end a few days into the next month.
    """
    found: dict[_Key, list[Fact]] = defaultdict(list)
    for fact in facts:
        statement = tables.get(fact.table_id)
        if statement in _MAIN and (item := _item(fact)) is not None:
            day = item.period.end - timedelta(days=SAME_DAY_SLACK)
            month = day.year * 12 + day.month
            found[statement, item.name, item.unit, item.period.months, month].append(fact)
    return found


def _differ(facts: Sequence[Fact]) -> bool:
    return len({fact.value for fact in facts}) > 1
