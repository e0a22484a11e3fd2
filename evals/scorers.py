"""Judging one case: pure functions from a case and what was answered to scores.

Amounts are compared exactly as decimals within the target's own tolerance, never by rounding to
significant digits: 391,035 is not 391,036. Units are read by family: percent, percentage points and
ratios stand for each other, so do an amount and an amount per share of one currency, so do counts
and measures; another currency, or money where a count is asked for, is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from evals.citing import evidence_shown
from evals.spelling import even, holds, opens_with
from evals.types import (
    AbstainTarget,
    Answered,
    Checked,
    Claim,
    ItemsTarget,
    NumberTarget,
    Outcome,
    Sample,
    Score,
    TextTarget,
)


class Judged(NamedTuple):
    """The outcome of a case and its scores."""

    outcome: Outcome
    scores: tuple[Score, ...]


def judge_sample(sample: Sample, answered: Answered) -> Judged:
    """Judges an answer: right, wrong or abstained, and whether it is cited."""
    if isinstance(sample.target, AbstainTarget):
        outcome = Outcome.RIGHT if answered.is_abstained else Outcome.WRONG
        return Judged(outcome, (Score("right", float(outcome is Outcome.RIGHT)),))
    scores = [_target_score(sample, answered)]
    if answered.is_abstained:
        outcome = Outcome.ABSTAINED
        scores = [Score("right", 0.0, "abstained")]
    else:
        outcome = Outcome.RIGHT if scores[0].value == 1.0 else Outcome.WRONG
        if isinstance(sample.target, ItemsTarget):
            scores.append(Score("items", items_share(sample.target, answered.text)))
    if sample.evidence:
        shown = [evidence_shown(one, answered.citations, sample.target) for one in sample.evidence]
        is_judged = not answered.is_abstained
        scores.append(Score("cited", float(any(shown)) if is_judged else None))
        scores.append(Score("evidence", sum(shown) / len(shown) if is_judged else None))
    return Judged(outcome, tuple(scores))


def _target_score(sample: Sample, answered: Answered) -> Score:
    match sample.target:
        case NumberTarget() as target:
            return number_score(target, answered.amount, answered.unit)
        case ItemsTarget() as target:
            is_right = items_share(target, answered.text) == 1.0
        case TextTarget() as target:
            is_yesno = sample.kind == "yesno" or {"yes", "no"} & set(map(even, target.must_contain))
            is_right = (yesno_right if is_yesno else text_right)(target, answered.text)
        case AbstainTarget():
            is_right = answered.is_abstained
    return Score("right", float(is_right))


# ---------------------------------------------------------------------------------------------
# Numbers
# ---------------------------------------------------------------------------------------------

_CURRENCIES = {"RMB": "CNY", "¥": "CNY", "HK$": "HKD", "US$": "USD", "$": "USD", "€": "EUR"}
_PROPORTIONS = frozenset(("percent", "%", "percentage_point", "ratio", "times", "x"))


def unit_family(unit: str) -> str:
    """`proportion`, a currency's ISO 4217 code, or `measure`."""
    name = unit.strip()
    if name.casefold() in _PROPORTIONS:
        return "proportion"
    head = name.partition("/")[0].strip()
    head = _CURRENCIES.get(head.upper(), head)
    return head if head in _ISO_4217 else "measure"


_ISO_4217 = frozenset(
    (
        *("AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF"),
        *("IDR", "ILS", "INR", "JPY", "KRW", "MOP", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN"),
        *("SAR", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "VND", "ZAR"),
    )
)


_LAST_BITS = Decimal("1e-9")


def is_within(amount: Decimal, target: NumberTarget) -> bool:
    """Within the tolerance, a share of the target's size; a target of 0 within 1e-9."""
    gold = target.value
    if target.is_sign_free:
        amount, gold = abs(amount), abs(gold)
    # A wire amount may have passed through binary floating point: allow its last bits.
    return abs(amount - gold) <= (abs(gold) * (target.tolerance + _LAST_BITS) or _LAST_BITS)


def number_score(target: NumberTarget, amount: Decimal | None, unit: str) -> Score:
    """1 for the right amount in a fitting unit; the note says what was off."""
    if amount is None:
        return Score("right", 0.0, "no value")
    if not is_within(amount, target):
        note = "wrong sign" if is_within(-amount, target) else "wrong amount"
        return Score("right", 0.0, note)
    if unit.strip() and unit_family(unit) != unit_family(target.unit):
        return Score("right", 0.0, f"wrong unit: {unit}")
    return Score("right", 1.0)


# ---------------------------------------------------------------------------------------------
# Words
# ---------------------------------------------------------------------------------------------


def text_right(target: TextTarget, text: str) -> bool:
    """Any of the accepted texts stands in it, or all that must be contained do."""
    spelled = even(text)
    if any(holds(spelled, even(form)) for form in target.texts):
        return True
    must = target.must_contain
    return bool(must) and all(holds(spelled, even(form), may_end_inside=True) for form in must)


def yesno_right(target: TextTarget, text: str) -> bool:
    """It opens with the right one of yes and no; opening with neither, it holds that one alone."""
    wanted = "no" if _is_no(target) else "yes"
    other = "yes" if wanted == "no" else "no"
    spelled = even(text)
    rest = [even(form) for form in target.must_contain if even(form) not in ("yes", "no")]
    if not all(holds(spelled, form, may_end_inside=True) for form in rest):
        return False
    if opens_with(spelled, wanted):
        return True
    if opens_with(spelled, other):
        return False
    return holds(spelled, wanted) and not holds(spelled, other)


def _is_no(target: TextTarget) -> bool:
    forms = [even(form) for form in (*target.must_contain, *target.texts)]
    return any(opens_with(form, "no") for form in forms)


def items_share(target: ItemsTarget, text: str) -> float:
    """The share of the items that are named, each in any of its spellings."""
    spelled = even(text)
    named = [any(holds(spelled, even(form)) for form in forms) for forms in target.items]
    return sum(named) / len(named)


# ---------------------------------------------------------------------------------------------
# Claims
# ---------------------------------------------------------------------------------------------


def judge_claim(claim: Claim, answered: Answered) -> Judged:
    """Judges the verdict on each number of a claim.

    A supported number must be supported; a false or absent one must be anything but. Wrong is a
    false number that passes or a true one that is contradicted; a true one that is left open, or
    that no check covers, is abstained.
    """
    scores = []
    outcomes = []
    at = 0
    for number in claim.numbers:
        start = claim.text.index(number.span, at)
        at = start + len(number.span)
        verdict = verdict_on(start, at, claim.text, answered.checks)
        outcome, note = verdict_outcome(number.verdict, verdict)
        outcomes.append(outcome)
        right = float(outcome is Outcome.RIGHT)
        scores.append(Score(f"number {number.span}", right, note or f"{number.how}: {verdict}"))
    worst = next(o for o in (Outcome.WRONG, Outcome.ABSTAINED, Outcome.RIGHT) if o in outcomes)
    share = sum(outcome is Outcome.RIGHT for outcome in outcomes) / len(outcomes)
    return Judged(worst, (Score("right", share), *scores))


def verdict_outcome(gold: str, verdict: str | None) -> tuple[Outcome, str]:
    """What a verdict (None: no check covers the number) is worth against the true one."""
    if verdict is None:
        return Outcome.ABSTAINED, "missed"
    if gold == "supported":
        if verdict == "supported":
            return Outcome.RIGHT, ""
        if verdict == "contradicted":
            return Outcome.WRONG, "false alarm"
        return Outcome.ABSTAINED, "undecided"
    if verdict == "supported":
        return Outcome.WRONG, "wrongly verified"
    return Outcome.RIGHT, ""


def verdict_on(start: int, end: int, text: str, checks: Sequence[Checked]) -> str | None:
    """The verdict of the check that shares most characters with `text[start:end]`."""
    best, most = None, 0
    for check in checks:
        if text[check.start : check.end] != check.text:
            continue  # offsets that do not cut out what was checked say nothing about this number
        shared = min(end, check.end) - max(start, check.start)
        if shared > most:
            best, most = check.verdict, shared
    return best
