"""What a table gives as a whole: the mean of a row, the sum of a column, a part of its total."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.facts import is_money
from service.answering.computing.frames import is_average, without_frame
from service.answering.computing.plans import Executed, execute
from service.answering.drafts import Desk
from service.answering.figures.line_items import find_line_item
from service.answering.figures.lookup import CLEAR, FAIR, Found, find_facts, is_one_line
from service.answering.figures.scoring import SURE
from service.answering.understanding.cleaning import clean
from service.answering.understanding.wanted import naming_terms
from service.answering.understanding.when import NEAR
from service.measures import Apply, Item, Node, binary, cell_of, items_of, plan_of, total

MOST = 20  # lines added up at once
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), start=2
    )
}
_ACROSS = re.compile(
    rf"\b(?:across|over|for|of|in)\s+all\s+(?:of\s+)?(?:the\s+)?(?P<n>{'|'.join(_NUMBERS)}|\d{{1,2}})\b",
    re.IGNORECASE,
)


_SET_APART = re.compile(r"\b(?:difference|ratio|change|sum)\b", re.IGNORECASE)


def averaged_over_row(desk: Desk) -> Executed | None:
    """The mean of a line over all the periods that its table gives, where none is named."""
    understood = desk.understood
    if understood.periods or not is_average(understood.text) or _SET_APART.search(understood.text):
        return None
    found = find_facts(understood, desk.stores, measure=clean(without_frame(understood.measure)))
    if found.best is None or found.best.fact.period is None:
        return None
    if not (found.is_clear or is_one_line(found)):
        return None
    best = found.best.fact
    kept = {
        fact.period: fact
        for fact in desk.stores.library.facts_of_rows([(best.table_id, best.row)])
        if fact.period is not None
        and (fact.unit, fact.column_labels) == (best.unit, best.column_labels)
        and fact.period.is_instant == found.best.fact.period.is_instant
        and abs(fact.period.days - found.best.fact.period.days) <= NEAR
        and fact.confidence >= SURE
    }
    if len(kept) < 2:
        return None
    ordered = sorted(kept.items(), key=lambda pair: pair[0].end)
    items = tuple(cell_of(fact) for _, fact in ordered)
    return execute(plan_of(Apply("avg", items), best.unit), understood, desk.stores)


def summed_over_column(desk: Desk) -> Executed | None:
    """The sum of a column, where the question says over how many lines: "across all five uses"."""
    across = _ACROSS.search(desk.understood.text)
    if across is None:
        return None
    count = _NUMBERS.get(across["n"].lower()) or int(across["n"])
    found = find_facts(desk.understood, desk.stores)
    if found.best is None or not 2 <= count <= MOST:
        return None
    best = found.best.fact
    cells = desk.stores.library.facts([best.filing_id], table_id=best.table_id)
    asked = set(naming_terms(desk.understood.measure))
    held = {f.column: len(asked & set(naming_terms(" ".join(f.column_labels)))) for f in cells}
    most = max(held.values())
    if most == 0 or list(held.values()).count(most) > 1:
        return None  # no column is called what is asked, or two are
    column = [fact for fact in cells if held[fact.column] == most and not fact.is_total]
    kinds = {(fact.unit, fact.period) for fact in column}
    if len(column) != count or len(kinds) > 1 or any(f.confidence < SURE for f in column):
        return None
    node = total(tuple(cell_of(fact) for fact in column))
    return execute(plan_of(node, column[0].unit), desk.understood, desk.stores)


def both_halves(desk: Desk, found: Found) -> Executed | None:
    """A line that stands under current and under non-current items: both together."""
    if not found.halves:
        return None
    ordered = sorted(found.halves, key=lambda fact: fact.row)
    plan = plan_of(total(tuple(map(cell_of, ordered))), ordered[0].unit)
    return execute(plan, desk.understood, desk.stores)


def both_sides(desk: Desk, item: Item) -> Node | None:
    """An operand that stands under current and under non-current items: the sum of both."""
    scope = replace(desk.understood, periods=(item.period,) if item.period else ())
    if item.company is not None:
        return None
    halves = find_line_item(item.name, scope, desk.stores).halves
    return total(tuple(map(cell_of, sorted(halves, key=lambda f: f.row)))) if halves else None


_PRICE_PAID = re.compile(
    r"\baverage\s+(?:\w+\s+)?price\b|\bon\s+average\b(?=.*\b(?:per|each)\s+(?:\w+\s+)?share\b)",
    re.IGNORECASE,
)
_BOUGHT_BACK = re.compile(r"\bbuy[\s-]?backs?\b|\bbought\s+back\b|\bre-?purchas\w*", re.IGNORECASE)


def price_of_repurchases(desk: Desk) -> Executed | None:
    """The average price of shares bought back: what was paid in all for how many."""
    text = desk.understood.text
    if not _PRICE_PAID.search(text) or not _BOUGHT_BACK.search(text):
        return None
    found = find_facts(desk.understood, desk.stores, measure="total consideration repurchased")
    near = [match.fact for match in found.matches if match.score > FAIR * (1 - CLEAR)]
    totals = [fact for fact in near if fact.is_total and is_money(fact.unit)]
    if len(totals) != 1 or len({(fact.table_id, fact.column) for fact in near}) > 1:
        return None  # its months beside it are parts of it; anything else is something else
    paid = totals[0]
    beside = desk.stores.library.facts_of_rows([(paid.table_id, paid.row)])
    shares = [f for f in beside if (f.unit, f.period) == ("shares", paid.period)]
    if len(shares) != 1:
        return None
    plan = plan_of(binary("/", cell_of(paid), cell_of(shares[0])), f"{paid.unit}/share")
    return execute(plan, desk.understood, desk.stores)


_TOTAL = naming_terms(
    "total sub-total grand overall aggregate combined 合计 合計 总计 總計 小计 小計"
)


def share_of_total(desk: Desk, node: Node, executed: Executed) -> Executed | None:
    """A line as a share of the total of its table, where the whole itself has no line.

    Args:
        desk: The question.
        node: Part over whole.
        executed: What was found of them: neither, or the part alone.
    """
    part, whole = (*items_of(node), None, None)[:2]
    if part is None or whole is None or not executed.not_found:
        return None
    if executed.plan.formula != "a / b":
        return None
    found = find_facts(desk.understood, desk.stores, measure=part.phrase)
    if not found.is_clear or found.best is None:
        return None
    line = found.best.fact
    below = [
        fact
        for fact in desk.stores.library.facts([line.filing_id], table_id=line.table_id)
        if fact.is_total
        and set(naming_terms(fact.label)) <= {*naming_terms(whole.phrase), *_TOTAL}
        and fact.row > line.row
        and (fact.column, fact.unit, fact.period) == (line.column, line.unit, line.period)
    ]
    if not below or abs(line.value) > abs(below[0].value) or line.is_total:
        return None
    plan = plan_of(binary("/", cell_of(line), cell_of(below[0])), "percent")
    return execute(plan, desk.understood, desk.stores)
