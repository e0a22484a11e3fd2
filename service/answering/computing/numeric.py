"""Numbers from tables: looked up as printed, or computed by a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial

from ingest.facts import describe, is_money
from ingest.types import Fact, Period
from service.answering.computing import Asked, read_question
from service.answering.computing.compose import follow_ups, say_fact
from service.answering.computing.frames import Frame, Framed
from service.answering.computing.in_one_table import aged_whole, from_one_table, is_aged
from service.answering.computing.made_of import followed
from service.answering.computing.of_one import is_of_all_of_them
from service.answering.computing.of_tables import share_of_total
from service.answering.computing.per_unit import is_per_thing, says_each
from service.answering.computing.plans import Executed, execute
from service.answering.computing.plausible import (
    adds_up,
    are_balances,
    are_parts,
    is_count_missed,
    is_flow_over_balance,
    is_of_another_concept,
    is_of_another_kind,
    is_share_of_another,
    is_total_of_another,
    is_twice,
    is_whole_of_itself,
    share_of_counts,
)
from service.answering.computing.saying import say_executed, title_of
from service.answering.drafts import Desk, Draft
from service.answering.figures.by_concept import find_by_concept
from service.answering.figures.debt import is_total_debt
from service.answering.figures.labels import read_labels
from service.answering.figures.lookup import Found, find_facts
from service.answering.figures.stretches import by_stretches
from service.answering.understanding.changes import is_change_itself
from service.answering.understanding.cleaning import bare, clean, without_change
from service.answering.understanding.when import NEAR, year_end_of
from service.answering.understanding.wording import (
    asks_money,
    is_called_so,
    is_part_asked,
    is_rate_asked,
    is_sum,
    wants_instant,
    wish_of,
)
from service.display import show_fact
from service.evidence import cite_fact
from service.measures import (
    Apply,
    Item,
    Node,
    binary,
    items_of,
    mapped,
    plan_of,
)
from service.measures.signs import signed
from service.terms import content_words, terms
from service.types import Evidence, Operand, Plan, Value

WHOLE = 0.97  # share of the question's weight that a line called just that holds
PRINTED_RATE = 0.7  # the same of a rate: what else would be asked for in percent
CALLED = 0.85  # the same of a line that is called a mean or a ratio
PRINTED = 0.9  # a line scored so high is the very thing asked for, computed by the filing itself


def looked_up(desk: Desk, found: Found) -> Draft | None:
    """The best cell as printed, where one stands out."""
    if not found.is_clear or found.best is None:
        return None
    fact = found.best.fact
    named = " ".join((*fact.labels, *fact.column_labels))
    if not is_called_so(desk.understood.text, named):
        return None
    if wish_of(desk.understood.text).count and is_money(fact.unit):
        return None  # how many shares were bought back, not what was paid for them
    if is_part_asked(desk.understood.text) and is_money(fact.unit):
        return None
    if is_per_thing(desk.understood.measure) and is_money(fact.unit) and not says_each(named):
        return None  # what it comes to for each is not what it comes to in all
    if wish_of(desk.understood.text).percent and is_whole_of_itself(found.best):
        return None
    if any(is_other(desk, fact) for is_other in _OTHERS):
        return None
    if asks_money(desk.understood.text) and fact.unit in ("shares", "persons"):
        return None
    is_deferred = _DEFERRED_TAX.search(" ".join(fact.labels[:-1])) is not None
    if is_deferred and not _TAX.search(desk.understood.text) and not _is_all_there_is(desk, fact):
        return None  # the deferred tax on a reserve is not the reserve
    others = desk.stores.library.facts_of_rows([(fact.table_id, fact.row)])
    if _is_of_one_alone(desk, fact, others):
        return None
    value = signed(fact, desk.understood.text, others)
    shown = show_fact(fact, value)
    return Draft(
        text=say_fact(fact, shown, 1),
        citations=(cite_fact(fact, desk.stores.library, 1),),
        value=Value(value, _unit(fact), shown),
        plan=_lookup_plan(fact, value),
        follow_ups=follow_ups(desk.understood, [fact], others),
        evidence=Evidence(facts=tuple(match.fact for match in found.matches)),
    )


_OTHERS = (is_of_all_of_them, is_total_of_another, is_of_another_concept, is_share_of_another)


def _is_all_there_is(desk: Desk, fact: Fact) -> bool:
    """Nothing else than this table can be meant."""
    tables = desk.stores.library.tables(fact.filing_id)
    return len(desk.understood.filing_ids) == 1 and len(tables) == 1


def _is_of_one_alone(desk: Desk, fact: Fact, row: Sequence[Fact]) -> bool:
    """Several periods are asked for, and the row has another of them beside this one."""
    asked = desk.understood.periods
    if len(asked) < 2 or fact.period is None or desk.understood.operation == "change":
        return False
    ends = [period.end for period in asked]
    held = {
        end
        for end in ends
        for cell in row
        if cell.period is not None and abs((cell.period.end - end).days) <= NEAR
    }
    return len(held) > 1


_DEFERRED_TAX = re.compile(r"\bdeferred\s+(?:income\s+)?tax|递延所得税|遞延所得稅", re.IGNORECASE)
_TAX = re.compile(r"\btax|税|稅", re.IGNORECASE)


def changed_as_printed(desk: Desk) -> Draft | None:
    """What is a change by itself, as printed: comparable sales are not set against last year's."""
    measure = desk.understood.measure
    if not is_change_itself(measure):
        return None
    found = find_facts(desk.understood, desk.stores, measure=without_change(bare(measure)))
    best = found.best
    if best is None or best.fact.unit != "percent" or best.coverage < CALLED:
        return None
    named = " ".join((*best.fact.labels, *best.fact.column_labels))
    return looked_up(desk, found) if is_change_itself(named) else None


def is_named(found: Found) -> bool:
    """A line is called all that was asked for: nothing is left to be computed."""
    best = found.best
    return best is not None and best.score >= PRINTED and best.coverage >= WHOLE


def by_its_concept(desk: Desk) -> Draft | None:
    """A line item that the question names by what it is, and by nothing else."""
    understood = desk.understood
    found = find_by_concept(
        _what_was_paid(clean(bare(understood.measure))),
        understood.periods,
        understood.filing_ids,
        desk.stores,
        instant=wants_instant(understood.text),
    )
    return None if found is None else looked_up(desk, Found((found,), True))


def all_debt(desk: Desk) -> Draft | None:
    """All that is owed to lenders, where it is asked for: few balance sheets print the sum."""
    name = clean(bare(_PORTION.sub(" ", desk.understood.measure)))
    period = (*desk.understood.periods, *own_periods(desk)[:1])[:1]
    if not is_total_debt(name) or not period or len(desk.understood.periods) > 1:
        return None
    return carry_out(desk, Asked(Framed(Item("total debt", period[0]), None), "total debt"))


_PORTION = re.compile(
    r"[,(]?\s*(?:including\s+)?(?:the\s+|its\s+)?current\s+(?:portion|maturities)(?:\s+included)?[,)]?",
    re.IGNORECASE,
)
_SPENT = re.compile(
    r"^(?:(?P<pay>pa(?:y|id))|spen[dt])(?:\s+out)?\s+(?:on|in|for|as)\s+(?P<what>\S.*)$",
    re.IGNORECASE,
)


def _what_was_paid(phrase: str) -> str:
    """The line that was paid: "pay in dividends" is dividends paid."""
    match = _SPENT.match(phrase)
    if match is None:
        return phrase
    return f"{match['what']} paid" if match["pay"] else match["what"]


def is_printed(found: Found) -> bool:
    """A share, ratio or average asked for that the filing itself prints."""
    best = found.best
    if best is None:
        return False
    is_rate = best.fact.unit in ("percent", "ratio")
    return (is_rate and found.is_exact) or best.score >= (PRINTED_RATE if is_rate else PRINTED)


def is_called_computed(desk: Desk, found: Found) -> bool:
    """A line or column is called a mean, an intensity or a ratio, as the question calls it."""
    best = found.best
    if best is None or not found.is_clear or best.coverage < CALLED:
        return False
    asked = set(_COMPUTED_WORDS & set(terms(desk.understood.measure)))
    named = set(terms(" ".join((*best.fact.labels, *best.fact.column_labels))))
    return bool(asked) and asked <= named


_COMPUTED_WORDS = set(terms("average intensity ratio coverage margin turnover"))


def _unit(fact: Fact) -> str:
    return fact.unit or "count"


def _lookup_plan(fact: Fact, value: Decimal) -> Plan:
    """The plan of one cell: sent back as it is, it finds the same cell with the same sign."""
    operand = Operand(
        "a",
        fact.label,
        period=None if fact.period is None else describe(fact.period),
        filing_id=fact.filing_id,
        fact_id=fact.fact_id,
    )
    formula = "a" if value == fact.value else "-a"
    explanation = f"{' > '.join(part for part in fact.labels if part)}: {fact.text}"
    return Plan("lookup", (operand,), formula, fact.unit, explanation)


def computed(desk: Desk) -> Draft | None:
    """What has to be computed: a definition given, a standard measure, a relation, a change.

    The first reading of the question whose operands are all found is carried out.
    """
    understood = desk.understood
    scope = [record for record in desk.records if record.id in set(understood.filing_ids)]
    readings = read_question(understood, own_periods(desk), year_end_of(scope))
    if not readings:
        return None
    if readings[0].may_be_printed and not is_sum(understood.text):
        stated = find_facts(understood, desk.stores)
        if stated.is_clear and is_printed(stated) and not is_whole_of_itself(stated.best):
            return None  # the filing prints the measure itself
    return next((d for asked in readings if (d := carry_out(desk, asked)) is not None), None)


def rest_of_year(desk: Desk) -> Draft | None:
    """The last half or quarter of a year, which few filings print: the year less what came before.

    Only of amounts and counts of a stretch: rates and figures for each share do not add up.
    """
    understood = desk.understood
    (period, *others) = understood.periods or (None,)
    if period is None or others or period.start is None or period.months not in (3, 6):
        return None
    scope = [record for record in desk.records if record.id in set(understood.filing_ids)]
    if (period.end.month, period.end.day) != year_end_of(scope):
        return None
    year = Period(period.shifted(-1).end + timedelta(days=1), period.end)
    before = Period(year.start, period.start - timedelta(days=1))
    name = content_words(clean(bare(understood.measure)))
    node = binary("-", Item(name, period=year), Item(name, period=before))
    draft = carry_out(desk, Asked(Framed(node, None), name)) if name else None
    if draft is None or draft.value is None:
        return None
    facts = draft.evidence.facts
    adds_up = is_money(draft.value.unit) and "/" not in draft.value.unit
    adds_up = adds_up or draft.value.unit in ("count", "hours", "shares")
    whole, part = year.months, before.months
    stretches = [fact.period.months for fact in facts if fact.period is not None]
    return draft if adds_up and stretches == [whole, part] else None


def over_stretches(desk: Desk) -> Draft | None:
    """What is older than a year, say: the stretches that a table cuts it into, added up."""
    understood = desk.understood
    periods = understood.periods or own_periods(desk)
    measure = _COMES_TO.sub(" ", clean(_SUM_OF.sub("", bare(understood.measure))))
    item = Item(clean(measure), period=periods[0] if periods else None)
    node = by_stretches(item, understood.filing_ids, desk.stores)
    if node is None or is_rate_asked(understood.text):
        return None
    return say_executed(desk, execute(plan_of(node, None), understood, desk.stores))


_SUM_OF = re.compile(r"^\W*(?:what\s+(?:is|was)\s+)?(?:the\s+)?(?:sum|total)\s+of\s+", re.I)
_COMES_TO = re.compile(r"\b(?:adds?\s+up|comes?|amounts?|total)(?:\s+to)?\W*$", re.IGNORECASE)


def is_level_of_each(desk: Desk) -> bool:
    """Whether a standard measure is asked for as it was in each of several periods."""
    understood = desk.understood
    readings = read_question(understood, own_periods(desk))
    if not readings or is_sum(understood.text):
        return False
    first = readings[0]
    has_dates = any(item.is_opening for item in items_of(first.framed.node))
    return first.frame is Frame.LEVEL and bool(first.source) and not has_dates


def carry_out(desk: Desk, asked: Asked) -> Draft | None:
    """A reading computed; a line that is not printed is made of those that it follows from."""
    node = _of_its_analysis(desk, asked)
    is_sized = False
    for _ in range(4 if node is not None else 0):
        assert node is not None
        executed = execute(plan_of(node, asked.framed.unit), desk.understood, desk.stores)
        if executed.value is not None:
            again = _once_more(desk, asked, node, executed) if not is_sized else None
            if again is not None:
                node, is_sized = again, True
                continue
            if not _is_sound(desk, asked, executed):
                return None
            return say_executed(desk, executed, title_of(asked, executed), asked)
        if asked.is_share and (share := share_of_total(desk, node, executed)) is not None:
            return say_executed(desk, share)
        if not is_sized and (beside := from_one_table(desk, node)) is not None:
            node, is_sized = beside, True
            continue
        absent = {operand.line_item for operand in executed.not_found}
        expanded = mapped(node, partial(followed, desk, absent))
        if expanded == node:
            return None
        node = expanded
    return None


def _of_its_analysis(desk: Desk, asked: Asked) -> Node | None:
    """What is aged is a share of its own analysis by age; None where that is of another amount."""
    node = asked.framed.node
    if not asked.is_share or not isinstance(node, Apply) or not is_aged(node):
        return node
    whole = aged_whole(desk, node)
    if whole is None:  # which of the two an analysis is of, its own total tells
        return None if re.search(r"\bnet\b", asked.name, re.IGNORECASE) else node
    return binary("/", node.parts[0], whole)


def _once_more(desk: Desk, asked: Asked, node: Node, executed: Executed) -> Node | None:
    """Another reading of the operands, where those found are no part and whole."""
    if is_twice(executed) or (asked.is_share and not are_parts(desk, executed)):
        return from_one_table(desk, node) if asked.is_share else None
    return share_of_counts(node, executed)  # what was forfeited is printed in brackets


def _is_sound(desk: Desk, asked: Asked, executed: Executed) -> bool:
    """What was found can be what was asked for."""
    if is_twice(executed) or (asked.is_share and not are_parts(desk, executed)):
        return False
    if is_of_another_kind(desk, executed) or is_count_missed(executed):
        return False
    if not asked.source and is_flow_over_balance(desk, executed):
        return False
    if asked.is_total and not adds_up(desk, executed):
        return False
    return not asked.is_of_balances or are_balances(executed)


def own_periods(desk: Desk) -> tuple[Period, ...]:
    """The periods that the filings in scope report on, the latest first."""
    scope = set(desk.understood.filing_ids)
    records = [record for record in desk.records if record.id in scope]
    found = [record.identity.period for record in records if record.identity.period]
    if not found and len(records) == 1:
        found = _periods_of_tables(desk, records[0].id)
    return tuple(sorted(set(found), key=lambda p: p.end, reverse=True))


def _periods_of_tables(desk: Desk, filing_id: str) -> list[Period]:
    """Of an extract that says no period of its own, the latest that most of its figures are of."""
    dated = desk.stores.library.derived(filing_id, read_labels).by_period
    counts = {period: len(lines) for period, lines in dated.items() if period is not None}
    most = max(counts.values(), default=0)
    usual = [period for period, count in counts.items() if 2 * count > most]
    return [max(usual, key=lambda period: period.end)] if usual else []
