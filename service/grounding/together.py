"""A text judged as a whole: what is known of one number tells of those beside it. Pure.

Numbers of one sentence usually speak of one row or one table; a number that was traced once may be
said again; and arithmetic that the text writes out is as good as the figures that go into it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.facts import ends_together
from ingest.types import Fact, Period
from service.grounding.context import Claim
from service.grounding.derived import Derived
from service.grounding.equations import Arithmetic, Equation, Operand, read_equations
from service.grounding.finding import (
    NO_CONTEXT,
    Context,
    Finding,
    Material,
    computed,
    name,
    within,
)
from service.grounding.judge import judge
from service.grounding.matching import is_value, meets, same_kind
from service.grounding.printing import digits_of, print_fact
from service.grounding.quantity import Quantity
from service.grounding.relations import CHANGES
from service.grounding.terms import content, terms
from service.grounding.times import same_time
from service.types import How, Verdict

ROUNDS = 2  # in which what was found of one number is used for those beside it
LONG = 1000  # last shown digits
STEPS = 4  # of a calculation that goes on line by line
NAMED_LINE = 0.6  # of a line's label beside the number, before it is an operand's line
SURE = 0.9  # confidence of a cell that bears an operand out of which nothing is said
SAME_WORDS = 0.5  # of the words beside a number that were said of the same number before


def judge_sentence(
    claims: Sequence[Claim],
    materials: Sequence[Material],
    before: Context = NO_CONTEXT,
    measure: Callable[[Claim], Iterable[Derived]] | None = None,
) -> list[Finding]:
    """The verdicts on the quantities of one sentence.

    Args:
        claims: Its quantities.
        materials: What was found for each.
        before: What the sentences before it rest on.
        measure: What the filings give for the standard measure that a claim names.
    """
    findings = [judge(claim, material) for claim, material in zip(claims, materials, strict=True)]
    if measure is not None:
        findings = [
            (_by_measure(claim, measure(claim)) or finding)
            if finding.verdict is Verdict.UNSUPPORTED
            else finding
            for claim, finding in zip(claims, findings, strict=True)
        ]
    for _ in range(ROUNDS):
        own = Context.of(claims, findings)
        context = Context(
            own.rows, own.tables | before.tables, own.passages | before.passages, own.said
        )
        if context.is_empty:
            return findings
        again = [
            finding
            if finding.verdict is not Verdict.UNSUPPORTED
            else judge(claim, material, context)
            for claim, material, finding in zip(claims, materials, findings, strict=True)
        ]
        if again == findings:
            return findings
        findings = again
    return findings


def _by_measure(claim: Claim, made: Iterable[Derived]) -> Finding | None:
    """The measure as analysts define it, where that comes to the quantity."""
    for one in made:
        if meets(claim.quantity, one.low, one.high) and _has_sign(claim, one):
            reason = f"Computed as the standard measure: {one.formula}."
            return computed(reason, one.formula, one.facts)
    return None


def _has_sign(claim: Claim, made: Derived) -> bool:
    """Whether a measure that comes out negative is said to be negative, or a loss."""
    is_said = claim.quantity.value < 0 or claim.polarity == "loss"
    return is_said if made.high < 0 else claim.quantity.value >= 0


def settle(
    text: str,
    claims: Sequence[Claim],
    findings: Sequence[Finding],
    materials: Sequence[Material | None],
    speaking: Sequence[Collection[str] | None],
) -> list[Finding]:
    """The findings on a whole text, with what its own arithmetic and its repeats add.

    Args:
        text: The whole text.
        claims: All its quantities, in order.
        findings: What was found for each by itself.
        materials: What the filings hold for each.
        speaking: For each the filings of the company that it is of; None where that is not said.
    """
    settled = list(findings)
    written = read_equations(text, [claim.quantity for claim in claims])
    for _ in range(STEPS if written.operands else 1):
        _repeat(claims, settled, written, speaking)
        _read_operands(claims, settled, written, materials)
        _read_bare(claims, settled, written, materials)
        _calculate(claims, settled, written.results)
    return settled


def _repeat(
    claims: Sequence[Claim],
    settled: list[Finding],
    written: Arithmetic,
    speaking: Sequence[Collection[str] | None],
) -> None:
    """A figure that was traced is the same figure where it is said again of the same thing.

    What contradicts a number stands, unless the number is an operand that no words name.
    """
    for at, claim in enumerate(claims):
        verdict = settled[at].verdict
        is_unnamed = claim.quantity.start in written.unnamed
        if verdict is Verdict.SUPPORTED or (verdict is Verdict.CONTRADICTED and not is_unnamed):
            continue
        for other, finding in zip(claims, settled, strict=True):
            if finding.verdict is not Verdict.SUPPORTED or other is claim:
                continue
            own = speaking[at]
            if own is not None and not is_unnamed and finding.filing_ids.isdisjoint(own):
                continue  # the same figure of another company
            result = written.results.get(other.quantity.start)
            if is_unnamed:
                is_again = _is_same(claim.quantity, other.quantity) or _is_copy(
                    claim.quantity, other.quantity
                )
            elif result is not None:  # the conclusion from what was calculated
                is_again = _is_copy(claim.quantity, other.quantity) and _concludes(
                    claim, other, result, claims, finding
                )
            else:
                is_again = _is_same(claim.quantity, other.quantity) and _is_of_same(claim, other)
            if is_again:
                settled[at] = replace(finding, how=_how(claim.quantity, other.quantity, finding))
                break


def _concludes(
    claim: Claim, other: Claim, result: Equation, claims: Sequence[Claim], finding: Finding
) -> bool:
    """Whether a sentence says of a result what was calculated: its words, its kind, its time."""
    if claim.relation in CHANGES and not result.is_change:
        return False
    if claim.period is not None and finding.facts:
        of = [fact.period for fact in finding.facts if fact.period is not None]
        if not any(same_time(claim.period, period) for period in of):
            return False
    starts = {operand.span.start for operand in result.operands}
    words = set(other.weights)
    for one in claims:
        if one.quantity.start in starts:
            words |= one.weights.keys()
    for fact in finding.facts:
        words |= content(terms(" ".join(fact.labels)))
    return claim.own <= words or len(claim.own & words) > SAME_WORDS * len(claim.own)


def _read_operands(
    claims: Sequence[Claim],
    settled: list[Finding],
    written: Arithmetic,
    materials: Sequence[Material | None],
) -> None:
    """Operands of a formula, whose lines and periods stand elsewhere: "change = $5 − $4"."""
    for at, claim in enumerate(claims):
        material = materials[at]
        if claim.quantity.start not in written.unnamed or material is None:
            continue
        if settled[at].verdict is Verdict.SUPPORTED or not claim.quantity.is_telling:
            continue
        for one in material.facts:
            # What stands before "=" names the result; a very telling figure names itself
            is_named = one.coverage >= NAMED_LINE or (
                _is_long(claim.quantity) and one.fact.confidence >= SURE
            )
            if (
                is_named
                and same_kind(claim.quantity, one.fact.unit)
                and is_value(claim.quantity, one.fact)
            ):
                settled[at] = _printed(one.fact)
                break


def _printed(fact: Fact) -> Finding:
    return Finding(
        Verdict.SUPPORTED,
        "exact",
        f"{name(fact)}{within(fact)} is {print_fact(fact)}.",
        facts=(fact,),
    )


def _read_bare(
    claims: Sequence[Claim],
    settled: list[Finding],
    written: Arithmetic,
    materials: Sequence[Material | None],
) -> None:
    """Operands that are written as the filing prints them, its scale left out: "5,121.3 ÷ 7,491.5".

    They stand for a cell whose line the text names, or for a figure that it gives in full before.
    """
    words = frozenset(word for claim in claims for word in claim.weights)
    printed: dict[str, Fact] = {}
    for material in materials:
        for one in material.facts if material is not None else ():
            label = one.labelled.label
            if one.when is not False and len(label & words) >= SAME_WORDS * len(label) > 0:
                printed.setdefault(digits_of(one.fact.text), one.fact)
    full = {
        digits_of(claim.quantity.text): finding
        for claim, finding in zip(claims, settled, strict=True)
        if finding.verdict is Verdict.SUPPORTED and claim.quantity.kind != "count"
    }
    for at, claim in enumerate(claims):
        quantity = claim.quantity
        is_bare = quantity.unit is None or quantity.kind == "money"
        is_bare = is_bare and quantity.kind in ("count", "money") and quantity.quantum <= 1
        if settled[at].verdict is Verdict.SUPPORTED or not is_bare:
            continue
        if quantity.start not in written.unnamed:
            continue
        digits = digits_of(quantity.text)
        if digits in full:
            settled[at] = full[digits]
            continue
        if digits in printed and quantity.is_telling:
            settled[at] = _printed(printed[digits])


def _is_same(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities of a text are one figure, the first perhaps rounded further."""
    if one is other or not one.is_telling:
        return False
    if one.kind != other.kind or one.unit != other.unit or one.quantum < other.quantum:
        return False
    return abs(abs(one.value) - abs(other.value)) <= one.quantum / 2


def _is_long(quantity: Quantity) -> bool:
    """Shown to four digits and more: in arithmetic that names no line, the figure is the name."""
    return abs(quantity.value) >= LONG * quantity.quantum > 0


def _is_copy(one: Quantity, other: Quantity) -> bool:
    """Whether an operand is written just as a figure of the text is."""
    return one is not other and (one.kind, one.unit, one.value, one.quantum) == (
        other.kind,
        other.unit,
        other.value,
        other.quantum,
    )


def _is_of_same(claim: Claim, other: Claim) -> bool:
    """Whether nothing is said of the one that was not said of the other."""
    if claim.relation != other.relation or claim.polarity not in (None, other.polarity):
        return False
    if claim.period is not None and other.period is not None and claim.period != other.period:
        return False
    if bool(claim.is_prior) != bool(other.is_prior):
        return False
    known = claim.own & other.weights.keys()
    return len(known) >= SAME_WORDS * len(claim.own)


def _how(quantity: Quantity, other: Quantity, finding: Finding) -> How | None:
    is_coarser = quantity.quantum > other.quantum and finding.how == "exact"
    return "rounded" if is_coarser else finding.how


def _calculate(
    claims: Sequence[Claim], settled: list[Finding], equations: Mapping[int, Equation]
) -> None:
    """Results of written arithmetic whose operands were all traced."""
    places = {claim.quantity.start: at for at, claim in enumerate(claims)}
    for start, equation in equations.items():
        at = places[start]
        if settled[at].verdict is Verdict.SUPPORTED:
            continue
        operands = [_traced(one, places, settled) for one in equation.operands]
        if any(found is None for found in operands):
            continue
        facts = tuple(dict.fromkeys(f for found in operands if found for f in found.facts))
        quantity = claims[at].quantity
        if not _are_of_one_time(facts):
            continue  # a profit of one year over the revenue of another is no margin
        is_fall = (
            quantity.value > 0
            and claims[at].direction == "decrease"
            and equation.differs_in_sign(quantity)
        )
        if equation.fits(quantity) or is_fall:
            reason = f"Calculated again from figures that were traced: {equation.formula}."
            settled[at] = computed(reason, f"{equation.formula} = {quantity.text}", facts)
        elif not equation.differs_in_sign(quantity):
            result = _shown(equation, quantity)
            settled[at] = Finding(
                Verdict.CONTRADICTED,
                None,
                f"{equation.formula} is {result}, not {quantity.text}.",
                expected=result,
                formula=f"{equation.formula} = {result}",
                facts=facts,
            )


def _are_of_one_time(facts: Sequence[Fact]) -> bool:
    """Whether lines that are put in relation are of one time; a line's own periods may differ."""
    latest: dict[tuple[str, tuple[str, ...]], Period] = {}
    for fact in facts:
        line = fact.concept or fact.label, fact.column_labels
        if fact.period is not None:
            latest[line] = max(latest.get(line, fact.period), fact.period, key=lambda p: p.end)
    periods = list(latest.values())
    return all(ends_together(periods[0], period) for period in periods[1:])


_CONSTANT = Finding(Verdict.SUPPORTED, None, "A number of the formula itself.")


def _traced(
    operand: Operand, places: Mapping[int, int], settled: Sequence[Finding]
) -> Finding | None:
    if operand.quantity is not None and operand.span.start in places:
        finding = settled[places[operand.span.start]]
        if finding.verdict is Verdict.SUPPORTED:
            return finding
    return _CONSTANT if operand.is_constant else None


def _shown(equation: Equation, quantity: Quantity) -> str:
    middle = (equation.low + equation.high) / 2
    if quantity.kind in ("percent", "percentage_point"):
        times = 100 if abs(middle) < abs(quantity.value) * 10 else 1
        return f"{middle * times:.2f}%"
    return f"{middle:,.4f}" if abs(middle) < 100 else f"{middle:,.0f}"
