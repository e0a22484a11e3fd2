"""Judging one case: pure functions from a case and what was answered to scores.

Amounts are compared exactly as decimals within the target's own tolerance, never by rounding to
significant digits: 391,035 is not 391,036. Units are read by family: percent, percentage points and
ratios stand for each other, so do an amount and an amount per share of one currency, so do counts
and measures; another currency, or money where a count is asked for, is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from evals.citing import evidence_shown
from evals.showing import LAST_BITS, digits_score, plain, ticked_score
from evals.spelling import even, holds, opens_with
from evals.types import (
    UNTOLD_UNIT,
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
    """The outcome of a case and its scores; of a claim, that of each number judged, in order."""

    outcome: Outcome
    scores: tuple[Score, ...]
    numbers: tuple[Outcome, ...] = ()


def judge_sample(sample: Sample, answered: Answered) -> Judged:
    """Judges an answer: right, wrong or abstained, and whether it is cited."""
    if isinstance(sample.target, AbstainTarget):
        if answered.is_abstained:
            return Judged(Outcome.RIGHT, (Score("right", 1.0, "says that the filings do not"),))
        note = "answers what the filings do not say"
        return Judged(Outcome.WRONG, (Score("right", 0.0, note),))
    scores = [_target_score(sample, answered)]
    if answered.is_abstained:
        outcome = Outcome.ABSTAINED
        scores = [Score("right", 0.0, "abstained")]
    else:
        outcome = Outcome.RIGHT if scores[0].value == 1.0 else Outcome.WRONG
        if isinstance(sample.target, ItemsTarget):
            scores.append(Score("items", items_share(sample.target, answered.text)))
        if isinstance(sample.target, NumberTarget) and outcome is Outcome.RIGHT:
            scores += digits_score(sample.target, answered.amount, answered.display)
        scores += ticked_score(answered.checks)
    if sample.evidence:
        scores += _citation_scores(sample, answered)
    return Judged(outcome, tuple(scores))


def _citation_scores(sample: Sample, answered: Answered) -> list[Score]:
    """`cited`: any piece of evidence is shown; `evidence`: the share of them that is."""
    if answered.is_abstained:
        return [Score("cited", None), Score("evidence", None)]
    shown = [evidence_shown(one, answered.citations, sample.target) for one in sample.evidence]
    told = f"{len(answered.citations)} citations"
    note = f"{sum(shown)} of {len(shown)} pieces of evidence shown by {told}"
    return [Score("cited", float(any(shown)), note), Score("evidence", sum(shown) / len(shown))]


def _target_score(sample: Sample, answered: Answered) -> Score:
    match sample.target:
        case NumberTarget() as target:
            return number_score(target, answered.amount, answered.unit)
        case ItemsTarget() as target:
            missing = _missing(target, answered.text)
            note = f"does not name {'; '.join(missing)}" if missing else "names every item"
            return Score("right", float(not missing), note)
        case TextTarget() as target:
            if _is_yesno(sample.kind, target):
                is_right, note = (
                    yesno_right(target, answered.text),
                    "yes or no, as the answer opens",
                )
            else:
                is_right, note = text_right(target, answered.text), "one of the accepted forms"
            return Score("right", float(is_right), note if is_right else f"not {note}")
        case AbstainTarget():
            return Score("right", float(answered.is_abstained))


def _is_yesno(kind: str, target: TextTarget) -> bool:
    """Whether yes and no are read as an answer; a yes-or-no question may be asked for words."""
    if {"yes", "no"} & set(map(even, target.must_contain)):
        return True
    forms = map(even, target.texts)
    return kind == "yesno" and any(opens_with(f, "yes") or opens_with(f, "no") for f in forms)


# ---------------------------------------------------------------------------------------------
# Numbers
# ---------------------------------------------------------------------------------------------

_CURRENCIES = {
    **{"RMB": "CNY", "¥": "CNY", "人民币": "CNY", "人民幣": "CNY", "HK$": "HKD"},
    **{"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP"},
    **{code: code for code in ("CNY", "HKD", "USD", "EUR", "GBP")},  # in lower case as well
}
_PROPORTIONS = frozenset(
    (
        *("percent", "%", "percentage_point", "percentage point", "percentage points", "pp"),
        *("ratio", "times", "x"),
    )
)


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


def is_within(amount: Decimal, target: NumberTarget) -> bool:
    """Within the tolerance, a share of the target's size; a target of 0 within 1e-9."""
    gold = target.value
    if target.is_sign_free:
        amount, gold = abs(amount), abs(gold)
    # A wire amount may have passed through binary floating point: allow its last bits.
    return abs(amount - gold) <= (abs(gold) * (target.tolerance + LAST_BITS) or LAST_BITS)


def number_score(target: NumberTarget, amount: Decimal | None, unit: str) -> Score:
    """1 for the right amount in a fitting unit; the note says what was off."""
    if amount is None:
        return Score("right", 0.0, "no value")
    if not is_within(amount, target):
        return Score("right", 0.0, _what_is_off(target, amount))
    is_told = bool(unit.strip()) and target.unit != UNTOLD_UNIT
    if is_told and unit_family(unit) != unit_family(target.unit):
        return Score("right", 0.0, f"wrong unit: {unit}, not {target.unit}")
    return Score("right", 1.0, f"{plain(amount)} {unit or target.unit}".strip())


_SCALES = tuple(Decimal(10) ** power for power in (2, 3, 4, 6, 8, 9))


def _what_is_off(target: NumberTarget, amount: Decimal) -> str:
    if is_within(-amount, target):
        return "wrong sign"
    off = next(
        (f"{side} of {scale:f}" for scale in _SCALES for side, moved in
         (("too large by a factor", amount / scale), ("too small by a factor", amount * scale))
         if target.value and is_within(moved, target)),
        "",
    )  # fmt: skip
    told = f"{plain(amount)}, not {plain(target.value)}"
    return f"wrong scale: {told}: {off}" if off else f"wrong amount: {told}"


# ---------------------------------------------------------------------------------------------
# Words
# ---------------------------------------------------------------------------------------------


def text_right(target: TextTarget, text: str) -> bool:
    """Any of the accepted texts stands in it, or all that must be contained do."""
    spelled = even(text)
    if any(holds(spelled, even(form)) for form in target.texts):
        return True
    must = target.must_contain
    return bool(must) and all(_is_contained(spelled, even(form)) for form in must)


def _is_contained(spelled: str, form: str) -> bool:
    """A form that must be contained may open a longer word; a whole number, one with decimals."""
    if holds(spelled, form, may_end_inside=True):
        return True
    return form[-1:].isdigit() and "." not in form and holds(spelled, form + ".")


def yesno_right(target: TextTarget, text: str) -> bool:
    """It opens with the right one of yes and no; opening with neither, it holds that one alone."""
    wanted = "no" if _is_no(target) else "yes"
    other = "yes" if wanted == "no" else "no"
    spelled = even(text)
    rest = [even(form) for form in target.must_contain if even(form) not in ("yes", "no")]
    if not all(_is_contained(spelled, form) for form in rest):
        return False
    if said := _opening(spelled):
        return said == wanted
    return holds(spelled, wanted) and not holds(spelled, other)


_OPENINGS = (
    ("yes", re.compile(r"\W*(?:yes(?![a-z])|是|有)")),
    ("no", re.compile(r"\W*(?:no(?![a-z])|[否不没沒未])")),
)


def _opening(spelled: str) -> str:
    """Which of yes and no an evened answer opens with, in English or Chinese; "": neither."""
    return next((word for word, opening in _OPENINGS if opening.match(spelled)), "")


def _is_no(target: TextTarget) -> bool:
    forms = [even(form) for form in (*target.must_contain, *target.texts)]
    return any(opens_with(form, "no") for form in forms)


def items_share(target: ItemsTarget, text: str) -> float:
    """The share of the items that are named, each in any of its spellings."""
    return 1 - len(_missing(target, text)) / len(target.items)


def _missing(target: ItemsTarget, text: str) -> list[str]:
    spelled = even(text)
    return [
        forms[0] for forms in target.items if not any(holds(spelled, even(form)) for form in forms)
    ]


# ---------------------------------------------------------------------------------------------
# Claims
# ---------------------------------------------------------------------------------------------


def judge_claim(claim: Claim, answered: Answered) -> Judged:
    """Judges the verdict on each number of a claim.

    A supported number must be supported; a false or absent one must be anything but. Wrong is a
    false number that passes or a true one that is contradicted; a true one that is left open, or
    that no check covers, is abstained. A number that nobody judged counts for nothing.
    """
    scores = []
    outcomes = []
    checks = placed(claim.text, answered.checks)
    places = locate(claim.text, [number.span for number in claim.numbers])
    known = [one for one in zip(claim.numbers, places, strict=True) if one[0].is_judged]
    for number, (start, end) in known:
        verdict = verdict_on(start, end, claim.text, checks)
        outcome, note = verdict_outcome(number.verdict, verdict)
        outcomes.append(outcome)
        right = float(outcome is Outcome.RIGHT)
        scores.append(Score(f"number {number.span}", right, note or f"{number.how}: {verdict}"))
    worst = next(o for o in (Outcome.WRONG, Outcome.ABSTAINED, Outcome.RIGHT) if o in outcomes)
    share = sum(outcome is Outcome.RIGHT for outcome in outcomes) / len(outcomes)
    off = [
        f"{number.span}: {score.note}"
        for (number, _), score in zip(known, scores, strict=True)
        if score.value == 0.0
    ]
    note = "; ".join(off) or "the verdict on every number"
    return Judged(worst, (Score("right", share, note), *scores), tuple(outcomes))


def locate(text: str, spans: Sequence[str]) -> list[tuple[int, int]]:
    """Where each span stands, each after the one before, if it can be not in a longer number.

    Raises:
        ValueError: a span does not stand in the text after those before it.
    """
    places = []
    at = 0
    for span in spans:
        alone = re.compile(rf"(?<!\d)(?<!\d[.,]){re.escape(span)}(?!\d)(?![.,]\d)")
        match = alone.search(text, at)
        start = match.start() if match else text.index(span, at)
        at = start + len(span)
        places.append((start, at))
    return places


def placed(text: str, checks: Sequence[Checked]) -> list[Checked]:
    """Checks with offsets that cut out their text: those that do not are searched for.

    A check counts by what it says of which number; offsets that are off (bytes for characters)
    are a fault of their own, and no reason to take the number for unchecked.
    """
    mended = []
    at = 0
    for check in checks:
        if text[check.start : check.end] != check.text:
            start = text.find(check.text, at)
            start = text.find(check.text) if start < 0 else start
            if start < 0 or not check.text:
                continue
            check = replace(check, start=start, end=start + len(check.text))
        at = max(at, check.end)
        mended.append(check)
    return mended


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
