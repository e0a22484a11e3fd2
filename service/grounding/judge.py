"""One quantity against what the filings say: supported, contradicted or unsupported. Pure.

The line item and the period come first, the value last: a number that stands somewhere else in
the filing is no support. Where it cannot be told, the verdict is unsupported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.facts import describe
from ingest.types import Fact, Period
from service.grounding.context import Claim
from service.grounding.derived import Derived, derive, fits
from service.grounding.derived import is_contrary as is_contrary_change
from service.grounding.matching import Scored, is_opposite, is_value, same_kind
from service.grounding.narrative import (
    Echo,
    Statement,
    is_alike,
    is_contrary,
    ranked,
    says_the_same,
)
from service.grounding.printing import print_fact, print_period
from service.grounding.relations import CHANGES
from service.types import How, Verdict

SUPPORTS = 0.45  # score from which a fact of the same value is the one that is spoken of
SUPPORTS_UNDATED = 0.6  # the same for a fact whose period is not known
ECHOES = 0.55  # of the claim's words in a sentence that prints the same number
SURE = 0.75  # score from which a fact of another value contradicts
SURE_ECHO = 0.85
STRICT = 0.7  # of all the claim's words: a word that no label has speaks of something else
LEAST = 0.15  # of all the claim's words, before a fact supports it
NEAR = 0.8  # words that were said of an earlier quantity weigh less
RIVAL = 0.25  # by so much must the labels of another value answer better to overrule a match
CLEAR = 0.08  # facts within this of the best must agree before anything is called wrong
CERTAIN = 0.9  # facts whose scale is beyond doubt
CONFIDENT = 0.5  # facts that were read with less confidence support nothing alone


_CHANGE_WORDS = frozenset(
    {
        "change",
        "changes",
        "increase",
        "decrease",
        "growth",
        "variance",
        "yoy",
        "movement",
        "between",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with what it rests on, before citations are made."""

    verdict: Verdict
    how: How | None
    reason: str
    expected: str | None = None
    formula: str | None = None
    facts: tuple[Fact, ...] = ()
    statement: Statement | None = None


UNSAID = Finding(Verdict.UNSUPPORTED, None, "The text does not say what this number is.")


@dataclass(frozen=True, slots=True)
class Material:
    """What was found for a claim: facts and statements with how well they answer to it."""

    facts: tuple[Scored, ...]  # best first
    echoes: tuple[Echo, ...]  # best first
    home: Period | None  # the period the filing reports on


def judge(claim: Claim, material: Material) -> Finding:
    """The verdict on one quantity.

    Args:
        claim: The quantity, and what its sentence says of it.
        material: Candidate facts and sentences of the filings.
    """
    alike = [one for one in material.facts if same_kind(claim.quantity, one.fact.unit)]
    direct = [one for one in alike if is_value(claim.quantity, one.fact)]
    ways = (_by_fact, _by_text, _by_computing)
    if claim.relation in ("change", "percent_change", "point_change", "ratio"):
        ways = (_by_text, _by_computing, _by_fact)
    doubts: list[Finding] = []
    for way in ways:
        finding = way(claim, material, alike, direct)
        if finding is not None and finding.verdict is Verdict.SUPPORTED:
            return finding
        if finding is not None:
            doubts.append(finding)
    if doubts:
        return doubts[0]
    return (
        _against_facts(claim, alike, direct)
        or _against_text(claim, material.echoes)
        or _not_said(claim, material, direct)
    )


def _by_fact(
    claim: Claim, material: Material, alike: Sequence[Scored], direct: Sequence[Scored]
) -> Finding | None:
    is_change = claim.relation in CHANGES
    direct = [one for one in direct if _is_change_cell(one.fact, material) == is_change]
    good = [
        one
        for one in direct
        if one.fact.confidence >= CONFIDENT and _answers(one, alike, is_change)
    ]
    if not good:
        return None
    best = max(good, key=lambda one: one.score)
    rival = _rival(claim, alike, best)
    if rival is not None:
        is_sure = _is_named(rival) and _is_clear(rival, alike)
        is_sure = is_sure and not _is_rescaled(claim, rival.fact)
        return _differs(claim, rival, direct) if is_sure else None
    if best.strict < STRICT and (against := _against_text(claim, material.echoes)) is not None:
        return against
    if is_opposite(claim, best.fact):
        kind = "profit" if claim.polarity == "gain" else "loss"
        other = "loss" if claim.polarity == "gain" else "profit"
        return Finding(
            Verdict.CONTRADICTED,
            None,
            f"The text speaks of a {kind}; the filing shows a {other} of {print_fact(best.fact)}.",
            expected=f"{other} of {print_fact(best.fact)}{_of_what(best.fact)}",
            facts=(best.fact,),
        )
    how: How = "exact" if abs(claim.quantity.value) == abs(best.fact.value) else "rounded"
    verb = "is" if how == "exact" else "rounds"
    rounded = "" if how == "exact" else " to this"
    return Finding(
        Verdict.SUPPORTED,
        how,
        f"{_name(best.fact)}{_in(best.fact)} {verb} {print_fact(best.fact)}{rounded}.",
        facts=(best.fact,),
    )


def _answers(one: Scored, alike: Sequence[Scored], is_change: bool) -> bool:
    if one.when is None and any(_is_rather(other, one, is_change) for other in alike):
        return False
    if one.when is False or one.strict < LEAST:
        return False
    return one.score >= (SUPPORTS if one.when else SUPPORTS_UNDATED)


def _is_rather(other: Scored, one: Scored, is_change: bool) -> bool:
    """Whether another cell tells that an undated one is not, or may not be, of the claim's period.

    Either another column of its row could be meant as well, or the same figure stands elsewhere
    under the same label and another period.
    """
    a, b = one.fact, other.fact
    if (a.table_id, a.row, a.unit, a.column_labels) == (b.table_id, b.row, b.unit, b.column_labels):
        other_meant = other.when is None if is_change else other.when is not False
        return a.value != b.value and other_meant
    return a.label == b.label and a.value == b.value and other.when is False


def _is_change_cell(fact: Fact, material: Material) -> bool:
    """Whether a cell prints a change: its column says so, or is undated where others are dated."""
    words = set(re.findall(r"[a-z%]+", " ".join((*fact.column_labels, fact.label)).lower()))
    if words & _CHANGE_WORDS:
        return True
    if fact.period is not None:
        return False
    row = [one.fact for one in material.facts if _row(one.fact) == _row(fact)]
    return len({one.period for one in row if one.period is not None}) > 1


def _row(fact: Fact) -> tuple[str, int]:
    return fact.table_id, fact.row


def _rival(claim: Claim, alike: Sequence[Scored], best: Scored) -> Scored | None:
    """A fact of the same period whose labels answer much better, with another value."""
    for one in alike:
        if one.score < best.score + RIVAL:
            return None
        if one.when and one.coverage >= SURE and not is_value(claim.quantity, one.fact):
            return one
    return None


def _by_text(
    claim: Claim, material: Material, alike: Sequence[Scored], direct: Sequence[Scored]
) -> Finding | None:
    del alike, direct
    same = [
        e
        for e in material.echoes
        if e.when is not False and e.overlap >= ECHOES and says_the_same(claim, e.statement.claim)
    ]
    if not same:
        return None
    agreeing = [e for e in same if not is_contrary(claim, e.statement.claim)]
    best = (agreeing or same)[0]
    if agreeing:
        return Finding(
            Verdict.SUPPORTED,
            "text",
            f"The filing itself says {best.quantity.text}, in words.",
            statement=best.statement,
        )
    said = best.statement.claim
    told = said.direction if said.direction != claim.direction else said.polarity
    return Finding(
        Verdict.CONTRADICTED,
        None,
        f"The filing gives {best.quantity.text} as a {told or 'different'} figure.",
        expected=f"{told or ''} of {best.quantity.text}".strip(),
        statement=best.statement,
    )


def _by_computing(
    claim: Claim, material: Material, alike: Sequence[Scored], direct: Sequence[Scored]
) -> Finding | None:
    del alike, direct
    made = derive(claim, material.facts, material.home)
    fitting = [one for one in made if fits(claim, one)]
    right = [one for one in fitting if not is_contrary_change(claim, one)]
    if right:
        best = max(right, key=lambda one: one.score)
        return Finding(
            Verdict.SUPPORTED,
            "derived",
            f"Computed from {_name(best.facts[0])}: {best.formula}.",
            formula=best.formula,
            facts=best.facts,
        )
    if fitting:
        best = max(fitting, key=lambda one: one.score)
        return Finding(
            Verdict.CONTRADICTED,
            None,
            f"{_name(best.facts[0])} went the other way: {best.formula}.",
            expected=best.result,
            formula=best.formula,
            facts=best.facts,
        )
    return _computed_otherwise(claim, made)


def _computed_otherwise(claim: Claim, made: Sequence[Derived]) -> Finding | None:
    """The relation computed on the one row that the sentence clearly names gives another number."""
    if not made or claim.relation not in ("percent_change", "change") or claim.period is None:
        return None
    best = max(made, key=lambda one: one.score)
    now = best.facts[0]
    if now.period is None or now.period.is_instant:
        return None  # a balance is compared with the opening or with a year before: not told
    if best.score < SURE or any(
        one.score >= best.score - CLEAR and not (one.low <= best.high and best.low <= one.high)
        for one in made
    ):
        return None
    return Finding(
        Verdict.CONTRADICTED,
        None,
        f"Computed from {_name(best.facts[0])} it is {best.result}: {best.formula}.",
        expected=best.result,
        formula=best.formula,
        facts=best.facts,
    )


def _against_facts(
    claim: Claim, alike: Sequence[Scored], direct: Sequence[Scored]
) -> Finding | None:
    if claim.relation not in ("level", "share"):
        return None
    if claim.quantity.kind == "count" and not claim.own:
        return None  # "282 women among 1,051": what the second counts is not said
    sure = [one for one in alike if one.when and one.fact.confidence >= CONFIDENT]
    if (
        not sure
        or sure[0].score < SURE
        or sure[0].strict < STRICT
        or is_value(claim.quantity, sure[0].fact)
    ):
        return None
    if _is_rescaled(claim, sure[0].fact) and sure[0].fact.confidence < CERTAIN:
        return None
    return _differs(claim, sure[0], direct) if _is_clear(sure[0], alike) else None


def _is_named(one: Scored) -> bool:
    """Whether the sentence names this line beside the quantity, and nothing besides it."""
    return one.strict >= STRICT and one.nearness >= NEAR


def _is_rescaled(claim: Claim, fact: Fact) -> bool:
    """The same digits at another scale: a slip of the text, or a unit line that was misread."""
    size = abs(fact.value)
    return any(
        claim.quantity.low <= size.scaleb(shift) <= claim.quantity.high
        for shift in (-9, -8, -6, -4, -3, 3, 4, 6, 8, 9)
    )


def _is_clear(best: Scored, alike: Sequence[Scored]) -> bool:
    """Whether all facts that answer as well give the same value."""
    return all(
        abs(one.fact.low) <= abs(best.fact.high)
        and abs(best.fact.low) <= abs(one.fact.high)
        or one.fact.value == best.fact.value
        or one.fact.value == -best.fact.value
        for one in alike
        if one.when is not False and one.score >= best.score - CLEAR
    )


def _differs(claim: Claim, best: Scored, direct: Sequence[Scored]) -> Finding:
    fact = best.fact
    shown = print_fact(fact)
    reason = f"{_name(fact)}{_in(fact)} is {shown}, not {claim.quantity.text}"
    elsewhere = next((one.fact for one in direct if one.coverage >= SUPPORTS), None) or next(
        (one.fact for one in direct), None
    )
    facts: tuple[Fact, ...] = (fact,)
    if elsewhere is not None:
        same_row = elsewhere.label == fact.label
        what = print_period(elsewhere.period) if same_row else _name(elsewhere)
        if what:
            reason += f"; {claim.quantity.text} is {what}"
            facts = (fact, elsewhere)
    return Finding(
        Verdict.CONTRADICTED, None, reason + ".", expected=f"{shown}{_of_what(fact)}", facts=facts
    )


def _against_text(claim: Claim, echoes: Sequence[Echo]) -> Finding | None:
    close = [
        e
        for e in ranked(echoes)
        if e.when is not False
        and e.whole >= SURE_ECHO
        and e.reverse >= SURE_ECHO
        and is_alike(claim.quantity, e.quantity)
        and claim.relation == e.statement.claim.relation
    ]
    if not close or len({abs(e.quantity.value) for e in close}) > 1:
        return None
    best = close[0]
    return Finding(
        Verdict.CONTRADICTED,
        None,
        f"The filing's own sentence says {best.quantity.text}, not {claim.quantity.text}.",
        expected=best.quantity.text,
        statement=best.statement,
    )


def _not_said(claim: Claim, material: Material, direct: Sequence[Scored]) -> Finding:
    nearest = tuple(one.fact for one in material.facts[:2] if one.score >= SUPPORTS)
    elsewhere = direct[0].fact if direct else None
    if elsewhere is not None and elsewhere not in nearest:
        reason = (
            f"The filing prints {claim.quantity.text} as {_name(elsewhere)}{_in(elsewhere)};"
            " nothing ties it to what the sentence says."
        )
        return Finding(Verdict.UNSUPPORTED, None, reason, facts=(elsewhere, *nearest[:1]))
    if nearest:
        reason = f"Not found; the nearest is {_name(nearest[0])}, {print_fact(nearest[0])}."
        return Finding(Verdict.UNSUPPORTED, None, reason, facts=nearest)
    return Finding(Verdict.UNSUPPORTED, None, "The filings do not say this.")


def _name(fact: Fact) -> str:
    extra = ", ".join(fact.column_labels)
    return f"{fact.label or 'the figure'} ({extra})" if extra else fact.label or "the figure"


def _in(fact: Fact) -> str:
    return f", {describe(fact.period)}," if fact.period else ""


def _of_what(fact: Fact) -> str:
    parts = [part for part in (_name(fact), print_period(fact.period)) if part]
    return f" ({', '.join(parts)})"
