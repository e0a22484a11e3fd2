"""Judgements that rest on measures: an improving margin, a positive balance, heavy capital needs.

Each is computed from the statements; where a rule of thumb decides, the answer names it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.types import Period
from service.answering.computing.asking import Asked
from service.answering.computing.frames import at_level
from service.answering.drafts import Desk, Draft
from service.answering.numeric import carry_out, own_periods
from service.measures import measure_named
from service.types import Citation, Value

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
_LIQUIDITY = ("quick ratio", "current ratio")
_INTENSITY = ("capital intensity", "fixed assets to total assets", "return on assets")


def judged(desk: Desk) -> Draft | None:
    """Yes or no by the measures that a judgement rests on; None where it is no such question."""
    text = desk.understood.text
    if desk.understood.operation != "yesno":
        return None
    if _CAPITAL.search(text):
        return _capital_intensive(desk)
    if _LIQUID.search(text):
        return _liquid(desk)
    return None


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
    texts: list[str] = []
    citations: list[Citation] = []
    for draft in drafts:
        text = draft.text
        for citation in reversed(draft.citations):
            text = text.replace(f"[{citation.id}]", f"[{citation.id + len(citations)}]")
        citations += [replace(c, id=c.id + len(citations)) for c in draft.citations]
        texts.append(text)
    values = tuple(draft.value for draft in drafts if draft.value is not None)
    value: Value | None = values[0] if len(values) == 1 else None
    return Draft(
        f"{lead}{' '.join(texts)} {rule}".rstrip(),
        tuple(citations),
        value=value,
        values=values if len(values) > 1 else (),
        parts=tuple(drafts) if len(drafts) > 1 else (),
        plan=drafts[0].plan if len(drafts) == 1 else None,
        evidence=drafts[0].evidence,
    )
