"""One quantity against what the filings say: supported, contradicted or unsupported. Pure.

The line item and the period come first, the value last: a number that stands somewhere else in
the filing is no support. Where it cannot be told, the verdict is unsupported.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.grounding.by_computing import by_computing
from service.grounding.by_fact import by_fact
from service.grounding.by_text import by_text
from service.grounding.context import Claim
from service.grounding.contradicting import (
    SUPPORTS,
    against_facts,
    against_text,
)
from service.grounding.finding import (
    NO_CONTEXT,
    Context,
    Finding,
    Material,
    name,
    within,
)
from service.grounding.matching import Scored, is_value, same_kind
from service.grounding.printing import print_fact
from service.grounding.signs import against_sign
from service.types import Verdict


def judge(claim: Claim, material: Material, context: Context = NO_CONTEXT) -> Finding:
    """The verdict on one quantity.

    Args:
        claim: The quantity, and what its sentence says of it.
        material: Candidate facts and sentences of the filings.
        context: What other numbers of the text rest on.
    """
    alike = [one for one in material.facts if same_kind(claim.quantity, one.fact.unit)]
    direct = [one for one in alike if is_value(claim.quantity, one.fact)]
    signed = against_sign(claim, direct, material)
    if signed is not None:
        return signed
    ways = (by_fact, by_text, by_computing)
    if claim.relation in ("change", "percent_change", "point_change", "ratio"):
        ways = (by_text, by_computing, by_fact)
    doubts: list[Finding] = []
    for way in ways:
        finding = way(claim, material, alike, direct, context)
        if finding is not None and finding.verdict is Verdict.SUPPORTED:
            return finding
        if finding is not None:
            doubts.append(finding)
    if doubts:
        return doubts[0]
    return (
        against_facts(claim, alike, direct)
        or against_text(claim, material.echoes)
        or _not_said(claim, material, direct)
    )


def _not_said(claim: Claim, material: Material, direct: Sequence[Scored]) -> Finding:
    nearest = tuple(one.fact for one in material.facts[:2] if one.score >= SUPPORTS)
    elsewhere = direct[0].fact if direct else None
    if elsewhere is not None and elsewhere not in nearest:
        reason = (
            f"The filing prints {claim.quantity.text} as {name(elsewhere)}{within(elsewhere)};"
            " nothing ties it to what the sentence says."
        )
        return Finding(Verdict.UNSUPPORTED, None, reason, facts=(elsewhere, *nearest[:1]))
    if nearest:
        reason = f"Not found; the nearest is {name(nearest[0])}, {print_fact(nearest[0])}."
        return Finding(Verdict.UNSUPPORTED, None, reason, facts=nearest)
    return Finding(Verdict.UNSUPPORTED, None, "The filings do not say this.")
