"""A measure that each company defines in its own way, as its filing states it: gearing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ingest.types import Identity
from service.answering.drafts import Desk, Draft
from service.answering.prose.extract import find_sentences
from service.answering.prose.textual import quantity_unit, quoting, record
from service.answering.understanding.question import is_dated
from service.answering.understanding.when import NEAR
from service.answering.understanding.wording import asks_direction
from service.grounding import read_claims
from service.grounding.times import expected_periods
from service.measures import measure_named, measures
from service.terms import terms
from service.types import Value


def as_stated(desk: Desk) -> Draft | None:
    """What a filing says of a measure that each company defines in its own way: gearing.

    The sentence names the measure and gives its figure for the period; with another definition the
    figure computed from the statements would be another one.
    """
    words = desk.understood.measure.lower()
    own = (name for one in measures() if one.is_own for name in (one.name, *one.aliases))
    if not any(name in words for name in own):
        return None  # told before the whole library is searched
    named = measure_named(words)
    if named is None or not named[0].is_own:
        return None
    called = set(terms(named[1]))
    for sentence in find_sentences(desk.understood, desk.stores):
        identity = record(desk, sentence.passage.filing_id).identity
        wanted = desk.understood.periods or ((identity.period,) if identity.period else ())
        if not called <= set(terms(sentence.text)):
            continue
        given = {
            claim.quantity.value: claim.quantity
            for claim in read_claims(sentence.text, identity.fiscal_year_end)
            if claim.quantity.kind in ("percent", "multiple")
            and any(
                is_dated(period, wanted, instant=True, own=identity.period)
                for period in expected_periods(claim, identity.period)[:1]
            )
        }
        way = _way_told(desk, sentence.text, identity)
        if way:
            draft = quoting(desk, [sentence])
            return replace(draft, text=f"{way}{draft.text}")
        if len(given) == 1:
            (quantity,) = given.values()
            value = Value(quantity.value, quantity_unit(quantity), quantity.text.strip())
            is_level = desk.understood.operation != "change"  # else the sentence alone tells
            return quoting(desk, [sentence], value=value if is_level else None)
    return None


_WAYS = {
    "en": ("It went up (increased). ", "It went down (decreased). ", "It did not change. "),
    "zh": ("增加（上升）。", "减少（下降）。", "没有变化。"),
}


def _way_told(desk: Desk, text: str, identity: Identity) -> str:
    """Which way the measure went, where that is asked and one sentence gives it at both times."""
    if not asks_direction(desk.understood.text):
        return ""
    levels: dict[date, set[Decimal]] = {}
    for claim in read_claims(text, identity.fiscal_year_end):
        for period in expected_periods(claim, identity.period)[:1]:
            if claim.quantity.kind in ("percent", "multiple"):
                levels.setdefault(period.end, set()).add(claim.quantity.value)
    wanted = desk.understood.periods or ((identity.period,) if identity.period else ())
    if len(levels) != 2 or any(len(found) > 1 for found in levels.values()):
        return ""
    (_, (then,)), (end, (now,)) = sorted(levels.items())
    if not any(abs((end - period.end).days) <= NEAR for period in wanted):
        return ""
    words = _WAYS.get(desk.understood.language, _WAYS["en"])
    return words[0 if now > then else 1 if now < then else 2]
