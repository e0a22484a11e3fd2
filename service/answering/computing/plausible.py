"""Whether what was computed can be what was asked: the parts of a whole, one cell for two. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.facts import is_money
from ingest.types import Fact
from service.answering.computing.frames import is_summed
from service.answering.computing.plans import Executed
from service.answering.computing.saying import RATES
from service.answering.drafts import Desk
from service.answering.figures.lookup import Match, agree
from service.answering.understanding.cleaning import bare, clean
from service.answering.understanding.wording import is_part_asked, is_rate_asked
from service.measures import BARE_TOTAL, Apply, Node, binary, concepts_named
from service.terms import terms

_DASHED = re.compile(r"[^–—]+?\s[–—-]\s+(?P<own>\S.*)$")
_SHARES = re.compile(r"\b([a-z]\d?) / ([a-z]\d?)\b")


def are_parts(desk: Desk, executed: Executed) -> bool:
    """Each part stands in a table with its whole, or is called by its name."""
    names = [o.name for o in executed.plan.operands if o.fact_id or o.told_at]
    facts = {n: m.fact for n, m in zip(names, executed.matches, strict=True)}
    wanted = {o.name: o.line_item for o in executed.plan.operands}
    for one, other in _SHARES.findall(executed.plan.formula):
        part, whole = facts[one], facts[other]
        beside = (
            desk.stores.library.facts([part.filing_id], table_id=part.table_id)
            if part.table_id
            else ()
        )
        called = set(terms(" ".join(part.labels))) >= set(terms(whole.label))
        one_of = _DASHED.match(whole.label) if part.table_id == whole.table_id else None
        if one_of and not set(terms(one_of["own"])) <= set(terms(wanted[other])):
            return False  # "Fees – audit services" is one of the fees, not all of them
        if abs(part.value) > abs(whole.value) or _is_of_a_lesser(part, whole, beside):
            return False
        if not called and not _is_of_whole(desk, part, whole, beside):
            return False
    return True


def _is_of_a_lesser(part: Fact, whole: Fact, beside: Sequence[Fact]) -> bool:
    """The part's table totals a smaller thing that is called like the whole.

    "U.S. customers" under "Total segment revenue" are no share of the company's revenue.
    """
    called = set(terms(whole.label)) - _TOTAL
    totals = [
        fact
        for fact in beside
        if fact.is_total
        and (fact.column, fact.unit) == (part.column, part.unit)
        and abs(fact.value) >= abs(part.value)
        and called <= set(terms(fact.label))
    ]
    return bool(totals) and bool(called) and all(abs(t.value) < abs(whole.value) for t in totals)


def _is_of_whole(desk: Desk, part: Fact, whole: Fact, beside: Sequence[Fact]) -> bool:
    """The part's table holds the whole, is headed by it, or its members make it up."""
    if any(agree(fact, whole) for fact in beside):
        return True
    if not beside:
        return False
    alike = [
        fact
        for fact in beside
        if (fact.column, fact.labels[:-1], fact.unit) == (part.column, part.labels[:-1], part.unit)
    ]
    slack = sum((fact.quantum for fact in alike), whole.quantum) / 2
    if len(alike) > 1 and abs(sum(fact.value for fact in alike) - abs(whole.value)) <= slack:
        return True
    table = desk.stores.library.table(part.table_id)
    of_whole = set(terms(whole.label))
    return part.unit == whole.unit and bool(of_whole) and of_whole <= set(terms(table.caption))


def adds_up(desk: Desk, executed: Executed) -> bool:
    """Several periods together: asked for outright, or of flows whose line is no total itself."""
    if is_summed(desk.understood.text):
        return True
    facts = [match.fact for match in executed.matches]
    return not any(
        "total" in fact.label.lower() or fact.period is None or fact.period.is_instant
        for fact in facts
    )


def is_twice(executed: Executed) -> bool:
    """One cell taken for two: "basic and diluted" is one line where both are the same."""
    facts = [match.fact for match in executed.matches]
    if executed.plan.formula == "a / a" or len({f.fact_id for f in facts}) < len(facts):
        return True
    if executed.plan.formula != "a / b":
        return False
    one, other = facts  # the same line of two tables is the same thing
    return (one.label, one.period) == (other.label, other.period) and agree(one, other)


def share_of_counts(node: Node, executed: Executed) -> Node | None:
    """The share of counted things, of which the part is printed as a deduction."""
    units = {match.fact.unit for match in executed.matches}
    counted = units <= {"shares", "persons", None} and executed.plan.formula == "a / b"
    if not counted or executed.value is None or executed.value.amount >= 0:
        return None
    assert isinstance(node, Apply)
    return binary("/", Apply("abs", node.parts[:1]), node.parts[1])


def are_balances(executed: Executed) -> bool:
    """Whether all that was computed with are balances at a date."""
    periods = [match.fact.period for match in executed.matches]
    return all(period is not None and period.is_instant for period in periods)


def is_flow_over_balance(desk: Desk, executed: Executed) -> bool:
    """At a date, what came in over a year is set against what was there: not the line meant.

    "Borrowings as a multiple of equity at 31 December" are not all that was borrowed in the year.
    """
    periods = [match.fact.period for match in executed.matches]
    kinds = {period.is_instant for period in periods if period is not None}
    asked = desk.understood.periods
    return (
        executed.plan.formula == "a / b"
        and bool(asked)
        and all(period.is_instant for period in asked)
        and len(kinds) > 1
    )


def is_of_another_kind(desk: Desk, executed: Executed) -> bool:
    """An amount, where a percentage was asked for: the words were not read to the end.

    Amounts do not lie percentage points apart, and no part of a thing is more than the thing.
    """
    value = executed.value
    if value is None:
        return False
    if value.unit == "percentage_point" and "/" not in executed.plan.formula:
        return any(match.fact.unit not in RATES for match in executed.matches)
    if (
        is_part_asked(desk.understood.text)
        and executed.plan.formula == "a / b"
        and value.amount > 1
    ):
        return True
    return is_rate_asked(desk.understood.text) and value.unit not in RATES


def is_count_missed(executed: Executed) -> bool:
    """An amount of money was taken for a number of things."""
    wanted = [o.line_item for o in executed.plan.operands if o.fact_id or o.told_at]
    return any(
        item.startswith("number of ") and is_money(match.fact.unit)
        for item, match in zip(wanted, executed.matches, strict=True)
    )


def is_whole_of_itself(match: Match | None) -> bool:
    """100% is what a whole is of itself: no part that somebody asks for."""
    return match is not None and match.fact.unit == "percent" and abs(match.fact.value) == 1


def is_total_of_another(desk: Desk, fact: Fact) -> bool:
    """A bare total that only its note's heading names, where the note has another one.

    The note on borrowings totals borrowings and, in another table, what is still undrawn.
    """
    if not BARE_TOTAL.fullmatch(fact.label) or len(fact.labels) > 1:
        return False
    library = desk.stores.library
    table = library.table(fact.table_id)
    if table is None or set(terms(desk.understood.measure)) & set(terms(table.caption)) - _TOTAL:
        return False
    return any(
        other.table_id != fact.table_id
        and BARE_TOTAL.fullmatch(other.label)
        and (other.period, other.unit) == (fact.period, fact.unit)
        and not agree(other, fact)
        and (beside := library.table(other.table_id)) is not None
        and beside.headings == table.headings
        for other in library.facts([fact.filing_id])
    )


_TOTAL = set(terms("total"))


def is_of_another_concept(desk: Desk, fact: Fact) -> bool:
    """A line item is asked for by what it is, and this line is something else.

    "Net current assets" are no contract assets, and "income tax" is not what was paid of it.
    """
    if fact.concept is None:
        return False
    named = concepts_named(clean(bare(desk.understood.measure)))
    if not named:
        return False
    if fact.concept in {name for concept in named for name in (concept.name, *concept.parts)}:
        return False
    # What stands at the end of the cash flows is the balance too.
    is_called = set(terms(clean(bare(desk.understood.measure)))) <= set(terms(fact.label))
    is_balance = named[0].period == "instant" and fact.period is not None and fact.period.is_instant
    return not (is_called and is_balance)


_SHARE_OF = re.compile(
    r"\b(?:percentage|proportion|share|ratio|%)\s+of\s+(?P<whole>[^,;()|–—]+)", re.I
)


def is_share_of_another(desk: Desk, fact: Fact) -> bool:
    """A percentage of something is asked for, and the line or column says of what else it is.

    "Percentage of trained employees" is not the percentage of employees.
    """
    asked = _SHARE_OF.search(desk.understood.text)
    if asked is None:
        return False
    named = _SHARE_OF.search(" | ".join((*fact.labels, *fact.column_labels)))
    return named is not None and not set(terms(named["whole"])) <= {
        *terms(desk.understood.text),
        "total",
    }
