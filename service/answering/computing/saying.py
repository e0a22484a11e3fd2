"""What was computed, as a draft: its text, its citations, what else may be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.types import Fact
from service.answering.computing import Asked
from service.answering.computing.compose import (
    direction_of,
    follow_ups,
    say_computed,
    say_nothing,
    say_when,
)
from service.answering.computing.frames import Frame
from service.answering.computing.plans import Executed, execute
from service.answering.drafts import Desk, Draft
from service.answering.figures.lookup import cite_match
from service.answering.understanding.wording import asks_how_changed
from service.evidence import Remembered
from service.types import Evidence, Hit, Plan, Retriever

RATES = ("percent", "percentage_point", "ratio")
MOST_FOLLOW_UPS = 3


def run_plan(desk: Desk, plan: Plan) -> Draft:
    """A plan carried out; where an operand is missing, an abstention that names it."""
    return say_executed(desk, execute(plan, desk.understood, desk.stores))


def title_of(asked: Asked, executed: Executed) -> str:
    """What was computed: a measure by its name, a line by that of the filing."""
    name = executed.matches[0].fact.label if asked.is_line else asked.name
    if not (asked.is_line or asked.source) or not name:
        return ""
    if asked.is_line and re.search(r"\d", name):
        return ""  # "change in over 2 years": whose, and of what, the operands tell
    if not name[:2].isupper():  # "EBITDA", "R&D expenses"
        name = _ACRONYM.sub(lambda match: match.group().upper(), name[0].lower() + name[1:])
    is_fall = asked.falls and asked.frame in (Frame.CHANGE, Frame.GROWTH, Frame.POINTS)
    return f"fall in {name}" if is_fall else _TITLES[asked.frame].format(name)


_ACRONYM = re.compile(r"\b(?:ebit(?:da)?|r&d|roe|roa|roce|eps|ghg)\b")
_TITLES = {
    Frame.LEVEL: "{}",
    Frame.CHANGE: "change in {}",
    Frame.GROWTH: "growth of {}",
    Frame.POINTS: "change in {}",
    Frame.AVERAGE: "average {}",
    Frame.DIFFERENCE: "difference in {}",
    Frame.TIMES: "{}, one period over the other",
    Frame.CAGR: "compound annual growth of {}",
}


def say_executed(
    desk: Desk, executed: Executed, title: str = "", asked: Asked | None = None
) -> Draft:
    """What was computed, in words, each operand cited; an abstention where one is missing.

    Args:
        desk: The question.
        executed: What was computed.
        title: What it is called.
        asked: The reading of the question that it answers; None of a plan that was handed in.
    """
    places = Remembered(desk.stores.library)
    citations = tuple(
        cite_match(match, places, index + 1) for index, match in enumerate(executed.matches)
    )
    value = executed.value
    if value is None:
        text = say_nothing(desk.understood.language, citations, missing=executed.missing)
        return Draft(text, citations, plan=executed.plan, abstained=True)
    rate = _rate_of(desk, executed)
    rose = title.startswith("fall in ") and value.amount < 0
    return Draft(
        text=("It did not fall. " if rose else "")
        + direction_of(desk.understood, executed, None if rate is None else rate.value)
        + say_computed(executed, 1, title),
        citations=citations,
        value=value,
        parts=() if rate is None else (Draft("", citations, rate.value, plan=rate.plan),),
        plan=executed.plan,
        follow_ups=_follow_ups(desk, executed, title if _is_level(asked) else ""),
        evidence=_evidence(executed),
    )


def _rate_of(desk: Desk, executed: Executed) -> Executed | None:
    """How much a change is of what was before, where how a line developed is asked.

    Of a rate, and of what was no gain before, that says nothing.
    """
    if not asks_how_changed(desk.understood.text) or executed.plan.formula != "a - b":
        return None
    now, then = executed.values
    if executed.matches[0].fact.unit in RATES or now <= 0 or then <= 0 or now == then:
        return None
    plan = replace(executed.plan, formula="(a - b) / b", unit="percent")
    return execute(plan, desk.understood, desk.stores)


def _is_level(asked: Asked | None) -> bool:
    """Whether a standard measure was asked for as it was in one period."""
    return asked is not None and bool(asked.source) and asked.frame is Frame.LEVEL


def _follow_ups(desk: Desk, executed: Executed, measure: str) -> tuple[str, ...]:
    """The measure in the other periods that all its lines have, then the lines themselves."""
    facts = [match.fact for match in executed.matches if match.told is None]
    rows = desk.stores.library.facts_of_rows([(fact.table_id, fact.row) for fact in facts])
    found: list[str] = []
    if measure and facts and len({fact.period for fact in facts}) == 1:
        owner = f"{facts[0].entity}'s " if facts[0].entity else ""
        shared = (other for other in rows if all(_has(rows, fact, other) for fact in facts))
        found = [f"What was {owner}{measure}{say_when(other)}?" for other in shared]
    for fact in facts:
        found += follow_ups(desk.understood, [fact], _of_row(rows, fact))
    return tuple(dict.fromkeys(found))[:MOST_FOLLOW_UPS]


def _of_row(rows: Sequence[Fact], fact: Fact) -> list[Fact]:
    return [one for one in rows if (one.table_id, one.row) == (fact.table_id, fact.row)]


def _has(rows: Sequence[Fact], fact: Fact, other: Fact) -> bool:
    """Whether the row of a fact has the period of another, and that is not its own."""
    return other.period not in (None, fact.period) and any(
        (one.period, one.unit) == (other.period, fact.unit) for one in _of_row(rows, fact)
    )


def _evidence(executed: Executed) -> Evidence:
    """The cells and the passages that were computed with."""
    told = tuple(match for match in executed.matches if match.told is not None)
    return Evidence(
        facts=tuple(match.fact for match in executed.matches if match.told is None),
        hits=tuple(
            Hit(match.told.passage, match.score, rank, Retriever.LEXICAL)
            for rank, match in enumerate(told)
            if match.told is not None
        ),
    )
