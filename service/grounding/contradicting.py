"""What speaks against a number: a table cell or a sentence that says something else. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.types import Fact
from service.grounding.context import Claim
from service.grounding.finding import Finding, Material, is_change_cell, name, of_what, within
from service.grounding.matching import Scored, is_value, meets, names_fully
from service.grounding.narrative import Echo, is_alike, ranked
from service.grounding.printing import print_fact, print_period
from service.grounding.terms import stem
from service.types import Verdict

SUPPORTS = 0.45  # score from which a fact of the same value is the one that is spoken of
SURE = 0.75  # score from which a fact of another value contradicts
SURE_ECHO = 0.85
STRICT = 0.7  # of all the claim's words: a word that no label has speaks of something else
NEAR = 0.8  # words that were said of an earlier quantity weigh less
CLEAR = 0.08  # facts within this of the best must agree before anything is called wrong
CERTAIN = 0.9  # facts whose scale is beyond doubt
CONFIDENT = 0.5  # facts that were read with less confidence support nothing alone
OVERRULES = 0.9  # of label and sentence both, before a cell overrules a sentence of the filing
_MOVEMENT = re.compile(r"\b(?:increase|decrease|change)\b", re.IGNORECASE)
_QUALIFIERS = frozenset(  # words that make another measure of a line
    stem(word)
    for word in """net gross adjusted organic core underlying comparable average weighted pro forma
    constant annualized cumulative foreign domestic current noncurrent accrued segment unallocated
    excluding other overseas deferred restricted unrestricted""".split()
)
QUALIFYING = 0.35  # weight of a word, before it qualifies the quantity
SLIP = Decimal("1.5")  # last shown digits by which a filing's text and table may differ


def against_facts(
    claim: Claim, alike: Sequence[Scored], direct: Sequence[Scored]
) -> Finding | None:
    """The contradiction by the one row that the sentence clearly names, if there is one."""
    if claim.relation not in ("level", "share") or claim.is_loose:
        return None
    if claim.relation == "share" and claim.quantity.kind == "money":
        return None  # "$5 million of our trade payables" is a part of them
    if claim.quantity.kind == "count" and not claim.own:
        return None  # "282 women among 1,051": what the second counts is not said
    sure = [one for one in alike if one.when and one.fact.confidence >= CONFIDENT]
    if (
        not sure
        or sure[0].score < SURE
        or (sure[0].strict < STRICT and not _is_misscaled(claim, sure[0]))
        or is_value(claim.quantity, sure[0].fact)
        or meets(claim.quantity, sure[0].fact.low, sure[0].fact.high)
        or is_qualified(claim, sure[0])
    ):
        return None
    if is_rescaled(claim, sure[0].fact) and sure[0].fact.confidence < CERTAIN:
        return None
    return differs(claim, sure[0], direct) if is_clear(sure[0], alike) else None


def _is_misscaled(claim: Claim, one: Scored) -> bool:
    """Whether the line's own words stand beside its own digits at another scale."""
    label = one.labelled.label
    is_just = bool(label) and label <= claim.own <= label | one.labelled.path
    return is_just and is_rescaled(claim, one.fact)


def is_qualified(claim: Claim, one: Scored) -> bool:
    """Whether a word beside the quantity makes it another measure than the line's.

    A line that is itself an increase says nothing against a level, a nil nothing against
    anything, and of an amount that the text prints without its scale nothing can be told.
    """
    if claim.direction is None and _MOVEMENT.search(one.fact.label):
        return True
    near = {word for word, weight in claim.weights.items() if weight >= QUALIFYING}
    if (near | claim.own) & _QUALIFIERS - one.labelled.label - one.labelled.path:
        return True
    period = one.fact.period
    if claim.period and period and claim.period.is_instant and not period.is_instant:
        return True  # what stood on a day is no flow of the year that ends on it
    size = abs(claim.quantity.value)
    return not one.fact.value or (claim.quantity.quantum == 1 and size < one.fact.scale)


def is_named(one: Scored) -> bool:
    """Whether the sentence names this line beside the quantity, and nothing besides it."""
    return one.strict >= STRICT and one.nearness >= NEAR


def is_rescaled(claim: Claim, fact: Fact) -> bool:
    """The same digits at another scale: a slip of the text, or a unit line that was misread."""
    size = abs(fact.value)
    return any(
        claim.quantity.low <= size.scaleb(shift) <= claim.quantity.high
        for shift in (-9, -8, -6, -4, -3, 3, 4, 6, 8, 9)
    )


def is_clear(best: Scored, alike: Sequence[Scored]) -> bool:
    """Whether all facts that answer as well give the same value."""
    return all(
        abs(one.fact.low) <= abs(best.fact.high)
        and abs(best.fact.low) <= abs(one.fact.high)
        or one.fact.value == best.fact.value
        or one.fact.value == -best.fact.value
        for one in alike
        if one.when is not False and one.score >= best.score - CLEAR
    )


def differs(claim: Claim, best: Scored, direct: Sequence[Scored]) -> Finding:
    """The contradiction by a cell, telling where the number stands instead (`direct`)."""
    fact = best.fact
    shown = print_fact(fact)
    reason = f"{name(fact)}{within(fact)} is {shown}, not {claim.quantity.text}"
    elsewhere = next((one.fact for one in direct if one.coverage >= SUPPORTS), None) or next(
        (one.fact for one in direct), None
    )
    facts: tuple[Fact, ...] = (fact,)
    if elsewhere is not None:
        same_row = elsewhere.label == fact.label
        what = print_period(elsewhere.period) if same_row else name(elsewhere)
        if what:
            reason += f"; {claim.quantity.text} is {what}"
            facts = (fact, elsewhere)
    return Finding(
        Verdict.CONTRADICTED, None, reason + ".", expected=f"{shown}{of_what(fact)}", facts=facts
    )


def against_text(claim: Claim, echoes: Sequence[Echo]) -> Finding | None:
    """The contradiction by a sentence that says the same of another number."""
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


def against_prose(
    claim: Claim, finding: Finding, alike: Sequence[Scored], material: Material
) -> Finding:
    """What a sentence of the filing supports, held against the filing's own tables.

    Anyone may write a sentence into a filing; where a cell that is beyond doubt gives the same
    line item and period another value, the sentence is no support. A difference in the last
    digit is how filings round, and is told.

    Args:
        claim: The quantity that is checked.
        finding: The support by a sentence.
        alike: The facts of the quantity's kind, best first.
        material: All that was found for the claim.

    Returns:
        The finding as it was, with the cell's figure told, or a contradiction.
    """
    cell = _overruling(claim, alike, material)
    if cell is None or finding.statement is None:
        return finding
    fact, said = cell.fact, finding.statement.claim.quantity.text
    shown = print_fact(fact)
    if _is_slip(claim, cell):
        return replace(
            finding, reason=f"The filing itself says {said}, in words; its table shows {shown}."
        )
    return Finding(
        Verdict.CONTRADICTED,
        None,
        f"{name(fact)}{within(fact)} is {shown} in the filing's table; a sentence of its text says"
        f" {said} instead.",
        expected=f"{shown}{of_what(fact)}",
        facts=(fact,),
        statement=finding.statement,
    )


def _overruling(claim: Claim, alike: Sequence[Scored], material: Material) -> Scored | None:
    """The cell that the sentence clearly names, and that gives another value."""
    if claim.relation != "level" or (claim.quantity.kind == "count" and not claim.own):
        return None
    sure = [one for one in alike if one.when and one.fact.confidence >= CERTAIN]
    if not sure or sure[0].fact.unit is None or is_value(claim.quantity, sure[0].fact):
        return None
    best = sure[0]
    if min(best.score, best.strict) < OVERRULES or best.nearness < NEAR:
        return None
    if claim.quantity.kind == "per_share" and claim.own - best.labelled.label - best.labelled.path:
        return None  # "a liquidation preference of $25.00 per share"
    period = best.fact.period
    if claim.period and period and claim.period.is_instant != period.is_instant:
        return None  # an average over a year is no balance at its end
    if not names_fully(claim, best.fact) or is_change_cell(best.fact, material):
        return None
    if not is_clear(best, alike):
        return None
    return None if any(_is_printed(claim, one) for one in alike) else best


def _is_printed(claim: Claim, one: Scored) -> bool:
    """Whether a cell of another table bears the sentence out: the two tables differ in scope."""
    return (
        one.when is not False
        and one.score >= SUPPORTS
        and one.fact.confidence >= CONFIDENT
        and is_value(claim.quantity, one.fact)
    )


def _is_slip(claim: Claim, cell: Scored) -> bool:
    """Whether two figures differ by no more than the last digit that either of them shows."""
    quantity, fact = claim.quantity, cell.fact
    size = abs(fact.value)
    gap = max(quantity.low - size, size - quantity.high, Decimal(0))
    unit = quantity.quantum if "." in quantity.text else quantity.rounded_to
    return gap + quantity.quantum / 2 <= SLIP * max(unit, fact.quantum)
