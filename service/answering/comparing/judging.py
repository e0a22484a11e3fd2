"""Judgements that rest on measures: an improving margin, a positive balance, heavy capital needs.

Each is computed from the statements; where a rule of thumb decides, the answer names it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from ingest.types import Fact, Period
from service.answering.comparing.companies import of_no_company
from service.answering.computing.asking import Asked
from service.answering.computing.frames import at_level
from service.answering.computing.numeric import carry_out, own_periods
from service.answering.drafts import Desk, Draft, numbered_on
from service.evidence import cite_fact
from service.grounding import find_quantities
from service.measures import by_concept, measure_named
from service.types import Evidence, Value

HEAVY_SPENDING, HEAVY_ASSETS = Decimal("0.10"), Decimal("0.5")
_CAPITAL = re.compile(r"\bcapital[- ]intensi(?:ve|ty)\b|资本密集|資本密集", re.IGNORECASE)
_SOUND = (
    r"(?:healthy|adequate|sufficient|strong|good|sound|solid|comfortable|weak|poor|reasonabl[ey])"
)
_LIQUID = re.compile(
    rf"\b{_SOUND}\b.*\b(?:liquid\w*|short[- ]term)"
    rf"|\bliquid\w*\s+(?:profile\s+|position\s+)?(?:is\s+)?{_SOUND}\b",
    re.IGNORECASE,
)
_WEAK = re.compile(r"\b(?:weak|poor)\b", re.IGNORECASE)
_STEADY = re.compile(r"\b(?:consistent|stable|steady|constant)\b", re.IGNORECASE)
_USEFUL = re.compile(r"\bnot\s+an?\s+(?:useful|relevant|meaningful)\s+(?:metric|measure)\b", re.I)
_EARNED = {"gross margin": "gross profit", "operating margin": "operating income"}
_OF_TRADE = ("CostOfSales", "GrossProfit", "ProfitLossFromOperatingActivities")
_OF_LENDERS = (
    "NetInterestIncome",
    "InterestIncome",
    "InterestExpense",
    "BankInterestIncome",
    "BankInterestExpense",
    "ProvisionForCreditLosses",
    "NetPremiumsEarned",
)
YEARS = 3
MOST_APART = Decimal("0.02")
_LIQUIDITY = ("quick ratio", "current ratio")
_INTENSITY = ("capital intensity", "fixed assets to total assets", "return on assets")


def judged(desk: Desk) -> Draft | None:
    """Yes or no by the measures that a judgement rests on; None where it is no such question."""
    text = desk.understood.text
    if desk.understood.operation != "yesno":
        return None
    ways = ((_CAPITAL, _capital_intensive), (_LIQUID, _liquid), (_STEADY, _steady))
    for pattern, way in ways:
        if pattern.search(text):
            return of_no_company(desk) or way(desk)
    return None


def _steady(desk: Desk) -> Draft | None:
    """Whether a rate kept within so many points from year to year, over three years."""
    named = measure_named(desk.understood.measure)
    last = _latest_year(desk)
    if named is None or named[0].unit != "percent" or last is None:
        return None
    measure = named[0]
    levels: list[Draft] = []
    for back in range(YEARS):
        framed = at_level(measure.node, last.shifted(-back), measure.unit)
        draft = carry_out(desk, Asked(framed, measure.name, source=measure.source))
        if draft is None or draft.value is None:
            break
        levels.append(draft)
    amounts = [draft.value.amount for draft in levels if draft.value is not None]
    if len(amounts) < 2:
        return None
    limits = [q.value for q in find_quantities(desk.understood.text) if q.kind == "percent"]
    limit = limits[0] if len(limits) == 1 else MOST_APART
    moves = [abs(one - other) for one, other in pairwise(amounts)]
    rule = "Judged by how far it moved from one year to the next."
    return joined("Yes. " if max(moves) <= limit else "No. ", levels, rule)


def _latest_year(desk: Desk) -> Period | None:
    years = [p for p in (*desk.understood.periods, *own_periods(desk)) if p.months >= 11]
    return max(years, key=lambda period: period.end, default=None)


def not_useful(desk: Desk) -> Draft | None:
    """That a margin is no measure of a company whose statements have none, such as a lender.

    Only where the question allows for it, and the statements show interest or premiums instead.
    """
    text = desk.understood.text
    named = measure_named(desk.understood.measure)
    if named is None or not _USEFUL.search(text) or named[0].name not in _EARNED:
        return None
    scope = set(desk.understood.filing_ids)
    shown: list[Fact] = []
    for record in desk.records:
        lines = desk.stores.library.derived(record.id, by_concept) if record.id in scope else {}
        own = record.identity.period
        if any(line.is_primary for name in _OF_TRADE for line in lines.get(name, ())):
            return None
        for name in _OF_LENDERS:
            of_it = [
                line.fact
                for line in lines.get(name, ())
                if line.is_primary and own is not None and line.fact.period == own
            ]
            shown += of_it[:1]
    if len(shown) < 2:
        return None
    citations = tuple(cite_fact(f, desk.stores.library, n) for n, f in enumerate(shown, start=1))
    lines_said = "; ".join(f"{fact.label} [{n}]" for n, fact in enumerate(shown, start=1))
    earned = _EARNED[named[0].name]
    return Draft(
        f"{named[0].name.capitalize()} is not a useful metric for this company: its income"
        f" statement shows no {earned}, but what a lender earns and pays: {lines_said}.",
        citations,
        evidence=Evidence(facts=tuple(shown)),
    )


def _capital_intensive(desk: Desk) -> Draft | None:
    found = [(name, draft) for name in _INTENSITY if (draft := _of(desk, name)) is not None]
    by_name = {name: draft.value.amount for name, draft in found if draft.value is not None}
    spending, assets = by_name.get(_INTENSITY[0]), by_name.get(_INTENSITY[1])
    if spending is None or assets is None:
        return None
    heavy = spending >= HEAVY_SPENDING or assets >= HEAVY_ASSETS
    rule = (
        "Judged by whether capital expenditure is large beside revenue, or most of the assets are"
        " property, plant and equipment."
    )
    return joined("Yes. " if heavy else "No. ", [draft for _, draft in found], rule)


def _liquid(desk: Desk) -> Draft | None:
    named = measure_named(desk.understood.text)
    names = [named[0].name] if named is not None and named[0].name in _LIQUIDITY else ()
    drafts = [draft for name in names if (draft := _of(desk, name)) is not None]
    if not drafts or drafts[0].value is None:
        return None
    enough = drafts[0].value.amount >= 1
    yes = enough != (_WEAK.search(desk.understood.text) is not None)
    rule = "Judged by whether these assets cover the current liabilities."
    return joined("Yes. " if yes else "No. ", drafts, rule)


def _of(desk: Desk, name: str) -> Draft | None:
    """A standard measure of the period asked for."""
    named = measure_named(name)
    period = _latest(desk)
    if named is None or period is None:
        return None
    measure = named[0]
    framed = at_level(measure.node, period, measure.unit or None)
    return carry_out(desk, Asked(framed, measure.name, source=measure.source))


def _latest(desk: Desk) -> Period | None:
    periods = desk.understood.periods or own_periods(desk)[:1]
    return max(periods, key=lambda period: period.end, default=None)


def joined(lead: str, drafts: Sequence[Draft], rule: str = "") -> Draft:
    """Several computed answers one after another, their citations numbered on."""
    moved: list[Draft] = []
    for draft in drafts:
        moved.append(numbered_on(draft, sum(len(each.citations) for each in moved)))
    values = tuple(draft.value for draft in drafts if draft.value is not None)
    value: Value | None = values[0] if len(values) == 1 else None
    return Draft(
        f"{lead}{' '.join(each.text for each in moved)} {rule}".rstrip(),
        tuple(citation for each in moved for citation in each.citations),
        value=value,
        values=values if len(values) > 1 else (),
        parts=tuple(moved) if len(moved) > 1 else (),
        plan=drafts[0].plan if len(drafts) == 1 else None,
        evidence=drafts[0].evidence,
    )
