"""Several figures asked for at once: of periods, or of line items, each looked up by itself.

"What was revenue in 2024 and 2023?"                      one line, each period
"What are cost of sales and gross profit, respectively?"  each line
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.facts import describe
from ingest.types import Fact, Period
from service.answering.computing.compose import say_fact
from service.answering.computing.frames import periods_meant
from service.answering.drafts import Desk, Draft
from service.answering.figures.lookup import Found, find_facts
from service.answering.understanding.cleaning import clean
from service.answering.understanding.wanted import words_of
from service.display import show_fact
from service.evidence import cite_fact
from service.measures.expressions import split_list
from service.measures.signs import signed
from service.types import Evidence, Value

MOST = 12  # figures given at once
_RESPECTIVE = re.compile(r"\b(?:respective(?:ly)?|each\s+of|both)\b|分别|分別", re.IGNORECASE)
_LINKED = re.compile(r"\band\b|,|及|和|、", re.IGNORECASE)


def several(desk: Desk) -> Draft | None:
    """Each figure with its cell; those that are not there are named. None: only one is asked."""
    periods: Sequence[Period | None] = _in_order(desk) or (None,)
    for items in _readings(desk):
        if 2 <= len(items) * len(periods) <= MOST:
            found = [(i, period, _found(desk, i, period)) for i in items for period in periods]
            if (draft := _given(desk, found, len(items))) is not None:
                return draft
    return None


def _given(
    desk: Desk, found: Sequence[tuple[str | None, Period | None, Fact | None]], items: int
) -> Draft | None:
    """The figures found, if they are most of those asked for, and each of one line."""
    facts = [fact for _, _, fact in found if fact is not None]
    if 2 * len(facts) <= len(found) or len({fact.fact_id for fact in facts}) < len(facts):
        return None
    if not _are_alike(facts, items):
        return None
    cells = desk.stores.library.facts_of_rows([(fact.table_id, fact.row) for fact in facts])
    values = []
    for fact in facts:
        row = [cell for cell in cells if (cell.table_id, cell.row) == (fact.table_id, fact.row)]
        amount = signed(fact, desk.understood.text, row)
        values.append(Value(amount, fact.unit or "count", show_fact(fact, amount)))
    shown = zip(facts, values, strict=True)
    lines = [say_fact(fact, value.display, mark) for mark, (fact, value) in enumerate(shown, 1)]
    missing = [_called(item, period) for item, period, fact in found if fact is None]
    lines += [f"Not found: {'; '.join(missing)}."] if missing else []
    return Draft(
        " ".join(lines),
        tuple(cite_fact(fact, desk.stores.library, n) for n, fact in enumerate(facts, 1)),
        values=tuple(values),
        evidence=Evidence(facts=tuple(facts)),
    )


def _in_order(desk: Desk) -> tuple[Period, ...]:
    """The periods as the question names them; from one to another: all between."""
    periods = desk.understood.periods
    meant = periods_meant(desk.understood.text, periods)
    return meant if len(meant) > len(periods) else periods


def _readings(desk: Desk) -> Iterator[tuple[str | None, ...]]:
    """The question as one line item, then as several that it names one by one."""
    yield (None,)
    measure = desk.understood.measure
    if _LINKED.search(measure) and _RESPECTIVE.search(desk.understood.text):
        named = split_list(clean(_RESPECTIVE.sub(" ", measure)))
        parts = tuple(part for part in named if words_of(part))
        if len(parts) > 1:
            yield parts


def _found(desk: Desk, item: str | None, period: Period | None) -> Fact | None:
    periods = desk.understood.periods if period is None else (period,)
    found: Found = find_facts(replace(desk.understood, periods=periods), desk.stores, measure=item)
    return found.best.fact if found.is_clear and found.best is not None else None


def _are_alike(facts: Sequence[Fact], items: int) -> bool:
    """Figures of one item are of one line: called the same, in the same unit."""
    names = {(" ".join(fact.label.lower().split()), fact.unit) for fact in facts}
    return len(names) <= items


def _called(item: str | None, period: Period | None) -> str:
    return f"{item or ''} {'' if period is None else describe(period)}".strip()
