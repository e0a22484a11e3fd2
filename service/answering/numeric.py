"""Numbers from tables: looked up as printed, or computed by a plan."""

from __future__ import annotations

import re
from decimal import Decimal

from ingest.facts import describe
from ingest.types import Fact, Period
from service.answering.compose import direction_of, follow_ups, say_computed, say_fact, say_nothing
from service.answering.drafts import Desk, Draft
from service.answering.lookup import Found, find_facts, signed
from service.answering.plans import (
    Measure,
    execute,
    measure_named,
    plan_change,
    plan_measure,
    plan_measure_change,
)
from service.answering.wording import (
    asks_direction,
    is_change_of_size,
    is_sum,
    wish_of,
)
from service.display import show_fact
from service.evidence import cite_fact
from service.terms import content_words, terms
from service.types import Evidence, Operand, Plan, Understanding, Value

PRINTED = 0.9  # a line scored so high is the very thing asked for, computed by the filing itself


def looked_up(desk: Desk, found: Found) -> Draft | None:
    """The best cell as printed, where one stands out."""
    if not found.is_clear or found.best is None:
        return None
    fact = found.best.fact
    value = signed(fact, desk.understood.text)
    shown = show_fact(fact, value)
    others = desk.stores.library.facts_of_rows([(fact.table_id, fact.row)])
    return Draft(
        text=say_fact(fact, shown, 1),
        citations=(cite_fact(fact, desk.stores.library, 1),),
        value=Value(value, _unit(fact), shown),
        plan=_lookup_plan(fact, value),
        follow_ups=follow_ups(desk.understood, [fact], others),
        evidence=Evidence(facts=tuple(match.fact for match in found.matches)),
    )


def is_printed(found: Found) -> bool:
    """A share, ratio or average asked for that the filing itself prints."""
    best = found.best
    if best is None:
        return False
    return best.fact.unit in ("percent", "ratio") or best.score >= PRINTED


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
    """A standard measure, or the change of a line item or measure between two periods."""
    understood = desk.understood
    measure = measure_named(understood.measure)
    if measure is not None and not _is_whole(understood, measure):
        measure = None
        if understood.operation == "change":
            return None  # the measure of a part: its operands are not the group's
    if understood.operation != "change":
        if measure is None:
            return None
        periods = understood.periods or _own_periods(desk)
        stated = find_facts(understood, desk.stores)
        if understood.operation == "lookup" and stated.is_clear and is_printed(stated):
            return None  # the filing prints the measure itself
        return run_plan(desk, plan_measure(measure, periods[0] if periods else None), quiet=True)
    pair = _pair(desk)
    if pair is None or is_sum(understood.text):
        return None
    later, earlier = pair
    wish = wish_of(understood.text)
    falls = is_change_of_size(understood.text) and not asks_direction(understood.text)
    if measure is not None:
        plan = plan_measure_change(measure, later, earlier, falls=falls)
    else:
        unit = (
            "percentage_point"
            if wish.points
            else "percent"
            if wish.percent or _asks_rate(understood.text)
            else None
        )
        plan = plan_change(_item(understood), later, earlier, unit, falls=falls)
    return run_plan(desk, plan, quiet=True)


def _is_whole(understood: Understanding, measure: Measure) -> bool:
    """The question asks for the measure itself, not of a segment or after an adjustment."""
    rest = understood.measure.lower()
    for alias in (measure.name, *measure.aliases):
        rest = rest.replace(alias, " ")
    known = {word for item in measure.operands.values() for word in terms(item)}
    left = (
        set(terms(_item_of(rest))) - known - set(terms("loss total overall group ratio year-end"))
    )
    return not {word for word in left if word.isascii()}


def _asks_rate(text: str) -> bool:
    return (
        re.search(r"\byoy\b|growth|year[- ]o(?:n|ver)[- ]year|同比", text, re.IGNORECASE)
        is not None
    )


def _item(understood: Understanding) -> str:
    """The line item of a change: the measure without the words of change."""
    return content_words(_item_of(understood.measure))


def _item_of(text: str) -> str:
    return re.sub(
        r"\b(?:by|what|how|percent(?:age)?|points?|pp|yoy|growth|grow|grew|growing|increase[ds]?"
        r"|decrease[ds]?|declin\w+|fell|fall|rise|rose|drop\w*"
        r"|change[ds]?|chang\w+|move[ds]?|year[- ]o(?:n|ver)[- ]year|less|more|higher|lower|up"
        r"|down|go|went|come|between|compared|with|than|in|from|to|%)\b|%",
        " ",
        text,
        flags=re.IGNORECASE,
    )


def _pair(desk: Desk) -> tuple[Period, Period] | None:
    """The later and the earlier period of a change; one alone is compared with the year before."""
    periods = sorted(desk.understood.periods or _own_periods(desk)[:1], key=lambda p: p.end)
    if len(periods) >= 2:
        return periods[-1], periods[0]
    return (periods[0], periods[0].shifted(-1)) if periods else None


def _own_periods(desk: Desk) -> tuple[Period, ...]:
    scope = set(desk.understood.filing_ids)
    found = [r.identity.period for r in desk.records if r.id in scope and r.identity.period]
    return tuple(sorted(set(found), key=lambda p: p.end, reverse=True))


def run_plan(desk: Desk, plan: Plan, *, quiet: bool = False) -> Draft | None:
    """A plan carried out. `quiet`: None where an operand is missing, instead of an abstention."""
    executed = execute(plan, desk.understood, desk.stores)
    citations = tuple(
        cite_fact(match.fact, desk.stores.library, index + 1)
        for index, match in enumerate(executed.matches)
    )
    if executed.value is None:
        if quiet:
            return None
        text = say_nothing(desk.understood.language, citations, missing=executed.missing)
        return Draft(text, citations, plan=plan, abstained=True)
    value = executed.value
    return Draft(
        text=direction_of(desk.understood, value.amount) + say_computed(executed, 1),
        citations=citations,
        value=value,
        plan=executed.plan,
        evidence=Evidence(facts=tuple(match.fact for match in executed.matches)),
    )
