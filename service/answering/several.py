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
from service.answering.compose import say_fact
from service.answering.computing.frames import periods_meant
from service.answering.computing.relations import clean
from service.answering.drafts import Desk, Draft
from service.answering.lookup import Found, find_facts
from service.answering.wanted import words_of
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
    understood = desk.understood
    items = _items(desk)
    periods: Sequence[Period | None] = periods_meant(understood.text, understood.periods) or (None,)
    if len(items) * len(periods) < 2 or len(items) * len(periods) > MOST:
        return None
    found = [(item, period, _found(desk, item, period)) for item in items for period in periods]
    facts = [(item, fact) for item, _, fact in found if fact is not None]
    if 2 * len(facts) <= len(found) or not _are_alike([fact for _, fact in facts], len(items)):
        return None
    missing = [_called(item, period) for item, period, fact in found if fact is None]
    cells = desk.stores.library.facts_of_rows([(f.table_id, f.row) for _, f in facts])
    rows = [[c for c in cells if (c.table_id, c.row) == (f.table_id, f.row)] for _, f in facts]
    values = []
    for (_, fact), row in zip(facts, rows, strict=True):
        amount = signed(fact, understood.text, row)
        values.append(Value(amount, fact.unit or "count", show_fact(fact, amount)))
    lines = [
        say_fact(fact, value.display, mark)
        for mark, ((_, fact), value) in enumerate(zip(facts, values, strict=True), 1)
    ]
    lines += [f"Not found: {'; '.join(missing)}."] if missing else []
    return Draft(
        " ".join(lines),
        tuple(cite_fact(f, desk.stores.library, n) for n, (_, f) in enumerate(facts, 1)),
        values=tuple(values),
        evidence=Evidence(facts=tuple(fact for _, fact in facts)),
    )


def _items(desk: Desk) -> tuple[str | None, ...]:
    """The line items named one by one; (None,) where the whole question names one."""
    measure = desk.understood.measure
    if not _LINKED.search(measure) or not _RESPECTIVE.search(desk.understood.text):
        return (None,)
    parts = tuple(p for p in split_list(clean(_RESPECTIVE.sub(" ", measure))) if words_of(p))
    return parts if len(parts) > 1 else (None,)


def _found(desk: Desk, item: str | None, period: Period | None) -> Fact | None:
    periods = desk.understood.periods if period is None else (period,)
    found: Found = find_facts(replace(desk.understood, periods=periods), desk.stores, measure=item)
    return found.best.fact if found.is_clear and found.best is not None else None


def _are_alike(facts: Sequence[Fact], items: int) -> bool:
    """Figures of one item are of one line: called the same, in the same unit."""
    names = {(" ".join(fact.label.lower().split()), fact.unit) for fact in facts}
    return len(names) <= items


def _called(item: str | None, period: Period | None) -> str:
    return " ".join(_words(item, period))


def _words(item: str | None, period: Period | None) -> Iterator[str]:
    if item is not None:
        yield item
    if period is not None:
        yield describe(period)
